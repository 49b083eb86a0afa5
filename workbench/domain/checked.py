"""What comes from outside, checked: a form that does not fit raises Unreadable with its field."""

from collections.abc import Iterable, Sequence
from typing import Any, get_args

from workbench.domain.errors import Unreadable
from workbench.domain.forms import Form
from workbench.domain.records import (
    VERDICTS,
    Article,
    Entity,
    Note,
    Rejection,
    Relation,
    Review,
    Span,
    Status,
    Verdict,
)
from workbench.domain.text import Fragments, Interval, quotes, sound
from workbench.domain.words import Message, msg


def checked_span(form: Any, article: str, text: str) -> Span:
    """A span from outside: every field checked, every fragment against its quote."""
    return _usual_span(form, article, text) or _any_span(form, article, text)


def _usual_span(form: Any, article: str, text: str) -> Span | None:
    """A sound span of one piece with all its fields, which nearly all are; None for any other.

    It takes a third of the time of `_any_span`, and imports have millions of spans.
    """
    try:
        ((start, end),) = form["fragments"]
        (said,) = form["quotes"]
        name, label, annotator = form["id"], form["label"], form["annotator"]
        origin, created, updated = form["origin"], form["created"], form["updated"]
        attributes, entity, note = form["attributes"], form["entity"], form["note"]
        if (
            type(start) is not int
            or type(end) is not int
            or not 0 <= start < end <= len(text)
            or start != form["start"]
            or end != form["end"]
            or text[start:end] != said
            or not (name.strip() and label.strip() and annotator.strip())
            or type(attributes) is not dict
            or (attributes and not all(type(value) is str for value in attributes.values()))
            or not (entity is None or entity.strip())
            or not (note is None or note.strip())
            or not type(origin) is type(created) is type(updated) is str
        ):
            return None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    place = (Interval(start, end),)
    return Span(
        name,
        article,
        label,
        place,
        attributes,
        entity,
        annotator,
        origin,
        note,
        created,
        updated,
        checked_review(form.get("review")),
    )


def _any_span(form: Any, article: str, text: str) -> Span:
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
        checked_review(item.get("review")),
    )


def checked_review(value: Any) -> Review | None:
    """What a reviewer decided, from outside; None is nothing."""
    if value is None:
        return None
    form = _object(value, "review")
    verdict = checked_verdict(form.get("verdict"))
    return Review(verdict, _name(form, "annotator"), _text(form, "at", ""))


def checked_verdict(value: Any) -> Verdict:
    """The word for a decision, from outside."""
    verdict = next((name for name in VERDICTS if name == value), None)
    if verdict is None:
        raise Unreadable(
            "The decision «{verdict}» is none of: {verdicts}.",
            verdict=str(value)[:40],
            verdicts=", ".join(VERDICTS),
        )
    return verdict


def undecided(kind: type[Span | Relation], name: str, reason: Message) -> Message:
    """What is said of a span or a relation that is taken without a decision that is broken."""
    said = "".join(letter if letter.isprintable() else "?" for letter in name[:40]) or "?"
    if kind is Span:
        return msg("The decision on span {id} was not taken. {reason}", id=said, reason=reason)
    return msg("The decision on relation {id} was not taken. {reason}", id=said, reason=reason)


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
        checked_review(item.get("review")),
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
        _optional(item, "note"),
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


def checked_rejection(form: Any, article: str, text: str) -> Rejection:
    """A rejection from outside, its fragments inside the article's text."""
    item = _object(form, "rejection")
    return Rejection(
        _name(item, "id"),
        article,
        _name(item, "entity"),
        _fragments(item, len(text)),
        _name(item, "annotator"),
        _text(item, "created", ""),
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
