"""The field under a fresh mention: who it is, already filled in; Enter takes it."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from workbench.domain.records import Entity
from workbench.domain.words import tr
from workbench.gui.entities.who import Suggestion, Who
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.fields import Painted
from workbench.gui.session import Session
from workbench.gui.verbs import tagging


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
    placed = Signal()  # it moved, or came, or went

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
        self.who = Who("entity_field", session, self)
        self.who.hide()
        self.typed, self.suggestions = self.who.typed, self.who.suggestions
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.best)
        row.addWidget(self.other)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.who)
        self.best.clicked.connect(self.accept)
        self.other.clicked.connect(self.edit)
        self.who.taken.connect(self._take)
        self.who.left.connect(self._stop)
        self.who.changed.connect(self._place)
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
        self._show()
        self.who.begin(entity.name if entity else offer.name if offer else "")

    # -- what is shown

    def _show(self, _changes: object = None) -> None:
        offer = self._session.offer
        if self.editing and self._session.focus != self._span:
            self._span = None
            if self.typed.hasFocus():
                self.left.emit()
        for part in (self.best, self.other):
            part.setVisible(not self.editing)
        self.who.setVisible(self.editing)
        if offer is not None and not self.editing:
            self.best.offer(offer.best, offer.name)
        # Nothing to offer and nothing typed: nothing to see.
        shown = self.editing or (offer is not None and bool(offer.name or offer.best))
        self.setVisible(shown)
        if shown:
            self._place()
            self.raise_()
        self.placed.emit()

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

    # -- what the user does

    def _take(self, entity: Entity | None, name: str) -> None:
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

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.blend(ink.quiet, ink.paper, 0.5), 1))
            painter.setBrush(self.palette().button().color())
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
