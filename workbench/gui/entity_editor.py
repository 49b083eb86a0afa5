"""Name, type, aliases and links of one entity, kept as each field is left."""

import re
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain import commands
from workbench.domain.errors import Refused, WorkbenchError
from workbench.domain.records import Entity
from workbench.domain.words import tr
from workbench.gui.entity_types import types
from workbench.gui.fields import Choice, Field, Line
from workbench.gui.session import Session


class EntityEditor(QWidget):
    """Shows an entity as the file holds it and commits what is typed."""

    left = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("entity_editor")
        self.setAccessibleName(tr("Entity"))
        self._session = session
        self.entity: Entity | None = None
        self.name = Field("entity_edit_name", tr("Name"), self)
        self.kind = Choice("entity_edit_type", tr("Type"), self)
        self.aliases = Field(
            "entity_edit_aliases",
            tr("Other names"),
            self,
            hint=tr("other names, with ; between them"),
        )
        self.links = Field(
            "entity_edit_links",
            tr("Registry links"),
            self,
            hint=tr("such as wikidata:Q42; viaf:75121530"),
        )
        self._shown: dict[str, str] = {}  # what stands in each field of what the file holds
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 4)
        column.setSpacing(2)
        for title, part in (
            (tr("Name"), self.name),
            (tr("Type"), self.kind),
            (tr("Other names"), self.aliases),
            (tr("Registry links"), self.links),
        ):
            column.addWidget(
                Line(f"{part.objectName()}_head", self, text=title, quiet=True, step=0.9)
            )
            column.addWidget(part)
        for field in (self.name, self.aliases, self.links):
            field.editingFinished.connect(self.commit)
            field.left.connect(self._abandon)
        self.kind.chosen.connect(self._set_type)

    def show_entity(self, entity: Entity | None) -> None:
        """Show this entity; what is typed for another one is kept first."""
        if entity is None or self.entity is None or entity.id != self.entity.id:
            self.commit()
        elif entity == self.entity:
            return
        before, self.entity = self.entity, entity
        if entity is None:
            return
        same = before is not None and before.id == entity.id
        for name, field in self._fields().items():
            # A field that is being typed in stays as it is.
            if not (same and field.hasFocus() and self._typed(name)):
                self._fill(name, entity)
        self._show_type(entity)

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

    def commit(self) -> None:
        """Keep what was typed into the fields; a field that was only looked at stays as it is."""
        typed = [name for name in self._fields() if self._typed(name)]
        if self.entity is None or self._session.project is None or not typed:
            return
        after = self.entity
        try:
            if "name" in typed:
                after = replace(after, name=" ".join(self.name.text().split()))
            if "aliases" in typed:
                after = replace(after, aliases=_aliases(self.aliases.text()))
            if "links" in typed:
                after = replace(after, links=_links(self.links.text()))
        except Refused as error:
            self._session.refused.emit(str(error))
            return
        if self._change(after):
            for name in typed:
                self._fill(name, after)

    def _set_type(self, kind: str) -> None:
        if self.entity is not None:
            self._change(replace(self.entity, type=kind))

    def _change(self, after: Entity) -> bool:
        """Write an entity; True where the file holds it then."""
        before, project = self.entity, self._session.project
        if before is None or project is None:
            return False
        if after == before:
            return True
        try:
            transaction = commands.change_entity(before, after)
            self.entity = after
            project.commit(transaction)
        except WorkbenchError as error:
            self.entity = before
            self._session.refused.emit(str(error))
            self._show(before)
            return False
        return True

    def _abandon(self) -> None:
        """Esc: the fields go back to what the file holds."""
        if self.entity is not None:
            self._show(self.entity)
        self.left.emit()

    def _show(self, entity: Entity) -> None:
        for name in self._fields():
            self._fill(name, entity)
        self.kind.show_value(entity.type)

    def _fill(self, name: str, entity: Entity) -> None:
        field = self._fields()[name]
        field.setText(_texts(entity)[name])
        self._shown[name] = field.text()

    def _typed(self, name: str) -> bool:
        return self._fields()[name].text() != self._shown.get(name, "")

    def _fields(self) -> Mapping[str, Field]:
        return {"name": self.name, "aliases": self.aliases, "links": self.links}


def _texts(entity: Entity) -> dict[str, str]:
    return {
        "name": entity.name,
        "aliases": "; ".join(entity.aliases),
        "links": "; ".join(f"{registry}:{name}" for registry, name in entity.links.items()),
    }


def _aliases(text: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(filter(None, (" ".join(p.split()) for p in re.split("[;\n]", text))))
    )


def _links(text: str) -> dict[str, str]:
    found = {}
    # A comma parts two links only where the second says its registry.
    pieces = re.split(r"[;\n]|,(?=\s*[^\s:,;]+:)", text)
    for part in filter(None, (piece.strip(" \t,") for piece in pieces)):
        registry, colon, name = part.partition(":")
        if not (registry.strip() and colon and name.strip()):
            raise Refused("Write a link as registry:id, for example wikidata:Q42.")
        found[registry.strip()] = name.strip()
    return found
