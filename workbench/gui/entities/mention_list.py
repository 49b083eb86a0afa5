"""The mentions of one entity: how many, where, and saying that some are somebody else's."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from workbench.domain.change import Change
from workbench.domain.records import Entity, Span
from workbench.domain.words import tr, trn
from workbench.gui.entities.mentions import MentionDelegate, MentionModel
from workbench.gui.entities.who import WhoPopup
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.buttons import TextButton
from workbench.gui.parts.fields import Line
from workbench.gui.parts.rows_view import RowsView
from workbench.gui.session import Session
from workbench.gui.verbs import naming


class ManyRows(RowsView):
    """Rows of which several can be chosen; Del asks to do away with them."""

    deleted = Signal()
    menu_wanted = Signal(QPoint)  # in the screen's coordinates

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(name, title, parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask)

    def show_current(self) -> None:
        """Scroll to the current row."""
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
            return
        super().keyPressEvent(event)

    def _ask(self, at: QPoint) -> None:
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            # By the menu key: where the current row is, not where the pointer happens to be.
            area = self.visualRect(self.currentIndex())
            at = area.bottomLeft() if self.rect().intersects(area) else at
        self.menu_wanted.emit(self.viewport().mapToGlobal(at))


class MentionList(QWidget):
    """Mentions under the titles of their articles; a click goes there."""

    left = Signal()
    everywhere_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("entity_mentions")
        self.setAccessibleName(tr("Mentions"))
        self._session = session
        self._wanted: str | None = None
        self._stale = False
        self.told = Line("mention_count", self, quiet=True, step=0.9)
        self.model = MentionModel(session, self)
        self.view = ManyRows("mention_rows", tr("Mentions"), self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(MentionDelegate(self.model, session, self.view))
        self.view.setMinimumHeight(48)
        self.everywhere = TextButton("entity_everywhere", tr("Find in all articles…"), self)
        self.others = TextButton("entity_split", tr("Somebody else…"), self, main=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        inset = QVBoxLayout()
        inset.setContentsMargins(12, 0, 12, 0)
        inset.addWidget(self.told)
        column.addLayout(inset)
        column.addWidget(self.view, 1)
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(self.everywhere)
        row.addWidget(self.others)
        row.addStretch(1)
        column.addLayout(row)
        self.view.left.connect(self.left)
        self.view.clicked.connect(self._clicked)
        self.view.doubleClicked.connect(self.go_to)
        self.view.taken.connect(self.go_to)
        self.view.menu_wanted.connect(self._menu)
        self.view.selectionModel().selectionChanged.connect(self._show_choice)
        self.others.clicked.connect(self.ask_who)
        self.everywhere.clicked.connect(self.everywhere_wanted)

    def show_entity(self, entity: Entity | None, changes: Sequence[Change] | None = None) -> None:
        """List the mentions of this entity, as the file holds them now.

        Where they were listed before and but for `changes` are the same, only these are followed.
        """
        project = self._session.project
        wanted = entity.id if entity else None
        if wanted != self._wanted or changes is None:
            self._stale = True
        self._wanted = wanted
        if not self.isVisible():
            self._stale = True  # read when they are shown
        elif self._stale or not self.model.follow(changes or ()):
            self._list()
        if project is not None and entity is not None:
            count = sum(row.mentions for row in project.read.entities_among((entity.id,)))
            articles = project.read.articles_of_entity(entity.id)
            facts = (
                trn("{count} mention", "{count} mentions", count),
                trn("{count} article", "{count} articles", articles),
            )
            self.told.setText(" · ".join(facts) if count else tr("No mentions"))
        self._show_choice()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._list()

    def _list(self) -> None:
        self._stale = False
        self.model.show_entity(self._wanted)
        self._show_choice()

    def enter(self) -> bool:
        """Put the keyboard on the first mention; False where there is none."""
        if not self.model.first().isValid():
            return False
        self.view.setCurrentIndex(self.model.first())
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def chosen(self) -> list[Span]:
        """The mentions that are chosen."""
        rows = [self.model.rows[index.row()] for index in self.view.selectedIndexes()]
        return [row for row in rows if isinstance(row, Span)]

    def go_to(self, index: QModelIndex) -> None:
        """Show a mention in its article."""
        span = self.model.data(index, MentionModel.RowRole)
        if not isinstance(span, Span):
            return
        reading = self._session.reading
        if reading is not None and reading.article.id == span.article:
            self._session.whole()
            self._session.focus_on(span.id)
        else:
            self._session.open_article(span.article, span=span.id)
        self.left.emit()

    def ask_who(self) -> None:
        """Ask whose the chosen mentions are, and move them there."""
        spans = self.chosen()
        if not spans:
            return
        question = trn("{count} mention belongs to", "{count} mentions belong to", len(spans))
        popup = WhoPopup("entity_split_to", question, self._session, self.window())

        def taken(entity: Entity | None, name: str) -> None:
            attempt(self._session, lambda: naming.split(self._session, spans, entity, name))

        popup.taken.connect(taken)
        at = self.others.mapToGlobal(self.others.rect().topLeft())
        popup.ask(at, without=(spans[0].entity or "",))

    def _clicked(self, index: QModelIndex) -> None:
        if QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier:
            self.go_to(index)

    def _menu(self, at: QPoint) -> None:
        if not self.chosen():
            return
        menu = new_menu("mention_menu", tr("Mentions"), self)
        index = self.view.currentIndex()
        entry(menu, "mention_go", tr("Go there"), lambda: self.go_to(index))
        entry(menu, "mention_split", tr("These are somebody else…"), self.ask_who)
        menu.popup(at)

    def _show_choice(self) -> None:
        count = len(self.chosen())
        self.others.setVisible(count > 0)
        self.everywhere.setVisible(count == 0)
        self.others.say(
            trn("{count}: somebody else…", "{count}: somebody else…", count)
            if count > 1
            else tr("Somebody else…")
        )


def new_menu(name: str, title: str, parent: QWidget) -> QMenu:
    """A menu that is gone when it is shut."""
    menu = QMenu(parent)
    menu.setObjectName(name)
    menu.setAccessibleName(title)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def entry(menu: QMenu, name: str, text: str, run: Callable[[], object]) -> QAction:
    """An entry of such a menu."""
    made = menu.addAction(text.replace("&", "&&"))
    made.setObjectName(name)
    made.triggered.connect(lambda _=False: run())
    return made
