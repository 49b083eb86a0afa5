"""Files chosen for an import, decisions taken from files and written to them."""

from collections.abc import Callable
from pathlib import Path

import orjson
from PySide6.QtCore import QPoint, QStandardPaths, Qt
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from workbench.domain.errors import Refused
from workbench.domain.mapping import EMPTY, Mapping
from workbench.domain.words import tr
from workbench.gui.importing.words import filters
from workbench.gui.parts.attempt import attempt
from workbench.gui.session import Session
from workbench.transfer import Plan, read_mapping
from workbench.transfer.mapping import READY, mapping_form


def ask_files(parent: QWidget) -> tuple[Path, ...]:
    """Ask which files; () for none."""
    names, _ = QFileDialog.getOpenFileNames(parent, tr("Import"), str(documents()), filters())
    return tuple(map(Path, names))


def ask_folder(parent: QWidget) -> tuple[Path, ...]:
    """Ask which folder; () for none."""
    name = QFileDialog.getExistingDirectory(parent, tr("Import a folder"))
    return (Path(name),) if name else ()


def dropped(event: QDropEvent) -> tuple[Path, ...]:
    """The files that were dropped."""
    return tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())


def documents() -> Path:
    """Where a user looks for files first."""
    places = QStandardPaths.StandardLocation
    for place in (places.DocumentsLocation, places.HomeLocation):
        folder = Path(QStandardPaths.writableLocation(place) or "?")
        if folder.is_dir():
            return folder
    return Path.cwd()


def offer_files(
    button: QWidget, session: Session, plan: Plan, use: Callable[[Mapping], None]
) -> None:
    """A menu: decisions of a file, those that come with the program, and writing them."""
    menu = QMenu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setObjectName("import_more_menu")
    menu.setAccessibleName(tr("Decisions as a file…"))

    def read() -> None:
        name, _ = QFileDialog.getOpenFileName(
            button.window(), tr("Decisions from a file"), str(documents()), tr("JSON (*.json)")
        )
        if name:
            attempt(session, lambda: use(read_mapping(name)))

    def write() -> None:
        name, _ = QFileDialog.getSaveFileName(
            button.window(),
            tr("Write the decisions"),
            str(documents() / "mapping.json"),
            tr("JSON (*.json)"),
        )
        if name:
            attempt(session, lambda: write_mapping(plan, Path(name)))

    menu.addAction(tr("Take decisions from a file…")).triggered.connect(read)
    for name in READY:
        entry = menu.addAction(tr("Use the ready ones for {name}", name=name))
        entry.setData(name)
    menu.addSeparator()
    menu.addAction(tr("Write the decisions to a file…")).triggered.connect(write)

    def use_ready(action: QAction) -> None:
        if action.data():
            attempt(session, lambda: use(read_mapping(action.data())))

    menu.triggered.connect(use_ready)
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def write_mapping(plan: Plan, path: Path) -> None:
    """Write what is decided, and a proposal for what is not. Raises Refused."""
    form = mapping_form(plan.deciding(EMPTY, "add").mapping)
    try:
        path.write_bytes(orjson.dumps(form, option=orjson.OPT_INDENT_2) + b"\n")
    except OSError as error:
        raise Refused(
            "{name} cannot be written: {reason}.",
            name=path.name,
            reason=error.strerror or str(error),
        ) from None
