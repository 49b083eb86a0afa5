"""The spans of the open article in a list: chosen together, filtered, sorted."""

from collections.abc import Callable

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QActionGroup, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from workbench.domain.words import tr, trn
from workbench.gui.actions.action import Action
from workbench.gui.chord_rows import ChordRows, for_spans, nothing
from workbench.gui.lists.span_model import Order, SpanModel
from workbench.gui.lists.span_rows import SpanDelegate
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.fields import FilterField, IconButton, Line
from workbench.gui.session import Session
from workbench.gui.verbs import tagging


class SpanList(QWidget):
    """Filter, order and rows. What is selected here is chosen in the session, and back."""

    left = Signal()
    menu_wanted = Signal(object)  # of the chosen spans, at a place on the screen

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("span_list")
        self.setAccessibleName(tr("Spans"))
        self._session = session
        self._following = False
        self._stale = True
        self.field = FilterField("span_filter", tr("Find a span"), self)
        self.sort = IconButton("span_order", tr("Order of the spans"), "sort-ascending", self)
        self.told = Line("span_told", self, quiet=True, step=0.9)
        self.empty = Line("span_empty", self, quiet=True, wrap=True)
        self.model = SpanModel(session, self)
        self.view = ChordRows("span_rows", tr("Spans"), self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(SpanDelegate(self.model, session, self.view))
        self.view.setSelectionMode(ChordRows.SelectionMode.ExtendedSelection)
        self.view.takes, self.view.act = for_spans, self._act
        self.run_action: Callable[[Action], None] = nothing
        self._lay_out()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._reread)
        self._connect()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, 8, 0)
        top.setSpacing(4)
        top.addWidget(self.field, 1)
        top.addWidget(self.sort)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        for part in (self.told, self.empty):
            inset = QVBoxLayout()
            inset.setContentsMargins(12, 0, 12, 0)
            inset.addWidget(part)
            column.addLayout(inset)
        column.addWidget(self.view, 1)
        column.addStretch(0)

    def _connect(self) -> None:
        session = self._session
        self.field.textChanged.connect(self._type)
        self.field.returnPressed.connect(self._first)
        self.field.left.connect(self.left)
        self.sort.clicked.connect(self._ask_order)
        self.view.left.connect(self._step_out)
        self.view.taken.connect(self._take)
        self.view.selectionModel().selectionChanged.connect(self._chose)
        self.view.menu_wanted.connect(self._ask)
        session.article_opened.connect(self._reread_soon)
        session.reading_changed.connect(self._follow)
        session.shown_changed.connect(self._reread_soon)
        session.focus_changed.connect(self._follow_focus)
        session.chosen_changed.connect(self._follow_chosen)

    # -- following the session

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._reread()

    def _reread_soon(self) -> None:
        self._stale = True
        if self.isVisible():
            self._reread()

    def _follow(self, changes: object) -> None:
        if not self.isVisible():
            self._stale = True
            return
        self._following = True
        try:
            followed = isinstance(changes, tuple) and self.model.follow(changes)
        finally:
            self._following = False
        if followed:
            self._tell()
            self._follow_focus()
        elif len(self.model.rows) > 2000:
            self._wait.start(60)  # after the text is painted
        else:
            self._reread()
        self.view.viewport().update()

    def _reread(self) -> None:
        self._wait.stop()
        self._stale = False
        bar = self.view.verticalScrollBar().value()
        same = (
            self.model.reading is not None
            and self._session.reading is not None
            and (self.model.reading.article.id == self._session.reading.article.id)
        )
        self._following = True
        try:
            self.model.reread()
        finally:
            self._following = False
        self.view.doItemsLayout()
        self.view.verticalScrollBar().setValue(bar if same else 0)
        self._tell()
        if self._session.chosen:
            self._follow_chosen()
        else:
            self._follow_focus()

    def _tell(self) -> None:
        reading, model = self._session.reading, self.model
        some = bool(model.rows)
        self.view.setVisible(some)
        self.empty.setVisible(not some)
        chosen = len(self._session.targets()) if self._session.chosen else 0
        if chosen:
            self.told.setText(trn("{count} span chosen", "{count} spans chosen", chosen))
        elif model.words:
            self.told.setText(trn("{count} span found", "{count} spans found", len(model.rows)))
        self.told.setVisible(some and bool(chosen or model.words))
        if reading is None:
            self.empty.setText(tr("Open an article in the list, and its spans stand here."))
        elif model.words:
            self.empty.setText(tr("No span has these words."))
        elif reading.spans:
            self.empty.setText(tr("All spans of this article are hidden."))
        else:
            self.empty.setText(tr("No spans yet. Select words and press the letter of a label."))

    def _follow_focus(self) -> None:
        if not self.isVisible() or self._following:
            return
        row = self.model.row_of(self._session.focused())
        flags = QItemSelectionModel.SelectionFlag
        self._following = True
        try:
            if row < 0:
                if not self._session.chosen:
                    self.view.clearSelection()
            else:
                index = self.model.index(row)
                self.view.selectionModel().setCurrentIndex(
                    index, flags.NoUpdate if self._session.chosen else flags.ClearAndSelect
                )
                self.view.scrollTo(index)
        finally:
            self._following = False
        self.view.viewport().update()

    def _follow_chosen(self) -> None:
        if not self.isVisible() or self._following:
            return
        if not self._session.chosen:
            self._follow_focus()
            self._tell()
            return
        rows = sorted(self.model.row_of(span) for span in self._session.targets())
        selection = QItemSelection()
        first = last = -1
        for row in [row for row in rows if row >= 0]:
            if first < 0:
                first = row
            elif row > last + 1:
                selection.append(_range(self.model, first, last))
                first = row
            last = row
        if first >= 0:
            selection.append(_range(self.model, first, last))
        self._following = True
        try:
            self.view.selectionModel().select(
                selection, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        finally:
            self._following = False
        self._tell()
        self.view.viewport().update()

    # -- what the user does

    def _chose(self) -> None:
        """One row is focused in the text; several are chosen together."""
        if self._following:
            return
        session, rows, selected = self._session, self.model.rows, self.view.selectionModel()
        chosen: list[str] = []
        for part in selected.selection():  # type: ignore[attr-defined]  # PySide's lists are iterable
            chosen += [rows[row].id for row in range(part.top(), part.bottom() + 1)]
        current = self.view.currentIndex()
        if chosen and selected.isSelected(current):
            focused: str | None = rows[current.row()].id
        else:  # Ctrl+click took the current row out
            focused = chosen[0] if chosen else None
        self._following = True
        try:
            session.whole()
            session.choose(chosen if len(chosen) > 1 else ())
            session.focus_on(focused)
        finally:
            self._following = False
        self._tell()
        self.view.viewport().update()

    def _take(self, index: QModelIndex) -> None:
        """Go on in the text, at this span."""
        self._session.whole()
        self._session.focus_on(self.model.rows[index.row()].id)
        self.left.emit()

    def _step_out(self) -> None:
        if self._session.chosen:
            self._session.choose(())
        else:
            self.left.emit()

    def _act(self, action: Action) -> bool:
        if action.id != "delete":
            self.run_action(action)
            return True
        rows = [self.model.row_of(span) for span in self._session.targets()]
        attempt(self._session, lambda: tagging.delete(self._session))
        # The row after the deleted one is next, so that Del can be struck again.
        if self._session.focus is None and rows and self.model.rows:
            row = min(max(min(rows), 0), len(self.model.rows) - 1)
            self._session.focus_on(self.model.rows[row].id)
        return True

    def _ask(self, index: QModelIndex, at: QPoint) -> None:
        span = self.model.rows[index.row()]
        if span.id not in self._session.chosen:
            self._session.choose(())
            self._session.focus_on(span.id)
        self.menu_wanted.emit(at)

    def _type(self) -> None:
        self.model.words = self.field.text().strip()
        self._wait.start(120)

    def _first(self) -> None:
        self._reread()
        if self.model.rows:
            self.view.setCurrentIndex(self.model.index(0))
            self.view.setFocus(Qt.FocusReason.TabFocusReason)

    def _ask_order(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("span_order_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        orders: tuple[tuple[Order, str], ...] = (
            ("place", tr("As in the text")),
            ("label", tr("By label")),
            ("entity", tr("By entity")),
            ("missing", tr("What is missing first")),
        )
        for order, title in orders:
            entry = menu.addAction(title)
            entry.setObjectName(f"order.{order}")
            entry.setCheckable(True)
            entry.setChecked(self.model.order == order)
            entry.setData(order)
            group.addAction(entry)
        group.triggered.connect(lambda entry: self.set_order(entry.data()))
        menu.popup(self.sort.mapToGlobal(self.sort.rect().bottomLeft()))

    def set_order(self, order: Order) -> None:
        """Sort the rows."""
        self.model.order = order
        self._reread_soon()


def _range(model: SpanModel, first: int, last: int) -> QItemSelectionRange:
    return QItemSelectionRange(model.index(first), model.index(last))
