"""The small bar at a suggestion: take it, reject it, take all; and how many there are."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from workbench.domain.suggestion import Mention
from workbench.domain.words import shorten, tr, trn
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.fields import Painted
from workbench.gui.suggesting import Suggesting

GAP = 6  # pixels from the words to the bar


class KeyButton(Painted):
    """A few words and the chord that does the same."""

    def __init__(self, name: str, chord: str, parent: QWidget) -> None:
        super().__init__(name, chord, parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._chord = chord

    def say(self, words: str) -> None:
        """Show these words."""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + 14
        width += sum(
            round(glyphs.cap_width(self.font(), key)) + 3 for key in glyphs.parts(self._chord)
        )
        return QSize(width + 4, self.fontMetrics().height() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            self.ground(painter, ink)
            painter.setFont(self.font())
            rect = QRectF(self.rect())
            glyphs.caps(painter, rect.right() - 6, rect.center().y(), self._chord, ink)
            painter.setPen(ink.text)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(rect.adjusted(7, 0, 0, 0), flags, self.text())


class SuggestionBar(QFrame):
    """Floats at the suggestion in focus, under a mention that has more, or in the corner."""

    def __init__(self, suggesting: Suggesting, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("suggestion_bar")
        self.setAccessibleName(tr("Suggestions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._suggesting = suggesting
        self.take = KeyButton("suggestion.take", "⏎", self)
        self.reject = KeyButton("suggestion.reject", "Del", self)
        self.all = KeyButton("suggestion.all", "Shift+A", self)
        self.next = KeyButton("suggestion.next", "Shift+N", self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(3, 3, 3, 3)
        self._row.setSpacing(0)
        session = suggesting.session
        for button, verb in (
            (self.take, suggesting.take),
            (self.reject, suggesting.reject),
            (self.all, suggesting.take_all),
            (self.next, lambda: suggesting.step(1)),
        ):
            button.clicked.connect(lambda _=False, verb=verb: attempt(session, verb))
            self._row.addWidget(button)
        self.hide()

    def show_at(self, words: QRectF | None, field: QRectF | None) -> None:
        """Show what can be done now.

        `words` is where the suggestion or the focused mention is in the parent; None where neither
        is on screen. `field` is another floating part that must stay free.
        """
        suggesting = self._suggesting
        current, listed = suggesting.current, suggesting.takes_all()
        project = suggesting.session.project
        if not listed or project is None or project.read_only:
            self.hide()
            return
        self._fill(current, listed)
        self._row.activate()
        self.adjustSize()
        parent = self.parentWidget()
        room = parent.size() if parent else self.size()
        place = QPoint(room.width() - self.width() - 8, room.height() - self.height() - 8)
        if (
            words is not None
            and words.top() >= 0
            and words.bottom() + self.height() < room.height()
        ):
            place = QPoint(round(words.left()) - 4, round(words.bottom()) + GAP)
            if field is not None:
                place.setY(round(field.bottom()) + 4)
        self.move(
            max(4, min(place.x(), room.width() - self.width() - 4)),
            max(4, min(place.y(), room.height() - self.height() - 4)),
        )
        self.show()
        self.raise_()

    def _fill(self, current: Mention | None, listed: tuple[Mention, ...]) -> None:
        suggesting = self._suggesting
        for button in (self.take, self.reject):
            button.setVisible(current is not None)
        self.next.setVisible(current is None)
        self.next.say(tr("one by one"))
        if current is not None:
            entity = suggesting.entity(current)
            self.take.say(shorten(entity.name, 36) if entity else "")
            self.reject.say(tr("no"))
        many = current is None or len(listed) > 1
        self.all.setVisible(many)
        focused = suggesting.session.focused()
        if current is not None:
            self.all.say(trn("all {count}", "all {count}", len(listed)))
        elif focused is not None:
            self.all.say(trn("{count} more mention", "{count} more mentions", len(listed)))
        else:
            self.all.say(
                trn(
                    "{count} mention of a known name",
                    "{count} mentions of known names",
                    len(listed),
                )
            )

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.blend(ink.quiet, ink.paper, 0.5), 1))
            painter.setBrush(self.palette().button().color())
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
