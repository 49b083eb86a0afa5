"""The quiet parts that panels are made of: lines of text, fields, choices, painted buttons."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from workbench.domain.words import tr
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.rows_view import name_parts


class Line(QLabel):
    """Text in a few lines at most, cut with «…»; `wrap` shows all of it, however long."""

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        *,
        text: str = "",
        quiet: bool = False,
        lines: int = 1,
        step: float = 1.0,
        bold: bool = False,
        wrap: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.quiet, self._lines = quiet, lines
        self.alarming = False
        font = look.small(self.font(), step) if step != 1.0 else QFont(self.font())
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)
        self.setWordWrap(wrap)
        tall = wrap or lines > 1
        self.setSizePolicy(
            QSizePolicy.Policy.Ignored,
            QSizePolicy.Policy.Preferred if tall else QSizePolicy.Policy.Fixed,
        )
        if tall:
            self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)

    def set_quiet(self, quiet: bool) -> None:
        """Paint it as an aside, or as a thing said."""
        if quiet != self.quiet:
            self.quiet = quiet
            self.update()

    def set_alarming(self, alarming: bool) -> None:
        """Paint it in the colour of a warning, or not."""
        self.alarming = alarming
        self.update()

    def hasHeightForWidth(self) -> bool:
        return self.wordWrap() or self._lines > 1

    def heightForWidth(self, width: int) -> int:
        if self.wordWrap():
            return super().heightForWidth(width)
        needed = glyphs.lines_needed(self.text(), self.font(), width, self._lines)
        return needed * self.fontMetrics().lineSpacing() + 2

    def sizeHint(self) -> QSize:
        if self.wordWrap():
            return super().sizeHint()
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2, self._line())

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self._line())

    def _line(self) -> int:
        margins = self.contentsMargins()
        return self.fontMetrics().lineSpacing() + 2 + margins.top() + margins.bottom()

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            painter.setFont(self.font())
            quiet = self.quiet or not self.isEnabled()
            painter.setPen(ink.bad if self.alarming else ink.quiet if quiet else ink.text)
            if self.wordWrap():
                flags = int(self.alignment()) | int(Qt.TextFlag.TextWordWrap)
                painter.drawText(self.contentsRect(), flags, self.text())
            else:
                rect = QRectF(self.contentsRect())
                if self._lines == 1:
                    height = self.fontMetrics().lineSpacing()
                    rect.setTop(rect.top() + (rect.height() - height) / 2)
                glyphs.draw_lines(painter, rect, self.text(), self._lines)


def hint(widget: QWidget, text: str) -> None:
    """Put `text` into the tool tip, letter by letter, and into what a screen reader reads."""
    widget.setToolTip(plain(text))
    widget.setAccessibleDescription(text)


def plain(text: str) -> str:
    """A tool tip that shows `text` letter by letter: Qt takes what looks like tags for tags."""
    return f'<span style="white-space: pre-wrap">{escape(text)}</span>' if text else ""


def heading(name: str, text: str, parent: QWidget) -> Line:
    """A quiet heading over a part of a panel."""
    return Line(name, parent, text=text, quiet=True, step=0.9, bold=True)


class Field(QLineEdit):
    """A line to type in; Esc gives the focus back to the text."""

    left = Signal()

    def __init__(self, name: str, title: str, parent: QWidget, *, hint: str = "") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setPlaceholderText(hint)
        self.bare = False  # without a frame of its own
        self.setFrame(False)
        self.setTextMargins(6, 0, 6, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def event(self, event: QEvent) -> bool:
        # Letters typed here are text, whatever the window's shortcuts say.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            if not event.modifiers() & command:
                event.accept()
                return True
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            if undo or redo:
                # Nothing was typed that could be taken back: what is meant is the project.
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.escape()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.fontMetrics().height() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.bare:
            return
        # The line edit fills its whole rectangle; the corners are taken back.
        ink = look.ink_of(self.palette())
        rect = QRectF(self.rect())
        inner = QPainterPath()
        inner.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), glyphs.RADIUS, glyphs.RADIUS)
        outer = QPainterPath()
        outer.addRect(rect)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(outer - inner, self.palette().color(QPalette.ColorRole.Window))
            painter.setPen(edge(self, ink))
            painter.drawPath(inner)

    def escape(self) -> None:
        """What Esc does."""
        self.left.emit()


class FilterField(Field):
    """A field that narrows a list; Esc shows the whole list again and leaves."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(name, title, parent, hint=title)
        self.setClearButtonEnabled(True)
        for clear in self.findChildren(QToolButton):
            clear.setObjectName("clear")
            clear.setAccessibleName(tr("Clear"))

    def escape(self) -> None:
        self.clear()
        self.left.emit()


