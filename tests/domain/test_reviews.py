"""Reviewers' decisions: what they cover, and what takes them back."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from workbench.domain import commands
from workbench.domain.change import Transaction
from workbench.domain.codebook import Codebook, Label
from workbench.domain.commands import Pen
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Entity, Relation, Review, Span, Verdict
from workbench.domain.revision import needs_look
from workbench.domain.text import Interval
from workbench.domain.work import work

TEXT = "Порт открыт. Порт стоит пустой, сообщил Ренн."
PEN = Pen("вера", now=lambda: "2025-02-01T00:00:00.000Z")
ACCEPTED = Review("accepted", "вера", "2025-02-01T00:00:00.000Z")
REJECTED = Review("rejected", "вера", "2025-02-01T00:00:00.000Z")
RENN, OTHER = Entity("e1", "Ренн", "person"), Entity("e2", "Марк Ренн", "person")


def span(name: str, label: str, words: str, review: Review | None = None) -> Span:
    start = TEXT.index(words)
    place = Interval(start, start + len(words))
    entity = "e1" if label == "Actor" else None
    return Span(name, "a", label, (place,), {}, entity, "anna", "manual", None, "t", "t", review)


def reading(
    book: Codebook, *, review: Review | None = None, links: Review | None = None
) -> Reading:
    spans = (
        span("c1", "Claim", "Порт открыт", review),
        span("c2", "Claim", "Порт стоит пустой", review),
        span("s1", "Source", "Ренн", review),
        span("a1", "Actor", "Ренн", review),
    )
    relations = (
        Relation("r1", "a", "supports", "c1", "c2", {}, "anna", links),
        Relation("r2", "a", "attributed_to", "c2", "s1", {}, "anna", links),
    )
    return Reading(
        Article("a", "0" * 64, "Порт", "done"), TEXT, book, spans, relations, [RENN, OTHER]
    )


def decided(before: Reading, *names: str, verdict: Verdict | None) -> tuple[str, Reading]:
    spans = [found for name in names if (found := before.span(name))]
    made = commands.decide(before, PEN, spans, verdict)
    after = before.after(made.changes)
    again = after.after(made.inverse().changes)
    assert (again.spans, again.relations) == (before.spans, before.relations)
    return str(made.title), after


def verdicts(found: Reading) -> dict[str, Verdict | None]:
    parts: list[Span | Relation] = [*found.spans, *found.relations]
    return {part.id: part.verdict for part in parts if part.verdict is not None}


def test_an_accepted_claim_takes_the_open_links_that_begin_at_it_along(codebook: Codebook) -> None:
    title, after = decided(reading(codebook), "c1", verdict="accepted")
    assert title == "Accepted: Claim «Порт открыт», with 1 link"
    assert verdicts(after) == {"c1": "accepted", "r1": "accepted"}
    assert after.spans[0].review == ACCEPTED
    assert after.spans[0].updated == "t"  # what it says is the same


def test_a_link_that_was_rejected_stays_rejected_when_its_claim_is_accepted(
    codebook: Codebook,
) -> None:
    before = reading(codebook, links=REJECTED)
    title, after = decided(before, "c1", verdict="accepted")
    assert title == "Accepted: Claim «Порт открыт»"
    assert verdicts(after) == {"c1": "accepted", "r1": "rejected", "r2": "rejected"}


def test_a_link_to_a_rejected_end_is_not_accepted_with_its_claim(codebook: Codebook) -> None:
    before = decided(reading(codebook), "s1", verdict="rejected")[1]
    title, after = decided(before, "c2", verdict="accepted")
    assert title == "Accepted: Claim «Порт стоит пустой»"
    assert verdicts(after) == {"s1": "rejected", "c2": "accepted"}


def test_a_claim_and_its_rejected_end_that_are_accepted_together_take_their_link_along(
    codebook: Codebook,
) -> None:
    before = decided(reading(codebook), "s1", verdict="rejected")[1]
    after = decided(before, "c2", "s1", verdict="accepted")[1]
    assert verdicts(after) == {"c2": "accepted", "s1": "accepted", "r2": "accepted"}


def test_links_that_were_accepted_by_themselves_stay_so(codebook: Codebook) -> None:
    here = reading(codebook)
    alone = commands.decide_link(
        here, Pen("олег", now=lambda: "2025-01-01"), here.relations[0], "accepted"
    )
    after = decided(here.after(alone.changes), "c1", verdict="accepted")[1]
    back = decided(after, "c1", verdict=None)[1]
    assert verdicts(back) == {"r1": "accepted"}


def test_other_words_or_another_label_of_an_end_make_its_links_wait_again(
    codebook: Codebook,
) -> None:
    here = reading(codebook, review=ACCEPTED, links=ACCEPTED)
    moved = here.after(commands.resize(here, PEN, here.spans[C1], (Interval(0, 4),)).changes)
    assert "r1" not in verdicts(moved)
    assert "r2" in verdicts(moved)
    said = here.after(
        commands.set_attribute(here, PEN, here.spans[C1], "check", "checkable").changes
    )
    assert "r1" in verdicts(said)
    ends = [Relation("r3", "a", "about", "c1", "a1", {}, "anna", ACCEPTED)]
    linked = Reading(here.article, TEXT, _joining_all(codebook), here.spans, ends)
    many = commands.relabel_all(linked, PEN, [_actor(linked), linked.spans[1]], "Cue")
    assert "r3" not in verdicts(linked.after(many.changes))


def _joining_all(book: Codebook) -> Codebook:
    """The codebook, with relations that join whatever there is."""
    every = [label.id for label in book.labels]
    joining = [{**item, "from": every, "to": every} for item in book.body["relations"]]
    return Codebook.of({**book.body, "relations": joining})


def test_what_was_rejected_is_nobodys_to_mend(codebook: Codebook) -> None:
    here = reading(codebook)
    before = {todo.span for todo in work(here)}
    after = decided(here, *before, verdict="rejected")[1]
    assert {todo.kind for todo in work(after)} <= {"unreviewed"}


def test_of_a_rejected_span_nothing_is_said_of_its_links(codebook: Codebook) -> None:
    title, after = decided(reading(codebook), "c1", verdict="rejected")
    assert title == "Rejected: Claim «Порт открыт»"
    assert verdicts(after) == {"c1": "rejected"}


def test_several_are_decided_in_one_step_and_those_that_were_so_are_left(
    codebook: Codebook,
) -> None:
    first = decided(reading(codebook), "c1", verdict="accepted")[1]
    title, after = decided(first, "c1", "c2", "s1", verdict="accepted")
    assert title == "Accepted: 2 spans, with 1 link"
    assert verdicts(after).keys() == {"c1", "c2", "s1", "r1", "r2"}
    title, back = decided(after, "c1", "c2", verdict=None)
    assert title == "Decisions taken back: 2 spans, with 2 links"
    assert verdicts(back).keys() == {"s1"}


@pytest.mark.parametrize(
    ("review", "verdict", "reason"),
    [
        (ACCEPTED, "accepted", "accepted already"),
        (REJECTED, "rejected", "rejected already"),
        (None, None, "Nothing was decided"),
    ],
)
def test_a_decision_that_is_there_is_not_made_again(
    codebook: Codebook, review: Review | None, verdict: Verdict | None, reason: str
) -> None:
    here = reading(codebook, review=review, links=review)
    with pytest.raises(Refused, match=reason):
        commands.decide(here, PEN, here.spans, verdict)
    with pytest.raises(Refused, match=reason):
        commands.decide_link(here, PEN, here.relations[0], verdict)
    with pytest.raises(Refused, match="no span here"):
        commands.decide(here, PEN, (), verdict)


def test_a_link_is_decided_of_by_itself(codebook: Codebook) -> None:
    here = reading(codebook)
    made = commands.decide_link(here, PEN, here.relations[0], "rejected")
    assert str(made.title).startswith("Rejected: link")
    assert verdicts(here.after(made.changes)) == {"r1": "rejected"}


Edit = Callable[[Reading], Transaction]
C1, A1 = 0, 3
EDITS: Sequence[tuple[str, Edit]] = (
    ("c1", lambda r: commands.resize(r, PEN, r.spans[C1], (Interval(0, 4),))),
    ("c1", lambda r: commands.relabel(r, PEN, r.span("c1") or r.spans[0], "Region")),
    ("c1", lambda r: commands.set_attribute(r, PEN, r.spans[C1], "check", "checkable")),
    ("c1", lambda r: commands.set_attribute_all(r, PEN, r.spans[:2], "check", "checkable")),
    ("a1", lambda r: commands.attach(r, PEN, _actor(r), OTHER)),
    ("a1", lambda r: commands.attach(r, PEN, _actor(r), None)),
    ("a1", lambda r: commands.attach_all(r, PEN, (_actor(r), r.spans[C1]), None)),
    ("a1", lambda r: commands.remove(PEN, [RENN], r.spans, ())),
    ("a1", lambda r: commands.split(r.codebook, PEN, [_actor(r)], OTHER)),
    ("r1", lambda r: commands.reverse(r, r.relations[0])),
    ("r1", lambda r: commands.retype(r, r.relations[0], "contradicts")),
)


def _actor(here: Reading) -> Span:
    found = here.span("a1")
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "edit"), EDITS)
def test_an_edit_of_what_was_judged_takes_the_decision_back(
    codebook: Codebook, name: str, edit: Edit
) -> None:
    links = None if name == "c1" else ACCEPTED
    here = reading(codebook, review=ACCEPTED, links=links)
    if name == "c1":  # a link would forbid the other label
        here = Reading(here.article, TEXT, codebook, here.spans, (), here.entities.values())
    made = edit(here)
    after = here.after(made.changes)
    assert name in verdicts(here)
    assert name not in verdicts(after)
    assert verdicts(after.after(made.inverse().changes)) == verdicts(here)


@pytest.mark.parametrize(
    "edit",
    [
        lambda r: commands.set_note(r, PEN, r.spans[C1], "проверить"),
        lambda r: commands.looked_at(r, PEN, r.spans[:1]),
        lambda r: commands.merge(r.codebook, PEN, OTHER, [RENN], [_actor(r)], ()),
    ],
)
def test_what_says_nothing_else_of_the_words_leaves_the_decision(
    codebook: Codebook, edit: Edit
) -> None:
    here = reading(codebook, review=ACCEPTED, links=ACCEPTED)
    assert verdicts(here.after(edit(here).changes)) == verdicts(here)


def test_a_version_comes_back_with_what_was_decided_of_it(codebook: Codebook) -> None:
    here = reading(codebook, review=ACCEPTED)
    moved = here.after(commands.resize(here, PEN, here.spans[C1], (Interval(0, 4),)).changes)
    back = commands.restore(moved, PEN, "c1", here.spans[C1])
    assert verdicts(moved.after(back.changes))["c1"] == "accepted"


def test_what_waits_for_a_reviewer_is_to_do_once_somebody_began(codebook: Codebook) -> None:
    def waiting(found: Reading) -> list[tuple[str, str | None]]:
        return [(todo.span, todo.relation) for todo in work(found) if todo.kind == "unreviewed"]

    here = reading(codebook)
    assert waiting(here) == []
    after = decided(here, "s1", verdict="rejected")[1]
    # The link to the rejected source falls with it.
    assert waiting(after) == [("c1", None), ("c1", "r1"), ("c2", None), ("a1", None)]


def test_who_accepted_a_span_saw_to_it_under_the_definition_of_that_day(
    codebook: Codebook,
) -> None:
    label = codebook.label("Claim")
    assert isinstance(label, Label)
    label = replace(label, revised="2025-01-15T00:00:00.000Z")
    old = replace(span("c1", "Claim", "Порт открыт"), updated="2025-01-01T00:00:00.000Z")
    assert needs_look(label, old)
    assert needs_look(label, replace(old, review=REJECTED))
    assert not needs_look(label, replace(old, review=ACCEPTED))
    assert needs_look(label, replace(old, review=replace(ACCEPTED, at="")))


def test_a_decision_puts_a_new_article_in_work(codebook: Codebook) -> None:
    here = reading(codebook)
    new = Reading(replace(here.article, status="new"), TEXT, codebook, here.spans, here.relations)
    for made in (
        commands.decide(new, PEN, new.spans[:1], "rejected"),
        commands.decide_link(new, PEN, new.relations[0], "rejected"),
    ):
        assert new.after(made.changes).article.status == "in_work"


def test_another_value_of_a_link_takes_its_decision_back(codebook: Codebook) -> None:
    here = reading(codebook)
    about = Relation("r3", "a", "about", "c1", "a1", {}, "anna", ACCEPTED)
    linked = Reading(here.article, TEXT, codebook, here.spans, (about,), here.entities.values())
    kind = codebook.relation("about")
    assert kind is not None
    role = kind.attributes[0]
    made = commands.set_relation_attribute(linked, about, role.id, role.values[0])
    assert verdicts(linked.after(made.changes)) == {}


def test_a_version_that_differs_in_its_decision_alone_can_be_restored(codebook: Codebook) -> None:
    here = reading(codebook, review=REJECTED)
    made = commands.restore(here, PEN, "c1", replace(here.spans[C1], review=ACCEPTED))
    assert verdicts(here.after(made.changes))["c1"] == "accepted"


def test_links_of_a_rejected_claim_wait_for_nobody(codebook: Codebook) -> None:
    after = decided(reading(codebook), "c1", verdict="rejected")[1]
    assert {todo.relation for todo in work(after)} == {None, "r2"}
