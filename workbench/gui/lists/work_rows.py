"""The rows of things to do: heads with numbers, and the places to go to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.domain.codebook import Codebook
from workbench.domain.reading import words_of
from workbench.domain.words import Message, msg, shorten
from workbench.domain.work import KINDS, Kind, Todo, asked
from workbench.domain.work_everywhere import Everywhere, Hit
from workbench.gui.accessible import name_said
from workbench.gui.lists.span_rows import said_twice
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import plain
from workbench.gui.parts.row_model import Index, RowModel
from workbench.gui.parts.rows_view import plate
from workbench.gui.session import Session
from workbench.gui.verbs.todo import relation_of, told

# What is to do, in the width of a word, where no heading says it.
_BRIEF: Mapping[Kind, Message] = {
    "unsourced": msg("source?"),
    "unclaimed": msg("claim?"),
    "missing": msg("value?"),
    "unnamed": msg("who?"),
    "outdated": msg("still right?"),
    "unreviewed": msg("review?"),
}


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of rows: a kind of things to do, or an article; `key` tells it from others."""

    key: str
    title: str
    count: int
    shut: bool


Row = Head | Todo | Hit


class WorkModel(RowModel):
    """Heads and things to do, in this article by kind, or in all by article."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.rows: Sequence[Row] = ()
        self.todos: tuple[Todo, ...] = ()
        self.everywhere: Everywhere | None = None  # None: this article alone
        self._shut: set[str] = set()

    def show_todos(self, todos: tuple[Todo, ...]) -> None:
        """List what is to do in the open article."""
        self.todos = todos
        self._fill()

    def show_everywhere(self, everywhere: Everywhere | None) -> None:
        """List what is to do in all articles; None goes back to the open one."""
        self.everywhere = everywhere
        self._fill()

    def toggle(self, head: Head) -> None:
        """Show the rows of a head, or put them away."""
        self._shut ^= {head.key}
        self._fill()

    def find(self, row: Row | None) -> int:
        """Where a row stands; -1 where it does not."""
        if isinstance(row, Head):
            return next(
                (n for n, r in enumerate(self.rows) if isinstance(r, Head) and r.key == row.key), -1
            )
        return self.rows.index(row) if row is not None and row in self.rows else -1

    def _fill(self) -> None:
        rows: list[Row] = []
        if self.everywhere is None:
            for kind, group in groupby(self.todos, key=lambda todo: todo.kind):
                listed = list(group)
                rows.append(Head(kind, str(KINDS[kind]), len(listed), kind in self._shut))
                rows += listed if kind not in self._shut else []
        else:
            for name, found in self.everywhere.articles.items():
                if found.hits:
                    count, shut = sum(found.counts.values()), name in self._shut
                    rows.append(Head(name, found.article.title, count, shut))
                    rows += found.hits if not shut else []
        self.rows = rows
        self.set_count(len(rows))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == self.RowRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title if isinstance(row, Head) else self.parts(row)[1]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            whole = self._whole(row)
            return plain(whole) if role == Qt.ItemDataRole.ToolTipRole else whole
        return None

    def parts(self, row: Todo | Hit) -> tuple[str, str, str]:
        """Label, words and aside of a thing to do; empty where it is gone since."""
        reading = self._session.reading
        if isinstance(row, Hit):
            names = self._names(row)
            return row.label, row.words, names or str(_BRIEF[row.todo.kind])
        span = reading.span(row.span) if reading is not None else None
        if reading is None or span is None:
            return "", "", ""
        aside = ", ".join(str(attribute.name) for attribute in asked(row, reading))
        if row.relation is not None:
            relation = relation_of(row, reading)
            far = reading.span(relation.target) if relation else None
            other = words_of(reading, far) if far else ""
            return span.label, f"{shorten(words_of(reading, span), 16)} → {other}", aside
        return span.label, words_of(reading, span), aside

    def _names(self, row: Hit) -> str:
        """The attributes that a span of another article lacks."""
        project = self._session.project
        label = project.codebook.label(row.label) if project and row.todo.relation is None else None
        listed = label.attributes if label else ()
        return ", ".join(str(item.name) for item in listed if item.id in row.todo.attributes)

    def _whole(self, row: Row) -> str:
        if isinstance(row, Head):
            return f"{row.title}: {row.count}"
        words = self.parts(row)[1]
        reading = self._session.reading
        if isinstance(row, Hit):
            return f"«{words}»\n" + ": ".join(
                filter(None, (str(KINDS[row.todo.kind]), self._names(row)))
            )
        if reading is None:
            return words
        span = reading.span(row.span)
        named = name_said(reading, span) if span is not None and not row.relation else words
        return f"{named}\n{told(row, reading)}"


class WorkDelegate(QStyledItemDelegate):
    """Heads with their numbers; below them a mark, the words, and what is missing."""

    def __init__(self, model: WorkModel, session: Session, view: QListView) -> None:
        super().__init__(view)
        self._model = model
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(QFontMetricsF(option.font).height()) + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, project = self._model.rows[index.row()], self._session.project
        ink = look.ink_of(option.widget.palette())
        rect = QRectF(option.rect)
        painter.save()
        if isinstance(row, Head):
            plate(painter, option, ink)
            self._head(painter, option, row, ink)
        elif project is not None:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            plate(painter, option, ink, strong=chosen)
            name, words, aside = self._model.parts(row)
            base = option.widget.palette().color(QPalette.ColorRole.Window)
            _mark(painter, rect, project.codebook, name, ink, base)
            room = rect.adjusted(48, 0, -12, 0)
            said_twice(painter, room, option, ink, words, aside)
        painter.restore()

    def _head(
        self, painter: QPainter, option: QStyleOptionViewItem, row: Head, ink: look.Ink
    ) -> None:
        font = QFont(look.small(option.font, 0.9))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        rect = QRectF(option.rect)
        middle = rect.center().y()
        glyphs.chevron(painter, QPointF(rect.left() + 17, middle), ink.quiet, opened=not row.shut)
        painter.setPen(ink.quiet)
        count, metrics = str(row.count), QFontMetricsF(font)
        line = rect.adjusted(30, 0, -12, 0)
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, flags | Qt.AlignmentFlag.AlignRight, count)
        room = line.width() - metrics.horizontalAdvance(count) - 8
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, flags, title)


def _mark(
    painter: QPainter, rect: QRectF, codebook: Codebook, name: str, ink: look.Ink, base: QColor
) -> None:
    label = codebook.label(name)
    if label is not None:
        place = QRectF(rect.left() + 26, rect.center().y() - 6, 16, 12)
        glyphs.sample(painter, place, QColor(label.color), label.shape, ink, base)
