"""The list of a hundred thousand articles: first page, a letter in the filter, reading on.

Run: QT_QPA_PLATFORM=offscreen python -m tests.benchmarks list
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.benchmarks.make import STATES, codebook
from tests.benchmarks.measure import Row
from workbench.domain.change import Change, Transaction
from workbench.domain.records import Article, new_id
from workbench.domain.text import sha256
from workbench.domain.words import msg
from workbench.gui.lists.article_list import ArticleList
from workbench.gui.session import Session
from workbench.gui.tasks import Tasks
from workbench.store.project import Project

ROUNDS = 20
ARTICLES = 100_000
WORDS = ("порт", "открыт", "для", "судов", "министр", "объявил", "переговоры", "весной", "соседи")


def make(path: Path) -> Project:
    """A project of short articles, a third of each state."""
    project = Project.create(path, codebook(), "bench")
    for first in range(0, ARTICLES, 5000):
        changes, texts = [], {}
        for number in range(first, first + 5000):
            body = f"Заметка {number}: " + " ".join((*WORDS[number % 5 :], *WORDS[: number % 7]))
            article = Article(
                new_id(), sha256(body), body[:60], STATES[number % 3], {"date": "2025-12-13"}
            )
            texts[article.sha256] = body
            changes.append(Change(None, article))
        project.commit(Transaction(msg("import"), tuple(changes), texts=texts))
    return project


class _Bench:
    """The panel, and what the user does with it, each to its repaint."""

    def __init__(self, project: Project) -> None:
        self.app = QApplication.instance() or QApplication([])
        self.tasks = Tasks()
        self.session = Session(self.tasks)
        self.panel = ArticleList(self.session)
        self.panel.resize(260, 800)
        self.panel.show()
        self.image = QImage(260, 800, QImage.Format.Format_ARGB32_Premultiplied)
        self.session.project = project
        self.first_page()

    def paint(self) -> None:
        self.app.processEvents()
        self.panel.render(self.image)

    def first_page(self) -> None:
        """What opening the project does to the list."""
        self.session.project_opened.emit()
        self.paint()

    def type(self, words: str) -> None:
        """A word in the filter field, without the wait for the next letter, until it is shown."""
        self.panel.field.setText(words)
        self.panel._wait.stop()
        self.panel._filter()
        self.paint()
        while self.tasks.busy:
            time.sleep(0.001)
            self.app.processEvents()
        self.paint()

    def scroll(self) -> None:
        """To the end of what is read, so that the next page comes."""
        bar = self.panel.view.verticalScrollBar()
        bar.setValue(bar.maximum())
        self.paint()


def _medians(calls: list[tuple[str, Callable[[], None]]], rounds: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name, _ in calls}
    for number in range(rounds + 1):
        for name, call in calls:
            start = time.thread_time_ns()  # of the GUI thread: what a worker does holds up nobody
            call()
            if number:
                taken[name].append((time.thread_time_ns() - start) / 1e6)
    return {name: median(found) for name, found in taken.items()}


def run(folder: Path) -> list[Row]:
    """The rows of the table."""
    with make(folder / "bench.workbench") as project:
        bench = _Bench(project)
        found = _medians(
            [
                ("first page", bench.first_page),
                ("read on by scrolling", bench.scroll),
                ("a letter in the filter, in most titles", lambda: bench.type("м")),
                ("a word in the filter, in a few titles", lambda: bench.type("заметка 9999")),
                ("a word in the filter, in no title", lambda: bench.type("кашалот")),
                ("the filter emptied", lambda: bench.type("")),
            ],
            ROUNDS,
        )
        bench.session.project = None
        bench.panel.deleteLater()
    goals = {"first page": 35.0}
    return [
        Row(
            f"{ARTICLES:,} articles: {name}",
            spent,
            0,
            f"<= {goals.get(name, 16.0):.0f} ms",
            spent <= goals.get(name, 16.0),
        )
        for name, spent in found.items()
    ]
