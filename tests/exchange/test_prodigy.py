from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.strategies import BOOK, bundles
from tests.exchange.trips import (
    LIRIA,
    PEACE,
    TEXT,
    WAR,
    article_of,
    holds_its_promise,
    link,
    places,
    read_lines,
    rows,
    span_at,
)
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import lost
from workbench.exchange.prodigy import Prodigy

PRODIGY = Prodigy()


@given(st.lists(bundles(), max_size=3))
def test_what_was_written_is_read_again(articles: list[Bundle]) -> None:
    holds_its_promise(PRODIGY, *articles)


def test_a_task_is_as_prodigy_writes_it() -> None:
    article = article_of(
        TEXT,
        span_at("s1", "Claim", (15, 33)),
        span_at("s2", "Actor", LIRIA),
        relations=[link("about", "s1", "s2")],
    )
    (task,) = rows(PRODIGY, article)
    claim = {"start": 15, "end": 33, "token_start": 5, "token_end": 11, "label": "Claim"}
    actor = {"start": 8, "end": 13, "token_start": 3, "token_end": 3, "label": "Actor"}
    assert task["text"] == TEXT
    assert [token["text"] for token in task["tokens"]] == [
        *("Мэр", "😀", "в", "Лирии", ":", "«", "😀", "мир", ",", "а", "не", "война", "»")
    ]
    assert task["tokens"][3] == {"text": "Лирии", "start": 8, "end": 13, "id": 3, "ws": False}
    assert task["tokens"][4] == {"text": ":", "start": 13, "end": 14, "id": 4, "ws": True}
    assert task["spans"] == [claim, actor]
    assert task["relations"] == [
        {"head": 11, "child": 3, "head_span": claim, "child_span": actor, "label": "about"}
    ]
    assert task["answer"] == "accept"


def test_the_hashes_are_32_bit_numbers_that_tell_texts_and_annotations_apart() -> None:
    plain = article_of("мир")
    tagged = article_of("мир", span_at("s1", "Claim", (0, 3)))
    other = article_of("миф")
    one, again, two, three = rows(PRODIGY, plain, plain, tagged, other)
    assert one["_input_hash"] == again["_input_hash"] == two["_input_hash"]
    assert one["_input_hash"] != three["_input_hash"]
    assert one["_task_hash"] == again["_task_hash"] != two["_task_hash"]
    assert all(-(2**31) <= one[name] < 2**31 for name in ("_input_hash", "_task_hash"))


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("мир  и", [], ["мир_", " ", "и"]),
        (" мир ", [], [" ", "мир_"]),
        ("мир\n\nи", [], ["мир", "\n\n", "и"]),
        ("мир \nи", [], ["мир_", "\n", "и"]),
        ("за\u0301мок", [], ["за\u0301мок"]),
        ("северо-запад 1,5 т", [], ["северо-запад_", "1,5_", "т"]),
        ("да👩‍👩‍👧!", [], ["да", "👩‍👩‍👧", "!"]),
        ("перемирие", [(4, 7)], ["пере", "мир", "ие"]),
        ("мир и", [(0, 4)], ["мир", " ", "и"]),
        ("мир и", [(3, 5)], ["мир", " ", "и"]),
        ("мир и", [(0, 3), (4, 5)], ["мир_", "и"]),
        ("\ufeffa\u2028b\u00a0c", [], ["\ufeff", "a", "\u2028", "b", "\u00a0", "c"]),
    ],
)
def test_tokens_are_cut_where_spans_begin_and_end(
    text: str, spans: list[tuple[int, int]], expected: list[str]
) -> None:
    made = [span_at(f"s{place}", "Claim", place) for place in spans]
    (task,) = rows(PRODIGY, article_of(text, *made))
    found = [token["text"] + "_" * token["ws"] for token in task["tokens"]]
    assert found == expected


