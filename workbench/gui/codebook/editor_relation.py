"""Everything about one relation: names, the labels that it joins, its bounds, its attributes."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from workbench.domain import codebook_edits as edits
from workbench.domain.codebook_draft import Owner, names_of
from workbench.domain.words import tr
from workbench.gui.codebook.editor_attributes import AttributesForm
from workbench.gui.codebook.editor_draft import Drafting
from workbench.gui.codebook.editor_parts import Both, Entry, Tick, captioned


class Ends(QWidget):
    """A check box for each label: whether the relation may begin (or end) at it."""

    def __init__(self, drafting: Drafting, end: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"relation_{end}")
        self.setAccessibleName(title)
        self._drafting, self._end = drafting, end
        self._owner = Owner("relations", "")
        self.ticks: dict[str, Tick] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def show_owner(self, owner: Owner) -> None:
        """Show the labels that the draft allows."""
        self._owner = owner
        labels = {item["id"]: item for item in self._drafting.draft.body["labels"]}
        if list(labels) != list(self.ticks):
            for tick in self.ticks.values():
                self._column.removeWidget(tick)
                tick.hide()  # it is deleted later only
                tick.deleteLater()
            self.ticks = {name: Tick(f"relation_{self._end}.{name}", name, self) for name in labels}
            for tick in self.ticks.values():
                tick.clicked.connect(self._set)
                self._column.addWidget(tick)
        allowed = self._drafting.draft.item(owner).get(self._end, ())
        for name, tick in self.ticks.items():
            spoken = str(names_of(labels[name], name))
            tick.setText(spoken)
            tick.setAccessibleName(f"{self.accessibleName()}: {spoken}")
            tick.show_on(name in allowed)

    def _set(self) -> None:
        chosen = [name for name, tick in self.ticks.items() if tick.isChecked()]
        owner, end = self._owner, self._end
        self._drafting.do(lambda draft: edits.put(draft, owner, **{end: chosen}))


class RelationForm(QWidget):
    """Shows a relation type of the draft; each change is an edit of the draft."""

    left = Signal()

    def __init__(self, drafting: Drafting, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("relation_form")
        self.setAccessibleName(tr("Relation"))
        self._drafting = drafting
        self._owner = Owner("relations", "")
        self.names = Both("relation_name", tr("Name"), self)
        self.id = Entry("relation_id", tr("Name in the data"), self)
        self.definition = Both("relation_definition", tr("Definition"), self, lines=4)
        self.source = Ends(drafting, "from", tr("From"), self)
        self.target = Ends(drafting, "to", tr("To"), self)
        self.most = QSpinBox(self)
        self.most.setObjectName("relation_most")
        self.most.setAccessibleName(tr("Most links from one span"))
        self.most.lineEdit().setAccessibleName(tr("Most links from one span"))
        self.most.setRange(0, 99)
        self.most.setSpecialValueText(tr("any number"))
        self.most.setKeyboardTracking(False)
        self.acyclic = Tick("relation_acyclic", tr("No cycles"), self)
        self.symmetric = Tick("relation_symmetric", tr("Works both ways"), self)
        self.parallel = Tick("relation_parallel", tr("May link the same two spans twice"), self)
        self.attributes = AttributesForm(drafting, "relation", self)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        ends = QHBoxLayout()
        ends.setSpacing(24)
        ends.addLayout(captioned(tr("From"), self.source), 1)
        ends.addLayout(captioned(tr("To"), self.target), 1)
        bounds = captioned(tr("Most links from one span"), self.most)
        bounds.setSpacing(4)
        bounds.addSpacing(8)
        for tick in (self.acyclic, self.symmetric, self.parallel):
            bounds.addWidget(tick)
        bounds.addStretch(1)
        ends.addLayout(bounds, 1)
        names = QHBoxLayout()
        names.setSpacing(8)
        names.addLayout(captioned(tr("Name"), self.names), 2)
        names.addLayout(captioned(tr("Name in the data"), self.id), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(16)
        column.addLayout(names)
        column.addLayout(captioned(tr("Definition"), self.definition))
        column.addLayout(ends)
        column.addLayout(captioned(tr("Attributes"), self.attributes))
        column.addStretch(1)

    def _wire(self) -> None:
        self.names.edited.connect(self._name)
        self.id.edited.connect(self._rename)
        self.definition.edited.connect(
            lambda code, text: self._put(
                **{"definition" if code == "en" else "definition_ru": text}
            )
        )
        self.most.valueChanged.connect(lambda most: self._put(max_per_from=most or None))
        self.acyclic.clicked.connect(lambda on: self._put(acyclic=on))
        self.symmetric.clicked.connect(lambda on: self._put(symmetric=on))
        self.parallel.clicked.connect(lambda on: self._put(parallel=on))
        for both in (self.names, self.definition):
            for part in both.parts.values():
                part.left.connect(self.left)
        self.id.left.connect(self.left)
        self.attributes.left.connect(self.left)

    def show_relation(self, owner: Owner) -> None:
        """Show what the draft holds of a relation type."""
        self._owner = owner
        item = self._drafting.draft.item(owner)
        names = names_of(item, owner.id.replace("_", " "))
        self.names.show_texts(names.en, names.ru)
        self.id.show_text(owner.id)
        self.definition.show_texts(
            str(item.get("definition", "")), str(item.get("definition_ru", ""))
        )
        self.source.show_owner(owner)
        self.target.show_owner(owner)
        self.most.blockSignals(True)
        self.most.setValue(item.get("max_per_from") or 0)
        self.most.blockSignals(False)
        self.acyclic.show_on(bool(item.get("acyclic", False)))
        self.symmetric.show_on(bool(item.get("symmetric", False)))
        self.parallel.show_on(bool(item.get("parallel", False)))
        self.attributes.show_owner(owner)

    def _name(self, code: str, text: str) -> None:
        self._drafting.name(self._owner, code, text)

    def _put(self, **fields: Any) -> None:
        owner = self._owner
        self._drafting.do(lambda draft: edits.put(draft, owner, **fields))

    def _rename(self, new: str) -> None:
        owner = self._owner
        self._drafting.do(
            lambda draft: edits.rename(draft, owner, new), Owner("relations", new or owner.id)
        )
