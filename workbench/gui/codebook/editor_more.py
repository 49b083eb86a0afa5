"""The menu of the codebook editor: merge, split, import, export."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from workbench.domain import codebook_edits as edits
from workbench.domain.codebook_draft import Draft, Owner
from workbench.domain.errors import WorkbenchError
from workbench.domain.words import tr
from workbench.gui.codebook.editor_draft import Drafting
from workbench.gui.session import Session


class More(QObject):
    """What else can be done with a draft."""

    refused = Signal(str)
    said = Signal(str)

    def __init__(self, session: Session, drafting: Drafting, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._drafting, self._window = session, drafting, window

    def merge(self, gone: str, into: str) -> None:
        """Merge one label into another and go on with that one."""
        self._drafting.do(lambda draft: edits.merge(draft, gone, into), Owner("labels", into))

    def _split_off(self) -> None:
        """Move the spans that are chosen in the text to a label of their own."""
        label, session = self._drafting.owner.id, self._session
        chosen = session.chosen or ((session.focus,) if session.focus else ())
        new_id = f"{label}_2"
        while new_id in self._drafting.draft.ids("labels"):
            new_id += "_2"
        self._drafting.do(
            lambda draft: edits.split_off(draft, label, new_id, chosen), Owner("labels", new_id)
        )

    def menu(self) -> QMenu:
        """What else can be done with the chosen part, and with the codebook."""
        menu = QMenu(self._window)
        menu.setObjectName("codebook_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        owner, draft = self._drafting.owner, self._drafting.draft
        if owner.part == "labels":
            into = menu.addMenu(tr("Merge into"))
            into.setObjectName("codebook_merge")
            for name in draft.ids("labels"):
                if name != owner.id:
                    entry = into.addAction(str(draft.name_of(Owner("labels", name))))
                    entry.setObjectName(f"codebook_merge.{name}")
                    entry.triggered.connect(lambda _=False, name=name: self.merge(owner.id, name))
            parted = menu.addMenu(tr("Make a label of each value of"))
            parted.setObjectName("codebook_split")
            for name in draft.item(owner).get("attributes", {}):
                entry = parted.addAction(name)
                entry.setObjectName(f"codebook_split.{name}")
                entry.triggered.connect(
                    lambda _=False, name=name: self._drafting.do(
                        lambda draft: edits.split(draft, owner.id, name)
                    )
                )
            parted.setEnabled(bool(draft.item(owner).get("attributes")))
            off = menu.addAction(tr("Move the spans chosen in the text to a new label"))
            off.setObjectName("codebook_split_off")
            off.setEnabled(self._has_chosen(owner.id))
            off.triggered.connect(self._split_off)
            menu.addSeparator()
        for name, title, act in (
            ("codebook_import", tr("Import…"), self._ask_import),
            ("codebook_export", tr("Export…"), self._ask_export),
        ):
            entry = menu.addAction(title)
            entry.setObjectName(name)
            entry.triggered.connect(act)
        return menu

    def _has_chosen(self, label: str) -> bool:
        session = self._session
        reading, ids = session.reading, session.chosen or (session.focus or "",)
        found = [reading.span(name) for name in ids] if reading else []
        sources = {route.source for route in self._drafting.draft.labels if route.target == label}
        return any(span is not None and span.label in sources for span in found)

    def _ask_import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("Import a codebook"), "", tr("Codebooks (*.json);;All files (*)")
        )
        if name:
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Put the codebook of a file into the draft."""
        from workbench.exchange.codebook_file import read_codebook

        try:
            book = read_codebook(path)
        except WorkbenchError as error:
            self.refused.emit(str(error))
            return
        self._drafting.do(lambda draft: Draft.between(draft.before, book))

    def _ask_export(self) -> None:
        book = self._drafting.draft.body
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export the codebook"), f"{book['id']}.json", tr("Codebooks (*.json)")
        )
        if name:
            self.export(Path(name))

    def export(self, path: Path) -> None:
        """Write the codebook as it stands here to a file."""
        from workbench.exchange.codebook_file import write_codebook

        try:
            write_codebook(self._drafting.draft.codebook(), path)
        except WorkbenchError as error:
            self.refused.emit(str(error))
            return
        self.said.emit(tr("Codebook written to {name}.", name=path.name))
