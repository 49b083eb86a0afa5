"""The line below: the saved state of this project, and one job of several at a time."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QToolButton, QWidget

from tests.gui.panels.conftest import Bench, Show, click
from workbench.domain.codebook import Codebook
from workbench.gui.status_line import StatusLine
from workbench.gui.tasks import Task, _Run
from workbench.store.project import Project


class Job:
    """A task without a thread."""

    def __init__(self, title: str, parent: QObject) -> None:
        self.run = _Run(lambda progress: None)
        self.task = Task(title, self.run, parent)

    @property
    def cancelled(self) -> bool:
        return self.run.cancelled.is_set()


def test_the_saved_time_is_of_this_project(
    bench: Bench, show: Show, tmp_path: Path, codebook: Codebook
) -> None:
    line = StatusLine(bench.session)
    show(line)
    bench.add("Порт")
    assert line._saved.text().startswith("saved ")
    bench.session.open_project(Project.create(tmp_path / "other.workbench", codebook, "anna"))
    assert line._saved.text() == "saved"


def test_the_newest_task_is_shown_and_then_the_one_before(bench: Bench, show: Show) -> None:
    line = StatusLine(bench.session)
    show(line)
    box: QWidget = line._task
    words: Callable[[], str] = line._task._label.text
    stop = box.findChild(QToolButton, "task.cancel")
    assert stop is not None
    first, second = Job("Import", line), Job("Export <b>", line)
    for job in (first, second):
        bench.session.tasks.started.emit(job.task)
    assert words() == "Export <b>"
    first.task.stepped.emit("Import — 5 %", 5)
    assert words() == "Export <b>"
    click(stop)
    assert (first.cancelled, second.cancelled) == (False, True)
    assert not stop.isEnabled()
    second.task.ended.emit()
    assert box.isVisible()
    assert words() == "Import — 5 %"
    assert stop.isEnabled()
    first.task.ended.emit()
    assert not box.isVisible()
    third = Job("Again", line)
    bench.session.tasks.started.emit(third.task)
    click(stop)
    assert (first.cancelled, third.cancelled) == (False, True)


def test_a_sentence_with_tags_is_told_letter_by_letter(bench: Bench, show: Show) -> None:
    line = StatusLine(bench.session)
    show(line)
    bench.session.said.emit("«<i>x</i>.txt»")
    shown = QTextDocument()
    shown.setHtml(line._words.toolTip())
    assert shown.toPlainText() == "«<i>x</i>.txt»"
