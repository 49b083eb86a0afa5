"""Choosing an entity: a name is typed, those that may be meant are listed, Enter takes one."""

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.records import Entity
from workbench.domain.words import tr
from workbench.gui.entities.entity_types import paint_type, type_name
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.fields import Field, Line, Painted, hint
from workbench.gui.session import Session
from workbench.gui.verbs import naming
from workbench.language.forms import fold

SUGGESTIONS = 8


class Suggestion(Painted):
    """An entity that may be meant, or a new one by a name."""

    def __init__(self, name: str, session: Session, parent: QWidget) -> None:
        super().__init__(name, tr("Suggestion"), parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._session = session
        self.entity: Entity | None = None
        self.key = ""
        self.current = False

    def offer(self, entity: Entity | None, name: str) -> None:
        """Show this entity; None is a new one called `name`."""
        self.entity = entity
        self.setText(entity.name if entity else name)
        self.setAccessibleName(f"{self.text()} — {self.about()}")
        hint(self, self.accessibleName())
        self.updateGeometry()
        self.update()

    def about(self) -> str:
        """The type of the entity, or that it is new."""
        project = self._session.project
        if self.entity is None:
            return tr("new")
        return type_name(project.codebook, self.entity.type) if project else ""

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        small = QFontMetricsF(look.small(self.font(), 0.9))
        cap = glyphs.cap_width(self.font(), self.key) + 6 if self.key else 0.0
        width = 28 + metrics.horizontalAdvance(self.text()) + 8
        width += small.horizontalAdvance(self.about()) + cap + 10
        return QSize(min(round(width), 420), self.fontMetrics().height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, project = look.ink_of(self.palette()), self._session.project
        with QPainter(self) as painter:
            self.ground(painter, ink, strong=self.current)
            painter.setFont(self.font())
            rect = QRectF(self.rect())
            left, middle = 6.0, rect.center().y()
            if self.entity is not None:
                box = QRectF(left, middle - 8, 16, 16)
                codebook = project.codebook if project else None
                paint_type(painter, box, self.entity.type, codebook, ink)
            else:
                painter.setPen(QPen(ink.quiet, 1.5))
                x, y = left + 8, round(middle) + 0.5
                painter.drawLine(QPointF(x - 4, y), QPointF(x + 4, y))
                painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))
            right = rect.right() - 6
            if self.key:
                right = glyphs.cap(painter, right, middle, self.key, ink).left() - 6
            left += 22
            metrics = QFontMetricsF(self.font())
            small = look.small(self.font(), 0.9)
            about = self.about()
            room = right - left - QFontMetricsF(small).horizontalAdvance(about) - 8
            name = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, max(room, 40))
            painter.setPen(ink.text)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRectF(left, 0, right - left, rect.height()), flags, name)
            painter.setFont(small)
            painter.setPen(ink.quiet)
            left += metrics.horizontalAdvance(name) + 8
            painter.drawText(QRectF(left, 0, right - left, rect.height()), flags, about)


