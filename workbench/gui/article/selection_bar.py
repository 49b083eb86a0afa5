"""The small bar at a selection made with the mouse: labels to click."""

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget

from workbench.domain.codebook import Codebook, Label
from workbench.domain.words import tr
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.fields import Painted
from workbench.gui.session import Session
from workbench.gui.verbs import tagging


class BarButton(Painted):
    """A label's mark and key, or «F» for a fragment."""

    wanted = Signal(str)  # the label's id

    def __init__(self, name: str, title: str, key: str, label: Label | None, parent: QWidget):
        super().__init__(name, title, parent)
        self.setToolTip(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._key, self._label = key, label
        self._words = "" if label else title
        self.clicked.connect(self._want)

    def _want(self) -> None:
        if self._label is not None:
            self.wanted.emit(self._label.id)

    def sizeHint(self) -> QSize:
        width = 8 + (24 if self._label else self.fontMetrics().horizontalAdvance(self._words)) + 8
        if self._key:
            width += round(glyphs.cap_width(self.font(), self._key)) + 5
        return QSize(width, self.fontMetrics().height() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        base = self.palette().button().color()
        with QPainter(self) as painter:
            self.ground(painter, ink)
            painter.setFont(self.font())
            rect = QRectF(self.rect())
            right = rect.right() - 6
            if self._key:
                right = glyphs.cap(painter, right, rect.center().y(), self._key, ink).left() - 5
            room = QRectF(7, rect.center().y() - 7, right - 7, 14)
            if self._label is not None:
                color = QColor(self._label.color)
                room.setWidth(22)
                glyphs.sample(painter, room, color, self._label.shape, ink, base)
            else:
                painter.setPen(ink.text)
                painter.drawText(
                    QRectF(8, 0, right - 8, rect.height()),
                    Qt.AlignmentFlag.AlignVCenter,
                    self._words,
                )


class SelectionBar(QFrame):
    """Floats near the selection until a key is struck or the selection changes."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("selection_bar")
        self.setAccessibleName(tr("Labels for the selection"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._session = session
        self._codebook: Codebook | None = None
        self._typing: QWidget | None = None
        self.buttons: list[BarButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(3, 3, 3, 3)
        self._row.setSpacing(0)
        self.fragment = BarButton("bar.fragment", tr("fragment"), "F", None, self)
        self.fragment.setToolTip(tr("Add the selection to the span"))
        self.fragment.clicked.connect(
            lambda: attempt(session, lambda: tagging.add_fragment(session))
        )
        self._row.addWidget(self.fragment)
        session.selection_changed.connect(self.hide)
        session.article_opened.connect(self.hide)
        session.armed_changed.connect(self.hide)
        self.hide()

    def show_at(self, place: QPoint) -> None:
        """Stand at `place` (in the parent's coordinates), as far as it fits."""
        reading, project = self._session.reading, self._session.project
        if reading is None or self._session.selection is None or not project or project.read_only:
            return
        self._fill(reading.codebook)
        self.fragment.setVisible(self._session.focused() is not None)
        self._row.activate()
        self.adjustSize()
        parent = self.parentWidget()
        room = parent.size() if parent else self.size()
        self.move(
            max(4, min(place.x(), room.width() - self.width() - 4)),
            max(4, min(place.y(), room.height() - self.height() - 4)),
        )
        self.show()
        self.raise_()

    def _fill(self, codebook: Codebook) -> None:
        if codebook == self._codebook:
            return
        self._codebook = codebook
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()  # it is deleted later only
            button.deleteLater()
        self.buttons = []
        for number, label in enumerate(codebook.labels):
            title = tr("Mark as {label}", label=label.name)
            button = BarButton(f"bar.{label.id}", title, label.key, label, self)
            button.wanted.connect(self._mark)
            self._row.insertWidget(number, button)
            self.buttons.append(button)

    def _mark(self, label: str) -> None:
        self.hide()
        attempt(self._session, lambda: tagging.label(self._session, label))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._typing = QApplication.focusWidget()
        if self._typing is not None:
            self._typing.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._typing is not None:
            self._typing.removeEventFilter(self)
            self._typing = None

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress:
            self.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.blend(ink.quiet, ink.paper, 0.5), 1))
            painter.setBrush(self.palette().button().color())
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
