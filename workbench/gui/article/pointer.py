"""The mouse over an article: selecting, clicking spans, dragging their ends, dragging links."""

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, SignalInstance
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication, QWidget

from workbench.domain.records import Span
from workbench.domain.suggestion import Mention
from workbench.domain.words import tr
from workbench.gui.article.ghosts import Ghost
from workbench.gui.article.links import Arc, Links
from workbench.gui.article.page import Page
from workbench.gui.session import Session
from workbench.gui.suggesting import Suggesting
from workbench.gui.verbs import selecting, tagging
from workbench.language import sentences, tokens

GRIP = 6.0  # pixels around an end of the focused span, and around its handle, that can be dragged
NEAR = 6  # pixels that the mouse may move between two clicks of one place


class Paper(Protocol):
    """What the pointer needs of the view that it serves."""

    session: Session
    suggesting: Suggesting
    page: Page | None

    @property
    def selected(self) -> SignalInstance: ...
    @property
    def hidden_wanted(self) -> SignalInstance: ...
    @property
    def offset(self) -> float: ...
    @property
    def links(self) -> Links: ...
    @property
    def ghosts(self) -> tuple[Ghost, ...]: ...
    def viewport(self) -> QWidget: ...
    def rect_of(self, span: Span) -> QRectF: ...
    def drop_selection(self) -> None: ...
    def say(self, verb: Callable[..., object], *values: object, **more: object) -> None: ...


