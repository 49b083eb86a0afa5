"""How a span is painted in one row."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPalette
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.domain.reading import words_of
from workbench.gui.lists.span_model import SpanModel
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.row_model import Index
from workbench.gui.parts.rows_view import plate
from workbench.gui.session import Session


class SpanDelegate(QStyledItemDelegate):
    """The label's mark, the words, the entity, what was decided, a dot where a value lacks."""

    def __init__(self, model: SpanModel, session: Session, view: QListView) -> None:
        super().__init__(view)
        self._model = model
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(QFontMetricsF(option.font).height()) + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        reading, span = self._session.reading, self._model.now(index.row())
        if reading is None or span is None:
            return
        ink = look.ink_of(option.widget.palette())
        base = option.widget.palette().color(QPalette.ColorRole.Window)
        rect = QRectF(option.rect)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        current = self._session.focus == span.id
        plate(painter, option, ink, strong=chosen or current)
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.accent)
            painter.drawRoundedRect(
                QRectF(rect.left() + 4, rect.top() + 3, 2.5, rect.height() - 6), 1.25, 1.25
            )
        label = reading.codebook.label(span.label)
        mark = QRectF(rect.left() + 12, rect.center().y() - 6, 16, 12)
        if label is not None:
            glyphs.sample(painter, mark, QColor(label.color), label.shape, ink, base)
        right = rect.right() - 12
        if reading.missing(span):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.bad)
            painter.drawEllipse(QPointF(right - 2, rect.center().y() + 0.5), 2.75, 2.75)
            right -= 10
        if span.verdict is not None:
            glyphs.verdict(painter, QPointF(right - 4, rect.center().y()), span.verdict, ink)
            right -= 14
        entity = reading.entity_of(span)
        said_twice(
            painter,
            QRectF(rect.left() + 36, rect.top(), right - rect.left() - 36, rect.height()),
            option,
            ink,
            words_of(reading, span),
            entity.name if entity else "",
        )
        painter.restore()


def said_twice(
    painter: QPainter,
    room: QRectF,
    option: QStyleOptionViewItem,
    ink: look.Ink,
    words: str,
    aside: str,
) -> None:
    """Words from the left and, quieter, an aside at the right; the words have the most room."""
    small = look.small(option.font, 0.9)
    metrics, quiet = QFontMetricsF(option.font), QFontMetricsF(small)
    if aside == words:
        aside = ""
    wanted = quiet.horizontalAdvance(aside) + 8 if aside else 0.0
    left = room.width() - metrics.horizontalAdvance(words)
    taken = min(wanted, max(left, room.width() * 0.42))
    if taken < min(wanted, quiet.averageCharWidth() * 6):
        taken = 0.0
    painter.setFont(option.font)
    painter.setPen(ink.text)
    middle, elide = Qt.AlignmentFlag.AlignVCenter, Qt.TextElideMode.ElideRight
    painter.drawText(room, middle, metrics.elidedText(words, elide, room.width() - taken))
    if taken:
        painter.setFont(small)
        painter.setPen(ink.quiet)
        shown = quiet.elidedText(aside, elide, taken - 8)
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, shown)
