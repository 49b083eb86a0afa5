"""Records as plain JSON values and back: one form for the file, the journal and native JSONL.

The keys stand in the order of the native format. `*_from` reads what this program wrote; what
comes from outside goes through `workbench.domain.checked`.
"""

from collections.abc import Mapping
from typing import Any

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.records import (
    Article,
    Entity,
    Note,
    Record,
    Rejection,
    Relation,
    Review,
    Span,
)
from workbench.domain.text import Fragments, Interval, quotes
from workbench.domain.words import Message, Names, Value

Form = dict[str, Any]


def span_form(span: Span, text: str) -> Form:
    """A span with the words that it marks; `text` is the article's."""
    said = quotes(text, span.fragments)
    form = {
        "id": span.id,
        "label": span.label,
        "start": span.start,
        "end": span.end,
        "fragments": _places_form(span.fragments),
        "quote": " ".join(said),
        "quotes": list(said),
        "attributes": dict(span.attributes),
        "entity": span.entity,
        "annotator": span.annotator,
        "origin": span.origin,
        "note": span.note,
        "created": span.created,
        "updated": span.updated,
    }
    return _decided(form, span.review)


def span_from(form: Form, article: str) -> Span:
    """The span of a form that this program wrote."""
    return Span(
        form["id"],
        article,
        form["label"],
        _places_from(form["fragments"]),
        form["attributes"],
        form["entity"],
        form["annotator"],
        form["origin"],
        form["note"],
        form["created"],
        form["updated"],
        review_from(form),
    )


def _decided(form: Form, review: Review | None) -> Form:
    """A form with what a reviewer decided; the field is there only where somebody did."""
    if review is None:
        return form
    said = {"verdict": review.verdict, "annotator": review.annotator, "at": review.at}
    return {**form, "review": said}


def review_from(form: Form) -> Review | None:
    """What was decided of the span or the relation of a form."""
    found = form.get("review")
    return found and Review(found["verdict"], found["annotator"], found["at"])


def relation_form(relation: Relation) -> Form:
    """A relation."""
    form = {
        "id": relation.id,
        "type": relation.type,
        "from": relation.source,
        "to": relation.target,
        "attributes": dict(relation.attributes),
        "annotator": relation.annotator,
    }
    return _decided(form, relation.review)


def relation_from(form: Form, article: str) -> Relation:
    """The relation of a form that this program wrote."""
    return Relation(
        form["id"],
        article,
        form["type"],
        form["from"],
        form["to"],
        form["attributes"],
        form["annotator"],
        review_from(form),
    )


def entity_form(entity: Entity) -> Form:
    """An entity; «note» is there only where there is one."""
    form = {
        "id": entity.id,
        "name": entity.name,
        "type": entity.type,
        "aliases": list(entity.aliases),
        "links": dict(entity.links),
    }
    return form if entity.note is None else {**form, "note": entity.note}


def entity_from(form: Form) -> Entity:
    """The entity of a form that this program wrote."""
    return Entity(
        form["id"],
        form["name"],
        form["type"],
        tuple(form["aliases"]),
        form["links"],
        form.get("note"),
    )


def note_form(note: Note) -> Form:
    """A note on an article."""
    return {
        "id": note.id,
        "text": note.text,
        "annotator": note.annotator,
        "created": note.created,
        "updated": note.updated,
    }


def note_from(form: Form, article: str) -> Note:
    """The note of a form that this program wrote."""
    return Note(
        form["id"], article, form["text"], form["annotator"], form["created"], form["updated"]
    )


def rejection_form(rejection: Rejection) -> Form:
    """What was said not to mention an entity."""
    return {
        "id": rejection.id,
        "entity": rejection.entity,
        "fragments": _places_form(rejection.fragments),
        "annotator": rejection.annotator,
        "created": rejection.created,
    }


def rejection_from(form: Form, article: str) -> Rejection:
    """The rejection of a form that this program wrote."""
    return Rejection(
        form["id"],
        article,
        form["entity"],
        _places_from(form["fragments"]),
        form["annotator"],
        form["created"],
    )


def _places_form(fragments: Fragments) -> list[list[int]]:
    return [[f.start, f.end] for f in fragments]


def _places_from(form: list[list[int]]) -> Fragments:
    return tuple([Interval(start, end) for start, end in form])


