"""A project: opened by one writer, changed by transactions, told in its own journal."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import orjson
from filelock import FileLock, Timeout

from workbench.domain.change import Change, Net, Transaction, join
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Conflict, DiskFull, ProjectError, ReadOnly, Refused
from workbench.domain.forms import change_form, transaction_form, transaction_from
from workbench.domain.records import Article, Note, Record, Rejection, Relation, Span, timestamp
from workbench.domain.words import Message, msg, msgn
from workbench.store import opening, properties, rows
from workbench.store.notices import Notice as Notice
from workbench.store.notices import Subscribers
from workbench.store.reader import Reader, Snapshot
from workbench.store.schema import VERSION, build, connect, sqlite_errors

BATCH = 2000  # rows that are written at once; a bulk edit has more


class Project(properties.Remembering):
    """An open project file. Frozen values change only through `commit`."""

    def __init__(
        self,
        path: Path,
        annotator: str,
        connection: sqlite3.Connection,
        lock: FileLock | None,
        closed_to_writing: Message | None,
    ) -> None:
        self.path = path
        self.annotator = annotator
        self.read = Reader(connection, path)
        self.closed_to_writing = closed_to_writing
        self._connection = connection
        self._lock = lock
        self._subscribers = Subscribers()
        self._codebook: Codebook | None = None
        # The text that was needed last: whose it is, its sha256, its body.
        self._text: tuple[str, str, str] = ("", "", "")
        # How many imports wait with each staged text.
        self._waiting: Counter[str] = Counter()
        self._closed = False

    @classmethod
    def create(cls, path: Path, codebook: Codebook, annotator: str) -> Self:
        """Make a new project file. Raises ProjectError where there is a file already."""
        with opening.new_file(path) as unfinished, sqlite_errors(path):
            build(unfinished)
            with closing(connect(unfinished, write=True)) as connection:
                rows.write(connection, Codebook, [rows.row(codebook, lambda _: "")])
                connection.execute("PRAGMA journal_mode=DELETE")
        return cls.open(path, annotator)

    @classmethod
    def open(cls, path: Path, annotator: str, *, write: bool = True) -> Self:
        """Open a project.

        Where it cannot be written (another window has it, a read-only file or folder, a full
        disk), it opens for reading and `closed_to_writing` says why. Raises NotAProject,
        NewerProject, DamagedProject or ProjectError; a damaged file is not written to.
        """
        opening.inspect(path)
        if not write:
            return cls._read_only(path, annotator, msg("The project is open for reading only."))
        lock = opening.lock_of(path)
        try:
            lock.acquire()
        except Timeout:
            return cls._read_only(path, annotator, opening.held_by(path))
        except (OSError, NotImplementedError):
            return cls._read_only(path, annotator, opening.not_writable(path))
        made = None
        try:
            made = cls(path, annotator, opening.connect_signed(path), lock, None)
            made.unstage()
        except BaseException as error:
            if made is not None:
                made._connection.close()
            opening.release(lock)
            if isinstance(error, ReadOnly):
                return cls._read_only(path, annotator, opening.not_writable(path))
            if isinstance(error, DiskFull):
                return cls._read_only(path, annotator, opening.no_room(path))
            raise
        return made

    @classmethod
    def _read_only(cls, path: Path, annotator: str, reason: Message) -> Self:
        with sqlite_errors(path):
            connection = connect(path, write=False)
            try:
                found = opening.version(connection)
            except BaseException:
                connection.close()
                raise
        if found < VERSION:
            connection.close()
            raise ProjectError(
                "{name} was made by an older version of the workbench and has to be brought up to "
                "date, but it cannot be written now. {reason}",
                name=path.name,
                reason=reason,
            )
        return cls(path, annotator, connection, None, reason)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be committed."""
        return self.closed_to_writing is not None

    @property
    def codebook(self) -> Codebook:
        """The codebook in use."""
        if self._codebook is None:
            self._codebook = self.read.codebook()
        return self._codebook

    def snapshot(self) -> Snapshot:
        """A read-only twin on a connection of its own, for another thread."""
        return Snapshot(self.path)

    def subscribe(self, notice: Callable[[Notice], None]) -> Callable[[], None]:
        """Be told after every commit, undo and redo. Returns how to stop that.

        Who is told makes no step before all are told: see `when_told`.
        """
        return self._subscribers.add(notice)

    def when_told(self, act: Callable[[], None]) -> None:
        """Call `act`: at once, or as soon as all have heard of the step that is told now."""
        self._subscribers.when_told(act)

    def commit(self, transaction: Transaction) -> None:
        """Make the changes and write them into the journal, durably, all or none.

        Raises Conflict where the file no longer holds what the changes start from, DiskFull,
        ReadOnly.
        """
        self._subscribers.expect_silence()
        with self._writing():
            self._apply(transaction)
            self._connection.execute("UPDATE journal SET state='dropped' WHERE state='undone'")
            # Change by change: the whole as one Python object would take kilobytes a span.
            changes = b",".join([orjson.dumps(change_form(c)) for c in transaction.changes])
            form = transaction_form(transaction, orjson.Fragment(b"[" + changes + b"]"))
            cursor = self._connection.execute(
                "INSERT INTO journal(at, annotator, state, title, body) VALUES(?,?,?,?,?)",
                (
                    timestamp(),
                    self.annotator,
                    "done",
                    orjson.dumps(form["title"]),
                    orjson.dumps(form),
                ),
            )
            touched = {
                change.record.id
                for change in transaction.changes
                if not isinstance(change.record, Codebook)
            }
            self._connection.executemany(
                "INSERT INTO touched(record, seq) VALUES(?,?)",
                [(record, cursor.lastrowid) for record in sorted(touched)],
            )
        for change in transaction.changes:
            if isinstance(change.after, Article):
                self._waiting.pop(change.after.sha256, None)
        self._subscribers.tell(Notice(transaction, "done"))

    def undo(self) -> Transaction:
        """Take back the newest step. Returns what was done to that end; raises Refused."""
        steps = self._seqs("state='done' ORDER BY seq DESC LIMIT 1")
        return self._walk(steps, "undone", Refused("There is nothing to undo."))

    def redo(self) -> Transaction:
        """Do again what was undone last. Returns what was done; raises Refused."""
        steps = self._seqs("state='undone' ORDER BY seq LIMIT 1")
        return self._walk(steps, "done", Refused("There is nothing to redo."))

    def jump(self, seq: int) -> Transaction:
        """Undo or redo, all or none, until step `seq` is the newest one done; 0 is before all.

        Returns what that came to, told as one notice. Raises Refused for a step that is not there,
        was dropped, or is the newest one done already.
        """
        if seq and not self._seqs("seq=? AND state<>'dropped'", seq):
            raise Refused("Something else was done after this step was undone.")
        here = Refused("The project stands at this step already.")
        back = self._seqs("state='done' AND seq>? ORDER BY seq DESC", seq)
        ahead = self._seqs("state='undone' AND seq<=? ORDER BY seq", seq)
        return self._walk(back or ahead, "undone" if back else "done", here)

    def stage(self, texts: Mapping[str, str]) -> None:
        """Put article texts, by sha256, into the file before the commit that refers to them.

        Two imports may stage the same text; it stays until both have unstaged it.
        """
        with self._writing():
            known = "SELECT 1 FROM text WHERE sha256=?"
            new = [
                (name, body)
                for name, body in texts.items()
                if not self._connection.execute(known, (name,)).fetchone()
            ]
            self._connection.executemany("INSERT INTO text(sha256, body) VALUES(?,?)", new)
            self._connection.executemany(
                "INSERT OR IGNORE INTO staged(sha256) VALUES(?)", [(name,) for name, _ in new]
            )
        self._waiting.update(texts.keys())

    def unstage(self, names: Iterable[str] | None = None) -> None:
        """Drop staged texts, by sha256, that no commit has referred to; None means all.

        A text that another import has staged too stays for it. A closed project drops them when
        it is opened next.
        """
        if self._closed:
            return
        with sqlite_errors(self.path):
            staged = self._connection.execute("SELECT sha256 FROM staged").fetchall()
        if names is None:
            self._waiting.clear()
            gone = staged
        else:
            wanted = set(names)
            self._waiting.subtract(wanted)
            self._waiting = +self._waiting
            gone = [(name,) for (name,) in staged if name in wanted and not self._waiting[name]]
        if not gone:
            return
        with self._writing():
            self._connection.executemany("DELETE FROM text WHERE sha256=?", gone)
            self._connection.executemany("DELETE FROM staged WHERE sha256=?", gone)

    def close(self) -> None:
        """Leave one plain file behind, unless another connection still reads it.

        Never fails: what was committed is in the file, or beside it for the next opening.
        """
        self._closed = True
        lock, self._lock = self._lock, None
        if lock is not None:
            with suppress(sqlite3.Error):
                opening.unsign(self._connection)
            with suppress(sqlite3.Error):
                # A reader keeps the file in WAL mode until the next clean close. Even so the
                # file alone then holds everything, for whoever copies it.
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
                self._connection.execute("PRAGMA journal_mode=DELETE")
        self._connection.close()
        if lock is not None:
            opening.release(lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self.closed_to_writing is not None:
            raise ReadOnly(self.closed_to_writing)
        with sqlite_errors(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.execute("PRAGMA defer_foreign_keys=ON")
                yield
                self._connection.execute("COMMIT")
            except sqlite3.IntegrityError as error:
                self._roll_back()
                raise Conflict(
                    "The change does not fit what the file holds. Nothing was changed; the window "
                    "now shows the file."
                ) from error
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        self._codebook, self._text = None, ("", "", "")
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _apply(self, transaction: Transaction) -> None:
        # What the tables are to hold of each record; None is nothing.
        wanted: dict[type[Record], dict[str | int, rows.Row | None]] = {}
        annotators: set[str] = set()
        for change in transaction.changes:
            kind, name = type(change.record), rows.key(change.record)
            self._expect(change, name, wanted.get(kind, {}))
            after = change.after
            wanted.setdefault(kind, {})[name] = (
                None if after is None else rows.row(after, self._text_of)
            )
            if isinstance(after, Span | Relation | Note | Rejection):
                annotators.add(after.annotator)
            if isinstance(after, Article):
                # Spans of a new article are written in the same transaction and need its text.
                self._write({Article: wanted.pop(Article)})
                self._connection.execute("DELETE FROM staged WHERE sha256=?", (after.sha256,))
            if kind is Article:
                self._text = ("", *self._text[1:])
            if kind is Codebook:
                self._codebook = None
            if sum(map(len, wanted.values())) >= BATCH:
                self._write(wanted)
                wanted.clear()
        self._connection.executemany(
            "INSERT OR IGNORE INTO annotator(id) VALUES(?)", [(name,) for name in annotators]
        )
        self._write(wanted)
        if any(isinstance(change.record, Article) for change in transaction.changes):
            # Its id may come back with another text: undone, and imported anew.
            self._text = ("", *self._text[1:])

    def _write(self, wanted: Mapping[type[Record], Mapping[str | int, rows.Row | None]]) -> None:
        for kind, found in wanted.items():
            rows.delete(self._connection, kind, [(n,) for n, row in found.items() if row is None])
            rows.write(self._connection, kind, [row for row in found.values() if row is not None])

    def _expect(
        self, change: Change, name: str | int, wanted: Mapping[str | int, rows.Row | None]
    ) -> None:
        """The optimistic check: what the change starts from is what the file holds."""
        kind = type(change.record)
        found = wanted[name] if name in wanted else rows.stored(self._connection, kind, name)
        expected = None if change.before is None else rows.row(change.before, self._text_of)
        if found != expected:
            raise _conflict()

    def _text_of(self, article: str) -> str:
        known, sha256, body = self._text
        if known != article:
            found = self.read.article(article)
            if found is None:
                raise _conflict()
            if found.sha256 != sha256:
                body = self.read.text(article)
            self._text = (article, found.sha256, body)
        return body

    def _seqs(self, where: str, *values: int) -> list[int]:
        with sqlite_errors(self.path):
            found = self._connection.execute(f"SELECT seq FROM journal WHERE {where}", values)
            return [seq for (seq,) in found]

    def _walk(
        self, steps: Sequence[int], new: Literal["done", "undone"], nothing: Refused
    ) -> Transaction:
        net: Net = {}
        self._subscribers.expect_silence()
        with self._writing():
            if not steps:
                raise nothing
            for seq in steps:
                query = "SELECT body FROM journal WHERE seq=?"
                (body,) = self._connection.execute(query, (seq,)).fetchone()
                transaction = transaction_from(orjson.loads(body))
                if new == "undone":
                    transaction = transaction.inverse()
                self._apply(transaction)
                self._connection.execute("UPDATE journal SET state=? WHERE seq=?", (new, seq))
                if len(steps) > 1:
                    join(net, transaction.changes)
        if len(steps) > 1:
            title = msgn("{count} step", "{count} steps", len(steps))
            transaction = Transaction(title, tuple(net.values()), transaction.focus)
        way: Literal["undone", "redone"] = "undone" if new == "undone" else "redone"
        self._subscribers.tell(Notice(transaction, way, len(steps)))
        return transaction


def _conflict() -> Conflict:
    return Conflict(
        "The file holds something newer than what was changed here. Nothing was changed; the "
        "window now shows the file. Try again."
    )