def test_a_span_in_pieces_becomes_one_from_its_first_word_to_its_last() -> None:
    article = article_of(TEXT, span_at("s1", "Claim", PEACE, WAR, note="?"))
    carried = PRODIGY.carries(article, BOOK)
    assert places(carried) == [("Claim", "мир, а не война")]
    assert lost(article, carried) == {"fragments": 1, "span_notes": 1}


def task_of(**fields: Any) -> dict[str, Any]:
    return {"text": TEXT, **fields}


def test_a_task_of_a_person_is_read() -> None:
    (bundle,), problems = read_lines(
        PRODIGY,
        task_of(
            meta={"title": "Мир", "source": "лента"},
            spans=[{"start": 18, "end": 21, "label": "TOPIC"}],
            _annotator_id="set-оля",
            answer="accept",
        ),
    )
    assert not problems
    assert places(bundle) == [("TOPIC", "мир")]
    assert bundle.spans[0].annotator == "set-оля"
    assert bundle.article.title == "Мир"
    assert bundle.article.meta["source"] == "лента"


def test_the_text_of_a_task_that_was_rejected_comes_without_spans() -> None:
    spans = [{"start": 18, "end": 21, "label": "A"}]
    (bundle,), (problem,) = read_lines(PRODIGY, task_of(spans=spans, answer="reject"))
    assert not bundle.spans
    assert "«reject»" in problem


def test_offsets_on_text_with_crlf_are_moved_with_it() -> None:
    (bundle,), problems = read_lines(
        PRODIGY, {"text": "а\r\nмир\r\nвойна", "spans": [{"start": 8, "end": 13, "label": "X"}]}
    )
    assert not problems
    assert bundle.text == "а\nмир\nвойна"
    assert places(bundle) == [("X", "война")]


def test_relations_find_their_spans_by_offsets_or_by_tokens() -> None:
    spans = [
        {"start": 0, "end": 3, "token_start": 0, "token_end": 0, "label": "A"},
        {"start": 8, "end": 13, "token_start": 3, "token_end": 3, "label": "B"},
        {"start": 18, "end": 33, "token_start": 7, "token_end": 11, "label": "C"},
    ]
    (bundle,), problems = read_lines(
        PRODIGY,
        task_of(
            spans=spans,
            relations=[
                {"head": 11, "child": 3, "label": "by tokens"},
                {
                    "head": 0,
                    "child": 99,
                    "head_span": {"start": 0, "end": 3, "label": "A"},
                    "child_span": {"start": 8, "end": 13},
                    "label": "by offsets",
                },
                {"head": 5, "child": 3, "label": "from no span"},
            ],
        ),
    )
    label = {span.id: span.label for span in bundle.spans}
    assert [(one.type, label[one.source], label[one.target]) for one in bundle.relations] == [
        ("by tokens", "C", "B"),
        ("by offsets", "A", "B"),
    ]
    assert problems == ["1: Relation 2 was left out. There is no span at its «head»."]


def test_a_span_that_says_its_tokens_alone_is_read() -> None:
    tokens = [
        {"text": "мир", "start": 0, "end": 3, "id": 0},
        {"text": "и", "start": 4, "end": 5, "id": 1},
    ]
    (bundle,), problems = read_lines(
        PRODIGY,
        {
            "text": "мир и",
            "tokens": tokens,
            "spans": [
                {"token_start": 0, "token_end": 1, "label": "A"},
                {"token_start": 0, "token_end": 7, "label": "B"},
            ],
        },
    )
    assert places(bundle) == [("A", "мир и")]
    assert len(problems) == 1


