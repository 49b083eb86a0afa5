"""A project: opened by one writer, changed by transactions, told in its own journal."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from workbench.domain.change import Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.errors import DiskFull, ProjectError, ReadOnly, Refused
from workbench.domain.words import Message, msg
from workbench.store import opening, properties, rows
from workbench.store.bulk import Bulk
from workbench.store.notices import Notice as Notice
from workbench.store.notices import Subscribers
from workbench.store.reader import Reader, Snapshot
from workbench.store.schema import VERSION, build, connect, sqlite_errors
from workbench.store.steps import Walk
from workbench.store.writing import Writer

PATIENCE = 0.5  # seconds that a close waits for a worker that writes


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
        self._writer = Writer(connection, self.read)
        self._bulk: Bulk | None = None

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
        try:
            return cls(path, annotator, opening.connect_signed(path), lock, None)
        except BaseException as error:
            opening.release(lock)
            if isinstance(error, ReadOnly):
                return cls._read_only(path, annotator, opening.not_writable(path))
            if isinstance(error, DiskFull):
                return cls._read_only(path, annotator, opening.no_room(path))
            raise

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
        self._expect_step()
        with self._writing():
            seq = self._writer.next_entry()
            self._writer.put_texts(transaction.texts)
            self._writer.apply(transaction.changes)
            self._writer.write_entry(seq, transaction, self.annotator)
            self._writer.touch(seq, 0, transaction.changes)
        self._tell(Notice(transaction, "done"))

    def bulk(self) -> Bulk:
        """A step that comes in parts, for what is too much for one transaction.

        Until it is told or abandoned, whatever else would be written is refused. Raises ReadOnly,
        and Refused where there is one already.
        """
        self._expect_step()
        self._bulk = Bulk(self.path, self.annotator)
        return self._bulk

    def tell_bulk(self, bulk: Bulk) -> None:
        """Tell everybody of a step that has ended; call it where `commit` is called.

        Of one that was abandoned there is nothing to tell, and writing goes on.
        """
        if self._bulk is bulk:
            self._bulk = None
        if bulk.notice is not None:
            self._subscribers.expect_silence()
            self._tell(bulk.notice)

    def undo(self) -> Transaction:
        """Take back the newest step. Returns what was done to that end; raises Refused."""
        self._expect_step()
        return self.walk(self.read.way_back())

    def redo(self) -> Transaction:
        """Do again what was undone last. Returns what was done; raises Refused."""
        self._expect_step()
        return self.walk(self.read.way_ahead())

    def jump(self, seq: int) -> Transaction:
        """Undo or redo, all or none, until step `seq` is the newest one done; 0 is before all.

        Returns what that came to, told as one notice. Raises Refused for a step that is not there,
        was dropped, or is the newest one done already.
        """
        self._expect_step()
        return self.walk(self.read.way_to(seq))

    def walk(self, way: Walk) -> Transaction:
        """Undo or redo steps, all or none. Returns what they came to, told as one notice."""
        self._expect_step()
        with self._writing():
            notice = self._writer.walk(way)
        self._tell(notice)
        return notice.transaction

    def close(self) -> None:
        """Leave one plain file behind, unless another connection still reads it.

        Never fails: what was committed is in the file, or beside it for the next opening.
        """
        self.closed_to_writing = self.closed_to_writing or msg("The project is closed.")
        bulk, self._bulk = self._bulk, None
        lock, self._lock = self._lock, None
        if lock is not None and bulk is not None:
            bulk.stop()
            # A worker may be in the middle of a long article: who comes next waits for its end.
            bulk.when_ended(partial(self._let_go, lock), PATIENCE)
        elif lock is not None:
            self._let_go(lock)
        else:
            self._connection.close()

    def _let_go(self, lock: FileLock) -> None:
        with suppress(sqlite3.Error):
            opening.unsign(self._connection)
        with suppress(sqlite3.Error):
            # A reader keeps the file in WAL mode until the next clean close. Even so the
            # file alone then holds everything, for whoever copies it.
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            self._connection.execute("PRAGMA journal_mode=DELETE")
        self._connection.close()
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
        self._expect_free()
        try:
            with self._writer.transaction():
                yield
        except BaseException:
            self._codebook = None
            raise

    def _expect_step(self) -> None:
        """Raise what stands against a step now."""
        self._subscribers.expect_silence()
        self._expect_free()

    def _expect_free(self) -> None:
        """Raise what stands against writing: the file, or an import under way."""
        if self.closed_to_writing is not None:
            raise ReadOnly(self.closed_to_writing)
        if self._bulk is not None:
            raise Refused(
                "A large change is being written into the project just now. Wait for the end, or "
                "cancel it; then do this again."
            )

    def _tell(self, notice: Notice) -> None:
        if notice.touches(Codebook):
            self._codebook = None
        self._subscribers.tell(notice)
