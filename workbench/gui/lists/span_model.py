"""The spans of the open article as rows: filtered, sorted, and followed change by change."""

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from workbench.domain.change import Change
from workbench.domain.reading import Reading, in_order, words_of
from workbench.domain.records import Span
from workbench.domain.text import fold, quote
from workbench.gui.accessible import facts_said, name_said
from workbench.gui.parts.fields import plain
from workbench.gui.parts.row_model import Index, RowModel
from workbench.gui.session import Session
from workbench.gui.shown import Shown

Order = Literal["place", "label", "entity", "missing", "review"]
# What a reader of decisions has to see to comes first.
_DECIDED = {"rejected": 0, None: 1, "accepted": 2}
FEW = 40  # changes that are followed row by row


class SpanModel(RowModel):
    """Spans in rows. In reading order and unfiltered the rows are the reading's own tuple."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.reading: Reading | None = None
        self.rows: Sequence[Span] = ()
        self.words = ""
        self.order: Order = "place"
        self._listing: tuple[str, Order, Shown] | None = None  # what the rows are listed by
        self._numbers: dict[str, int] | None = None
        self._lowered = ("", "")  # a text, and the same to be searched

    @property
    def whole(self) -> bool:
        """Whether every span of the article has its row, in reading order."""
        return not self.words and self.order == "place" and self._session.shown.all_spans

    def _asked(self) -> tuple[str, Order, Shown]:
        return self.words, self.order, self._session.shown

    def reread(self) -> None:
        """List the spans anew."""
        self.reading = self._session.reading
        self._listing = self._asked()
        self.rows = self._listed(self.reading) if self.reading is not None else ()
        self._numbers = None
        self.set_count(len(self.rows))

    def follow(self, changes: Sequence[Change]) -> bool:
        """Follow changes of the open article; False where the list has to be read anew."""
        reading, old = self._session.reading, self.reading
        # What is typed or hidden may be listed a moment later: then these are other rows.
        if reading is None or old is None or not self.whole or self._listing != self._asked():
            return False
        here = [
            change
            for change in changes
            if isinstance(change.record, Span) and change.record.article == reading.article.id
        ]
        if len(here) > FEW:
            return False
        self.reading = reading
        rows = list(self.rows)
        self.rows = rows
        for change in here:
            self._follow(rows, change.before, change.after)
        self.rows = reading.spans
        return True

    def _follow(self, rows: list[Span], before: object, after: object) -> None:
        if isinstance(before, Span):
            row = bisect_left(rows, in_order(before), key=in_order)
            if isinstance(after, Span) and in_order(before) == in_order(after):
                rows[row] = after
                self.dataChanged.emit(self.index(row), self.index(row))
                return
            del rows[row]
            self.removeRows(row, 1)
        if isinstance(after, Span):
            row = bisect_left(rows, in_order(after), key=in_order)
            rows.insert(row, after)
            self.insertRows(row, 1)

    def row_of(self, span: Span | None) -> int:
        """The row of a span; -1 where it has none."""
        if span is None:
            return -1
        if self._listing is not None and self._listing[1] != "place":
            if self._numbers is None:
                self._numbers = {row.id: number for number, row in enumerate(self.rows)}
            return self._numbers.get(span.id, -1)
        row = bisect_left(self.rows, in_order(span), key=in_order)
        return row if row < len(self.rows) and self.rows[row].id == span.id else -1

    def now(self, row: int) -> Span | None:
        """The span of a row as the reading has it; None where it is gone since."""
        reading = self._session.reading
        return reading.span(self.rows[row].id) if reading is not None else None

    def _listed(self, reading: Reading) -> Sequence[Span]:
        spans: Sequence[Span] = reading.spans
        shown: Shown = self._session.shown
        if not shown.all_spans and shown.marks:
            spans = [span for span in spans if shown.shows(span)]
        if self.words:
            found = self._finder(reading)
            spans = [span for span in spans if found(span)]
        if self.order == "label":
            places = {label.id: place for place, label in enumerate(reading.codebook.labels)}
            spans = sorted(spans, key=lambda span: places.get(span.label, len(places)))
        elif self.order == "entity":
            names = {entity.id: fold(entity.name) for entity in reading.entities.values()}
            spans = sorted(spans, key=lambda span: names.get(span.entity or "", "\U0010ffff"))
        elif self.order == "review":
            spans = sorted(spans, key=lambda span: _DECIDED[span.verdict])
        elif self.order == "missing":
            wanted = {
                label.id: {item.id for item in label.attributes if item.required}
                for label in reading.codebook.labels
            }
            spans = sorted(
                spans, key=lambda span: span.attributes.keys() >= wanted.get(span.label, set())
            )
        return spans

    def _finder(self, reading: Reading) -> Callable[[Span], bool]:
        """Whether a span has the words, or its label or its entity has."""
        words, text = fold(self.words), reading.text
        labels = {label.id for label in reading.codebook.labels if words in fold(str(label.name))}
        entities = {
            entity.id
            for entity in reading.entities.values()
            if any(words in fold(name) for name in (entity.name, *entity.aliases))
        }
        if self._lowered[0] is not text:
            self._lowered = (text, _searchable(text))
        lowered = self._lowered[1]

        def found(span: Span) -> bool:
            if span.label in labels or span.entity in entities:
                return True
            if lowered and len(span.fragments) == 1:
                return words in lowered[span.start : span.end]
            return words in fold(quote(text, span.fragments))

        return found

    # -- what Qt asks

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        span, reading = self.rows[index.row()], self._session.reading
        if role == self.RowRole:
            return span
        if reading is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return words_of(reading, span)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            whole = f"{name_said(reading, span)}\n{facts_said(reading, span)}"
            return plain(whole) if role == Qt.ItemDataRole.ToolTipRole else whole
        return None


def _searchable(text: str) -> str:
    """The text folded letter by letter; "" where that would move its letters."""
    if not unicodedata.is_normalized("NFC", text):
        return ""
    folded = fold(text)
    return folded if len(folded) == len(text) else ""
