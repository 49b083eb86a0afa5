"""Projects and files: making, opening, importing, exporting, restoring, with their dialogs."""

from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from workbench.domain.codebook import Codebook
from workbench.domain.errors import DamagedProject, WorkbenchError
from workbench.domain.words import tr, trn
from workbench.gui.session import Session
from workbench.gui.settings import Settings
from workbench.jobs import Cancelled, Progress
from workbench.resources import resource
from workbench.store.project import Project

# What is not needed before the first paint is imported where it is used.
if TYPE_CHECKING:
    from workbench.exchange.bundle import Written
    from workbench.gui.importing.taking import Imports

SUFFIX = ".workbench"


class Files(QObject):
    """What the File menu does."""

    leaving = Signal()  # another project is about to be shown: what is being typed is to be kept

    def __init__(self, session: Session, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._settings = settings
        self._window = window
        self._imports: Imports | None = None

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
        from workbench.gui.parts.moments import moment
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

    @property
    def imports(self) -> "Imports":
        """What is imported into the project; made when it is first needed."""
        if self._imports is None:
            from workbench.gui.importing.taking import Imports

            self._imports = Imports(self._session, self._window)
        return self._imports

    def ask_import(self, *, folder: bool) -> None:
        """Ask what to import."""
        self.imports.ask(folder=folder)

    def import_with_options(self) -> None:
        """Ask what to import, and how."""
        self.imports.ask_with_options()

    def take(self, paths: list[Path]) -> None:
        """Import files and folders."""
        self.imports.take(tuple(paths))

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
