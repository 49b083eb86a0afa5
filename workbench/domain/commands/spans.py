"""Marking: making spans, moving their ends, changing what is said of them, deleting them."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.codebook import Label, check_attributes, check_span
from workbench.domain.commands.pen import (
    UNTYPED,
    Pen,
    allow,
    attribute_title,
    begun,
    label_of,
    rewrite,
    taken_back,
    typed,
    unsettled,
    words,
)
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Entity, Record, Span, edited
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
    allow(reading, label_id, places, {}, pen.annotator)
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
    changes = (Change(None, span), *taken_back(reading.rejections, (span,)), *begun(reading))
    title = msg("{label} «{words}»", label=wanted.name, words=words(reading, places))
    return Transaction(title, changes, Focus(reading.article.id, span.id))


def resize(reading: Reading, pen: Pen, span: Span, fragments: Iterable[Interval]) -> Transaction:
    """Give a span other ends or other fragments; its links stay."""
    places = merged(fragments)
    if not sound(places, len(reading.text)):
        raise Refused("A span keeps at least one character inside the article.")
    if places == span.fragments:
        raise Refused("The span has these ends already.")
    allow(reading, span.label, places, {}, span.annotator, beside=span)
    title = msg(
        "Ends of {label} moved: «{words}»",
        label=label_of(reading, span.label).name,
        words=words(reading, places),
    )
    return rewrite(reading, pen, title, span, edited(span, fragments=places))


def add_fragment(reading: Reading, pen: Pen, span: Span, *places: Interval) -> Transaction:
    """Add pieces of text to a span."""
    if all(any(old.contains(place) for old in span.fragments) for place in places):
        raise Refused("The span covers these words already. Select others.")
    made = resize(reading, pen, span, (*span.fragments, *places))
    title = msg(
        "Fragment «{words}» added to {label}",
        words=words(reading, places),
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
    allow(reading, label_id, span.fragments, {}, span.annotator, beside=span)
    check_links(reading, span, wanted)
    title = msg(
        "{old} -> {new}: «{words}»",
        old=label_of(reading, span.label).name,
        new=wanted.name,
        words=words(reading, span.fragments),
    )
    return rewrite(reading, pen, title, span, relabelled(reading, span, wanted))


def check_links(reading: Reading, span: Span, wanted: Label, already: Container[str] = ()) -> None:
    """Raise Refused unless the span's links allow the label `wanted`.

    `already` are ids of spans that get the same label in the same step.
    """
    for relation in reading.relations_of(span.id):
        other = relation.target if relation.source == span.id else relation.source
        far = reading.span(other)
        kind = reading.codebook.relation(relation.type)
        ends = (wanted.id, wanted.id if other in already else far.label if far else "")
        if kind and not kind.joins(*(ends if relation.source == span.id else ends[::-1])):
            raise Refused(
                "The span is linked by «{relation}», which a {label} cannot be. "
                "Delete that link first.",
                relation=kind.name,
                label=wanted.name,
            )


def relabelled(reading: Reading, span: Span, wanted: Label) -> Span:
    """The span with another label and what of its attributes and entity that label has."""
    kept = {
        attribute.id: span.attributes[attribute.id]
        for attribute in wanted.attributes
        if span.attributes.get(attribute.id) in attribute.values
    }
    entity = reading.entity_of(span) if wanted.names_entities else None
    return edited(
        span,
        label=wanted.id,
        attributes=typed(wanted, kept, entity),
        entity=entity.id if entity else None,
    )


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
    made = rewrite(reading, pen, title, span, edited(span, attributes=attributes))
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


def restore(reading: Reading, pen: Pen, span_id: str, version: Span) -> Transaction:
    """Make a span as it was once, also where it was deleted meanwhile; its links stay.

    The reading knows the entity of the version, where the register still has it.
    """
    now = reading.span(span_id)
    if version.article != reading.article.id or version.id != span_id:
        raise Refused("This version is of another span.")
    wanted = label_of(reading, version.label)
    if now is not None and replace(now, updated=version.updated) == version:
        raise Refused("The span is as it was then already.")
    if not sound(version.fragments, len(reading.text)):
        raise Refused("A span keeps at least one character inside the article.")
    said, who = dict(version.attributes), version.annotator
    allow(reading, wanted.id, version.fragments, said, who, beside=now)
    check_span(reading.codebook, wanted.id, version.fragments, {}, (), entity=version.entity)
    if version.entity is not None and version.entity not in reading.entities:
        raise Refused(
            "The entity that this version mentioned is not in the register any more. Undo what "
            "took it away, or name it anew."
        )
    if now is not None:
        check_links(reading, now, wanted)
    title = msg(
        "{label} «{words}» restored", label=wanted.name, words=words(reading, version.fragments)
    )
    stamped = replace(version, updated=pen.now())
    links = unsettled(reading, now, stamped) if now is not None else ()
    belied = taken_back(reading.rejections, (stamped,))
    changes = (Change(now, stamped), *links, *belied, *begun(reading))
    return Transaction(title, changes, Focus(reading.article.id, span_id))
