"""Edits of a codebook draft: what the JSON object is then, and what is refused."""

import copy
from typing import Any

import pytest

from workbench.domain import codebook_attributes as attributes
from workbench.domain import codebook_edits as edits
from workbench.domain import commands
from workbench.domain.codebook import Codebook
from workbench.domain.codebook_draft import Draft, Owner
from workbench.domain.codebook_reach import reach
from workbench.domain.commands import Pen
from workbench.domain.errors import Refused, Unreadable
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Span
from workbench.domain.revision import changed_meanings, marked, needs_look
from workbench.domain.text import Interval, sha256

BODY: dict[str, Any] = {
    "id": "small",
    "version": "1.0.9",
    "labels": [
        {
            "id": "Claim",
            "definition": "What is said.",
            "attributes": {"kind": {"values": ["fact", "norm"], "default": "fact"}},
        },
        {"id": "Source", "key": "S", "attributes": {"kind": {"values": ["norm", "press"]}}},
    ],
    "relations": [{"id": "came_from", "from": ["Claim"], "to": ["Source"]}],
}
CLAIM, SOURCE = Owner("labels", "Claim"), Owner("labels", "Source")


@pytest.fixture
def draft() -> Draft:
    return Draft.of(Codebook.of(copy.deepcopy(BODY)))


def test_an_edit_leaves_the_draft_before_as_it_was(draft: Draft) -> None:
    edits.rename(draft, CLAIM, "Thesis")
    assert draft.body == BODY
    assert not draft.changed


def test_a_renamed_label_keeps_the_name_that_it_had_by_its_id(draft: Draft) -> None:
    made = edits.rename(draft, CLAIM, "Thesis").codebook()
    label = made.label("Thesis")
    assert label is not None
    assert (label.name.en, label.name.ru) == ("Claim", "Claim")
    assert made.relations[0].source == ("Thesis",)
    relation = edits.rename(draft, Owner("relations", "came_from"), "by").codebook().relations[0]
    assert (relation.id, relation.name.en) == ("by", "came from")


@pytest.mark.parametrize("new", ["Source", "", "  "])
def test_a_rename_to_nothing_or_to_what_is_there_is_refused(draft: Draft, new: str) -> None:
    with pytest.raises(Refused):
        edits.rename(draft, CLAIM, new)
    with pytest.raises(Refused):
        attributes.rename_value(draft, CLAIM, "kind", "fact", new.replace("Source", "norm"))


def test_a_merge_unites_values_and_keeps_their_names_in_step(draft: Draft) -> None:
    named = attributes.name_value(draft, CLAIM, "kind", "fact", "ru", "факт")
    label = edits.merge(named, "Source", "Claim").codebook().labels[0]
    (kind,) = label.attributes
    assert kind.values == ("fact", "norm", "press")
    assert [name.ru for name in kind.value_names] == ["факт", "norm", "press"]
    relation = edits.merge(named, "Source", "Claim").codebook().relations[0]
    assert (relation.source, relation.target) == (("Claim",), ("Claim",))


def test_a_label_cannot_be_merged_with_itself_nor_an_attribute_lose_its_last_value(
    draft: Draft,
) -> None:
    with pytest.raises(Refused):
        edits.merge(draft, "Claim", "Claim")
    with pytest.raises(Refused):
        attributes.merge_values(draft, CLAIM, "kind", "fact", "fact")
    with pytest.raises(Refused, match="at least one value"):
        attributes.delete_value(
            attributes.delete_value(draft, CLAIM, "kind", "fact"), CLAIM, "kind", "norm"
        )


def test_a_default_follows_its_value(draft: Draft) -> None:
    def default(made: Draft) -> object:
        return made.codebook().labels[0].attributes[0].default

    assert default(attributes.rename_value(draft, CLAIM, "kind", "fact", "deed")) == "deed"
    assert default(attributes.merge_values(draft, CLAIM, "kind", "fact", "norm")) == "norm"
    assert default(attributes.delete_value(draft, CLAIM, "kind", "fact")) is None


def test_two_labels_on_one_key_make_no_codebook(draft: Draft) -> None:
    made = edits.put(draft, CLAIM, key="S")
    with pytest.raises(Unreadable, match="the key S is that of Claim and of Source"):
        made.codebook()


