"""The list of entities: pages by name, or what fits the words of a filter; how it is painted."""

from bisect import bisect_left
from collections.abc import Collection
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.domain.change import Change
from workbench.domain.records import Entity, Span
from workbench.domain.text import fold
from workbench.domain.words import tr, trn
from workbench.gui.entities.entity_types import paint_type, type_name
from workbench.gui.parts import look
from workbench.gui.parts.fields import plain
from workbench.gui.parts.rows_view import plate
from workbench.gui.session import Session
from workbench.store.reader import EntityRow

PAGE = 200
FOLLOWED = 50  # entities: where more change at once, the list is read anew
Index = QModelIndex | QPersistentModelIndex


class EntityModel(QAbstractListModel):
    """Entities by name, with the number of their mentions; further pages as they are wanted."""

    RowRole = Qt.ItemDataRole.UserRole

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.rows: list[EntityRow] = []
        self.words = ""
        self._best: set[str] = set()  # that stand first because the register knows them
        self._last: tuple[str, str] | None = None  # where the next page begins
        self._whole = True  # whether all are read

    def reread(self) -> None:
        """Read the list again, from its beginning."""
        project, language = self._session.project, self._session.language
        self.beginResetModel()
        self.rows, self._best, self._last, self._whole = [], set(), None, project is None
        if project is not None:
            if self.words and language is not None:
                ids = language.register.matching(self.words, PAGE)
                self.rows = project.read.entities_among(ids)
                self._best = {row.entity.id for row in self.rows}
            self.rows += self._page()
        self.endResetModel()

    def _page(self) -> list[EntityRow]:
        project = self._session.project
        if project is None:
            return []
        page = project.read.entities(words=self.words, after=self._last, limit=PAGE)
        self._whole = len(page) < PAGE
        if page:
            self._last = _key(page[-1])
        return [row for row in page if row.entity.id not in self._best]

    def canFetchMore(self, parent: Index) -> bool:
        return not self._whole

    def fetchMore(self, parent: Index) -> None:
        page = self._page()
        if page:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(page) - 1)
            self.rows += page
            self.endInsertRows()

    def follow(self, ids: Collection[str]) -> bool:
        """Show these entities as the file holds them now; False where the list is read anew."""
        project = self._session.project
        if project is None or self.words or len(ids) > FOLLOWED:
            self.reread()
            return False
        now = {row.entity.id: row for row in project.read.entities_among(ids)}
        for number in range(len(self.rows) - 1, -1, -1):
            old = self.rows[number].entity
            if old.id not in ids:
                continue
            new = now.get(old.id)
            if new is not None and _key(new) == _key(self.rows[number]):
                self.rows[number] = new
                del now[old.id]
                self.dataChanged.emit(self.index(number), self.index(number))
            else:
                self.beginRemoveRows(QModelIndex(), number, number)
                del self.rows[number]
                self.endRemoveRows()
        for new in now.values():
            key = _key(new)
            if self._whole or (self._last is not None and key <= self._last):
                number = bisect_left(self.rows, key, key=_key)
                self.beginInsertRows(QModelIndex(), number, number)
                self.rows.insert(number, new)
                self.endInsertRows()
        return True

    def find(self, entity: str | None) -> QModelIndex:
        """Where an entity stands; an invalid index where it is not listed."""
        for number, row in enumerate(self.rows):
            if row.entity.id == entity:
                return self.index(number)
        return QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == self.RowRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.entity.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            project = self._session.project
            kind = type_name(project.codebook, row.entity.type) if project else ""
            count = trn("{count} mention", "{count} mentions", row.mentions)
            about = " · ".join(filter(None, (kind, count)))
            also = ", ".join(row.entity.aliases)
            parts = (row.entity.name, about, tr("also: {names}", names=also) if also else "")
            whole = "\n".join(filter(None, parts))
            return plain(whole) if role == Qt.ItemDataRole.ToolTipRole else whole
        return None


class EntityDelegate(QStyledItemDelegate):
    """Paints the type as an icon, the name, and how often it is mentioned."""

    def __init__(self, model: EntityModel, session: Session, view: QListView) -> None:
        super().__init__(view)
        self._model = model
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(QFontMetricsF(option.font).height()) + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.rows[index.row()]
        ink = look.ink_of(option.widget.palette())
        rect = QRectF(option.rect)
        focused, project = self._session.focused(), self._session.project
        painter.save()
        plate(painter, option, ink, strong=bool(option.state & QStyle.StateFlag.State_Selected))
        font = QFont(option.font)
        painter.setFont(font)
        box = QRectF(rect.left() + 12, rect.center().y() - 8, 16, 16)
        paint_type(painter, box, row.entity.type, project.codebook if project else None, ink)
        count = str(row.mentions) if row.mentions else ""
        small = look.small(font, 0.9)
        taken = QFontMetricsF(small).horizontalAdvance(count) + 8 if count else 0
        if focused is not None and focused.entity == row.entity.id:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(ink.text)
        name = QFontMetricsF(font).elidedText(
            row.entity.name, Qt.TextElideMode.ElideRight, rect.width() - 48 - taken
        )
        painter.drawText(rect.adjusted(36, 0, -12, 0), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(small)
        painter.setPen(ink.quiet)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -12, 0), flags, count)
        painter.restore()


def _key(row: EntityRow) -> tuple[str, str]:
    return fold(row.entity.name), row.entity.id


def touched(changes: tuple[Change, ...]) -> set[str]:
    """The entities of which something changed that can be seen here."""
    found: set[str] = set()
    for change in changes:
        before, after = change.before, change.after
        if isinstance(change.record, Entity):
            found.add(change.record.id)
        elif isinstance(before, Span) or isinstance(after, Span):
            old = before.entity if isinstance(before, Span) else None
            new = after.entity if isinstance(after, Span) else None
            moved = (
                isinstance(before, Span)
                and isinstance(after, Span)
                and before.fragments != after.fragments
            )
            if old != new or moved:
                found |= {name for name in (old, new) if name}
    return found
