from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.memory_folder import MemoryFolder
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
from workbench.domain.errors import Unreadable
from workbench.exchange.bundle import Bundle, Unit
from workbench.exchange.dialect import Warns, WriteOptions, lost
from workbench.exchange.doccano import Doccano

DOCCANO = Doccano()


@given(st.lists(bundles(), max_size=3), st.sampled_from(DOCCANO.units))
def test_what_was_written_is_read_again_in_either_unit(articles: list[Bundle], unit: Unit) -> None:
    holds_its_promise(DOCCANO, *articles, unit=unit)


ARTICLE = article_of(
    TEXT,
    span_at("s1", "Actor", LIRIA),
    span_at("s2", "Claim", PEACE),
    relations=[link("about", "s2", "s1")],
    notes=["проверить"],
)


def test_a_row_is_as_doccano_writes_it() -> None:
    first, second = rows(DOCCANO, ARTICLE, ARTICLE)
    assert first["id"] == 1
    assert first["text"] == TEXT
    assert first["entities"] == [
        {"id": 1, "label": "Actor", "start_offset": 9, "end_offset": 14},
        {"id": 2, "label": "Claim", "start_offset": 20, "end_offset": 23},
    ]
    assert first["relations"] == [{"id": 3, "from_id": 2, "to_id": 1, "type": "about"}]
    assert first["Comments"] == ["проверить"]
    assert [span["id"] for span in second["entities"]] == [4, 5]


def test_code_points_are_written_on_request() -> None:
    (row,) = rows(DOCCANO, ARTICLE, unit="code_point")
    found = [(span["start_offset"], span["end_offset"]) for span in row["entities"]]
    assert found == [LIRIA, PEACE]


def test_a_unit_that_doccano_does_not_know_is_refused() -> None:
    with pytest.raises(Unreadable, match="utf8"):
        DOCCANO.write([ARTICLE], BOOK, MemoryFolder(), WriteOptions("utf8"))


def test_what_is_lost_is_counted() -> None:
    article = article_of(TEXT, span_at("s1", "Claim", PEACE, WAR, attributes={"check": "?"}))
    carried = DOCCANO.carries(article, BOOK)
    assert places(carried) == [("Claim", "мир, а не война")]
    assert lost(article, carried) == {"fragments": 1, "attributes": 1}


def warnings(article: Bundle) -> list[str]:
    """What the user is told of an export of an article."""
    return [
        str(say(DOCCANO.warned(article)[name]))
        for name, say in DOCCANO.warnings.items()
        if DOCCANO.warned(article)[name]
    ]


def test_overlapping_spans_are_warned_of() -> None:
    nested = [span_at("s1", "Claim", (0, 33)), span_at("s2", "Actor", LIRIA)]
    said = warnings(article_of(TEXT, *nested))
    assert len(said) == 1
    assert said[0].startswith("1 span overlaps an earlier one")
    linked = article_of(TEXT, *nested, relations=[link("about", "s1", "s2")])
    assert "refuses the file" in warnings(linked)[1]
    assert warnings(ARTICLE) == []
    touching = article_of(TEXT, span_at("s1", "A", (0, 3)), span_at("s2", "A", (3, 6)))
    assert warnings(touching) == []
    assert isinstance(DOCCANO, Warns)


def row_of(**fields: Any) -> dict[str, Any]:
    return {"text": TEXT, **fields}


def entity(start: Any, end: Any, label: Any = "A", **fields: Any) -> dict[str, Any]:
    return {"start_offset": start, "end_offset": end, "label": label, **fields}


def test_a_row_of_doccano_is_read_in_utf_16_and_the_doubt_is_told() -> None:
    (bundle,), (problem,) = read_lines(DOCCANO, row_of(id=7, entities=[entity(20, 23, id=1)]))
    assert places(bundle) == [("A", "мир")]
    assert problem.startswith("1: The text has characters that are two UTF-16 units")


def test_no_doubt_is_told_where_there_is_none() -> None:
    before = row_of(entities=[entity(0, 3)])
    plain = {"text": "мир", "entities": [entity(0, 3)]}
    found, problems = read_lines(DOCCANO, before, plain)
    assert len(found) == 2
    assert not problems


@pytest.mark.parametrize(("unit", "place"), [("utf16", (20, 23)), ("code_point", PEACE)])
def test_the_user_says_the_unit(unit: Unit, place: tuple[int, int]) -> None:
    (bundle,), problems = read_lines(DOCCANO, row_of(entities=[entity(*place)]), unit=unit)
    assert not problems
    assert places(bundle) == [("A", "мир")]


