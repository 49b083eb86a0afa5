"""The links of the open article in a list: gone along, turned, made another, deleted."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPalette
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from workbench.domain import work
from workbench.domain.reading import Reading, words_of
from workbench.domain.records import VERDICTS, Relation, Span
from workbench.domain.text import fold
from workbench.domain.words import tr, trn
from workbench.gui import link_menu
from workbench.gui.accessible import name_said
from workbench.gui.actions.action import Action
from workbench.gui.chord_rows import go_on, goes_on
from workbench.gui.lists.marks_list import MarksList
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import plain
from workbench.gui.parts.row_model import Index, RowModel
from workbench.gui.parts.rows_view import plate
from workbench.gui.session import Session

SOON = 60  # milliseconds after a change, when the text is painted


class RelationModel(RowModel):
    """Relations by type, in the order of the codebook, and in reading order."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.rows: Sequence[Relation] = ()
        self.words = ""

    def reread(self) -> None:
        """List the relations anew."""
        reading = self._session.reading
        self.rows = self._listed(reading) if reading is not None else ()
        self.set_count(len(self.rows))

    def _listed(self, reading: Reading) -> Sequence[Relation]:
        order = {kind.id: place for place, kind in enumerate(reading.codebook.relations)}
        shown, words = self._session.shown, fold(self.words)
        found = []
        for relation in reading.relations:
            source, target = reading.span(relation.source), reading.span(relation.target)
            if source is None or target is None:
                continue
            if shown.marks and not (shown.shows(source) and shown.shows(target)):
                continue
            if words and not _has(reading, relation, (source, target), words):
                continue
            found.append((order.get(relation.type, 99), source.start, source.end, relation))
        found.sort(key=lambda row: (*row[:3], row[3].id))
        return [relation for *_, relation in found]

    def find(self, relation_id: str | None) -> int:
        """The row of a relation; -1 where it has none."""
        return next((n for n, row in enumerate(self.rows) if row.id == relation_id), -1)

    def now(self, row: int) -> Relation | None:
        """The relation of a row as the file has it; None where it is gone since."""
        if not 0 <= row < len(self.rows) or self._session.reading is None:
            return None
        name = self.rows[row].id
        beside = self._session.reading.relations_of(self.rows[row].source)
        return next((item for item in beside if item.id == name), None)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        reading = self._session.reading
        if not index.isValid() or index.row() >= len(self.rows) or reading is None:
            return None
        relation = self.rows[index.row()]
        if role == self.RowRole:
            return relation
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return said(reading, relation)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(said(reading, relation))
        return None


def said(reading: Reading, relation: Relation) -> str:
    """A relation in words: one end, what it is, the other end, what is said and what lacks."""
    source, target = reading.span(relation.source), reading.span(relation.target)
    ends = [name_said(reading, span) if span else "" for span in (source, target)]
    whole = f"{ends[0]} — {named(reading, relation)} — {ends[1]}"
    lacking = work.missing(reading.codebook, relation)
    kind = reading.codebook.relation(relation.type)
    names = ", ".join(str(i.name) for i in (kind.attributes if kind else ()) if i.id in lacking)
    if relation.verdict is not None:
        whole = f"{whole}\n{VERDICTS[relation.verdict]}"
    if link_menu.fallen(reading, relation):
        whole = f"{whole}\n{tr('its end is rejected')}"
    return f"{whole}\n{tr('not set yet: {names}', names=names)}" if names else whole


def named(reading: Reading, relation: Relation) -> str:
    """What a relation is called, with the values that are said of it."""
    kind = reading.codebook.relation(relation.type)
    if kind is None:
        return relation.type
    values = [
        item.value_name(relation.attributes[item.id])
        for item in kind.attributes
        if item.id in relation.attributes
    ]
    return " · ".join([str(kind.name), *values])


def _takes(action: Action) -> bool:
    return link_menu.takes(action) or goes_on(action)


