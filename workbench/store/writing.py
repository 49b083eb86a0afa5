"""Changes into the tables and the journal: the only code that writes records."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import orjson

from workbench.domain.change import Change, Net, Transaction, join
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Conflict
from workbench.domain.forms import change_form, changes_from, transaction_form, transaction_from
from workbench.domain.records import Article, Note, Record, Rejection, Relation, Span, timestamp
from workbench.domain.words import msgn
from workbench.jobs import Progress
from workbench.store import rows
from workbench.store.notices import Notice
from workbench.store.reader import Reader
from workbench.store.schema import sqlite_errors
from workbench.store.steps import Walk

BATCH = 2000  # rows that are written at once; a bulk edit has more
TOLD = 10_000  # changes that subscribers are told one by one; of more, that much has changed

Name = tuple[type[Record], str | int]
Wanted = dict[str | int, rows.Row | None]


class Writer:
    """What one connection writes, within `transaction`; `read` sees it on the same connection."""

    def __init__(self, connection: sqlite3.Connection, read: Reader) -> None:
        self._connection = connection
        self._read = read
        # The text that was needed last: whose it is, its sha256, its body.
        self._text: tuple[str, str, str] = ("", "", "")

    def begin(self) -> None:
        """Begin a transaction of SQLite's; foreign keys are checked at its end."""
        with sqlite_errors(self._read.path):
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("PRAGMA defer_foreign_keys=ON")

    @contextmanager
    def step(self) -> Iterator[None]:
        """Part of a transaction. Whatever is raised, all of the transaction is rolled back."""
        with sqlite_errors(self._read.path):
            try:
                yield
            except sqlite3.IntegrityError as error:
                self.roll_back()
                raise Conflict(
                    "The change does not fit what the file holds. Nothing was changed; the window "
                    "now shows the file."
                ) from error
            except BaseException:
                self.roll_back()
                raise

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction as a whole, durable at its end. Raises what `step` raises."""
        self.begin()
        with self.step():
            yield
            self._connection.execute("COMMIT")

    def roll_back(self) -> None:
        """Take back all that was written since `begin`."""
        self._text = ("", "", "")
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def put_texts(self, texts: Mapping[str, str]) -> None:
        """Write texts by their sha256; those that are there stay."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO text(sha256, body) VALUES(?,?)", texts.items()
        )

    def next_entry(self) -> int:
        """The number of the journal entry that comes next; what was undone is dropped for it."""
        self._connection.execute("UPDATE journal SET state='dropped' WHERE state='undone'")
        (last,) = self._connection.execute("SELECT max(seq) FROM journal").fetchone()
        return (last or 0) + 1

    def write_part(self, seq: int, number: int, changes: Sequence[Change]) -> None:
        """Write changes, made and touched, as part `number` (from 1) of an entry still to come."""
        self._connection.execute(
            "INSERT INTO part(seq, number, body) VALUES(?,?,?)", (seq, number, _forms(changes))
        )

    def write_entry(self, seq: int, step: Transaction, annotator: str) -> None:
        """Write a journal entry with its changes, made and touched, but for those in parts."""
        form = transaction_form(step, orjson.Fragment(_forms(step.changes)))
        self._connection.execute(
            "INSERT INTO journal(seq, at, annotator, state, title, body) VALUES(?,?,?,'done',?,?)",
            (seq, timestamp(), annotator, orjson.dumps(form["title"]), orjson.dumps(form)),
        )

    def touch(self, seq: int, part: int, changes: Iterable[Change]) -> None:
        """Write down which records a part of an entry changes."""
        touched = {c.record.id for c in changes if not isinstance(c.record, Codebook)}
        self._connection.executemany(
            "INSERT INTO touched(record, seq, part) VALUES(?,?,?)",
            [(record, seq, part) for record in sorted(touched)],
        )

    def walk(self, way: Walk, progress: Progress | None = None) -> Notice:
        """Undo or redo steps, one part in memory at a time; what is to be told of that.

        `progress` counts bytes of the journal. Raises Conflict, and Cancelled.
        """
        told, much, done = list[Change](), False, 0
        for seq in way.seqs:
            for entry, size in self._entries(seq, way.back):
                made = entry.inverse() if way.back else entry
                self.apply(made.changes)
                much = much or len(told) + len(made.changes) > TOLD
                told = [] if much else told
                told += () if much else made.changes
                done += size
                if progress is not None:
                    progress.step(done, way.size)
            state = "undone" if way.back else "done"
            self._connection.execute("UPDATE journal SET state=? WHERE seq=?", (state, seq))
        title, count = made.title, len(way.seqs)
        if count > 1:
            title = msgn("{count} step", "{count} steps", count)
            net = Net()
            join(net, told)
            told = list(net.values())
        transaction = Transaction(title, tuple(told), made.focus)
        return Notice(transaction, "undone" if way.back else "redone", count, everything=much)

    def _entries(self, seq: int, back: bool) -> Iterator[tuple[Transaction, int]]:
        """A journal entry, part by part in the order of a walk, each with its size in bytes."""
        query = "SELECT body FROM journal WHERE seq=?"
        (body,) = self._connection.execute(query, (seq,)).fetchone()
        entry = transaction_from(orjson.loads(body))
        yield entry, len(body)
        numbers = f"SELECT number FROM part WHERE seq=? ORDER BY number {'DESC' if back else 'ASC'}"
        for (number,) in self._connection.execute(numbers, (seq,)).fetchall():
            query = "SELECT body FROM part WHERE seq=? AND number=?"
            (body,) = self._connection.execute(query, (seq, number)).fetchone()
            yield replace(entry, changes=changes_from(orjson.loads(body))), len(body)

    def apply(self, changes: Iterable[Change]) -> None:
        """Make changes in the tables. Raises Conflict."""
        # What the tables are to hold of each record; None is nothing.
        wanted: dict[type[Record], Wanted] = {}
        annotators: set[str] = set()
        fresh: set[Name] = set()
        moved = False
        for change in changes:
            after, record = change.after, change.record
            kind, name = type(record), rows.key(record)
            known = wanted.setdefault(kind, {})
            if change.before is None and name not in known:
                fresh.add((kind, name))  # its INSERT is the check
            else:
                self._expect(change, name, known)
            known[name] = None if after is None else rows.row(after, self._text_of)
            if isinstance(after, Span | Relation | Note | Rejection):
                annotators.add(after.annotator)
            if kind is Article:
                moved = True
                self._text = ("", *self._text[1:])
                # Spans of a new article are written in the same transaction and need its text.
                self._write({Article: wanted.pop(Article)}, fresh)
            if sum(map(len, wanted.values())) >= BATCH:
                self._write(wanted, fresh)
                wanted.clear()
        self._connection.executemany(
            "INSERT OR IGNORE INTO annotator(id) VALUES(?)", [(name,) for name in annotators]
        )
        self._write(wanted, fresh)
        if moved:
            # Its id may come back with another text: undone, and imported anew.
            self._text = ("", *self._text[1:])

    def _write(self, wanted: Mapping[type[Record], Wanted], fresh: set[Name]) -> None:
        for kind, found in wanted.items():
            new, there, gone = list[rows.Row](), list[rows.Row](), list[rows.Row]()
            for name, row in found.items():
                if (kind, name) not in fresh:
                    (gone.append((name,)) if row is None else there.append(row))
                elif row is not None:
                    new.append(row)
                elif rows.stored(self._connection, kind, name) is not None:
                    raise conflict()
                fresh.discard((kind, name))
            rows.delete(self._connection, kind, gone)
            rows.insert(self._connection, kind, new)
            rows.write(self._connection, kind, there)

    def _expect(self, change: Change, name: str | int, wanted: Wanted) -> None:
        """The optimistic check: what the change starts from is what the file holds."""
        kind = type(change.record)
        found = wanted[name] if name in wanted else rows.stored(self._connection, kind, name)
        expected = None if change.before is None else rows.row(change.before, self._text_of)
        if found != expected:
            raise conflict()

    def _text_of(self, article: str) -> str:
        known, sha256, body = self._text
        if known != article:
            found = self._read.article(article)
            if found is None:
                raise conflict()
            if found.sha256 != sha256:
                body = self._read.text(article)
            self._text = (article, found.sha256, body)
        return body


def _forms(changes: Iterable[Change]) -> bytes:
    # Change by change: the whole as one Python object would take kilobytes a span.
    return b"[" + b",".join([orjson.dumps(change_form(change)) for change in changes]) + b"]"


def conflict() -> Conflict:
    """What is raised where a change starts from something that the file does not hold."""
    return Conflict(
        "The file holds something newer than what was changed here. Nothing was changed; the "
        "window now shows the file. Try again."
    )
