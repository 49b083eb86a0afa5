"""An article as a page: its document, its lines, and the marks of its spans in pixels.

Here code points become UTF-16 units and pixels, and nowhere else; outside this module and the
view that owns it, places are code points.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QTextDocument, QTextLine

from workbench.domain.offsets import CodePoint, Unit, Utf16Map
from workbench.domain.reading import Reading
from workbench.domain.records import Span
from workbench.domain.text import Fragments, Interval
from workbench.gui.article.decorations import LANES, MARGIN, Piece, decorate
from workbench.gui.article.marks import Sheet, Strip, Styles, paint_focus, paint_focus_lines
from workbench.gui.article.sheets import BAR, SheetMaker
from workbench.gui.article.text_layout import ArticleLayout, Measure
from workbench.gui.parts.look import Ink
from workbench.gui.shown import Shown

SHEETS = 200  # paragraphs whose marks are kept ready

# What Qt would turn into something else, or into two paragraphs, is shown as a neighbour of the
# same length. Only the display copy is changed; the text is never read back.
_SHOWN = {
    "\ufeff": "\u2060",
    "\ufffe": "\ufffd",
    "\u2029": "\u2028",
    "\ufdd0": "\ufffd",
    "\ufdd1": "\ufffd",
}
_CHANGED = re.compile("[" + "".join(_SHOWN) + "]")


class Page:
    """One article on screen. `number` is a paragraph's place, counted from 0."""

    def __init__(
        self, reading: Reading, font: QFont, ink: Ink, measure: Measure | None = None
    ) -> None:
        self.reading = reading
        self.map = Utf16Map(reading.text)
        self.focus: str | None = None
        self.shown = Shown()
        self.selected: Fragments = ()  # painted here where Qt's one selection cannot show them
        self._bright: frozenset[str] = frozenset()  # spans painted stronger
        self._kept: frozenset[str] = frozenset()  # spans that are not dimmed
        lengths = [len(line) for line in reading.text.split("\n")]
        self._starts = list(accumulate((length + 1 for length in lengths), initial=0))
        self._sheets: dict[int, Sheet] = {}
        self._decorated: tuple[int, tuple[Piece, ...]] = (-1, ())
        self._spaced: tuple[int, list[tuple[int, bool]]] = (-1, [])
        self.styles = Styles(reading.codebook, ink, font)
        self.document = QTextDocument()
        self.document.setUndoRedoEnabled(False)
        self.document.setDefaultFont(font)
        self.document.setPlainText(_CHANGED.sub(lambda found: _SHOWN[found[0]], reading.text))
        if (
            self.document.characterCount() - 1 != self.map.unit_length
            or self.document.blockCount() != len(lengths)
        ):
            raise AssertionError("Qt holds another text than the project")
        self.layout = ArticleLayout(self.document, lengths, self._spacing, measure or Measure())
        self.layout.paint_under = self._paint_under
        self.layout.paint_over = self._paint_over
        self.layout.is_lively = self._is_lively
        self.layout.rebroken = self._forget_lines
        self.document.setDocumentLayout(self.layout)

    def release(self) -> None:
        """Let the layout go, so that the document is freed at once with the last reference.

        Left to the garbage collector, which runs in any thread, Qt objects crashed.
        """
        self.layout.release()
        self._sheets.clear()

    def _forget_lines(self) -> None:
        self._sheets.clear()
        self._decorated, self._spaced = (-1, ()), (-1, [])

    # -- places

    def unit(self, place: int) -> Unit:
        """The unit of a code point."""
        return self.map.unit(min(place, self.map.length))

    def place(self, unit: int) -> CodePoint:
        """The code point of a unit."""
        return self.map.code_point(min(max(unit, 0), self.map.unit_length))

    def number_of(self, place: int) -> int:
        """The paragraph of a code point."""
        return min(bisect_right(self._starts, place) - 1, len(self._starts) - 2)

    def numbers_of(self, span: Span) -> range:
        """The paragraphs from a span's first to its last."""
        return range(self.number_of(span.start), self.number_of(span.end - 1) + 1)

    def place_at(self, point: QPointF) -> CodePoint:
        """The code point whose place is nearest to a point of the page."""
        return self.place(self.layout.hitTest(point, Qt.HitTestAccuracy.FuzzyHit))

    def line_top(self, place: int) -> float:
        """Where the line with a code point begins on the page."""
        number = self.number_of(place)
        self.layout.settle(number)
        within = self.unit(place) - self.unit(self._starts[number])
        line = self.layout.lines(number).lineForTextPosition(within)
        return self.layout.top(number) + (line.y() if line.isValid() else 0.0)

    def strips_near(self, span: Span, y: float) -> Iterator[tuple[float, Strip]]:
        """The strips of a span in the paragraph at a height and the one before, with their tops."""
        here, numbers = self.layout.paragraph_at(y), self.numbers_of(span)
        for number in (here - 1, here):
            if number not in numbers:
                continue
            self.layout.settle(number)
            top = self.layout.top(number)
            for strip in self.sheet(number).strips:
                if strip.span.id == span.id:
                    yield top, strip

    def side_of(self, span: Span, scroll: float, height: float) -> int:
        """Where a span begins: above a viewport (-1), in its paragraphs (0), or below (1).

        Nothing off screen is laid out to know that.
        """
        number = self.number_of(span.start)
        if number < self.layout.paragraph_at(scroll):
            return -1
        return int(number > self.layout.paragraph_at(scroll + height))

    def rough_rect_of(self, span: Span) -> QRectF:
        """`rect_of`, or near it where the paragraph was not laid out yet."""
        number = self.number_of(span.start)
        if self.layout.settled(number):
            return self.rect_of(span)
        return QRectF(self.layout.left, self.layout.top(number), 1, self.layout.metrics.row)

    def rect_of(self, span: Span) -> QRectF:
        """Where the first line of a span is on the page."""
        number = self.number_of(span.start)
        self.layout.settle(number)
        for strip in self.sheet(number).strips:
            if strip.span.id == span.id:
                return strip.words.translated(self.layout.left, self.layout.top(number))
        return QRectF(self.layout.left, self.line_top(span.start), 1, self.layout.metrics.row)

    def spans_at(self, point: QPointF) -> list[Span]:
        """The spans under a point: the one whose line was hit first, then the shortest."""
        number = self.layout.paragraph_at(point.y())
        inside = point - QPointF(self.layout.left, self.layout.top(number))
        on_words: list[Span] = []
        on_line: list[Span] = []
        metrics = self.layout.metrics
        for strip in self.sheet(number).strips:
            area = strip.words
            if strip.lane == MARGIN:
                beside = QRectF(-BAR - 4, area.top(), 12, area.height() + self.layout.gap)
                if beside.contains(inside):
                    on_line.append(strip.span)
                continue
            if area.contains(inside):
                on_words.append(strip.span)
            lane = QRectF(area.left(), strip.y - 2, area.width(), metrics.pitch)
            if lane.contains(inside):
                on_line.append(strip.span)
        on_words.sort(key=lambda span: sum(map(len, span.fragments)))
        return list({span.id: span for span in (*on_line, *on_words)}.values())

    def hidden_at(self, point: QPointF) -> tuple[Span, ...]:
        """The spans that the «+N» under a point stands for."""
        number = self.layout.paragraph_at(point.y())
        inside = point - QPointF(self.layout.left, self.layout.top(number))
        return next((spans for area, spans in self.sheet(number).more if area.contains(inside)), ())

    # -- marks

    def show(self, reading: Reading, touched: Iterable[Span] | None) -> None:
        """Go on with another reading of the same text; None means that all spans may differ."""
        known = self.reading.codebook
        if reading.codebook is not known and reading.codebook != known:
            self.styles = Styles(reading.codebook, self.styles.ink, self.document.defaultFont())
            touched = None
        self.reading = reading
        self._decorated, self._spaced = (-1, ()), (-1, [])
        if touched is None:
            self._sheets.clear()
            self.layout.unsettle(None)
            return
        numbers = sorted({number for span in touched for number in self.numbers_of(span)})
        for number in numbers:
            self._sheets.pop(number, None)
        self.layout.unsettle(numbers)

    def sheet(self, number: int) -> Sheet:
        """The marks of a paragraph, whose lines are settled."""
        # The one used last stands last: what is on screen outlives what is laid out in idle time.
        found = self._sheets.pop(number, None)
        if found is None:
            found = self._make_sheet(number)
            if len(self._sheets) >= SHEETS:
                self._sheets.pop(next(iter(self._sheets)))
        self._sheets[number] = found
        return found

    def _pieces(self, number: int) -> tuple[Piece, ...]:
        if self._decorated[0] == number:
            return self._decorated[1]
        start, end = self._starts[number], self._starts[number + 1]
        spans = self.reading.touching(start, end)
        if not self.shown.all_spans:
            spans = [span for span in spans if self.shown.shows(span)]
        pieces = decorate(spans, start, end, self.styles.bars) if spans else ()
        # Spacing and painting ask one after the other for the same paragraph.
        self._decorated = (number, pieces)
        return pieces

    def _units(self, number: int, piece: Piece) -> tuple[int, int]:
        first = self.map.unit(self._starts[number])
        return self.map.unit(piece.start) - first, self.map.unit(piece.end) - first

    def _spacing(self, number: int, starts: list[int]) -> list[tuple[int, bool]]:
        if self._spaced[0] == number:
            return self._spaced[1]
        lanes, tags = [0] * len(starts), [False] * len(starts)
        for piece in self._pieces(number):
            if piece.lane == MARGIN:
                continue
            low, high = self._units(number, piece)
            first = bisect_right(starts, low) - 1
            for index in range(first, bisect_right(starts, high - 1)):
                lanes[index] = max(lanes[index], min(piece.lane, LANES - 1) + 1)
            tags[first] |= piece.head
        self._spaced = (number, list(zip(lanes, tags, strict=True)))
        return self._spaced[1]

    def _make_sheet(self, number: int) -> Sheet:
        sheet = Sheet()
        pieces = self._pieces(number)
        if not pieces:
            return sheet
        layout = self.layout.lines(number)
        lines = [layout.lineAt(index) for index in range(layout.lineCount())]
        starts = [line.textStart() for line in lines]
        boxes = [
            QRectF(line.x(), line.y(), line.naturalTextWidth(), line.height()) for line in lines
        ]
        lanes = [lane for lane, _ in self._spacing(number, starts)]
        maker = SheetMaker(sheet, self.styles, lanes, self.layout.column)
        for piece in pieces:
            low, high = self._units(number, piece)
            first, last = bisect_right(starts, low) - 1, bisect_right(starts, high - 1) - 1
            if piece.lane == MARGIN:
                maker.bar(piece, boxes[first], boxes[last])
                continue
            for index in range(first, last + 1):
                box = boxes[index]
                left = _x(lines[index], low) if index == first else box.left()
                right = _x(lines[index], high) if index == last else box.right()
                if right < left:  # a right-to-left run
                    left, right = right, left
                words = QRectF(left, box.top(), max(right - left, 2.0), box.height())
                maker.strip(piece, index, words, index == first, index == last)
        maker.finish()
        return sheet

    # -- painting

    def attend(self, focus: str | None, chosen: Iterable[str], selected: Fragments) -> None:
        """Paint the focused and the chosen spans stronger, and a selection in several pieces."""
        self.focus = focus
        self._bright = frozenset((*((focus,) if focus else ()), *chosen))
        self.selected = selected if len(selected) > 1 else ()
        kept = self._bright if self.shown.focus_only else frozenset()
        for name in tuple(kept):
            ends = ((r.source, r.target) for r in self.reading.relations_of(name))
            kept = kept.union(*ends)
        if kept != self._kept:
            self._kept = kept
            self.layout.forget_pictures()

    def show_only(self, shown: Shown) -> None:
        """Hide what the user does not want to see, and make room again for the rest."""
        before, self.shown = self.shown, shown
        if before.hides != shown.hides:
            self.show(self.reading, None)

    def rects_of(self, interval: Interval) -> list[QRectF]:
        """Where words are on the page: a rectangle a line, of paragraphs that are laid out."""
        found = []
        for number in range(self.number_of(interval.start), self.number_of(interval.end - 1) + 1):
            if not self.layout.settled(number):
                continue
            for area in self._areas(number, interval):
                found.append(area.translated(self.layout.left, self.layout.top(number)))
        return found

    def _areas(self, number: int, interval: Interval) -> Iterator[QRectF]:
        """Where words are in a paragraph, in its own coordinates."""
        first, layout = self.unit(self._starts[number]), self.layout.lines(number)
        low = max(self.unit(interval.start) - first, 0)
        high = min(self.unit(interval.end), self.unit(self._starts[number + 1] - 1)) - first
        for index in range(layout.lineCount()):
            line = layout.lineAt(index)
            start = line.textStart()
            a, b = max(low, start), min(high, start + line.textLength())
            if a < b:
                left, right = sorted((_x(line, a), _x(line, b)))
                # The space at the end of a line is no part of what is seen of the words.
                right = min(right, line.x() + line.naturalTextWidth())
                yield QRectF(left, line.y(), max(right - left, 2.0), line.height())

    def _paint_under(self, painter: QPainter, number: int, y: float) -> None:
        painter.translate(self.layout.left, y)
        self.sheet(number).paint_under(painter)
        if self._is_lively(number):
            paint_focus(painter, self._focused(number), self.styles)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.styles.ink.accent)
            painter.setOpacity(0.35)
            for interval in self.selected:
                if self._starts[number] < interval.end and (
                    interval.start < self._starts[number + 1]
                ):
                    painter.drawRects(list(self._areas(number, interval)))
            painter.setOpacity(1.0)
        painter.translate(-self.layout.left, -y)

    def _paint_over(self, painter: QPainter, number: int, y: float) -> None:
        painter.translate(self.layout.left, y)
        self.sheet(number).paint_over(painter, self.styles, self.layout.left)
        if self._is_lively(number):
            paint_focus_lines(painter, self._focused(number), self.styles)
        painter.translate(-self.layout.left, -y)
        if self._kept:
            self._dim(painter, number, y)

    def _dim(self, painter: QPainter, number: int, y: float) -> None:
        """Lay a veil of paper over all but the spans that are kept."""
        veil = QPainterPath()
        block = self.document.findBlockByNumber(number)
        area = self.layout.blockBoundingRect(block)
        veil.addRect(QRectF(0, y, self.layout.width, area.height()))
        clear = QPainterPath()
        for strip in self.sheet(number).strips:
            if strip.span.id in self._kept:
                words = strip.words.translated(self.layout.left, y)
                clear.addRect(words.adjusted(-3, -1, 3, self.styles.metrics.row / 2))
        paper = QColor(self.styles.ink.paper)
        paper.setAlphaF(0.68)
        painter.fillPath(veil.subtracted(clear), paper)

    def _is_lively(self, number: int) -> bool:
        """Whether something in a paragraph is painted in another way than it mostly is."""
        if any(self.number_of(p.start) <= number <= self.number_of(p.end) for p in self.selected):
            return True
        if len(self._bright) < 2:
            span = self.reading.span(self.focus)
            return span is not None and number in self.numbers_of(span)
        return any(strip.span.id in self._bright for strip in self.sheet(number).strips)

    def _focused(self, number: int) -> list[Strip]:
        return [strip for strip in self.sheet(number).strips if strip.span.id in self._bright]


def _x(line: QTextLine, unit: int) -> float:
    return float(line.cursorToX(unit)[0])  # type: ignore[index]  # the stubs leave out the position