@pytest.mark.parametrize(
    "span",
    [
        5,
        {},
        {"start": 0, "end": 3},
        {"start": 0, "end": 3, "label": ""},
        {"start": 0, "end": 3, "label": ["A"]},
        {"start": 3, "end": 3, "label": "A"},
        {"start": 3, "end": 0, "label": "A"},
        {"start": -1, "end": 3, "label": "A"},
        {"start": 0, "end": 35, "label": "A"},
        {"start": "0", "end": "3", "label": "A"},
        {"start": 0.0, "end": 3.0, "label": "A"},
        {"start": True, "end": 3, "label": "A"},
        {"start": None, "end": None, "label": "A"},
        {"start": 0, "end": 2**64 - 1, "label": "A"},
    ],
)
def test_an_unsound_span_is_left_out_and_told(span: Any) -> None:
    sound = {"start": 18, "end": 21, "label": "A"}
    (bundle,), problems = read_lines(PRODIGY, task_of(spans=[span, sound]))
    assert places(bundle) == [("A", "мир")]
    assert len(problems) == 1
    assert problems[0].startswith("1: Span 0 was left out.")


@pytest.mark.parametrize(
    "line",
    [
        b'{"text": "cut',
        b"[]",
        b"5",
        {},
        {"text": 5},
        {"text": ""},
        {"text": "a\0b"},
        b'{"text": "\\ud83d"}',
    ],
)
def test_an_unsound_line_is_told_with_its_number(line: Any) -> None:
    found, problems = read_lines(PRODIGY, task_of(), line, task_of())
    assert len(found) == 2
    assert len(problems) == 1
    assert problems[0].startswith("2: ")


@pytest.mark.parametrize("field", ["spans", "relations", "tokens", "meta"])
@pytest.mark.parametrize("value", [5, "x", {"a": 1}, [None, 5, []], True])
def test_a_field_of_the_wrong_kind_costs_no_more_than_itself(field: str, value: Any) -> None:
    spans = [{"start": 18, "end": 21, "label": "A"}]
    (bundle,), _ = read_lines(PRODIGY, {**task_of(spans=spans), field: value})
    assert bundle.text == TEXT
    assert field == "spans" or places(bundle) == [("A", "мир")]


def test_a_hundred_thousand_spans_on_a_line_are_read_at_once() -> None:
    count = 100_000
    text = "мир " * count
    span = [
        {"start": 4 * i, "end": 4 * i + 3, "token_start": i, "token_end": i, "label": "A"}
        for i in range(count)
    ]
    relations = [{"head": i, "child": i + 1, "label": "r"} for i in range(count - 1)]
    (bundle,), problems = read_lines(PRODIGY, {"text": text, "spans": span, "relations": relations})
    assert not problems
    assert len(bundle.spans) == count
    assert len(bundle.relations) == count - 1


def test_a_task_is_known_by_its_look() -> None:
    (task,) = rows(PRODIGY, article_of(TEXT))
    assert PRODIGY.knows(task)
    assert not PRODIGY.knows({"text": "мир", "entities": []})


# -- spaCy reads it


@given(bundles())
def test_spacy_finds_every_span_on_the_borders_of_tokens(article: Bundle) -> None:
    from spacy.tokens import Doc, DocBin
    from spacy.vocab import Vocab

    (task,) = rows(PRODIGY, article)
    vocab = Vocab()
    doc = Doc(
        vocab,
        words=[token["text"] for token in task["tokens"]],
        spaces=[token["ws"] for token in task["tokens"]],
    )
    assert doc.text == task["text"]
    assert [(t.idx, t.idx + len(t.text)) for t in doc] == [
        (token["start"], token["end"]) for token in task["tokens"]
    ]
    doc.spans["sc"] = []
    for span in task["spans"]:
        found = doc.char_span(span["start"], span["end"], label=span["label"])
        assert found is not None
        assert (found.start, found.end - 1) == (span["token_start"], span["token_end"])
        doc.spans["sc"].append(found)
    packed = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (again,) = DocBin().from_bytes(packed).get_docs(vocab)
    assert again.text == task["text"]
    assert [(one.start_char, one.end_char, one.label_) for one in again.spans["sc"]] == [
        (one["start"], one["end"], one["label"]) for one in task["spans"]
    ]
