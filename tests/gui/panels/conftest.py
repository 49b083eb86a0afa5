"""A session on a real project file, and nothing of the window around the panel under test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.records import Article, Entity, Relation, Span, Status, new_id
from workbench.domain.text import Interval, sha256
from workbench.domain.words import msg
from workbench.gui.knowledge import Language
from workbench.gui.session import Session
from workbench.gui.tasks import Tasks
from workbench.language.morphology import Morphology
from workbench.language.register import Register
from workbench.store.project import Project

if TYPE_CHECKING:
    from tests.gui.panels.hands import Hands

TEXT = (
    "👤 Порт и договор\n\n"
    "Правительство Лирии объявило, что порт Сарма останется открытым. "
    "«Мы не отдадим порт», — заявил министр порта Марк Ренн."
)


class Bench:
    """A session under test, its project, and what was said."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.session = Session(Tasks())
        self.refused: list[str] = []
        self.session.refused.connect(self.refused.append)
        self.session.open_project(project)

    def add(self, text: str, title: str = "", status: Status = "new") -> Article:
        """Import one article."""
        article = Article(new_id(), sha256(text), title or text.split("\n")[0], status)
        texts = {article.sha256: text}
        self.project.commit(Transaction(msg("import"), (Change(None, article),), texts=texts))
        return article

    def open(self, text: str = TEXT) -> Article:
        """Import an article and show it."""
        article = self.add(text)
        self.session.open_article(article.id)
        return article

    def place(self, words: str) -> Interval:
        """Where words stand in the open article."""
        start = self.session.whole().text.index(words)
        return Interval(start, start + len(words))

    def mark(self, words: str, label: str) -> Span:
        """Label words of the open article; the span is in focus then."""
        place = self.place(words)
        assert self.session.run(
            lambda reading: commands.label(reading, self.session.pen(), (place,), label)
        )
        found = self.session.focused()
        assert found is not None
        return found

    def link(self, source: Span, target: Span, kind: str) -> Relation:
        """Link two spans of the open article."""
        assert self.session.run(
            lambda reading: commands.link(reading, self.session.pen(), source, target, kind)
        )
        return self.session.whole().relations_of(source.id)[-1]

    def entity(self, name: str, kind: str = "person") -> Entity:
        """Put an entity into the register."""
        made = Entity(new_id(), name, kind)
        self.project.commit(Transaction(msg("entity"), (Change(None, made),)))
        return made

    def stored(self, span: Span) -> Span:
        """A span as the file holds it."""
        found = self.project.read.reading(span.article).span(span.id)
        assert found is not None
        return found

    def speak_russian(self) -> None:
        """Have the dictionary at hand, with all entities of the project."""
        morphology = Morphology()
        entities = [row.entity for row in self.project.read.entities(limit=500)]
        self.session.language = Language(morphology, Register(morphology, entities))
        self.session.look_for_offer()


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path, codebook: Codebook) -> Iterator[Bench]:
    made = Bench(Project.create(tmp_path / "test.workbench", codebook, "anna"))
    yield made
    made.session.tasks.drain()
    made.session.open_project(None)


Show = Callable[[QWidget], None]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Show a panel of a narrow dock."""

    def shown(panel: QWidget) -> None:
        qtbot.addWidget(panel)
        panel.resize(260, 720)
        panel.show()
        settle()

    return shown


@pytest.fixture
def hands(bench: Bench, show: Show) -> "Hands":
    """The panel of lists on an article."""
    from tests.gui.panels.hands import Hands

    bench.open()
    made = Hands(bench)
    show(made.panel)
    return made


@pytest.fixture
def linked(bench: Bench, hands: "Hands") -> tuple[Span, Span, Span]:
    """A claim that supports another, which has its source; the links are listed."""
    claim = bench.mark("порт Сарма останется открытым", "Claim")
    other = bench.mark("Мы не отдадим порт", "Claim")
    source = bench.mark("министр порта Марк Ренн", "Source")
    bench.link(claim, other, "supports")
    bench.link(other, source, "attributed_to")
    hands.panel.tabs.choose("links")
    settle()
    return claim, other, source


def settle() -> None:
    """Let layouts and deletions happen."""
    app = cast(QApplication, QApplication.instance())
    for _ in range(6):
        app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def click(widget: QWidget, place: QPoint | None = None) -> None:
    """Click a widget with the left button."""
    QTest.mouseClick(
        widget,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        place if place is not None else widget.rect().center(),
    )


def press(widget: QWidget, key: Qt.Key, control: bool = False) -> None:
    """Strike a key in a widget."""
    modifiers = Qt.KeyboardModifier
    QTest.keyClick(widget, key, modifiers.ControlModifier if control else modifiers.NoModifier)


def write(widget: QWidget, text: str) -> None:
    """Type a text; QTest.keyClicks knows no Cyrillic."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(widget, event)
