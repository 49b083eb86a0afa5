"""What was done to the project, step by step: to be read, and to be gone back to.

Steps that were dropped (undone, and then something else was done) are not shown: no way leads to
them, and a list of what can be gone to should not hold what cannot.
"""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPalette, QPen, QShowEvent
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.words import tr
from workbench.gui.parts import look
from workbench.gui.parts.fields import Line, plain
from workbench.gui.parts.moments import moment, when
from workbench.gui.parts.rows_view import RowsView, plate
from workbench.gui.session import Session
from workbench.store.project import Notice
from workbench.store.reader import Step

PAGE = 200
DEEP = 2000  # how far down the present state is looked for
RAIL = 20  # pixels from the left edge to the line that joins the steps
WORDS = 34  # and to the words
Index = QModelIndex | QPersistentModelIndex


class StepModel(QAbstractListModel):
    """Steps that can be undone or redone, newest first.

    `present` is the newest one done: as far as that they are read at once (but no more than DEEP),
    the rest page by page. Once all are read, a row of None stands below them, the beginning.
    """

    RowRole = Qt.ItemDataRole.UserRole

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.steps: list[Step] = []
        self.present = 0
        self._whole = True

    def reread(self) -> None:
        """Read the first page again, and as many more as it takes to show the present state."""
        project = self._session.project
        self.beginResetModel()
        self.steps, self._whole = [], project is None
        self._stand()
        while not self._whole and len(self.steps) < DEEP:
            self.steps += self._page()
            if self.steps and self.steps[-1].seq <= self.present:
                break
        self.endResetModel()

    def follow(self, notice: Notice) -> None:
        """Show what a commit, an undo or a redo has changed."""
        project = self._session.project
        if project is None:
            return
        if notice.way == "done":
            gone = sum(step.seq > self.present for step in self.steps)
            if gone:
                self.beginRemoveRows(QModelIndex(), 0, gone - 1)
                del self.steps[:gone]
                self.endRemoveRows()
            if not self.steps:
                self.reread()
                return
            self.beginInsertRows(QModelIndex(), 0, 0)
            self.steps[:0] = project.read.journal(limit=1)
            self.endInsertRows()
        self._stand()
        self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def _stand(self) -> None:
        project = self._session.project
        newest = project.read.next_undo() if project else None
        self.present = newest.seq if newest else 0

    def _page(self) -> list[Step]:
        project = self._session.project
        if project is None:
            return []
        before = self.steps[-1].seq if self.steps else None
        page = project.read.journal(before=before, limit=PAGE, dropped=False)
        self._whole = len(page) < PAGE
        return page

    def seq(self, row: int) -> int:
        """The number of the step of a row; 0 for the beginning."""
        return self.steps[row].seq if row < len(self.steps) else 0

    def row_of_present(self) -> int:
        """Where the present state stands; the last row where it is not read yet."""
        rows = (row for row in range(self.rowCount()) if self.seq(row) <= self.present)
        return next(rows, self.rowCount() - 1)

    def canFetchMore(self, parent: Index) -> bool:
        return not self._whole

    def fetchMore(self, parent: Index) -> None:
        page, first = self._page(), len(self.steps)
        last = first + len(page) - (0 if self._whole else 1)
        if last >= first:
            self.beginInsertRows(QModelIndex(), first, last)
            self.steps += page
            self.endInsertRows()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.steps) + (1 if self.steps and self._whole else 0)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        step = self.steps[index.row()] if index.row() < len(self.steps) else None
        if role == self.RowRole:
            return step
        title = str(step.title) if step else tr("Before the first step")
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            about = f"{moment(step.at)} · {step.annotator}" if step else ""
            whole = "\n".join(filter(None, (title, about, self._state(self.seq(index.row())))))
            return plain(whole) if role == Qt.ItemDataRole.ToolTipRole else whole
        return None

    def _state(self, seq: int) -> str:
        if seq == self.present:
            return tr("The project stands here.")
        return tr("Undone. Enter does it again.") if seq > self.present else ""


