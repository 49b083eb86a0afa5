"""The attributes of a label or a relation: a list, and the one that is chosen beside it."""

from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain import codebook_attributes as edits
from workbench.domain.codebook_draft import Owner, names_of
from workbench.domain.codebook_edits import split
from workbench.domain.words import tr
from workbench.gui.codebook.editor_draft import Drafting
from workbench.gui.codebook.editor_parts import Both, Entry, Tick, captioned
from workbench.gui.codebook.editor_values import ValueTable
from workbench.gui.parts import look
from workbench.gui.parts.fields import Choice, IconButton, Line, heading
from workbench.gui.parts.rows_view import RowsView, plate

Index = QModelIndex | QPersistentModelIndex


class NameDelegate(QStyledItemDelegate):
    """A name on the plate of the panels."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(QFontMetricsF(option.font).height()) + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        ink = look.ink_of(option.widget.palette())
        painter.save()
        plate(painter, option, ink, strong=bool(option.state & QStyle.StateFlag.State_Selected))
        rect = QRectF(option.rect).adjusted(10, 0, -8, 0)
        painter.setFont(option.font)
        painter.setPen(ink.text)
        name = QFontMetricsF(option.font).elidedText(
            index.data(), Qt.TextElideMode.ElideRight, rect.width()
        )
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()


class NameList(RowsView):
    """The names of the attributes; Alt+Up and Alt+Down move, Del drops."""

    moved = Signal(int)
    dropped = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, tr("Attributes"), parent)
        self.names = QStringListModel(self)
        self.setModel(self.names)
        self.setItemDelegate(NameDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Delete:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class AttributesForm(QWidget):
    """Shows the attributes of one owner; each change is an edit of the draft."""

    left = Signal()

    def __init__(self, drafting: Drafting, kind: str, parent: QWidget) -> None:
        """`kind` is what has the attributes: a label or a relation."""
        super().__init__(parent)
        self.setObjectName(f"{kind}_attributes")
        self.setAccessibleName(tr("Attributes"))
        self._drafting = drafting
        self._owner = Owner("labels", "")
        self._name = ""  # the attribute that is chosen
        self._quiet = False
        self.list = NameList(f"{kind}_attribute_names", self)
        self.list.setFixedWidth(152)
        self.add = IconButton(f"{kind}_attribute_add", tr("Add an attribute"), "plus", self)
        self.drop = IconButton(f"{kind}_attribute_drop", tr("Delete the attribute"), "trash", self)
        self.more = IconButton(f"{kind}_attribute_more", tr("More…"), "dots-three", self)
        self.empty = Line(f"{kind}_attribute_empty", self, quiet=True, wrap=True)
        self.empty.setText(tr("An attribute is a closed question, answered by the keys 1 to 9."))
        self.detail = QWidget(self)
        self.detail.setObjectName(f"{kind}_attribute_detail")
        self.detail.setAccessibleName(tr("Attribute"))
        self.names = Both(f"{kind}_attribute_name", tr("Name"), self.detail)
        self.id = Entry(f"{kind}_attribute_id", tr("Name in the data"), self.detail)
        self.required = Tick(f"{kind}_attribute_required", tr("Must be answered"), self.detail)
        self.default = Choice(f"{kind}_attribute_default", tr("Default if unanswered"), self.detail)
        self.values = ValueTable(f"{kind}_attribute_values", drafting, self.detail)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        for button in (self.add, self.drop, self.more):
            buttons.addWidget(button)
        buttons.addStretch(1)
        side = QVBoxLayout()
        side.setSpacing(4)
        side.addWidget(self.list)
        side.addLayout(buttons)
        side.addStretch(1)
        names = QHBoxLayout()
        names.setSpacing(8)
        names.addLayout(captioned(tr("Name"), self.names), 2)
        names.addLayout(captioned(tr("Name in the data"), self.id), 1)
        rules = QHBoxLayout()
        rules.setSpacing(16)
        rules.addLayout(captioned(tr("Default if unanswered"), self.default), 1)
        rules.addWidget(self.required, 1, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self.detail)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(names)
        heads = QHBoxLayout()
        heads.setContentsMargins(4, 0, 0, 0)
        heads.setSpacing(4)
        for number, text in enumerate(
            (tr("Values: name in the data"), tr("in English"), tr("in Russian"))
        ):
            heads.addWidget(heading(f"{self.objectName()}_head_{number}", text, self.detail), 1)
        table = QVBoxLayout()
        table.setSpacing(2)
        table.addLayout(heads)
        table.addWidget(self.values)
        column.addLayout(table)
        column.addLayout(rules)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(side)
        right = QVBoxLayout()
        right.addWidget(self.empty)
        right.addWidget(self.detail)
        right.addStretch(1)
        row.addLayout(right, 1)

    def _wire(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._pick)
        self.list.moved.connect(self._move)
        self.list.dropped.connect(self._drop)
        self.add.clicked.connect(self._add)
        self.drop.clicked.connect(self._drop)
        self.more.clicked.connect(lambda: self._menu(self.more, self._attribute_menu()))
        self.names.edited.connect(lambda code, text: self._put(**{code: text or self._name}))
        self.id.edited.connect(self._rename)
        self.required.clicked.connect(lambda on: self._put(required=True if on else None))
        self.default.chosen.connect(lambda value: self._put(default=value))
        self.values.menu_wanted.connect(self._value_menu)
        for entry in (self.id, *self.names.parts.values(), self.list, self.values):
            entry.left.connect(self.left)

    def _listed(self) -> list[str]:
        return list(self._drafting.draft.item(self._owner).get("attributes", {}))

    def show_owner(self, owner: Owner) -> None:
        """Show the attributes of a label or relation type of the draft."""
        if owner != self._owner:
            self._owner, self._name = owner, ""
        item = self._drafting.draft.item(owner)
        listed = item.get("attributes", {})
        if self._name not in listed:
            self._name = next(iter(listed), "")
        names = [str(names_of(form, name.replace("_", " "))) for name, form in listed.items()]
        self._quiet = True
        if names != self.list.names.stringList():
            self.list.names.setStringList(names)
        if self._name:
            self.list.setCurrentIndex(self.list.names.index(list(listed).index(self._name)))
        self._quiet = False
        line = self.list.sizeHintForRow(0) if names else 0
        self.list.setFixedHeight(min(len(names), 9) * line + 2)
        self.list.setVisible(bool(names))
        self._show_detail(listed.get(self._name))

    def _show_detail(self, form: Any) -> None:
        there = form is not None
        self.detail.setVisible(there)
        self.empty.setVisible(not there)
        self.drop.setEnabled(there)
        self.more.setEnabled(there)
        if form is None:
            return
        names = names_of(form, self._name.replace("_", " "))
        self.names.show_texts(names.en, names.ru)
        self.id.show_text(self._name)
        self.required.show_on(bool(form.get("required", False)))
        values = list(form["values"])
        spoken = [
            str(names_of({"en": english, "ru": russian}, value))
            for value, english, russian in zip(
                values, form.get("values_en", values), form.get("values_ru", values), strict=False
            )
        ]
        self.default.offer(values, spoken, clear=True, numbers=False)
        self.default.show_value(form.get("default"), tr("nothing"))
        self.values.show_attribute(self._owner, self._name)

    def _pick(self) -> None:
        row, listed = self.list.currentIndex().row(), self._listed()
        if not self._quiet and 0 <= row < len(listed):
            self._name = listed[row]
            self.show_owner(self._owner)

    def _put(self, **fields: Any) -> None:
        owner, name = self._owner, self._name
        self._drafting.do(lambda draft: edits.put_attribute(draft, owner, name, **fields))

    def _rename(self, new: str) -> None:
        owner, name = self._owner, self._name
        if new and new not in self._listed():
            self._name = new
        self._drafting.do(lambda draft: edits.rename_attribute(draft, owner, name, new))

    def _add(self) -> None:
        owner, listed, number = self._owner, self._listed(), 1
        while f"attribute_{number}" in listed:
            number += 1
        name = f"attribute_{number}"
        self._name = ""
        if self._drafting.do(lambda draft: edits.add_attribute(draft, owner, name)):
            self._name = name
            self.show_owner(owner)
            self.names.parts["en"].setFocus()
            self.id.selectAll()

    def _drop(self) -> None:
        owner, name = self._owner, self._name
        if name:
            self._drafting.do(lambda draft: edits.delete_attribute(draft, owner, name))

    def _move(self, step: int) -> None:
        owner, name = self._owner, self._name
        place = self._listed().index(name) + step if name else -1
        if 0 <= place < len(self._listed()):
            self._drafting.do(lambda draft: edits.move_attribute(draft, owner, name, place))

    # -- menus

    def _menu(self, button: QWidget, menu: QMenu) -> None:
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _new_menu(self, name: str) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName(name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _attribute_menu(self) -> QMenu:
        menu = self._new_menu("attribute_menu")
        owner, name = self._owner, self._name
        up = menu.addAction(tr("Move up") + "\tAlt+↑")
        up.setObjectName("attribute_up")
        up.triggered.connect(lambda: self._move(-1))
        down = menu.addAction(tr("Move down") + "\tAlt+↓")
        down.setObjectName("attribute_down")
        down.triggered.connect(lambda: self._move(1))
        if owner.part == "labels":
            menu.addSeparator()
            parted = menu.addAction(tr("Make a label of each value"))
            parted.setObjectName("attribute_split")
            parted.triggered.connect(
                lambda: self._drafting.do(lambda draft: split(draft, owner.id, name))
            )
        return menu

    def _value_menu(self, value: str, at: QPoint) -> None:
        if not value:
            return
        menu = self._new_menu("value_menu")
        owner, name = self._owner, self._name
        for title, key, act in (
            (tr("Move up"), "Alt+↑", lambda: self.values.move_current(-1)),
            (tr("Move down"), "Alt+↓", lambda: self.values.move_current(1)),
            (tr("Delete the value"), "Del", self.values.drop_current),
        ):
            menu.addAction(f"{title}\t{key}").triggered.connect(act)
        into = menu.addMenu(tr("Merge into"))
        into.setObjectName("value_merge")
        for other in self.values.rows.values:
            if other != value:
                entry = into.addAction(other)
                entry.setObjectName(f"value_merge.{other}")
                entry.triggered.connect(
                    lambda _=False, other=other: self._drafting.do(
                        lambda draft: edits.merge_values(draft, owner, name, value, other)
                    )
                )
        menu.popup(at)