def test_a_unit_that_cannot_be_read_is_told() -> None:
    found, (problem,) = read_lines(DOCCANO, row_of(entities=[]), unit="utf8")
    assert not found
    assert "utf8" in problem


@pytest.mark.parametrize("field", ["label", "labels"])
def test_the_older_shape_is_read(field: str) -> None:
    (bundle,), _ = read_lines(
        DOCCANO, {"id": 1, "data": TEXT, field: [[9, 14, "LOC"], [20, 23, "TOPIC"]], "note": 5}
    )
    assert places(bundle) == [("LOC", "Лирии"), ("TOPIC", "мир")]
    assert bundle.article.meta["note"] == 5


def test_offsets_on_text_with_crlf_are_moved_with_it() -> None:
    (bundle,), _ = read_lines(
        DOCCANO, {"text": "\ufeff😀\r\nмир\r\nвойна", "label": [[10, 15, "X"]]}
    )
    assert bundle.text == "😀\nмир\nвойна"
    assert places(bundle) == [("X", "война")]


def test_comments_come_as_notes() -> None:
    (bundle,), _ = read_lines(
        DOCCANO, row_of(entities=[], Comments=["да", "", {"id": 1, "text": "нет"}, 5])
    )
    assert [note.text for note in bundle.notes] == ["да", "нет"]


@pytest.mark.parametrize(
    "item",
    [
        5,
        [],
        [0, 3],
        [0, 3, 5],
        ["0", 3, "A"],
        entity(3, 0),
        entity(0, 0),
        entity(-1, 3),
        entity(0, 37),
        entity(0, 3, None),
        entity(0, 3, "  "),
        {"label": "A"},
    ],
)
def test_an_unsound_span_is_left_out_and_told(item: Any) -> None:
    (bundle,), problems = read_lines(
        DOCCANO, row_of(offset_unit="utf16", entities=[item, entity(20, 23)])
    )
    assert places(bundle) == [("A", "мир")]
    assert len(problems) == 1
    assert problems[0].startswith("1: Span 0 was left out.")


@pytest.mark.parametrize(
    "relation",
    [
        5,
        {},
        {"from_id": 1, "to_id": 9, "type": "about"},
        {"from_id": 1, "to_id": None, "type": "about"},
        {"from_id": [1], "to_id": 2, "type": "about"},
        {"from_id": 1, "to_id": 2},
        {"from_id": 1, "to_id": 2, "type": ""},
    ],
)
def test_an_unsound_relation_is_left_out_and_told(relation: Any) -> None:
    sound = {"id": 8, "from_id": 1, "to_id": 2, "type": "about"}
    (bundle,), problems = read_lines(
        DOCCANO,
        row_of(
            offset_unit="code_point",
            entities=[entity(0, 3, id=1), entity(8, 13, id=2)],
            relations=[relation, sound],
        ),
    )
    assert [one.type for one in bundle.relations] == ["about"]
    assert len(problems) == 1
    assert problems[0].startswith("1: Relation 0 was left out.")


def test_an_id_that_stands_twice_is_told() -> None:
    (bundle,), (problem,) = read_lines(
        DOCCANO, row_of(entities=[entity(0, 3, "A", id=1), entity(8, 13, "B", id=1)])
    )
    assert places(bundle) == [("A", "Мэр")]
    assert "twice" in problem


@pytest.mark.parametrize("line", [b'{"text": "cut', b"[]", {}, {"text": 5}, {"text": " "}])
def test_an_unsound_line_is_told_with_its_number(line: Any) -> None:
    found, problems = read_lines(DOCCANO, row_of(), line, row_of())
    assert len(found) == 2
    assert len(problems) == 1
    assert problems[0].startswith("2: ")


def test_a_hundred_thousand_spans_on_a_line_are_read_at_once() -> None:
    count = 100_000
    spans = [entity(5 * i, 5 * i + 3, id=i) for i in range(count)]
    relations = [{"from_id": i, "to_id": i + 1, "type": "r"} for i in range(count - 1)]
    (bundle,), _ = read_lines(
        DOCCANO, {"text": "мир😀" * count, "entities": spans, "relations": relations}
    )
    assert len(bundle.spans) == count
    assert len(bundle.relations) == count - 1
    assert bundle.spans[-1].end == 4 * count - 1


def test_a_row_is_known_by_its_look() -> None:
    (row,) = rows(DOCCANO, ARTICLE)
    assert DOCCANO.knows(row)
    assert DOCCANO.knows({"text": "мир", "label": [[0, 3, "A"]]})
    assert not DOCCANO.knows({"text": "мир", "label": ["хорошо"]})
    assert not DOCCANO.knows({"text": "мир"})
