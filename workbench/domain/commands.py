"""What a user can do, as pure functions: a reading and a wish in, a Transaction out.

Each raises Refused, with a sentence for the status bar, where the codebook or plain sense does
not allow the wish. (An exception and not a second return value, because every caller but one
passes it on unread.)
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.codebook import Codebook, Label, check_attributes, check_relation, check_span
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import (
    STATUSES,
    Article,
    Entity,
    Note,
    Record,
    Relation,
    Span,
    Status,
    new_id,
    timestamp,
)
from workbench.domain.text import Fragments, Interval, merged, quote, sound
from workbench.domain.words import Message, Names, msg, msgn, shorten

UNTYPED = "other"  # the type of an entity of which nothing else was said


@dataclass(frozen=True, slots=True)
class Pen:
    """Who writes, and where ids and times come from."""

    annotator: str
    new_id: Callable[[], str] = new_id
    now: Callable[[], str] = timestamp


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
    wanted = _label(reading, label_id)
    places = merged(fragments)
    if not sound(places, len(reading.text)):
        raise Refused("Select some words first.")
    _allow(reading, label_id, places, {})
    now = pen.now()
    span = Span(
        pen.new_id(),
        reading.article.id,
        label_id,
        places,
        _typed(wanted, {}, entity),
        entity.id if entity and wanted.names_entities else None,
        pen.annotator,
        origin,
        None,
        now,
        now,
    )
    changes = (Change(None, span), *_begun(reading))
    title = msg("{label} «{words}»", label=wanted.name, words=_words(reading, places))
    return Transaction(title, changes, Focus(reading.article.id, span.id))


def resize(reading: Reading, pen: Pen, span: Span, fragments: Iterable[Interval]) -> Transaction:
    """Give a span other ends or other fragments; its links stay."""
    places = merged(fragments)
    if not sound(places, len(reading.text)):
        raise Refused("A span keeps at least one character inside the article.")
    if places == span.fragments:
        raise Refused("The span has these ends already.")
    _allow(reading, span.label, places, {}, beside=span)
    title = msg(
        "Ends of {label} moved: «{words}»",
        label=_label(reading, span.label).name,
        words=_words(reading, places),
    )
    return _rewrite(reading, pen, title, span, replace(span, fragments=places))


def add_fragment(reading: Reading, pen: Pen, span: Span, interval: Interval) -> Transaction:
    """Add a piece of text to a span."""
    if any(fragment.contains(interval) for fragment in span.fragments):
        raise Refused("The span covers these words already. Select others.")
    made = resize(reading, pen, span, (*span.fragments, interval))
    title = msg(
        "Fragment «{words}» added to {label}",
        words=_words(reading, (interval,)),
        label=_label(reading, span.label).name,
    )
    return replace(made, title=title)


def relabel(reading: Reading, pen: Pen, span: Span, label_id: str) -> Transaction:
    """Give a span another label.

    Attributes that the new label does not have are dropped; links that the codebook does not
    allow from or to it refuse the change.
    """
    wanted = _label(reading, label_id)
    if span.label == label_id:
        raise Refused("The span is {label} already.", label=wanted.name)
    _allow(reading, label_id, span.fragments, {}, beside=span)
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
        attributes=_typed(wanted, kept, entity),
        entity=entity.id if entity else None,
    )
    title = msg(
        "{old} -> {new}: «{words}»",
        old=_label(reading, span.label).name,
        new=wanted.name,
        words=_words(reading, span.fragments),
    )
    return _rewrite(reading, pen, title, span, after)


def delete(reading: Reading, spans: Sequence[Span]) -> Transaction:
    """Delete spans, with the links that begin or end at them."""
    spans = list({span.id: span for span in spans}.values())
    if not spans:
        raise Refused("There is no span here to delete.")
    relations = {
        relation.id: relation for span in spans for relation in reading.relations_of(span.id)
    }
    if len(spans) == 1:
        name = _label(reading, spans[0].label).name
        title = msg(
            "{label} «{words}» deleted", label=name, words=_words(reading, spans[0].fragments)
        )
    else:
        title = msgn("{count} span deleted", "{count} spans deleted", len(spans))
    gone: tuple[Record, ...] = (*(relations[key] for key in sorted(relations)), *spans)
    return Transaction(
        title,
        (*(Change(record, None) for record in gone), *_begun(reading)),
        Focus(reading.article.id, spans[0].id),
    )


def set_attribute(
    reading: Reading, pen: Pen, span: Span, name: str, value: str | None
) -> Transaction:
    """Set an attribute of a span; None takes it away."""
    wanted = _label(reading, span.label)
    attributes = {key: kept for key, kept in span.attributes.items() if key != name}
    if value is not None:
        attributes[name] = value
        check_attributes({name: value}, wanted.attributes, wanted.name)
    if attributes == dict(span.attributes):
        raise Refused("The attribute has this value already.")
    title = _attribute_title(wanted.attributes, name, value, wanted.name)
    made = _rewrite(reading, pen, title, span, replace(span, attributes=attributes))
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
    name = _label(reading, span.label).name
    title = msg("Note on {label}", label=name) if note else msg("Note removed")
    return _rewrite(reading, pen, title, span, replace(span, note=note))


def attach(
    reading: Reading, pen: Pen, span: Span, entity: Entity | None, *, new: bool = False
) -> Transaction:
    """Say whom a span mentions; `new` makes the entity too. None detaches."""
    wanted = _label(reading, span.label)
    if entity is None:
        if span.entity is None:
            raise Refused("The span mentions no entity.")
        after = replace(span, entity=None)
        title = msg("Entity detached from «{words}»", words=_words(reading, span.fragments))
        return _rewrite(reading, pen, title, span, after)
    check_span(reading.codebook, span.label, span.fragments, {}, (), entity=entity.id)
    if not entity.name.strip():
        raise Refused("An entity needs a name.")
    if span.entity == entity.id:
        raise Refused("The span is «{name}» already.", name=entity.name)
    after = replace(span, entity=entity.id, attributes=_typed(wanted, span.attributes, entity))
    title = msg("«{words}» is {name}", words=_words(reading, span.fragments), name=entity.name)
    made = _rewrite(reading, pen, title, span, after)
    return replace(made, changes=(Change(None, entity), *made.changes)) if new else made


def change_entity(before: Entity, after: Entity) -> Transaction:
    """Change the name, type, aliases or links of an entity."""
    if not after.name.strip():
        raise Refused("An entity needs a name.")
    if before == after:
        raise Refused("The entity is the same.")
    return Transaction(msg("Entity «{name}» changed", name=after.name), (Change(before, after),))


def link(reading: Reading, pen: Pen, source: Span, target: Span, type_id: str) -> Transaction:
    """Link two spans of the article."""
    check_relation(
        reading.codebook,
        type_id,
        (source.id, source.label),
        (target.id, target.label),
        {},
        ((item.type, item.source, item.target) for item in reading.relations),
    )
    relation = Relation(
        pen.new_id(), reading.article.id, type_id, source.id, target.id, {}, pen.annotator
    )
    title = msg(
        "{source} «{words}» — {relation} — «{others}»",
        source=_label(reading, source.label).name,
        words=_words(reading, source.fragments),
        relation=_relation_name(reading.codebook, type_id),
        others=_words(reading, target.fragments),
    )
    return Transaction(
        title,
        (Change(None, relation), *_begun(reading)),
        Focus(reading.article.id, source.id),
    )


def unlink(reading: Reading, relation: Relation) -> Transaction:
    """Delete a link."""
    return Transaction(
        msg("Link «{relation}» deleted", relation=_relation_name(reading.codebook, relation.type)),
        (Change(relation, None), *_begun(reading)),
        Focus(reading.article.id, relation.source),
    )


def set_relation_attribute(
    reading: Reading, relation: Relation, name: str, value: str | None
) -> Transaction:
    """Set an attribute of a link; None takes it away."""
    kind = reading.codebook.relation(relation.type)
    if kind is None:
        raise Refused("The codebook has no relation «{relation}».", relation=relation.type)
    attributes = {key: kept for key, kept in relation.attributes.items() if key != name}
    if value is not None:
        attributes[name] = value
        check_attributes({name: value}, kind.attributes, kind.name)
    if attributes == dict(relation.attributes):
        raise Refused("The attribute has this value already.")
    return Transaction(
        _attribute_title(kind.attributes, name, value, kind.name),
        (Change(relation, replace(relation, attributes=attributes)), *_begun(reading)),
        Focus(reading.article.id, relation.source),
    )


def set_status(article: Article, status: Status) -> Transaction:
    """Say how far the work on an article is."""
    if article.status == status:
        raise Refused("The article is «{status}» already.", status=STATUSES[status])
    return Transaction(
        msg("«{title}»: {status}", title=shorten(article.title), status=STATUSES[status]),
        (Change(article, replace(article, status=status)),),
        Focus(article.id),
    )


def set_title(article: Article, title: str) -> Transaction:
    """Give an article another title; its text stays as it is."""
    wanted = " ".join(title.split())
    if not wanted:
        raise Refused("An article needs a title.")
    if wanted == article.title:
        raise Refused("The title is the same.")
    return Transaction(
        msg("Title: «{title}»", title=shorten(wanted)),
        (Change(article, replace(article, title=wanted)),),
        Focus(article.id),
    )


def write_article_note(reading: Reading, pen: Pen, note: Note | None, text: str) -> Transaction:
    """Write, change or (with an empty text) remove a note on the whole article."""
    wanted, now = text.strip(), pen.now()
    after = None
    if wanted and note:
        after = replace(note, text=wanted, updated=now)
    elif wanted:
        after = Note(pen.new_id(), reading.article.id, wanted, pen.annotator, now, now)
    if after is None and note is None:
        raise Refused("The note is empty.")
    if note and note.text == wanted:
        raise Refused("The note is the same.")
    title = msg("Note on the article") if after else msg("Note removed")
    return Transaction(title, (Change(note, after), *_begun(reading)), Focus(reading.article.id))


def change_codebook(before: Codebook, after: Codebook) -> Transaction:
    """Put another codebook in the place of the one in use."""
    return Transaction(
        msg("Codebook {name} {version}", name=after.id, version=after.version),
        (Change(before, after),),
    )


def _label(reading: Reading, label_id: str) -> Label:
    found = reading.codebook.label(label_id)
    if found is None:
        raise Refused("The codebook has no label «{label}».", label=label_id)
    return found


def _allow(
    reading: Reading,
    label_id: str,
    places: Fragments,
    attributes: dict[str, str],
    beside: Span | None = None,
) -> None:
    others = (
        span.fragments
        for span in reading.touching(places[0].start, places[-1].end)
        if span.label == label_id and (beside is None or span.id != beside.id)
    )
    check_span(reading.codebook, label_id, places, attributes, others)


def _typed(wanted: Label, attributes: Any, entity: Entity | None) -> dict[str, str]:
    """`attributes`, with the one that says what kind of entity it is filled from the register."""
    found = dict(attributes)
    for attribute in wanted.attributes:
        if entity is None or entity.type == UNTYPED or attribute.id != wanted.entity_type:
            continue
        if entity.type in attribute.values:
            found.setdefault(attribute.id, entity.type)
    return found


def _begun(reading: Reading) -> tuple[Change, ...]:
    """The first edit of a new article puts it in work."""
    article = reading.article
    if article.status != "new":
        return ()
    return (Change(article, replace(article, status="in_work")),)


def _rewrite(reading: Reading, pen: Pen, title: Message, before: Span, after: Span) -> Transaction:
    stamped = replace(after, updated=pen.now())
    return Transaction(
        title,
        (Change(before, stamped), *_begun(reading)),
        Focus(reading.article.id, before.id),
    )


def _words(reading: Reading, places: Fragments) -> str:
    return shorten(quote(reading.text, places))


def _relation_name(codebook: Codebook, type_id: str) -> Names:
    kind = codebook.relation(type_id)
    return kind.name if kind else Names(type_id, type_id)


def _attribute_title(allowed: Any, name: str, value: str | None, owner: Names) -> Message:
    attribute = next((item for item in allowed if item.id == name), None)
    if attribute is None:
        return msg("{owner}: {name} removed", owner=owner, name=name)
    if value is None:
        return msg("{owner}: {name} removed", owner=owner, name=attribute.name)
    shown = attribute.value_names[attribute.values.index(value)]
    return msg("{owner}: {name} = {value}", owner=owner, name=attribute.name, value=shown)
