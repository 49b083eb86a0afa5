"""How marks look: colours and strokes of each label, painted in batches a paragraph.

A paragraph's marks are turned into lists of rectangles and lines once; a repaint hands these
lists to the painter whole, so its cost follows the number of labels, not of spans.
"""

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QStaticText

from workbench.domain.codebook import Codebook, Label
from workbench.domain.records import Span, Verdict
from workbench.gui.parts.look import Ink, readable, small, tint


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes in pixels that follow from the text's font."""

    row: float  # height of a line of text
    pitch: float  # from lane to lane
    stroke: float
    tag: float  # height of a tag
    sign: float  # height and width of the sign of a decision

    @classmethod
    def of(cls, font: QFont) -> "Metrics":
        """The sizes for article text in `font`."""
        metrics = QFontMetricsF(font)
        row = metrics.height()
        stroke = max(1.5, row / 12)
        return cls(
            row,
            round(max(4.0, stroke + row / 9)),
            stroke,
            QFontMetricsF(small(font, 0.58)).height(),
            max(5.0, row / 4),
        )


class Style:
    """What a label looks like on this paper."""

    __slots__ = (
        "bare",
        "broken",
        "brush",
        "ground",
        "label",
        "line",
        "missing",
        "required",
        "strong",
        "width",
    )

    def __init__(self, label: Label, ink: Ink, metrics: Metrics, font: QFont) -> None:
        color = QColor(label.color)
        self.label = label
        self.line = readable(color, ink.paper, ink.line_contrast)
        # Laid on with opacity, so that a claim inside a claim is darker than both.
        self.ground = tint(color, ink, 0.20 if ink.dark else 0.24)
        self.strong = tint(color, ink, 0.34 if ink.dark else 0.42)
        self.broken = label.shape in ("dotted", "dashed")
        self.brush = QBrush(self.line)
        if self.broken:
            on, off = (2, 2) if label.shape == "dotted" else (7, 4)
            self.brush = QBrush(_dashes(self.line, on, off))
        self.required = frozenset(item.id for item in label.attributes if item.required)
        name = str(label.name)
        self.bare, self.missing = QStaticText(name), QStaticText(f"{name} •")
        for text in (self.bare, self.missing):
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.prepare(font=font)
        self.width = QFontMetricsF(font).horizontalAdvance(f"{name} •")


def _dashes(color: QColor, on: int, off: int) -> QPixmap:
    """A tile of a broken line: filling rectangles with it costs a tenth of a dashed pen."""
    tile = QPixmap(on + off, 1)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.fillRect(0, 0, on, 1, color)
    painter.end()
    return tile


class Styles:
    """The styles of a codebook's labels for a font and a theme."""

    def __init__(self, codebook: Codebook, ink: Ink, font: QFont) -> None:
        self.ink = ink
        self.metrics = Metrics.of(font)
        if ink.strong:
            self.metrics = replace(self.metrics, stroke=self.metrics.stroke * 1.4)
        self.sign: dict[Verdict, QPen] = {
            "accepted": QPen(ink.good, self.metrics.sign / 4),
            "rejected": QPen(ink.bad, self.metrics.sign / 4),
        }
        self.tag_font = small(font, 0.58)
        self.tag_font.setItalic(False)
        self.tag_color = {
            label.id: readable(QColor(label.color), ink.paper, ink.text_contrast)
            for label in codebook.labels
        }
        self.by_label = {
            label.id: Style(label, ink, self.metrics, self.tag_font) for label in codebook.labels
        }
        self.bars = frozenset(label.id for label in codebook.labels if label.shape == "bar")

    def of(self, label: str) -> Style | None:
        """The style of a label; None for one that the codebook does not have."""
        return self.by_label.get(label)


@dataclass(frozen=True, slots=True)
class Strip:
    """One span on one line, in the paragraph's coordinates."""

    span: Span
    fragment: int
    words: QRectF  # the words on the line
    y: float  # where the lane's stroke begins
    lane: int
    opens: bool
    closes: bool

    def sign(self, metrics: Metrics) -> QRectF | None:
        """Where the sign of what was decided stands: in the line, near its end.

        Of two lanes that end at one place it stands farther from the end in the lower one.
        """
        if self.span.review is None or not self.closes or self.lane < 0:
            return None
        if self.fragment < len(self.span.fragments) - 1:
            return None
        size, width = metrics.sign, self.words.width()
        back = (size + 4) * (1 + self.lane % 2) if width > 3 * (size + 4) else size + 4
        left = max(self.words.right() - back, self.words.left())
        return QRectF(left + 1, self.y + (metrics.stroke - size) / 2, size, size)

    def line(self, metrics: Metrics, thick: float) -> list[QRectF]:
        """The line under the words; it is broken by the sign of what was decided."""
        left, width = self.words.left(), max(self.words.width() - 1, 1.0)
        sign = self.sign(metrics)
        if sign is None:
            return [QRectF(left, self.y, width, thick)]
        parts = [(left, sign.left() - 2), (sign.right() + 2, left + width)]
        return [QRectF(a, self.y, b - a, thick) for a, b in parts if b - a >= 1]