def _has(reading: Reading, relation: Relation, ends: Sequence[Span], words: str) -> bool:
    entities = (reading.entity_of(span) for span in ends)
    texts = (
        named(reading, relation),
        *(words_of(reading, span) for span in ends),
        *(entity.name for entity in entities if entity),
    )
    return any(words in fold(text) for text in texts)


class RelationDelegate(QStyledItemDelegate):
    """One end over the other, with the name of the link between them."""

    def __init__(self, model: RelationModel, session: Session, view: QListView) -> None:
        super().__init__(view)
        self._model = model
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, 2 * round(QFontMetricsF(option.font).height()) + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        reading, relation = self._session.reading, self._model.now(index.row())
        if reading is None or relation is None:
            return
        source, target = reading.span(relation.source), reading.span(relation.target)
        if source is None or target is None:
            return
        ink = look.ink_of(option.widget.palette())
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        plate(painter, option, ink, strong=chosen)
        metrics = QFontMetricsF(option.font)
        rect = QRectF(option.rect).adjusted(12, 5, -12, -5)
        line = QRectF(rect.left(), rect.top(), rect.width(), metrics.height() + 1)
        low = line.translated(0, metrics.height() + 1)
        small = look.small(option.font, 0.9)
        if link_menu.fallen(reading, relation):
            painter.setFont(small)
            painter.setPen(ink.quiet)
            words, flags = tr("end rejected"), Qt.AlignmentFlag.AlignVCenter
            painter.drawText(line, flags | Qt.AlignmentFlag.AlignRight, words)
            line.setRight(line.right() - QFontMetricsF(small).horizontalAdvance(words) - 8)
        self._end(painter, option, line, source, reading, ink)
        kind = reading.codebook.relation(relation.type)
        arrow = "↔" if kind is not None and kind.symmetric else "→"
        name = f"{named(reading, relation)} {arrow}"
        quiet = QFontMetricsF(small)
        room = min(quiet.horizontalAdvance(name) + 1, low.width() * 0.55)
        painter.setFont(small)
        painter.setPen(ink.quiet)
        elide = Qt.TextElideMode.ElideMiddle
        painter.drawText(low, Qt.AlignmentFlag.AlignVCenter, quiet.elidedText(name, elide, room))
        left = room + 6
        if work.missing(reading.codebook, relation):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.bad)
            painter.drawEllipse(QPointF(low.right() - 2, low.center().y() + 0.5), 2.75, 2.75)
            low.setRight(low.right() - 10)
        if relation.verdict is not None:
            at = QPointF(low.right() - 4, low.center().y())
            glyphs.verdict(painter, at, relation.verdict, ink)
            low.setRight(low.right() - 14)
        self._end(painter, option, low.adjusted(left, 0, 0, 0), target, reading, ink)
        painter.restore()

    def _end(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        line: QRectF,
        span: Span,
        reading: Reading,
        ink: look.Ink,
    ) -> None:
        label = reading.codebook.label(span.label)
        base = option.widget.palette().color(QPalette.ColorRole.Window)
        if label is not None:
            mark = QRectF(line.left(), line.center().y() - 6, 14, 12)
            glyphs.sample(painter, mark, QColor(label.color), label.shape, ink, base)
        font = option.font
        if self._session.focus == span.id:
            font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(ink.quiet if span.verdict == "rejected" else ink.text)
        room = line.adjusted(20, 0, 0, 0)
        words = QFontMetricsF(font).elidedText(
            words_of(reading, span), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        font.setWeight(font.Weight.Normal)


class RelationList(MarksList):
    """Filter and rows. Enter goes to one end, and again to the other."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("relation", (tr("Links"), tr("Find a link")), session, parent)
        self._current: str | None = None
        self.model = RelationModel(session, self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(RelationDelegate(self.model, session, self.view))
        self.view.takes, self.view.act = _takes, self._act
        self.lay_out()
        self.view.left.connect(self.left)
        self.view.clicked.connect(self._go)
        self.view.taken.connect(self._go_along)
        self.view.menu_wanted.connect(self._ask)
        self.view.selectionModel().currentChanged.connect(self._keep_current)
        session.reading_changed.connect(self._follow)
        session.focus_changed.connect(self._follow_focus)

    def current(self) -> Relation | None:
        """The link on whose row the keyboard stands."""
        return self.model.now(self.view.currentIndex().row())

    # -- following the session

    def _follow(self, _changes: object) -> None:
        self._stale = True
        if self.isVisible():
            if len(self.model.rows) > 1000:
                self._wait.start(SOON)
            else:
                self.reread()

    def search(self, words: str) -> None:
        self.model.words = words

    def reread(self) -> None:
        self._wait.stop()
        self._stale = False
        place = self.view.currentIndex().row()
        bar = self.view.verticalScrollBar().value()
        with self.following():
            self.model.reread()
            row = self.model.find(self._current)
            if row < 0 and place >= 0:  # what comes after a deleted row takes its place
                row = min(place, len(self.model.rows) - 1)
            if row >= 0:
                self.view.setCurrentIndex(self.model.index(row))
                self._current = self.model.rows[row].id
        self.view.doItemsLayout()
        self.view.verticalScrollBar().setValue(bar)
        self._tell()

    def _tell(self) -> None:
        reading, model = self._session.reading, self.model
        some = bool(model.rows)
        self.view.setVisible(some)
        self.empty.setVisible(not some)
        self.told.setText(trn("{count} link found", "{count} links found", len(model.rows)))
        self.told.setVisible(some and bool(model.words))
        if model.words:
            self.empty.setText(tr("No link has these words."))
        elif reading is not None and reading.relations:
            self.empty.setText(tr("All links of this article are hidden."))
        else:
            self.empty.setText(
                tr("No links yet. Focus a span, press L, and then the letter at the other one.")
            )

    def _follow_focus(self) -> None:
        """Show a link of the focused span, without going there with the keyboard."""
        if not self.isVisible() or self._following:
            return
        reading, focus = self._session.reading, self._session.focus
        found = reading.relations_of(focus) if reading and focus else ()
        if found and self._current not in {relation.id for relation in found}:
            row = self.model.find(found[0].id)
            if row >= 0:
                with self.following():
                    self.view.setCurrentIndex(self.model.index(row))
                    self.view.scrollTo(self.model.index(row))
        self.view.viewport().update()

    def _keep_current(self, index: QModelIndex) -> None:
        if index.isValid():
            relation = self.model.rows[index.row()]
            self._current = relation.id
            if not self._following:
                self._focus(relation.source)

    # -- what the user does

    def _go(self, index: QModelIndex) -> None:
        relation = self.model.now(index.row())
        if relation is not None and self._session.focus not in (relation.source, relation.target):
            self._focus(relation.source)
        # The chords are those of the link on whose row they find the keyboard.
        self.view.setFocus(Qt.FocusReason.MouseFocusReason)

    def _go_along(self, index: QModelIndex) -> None:
        """To the first end; from there to the second, and back."""
        relation = self.model.now(index.row())
        if relation is not None:
            at_first = self._session.focus == relation.source
            self._focus(relation.target if at_first else relation.source)

    def _focus(self, span: str) -> None:
        with self.following():
            self._session.focus_on(span)
        self.view.viewport().update()

    def _act(self, action: Action) -> bool:
        if goes_on(action):
            go_on(self._session, self.view, action)
            return True
        relation = self.current()
        return relation is not None and link_menu.act(
            self._session, relation, action, self, self.below_current()
        )

    def below_current(self) -> QPoint:
        """Where on the screen a menu for the current row belongs."""
        area = self.view.visualRect(self.view.currentIndex())
        return self.view.viewport().mapToGlobal(area.bottomLeft() + QPoint(12, 0))

    def _ask(self, index: QModelIndex, at: QPoint) -> None:
        self.view.setCurrentIndex(index)
        self.view.setFocus(Qt.FocusReason.MouseFocusReason)
        relation = self.current()
        if relation is not None:
            link_menu.ask(self._session, relation, self, at)
