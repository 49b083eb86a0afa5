from collections.abc import Iterable

import pytest

from workbench.domain.codebook import Codebook
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Entity, Relation, Span
from workbench.domain.text import Interval
from workbench.domain.work import NEAR, Todo, asked, following, near, work

CLAIM = {"claim_type": "fact", "check": "checkable"}
ACTOR = {"actor_type": "state", "mention": "name"}
SOURCE = {"source_type": "person", "identification": "named"}
CUE = {"cue_type": "assertion"}
TEXT = "Порт открыт, сказал Ренн.\nЛирия молчит. " + "Вода стоит. " * 60 + "Ренн ушёл."


def _span(
    name: str,
    label: str,
    words: str,
    attributes: dict[str, str],
    *,
    entity: str | None = None,
    last: bool = False,
    updated: str = "2025-01-01T00:00:00.000Z",
) -> Span:
    start = TEXT.rindex(words) if last else TEXT.index(words)
    place = Interval(start, start + len(words))
    return Span(
        name, "a", label, (place,), attributes, entity, "anna", "manual", None, updated, updated
    )


def _reading(
    codebook: Codebook, spans: Iterable[Span], relations: Iterable[Relation] = ()
) -> Reading:
    article = Article("a", "0" * 64, "Порт")
    return Reading(article, TEXT, codebook, spans, relations, [Entity("e", "Ренн", "person")])


def _listed(reading: Reading) -> list[tuple[str, str]]:
    return [(todo.kind, todo.span) for todo in work(reading)]


def test_a_claim_beside_a_source_asks_whose_it_is_until_it_is_linked(codebook: Codebook) -> None:
    claim = _span("c", "Claim", "Порт открыт", CLAIM)
    source = _span("s", "Source", "Ренн", SOURCE, entity="e")
    here = _reading(codebook, (claim, source))
    assert _listed(here) == [("unsourced", "c"), ("unclaimed", "s")]
    link = Relation("r", "a", "attributed_to", "c", "s", {}, "anna")
    assert _listed(_reading(codebook, (claim, source), (link,))) == []


def test_a_cue_alone_is_enough_for_a_claim(codebook: Codebook) -> None:
    claim, cue = _span("c", "Claim", "Порт открыт", CLAIM), _span("q", "Cue", "сказал", CUE)
    assert _listed(_reading(codebook, (claim, cue))) == [("unsourced", "c")]
    link = Relation("r", "a", "signalled_by", "c", "q", {}, "anna")
    assert _listed(_reading(codebook, (claim, cue), (link,))) == []


def test_a_source_in_another_paragraph_or_far_away_asks_nothing_of_a_claim(
    codebook: Codebook,
) -> None:
    claim = _span("c", "Claim", "Лирия молчит", CLAIM)
    above = _span("s", "Source", "Ренн", SOURCE, entity="e")
    far = _span("t", "Source", "Ренн", SOURCE, entity="e", last=True)
    assert far.start - claim.end > NEAR
    assert _listed(_reading(codebook, (claim, above, far))) == [
        ("unclaimed", "s"),
        ("unclaimed", "t"),
    ]


@pytest.mark.parametrize(
    ("start", "found"), [(9, False), (10, True), (29, True), (30, False), (5, False)]
)
def test_near_is_within_the_paragraph(start: int, found: bool) -> None:
    text = "а" * 9 + "\n" + "б" * 20 + "\n" + "в" * 9
    span = Span("c", "a", "Claim", (Interval(15, 20),), {}, None, "", "", None, "", "")
    assert near(text, [start], span) is found


def test_near_ends_after_so_many_code_points_in_a_long_paragraph() -> None:
    text = "😀" * 2000
    span = Span("c", "a", "Claim", (Interval(1000, 1010),), {}, None, "", "", None, "", "")
    assert near(text, [1000 - NEAR], span)
    assert not near(text, [1000 - NEAR - 1], span)
    assert near(text, [1009 + NEAR], span)
    assert not near(text, [1010 + NEAR], span)


