"""Rows of cells of which one is chosen: keys, colours, shapes."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.domain.codebook import RESERVED_KEYS
from workbench.domain.words import tr
from workbench.gui.parts import glyphs, keys, look

SHAPES = ("bracket", "solid", "dotted", "dashed", "bar")
ROWS = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
# Okabe and Ito (2008): told apart with any kind of colour vision; the last is grey.
SWATCHES = (
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#F0E442",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
    "#999999",
)


class Cells(QWidget):
    """Cells in rows; a click, or the arrows and Space, choose one."""

    chosen = Signal(str)

    def __init__(self, name: str, title: str, cell: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.title = title
        self.value = ""
        self._cell = cell
        self._rows: list[tuple[str, ...]] = []
        self._indent = 0
        self._at = ""  # where the keyboard is
        self._hot = ""

    def offer(self, rows: Iterable[Iterable[str]], indent: int = 0) -> None:
        """Lay these values out, each row `indent` pixels further in."""
        self._rows, self._indent = [tuple(row) for row in rows], indent
        self.setFixedSize(self.sizeHint())
        self.update()

    def show_value(self, value: str) -> None:
        """Show what the draft holds."""
        self.value = self._at = value
        self.setAccessibleDescription(self.tip(value))
        self.update()

    def tip(self, value: str) -> str:
        """What a cell is, in words."""
        return value

    def usable(self, value: str) -> bool:
        """Whether a cell can be chosen."""
        return True

    def paint(self, painter: QPainter, rect: QRectF, value: str, ink: look.Ink) -> None:
        """Draw a cell."""

    def sizeHint(self) -> QSize:
        most = max((len(row) for row in self._rows), default=0)
        width = most * self._cell.width() + self._indent * max(0, len(self._rows) - 1)
        return QSize(width + 2, len(self._rows) * self._cell.height() + 2)

    def place_of(self, value: str) -> QRectF:
        """Where a cell is."""
        for number, row in enumerate(self._rows):
            if value in row:
                x = 1 + number * self._indent + row.index(value) * self._cell.width()
                y = 1 + number * self._cell.height()
                return QRectF(x, y, self._cell.width(), self._cell.height())
        return QRectF()

    def _value_at(self, place: QPointF) -> str:
        values = (value for row in self._rows for value in row)
        return next((value for value in values if self.place_of(value).contains(place)), "")

    def _choose(self, value: str) -> None:
        if value and self.usable(value):
            self.chosen.emit("" if value == "-" else value)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose(self._value_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hot = self._value_at(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hot = ""
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            value = self._value_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.tip(value) if value else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        steps: Mapping[int, tuple[int, int]] = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        if key in steps and self._rows:
            number, place = self._where()
            down, right = steps[key]
            row = self._rows[max(0, min(number + down, len(self._rows) - 1))]
            self._at = row[max(0, min(place + right, len(row) - 1))]
            self.setAccessibleDescription(self.tip(self._at))
            self.update()
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def _where(self) -> tuple[int, int]:
        for number, row in enumerate(self._rows):
            if self._at in row:
                return number, row.index(self._at)
        return 0, -1

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for row in self._rows:
                for value in row:
                    rect = self.place_of(value).adjusted(1.5, 1.5, -1.5, -1.5)
                    painter.save()
                    self._ground(painter, rect, value, ink)
                    self.paint(painter, rect, value, ink)
                    painter.restore()

    def _ground(self, painter: QPainter, rect: QRectF, value: str, ink: look.Ink) -> None:
        base = self.palette().window().color()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if value == self.value:
            painter.setBrush(look.blend(ink.accent, base, 0.18))
            painter.setPen(QPen(ink.accent, 1.5))
        elif value == self._hot and self.usable(value):
            painter.setBrush(look.blend(ink.text, base, 0.09))
        painter.drawRoundedRect(rect, glyphs.RADIUS, glyphs.RADIUS)
        if self.hasFocus() and value == self._at:
            painter.setPen(QPen(ink.accent, 1.5, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, glyphs.RADIUS, glyphs.RADIUS)


class KeyPicker(Cells):
    """The letters where they lie on the keyboard; a struck letter is chosen as well."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("label_key", tr("Key"), QSize(26, 24), parent)
        self._holders: Mapping[str, str] = {}
        self.offer([*ROWS[:2], (*ROWS[2], "-")], indent=10)

    def show_key(self, key: str, holders: Mapping[str, str]) -> None:
        """Show the key of a label, and who has the others."""
        self._holders = holders
        self.show_value(key or "-")

    def usable(self, value: str) -> bool:
        return value not in RESERVED_KEYS and value not in self._holders

    def tip(self, value: str) -> str:
        if value == "-":
            return tr("No key")
        if value in RESERVED_KEYS:
            return tr("{key}: a command of the program", key=keys.printed(value))
        if value in self._holders:
            label = self._holders[value]
            return tr("{key}: the key of {label}", key=keys.printed(value), label=label)
        return tr("{key}: free", key=keys.printed(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._choose("-")
            return
        letter = keys.letter(event)
        command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if len(letter) == 1 and letter.isalpha() and not event.modifiers() & command:
            self._choose(letter)
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # A letter struck here is a key to be chosen, whatever the shortcuts say.
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and not event.modifiers():
            event.accept()
            return True
        return super().event(event)

    def paint(self, painter: QPainter, rect: QRectF, value: str, ink: look.Ink) -> None:
        base = self.palette().window().color()
        taken = value in self._holders
        reserved = value in RESERVED_KEYS
        painter.setFont(look.small(self.font(), 0.9))
        if not reserved and value != self.value:
            painter.setPen(QPen(look.blend(ink.quiet, base, 0.3), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 3, 3)
        faint = look.blend(ink.quiet, base, 0.45)
        painter.setPen(faint if reserved else ink.quiet if taken else ink.text)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "–" if value == "-" else value)
        if taken:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.quiet)
            painter.drawEllipse(QPointF(rect.right() - 4, rect.bottom() - 4), 1.75, 1.75)


class SwatchPicker(Cells):
    """Colours that are told apart with any colour vision, and the label's own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("label_swatches", tr("Colour"), QSize(28, 28), parent)
        self._holders: Mapping[str, str] = {}
        self._shape = "solid"
        self.offer([SWATCHES])

    def show_color(self, color: str, shape: str, holders: Mapping[str, str]) -> None:
        """Show the colour of a label, and who has the others."""
        wanted = color.upper()
        self._holders, self._shape = holders, shape
        self.offer([SWATCHES if wanted in SWATCHES else (*SWATCHES, wanted)])
        self.show_value(wanted)

    def tip(self, value: str) -> str:
        holder = self._holders.get(value)
        if holder is None:
            return value
        return tr("{color}: the colour of {label}", color=value, label=holder)

    def paint(self, painter: QPainter, rect: QRectF, value: str, ink: look.Ink) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(value))
        painter.drawRoundedRect(rect.adjusted(4, 4, -4, -4), 3, 3)
        if value in self._holders:
            painter.setBrush(ink.paper)
            painter.setPen(QPen(ink.quiet, 1))
            painter.drawEllipse(QPointF(rect.right() - 5, rect.bottom() - 5), 2.5, 2.5)


class ShapePicker(Cells):
    """How the marks in the text look."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("label_shape", tr("Shape"), QSize(40, 28), parent)
        self._color = "#808080"
        self.offer([SHAPES])

    def show_shape(self, shape: str, color: str) -> None:
        """Show the shape of a label in its colour."""
        self._color = color
        self.show_value(shape)

    def tip(self, value: str) -> str:
        return {
            "bracket": tr("tint and brackets"),
            "solid": tr("a line"),
            "dotted": tr("a dotted line"),
            "dashed": tr("a dashed line"),
            "bar": tr("a bar in the margin"),
        }.get(value, value)

    def paint(self, painter: QPainter, rect: QRectF, value: str, ink: look.Ink) -> None:
        base = self.palette().window().color()
        area = QRectF(rect.center().x() - 12, rect.center().y() - 7, 24, 14)
        glyphs.sample(painter, area, QColor(self._color), value, ink, base)
