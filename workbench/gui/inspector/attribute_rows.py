"""The attributes of a label, one row each, made once a label and filled for each span."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.codebook import Attribute, Label
from workbench.domain.records import Span
from workbench.domain.words import tr
from workbench.gui.inspector.relation_rows import missing
from workbench.gui.parts import look
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.fields import Choice, Painted
from workbench.gui.parts.segments import Segments, segment_width
from workbench.gui.session import Session
from workbench.gui.verbs import tagging

ROOM = 232  # pixels that a panel of the least width has for values side by side


class AttributeName(Painted):
    """The name of an attribute; a click makes it the one that the digits set."""

    def __init__(self, attribute: Attribute, parent: QWidget) -> None:
        super().__init__(f"attribute_name.{attribute.id}", str(attribute.name), parent)
        self.setText(str(attribute.name))
        self.setFont(look.small(self.font(), 0.9))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(tr("The digits set this attribute after a click here, or after Tab"))
        self.active = self.missing = False

    def sizeHint(self) -> QSize:
        return QSize(80, self.fontMetrics().height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            self.ground(painter, ink)
            font = QFont(self.font())
            if self.active:
                font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(ink.text if self.active else ink.quiet)
            rect = QRectF(self.rect()).adjusted(0, 0, -12, 0)
            metrics = QFontMetricsF(font)
            text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)
            if self.missing:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ink.bad)
                x = metrics.horizontalAdvance(text) + 7
                painter.drawEllipse(QPointF(x, rect.center().y() + 0.5), 2.75, 2.75)


class AttributeRow(QWidget):
    """An attribute: its name over its value."""

    def __init__(self, attribute: Attribute, index: int, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"attribute_row.{attribute.id}")
        self.attribute = attribute
        self._session = session
        self._value: str | None = None
        self._active = False
        self.name = AttributeName(attribute, self)
        self.name.clicked.connect(lambda: session.set_attribute_index(index))
        names = list(map(str, attribute.value_names))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 4)
        column.setSpacing(2)
        column.addWidget(self.name)
        title, object_name = str(attribute.name), f"attribute.{attribute.id}"
        wide = sum(segment_width(self.fontMetrics(), name) + 2 for name in names)
        self.segments: Segments | None = None
        self.choice: Choice | None = None
        if len(names) <= 3 and wide <= ROOM:
            self.segments = Segments(object_name, title, attribute.values, names, self)
            self.segments.chosen.connect(self._set)
            column.addWidget(self.segments)
        else:
            self.choice = Choice(object_name, title, self)
            self.choice.offer(attribute.values, names, clear=True, numbers=True)
            self.choice.chosen.connect(self._set)
            column.addWidget(self.choice)

    def show_span(self, span: Span, *, active: bool) -> None:
        """Show the value that the file holds, and whether the digits set it."""
        self._value = span.attributes.get(self.attribute.id)
        self._active = active
        self.name.active = active
        self.name.missing = self.attribute.required and self._value is None
        title = str(self.attribute.name)
        if self.name.missing:
            title = tr("{name}, required, not set yet", name=title)
        self.setAccessibleName(title)
        self.name.setAccessibleName(title)
        self.name.update()
        self._show()
        self.update()

    def _show(self) -> None:
        if self.choice is not None:
            self.choice.show_value(self._value, missing(self.attribute))
        if self.segments is not None:
            self.segments.show_value(self._value, self.attribute.default, hinted=self._active)

    def _set(self, value: str | None) -> None:
        if value != self._value:
            attempt(
                self._session,
                lambda: tagging.set_attribute(self._session, self.attribute.id, value),
            )
        self._show()  # a refused choice goes back to what the file holds

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._active:
            ink = look.ink_of(self.palette())
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ink.accent)
                painter.drawRoundedRect(QRectF(0, 2, 2.5, self.height() - 7), 1.25, 1.25)


class AttributeRows(QWidget):
    """The attributes of one label."""

    def __init__(self, label: Label, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"attributes.{label.id}")
        self.setAccessibleName(tr("Attributes"))
        self.label = label
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.rows = [
            AttributeRow(attribute, index, session, self)
            for index, attribute in enumerate(label.attributes)
        ]
        for row in self.rows:
            column.addWidget(row)

    def show_span(self, span: Span, active: int) -> None:
        """Show the values of a span; the attribute numbered `active` takes the digits."""
        for index, row in enumerate(self.rows):
            row.show_span(span, active=index == min(active, len(self.rows) - 1))
