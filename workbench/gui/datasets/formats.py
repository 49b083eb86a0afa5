"""The list of formats in the export sheet: each with its title and what it cannot carry."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.domain.codebook import Codebook
from workbench.domain.words import tr
from workbench.exchange.dialect import Dialect
from workbench.gui.datasets.words import lacking
from workbench.gui.parts import look
from workbench.gui.parts.fields import plain
from workbench.gui.parts.formats import kind_of_file, short_title
from workbench.gui.parts.row_model import Index, RowModel
from workbench.gui.parts.rows_view import RowsView, plate


class FormatModel(RowModel):
    """The formats and a line about each."""

    def __init__(self, formats: Sequence[Dialect], codebook: Codebook, parent: QWidget) -> None:
        super().__init__(parent)
        self.formats = tuple(formats)
        self.titles = [str(one.title) for one in formats]
        self.short = [short_title(one.title) for one in formats]
        self.kinds = [kind_of_file(one.title) for one in formats]
        self.lacking = [lacking(one, codebook) for one in formats]
        self.set_count(len(self.formats))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = index.row()
        text = f"{self.titles[row]}\n{self.lacking[row]}"
        if role == self.RowRole:
            return self.formats[row]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return text
        return plain(text) if role == Qt.ItemDataRole.ToolTipRole else None


class _Rows(QStyledItemDelegate):
    """Paints a title, and under it what cannot be carried."""

    def __init__(self, model: FormatModel, view: QListView) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lower = QFontMetricsF(look.small(option.font, 0.9))
        return QSize(100, round(QFontMetricsF(option.font).height() + lower.height()) + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = option.widget
        assert isinstance(view, FormatList)
        ink = look.ink_of(view.palette())
        painter.save()
        plate(painter, option, ink, strong=index.row() == view.currentIndex().row())
        rect = QRectF(option.rect).adjusted(12, 5, -12, -5)
        row, small = index.row(), look.small(option.font, 0.9)
        metrics, lower = QFontMetricsF(option.font), QFontMetricsF(small)
        top = QRectF(rect.left(), rect.top(), rect.width(), metrics.height())
        below = QRectF(rect.left(), top.bottom(), rect.width(), lower.height())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        kind = self._model.kinds[row]
        kind = f" {kind}" if kind else ""
        right = Qt.TextElideMode.ElideRight
        room = top.width() - metrics.horizontalAdvance(kind)
        title = metrics.elidedText(self._model.short[row], right, room)
        painter.setFont(option.font)
        painter.setPen(ink.text)
        painter.drawText(top, flags, title)
        painter.setPen(ink.quiet)
        painter.drawText(top.adjusted(metrics.horizontalAdvance(title), 0, 0, 0), flags, kind)
        painter.setFont(small)
        lacking = lower.elidedText(self._model.lacking[row], right, below.width())
        painter.drawText(below, flags, lacking)
        painter.restore()


class FormatList(RowsView):
    """The formats; the current one is chosen."""

    chosen = Signal()

    def __init__(self, formats: Sequence[Dialect], codebook: Codebook, parent: QWidget) -> None:
        super().__init__("export_formats", tr("Format"), parent)
        self._formats = FormatModel(formats, codebook, self)
        self.setModel(self._formats)
        self.setItemDelegate(_Rows(self._formats, self))
        self.setCurrentIndex(self._formats.index(0))

    @property
    def format(self) -> Dialect:
        """The format that is chosen."""
        return self._formats.formats[self.currentIndex().row()]

    @property
    def said(self) -> str:
        """What it cannot carry."""
        return self._formats.lacking[self.currentIndex().row()]

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if previous.isValid() and current.isValid():
            self.chosen.emit()
