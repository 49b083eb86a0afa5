from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.exchange.records import Lines
from tests.exchange.strategies import BOOK
from workbench.domain.records import Span
from workbench.domain.text import quote
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.collections.ruopinion import RuOpinion
from workbench.jobs import Silent

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "ruopinionne2024"

TEXT = "😀 Анна хвалит Мир и ругает Лирию, а Пётр молчит."
ANNA = [["Анна"], ["2:6"]]
PRAISE = [["хвалит"], ["7:13"]]
MIR = [["Мир"], ["14:17"]]
LIRIA = [["Лирию"], ["27:32"]]


def opinion(
    source: Any = ANNA, target: Any = MIR, words: Any = PRAISE, polarity: Any = "POS"
) -> dict[str, Any]:
    return {"Source": source, "Target": target, "Polar_expression": words, "Polarity": polarity}


def read(path: Path, **options: Any) -> tuple[list[Bundle], list[Problem]]:
    found = list(RuOpinion().read(path, BOOK, ReadOptions(**options), Silent()))
    return (
        [item for item in found if isinstance(item, Bundle)],
        [item for item in found if isinstance(item, Problem)],
    )


def told(found: Bundle) -> list[tuple[Any, ...]]:
    """The opinions of a sentence, put together again from its links."""
    spans = {span.id: span for span in found.spans}

    def words(span: Span) -> tuple[str, ...]:
        return tuple(found.text[place.start : place.end] for place in span.fragments)

    sources = {
        (link.source, number): words(spans[link.target])
        for link in found.relations
        if link.type == "source"
        for number in link.attributes["opinions"].split()
    }
    made = [
        (
            int(number),
            sources.get((link.source, number), (link.attributes["source"],)),
            words(spans[link.target]),
            words(spans[link.source]),
            link.attributes["polarity"],
        )
        for link in found.relations
        if link.type == "target"
        for number in link.attributes["opinions"].split()
    ]
    return [tuple(rest) for _, *rest in sorted(made)]


def stated(opinions: Iterable[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (
            tuple(one["Source"][0]),
            tuple(one["Target"][0]),
            tuple(one["Polar_expression"][0]),
            one["Polarity"],
        )
        for one in opinions
    ]


def test_an_opinion_is_three_spans_and_two_links(lines: Lines) -> None:
    (found,), problems = read(lines({"sent_id": 7, "text": TEXT, "opinions": [opinion()]}))
    assert not problems
    assert {span.label: quote(TEXT, span.fragments) for span in found.spans} == {
        "Source": "Анна",
        "Target": "Мир",
        "Expression": "хвалит",
    }
    said = {span.id: span.label for span in found.spans}
    assert [(one.type, said[one.source], said[one.target]) for one in found.relations] == [
        ("source", "Expression", "Source"),
        ("target", "Expression", "Target"),
    ]
    assert found.relations[1].attributes == {
        "opinions": "1",
        "polarity": "POS",
        "source": "text",
    }
    assert found.article.meta == {"sent_id": 7, "file": "in.jsonl"}
    assert found.line == 1


def test_opinions_that_share_words_share_spans_and_stay_apart(lines: Lines) -> None:
    opinions = [
        opinion(),
        opinion(target=LIRIA, polarity="NEG"),
        opinion(source=[["AUTHOR"], ["NULL"]], target=LIRIA),
        opinion(source=[["NULL"], ["0:0"]]),
        opinion(source=[["Пётр"], ["36:40"]], words=[["хвалит", "ругает"], ["7:13", "20:26"]]),
    ]
    (found,), problems = read(lines({"text": TEXT, "opinions": opinions}))
    assert not problems
    assert len(found.spans) == 6
    assert told(found) == stated(opinions)


def test_a_sentence_without_opinions_is_an_article(lines: Lines) -> None:
    found, problems = read(lines({"sent_id": 1, "text": TEXT}, {"text": TEXT, "opinions": []}))
    assert [one.spans for one in found] == [(), ()]
    assert not problems


def test_places_may_count_in_utf16_or_with_cr(lines: Lines) -> None:
    utf16 = opinion([["Анна"], ["3:7"]], [["Мир"], ["15:18"]], [["хвалит"], ["8:14"]])
    text = TEXT.replace(" и ", "\r\nи ")
    crlf = opinion(target=[["Лирию"], ["28:33"]])
    found, problems = read(
        lines({"text": TEXT, "opinions": [utf16]}, {"text": text, "opinions": [crlf]})
    )
    assert not problems
    assert told(found[0]) == stated([utf16])
    assert told(found[1]) == stated([crlf])
    assert "\r" not in found[1].text


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (5, "«Polarity» is missing"),
        (opinion(polarity=1), "«Polarity» is missing"),
        ({"Polarity": "POS"}, "«Source» is missing"),
        (opinion(target=[["Мир"]]), "«Target» is missing"),
        (opinion(target=[["Мир"], []]), "«Target» is missing"),
        (opinion(target=[[], []]), "«Target» is missing"),
        (opinion(target=[["Мир"], [5]]), "«Target» is missing"),
        (opinion(target=[["Мир"], ["14-17"]]), "not a place"),
        (opinion(target=[["NULL"], ["0:0"]]), "empty, outside"),
        (opinion(target=[["Мир"], ["14:999"]]), "outside the text"),
        (opinion(target=[["Мир"], ["17:14"]]), "outside the text"),
        (opinion(target=[["Мир", "Мир"], ["14:17", "14:17"]]), "overlaps itself"),
        (opinion(target=[["Мор"], ["14:17"]]), "is «Мир», not «Мор»"),
    ],
)
def test_a_broken_opinion_is_told_and_leaves_nothing(
    lines: Lines, broken: Any, reason: str
) -> None:
    good = opinion()
    path = lines({"text": "Раз"}, {"text": TEXT, "opinions": [broken, good]})
    (_, found), (problem,) = read(path)
    assert told(found) == stated([good])
    assert len(found.spans) == 3
    assert str(problem).startswith(f"{path}:2: Opinion 1 is left out.")
    assert reason in str(problem)


@pytest.mark.parametrize(
    "line", [b"{", b"[]", b"{}", b'{"text": 1}', b'{"text": " "}', b'{"text": "a\\u0000"}']
)
def test_a_broken_line_is_told_and_the_next_is_read(lines: Lines, line: bytes) -> None:
    (found,), (problem,) = read(lines(line, {"text": TEXT, "opinions": [opinion()]}))
    assert len(found.spans) == 3
    assert problem.line == 1


def test_opinions_that_are_no_list_leave_the_sentence(lines: Lines) -> None:
    (found,), (problem,) = read(lines({"text": TEXT, "opinions": {}}))
    assert found.text == TEXT
    assert "«opinions»" in str(problem)


@pytest.mark.skipif(not DATA.exists(), reason="RuOpinionNE-2024 is not beside this checkout")
@pytest.mark.parametrize("name", ["train", "test", "validation", "validation_labeled"])
def test_all_of_ruopinion_goes_in_with_every_opinion(name: str) -> None:
    path = DATA / f"{name}.jsonl"
    found, problems = read(path)
    assert not problems
    given = [orjson.loads(line) for line in path.read_bytes().split(b"\n") if line]
    assert [one.text for one in found] == [one["text"] for one in given]
    for one, line in zip(found, given, strict=True):
        assert told(one) == stated(line.get("opinions", ()))
