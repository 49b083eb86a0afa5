"""What the keys and buttons of the article view do to a session: one function a verb."""

from collections.abc import Callable
from dataclasses import replace

from workbench.domain import commands
from workbench.domain.change import Transaction
from workbench.domain.codebook import Attribute, RelationType
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Entity, Relation, Span, Status, new_id
from workbench.domain.text import Interval, quote
from workbench.domain.words import tr
from workbench.gui.knowledge import Offer
from workbench.gui.session import Session
from workbench.gui.verbs import naming
from workbench.language import tokens

# -- marking


def label(session: Session, label_id: str) -> bool:
    """Mark the selection, or the word at the caret; on a focused mention, the same words."""
    reading = session.whole()
    wanted = reading.codebook.label(label_id)
    focused = session.focused()
    entity: Entity | None = None
    places = _selected(session)
    if places is None and focused is not None and wanted is not None:
        marked = reading.codebook.label(focused.label)
        if wanted.names_entities and marked and marked.names_entities and label_id != marked.id:
            places, entity = focused.fragments, reading.entity_of(focused)
    if places is None:
        word = tokens.word_at(reading.text, session.caret)
        if word is None:
            raise Refused("Select some words first.")
        places = (word,)
    if wanted is not None and wanted.names_entities and entity is None:
        entity = session.exact_entity(" ".join(reading.text[p.start : p.end] for p in places))
    if session.run(
        lambda reading: commands.label(reading, session.pen(), places, label_id, entity=entity)
    ):
        session.select(None, places[-1].end)
        return True
    return False


def arm(session: Session, label_id: str) -> None:
    """Every selection becomes this label until Esc, or until the same is armed again."""
    session.arm(None if session.armed == label_id else label_id)
    if session.armed is None:
        session.said.emit(tr("No label is armed any more."))
        return
    wanted = session.whole().codebook.label(label_id)
    name = str(wanted.name) if wanted else label_id
    session.said.emit(tr("Every selection becomes {label}. Esc ends that.", label=name))


def selected_by_mouse(session: Session) -> None:
    """A selection is finished: mark it where a label is armed."""
    if session.armed is not None and session.selection is not None:
        label(session, session.armed)


def relabel(session: Session, label_id: str) -> None:
    """Give the focused span (or all chosen ones) another label."""
    spans = _targets(session)
    if len(spans) == 1:
        session.run(lambda reading: commands.relabel(reading, session.pen(), spans[0], label_id))
    else:
        session.run(lambda reading: commands.relabel_all(reading, session.pen(), spans, label_id))


def delete(session: Session) -> None:
    """Delete the focused span, or all chosen ones."""
    spans = _targets(session)
    if session.run(lambda reading: commands.delete(reading, spans)):
        session.select(None, spans[0].start)


def add_fragment(session: Session, label_id: str | None = None) -> None:
    """Add the selection to the focused span (or the nearest span before it with that label)."""
    reading = session.whole()
    places = _selected(session)
    if places is None:
        raise Refused("Select the words to add, then press F.")
    found = session.focused()
    if label_id is not None and (found is None or found.label != label_id):
        before = (
            item for item in reversed(reading.touching(0, places[-1].end)) if item.label == label_id
        )
        found = next(before, None)
    if found is None:
        raise Refused("Focus the span that these words belong to, then select them and press F.")
    target = found
    if session.run(lambda reading: commands.add_fragment(reading, session.pen(), target, *places)):
        session.select(None, places[-1].end)
        session.focus_on(target.id, move=False)


def move_end(session: Session, *, start: bool, step: int, exact: bool = False) -> None:
    """Move the end (or the start) of the focused span by a word, or by a character."""
    reading = session.whole()
    focused = session.focused()
    if focused is None:
        raise Refused("Focus a span first: click it, or press O on its words.")
    text = reading.text
    first, last = focused.fragments[0], focused.fragments[-1]
    old = first.start if start else last.end
    if exact:
        new = tokens.next_grapheme(text, old, step)
    else:
        new = tokens.word_boundary(text, old, step, starts=start)
    if set_end(session, focused, new, start=start):
        session.select(None, new)


def set_end(session: Session, focused: Span, place: int, *, start: bool) -> bool:
    """Put the start or the end of a span at `place`; fragments that fall outside go."""
    low = place if start else focused.start
    high = focused.end if start else place
    if low >= high:
        raise Refused("A span keeps at least one character inside the article.")
    if start and place < focused.start:
        kept = [replace(focused.fragments[0], start=place), *focused.fragments[1:]]
    elif not start and place > focused.end:
        kept = [*focused.fragments[:-1], replace(focused.fragments[-1], end=place)]
    else:
        window = Interval(low, high)
        kept = [
            Interval(max(f.start, low), min(f.end, high))
            for f in focused.fragments
            if f.overlaps(window)
        ]
    return session.run(lambda reading: commands.resize(reading, session.pen(), focused, kept))


