"""What is painted over the page: links of the focused span, cards for ends off screen, hints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from workbench.domain.records import Relation, Span, Verdict
from workbench.domain.suggestion import Link
from workbench.domain.text import Fragments, Interval, quote
from workbench.domain.words import shorten
from workbench.gui.article.page import Page
from workbench.gui.parts import glyphs
from workbench.gui.parts.look import Ink, readable, small

LETTERS = "ASDFGHJKLQWERTYUIOPZXCVBNM"
PREFIXES = 8  # the letters that begin hints of two, where one letter each is not enough
CARDS = 4  # at each edge


@dataclass(frozen=True, slots=True)
class Card:
    """A link whose other end is off screen: click it to go there."""

    area: QRectF
    text: str
    span: str
    color: QColor
    suggested: Link | None = None
    verdict: Verdict | None = None
    fallen: bool = False


@dataclass(frozen=True, slots=True)
class Arc:
    """A link between two places of the viewport, with its name and the place of that.

    `suggested` is the link that is only suggested: a click on its name takes it. `fallen` is one
    that was rejected, or an end of which was: it recedes.
    """

    path: QPainterPath
    tip: QPointF
    name: str
    named: QRectF
    color: QColor
    suggested: Link | None = None
    verdict: Verdict | None = None
    fallen: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """The links of the focused span as they lie in the viewport now."""

    arcs: tuple[Arc, ...] = ()
    cards: tuple[Card, ...] = ()


def links(
    page: Page, scroll: float, width: float, height: float, suggested: Sequence[Link] = ()
) -> Links:
    """Where to paint the links of the page's focused span in a viewport of this size."""
    reading = page.reading
    span = reading.span(page.focus)
    if span is None:
        return Links()
    home = page.rough_rect_of(span).translated(0, -scroll)
    font = small(page.document.defaultFont(), 0.66)
    metrics = QFontMetricsF(font)
    arcs: list[Arc] = []
    cards: dict[bool, list[Card]] = {True: [], False: []}
    stored = reading.relations_of(span.id) if page.shown.links else ()
    listed: tuple[Relation | Link, ...] = (*stored, *suggested)
    for relation in listed:
        ghost = relation if isinstance(relation, Link) else None
        forth = relation.source == span.id
        other = reading.span(relation.target if forth else relation.source)
        kind = reading.codebook.relation(relation.type)
        if other is None or not page.shown.shows(other):
            continue
        name = str(kind.name) if kind else relation.type
        if ghost is not None:
            name = f"{name}? ⏎"
        side = page.side_of(other, scroll, height)
        area = QRectF()
        if side == 0:
            area = page.rect_of(other).translated(0, -scroll)
            side = -1 if area.bottom() < 0 else int(area.top() > height)
        style = page.styles.of(other.label)
        color = style.line if style else page.styles.ink.quiet
        verdict = relation.verdict if isinstance(relation, Relation) else None
        fallen = "rejected" in (verdict, span.verdict, other.verdict)
        if fallen:
            color = page.styles.ink.quiet
        if side:
            above = side < 0
            row = cards[above]
            if len(row) < CARDS:
                words = shorten(quote(reading.text, _beginning(other)), 32)
                text = f"{'↑' if above else '↓'} {name}: {words}"
                size = metrics.height() + 8
                signed = _room(metrics) if verdict is not None else 0.0
                box = min(metrics.horizontalAdvance(text) + signed + 16, width - 16)
                y = 8 + len(row) * (size + 4)
                top = y if above else height - y - size
                place = QRectF(width - box - 8, top, box, size)
                row.append(Card(place, text, other.id, color, ghost, verdict, fallen))
            continue
        arc = _arc(home, area, name, metrics, color, forth=forth)
        named = arc.named.adjusted(0, 0, _room(metrics) if verdict is not None else 0, 0)
        arcs.append(replace(arc, named=named, suggested=ghost, verdict=verdict, fallen=fallen))
    arcs = _apart(arcs, width)
    return Links(tuple(arcs), (*cards[True], *cards[False]))


def _room(metrics: QFontMetricsF) -> float:
    """The room that the sign of a decision takes beside a name."""
    return metrics.ascent() * 0.6 + 4


def _beginning(span: Span) -> Fragments:
    """The first fragments of a span, as much of them as a card can say."""
    first = span.fragments[:3]
    return tuple(Interval(place.start, min(place.end, place.start + 200)) for place in first)


