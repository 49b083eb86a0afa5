"""The list view of all panels: flat, by pixels, and without taking the focus by a click."""

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QListView,
    QScrollBar,
    QStyle,
    QStyleOptionSlider,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from workbench.domain.words import tr
from workbench.gui.parts import glyphs, look


def name_parts(area: QAbstractScrollArea) -> None:
    """Give the parts that Qt makes of a scroll area names: those that read the window need them."""
    bars = {"scroll_down": area.verticalScrollBar(), "scroll_across": area.horizontalScrollBar()}
    for name, bar in bars.items():
        bar.setObjectName(name)
        bar.setAccessibleName(tr("Scroll bar"))
        holder = bar.parentWidget()
        for part in (area.viewport(), holder) if holder else (area.viewport(),):
            part.setAccessibleName(tr("Contents"))
    if isinstance(area, QTableView):
        name_parts(area.horizontalHeader())
        name_parts(area.verticalHeader())
        for corner in area.findChildren(QAbstractButton, "qt_tableview_cornerbutton"):
            corner.setAccessibleName(tr("Select all"))


class SlimBar(QScrollBar):
    """A scroll bar that is there when it is looked for; the parts of its area get names."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        name_parts(area)
        self.setObjectName("scroll_down")
        self.setAccessibleName(tr("Scroll bar"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSingleStep(24)

    def sizeHint(self) -> QSize:
        return QSize(10, super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar,
            option,
            QStyle.SubControl.SC_ScrollBarSlider,
            self,
        )
        ink = look.ink_of(self.palette())
        base = self.palette().color(QPalette.ColorRole.Window)
        hot = self.underMouse() or self.isSliderDown()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            part = 0.7 if hot else 0.3
            painter.setBrush(look.blend(ink.quiet, base, part + 0.3 if ink.strong else part))
            painter.drawRoundedRect(QRectF(handle).adjusted(2, 1, -2, -1), 3, 3)


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
        bar = SlimBar(self)
        self.setVerticalScrollBar(bar)
        # The view listens to the bar that it was made with only.
        bar.valueChanged.connect(self.verticalScrollbarValueChanged)
        bar.actionTriggered.connect(self.verticalScrollbarAction)

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
        painter.setPen(QPen(ink.accent, 2) if ink.strong else Qt.PenStyle.NoPen)
        painter.setBrush(look.blend(ink.accent, base, 0.16))
        painter.drawRoundedRect(rect, glyphs.RADIUS, glyphs.RADIUS)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.setBrush(look.blend(ink.text, base, 0.06))
        painter.drawRoundedRect(rect, glyphs.RADIUS, glyphs.RADIUS)
    if option.state & QStyle.StateFlag.State_HasFocus and view.hasFocus():
        painter.setPen(ink.accent)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
