"""The articles by state: filter, count and list."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid  # a window built anew leaves jobs behind

from workbench.domain.records import STATUSES, Status
from workbench.domain.words import tr, trn
from workbench.gui.lists.article_model import (
    ORDER,
    PAGE,
    ArticleModel,
    Listing,
    Section,
    listing,
    one_article,
)
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import FilterField, Line
from workbench.gui.parts.rows_view import RowsView, plate
from workbench.gui.session import Session
from workbench.gui.tasks import Task
from workbench.jobs import Progress, Silent
from workbench.store.project import Notice
from workbench.store.reader import ArticleRow

Index = QModelIndex | QPersistentModelIndex
MANY = 5000  # titles above which a worker looks for words in them


def nothing() -> None:
    """What comes after a reading that nobody waits for."""


class ArticleDelegate(QStyledItemDelegate):
    """Paints heads of sections and articles; every row has the same height."""

    def __init__(self, session: Session, view: QListView) -> None:
        super().__init__(view)
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = QFontMetricsF(option.font)
        return QSize(100, round(2 * metrics.lineSpacing()) + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ArticleModel.RowRole)
        ink = look.ink_of(option.widget.palette())
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        if isinstance(row, Section):
            self._head(painter, rect, row, ink)
        elif isinstance(row, ArticleRow):
            reading = self._session.reading
            opened = reading is not None and reading.article.id == row.article.id
            plate(painter, option, ink, strong=opened)
            self._article(painter, rect, row, ink)
        painter.restore()

    def _head(self, painter: QPainter, rect: QRectF, row: Section, ink: look.Ink) -> None:
        font = QFont(look.small(painter.font(), 0.9))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        height = QFontMetricsF(font).height()
        line = QRectF(rect.left(), rect.bottom() - height - 6, rect.width(), height)
        glyphs.chevron(
            painter, QPointF(rect.left() + 17, line.center().y()), ink.quiet, opened=not row.shut
        )
        painter.setPen(ink.quiet)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.drawText(line.adjusted(30, 0, -12, 0), left, str(STATUSES[row.status]))
        painter.drawText(line.adjusted(30, 0, -12, 0), right, str(row.count))

    def _article(self, painter: QPainter, rect: QRectF, row: ArticleRow, ink: look.Ink) -> None:
        metrics = QFontMetricsF(painter.font())
        first = rect.top() + 6 + metrics.lineSpacing() / 2
        glyphs.state(painter, QRectF(rect.left() + 12, first - 5, 10, 10), row.article.status, ink)
        count = str(row.spans) if row.spans else ""
        if 0 < row.reviewed < row.spans:
            count = f"{row.reviewed}/{row.spans}"
        small = look.small(painter.font(), 0.9)
        taken = QFontMetricsF(small).horizontalAdvance(count) + 8 if count else 0
        if row.spans and row.reviewed == row.spans:
            at = QPointF(rect.right() - 12 - taken - 2, first)
            glyphs.verdict(painter, at, "accepted", ink)
            taken += 12
        painter.setPen(ink.text)
        room = rect.adjusted(30, 6, -12 - taken, -6)
        lines = glyphs.draw_lines(painter, room, row.article.title, 2)
        painter.setFont(small)
        painter.setPen(ink.quiet)
        line = QRectF(rect.left(), rect.top() + 6, rect.width() - 12, metrics.lineSpacing())
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        if lines == 1:
            about = " · ".join(
                str(row.article.meta[key])
                for key in ("date", "publisher")
                if row.article.meta.get(key)
            )
            line = room.translated(0, metrics.lineSpacing())
            glyphs.draw_lines(painter, line, about)


class ArticleList(QWidget):
    """Filter, count and the list of articles."""

    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("article_list")
        self.setAccessibleName(tr("Articles"))
        self._session = session
        self.field = FilterField("article_filter", tr("Find an article"), self)
        self.counted = Line("article_count", self, quiet=True, step=0.9)
        self.empty = Line("article_empty", self, quiet=True, wrap=True)
        self.view = RowsView("article_rows", tr("Articles"), self)
        self.model = ArticleModel(session, self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(ArticleDelegate(session, self.view))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        for part in (self.field, self.counted, self.empty):
            part.setContentsMargins(0, 0, 0, 0)
            inset = QVBoxLayout()
            inset.setContentsMargins(12, 0, 12, 0)
            inset.addWidget(part)
            column.addLayout(inset)
        column.addWidget(self.view, 1)
        column.addStretch(0)
        self._words = ""  # that the list is read by, or will be
        self._reading = 0  # which reading is the last one that was begun
        self._looking: Task | None = None  # of the worker that is at it
        self._then: Callable[[], None] = nothing
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(150)
        self._wait.timeout.connect(self._filter)
        self.field.textChanged.connect(self._wait.start)
        self.field.returnPressed.connect(self._open_first)
        self.field.left.connect(self.left)
        self.field.installEventFilter(self)
        self.view.clicked.connect(self._take)
        self.view.taken.connect(self._take)
        self.view.left.connect(self.left)
        self.view.verticalScrollBar().valueChanged.connect(self._read_on)
        session.project_opened.connect(self._start)
        session.project_changed.connect(self._changed)
        session.article_opened.connect(self._follow)
        self._start()

    def focus_filter(self) -> None:
        """Let the user type what to look for."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    # -- following the session

    def _start(self) -> None:
        self._wait.stop()
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self._words = ""
        for section in self.model.sections:
            section.shut = False
        self._read_from_top(self._follow)

    def _filter(self, then: Callable[[], None] = nothing) -> None:
        words = self.field.text().strip()
        if words != self._words:
            self._words = words
            self._read_from_top(then)
        elif self._looking is not None:
            self._then = then
        else:
            then()

    def _read_from_top(self, then: Callable[[], None] = nothing) -> None:
        def shown() -> None:
            self.view.scrollToTop()
            then()

        self._read(dict.fromkeys(ORDER, PAGE), shown)

    def _read(self, wanted: Mapping[Status, int], then: Callable[[], None]) -> None:
        """Read the list anew, in a worker where many titles have to be looked at; then `then`."""
        project, words = self._session.project, self._words
        self._reading += 1
        self._then = then
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        if project is None:
            self._show(Listing())
            return
        if not words or self.model.total <= MANY:
            self._show(listing(project.read, words, wanted, Silent()))
            return
        number, snapshot_of = self._reading, project.snapshot

        def job(progress: Progress) -> Listing:
            with snapshot_of() as snapshot:
                return listing(snapshot, words, wanted, progress)

        def done(found: Listing) -> None:
            if isValid(self) and number == self._reading:
                self._looking = None
                self._show(found)

        def failed(error: BaseException) -> None:
            if isValid(self) and number == self._reading:
                self._looking, self._then = None, nothing
                self._words = self.model.words
                self._session.failed(error)

        self._looking = self._session.tasks.run(
            tr("Looking at titles"), job, done, failed, shown=False
        )

    def _show(self, found: Listing) -> None:
        then, self._then = self._then, nothing
        self.model.show(found)
        self._tell()
        then()

    def _tell(self) -> None:
        model = self.model
        found = sum(section.count for section in model.sections)
        if model.words:
            self.counted.setText(trn("{count} article found", "{count} articles found", found))
        else:
            self.counted.setText(
                tr("{done} of {count} done", done=model.done, count=model.total)
                if model.total
                else ""
            )
        self.counted.setVisible(bool(model.total) and bool(found or not model.words))
        self.view.setVisible(bool(found))
        self.empty.setVisible(not found)
        if self._session.project is None:
            self.empty.setText(tr("No project is open."))
        elif model.total:
            self.empty.setText(tr("No title has these words."))
        else:
            self.empty.setText(tr("No articles yet. Drop files here or press Ctrl+I."))

    def _changed(self, notice: Notice) -> None:
        touched = None if notice.everything else one_article(notice.transaction)
        if touched == "":
            return
        if touched is not None:
            self.model.refresh_count(touched)
            return
        reading = self._session.reading
        was_seen = reading is not None and self._seen(self.model.find(reading.article.id))
        anchor, offset = self._anchor()

        def shown() -> None:
            self._restore(anchor, offset)
            if was_seen and reading is not None:
                index = self.model.find(reading.article.id)
                if index.isValid():
                    self.view.scrollTo(index)

        self._read(self.model.wanted(), shown)

    def _anchor(self) -> tuple[str, int]:
        """The first article in sight, and how far from the top it stands."""
        for row in range(self.view.indexAt(self.view.rect().topLeft()).row(), -1, -1):
            found = self.model.at(row)
            if isinstance(found, ArticleRow):
                index = self.model.index(row)
                return found.article.id, self.view.visualRect(index).top()
        return "", self.view.verticalScrollBar().value()

    def _restore(self, anchor: str, offset: int) -> None:
        bar = self.view.verticalScrollBar()
        index = self.model.find(anchor) if anchor else QModelIndex()
        self.view.doItemsLayout()
        if index.isValid():
            bar.setValue(bar.value() + self.view.visualRect(index).top() - offset)
        elif not anchor:
            bar.setValue(offset)

    def _seen(self, index: QModelIndex) -> bool:
        rect = self.view.visualRect(index) if index.isValid() else None
        return rect is not None and rect.intersects(self.view.viewport().rect())

    def _follow(self) -> None:
        reading = self._session.reading
        if reading is not None:
            index = self.model.reach(reading.article)
            if index.isValid():
                self.view.setCurrentIndex(index)
                self.view.scrollTo(index)
        self.view.viewport().update()

    # -- what the user does

    def _take(self, index: QModelIndex) -> None:
        row = self.model.data(index, ArticleModel.RowRole)
        if isinstance(row, Section):
            bar = self.view.verticalScrollBar().value()
            self.model.toggle(row)
            self.view.doItemsLayout()
            self.view.verticalScrollBar().setValue(bar)
        elif isinstance(row, ArticleRow):
            opened = self._session.reading
            if opened is None or opened.article.id != row.article.id:
                self._session.open_article(row.article.id)
            self.left.emit()

    def _open_first(self) -> None:
        self._wait.stop()
        self._filter(self._take_first)

    def _take_first(self) -> None:
        for number in range(self.model.rowCount()):
            if isinstance(self.model.at(number), ArticleRow):
                self._take(self.model.index(number))
                return

    def _read_on(self) -> None:
        """Read the next page of a section whose end comes into sight."""
        area = self.view.viewport().rect()
        top, low = self.view.indexAt(area.topLeft()), self.view.indexAt(area.bottomLeft())
        if not (top.isValid() and low.isValid()):
            return
        for section in self.model.sections:
            end = self.model.head(section) + section.height
            if top.row() - PAGE < end < low.row() + PAGE // 4:
                self.model.fetch(section)
                return

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
            and self.view.isVisible()
        ):
            self.view.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)
