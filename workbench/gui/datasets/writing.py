"""Exports written, exports verified, one article as a page: jobs, and what is said of them."""

from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from workbench.domain.errors import Refused, Unreadable, WorkbenchError
from workbench.domain.reading import Reading
from workbench.domain.words import tr
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import Dialect, WriteOptions
from workbench.gui.datasets.words import came_of_it, verified, was_lost
from workbench.gui.session import Session
from workbench.gui.tasks import Job, Task
from workbench.jobs import Cancelled, Progress
from workbench.transfer import Exported, Request, Verified, export_dataset, verify
from workbench.transfer.places import MANIFEST, beside_of, making, move_file, refuse_file, told

SUFFIXES = (".pdf", ".html", ".docx")


class Writing(QObject):
    """An export under way. It outlives the sheet that began it."""

    stepped = Signal(str, int)  # a sentence, and percent or -1
    ended = Signal(object)  # Exported, or a sentence that says why not

    def __init__(self, session: Session, request: Request, target: Path) -> None:
        super().__init__(session)
        self._session = session
        self._task: Task | None = None
        project = session.project
        assert project is not None

        def job(progress: Progress) -> Exported:
            return export_dataset(project, request, target, progress)

        self._task = session.tasks.run(tr("Exporting"), spoken(job), self._done, self._failed)
        self._task.stepped.connect(self.stepped)

    def cancel(self) -> None:
        """Ask it to stop; what was there stays as it was."""
        if self._task is not None:
            self._task.cancel()

    def _done(self, exported: Exported) -> None:
        self._task = None
        lost = was_lost(exported.held) or tr("Nothing was lost.")
        self._session.said.emit(f"{came_of_it(exported)} {lost}")
        self.ended.emit(exported)
        self.deleteLater()

    def _failed(self, error: BaseException) -> None:
        self._task = None
        if isinstance(error, Cancelled):
            sentence = tr("The export was cancelled; what was there before is as it was.")
            self._session.said.emit(sentence)
        else:
            # Of a mistake of the program its trouble is told elsewhere.
            sentence = str(error) if isinstance(error, WorkbenchError) else ""
        self.ended.emit(sentence)
        self.deleteLater()
        self._session.failed(error)


def spoken(job: Job) -> Job:
    """The job in the language of the window: a page says some things itself."""
    here = copy_context()
    return lambda progress: here.run(job, progress)


# -- where to


def ask_target(session: Session, dialect: Dialect, parent: QWidget) -> Path | None:
    """Ask for the file, or for the folder in which the export's own folder is made."""
    project = session.project
    if project is None:
        return None
    stem, near = f"{project.path.stem}-{dialect.name}", project.path.parent
    if dialect.makes == "folder":
        name = QFileDialog.getExistingDirectory(
            parent, tr("Where is the folder «{name}» to be made?", name=stem), str(near)
        )
        return folder_in(Path(name), stem) if name else None
    suffix = dialect.suffixes[0]
    name, _ = QFileDialog.getSaveFileName(
        parent,
        tr("Export for another tool"),
        str(near / f"{stem}{suffix}"),
        f"{suffix[1:].upper()} (*{suffix})",
    )
    return whole_name(Path(name), suffix) if name else None


def whole_name(path: Path, suffix: str) -> Path:
    """A name with its suffix. Raises Refused for a file that nobody was asked about."""
    if path.suffix:
        return path
    found = path.with_name(path.name + suffix)
    if found.exists():
        raise Refused("{name} is there already. Choose it by its whole name.", name=found.name)
    return found


def folder_in(chosen: Path, name: str) -> Path:
    """The folder of an export: `chosen` where it is empty or an earlier one, else in it."""
    try:
        own = (chosen / MANIFEST).is_file() or not any(chosen.iterdir())
    except OSError:
        own = False
    return chosen if own else chosen / name


# -- verifying


def ask_verify(session: Session, window: QWidget) -> None:
    """Ask for an export, and say whether a character of it differs."""
    near = session.project.path.parent if session.project else Path.cwd()
    name, _ = QFileDialog.getOpenFileName(
        window,
        tr("A file of the export, or its manifest"),
        str(near),
        f"{tr('Manifests')} ({MANIFEST} *.manifest.json);;{tr('All files')} (*)",
    )
    if name:
        verify_export(session, export_of(Path(name)), window)


