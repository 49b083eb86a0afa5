"""A real window on a real project file, without a display."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.app import Workbench
from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.records import Article, Span, new_id
from workbench.domain.text import sha256
from workbench.domain.words import msg, speak
from workbench.gui.settings import Settings
from workbench.resources import resource
from workbench.store.project import Project

NO_KEYS = Qt.KeyboardModifier.NoModifier


class Desk:
    """A window under test, and the hands of its user."""

    def __init__(self, workbench: Workbench, qtbot: QtBot) -> None:
        self.workbench = workbench
        self.qtbot = qtbot

    @property
    def window(self):  # type: ignore[no-untyped-def]  # tests reach for what is Optional in the program
        return self.workbench.window

    @property
    def view(self):  # type: ignore[no-untyped-def]  # tests reach for what is Optional in the program
        return self.workbench.window.view

    @property
    def session(self):  # type: ignore[no-untyped-def]  # tests reach for what is Optional in the program
        return self.workbench.session

    @property
    def project(self) -> Project:
        found = self.workbench.session.project
        assert found is not None
        return found

    @property
    def said(self) -> str:
        return str(self.window.status._words.text())

    def spans(self) -> tuple[Span, ...]:
        """What the file holds of the open article, read anew."""
        return self.project.read.reading(self.session.reading.article.id).spans

    def key(self, letter: str, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Strike the key on which `letter` is printed, under the layout that has that letter."""
        named = {
            "Enter": Qt.Key.Key_Return,
            "Esc": Qt.Key.Key_Escape,
            "Del": Qt.Key.Key_Delete,
            "Tab": Qt.Key.Key_Tab,
            "Left": Qt.Key.Key_Left,
            "Right": Qt.Key.Key_Right,
        }
        code = int(named[letter]) if letter in named else ord(letter.upper())
        text = "" if letter in named else letter.lower()
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            QApplication.processEvents()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            # Where the keyboard really is; a widget of its own may have taken it.
            target = QApplication.focusWidget() or self.view
            QApplication.sendEvent(target, QKeyEvent(kind, code, modifiers, text))

    def select(self, words: str) -> None:
        """Drag over some words of the article with the mouse."""
        start = self.session.reading.text.index(words)
        self.drag(start, start + len(words))

    def drag(self, start: int, end: int, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Drag from one code point to another."""
        viewport = self.view.viewport()
        a, b = self.point(start), self.point(end)
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, modifiers, a)
        QTest.mouseMove(viewport, b)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, modifiers, b)

    def click(self, place: int) -> None:
        """Click on a code point."""
        at = self.point(place) + QPoint(2, 0)
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, at)

    def point(self, place: int) -> QPoint:
        """Where a code point is in the viewport; scrolls there first."""
        page, view = self.view.page, self.view
        y = page.line_top(place)
        if not view.offset <= y < view.offset + view.viewport().height() - 40:
            view.verticalScrollBar().setValue(round(y) - 100)
        number = page.number_of(place)
        layout = page.layout.lines(number)
        unit = page.unit(place) - page.document.findBlockByNumber(number).position()
        line = layout.lineForTextPosition(unit)
        x = page.layout.left + line.cursorToX(unit)[0]
        top = page.layout.top(number) + line.y() - view.offset
        return QPointF(x, top + line.height() / 2).toPoint()


@pytest.fixture
def codebook() -> Codebook:
    return Codebook.of(orjson.loads(resource("codebook.json").read_bytes()))


@pytest.fixture(scope="session")
def codebook_of_tests() -> Codebook:
    return Codebook.of(orjson.loads(resource("codebook.json").read_bytes()))


@pytest.fixture
def make_project(tmp_path: Path, codebook: Codebook) -> Callable[..., Path]:
    def make(*texts: str, name: str = "test.workbench") -> Path:
        path = tmp_path / name
        with Project.create(path, codebook, "anna") as project:
            articles = [Article(new_id(), sha256(text), text[:40].split("\n")[0]) for text in texts]
            changes = tuple(Change(None, article) for article in articles)
            if changes:
                bodies = {sha256(text): text for text in texts}
                project.commit(Transaction(msg("import"), changes, texts=bodies))
        return path

    return make


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = set(QApplication.topLevelWidgets())
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings = Settings(store)
    settings.annotator, settings.language, settings.theme = "anna", "en", "light"
    settings.strip_seen = True
    workbench = Workbench(app, settings)
    workbench.window.resize(1280, 860)
    workbench.start(None)
    yield Desk(workbench, qtbot)
    workbench.window.close()
    workbench.stop()
    workbench.window.deleteLater()
    workbench.tasks.deleteLater()
    workbench.session.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.processEvents()
    speak(None)
    left = [widget for widget in QApplication.topLevelWidgets() if widget not in before]
    assert not left, f"windows left behind: {left}"
    timers = [
        found
        for found in gc.get_objects()
        if isinstance(found, QTimer) and shiboken6.isValid(found) and found.isActive()
    ]
    assert not timers, f"timers left running: {timers}"


@pytest.fixture
def opened(desk: Desk, make_project: Callable[..., Path], qtbot: QtBot) -> Callable[..., Desk]:
    """Open a project with these texts; the first one is shown and the dictionary is there."""

    def open_texts(*texts: str) -> Desk:
        assert desk.window.files.open(make_project(*texts))
        qtbot.waitUntil(lambda: desk.session.language is not None, timeout=10_000)
        qtbot.waitUntil(lambda: not desk.workbench.tasks.busy, timeout=10_000)
        return desk

    return open_texts
