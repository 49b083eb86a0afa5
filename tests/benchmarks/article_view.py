"""The article view beside a bare QTextLayout: the goals table of the rendering design.

Run: QT_QPA_PLATFORM=offscreen python -m tests.benchmarks view
"""

import random
import time
import tracemalloc
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

import orjson
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication

from tests.benchmarks.measure import Row, interleave
from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.commands import Pen
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Span, new_id, timestamp
from workbench.domain.text import Interval, sha256
from workbench.domain.words import msg
from workbench.gui.article.view import ArticleView
from workbench.gui.parts.look import text_font
from workbench.gui.session import Session
from workbench.gui.suggesting import Suggesting
from workbench.gui.tasks import Tasks
from workbench.resources import resource
from workbench.store.project import Project

SIZE = (1000, 800)
WORDS = (
    "правительство",
    "объявило",
    "что",
    "порт",
    "останется",
    "открытым",
    "для",
    "всех",
    "судов",
    "по",
    "словам",
    "министра",
    "переговоры",
    "продолжатся",
    "весной",
    "а",
    "соседи",
    "требуют",
    "объяснений",
    "и",
    "гарантий",
    "безопасности",
)


def text(size: int, seed: int) -> str:
    """Russian-looking paragraphs of `size` UTF-8 bytes."""
    chance, parts, length = random.Random(seed), [], 0
    while length < size:
        words = " ".join(chance.choice(WORDS) for _ in range(chance.randint(25, 90)))
        parts.append(words.capitalize() + ".")
        length += len(parts[-1].encode()) + 2
    return "\n\n".join(parts)


def spans(article: str, body: str, count: int, seed: int) -> Iterator[Span]:
    """`count` spans of all labels over the whole text, one to twelve words long."""
    chance = random.Random(seed)
    starts = [0, *(i + 1 for i, c in enumerate(body) if c in " \n")]
    now = timestamp()
    for number in range(count):
        first = chance.randrange(len(starts) - 13)
        label = ("Claim", "Actor", "Source", "Cue")[number % 4]
        words = chance.randint(4, 12) if label == "Claim" else chance.randint(1, 3)
        place = Interval(starts[first], max(starts[first] + 1, starts[first + words] - 1))
        yield Span(new_id(), article, label, (place,), {}, None, "bench", "manual", None, now, now)


def make(folder: Path, sizes: dict[str, tuple[int, int]]) -> tuple[Project, dict[str, str]]:
    """A project with an article of each (bytes, spans)."""
    book = orjson.loads(resource("codebook.json").read_bytes())
    for label in book["labels"]:
        label["self_overlap"] = "allow"  # random spans cross
    project = Project.create(folder / "bench.workbench", Codebook.of(book), "bench")
    ids = {}
    for seed, (name, (size, count)) in enumerate(sizes.items()):
        body = text(size, seed)
        article = Article(new_id(), sha256(body), name)
        marks = spans(article.id, body, count, seed)
        changes = (Change(None, article), *(Change(None, span) for span in marks))
        project.commit(Transaction(msg("import"), changes, texts={article.sha256: body}))
        ids[name] = article.id
    return project, ids


def _given(transaction: Transaction, reading: Reading) -> Transaction:
    return transaction


