"""Where an entity is mentioned: article and words around, read as they come into sight."""

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
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.domain.errors import WorkbenchError
from workbench.domain.records import Span
from workbench.domain.text import quote
from workbench.gui import look
from workbench.gui.fields import plain
from workbench.gui.rows_view import plate
from workbench.gui.session import Session

MOST = 200
AROUND = 60
Index = QModelIndex | QPersistentModelIndex


class MentionModel(QAbstractListModel):
    """Mentions of one entity; texts are read for the rows that are painted."""

    RowRole = Qt.ItemDataRole.UserRole

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.spans: list[Span] = []
        self._told: dict[str, tuple[str, str, str, str]] = {}
        self._text: tuple[str, str] = ("", "")
        self._titles: dict[str, str] = {}

    def show_entity(self, entity: str | None) -> None:
        """List the mentions of this entity."""
        project = self._session.project
        self.beginResetModel()
        self._told, self._titles, self._text = {}, {}, ("", "")
        self.spans = project.read.mentions(entity, limit=MOST) if project and entity else []
        self.endResetModel()

    def told(self, span: Span) -> tuple[str, str, str, str]:
        """Title, and the words before, in and after a mention."""
        if span.id not in self._told:
            self._told[span.id] = self._tell(span)
        return self._told[span.id]

    def _tell(self, span: Span) -> tuple[str, str, str, str]:
        project = self._session.project
        if project is None:
            return "", "", "", ""
        try:
            if self._text[0] != span.article:
                self._text = (span.article, project.read.text(span.article))
            if span.article not in self._titles:
                article = project.read.article(span.article)
                self._titles[span.article] = article.title if article else ""
        except WorkbenchError:
            return "", "", "", ""  # gone since; the next notice takes the row away
        text = self._text[1]
        before = " ".join(text[max(0, span.start - AROUND) : span.start].split("\n")[-1].split())
        after = " ".join(text[span.end : span.end + AROUND].split("\n")[0].split())
        if text[span.start - 1 : span.start].isspace():
            before += " "
        if text[span.end : span.end + 1].isspace():
            after = " " + after
        words = " ".join(quote(text, span.fragments).split())
        return self._titles[span.article], before, words, after

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.spans)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        span = self.spans[index.row()]
        if role == self.RowRole:
            return span
        if role == Qt.ItemDataRole.DisplayRole:
            return self.told(span)[2]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            title, before, words, after = self.told(span)
            whole = f"{title}\n{before}{words}{after}"
            return plain(whole) if role == Qt.ItemDataRole.ToolTipRole else whole
        return None


class MentionDelegate(QStyledItemDelegate):
    """The words of the mention in their sentence, the title of the article under them."""

    def __init__(self, model: MentionModel, session: Session, view: QListView) -> None:
        super().__init__(view)
        self._model = model
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        small = look.small(option.font, 0.9)
        height = QFontMetricsF(option.font).height() + QFontMetricsF(small).height()
        return QSize(100, round(height) + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        span = self._model.spans[index.row()]
        title, before, words, after = self._model.told(span)
        ink = look.ink_of(option.widget.palette())
        painter.save()
        plate(painter, option, ink, strong=self._session.focus == span.id)
        rect = QRectF(option.rect).adjusted(12, 5, -12, -5)
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        plain, strong = QFontMetricsF(option.font), QFontMetricsF(bold)
        line = QRectF(rect.left(), rect.top(), rect.width(), plain.height())
        # The words stand in the middle as far as the words before them leave room.
        middle = min(strong.horizontalAdvance(words), line.width())
        room = min(plain.horizontalAdvance(before), max((line.width() - middle) / 2, 0.0))
        elide, flags = Qt.TextElideMode, Qt.AlignmentFlag.AlignVCenter
        painter.setFont(option.font)
        painter.setPen(ink.quiet)
        start = plain.elidedText(before, elide.ElideLeft, room)
        if room >= 16:
            painter.drawText(line, flags, start)
            line.setLeft(line.left() + plain.horizontalAdvance(start))
        painter.setFont(bold)
        painter.setPen(ink.text)
        painter.drawText(line, flags, strong.elidedText(words, elide.ElideRight, line.width()))
        line.setLeft(line.left() + middle)
        painter.setFont(option.font)
        painter.setPen(ink.quiet)
        if line.width() >= 16:
            painter.drawText(line, flags, plain.elidedText(after, elide.ElideRight, line.width()))
        small = look.small(option.font, 0.9)
        painter.setFont(small)
        title = QFontMetricsF(small).elidedText(title, elide.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignBottom, title)
        painter.restore()