def set_fragment_end(
    session: Session, focused: Span, number: int, place: int, *, start: bool
) -> None:
    """Put the start or the end of one fragment at `place`; fragments that meet become one."""
    old = focused.fragments[number]
    low, high = (place, old.end) if start else (old.start, place)
    if low >= high:
        raise Refused("A span keeps at least one character inside the article.")
    places = [*focused.fragments[:number], Interval(low, high), *focused.fragments[number + 1 :]]
    session.run(lambda reading: commands.resize(reading, session.pen(), focused, places))


# -- saying more about a span


def attributes(session: Session) -> tuple[Attribute, ...]:
    """The attributes of the focused (or first chosen) span's label, in the order of the digits."""
    spans = session.targets()
    found = session.whole().codebook.label(spans[0].label) if spans else None
    return found.attributes if found else ()


def next_attribute(session: Session, step: int) -> None:
    """Choose the next attribute for the digits."""
    listed = attributes(session)
    if not listed:
        raise Refused("Focus a span first: click it, or press O on its words.")
    session.set_attribute_index((session.attribute + step) % len(listed))
    chosen = listed[session.attribute]
    values = "  ".join(
        f"{number} {name}" for number, name in enumerate(map(str, chosen.value_names), start=1)
    )
    session.said.emit(tr("{name}: {values}", name=str(chosen.name), values=values))


def digit(session: Session, number: int) -> None:
    """Give the chosen attribute of the focused span its value number `number` (from 1)."""
    listed = attributes(session)
    if not listed:
        raise Refused("Focus a span first: click it, or press O on its words.")
    chosen = listed[min(session.attribute, len(listed) - 1)]
    if number > len(chosen.values):
        raise Refused("«{name}» has {count} values.", name=chosen.name, count=len(chosen.values))
    set_attribute(session, chosen.id, chosen.values[number - 1])


def set_attribute(session: Session, name: str, value: str | None) -> None:
    """Set an attribute of the focused span, or of all chosen ones."""
    spans, pen = _targets(session), session.pen()
    if len(spans) == 1:
        session.run(lambda reading: commands.set_attribute(reading, pen, spans[0], name, value))
    else:
        session.run(lambda reading: commands.set_attribute_all(reading, pen, spans, name, value))


def set_note(session: Session, text: str) -> None:
    """Write the note of the focused span, or of the article where no span is in focus."""
    focused = session.focused()
    if focused is not None:
        if (text.strip() or None) != focused.note:
            _edit(
                session, lambda reading, span: commands.set_note(reading, session.pen(), span, text)
            )
        return
    notes = session.whole().notes
    note = notes[0] if notes else None
    if (note.text if note else "") != text.strip():
        session.run(lambda reading: commands.write_article_note(reading, session.pen(), note, text))


# -- links


def start_link(session: Session, relation: str | None = None) -> None:
    """Show a letter at every span that the focused one can be linked with (by one relation)."""
    if session.focused() is None:
        raise Refused("Focus the span to link from, then press L.")
    if session.linking and relation is None:
        session.set_linking(False)
        return
    if not _has_target(session, relation):
        session.set_linking(False)
        if relation is None:
            raise Refused("No span of this article can be linked with this one.")
        raise Refused("No span of this article can have that link with this one.")
    session.said.emit(tr("Press the letter at the span to link with. Esc cancels."))
    session.set_linking(True, relation)


def _has_target(session: Session, relation: str | None) -> bool:
    """Whether any span of the article can be linked with the focused one."""
    reading, focused = session.whole(), session.focused()
    if focused is None:
        return False
    kinds = [k for k in reading.codebook.relations if relation is None or k.id == relation]
    labels = {
        label.id
        for label in reading.codebook.labels
        if any(k.joins(focused.label, label.id) or k.joins(label.id, focused.label) for k in kinds)
    }
    return any(span.label in labels and span.id != focused.id for span in reading.spans)


def joining(session: Session, target: Span) -> tuple[tuple[RelationType, Span, Span], ...]:
    """What the focused span and `target` may be to each other: (relation, from, to)."""
    focused = session.focused()
    if focused is None or focused.id == target.id:
        return ()
    codebook, wanted = session.whole().codebook, session.relation
    # The relation that was asked for decides the direction.
    for source, end in ((focused, target), (target, focused)):
        kinds = codebook.joining(source.label, end.label)
        found = tuple((kind, source, end) for kind in kinds if wanted in (None, kind.id))
        if found:
            return found
    return ()


