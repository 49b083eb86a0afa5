"""Find words in the open article: all places shown, one by one selected."""

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.domain.text import Interval, sought
from workbench.domain.words import tr, trn
from workbench.gui.parts.fields import Field, IconButton, Line
from workbench.gui.session import Session
from workbench.language.tokens import whole

MOST = 10_000  # places that are shown


class FindField(Field):
    """The field of the bar: Enter is the next place, Shift+Enter the one before."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.stepped.emit(-1 if back else 1)
            return
        super().keyPressEvent(event)


class FindBar(QWidget):
    """Stands over the text until Esc; without case, ё as е."""

    left = Signal()
    found_changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("find_bar")
        self.setAccessibleName(tr("Find in the text"))
        self._session = session
        # An article's id, its text as it is searched, and where each code point of that begins.
        self._sought: tuple[str, str, Sequence[int]] = ("", "", ())
        self._home = 0  # where the search began
        self.places: tuple[Interval, ...] = ()
        self.typed = FindField(
            "find_words", tr("Find in the text"), self, hint=tr("Find in the text")
        )
        self.told = Line("find_told", self, quiet=True)
        self.told.setMinimumWidth(110)
        before = IconButton("find_previous", tr("The previous place (Shift+F3)"), "caret-up", self)
        after = IconButton("find_next", tr("The next place (F3)"), "caret-down", self)
        shut = IconButton("find_close", tr("Close (Esc)"), "x", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(36, 4, 16, 4)
        row.setSpacing(4)
        row.addWidget(self.typed, 3)
        row.addWidget(self.told, 1)
        for button in (before, after, shut):
            row.addWidget(button)
        before.clicked.connect(lambda: self.step(-1))
        after.clicked.connect(lambda: self.step(1))
        shut.clicked.connect(self.leave)
        self.typed.textEdited.connect(self._search)
        self.typed.stepped.connect(self.step)
        self.typed.left.connect(self.leave)
        session.article_opened.connect(self._forget)
        self.hide()

    def begin(self) -> None:
        """Let the user type; the words that are selected are there already."""
        reading, selection = self._session.reading, self._session.selection
        if reading is None:
            return
        if selection is not None and len(selection) < 100:
            self.typed.setText(reading.text[selection.start : selection.end])
        self._home = selection.start if selection else self._session.caret
        self.show()
        self.typed.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.typed.selectAll()
        self._find()

    def step(self, step: int) -> None:
        """Select the next place, or the one before, round the ends of the article."""
        if not self.places:
            if self.typed.text():
                self._find()
            if not self.places:
                self.begin()
                return
        session = self._session
        here = session.selection.start if session.selection else session.caret
        index = bisect_left(self.places, here, key=lambda place: place.start)
        if step > 0:
            on_it = index < len(self.places) and self.places[index] == session.selection
            index += 1 if on_it else 0
        else:
            index -= 1
        self._go_to(index % len(self.places))

    def leave(self) -> None:
        """Shut the bar; what was found last stays selected."""
        self.places = ()
        self.hide()
        self.found_changed.emit()
        self.left.emit()

    def _go_to(self, index: int) -> None:
        place = self.places[index]
        self._session.select(place)
        self.told.setText(tr("{number} of {count}", number=index + 1, count=len(self.places)))

    def _search(self) -> None:
        self._find()
        if self.places:
            index = bisect_left(self.places, self._home, key=lambda place: place.start)
            self._go_to(index % len(self.places))
        else:
            self._session.select(None, self._home)

    def _find(self) -> None:
        reading = self._session.reading
        words, _ = sought(self.typed.text())
        found: dict[Interval, None] = {}
        if reading is not None and words:
            if self._sought[0] != reading.article.id:
                self._sought = (reading.article.id, *sought(reading.text))
            _, text, places = self._sought
            at = text.find(words)
            while at >= 0 and len(found) < MOST:
                place = Interval(places[at], places[at + len(words)])
                found[whole(reading.text, place)] = None
                at = text.find(words, at + 1)
        self.places = tuple(found)
        self.told.setText(
            trn("{count} place", "{count} places", len(found))
            if found
            else tr("not in this article")
            if words
            else ""
        )
        self.found_changed.emit()

    def _forget(self) -> None:
        self._sought = ("", "", ())
        self.places = ()
        if not self.isHidden() and self.typed.text():
            self._find()
        else:
            self.found_changed.emit()
