from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import pytest

from workbench.domain import commands
from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.commands import Pen
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Entity, Note, Relation, Span
from workbench.domain.text import Fragments, Interval

TEXT = "Министр Антон Михайлов заявил, что перемирие сорвано, и это подтвердили в Лирии."
WHO = Entity("e1", "Антон Михайлов", "person")


def _places(*words: str) -> Fragments:
    return tuple(Interval(TEXT.index(word), TEXT.index(word) + len(word)) for word in words)


@dataclass
class Desk:
    """A reading that follows what is done to it, with ids and times that can be told."""

    reading: Reading
    count: int = 0
    done: list[Transaction] = field(default_factory=list)

    @property
    def pen(self) -> Pen:
        """Whose ids are n1, n2, … and whose clock says t0, t1, … by transactions done."""
        return Pen("анна", self._id, lambda: f"t{len(self.done)}")

    def _id(self) -> str:
        self.count += 1
        return f"n{self.count}"

    def do(self, transaction: Transaction) -> Transaction:
        """Follow a transaction."""
        self.done.append(transaction)
        self.reading = self.reading.after(transaction.changes)
        return transaction

    def mark(self, label: str, *words: str, entity: Entity | None = None) -> Span:
        """Mark words with a label; the span."""
        made = commands.label(self.reading, self.pen, _places(*words), label, entity=entity)
        span = made.changes[0].after
        assert isinstance(span, Span)
        self.do(made)
        return span

    def join(self, source: Span, target: Span, kind: str) -> Relation:
        """Link two spans; the relation."""
        made = self.do(commands.link(self.reading, self.pen, source, target, kind))
        relation = made.changes[0].after
        assert isinstance(relation, Relation)
        return relation

    def now(self, span: Span) -> Span:
        """The span as it is now."""
        found = self.reading.span(span.id)
        assert found is not None
        return found


@pytest.fixture
def desk(codebook: Codebook) -> Desk:
    return Desk(Reading(Article("a", "0" * 64, "Перемирие"), TEXT, codebook))


def _refused(sentence: str, command: Callable[[], object]) -> None:
    with pytest.raises(Refused) as refused:
        command()
    assert sentence in str(refused.value)


def test_labelling_makes_a_span_and_puts_the_article_in_work(desk: Desk) -> None:
    span = desk.mark("Claim", "перемирие сорвано")
    assert span == Span(
        "n1", "a", "Claim", _places("перемирие сорвано"), {}, None, "анна", "manual", None,
        "t0", "t0",
    )  # fmt: skip
    assert desk.reading.spans == (span,)
    assert desk.reading.article.status == "in_work"
    assert str(desk.done[0].title) == "Claim «перемирие сорвано»"
    assert desk.done[0].focus == Focus("a", "n1")


def test_a_second_edit_leaves_the_state_of_the_article_alone(desk: Desk) -> None:
    desk.mark("Claim", "перемирие сорвано")
    desk.do(commands.set_status(desk.reading.article, "done"))
    desk.mark("Cue", "заявил")
    assert desk.reading.article.status == "done"


def test_labelling_merges_what_overlaps_or_touches(desk: Desk) -> None:
    pieces = [Interval(0, 5), Interval(5, 7), Interval(3, 6)]
    span = commands.label(desk.reading, desk.pen, pieces, "Cue").changes[0].after
    assert isinstance(span, Span)
    assert span.fragments == (Interval(0, 7),)


@pytest.mark.parametrize("places", [[], [Interval(0, len(TEXT) + 1)]])
def test_labelling_nothing_or_beyond_the_text_is_refused(
    desk: Desk, places: Iterable[Interval]
) -> None:
    _refused(
        "Select some words first.",
        lambda: commands.label(desk.reading, desk.pen, places, "Claim"),
    )


