"""Whether a project file is sound: SQLite, codebook, quotes, links, journal. Only reads."""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

import orjson

from workbench.domain.checked import (
    checked_entity,
    checked_note,
    checked_rejection,
    checked_relation,
    checked_span,
)
from workbench.domain.codebook import Codebook, check_relation, check_span
from workbench.domain.errors import (
    DamagedProject,
    NewerProject,
    NotAProject,
    Refused,
)
from workbench.domain.forms import (
    Form,
    rejection_from,
    span_from,
)
from workbench.domain.linked import Links
from workbench.domain.nesting import Neighbours
from workbench.domain.records import (
    STATUSES,
    Article,
    Entity,
    Note,
    Record,
    Rejection,
    Relation,
    Span,
)
from workbench.domain.text import quotes, sound
from workbench.domain.words import Message, msg, msgn, shorten
from workbench.jobs import Progress, Silent
from workbench.store import check_journal, opening, rows
from workbench.store.schema import VERSION, look, sqlite_errors
from workbench.store.telling import UNREADABLE, shown, why

# As many findings are told one by one; the rest are counted.
MOST = 100

# What the tables hold, in words.
_NAMES: Mapping[str, Message] = {
    "article": msg("Article"),
    "entity": msg("Entity"),
    "span": msg("Span"),
    "relation": msg("Relation"),
    "note": msg("Note"),
    "rejection": msg("Rejection"),
    "text": msg("Text"),
    "annotator": msg("Annotator"),
}


def check(path: Path, progress: Progress | None = None) -> list[Message]:
    """What is wrong with a project, in sentences; [] where it is sound. Progress is by article.

    Raises ProjectError where there is no such file or it cannot be read.
    """
    try:
        opening.identify(path)
    except (NotAProject, NewerProject, DamagedProject) as error:
        return [error.message]
    told: list[Message] = []
    more = 0
    try:
        with sqlite_errors(path), closing(look(path)) as connection:
            # A flipped byte must not stop the check: what is not UTF-8 comes as lone surrogates.
            connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")
            connection.execute("BEGIN")
            for finding in _findings(connection, path, progress or Silent()):
                if len(told) < MOST:
                    told.append(finding)
                else:
                    more += 1
    except DamagedProject as error:
        told.append(error.message)
    if more:
        told.append(msgn("And {count} more.", "And {count} more.", more))
    return told


def _findings(connection: sqlite3.Connection, path: Path, progress: Progress) -> Iterator[Message]:
    for (reason,) in connection.execute(f"PRAGMA integrity_check({MOST})").fetchall():
        if reason != "ok":
            yield msg(
                "SQLite finds the file damaged: {reason}. Restore a backup.", reason=str(reason)
            )
    if opening.version(connection) < VERSION:
        yield msg(
            "{name} was made by an older version of the workbench. Open it once to bring it up "
            "to date, then check again.",
            name=path.name,
        )
        return
    yield from _dangling(connection)
    codebook = None
    try:
        found = connection.execute("SELECT record FROM codebook WHERE id=1").fetchone()
        codebook = Codebook.of(orjson.loads(found[0]))
    except UNREADABLE as error:
        yield msg(
            "The codebook of the project cannot be read: {reason}. Restore a backup.",
            reason=why(error),
        )
    yield from _texts(connection)
    yield from _entities(connection)
    yield from _articles(connection, codebook, progress)
    yield from check_journal.findings(connection)


def _dangling(connection: sqlite3.Connection) -> Iterator[Message]:
    for table, number, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        found = connection.execute(f"SELECT id FROM {table} WHERE rowid=?", (number,)).fetchone()
        yield msg(
            "{kind} {id} needs a record that is not in the file: {parent}. Restore a backup.",
            kind=_NAMES[table],
            id=shown(found[0]),
            parent=_NAMES[parent],
        )


def _texts(connection: sqlite3.Connection) -> Iterator[Message]:
    for name, body in connection.execute("SELECT sha256, body FROM text"):
        if not _intact(name, body):
            yield msg(
                "The text {sha256} is not the one that was imported. Restore a backup, or import "
                "the article anew.",
                sha256=shown(name),
            )


