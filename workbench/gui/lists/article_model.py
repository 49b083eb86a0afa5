"""The articles by state, read page by page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtWidgets import (
    QWidget,
)

from workbench.domain.change import Transaction
from workbench.domain.records import STATUSES, Article, Note, Relation, Span, Status
from workbench.domain.words import trn
from workbench.gui.parts.fields import plain
from workbench.gui.session import Session
from workbench.jobs import Progress
from workbench.store.reader import ArticleRow, Reader

PAGE = 120
DEEP = 1000  # how far down a section the open article is looked for
ORDER: tuple[Status, ...] = ("in_work", "new", "done")
Index = QModelIndex | QPersistentModelIndex


@dataclass(slots=True)
class Section:
    """The articles of one state, as far as they are read."""

    status: Status
    count: int = 0
    rows: list[ArticleRow] = field(default_factory=list)
    whole: bool = False
    shut: bool = False

    @property
    def height(self) -> int:
        """How many rows it takes in the list, its head included."""
        return 0 if not self.count else 1 if self.shut else 1 + len(self.rows)


@dataclass(frozen=True, slots=True)
class Listing:
    """What was read for the list: numbers, and the first rows of each state (`whole`: all)."""

    words: str = ""
    total: int = 0
    done: int = 0
    counts: Mapping[Status, int] = field(default_factory=lambda: dict.fromkeys(ORDER, 0))
    rows: Mapping[Status, list[ArticleRow]] = field(
        default_factory=lambda: {status: [] for status in ORDER}
    )
    whole: frozenset[Status] = frozenset(ORDER)


def listing(read: Reader, words: str, wanted: Mapping[Status, int], progress: Progress) -> Listing:
    """Read the articles with `words` in the title, so many of each state at the most.

    Raises Cancelled between two of its questions.
    """
    everything = read.statuses()
    counts = read.statuses(words) if words else everything
    rows: dict[Status, list[ArticleRow]] = {}
    for number, status in enumerate(ORDER):
        progress.step(number, len(ORDER))
        limit = wanted[status]
        rows[status] = read.articles(status, words=words, limit=limit) if counts[status] else []
    return Listing(
        words,
        sum(everything.values()),
        everything["done"],
        {status: counts[status] for status in ORDER},
        rows,
        frozenset(status for status in ORDER if len(rows[status]) < wanted[status]),
    )


class ArticleModel(QAbstractListModel):
    """Sections and articles in one list; a row is a Section or an ArticleRow."""

    RowRole = Qt.ItemDataRole.UserRole

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.words = ""
        self.sections = [Section(status) for status in ORDER]
        self.done = self.total = 0

    def wanted(self) -> dict[Status, int]:
        """How many rows of each state are to be read: as many as there are, a page at least."""
        return {section.status: max(PAGE, len(section.rows)) for section in self.sections}

    def show(self, found: Listing) -> None:
        """Show what was read."""
        self.beginResetModel()
        self.words, self.total, self.done = found.words, found.total, found.done
        for section in self.sections:
            section.count = found.counts[section.status]
            section.rows = found.rows[section.status]
            section.whole = section.status in found.whole
        self.endResetModel()

    def fetch(self, section: Section) -> None:
        """Read the next page of a section."""
        project = self._session.project
        if project is None or section.whole or section.shut:
            return
        after = section.rows[-1].article.id if section.rows else ""
        page = project.read.articles(section.status, words=self.words, after=after, limit=PAGE)
        section.whole = len(page) < PAGE
        if page:
            first = self.head(section) + 1 + len(section.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(page) - 1)
            section.rows.extend(page)
            self.endInsertRows()

    def toggle(self, section: Section) -> None:
        """Open or shut a section."""
        self.beginResetModel()
        section.shut = not section.shut
        self.endResetModel()

    def refresh_count(self, article: str) -> None:
        """Read the span count of one article again."""
        project, index = self._session.project, self.find(article)
        row = self.at(index.row()) if index.isValid() else None
        if project and isinstance(row, ArticleRow):
            section, place = self.place(index.row())
            read = project.read
            counts = read.span_count(article), read.reviewed_count(article)
            section.rows[place] = ArticleRow(row.article, *counts)
            self.dataChanged.emit(index, index)

    # -- where things are

    def head(self, section: Section) -> int:
        """The row of a section's head."""
        return sum(item.height for item in self.sections[: self.sections.index(section)])

    def place(self, row: int) -> tuple[Section, int]:
        """The section of a row, and which of its articles stands there (-1: the head)."""
        for section in self.sections:
            if row < section.height:
                return section, row - 1
            row -= section.height
        raise IndexError(row)

    def at(self, row: int) -> Section | ArticleRow:
        """What stands in a row."""
        section, place = self.place(row)
        return section if place < 0 else section.rows[place]

    def find(self, article: str) -> QModelIndex:
        """Where an article stands; an invalid index where it is not shown."""
        for section in self.sections:
            if section.shut:
                continue
            for place, row in enumerate(section.rows):
                if row.article.id == article:
                    return self.index(self.head(section) + 1 + place)
        return QModelIndex()

    def reach(self, article: Article) -> QModelIndex:
        """`find`, reading on as long as that is quick."""
        section = next(item for item in self.sections if item.status == article.status)
        index = self.find(article.id)
        while not (index.isValid() or section.whole or section.shut or len(section.rows) >= DEEP):
            self.fetch(section)
            index = self.find(article.id)
        return index

    # -- what Qt asks

    def rowCount(self, parent: Index | None = None) -> int:
        return sum(section.height for section in self.sections)

    def flags(self, index: Index) -> Qt.ItemFlag:
        enabled = Qt.ItemFlag.ItemIsEnabled
        if index.isValid() and isinstance(self.at(index.row()), ArticleRow):
            return enabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return enabled

    def canFetchMore(self, parent: Index) -> bool:
        return any(item.count and not (item.whole or item.shut) for item in self.sections)

    def fetchMore(self, parent: Index) -> None:
        for section in reversed(self.sections):
            if section.count and not (section.whole or section.shut):
                self.fetch(section)
                return

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.at(index.row())
        if role == self.RowRole:
            return row
        name = str(STATUSES[row.status if isinstance(row, Section) else row.article.status])
        if isinstance(row, Section):
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                return f"{name} ({row.count})"
        elif role == Qt.ItemDataRole.DisplayRole:
            return row.article.title
        elif role == Qt.ItemDataRole.ToolTipRole:
            return plain(f"{row.article.title}\n{_spans(row)} · {name}")
        elif role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.article.title}, {name}, {_spans(row)}"
        return None


def _spans(row: ArticleRow) -> str:
    said = trn("{count} span", "{count} spans", row.spans)
    if not row.reviewed:
        return said
    return f"{said}, {trn('{count} reviewed', '{count} reviewed', row.reviewed)}"


def one_article(transaction: Transaction) -> str | None:
    """The article whose spans alone a transaction touches; "" for none, None for more."""
    articles = set()
    for change in transaction.changes:
        if isinstance(change.record, Article):
            return None
        if isinstance(change.record, Span | Relation | Note):
            articles.add(change.record.article)
    return articles.pop() if len(articles) == 1 else None if articles else ""
