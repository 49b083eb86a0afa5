"""Buttons that are words, and a tick with words beside it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import Painted, plain


class TextButton(Painted):
    """A few words to click; `main` is the one that is meant most of the time."""

    def __init__(self, name: str, text: str, parent: QWidget, *, main: bool = False) -> None:
        super().__init__(name, text, parent)
        self.main = main
        self.say(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        """Show other words."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(plain(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 24, metrics.height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        metrics = QFontMetricsF(self.font())
        with QPainter(self) as painter:
            self.ground(painter, ink, strong=self.main and self.isEnabled())
            rect = QRectF(self.rect())
            if not self.hasFocus():
                painter.setPen(QPen(ink.rule, 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(
                    rect.adjusted(0.5, 0.5, -0.5, -0.5), glyphs.RADIUS, glyphs.RADIUS
                )
            painter.setFont(self.font())
            painter.setPen(ink.text if self.isEnabled() else ink.quiet)
            text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, rect.width() - 12)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


BOX = 14.0


class Tick(Painted):
    """A box that is ticked or not, and what that means."""

    def __init__(self, name: str, text: str, parent: QWidget) -> None:
        super().__init__(name, text, parent)
        self.setText(text)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 32, metrics.height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        on = Qt.CheckState.Checked if self.isChecked() else Qt.CheckState.Unchecked
        with QPainter(self) as painter:
            self.ground(painter, ink)
            rect = QRectF(self.rect())
            tick(painter, QPointF(2, rect.center().y()), on, ink)
            painter.setFont(self.font())
            painter.setPen(ink.text)
            room = rect.adjusted(24, 0, -4, 0)
            text = QFontMetricsF(self.font()).elidedText(
                self.text(), Qt.TextElideMode.ElideRight, room.width()
            )
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(room, flags, text)


def tick(painter: QPainter, middle_left: QPointF, state: Qt.CheckState, ink: look.Ink) -> None:
    """A box with a tick, a dash for «some of them», or nothing in it."""
    x, y = round(middle_left.x()) + 0.5, round(middle_left.y() - BOX / 2) + 0.5
    box = QRectF(x, y, BOX, BOX)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    on = state != Qt.CheckState.Unchecked
    painter.setPen(QPen(ink.accent if on else ink.quiet, 1.25))
    painter.setBrush(ink.accent if on else ink.paper)
    painter.drawRoundedRect(box, 3, 3)
    if not on:
        return
    pen = QPen(ink.paper, 2.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    c = box.center()
    if state == Qt.CheckState.PartiallyChecked:
        painter.drawLine(c + QPointF(-3, 0), c + QPointF(3, 0))
    else:
        painter.drawPolyline([c + QPointF(-3.5, 0), c + QPointF(-1, 2.5), c + QPointF(3.5, -3)])
