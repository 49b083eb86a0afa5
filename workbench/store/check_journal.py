"""Whether the journal can be read, and whether the next undo and redo fit the tables."""

import sqlite3
from collections.abc import Iterable, Iterator

import orjson

from workbench.domain.change import Change
from workbench.domain.forms import Form, changes_from, message_from, record_from, transaction_from
from workbench.domain.records import Note, Record, Rejection, Relation, Span
from workbench.domain.words import Message, msg
from workbench.store import rows
from workbench.store.telling import UNREADABLE, shown, why


def findings(connection: sqlite3.Connection) -> Iterator[Message]:
    """What is wrong with the journal, in sentences."""
    undone = False
    query = "SELECT seq, state, title, body FROM journal ORDER BY seq"
    for seq, state, title, body in connection.execute(query):
        try:
            message_from(orjson.loads(title))
            transaction_from(orjson.loads(body))
            for (part,) in connection.execute("SELECT body FROM part WHERE seq=?", (seq,)):
                changes_from(orjson.loads(part))
        except UNREADABLE as error:
            yield msg(
                "Step {number} of the journal cannot be read: {reason}. Undo will stop there.",
                number=seq,
                reason=why(error),
            )
        if state not in ("done", "undone", "dropped") or (undone and state == "done"):
            yield msg(
                "Step {number} of the journal is «{state}», which cannot be at its place. Undo "
                "may refuse.",
                number=seq,
                state=shown(state),
            )
        undone = undone or state == "undone"
    yield from _next_step(connection, "done", "DESC")
    yield from _next_step(connection, "undone", "ASC")


def _next_step(connection: sqlite3.Connection, state: str, order: str) -> Iterator[Message]:
    """Whether the tables hold what the next undo or redo starts from."""
    found = connection.execute(
        f"SELECT seq, body FROM journal WHERE state=? ORDER BY seq {order} LIMIT 1", (state,)
    ).fetchone()
    if found is None:
        return
    parts = connection.execute("SELECT body FROM part WHERE seq=? ORDER BY number", found[:1])
    try:
        whole = transaction_from(orjson.loads(found[1]))
        yield from _misfits(connection, found[0], state, whole.changes)
        for (part,) in parts:
            yield from _misfits(connection, found[0], state, changes_from(orjson.loads(part)))
    except UNREADABLE:
        return  # it has been told already


def _misfits(
    connection: sqlite3.Connection, seq: int, state: str, changes: Iterable[Change]
) -> Iterator[Message]:
    """Records that the next undo or redo does not find as its changes, or a part of them, say."""
    held: dict[tuple[type[Record], str | int], Record | None] = {}
    for change in changes:
        name = (type(change.record), rows.key(change.record))
        if state == "done":
            held[name] = change.after
        else:
            held.setdefault(name, change.before)
    for (kind, key), record in held.items():
        try:
            fits = _record(kind, rows.stored(connection, kind, key)) == record
        except UNREADABLE:
            continue  # told already
        if not fits:
            yield msg(
                "Step {number} of the journal does not fit the record {id}. It cannot be undone "
                "or redone.",
                number=seq,
                id=shown(key),
            )


def _record(kind: type[Record], stored: rows.Row | None) -> Record | None:
    if stored is None:
        return None
    form: Form = orjson.loads(stored[-1])
    if kind in (Span, Relation, Note, Rejection):
        form["article"] = stored[1]
    return record_from(rows.TABLES[kind], form)
