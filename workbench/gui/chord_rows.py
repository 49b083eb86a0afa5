"""Rows of spans and links, whose keys are those of the text."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from workbench.gui.actions.action import Action
from workbench.gui.parts import keys
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.rows_view import RowsView
from workbench.gui.session import Session
from workbench.gui.verbs import reviewing

_FOR_SPANS = frozenset(
    (
        *("note", "delete", "span_next", "span_previous"),
        *("review_accept", "review_reject", "review_next", "review_previous"),
    )
)
_STEPS = {"review_next": 1, "review_previous": -1}
_MOVES = frozenset(("Up", "Down", "PgUp", "PgDown", "Home", "End", "Left", "Right", "Tab"))


class ChordRows(RowsView):
    """Rows on which a chord does what the table of actions says.

    `action_of` finds the action of a chord, `act` does one and says whether it is one for rows.
    """

    menu_wanted = Signal(object, object)  # an index, and where on the screen

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(name, title, parent)
        self.action_of: Callable[[str], Action | None] = lambda chord: None
        self.act: Callable[[Action], bool] = lambda action: False
        self.takes: Callable[[Action], bool] = lambda action: False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            action = self.action_of(keys.chord(event))
            if action is not None and action.in_text and self.takes(action):
                # Alt+S is an action here, not the menu's mnemonic.
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chord = keys.chord(event)
        name = keys.letter(event)
        if chord == "Ctrl+A":
            self.selectAll()
        elif chord in ("Enter", "Space", "Esc") or name in _MOVES or chord == "Ctrl+Space":
            super().keyPressEvent(event)
        else:
            action = self.action_of(chord)
            if action is None or not self.takes(action) or not self.act(action):
                event.ignore()  # the window may know it; letters look for nothing here

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.visualRect(index).bottomLeft() if by_key else event.pos()
            self.menu_wanted.emit(index, self.viewport().mapToGlobal(at))


def lift(view: RowsView) -> None:
    """Put the keyboard on the first row, where there is one and none is current."""
    model = view.model()
    if model.rowCount() and not view.currentIndex().isValid():
        view.setCurrentIndex(model.index(0, 0))
    view.setFocus(Qt.FocusReason.ShortcutFocusReason)


def goes_on(action: Action) -> bool:
    """Whether an action goes to another span that waits for a decision, whatever row is current."""
    return action.id in _STEPS


def go_on(session: Session, rows: ChordRows, action: Action) -> None:
    """Go there, with the keyboard: the next key decides of that span, not of the row."""

    def go() -> None:
        reviewing.go_on(session, _STEPS[action.id])
        rows.left.emit()

    attempt(session, go)


def for_spans(action: Action) -> bool:
    """Whether an action is for spans in a list: not for what is selected in the text."""
    return action.id in _FOR_SPANS or (
        action.needs == "span"
        and action.id not in ("choose", "fragment", "attribute_next", "attribute_previous")
    )


def nothing(action: Action) -> None:
    """What an action does until the window says how actions are run."""
