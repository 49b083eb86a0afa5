"""The line below: what happened, in words; what is under way; and that everything is saved."""

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from workbench.domain.words import tr, trn
from workbench.gui.parts.fields import Line, plain
from workbench.gui.session import Session
from workbench.gui.tasks import Task
from workbench.gui.verbs.showing import hidden


class StatusLine(QStatusBar):
    """Sentences to the left; progress, keyboard, annotator, spans and the saved state right."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setAccessibleName(tr("Status"))
        self.setSizeGripEnabled(False)
        self._session = session
        self._words = Line("status.words")
        self._words.setAccessibleDescription(tr("What happened"))  # its name is what it says
        self._words.setMinimumWidth(60)
        self._words.setContentsMargins(8, 0, 0, 0)
        self.addWidget(self._words, 1)
        self._task = _TaskBox(self)
        self.addPermanentWidget(self._task)
        self._hidden = self._fact("status.hidden", tr("What is hidden"))
        self._keyboard = self._fact("status.keyboard", tr("Keyboard layout"))
        self._who = self._fact("status.annotator", tr("Annotator"))
        self._spans = self._fact("status.spans", tr("Spans in this article"))
        self._saved = self._fact("status.saved", tr("Saved state"))
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(8000)
        self._calm.timeout.connect(self._calm_down)
        session.said.connect(self.say)
        session.refused.connect(self.refuse)
        session.tasks.started.connect(self._task.show_task)
        session.project_opened.connect(self._show_project)
        session.article_opened.connect(self._facts)
        session.reading_changed.connect(self._facts)
        session.project_changed.connect(self._mark_saved)
        session.shown_changed.connect(self._facts)
        self._facts()

    def _fact(self, name: str, accessible: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setAccessibleDescription(accessible)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setContentsMargins(4, 0, 4, 0)
        self.addPermanentWidget(label)
        return label

    def say(self, sentence: str) -> None:
        """Say what happened."""
        self._words.setText(sentence)
        self._words.setToolTip(plain(sentence))
        self._words.set_alarming(False)

    def _calm_down(self) -> None:
        self._words.set_alarming(False)

    def show_layout(self, name: str) -> None:
        """Show the keyboard layout that the last letter came from."""
        self._keyboard.setText(name)

    def refuse(self, sentence: str) -> None:
        """Say what could not be done, and why; for a while in the colour of a warning."""
        self.say(sentence)
        self._words.set_alarming(True)
        self._calm.start()

    def _show_project(self) -> None:
        self._saved.setText("")  # when the project before was saved is nothing to this one
        self._facts()

    def _facts(self) -> None:
        project, reading = self._session.project, self._session.reading
        self._who.setText(project.annotator if project else "")
        what = hidden(self._session.shown)
        self._hidden.setText(tr("Hidden: {what}", what=what) if what else "")
        spans = len(reading.spans) if reading else 0
        self._spans.setText(trn("{count} span", "{count} spans", spans) if reading else "")
        self._hidden.setVisible(bool(what))
        for label in (self._keyboard, self._who, self._spans, self._saved):
            label.setVisible(project is not None)
        if project is None:
            return
        if project.closed_to_writing is not None:
            self._saved.setText(tr("read-only"))
            self._saved.setToolTip(plain(str(project.closed_to_writing)))
        elif not self._saved.text() or self._saved.text() == tr("read-only"):
            self._saved.setText(tr("saved"))
            self._saved.setToolTip(tr("Every change is on the disk before it is shown."))

    def _mark_saved(self) -> None:
        self._saved.setText(tr("saved {time}", time=time.strftime("%H:%M:%S")))


class _TaskBox(QWidget):
    """The newest job under way: its sentence, a bar, and the button that stops it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks: list[Task] = []  # the newest last; that one is shown
        self._told: dict[Task, tuple[str, int]] = {}
        self._stopped: set[Task] = set()
        self._label, self._bar, self._stop = QLabel(), QProgressBar(), QToolButton()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName("task")
        self.setAccessibleName(tr("Work under way"))
        self._label.setObjectName("task.words")
        self._bar.setObjectName("task.progress")
        self._bar.setAccessibleName(tr("Progress"))
        self._bar.setFixedWidth(120)
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(8)
        self._stop.setObjectName("task.cancel")
        self._stop.setText(tr("Cancel"))
        self._stop.setAutoRaise(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._label, self._bar, self._stop):
            row.addWidget(widget)
        self._stop.clicked.connect(self._cancel)
        self.hide()

    def show_task(self, task: Task) -> None:
        """Show a task until it ends, and then the one before it."""
        self._tasks.append(task)
        self._told[task] = (task.title, -1)
        task.stepped.connect(self._step)
        task.ended.connect(self._end)
        self._show_newest()

    def _step(self, sentence: str, percent: int) -> None:
        task = self.sender()
        if isinstance(task, Task) and task in self._told:
            self._told[task] = (sentence, percent)
            self._show_newest()

    def _end(self) -> None:
        task = self.sender()
        if isinstance(task, Task) and task in self._told:
            self._tasks.remove(task)
            del self._told[task]
            self._stopped.discard(task)
            self._show_newest()

    def _cancel(self) -> None:
        if self._tasks:
            self._stopped.add(self._tasks[-1])
            self._tasks[-1].cancel()
            self._show_newest()

    def _show_newest(self) -> None:
        self.setVisible(bool(self._tasks))
        if self._tasks:
            sentence, percent = self._told[self._tasks[-1]]
            self._label.setText(sentence)
            self._bar.setRange(0, 100 if percent >= 0 else 0)
            self._bar.setValue(max(percent, 0))
            self._stop.setEnabled(self._tasks[-1] not in self._stopped)
