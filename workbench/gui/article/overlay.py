"""What lies over the page in the viewport: links, suggestions, hints, the places of a search."""

from bisect import bisect_left

from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtGui import QColor, QPainter

from workbench.domain.text import Interval
from workbench.gui.article.ghosts import Ghost, ghosts, paint_ghosts
from workbench.gui.article.links import Links, hints, links, paint_hints, paint_links
from workbench.gui.article.page import Page
from workbench.gui.session import Session
from workbench.gui.suggesting import Suggesting
from workbench.gui.verbs import tagging


class Overlay:
    """Placed anew whenever the page moves or the session changes; painted as it was placed."""

    def __init__(self, session: Session, suggesting: Suggesting) -> None:
        self._session, self._suggesting = session, suggesting
        self.links = Links()
        self.ghosts: tuple[Ghost, ...] = ()
        self.found: tuple[Interval, ...] = ()  # places of a search, in reading order
        self.hints: dict[str, str] = {}  # letters -> span id
        self.typed = ""  # the first letter of a hint of two

    def place(self, page: Page, scroll: float, size: QSizeF) -> None:
        """Put links and suggestions where the page now has their words."""
        suggesting = self._suggesting
        self.links = links(page, scroll, size.width(), size.height(), suggesting.links)
        self.ghosts = ghosts(page, suggesting.mentions, scroll, size.height())

    def place_hints(self, page: Page | None, scroll: float, height: float) -> None:
        """Letters at the spans on screen that can be linked with; the same ones stay as typed."""
        linking = page is not None and self._session.linking
        found = self._hints(page, scroll, height) if page is not None and linking else {}
        if found != self.hints:
            self.hints, self.typed = found, ""

    def strike(self, letter: str) -> str | None:
        """Take a letter of a hint; the span that it answers for, once that is clear."""
        self.typed += letter
        if self.typed in self.hints:
            return self.hints[self.typed]
        if not any(name.startswith(self.typed) for name in self.hints):
            self.typed = ""
        return None

    def paint(self, painter: QPainter, page: Page, scroll: float, height: float) -> None:
        """Paint it all; hints put the rest away, so that they can be read."""
        if self.found:
            self._paint_found(painter, page, scroll, height)
        if self.hints:
            paint_hints(painter, page, self.hints, self.typed, scroll)
            return
        if self.ghosts:
            paint_ghosts(painter, page, self.ghosts, self._suggesting.current)
        if self.links.arcs or self.links.cards:
            paint_links(painter, page, self.links)

    def _hints(self, page: Page, scroll: float, height: float) -> dict[str, str]:
        session, focused = self._session, self._session.focused()
        if focused is None:
            return {}
        low = page.place_at(QPointF(page.layout.left, scroll))
        high = page.place_at(QPointF(1e6, scroll + height))
        home = page.rough_rect_of(focused).center()
        return hints(
            (span, (page.rect_of(span).center() - home).manhattanLength())
            for span in page.reading.touching(low, high + 1)
            if low <= span.start <= high
            and session.shown.shows(span)
            and tagging.joining(session, span)
        )

    def _paint_found(self, painter: QPainter, page: Page, scroll: float, height: float) -> None:
        low: int = page.place_at(QPointF(0, scroll))
        high: int = page.place_at(QPointF(1e6, scroll + height))
        first = bisect_left(self.found, low, key=lambda place: place.end)
        ground = QColor(page.styles.ink.accent)
        ground.setAlphaF(0.25)
        past = bisect_left(self.found, high + 1, key=lambda place: place.start)
        for place in self.found[first:past]:
            for area in page.rects_of(place):
                painter.fillRect(area.translated(0, -scroll), ground)