def test_labelling_follows_the_codebook(desk: Desk) -> None:
    desk.mark("Source", "Антон Михайлов")
    _refused("One Source may not overlap another", lambda: desk.mark("Source", "Михайлов"))
    _refused("The codebook has no label «Tone»", lambda: desk.mark("Tone", "Михайлов"))
    _refused("Region in several pieces", lambda: desk.mark("Region", "Антон", "заявил"))


def test_a_span_that_can_mention_an_entity_takes_the_one_given(desk: Desk) -> None:
    assert desk.mark("Actor", "Антон Михайлов", entity=WHO).entity == "e1"
    assert desk.mark("Claim", "перемирие сорвано", entity=WHO).entity is None


def test_the_kind_of_the_entity_fills_the_attribute_that_the_codebook_names(
    desk: Desk, codebook: Codebook
) -> None:
    labels = [{**one, "entity_type": "actor_type"} for one in codebook.body["labels"]]
    desk.reading = Reading(
        desk.reading.article, TEXT, Codebook.of({**codebook.body, "labels": labels})
    )
    assert desk.mark("Actor", "Антон", entity=WHO).attributes == {"actor_type": "person"}
    unknown = replace(WHO, type="планета")
    assert desk.mark("Actor", "Лирии", entity=unknown).attributes == {}


def test_resizing_moves_the_ends_and_keeps_the_links(desk: Desk) -> None:
    claim, source = desk.mark("Claim", "перемирие сорвано"), desk.mark("Source", "Михайлов")
    relation = desk.join(claim, source, "attributed_to")
    desk.do(commands.resize(desk.reading, desk.pen, claim, _places("сорвано")))
    moved = desk.now(claim)
    assert moved == replace(claim, fragments=_places("сорвано"), updated="t3")
    assert desk.reading.relations_of(claim.id) == (relation,)
    assert str(desk.done[-1].title) == "Ends of Claim moved: «сорвано»"


def test_resizing_is_refused_where_it_changes_nothing_or_does_not_fit(desk: Desk) -> None:
    cue = desk.mark("Cue", "заявил")
    desk.mark("Cue", "подтвердили")
    resize = commands.resize
    for sentence, places in (
        ("has these ends already", cue.fragments),
        ("keeps at least one character", ()),
        ("keeps at least one character", (Interval(0, len(TEXT) + 1),)),
        ("One Cue may not overlap another", _places("это подтвердили")),
    ):
        _refused(sentence, lambda p=places: resize(desk.reading, desk.pen, cue, p))  # type: ignore[misc]  # the loop's value


def test_a_span_may_be_resized_over_itself(desk: Desk) -> None:
    cue = desk.mark("Cue", "заявил")
    desk.do(commands.resize(desk.reading, desk.pen, cue, _places("заявил, что")))
    assert desk.now(cue).fragments == _places("заявил, что")


def test_a_fragment_is_added_and_one_that_touches_is_merged(desk: Desk) -> None:
    claim = desk.mark("Claim", "перемирие")
    desk.do(commands.add_fragment(desk.reading, desk.pen, claim, _places("в Лирии")[0]))
    assert desk.now(claim).fragments == _places("перемирие", "в Лирии")
    assert str(desk.done[-1].title) == "Fragment «в Лирии» added to Claim"
    desk.do(commands.add_fragment(desk.reading, desk.pen, desk.now(claim), _places(" сорвано")[0]))
    assert desk.now(claim).fragments == _places("перемирие сорвано", "в Лирии")
    _refused(
        "The span covers these words already",
        lambda: commands.add_fragment(
            desk.reading, desk.pen, desk.now(claim), _places("сорвано")[0]
        ),
    )


