from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.change import Change
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Conflict
from workbench.domain.reading import LONG, Reading, in_order
from workbench.domain.records import Article, Entity, Note, Record, Rejection, Relation, Span
from workbench.domain.text import Fragments, Interval

ARTICLE = Article("article", "0" * 64, "Заголовок")
TEXT = "слово " * (LONG // 2)


def _span(name: str, fragments: Fragments, label: str = "Claim", article: str = "article") -> Span:
    return Span(name, article, label, fragments, {}, None, "me", "manual", None, "", "")


def _at(name: str, start: int, end: int) -> Span:
    return _span(name, (Interval(start, end),))


@st.composite
def _fragments(draw: st.DrawFn) -> Fragments:
    lengths = st.one_of(st.integers(1, 30), st.integers(LONG - 1, LONG + 900))
    start = draw(st.integers(0, len(TEXT) - 1))
    found, gap = [], 0
    for _ in range(draw(st.integers(1, 2))):
        first = min(start + gap, len(TEXT) - 1)
        start = min(first + draw(lengths), len(TEXT))
        found.append(Interval(first, start))
        gap = 3
        if start + gap >= len(TEXT):
            break
    return tuple(found)


@st.composite
def _changes(draw: st.DrawFn) -> list[Change]:
    """Changes of all kinds, each fitting what the ones before it leave."""
    held: dict[str, Record] = {}
    changes: list[Change] = []
    for number in range(draw(st.integers(0, 25))):
        name = f"{draw(st.sampled_from('srenjyx'))}{draw(st.integers(0, 2))}"
        old = held.get(name)
        new: Record | None = None
        if old is None or draw(st.booleans()):
            match name[0]:
                case "s":
                    new = _span(name, draw(_fragments()), draw(st.sampled_from(["Claim", "Cue"])))
                case "x":
                    new = _span(name, draw(_fragments()), article="another")
                case "r":
                    new = Relation(name, "article", f"t{number}", "s0", "s1", {}, "me")
                case "e":
                    new = Entity(name, f"Имя {number}", "person")
                case "n":
                    new = Note(name, "article", f"Запись {number}", "me", "", "")
                case "j" | "y":
                    where = "article" if name[0] == "j" else "another"
                    new = Rejection(name, where, "e0", draw(_fragments()), f"{number}", "")
        changes.append(Change(old, new))
        _make(held, changes[-1])
    return changes


def _make(held: dict[str, Record], change: Change) -> None:
    held.pop(change.record.id, None)
    if change.after is not None:
        held[change.record.id] = change.after


def _reading(records: dict[str, Record], codebook: Codebook) -> Reading:
    found = list(records.values())
    return Reading(
        ARTICLE,
        TEXT,
        codebook,
        [one for one in found if isinstance(one, Span) and one.article == "article"],
        [one for one in found if isinstance(one, Relation)],
        [one for one in found if isinstance(one, Entity)],
        [one for one in found if isinstance(one, Note)],
        [one for one in found if isinstance(one, Rejection) and one.article == "article"],
    )


def _said(reading: Reading) -> tuple[object, ...]:
    names = [f"s{i}" for i in range(5)]
    return (
        reading.article,
        reading.spans,
        reading.relations,
        reading.notes,
        reading.rejections,
        dict(reading.entities),
        [reading.span(name) for name in names],
        [reading.relations_of(name) for name in names],
        [reading.touching(at, at + 40) for at in range(0, len(TEXT), 700)],
    )


@given(st.data())
def test_a_reading_that_was_followed_is_the_one_that_was_rebuilt(
    codebook: Codebook, data: st.DataObject
) -> None:
    changes = data.draw(_changes())
    cut = data.draw(st.integers(0, len(changes)))
    held: dict[str, Record] = {}
    for change in changes[:cut]:
        _make(held, change)
    start = _reading(held, codebook)
    unchanged = _said(start)
    for change in changes[cut:]:
        _make(held, change)
    assert _said(start.after(changes[cut:])) == _said(_reading(held, codebook))
    assert _said(start) == unchanged
    # And one change at a time.
    step = start
    for change in changes[cut:]:
        step = step.after([change])
    assert _said(step) == _said(_reading(held, codebook))


@given(st.data())
def test_touching_finds_what_a_look_at_every_span_finds(
    codebook: Codebook, data: st.DataObject
) -> None:
    spans = [_span(f"s{i}", p) for i, p in enumerate(data.draw(st.lists(_fragments())))]
    reading = Reading(ARTICLE, TEXT, codebook, spans)
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    assert list(reading.touching(start, end)) == sorted(
        (span for span in spans if span.start < end and start < span.end), key=in_order
    )


def test_the_last_of_several_relations_can_go_and_another_come_in_one_step(
    codebook: Codebook,
) -> None:
    old = Relation("r1", "article", "supports", "a", "b", {}, "me")
    new = replace(old, id="r2", type="restates")
    reading = Reading(ARTICLE, TEXT, codebook, [_at("a", 0, 2), _at("b", 3, 5)], [old])
    assert reading.after([Change(old, None), Change(None, new)]).relations == (new,)


def test_the_article_and_the_codebook_of_a_reading_follow_too(codebook: Codebook) -> None:
    other = replace(codebook, version="9")
    done = replace(ARTICLE, status="done")
    elsewhere = Change(None, replace(ARTICLE, id="another"))
    reading = Reading(ARTICLE, TEXT, codebook)
    followed = reading.after([Change(ARTICLE, done), Change(codebook, other), elsewhere])
    assert (followed.article, followed.codebook) == (done, other)


def test_at_a_place_the_shortest_span_over_it_comes_first(codebook: Codebook) -> None:
    wide, narrow, ending = _at("wide", 0, 20), _at("narrow", 4, 8), _at("ending", 3, 5)
    apart = _span("apart", (Interval(0, 2), Interval(9, 12)))
    reading = Reading(ARTICLE, TEXT, codebook, [wide, narrow, ending, apart])
    assert reading.at(5) == (narrow, wide, ending)
    assert reading.at(15) == (wide,)
    assert reading.at(30) == ()


def test_spans_are_walked_in_the_order_of_the_text(codebook: Codebook) -> None:
    a, b, c = _at("z", 0, 3), _at("a", 0, 9), _at("b", 5, 7)
    reading = Reading(ARTICLE, TEXT, codebook, [c, b, a])
    assert reading.spans == (a, b, c)
    assert [reading.neighbour(b, 1), reading.neighbour(b, -1)] == [c, a]
    assert [reading.neighbour(c, 1), reading.neighbour(a, -1)] == [None, None]
    assert [reading.following(0), reading.following(5)] == [c, None]
    assert [reading.preceding(5), reading.preceding(0)] == [b, None]


def test_required_attributes_that_are_not_set_are_missing(codebook: Codebook) -> None:
    span = replace(_at("a", 0, 3), attributes={"check": "checkable"})
    reading = Reading(ARTICLE, TEXT, codebook, [span])
    assert reading.missing(span) == ("claim_type",)
    assert reading.missing(replace(span, label="gone")) == ()


def test_an_entity_is_found_from_the_span_that_mentions_it(codebook: Codebook) -> None:
    who = Entity("e", "Ильхам Алиев", "person")
    span = replace(_at("a", 0, 3), label="Actor", entity="e")
    reading = Reading(ARTICLE, TEXT, codebook, [span])
    assert reading.entity_of(span) is None
    assert reading.knowing([who]).entity_of(span) == who
    assert reading.entity_of(_at("b", 0, 3)) is None


def test_a_span_that_the_reading_does_not_hold_cannot_be_changed(codebook: Codebook) -> None:
    reading = Reading(ARTICLE, TEXT, codebook, [_at("a", 0, 5), _at("c", 9, 12)])
    for gone in (_at("b", 0, 5), _at("a", 1, 5), _at("c", 20, 30), _at("z", 9, 12)):
        with pytest.raises(Conflict, match="Open the article again"):
            reading.after([Change(gone, None)])
    assert [span.id for span in reading.spans] == ["a", "c"]


def test_following_many_entities_does_not_copy_all_of_them_each_time(codebook: Codebook) -> None:
    hashed = 0

    class Name(str):
        def __hash__(self) -> int:
            nonlocal hashed
            hashed += 1
            return super().__hash__()

    known = [Entity(Name(f"e{number}"), "Имя", "person") for number in range(100)]
    reading = Reading(ARTICLE, TEXT, codebook, entities=known)
    renamed = [replace(entity, name="Другое") for entity in known]
    hashed = 0
    followed = reading.after([Change(*pair) for pair in zip(known, renamed, strict=True)])
    assert list(followed.entities.values()) == renamed
    assert hashed < 10 * len(known)