def test_required_values_are_asked_for_in_spans_and_links_in_reading_order(
    codebook: Codebook,
) -> None:
    claim = _span("c", "Claim", "Порт открыт", CLAIM)
    late = _span("d", "Claim", "Лирия молчит", {"check": "checkable"})
    actor = _span("l", "Actor", "Лирия", ACTOR, entity="e")
    link = Relation("r", "a", "about", "c", "l", {}, "anna")
    here = _reading(codebook, (claim, late, actor), (link,))
    assert work(here) == (
        Todo("missing", "c", "r", ("role",)),
        Todo("missing", "d", None, ("claim_type",)),
    )
    assert [str(item.name) for todo in work(here) for item in asked(todo, here)] == [
        "role",
        "claim type",
    ]


def test_a_mention_without_an_entity_is_to_do_and_a_claim_without_one_is_not(
    codebook: Codebook,
) -> None:
    spans = (_span("l", "Actor", "Лирия", ACTOR), _span("c", "Claim", "Порт открыт", CLAIM))
    assert _listed(_reading(codebook, spans)) == [("unnamed", "l")]


def test_spans_older_than_the_definition_of_their_label_are_to_be_looked_at(
    codebook: Codebook,
) -> None:
    labels = [
        {**item, "revised": "2025-06-01T00:00:00.000Z"} if item["id"] == "Cue" else item
        for item in codebook.body["labels"]
    ]
    revised = Codebook.of({**codebook.body, "labels": labels})
    old = _span("q", "Cue", "сказал", CUE)
    new = _span("p", "Cue", "молчит", CUE, updated="2025-07-01T00:00:00.000Z")
    assert _listed(_reading(revised, (old, new))) == [("outdated", "q")]


def test_a_codebook_without_these_relations_asks_for_no_sources(codebook: Codebook) -> None:
    bare = Codebook.of({**codebook.body, "relations": []})
    spans = (
        _span("c", "Claim", "Порт открыт", CLAIM),
        _span("s", "Source", "Ренн", SOURCE, entity="e"),
    )
    assert _listed(_reading(bare, spans)) == []


def test_the_next_thing_to_do_follows_in_the_text_and_comes_round(codebook: Codebook) -> None:
    first = _span("c", "Claim", "Порт открыт", {})
    second = _span("q", "Cue", "сказал", {})
    third = _span("l", "Actor", "Лирия", {})
    here = _reading(codebook, (first, second, third))
    todos = work(here)

    def walk(span: Span | None, caret: int, step: int) -> str:
        found = following(here, todos, span, caret, step)
        assert found is not None
        return found.span

    assert walk(None, 0, 1) == "c"
    assert walk(first, 0, 1) == "q"
    assert walk(third, 0, 1) == "c"
    assert walk(first, 0, -1) == "l"
    assert walk(third, 0, -1) == "q"
    assert walk(None, len(TEXT), 1) == "c"
    assert following(here, (), first, 0, 1) is None


@pytest.mark.parametrize("step", [1, -1])
def test_going_on_visits_every_span_with_something_to_do_once_a_round(
    codebook: Codebook, step: int
) -> None:
    places = [(n, n + 1 + n % 3) for n in range(0, 60, 2)] + [(4, 9), (4, 30)]
    spans = [
        Span(
            f"{start}-{end}", "a", "Actor", (Interval(start, end),), {} if end % 2 else ACTOR,
            None if end % 3 else "e", "anna", "manual", None, "", "",
        )
        for start, end in places
    ]  # fmt: skip
    here = _reading(codebook, spans)
    todos = work(here)
    wanted = [span.id for span in here.spans if span.id in {todo.span for todo in todos}]
    found, span = [], here.spans[0] if step > 0 else here.spans[-1]
    for _ in wanted:
        todo = following(here, todos, span, 0, step)
        assert todo is not None
        now = here.span(todo.span)
        assert now is not None
        span = now
        found.append(todo.span)
    assert sorted(found) == sorted(wanted)
    start = wanted if step > 0 else wanted[::-1]
    number = start.index(found[0])
    assert found == start[number:] + start[:number]
