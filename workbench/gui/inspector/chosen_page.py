"""The spans that are chosen together: what they have in common, to be set for all at once."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.domain.codebook import Attribute, Codebook
from workbench.domain.reading import Reading
from workbench.domain.records import Span
from workbench.domain.words import tr, trn
from workbench.gui.inspector.review_row import ReviewRow
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.fields import Choice, IconButton, Line, heading
from workbench.gui.session import Session
from workbench.gui.verbs import tagging


class ChosenPage(QWidget):
    """Several spans: how many of which label, and their common label, values and entity."""

    entity_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chosen_page")
        self.setAccessibleName(tr("The chosen spans"))
        self._session = session
        self._codebook: Codebook | None = None
        self._listed: tuple[str, ...] = ()  # the labels whose attributes the choices are of
        self.choices: dict[str, Choice] = {}
        self._names: list[QWidget] = []
        self.title = Line("chosen_title", self, bold=True)
        self.facts = Line("chosen_facts", self, quiet=True, step=0.95, wrap=True)
        self.label = Choice("chosen_label", tr("Label"), self)
        self.entity_head = heading("chosen_entity_head", tr("Entity"), self)
        self.entity = Line("chosen_entity", self)
        self.change = IconButton("chosen_entity_change", tr("Say who it is"), "pencil-simple", self)
        self.detach = IconButton("chosen_entity_detach", tr("Detach the entity"), "x", self)
        self.drop = IconButton("chosen_delete", tr("Delete the chosen spans"), "trash", self)
        self.review = ReviewRow("chosen_review", session, self)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.drop)
        who = QHBoxLayout()
        who.setSpacing(2)
        for part in (self.entity, self.change, self.detach):
            who.addWidget(part, 1 if part is self.entity else 0)
        self._attributes = QVBoxLayout()
        self._attributes.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.facts)
        column.addSpacing(8)
        column.addWidget(self.review)
        column.addSpacing(8)
        column.addWidget(heading("chosen_label_head", tr("Label"), self))
        column.addWidget(self.label)
        column.addSpacing(8)
        column.addLayout(self._attributes)
        column.addSpacing(8)
        column.addWidget(self.entity_head)
        column.addLayout(who)
        column.addStretch(1)
        self.label.chosen.connect(self._relabel)
        self.change.clicked.connect(self.entity_wanted)
        self.detach.clicked.connect(self._detach)
        self.drop.clicked.connect(self._delete)

    def show_spans(self, spans: Sequence[Span], reading: Reading) -> None:
        """Show what the file holds of several spans."""
        codebook = reading.codebook
        counts = Counter(span.label for span in spans)
        labels = [label for label in codebook.labels if label.id in counts]
        if codebook is not self._codebook:
            self._codebook, self._listed = codebook, ()
            names = [str(label.name) for label in codebook.labels]
            ids = [label.id for label in codebook.labels]
            self.label.offer(ids, names, clear=False, numbers=False)
        count = len(spans)
        self.title.setText(trn("{count} span chosen", "{count} spans chosen", count))
        self.facts.setText(" · ".join(f"{label.name} {counts[label.id]}" for label in labels))
        self.facts.updateGeometry()
        alone = labels[0].id if len(labels) == 1 else None
        self.label.show_value(alone, "" if alone else tr("different"))
        if tuple(label.id for label in labels) != self._listed:
            self._listed = tuple(label.id for label in labels)
            shared = _shared([label.attributes for label in labels])
            self._rebuild(shared)
        for name, choice in self.choices.items():
            values = {span.attributes.get(name) for span in spans}
            value = next(iter(values)) if len(values) == 1 else None
            choice.show_value(value, tr("not set") if values == {None} else tr("different"))
        self._show_entity(spans, reading)
        self.review.show_spans(spans)

    def _show_entity(self, spans: Sequence[Span], reading: Reading) -> None:
        naming = {label.id for label in reading.codebook.labels if label.names_entities}
        mentions = [span for span in spans if span.label in naming]
        for part in (self.entity_head, self.entity, self.change):
            part.setVisible(bool(mentions))
        found = {span.entity for span in mentions}
        entity = reading.entity_of(mentions[0]) if len(found) == 1 else None
        self.entity.setText(
            entity.name if entity else tr("different") if len(found) > 1 else tr("Not said yet")
        )
        self.entity.set_quiet(entity is None)
        self.detach.setVisible(bool(found - {None}))

    def _rebuild(self, attributes: Sequence[Attribute]) -> None:
        for part in (*self.choices.values(), *self._names):
            self._attributes.removeWidget(part)
            part.hide()  # it is deleted later only
            part.deleteLater()
        self.choices, self._names = {}, []
        for attribute in attributes:
            title = str(attribute.name)
            name = Line(f"chosen_name.{attribute.id}", self, text=title, quiet=True, step=0.9)
            name.setContentsMargins(0, 4, 0, 0)
            choice = Choice(f"chosen_attribute.{attribute.id}", title, self)
            names = list(map(str, attribute.value_names))
            choice.offer(attribute.values, names, clear=True, numbers=False)
            choice.chosen.connect(self._set)
            self.choices[attribute.id] = choice
            self._names.append(name)
            self._attributes.addWidget(name)
            self._attributes.addWidget(choice)

    # -- what the user does

    def _relabel(self, label_id: str | None) -> None:
        if label_id is not None:
            attempt(self._session, lambda: tagging.relabel(self._session, label_id))
        self._again()

    def _set(self, value: str | None) -> None:
        name = next((key for key, item in self.choices.items() if item is self.sender()), "")
        if name:
            attempt(self._session, lambda: tagging.set_attribute(self._session, name, value))
        self._again()

    def _detach(self) -> None:
        attempt(self._session, lambda: tagging.attach(self._session, None))

    def _delete(self) -> None:
        attempt(self._session, lambda: tagging.delete(self._session))

    def _again(self) -> None:
        """A refused choice goes back to what the file holds."""
        reading, spans = self._session.reading, self._session.targets()
        if reading is not None and spans:
            self.show_spans(spans, reading)


def _shared(listed: Sequence[Sequence[Attribute]]) -> list[Attribute]:
    """The attributes that all labels have, with the same values."""
    if not listed:
        return []
    first, *rest = listed
    return [
        attribute
        for attribute in first
        if all(
            any(item.id == attribute.id and item.values == attribute.values for item in other)
            for other in rest
        )
    ]
