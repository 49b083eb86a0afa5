"""A step that is too big to be held in memory: written in parts, seen only once it is whole."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.words import Message
from workbench.jobs import Cancelled, Progress
from workbench.store.notices import Notice
from workbench.store.reader import Reader
from workbench.store.schema import connect, sqlite_errors
from workbench.store.steps import Walk
from workbench.store.writing import TOLD, Writer

PART = 4000  # changes in a part of the journal
_CACHE = -32_000  # in KiB: indexes of a million rows are written at places at random


class Bulk:
    """One transaction of SQLite's on a connection of its own, so that a worker can fill it.

    Who reads the project sees what was there before, until `finish` or `walk` is done; `read` sees
    what was added. A crash leaves nothing of it, and neither does whatever a method raises
    (DiskFull, Conflict, Cancelled). `notice` is what the project then tells; None is nothing.
    It belongs to the thread that uses it first; any other may only `stop` it.
    """

    def __init__(self, path: Path, annotator: str) -> None:
        self.notice: Notice | None = None
        self._path = path
        self._annotator = annotator
        self._state = threading.Lock()  # of the next four
        self._owner: int | None = None
        self._stopped = self._committing = False
        self._at_end: list[Callable[[], None]] = []
        self._ended = threading.Event()
        self._seq = 0  # of the journal entry; 0 before anything was added
        self._parts = self._count = 0
        self._told: list[Change] = []
        self._waiting: list[Change] = []

    @cached_property
    def _connection(self) -> sqlite3.Connection:
        with self._state:
            if self._stopped:
                raise Cancelled
            self._owner = threading.get_ident()
        with sqlite_errors(self._path):
            made = connect(self._path, write=True)
            made.execute(f"PRAGMA cache_size={_CACHE}")
        return made

    @cached_property
    def read(self) -> Reader:
        """What the project holds, with what was added."""
        return Reader(self._connection, self._path)

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self._connection, self.read)

    def add(self, changes: Sequence[Change], texts: Mapping[str, str]) -> None:
        """Make changes, with the texts of new articles by sha256. No record comes twice."""
        with self._writing():
            if not self._seq:
                self._writer.begin()
                self._seq = self._writer.next_entry()
            self._writer.put_texts(texts)
            self._writer.apply(changes)
            self._writer.touch(self._seq, self._parts + 1, changes)
            self._waiting += changes
            self._count += len(changes)
            if self._count <= TOLD:
                self._told += changes
            if len(self._waiting) >= PART:
                self._part()

    def changes(self, record: str) -> bool:
        """Whether the record of this id is among what was added."""
        query = "SELECT 1 FROM touched WHERE record=? AND seq=?"
        with self._writing():
            found = self._connection.execute(query, (record, self._seq)).fetchone()
        return found is not None

    def finish(self, title: Message, focus: Focus | None = None) -> None:
        """Keep what was added, durably, as one step. Where nothing was, there is no step."""
        with self._writing():
            if self._seq:
                if self._parts and self._waiting:
                    self._part()
                step = Transaction(title, tuple(self._waiting), focus)
                self._writer.write_entry(self._seq, step, self._annotator)
                self._commit()
                much = self._count > TOLD
                told = Transaction(title, () if much else tuple(self._told), focus)
                self.notice = Notice(told, "done", everything=much)
        self._end()

    def walk(self, way: Walk, progress: Progress) -> None:
        """Undo or redo steps; `progress` counts bytes of the journal."""
        with self._writing():
            self._writer.begin()
            self.notice = self._writer.walk(way, progress)
            self._commit()
        self._end()

    def stop(self) -> bool:
        """Take back what was added; whether that came in time, before it was kept.

        From another thread it lets the one that owns it raise Cancelled at its next call here:
        only that one may close the connection, as it may be reading there this very moment.
        """
        with self._state:
            if self._ended.is_set() or self._committing:
                return self.notice is None and not self._committing
            self._stopped = True
            owner = self._owner
        if owner in (None, threading.get_ident()):
            self._end()
        elif "_connection" in self.__dict__:
            with suppress(sqlite3.ProgrammingError):  # it has closed since
                self._connection.interrupt()
        return True

    def when_ended(self, act: Callable[[], None], patience: float) -> None:
        """Call `act` once its thread has let go: here, within `patience` seconds, else there."""
        self._ended.wait(patience)
        with self._state:
            if not self._ended.is_set():
                self._at_end.append(act)
                return
        act()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            if self._stopped:
                raise Cancelled
            with self._writer.step():
                yield
        except BaseException as error:
            self.notice = None
            self._end()
            if self._stopped and not isinstance(error, Cancelled):
                raise Cancelled from error  # SQLite was interrupted
            raise

    def _part(self) -> None:
        self._parts += 1
        self._writer.write_part(self._seq, self._parts, self._waiting)
        self._waiting = []

    def _commit(self) -> None:
        with self._state:
            if self._stopped:
                raise Cancelled
            self._committing = True
        try:
            self._connection.execute("COMMIT")
        finally:
            self._committing = False

    def _end(self) -> None:
        if "_connection" in self.__dict__:
            self._connection.close()  # which takes back what was not committed
        with self._state:
            self._ended.set()
            acts, self._at_end = self._at_end, []
        for act in acts:
            act()
