"""Where an entity is mentioned: words in their surroundings, article by article, in pages."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.domain.change import Change
from workbench.domain.errors import WorkbenchError
from workbench.domain.records import Span
from workbench.domain.text import around, quote
from workbench.gui.parts import look
from workbench.gui.parts.fields import plain
from workbench.gui.parts.rows_view import plate
from workbench.gui.session import Session

PAGE = 200
FEW = 40  # changes that are followed row by row
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Heading:
    """The article of the mentions that follow."""

    article: str
    title: str


def paint_kwic(
    painter: QPainter,
    rect: QRectF,
    font: QFont,
    ink: look.Ink,
    words: tuple[str, str, str],
    *,
    strong: bool = True,
) -> None:
    """Words in one column, what stands before them ending there, what stands after beginning."""
    before, said, after = words
    bold = QFont(font)
    if strong:
        bold.setWeight(QFont.Weight.DemiBold)
    usual, heavy = QFontMetricsF(font), QFontMetricsF(bold)
    elide, align = Qt.TextElideMode, Qt.AlignmentFlag
    middle = min(heavy.horizontalAdvance(said), rect.width() * 0.7)
    # The same column for all rows, unless the words themselves need the room.
    column = min(rect.width() * 0.4, rect.width() - middle)
    left = QRectF(rect.left(), rect.top(), column, rect.height())
    painter.setFont(font)
    painter.setPen(ink.quiet)
    if column >= 16:
        start = usual.elidedText(before, elide.ElideLeft, column)
        painter.drawText(left, align.AlignVCenter | align.AlignRight, start)
    rest = QRectF(left.right(), rect.top(), rect.right() - left.right(), rect.height())
    painter.setFont(bold)
    painter.setPen(ink.text if strong else ink.quiet)
    flags = align.AlignVCenter | align.AlignLeft
    painter.drawText(rest, flags, heavy.elidedText(said, elide.ElideRight, middle + 1))
    rest.setLeft(rest.left() + middle)
    painter.setFont(font)
    painter.setPen(ink.quiet)
    if rest.width() >= 16:
        painter.drawText(rest, flags, usual.elidedText(after, elide.ElideRight, rest.width()))


def paint_heading(
    painter: QPainter, rect: QRectF, font: QFont, ink: look.Ink, title: str, fact: str = ""
) -> None:
    """The title of an article over its rows; `fact` stands at the right."""
    small = look.small(font, 0.9)
    metrics = QFontMetricsF(small)
    painter.setPen(ink.quiet)
    painter.setFont(small)
    align = Qt.AlignmentFlag
    room = metrics.horizontalAdvance(fact) + 12 if fact else 0.0
    painter.drawText(rect, align.AlignVCenter | align.AlignRight, fact)
    small.setWeight(QFont.Weight.DemiBold)
    painter.setFont(small)
    text = QFontMetricsF(small).elidedText(title, Qt.TextElideMode.ElideRight, rect.width() - room)
    painter.drawText(rect, align.AlignVCenter | align.AlignLeft, text)


class MentionModel(QAbstractListModel):
    """Mentions of one entity under the titles of their articles.

    Pages are read as they come into sight, texts for the rows that are painted.
    """

    RowRole = Qt.ItemDataRole.UserRole

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._entity: str | None = None
        self.rows: list[Heading | Span] = []
        self._told: dict[str, tuple[str, str, str, str]] = {}
        self._text: tuple[str, str] = ("", "")
        self._titles: dict[str, str] = {}
        self._whole = True  # whether all mentions are read

    @property
    def spans(self) -> list[Span]:
        """The mentions that are read so far."""
        return [row for row in self.rows if isinstance(row, Span)]

    def show_entity(self, entity: str | None) -> None:
        """List the mentions of this entity, as many as were read of it before."""
        same = entity is not None and entity == self._entity
        limit = min(max(len(self.rows), PAGE), 10 * PAGE) if same else PAGE
        self.beginResetModel()
        self._entity = entity
        self.rows, self._told, self._titles, self._text = [], {}, {}, ("", "")
        self._whole = False
        self.rows = self._page(None, limit)
        self.endResetModel()

    def follow(self, changes: Sequence[Change]) -> bool:
        """Follow changes of mentions row by row; False where they are to be read anew."""
        here = [change for change in changes if _mentioning(change, self._entity)]
        if len(here) > FEW:
            return False
        for change in here:
            before, after = change.before, change.after
            row = self.find(change.record.id).row()
            if isinstance(after, Span) and after.entity == self._entity:
                if row >= 0 and isinstance(before, Span) and _place(before) == _place(after):
                    self.rows[row] = after
                    self._told.pop(after.id, None)
                    self.dataChanged.emit(self.index(row), self.index(row))
                    continue
                self._take_out(row)
                self._put_in(after)
            else:
                self._take_out(row)
        return True

    def _take_out(self, row: int) -> None:
        if row < 0:
            return
        self._told.pop(self.rows[row].id, None)  # type: ignore[union-attr]  # a mention's row
        last = row + 1 == len(self.rows) or isinstance(self.rows[row + 1], Heading)
        first = row - 1 if last and isinstance(self.rows[row - 1], Heading) else row
        self.beginRemoveRows(QModelIndex(), first, row)
        del self.rows[first : row + 1]
        self.endRemoveRows()

    def _put_in(self, span: Span) -> None:
        row = bisect_left(self.rows, _place(span), key=_place)
        if row == len(self.rows) and not self._whole:
            return  # on a page that is not read yet
        fresh: list[Heading | Span] = [span]
        if row == 0 or _place(self.rows[row - 1])[0] != span.article:
            fresh = [*self._headed([span])]
        self.beginInsertRows(QModelIndex(), row, row + len(fresh) - 1)
        self.rows[row:row] = fresh
        self.endInsertRows()

    def find(self, span_id: str | None) -> QModelIndex:
        """Where a mention stands; an invalid index where it is not read."""
        for number, row in enumerate(self.rows):
            if isinstance(row, Span) and row.id == span_id:
                return self.index(number)
        return QModelIndex()

    def first(self) -> QModelIndex:
        """The first mention."""
        return self.index(1) if len(self.rows) > 1 else QModelIndex()

    def _page(self, after: Span | None, limit: int) -> list[Heading | Span]:
        project = self._session.project
        if project is None or self._entity is None:
            self._whole = True
            return []
        place = (after.article, after.start, after.id) if after else None
        spans = project.read.mentions(self._entity, after=place, limit=limit)
        self._whole = len(spans) < limit
        return self._headed(spans, after.article if after else "")

    def _headed(self, spans: Sequence[Span], article: str = "") -> list[Heading | Span]:
        """Mentions under the titles of their articles; that of `article` is above already."""
        project = self._session.project
        new = {span.article for span in spans} - self._titles.keys()
        found = project.read.articles_by_id(new) if project is not None else {}
        self._titles |= {name: found[name].title if name in found else "" for name in new}
        rows: list[Heading | Span] = []
        for span in spans:
            if span.article != article:
                article = span.article
                rows.append(Heading(article, self._titles[article]))
            rows.append(span)
        return rows

    def canFetchMore(self, parent: Index) -> bool:
        return not self._whole

    def fetchMore(self, parent: Index) -> None:
        last = self.rows[-1] if self.rows else None
        page = self._page(last if isinstance(last, Span) else None, PAGE)
        if page:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(page) - 1)
            self.rows += page
            self.endInsertRows()

    def told(self, span: Span) -> tuple[str, str, str, str]:
        """Title, and the words before, in and after a mention."""
        if span.id not in self._told:
            self._told[span.id] = self._tell(span)
        return self._told[span.id]

    def _tell(self, span: Span) -> tuple[str, str, str, str]:
        project = self._session.project
        if project is None:
            return "", "", "", ""
        try:
            if self._text[0] != span.article:
                self._text = (span.article, project.read.text(span.article))
        except WorkbenchError:
            return "", "", "", ""  # gone since; the next notice takes the row away
        text = self._text[1]
        before, after = around(text, span.start, span.end)
        words = " ".join(quote(text, span.fragments).split())
        return self._titles.get(span.article, ""), before, words, after

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.rows[index.row()], Heading):
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == self.RowRole:
            return row
        if isinstance(row, Heading):
            shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return row.title if role in shown else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.told(row)[2]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            title, before, words, after = self.told(row)
            whole = f"{title}\n{before}{words}{after}"
            return plain(whole) if role == Qt.ItemDataRole.ToolTipRole else whole
        return None


def _mentioning(change: Change, entity: str | None) -> bool:
    sides = (change.before, change.after)
    return any(isinstance(side, Span) and side.entity == entity for side in sides)


def _place(row: Heading | Span) -> tuple[str, int, str]:
    return (row.article, row.start, row.id) if isinstance(row, Span) else (row.article, -1, "")


class MentionDelegate(QStyledItemDelegate):
    """Paints the titles of articles and the mentions in their sentences."""

    def __init__(self, model: MentionModel, session: Session, view: QListView) -> None:
        super().__init__(view)
        self._model = model
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(QFontMetricsF(option.font).height()) + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.rows[index.row()]
        ink = look.ink_of(option.widget.palette())
        rect = QRectF(option.rect).adjusted(12, 0, -12, 0)
        painter.save()
        if isinstance(row, Heading):
            paint_heading(painter, rect, option.font, ink, row.title)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            plate(painter, option, ink, strong=chosen or self._session.focus == row.id)
            paint_kwic(painter, rect, option.font, ink, self._model.told(row)[1:])
        painter.restore()
