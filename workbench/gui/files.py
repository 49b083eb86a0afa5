"""Projects and files: making, opening, importing, exporting, restoring, with their dialogs."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from PySide6.QtCore import QObject, QSemaphore, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from workbench.domain.codebook import Codebook
from workbench.domain.commands import Pen
from workbench.domain.errors import DamagedProject, WorkbenchError
from workbench.domain.words import tr, trn
from workbench.gui.session import Session
from workbench.gui.settings import Settings
from workbench.gui.tasks import Task
from workbench.jobs import Cancelled, Progress
from workbench.resources import resource
from workbench.store.project import Project

# What is not needed before the first paint is imported where it is used.
if TYPE_CHECKING:
    from workbench.exchange.bundle import Bundle, Problem, Written
    from workbench.transfer import Report

SUFFIX = ".workbench"
BATCH = 200_000  # characters of text that go to the file at once


class _Channel(QObject):
    """Batches from a worker to the GUI thread; the worker waits where two are on their way."""

    arrived = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._room = QSemaphore(2)

    def send(self, batch: "list[Bundle | Problem]", progress: Progress) -> None:
        while not self._room.tryAcquire(1, 100):
            progress.step(0, 0)  # raises Cancelled where nobody takes batches any more
        self.arrived.emit(batch)

    def taken(self) -> None:
        self._room.release()


class Files(QObject):
    """What the File menu does."""

    leaving = Signal()  # another project is about to be shown: what is being typed is to be kept

    def __init__(self, session: Session, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._settings = settings
        self._window = window
        self._importing: Task | None = None

    # -- projects

    def open(self, path: Path) -> bool:
        """Open a project in this window; say why where it cannot be."""
        here = self._session.project
        if here is not None and not here.read_only and _same(path, here.path):
            # Its lock is ours: opened again it would be open in «another» window.
            self._session.said.emit(tr("{name} is open.", name=path.name))
            return True
        try:
            project = Project.open(path, self._settings.annotator)
        except DamagedProject as error:
            self._offer_backup(path, error)
            return False
        except WorkbenchError as error:
            self._tell(error)
            return False
        self.show(project)
        return True

    def show(self, project: Project) -> None:
        """Show an open project: the article that was open last, or the first to work on."""
        session = self._session
        self.leaving.emit()
        session.open_project(project)
        self._settings.opened(project.path)
        last = project.read.article(self._settings.last_article(project.path))
        first = last or next(
            (
                row.article
                for status in ("in_work", "new", "done")
                for row in project.read.articles(status, limit=1)
            ),
            None,
        )
        if first is not None:
            session.open_article(first.id)
        if project.closed_to_writing is not None:
            session.refused.emit(str(project.closed_to_writing))
            return
        session.said.emit(
            tr(
                "{name} is open, from the folder {folder}",
                name=project.path.name,
                folder=str(project.path.parent),
            )
        )

        def job(progress: Progress) -> Path | None:
            from workbench.store.backup import back_up

            return back_up(project.path, progress=progress)

        session.tasks.run(
            tr("Backing up"), job, lambda path: None, self._session.failed, shown=False
        )

    def new(self) -> None:
        """Ask for a name and make an empty project with the codebook that comes with it."""
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            tr("New project"),
            str(_documents() / f"project{SUFFIX}"),
            _filter(),
            # Nothing is overwritten, so there is nothing to confirm.
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if not name:
            return
        self.make(Path(name if name.endswith(SUFFIX) else name + SUFFIX))

    def make(self, path: Path) -> bool:
        """Make an empty project and show it; a file that is there is never touched."""
        try:
            book = Codebook.of(orjson.loads(resource("codebook.json").read_bytes()))
            self.show(Project.create(path, book, self._settings.annotator))
        except WorkbenchError as error:
            self._tell(error)
            return False
        return True

    def ask_open(self) -> None:
        """Ask which project to open."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open a project"), str(_documents()), _filter()
        )
        if name:
            self.open(Path(name))

    def restore(self) -> None:
        """Ask which backup of the open project to go back to."""
        path = self._session.project.path if self._session.project else None
        if path is None:
            name, _ = QFileDialog.getOpenFileName(
                self._window, tr("Which project is to be restored?"), str(_documents()), _filter()
            )
            path = Path(name) if name else None
        if path is not None:
            self._choose_backup(path)

    def _offer_backup(self, path: Path, error: WorkbenchError) -> None:
        from workbench.store.backup import backups

        box = QMessageBox(self._window)
        box.setObjectName("damaged")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(str(error))
        box.addButton(tr("Close"), QMessageBox.ButtonRole.RejectRole)
        if backups(path):
            yes = box.addButton(tr("Restore a backup…"), QMessageBox.ButtonRole.AcceptRole)
            yes.clicked.connect(lambda: self._choose_backup(path))
        else:
            box.setInformativeText(tr("There is no backup of this project on this computer."))
        box.finished.connect(box.deleteLater)
        box.open()

    def _choose_backup(self, path: Path) -> None:
        from workbench.gui.inspector.moments import moment
        from workbench.store.backup import backups, restore

        found = backups(path)
        if not found:
            self._session.refused.emit(tr("There is no backup of this project on this computer."))
            return
        names = [
            f"{number}. {moment(item.when.isoformat(timespec='milliseconds'))}"
            for number, item in enumerate(found, start=1)
        ]
        dialog = QInputDialog(self._window)
        dialog.setObjectName("backups")
        dialog.setWindowTitle(tr("Restore a backup"))
        dialog.setLabelText(tr("The file as it is now is kept beside it under another name."))
        dialog.setComboBoxItems(names)
        dialog.setOkButtonText(tr("Restore"))
        dialog.setCancelButtonText(tr("Cancel"))

        def accept(chosen: str) -> None:
            self.leaving.emit()
            self._session.open_project(None)
            try:
                kept = restore(found[names.index(chosen)].path, path)
            except WorkbenchError as error:
                self.open(path)
                self._tell(error)
                return
            if self.open(path):
                self._session.said.emit(
                    tr("The backup is open. The file before it is {name}.", name=kept.name)
                )

        dialog.textValueSelected.connect(accept)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # -- import

    def ask_import(self, *, folder: bool) -> None:
        """Ask what to import."""
        if folder:
            name = QFileDialog.getExistingDirectory(self._window, tr("Import a folder"))
            names = [name] if name else []
        else:
            names, _ = QFileDialog.getOpenFileNames(
                self._window,
                tr("Import articles"),
                str(_documents()),
                tr("Articles (*.txt *.jsonl);;All files (*)"),
            )
        if names:
            self.take([Path(name) for name in names])

    def take(self, paths: list[Path]) -> None:
        """Import files and folders: read in a worker, committed here as one undo step."""
        from workbench.exchange.bundle import ReadOptions
        from workbench.transfer import Import, files, read

        session, project = self._session, self._session.project
        if project is None:
            session.refused.emit(tr("Open a project first."))
            return
        if project.closed_to_writing is not None:
            session.refused.emit(str(project.closed_to_writing))
            return
        if self._importing is not None:
            session.refused.emit(tr("One import is under way. Wait for its end, or cancel it."))
            return
        arriving = Import(project, Pen(project.annotator))
        channel = _Channel(self)
        codebook, options = project.codebook, ReadOptions(annotator=project.annotator)

        def job(progress: Progress) -> None:
            for batch in _batches(read(files(paths), codebook, options, progress)):
                channel.send(batch, progress)

        def arrived(batch: "list[Bundle | Problem]") -> None:
            if self._importing is not task:
                return  # cancelled since it was sent
            for item in batch:
                arriving.take(item)
            arriving.flush()
            channel.taken()

        def done(_: object) -> None:
            self._importing = None
            channel.deleteLater()
            self._report(arriving.finish())

        def failed(error: BaseException) -> None:
            self._importing = None
            channel.deleteLater()
            arriving.abandon()
            if isinstance(error, Cancelled):
                session.said.emit(tr("The import was cancelled; nothing of it was kept."))
            else:
                self._session.failed(error)

        channel.arrived.connect(arrived)
        task = session.tasks.run(tr("Importing"), job, done, failed)
        self._importing = task

    def _report(self, report: "Report") -> None:
        session, sentences = self._session, report.sentences()
        session.said.emit(sentences[0] if sentences else "")
        if session.reading is None and session.project is not None:
            for row in session.project.read.articles("new", limit=1):
                session.open_article(row.article.id)
        if len(sentences) < 2:
            return
        box = QMessageBox(self._window)
        box.setObjectName("import.report")
        box.setWindowTitle(tr("Import"))
        box.setText(sentences[0])
        box.setInformativeText("\n".join(sentences[1:9]))
        if len(sentences) > 9:
            box.setDetailedText("\n".join(sentences[1:]))
        box.setStandardButtons(QMessageBox.StandardButton.Ok)
        box.finished.connect(box.deleteLater)
        box.open()

    # -- export

    def ask_export(self) -> None:
        """Ask where to, and export the whole project."""
        project = self._session.project
        if project is None:
            return
        start = project.path.with_suffix(".jsonl")
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export as JSONL"), str(start), tr("JSONL (*.jsonl)")
        )
        if name:
            self.export(Path(name))

    def export(self, target: Path) -> None:
        """Export the project to a file, verified, in a worker."""
        from workbench.exchange.formats import NATIVE
        from workbench.transfer import export

        session, project = self._session, self._session.project
        if project is None:
            return

        def job(progress: Progress) -> "Written":
            with project.snapshot() as snapshot:
                return export(snapshot, NATIVE, target, progress)

        def done(written: "Written") -> None:
            session.said.emit(
                trn(
                    "{count} article exported to {name}; every offset was verified.",
                    "{count} articles exported to {name}; every offset was verified.",
                    written.articles,
                    name=target.name,
                )
            )
            if written.left_out:
                session.said.emit(
                    trn(
                        "{name} is verified; {count} entity without a mention is not in it.",
                        "{name} is verified; {count} entities without a mention are not in it.",
                        written.left_out,
                        name=target.name,
                    )
                )

        def failed(error: BaseException) -> None:
            if isinstance(error, Cancelled):
                session.said.emit(tr("The export was cancelled; the old file is as it was."))
            else:
                self._session.failed(error)

        session.tasks.run(tr("Exporting"), job, done, failed)

    # -- words

    def _tell(self, error: WorkbenchError) -> None:
        box = QMessageBox(self._window)
        box.setObjectName("trouble")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(str(error))
        box.setStandardButtons(QMessageBox.StandardButton.Ok)
        box.finished.connect(box.deleteLater)
        box.open()


def _batches(items: "Iterator[Bundle | Problem]") -> "Iterator[list[Bundle | Problem]]":
    from workbench.exchange.bundle import Bundle

    batch: list[Bundle | Problem] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.text) if isinstance(item, Bundle) else 0
        if size > BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _documents() -> Path:
    places = QStandardPaths.StandardLocation
    for place in (places.DocumentsLocation, places.HomeLocation):
        folder = Path(QStandardPaths.writableLocation(place) or "?")
        if folder.is_dir():
            return folder
    return Path.cwd()


def _filter() -> str:
    return tr("Workbench projects (*.workbench)")