def test_relabelling_drops_attributes_that_the_new_label_lacks(desk: Desk) -> None:
    span = desk.mark("Actor", "Антон Михайлов", entity=WHO)
    desk.reading = desk.reading.knowing([WHO])
    desk.do(commands.set_attribute(desk.reading, desk.pen, span, "mention", "name"))
    desk.do(commands.relabel(desk.reading, desk.pen, desk.now(span), "Source"))
    relabelled = desk.now(span)
    assert (relabelled.label, relabelled.attributes) == ("Source", {})
    assert relabelled.entity == "e1"
    desk.do(commands.relabel(desk.reading, desk.pen, relabelled, "Cue"))
    assert desk.now(span).entity is None


def test_relabelling_is_refused_where_a_link_would_not_fit(desk: Desk) -> None:
    claim, source = desk.mark("Claim", "перемирие сорвано"), desk.mark("Source", "Михайлов")
    desk.join(claim, source, "attributed_to")
    for span in (claim, source):
        _refused(
            "The span is linked by «attributed to», which a Cue cannot be.",
            lambda s=span: commands.relabel(desk.reading, desk.pen, s, "Cue"),  # type: ignore[misc]  # the loop's value
        )
    _refused(
        "The span is Claim already.",
        lambda: commands.relabel(desk.reading, desk.pen, claim, "Claim"),
    )


def test_deleting_takes_the_links_of_a_span_along(desk: Desk) -> None:
    a, b, c = (desk.mark("Claim", word) for word in ("перемирие", "сорвано", "подтвердили"))
    desk.join(a, b, "supports")
    kept = desk.join(b, c, "supports")
    desk.do(commands.delete(desk.reading, [a]))
    assert list(desk.reading.spans) == [b, c]
    assert list(desk.reading.relations) == [kept]
    desk.do(commands.delete(desk.reading, [b, c]))
    assert not desk.reading.spans
    assert not desk.reading.relations
    assert str(desk.done[-2].title) == "Claim «перемирие» deleted"
    assert str(desk.done[-1].title) == "2 spans deleted"
    _refused("There is no span here", lambda: commands.delete(desk.reading, []))


def test_an_attribute_is_set_and_taken_away(desk: Desk) -> None:
    claim = desk.mark("Claim", "сорвано")
    desk.do(commands.set_attribute(desk.reading, desk.pen, claim, "claim_type", "fact"))
    assert desk.now(claim).attributes == {"claim_type": "fact"}
    assert str(desk.done[-1].title) == "Claim: claim type = fact"
    _refused(
        "The attribute has this value already",
        lambda: commands.set_attribute(
            desk.reading, desk.pen, desk.now(claim), "claim_type", "fact"
        ),
    )
    desk.do(commands.set_attribute(desk.reading, desk.pen, desk.now(claim), "claim_type", None))
    assert desk.now(claim).attributes == {}
    _refused(
        "is not a value of «claim type»",
        lambda: commands.set_attribute(desk.reading, desk.pen, claim, "claim_type", "lie"),
    )
    _refused(
        "Claim has no attribute «mood»",
        lambda: commands.set_attribute(desk.reading, desk.pen, claim, "mood", "glad"),
    )


def test_an_attribute_that_the_codebook_no_longer_has_can_be_taken_away(desk: Desk) -> None:
    claim = replace(desk.mark("Claim", "сорвано"), attributes={"old": "x"})
    made = commands.set_attribute(desk.reading, desk.pen, claim, "old", None)
    assert str(made.title) == "Claim: old removed"


def test_a_note_on_a_span_is_written_changed_and_removed(desk: Desk) -> None:
    claim = desk.mark("Claim", "сорвано")
    desk.do(commands.set_note(desk.reading, desk.pen, claim, "  проверить  "))
    assert desk.now(claim).note == "проверить"
    _refused(
        "The note is the same",
        lambda: commands.set_note(desk.reading, desk.pen, desk.now(claim), "проверить"),
    )
    desk.do(commands.set_note(desk.reading, desk.pen, desk.now(claim), " "))
    assert desk.now(claim).note is None