def _entities(connection: sqlite3.Connection) -> Iterator[Message]:
    for stored in _rows(connection, Entity):
        try:
            if rows.row(checked_entity(orjson.loads(stored[-1])), str) != stored:
                yield _disagree(Entity, stored)
        except UNREADABLE as error:
            yield _unreadable(Entity, stored, error)


@dataclass(frozen=True, slots=True)
class _Here:
    """The article that is being checked; `text` is None where it is missing or not intact."""

    id: str
    title: str
    text: str | None
    codebook: Codebook | None


def _articles(
    connection: sqlite3.Connection, codebook: Codebook | None, progress: Progress
) -> Iterator[Message]:
    total = int(connection.execute("SELECT count(*) FROM article").fetchone()[0])
    columns = ",".join(f"article.{name}" for name in rows.COLUMNS[Article])
    query = f"SELECT {columns}, body FROM article LEFT JOIN text USING (sha256) ORDER BY article.id"
    for done, (*stored, body) in enumerate(connection.execute(query)):
        progress.step(done, total)
        yield from _article(tuple(stored))
        here = _Here(
            stored[0],
            shorten(shown(stored[2])),
            body if _intact(stored[1], body) else None,
            codebook,
        )
        yield from _spans(connection, here)
        yield from _relations(connection, here)
        yield from _notes(connection, here)
        yield from _rejections(connection, here)
    progress.step(total, total)


def _article(stored: rows.Row) -> Iterator[Message]:
    try:
        article = rows.article(stored[-1])
        if rows.row(article, str) != stored:
            yield _disagree(Article, stored)
        if article.status not in STATUSES:
            yield msg(
                "Article {id}: there is no state «{status}». Set its state anew.",
                id=shown(article.id),
                status=shown(article.status),
            )
    except UNREADABLE as error:
        yield _unreadable(Article, stored, error)


def _spans(connection: sqlite3.Connection, here: _Here) -> Iterator[Message]:
    layers: dict[tuple[str, str], Neighbours] = {}
    for stored in _rows(connection, Span, 'WHERE article=? ORDER BY start, "end", id', here.id):
        try:
            form = orjson.loads(stored[-1])
            span = span_from(form, here.id)
            yield from _span(span, form, stored, here)
            if here.codebook is None:
                continue
            layer = layers.get((span.annotator, span.label))
            if layer is None:
                label = here.codebook.label(span.label)
                layer = Neighbours(free=label is None or label.self_overlap == "allow")
                layers[span.annotator, span.label] = layer
            check_span(
                here.codebook,
                span.label,
                span.fragments,
                span.attributes,
                layer.deciding(span.fragments),
                entity=span.entity,
            )
            layer.add(span.fragments)
        except Refused as refused:
            yield msg(
                "Span {id} in «{title}» is not as the codebook wants it. {reason}",
                id=shown(stored[0]),
                title=here.title,
                reason=refused.message,
            )
        except UNREADABLE as error:
            yield _unreadable(Span, stored, error)


def _span(span: Span, form: Form, stored: rows.Row, here: _Here) -> Iterator[Message]:
    text = here.text
    if text is None:
        return
    if not sound(span.fragments, len(text)):
        yield msg(
            "Span {id} in «{title}» lies outside the text, or its fragments are not in order. "
            "Restore a backup, or delete the span.",
            id=shown(span.id),
            title=here.title,
        )
        return
    said = list(quotes(text, span.fragments))
    if form["quotes"] != said or form["quote"] != " ".join(said):
        yield msg(
            "Span {id} in «{title}»: the text at its offsets is «{found}», not its quote "
            "«{quote}». Restore a backup.",
            id=shown(span.id),
            title=here.title,
            found=shorten(" ".join(said)),
            quote=shorten(shown(form["quote"])),
        )
    elif _row_of(checked_span(form, here.id, text), text) != stored:
        yield _disagree(Span, stored)


