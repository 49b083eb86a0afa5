"""The labels and the relations of the draft, in order; Alt+Up and Alt+Down or a drag move them."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain import codebook_edits as edits
from workbench.domain.codebook_draft import Owner, Part, names_of
from workbench.domain.words import tr, trn
from workbench.gui.codebook.editor_draft import Drafting
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import IconButton, heading
from workbench.gui.parts.rows_view import RowsView, plate

Index = QModelIndex | QPersistentModelIndex


class PartModel(QAbstractListModel):
    """The labels, or the relation types, of the draft."""

    def __init__(self, drafting: Drafting, part: Part, parent: QWidget) -> None:
        super().__init__(parent)
        self.drafting, self.part = drafting, part

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._items())

    def _items(self) -> list[dict[str, Any]]:
        return list(self.drafting.draft.body.get(self.part, ()))

    def owner(self, row: int) -> Owner:
        """The label or relation type in a row."""
        return Owner(self.part, self._items()[row]["id"])

    def row_of(self, owner: Owner | None) -> int:
        """The row of a label or relation type, or -1."""
        ids = self.drafting.draft.ids(self.part)
        return ids.index(owner.id) if owner and owner.part == self.part and owner.id in ids else -1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self.rowCount():
            return None
        item = self._items()[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return item
        name = str(names_of(item, item["id"]))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            key = item.get("key", "")
            count = self.drafting.spans_of(item["id"]) if self.part == "labels" else 0
            spans = trn("{count} span", "{count} spans", count) if count else ""
            return ", ".join(filter(None, (name, key, spans)))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        return found | (
            Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else found.ItemIsDropEnabled
        )

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def moveRows(self, source: Index, row: int, count: int, destination: Index, child: int) -> bool:
        place = child - 1 if child > row else child
        owner = self.owner(row)
        return self.drafting.do(lambda draft: edits.move(draft, owner, place))


class PartDelegate(QStyledItemDelegate):
    """Mark, name, key; for labels the number of spans."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(QFontMetricsF(option.font).height()) + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, PartModel)
        item = index.data(Qt.ItemDataRole.UserRole)
        if item is None:
            return
        ink = look.ink_of(option.widget.palette())
        painter.save()
        plate(painter, option, ink, strong=bool(option.state & QStyle.StateFlag.State_Selected))
        rect = QRectF(option.rect).adjusted(10, 0, -10, 0)
        middle, right = rect.center().y(), rect.right()
        painter.setFont(option.font)
        left = rect.left()
        if model.part == "labels":
            base = option.widget.palette().window().color()
            mark = QRectF(left, middle - 7, 24, 14)
            color = QColor(item.get("color", "#808080"))
            glyphs.sample(painter, mark, color, item.get("shape", "solid"), ink, base)
            left += 34
            key = str(item.get("key", "")).upper()
            if key:
                right = glyphs.cap(painter, right, middle, key, ink).left() - 6
            else:
                right -= glyphs.cap_width(option.font, "M") + 6
            count = model.drafting.spans_of(item["id"])
            if count:
                painter.setFont(look.small(option.font, 0.9))
                painter.setPen(ink.quiet)
                text = str(count)
                width = QFontMetricsF(painter.font()).horizontalAdvance(text)
                box = QRectF(right - width, rect.top(), width, rect.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
                right -= width + 6
                painter.setFont(option.font)
        painter.setPen(ink.text)
        name = QFontMetricsF(option.font).elidedText(
            index.data(), Qt.TextElideMode.ElideRight, right - left
        )
        painter.drawText(
            QRectF(left, rect.top(), right - left, rect.height()),
            Qt.AlignmentFlag.AlignVCenter,
            name,
        )
        painter.restore()


class PartView(RowsView):
    """A list whose rows can be moved."""

    def __init__(self, model: PartModel, title: str, parent: QWidget) -> None:
        super().__init__(f"codebook_{model.part}", title, parent)
        self._parts = model
        self.arriving = False  # while the focus comes in
        self.setModel(model)
        self.setItemDelegate(PartDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Qt makes the first row the current one where none is; nobody has chosen it.
        self.arriving = True
        super().focusInEvent(event)
        self.arriving = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, alt = self.currentIndex().row(), Qt.KeyboardModifier.AltModifier
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & alt and event.key() in steps and row >= 0:
            place = row + steps[Qt.Key(event.key())]
            if 0 <= place < self._parts.rowCount():
                owner = self._parts.owner(row)
                self._parts.drafting.do(lambda draft: edits.move(draft, owner, place))
            return
        super().keyPressEvent(event)


class PartList(QWidget):
    """The list of one kind of part, with its heading and what adds to it."""

    picked = Signal(object)  # an Owner
    add_wanted = Signal(str)  # a Part

    def __init__(self, drafting: Drafting, part: Part, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"codebook_part_{part}")
        self.setAccessibleName(title)
        self.model = PartModel(drafting, part, self)
        self.view = PartView(self.model, title, self)
        added = tr("Add a label") if part == "labels" else tr("Add a relation")
        self.add = IconButton(f"codebook_add_{part}", added, "plus", self)
        head = QHBoxLayout()
        head.setContentsMargins(10, 0, 4, 0)
        head.addWidget(heading(f"codebook_head_{part}", title, self), 1)
        head.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.view)
        self._quiet = False
        self.add.clicked.connect(lambda: self.add_wanted.emit(part))
        self.view.selectionModel().currentChanged.connect(self._pick)

    def _pick(self, index: Index) -> None:
        if index.isValid() and not (self._quiet or self.view.arriving):
            self.picked.emit(self.model.owner(index.row()))

    def show_owner(self, owner: Owner | None) -> None:
        """List what the draft holds, with this label or relation type as the chosen one."""
        self._quiet = True
        self.model.beginResetModel()
        self.model.endResetModel()
        row = self.model.row_of(owner)
        if row >= 0:
            self.view.setCurrentIndex(self.model.index(row))
        self._quiet = False
