"""What is still to do: in this article or in all of them, listed by what it is."""

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid  # a window built anew leaves jobs behind

from workbench.domain.change import Change
from workbench.domain.codebook import Codebook
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Relation, Span
from workbench.domain.words import tr, trn
from workbench.domain.work import KINDS, Kind, Todo, work
from workbench.domain.work_everywhere import Everywhere, Hit
from workbench.gui import link_menu
from workbench.gui.actions.action import Action
from workbench.gui.chord_rows import ChordRows, for_spans, go_on, goes_on, nothing
from workbench.gui.lists.work_rows import Head, Row, WorkDelegate, WorkModel
from workbench.gui.lists.work_search import search
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.fields import IconButton, Line
from workbench.gui.parts.tabs import Tabs
from workbench.gui.session import Session
from workbench.gui.verbs import tagging
from workbench.gui.verbs.todo import go_to, relation_of
from workbench.jobs import Progress
from workbench.store.project import Notice

SOON = 150  # milliseconds after a change, when the text is painted
MANY = 4000  # spans above which a worker looks through the article


class WorkList(QWidget):
    """What is to do here or everywhere; what is done goes from the list by itself."""

    left = Signal()
    menu_wanted = Signal(object)  # of the focused span, at a place on the screen
    counted = Signal(int)  # things to do in the open article

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("work_list")
        self.setAccessibleName(tr("To do"))
        self._session = session
        self._stale = True
        self._outdated = False  # whether other articles changed since all were looked through
        self._following = False
        self._looking = 0  # which search is the last one that was begun
        self.where = Tabs(
            "work_where",
            tr("Where"),
            (("here", tr("This article")), ("everywhere", tr("All articles"))),
            self,
        )
        self.again = IconButton("work_again", tr("Look again"), "arrows-clockwise", self)
        self.told = Line("work_told", self, quiet=True, step=0.9, wrap=True)
        self.model = WorkModel(session, self)
        self.view = ChordRows("work_rows", tr("To do"), self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(WorkDelegate(self.model, session, self.view))
        self.view.takes, self.view.act = self._takes, self._act
        self.run_action: Callable[[Action], None] = nothing
        top = QHBoxLayout()
        top.setContentsMargins(8, 0, 8, 0)
        top.addWidget(self.where, 1)
        top.addWidget(self.again)
        inset = QVBoxLayout()
        inset.setContentsMargins(12, 0, 12, 0)
        inset.addWidget(self.told)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(inset)
        column.addWidget(self.view, 1)
        column.addStretch(0)
        self.where.show_value("here")
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._look)
        self.where.chosen.connect(self._choose_where)
        self.again.clicked.connect(self._search)
        self.view.left.connect(self.left)
        self.view.clicked.connect(self._click)
        self.view.taken.connect(self._take)
        self.view.menu_wanted.connect(self._ask)
        self.view.selectionModel().currentChanged.connect(self._pass)
        session.project_opened.connect(self._forget)
        session.article_opened.connect(self._refresh)
        session.reading_changed.connect(self._follow)
        session.project_changed.connect(self._notice)
        self._tell()

    @property
    def everywhere(self) -> bool:
        """Whether all articles are looked through, not the open one alone."""
        return self.where.value == "everywhere"

    # -- following the session

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._look()

    def _forget(self) -> None:
        self.where.show_value("here")
        self._looking += 1
        self.model.show_everywhere(None)
        self._refresh()

    def _refresh(self) -> None:
        self._stale = True
        if self.isVisible():
            self._look()
        else:
            self.counted.emit(0)
            self.count_soon()

    def _follow(self, _changes: object) -> None:
        self._stale = True
        self.count_soon()

    def count_soon(self) -> None:
        """Look through the article in a moment, where its number may be seen beside the tabs."""
        around = self.parentWidget()
        if self._stale and around is not None and around.isVisible():
            self._wait.start(SOON)

    def _notice(self, notice: Notice) -> None:
        reading = self._session.reading
        here = reading.article.id if reading is not None else ""
        elsewhere = notice.everything or _elsewhere(notice.transaction.changes, here)
        if self.model.everywhere is not None and elsewhere:
            self._outdated = True
            self._tell()

    def _look(self) -> None:
        """Look through the open article again."""
        self._wait.stop()
        self._stale = False
        session, reading = self._session, self._session.reading
        if session.todos is not None and session.todos[0] is reading:
            self._show(reading, session.todos[1])
            return
        if reading is None or len(reading.spans) <= MANY:
            self._show(reading, work(reading) if reading is not None else ())
            return

        def job(progress: Progress) -> tuple[Todo, ...]:
            return work(reading)

        def done(todos: tuple[Todo, ...]) -> None:
            if isValid(self) and session.reading is reading:
                self._show(reading, todos)

        session.tasks.run(tr("To do"), job, done, session.failed, shown=False)

    def _show(self, reading: Reading | None, todos: tuple[Todo, ...]) -> None:
        if reading is not None:
            self._session.todos = reading, todos
        self.counted.emit(len(todos))
        everywhere = self.model.everywhere
        if everywhere is not None and reading is not None:
            everywhere.put(reading, todos)
        with_row = self.view.currentIndex().row()
        current = self.model.rows[with_row] if 0 <= with_row < len(self.model.rows) else None
        bar = self.view.verticalScrollBar().value()
        self._following = True
        try:
            self.model.show_todos(todos)
            row = self.model.find(current)
            if row < 0 and current is not None:  # what comes after a done row takes its place
                row = min(with_row, len(self.model.rows) - 1)
            if row >= 0:
                self.view.setCurrentIndex(self.model.index(row))
        finally:
            self._following = False
        self.view.doItemsLayout()
        self.view.verticalScrollBar().setValue(bar)
        self._tell()

    def _tell(self) -> None:
        model = self.model
        self.again.setVisible(self.everywhere)
        self.view.setVisible(bool(model.rows))
        if not self.everywhere:
            self.told.setVisible(not model.todos)
            self.told.setText(
                tr("Nothing is left to do in this article.")
                if self._session.reading is not None
                else tr("Open an article in the list to see what is left to do in it.")
            )
            return
        self.told.setVisible(True)
        if model.everywhere is not None:
            lines = [_counted(model.everywhere)]
            if self._outdated:
                lines.append(tr("Articles have changed since. The button above looks again."))
            self.told.setText("\n".join(lines))

    # -- all articles

    def _choose_where(self, where: str) -> None:
        if where == "everywhere":
            if self._session.project is not None and self.model.everywhere is None:
                self._search()
        else:
            self._looking += 1
            self.model.show_everywhere(None)
        self._tell()

    def _search(self) -> None:
        project = self._session.project
        if project is None:
            return
        self._looking += 1
        self._outdated = False
        number, snapshot_of = self._looking, project.snapshot
        self.model.show_everywhere(Everywhere())
        self._tell()
        self.told.setText(tr("Looking through all articles…"))

        def job(progress: Progress) -> Everywhere:
            return search(snapshot_of, progress)

        def done(everywhere: Everywhere) -> None:
            if isValid(self) and number == self._looking:
                self.model.show_everywhere(everywhere)
                self._stale = True
                self._refresh()  # the open article may have changed meanwhile
                self._tell()

        def failed(error: BaseException) -> None:
            if isValid(self) and number == self._looking:
                self.told.setText(tr("The search was stopped. The button above begins it again."))
            self._session.failed(error)

        self._session.tasks.run(tr("Looking for what is to do"), job, done, failed)

    # -- what the user does

    def current(self) -> Row | None:
        """The row on which the keyboard stands."""
        row = self.view.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    def _click(self, index: QModelIndex) -> None:
        row = self.model.rows[index.row()]
        if isinstance(row, Head):
            self._toggle(row)
            return
        self._go(row)
        todo = row.todo if isinstance(row, Hit) else row
        if todo.relation is not None:
            # The chords are those of the link on whose row they find the keyboard.
            self.view.setFocus(Qt.FocusReason.MouseFocusReason)

    def _take(self, index: QModelIndex) -> None:
        row = self.model.rows[index.row()]
        if isinstance(row, Head):
            self._toggle(row)
        else:
            self._go(row)
            self.left.emit()

    def _pass(self, index: QModelIndex) -> None:
        """Going over the rows shows their places in the open article."""
        if not index.isValid() or self._following:
            return
        row, reading = self.model.rows[index.row()], self._session.reading
        here = reading.article.id if reading is not None else ""
        if isinstance(row, Todo) or (isinstance(row, Hit) and row.article == here):
            self._go(row)

    def _toggle(self, head: Head) -> None:
        bar = self.view.verticalScrollBar().value()
        self._following = True
        try:
            self.model.toggle(head)
            self.view.setCurrentIndex(self.model.index(self.model.find(head)))
        finally:
            self._following = False
        self.view.doItemsLayout()
        self.view.verticalScrollBar().setValue(bar)

    def _go(self, row: Todo | Hit) -> None:
        session = self._session
        todo = row.todo if isinstance(row, Hit) else row
        reading = session.reading
        if isinstance(row, Hit) and (reading is None or reading.article.id != row.article):
            session.open_article(row.article, span=todo.span)
        attempt(session, lambda: go_to(session, todo))

    def _takes(self, action: Action) -> bool:
        if goes_on(action):
            return True
        row = self.current()
        todo = row.todo if isinstance(row, Hit) else row
        if isinstance(todo, Todo) and todo.relation is not None:
            return link_menu.takes(action)
        return isinstance(todo, Todo) and for_spans(action)

    def _act(self, action: Action) -> bool:
        row, session = self.current(), self._session
        if goes_on(action):
            go_on(session, self.view, action)
            return True
        if row is None or isinstance(row, Head):
            return False
        todo = row.todo if isinstance(row, Hit) else row
        if session.focus != todo.span or session.reading is None:
            self._go(row)
        reading = session.reading
        relation = relation_of(todo, reading) if reading is not None else None
        if relation is not None and link_menu.takes(action):
            return link_menu.act(session, relation, action, self, self._below())
        if action.id == "delete":
            attempt(session, lambda: tagging.delete(session))
        else:
            self.run_action(action)
        return True

    def _below(self) -> QPoint:
        area = self.view.visualRect(self.view.currentIndex())
        return self.view.viewport().mapToGlobal(area.bottomLeft() + QPoint(12, 0))

    def _ask(self, index: QModelIndex, at: QPoint) -> None:
        self.view.setCurrentIndex(index)
        row, reading = self.current(), self._session.reading
        if row is None or isinstance(row, Head) or reading is None:
            return
        todo = row.todo if isinstance(row, Hit) else row
        relation = relation_of(todo, reading)
        if relation is not None:
            self.view.setFocus(Qt.FocusReason.MouseFocusReason)
            link_menu.ask(self._session, relation, self, at)
        else:
            self._go(row)
            self.menu_wanted.emit(at)


def _counted(everywhere: Everywhere) -> str:
    counts: Counter[Kind] = everywhere.counts
    count, listed = sum(counts.values()), everywhere.listed
    if not count:
        return tr("Nothing is left to do in any article.")
    lines = [trn("{count} thing to do", "{count} things to do", count)]
    lines += [f"{title}: {counts[kind]}" for kind, title in KINDS.items() if counts[kind]]
    if listed < count:
        lines.append(tr("The first {count} are listed below.", count=listed))
    return "\n".join(lines)


def _elsewhere(changes: Sequence[Change], here: str) -> bool:
    """Whether the changes are about what is to do in another article than the one that is open."""
    for change in changes:
        match change.record:
            case Codebook():
                return True
            case Article() if change.after is None:
                return True
            case Span(article=article) | Relation(article=article) if article != here:
                return True
    return False