def _relations(connection: sqlite3.Connection, here: _Here) -> Iterator[Message]:
    labels: dict[str, str] = dict(
        connection.execute("SELECT id, label FROM span WHERE article=?", (here.id,)).fetchall()
    )
    links = Links()
    for stored in _rows(connection, Relation, "WHERE article=? ORDER BY id", here.id):
        try:
            relation = checked_relation(orjson.loads(stored[-1]), here.id)
            if rows.row(relation, str) != stored:
                yield _disagree(Relation, stored)
            ends = (relation.source, relation.target)
            if not labels.keys() >= set(ends):
                yield msg(
                    "Relation {id} in «{title}» links a span of another article, or one that is "
                    "not there. Restore a backup, or delete the link.",
                    id=shown(relation.id),
                    title=here.title,
                )
                continue
            if here.codebook is not None:
                check_relation(
                    here.codebook,
                    relation.type,
                    (ends[0], labels[ends[0]]),
                    (ends[1], labels[ends[1]]),
                    relation.attributes,
                    links.near(relation, here.codebook),
                )
            links.add(relation)
        except Refused as refused:
            yield msg(
                "Relation {id} in «{title}» is not as the codebook wants it. {reason}",
                id=shown(stored[0]),
                title=here.title,
                reason=refused.message,
            )
        except UNREADABLE as error:
            yield _unreadable(Relation, stored, error)


def _notes(connection: sqlite3.Connection, here: _Here) -> Iterator[Message]:
    for stored in _rows(connection, Note, "WHERE article=? ORDER BY id", here.id):
        try:
            if rows.row(checked_note(orjson.loads(stored[-1]), here.id), str) != stored:
                yield _disagree(Note, stored)
        except UNREADABLE as error:
            yield _unreadable(Note, stored, error)


def _rejections(connection: sqlite3.Connection, here: _Here) -> Iterator[Message]:
    for stored in _rows(connection, Rejection, "WHERE article=? ORDER BY id", here.id):
        try:
            form = orjson.loads(stored[-1])
            rejection = rejection_from(form, here.id)
            if here.text is None:
                continue
            if not sound(rejection.fragments, len(here.text)):
                yield msg(
                    "Rejection {id} in «{title}» lies outside the text, or its fragments are not "
                    "in order. Restore a backup.",
                    id=shown(rejection.id),
                    title=here.title,
                )
            elif _row_of(checked_rejection(form, here.id, here.text), here.text) != stored:
                yield _disagree(Rejection, stored)
            elif _is_belied(connection, rejection):
                yield msg(
                    "Rejection {id} in «{title}» says that words do not mention an entity, and a "
                    "span of these words mentions it. Detach the entity and attach it anew.",
                    id=shown(rejection.id),
                    title=here.title,
                )
        except UNREADABLE as error:
            yield _unreadable(Rejection, stored, error)


def _is_belied(connection: sqlite3.Connection, rejection: Rejection) -> bool:
    """Whether a span of the very same words mentions the entity."""
    places = [[place.start, place.end] for place in rejection.fragments]
    found = connection.execute(
        "SELECT record FROM span WHERE article=? AND entity=? AND start=?",
        (rejection.article, rejection.entity, rejection.fragments[0].start),
    )
    for (record,) in found:
        with suppress(*UNREADABLE):  # a span that cannot be read is a finding of its own
            if orjson.loads(record)["fragments"] == places:
                return True
    return False


def _row_of(record: Record, text: str) -> rows.Row:
    return rows.row(record, lambda _: text)


def _rows(
    connection: sqlite3.Connection, kind: type[Record], where: str = "", *values: str
) -> Iterator[rows.Row]:
    names = ",".join(f'"{name}"' for name in rows.COLUMNS[kind])
    yield from connection.execute(f"SELECT {names} FROM {rows.TABLES[kind]} {where}", values)


def _intact(name: object, body: object) -> TypeGuard[str]:
    """Whether `body` is the text whose SHA-256 is `name`."""
    if not isinstance(body, str):
        return False
    return hashlib.sha256(body.encode(errors="surrogateescape")).hexdigest() == name


def _disagree(kind: type[Record], stored: rows.Row) -> Message:
    return msg(
        "{kind} {id}: the columns and the record say different things. Restore a backup.",
        kind=_NAMES[rows.TABLES[kind]],
        id=shown(stored[0]),
    )


def _unreadable(kind: type[Record], stored: rows.Row, error: Exception) -> Message:
    return msg(
        "{kind} {id} cannot be read: {reason}. Restore a backup.",
        kind=_NAMES[rows.TABLES[kind]],
        id=shown(stored[0]),
        reason=why(error),
    )
