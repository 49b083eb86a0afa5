"""The article: reading, selecting and marking. The only widget that speaks UTF-16."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QToolTip, QWidget

from workbench.domain.change import Change
from workbench.domain.errors import WorkbenchError
from workbench.domain.records import Span
from workbench.domain.text import Interval, quote
from workbench.domain.words import tr
from workbench.gui.article.ghosts import Ghost
from workbench.gui.article.links import Links
from workbench.gui.article.overlay import Overlay
from workbench.gui.article.page import Page
from workbench.gui.article.page_view import PageView
from workbench.gui.article.pointer import Pointer
from workbench.gui.parts import keys
from workbench.gui.parts.fields import plain
from workbench.gui.session import Session
from workbench.gui.suggesting import Suggesting
from workbench.gui.verbs import tagging


class ArticleView(PageView):
    """Shows the session's article and turns keys and mouse into places and chords.

    `on_chord` is asked with every chord first and says whether it was an action; `repeats`, whether
    a key that is held down does it again.
    """

    selected = Signal(QPoint)  # a selection was finished by mouse, here in the viewport
    menu_wanted = Signal(QPoint)
    typed = Signal(str)  # the layout that the last letter came from
    hidden_wanted = Signal(object, QPoint)  # spans behind a «+N»

    def __init__(
        self,
        session: Session,
        suggesting: Suggesting,
        font: QFont,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(font, parent)
        self.session = session
        self.suggesting = suggesting
        self.on_chord: Callable[[str], bool] = lambda chord: False
        self.takes_chord: Callable[[str], bool] = lambda chord: False
        self.repeats: Callable[[str], bool] = lambda chord: True
        self._showing = False  # while the view follows the session
        self.overlay = Overlay(session, suggesting)
        self._pointer = Pointer(self)
        self.setObjectName("article")
        self.setAccessibleName(tr("Article text"))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAcceptDrops(False)
        self.viewport().setMouseTracking(True)
        session.article_opened.connect(self._open)
        session.reading_changed.connect(self._follow)
        session.selection_changed.connect(self._show_selection)
        session.focus_changed.connect(self._show_focus)
        session.linking_changed.connect(self._follow_linking)
        session.chosen_changed.connect(self._show_focus)
        session.shown_changed.connect(self._show_only)
        suggesting.changed.connect(self._show_suggestions)
        self.cursorPositionChanged.connect(self._cursor_moved)
        self.selectionChanged.connect(self._cursor_moved)

    # -- what is shown

    def eye(self) -> int:
        return self.session.caret

    def relaid(self) -> None:
        self._place_links()
        self._show_hints()
        super().relaid()

    def _open(self) -> None:
        self.build()
        self.verticalScrollBar().setValue(0)

    def build(self) -> None:
        old, reading = self.page, self.session.reading
        self._pointer.forget()
        page = None
        if reading is not None:
            page = Page(reading, self._font, self.ink, self._measure)
            page.shown = self.session.shown
            page.attend(self.session.focus, self.session.chosen, self.session.pieces)
        self._showing = True
        try:
            self.set_page(page)
        finally:
            self._showing = False
        if old is not None:
            old.release()
        self._show_selection()
        self._show_hints()
        self._settle_near()
        self._place_links()

    def _follow(self, changes: Sequence[Change] | None) -> None:
        page, reading = self.page, self.session.reading
        if page is None or reading is None:
            return
        if reading.article.id != page.reading.article.id:
            self._open()
            return
        touched: list[Span] | None = None
        if changes is not None:
            touched = [
                record
                for change in changes
                for record in (change.before, change.after)
                if isinstance(record, Span) and record.article == reading.article.id
            ]
        self._pointer.forget()
        with self.steady():
            page.show(reading, touched)
            self._attend()
            self._settle_near()
        if touched is None or touched:
            self._idle.start()
        self._place_links()
        self._show_hints()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.page is None:
            return
        painter = QPainter(self.viewport())
        self.overlay.paint(painter, self.page, self.offset, self.viewport().height())
        self._pointer.paint(painter)
        painter.end()

    # -- following the session

    def _show_selection(self) -> None:
        page = self.page
        if page is None or self._showing:
            return
        selection = self.session.selection
        several = bool(page.selected)
        self._attend()
        if several or page.selected:
            self.viewport().update()
        cursor = QTextCursor(page.document)
        if selection is None or len(self.session.pieces) > 1:
            # Qt knows one selection only: the page itself paints one in several pieces.
            cursor.setPosition(page.unit(self.session.caret))
        else:
            backwards = self.session.caret == selection.start
            ends = (
                (selection.end, selection.start) if backwards else (selection.start, selection.end)
            )
            cursor.setPosition(page.unit(ends[0]))
            cursor.setPosition(page.unit(ends[1]), QTextCursor.MoveMode.KeepAnchor)
        if cursor != self.textCursor() or cursor.anchor() != self.textCursor().anchor():
            height, row = self.viewport().height(), page.layout.metrics.row
            seen = 0 <= page.line_top(self.session.caret) - self.offset <= height - row
            self._showing = True
            try:
                self.setTextCursor(cursor)
            finally:
                self._showing = False
            if not seen:
                # Where the eye has to go anyway, it finds the place with its surroundings.
                top = page.line_top(self.session.caret)
                self.verticalScrollBar().setValue(round(top - height / 3))

    def show_found(self, places: Sequence[Interval]) -> None:
        """Put a light ground under these places, in reading order."""
        self.overlay.found = tuple(places)
        self.viewport().update()

    def _attend(self) -> None:
        if self.page is not None:
            session = self.session
            self.page.attend(session.focus, session.chosen, session.pieces)

    def _show_only(self) -> None:
        if self.page is None:
            return
        with self.steady():
            self.page.show_only(self.session.shown)
            self._attend()
            self._settle_near()
        self._idle.start()
        self.relaid()

    def _show_suggestions(self) -> None:
        self._place_links()
        self.viewport().update()
        self.moved.emit()

    def _show_focus(self) -> None:
        if self.page is None:
            return
        self._attend()
        self._pointer.forget()
        self._place_links()
        self.viewport().update()
        self.moved.emit()

    def _place_links(self) -> None:
        if self.page is not None:
            self.overlay.place(self.page, self.offset, self.viewport().size().toSizeF())

    def _show_hints(self) -> None:
        self.overlay.place_hints(self.page, self.offset, self.viewport().height())
        self.viewport().update()

    def _follow_linking(self) -> None:
        if not self.session.linking:
            self._pointer.forget_link()
        self.overlay.typed = ""
        self._show_hints()
        if self.session.linking and not self.overlay.hints:
            self.session.said.emit(
                tr("The spans that this one can be linked with are off screen: scroll to them.")
            )

    def _cursor_moved(self) -> None:
        if self._showing or self.page is None:
            return
        cursor = self.textCursor()
        place = self.page.place
        caret = place(cursor.position())
        if cursor.hasSelection():
            start, end = place(cursor.selectionStart()), place(cursor.selectionEnd())
            self._showing = True
            try:
                self.session.select(Interval(start, end) if start < end else None, caret)
            finally:
                self._showing = False
        else:
            self._showing = True
            try:
                self.session.select(None, caret)
            finally:
                self._showing = False

    # -- keys

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.takes_chord(keys.chord(event))
        ):
            # Alt+S is an action here, not the menu's mnemonic.
            event.accept()
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event)
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event)
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chord = keys.chord(event)
        if event.text().isalpha():
            self.typed.emit("ЙЦУКЕН" if event.text().upper() in keys.PHYSICAL else "QWERTY")
        if chord == "Esc" and self._pointer.cancel():
            return
        struck = chord.removeprefix("Shift+")
        if self.session.linking and len(struck) == 1 and struck.isalnum():
            # A letter that is no hint must not become a label.
            self._hint(struck)
            return
        if chord and event.isAutoRepeat() and not self.repeats(chord):
            return
        if chord and self.on_chord(chord):
            event.accept()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Tab goes through the attributes of a focused span; without one it leaves the text.
        return False if self.session.focused() else super().focusNextPrevChild(forward)

    def _hint(self, letter: str) -> None:
        answer = self.overlay.strike(letter)
        if answer is not None:
            self.say(tagging.link, self.session, answer)
        self.viewport().update()

    def say(self, verb: Callable[..., object], *values: object, **more: object) -> None:
        """Do a verb; what it refuses goes to the status line."""
        try:
            verb(*values, **more)
        except WorkbenchError as error:
            self.session.refused.emit(str(error))

    # -- mouse: what the pointer does not take is left to QTextEdit

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._pointer.press(event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._pointer.move(event):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._pointer.takes_release(event):
            super().mouseReleaseEvent(event)
            self._pointer.released(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointer.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def drop_selection(self) -> None:
        """Select nothing, without scrolling to the caret."""
        cursor, bar = self.textCursor(), self.verticalScrollBar()
        if cursor.hasSelection():
            value = bar.value()
            cursor.clearSelection()
            self.setTextCursor(cursor)
            bar.setValue(value)

    @property
    def links(self) -> Links:
        """The links of the focused span, and those suggested for it, as they are on screen."""
        return self.overlay.links

    @property
    def ghosts(self) -> tuple[Ghost, ...]:
        """The suggested mentions on screen."""
        return self.overlay.ghosts

    # -- words

    def createMimeDataFromSelection(self) -> QMimeData:
        """The selected text as the project holds it: Qt would change NBSP and others."""
        data = QMimeData()
        selection, reading = self.session.selection, self.session.reading
        if selection is not None and reading is not None:
            data.setText(quote(reading.text, self.session.pieces))
        return data

    def _tell(self, event: QHelpEvent) -> None:
        page = self.page
        if page is None:
            return
        lines = []
        for span in page.spans_at(QPointF(event.pos()) + QPointF(0, self.offset))[:6]:
            label = page.reading.codebook.label(span.label)
            if label is None:
                continue
            entity = page.reading.entity_of(span)
            values = ", ".join(
                attribute.value_name(span.attributes[attribute.id])
                for attribute in label.attributes
                if attribute.id in span.attributes
            )
            parts = (str(label.name), entity.name if entity else "", values, span.note or "")
            lines.append(" · ".join(part for part in parts if part))
        if lines:
            QToolTip.showText(event.globalPos(), plain("\n".join(lines)), self.viewport())
        else:
            QToolTip.hideText()
