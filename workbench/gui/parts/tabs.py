"""A few views of one panel, and the words that switch between them."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from workbench.gui.parts import look
from workbench.gui.parts.fields import Painted
from workbench.gui.parts.flow import Flow

NAME = 72  # pixels that the name of a view has at least, if it is so long


class Tab(Painted):
    """One view: its name, and how much is in it."""

    def __init__(self, name: str, text: str, parent: QWidget) -> None:
        super().__init__(name, text, parent)
        self.setText(text)
        self.setToolTip(text)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._count = 0

    def show_count(self, count: int) -> None:
        """Show a number beside the name; 0 is none."""
        if count != self._count:
            self._count = count
            self.setAccessibleName(f"{self.text()}, {count}" if count else self.text())
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._strong())
        taken = metrics.horizontalAdvance(self.text())
        if self._count:
            taken += QFontMetricsF(self._small()).horizontalAdvance(str(self._count)) + 4
        return QSize(round(taken) + 14, self.fontMetrics().height() + 10)

    def minimumSizeHint(self) -> QSize:
        # Where there is little room, a number gives way before a name does.
        name = QFontMetricsF(self._strong()).horizontalAdvance(self.text()) + 14
        return QSize(min(round(name), NAME), self.sizeHint().height())

    def nextCheckState(self) -> None:
        """The row of tabs says which one is shown."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # the row of tabs knows what comes next
            return
        super().keyPressEvent(event)

    def _strong(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _small(self) -> QFont:
        return look.small(self.font(), 0.85)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        on = self.isChecked()
        with QPainter(self) as painter:
            self.ground(painter, ink)
            rect = QRectF(self.rect()).adjusted(6, 0, -6, 0)
            font = self._strong() if on else self.font()
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            painter.setPen(ink.text if on else ink.quiet)
            text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)
            if on:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ink.accent)
                painter.drawRoundedRect(
                    QRectF(rect.left(), rect.bottom() - 2.5, rect.width(), 2), 1, 1
                )
            left = metrics.horizontalAdvance(text) + 4
            number = QFontMetricsF(self._small()).horizontalAdvance(str(self._count))
            if self._count and left + number <= rect.width() + 1:
                painter.setFont(self._small())
                painter.setPen(ink.quiet)
                painter.drawText(
                    rect.adjusted(left, 1, 0, 0), Qt.AlignmentFlag.AlignVCenter, str(self._count)
                )


class Tabs(QWidget):
    """The names of views side by side, or in rows where it `wraps`; arrows go from one to the
    next."""

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        title: str,
        views: Sequence[tuple[str, str]],
        parent: QWidget,
        *,
        wraps: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        row = Flow(self, gap=2) if wraps else QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.buttons = {value: Tab(f"{name}.{value}", text, self) for value, text in views}
        for button in self.buttons.values():
            button.clicked.connect(self._clicked)
            row.addWidget(button)
        if isinstance(row, QHBoxLayout):
            row.setSpacing(2)
            row.addStretch(1)
        self.value = ""

    def show_value(self, value: str) -> None:
        """Mark the view that is shown."""
        self.value = value
        for name, button in self.buttons.items():
            button.setChecked(name == value)
            # One of them is in the order of Tab; the arrows reach the others.
            policy = Qt.FocusPolicy.TabFocus if name == value else Qt.FocusPolicy.NoFocus
            button.setFocusPolicy(policy)

    def choose(self, value: str) -> None:
        """Show a view as the user does."""
        if value != self.value:
            self.show_value(value)
            self.chosen.emit(value)

    def _clicked(self) -> None:
        for value, button in self.buttons.items():
            if button is self.sender():
                self.choose(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        names = list(self.buttons)
        place = (names.index(self.value) + step) % len(names)
        self.choose(names[place])
        self.buttons[names[place]].setFocus(Qt.FocusReason.TabFocusReason)
