"""The card of one entity: names with their cases, type, ids, note; kept as each field is left."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain import commands
from workbench.domain.errors import Conflict, Refused, WorkbenchError
from workbench.domain.records import Entity
from workbench.domain.words import tr
from workbench.gui.entities.entity_parts import EntityNote, LinkRow, NameRow
from workbench.gui.entities.entity_types import types
from workbench.gui.notes.drafts import of_entity
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.buttons import TextButton
from workbench.gui.parts.fields import Choice, Line
from workbench.gui.session import Session
from workbench.gui.verbs import naming


class EntityEditor(QWidget):
    """Shows an entity as the file holds it and commits what is typed."""

    left = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("entity_editor")
        self.setAccessibleName(tr("Entity"))
        self._session = session
        self.entity: Entity | None = None
        self._namesake: Entity | None = None
        self.facts = Line("entity_facts", self, quiet=True, step=0.9)  # how often, where
        self.name = NameRow("entity_edit_name", tr("Name"), session, self)
        self.clash = Line("entity_clash", self, wrap=True)
        self.clash.set_alarming(True)
        self.join = TextButton("entity_join", tr("Merge them"), self, main=True)
        self.kind = Choice("entity_edit_type", tr("Type"), self)
        self.aliases: list[NameRow] = []
        self.links: list[LinkRow] = []
        self.note = EntityNote("entity_edit_note", session, self)
        self._names, self._ids = QVBoxLayout(), QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 8)
        column.setSpacing(2)
        column.addWidget(self.facts)
        for name, title, part in (
            ("name", tr("Name"), self.name),
            ("", "", self.clash),
            ("", "", self.join),
            ("type", tr("Type"), self.kind),
            ("aliases", tr("Other names"), self._names),
            ("links", tr("Ids in registries"), self._ids),
            ("note", tr("Note"), self.note),
        ):
            if name:
                head = Line(f"entity_edit_{name}_head", self, text=title, quiet=True, step=0.9)
                head.setContentsMargins(0, 4, 0, 0)
                column.addWidget(head)
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                part.setSpacing(4)
                column.addLayout(part)
        column.addStretch(1)
        self._warn(None)
        self.name.left.connect(self._abandon)
        self.note.left.connect(self._abandon)
        self.name.finished.connect(self.commit)
        self.note.finished.connect(self._set_note)
        self.kind.chosen.connect(self._set_type)
        self.join.clicked.connect(self._join)

    def show_entity(self, entity: Entity | None) -> None:
        """Show this entity; what is typed for another one is kept first."""
        if entity is None or self.entity is None or entity.id != self.entity.id:
            self.commit()
            self._warn(None)
        elif entity == self.entity:
            return
        before, self.entity = self.entity, entity
        if entity is None:
            self.note.forget()
            return
        self._fill(entity, keep=before is not None and before.id == entity.id)
        self._show_type(entity)

    def forget(self) -> None:
        """Show nobody, and keep nothing of what is typed."""
        self.entity = None
        self.note.forget()

    def commit(self) -> None:
        """Keep what was typed into the fields; a field that was only looked at stays as it is."""
        self.note.commit()
        if self.entity is None or self._session.project is None:
            return
        after = self.entity
        try:
            if self.name.typed:
                after = replace(after, name=" ".join(self.name.field.text().split()))
            if any(row.typed for row in self.aliases):
                names = (" ".join(row.field.text().split()) for row in self.aliases)
                after = replace(after, aliases=tuple(dict.fromkeys(filter(None, names))))
            if any(row.typed for row in self.links):
                after = replace(after, links=self._links())
        except Refused as error:
            self._session.refused.emit(str(error))
            return
        if after != self.entity:
            self._change(after)
        else:
            self._fill(self.entity, keep=False)  # as typed, with other spaces

    def _links(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for row in self.links:
            registry, number = row.value()
            if not registry and not number:
                continue
            if not registry or not number:
                raise Refused("Write a registry and the id in it, for example wikidata and Q42.")
            if registry in found:
                raise Refused(
                    "There is an id in «{registry}» already. Change that one, or call this "
                    "registry «{registry} (2)».",
                    registry=registry,
                )
            found[registry] = number
        return found

    def _set_type(self, kind: str) -> None:
        if self.entity is not None:
            self._change(replace(self.entity, type=kind), keep=True)

    def _set_note(self, text: str) -> None:
        if self.entity is not None:
            self._change(replace(self.entity, note=text or None), keep=True)

    def _change(self, after: Entity, *, keep: bool = False) -> None:
        """Write an entity; `keep` leaves what is being typed."""
        before = self.entity
        if before is not None and after != before:
            self.entity = after  # the notice of the step is to find nothing new
            self._session.when_told(lambda: self._write(before, after, keep=keep))

    def _write(self, before: Entity, after: Entity, *, keep: bool) -> None:
        session = self._session
        if session.project is None:
            return
        renamed = after.name != before.name
        try:
            namesakes = session.project.read.namesakes(after.name) if renamed else ()
            session.commit(commands.change_entity(before, after, namesakes))
        except WorkbenchError as error:
            self._refuse(before, error)
            return
        if self._shows(after):
            self._warn(None)
            self._fill(after, keep=keep)

    def _shows(self, entity: Entity) -> bool:
        return self.entity is not None and self.entity.id == entity.id

    def _refuse(self, before: Entity, error: WorkbenchError) -> None:
        project, now = self._session.project, before
        if self._shows(before):
            if project is not None and isinstance(error, Conflict):
                now = project.read.entity(before.id) or before
            self.entity = now
            self._fill(self.entity, keep=False)
            self.kind.show_value(self.entity.type)
            if isinstance(error, commands.NameTaken):
                self._warn(error)
        self._session.refused.emit(str(error))

    def _warn(self, error: commands.NameTaken | None) -> None:
        """Say that the name is another's, and offer to make one of the two."""
        self._namesake = error.entity if error else None
        self.clash.setText(str(error) if error else "")
        for part in (self.clash, self.join):
            part.setVisible(error is not None)

    def _join(self) -> None:
        one, other, session = self.entity, self._namesake, self._session
        if one is not None and other is not None:
            self._warn(None)
            attempt(session, lambda: naming.merge(session, other, (one,)))

    def _abandon(self) -> None:
        """Esc: the fields go back to what the file holds."""
        self._warn(None)
        if self.entity is not None:
            self._fill(self.entity, keep=False)
            self.kind.show_value(self.entity.type)
        self.left.emit()

    # -- what is shown

    def _fill(self, entity: Entity, *, keep: bool) -> None:
        """Show what the file holds; `keep` leaves a field that is being typed in as it is."""
        if not (keep and self.name.field.hasFocus() and self.name.typed):
            self.name.fill(entity.name)
        # What is typed into a row stays while the rows are those that it was typed into.
        names = (*entity.aliases, "")
        if not keep or tuple(row.stored for row in self.aliases[: len(names)]) != names:
            for number, alias in enumerate(names):
                self._alias(number).fill(alias)
        pairs = (*entity.links.items(), ("", ""))
        if not keep or tuple(row.stored for row in self.links[: len(pairs)]) != pairs:
            for number, pair in enumerate(pairs):
                self._link(number).fill(*pair)
        for number, row in enumerate(self.aliases):
            row.setVisible(number < len(names))
            if number >= len(names):
                row.fill("")
        for number, link in enumerate(self.links):
            link.setVisible(number < len(pairs))
            if number >= len(pairs):
                link.fill("", "")
        self.note.show_note(of_entity(entity), entity.note or "")

    def _alias(self, number: int) -> NameRow:
        if number == len(self.aliases):
            name = f"entity_edit_alias_{number}"
            row = NameRow(name, tr("Another name"), self._session, self)
            row.field.setPlaceholderText(tr("another name"))
            row.finished.connect(self.commit)
            row.left.connect(self._abandon)
            self.aliases.append(row)
            self._names.addWidget(row)
            self._order()
        return self.aliases[number]

    def _link(self, number: int) -> LinkRow:
        if number == len(self.links):
            row = LinkRow(f"entity_edit_link_{number}", self)
            row.finished.connect(self.commit)
            row.left.connect(self._abandon)
            self.links.append(row)
            self._ids.addWidget(row)
            self._order()
        return self.links[number]

    def _order(self) -> None:
        """Tab goes from top to bottom, also over rows that were made late."""
        row: list[QWidget] = [self.name.field, self.name.unfold, self.join, self.kind]
        for alias in self.aliases:
            row += (alias.field, alias.unfold)
        for link in self.links:
            row += (link.registry, link.number)
        row.append(self.note)
        for one, other in pairwise(row):
            QWidget.setTabOrder(one, other)

    def _show_type(self, entity: Entity) -> None:
        project = self._session.project
        attribute = types(project.codebook) if project else None
        values = list(attribute.values) if attribute else []
        names = list(map(str, attribute.value_names)) if attribute else []
        if entity.type not in values:
            values.append(entity.type)
            names.append(tr("something else") if entity.type == "other" else entity.type)
        self.kind.offer(values, names, clear=False, numbers=False)
        self.kind.show_value(entity.type)
