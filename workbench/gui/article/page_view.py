"""A page that scrolls: laid out a little at a time, while the line that is read stays in place."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from workbench.domain.records import Span
from workbench.gui.article.page import Page
from workbench.gui.article.text_layout import Measure
from workbench.gui.parts.look import Ink, ink_of
from workbench.gui.parts.rows_view import SlimBar

SLICE = 0.006  # seconds of work between two looks at the event queue


class PageView(QTextEdit):
    """Shows one page of text in a face and a measure. Who shows what says so in `build`."""

    moved = Signal()  # scrolled or laid out anew: what floats over the text must follow

    def __init__(self, font: QFont, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: Page | None = None
        self._font, self._measure = font, Measure()
        self._empty = QTextDocument(self)
        self._steady_depth = 0
        self.setReadOnly(True)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SlimBar(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._settle_more)

    def build(self) -> None:
        """Make the page anew; for who knows what is on it."""
        raise NotImplementedError

    def eye(self) -> int:
        """The place that is read; where it is off screen, the line on top is."""
        return 0

    def relaid(self) -> None:
        """What lies over the text is to follow it."""
        self.moved.emit()

    def set_page(self, page: Page | None) -> None:
        """Show another page, or none."""
        self._idle.stop()
        self.page = page
        if page is None:
            self.setDocument(self._empty)
        else:
            page.layout.set_width(self.viewport().width())
            self.setDocument(page.document)
            self._idle.start()

    @property
    def ink(self) -> Ink:
        """The theme's colours."""
        return ink_of(self.palette())

    def set_font(self, font: QFont) -> None:
        """Set the article in another font; the line that is on top stays there."""
        self._font = font
        self._set_anew()

    def set_measure(self, measure: Measure) -> None:
        """Set the article in other lines; the one that is on top stays there."""
        if measure != self._measure:
            self._measure = measure
            self._set_anew()

    def _set_anew(self) -> None:
        page = self.page
        if page is None:
            return
        place = page.place_at(QPointF(page.layout.left, self.offset + 1))
        self.build()
        if self.page is not None:
            self.verticalScrollBar().setValue(round(self.page.line_top(place)))

    @property
    def offset(self) -> float:
        """How far the page is scrolled, in pixels."""
        return float(self.verticalScrollBar().value())

    def rect_of(self, span: Span) -> QRectF:
        """Where a span's first line is in the viewport."""
        return self.page.rect_of(span).translated(0, -self.offset) if self.page else QRectF()

    # -- layout in time

    @property
    def idle(self) -> bool:
        """Whether paragraphs off screen are still being laid out."""
        return self._idle.isActive()

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Keep the line that the user is on where it is on the screen while heights change."""
        page = self.page
        if page is None or self._steady_depth:
            yield
            return
        scroll, height = self.offset, self.viewport().height()
        place = self.eye()
        top = page.line_top(min(place, page.map.length))
        if not scroll <= top < scroll + height:
            place = page.place_at(QPointF(page.layout.left, scroll + 1))
            top = page.line_top(place)
        self._steady_depth += 1
        try:
            yield
        finally:
            self._steady_depth -= 1
            if self.page is page:
                new = page.line_top(place)
                if scroll > 0 or new < 0:
                    self._update_range()
                    self.verticalScrollBar().setValue(round(scroll + new - top))

    def _update_range(self) -> None:
        if self.page is not None:
            bar = self.verticalScrollBar()
            bar.setRange(0, max(0, round(self.page.layout.height - self.viewport().height())))

    def _settle_near(self) -> None:
        """Settle the paragraphs on screen and a page each way."""
        if self.page is None:
            return
        height = self.viewport().height()
        with self.steady():
            self.page.layout.settle_between(self.offset - height, self.offset + 2 * height)
            self._update_range()

    def _settle_more(self) -> None:
        if self.page is None:
            self._idle.stop()
            return
        limit = time.perf_counter() + SLICE
        with self.steady():
            if self.page.layout.settle_some(lambda: time.perf_counter() > limit):
                self._idle.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.page is not None:
            with self.steady():
                changed = self.page.layout.set_width(self.viewport().width())
                if changed:
                    self.page.show(self.page.reading, None)
            if changed:
                self._idle.start()
            self._settle_near()
        self.relaid()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if not self._steady_depth:
            self._settle_near()
        self.relaid()
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and getattr(self, "page", None) is not None:
            self._set_anew()
