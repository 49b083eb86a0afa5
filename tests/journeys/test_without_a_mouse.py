"""A whole article with the mouse unplugged: from the first start to the next unfinished one."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Desk

NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
MOUSE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
)


class Unplugged(QObject):
    """Keeps account of mouse events: there are to be none."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QEvent.Type] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() in MOUSE:
            self.seen.append(event.type())
        return False


@pytest.fixture
def keys_alone(desk: Desk) -> Iterator[None]:
    mouse = Unplugged()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(mouse)
    yield
    app.removeEventFilter(mouse)
    assert mouse.seen == []


def strike(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Strike a key where the focus is, as the window system would: shortcuts come first."""
    target = QApplication.focusWidget()
    assert target is not None, "nothing has the focus"
    QTest.keyClick(target, key, modifiers)


def write(words: str) -> None:
    """Type words where the focus is."""
    for letter in words:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            target = QApplication.focusWidget()
            assert target is not None, "nothing has the focus"
            QApplication.sendEvent(target, QKeyEvent(kind, ord(letter.upper()), NONE, letter))


def focus_name() -> str:
    target = QApplication.focusWidget()
    return target.objectName() if target is not None else ""


def tab_to(name: str) -> None:
    """Go with Tab to the widget with this name."""
    for _ in range(40):
        if focus_name() == name:
            return
        target = QApplication.focusWidget() or QApplication.activeWindow()
        assert target is not None
        QTest.keyClick(target, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {name}; it stands on {focus_name()}")


@pytest.mark.usefixtures("keys_alone")
def test_an_article_from_the_first_start_to_the_next_one_without_a_mouse(
    desk: Desk, qtbot: QtBot
) -> None:
    def settled() -> None:
        qtbot.waitUntil(lambda: not desk.workbench.tasks.busy, timeout=30_000)

    # The sample, from the start page.
    tab_to("start_sample")
    strike(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.session.reading is not None, timeout=30_000)
    qtbot.waitUntil(lambda: desk.session.language is not None, timeout=30_000)
    settled()

    # An article from the list.
    strike(Qt.Key.Key_L, CTRL)
    assert focus_name() == "article_filter"
    write("нейтралитет")
    strike(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Нейтралитет" in desk.session.reading.article.title, timeout=5_000)
    settled()
    assert focus_name() == "article"
    article = desk.session.reading.article.id

    # A sentence as a claim, with two attributes.
    strike(Qt.Key.Key_J)
    strike(Qt.Key.Key_J)
    strike(Qt.Key.Key_C)
    claim = desk.session.focus
    assert claim is not None
    strike(Qt.Key.Key_2)
    strike(Qt.Key.Key_Tab)
    strike(Qt.Key.Key_1)

    # A word of it as an actor, who is somebody.
    for _ in range(3):
        strike(Qt.Key.Key_Left, CTRL)
    strike(Qt.Key.Key_W)
    strike(Qt.Key.Key_A)
    actor = desk.session.focus
    assert actor not in (None, claim)
    strike(Qt.Key.Key_E)
    assert focus_name() == "entity_field_typed"
    QApplication.focusWidget().selectAll()  # type: ignore[union-attr]  # a line of text
    write("совет порта")
    strike(Qt.Key.Key_Return)
    settled()
    assert focus_name() == "article"

    # The claim again, linked with the actor.
    while desk.session.focus != claim:
        strike(Qt.Key.Key_P)
    strike(Qt.Key.Key_L)
    letters = {span: letter for letter, span in desk.view.overlay.hints.items()}
    write(letters[actor].lower())

    # A note, and back with Esc.
    while desk.session.focus != claim:
        strike(Qt.Key.Key_P)
    strike(Qt.Key.Key_M)
    assert focus_name() == "span_note"
    write("проверить")
    strike(Qt.Key.Key_Escape)
    assert focus_name() == "article"

    # Round all the panels and back.
    for _ in range(len(list(desk.window.panels)) + 1):
        assert focus_name()
        strike(Qt.Key.Key_F6)
    assert focus_name() == "article"

    strike(Qt.Key.Key_Return, CTRL)
    settled()
    assert desk.session.reading.article.id != article
    assert focus_name() == "article"

    held = desk.project.read.reading(article)
    made = held.span(claim)
    assert made is not None
    assert made.note == "проверить"
    assert len(made.attributes) == 2
    named = held.span(actor)
    assert named is not None
    entity = held.entity_of(named)
    assert entity is not None
    assert entity.name == "совет порта"
    assert [{item.source, item.target} for item in held.relations] == [{claim, actor}]
    assert held.article.status == "done"
