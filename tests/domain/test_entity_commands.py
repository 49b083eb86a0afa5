"""Entities over all articles: attaching, renaming, merging, splitting, deleting, marking."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from workbench.domain import commands
from workbench.domain.change import Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.commands import Pen
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Entity, Record, Rejection, Span
from workbench.domain.suggestion import Mention
from workbench.domain.text import Interval

TEXT = "Лирия молчит. В Лирии ждут. Лирией довольны. Республика Лирия ответила."
LIRIA = Entity("e1", "Лирия", "state", ("Сарма",), {"wikidata": "Q1"}, "остров")
OTHER = Entity("e2", "Республика Лирия", "other", ("лирия", "РЛ"), {"wikidata": "Q2"}, "та же?")
THIRD = Entity("e3", "Сармское правительство", "group")


def _pen() -> Pen:
    made = iter(f"n{number}" for number in range(1000))
    return Pen("анна", lambda: next(made), lambda: "t1")


def _span(name: str, start: int, end: int, entity: str | None, label: str = "Actor") -> Span:
    places = (Interval(start, end),)
    return Span(name, "a", label, places, {}, entity, "анна", "manual", None, "t0", "t0")


def _rejection(name: str, entity: str, start: int, end: int) -> Rejection:
    return Rejection(name, "a", entity, (Interval(start, end),), "анна", "t0")


def _reading(codebook: Codebook, *spans: Span, rejections: Iterable[Rejection] = ()) -> Reading:
    article = Article("a", "0" * 64, "Лирия")
    entities = (LIRIA, OTHER, THIRD)
    return Reading(article, TEXT, codebook, spans, (), entities, (), rejections)


def _after(transaction: Transaction, kind: type[Record]) -> list[Record | None]:
    return [change.after for change in transaction.changes if isinstance(change.record, kind)]


def test_attaching_may_add_a_name_in_the_same_step(codebook: Codebook) -> None:
    span = _span("s", 0, 5, None)
    made = commands.attach(_reading(codebook, span), _pen(), span, THIRD, alias=" Новая  Сарма ")
    known = made.changes[0].after
    assert isinstance(known, Entity)
    assert known.aliases == ("Новая Сарма",)
    assert "remembered" in str(made.title)
    assert made.changes[0].before == THIRD


def test_a_name_that_the_entity_has_is_not_added_again(codebook: Codebook) -> None:
    span = _span("s", 0, 5, None)
    for alias in ("лирия", "САРМА"):
        made = commands.attach(_reading(codebook, span), _pen(), span, LIRIA, alias=alias)
        assert _after(made, Entity) == []
        assert "remembered" not in str(made.title)


def test_a_rename_to_the_name_of_another_is_refused_with_that_entity() -> None:
    after = Entity("e3", "ЛИРИЯ", "group")
    with pytest.raises(commands.NameTaken) as refused:
        commands.change_entity(THIRD, after, (THIRD, LIRIA))
    assert refused.value.entity == LIRIA
    assert "«Лирия»" in str(refused.value)


def test_other_changes_of_an_entity_with_a_namesake_are_allowed() -> None:
    after = Entity("e1", "ЛИРИЯ", "state", ("Сарма",))
    made = commands.change_entity(LIRIA, after, (Entity("e9", "лирия", "state"),))
    assert made.changes[0].after == after


def test_an_entity_needs_a_name(codebook: Codebook) -> None:
    empty = Entity("e1", " ", "state")
    with pytest.raises(Refused):
        commands.change_entity(LIRIA, empty)
    with pytest.raises(Refused):
        commands.split(codebook, _pen(), (_span("s", 0, 5, "e1"),), empty, new=True)


def test_merging_moves_mentions_names_links_notes_and_rejections(codebook: Codebook) -> None:
    spans = [_span("s1", 0, 5, "e1"), _span("s2", 16, 21, "e2"), _span("s3", 28, 34, "e3")]
    rejections = [
        _rejection("r1", "e2", 0, 5),  # the other was rejected where this one is mentioned
        _rejection("r2", "e2", 45, 55),
        _rejection("r3", "e1", 45, 55),
        _rejection("r4", "e3", 6, 12),
    ]
    made = commands.merge(codebook, _pen(), LIRIA, (OTHER, THIRD), spans, rejections)
    kept = made.changes[0].after
    assert kept == Entity(
        "e1",
        "Лирия",
        "state",
        ("Сарма", "Республика Лирия", "РЛ", "Сармское правительство"),
        {"wikidata": "Q1", "wikidata (2)": "Q2"},
        "остров\nта же?",
    )
    moved = {span.id: span for span in _after(made, Span) if isinstance(span, Span)}
    assert {name: span.entity for name, span in moved.items()} == {"s2": "e1", "s3": "e1"}
    assert {change.record.id for change in made.changes if change.after is None} == {
        "e2",
        "e3",
        "r1",
        "r2",
    }
    others = [r for r in _after(made, Rejection) if isinstance(r, Rejection)]
    assert [(r.id, r.entity) for r in others] == [("r4", "e1")]


def test_the_type_of_the_one_that_stays_counts_unless_nothing_was_said(codebook: Codebook) -> None:
    made = commands.merge(codebook, _pen(), OTHER, (LIRIA,), (), ())
    kept = made.changes[0].after
    assert isinstance(kept, Entity)
    assert kept.type == "state"
    assert kept.links == {"wikidata": "Q2", "wikidata (2)": "Q1"}


def test_one_entity_is_not_merged_with_itself(codebook: Codebook) -> None:
    with pytest.raises(Refused):
        commands.merge(codebook, _pen(), LIRIA, (LIRIA,), (), ())


def test_mentions_are_split_off_to_a_new_entity(codebook: Codebook) -> None:
    fresh = Entity("e9", "Другая Лирия", "state")
    spans = [_span("s1", 0, 5, "e1"), _span("s2", 16, 21, "e1")]
    made = commands.split(codebook, _pen(), spans, fresh, new=True)
    assert made.changes[0].before is None
    assert made.changes[0].after == fresh
    assert [span.entity for span in _after(made, Span) if isinstance(span, Span)] == ["e9", "e9"]
    assert str(made.title) == "2 mentions are Другая Лирия now"


def test_nothing_is_split_off_to_the_entity_itself(codebook: Codebook) -> None:
    with pytest.raises(Refused):
        commands.split(codebook, _pen(), (_span("s1", 0, 5, "e1"),), LIRIA)


def test_deleting_detaches_the_mentions_and_drops_the_rejections() -> None:
    spans = [_span("s1", 0, 5, "e1"), _span("s2", 16, 21, "e1")]
    made = commands.remove(_pen(), (LIRIA,), spans, (_rejection("r", "e1", 28, 34),))
    assert str(made.title) == "Entity «Лирия» deleted; 2 mentions detached"
    assert [span.entity for span in _after(made, Span) if isinstance(span, Span)] == [None, None]
    assert {change.record.id for change in made.changes if change.after is None} == {"r", "e1"}


def test_places_are_marked_in_one_step_and_what_cannot_be_is_counted(codebook: Codebook) -> None:
    there = _span("s1", 14, 21, None)
    reading = _reading(codebook, there, rejections=(_rejection("r", "e1", 45, 49),))
    places = [Interval(0, 5), Interval(14, 21)]
    never = [Interval(28, 34), Interval(45, 49)]
    made = commands.mark_mentions(_pen(), LIRIA, "Actor", [(reading, places, never)])
    spans = [span for span in _after(made, Span) if isinstance(span, Span)]
    assert [(span.start, span.entity, span.attributes) for span in spans] == [
        (0, "e1", {"actor_type": "state"})
    ]
    rejected = [r for r in _after(made, Rejection) if isinstance(r, Rejection)]
    assert [(r.entity, r.fragments[0].start) for r in rejected] == [("e1", 28)]
    assert str(made.title).startswith("1 mention of Лирия marked; 1 could not be marked")
    assert str(made.title).endswith("1 rejected")
    (article,) = _after(made, Article)
    assert isinstance(article, Article)
    assert article.status == "in_work"


def test_nothing_to_mark_is_refused(codebook: Codebook) -> None:
    taken = _reading(codebook, _span("s1", 14, 21, None))
    with pytest.raises(Refused):
        commands.mark_mentions(_pen(), LIRIA, "Actor", [(taken, [Interval(14, 21)], [])])
    with pytest.raises(Refused):
        commands.mark_mentions(_pen(), LIRIA, "Claim", [(taken, [Interval(0, 5)], [])])


def _kept_links(codebook: Codebook, *links: dict[str, str]) -> object:
    one, *others = (
        Entity(f"e{n}", f"Имя {n}", "state", links=held) for n, held in enumerate(links)
    )
    kept = commands.merge(codebook, _pen(), one, others, (), ()).changes[0].after
    return kept.links if isinstance(kept, Entity) and kept.id == "e0" else one.links


@pytest.mark.parametrize(
    ("links", "kept"),
    [
        (({}, {"VIAF (LC)": "1"}), {"VIAF (LC)": "1"}),
        (({"VIAF": "1"}, {"VIAF (LC)": "2"}), {"VIAF": "1", "VIAF (LC)": "2"}),
        (({"VIAF (LC)": "1"}, {"VIAF (LC)": "2"}), {"VIAF (LC)": "1", "VIAF (LC) (2)": "2"}),
        (({}, {"wikidata (2)": "Q2"}), {"wikidata (2)": "Q2"}),
        (({"wikidata": "Q1"}, {"wikidata (2)": "Q2"}), {"wikidata": "Q1", "wikidata (2)": "Q2"}),
        (
            ({"wikidata": "Q1", "wikidata (2)": "Q2"}, {"wikidata (2)": "Q3"}),
            {"wikidata": "Q1", "wikidata (2)": "Q2", "wikidata (3)": "Q3"},
        ),
        (
            ({"wikidata": "Q1", "wikidata (2)": "Q2"}, {"wikidata": "Q2"}),
            {"wikidata": "Q1", "wikidata (2)": "Q2"},
        ),
    ],
)
def test_a_registry_keeps_its_name_in_a_merge_unless_that_is_taken(
    links: tuple[dict[str, str], ...], kept: dict[str, str], codebook: Codebook
) -> None:
    assert _kept_links(codebook, *links) == kept


def _gone(transaction: Transaction) -> list[str]:
    return [change.record.id for change in transaction.changes if change.after is None]


def test_who_is_said_to_be_mentioned_is_not_said_not_to_be(codebook: Codebook) -> None:
    here, elsewhere = _rejection("r1", "e1", 0, 5), _rejection("r2", "e1", 0, 4)
    somebody = _rejection("r3", "e2", 0, 5)
    rejections, pen = (here, elsewhere, somebody), _pen()
    span, far = _span("s1", 0, 5, None), _span("s2", 45, 55, None)
    mention = replace(span, entity="e1")

    def reading(*spans: Span) -> Reading:
        return _reading(codebook, *spans, rejections=rejections).knowing((LIRIA,))

    suggested = Mention(Interval(0, 5), "e1", "Actor")
    for made in (
        commands.label(reading(), pen, (Interval(0, 5),), "Actor", entity=LIRIA),
        commands.attach(reading(span), pen, span, LIRIA),
        commands.attach_all(reading(span, far), pen, (span, far), LIRIA),
        commands.take_mentions(reading(), pen, (suggested,), (LIRIA,)),
        commands.mark_mentions(pen, LIRIA, "Actor", [(reading(), [Interval(0, 5)], [])]),
        commands.restore(reading(), pen, "s1", mention),
        commands.split(codebook, pen, (replace(span, entity="e3"),), LIRIA, rejections),
        commands.resize(
            reading(replace(mention, fragments=(Interval(0, 9),))),
            pen,
            replace(mention, fragments=(Interval(0, 9),)),
            (Interval(0, 5),),
        ),
    ):
        assert _gone(made) == ["r1"], made.title


def test_a_mention_is_not_rejected_and_what_is_rejected_is_not_marked(codebook: Codebook) -> None:
    reading = _reading(codebook, _span("s1", 0, 5, "e1"))
    with pytest.raises(Refused, match="These words are a mention of Лирия"):
        commands.reject(reading, _pen(), Mention(Interval(0, 5), "e1", "Actor"), LIRIA)
    with pytest.raises(Refused):
        commands.mark_mentions(_pen(), LIRIA, "Actor", [(reading, [], [Interval(0, 5)])])
