"""Suggested mentions as they lie in the viewport: marks that are not there yet."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from workbench.domain.suggestion import Mention
from workbench.gui.article.page import Page

MOST = 400  # on one screen


@dataclass(frozen=True, slots=True)
class Ghost:
    """A suggestion on screen: a rectangle for each line, in the viewport."""

    mention: Mention
    areas: tuple[QRectF, ...]
    color: QColor


def ghosts(
    page: Page, mentions: Sequence[Mention], scroll: float, height: float
) -> tuple[Ghost, ...]:
    """Those of `mentions` (in reading order) that show in a viewport of this height."""
    if not mentions:
        return ()
    low: int = page.place_at(QPointF(0, scroll))
    high: int = page.place_at(QPointF(1e6, scroll + height))
    first = bisect_left(mentions, low, key=lambda mention: mention.place.end)
    found = []
    for mention in mentions[first : first + MOST]:
        if mention.place.start > high:
            break
        style = page.styles.of(mention.label)
        if style is None:
            continue
        areas = (area.translated(0, -scroll) for area in page.rects_of(mention.place))
        found.append(Ghost(mention, tuple(areas), style.line))
    return tuple(found)


def paint_ghosts(
    painter: QPainter, page: Page, found: Sequence[Ghost], current: Mention | None
) -> None:
    """A thin broken frame around the words; around those in focus a whole one."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for ghost in found:
        chosen = ghost.mention == current
        ground = QColor(ghost.color)
        ground.setAlphaF(0.22 if chosen else 0.07)
        pen = QPen(ghost.color, 1.8 if chosen else 1.0)
        if not chosen:
            pen.setDashPattern([3.0, 3.0])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(ground)
        for area in ghost.areas:
            painter.drawRoundedRect(area.adjusted(-2, 0.5, 2, -0.5), 3, 3)
