"""Two or three short values side by side."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from workbench.domain.words import tr
from workbench.gui.parts import look
from workbench.gui.parts.fields import Painted


class Segment(Painted):
    """One of the values that lie side by side."""

    def __init__(self, name: str, text: str, number: int, parent: QWidget) -> None:
        super().__init__(name, text, parent)
        self.setText(text)
        self.setCheckable(True)
        self.setToolTip(text)
        self.number = number
        self.ghost = False
        self.hinted = False
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(segment_width(self.fontMetrics(), self.text()), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(32, self._height())

    def _height(self) -> int:
        return self.fontMetrics().height() + 10

    def nextCheckState(self) -> None:
        """Shows what the file holds, so a click alone changes nothing."""

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        on = self.isChecked()
        with QPainter(self) as painter:
            self.ground(painter, ink, strong=on)
            rect = QRectF(self.rect())
            painter.setFont(self.font())
            if self.hinted:
                painter.setPen(ink.quiet)
                painter.setFont(look.small(self.font(), 0.8))
                painter.drawText(
                    rect.adjusted(5, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, str(self.number)
                )
                painter.setFont(self.font())
            painter.setPen(ink.text if on else ink.quiet)
            text = QFontMetricsF(self.font()).elidedText(
                self.text(), Qt.TextElideMode.ElideRight, rect.width() - 24
            )
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
            if self.ghost and not on:
                painter.setPen(QPen(ink.rule, 1, Qt.PenStyle.DashLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


def segment_width(metrics: QFontMetrics, text: str) -> int:
    """The room that a segment with this text takes."""
    return metrics.horizontalAdvance(text) + 28


class Segments(QWidget):
    """Two or three short values side by side; a click on the one that is set takes it away."""

    chosen = Signal(object)  # a value, or None

    def __init__(
        self, name: str, title: str, values: Sequence[str], names: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.buttons: dict[str, Segment] = {}
        for number, (value, text) in enumerate(zip(values, names, strict=True), start=1):
            button = Segment(f"{name}.{value}", text, number, self)
            button.clicked.connect(self._clicked)
            self.buttons[value] = button
            row.addWidget(button)
        row.addStretch(1)

    def show_value(self, value: str | None, default: str | None, *, hinted: bool) -> None:
        """Show what the file holds, the value that counts without one, and the digits."""
        for name, button in self.buttons.items():
            button.setChecked(name == value)
            button.ghost = value is None and name == default
            text = button.text()
            tip = tr("by default: {value}", value=text) if button.ghost else text
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.hinted = hinted
            button.update()

    def _clicked(self) -> None:
        for value, button in self.buttons.items():
            if button is self.sender():
                self.chosen.emit(None if button.isChecked() else value)
