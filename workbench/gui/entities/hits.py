"""Places in articles with a tick each: the list, its painting and its keys."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.domain.text import fold
from workbench.gui.entities.everywhere import Found, Hit
from workbench.gui.entities.mentions import Heading, paint_heading, paint_kwic
from workbench.gui.parts import keys, look
from workbench.gui.parts.buttons import BOX, tick
from workbench.gui.parts.fields import plain
from workbench.gui.parts.rows_view import RowsView, plate

Index = QModelIndex | QPersistentModelIndex


class HitModel(QAbstractListModel):
    """Places under the titles of their articles, each with a tick."""

    ticked = Signal()
    RowRole = Qt.ItemDataRole.UserRole

    def __init__(self, found: Found, parent: QWidget) -> None:
        super().__init__(parent)
        self._found = found
        self._keys = [
            fold(f"{found.titles[hit.article]}\n{hit.before}{hit.said}{hit.after}")
            for hit in found.hits
        ]
        self._off: set[Hit] = set()
        self.label = ""
        self._words = ""
        self.rows: list[Heading | Hit] = []

    @property
    def possible(self) -> list[Hit]:
        """The places that have no span of the label yet."""
        return [hit for hit in self._found.hits if self.label not in hit.labels]

    def on(self) -> list[Hit]:
        """The ticked places, also those that the filter hides."""
        return [hit for hit in self.possible if hit not in self._off]

    def off(self) -> list[Hit]:
        """The places without a tick."""
        return [hit for hit in self.possible if hit in self._off]

    def show_label(self, label: str) -> None:
        """List the places that can get this label."""
        self.label = label
        self._fill()

    def filter(self, words: str) -> None:
        """List the places with these words in the sentence or the title."""
        self._words = fold(words.strip())
        self._fill()

    def _fill(self) -> None:
        self.beginResetModel()
        self.rows = []
        article = ""
        for hit, key in zip(self._found.hits, self._keys, strict=True):
            if self.label in hit.labels or self._words not in key:
                continue
            if hit.article != article:
                article = hit.article
                self.rows.append(Heading(article, self._found.titles[article]))
            self.rows.append(hit)
        self.endResetModel()
        self.ticked.emit()

    def under(self, row: int) -> list[Hit]:
        """The place in a row, or all shown places of the article that it is the title of."""
        found = self.rows[row]
        if isinstance(found, Hit):
            return [found]
        return [r for r in self.rows if isinstance(r, Hit) and r.article == found.article]

    def state(self, row: int) -> Qt.CheckState:
        """Whether the places of a row are ticked: all, some or none."""
        hits = self.under(row)
        off = sum(hit in self._off for hit in hits)
        if off == len(hits):
            return Qt.CheckState.Unchecked
        return Qt.CheckState.PartiallyChecked if off else Qt.CheckState.Checked

    def toggle(self, row: int) -> None:
        """Tick the places of a row, or take the ticks away where all have one."""
        self._set(self.under(row), on=self.state(row) != Qt.CheckState.Checked)

    def toggle_all(self) -> None:
        """Tick all shown places, or none where all are ticked."""
        hits = [row for row in self.rows if isinstance(row, Hit)]
        self._set(hits, on=any(hit in self._off for hit in hits))

    def _set(self, hits: list[Hit], *, on: bool) -> None:
        if on:
            self._off.difference_update(hits)
        else:
            self._off.update(hits)
        if self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))
        self.ticked.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == self.RowRole:
            return row
        if role == Qt.ItemDataRole.CheckStateRole:
            return self.state(index.row())
        text = row.title if isinstance(row, Heading) else f"{row.before}{row.said}{row.after}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return text
        return plain(text) if role == Qt.ItemDataRole.ToolTipRole else None


class HitDelegate(QStyledItemDelegate):
    """Paints the ticks, the titles and the places in their sentences."""

    def __init__(self, model: HitModel, view: QListView) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(QFontMetricsF(option.font).height()) + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.rows[index.row()]
        ink = look.ink_of(option.widget.palette())
        rect = QRectF(option.rect)
        painter.save()
        plate(painter, option, ink)
        inset = 0 if isinstance(row, Heading) else 20
        state = self._model.state(index.row())
        left = QPointF(rect.left() + 12 + inset, rect.center().y())
        tick(painter, left, state, ink)
        room = rect.adjusted(12 + inset + BOX + 8, 0, -16, 0)
        if isinstance(row, Heading):
            fact = str(len(self._model.under(index.row())))
            paint_heading(painter, room, option.font, ink, row.title, fact)
        else:
            words = (row.before, row.said, row.after)
            on = state == Qt.CheckState.Checked
            paint_kwic(painter, room, option.font, ink, words, strong=on)
        painter.restore()


class HitView(RowsView):
    """Space ticks, A all or none, Enter goes there; a click on the box ticks."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        model, current = self.model(), self.currentIndex()
        assert isinstance(model, HitModel)
        if event.key() == Qt.Key.Key_Space:
            if current.isValid():
                model.toggle(current.row())
            return
        if keys.chord(event) == "A":
            model.toggle_all()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index, model = self.indexAt(event.position().toPoint()), self.model()
        assert isinstance(model, HitModel)
        on_box = index.isValid() and event.position().x() < 12 + 20 + BOX + 6
        if on_box and event.button() == Qt.MouseButton.LeftButton:
            self.setCurrentIndex(index)
            model.toggle(index.row())
            return
        super().mousePressEvent(event)
