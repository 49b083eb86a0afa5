"""Three lines for the first minute: select, mark, link. Closed once, they are gone for good."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.words import tr
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import IconButton
from workbench.gui.session import Session


class StepLine(QWidget):
    """A number, a sentence, and the keys that it is about."""

    def __init__(self, number: int, text: str, keys: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"first_step_{number}")
        self.setAccessibleName(f"{number}. {text} {', '.join(keys)}")
        self._number, self._text, self._keys = number, text, keys
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _room(self, width: int) -> float:
        caps = sum(glyphs.cap_width(self.font(), key) + 4 for key in self._keys)
        return width - 24 - caps - 8

    def heightForWidth(self, width: int) -> int:
        lines = glyphs.lines_needed(self._text, self.font(), self._room(width), 3)
        return round(lines * QFontMetricsF(self.font()).lineSpacing()) + 6

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(max(self.width(), 300)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().lineSpacing() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            metrics = QFontMetricsF(self.font())
            painter.setFont(self.font())
            painter.setPen(ink.quiet)
            top = rect.adjusted(0, 3, 0, 0)
            glyphs.draw_lines(painter, top, str(self._number))
            painter.setPen(ink.text)
            room = self._room(self.width())
            box = QRectF(20, 3, room, rect.height())
            lines = glyphs.draw_lines(painter, box, self._text, 3)
            used = metrics.horizontalAdvance(self._text) if lines == 1 else room
            left = 20 + used + 8
            for key in self._keys:
                width = glyphs.cap_width(self.font(), key)
                middle = 3 + metrics.lineSpacing() / 2
                glyphs.cap(painter, left + width, middle, key, ink)
                left += width + 4


class FirstSteps(QFrame):
    """The strip over the article."""

    closed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("first_steps")
        self.setAccessibleName(tr("First steps"))
        self._session = session
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.steps: list[StepLine] = []
        close = IconButton(
            "first_steps_close", tr("Close; these hints will not come back"), "x", self
        )
        close.clicked.connect(self._close)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.addLayout(self._lines, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        session.project_opened.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        project = self._session.project
        labels = project.codebook.labels if project else ()
        for step in self.steps:
            self._lines.removeWidget(step)
            step.hide()
            step.hide()  # it is deleted later only
            step.deleteLater()
        letters = tuple(label.key for label in labels if label.key)[:5]
        names = ", ".join(str(label.name) for label in labels if label.key)
        self.steps = [
            StepLine(
                1, tr("Select words with the mouse, or let them grow from the caret:"), ("W",), self
            ),
            StepLine(2, tr("Mark them with a letter ({names}):", names=names), letters, self),
            StepLine(
                3,
                tr("Link the span in focus: this key, then the letter at the other:"),
                ("L",),
                self,
            ),
        ]
        for step in self.steps:
            self._lines.addWidget(step)

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), look.blend(ink.accent, ink.paper, 0.08))
            painter.setPen(QPen(ink.rule, 1))
            painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
