"""The places where all articles name an entity: chosen one by one, marked in one step."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.change import Transaction
from workbench.domain.errors import Refused
from workbench.domain.records import Entity
from workbench.domain.text import fold
from workbench.domain.words import tr, trn
from workbench.gui import look, naming
from workbench.gui.attempt import attempt
from workbench.gui.buttons import TextButton
from workbench.gui.everywhere import MOST, Found, Hit, find_everywhere, marking, nothing_found
from workbench.gui.fields import Choice, FilterField, Line, plain
from workbench.gui.mentions import Heading, paint_heading, paint_kwic
from workbench.gui.rows_view import RowsView, plate
from workbench.gui.session import Session
from workbench.jobs import Cancelled, Progress
from workbench.store.reader import Reader

BOX = 14.0
FEW = 3  # articles: so many are read at once, more in a worker
Index = QModelIndex | QPersistentModelIndex


class HitModel(QAbstractListModel):
    """Places under the titles of their articles, each with a tick."""

    ticked = Signal()
    RowRole = Qt.ItemDataRole.UserRole

    def __init__(self, found: Found, parent: QWidget) -> None:
        super().__init__(parent)
        self._found = found
        self._keys = [
            fold(f"{found.titles[hit.article]}\n{hit.before}{hit.said}{hit.after}")
            for hit in found.hits
        ]
        self._off: set[Hit] = set()
        self.label = ""
        self._words = ""
        self.rows: list[Heading | Hit] = []

    @property
    def possible(self) -> list[Hit]:
        """The places that have no span of the label yet."""
        return [hit for hit in self._found.hits if self.label not in hit.labels]

    def on(self) -> list[Hit]:
        """The ticked places, also those that the filter hides."""
        return [hit for hit in self.possible if hit not in self._off]

    def off(self) -> list[Hit]:
        """The places without a tick."""
        return [hit for hit in self.possible if hit in self._off]

    def show_label(self, label: str) -> None:
        """List the places that can get this label."""
        self.label = label
        self._fill()

    def filter(self, words: str) -> None:
        """List the places with these words in the sentence or the title."""
        self._words = fold(words.strip())
        self._fill()

    def _fill(self) -> None:
        self.beginResetModel()
        self.rows = []
        article = ""
        for hit, key in zip(self._found.hits, self._keys, strict=True):
            if self.label in hit.labels or self._words not in key:
                continue
            if hit.article != article:
                article = hit.article
                self.rows.append(Heading(article, self._found.titles[article]))
            self.rows.append(hit)
        self.endResetModel()
        self.ticked.emit()

    def under(self, row: int) -> list[Hit]:
        """The place in a row, or all shown places of the article that it is the title of."""
        found = self.rows[row]
        if isinstance(found, Hit):
            return [found]
        return [r for r in self.rows if isinstance(r, Hit) and r.article == found.article]

    def state(self, row: int) -> Qt.CheckState:
        """Whether the places of a row are ticked: all, some or none."""
        hits = self.under(row)
        off = sum(hit in self._off for hit in hits)
        if off == len(hits):
            return Qt.CheckState.Unchecked
        return Qt.CheckState.PartiallyChecked if off else Qt.CheckState.Checked

    def toggle(self, row: int) -> None:
        """Tick the places of a row, or take the ticks away where all have one."""
        self._set(self.under(row), on=self.state(row) != Qt.CheckState.Checked)

    def toggle_all(self) -> None:
        """Tick all shown places, or none where all are ticked."""
        hits = [row for row in self.rows if isinstance(row, Hit)]
        self._set(hits, on=any(hit in self._off for hit in hits))

    def _set(self, hits: list[Hit], *, on: bool) -> None:
        if on:
            self._off.difference_update(hits)
        else:
            self._off.update(hits)
        if self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))
        self.ticked.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == self.RowRole:
            return row
        if role == Qt.ItemDataRole.CheckStateRole:
            return self.state(index.row())
        text = row.title if isinstance(row, Heading) else f"{row.before}{row.said}{row.after}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return text
        return plain(text) if role == Qt.ItemDataRole.ToolTipRole else None


class HitDelegate(QStyledItemDelegate):
    """Paints the ticks, the titles and the places in their sentences."""

    def __init__(self, model: HitModel, view: QListView) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(QFontMetricsF(option.font).height()) + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.rows[index.row()]
        ink = look.ink_of(option.widget.palette())
        rect = QRectF(option.rect)
        painter.save()
        plate(painter, option, ink)
        inset = 0 if isinstance(row, Heading) else 20
        box = QRectF(rect.left() + 12.5 + inset, round(rect.center().y() - BOX / 2) + 0.5, BOX, BOX)
        state = self._model.state(index.row())
        _tick(painter, box, state, ink)
        room = rect.adjusted(12 + inset + BOX + 8, 0, -16, 0)
        if isinstance(row, Heading):
            fact = str(len(self._model.under(index.row())))
            paint_heading(painter, room, option.font, ink, row.title, fact)
        else:
            words = (row.before, row.said, row.after)
            on = state == Qt.CheckState.Checked
            paint_kwic(painter, room, option.font, ink, words, strong=on)
        painter.restore()


class HitView(RowsView):
    """Space ticks, A all or none, Enter goes there; a click on the box ticks."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        model, current = self.model(), self.currentIndex()
        assert isinstance(model, HitModel)
        if event.key() == Qt.Key.Key_Space:
            if current.isValid():
                model.toggle(current.row())
            return
        # The key of A, under whatever layout.
        if (
            event.text().lower() in ("a", "ф")
            and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        ):
            model.toggle_all()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index, model = self.indexAt(event.position().toPoint()), self.model()
        assert isinstance(model, HitModel)
        on_box = index.isValid() and event.position().x() < 12 + 20 + BOX + 6
        if on_box and event.button() == Qt.MouseButton.LeftButton:
            self.setCurrentIndex(index)
            model.toggle(index.row())
            return
        super().mousePressEvent(event)


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
        self.never = QCheckBox(tr("Never suggest the unchecked ones again"), self)
        self.never.setObjectName("everywhere_never")
        self.never.setAccessibleName(self.never.text())
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
        session.project_opened.connect(self.close)
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
        as_what.setFixedWidth(as_what.sizeHint().width())
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

    def _done(self, written: bool) -> None:
        self.setEnabled(True)
        if written:
            self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.commit()
        elif not enter:  # Qt would push a button
            super().keyPressEvent(event)


def _tick(painter: QPainter, box: QRectF, state: Qt.CheckState, ink: look.Ink) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    on = state != Qt.CheckState.Unchecked
    painter.setPen(QPen(ink.accent if on else ink.quiet, 1.25))
    painter.setBrush(ink.accent if on else ink.paper)
    painter.drawRoundedRect(box, 3, 3)
    if not on:
        return
    pen = QPen(ink.paper, 2.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    c = box.center()
    if state == Qt.CheckState.PartiallyChecked:
        painter.drawLine(c + QPointF(-3, 0), c + QPointF(3, 0))
    else:
        painter.drawPolyline([c + QPointF(-3.5, 0), c + QPointF(-1, 2.5), c + QPointF(3.5, -3)])
