"""Files are looked at before they are taken in: in a worker, the newest question alone."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid  # a window built anew leaves jobs behind

from workbench.domain.errors import WorkbenchError
from workbench.domain.words import tr
from workbench.exchange.bundle import ReadOptions
from workbench.gui.session import Session
from workbench.gui.tasks import Task
from workbench.jobs import Cancelled, Progress
from workbench.transfer import Match, Plan, planned

PAUSE = 300  # milliseconds after the last letter


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be imported, and how."""

    paths: tuple[Path, ...]
    options: ReadOptions
    match: Match = "exact"


class Looking(QObject):
    """Makes plans of what is wanted; what was asked before is of no interest any more."""

    began = Signal()
    stepped = Signal(str, int)  # a sentence, and percent or -1
    looked = Signal(object)  # Plan
    refused = Signal(str)
    cancelled = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: Wanted | None = None
        self._task: Task | None = None
        self._number = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._begin)

    @property
    def busy(self) -> bool:
        """Whether a plan is still to come."""
        return self._pause.isActive() or self._task is not None

    def ask(self, wanted: Wanted, *, at_once: bool = False) -> None:
        """Look at this: at once, or a moment after the last change."""
        self.stop()
        self._wanted = wanted
        if at_once:
            self._begin()
        else:
            self._pause.start()

    def stop(self) -> None:
        """Look no more."""
        self._number += 1
        self._pause.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _begin(self) -> None:
        session, project, wanted = self._session, self._session.project, self._wanted
        if project is None or wanted is None:
            return
        number, codebook = self._number, project.codebook

        def job(progress: Progress) -> Plan:
            return planned(wanted.paths, codebook, wanted.options, progress)

        def current() -> bool:
            return isValid(self) and number == self._number

        def done(plan: Plan) -> None:
            if current():
                self._task = None
                self.looked.emit(plan)

        def failed(error: BaseException) -> None:
            if current():
                self._task = None
                if isinstance(error, WorkbenchError):
                    self.refused.emit(str(error))
                    return
                self.cancelled.emit()
            if not isinstance(error, WorkbenchError | Cancelled):
                session.failed(error)

        self._task = session.tasks.run(tr("Looking at the files"), job, done, failed)
        self._task.stepped.connect(self._step)
        self.began.emit()

    def _step(self, sentence: str, percent: int) -> None:
        if self.sender() is self._task:
            self.stepped.emit(sentence, percent)
