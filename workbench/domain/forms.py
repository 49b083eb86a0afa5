"""Records as plain JSON values and back: one form for the file, the journal and native JSONL.

The keys stand in the order of the native format. What comes from outside is checked: a form that
does not fit raises Unreadable with the name of the field.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.records import Article, Entity, Note, Record, Relation, Span, Status
from workbench.domain.text import Fragments, Interval, quotes, sound
from workbench.domain.words import Message, Names, Value

Form = dict[str, Any]


def span_form(span: Span, text: str) -> Form:
    """A span with the words that it marks; `text` is the article's."""
    said = quotes(text, span.fragments)
    return {
        "id": span.id,
        "label": span.label,
        "start": span.start,
        "end": span.end,
        "fragments": [[f.start, f.end] for f in span.fragments],
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


def span_from(form: Form, article: str) -> Span:
    """The span of a form that this program wrote."""
    return Span(
        form["id"],
        article,
        form["label"],
        tuple([Interval(start, end) for start, end in form["fragments"]]),
        form["attributes"],
        form["entity"],
        form["annotator"],
        form["origin"],
        form["note"],
        form["created"],
        form["updated"],
    )


def relation_form(relation: Relation) -> Form:
    """A relation."""
    return {
        "id": relation.id,
        "type": relation.type,
        "from": relation.source,
        "to": relation.target,
        "attributes": dict(relation.attributes),
        "annotator": relation.annotator,
    }


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
    )


def entity_form(entity: Entity) -> Form:
    """An entity."""
    return {
        "id": entity.id,
        "name": entity.name,
        "type": entity.type,
        "aliases": list(entity.aliases),
        "links": dict(entity.links),
    }


def entity_from(form: Form) -> Entity:
    """The entity of a form that this program wrote."""
    return Entity(form["id"], form["name"], form["type"], tuple(form["aliases"]), form["links"])


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


def article_form(
    article: Article,
    text: str,
    codebook: tuple[str, str],
    entities: Any,
    spans: Any,
    relations: Any,
    notes: Any,
) -> Form:
    """The native record of an article; the last four are lists of forms, or their JSON."""
    return {
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


def checked_span(form: Any, article: str, text: str) -> Span:
    """A span from outside: every field checked, every fragment against its quote."""
    item = _object(form, "span")
    places = _fragments(item, len(text))
    said = quotes(text, places)
    if "quotes" in item and tuple(_texts(item, "quotes")) != said:
        raise Unreadable(
            "Span {id}: the text at its offsets is «{found}», not its quote «{quote}».",
            id=_text(item, "id"),
            found=" ".join(said)[:80],
            quote=" ".join(_texts(item, "quotes"))[:80],
        )
    return Span(
        _name(item, "id"),
        article,
        _name(item, "label"),
        places,
        _strings(item, "attributes"),
        _optional(item, "entity"),
        _name(item, "annotator"),
        _text(item, "origin", "import"),
        _optional(item, "note"),
        _text(item, "created", ""),
        _text(item, "updated", _text(item, "created", "")),
    )


def checked_relation(form: Any, article: str) -> Relation:
    """A relation from outside, its own fields checked."""
    item = _object(form, "relation")
    return Relation(
        _name(item, "id"),
        article,
        _name(item, "type"),
        _name(item, "from"),
        _name(item, "to"),
        _strings(item, "attributes"),
        _name(item, "annotator"),
    )


def checked_entity(form: Any) -> Entity:
    """An entity from outside."""
    item = _object(form, "entity")
    return Entity(
        _name(item, "id"),
        _name(item, "name"),
        _text(item, "type", "other"),
        tuple(_texts(item, "aliases")),
        _strings(item, "links"),
    )


def checked_note(form: Any, article: str) -> Note:
    """A note from outside."""
    item = _object(form, "note")
    created = _text(item, "created", "")
    return Note(
        _name(item, "id"),
        article,
        _name(item, "text"),
        _name(item, "annotator"),
        created,
        _text(item, "updated", created),
    )


def checked_article(form: Any) -> Article:
    """The article of a native record from outside, without its text."""
    item = _object(form, "article")
    status = _text(item, "status", "new")
    if status not in get_args(Status):
        raise Unreadable("«{field}» has an unknown value: {value}.", field="status", value=status)
    return Article(
        _name(item, "id"),
        _name(item, "sha256"),
        _text(item, "title", ""),
        status,  # type: ignore[arg-type]  # one of the values of Status, checked above
        _object(item.get("meta", {}), "meta"),
    )


_KINDS: Mapping[type[Record], str] = {
    Article: "article",
    Span: "span",
    Relation: "relation",
    Entity: "entity",
    Note: "note",
    Codebook: "codebook",
}


def kind_of(record: Record) -> str:
    """The name of a record's kind in the file."""
    return _KINDS[type(record)]


def record_form(record: Record) -> Form:
    """A record as the journal keeps it: a span without its words, which the text still has."""
    match record:
        case Span():
            return {
                "article": record.article,
                "id": record.id,
                "label": record.label,
                "fragments": [[f.start, f.end] for f in record.fragments],
                "attributes": dict(record.attributes),
                "entity": record.entity,
                "annotator": record.annotator,
                "origin": record.origin,
                "note": record.note,
                "created": record.created,
                "updated": record.updated,
            }
        case Relation():
            return {"article": record.article, **relation_form(record)}
        case Entity():
            return entity_form(record)
        case Note():
            return {"article": record.article, **note_form(record)}
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
        tuple(
            Change(
                None if before is None else record_from(kind, before),
                None if after is None else record_from(kind, after),
            )
            for kind, before, after in form["changes"]
        ),
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


def _wrong(field: str) -> Unreadable:
    return Unreadable("«{field}» is missing or of the wrong kind.", field=field)


def _object(value: Any, field: str) -> Form:
    if not isinstance(value, dict):
        raise _wrong(field)
    return value


def _text(item: Form, field: str, default: str | None = None) -> str:
    value = item.get(field, default)
    if not isinstance(value, str):
        raise _wrong(field)
    return value


def _name(item: Form, field: str) -> str:
    value = _text(item, field)
    if not value.strip():
        raise _wrong(field)
    return value


def _optional(item: Form, field: str) -> str | None:
    return None if item.get(field) is None else _name(item, field)


def _texts(item: Form, field: str) -> Sequence[str]:
    value = item.get(field, [])
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise _wrong(field)
    return value


def _strings(item: Form, field: str) -> dict[str, str]:
    value = item.get(field, {})
    if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
        raise _wrong(field)
    return value


def _fragments(item: Form, length: int) -> Fragments:
    value: Iterable[Any] = item.get("fragments") or [[item.get("start"), item.get("end")]]
    try:
        places = tuple(Interval(start, end) for start, end in value if _whole(start, end))
    except (TypeError, ValueError):
        raise _wrong("fragments") from None
    if not sound(places, length):
        raise Unreadable("The offsets lie outside the text, or not in order.")
    if item.get("start", places[0].start) != places[0].start or (
        item.get("end", places[-1].end) != places[-1].end
    ):
        raise Unreadable("«start» and «end» are not those of the fragments.")
    return places


def _whole(*values: Any) -> bool:
    if any(type(value) is not int for value in values):
        raise ValueError(values)
    return True
