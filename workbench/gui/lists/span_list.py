"""The spans of the open article in a list: chosen together, filtered, sorted."""

from collections.abc import Callable

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from workbench.domain.words import tr, trn
from workbench.gui.actions.action import Action
from workbench.gui.chord_rows import ChordRows, for_spans, nothing
from workbench.gui.lists.marks_list import MarksList
from workbench.gui.lists.span_model import Order, SpanModel
from workbench.gui.lists.span_rows import SpanDelegate
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.fields import IconButton
from workbench.gui.session import Session
from workbench.gui.verbs import tagging


class SpanList(MarksList):
    """Filter, order and rows. What is selected here is chosen in the session, and back."""

    menu_wanted = Signal(object)  # of the chosen spans, at a place on the screen

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("span", (tr("Spans"), tr("Find a span")), session, parent)
        self.sort = IconButton("span_order", tr("Order of the spans"), "sort-ascending", self)
        self.model = SpanModel(session, self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(SpanDelegate(self.model, session, self.view))
        self.view.setSelectionMode(ChordRows.SelectionMode.ExtendedSelection)
        self.view.takes, self.view.act = for_spans, self._act
        self.run_action: Callable[[Action], None] = nothing
        self.lay_out(self.sort)
        self.sort.clicked.connect(self._ask_order)
        self.view.left.connect(self._step_out)
        self.view.taken.connect(self._take)
        self.view.selectionModel().selectionChanged.connect(self._chose)
        self.view.menu_wanted.connect(self._ask)
        session.reading_changed.connect(self._follow)
        session.focus_changed.connect(self._follow_focus)
        session.chosen_changed.connect(self._follow_chosen)

    # -- following the session

    def _follow(self, changes: object) -> None:
        if not self.isVisible():
            self._stale = True
            return
        with self.following():
            followed = isinstance(changes, tuple) and self.model.follow(changes)
        if followed:
            self._tell()
            self._follow_focus()
        elif len(self.model.rows) > 2000:
            self._wait.start(60)  # after the text is painted
        else:
            self.reread()
        self.view.viewport().update()

    def search(self, words: str) -> None:
        self.model.words = words

    def reread(self) -> None:
        self._wait.stop()
        self._stale = False
        bar = self.view.verticalScrollBar().value()
        same = (
            self.model.reading is not None
            and self._session.reading is not None
            and (self.model.reading.article.id == self._session.reading.article.id)
        )
        with self.following():
            self.model.reread()
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
            self.empty.setText(tr("Open an article in the list to see its spans here."))
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
        with self.following():
            if row < 0:
                if not self._session.chosen:
                    self.view.clearSelection()
            else:
                index = self.model.index(row)
                self.view.selectionModel().setCurrentIndex(
                    index, flags.NoUpdate if self._session.chosen else flags.ClearAndSelect
                )
                self.view.scrollTo(index)
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
        with self.following():
            self.view.selectionModel().select(
                selection, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
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
        with self.following():
            session.whole()
            session.choose(chosen if len(chosen) > 1 else ())
            session.focus_on(focused)
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
            ("review", tr("Rejected first, then not reviewed")),
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
        self.refresh()


def _range(model: SpanModel, first: int, last: int) -> QItemSelectionRange:
    return QItemSelectionRange(model.index(first), model.index(last))