def test_a_dropped_label_leaves_the_relations(draft: Draft) -> None:
    made = edits.delete(draft, SOURCE)
    assert made.codebook().relations[0].target == ()
    assert reach(made).labels == {"Claim", "Source"}


def test_what_only_widens_reaches_nothing(draft: Draft) -> None:
    made = edits.put(draft, CLAIM, color="#112233", fragments=True, link_to_registry="entity")
    made = attributes.add_value(made, CLAIM, "kind", "plan")
    made = edits.add(made, "labels", "New")
    assert not reach(made)


def test_the_next_version_has_the_next_number() -> None:
    assert [edits.bumped(v) for v in ("1.0.9", "2", "draft")] == ["1.0.10", "3", "draft.1"]


# -- another look


def test_definition_values_and_bounds_are_the_meaning_and_names_are_not(draft: Draft) -> None:
    assert changed_meanings(edits.put(draft, CLAIM, en="X", color="#112233")) == ()
    assert changed_meanings(edits.rename(draft, CLAIM, "Thesis")) == ()
    assert changed_meanings(attributes.rename_value(draft, CLAIM, "kind", "fact", "deed")) == ()
    assert changed_meanings(attributes.rename_attribute(draft, CLAIM, "kind", "sort")) == ()
    renamed = edits.rename(edits.put(draft, CLAIM, definition="Other."), CLAIM, "Thesis")
    assert changed_meanings(renamed) == ("Thesis",)
    assert changed_meanings(attributes.add_value(draft, CLAIM, "kind", "plan")) == ("Claim",)
    assert changed_meanings(edits.put(draft, CLAIM, fragments=False)) == ("Claim",)
    assert changed_meanings(edits.put(draft, CLAIM, self_overlap="nest")) == ("Claim",)


def test_spans_made_before_need_a_look_until_somebody_has_looked(draft: Draft) -> None:
    text = "слово"
    article = Article("a", sha256(text), "т", "done")
    old = "2025-01-01T00:00:00.000Z"
    span = Span("s", "a", "Claim", (Interval(0, 5),), {}, None, "анна", "manual", None, old, old)
    book = marked(draft, ("Claim",), "2025-02-01T00:00:00.000Z").codebook()
    label = book.label("Claim")
    assert needs_look(label, span)
    assert not needs_look(book.label("Source"), span)
    assert not needs_look(None, span)
    reading = Reading(article, text, book, [span])
    pen = Pen("борис", now=lambda: "2025-03-01T00:00:00.000Z")
    made = commands.looked_at(reading, pen, [span])
    (after,) = reading.after(made.changes).spans
    assert not needs_look(label, after)
    assert (after.updated, after.created, after.annotator) == (
        "2025-03-01T00:00:00.000Z",
        old,
        "анна",
    )
    with pytest.raises(Refused):
        commands.looked_at(reading, pen, [])


@pytest.mark.parametrize(
    ("updated", "late"),
    [
        ("2025-02-01T11:59:59.000Z", False),
        ("2025-02-01T14:30:00+03:00", False),  # half past eleven in UTC
        ("2025-02-01T09:30:00-03:00", True),
        ("2025-02-01T12:00:00Z", True),
        ("2025-02-01T12:00:00", True),
        ("2025", False),
        ("", False),
    ],
)
def test_when_a_span_was_seen_to_is_a_moment_whatever_its_clock(
    draft: Draft, updated: str, late: bool
) -> None:
    label = marked(draft, ("Claim",), "2025-02-01T12:00:00.000Z").codebook().label("Claim")
    place = (Interval(0, 5),)
    span = Span("s", "a", "Claim", place, {}, None, "анна", "manual", None, updated, updated)
    assert needs_look(label, span) is not late


def test_a_revision_without_a_moment_asks_for_no_look(draft: Draft) -> None:
    label = marked(draft, ("Claim",), "lately").codebook().label("Claim")
    place = (Interval(0, 5),)
    span = Span("s", "a", "Claim", place, {}, None, "анна", "manual", None, "", "")
    assert not needs_look(label, span)