class Bench:
    """One view on one project."""

    def __init__(self, project: Project) -> None:
        self.app = QApplication.instance() or QApplication([])
        self.tasks = Tasks()
        self.session = Session(self.tasks)
        self.view = ArticleView(self.session, Suggesting(self.session), text_font("", 13))
        self.view.resize(*SIZE)
        self.view.show()
        self.image = QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)
        self.session.open_project(project)

    def paint(self) -> None:
        """One full repaint of the viewport."""
        self.view.viewport().render(self.image)

    def paint_anew(self) -> None:
        """A full repaint with nothing kept: lanes, marks and pictures made anew."""
        page = self.view.page
        assert page is not None
        page.show(page.reading, None)
        self.paint()

    def open(self, article: str) -> None:
        """From the click in the list to the first paint."""
        self.session.open_article(article)
        self.paint()

    def settle(self) -> None:
        """Let the idle work finish."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            self.app.processEvents()
            if not self.view.idle and not self.tasks.busy:
                return

    def bare(self) -> tuple[list[tuple[QTextLayout, QPointF]], list[tuple[QTextLayout, QPointF]]]:
        """The same visible paragraphs as bare QTextLayouts: with glyphs cached, and without."""
        page = self.view.page
        assert page is not None
        made: tuple[list[tuple[QTextLayout, QPointF]], list[tuple[QTextLayout, QPointF]]] = ([], [])
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        top, bottom = self.view.offset, self.view.offset + SIZE[1]
        for number in range(page.layout.count):
            y = page.layout.top(number)
            if y > bottom or page.layout.top(number + 1) < top:
                continue
            source = page.layout.lines(number)
            for cached, found in zip((True, False), made, strict=True):
                body = page.document.findBlockByNumber(number).text()
                layout = QTextLayout(body, page.document.defaultFont())
                layout.setCacheEnabled(cached)
                layout.setTextOption(option)
                layout.beginLayout()
                index = 0
                while (line := layout.createLine()).isValid():
                    line.setLineWidth(page.layout.column)
                    line.setPosition(source.lineAt(index).position())
                    index += 1
                layout.endLayout()
                found.append((layout, QPointF(page.layout.left, y - top)))
        return made

    def paint_bare(self, layouts: list[tuple[QTextLayout, QPointF]]) -> None:
        """Paint bare layouts on the same paper."""
        painter = QPainter(self.image)
        painter.fillRect(self.image.rect(), self.view.palette().base())
        painter.setPen(self.view.palette().text().color())
        for layout, at in layouts:
            layout.draw(painter, at)
        painter.end()

    def add_and_undo(self) -> tuple[float, float]:
        """CPU milliseconds of a new span to its repaint, and of taking it back."""
        reading = self.session.whole()
        page = self.view.page
        assert page is not None
        place = page.place_at(QPointF(page.layout.left + 200, self.view.offset + 300))
        self.session.caret = place
        pen = Pen("bench")
        taken: list[tuple[float, float]] = []
        for label in ("Claim", "Actor"):
            where = Interval(place, place + 7 + len(taken))
            transaction = commands.label(reading, pen, (where,), label)
            start = time.process_time_ns()
            self.session.run(partial(_given, transaction))
            self.paint()
            added = time.process_time_ns()
            self.session.walk(back=True)
            self.paint()
            taken.append(((added - start) / 1e6, (time.process_time_ns() - added) / 1e6))
            reading = self.session.whole()
        return median(t[0] for t in taken), median(t[1] for t in taken)

    def scroll(self, pixels: int) -> None:
        """Scroll and repaint."""
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.value() + pixels)
        self.paint()


def run(folder: Path) -> list[Row]:
    """The rows of the table."""
    sizes = {
        "8 KB, 30": (8_000, 30),
        "200 KB, 30": (200_000, 30),
        "200 KB, 10,000": (200_000, 10_000),
        "200 KB, 50,000": (200_000, 50_000),
        "2 MB, 50,000": (2_000_000, 50_000),
    }
    project, ids = make(folder, sizes)
    bench = Bench(project)
    rows: list[Row] = []
    opened = interleave({name: partial(bench.open, ids[name]) for name in sizes}, 15)
    small, large = opened["8 KB, 30"], opened["2 MB, 50,000"]
    rows.append(Row("open 2 MB, 50,000 spans, to first paint", large, 0, "<= 100 ms", large <= 100))
    rows.append(Row("… beside the 8 KB article", large, small, "<= 5", large / small <= 5))
    painted = {}
    for name in sizes:
        bench.open(ids[name])
        bench.settle()
        bench.view.verticalScrollBar().setValue(bench.view.verticalScrollBar().maximum() // 2)
        bench.settle()
        warm, cold = bench.bare()
        found = interleave(
            {
                "ours": bench.paint,
                "anew": bench.paint_anew,
                "bare": partial(bench.paint_bare, cold),
                "bare, glyphs kept": partial(bench.paint_bare, warm),
            },
            40,
        )
        painted[name] = found["ours"]
        ratio = found["ours"] / found["bare"]
        rows.append(
            Row(
                f"repaint {name} / bare QTextLayout",
                found["ours"],
                found["bare"],
                "<= 1.3",
                ratio <= 1.3,
            )
        )
        kept = found["bare, glyphs kept"]
        rows.append(Row(f"repaint {name} / bare, glyphs kept", found["ours"], kept, "", True))
        edits = [bench.add_and_undo() for _ in range(15)]
        for what, value in (
            ("add a span", median(edit[0] for edit in edits)),
            ("take it back", median(edit[1] for edit in edits)),
        ):
            anew = found["anew"]
            rows.append(
                Row(
                    f"{what} {name} / repaint, nothing kept",
                    value,
                    anew,
                    "<= 2.0",
                    value <= 2 * anew,
                )
            )
            rows.append(
                Row(f"{what} {name} / repaint", value, found["ours"], "<= 16 ms", value <= 16)
            )
        moved = interleave(
            {"line": lambda: bench.scroll(30), "page": lambda: bench.scroll(760)}, 30
        )
        rows.append(Row(f"scroll a line {name}", moved["line"], found["bare"], "", True))
        rows.append(
            Row(f"page down {name}", moved["page"], found["bare"], "<= 16 ms", moved["page"] <= 16)
        )
    many, few = painted["200 KB, 50,000"], painted["200 KB, 30"]
    rows.append(
        Row("repaint 50,000 spans / 30 spans, 200 KB", many, few, "<= 1.5", many / few <= 1.5)
    )
    tracemalloc.start()
    bench.open(ids["8 KB, 30"])
    bench.settle()
    before = tracemalloc.get_traced_memory()[0]
    bench.open(ids["2 MB, 50,000"])
    bench.settle()
    added = (tracemalloc.get_traced_memory()[0] - before) / 1e6
    tracemalloc.stop()
    rows.append(
        Row("memory of 2 MB, 50,000 spans (Python)", added, 0, "<= 15 MB", added <= 15, "MB")
    )
    bench.session.open_project(None)
    bench.tasks.drain()
    return rows
