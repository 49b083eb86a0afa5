"""Marking: making spans, moving their ends, changing what is said of them, deleting them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.codebook import check_attributes
from workbench.domain.commands.pen import (
    UNTYPED,
    Pen,
    allow,
    attribute_title,
    begun,
    label_of,
    rewrite,
    typed,
    words,
)
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Entity, Record, Span
from workbench.domain.text import Interval, merged, sound
from workbench.domain.words import msg, msgn


def label(
    reading: Reading,
    pen: Pen,
    fragments: Iterable[Interval],
    label_id: str,
    *,
    entity: Entity | None = None,
    origin: str = "manual",
) -> Transaction:
    """Mark `fragments` with a label, as a mention of `entity` where one is given."""
    wanted = label_of(reading, label_id)
    places = merged(fragments)
    if not sound(places, len(reading.text)):
        raise Refused("Select some words first.")
    allow(reading, label_id, places, {})
    now = pen.now()
    span = Span(
        pen.new_id(),
        reading.article.id,
        label_id,
        places,
        typed(wanted, {}, entity),
        entity.id if entity and wanted.names_entities else None,
        pen.annotator,
        origin,
        None,
        now,
        now,
    )
    changes = (Change(None, span), *begun(reading))
    title = msg("{label} «{words}»", label=wanted.name, words=words(reading, places))
    return Transaction(title, changes, Focus(reading.article.id, span.id))


def resize(reading: Reading, pen: Pen, span: Span, fragments: Iterable[Interval]) -> Transaction:
    """Give a span other ends or other fragments; its links stay."""
    places = merged(fragments)
    if not sound(places, len(reading.text)):
        raise Refused("A span keeps at least one character inside the article.")
    if places == span.fragments:
        raise Refused("The span has these ends already.")
    allow(reading, span.label, places, {}, beside=span)
    title = msg(
        "Ends of {label} moved: «{words}»",
        label=label_of(reading, span.label).name,
        words=words(reading, places),
    )
    return rewrite(reading, pen, title, span, replace(span, fragments=places))


def add_fragment(reading: Reading, pen: Pen, span: Span, interval: Interval) -> Transaction:
    """Add a piece of text to a span."""
    if any(fragment.contains(interval) for fragment in span.fragments):
        raise Refused("The span covers these words already. Select others.")
    made = resize(reading, pen, span, (*span.fragments, interval))
    title = msg(
        "Fragment «{words}» added to {label}",
        words=words(reading, (interval,)),
        label=label_of(reading, span.label).name,
    )
    return replace(made, title=title)


def relabel(reading: Reading, pen: Pen, span: Span, label_id: str) -> Transaction:
    """Give a span another label.

    Attributes that the new label does not have are dropped; links that the codebook does not
    allow from or to it refuse the change.
    """
    wanted = label_of(reading, label_id)
    if span.label == label_id:
        raise Refused("The span is {label} already.", label=wanted.name)
    allow(reading, label_id, span.fragments, {}, beside=span)
    for relation in reading.relations_of(span.id):
        other = relation.target if relation.source == span.id else relation.source
        far = reading.span(other)
        kind = reading.codebook.relation(relation.type)
        ends = (label_id, far.label if far else "")
        if kind and not kind.joins(*(ends if relation.source == span.id else ends[::-1])):
            raise Refused(
                "The span is linked by «{relation}», which a {label} cannot be. "
                "Delete that link first.",
                relation=kind.name,
                label=wanted.name,
            )
    kept = {
        attribute.id: span.attributes[attribute.id]
        for attribute in wanted.attributes
        if span.attributes.get(attribute.id) in attribute.values
    }
    entity = reading.entity_of(span) if wanted.names_entities else None
    after = replace(
        span,
        label=label_id,
        attributes=typed(wanted, kept, entity),
        entity=entity.id if entity else None,
    )
    title = msg(
        "{old} -> {new}: «{words}»",
        old=label_of(reading, span.label).name,
        new=wanted.name,
        words=words(reading, span.fragments),
    )
    return rewrite(reading, pen, title, span, after)


def delete(reading: Reading, spans: Sequence[Span]) -> Transaction:
    """Delete spans, with the links that begin or end at them."""
    spans = list({span.id: span for span in spans}.values())
    if not spans:
        raise Refused("There is no span here to delete.")
    relations = {
        relation.id: relation for span in spans for relation in reading.relations_of(span.id)
    }
    if len(spans) == 1:
        name = label_of(reading, spans[0].label).name
        title = msg(
            "{label} «{words}» deleted", label=name, words=words(reading, spans[0].fragments)
        )
    else:
        title = msgn("{count} span deleted", "{count} spans deleted", len(spans))
    gone: tuple[Record, ...] = (*(relations[key] for key in sorted(relations)), *spans)
    return Transaction(
        title,
        (*(Change(record, None) for record in gone), *begun(reading)),
        Focus(reading.article.id, spans[0].id),
    )


def set_attribute(
    reading: Reading, pen: Pen, span: Span, name: str, value: str | None
) -> Transaction:
    """Set an attribute of a span; None takes it away."""
    wanted = label_of(reading, span.label)
    attributes = {key: kept for key, kept in span.attributes.items() if key != name}
    if value is not None:
        attributes[name] = value
        check_attributes({name: value}, wanted.attributes, wanted.name)
    if attributes == dict(span.attributes):
        raise Refused("The attribute has this value already.")
    title = attribute_title(wanted.attributes, name, value, wanted.name)
    made = rewrite(reading, pen, title, span, replace(span, attributes=attributes))
    entity = reading.entity_of(span)
    if value is not None and name == wanted.entity_type and entity and entity.type == UNTYPED:
        # What is said of the first mention is said of the entity.
        typed = Change(entity, replace(entity, type=value))
        made = replace(made, changes=(*made.changes, typed))
    return made


def set_note(reading: Reading, pen: Pen, span: Span, text: str) -> Transaction:
    """Write, change or (with an empty text) remove the note of a span."""
    note = text.strip() or None
    if note == span.note:
        raise Refused("The note is the same.")
    name = label_of(reading, span.label).name
    title = msg("Note on {label}", label=name) if note else msg("Note removed")
    return rewrite(reading, pen, title, span, replace(span, note=note))