def test_an_entity_is_attached_and_detached(desk: Desk) -> None:
    actor = desk.mark("Actor", "Антон Михайлов")
    desk.do(commands.attach(desk.reading, desk.pen, actor, WHO, new=True))
    assert desk.now(actor).entity == "e1"
    assert desk.reading.entity_of(desk.now(actor)) == WHO
    assert str(desk.done[-1].title) == "«Антон Михайлов» is Антон Михайлов"
    _refused(
        "The span is «Антон Михайлов» already",
        lambda: commands.attach(desk.reading, desk.pen, desk.now(actor), WHO),
    )
    desk.do(commands.attach(desk.reading, desk.pen, desk.now(actor), None))
    assert desk.now(actor).entity is None
    _refused(
        "The span mentions no entity",
        lambda: commands.attach(desk.reading, desk.pen, desk.now(actor), None),
    )


def test_what_cannot_mention_an_entity_or_has_no_name_is_refused(desk: Desk) -> None:
    claim, actor = desk.mark("Claim", "сорвано"), desk.mark("Actor", "Лирии")
    _refused(
        "Claim is not a mention of an entity",
        lambda: commands.attach(desk.reading, desk.pen, claim, WHO),
    )
    _refused(
        "An entity needs a name",
        lambda: commands.attach(desk.reading, desk.pen, actor, replace(WHO, name=" ")),
    )


def test_an_entity_is_renamed() -> None:
    made = commands.change_entity(WHO, replace(WHO, name="А. Михайлов"))
    assert made.changes[0].after == replace(WHO, name="А. Михайлов")
    _refused("The entity is the same", lambda: commands.change_entity(WHO, WHO))
    _refused("needs a name", lambda: commands.change_entity(WHO, replace(WHO, name="")))


def test_linking_and_unlinking(desk: Desk) -> None:
    claim, source = desk.mark("Claim", "перемирие сорвано"), desk.mark("Source", "Михайлов")
    relation = desk.join(claim, source, "attributed_to")
    assert desk.reading.relations == (relation,)
    assert (relation.source, relation.target, relation.annotator) == (claim.id, source.id, "анна")
    assert str(desk.done[-1].title) == "Claim «перемирие сорвано» — attributed to — «Михайлов»"
    desk.do(commands.unlink(desk.reading, relation))
    assert not desk.reading.relations


def test_links_follow_the_codebook(desk: Desk) -> None:
    a, b = desk.mark("Claim", "перемирие"), desk.mark("Claim", "сорвано")
    cue = desk.mark("Cue", "заявил")
    desk.join(a, b, "supports")
    _refused("may not go in a circle", lambda: desk.join(b, a, "supports"))
    _refused("are linked by «supports» already", lambda: desk.join(a, b, "supports"))
    _refused("«supports» goes from Claim to Claim", lambda: desk.join(a, cue, "supports"))


def test_an_attribute_of_a_link_is_set_and_taken_away(desk: Desk) -> None:
    claim, actor = desk.mark("Claim", "перемирие сорвано"), desk.mark("Actor", "Лирии")
    link = desk.join(claim, actor, "about")
    desk.do(commands.set_relation_attribute(desk.reading, link, "role", "agent"))
    (now,) = desk.reading.relations
    assert now.attributes == {"role": "agent"}
    assert str(desk.done[-1].title) == "about: role = agent"
    for name, value, sentence in (
        ("role", "agent", "has this value already"),
        ("role", "hero", "«hero» is not a value of «role»"),
        ("mood", "glad", "about has no attribute «mood»"),
    ):
        _refused(
            sentence,
            lambda n=name, v=value: commands.set_relation_attribute(desk.reading, now, n, v),  # type: ignore[misc]  # the loop's value
        )
    desk.do(commands.set_relation_attribute(desk.reading, now, "role", None))
    assert desk.reading.relations[0].attributes == {}


