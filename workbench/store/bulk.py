"""A step that is too big to be held in memory: written in parts, seen only once it is whole."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
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
_PATIENCE = 10.0  # seconds that `stop` waits for the thread that writes


class Bulk:
    """One transaction of SQLite's on a connection of its own, so that a worker can fill it.

    Who reads the project sees what was there before, until `finish` or `walk` is done; `read` sees
    what was added. A crash leaves nothing of it, and neither does whatever a method raises
    (DiskFull, Conflict, Cancelled). `notice` is what the project then tells; None is nothing.
    To be used by one thread, but for `stop`.
    """

    def __init__(self, path: Path, annotator: str) -> None:
        with sqlite_errors(path):
            self._connection = connect(path, write=True)
            self._connection.execute(f"PRAGMA cache_size={_CACHE}")
        self.read = Reader(self._connection, path)
        self.notice: Notice | None = None
        self._writer = Writer(self._connection, self.read)
        self._annotator = annotator
        self._thread = threading.get_ident()
        self._ended, self._stopped = threading.Event(), False
        self._seq = 0  # of the journal entry; 0 before anything was added
        self._parts = self._count = 0
        self._told: list[Change] = []
        self._waiting: list[Change] = []

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

    def finish(self, title: Message, focus: Focus | None = None) -> None:
        """Keep what was added, durably, as one step. Where nothing was, there is no step."""
        with self._writing():
            if self._seq:
                if self._parts and self._waiting:
                    self._part()
                step = Transaction(title, tuple(self._waiting), focus)
                self._writer.write_entry(self._seq, step, self._annotator)
                self._connection.execute("COMMIT")
                much = self._count > TOLD
                told = Transaction(title, () if much else tuple(self._told), focus)
                self.notice = Notice(told, "done", everything=much)
        self._end()

    def walk(self, way: Walk, progress: Progress) -> None:
        """Undo or redo steps; `progress` counts bytes of the journal."""
        with self._writing():
            self._writer.begin()
            notice = self._writer.walk(way, progress)
            self._connection.execute("COMMIT")
            self.notice = notice
        self._end()

    def abandon(self) -> None:
        """Take back what was added; after the end it does nothing."""
        if not self._ended.is_set():
            self._writer.roll_back()
            self._end()

    def stop(self) -> None:
        """From another thread: let the one that writes raise Cancelled, and wait until it has."""
        self._stopped = True
        if self._thread == threading.get_ident():
            self.abandon()
        elif not self._ended.is_set():
            with suppress(sqlite3.ProgrammingError):  # it has closed since
                self._connection.interrupt()
            self._ended.wait(_PATIENCE)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._thread = threading.get_ident()
        try:
            if self._stopped:
                raise Cancelled
            with self._writer.step():
                yield
        except BaseException as error:
            self._end()
            if self._stopped and not isinstance(error, Cancelled):
                raise Cancelled from error  # SQLite was interrupted
            raise

    def _part(self) -> None:
        self._parts += 1
        self._writer.write_part(self._seq, self._parts, self._waiting)
        self._waiting = []

    def _end(self) -> None:
        self._connection.close()
        self._ended.set()
