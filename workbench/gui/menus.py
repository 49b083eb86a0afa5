"""Menus, shortcuts and the rows of the command palette, made from the action table."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QChildEvent, QEvent, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolButton

from workbench.domain.words import tr
from workbench.gui.actions.action import MENUS, Action, Desk
from workbench.gui.parts.glyphs import parts
from workbench.gui.parts.keys import printed, shown


class Menus(QObject):
    """The QActions of a table. One-letter keys are shown, not registered: the article view and
    the window look chords up by physical key, which QShortcut cannot."""

    def __init__(
        self, bar: QMenuBar, desk: Desk, run: Callable[[Action], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bar = bar
        bar.setObjectName("menus")
        bar.setAccessibleName(tr("Menus"))
        bar.installEventFilter(self)
        self._run = run
        self._menus: dict[str, QMenu] = {}
        self._made: dict[str, QAction] = {}
        self.rows: tuple[Action, ...] = ()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Qt makes a button and a menu for what has no room in the bar.
        if event.type() == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            child = event.child()
            if isinstance(child, QMenu | QToolButton) and not child.accessibleName():
                child.setObjectName("menu.more" if isinstance(child, QMenu) else "more")
                child.setAccessibleName(tr("More menus"))
        return False

    def show(self, rows: Iterable[Action]) -> None:
        """Build the menus anew from `rows`."""
        for menu in self._menus.values():
            menu.deleteLater()
        for action in self._made.values():
            action.deleteLater()
        self._menus, self._made, self.rows = {}, {}, tuple(rows)
        self._bar.clear()
        for name, title in MENUS:
            menu = QMenu(str(title), self._bar)
            menu.setObjectName(f"menu.{name}")
            menu.setAccessibleName(str(title).replace("&", ""))
            menu.aboutToShow.connect(self._tick)
            self._bar.addMenu(menu)
            self._menus[name] = menu
            listed = [row for row in self.rows if row.menu == name]
            below: dict[str, QMenu] = {}
            for row in listed:
                into = menu
                if row.submenu is not None:
                    title_below = str(row.submenu)
                    if title_below not in below:
                        made = menu.addMenu(title_below)
                        made.setObjectName(f"menu.{name}.{row.id.partition('.')[0]}")
                        made.setAccessibleName(title_below)
                        below[title_below] = made
                    into = below[title_below]
                into.addAction(self._action(row))
                if row.ends_group and row is not listed[-1]:
                    menu.addSeparator()

    def _action(self, row: Action) -> QAction:
        text = str(row.title)
        action = QAction(text, self)
        action.setObjectName(f"action.{row.id}")
        if row.keys and row.in_text:
            chord = "+".join(map(printed, parts(shown(row.keys[0]))))
            action.setText(f"{text}\t{chord}")
        elif row.keys:
            action.setShortcuts([QKeySequence(shown(chord)) for chord in row.keys])
        action.triggered.connect(lambda: self._run(row))
        action.setAutoRepeat(row.repeats)
        action.setCheckable(row.checked is not None)
        self._made[row.id] = action
        return action

    def enable(self, there: set[str]) -> None:
        """Grey out the actions whose needs are not `there` ("project", "article", "span")."""
        for row in self.rows:
            if row.id in self._made:
                self._made[row.id].setEnabled(not row.needs or row.needs in there)

    def _tick(self) -> None:
        for row in self.rows:
            if row.checked is not None and row.id in self._made:
                self._made[row.id].setChecked(row.checked(self._desk))

    def enabled(self, name: str) -> bool:
        """Whether an action's needs are there."""
        return name in self._made and self._made[name].isEnabled()

    def context(self, ids: Iterable[str], parent: QMenu) -> None:
        """Fill a context menu with some of the actions; "" is a line between groups."""
        for name in ids:
            if not name:
                parent.addSeparator()
            elif name in self._made:
                parent.addAction(self._made[name])
