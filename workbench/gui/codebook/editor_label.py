"""Everything about one label: names, key, mark, bounds, definition, examples, attributes."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QHBoxLayout, QVBoxLayout, QWidget

from workbench.domain import codebook_edits as edits
from workbench.domain.codebook_draft import Owner, names_of
from workbench.domain.words import tr
from workbench.gui.codebook.editor_attributes import AttributesForm
from workbench.gui.codebook.editor_draft import Drafting
from workbench.gui.codebook.editor_parts import Both, Button, Entry, Tick, captioned
from workbench.gui.codebook.editor_pickers import KeyPicker, ShapePicker, SwatchPicker
from workbench.gui.parts.fields import Choice

OVERLAPS = ("allow", "nest", "forbid")


class LabelForm(QWidget):
    """Shows a label of the draft; each change is an edit of the draft."""

    left = Signal()
    merge_wanted = Signal(str, str)  # a label into another

    def __init__(self, drafting: Drafting, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("label_form")
        self.setAccessibleName(tr("Label"))
        self._drafting = drafting
        self._owner = Owner("labels", "")
        self.names = Both("label_name", tr("Name"), self)
        self.id = Entry("label_id", tr("Name in the data"), self)
        self.key = KeyPicker(self)
        self.shape = ShapePicker(self)
        self.swatches = SwatchPicker(self)
        self.color = Entry("label_color", tr("Colour as #RRGGBB"), self)
        self.color.setFixedWidth(84)
        self.other = Button("label_color_other", tr("Other…"), self)
        self.overlap = Choice("label_overlap", tr("Overlap with its own kind"), self)
        self.overlap.offer(
            OVERLAPS,
            (
                tr("allowed in any way"),
                tr("only one inside the other"),
                tr("not allowed"),
            ),
            clear=False,
            numbers=False,
        )
        self.fragments = Tick("label_fragments", tr("May have several pieces"), self)
        self.entities = Tick("label_entities", tr("Mentions an entity of the register"), self)
        self._kind_row = QWidget(self)
        self._kind_row.setObjectName("label_kind")
        self._kind_row.setAccessibleName(tr("Says what kind of entity it is"))
        self.kind = Choice(
            "label_entity_type", tr("Says what kind of entity it is"), self._kind_row
        )
        self.definition = Both("label_definition", tr("Definition"), self, lines=5)
        self.examples = Both("label_examples", tr("Examples, one a line"), self, lines=3)
        self.attributes = AttributesForm(drafting, "label", self)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        marks = QHBoxLayout()
        marks.setSpacing(24)
        look_column = QVBoxLayout()
        look_column.setSpacing(8)
        exact = QHBoxLayout()
        exact.setContentsMargins(0, 0, 0, 0)
        exact.setSpacing(8)
        exact.addWidget(self.color)
        exact.addWidget(self.other)
        exact.addStretch(1)
        look_column.addLayout(captioned(tr("Colour"), self.swatches))
        look_column.addLayout(exact)
        look_column.addLayout(captioned(tr("Shape in the text"), self.shape))
        look_column.addStretch(1)
        keys = captioned(tr("Key"), self.key)
        keys.addStretch(1)
        marks.addLayout(keys)
        marks.addLayout(look_column, 1)
        bounds = QHBoxLayout()
        bounds.setSpacing(24)
        ticks = QVBoxLayout()
        ticks.setSpacing(4)
        for tick in (self.fragments, self.entities):
            ticks.addWidget(tick)
        bounds.addLayout(captioned(tr("Overlap with its own kind"), self.overlap), 1)
        bounds.addLayout(ticks, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(16)
        names = QHBoxLayout()
        names.setSpacing(8)
        names.addLayout(captioned(tr("Name"), self.names), 2)
        names.addLayout(captioned(tr("Name in the data"), self.id), 1)
        column.addLayout(names)
        column.addLayout(captioned(tr("Definition"), self.definition))
        column.addLayout(captioned(tr("Examples, one a line"), self.examples))
        column.addLayout(marks)
        column.addLayout(bounds)
        column.addLayout(captioned(tr("Attributes"), self.attributes))
        self._kind_row.setLayout(captioned(tr("Says what kind of entity it is"), self.kind))
        column.addWidget(self._kind_row)
        column.addStretch(1)

    def _wire(self) -> None:
        self.names.edited.connect(self._name)
        self.id.edited.connect(self._rename)
        self.key.chosen.connect(lambda key: self._put(key=key or None))
        self.shape.chosen.connect(lambda shape: self._put(shape=shape))
        self.swatches.chosen.connect(lambda color: self._put(color=color))
        self.color.edited.connect(lambda color: self._put(color=color.upper()))
        self.other.clicked.connect(self._ask_color)
        self.overlap.chosen.connect(lambda value: self._put(self_overlap=value))
        self.fragments.clicked.connect(lambda on: self._put(fragments=on))
        self.entities.clicked.connect(
            lambda on: self._put(link_to_registry="entity" if on else None)
        )
        self.kind.chosen.connect(lambda value: self._put(entity_type=value))
        self.definition.edited.connect(self._define)
        self.examples.edited.connect(
            lambda code, text: self._put(
                **{f"examples_{code}": [line.strip() for line in text.splitlines() if line.strip()]}
            )
        )
        parts = (self.names, self.definition, self.examples)
        for entry in (self.id, self.color, *(p for both in parts for p in both.parts.values())):
            entry.left.connect(self.left)
        self.attributes.left.connect(self.left)

    def show_label(self, owner: Owner) -> None:
        """Show what the draft holds of a label."""
        self._owner = owner
        draft = self._drafting.draft
        item = draft.item(owner)
        names = names_of(item, owner.id)
        others = [other for other in draft.body["labels"] if other["id"] != owner.id]
        key, color = str(item.get("key", "")).upper(), str(item.get("color", "#808080"))
        shape = str(item.get("shape", "solid"))
        self.names.show_texts(names.en, names.ru)
        self.id.show_text(owner.id)
        spoken = {other["id"]: str(names_of(other, other["id"])) for other in others}
        self.key.show_key(
            key, {str(o["key"]).upper(): spoken[o["id"]] for o in others if o.get("key")}
        )
        self.shape.show_shape(shape, color)
        holders = {str(o.get("color", "")).upper(): spoken[o["id"]] for o in others}
        self.swatches.show_color(color, shape, holders)
        self.color.show_text(color)
        self.overlap.show_value(str(item.get("self_overlap", "allow")))
        self.fragments.show_on(bool(item.get("fragments", True)))
        self.entities.show_on(item.get("link_to_registry") == "entity")
        self.definition.show_texts(
            str(item.get("definition", "")), str(item.get("definition_ru", ""))
        )
        self.examples.show_texts(
            "\n".join(item.get("examples_en", ())), "\n".join(item.get("examples_ru", ()))
        )
        self.attributes.show_owner(owner)
        self._show_kind(item)

    def _show_kind(self, item: Any) -> None:
        listed = item.get("attributes", {})
        names = [str(names_of(form, name.replace("_", " "))) for name, form in listed.items()]
        self.kind.offer(tuple(listed), names, clear=True, numbers=False)
        self.kind.show_value(item.get("entity_type"), tr("none of the attributes"))
        there = item.get("link_to_registry") == "entity" and bool(listed)
        self._kind_row.setVisible(there)

    def _name(self, code: str, text: str) -> None:
        self._drafting.name(self._owner, code, text)

    def _put(self, **fields: Any) -> None:
        owner = self._owner
        self._drafting.do(lambda draft: edits.put(draft, owner, **fields))

    def _define(self, code: str, text: str) -> None:
        self._put(**{"definition" if code == "en" else "definition_ru": text})

    def _rename(self, new: str) -> None:
        owner = self._owner
        if new in self._drafting.draft.ids("labels"):
            self.id.show_text(owner.id)
            self.id.setText(owner.id)
            self.merge_wanted.emit(owner.id, new)
            return
        self._drafting.do(
            lambda draft: edits.rename(draft, owner, new), Owner("labels", new or owner.id)
        )

    def _ask_color(self) -> None:
        dialog = QColorDialog(QColor(self.color.text()), self)
        dialog.setObjectName("label_color_dialog")
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.colorSelected.connect(lambda color: self._put(color=color.name().upper()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
