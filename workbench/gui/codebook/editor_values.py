"""The values of an attribute as a table: the name in the data, in English, in Russian."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from workbench.domain import codebook_attributes as edits
from workbench.domain.codebook_draft import Owner
from workbench.domain.words import tr
from workbench.gui.codebook.editor_draft import Drafting
from workbench.gui.parts import look
from workbench.gui.parts.rows_view import SlimBar

Index = QModelIndex | QPersistentModelIndex
LANGUAGES = ("", "en", "ru")


class ValueModel(QAbstractTableModel):
    """The values of one attribute, and a last empty row that adds one."""

    def __init__(self, drafting: Drafting, parent: QWidget) -> None:
        super().__init__(parent)
        self.drafting = drafting
        self.owner = Owner("labels", "")
        self.attribute = ""
        self.values: list[str] = []
        self._names: dict[str, list[str]] = {}

    def show_attribute(self, owner: Owner, attribute: str) -> None:
        """List the values that the draft holds."""
        form = self.drafting.draft.attribute(owner, attribute) if attribute else {}
        values = list(form.get("values", ()))
        names = {code: list(form.get(f"values_{code}", values)) for code in LANGUAGES[1:]}
        shown = (self.owner, self.attribute, self.values, self._names)
        if shown != (owner, attribute, values, names):
            self.beginResetModel()
            self.owner, self.attribute, self.values, self._names = owner, attribute, values, names
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        if not self.attribute or (parent is not None and parent.isValid()):
            return 0
        return len(self.values) + 1

    def columnCount(self, parent: Index | None = None) -> int:
        return 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("Name in the data"), tr("in English"), tr("in Russian"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        last = row >= len(self.values)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if last:
                add = column == 0 and role == Qt.ItemDataRole.DisplayRole
                return tr("New value…") if add else ""
            if column == 0:
                return self.values[row]
            return self._names[LANGUAGES[column]][row]
        if role == Qt.ItemDataRole.ForegroundRole and last:
            parent = self.parent()
            return look.ink_of(parent.palette()).quiet if isinstance(parent, QWidget) else None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        if index.row() >= len(self.values) and index.column() > 0:
            return Qt.ItemFlag.NoItemFlags
        return found | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        text, row, column = str(value).strip(), index.row(), index.column()
        owner, attribute = self.owner, self.attribute
        if role != Qt.ItemDataRole.EditRole or not text:
            return False
        if row >= len(self.values):
            return self.drafting.do(lambda d: edits.add_value(d, owner, attribute, text))
        name = self.values[row]
        if text == self.data(index, role):
            return False
        if column == 0:
            return self.drafting.do(lambda d: edits.rename_value(d, owner, attribute, name, text))
        language = LANGUAGES[column]
        return self.drafting.do(
            lambda d: edits.name_value(d, owner, attribute, name, language, text)
        )


class ValueTable(QTableView):
    """Enter or typing edits, Alt+Up and Alt+Down move, Del drops."""

    left = Signal()
    menu_wanted = Signal(str, object)  # a value, and where

    def __init__(self, name: str, drafting: Drafting, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(tr("Values"))
        self.rows = ValueModel(drafting, self)
        self.setModel(self.rows)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setVerticalScrollBar(SlimBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setTabKeyNavigation(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setObjectName(f"{name}_head")
        across.setAccessibleName(tr("Values"))
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.hide()  # quiet captions stand over the table
        down.setObjectName(f"{name}_side")
        down.setAccessibleName(tr("Values"))
        down.hide()
        down.setDefaultSectionSize(self.fontMetrics().height() + 10)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda at: self.menu_wanted.emit(self.current(), self.viewport().mapToGlobal(at))
        )

    def current(self) -> str:
        """The value in the current row, or ""."""
        row = self.currentIndex().row()
        return self.rows.values[row] if 0 <= row < len(self.rows.values) else ""

    def show_attribute(self, owner: Owner, attribute: str) -> None:
        """List the values of an attribute of the draft, the current row as it was."""
        row, column = self.currentIndex().row(), max(self.currentIndex().column(), 0)
        self.rows.show_attribute(owner, attribute)
        if row >= 0 and not self.currentIndex().isValid():
            self._go(min(row, self.rows.rowCount() - 1), column)
        line = self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(min(self.rows.rowCount(), 9) * line + 4)

    def move_current(self, step: int) -> None:
        """Move the value in the current row up or down."""
        value, row = self.current(), self.currentIndex().row()
        owner, attribute, place = self.rows.owner, self.rows.attribute, row + step
        if value and 0 <= place < len(self.rows.values):
            column = self.currentIndex().column()
            self.rows.drafting.do(lambda d: edits.move_value(d, owner, attribute, value, place))
            self._go(place, column)

    def drop_current(self) -> None:
        """Drop the value in the current row."""
        value, owner, attribute = self.current(), self.rows.owner, self.rows.attribute
        if value:
            self.rows.drafting.do(lambda d: edits.delete_value(d, owner, attribute, value))

    def _go(self, row: int, column: int) -> None:
        self.setCurrentIndex(self.rows.index(row, column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_current(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Delete:
            self.drop_current()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit(self.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