def article_form(
    article: Article,
    text: str,
    codebook: tuple[str, str],
    entities: Any,
    spans: Any,
    relations: Any,
    notes: Any,
    rejections: Any = None,
) -> Form:
    """The native record of an article; the last five are lists of forms, or their JSON.

    «rejections» is there only where there are some: None leaves it out.
    """
    form = {
        "format": "workbench",
        "version": 1,
        "offset_unit": "code_point",
        "id": article.id,
        "sha256": article.sha256,
        "text": text,
        "title": article.title,
        "status": article.status,
        "meta": dict(article.meta),
        "codebook": {"id": codebook[0], "version": codebook[1]},
        "entities": entities,
        "spans": spans,
        "relations": relations,
        "notes": notes,
    }
    return form if rejections is None else {**form, "rejections": rejections}


_KINDS: Mapping[type[Record], str] = {
    Article: "article",
    Span: "span",
    Relation: "relation",
    Entity: "entity",
    Note: "note",
    Rejection: "rejection",
    Codebook: "codebook",
}


KINDS = frozenset(_KINDS.values())


def kind_of(record: Record) -> str:
    """The name of a record's kind in the file."""
    return _KINDS[type(record)]


def record_form(record: Record) -> Form:
    """A record as the journal keeps it: a span without its words, which the text still has."""
    match record:
        case Span():
            form = {
                "article": record.article,
                "id": record.id,
                "label": record.label,
                "fragments": _places_form(record.fragments),
                "attributes": dict(record.attributes),
                "entity": record.entity,
                "annotator": record.annotator,
                "origin": record.origin,
                "note": record.note,
                "created": record.created,
                "updated": record.updated,
            }
            return _decided(form, record.review)
        case Relation():
            return {"article": record.article, **relation_form(record)}
        case Entity():
            return entity_form(record)
        case Note():
            return {"article": record.article, **note_form(record)}
        case Rejection():
            return {"article": record.article, **rejection_form(record)}
        case Codebook():
            return dict(record.body)
        case Article():
            return {
                "id": record.id,
                "sha256": record.sha256,
                "title": record.title,
                "status": record.status,
                "meta": dict(record.meta),
            }


def record_from(kind: str, form: Form) -> Record:
    """The record of a form from the journal."""
    match kind:
        case "span":
            return span_from(form, form["article"])
        case "relation":
            return relation_from(form, form["article"])
        case "entity":
            return entity_from(form)
        case "note":
            return note_from(form, form["article"])
        case "rejection":
            return rejection_from(form, form["article"])
        case "codebook":
            return Codebook.of(form)
        case "article":
            return Article(*(form[key] for key in ("id", "sha256", "title", "status", "meta")))
        case _:
            raise Unreadable(
                "The journal holds a kind of record that is not known: {kind}.", kind=kind
            )


def change_form(change: Change) -> list[Any]:
    """A change as the journal keeps it: the kind of the record, before, after."""
    return [
        kind_of(change.record),
        None if change.before is None else record_form(change.before),
        None if change.after is None else record_form(change.after),
    ]


def changes_from(forms: list[list[Any]]) -> tuple[Change, ...]:
    """The changes of a journal entry or of a part of one."""
    return tuple(
        Change(
            None if before is None else record_from(kind, before),
            None if after is None else record_from(kind, after),
        )
        for kind, before, after in forms
    )


def transaction_form(transaction: Transaction, changes: Any) -> Form:
    """A transaction as the journal keeps it; `changes` are the forms of its changes."""
    focus = transaction.focus
    return {
        "title": _message_form(transaction.title),
        "focus": None if focus is None else [focus.article, focus.span],
        "changes": changes,
    }


def transaction_from(form: Form) -> Transaction:
    """The transaction of a form from the journal."""
    return Transaction(
        message_from(form["title"]),
        changes_from(form["changes"]),
        None if form["focus"] is None else Focus(*form["focus"]),
    )


def _message_form(message: Message) -> Form:
    def value_form(value: Value) -> Any:
        if isinstance(value, Names):
            return {"en": value.en, "ru": value.ru}
        return _message_form(value) if isinstance(value, Message) else value

    values = {name: value_form(value) for name, value in message.values.items()}
    return {"text": message.text, "many": message.many, "values": values}


def message_from(form: Form) -> Message:
    """The sentence of a form from the journal, to be shown in the reader's language."""

    def value_from(value: Any) -> Value:
        if isinstance(value, dict):
            return message_from(value) if "text" in value else Names(value["en"], value["ru"])
        return value if isinstance(value, str | int) else str(value)

    values = {name: value_from(value) for name, value in form["values"].items()}
    return Message(form["text"], form["many"], values)
