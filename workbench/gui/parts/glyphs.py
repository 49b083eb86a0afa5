"""Small pictures and texts that several panels paint: marks, key caps, states, cut lines."""

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QTextLayout

from workbench.domain.records import Verdict
from workbench.gui.parts.keys import printed
from workbench.gui.parts.look import Ink, blend, readable, small, tint

RADIUS = 4.0


def sample(
    painter: QPainter, rect: QRectF, color: QColor, shape: str, ink: Ink, ground: QColor
) -> None:
    """A label's mark on a word that is not there: tint and bracket, line under it, or bar."""
    line = readable(color, ground, ink.line_contrast)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if shape in ("bracket", "bar"):
        words = blend(ink.quiet, ground, 0.35)
        _beside(painter, rect, line, tint(color, ink, 0.35) if shape == "bracket" else None, words)
    else:
        y = round(rect.bottom()) - 2.0
        _words(painter, QRectF(rect.left(), y - 6, rect.width(), 3), blend(ink.quiet, ground, 0.35))
        pen = QPen(line, 2.0)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if shape in ("dotted", "dashed"):
            pen.setDashPattern([1.2, 1.6] if shape == "dotted" else [3.0, 1.6])
        painter.setPen(pen)
        painter.drawLine(QPointF(rect.left() + 1, y), QPointF(rect.right() - 1, y))
    painter.restore()


def _words(painter: QPainter, rect: QRectF, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(rect, 1.5, 1.5)


def _beside(
    painter: QPainter, rect: QRectF, line: QColor, ground: QColor | None, words: QColor
) -> None:
    if ground is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(line)
        painter.drawRoundedRect(QRectF(rect.left(), rect.top(), 3, rect.height()), 1.5, 1.5)
        room = rect.adjusted(7, 0, 0, 0)
        for y, part in ((room.top() + 2, 1.0), (room.bottom() - 5, 0.6)):
            _words(painter, QRectF(room.left(), y, room.width() * part, 3), words)
        return
    painter.fillRect(rect.adjusted(1, 1, -1, -1), ground)
    _words(painter, QRectF(rect.left() + 5, rect.center().y() - 1.5, rect.width() - 10, 3), words)
    painter.setPen(QPen(line, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for side, tick in ((rect.left() + 1, 4.0), (rect.right() - 1, -4.0)):
        path = QPainterPath(QPointF(side + tick, rect.top() + 1))
        path.lineTo(side, rect.top() + 1)
        path.lineTo(side, rect.bottom() - 1)
        path.lineTo(side + tick, rect.bottom() - 1)
        painter.drawPath(path)


def cap_width(font: QFont, text: str) -> float:
    """How wide the cap of a key is in the panel font `font`."""
    metrics = QFontMetricsF(small(font))
    return max(metrics.horizontalAdvance(printed(text)) + 8, math.ceil(metrics.height()) + 2.0)


def cap(
    painter: QPainter, right: float, middle: float, text: str, ink: Ink, *, lit: bool = False
) -> QRectF:
    """A key cap that ends at `right`, around the height `middle`; returns where it is."""
    painter.save()
    font = small(painter.font())
    width = cap_width(painter.font(), text)
    height = math.ceil(QFontMetricsF(font).height()) + 2.0
    rect = QRectF(round(right - width) + 0.5, round(middle - height / 2) + 0.5, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink.accent if lit else blend(ink.quiet, ink.paper, 0.45), 1))
    painter.setBrush(ink.accent if lit else ink.paper)
    painter.drawRoundedRect(rect, 3, 3)
    painter.setPen(ink.paper if lit else ink.text)
    painter.setFont(font)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, printed(text))
    painter.restore()
    return rect


def caps(painter: QPainter, right: float, middle: float, keys: str, ink: Ink) -> float:
    """The caps of a chord such as «Ctrl+Shift+Z», ending at `right`; returns their left end."""
    for name in reversed(parts(keys)):
        right = cap(painter, right, middle, name, ink).left() - 3
    return right


def parts(keys: str) -> list[str]:
    """The keys of a shown chord; the plus sign may be one of them."""
    if keys.endswith("+") and keys != "+":
        return [*(name for name in keys[:-1].split("+") if name), "+"]
    return [keys] if keys == "+" else keys.split("+")


def state(painter: QPainter, rect: QRectF, status: str, ink: Ink) -> None:
    """An article's state by shape: an empty, half or full disc."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color = {"in_work": ink.accent, "done": ink.good}.get(status, ink.quiet)
    painter.setPen(QPen(color, 1.5))
    painter.setBrush(color if status == "done" else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(rect)
    if status == "in_work":
        painter.setBrush(color)
        painter.drawPie(rect, 90 * 16, 180 * 16)
    painter.restore()


def verdict(painter: QPainter, center: QPointF, said: Verdict, ink: Ink, size: float = 7.0) -> None:
    """A reviewer's decision: a tick, or a cross."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(ink.good if said == "accepted" else ink.bad, size / 4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLines(
        strokes(said, QRectF(center.x() - size / 2, center.y() - size / 2, size, size))
    )
    painter.restore()


def strokes(said: Verdict, box: QRectF) -> list[QLineF]:
    """The lines of a reviewer's decision: of a tick, or of a cross."""
    if said == "rejected":
        return [
            QLineF(box.topLeft(), box.bottomRight()),
            QLineF(box.bottomLeft(), box.topRight()),
        ]
    elbow = QPointF(box.left() + box.width() * 0.38, box.bottom())
    return [
        QLineF(QPointF(box.left(), box.top() + box.height() * 0.6), elbow),
        QLineF(elbow, box.topRight()),
    ]


def chevron(painter: QPainter, center: QPointF, color: QColor, *, opened: bool) -> None:
    """A small angle: down for what is open, to the right for what is shut."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(color, 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.translate(center)
    if not opened:
        painter.rotate(-90)
    painter.drawPolyline([QPointF(-3.5, -1.75), QPointF(0, 1.75), QPointF(3.5, -1.75)])
    painter.restore()


def lines_needed(text: str, font: QFont, width: float, most: int) -> int:
    """In how many lines, `most` at the most, `text` fits into `width`."""
    if most == 1 or QFontMetricsF(font).horizontalAdvance(text) <= width:
        return 1
    return len(_broken(text, font, width, most))


def _broken(text: str, font: QFont, width: float, most: int) -> list[tuple[int, int]]:
    layout = QTextLayout(text, font)
    layout.beginLayout()
    found: list[tuple[int, int]] = []
    while len(found) < most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, 1.0))
        found.append((line.textStart(), line.textLength()))
    layout.endLayout()
    return found


def draw_lines(painter: QPainter, rect: QRectF, text: str, most: int = 1) -> int:
    """Text from the top of `rect` in `most` lines, the last cut with «…»; returns the lines."""
    font = painter.font()
    metrics = QFontMetricsF(font)
    height = metrics.lineSpacing()
    if most == 1 or metrics.horizontalAdvance(text) <= rect.width():
        shown = [metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())]
    else:
        # QTextLayout counts in UTF-16; cut there, so that no character is halved.
        units = text.encode("utf-16-le")
        broken = _broken(text, font, rect.width(), most)
        shown = [
            units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace").rstrip()
            for start, length in broken[:-1]
        ]
        rest = units[2 * broken[-1][0] :].decode("utf-16-le", "replace")
        shown.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, rect.width()))
    for number, line in enumerate(shown):
        top = rect.top() + number * height
        painter.drawText(
            QRectF(rect.left(), top, rect.width(), height),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            line,
        )
    return len(shown)
