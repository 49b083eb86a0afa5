"""The list view of all panels: flat, by pixels, and without taking the focus by a click."""

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from workbench.gui import glyphs, look

# Scroll bars that are there when they are looked for; the roles follow the palette.
SLIM = (
    "QScrollBar:vertical { width: 10px; margin: 0; background: transparent; border: none }"
    "QScrollBar::handle:vertical { background: palette(mid); border-radius: 3px;"
    " min-height: 28px; margin: 2px 2px 2px 2px }"
    "QScrollBar::handle:vertical:hover { background: palette(placeholder-text) }"
    "QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical { height: 0 }"
    "QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical { background: transparent }"
)


class RowsView(QListView):
    """Rows of one height; Enter takes a row, Esc leaves."""

    taken = Signal(QModelIndex)
    left = Signal()

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.verticalScrollBar().setSingleStep(24)
        self.verticalScrollBar().setStyleSheet(SLIM)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.currentIndex().isValid():
                self.taken.emit(self.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def plate(
    painter: QPainter, option: QStyleOptionViewItem, ink: look.Ink, *, strong: bool = False
) -> None:
    """The ground of a row: chosen, under the pointer, or current by keyboard."""
    view = option.widget
    base = view.palette().color(QPalette.ColorRole.Window)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    rect = QRectF(option.rect).adjusted(4, 1, -4, -1)
    if strong:
        painter.setBrush(look.blend(ink.accent, base, 0.16))
        painter.drawRoundedRect(rect, glyphs.RADIUS, glyphs.RADIUS)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.setBrush(look.blend(ink.text, base, 0.06))
        painter.drawRoundedRect(rect, glyphs.RADIUS, glyphs.RADIUS)
    if option.state & QStyle.StateFlag.State_HasFocus and view.hasFocus():
        painter.setPen(ink.accent)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
