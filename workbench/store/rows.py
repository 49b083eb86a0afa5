"""Records to rows and back: the only place that knows the columns.

A row keeps its record whole as native JSON (`record`), ready to be exported, compared and read;
the other columns are what queries look for.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.forms import (
    Form,
    entity_form,
    note_form,
    record_form,
    rejection_form,
    relation_form,
    review_from,
    span_form,
)
from workbench.domain.records import Article, Entity, Note, Record, Rejection, Relation, Span
from workbench.domain.text import Interval, fold, sound

Row = tuple[Any, ...]

COLUMNS: dict[type[Record], tuple[str, ...]] = {
    Article: ("id", "sha256", "title", "title_key", "status", "record"),
    Entity: ("id", "name", "name_key", "record"),
    Span: ("id", "article", "label", "start", "end", "entity", "annotator", "review", "record"),
    Relation: ("id", "article", "type", "source", "target", "annotator", "review", "record"),
    Note: ("id", "article", "annotator", "record"),
    Rejection: ("id", "article", "entity", "annotator", "record"),
    Codebook: ("id", "record"),
}
TABLES: dict[type[Record], str] = {
    Article: "article",
    Entity: "entity",
    Span: "span",
    Relation: "relation",
    Note: "note",
    Rejection: "rejection",
    Codebook: "codebook",
}


def key(record: Record) -> str | int:
    """The primary key of a record's row; there is one codebook."""
    return 1 if isinstance(record, Codebook) else record.id


def row(record: Record, text_of: Callable[[str], str]) -> Row:
    """The row of a record, in the order of COLUMNS; `text_of` gives an article's text.

    Raises ValueError for a span or rejection outside its text: no such one gets into a file.
    """
    match record:
        case Span():
            text = _text_around(record, text_of)
            stored = orjson.dumps(span_form(record, text))
            return (
                record.id,
                record.article,
                record.label,
                record.start,
                record.end,
                record.entity,
                record.annotator,
                record.verdict,
                stored,
            )
        case Relation():
            return (
                record.id,
                record.article,
                record.type,
                record.source,
                record.target,
                record.annotator,
                record.verdict,
                orjson.dumps(relation_form(record)),
            )
        case Entity():
            return record.id, record.name, fold(record.name), orjson.dumps(entity_form(record))
        case Article():
            return (
                record.id,
                record.sha256,
                record.title,
                fold(record.title),
                record.status,
                orjson.dumps(record_form(record)),
            )
        case Note():
            return record.id, record.article, record.annotator, orjson.dumps(note_form(record))
        case Rejection():
            _text_around(record, text_of)
            return (
                record.id,
                record.article,
                record.entity,
                record.annotator,
                orjson.dumps(rejection_form(record)),
            )
        case Codebook():
            return 1, orjson.dumps(record.body)


def _text_around(record: Span | Rejection, text_of: Callable[[str], str]) -> str:
    text = text_of(record.article)
    if not sound(record.fragments, len(text)):
        raise ValueError(f"{record.id} lies outside its text: {record.fragments}")
    return text


def spans(forms: Iterable[Form], article: str) -> list[Span]:
    """Spans of forms that were read anew and are used up.

    Values that repeat from span to span (label, annotator, the time twice, attributes that are
    the same) are kept once: with 50,000 spans that is up to half of their memory.
    """
    seen: dict[str, str] = {}
    kept = seen.setdefault
    said: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
    known = said.setdefault
    return [
        Span(
            form["id"],
            article,
            kept(form["label"], form["label"]),
            tuple([Interval(start, end) for start, end in form["fragments"]]),
            known(tuple(form["attributes"].items()), form["attributes"]),
            form["entity"],
            kept(form["annotator"], form["annotator"]),
            kept(form["origin"], form["origin"]),
            form["note"],
            kept(form["created"], form["created"]),
            kept(form["updated"], form["updated"]),
            review_from(form) if "review" in form else None,
        )
        for form in forms
    ]


def article(record: bytes) -> Article:
    """The article of its `record` column."""
    form = orjson.loads(record)
    return Article(form["id"], form["sha256"], form["title"], form["status"], form["meta"])


def delete(connection: sqlite3.Connection, kind: type[Record], keys: Sequence[Row]) -> None:
    """Delete rows by primary key."""
    connection.executemany(f"DELETE FROM {TABLES[kind]} WHERE id=?", keys)


def insert(connection: sqlite3.Connection, kind: type[Record], rows: Sequence[Row]) -> None:
    """Insert new rows. Raises sqlite3.IntegrityError where there is one with the same key."""
    connection.executemany(_insert(kind), rows)


def write(connection: sqlite3.Connection, kind: type[Record], rows: Sequence[Row]) -> None:
    """Insert rows, or replace those with the same primary key."""
    rest = ",".join(f'"{name}"=excluded."{name}"' for name in COLUMNS[kind][1:])
    connection.executemany(f"{_insert(kind)} ON CONFLICT(id) DO UPDATE SET {rest}", rows)


def _insert(kind: type[Record]) -> str:
    names = ",".join(f'"{name}"' for name in COLUMNS[kind])
    return f"INSERT INTO {TABLES[kind]}({names}) VALUES({','.join('?' * len(COLUMNS[kind]))})"


def stored(connection: sqlite3.Connection, kind: type[Record], record_key: str | int) -> Row | None:
    """The row of a kind with this key, as it is in the file."""
    names = ",".join(f'"{name}"' for name in COLUMNS[kind])
    found: Row | None = connection.execute(
        f"SELECT {names} FROM {TABLES[kind]} WHERE id=?", (record_key,)
    ).fetchone()
    return found