def _arc(
    home: QRectF, far: QRectF, name: str, metrics: QFontMetricsF, color: QColor, *, forth: bool
) -> Arc:
    start, end = (home, far) if forth else (far, home)
    a = QPointF(start.left() + min(12.0, start.width() / 2), start.top())
    b = QPointF(end.left() + min(12.0, end.width() / 2), end.top())
    one_line = abs(a.y() - b.y()) < 2
    rise = min(26.0, 12.0 + abs(a.x() - b.x()) / 12) if one_line else 14.0
    path = QPainterPath(a)
    path.cubicTo(QPointF(a.x(), a.y() - rise), QPointF(b.x(), b.y() - rise), b)
    # The name stands at the far end, over its words: there it says what those words are. It is
    # as low as it can be, so as to lie in the gap between the lines.
    foot = QPointF(far.left() + min(12.0, far.width() / 2) + 6, far.top() + 2)
    box = QRectF(0, 0, metrics.horizontalAdvance(name) + 6, metrics.ascent() + 1)
    box.moveBottomLeft(foot)
    return Arc(path, b, name, box, color)


def _apart(arcs: list[Arc], width: float) -> list[Arc]:
    """The same arcs, with names that lie beside each other and inside the viewport."""
    placed: list[Arc] = []
    for arc in sorted(arcs, key=lambda arc: (arc.named.top(), arc.named.left())):
        box = QRectF(arc.named)
        box.moveLeft(min(max(box.left(), 2.0), width - box.width() - 2))
        for other in placed:
            if box.intersects(other.named):
                box.moveLeft(other.named.right() + 3)
        placed.append(replace(arc, named=box))
    return placed


def paint_links(painter: QPainter, page: Page, found: Links) -> None:
    """Paint arcs, their names, and the cards."""
    ink = page.styles.ink
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = small(page.document.defaultFont(), 0.66)
    painter.setFont(font)
    for arc in found.arcs:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(arc, 1.6))
        painter.drawPath(arc.path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(arc.color)
        tip = arc.tip
        painter.drawPolygon([tip, tip + QPointF(-3.6, -7.0), tip + QPointF(3.6, -7.0)])
    for arc in found.arcs:
        named = readable(arc.color, ink.paper, ink.text_contrast)
        _label(painter, arc, ink, named, _room(QFontMetricsF(font)))
    for card in found.cards:
        painter.setPen(_pen(card, 1.0))
        painter.setBrush(ink.paper)
        painter.drawRoundedRect(card.area, 4, 4)
        painter.setPen(ink.quiet if card.fallen else ink.text)
        metrics = QFontMetricsF(font)
        room = card.area.adjusted(8, 0, -6, 0)
        if card.verdict is not None:
            room = _sign(painter, room, card.verdict, ink, _room(metrics))
        text = metrics.elidedText(card.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)


def _pen(link: Arc | Card, width: float) -> QPen:
    """What is only suggested is dashed; what was rejected is a dotted hairline."""
    if link.fallen:
        return QPen(link.color, 1.0, Qt.PenStyle.DotLine)
    broken = Qt.PenStyle.DashLine if link.suggested else Qt.PenStyle.SolidLine
    return QPen(link.color, width, broken)


def _label(painter: QPainter, arc: Arc, ink: Ink, color: QColor, sign: float) -> None:
    ground = QColor(ink.paper)
    ground.setAlphaF(0.92)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(arc.named, 3, 3)
    area = arc.named
    if arc.verdict is not None:
        area = _sign(painter, area, arc.verdict, ink, sign)
    painter.setPen(color)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), arc.name)


def _sign(painter: QPainter, area: QRectF, verdict: Verdict, ink: Ink, room: float) -> QRectF:
    """Paint the sign of a decision at the end of `area`, of which the rest is left."""
    size = room - 4
    at = QPointF(area.right() - 3 - size / 2, area.center().y())
    glyphs.verdict(painter, at, verdict, ink, size)
    return area.adjusted(0, 0, -room, 0)


def hints(targets: Iterable[tuple[Span, float]]) -> dict[str, str]:
    """Letters for spans: hint -> span id. The nearest get one letter, those far away two.

    No hint begins another, so that a letter is an answer as soon as it is struck.
    """
    ordered = [span.id for span, _ in sorted(targets, key=lambda item: (item[1], item[0].start))]
    many = len(ordered) > len(LETTERS)
    single = LETTERS[:-PREFIXES] if many else LETTERS
    double = [a + b for a in LETTERS[-PREFIXES:] for b in LETTERS] if many else []
    return dict(zip([*single, *double], ordered, strict=False))


def paint_hints(
    painter: QPainter, page: Page, found: dict[str, str], typed: str, scroll: float
) -> None:
    """A badge with its letter at the start of each span that can be linked with."""
    ink = page.styles.ink
    font = QFont(small(page.document.defaultFont(), 0.72))
    font.setBold(True)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    taken: list[QRectF] = []
    for name, span_id in found.items():
        span = page.reading.span(span_id)
        if span is None or not name.startswith(typed):
            continue
        at = page.rect_of(span).translated(0, -scroll)
        size = metrics.height() + 2
        box = QRectF(
            at.left() - 4, at.top() - size / 2, max(size, metrics.horizontalAdvance(name) + 8), size
        )
        while any(box.intersects(other) for other in taken):
            box.translate(box.width() + 2, 0)
        taken.append(box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(page.styles.tag_color.get(span.label, ink.quiet))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(ink.paper)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)
