"""Who is mentioned in the project: the list, the editor of one entity, and its mentions."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QListView,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.records import Entity, Span
from workbench.domain.words import tr, trn
from workbench.gui import look, tagging
from workbench.gui.attempt import attempt
from workbench.gui.entity_editor import EntityEditor
from workbench.gui.entity_types import paint_type, type_name
from workbench.gui.fields import FilterField, Line, plain
from workbench.gui.mentions import MentionDelegate, MentionModel
from workbench.gui.rows_view import RowsView, plate
from workbench.gui.session import Session
from workbench.store.project import Notice
from workbench.store.reader import EntityRow

MOST = 500
Index = QModelIndex | QPersistentModelIndex


class EntityModel(QAbstractListModel):
    """Entities by name, with the number of their mentions."""

    RowRole = Qt.ItemDataRole.UserRole

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.rows: list[EntityRow] = []
        self.words = ""

    def reread(self) -> None:
        """Read the list again."""
        project = self._session.project
        self.beginResetModel()
        self.rows = project.read.entities(words=self.words, limit=MOST) if project else []
        self.endResetModel()

    def find(self, entity: str | None) -> QModelIndex:
        """Where an entity stands; an invalid index where it is not listed."""
        for number, row in enumerate(self.rows):
            if row.entity.id == entity:
                return self.index(number)
        return QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == self.RowRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.entity.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            project = self._session.project
            kind = type_name(project.codebook, row.entity.type) if project else ""
            count = trn("{count} mention", "{count} mentions", row.mentions)
            about = " · ".join(filter(None, (kind, count)))
            parts = (row.entity.name, about, ", ".join(row.entity.aliases))
            whole = "\n".join(filter(None, parts))
            return plain(whole) if role == Qt.ItemDataRole.ToolTipRole else whole
        return None


class EntityDelegate(QStyledItemDelegate):
    """Paints the type as an icon, the name, and how often it is mentioned."""

    def __init__(self, model: EntityModel, session: Session, view: QListView) -> None:
        super().__init__(view)
        self._model = model
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(QFontMetricsF(option.font).height()) + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.rows[index.row()]
        ink = look.ink_of(option.widget.palette())
        rect = QRectF(option.rect)
        focused, project = self._session.focused(), self._session.project
        painter.save()
        plate(painter, option, ink, strong=bool(option.state & QStyle.StateFlag.State_Selected))
        font = QFont(option.font)
        painter.setFont(font)
        box = QRectF(rect.left() + 12, rect.center().y() - 8, 16, 16)
        paint_type(painter, box, row.entity.type, project.codebook if project else None, ink)
        count = str(row.mentions) if row.mentions else ""
        small = look.small(font, 0.9)
        taken = QFontMetricsF(small).horizontalAdvance(count) + 8 if count else 0
        if focused is not None and focused.entity == row.entity.id:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(ink.text)
        name = QFontMetricsF(font).elidedText(
            row.entity.name, Qt.TextElideMode.ElideRight, rect.width() - 48 - taken
        )
        painter.drawText(rect.adjusted(36, 0, -12, 0), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(small)
        painter.setPen(ink.quiet)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -12, 0), flags, count)
        painter.restore()


class EntityList(QWidget):
    """Filter and list above; the chosen entity and its mentions below."""

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
        self.view = RowsView("entity_rows", tr("Entities"), self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(EntityDelegate(self.model, session, self.view))
        self.editor = EntityEditor(session, self)
        self.told = Line("mention_count", self, quiet=True, step=0.9, bold=True)
        self.mentions = MentionModel(session, self)
        self.mention_view = RowsView("mention_rows", tr("Mentions"), self)
        self.mention_view.setModel(self.mentions)
        self.mention_view.setItemDelegate(
            MentionDelegate(self.mentions, session, self.mention_view)
        )
        self._lay_out()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(150)
        self._wait.timeout.connect(self._filter)
        self._connect()
        self._start()

    def _lay_out(self) -> None:
        upper = QWidget(self)
        upper.setObjectName("entity_upper")
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
        column = QVBoxLayout(self.below)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        column.addWidget(self.editor)
        inset = QVBoxLayout()
        inset.setContentsMargins(12, 4, 12, 0)
        inset.addWidget(self.told)
        column.addLayout(inset)
        column.addWidget(self.mention_view, 1)
        self.mention_view.setMinimumHeight(48)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setObjectName("entity_split")
        split.setAccessibleName(tr("Entities"))
        split.setChildrenCollapsible(False)
        split.addWidget(upper)
        split.addWidget(self.below)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(split)

    def _connect(self) -> None:
        session = self._session
        self.field.textChanged.connect(self._wait.start)
        self.field.returnPressed.connect(self._first)
        for part in (self.field, self.view, self.mention_view, self.editor):
            part.left.connect(self.left)
        self.view.selectionModel().currentChanged.connect(self._choose)
        self.view.doubleClicked.connect(self._take)
        self.view.taken.connect(self._take)
        self.mention_view.clicked.connect(self._jump)
        self.mention_view.taken.connect(self._jump)
        session.project_opened.connect(self._start)
        session.project_changed.connect(self._changed)
        session.focus_changed.connect(self._repaint)
        session.article_opened.connect(self._repaint)

    def show_entity(self, entity: str) -> None:
        """Choose an entity and show its mentions."""
        if not self.model.find(entity).isValid():
            self.field.clear()
            self._filter()
        index = self.model.find(entity)
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    def commit_edit(self) -> None:
        """Keep what is typed; call it before the project is closed."""
        self.editor.commit()

    # -- following the session

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._reread()

    def _start(self) -> None:
        self._wait.stop()
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self.model.words = ""
        self._chosen = None
        self.editor.entity = None
        self._refresh()

    def _changed(self, notice: Notice) -> None:
        if any(_matters(change.before, change.after) for change in notice.transaction.changes):
            self._refresh()

    def _refresh(self) -> None:
        # A list that nobody sees is read when it is shown.
        self._stale = True
        if self.isVisible():
            self._reread()

    def _reread(self) -> None:
        self._stale = False
        bar = self.view.verticalScrollBar().value()
        selection = self.view.selectionModel()
        selection.blockSignals(True)
        self.model.reread()
        index = self.model.find(self._chosen)
        if index.isValid():
            self.view.setCurrentIndex(index)
        selection.blockSignals(False)
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
                tr("Nobody is named yet. Mark an actor or a source, and say who it is with Enter.")
            )

    def _show_chosen(self) -> None:
        project = self._session.project
        entity = project.read.entity(self._chosen) if project and self._chosen else None
        self.below.setVisible(entity is not None)
        self.editor.show_entity(entity)
        self.mentions.show_entity(entity.id if entity else None)
        count = len(self.mentions.spans)
        self.told.setText(
            trn("{count} mention", "{count} mentions", count) if count else tr("No mentions")
        )

    def _repaint(self) -> None:
        self.view.viewport().update()
        self.mention_view.viewport().update()

    # -- what the user does

    def _filter(self) -> None:
        words = self.field.text().strip()
        if words != self.model.words:
            self.model.words = words
            self._reread()

    def _first(self) -> None:
        self._wait.stop()
        self._filter()
        if self.model.rows:
            self.view.setCurrentIndex(self.model.index(0))
            self.view.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, index: QModelIndex) -> None:
        row = self.model.data(index, EntityModel.RowRole)
        self.editor.commit()
        self._chosen = row.entity.id if isinstance(row, EntityRow) else None
        self._show_chosen()

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
        elif self.mentions.spans:
            self.mention_view.setCurrentIndex(self.mentions.index(0))
            self.mention_view.setFocus(Qt.FocusReason.TabFocusReason)

    def _jump(self, index: QModelIndex) -> None:
        span = self.mentions.data(index, MentionModel.RowRole)
        if not isinstance(span, Span):
            return
        reading = self._session.reading
        if reading is not None and reading.article.id == span.article:
            self._session.whole()
            self._session.focus_on(span.id)
        else:
            self._session.open_article(span.article, span=span.id)
        self.left.emit()


def _matters(before: object, after: object) -> bool:
    """Whether a change can be seen in this list."""
    if isinstance(before, Span) and isinstance(after, Span):
        return before.entity != after.entity or (
            after.entity is not None and before.fragments != after.fragments
        )
    for record in (before, after):
        if isinstance(record, Entity) or (isinstance(record, Span) and record.entity is not None):
            return True
    return False
