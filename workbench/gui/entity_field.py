"""The field under a fresh mention: who it is, already filled in; Enter takes it."""

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.records import Entity
from workbench.domain.words import tr
from workbench.gui import glyphs, look, tagging
from workbench.gui.attempt import attempt
from workbench.gui.entity_types import paint_type, type_name
from workbench.gui.fields import Field, Painted, plain
from workbench.gui.session import Session
from workbench.language.forms import fold

SUGGESTIONS = 8


class Suggestion(Painted):
    """An entity that may be meant, or a new one by a name."""

    def __init__(self, name: str, session: Session, parent: QWidget) -> None:
        super().__init__(name, "", parent)
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
        self.setToolTip(plain(self.accessibleName()))
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


class Other(Painted):
    """Opens the field to type who it is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("entity_field_other", tr("Say who it is (E)"), parent)
        self.setText(tr("other"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        cap = glyphs.cap_width(self.font(), "E")
        return QSize(round(metrics.horizontalAdvance(self.text()) + cap + 20), metrics.height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            self.ground(painter, ink)
            painter.setFont(self.font())
            rect = QRectF(self.rect())
            cap = glyphs.cap(painter, rect.right() - 6, rect.center().y(), "E", ink)
            painter.setPen(ink.quiet)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(QRectF(0, 0, cap.left() - 5, rect.height()), flags, self.text())


class EntityField(QFrame):
    """Stands under the focused span while the session offers an entity for it."""

    left = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("entity_field")
        self.setAccessibleName(tr("Who it is"))
        self._session = session
        self._below, self._above = QPoint(), QPoint()
        self._span: str | None = None  # the span that is being typed for
        self.best = Suggestion("entity_field_best", session, self)
        self.best.key = "⏎"
        self.other = Other(self)
        self.typed = Field(
            "entity_field_typed", tr("Who it is"), self, hint=tr("a name, or its first letters")
        )
        self.typed.setMinimumWidth(240)
        self.typed.hide()
        self.suggestions = [
            Suggestion(f"entity_field_suggestion_{number}", session, self)
            for number in range(SUGGESTIONS + 1)
        ]
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.best)
        row.addWidget(self.other)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.typed)
        for part in self.suggestions:
            part.hide()
            part.clicked.connect(lambda _=False, part=part: self._take(part))
            column.addWidget(part)
        self.best.clicked.connect(self.accept)
        self.other.clicked.connect(self.edit)
        self.typed.textEdited.connect(self._suggest)
        self.typed.left.connect(self._stop)
        self.typed.installEventFilter(self)
        session.offer_changed.connect(self._show)
        session.focus_changed.connect(self._show)
        session.article_opened.connect(self._show)
        session.reading_changed.connect(self._show)
        self.hide()
        self._show()

    @property
    def editing(self) -> bool:
        """Whether a name is being typed."""
        return self._span is not None

    def move_to(self, below: QPoint, above: QPoint | None = None) -> None:
        """Stand at `below`; where there is no room under it, end at `above`."""
        self._below, self._above = below, above if above is not None else below
        self._place()

    def accept(self) -> None:
        """Take what is offered."""
        offer = self._session.offer
        if offer is not None:
            attempt(self._session, lambda: tagging.accept_offer(self._session, offer))

    def edit(self) -> None:
        """Let the user type who the focused span mentions."""
        span, reading = self._session.focused(), self._session.reading
        label = reading.codebook.label(span.label) if span and reading else None
        if span is None or reading is None:
            self._session.refused.emit(tr("Focus a span first: click it, or press O on its words."))
            return
        if label is None or not label.names_entities:
            name = str(label.name) if label else span.label
            self._session.refused.emit(tr("{label} is not a mention of an entity.", label=name))
            return
        self._span = span.id
        entity, offer = reading.entity_of(span), self._session.offer
        self.typed.setText(entity.name if entity else offer.name if offer else "")
        self._show()
        self._suggest()
        self.typed.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.typed.selectAll()

    # -- what is shown

    def _show(self, _changes: object = None) -> None:
        offer = self._session.offer
        if self.editing and self._session.focus != self._span:
            self._span = None
            if self.typed.hasFocus():
                self.left.emit()
        for part in (self.best, self.other):
            part.setVisible(not self.editing)
        self.typed.setVisible(self.editing)
        if not self.editing:
            for suggestion in self.suggestions:
                suggestion.hide()
        if offer is not None and not self.editing:
            self.best.offer(offer.entities[0] if offer.entities else None, offer.name)
        # Nothing to offer and nothing typed: nothing to see.
        shown = self.editing or (offer is not None and bool(offer.name or offer.entities))
        self.setVisible(shown)
        if shown:
            self._place()
            self.raise_()

    def _place(self) -> None:
        self._column.activate()
        self.adjustSize()
        parent = self.parentWidget()
        size, room = self.size(), parent.size() if parent else self.size()
        x = max(4, min(self._below.x(), room.width() - size.width() - 4))
        y = self._below.y()
        if y + size.height() > room.height() and self._above.y() - size.height() >= 0:
            y = self._above.y() - size.height()
        self.move(x, max(4, min(y, room.height() - size.height() - 4)))

    def _suggest(self) -> None:
        """List who may be meant by what is typed."""
        session, span = self._session, self._session.focused()
        if session.project is None or span is None or not self.editing:
            return
        words = self.typed.text().strip()
        offer = session.offer_for(span, words) if words else None
        found = list(offer.entities) if offer else []
        known = {entity.id for entity in found}
        listed = [row.entity for row in session.project.read.entities(words=words, limit=50)]
        listed.sort(key=lambda entity: not _begins(entity.name, words))
        found.extend(entity for entity in listed if entity.id not in known)
        rows: list[Entity | None] = [*found[:SUGGESTIONS]]
        if words and not any(entity.name == words for entity in found):
            rows.append(None)
        for number, part in enumerate(self.suggestions):
            part.setVisible(number < len(rows))
            if number < len(rows):
                part.offer(rows[number], words)
            part.current = number == 0 and bool(words)
            part.key = "⏎" if part.current else ""
        self._place()

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

    # -- what the user does

    def _take(self, part: Suggestion) -> None:
        name, entity = part.text(), part.entity
        self._span = None
        if entity is not None:
            attempt(self._session, lambda: tagging.attach(self._session, entity))
        elif name.strip():
            attempt(self._session, lambda: tagging.attach_new(self._session, name))
        self._show()
        self.left.emit()

    def _stop(self) -> None:
        self._span = None
        self._show()
        self.left.emit()

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
                    self._take(chosen)
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.blend(ink.quiet, ink.paper, 0.5), 1))
            painter.setBrush(self.palette().button().color())
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


def _begins(name: str, words: str) -> bool:
    """Whether a word of the name begins with what was typed."""
    return any(part.startswith(fold(words)) for part in fold(name).split())