@dataclass(frozen=True, slots=True)
class Bar:
    """A span drawn beside its lines, with its name to the left of `named`.

    Its line is in parts where signs of what was decided break it.
    """

    areas: tuple[QRectF, ...]
    name: str
    named: QPointF
    color: QColor


@dataclass(slots=True)
class Sheet:
    """The marks of a paragraph, ready to paint."""

    strips: list[Strip] = field(default_factory=list)
    grounds: list[tuple[QColor, list[QRectF]]] = field(default_factory=list)
    strokes: list[tuple[QBrush, list[QRectF]]] = field(default_factory=list)
    tags: list[tuple[QColor, QPointF, QStaticText]] = field(default_factory=list)
    signs: dict[Verdict, list[QLineF]] = field(default_factory=dict)
    more: list[tuple[QRectF, tuple[Span, ...]]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)

    def paint_under(self, painter: QPainter) -> None:
        """What lies under the text."""
        painter.setPen(Qt.PenStyle.NoPen)
        for color, rectangles in self.grounds:
            painter.setBrush(color)
            painter.drawRects(rectangles)

    def paint_over(self, painter: QPainter, styles: Styles, margin: float) -> None:
        """What lies under the lines of text and beside them; `margin` is the room to the left."""
        painter.setPen(Qt.PenStyle.NoPen)
        for brush, rectangles in self.strokes:
            painter.setBrush(brush)
            painter.drawRects(rectangles)
        for verdict, lines in self.signs.items():
            painter.setPen(styles.sign[verdict])
            painter.drawLines(lines)
        if self.tags or self.bars or self.more:
            painter.setFont(styles.tag_font)
        for color, point, text in self.tags:
            painter.setPen(color)
            painter.drawStaticText(point, text)
        for bar in self.bars:
            for area in bar.areas:
                painter.fillRect(area, bar.color)
            self._name_bar(painter, bar, margin)
        for rectangle, spans in self.more:
            painter.setPen(styles.ink.quiet)
            painter.drawText(rectangle, int(Qt.AlignmentFlag.AlignVCenter), f"+{len(spans)}")

    @staticmethod
    def _name_bar(painter: QPainter, bar: Bar, margin: float) -> None:
        room = margin + bar.named.x() - 6
        metrics = painter.fontMetrics()
        if not bar.name or room < metrics.averageCharWidth() * 4:
            return
        painter.setPen(bar.color)
        painter.drawText(
            QRectF(bar.named.x() - 4 - room, bar.named.y(), room, metrics.height() + 2),
            int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
            metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, int(room)),
        )


def paint_focus(painter: QPainter, strips: list[Strip], styles: Styles) -> None:
    """The focused span's own ground, stronger, under the text."""
    painter.setPen(Qt.PenStyle.NoPen)
    for strip in strips:
        style = styles.of(strip.span.label)
        if style is None:
            continue
        if styles.ink.strong:
            painter.setPen(QPen(style.line, 1.5))
        painter.setBrush(style.strong)
        painter.drawRoundedRect(strip.words.adjusted(-1, 0, 1, 0), 2, 2)
    painter.setPen(Qt.PenStyle.NoPen)


def paint_focus_lines(painter: QPainter, strips: list[Strip], styles: Styles) -> None:
    """The focused span's line, twice as thick, and the grips at its ends."""
    metrics = styles.metrics
    for strip in strips:
        style = styles.of(strip.span.label)
        if style is None:
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.line)
        if strip.lane >= 0:
            painter.drawRects(strip.line(metrics, metrics.stroke * 1.8))
        for x, there in ((strip.words.left(), strip.opens), (strip.words.right(), strip.closes)):
            if there:
                painter.drawRect(QRectF(x - 1, strip.words.top(), 2, strip.words.height()))
                painter.drawEllipse(QPointF(x, strip.words.bottom() + 1), 3.5, 3.5)