def link(session: Session, target_id: str) -> None:
    """Link the focused span with another; the relation follows from the two labels."""
    target = session.whole().span(target_id)
    if target is None:
        raise Refused("That span is not there any more.")
    found = joining(session, target)
    session.set_linking(False)
    if not found:
        raise Refused("The codebook has no relation between these two.")
    kind, source, end = found[0]
    session.run(lambda reading: commands.link(reading, session.pen(), source, end, kind.id))


def unlink(session: Session, relation: Relation) -> None:
    """Delete a link."""
    session.run(lambda reading: commands.unlink(reading, relation))


def reverse(session: Session, relation: Relation) -> None:
    """Turn a link round."""
    session.run(lambda reading: commands.reverse(reading, relation))


def retype(session: Session, relation: Relation, type_id: str) -> None:
    """Make a link another relation."""
    session.run(lambda reading: commands.retype(reading, relation, type_id))


def set_relation_attribute(
    session: Session, relation: Relation, name: str, value: str | None
) -> None:
    """Set an attribute of a link."""
    session.run(lambda reading: commands.set_relation_attribute(reading, relation, name, value))


# -- who is meant


def accept_offer(session: Session, offer: Offer) -> None:
    """Attach the entity that the words call, or make a new one by their name."""
    if offer.best is not None:
        attach(session, offer.best)
    else:
        attach_new(session, offer.name)


def attach(session: Session, entity: Entity | None) -> None:
    """Say whom the focused span mentions; None detaches. Words that are a new name are kept.

    Chosen spans all mention the entity then.
    """
    spans, pen = _targets(session), session.pen()
    if len(spans) > 1:
        session.run(lambda reading: commands.attach_all(reading, pen, spans, entity))
        return

    def make(reading: Reading) -> Transaction:
        words = quote(reading.text, spans[0].fragments)
        alias = naming.new_alias(session.language, words, entity) if entity else None
        return commands.attach(reading, pen, spans[0], entity, alias=alias)

    session.run(make)


def attach_new(session: Session, name: str) -> None:
    """Make an entity by this name and attach it to the focused span, or to all chosen ones.

    Where one is called that already, it is meant.
    """
    name = " ".join(name.split())
    known = session.project.read.namesakes(name) if session.project else []
    if len(known) == 1:
        attach(session, known[0])
        return
    spans, pen = _targets(session), session.pen()
    labels = [(span, session.whole().codebook.label(span.label)) for span in spans]
    kinds = (span.attributes.get(label.entity_type or "") for span, label in labels if label)
    kind = next((kind for kind in kinds if kind), "other")
    entity = Entity(new_id(), name, kind)
    session.run(lambda reading: commands.attach_all(reading, pen, spans, entity, new=True))


# -- articles


def set_status(session: Session, status: Status) -> None:
    """Say how far the work on this article is."""
    session.run(lambda reading: commands.set_status(reading.article, status))


def set_title(session: Session, title: str) -> None:
    """Give this article another title."""
    session.run(lambda reading: commands.set_title(reading.article, title))


def done_and_next(session: Session) -> None:
    """Mark the article done and open the next one that is not."""
    article = session.whole().article
    if article.status != "done" and not session.run(
        lambda reading: commands.set_status(reading.article, "done")
    ):
        return
    following = session.project.read.next_unfinished(article.id) if session.project else None
    if following is None:
        session.said.emit(tr("Every article is done."))
        return
    session.open_article(following.id)


def article(session: Session, step: int) -> None:
    """Open the next article in the order of the list, or the one before."""
    if session.project is None or session.reading is None:
        raise Refused("Open an article first.")
    here = session.reading.article
    found = session.project.read.beside(here, step)
    if found is None:
        raise Refused("No more articles in this direction.")
    session.open_article(found.id)


def _selected(session: Session) -> tuple[Interval, ...] | None:
    return session.pieces or None


def _targets(session: Session) -> list[Span]:
    session.whole()
    spans = session.targets()
    if not spans:
        raise Refused("Focus a span first: click it, or press O on its words.")
    return spans


def _edit(session: Session, make: Callable[[Reading, Span], Transaction]) -> None:
    focused = session.focused()
    if focused is None:
        raise Refused("Focus a span first: click it, or press O on its words.")
    session.run(lambda reading: make(reading, focused))
