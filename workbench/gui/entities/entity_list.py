"""Who is mentioned in the project: the list, the card of one entity, and its mentions."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.change import Change
from workbench.domain.errors import Refused
from workbench.domain.records import Entity
from workbench.domain.words import tr, trn
from workbench.gui.entities.entity_editor import EntityEditor
from workbench.gui.entities.entity_model import EntityDelegate, EntityModel, touched
from workbench.gui.entities.mention_list import ManyRows, MentionList, entry, new_menu
from workbench.gui.entities.who import ask_same_as
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.buttons import TextButton
from workbench.gui.parts.fields import FilterField, IconButton, Line
from workbench.gui.parts.rows_view import SlimBar
from workbench.gui.parts.segments import Segments
from workbench.gui.session import Session
from workbench.gui.verbs import naming, tagging
from workbench.store.project import Notice
from workbench.store.reader import EntityRow

CARD, MENTIONS = "card", "mentions"


class EntityList(QWidget):
    """Filter and list above; the card of the chosen entity, or its mentions, below."""

    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("entity_list")
        self.setAccessibleName(tr("Entities"))
        self._session = session
        self._chosen: str | None = None
        self._stale = True
        self.field = FilterField("entity_filter", tr("Find an entity"), self)
        self.empty = Line("entity_empty", self, quiet=True, wrap=True)
        self.model = EntityModel(session, self)
        self.view = ManyRows("entity_rows", tr("Entities"), self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(EntityDelegate(self.model, session, self.view))
        self.part = Segments(
            "entity_part", tr("Part"), (MENTIONS, CARD), (tr("Mentions"), tr("Card")), self
        )
        self.more = IconButton("entity_more", tr("More…"), "dots-three", self)
        self.many = Line("entity_many", self)
        self.many.setContentsMargins(4, 0, 0, 0)
        self.about = Line("entity_merge_about", self, quiet=True, wrap=True)
        self.about.setText(
            tr("These become one: the one that you choose gets all mentions, names and notes.")
        )
        self.about.setContentsMargins(12, 0, 12, 0)
        self.join = TextButton("entity_merge", tr("Merge into…"), self, main=True)
        self.editor = EntityEditor(session, self)
        self.mentions = MentionList(session, self)
        self._lay_out()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(150)
        self._wait.timeout.connect(self._filter)
        self._connect()
        self.show_part(MENTIONS)
        self._start()

    def _lay_out(self) -> None:
        upper = QWidget(self)
        upper.setObjectName("entity_upper")
        upper.setAccessibleName(tr("List of entities"))
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 8, 0, 4)
        column.setSpacing(4)
        for part in (self.field, self.empty):
            inset = QVBoxLayout()
            inset.setContentsMargins(12, 0, 12, 0)
            inset.addWidget(part)
            column.addLayout(inset)
        column.addWidget(self.view, 1)
        column.addStretch(0)
        self.below = QWidget(self)
        self.below.setObjectName("entity_lower")
        self.below.setAccessibleName(tr("Entity"))
        column = QVBoxLayout(self.below)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self.part, 1)
        row.addWidget(self.many, 1)
        row.addWidget(self.join)
        row.addWidget(self.more)
        column.addLayout(row)
        self._stack = QStackedWidget(self.below)
        self._stack.setObjectName("entity_stack")
        self._stack.setAccessibleName(tr("Entity"))
        column.addWidget(self.about)
        column.addWidget(self._stack, 1)
        self._stack.addWidget(self.mentions)
        area = QScrollArea(self)
        area.setObjectName("entity_card")
        area.setAccessibleName(tr("Card"))
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setVerticalScrollBar(SlimBar(area))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.editor)
        self._stack.addWidget(area)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setObjectName("entity_split")
        split.setAccessibleName(tr("Entities"))
        split.setChildrenCollapsible(False)
        split.addWidget(upper)
        split.addWidget(self.below)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        for number in range(split.count()):
            split.handle(number).setAccessibleName(tr("Share of the list"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(split)

    def _connect(self) -> None:
        session = self._session
        self.field.textChanged.connect(self._wait.start)
        self.field.returnPressed.connect(self._first)
        for part in (self.field, self.view, self.mentions, self.editor):
            part.left.connect(self.left)
        self.view.selectionModel().currentChanged.connect(self._choose)
        self.view.selectionModel().selectionChanged.connect(self._show_many)
        self.view.doubleClicked.connect(self._take)
        self.view.taken.connect(self._take)
        self.view.deleted.connect(self.delete)
        self.view.menu_wanted.connect(self._menu)
        self.mentions.everywhere_wanted.connect(self.find_everywhere)
        self.part.chosen.connect(self._part_chosen)
        self.more.clicked.connect(self._more)
        self.join.clicked.connect(self._merge_menu)
        session.project_opened.connect(self._start)
        session.project_changed.connect(self._changed)
        session.language_loaded.connect(self._language)
        session.focus_changed.connect(self._repaint)
        session.article_opened.connect(self._repaint)

    def show_entity(self, entity: str) -> None:
        """Choose an entity and show what is known of it."""
        if not self.model.find(entity).isValid():
            project = self._session.project
            found = project.read.entity(entity) if project else None
            # Among many it stands on a page that is not read: its name finds it.
            self.field.setText("")
            self._filter()
            if found is not None and not self.model.find(entity).isValid():
                self.field.setText(found.name)
                self._filter()
        if (index := self.model.find(entity)).isValid():
            self.view.setCurrentIndex(index)
            # After the room is shared out: the list gets smaller with the first choice.
            QTimer.singleShot(0, self.view, self.view.show_current)

    def show_part(self, part: str) -> None:
        """Show the card of the chosen entity, or its mentions."""
        self._stack.setCurrentIndex(1 if part == CARD else 0)
        self.part.show_value(part, None, hinted=False)

    def commit_edit(self) -> None:
        """Keep what is typed; call it before the project is closed."""
        self.editor.commit()

    def chosen(self) -> list[EntityRow]:
        """The entities that are chosen, in the order of the list."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedIndexes())
        return [self.model.rows[row] for row in rows]

    # -- following the session

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._reread()

    def _start(self) -> None:
        self._wait.stop()
        with QSignalBlocker(self.field):
            self.field.clear()
        self.model.words = ""
        self._chosen = None
        self.editor.forget()
        self._stale = True
        if self.isVisible():
            self._reread()

    def _language(self) -> None:
        if self.model.words and self.isVisible():
            self._reread()

    def _changed(self, notice: Notice) -> None:
        found = touched(notice.transaction.changes)
        if not found and not notice.everything:
            return
        if not self.isVisible():
            self._stale = True  # a list that nobody sees is read when it is shown
        elif (
            notice.everything or self._stale or not self._follow(found, notice.transaction.changes)
        ):
            self._reread()

    def _follow(self, found: set[str], changes: Sequence[Change]) -> bool:
        selection = self.view.selectionModel()
        selection.blockSignals(True)  # a row that goes and comes back stays chosen
        followed = not self.model.words and self.model.follow(found)
        index = self.model.find(self._chosen)
        if followed and index.isValid() and index != self.view.currentIndex():
            self.view.setCurrentIndex(index)
        selection.blockSignals(False)
        if not followed:
            return False
        if self._chosen in found and not index.isValid():
            self._show_index(self.view.currentIndex())
        elif self._chosen in found:
            self._show_chosen(changes)
        self.view.viewport().update()
        self._tell()
        return True

    def _reread(self) -> None:
        self._stale = False
        bar = self.view.verticalScrollBar().value()
        with QSignalBlocker(self.view.selectionModel()):
            self.model.reread()
            if (index := self.model.find(self._chosen)).isValid():
                self.view.setCurrentIndex(index)
        self.view.doItemsLayout()
        self.view.verticalScrollBar().setValue(bar)
        self._tell()
        self._show_chosen()

    def _tell(self) -> None:
        some = bool(self.model.rows)
        self.view.setVisible(some)
        self.empty.setVisible(not some)
        if self.model.words:
            self.empty.setText(tr("No name has these words."))
        else:
            self.empty.setText(
                tr("No entities yet. Mark an actor or a source, and say who it is with Enter.")
            )

    def _entity(self) -> Entity | None:
        """The chosen entity; None while the filter has put it away."""
        project, name = self._session.project, self._chosen
        listed = not self.model.words or self.model.find(name).isValid()
        return project.read.entity(name) if project and name and listed else None

    def _show_chosen(self, changes: Sequence[Change] | None = None) -> None:
        entity = self._entity()
        self.below.setVisible(entity is not None)
        self.editor.show_entity(entity)
        self.mentions.show_entity(entity, changes)
        self.editor.facts.setText(self.mentions.told.text())
        self._show_many()

    def _show_many(self) -> None:
        count = len(self.view.selectionModel().selectedIndexes())
        self.many.setText(trn("{count} chosen", "{count} chosen", count))
        one: tuple[QWidget, ...] = (self.part, self._stack)
        for part in (*one, self.many, self.join, self.about):
            part.setVisible((part in one) == (count < 2))

    def _repaint(self) -> None:
        self.view.viewport().update()
        self.mentions.view.viewport().update()

    # -- choosing

    def _filter(self) -> None:
        self._wait.stop()
        words = self.field.text().strip()
        if words != self.model.words:
            self.model.words = words
            self._reread()

    def _first(self) -> None:
        self._filter()
        if self.model.rows:
            self.view.setCurrentIndex(self.model.index(0))
            self.view.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, index: QModelIndex) -> None:
        self.editor.commit()
        self._show_index(index)

    def _show_index(self, index: QModelIndex) -> None:
        row = self.model.data(index, EntityModel.RowRole)
        self._chosen = row.entity.id if isinstance(row, EntityRow) else None
        self._show_chosen()

    def _part_chosen(self, part: str | None) -> None:
        self.show_part(part or (CARD if self._stack.currentIndex() else MENTIONS))

    def _take(self, index: QModelIndex) -> None:
        """Attach the entity to the focused span where it may; else go to its mentions."""
        row = self.model.data(index, EntityModel.RowRole)
        if not isinstance(row, EntityRow):
            return
        reading, focused = self._session.reading, self._session.focused()
        label = reading.codebook.label(focused.label) if reading and focused else None
        if label is not None and label.names_entities:
            attempt(self._session, lambda: tagging.attach(self._session, row.entity))
            self.left.emit()
        else:
            self.show_part(MENTIONS)
            self.mentions.enter()

    # -- what is done to entities

    def _menu(self, at: QPoint) -> None:
        rows = self.chosen()
        if not rows:
            return
        menu = new_menu("entity_menu", tr("Entity"), self)
        if len(rows) > 1:
            self._add_merges(menu.addMenu(tr("Merge into")), rows)
        else:
            entry(menu, "entity_find", tr("Find in all articles…"), self.find_everywhere)
            entry(menu, "entity_same", tr("The same as…"), lambda: self.ask_same_as(at))
        menu.addSeparator()
        entry(menu, "entity_delete", tr("Delete\tDel"), self.delete)
        menu.popup(at)

    def _more(self) -> None:
        self._menu(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _merge_menu(self) -> None:
        menu = new_menu("entity_merge_menu", tr("Merge into"), self)
        self._add_merges(menu, self.chosen())
        menu.popup(self.join.mapToGlobal(self.join.rect().bottomLeft()))

    def _add_merges(self, menu: QMenu, rows: list[EntityRow]) -> None:
        """Which one stays: that with the most mentions first."""
        menu.setObjectName("entity_merge_menu")
        ordered = sorted(rows, key=lambda row: -row.mentions)
        for number, row in enumerate(ordered[:20]):
            count = trn("{count} mention", "{count} mentions", row.mentions)
            name = row.entity.name
            made = entry(
                menu,
                f"entity_merge_{number}",
                f"{name}\t{count}",
                lambda kept=row.entity: self._merge(kept, rows),  # type: ignore[misc]  # the loop's value
            )
            if number == 0:
                menu.setDefaultAction(made)
                menu.setActiveAction(made)

    def _merge(self, kept: Entity, rows: list[EntityRow]) -> None:
        others = [row.entity for row in rows if row.entity.id != kept.id]
        size = sum(row.mentions for row in rows if row.entity.id != kept.id)
        self._chosen = kept.id
        attempt(self._session, lambda: naming.merge(self._session, kept, others, size=size))
        self.show_entity(kept.id)

    def ask_same_as(self, at: QPoint, entity: Entity | None = None) -> None:
        """Ask whom this entity (or the chosen one) is the same as, and merge the two."""
        one = entity or self._entity()
        if one is None:
            raise Refused("Choose an entity first.")
        ask_same_as(self._session, one, at, self.window())

    def delete(self) -> None:
        """Delete the chosen entities; their mentions stay."""
        entities = [row.entity for row in self.chosen()]
        if entities:
            attempt(self._session, lambda: naming.remove(self._session, entities))

    def find_everywhere(self, entity: Entity | None = None) -> None:
        """Look for an entity (or the chosen one) in all articles."""
        from workbench.gui.entities.everywhere_sheet import EverywhereSheet

        found = entity if isinstance(entity, Entity) else self._entity()
        if found is None:
            self._session.refused.emit(tr("Choose an entity first."))
            return
        self.editor.commit()
        EverywhereSheet.look_for(self._session, found, self.window())