class Pointer:
    """Takes the mouse events of a view that are more than moving a caret.

    A drag snaps to words, with Alt it is exact.
    """

    def __init__(self, view: Paper) -> None:
        self._view = view
        self._end: tuple[int, bool] | None = None  # the dragged end: fragment, whether its start
        self._pressed: QPointF | None = None  # the handle was pressed here and not dragged yet
        self._link: QPointF | None = None  # where a dragged link points, in the viewport
        self._answered = False  # the press was an answer in itself: its release is nothing more
        self._double = (0.0, QPoint())

    def forget(self) -> None:
        """What is shown, or what is in focus, is another: a drag that is under way is none.

        The release that ends it is still its own, and no click.
        """
        self._end = self._pressed = self._link = None

    def forget_link(self) -> None:
        """Linking has ended: a link that is being dragged is none."""
        self._link = None

    def cancel(self) -> bool:
        """Esc: True where that ended a drag."""
        view = self._view
        if self._end is None and self._pressed is None and self._link is None:
            return False
        if self._end is not None:
            view.session.select(None)
        linking = self._link is not None
        self.forget()
        if linking:
            view.session.set_linking(False)
        view.viewport().update()
        return True

    def press(self, event: QMouseEvent) -> bool:
        """A button went down; True where that was taken."""
        view, page = self._view, self._view.page
        if page is None or event.button() != Qt.MouseButton.LeftButton:
            # The right button opens the menu on what is selected and keeps it.
            return True
        at = event.position()
        self.forget()
        self._answered = True
        card = next((card for card in view.links.cards if card.area.contains(at)), None)
        if card is not None:
            view.session.focus_on(card.span)
            return True
        arc = self._suggested_at(at)
        if arc is not None and arc.suggested is not None:
            view.say(view.suggesting.take_links, (arc.suggested,))
            return True
        hidden = page.hidden_at(self._point(event))
        if hidden:
            view.hidden_wanted.emit(hidden, at.toPoint())
            return True
        if self._on_handle(at):
            self._pressed = at
            return True
        self._end = self._grip(page, self._point(event))
        if self._end is not None or self._third_click(page, event):
            return True
        self._answered = False
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            # A press on selected text would begin to drag that text away.
            view.drop_selection()
        return False

    def move(self, event: QMouseEvent) -> bool:
        """The mouse moved; True where that was taken."""
        view, page = self._view, self._view.page
        if page is None:
            return True
        if self._pressed is not None:
            way = (event.position() - self._pressed).manhattanLength()
            if way < QApplication.startDragDistance():
                return True
            view.session.set_linking(True)
            self._pressed, self._link = None, event.position()
        if self._link is not None:
            self._link = event.position()
            view.viewport().update()
            return True
        span = view.session.focused()
        if self._end is not None and span is not None and self._end[0] < len(span.fragments):
            number, start = self._end
            place, fragment = self._end_place(page, event, start), span.fragments[number]
            low, high = (place, fragment.end) if start else (fragment.start, place)
            if low < high:
                view.session.select(type(fragment)(low, high), place)
            return True
        if not event.buttons():
            self._shape(page, event)
        return self._answered

    def takes_release(self, event: QMouseEvent) -> bool:
        """A button went up; True where the press before was taken."""
        view, page = self._view, self._view.page
        if page is None or event.button() != Qt.MouseButton.LeftButton:
            return True
        span = view.session.focused()
        if self._pressed is not None:
            self._pressed = None
            self._click(page, event)
        elif self._link is not None:
            self._link = None
            found = self._target(page, event, span)
            if found is not None:
                view.say(tagging.link, view.session, found)
            else:
                view.session.said.emit(tr("Nothing was linked: drop the link on a span."))
            view.session.set_linking(False)
        elif self._end is not None:
            (number, start), self._end = self._end, None
            view.session.select(None, view.session.caret)
            if span is not None and number < len(span.fragments):
                place = self._end_place(page, event, start)
                view.say(tagging.set_fragment_end, view.session, span, number, place, start=start)
        answered, self._answered = self._answered, False
        return answered

    def _target(self, page: Page, event: QMouseEvent, source: Span | None) -> str | None:
        """The span that a link was dropped on: its words, its line, or its tag below them."""
        row = page.layout.metrics.row
        for above in (0.0, row / 2, row):
            for item in page.spans_at(self._point(event) - QPointF(0, above)):
                if source is None or item.id != source.id:
                    return item.id
        return None

    def released(self, event: QMouseEvent) -> None:
        """A press that QTextEdit took has ended: a selection, or a click."""
        view, page = self._view, self._view.page
        if page is None:
            return
        selection = view.session.selection
        if selection is None:
            self._click(page, event)
            return
        if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            snapped = tokens.snap(page.reading.text, selection.start, selection.end)
            if snapped is not None and snapped != selection:
                view.session.select(snapped)
        self._selected(event)

    def double_click(self, event: QMouseEvent) -> None:
        """Select the word."""
        view, page = self._view, self._view.page
        if page is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._double = (time.monotonic(), event.position().toPoint())
        self._answered = True
        word = tokens.word_at(page.reading.text, page.place_at(self._point(event)))
        if word is not None:
            view.session.select(word)
            self._selected(event)

    def paint(self, painter: QPainter) -> None:
        """The handle of the focused span, and the link that is being dragged from it."""
        view, page = self._view, self._view.page
        home = self._handle()
        span = view.session.focused()
        style = page.styles.of(span.label) if page is not None and span is not None else None
        if home is None or page is None or style is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._link is not None:
            painter.setPen(QPen(page.styles.ink.accent, 2))
            painter.drawLine(home, self._link)
        painter.setPen(QPen(page.styles.ink.paper, 1.5))
        painter.setBrush(style.line)
        painter.drawEllipse(home, 4.5, 4.5)

    def _point(self, event: QMouseEvent) -> QPointF:
        return event.position() + QPointF(0, self._view.offset)

    def _third_click(self, page: Page, event: QMouseEvent) -> bool:
        when, where = self._double
        limit = QGuiApplication.styleHints().mouseDoubleClickInterval() / 1000
        moved = (event.position().toPoint() - where).manhattanLength()
        if moved > NEAR or time.monotonic() - when > limit:
            return False
        text = page.reading.text
        found = sentences.sentence_at(text, page.place_at(self._point(event)))
        if found is None:
            return False
        self._view.session.select(tokens.trim(text, found.start, found.end) or found)
        self._selected(event)
        return True

    def _selected(self, event: QMouseEvent) -> None:
        if self._view.session.armed is not None:
            self._view.say(tagging.selected_by_mouse, self._view.session)
        else:
            self._view.selected.emit(event.position().toPoint())

    def _click(self, page: Page, event: QMouseEvent) -> None:
        session = self._view.session
        spans = page.spans_at(self._point(event))
        here = [span.id for span in spans]
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if spans:
                selecting.choose_span(session, spans[0])
            return
        session.choose(())
        ghost = self._ghost_at(event.position())
        if session.linking and here:
            self._view.say(tagging.link, session, here[0])
        elif ghost is not None and not any(_size(span) <= len(ghost.place) for span in spans):
            # A second click goes through to the span around it.
            self._view.suggesting.focus_on(ghost)
        elif session.focus in here and len(here) > 1:
            following = here[(here.index(session.focus) + 1) % len(here)]
            session.focus_on(following, move=False)
        else:
            session.focus_on(here[0] if here else None, move=False)

    def _shape(self, page: Page, event: QMouseEvent) -> None:
        at = event.position()
        shape = Qt.CursorShape.IBeamCursor
        if (
            self._on_handle(at)
            or any(card.area.contains(at) for card in self._view.links.cards)
            or self._suggested_at(at) is not None
        ):
            shape = Qt.CursorShape.PointingHandCursor
        elif self._grip(page, self._point(event)) is not None:
            shape = Qt.CursorShape.SizeHorCursor
        self._view.viewport().setCursor(shape)

    def _suggested_at(self, at: QPointF) -> Arc | None:
        """The suggested link whose name is under a point of the viewport."""
        arcs = (arc for arc in self._view.links.arcs if arc.suggested is not None)
        return next((arc for arc in arcs if arc.named.contains(at)), None)

    def _ghost_at(self, at: QPointF) -> Mention | None:
        """The suggested mention under a point of the viewport, but for the one in focus."""
        return next(
            (
                ghost.mention
                for ghost in self._view.ghosts
                if ghost.mention != self._view.suggesting.current
                and any(area.contains(at) for area in ghost.areas)
            ),
            None,
        )

    def _handle(self) -> QPointF | None:
        """Where the handle for links is in the viewport, if the focused span can have links."""
        span, page = self._view.session.focused(), self._view.page
        if span is None or page is None or not page.shown.shows(span):
            return None
        if not any(
            span.label in (*kind.source, *kind.target) for kind in page.reading.codebook.relations
        ):
            return None
        if page.side_of(span, self._view.offset, self._view.viewport().height()):
            return None
        area = self._view.rect_of(span)
        return QPointF(area.left() + min(12.0, area.width() / 2), area.top())

    def _on_handle(self, at: QPointF) -> bool:
        home = self._handle()
        return home is not None and (at - home).manhattanLength() <= GRIP

    def _grip(self, page: Page, point: QPointF) -> tuple[int, bool] | None:
        """The end of the focused span under a point: the fragment, and whether it is its start."""
        span: Span | None = self._view.session.focused()
        if span is None:
            return None
        for top, strip in page.strips_near(span, point.y()):
            area = strip.words.translated(page.layout.left, top)
            if area.bottom() - 4 < point.y() <= area.bottom() + GRIP:
                if strip.closes and abs(point.x() - area.right()) <= GRIP:
                    return strip.fragment, False
                if strip.opens and abs(point.x() - area.left()) <= GRIP:
                    return strip.fragment, True
        return None

    def _end_place(self, page: Page, event: QMouseEvent, start: bool) -> int:
        """Where a dragged end goes: to the nearest edge of a word, or with Alt to any character."""
        place: int = page.place_at(self._point(event))
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return place
        text = page.reading.text
        edges = (
            tokens.word_boundary(text, place + 1, -1, starts=start),
            tokens.word_boundary(text, max(place - 1, 0), 1, starts=start),
        )
        return min(edges, key=lambda edge: abs(edge - place))


def _size(span: Span) -> int:
    return sum(map(len, span.fragments))
