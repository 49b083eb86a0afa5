"""The panels around the article: docks with names, where they stand at first, what shows them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.words import tr

LAYOUT_VERSION = 3
LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea


@dataclass(frozen=True, slots=True)
class Panel:
    """A widget beside the article. Panels with the same `place` are tabs of one another."""

    name: str
    title: str
    place: str  # "left", "right_top", "right"
    make: Callable[[], QWidget]


class _Room(QWidget):
    """Where a panel is: empty until it can be seen."""

    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self.setObjectName(f"room.{panel.name}")
        self.setAccessibleName(panel.title)
        self._make = panel.make
        self.panel: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def furnished(self) -> QWidget:
        """The panel, which is made where it is not there yet."""
        if self.panel is None:
            self.panel = self._make()
            self._column.addWidget(self.panel)
            self.panel.show()  # now: a layout shows it a turn of the event loop later
        return self.panel

    def be_seen(self, visible: bool) -> None:
        """Make the panel before it is painted first."""
        if visible:
            self.furnished()

    def paintEvent(self, event: QPaintEvent) -> None:
        # However it came to be seen, it is not empty for long.
        if self.panel is None:
            QTimer.singleShot(0, self, self.furnished)


class Panels:
    """The docks of a window."""

    def __init__(self, window: QMainWindow, panels: Iterable[Panel]) -> None:
        self._window = window
        self._docks: dict[str, QDockWidget] = {}
        self._rooms: dict[str, _Room] = {}
        self._away: list[QDockWidget] = []  # hidden until `come_back`
        self._before = QByteArray()
        first: dict[str, QDockWidget] = {}
        for panel in panels:
            dock = QDockWidget(panel.title, window)
            dock.setObjectName(f"dock.{panel.name}")
            dock.setAccessibleName(panel.title)
            room = _Room(panel)
            dock.setWidget(room)
            dock.visibilityChanged.connect(room.be_seen)
            window.addDockWidget(LEFT if panel.place == "left" else RIGHT, dock)
            if panel.place in first:
                window.tabifyDockWidget(first[panel.place], dock)
            first.setdefault(panel.place, dock)
            self._docks[panel.name] = dock
            self._rooms[panel.name] = room
        self._first = first
        for dock in first.values():
            dock.raise_()
        self.share_out()

    def __iter__(self) -> Iterator[str]:
        return iter(self._docks)

    def widget(self, name: str) -> QWidget:
        """A panel, which is made where it was not seen yet."""
        return self._rooms[name].furnished()

    def made(self, name: str) -> bool:
        """Whether a panel was seen or asked for already."""
        return self._rooms[name].panel is not None

    def share_out(self) -> None:
        """The first sizes: the text has the most room."""
        left, top, below = (self._first[place] for place in ("left", "right_top", "right"))
        letters, room = self._window.fontMetrics().averageCharWidth(), self._window.width()
        widths = [min(31 * letters, room * 27 // 100), min(35 * letters, room * 29 // 100)]
        self._window.resizeDocks([left, top], widths, Qt.Orientation.Horizontal)
        self._window.resizeDocks([top, below], [300, 506], Qt.Orientation.Vertical)

    def state(self) -> QByteArray:
        """Where every panel stands, for `restore`."""
        return self._window.saveState(LAYOUT_VERSION)

    def restore(self, state: QByteArray) -> None:
        """Put the panels where they stood."""
        self._window.restoreState(state, LAYOUT_VERSION)

    def show(self, name: str) -> None:
        """Bring a panel to the front."""
        self._docks[name].show()
        self._docks[name].raise_()

    def toggle(self, name: str) -> None:
        """Hide a panel that can be seen; show one that cannot."""
        if self.seen(name):
            self._docks[name].hide()
        else:
            self.show(name)

    def open(self, name: str) -> bool:
        """Whether a panel is there, if only as a tab behind another."""
        return not self._docks[name].isHidden()

    def seen(self, name: str) -> bool:
        """Whether a panel can be seen now."""
        return self.open(name) and not self._rooms[name].visibleRegion().isEmpty()

    def cycle(self, text: QWidget, step: int) -> None:
        """Give the focus to the next open panel, or the one before; `text` is one of the round."""
        here = QApplication.focusWidget()
        names = [name for name in self._docks if self.open(name)]
        at = [place for place, name in enumerate(names, 1) if _has(self._docks[name], here)]
        place = ((at[0] if at else 0) + step) % (len(names) + 1)
        if place == 0:
            text.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self.show(names[place - 1])
        widget = self.widget(names[place - 1])
        into = _entrance(widget)
        if into is None:
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            into = widget
        into.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def usable(self, usable: bool) -> None:
        """Whether the user may show and hide panels."""
        for dock in self._docks.values():
            dock.toggleViewAction().setEnabled(usable)

    def go_away(self) -> None:
        """Hide all panels until they are called back."""
        if not self._away:
            self._before = self.state()
            self._away = [dock for dock in self._docks.values() if not dock.isHidden()]
            for dock in self._away:
                dock.hide()

    def come_back(self) -> None:
        """Show the panels that went away."""
        if self._away:
            self._away = []
            self.restore(self._before)  # with the sizes that they had


def name_tabs(window: QMainWindow, part: QObject) -> None:
    """Name the tabs of panels, which Qt makes and drops as the panels are moved."""
    if isinstance(part, QTabBar) and not part.objectName():
        names = {bar.objectName() for bar in window.findChildren(QTabBar)}
        part.setObjectName(next(name for n in count(1) if (name := f"tabs_{n}") not in names))
        part.setAccessibleName(tr("Panels"))


def _has(dock: QDockWidget, widget: QWidget | None) -> bool:
    return widget is not None and (widget is dock or dock.isAncestorOf(widget))


def _entrance(panel: QWidget) -> QWidget | None:
    """What had the focus in a panel last, or the first part that Tab would come to."""
    last = panel.focusWidget()
    if panel.isAncestorOf(last) and last.isEnabled() and last.isVisibleTo(panel):
        return last
    part = panel.nextInFocusChain()
    while part is not None and part is not panel:
        takes = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes and panel.isAncestorOf(part) and part.isEnabled() and part.isVisibleTo(panel):
            return part
        part = part.nextInFocusChain()
    return None
