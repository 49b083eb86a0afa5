"""What the forms of the codebook editor are made of: captions, entries, texts, buttons, marks."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.words import tr
from workbench.gui.parts import look
from workbench.gui.parts.fields import Field, Line, Painted, edge, frame
from workbench.gui.parts.rows_view import SlimBar
from workbench.gui.parts.typed import as_shown, text_of


class Entry(Field):
    """A line that is kept when it is left; Esc brings back what stood in it."""

    edited = Signal(str)

    def __init__(self, name: str, title: str, parent: QWidget, *, hint: str = "") -> None:
        super().__init__(name, title, parent, hint=hint)
        self._shown = ""
        self.editingFinished.connect(self.commit)

    def show_text(self, text: str) -> None:
        """Show what the draft holds; what is being typed stays."""
        if text != self._shown or not self.hasFocus():
            self._shown = text
            if text != self.text():
                self.setText(text)
                self.setCursorPosition(0)

    def commit(self) -> None:
        """Keep what was typed."""
        text = self.text().strip()
        if text != self._shown:
            self._shown = text
            self.edited.emit(text)

    def escape(self) -> None:
        if self.text() != self._shown:
            self.setText(self._shown)
        else:
            super().escape()


class Words(QPlainTextEdit):
    """A text of a few lines that is kept when it is left."""

    edited = Signal(str)
    left = Signal()

    def __init__(self, name: str, title: str, parent: QWidget, *, hint: str, lines: int) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.StyledPanel)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setVerticalScrollBar(SlimBar(self))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(6)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 12)
        self._shown = ""

    def show_text(self, text: str) -> None:
        """Show what the draft holds; what is being typed stays."""
        if text != self._shown or not self.hasFocus():
            self._shown = text
            if as_shown(text) != text_of(self.document()):
                self.setPlainText(text)

    def commit(self) -> None:
        """Keep what was typed."""
        text = text_of(self.document()).strip()
        if text != as_shown(self._shown).strip():
            self._shown = text
            self.edited.emit(text)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            with QPainter(self) as painter:
                frame(painter, self, look.ink_of(self.palette()))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if text_of(self.document()) != as_shown(self._shown):
                self.setPlainText(self._shown)
            else:
                self.left.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.commit()


class Both(QWidget):
    """An entry or a text in English and in Russian, side by side."""

    edited = Signal(str, str)  # "en" or "ru", and the text

    def __init__(self, name: str, title: str, parent: QWidget, *, lines: int = 1) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.parts: dict[str, Entry | Words] = {}
        for code, spoken in (("en", tr("in English")), ("ru", tr("in Russian"))):
            full = f"{title}, {spoken}"
            part: Entry | Words = (
                Entry(f"{name}_{code}", full, self, hint=spoken)
                if lines == 1
                else Words(f"{name}_{code}", full, self, hint=spoken, lines=lines)
            )
            part.edited.connect(self._passer(code))
            self.parts[code] = part
            row.addWidget(part, 1)

    def _passer(self, code: str) -> Callable[[str], None]:
        return lambda text: self.edited.emit(code, text)

    def show_texts(self, english: str, russian: str) -> None:
        """Show what the draft holds."""
        self.parts["en"].show_text(english)
        self.parts["ru"].show_text(russian)


class Button(Painted):
    """A quiet button with a frame; `strong` is the one that Enter stands for."""

    def __init__(self, name: str, title: str, parent: QWidget, *, strong: bool = False) -> None:
        super().__init__(name, title.replace("&", ""), parent)
        self.setText(title)
        self._strong = strong
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 28, metrics.height() + 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            lit = self._strong and self.isEnabled()
            painter.setPen(edge(self, ink))
            painter.setBrush(ink.accent if lit else ink.paper)
            painter.drawRoundedRect(rect, 4, 4)
            if not lit or self.isDown():
                self.ground(painter, ink)
            if lit and self.hasFocus():
                painter.setPen(ink.paper)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 3, 3)
            painter.setFont(self.font())
            window = self.palette().window().color()
            faint = look.blend(ink.quiet, window, 0.6)
            painter.setPen(ink.paper if lit else ink.text if self.isEnabled() else faint)
            text = QFontMetricsF(self.font()).elidedText(
                self.text(), Qt.TextElideMode.ElideRight, rect.width() - 12
            )
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


class Tick(QCheckBox):
    """A check box that tells only what the user does."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setAccessibleName(title)

    def show_on(self, on: bool) -> None:
        """Show what the draft holds."""
        self.setChecked(on)


def captioned(caption: str, *widgets: QWidget, about: str = "") -> QVBoxLayout:
    """Widgets under a quiet caption."""
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    parent = widgets[0].parentWidget()
    name = f"{widgets[0].objectName()}.caption"
    column.addWidget(Line(name, parent, text=caption, quiet=True, step=0.9, bold=True))
    for widget in widgets:
        column.addWidget(widget)
    if about:
        column.addWidget(Line(f"{name}.about", parent, text=about, quiet=True, step=0.9, wrap=True))
    return column
