"""The places where all articles name an entity: chosen one by one, marked in one step."""

from collections.abc import Callable

from PySide6.QtCore import (
    QModelIndex,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMessageBox,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid  # a job may outlive the sheet or the window that began it

from workbench.domain.change import Transaction
from workbench.domain.errors import Refused
from workbench.domain.records import Entity
from workbench.domain.words import tr, trn
from workbench.gui.entities.everywhere import (
    MOST,
    Found,
    Hit,
    find_everywhere,
    marking,
    nothing_found,
)
from workbench.gui.entities.hits import HitDelegate, HitModel, HitView
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.buttons import TextButton, Tick
from workbench.gui.parts.fields import Choice, FilterField, Line
from workbench.gui.session import Session
from workbench.gui.verbs import naming
from workbench.jobs import Cancelled, Progress
from workbench.store.reader import Reader

FEW = 3  # articles: so many are read at once, more in a worker


class EverywhereSheet(QDialog):
    """Stands beside the window until its places are marked or it is shut."""

    def __init__(self, session: Session, entity: Entity, found: Found, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("everywhere")
        title = tr("«{name}» in all articles", name=entity.name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._session, self._entity, self._found = session, entity, found
        self.told = Line("everywhere_told", self, wrap=True)
        self.field = FilterField("everywhere_filter", tr("Find among these"), self)
        self.label = Choice("everywhere_label", tr("Label"), self)
        self.model = HitModel(found, self)
        self.view = HitView("everywhere_rows", tr("Places"), self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(HitDelegate(self.model, self.view))
        self.keys = Line(
            "everywhere_keys",
            self,
            text=tr("Space ticks · A all or none · Enter goes there · Ctrl+Enter marks"),
            quiet=True,
            step=0.9,
        )
        self.never = Tick("everywhere_never", tr("Never suggest the unchecked ones again"), self)
        self.shut = TextButton("everywhere_close", tr("Close"), self)
        self.mark = TextButton("everywhere_mark", "", self, main=True)
        self._lay_out()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(150)
        self._wait.timeout.connect(self._filter)
        self.field.textChanged.connect(self._wait.start)
        self.field.returnPressed.connect(self._to_rows)
        self.field.left.connect(self._to_rows)
        self.label.chosen.connect(self.model.show_label)
        self.view.left.connect(self.close)
        self.view.taken.connect(self._go)
        self.view.doubleClicked.connect(self._go)
        self.model.ticked.connect(self._tell)
        self.never.toggled.connect(self._tell)
        self.shut.clicked.connect(self.close)
        self.mark.clicked.connect(self.commit)
        session.project_opened.connect(self._leave)
        self._offer_labels()
        self.resize(760, 560)
        self.view.setCurrentIndex(self.model.index(1))
        self.view.setFocus()

    @classmethod
    def look_for(
        cls,
        session: Session,
        entity: Entity,
        parent: QWidget,
        shown: Callable[["EverywhereSheet"], None] = lambda _: None,
    ) -> None:
        """Search all articles in a worker, and show the places that were found."""
        project = session.project
        if project is None:
            raise Refused("Open a project first.")

        def job(progress: Progress) -> Found:
            with project.snapshot() as snapshot:
                return find_everywhere(snapshot, entity, progress)

        def done(found: Found) -> None:
            if not isValid(parent):
                session.said.emit(tr("The search was cancelled."))
                return
            if not found.hits:
                session.said.emit(nothing_found(entity))
                return
            sheet = cls(session, entity, found, parent)
            sheet.show()
            shown(sheet)

        def failed(error: BaseException) -> None:
            if isinstance(error, Cancelled):
                session.said.emit(tr("The search was cancelled."))
            else:
                session.failed(error)

        session.tasks.run(tr("Looking for «{name}»", name=entity.name), job, done, failed)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(self.told)
        column.addLayout(head)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self.field, 3)
        as_what = Line("everywhere_as", self, text=tr("mark as"), quiet=True)
        as_what.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(as_what)
        row.addWidget(self.label, 1)
        column.addLayout(row)
        column.addWidget(self.view, 1)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self.keys)
        column.addLayout(row)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self.never)
        row.addStretch(1)
        row.addWidget(self.shut)
        row.addWidget(self.mark)
        column.addLayout(row)

    def _offer_labels(self) -> None:
        project = self._session.project
        if project is None:
            return
        labels = [label for label in project.codebook.labels if label.names_entities]
        used = project.read.labels_of_entity(self._entity.id)
        first = max(labels, key=lambda label: used.get(label.id, 0), default=None)
        self.label.offer(
            [label.id for label in labels],
            [str(label.name) for label in labels],
            clear=False,
            numbers=False,
        )
        if first is not None:
            self.label.show_value(first.id)
            self.model.show_label(first.id)

    def _filter(self) -> None:
        self.model.filter(self.field.text())

    def _to_rows(self) -> None:
        self._wait.stop()
        self._filter()
        if self.model.rows and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))
        self.view.setFocus(Qt.FocusReason.TabFocusReason)

    def _tell(self) -> None:
        count, places = len(self.model.on()), self.model.possible
        articles = len({hit.article for hit in places})
        sentence = tr(
            "Not marked yet: {places} · {articles}",
            places=trn("{count} place", "{count} places", len(places)),
            articles=trn("{count} article", "{count} articles", articles),
        )
        if not self._found.whole:
            more = tr(
                "There are more: the first {most} are shown. Mark these, then look again.",
                most=MOST,
            )
            sentence = f"{sentence}\n{more}"
        self.told.setText(sentence)
        never = len(self.model.off()) if self.never.isChecked() else 0
        self.mark.say(trn("Mark {count} mention", "Mark {count} mentions", count))
        if not count and never:
            self.mark.say(trn("Reject {count} place", "Reject {count} places", never))
        self.mark.setEnabled(bool(count or never))

    def _go(self, index: QModelIndex) -> None:
        """Show a place in its article, selected."""
        row, session = self.model.data(index, HitModel.RowRole), self._session
        if not isinstance(row, Hit):
            return
        if session.reading is None or session.reading.article.id != row.article:
            session.open_article(row.article)
        if session.reading is not None and session.reading.article.id == row.article:
            session.select(row.place)

    def commit(self) -> None:
        """Mark the ticked places in one step."""
        session, label = self._session, self.model.label
        marked = self.model.on()
        never = self.model.off() if self.never.isChecked() else []
        if not marked and not never:
            return
        entity = self._entity.id

        def make(reader: Reader, progress: Progress) -> Transaction:
            return marking(reader, session.pen(), entity, label, marked, never, progress)

        articles = {hit.article for hit in (*marked, *never)}
        size = len(marked) if len(articles) <= FEW else naming.SOON + 1
        self.setEnabled(False)
        attempt(
            session,
            lambda: naming.prepare(session, tr("Marking mentions"), make, size, self._done),
        )

    def may_leave(self) -> bool:
        """Whether no choice would be lost with this sheet; asks where one would."""
        if not self.isVisible() or not self.model.off():
            return True
        self.raise_()
        asked = self.findChild(QMessageBox, "everywhere_ask_leave")
        if asked is not None and asked.isVisible():
            return False
        box = QMessageBox(self)
        box.setObjectName("everywhere_ask_leave")
        box.setText(tr("The places that you chose are not marked yet."))
        drop = box.addButton(tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        drop.setObjectName("everywhere_ask_leave_drop")
        stay = box.addButton(tr("Go on choosing"), QMessageBox.ButtonRole.RejectRole)
        stay.setObjectName("everywhere_ask_leave_stay")
        box.setDefaultButton(stay)
        drop.clicked.connect(self._leave)
        box.finished.connect(box.deleteLater)
        box.open()
        return False

    def reject(self) -> None:
        """Close, by Esc or otherwise; a choice, which no undo brings back, is asked about."""
        if self.may_leave():
            self._leave()

    def _leave(self) -> None:
        self.done(0)

    def _done(self, written: bool) -> None:
        if not isValid(self):
            return
        self.setEnabled(True)
        if written:
            self._leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.commit()
        elif not enter:  # Qt would push a button
            super().keyPressEvent(event)
