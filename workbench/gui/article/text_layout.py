"""Where every line of an article is: a lazy document layout for QTextEdit.

Lines are broken once a paragraph and width; lanes of marks only move lines apart. Paragraphs that
were never looked at have an estimated height. Measured against seven other designs, this one
opens and repaints fastest and keeps QTextEdit's caret, selection and accessibility.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPixmap,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextFrame,
    QTextLayout,
    QTextOption,
)

from workbench.gui.article.marks import Metrics

TOP = 24.0
SIDE = 36.0  # least room beside the column, for bars
EMPTY = 1.1  # of a row: the height of an empty line between paragraphs
PICTURES = 24  # paragraphs kept as pictures: what shows, and a page more
TALL = 1500  # pixels; a higher paragraph has no picture
CACHED = 240  # paragraphs that keep their glyphs

# How many lanes, and whether a tag row, each line of a paragraph needs: lines -> (lanes, tags).
Spacing = Callable[[int, list[int]], list[tuple[int, bool]]]
Painting = Callable[[QPainter, int, float], None]


@dataclass(frozen=True, slots=True)
class Measure:
    """How the lines of a text are set, as the reader likes it."""

    column: int = 68  # characters in a line, at most
    leading: float = 1.45  # from line to line, in heights of a line of letters

    def gap(self, row: float) -> int:
        """The least room under a line of letters, in pixels."""
        return round(row * (self.leading - 1))


class ArticleLayout(QAbstractTextDocumentLayout):
    """Lines of an article whose paragraphs are its "\\n" blocks; all numbers are pixels."""

    def __init__(
        self, document: QTextDocument, lengths: list[int], spacing: Spacing, measure: Measure
    ) -> None:
        super().__init__(document)
        self._lengths = lengths
        self._spacing = spacing
        self._measure = measure
        # Whether a paragraph is to be painted anew each time: something in it has the focus.
        self.is_lively: Callable[[int], bool] = _calm
        # Called when lines are broken anew: what was known of them is wrong.
        self.rebroken: Callable[[], None] = _forget
        self._pictures: dict[int, tuple[tuple[float, int, int], QPixmap]] = {}
        self.paint_under: Painting = _nothing
        self.paint_over: Painting = _nothing
        self.metrics = Metrics.of(document.defaultFont())
        self.gap = measure.gap(self.metrics.row)
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.width = 0.0
        self.column = 0.0
        self.left = SIDE
        self._heights: list[float] = []
        self._tops: list[float] = []  # made of _heights when they are asked for
        self._broken = bytearray(len(lengths))
        self._spaced = bytearray(len(lengths))
        self._ahead = 0  # paragraphs before this one are settled, for the work in idle time
        self._warm: dict[int, QTextLayout] = {}

    def release(self) -> None:
        """Forget who paints and spaces, and the lines that the document owns."""
        self.paint_under = self.paint_over = _nothing
        self.rebroken = _forget
        self._spacing = _no_lanes
        self._warm.clear()
        self._pictures.clear()
        self.is_lively = _calm

    # -- geometry, our side

    def set_width(self, width: float) -> bool:
        """Give the lines another width; True where the column really changed."""
        metrics = QFontMetricsF(self.document().defaultFont())
        column = min(round(metrics.averageCharWidth() * self._measure.column), width - 2 * SIDE)
        column = max(column, 120.0)
        self.width, self.left = width, max(SIDE, (width - column) / 2)
        self._pictures.clear()
        if column == self.column:
            self._tell_size()
            return False
        self.column = column
        per_line = max(1.0, column / (metrics.averageCharWidth() * 0.98))
        row = self.metrics.row + self.gap
        empty = ceil(EMPTY * self.metrics.row)
        self._heights = [
            ceil(ceil(length / per_line) * row) if length else empty for length in self._lengths
        ]
        self._broken = bytearray(len(self._lengths))
        self._spaced = bytearray(len(self._lengths))
        self._tops, self._ahead = [], 0
        self._warm.clear()
        # The scroll bar moves with the size, and what follows it asks for places at once.
        self.rebroken()
        self._tell_size()
        return True

    @property
    def count(self) -> int:
        """How many paragraphs there are."""
        return len(self._lengths)

    def top(self, number: int) -> float:
        """Where a paragraph begins."""
        if not self._tops:
            self._tops = list(accumulate(self._heights, initial=TOP))
        return self._tops[number]

    @property
    def height(self) -> float:
        """The height of the whole article, as far as it is known."""
        return self.top(self.count) + TOP

    def paragraph_at(self, y: float) -> int:
        """The paragraph at a height; the nearest one above and below the text."""
        self.top(0)
        return min(max(bisect_right(self._tops, y) - 1, 0), self.count - 1)

    def settled(self, number: int) -> bool:
        """Whether the lines of a paragraph are where they stay."""
        return bool(self._spaced[number])

    def settle(self, number: int) -> None:
        """Break and space the lines of a paragraph, where that was not done."""
        if self._spaced[number] or not self.column:
            return
        layout = self.lines(number)
        starts = [layout.lineAt(i).textStart() for i in range(layout.lineCount())]
        y = 0.0
        metrics = self.metrics
        for index, (lanes, tags) in enumerate(self._spacing(number, starts)):
            line = layout.lineAt(index)
            line.setPosition(QPointF(0, y))
            if not lanes and not self._lengths[number]:
                y += ceil(EMPTY * self.metrics.row)
                continue
            needed = 3 + lanes * metrics.pitch + (metrics.tag if tags else 0) + 2 if lanes else 0
            # Whole pixels: the scroll bar counts in them, and places on screen must not drift.
            y += ceil(line.height() + max(self.gap, needed))
        self._spaced[number] = 1
        if self._heights[number] != y:
            self._heights[number] = y
            self._tops = []

    def settle_between(self, low: float, high: float) -> None:
        """Settle every paragraph that shows between two heights."""
        number = self.paragraph_at(low)
        while number < self.count and self.top(number) < high:
            self.settle(number)
            number += 1

    def settle_some(self, much: Callable[[], bool]) -> bool:
        """Settle paragraphs from the top until `much()` says enough; True when all are."""
        while self._ahead < self.count:
            self.settle(self._ahead)
            self._ahead += 1
            if much():
                self._tell_size()
                return False
        self._tell_size()
        return True

    def unsettle(self, numbers: list[int] | None) -> None:
        """Space these paragraphs anew when they are next needed (None: all); lines stay broken."""
        if numbers is None:
            self._spaced = bytearray(self.count)
            self._ahead = 0
            self._pictures.clear()
            return
        for number in numbers:
            self._spaced[number] = 0
            self._pictures.pop(number, None)
            self._ahead = min(self._ahead, number)

    def forget_pictures(self) -> None:
        """Paint every paragraph anew, its lines as they are."""
        self._pictures.clear()

    def lines(self, number: int) -> QTextLayout:
        """The broken lines of a paragraph, with glyphs kept as long as it was used lately."""
        # The one used last stands last: what is on screen outlives what is laid out in idle time.
        warm = self._warm.pop(number, None)
        if warm is not None:
            self._warm[number] = warm
            return warm
        layout = self.document().findBlockByNumber(number).layout()
        layout.setCacheEnabled(True)
        if not self._broken[number]:
            layout.setTextOption(self._option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(self.column)
            layout.endLayout()
            self._broken[number] = 1
        self._warm[number] = layout
        if len(self._warm) > CACHED:
            cold = next(iter(self._warm))
            self._warm.pop(cold).setCacheEnabled(False)
        return layout

    def _tell_size(self) -> None:
        self.documentSizeChanged.emit(self.documentSize())

    # -- what QTextEdit asks

    def draw(self, painter: QPainter, context: QAbstractTextDocumentLayout.PaintContext) -> None:
        """Paint the paragraphs that show, each with its marks."""
        clip = context.clip
        # The formats must be copies: those in the context are gone before the painter uses them.
        selections = [
            (
                selection.cursor.selectionStart(),
                selection.cursor.selectionEnd(),
                QTextCharFormat(selection.format),
            )
            for selection in context.selections
        ]
        text = context.palette.text().color()
        number = self.paragraph_at(clip.top())
        block = self.document().findBlockByNumber(number)
        while number < self.count:
            y = self.top(number)
            if y > clip.bottom():
                break
            self.settle(number)
            self._draw_block(painter, block, number, y, selections, context, text)
            block = block.next()
            number += 1

    def _draw_block(
        self,
        painter: QPainter,
        block: QTextBlock,
        number: int,
        y: float,
        selections: list[tuple[int, int, QTextCharFormat]],
        context: QAbstractTextDocumentLayout.PaintContext,
        text: QColor,
    ) -> None:
        ranges = []
        first, length = block.position(), block.length()
        for start, end, form in selections:
            if start < first + length and end > first:
                part = QTextLayout.FormatRange()
                part.start = max(start - first, 0)
                part.length = min(end - first, length) - part.start
                part.format = form
                ranges.append(part)
        if ranges or self.is_lively(number) or self._heights[number] > TALL:
            self._paint(painter, number, y, ranges, text)
        else:
            self._paint_picture(painter, number, y, context)
        caret = context.cursorPosition
        if first <= caret < first + length:
            painter.setPen(text)
            self.lines(number).drawCursor(painter, QPointF(self.left, y), caret - first, 2)

    def _paint(
        self,
        painter: QPainter,
        number: int,
        y: float,
        ranges: list[QTextLayout.FormatRange],
        text: QColor,
    ) -> None:
        self.paint_under(painter, number, y)
        painter.setPen(text)
        self.lines(number).draw(painter, QPointF(self.left, y), ranges)
        self.paint_over(painter, number, y)

    def _paint_picture(
        self,
        painter: QPainter,
        number: int,
        y: float,
        context: QAbstractTextDocumentLayout.PaintContext,
    ) -> None:
        """Paint a paragraph that nothing happens in, from its picture.

        However many marks it has, painting it again then costs a copy of its pixels.
        """
        scale = painter.device().devicePixelRatio()
        paper, text = context.palette.base().color(), context.palette.text().color()
        known = self._pictures.pop(number, None)
        if known is None or known[0] != (scale, paper.rgb(), text.rgb()):
            picture = QPixmap(
                ceil(self.width * scale), ceil(max(self._heights[number], 1.0) * scale)
            )
            picture.setDevicePixelRatio(scale)
            picture.fill(paper)
            with QPainter(picture) as inner:
                self._paint(inner, number, 0.0, [], text)
            known = ((scale, paper.rgb(), text.rgb()), picture)
        self._pictures[number] = known  # at the end: what was painted last is kept longest
        if len(self._pictures) > PICTURES:
            self._pictures.pop(next(iter(self._pictures)))
        painter.drawPixmap(QPointF(0, y), known[1])

    def hitTest(
        self, point: QPointF | QPoint | QPainterPath.Element, accuracy: Qt.HitTestAccuracy
    ) -> int:
        """The unit at a point; the nearest one for a fuzzy test, else -1 outside the lines."""
        assert isinstance(point, QPointF)
        number = self.paragraph_at(point.y())
        self.settle(number)
        block = self.document().findBlockByNumber(number)
        layout = self.lines(number)
        inside = point - QPointF(self.left, self.top(number))
        found = layout.lineAt(0)
        for index in range(layout.lineCount()):
            line = layout.lineAt(index)
            if line.y() > inside.y():
                break
            found = line
        if not found.isValid():
            return block.position()
        if accuracy == Qt.HitTestAccuracy.ExactHit and not found.naturalTextRect().contains(inside):
            return -1
        return block.position() + found.xToCursor(inside.x())

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        """Where a paragraph is."""
        number = block.blockNumber()
        if not block.isValid() or number >= self.count or not self.column:
            return QRectF()
        self.settle(number)
        return QRectF(self.left, self.top(number), self.column, self._heights[number])

    def frameBoundingRect(self, frame: QTextFrame) -> QRectF:
        """Where the whole text is."""
        return QRectF(0, 0, self.width, self.height)

    def documentSize(self) -> QSizeF:
        """The size that the scroll bars go by."""
        return QSizeF(self.width, self.height)

    def pageCount(self) -> int:
        """One: there are no pages."""
        return 1

    def documentChanged(self, position: int, removed: int, added: int) -> None:
        """Nothing: an article's text never changes; its width is set by `set_width`."""


def _calm(number: int) -> bool:
    return False


def _forget() -> None:
    """Nothing is kept of the lines."""


def _nothing(painter: QPainter, number: int, y: float) -> None:
    """Paint nothing."""


def _no_lanes(number: int, starts: list[int]) -> list[tuple[int, bool]]:
    return [(0, False)] * len(starts)