class StepDelegate(QStyledItemDelegate):
    """Paints a step on a line of time: a dot, its words, and when and by whom below."""

    def __init__(self, model: StepModel, view: QListView) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        small = QFontMetricsF(look.small(option.font, 0.9))
        return QSize(100, round(QFontMetricsF(option.font).height() + small.height()) + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, ink = self._model, look.ink_of(option.widget.palette())
        step, seq = index.data(StepModel.RowRole), model.seq(index.row())
        undone, here = seq > model.present, seq == model.present
        rect = QRectF(option.rect)
        painter.save()
        plate(painter, option, ink, strong=bool(option.state & QStyle.StateFlag.State_Selected))
        self._paint_rail(painter, option, index.row(), seq)
        font = QFont(option.font)
        font.setStrikeOut(undone)
        if here:
            font.setWeight(QFont.Weight.DemiBold)
        width = rect.width() - WORDS - 12
        painter.setFont(font)
        painter.setPen(ink.quiet if undone or step is None else ink.text)
        metrics = QFontMetricsF(font)
        title = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, width)
        line = QRectF(rect.left() + WORDS, rect.top() + 6, width, metrics.height())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        about = when(step.at) + " · " + step.annotator if step else ""
        if here:
            about = " · ".join(filter(None, (tr("now"), about)))
        if not about:
            line.moveTop(rect.center().y() - line.height() / 2)
        painter.drawText(line, flags, title)
        small = look.small(option.font, 0.9)
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        painter.setPen(ink.quiet)
        about = metrics.elidedText(about, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(line.left(), line.bottom(), width, metrics.height()), flags, about)
        painter.restore()

    def _paint_rail(
        self, painter: QPainter, option: QStyleOptionViewItem, row: int, seq: int
    ) -> None:
        ink = look.ink_of(option.widget.palette())
        ground = option.widget.palette().color(QPalette.ColorRole.Window)
        rect, present = QRectF(option.rect), self._model.present
        dot = QPointF(rect.left() + RAIL, rect.center().y())
        painter.setPen(QPen(look.blend(ink.quiet, ground, 0.4), 1))
        if row:
            painter.drawLine(QPointF(dot.x(), rect.top()), dot)
        if row < self._model.rowCount() - 1 or not self._model.steps:
            painter.drawLine(dot, QPointF(dot.x(), rect.bottom() + 1))
        if seq == present:
            painter.setPen(QPen(ground, 2))
            painter.setBrush(ink.accent)
            painter.drawEllipse(dot, 6, 6)
        elif seq > present:
            painter.setPen(QPen(ink.quiet, 1.2))
            painter.setBrush(ground)
            painter.drawEllipse(dot, 3.5, 3.5)
        else:
            painter.setPen(QPen(ground, 2))
            painter.setBrush(ink.quiet)
            painter.drawEllipse(dot, 4, 4)


class UndoList(QWidget):
    """The steps of the project; Enter or a double click goes to one."""

    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undo_list")
        self.setAccessibleName(tr("Steps"))
        self._session = session
        self._stale = True
        self.told = Line("undo_told", self, quiet=True, step=0.9, wrap=True)
        self.model = StepModel(session, self)
        self.view = RowsView("undo_rows", tr("Steps"), self)
        # A click chooses a step and Enter goes there: it must not go to the article.
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.setModel(self.model)
        self.view.setItemDelegate(StepDelegate(self.model, self.view))
        self.setFocusProxy(self.view)
        inset = QVBoxLayout()
        inset.setContentsMargins(12, 0, 12, 0)
        inset.addWidget(self.told)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 4)
        column.setSpacing(8)
        column.addLayout(inset)
        column.addWidget(self.view, 1)
        column.addStretch(0)
        self.view.taken.connect(self._go)
        self.view.doubleClicked.connect(self._go)
        self.view.left.connect(self.left)
        session.project_opened.connect(self._refresh)
        session.project_changed.connect(self._changed)
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._reread()

    def _refresh(self) -> None:
        # A list that nobody sees is read when it is shown.
        self._stale = True
        if self.isVisible():
            self._reread()

    def _reread(self) -> None:
        self._stale = False
        self.model.reread()
        self._show_present()

    def _changed(self, notice: Notice) -> None:
        if not self.isVisible():
            self._stale = True
            return
        self.model.follow(notice)
        if not self.view.hasFocus():
            self._show_present()
        self._tell()

    def _show_present(self) -> None:
        index = self.model.index(self.model.row_of_present())
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
        self._tell()

    def _tell(self) -> None:
        some = bool(self.model.steps)
        self.view.setVisible(some)
        self.told.setText(
            tr("Enter goes to a step: what was done after it is undone, and can be redone.")
            if some
            else tr("Nothing has been done yet. What you do is listed here and can be undone.")
        )

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            self._session.jump(self.model.seq(index.row()))
