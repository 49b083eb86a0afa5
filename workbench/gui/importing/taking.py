"""Imports of the window: files are looked at, asked about where need be, taken in, reported."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid  # a window built anew leaves jobs behind

from workbench.domain.commands import Pen
from workbench.domain.errors import ReadOnly, Refused
from workbench.domain.words import tr
from workbench.exchange.bundle import ReadOptions
from workbench.gui.importing.choosing import ask_files, ask_folder
from workbench.gui.importing.decisions import Decisions
from workbench.gui.importing.looking import Looking, Wanted
from workbench.gui.importing.report import ReportSheet
from workbench.gui.importing.sheet import ImportSheet
from workbench.gui.parts.attempt import attempt
from workbench.gui.session import Session
from workbench.gui.tasks import Task
from workbench.jobs import Cancelled, Progress
from workbench.store.project import Project
from workbench.transfer import Import, Plan, Report, keep_mapping, take_all
from workbench.transfer.planning import layer_of

_SAID = 4  # sentences in the status line


class Imports(QObject):
    """One import at a time."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._paths: tuple[Path, ...] = ()
        self.task: Task | None = None  # what takes articles in
        self.looking = Looking(session, self)
        self.looking.answered.connect(self._looked)
        self.looking.refused.connect(session.refused)
        self.looking.cancelled.connect(self._cancelled)

    @property
    def busy(self) -> bool:
        """Whether an import is under way, or asked about."""
        return self.task is not None or self.looking.busy or self._sheet() is not None

    def ask(self, *, folder: bool) -> None:
        """Ask which files, or which folder, and import that."""

        def ask() -> None:
            self._expect_free()
            paths = ask_folder(self._window) if folder else ask_files(self._window)
            if paths:
                self.take(paths)

        attempt(self._session, ask)

    def ask_with_options(self) -> None:
        """Open the sheet, where files are chosen and everything is said."""
        attempt(self._session, self._open_sheet)

    def take(self, paths: tuple[Path, ...]) -> None:
        """Import files and folders; only where something is to be decided the sheet is opened."""

        def take() -> None:
            self._expect_free()
            self._paths = paths
            options = ReadOptions(annotator=layer_of(paths))
            self.looking.look(Wanted(paths, options), at_once=True)

        attempt(self._session, take)

    # -- what comes of looking

    def _looked(self, plan: Plan) -> None:
        attempt(self._session, lambda: self._go_on(plan))

    def _go_on(self, plan: Plan) -> None:
        project = self._session.project
        if project is None:
            return
        wanted = Wanted(self._paths, ReadOptions(annotator=layer_of(self._paths)))
        if plan.before != project.codebook:  # it was edited meanwhile
            plan = plan.beside(project.codebook)
        decided = Decisions(project).begin(plan)
        if decided.clear:
            self.import_as(decided, wanted)
        else:
            self._open_sheet().show_paths(self._paths, plan)

    def _open_sheet(self) -> ImportSheet:
        self._expect_free()
        sheet = ImportSheet(self._session, self._window)
        sheet.taken.connect(self.import_as)
        sheet.open()
        return sheet

    def _sheet(self) -> ImportSheet | None:
        found = self._window.findChild(ImportSheet)
        return found if found is not None and found.isVisible() else None

    def _expect_free(self) -> None:
        project = self._session.project
        if project is None:
            raise Refused("Open a project first.")
        if project.closed_to_writing is not None:
            raise ReadOnly(project.closed_to_writing)
        if self.busy:
            raise Refused("One import is under way. Wait for its end, or cancel it.")

    # -- taking in

    def import_as(self, plan: Plan, wanted: Wanted) -> None:
        """Take files in by a plan, in a worker, as one step that can be undone.

        Whatever ends it early, the worker itself leaves nothing of it.
        """
        attempt(self._session, lambda: self._begin(plan, wanted))

    def _begin(self, plan: Plan, wanted: Wanted) -> None:
        session, project = self._session, self._session.project
        if project is None:
            return
        session.about_to_edit.emit()
        if plan.before != project.codebook:
            plan = plan.beside(project.codebook)
        arriving = Import(project, Pen(project.annotator), plan)

        def job(progress: Progress) -> Report:
            return take_all(arriving, wanted.paths, wanted.options, progress, plan, wanted.match)

        def done(report: Report) -> None:
            self.task = None
            arriving.tell()
            self._keep(project, plan)
            self._report(report)

        def failed(error: BaseException) -> None:
            self.task = None
            if isinstance(error, Cancelled):
                self._cancelled()
            else:
                session.failed(error)

        self.task = session.tasks.run(tr("Importing"), job, done, failed)

    def _keep(self, project: Project, plan: Plan) -> None:
        """Let the project remember what was decided, for the next files of these formats."""
        for name in plan.formats:
            attempt(self._session, lambda name=name: keep_mapping(project, name, plan.named()))  # type: ignore[misc]  # bound at once

    def _cancelled(self) -> None:
        self._session.said.emit(tr("The import was cancelled; nothing of it was kept."))

    def _report(self, report: Report) -> None:
        session = self._session
        evidence = [str(one) for one in report.plan.evidence.told()] if report.plan else []
        told = [one for one in report.summary() if one not in evidence]
        session.said.emit(" ".join(told[:_SAID]))
        if session.reading is None and session.project is not None:
            for row in session.project.read.articles("new", limit=1):
                session.open_article(row.article.id)
        told_more = report.problems or report.kept or report.duplicates or report.versions
        if told_more and isValid(self):
            ReportSheet(report, self._window).open()
