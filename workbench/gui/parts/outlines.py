"""The style of the high-contrast themes: Fusion, with its faint shades drawn as lines."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionTab,
    QWidget,
)

Primitive, Control = QStyle.PrimitiveElement, QStyle.ControlElement

# Fusion paints the edges of these in a darker shade of the window's colour: none, where that is
# black already.
FRAMED = {
    Primitive.PE_FrameMenu,
    Primitive.PE_PanelMenu,
    Primitive.PE_PanelButtonCommand,
    Primitive.PE_PanelButtonTool,
    Primitive.PE_IndicatorCheckBox,
    Primitive.PE_PanelTipLabel,
    Primitive.PE_FrameGroupBox,
}


class Outlined(QProxyStyle):
    """Fusion with edges in the colour of the text."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        super().drawPrimitive(element, option, painter, widget)
        if element in FRAMED:
            _frame(painter, option.rect, option.palette)
        elif element == Primitive.PE_IndicatorDockWidgetResizeHandle:
            _between(painter, option.rect, option.palette)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        super().drawControl(element, option, painter, widget)
        if element == Control.CE_TabBarTabShape and isinstance(option, QStyleOptionTab):
            _frame(painter, option.rect, option.palette)
            if option.state & QStyle.StateFlag.State_Selected:
                edge = QRect(option.rect.left(), option.rect.bottom() - 3, option.rect.width(), 4)
                painter.fillRect(edge, option.palette.color(QPalette.ColorRole.Highlight))
        elif element == Control.CE_Splitter:
            _between(painter, option.rect, option.palette)


def _frame(painter: QPainter, rect: QRect, palette: QPalette) -> None:
    painter.save()
    painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1))
    painter.drawRect(rect.adjusted(0, 0, -1, -1))
    painter.restore()


def _between(painter: QPainter, rect: QRect, palette: QPalette) -> None:
    """A line along a handle that two panels share."""
    color, middle = palette.color(QPalette.ColorRole.WindowText), rect.center()
    if rect.width() < rect.height():
        painter.fillRect(middle.x(), rect.top(), 1, rect.height(), color)
    else:
        painter.fillRect(rect.left(), middle.y(), rect.width(), 1, color)
