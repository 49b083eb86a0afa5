"""What is marked in the open article, in lists: spans, links, and what is still to do."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from workbench.domain.words import tr
from workbench.gui.actions.action import Action
from workbench.gui.chord_rows import ChordRows, lift
from workbench.gui.lists.relation_list import RelationList
from workbench.gui.lists.show_popup import ShowPopup
from workbench.gui.lists.span_list import SpanList
from workbench.gui.lists.work_list import WorkList
from workbench.gui.parts import look
from workbench.gui.parts.fields import IconButton, Painted
from workbench.gui.parts.tabs import Tabs
from workbench.gui.session import Session
from workbench.gui.verbs.showing import hidden, show_all


class HiddenLine(Painted):
    """Says what is hidden; a click shows it again."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("hidden_line", "", parent)
        self._session = session
        self.setFont(look.small(self.font(), 0.9))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(self.fontMetrics().height() + 8)
        self.clicked.connect(self._show_all)
        session.shown_changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Say what is hidden now."""
        said = hidden(self._session.shown)
        self.setText(tr("Hidden: {what}", what=said) if said else "")
        self.setAccessibleName(self.text() or tr("Nothing is hidden"))
        self.setToolTip(tr("Show all"))
        self.setVisible(bool(said))

    def _show_all(self) -> None:
        show_all(self._session)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            self.ground(painter, ink, strong=True)
            painter.setFont(self.font())
            painter.setPen(ink.text)
            rect = self.rect().adjusted(8, 0, -8, 0)
            text = self.fontMetrics().elidedText(
                self.text(), Qt.TextElideMode.ElideRight, rect.width()
            )
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)


class MarksPanel(QWidget):
    """Three views of one article: its spans, its links, what is to do."""

    left = Signal()
    menu_wanted = Signal(object)  # of the chosen or focused spans, at a place on the screen

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("marks_panel")
        self.setAccessibleName(tr("In the text"))
        self._session = session
        self.tabs = Tabs(
            "marks_views",
            tr("What is listed"),
            (("spans", tr("Spans")), ("links", tr("Links")), ("work", tr("To do"))),
            self,
        )
        self.eye = IconButton("show_hide", tr("Show and hide…"), "eye", self)
        self.hidden = HiddenLine(session, self)
        self.spans = SpanList(session, self)
        self.links = RelationList(session, self)
        self.work = WorkList(session, self)
        self._stack = QStackedWidget(self)
        self._stack.setObjectName("marks_stack")
        self._stack.setAccessibleName(tr("In the text"))
        self._views: dict[str, SpanList | RelationList | WorkList] = {
            "spans": self.spans,
            "links": self.links,
            "work": self.work,
        }
        for view in self._views.values():
            self._stack.addWidget(view)
            view.left.connect(self.left)
        top = QHBoxLayout()
        top.setContentsMargins(8, 0, 8, 0)
        top.setSpacing(2)
        top.addWidget(self.tabs, 1)
        top.addWidget(self.eye)
        inset = QVBoxLayout()
        inset.setContentsMargins(8, 0, 8, 0)
        inset.addWidget(self.hidden)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(inset)
        column.addWidget(self._stack, 1)
        self.spans.menu_wanted.connect(self.menu_wanted)
        self.work.menu_wanted.connect(self.menu_wanted)
        self.tabs.show_value("spans")
        self.tabs.chosen.connect(self._choose)
        self.eye.clicked.connect(self.choose_shown)
        self.work.counted.connect(self.tabs.buttons["work"].show_count)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.work.count_soon()

    def use(self, action_of: Callable[[str], Action | None], run: Callable[[Action], None]) -> None:
        """How chords find their actions, and how these are run."""
        for rows in (self.spans.view, self.links.view, self.work.view):
            rows.action_of = action_of
        self.spans.run_action = run
        self.work.run_action = run

    def enter(self) -> None:
        """Put the keyboard into the rows that are shown."""
        lift(self.rows)

    @property
    def rows(self) -> ChordRows:
        """The rows that are shown."""
        return self._views[self.tabs.value].view

    def choose_shown(self) -> None:
        """Let the user say what is shown and hidden."""
        popup = ShowPopup(self._session, self)
        popup.popup(self.eye.mapToGlobal(QPoint(0, self.eye.height() + 2)))

    def _choose(self, name: str) -> None:
        self._stack.setCurrentWidget(self._views[name])
