"""A panel of lists with the table of actions behind it, and the hands of its user."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.gui.panels.conftest import Bench, settle
from workbench.domain.records import Span
from workbench.gui.actions.action import Action, keymap
from workbench.gui.actions.table import table
from workbench.gui.chord_rows import ChordRows
from workbench.gui.lists.marks_panel import MarksPanel
from workbench.gui.parts.attempt import attempt
from workbench.gui.session import Session

NAMES = ("Правительство Лирии", "порт Сарма", "Лирии", "министр порта", "Марк Ренн")


class Hands:
    """A panel with the table of actions behind it, as in the window."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.session: Session = bench.session
        self.panel = MarksPanel(bench.session)
        self.ran: list[str] = []
        found = keymap(table(bench.project.codebook))
        self.panel.use(found.get, self.run)

    def run(self, action: Action) -> None:
        """Do what needs nothing of the window; note what does."""
        self.ran.append(action.id)
        if action.id.startswith(("relabel.", "digit.")):
            attempt(self.session, lambda: action.run(self))  # type: ignore[arg-type]  # a small desk

    @property
    def rows(self) -> ChordRows:
        """The rows in sight."""
        return self.panel.rows

    def listed(self) -> list[str]:
        """What the rows say first."""
        model = self.rows.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def strike(self, chord: str) -> None:
        """Strike a key of the rows with its modifiers."""
        *held, name = chord.split("+")
        modifiers = Qt.KeyboardModifier.NoModifier
        for one, flag in (
            ("Ctrl", Qt.KeyboardModifier.ControlModifier),
            ("Alt", Qt.KeyboardModifier.AltModifier),
            ("Shift", Qt.KeyboardModifier.ShiftModifier),
        ):
            if one in held:
                modifiers |= flag
        named = {"Del": Qt.Key.Key_Delete, "Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape}
        key = named.get(name) or getattr(Qt.Key, f"Key_{name}")
        QTest.keyClick(self.rows, key, modifiers)
        settle()

    def click_row(
        self, row: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Click on a row."""
        area = self.rows.visualRect(self.rows.model().index(row, 0))
        QTest.mouseClick(
            self.rows.viewport(),
            Qt.MouseButton.LeftButton,
            modifiers,
            QPoint(60, area.center().y()),
        )
        settle()


def mark_all(bench: Bench) -> list[Span]:
    return [bench.mark(words, "Actor") for words in NAMES]
