"""Keys and mouse at random: whatever is struck, the window shows what the file holds."""

import os
import random
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Desk
from workbench.store.check import check

STEPS = int(os.environ.get("WORKBENCH_WALK", "300"))
TEXTS = (
    "👤 Порт и договор\n\n«Мы не отдадим порт, — заявил министр Марк Ренн, — и продолжим». " * 12,
    "По словам источника, Лирия\u00a0обсудит договор с Корванией.\u2028Решения пока нет 🇷🇺. " * 20,
    "К",
)
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


ACTIONS = (
    "article_next",
    "article_previous",
    "done",
    "reading_mode",
    "focus_mode",
    "detach",
    "confirm",
    "suggestion_reject",
    "take_all",
    "review_next",
    "review_previous",
)


def act(desk: Desk, dice: random.Random) -> None:
    """One thing that a hand may do."""
    viewport = desk.view.viewport()
    size = viewport.size()

    def spot() -> QPoint:
        return QPoint(dice.randrange(size.width()), dice.randrange(size.height()))

    left = Qt.MouseButton.LeftButton
    kind = dice.random()
    if kind < 0.46:
        desk.key(dice.choice("CASQRCASQRФЫЙКWJKNPOLFD123456789+++-0"))
    elif kind < 0.56:
        desk.key(dice.choice("AANNNPEEJKOOWЩФТУ"), SHIFT)
    elif kind < 0.62:
        name = dice.choice(["Enter", "Esc", "Del", "Tab", "Left", "Right"])
        desk.key(name, dice.choice([NONE, ALT, ALT | SHIFT, ALT | CTRL]))
    elif kind < 0.72:
        desk.key(dice.choice("ZZЯZ"), dice.choice([CTRL, CTRL, CTRL | SHIFT]))
    elif kind < 0.80:
        QTest.mouseClick(viewport, left, dice.choice([NONE, NONE, CTRL]), spot())
    elif kind < 0.95:
        QTest.mousePress(viewport, left, NONE, spot())
        QTest.mouseMove(viewport, spot())
        QTest.mouseRelease(viewport, left, dice.choice([NONE, ALT]), spot())
    elif kind < 0.97:
        QTest.mouseDClick(viewport, left, NONE, spot())
    else:
        desk.window.run_id(dice.choice([*ACTIONS]))


def test_a_random_walk_leaves_window_and_file_sound(
    desk: Desk, make_project: Callable[..., Path], qtbot: QtBot
) -> None:
    path = make_project(*TEXTS)
    desk.window.files.open(path)
    qtbot.waitUntil(lambda: desk.session.language is not None, timeout=10_000)
    dice = random.Random(int(os.environ.get("WORKBENCH_SEED", "20")))
    for step in range(STEPS):
        if desk.session.reading is None:
            desk.session.walk(back=False)  # the import itself was undone
            desk.session.open_article(desk.project.read.articles("new")[0].article.id)
        act(desk, dice)
        if step % 25 == 0:
            QApplication.processEvents()
            if desk.session.reading is not None:
                assert desk.session.reading.spans == desk.spans(), step
    desk.window.desk.close_project()
    assert check(path) == []
