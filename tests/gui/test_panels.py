"""Panels are made when they can first be seen, and are never seen empty."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QDockWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Desk

TEXT = "Правительство Лирии объявило, что порт Сарма останется открытым."
FRONT = ["articles", "codebook", "inspector"]

Opened = Callable[..., Desk]


def made(desk: Desk) -> list[str]:
    return [name for name in desk.window.panels if desk.window.panels.made(name)]


def test_without_a_project_no_panel_is_made(desk: Desk) -> None:
    QApplication.processEvents()
    assert made(desk) == []


def test_what_stands_behind_another_tab_is_made_when_it_comes_to_the_front(opened: Opened) -> None:
    desk = opened(TEXT)
    assert made(desk) == FRONT
    desk.select("порт Сарма")
    desk.key("C")
    assert made(desk) == FRONT
    for name in ("marks", "entities", "steps"):
        desk.window.panels.show(name)
        assert desk.window.panels.made(name)
        assert desk.window.panels.widget(name).isVisible()
    # What happened before they were made is in them.
    assert desk.window.side.steps.model.rowCount() >= 2
    assert desk.window.side.marks.spans.model.rowCount() >= 1


@pytest.mark.parametrize("name", ["entities", "marks"])
def test_a_panel_that_is_made_to_float_is_not_empty(
    opened: Opened, qtbot: QtBot, name: str
) -> None:
    desk = opened(TEXT)
    dock = desk.window.findChild(QDockWidget, f"dock.{name}")
    dock.setFloating(True)
    dock.show()
    qtbot.waitUntil(lambda: desk.window.panels.made(name), timeout=10_000)
    assert desk.window.panels.widget(name).isVisible()


def test_the_tab_that_was_in_front_is_made_at_the_next_start(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.window.panels.show("steps")
    QApplication.processEvents()
    before = desk.window
    desk.window.desk.set_language("ru")
    desk.qtbot.waitUntil(lambda: desk.window is not before, timeout=10_000)
    assert desk.window.panels.widget("steps").isVisible()
    assert not desk.window.panels.made("entities")


def test_what_is_typed_is_kept_where_the_panel_is_made_and_makes_none(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.window.desk.keep_typing()
    assert made(desk) == FRONT
