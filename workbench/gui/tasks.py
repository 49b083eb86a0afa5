"""Long work off the GUI thread, with progress and cancel; results come back to the GUI thread."""

import sys
import time
from collections.abc import Callable
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from workbench.domain.words import tr, trn
from workbench.jobs import Cancelled, Progress

Job = Callable[[Progress], Any]


class _Signals(QObject):
    stepped = Signal(int, int)
    finished = Signal(object)
    failed = Signal(object)


class _Run(QRunnable):
    """One job in a pool thread, and the Progress that it reports to."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.job = job
        self.signals = _Signals()
        self.cancelled = Event()
        self._told = 0.0

    def step(self, done: int, total: int) -> None:
        if self.cancelled.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._told > 0.05 or done >= total:
            self._told = now
            self.signals.stepped.emit(done, total)

    def run(self) -> None:
        try:
            result = self.job(self)
        except BaseException as error:  # handed to the GUI thread, which knows what to say
            self.signals.failed.emit(error)
        else:
            self.signals.finished.emit(result)


class Task(QObject):
    """A job under way: what it is called, how far it is, and the way to stop it."""

    stepped = Signal(str, int)  # a sentence, and percent or -1
    ended = Signal()

    def __init__(self, title: str, run: _Run, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self._run = run
        self._began = time.monotonic()
        run.signals.stepped.connect(self._step)

    def cancel(self) -> None:
        """Ask the job to stop; it does at its next report."""
        self._run.cancelled.set()

    def _step(self, done: int, total: int) -> None:
        if total <= 0:
            self.stepped.emit(self.title, -1)
            return
        percent = min(100, done * 100 // total)
        spent = time.monotonic() - self._began
        if spent < 1 or done == 0:
            self.stepped.emit(
                tr("{title} — {percent} %", title=self.title, percent=percent), percent
            )
            return
        left = round(spent / done * (total - done))
        remaining = trn("{count} second left", "{count} seconds left", left)
        self.stepped.emit(
            tr("{title} — {percent} %, {left}", title=self.title, percent=percent, left=remaining),
            percent,
        )


class Tasks(QObject):
    """Runs jobs in a pool of its own and gives results back in the GUI thread."""

    started = Signal(object)  # a Task that the user should see

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._running: dict[_Run, tuple[Task, Callable[[BaseException], None]]] = {}
        self._ending: set[_Run] = set()
        self._held: list[_Run] | None = None

    def hold(self) -> None:
        """Let jobs wait until `release`, so that they take nothing from the first paint."""
        self._held = []

    def release(self) -> None:
        """Start the jobs that wait."""
        held, self._held = self._held or [], None
        for run in held:
            self._pool.start(run)

    def run(
        self,
        title: str,
        job: Job,
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
        *,
        shown: bool = True,
    ) -> Task:
        """Start `job(progress)`; `done` gets its result, `failed` its error or Cancelled.

        Exactly one of the two is called, in the GUI thread; after `drain`, none.
        """
        run = _Run(job)
        task = Task(title, run, self)
        self._running[run] = (task, failed)

        def end(call: Callable[[Any], None], value: Any) -> None:
            self._ending.discard(run)
            # Who cancelled the job was told then; what it brings now comes too late.
            if self._running.pop(run, None) is None:
                return
            task.ended.emit()
            task.deleteLater()
            call(value)

        run.signals.finished.connect(lambda result: end(done, result))
        run.signals.failed.connect(lambda error: end(failed, error))
        if shown:
            self.started.emit(task)
        if self._held is None:
            self._pool.start(run)
        else:
            self._held.append(run)
        return task

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return bool(self._running)

    def cancel_all(self) -> None:
        """Stop every job and tell each that it is cancelled; the threads end on their own."""
        for run, (task, failed) in list(self._running.items()):
            self._stop(run, task)
            try:
                failed(Cancelled())
            except Exception as error:  # a bug of one: told, and the others hear all the same
                sys.excepthook(type(error), error, error.__traceback__)

    def drain(self) -> None:
        """Stop every job and wait until its thread is free; nobody is told any more."""
        for run, (task, _) in list(self._running.items()):
            self._stop(run, task)
        self._held = None if self._held is None else []
        self._pool.waitForDone()
        self._ending.clear()

    def _stop(self, run: _Run, task: Task) -> None:
        del self._running[run]
        self._ending.add(run)  # kept alive: the pool does not own what it runs
        run.cancelled.set()
        task.ended.emit()
        task.deleteLater()
