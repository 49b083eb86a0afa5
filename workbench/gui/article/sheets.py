"""From pieces on lines to the marks of a paragraph, gathered by what they are painted with."""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from workbench.domain.records import Span
from workbench.gui.article.decorations import LANES, MARGIN, Piece
from workbench.gui.article.marks import Bar, Sheet, Strip, Style, Styles
from workbench.gui.parts import glyphs

BAR = 14.0  # from the text to the bar beside it
THICK = 3.0  # of a bar


class SheetMaker:
    """Gathers the rectangles of a paragraph's marks by what they are painted with."""

    def __init__(self, sheet: Sheet, styles: Styles, lanes: list[int], column: float) -> None:
        self._sheet, self._styles, self._lanes, self._column = sheet, styles, lanes, column
        self._grounds: dict[str, list[QRectF]] = {}
        self._strokes: dict[str, list[QRectF]] = {}
        self._heads: dict[int, list[tuple[QRectF, Span]]] = {}
        self._more: dict[int, list[tuple[QRectF, Span]]] = {}
        self._bars: list[tuple[Piece, Style, QRectF]] = []
        self._last: dict[str, tuple[int, QRectF]] = {}

    def strip(self, piece: Piece, index: int, words: QRectF, first: bool, last: bool) -> None:
        """One piece on one line."""
        metrics, label = self._styles.metrics, piece.span.label
        style = self._styles.of(label)
        y = words.bottom() + 2 + min(piece.lane, LANES) * metrics.pitch
        opens, closes = piece.opens and first, piece.closes and last
        strip = Strip(piece.span, piece.fragment, words, y, piece.lane, opens, closes)
        self._sheet.strips.append(strip)
        if piece.head and first:
            self._heads.setdefault(index, []).append((words, piece.span))
        if style is None:
            return
        if piece.lane >= LANES:
            self._more.setdefault(index, []).append((words, piece.span))
            return
        shape, width, verdict = style.label.shape, max(words.width() - 1, 1.0), piece.span.verdict
        sign = strip.sign(metrics)
        if sign is not None and verdict is not None:
            self._sheet.signs.setdefault(verdict, []).extend(glyphs.strokes(verdict, sign))
        # A rejected span recedes: it has a hairline, and no ground.
        rejected = verdict == "rejected"
        line = strip.line(metrics, 1.0 if rejected else metrics.stroke)
        if shape == "bracket":
            if not rejected:
                self._grounds.setdefault(label, []).append(words)
            strokes = self._strokes.setdefault(label, [])
            strokes += line
            tick = y - words.bottom() + metrics.stroke
            tick = min(tick, metrics.pitch)
            for x, there in ((words.left(), opens), (words.left() + width - 1.5, closes)):
                if there:
                    strokes.append(QRectF(x, y + metrics.stroke - tick, 1.5, tick))
        else:
            self._strokes.setdefault(label, []).extend(line)
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
        words = QRectF(0, top.top(), 2, bottom.bottom() - top.top())
        self._sheet.strips.append(
            Strip(piece.span, 0, words, bottom.bottom(), MARGIN, piece.opens, piece.closes)
        )
        if style is None:
            return
        self._bars.append((piece, style, words))

    def _finish_bars(self) -> None:
        """Bars with their names; each is broken by the signs of what was decided."""
        signs: list[QRectF] = []
        for piece, _, words in reversed(self._bars):  # as high as their names, where they meet
            verdict = piece.span.verdict
            if (
                verdict is not None
                and piece.closes
                and piece.fragment == len(piece.span.fragments) - 1
            ):
                signs.append(_free_sign(words.bottom(), self._styles.metrics.sign * 1.2, signs))
                self._sheet.signs.setdefault(verdict, []).extend(glyphs.strokes(verdict, signs[-1]))
        for number, (piece, style, words) in enumerate(self._bars):
            # Two bars of one line have their names below each other.
            before = self._bars[:number]
            beside = sum(1 for *_, other in before if abs(other.top() - words.top()) < 2)
            named = QPointF(-BAR - (3 if signs else 0), words.top())
            named += QPointF(0, beside * self._styles.metrics.tag)
            thick = 1.0 if piece.span.verdict == "rejected" else THICK
            left = -BAR + (THICK - thick) / 2
            areas = tuple(
                QRectF(left, a, thick, b - a)
                for a, b in _broken(words.top(), words.bottom(), signs)
            )
            name = _bar_name(style, piece.span) if piece.head else ""
            self._sheet.bars.append(Bar(areas, name, named, style.line))

    def finish(self) -> None:
        """Hand everything to the sheet."""
        self._finish_bars()
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


def _bar_name(style: Style, span: Span) -> str:
    """What stands beside a bar: the value of the label's first attribute, or what lacks one."""
    for attribute in style.label.attributes[:1]:
        value = span.attributes.get(attribute.id)
        return attribute.value_name(value) if value else f"{style.label.name} •"
    return str(style.label.name)


def _free_sign(bottom: float, size: float, others: Sequence[QRectF]) -> QRectF:
    """The place of a sign near the lower end of a bar, above others that are there."""
    sign = QRectF(-BAR + (THICK - size) / 2, bottom - 5 - size, size, size)
    for other in sorted(others, key=QRectF.top, reverse=True):
        if sign.intersects(other.adjusted(0, -2, 0, 2)):
            sign.moveBottom(other.top() - 3)
    return sign


def _broken(top: float, bottom: float, signs: Iterable[QRectF]) -> Iterator[tuple[float, float]]:
    """The parts of a bar that signs leave of it."""
    for sign in sorted(signs, key=QRectF.top):
        low, high = sign.top() - 2, sign.bottom() + 2
        if top < high and low < bottom:
            if top < low:
                yield top, low
            top = high
    if top < bottom:
        yield top, bottom