class Painted(QAbstractButton):
    """A flat button that paints itself; a click leaves the focus in the text."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt lets Enter click a button in dialogs only.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def ground(
        self, painter: QPainter, ink: look.Ink, *, strong: bool = False, chosen: bool = False
    ) -> None:
        """The plate under the button: hovered, pressed, chosen, strong, or focused by keyboard."""
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        part = 0.16 if self.isDown() else 0.09 if self.underMouse() and self.isEnabled() else 0.0
        part += 0.07 if chosen else 0.0
        base = self.palette().color(QPalette.ColorRole.Window)
        outlined = ink.strong and (strong or chosen or part > 0)
        painter.setPen(QPen(ink.text, 1) if outlined else Qt.PenStyle.NoPen)
        if strong:
            painter.setBrush(look.blend(ink.accent, base, 0.14 + part / 2))
            painter.drawRoundedRect(rect, glyphs.RADIUS, glyphs.RADIUS)
        elif part:
            painter.setBrush(look.blend(ink.text, base, part))
            painter.drawRoundedRect(rect, glyphs.RADIUS, glyphs.RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(ink.accent, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, glyphs.RADIUS, glyphs.RADIUS)


class IconButton(QToolButton):
    """A small flat button with an icon that follows the palette."""

    def __init__(self, name: str, title: str, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(16, 16))
        self.shy = False  # seen only where the pointer or the keyboard is
        self._icon = icon
        self._drawn = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        row = self.parentWidget()
        if self.shy and row is not None and not (self.hasFocus() or row.underMouse()):
            return
        # Loading the icon face takes longer than painting the window: the icon comes after that.
        color = look.ink_of(self.palette()).quiet.name()
        if color != self._drawn:
            self._drawn = color
            QTimer.singleShot(0, self, lambda: self.setIcon(look.icon(self._icon, color)))
        super().paintEvent(event)


class Choice(QComboBox):
    """One of a few values, or none; the wheel scrolls the panel and changes nothing."""

    chosen = Signal(object)  # a value, or None

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._names: tuple[str, ...] = ()
        self.ghost = ""
        self._name_popup(title)
        self.activated.connect(self._choose)

    def _name_popup(self, title: str) -> None:
        view = self.view()
        view.setObjectName("values")
        view.setAccessibleName(title)
        name_parts(view)
        popup = view.parentWidget()
        assert popup is not None
        popup.setObjectName("popup")
        popup.setAccessibleName(title)
        scrollers = [part for part in popup.children() if part not in (view, popup.layout())]
        for number, part in enumerate(part for part in scrollers if isinstance(part, QWidget)):
            part.setObjectName(f"scroller_{number}")
            part.setAccessibleName(tr("Scroll"))

    def offer(
        self, values: Sequence[str], names: Sequence[str], *, clear: bool, numbers: bool
    ) -> None:
        """List `values` by their names, with the digits that set them; `clear` adds «none»."""
        self.clear()
        self._names = tuple(names)
        for number, (value, name) in enumerate(zip(values, names, strict=True), start=1):
            self.addItem(f"{number}  {name}" if numbers and number < 10 else name, value)
        if clear:
            self.insertSeparator(self.count())
            self.addItem(tr("No value"), None)

    def show_value(self, value: str | None, ghost: str = "") -> None:
        """Show what the file holds; `ghost` stands where there is no value."""
        index = self.findData(value) if value is not None else -1
        self.ghost = ghost if value is None else value
        self.setPlaceholderText(self.ghost)
        self.setCurrentIndex(index)
        hint(self, self.shown())
        self.update()

    def shown(self) -> str:
        """The words that stand in the field."""
        index = self.currentIndex()
        return self._names[index] if 0 <= index < len(self._names) else self.ghost

    def _choose(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()  # Qt takes it for a letter to look for
            return
        super().keyPressEvent(event)

    def showPopup(self) -> None:
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + 24)
        super().showPopup()

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.fontMetrics().height() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            frame(painter, self, ink)
            rect = QRectF(self.rect())
            painter.setFont(self.font())
            painter.setPen(ink.text if self.currentIndex() >= 0 else ink.quiet)
            metrics = QFontMetricsF(self.font())
            text = metrics.elidedText(
                self.shown(), Qt.TextElideMode.ElideRight, rect.width() - 8 - 24
            )
            painter.drawText(
                rect.adjusted(8, 0, -24, 0),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                text,
            )
            glyphs.chevron(
                painter, QPointF(rect.right() - 12, rect.center().y()), ink.quiet, opened=True
            )


def frame(painter: QPainter, widget: QWidget, ink: look.Ink) -> None:
    """The thin rounded frame of something that can be changed."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(edge(widget, ink))
    painter.setBrush(ink.paper)
    rect = QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(rect, glyphs.RADIUS, glyphs.RADIUS)


def edge(widget: QWidget, ink: look.Ink) -> QPen:
    """The pen of such a frame: stronger under the pointer and with the focus."""
    hot = widget.isEnabled() and widget.underMouse()
    return QPen(ink.accent if widget.hasFocus() else ink.quiet if hot else ink.rule, 1)
