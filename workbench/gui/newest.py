"""The newest question alone, asked of a worker: what one types changes what is counted or read."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid  # a window built anew leaves jobs behind

from workbench.domain.errors import WorkbenchError
from workbench.gui.session import Session
from workbench.gui.tasks import Job, Task
from workbench.jobs import Cancelled
from workbench.store.project import Project

PAUSE = 300  # milliseconds after the last letter


class Newest(QObject):
    """Asks about the open project; what was asked before is of no interest any more.

    `title` is what the job is called; the status line shows it where it is `shown`.
    """

    began = Signal()
    stepped = Signal(str, int)  # a sentence, and percent or -1
    answered = Signal(object)
    refused = Signal(str)
    cancelled = Signal()

    def __init__(self, session: Session, title: str, parent: QObject, *, shown: bool) -> None:
        super().__init__(parent)
        self._session = session
        self._title, self._shown = title, shown
        self._job_of: Callable[[Project], Job] | None = None
        self._task: Task | None = None
        self._number = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._begin)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._pause.isActive() or self._task is not None

    def ask(self, job_of: Callable[[Project], Job], *, at_once: bool = False) -> None:
        """Run the job that is made for the project: at once, or a moment after the last change."""
        self.stop()
        self._job_of = job_of
        if at_once:
            self._begin()
        else:
            self._pause.start()

    def stop(self) -> None:
        """Want no answer any more."""
        self._number += 1
        self._pause.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _begin(self) -> None:
        session, project, number = self._session, self._session.project, self._number
        if project is None or self._job_of is None:
            return

        def current() -> bool:
            return isValid(self) and number == self._number

        def done(answer: object) -> None:
            if current():
                self._task = None
                self.answered.emit(answer)

        def failed(error: BaseException) -> None:
            if current():
                self._task = None
                if isinstance(error, WorkbenchError):
                    self.refused.emit(str(error))
                    return
                self.cancelled.emit()
            if not isinstance(error, WorkbenchError | Cancelled):
                session.failed(error)

        job = self._job_of(project)
        self._task = session.tasks.run(self._title, job, done, failed, shown=self._shown)
        self._task.stepped.connect(self._step)
        self.began.emit()

    def _step(self, sentence: str, percent: int) -> None:
        if self.sender() is self._task:
            self.stepped.emit(sentence, percent)