def test_the_state_and_the_title_of_an_article_are_set(desk: Desk) -> None:
    article = desk.reading.article
    desk.do(commands.set_status(article, "done"))
    desk.do(commands.set_title(desk.reading.article, "  Новый \n заголовок "))
    assert desk.reading.article == replace(article, status="done", title="Новый заголовок")
    _refused("«new» already", lambda: commands.set_status(article, "new"))
    _refused("An article needs a title", lambda: commands.set_title(article, " "))
    _refused("The title is the same", lambda: commands.set_title(article, "Перемирие"))


def test_a_note_on_the_article_is_written_changed_and_removed(desk: Desk) -> None:
    desk.do(commands.write_article_note(desk.reading, desk.pen, None, " проверить дату "))
    (note,) = desk.reading.notes
    assert note == Note("n1", "a", "проверить дату", "анна", "t0", "t0")
    desk.do(commands.write_article_note(desk.reading, desk.pen, note, "дата верна"))
    (changed,) = desk.reading.notes
    assert changed == replace(note, text="дата верна", updated="t1")
    for old, text, sentence in (
        (None, "  ", "The note is empty"),
        (changed, "дата верна", "The note is the same"),
    ):
        _refused(
            sentence,
            lambda n=old, t=text: commands.write_article_note(desk.reading, desk.pen, n, t),  # type: ignore[misc]  # the loop's value
        )
    desk.do(commands.write_article_note(desk.reading, desk.pen, changed, ""))
    assert desk.reading.notes == ()


def test_another_codebook_takes_the_place_of_the_one_in_use(desk: Desk, codebook: Codebook) -> None:
    other = Codebook.of({**codebook.body, "version": "1.1.0"})
    desk.do(commands.change_codebook(codebook, other))
    assert desk.reading.codebook == other
    assert str(desk.done[-1].title) == "Codebook claims-actors-sources 1.1.0"


def test_every_command_is_taken_back_by_its_inverse(desk: Desk) -> None:
    start = desk.reading
    claim, source = desk.mark("Claim", "перемирие сорвано"), desk.mark("Source", "Михайлов")
    desk.join(claim, source, "attributed_to")
    desk.do(commands.resize(desk.reading, desk.pen, claim, _places("сорвано")))
    desk.do(commands.attach(desk.reading, desk.pen, source, WHO, new=True))
    desk.do(commands.write_article_note(desk.reading, desk.pen, None, "проверить"))
    desk.do(commands.delete(desk.reading, list(desk.reading.spans)))
    reading = desk.reading
    for transaction in reversed(desk.done):
        reading = reading.after(transaction.inverse().changes)
    assert (reading.article, reading.spans, reading.relations) == (start.article, (), ())
    assert (reading.notes, dict(reading.entities)) == ((), {})


def test_a_span_named_twice_is_deleted_once(desk: Desk) -> None:
    span, other = desk.mark("Claim", "перемирие"), desk.mark("Claim", "подтвердили")
    one = commands.delete(desk.reading, [span, span])
    assert str(one.title) == "Claim «перемирие» deleted"
    both = desk.do(commands.delete(desk.reading, [span, other, span]))
    assert str(both.title) == "2 spans deleted"
    assert [change.before for change in both.changes] == [span, other]


def test_links_and_notes_put_a_new_article_in_work_as_spans_do(desk: Desk) -> None:
    claim, actor = desk.mark("Claim", "перемирие"), desk.mark("Actor", "Антон")
    link = desk.join(claim, actor, "about")
    new = desk.reading.after(
        [Change(desk.reading.article, replace(desk.reading.article, status="new"))]
    )
    for made in (
        commands.unlink(new, link),
        commands.set_relation_attribute(new, link, "role", "agent"),
        commands.write_article_note(new, desk.pen, None, "проверить"),
    ):
        assert new.after(made.changes).article.status == "in_work", str(made.title)
        assert made.focus is not None
        assert made.focus.article == "a"
        assert desk.reading.article.status == "in_work"
