"""An article as a page: its document, its lines, and the marks of its spans in pixels.

Here code points become UTF-16 units and pixels, and nowhere else; outside this module and the
view that owns it, places are code points.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextDocument, QTextLine

from workbench.domain.offsets import CodePoint, Unit, Utf16Map
from workbench.domain.reading import Reading
from workbench.domain.records import Span
from workbench.gui.decorations import LANES, MARGIN, Piece, decorate
from workbench.gui.look import Ink
from workbench.gui.marks import Bar, Sheet, Strip, Styles, paint_focus, paint_focus_lines
from workbench.gui.text_layout import ArticleLayout

SHEETS = 200  # paragraphs whose marks are kept ready
BAR = 14.0  # from the text to the bar beside it

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

    def __init__(self, reading: Reading, font: QFont, ink: Ink) -> None:
        self.reading = reading
        self.map = Utf16Map(reading.text)
        self.focus: str | None = None
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
        self.layout = ArticleLayout(self.document, lengths, self._spacing)
        self.layout.paint_under = self._paint_under
        self.layout.paint_over = self._paint_over
        self.layout.is_lively = self._has_focus
        self.document.setDocumentLayout(self.layout)

    def release(self) -> None:
        """Let the layout go, so that the document is freed at once with the last reference.

        Left to the garbage collector, which runs in any thread, Qt objects crashed.
        """
        self.layout.release()
        self._sheets.clear()

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
                beside = QRectF(-BAR - 4, area.top(), 12, area.height() + metrics.gap)
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
        maker = _SheetMaker(sheet, self.styles, lanes, self.layout.column)
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

    def _paint_under(self, painter: QPainter, number: int, y: float) -> None:
        painter.translate(self.layout.left, y)
        self.sheet(number).paint_under(painter)
        if self._has_focus(number):
            paint_focus(painter, self._focused(number), self.styles)
        painter.translate(-self.layout.left, -y)

    def _paint_over(self, painter: QPainter, number: int, y: float) -> None:
        painter.translate(self.layout.left, y)
        self.sheet(number).paint_over(painter, self.styles, self.layout.left)
        if self._has_focus(number):
            paint_focus_lines(painter, self._focused(number), self.styles)
        painter.translate(-self.layout.left, -y)

    def _has_focus(self, number: int) -> bool:
        span = self.reading.span(self.focus)
        return span is not None and number in self.numbers_of(span)

    def _focused(self, number: int) -> list[Strip]:
        return [strip for strip in self.sheet(number).strips if strip.span.id == self.focus]


def _x(line: QTextLine, unit: int) -> float:
    return float(line.cursorToX(unit)[0])  # type: ignore[index]  # the stubs leave out the position


class _SheetMaker:
    """Gathers the rectangles of a paragraph's marks by what they are painted with."""

    def __init__(self, sheet: Sheet, styles: Styles, lanes: list[int], column: float) -> None:
        self._sheet, self._styles, self._lanes, self._column = sheet, styles, lanes, column
        self._grounds: dict[str, list[QRectF]] = {}
        self._strokes: dict[str, list[QRectF]] = {}
        self._heads: dict[int, list[tuple[QRectF, Span]]] = {}
        self._more: dict[int, list[tuple[QRectF, Span]]] = {}
        self._last: dict[str, tuple[int, QRectF]] = {}

    def strip(self, piece: Piece, index: int, words: QRectF, first: bool, last: bool) -> None:
        """One piece on one line."""
        metrics, label = self._styles.metrics, piece.span.label
        style = self._styles.of(label)
        y = words.bottom() + 2 + min(piece.lane, LANES) * metrics.pitch
        opens, closes = piece.opens and first, piece.closes and last
        self._sheet.strips.append(
            Strip(piece.span, piece.fragment, words, y, piece.lane, opens, closes)
        )
        if piece.head and first:
            self._heads.setdefault(index, []).append((words, piece.span))
        if style is None:
            return
        if piece.lane >= LANES:
            self._more.setdefault(index, []).append((words, piece.span))
            return
        shape, width = style.label.shape, max(words.width() - 1, 1.0)
        if shape == "bracket":
            self._grounds.setdefault(label, []).append(words)
            strokes = self._strokes.setdefault(label, [])
            strokes.append(QRectF(words.left(), y, width, metrics.stroke))
            tick = y - words.bottom() + metrics.stroke
            tick = min(tick, metrics.pitch)
            for x, there in ((words.left(), opens), (words.left() + width - 1.5, closes)):
                if there:
                    strokes.append(QRectF(x, y + metrics.stroke - tick, 1.5, tick))
        else:
            self._strokes.setdefault(label, []).append(
                QRectF(words.left(), y, width, metrics.stroke)
            )
        if len(piece.span.fragments) > 1:
            self._join(piece.span, index, words, y, label)

    def _join(self, span: Span, index: int, words: QRectF, y: float, label: str) -> None:
        """A hairline over the gap between two fragments on one line."""
        before = self._last.get(span.id)
        self._last[span.id] = (index, words)
        if before is not None and before[0] == index:
            left, right = sorted((before[1], words), key=QRectF.left)
            gap = right.left() - left.right()
            if gap > 0:
                hairline = QRectF(left.right(), y + self._styles.metrics.stroke / 2, gap, 1)
                self._strokes.setdefault(label, []).append(hairline)

    def bar(self, piece: Piece, top: QRectF, bottom: QRectF) -> None:
        """A span that is drawn as a bar beside its lines."""
        style = self._styles.of(piece.span.label)
        area = QRectF(-BAR, top.top(), 3, bottom.bottom() - top.top())
        words = QRectF(0, top.top(), 2, bottom.bottom() - top.top())
        self._sheet.strips.append(
            Strip(piece.span, 0, words, bottom.bottom(), MARGIN, piece.opens, piece.closes)
        )
        if style is None:
            return
        name = str(style.label.name)
        for attribute in style.label.attributes[:1]:
            value = piece.span.attributes.get(attribute.id)
            name = attribute.value_name(value) if value else f"{name} •"
        # Two bars of one line have their names below each other.
        beside = sum(1 for other in self._sheet.bars if abs(other.area.top() - area.top()) < 2)
        named = QPointF(area.left(), area.top() + beside * self._styles.metrics.tag)
        self._sheet.bars.append(Bar(area, name if piece.head else "", named, style.line))

    def finish(self) -> None:
        """Hand everything to the sheet."""
        sheet, styles = self._sheet, self._styles
        for label, style in styles.by_label.items():
            if label in self._grounds:
                sheet.grounds.append((style.ground, self._grounds[label]))
            if label in self._strokes:
                sheet.strokes.append((style.brush, self._strokes[label]))
        for index, heads in self._heads.items():
            self._tags(index, heads)
        for hidden in self._more.values():
            row = hidden[0][0]
            area = QRectF(self._column + 4, row.top(), 30, row.height())
            sheet.more.append((area, tuple(span for _, span in hidden)))

    def _tags(self, index: int, heads: list[tuple[QRectF, Span]]) -> None:
        """Tags where they fit: at the span's start, or pushed on inside its words."""
        styles, free = self._styles, float("-inf")
        heads.sort(key=lambda head: (head[0].left(), head[0].width()))
        for words, span in heads:
            style = styles.of(span.label)
            if style is None:
                continue
            x = max(words.left(), free)
            pushed = x > words.left()
            if pushed and x + style.width > words.right():
                continue
            y = words.bottom() + 2 + self._lanes[index] * styles.metrics.pitch - 1
            lacks = not style.required.issubset(span.attributes)
            text = style.missing if lacks else style.bare
            color: QColor = styles.tag_color[span.label]
            self._sheet.tags.append((color, QPointF(x, y), text))
            free = x + style.width + 5
