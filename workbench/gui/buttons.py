"""Buttons that are words."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui import glyphs, look
from workbench.gui.fields import Painted, hint


class TextButton(Painted):
    """A few words to click; `main` is the one that is meant most of the time."""

    def __init__(self, name: str, text: str, parent: QWidget, *, main: bool = False) -> None:
        super().__init__(name, text, parent)
        self.main = main
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        """Show other words."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

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
            hint(self, self.text() if text != self.text() else "")
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