class Who(QWidget):
    """A field to type a name in, and under it who may be meant, the likeliest first."""

    taken = Signal(object, str)  # an Entity, or None for a new one by the name
    left = Signal()
    changed = Signal()  # as many suggestions as before, or others

    def __init__(self, name: str, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_who")
        self.setAccessibleName(tr("Who it is"))
        self._session = session
        self._new = True
        self._without: Collection[str] = ()
        self.typed = Field(
            f"{name}_typed", tr("Who it is"), self, hint=tr("a name, or its first letters")
        )
        self.typed.setMinimumWidth(240)
        self.suggestions = [
            Suggestion(f"{name}_suggestion_{number}", session, self)
            for number in range(SUGGESTIONS + 1)
        ]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.typed)
        for part in self.suggestions:
            part.hide()
            part.clicked.connect(self._clicked)
            column.addWidget(part)
        self.typed.textEdited.connect(self.suggest)
        self.typed.left.connect(self.left)
        self.typed.installEventFilter(self)

    def begin(self, text: str, *, new: bool = True, without: Collection[str] = ()) -> None:
        """Let a name be typed; `new` allows one that is not known, `without` are ids left out."""
        self._new, self._without = new, without
        self.typed.setText(text)
        self.suggest()
        self.typed.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.typed.selectAll()

    def suggest(self) -> None:
        """List who may be meant by what is typed."""
        project, language = self._session.project, self._session.language
        if project is None:
            return
        words = self.typed.text().strip()
        register = language.register if language and words else None
        exact = register.exact(words) if register else ()
        ids = register.matching(words, SUGGESTIONS) if register else ()
        found = [row.entity for row in project.read.entities_among(ids)]
        found.sort(key=lambda one: (one.id not in exact, _rank(one.name, words)))
        listed = [row.entity for row in project.read.entities(words=words, limit=50)]
        listed.sort(key=lambda entity: _rank(entity.name, words))
        known = {entity.id for entity in found}
        found += [entity for entity in listed if entity.id not in known]
        found = [entity for entity in found if entity.id not in self._without]
        rows: list[Entity | None] = [*found[:SUGGESTIONS]]
        if self._new and words and not any(entity.name == words for entity in found):
            rows.append(None)
        for number, part in enumerate(self.suggestions):
            part.setVisible(number < len(rows))
            if number < len(rows):
                part.offer(rows[number], words)
            part.current = number == 0 and bool(words)
            part.key = "⏎" if part.current else ""
        self.changed.emit()

    def _shown(self) -> list[Suggestion]:
        return [part for part in self.suggestions if part.isVisibleTo(self)]

    def _step(self, step: int) -> None:
        shown = self._shown()
        if not shown:
            return
        at = next((number for number, part in enumerate(shown) if part.current), -1)
        at = 0 if at < 0 and step > 0 else (at + step) % len(shown)
        for number, part in enumerate(shown):
            part.current = number == at
            part.key = "⏎" if part.current else ""
            part.update()

    def _clicked(self) -> None:
        part = self.sender()
        if isinstance(part, Suggestion):
            self.taken.emit(part.entity, part.text())

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if watched is self.typed and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._step(1 if key in (Qt.Key.Key_Down, Qt.Key.Key_Tab) else -1)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                chosen = next((part for part in self._shown() if part.current), None)
                if chosen is not None:
                    self.taken.emit(chosen.entity, chosen.text())
                return True
        return super().eventFilter(watched, event)


class WhoPopup(QFrame):
    """The same over the window, under a question; it goes when it is answered or left."""

    taken = Signal(object, str)

    def __init__(self, name: str, question: str, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName(name)
        self.setAccessibleName(question)
        self.who = Who(name, session, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(4)
        self._column.addWidget(Line(f"{name}_question", self, text=question, quiet=True, wrap=True))
        self._column.addWidget(self.who)
        self.who.taken.connect(self._take)
        self.who.left.connect(self.close)
        self.who.changed.connect(self._fit)

    def ask(
        self, at: QPoint, text: str = "", *, new: bool = True, without: Collection[str] = ()
    ) -> None:
        """Show the question with its corner at `at`, in the screen's coordinates."""
        self.setFixedWidth(320)
        self.move(at)
        self.show()
        self.who.begin(text, new=new, without=without)
        room = self.screen().availableGeometry()
        x = min(at.x(), room.right() - self.width() - 4)
        self.move(max(x, room.left() + 4), min(at.y(), room.bottom() - self.height() - 4))

    def _take(self, entity: Entity | None, name: str) -> None:
        self.hide()
        self.taken.emit(entity, name)
        self.close()

    def _fit(self) -> None:
        self._column.activate()
        self.adjustSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            painter.setPen(QPen(look.blend(ink.quiet, ink.paper, 0.5), 1))
            painter.setBrush(self.palette().button().color())
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def ask_same_as(session: Session, entity: Entity, at: QPoint, window: QWidget) -> None:
    """Ask whom this entity is the same as, and make the two one."""
    question = tr("«{name}» is the same as", name=entity.name)
    popup = WhoPopup("entity_same_as", question, session, window)

    def taken(other: Entity, _name: str) -> None:
        attempt(session, lambda: naming.merge(session, other, (entity,)))

    popup.taken.connect(taken)
    popup.ask(at, new=False, without=(entity.id,))


def _rank(name: str, words: str) -> int:
    """How well a name begins with what was typed: 0 the name itself, 1 a word of it, 2 neither."""
    folded, typed = fold(name), fold(words)
    if folded.startswith(typed):
        return 0
    return 1 if any(part.startswith(typed) for part in folded.split()) else 2