def export_of(path: Path) -> Path:
    """What an export is verified by: for a file in its folder, that folder."""
    if path.name != MANIFEST and not beside_of(path).is_file():
        for folder in path.parents[:3]:
            if (folder / MANIFEST).is_file():
                return folder
    return path


def verify_export(session: Session, path: Path, window: QWidget) -> None:
    """Read an export again in a worker, and say what came of it."""

    def job(progress: Progress) -> Verified:
        try:
            return verify(path, progress)
        except OSError as error:
            reason = error.strerror or str(error)
            raise Unreadable(
                "{path} cannot be read: {reason}.", path=path.name, reason=reason
            ) from None

    def done(found: Verified) -> None:
        name = path.parent.name if path.name == MANIFEST else path.name
        sentences = verified(found, name)
        (session.refused if found.problems else session.said).emit(sentences[0])
        _show(sentences, window, alarming=bool(found.problems))

    def failed(error: BaseException) -> None:
        if isinstance(error, Cancelled):
            session.said.emit(tr("The export was not verified to its end."))
        else:
            session.failed(error)

    session.tasks.run(tr("Verifying"), job, done, failed)


def _show(sentences: list[str], window: QWidget, *, alarming: bool) -> None:
    box = QMessageBox(window)
    box.setObjectName("verified")
    box.setIcon(QMessageBox.Icon.Warning if alarming else QMessageBox.Icon.Information)
    box.setWindowTitle(tr("Verify an export"))
    box.setText(sentences[0])
    box.setInformativeText("\n".join(sentences[1:9]))
    if len(sentences) > 9:
        box.setDetailedText("\n".join(sentences[1:]))
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.finished.connect(box.deleteLater)
    box.open()


# -- one article


def ask_page(session: Session, window: QWidget) -> None:
    """Ask where to, and export the open article as a page to read."""
    project, reading = session.project, session.whole()
    if project is None:
        return
    title = "".join(
        letter for letter in reading.article.title if letter.isalnum() or letter in " -"
    )
    start = project.path.parent / f"{title.strip()[:60] or 'article'}.pdf"
    kinds = (tr("PDF (*.pdf)"), tr("HTML page (*.html)"), tr("Word document (*.docx)"))
    name, kind = QFileDialog.getSaveFileName(
        window, tr("Export this article"), str(start), ";;".join(kinds)
    )
    if not name:
        return
    path = Path(name)
    path = whole_name(path, SUFFIXES[kinds.index(kind) if kind in kinds else 0])
    if path.suffix.lower() not in SUFFIXES:
        raise Refused("An article becomes a .pdf, an .html or a .docx: name it so.")
    export_page(session, reading, path)


def export_page(session: Session, reading: Reading, path: Path) -> None:
    """Write an article as PDF, HTML or DOCX, by the suffix, in a worker."""
    project = session.project
    if project is None:
        return
    file = project.path

    def job(progress: Progress) -> None:
        refuse_file(file, path)
        _writer(path.suffix.lower())(reading, path)

    def done(_: Any) -> None:
        session.said.emit(tr("The article is in {name}.", name=path.name))

    session.tasks.run(tr("Exporting the article"), spoken(job), done, session.failed)


def _writer(suffix: str) -> Callable[[Reading, Path], None]:
    # Only one of them is needed.
    if suffix == ".pdf":
        from workbench.gui.pdf_report import write_pdf

        return write_pdf
    if suffix == ".docx":
        from workbench.exchange.pages.docx import DocxPage

        return lambda reading, path: _page(DocxPage(), reading, path)
    from workbench.exchange.pages.html import HtmlPage

    return lambda reading, path: _page(HtmlPage(), reading, path)


def _page(dialect: Dialect, reading: Reading, path: Path) -> None:
    here = {span.entity for span in reading.spans}
    bundle = Bundle(
        reading.article,
        reading.text,
        reading.spans,
        reading.relations,
        tuple(entity for entity in reading.entities.values() if entity.id in here),
        reading.notes,
    )
    with told(path), making(path, folder=False) as made:
        dialect.write((bundle,), reading.codebook, made, WriteOptions())
        move_file(made, path, None)
