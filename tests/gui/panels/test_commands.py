"""All commands, the keys, the start page, the selection bar and the first steps."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, QSize, Qt
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.panels.conftest import Bench, click, press, settle, write
from workbench.domain.codebook import Codebook
from workbench.gui.actions.table import table
from workbench.gui.article.first_steps import FirstSteps
from workbench.gui.article.selection_bar import SelectionBar
from workbench.gui.command_palette import (
    Command,
    CommandPalette,
    commands_of,
    matching,
    rounded,
)
from workbench.gui.parts.fields import IconButton
from workbench.gui.settings import Settings
from workbench.gui.shortcut_sheet import KeyLine, ShortcutSheet
from workbench.gui.start_page import StartPage


def rows(*titles: str, ran: list[str] | None = None, reason: str = "") -> list[Command]:
    done = ran if ran is not None else []
    return [
        Command(title, "Edit", "", lambda title=title: done.append(title), reason)  # type: ignore[misc]  # the loop's value
        for title in titles
    ]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    found = QWidget()
    qtbot.addWidget(found)
    found.resize(900, 640)
    found.show()
    return found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ex", "Export as JSONL…"),
        ("as json", "Export as JSONL…"),
        ("учз", "Export as JSONL…"),  # e, x, p on the same keys under ЙЦУКЕН
        ("утв", "Пометить: утверждение"),
        ("endth", "Пометить: утверждение"),  # утве on the same keys under QWERTY
        ("елка", "Ёлка"),
        ("ёлка", "Ёлка"),
        ("expjs", "Export as JSONL…"),
    ],
)
def test_commands_are_found_by_words_letters_and_either_layout(typed: str, found: str) -> None:
    listed = rows("Undo", "Export as JSONL…", "Пометить: утверждение", "Ёлка")
    assert [row.title for row in matching(listed, typed)][:1] == [found]


def test_commands_are_found_in_the_other_language() -> None:
    listed = [Command("Отменить", "Правка", "", lambda: None, also=("Undo",))]
    assert matching(listed, "und") == listed
    assert matching(listed, "redo") == []


def test_commands_are_found_by_the_name_of_their_submenu_after_those_of_that_name(
    bench: Bench, codebook: Codebook
) -> None:
    listed = commands_of(table(codebook), bench.session, lambda action: None)
    for typed in ("review", "кумшуц"):  # the same keys under ЙЦУКЕН
        titles = [row.title for row in matching(listed, typed)]
        assert titles[0].endswith("that is not reviewed")
        assert "Accept, and go on to the next" in titles
        assert "Take the decision back" in titles
    (found,) = [row for row in matching(listed, "review acc") if row.title.startswith("Accept")]
    assert found.menu == "Mark › Review"


def test_enter_runs_the_chosen_command_and_closes(window: QWidget) -> None:
    ran: list[str] = []
    palette = CommandPalette(rows("One", "Two", ran=ran), window)
    palette.popup()
    gone: list[int] = []
    palette.destroyed.connect(lambda: gone.append(1))
    press(palette.field, Qt.Key.Key_Down)
    press(palette.field, Qt.Key.Key_Return)
    settle()
    assert ran == ["Two"]
    assert gone


def test_what_cannot_be_done_is_told_and_not_run(window: QWidget) -> None:
    ran: list[str] = []
    palette = CommandPalette(rows("One", ran=ran, reason="needs an open article"), window)
    palette.popup()
    press(palette.field, Qt.Key.Key_Return)
    assert ran == []
    assert palette.isVisible()
    told = palette.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "needs an open article" in told
    palette.close()


def test_no_hit_is_said(window: QWidget) -> None:
    palette = CommandPalette(rows("One"), window)
    palette.popup()
    write(palette.field, "zzzz")
    assert palette.empty.isVisible()
    press(palette.field, Qt.Key.Key_Escape)
    settle()


def test_every_action_of_a_menu_is_a_command(bench: Bench, codebook: Codebook) -> None:
    actions = table(codebook)
    found = commands_of(actions, bench.session, lambda action: None)
    wanted = [item for item in actions if item.menu and item.id != "commands"]
    assert [row.title for row in found] == [str(item.title) for item in wanted]
    delete = next(row for row in found if row.title == "Delete the span")
    assert delete.reason == "needs an open article"
    bench.open()
    bench.mark("Марк Ренн", "Actor")
    found = commands_of(actions, bench.session, lambda action: None)
    assert not next(row for row in found if row.title == "Delete the span").reason


def test_the_sheet_lists_every_key(qtbot: QtBot, codebook: Codebook) -> None:
    actions = table(codebook)
    sheet = ShortcutSheet(actions)
    qtbot.addWidget(sheet)
    sheet.show()
    listed = {line.objectName() for line in sheet.findChildren(KeyLine)}
    wanted = {f"key.{item.id}" for item in actions if item.keys and item.menu}
    assert listed == wanted | {"key.digits"}
    assert not sheet.isModal()
    sheet.field.setText("undo")
    seen = [line.title for line in sheet.findChildren(KeyLine) if line.isVisible()]
    assert seen == ["Undo"]
    sheet.field.setText("review")  # the name of a submenu
    seen = [line.title for line in sheet.findChildren(KeyLine) if line.isVisible()]
    assert "Reject, and go on to the next" in seen
    assert "Take the decision back" in seen
    sheet.close()


def test_the_sheet_of_keys_has_one_column_where_names_would_be_cut(
    qtbot: QtBot, codebook: Codebook
) -> None:
    sheet = ShortcutSheet(table(codebook))
    qtbot.addWidget(sheet)
    sheet.show()

    def columns() -> int:
        lines = [line for line in sheet.findChildren(KeyLine) if line.isVisible()]
        assert all(line.width() >= line.sizeHint().width() for line in lines)
        return len({line.mapTo(sheet, line.rect().topLeft()).x() for line in lines})

    sheet.resize(2400, 700)
    QApplication.processEvents()
    assert columns() > 1
    sheet.resize(600, 700)
    QApplication.processEvents()
    assert columns() == 1
    sheet.close()


def test_the_start_page_begins_and_goes_on(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    path = tmp_path / "Кавказ.workbench"
    path.touch()
    settings.opened(path)
    page = StartPage(settings)
    qtbot.addWidget(page)
    page.resize(900, 640)
    page.show()
    settle()
    for signal, button in (
        (page.sample_wanted, page.sample),
        (page.new_wanted, page.new),
        (page.open_wanted, page.open),
    ):
        with qtbot.waitSignal(signal):
            click(button)
    with qtbot.waitSignal(page.path_wanted) as blocker:
        click(page.recent[0])
    assert blocker.args == [path]


def test_the_start_page_forgets_files_that_are_gone(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    path = tmp_path / "a.workbench"
    path.touch()
    settings.opened(path)
    page = StartPage(settings)
    qtbot.addWidget(page)
    page.show()
    assert [row.path for row in page.recent] == [path]
    path.unlink()
    page.hide()
    page.show()
    assert page.recent == []
    assert not page.recent_head.isVisible()


def test_the_bar_marks_the_selection_and_goes(bench: Bench, window: QWidget) -> None:
    bar = SelectionBar(bench.session, window)
    bench.open()
    bar.show_at(QPoint(10, 10))
    assert not bar.isVisible()
    bench.session.select(bench.place("порт Сарма"))
    bar.show_at(QPoint(2000, 2000))
    assert bar.isVisible()
    assert window.rect().contains(bar.geometry())
    assert not bar.fragment.isVisible()
    click(bar.buttons[0])
    (span,) = bench.project.read.reading(bench.session.whole().article.id).spans
    assert span.label == "Claim"
    assert not bar.isVisible()


def test_the_bar_adds_a_fragment_to_the_focused_span(bench: Bench, window: QWidget) -> None:
    bar = SelectionBar(bench.session, window)
    bench.open()
    span = bench.mark("Марк Ренн", "Actor")
    bench.session.select(bench.place("министр порта"))
    bar.show_at(QPoint(10, 10))
    assert bar.fragment.isVisible()
    click(bar.fragment)
    assert len(bench.stored(span).fragments) == 2
    assert not bar.isVisible()


def test_a_key_or_another_selection_hides_the_bar(bench: Bench, window: QWidget) -> None:
    text = QLineEdit(window)
    text.show()
    text.setFocus()
    settle()
    bar = SelectionBar(bench.session, window)
    bench.open()
    bench.session.select(bench.place("порт Сарма"))
    bar.show_at(QPoint(10, 10))
    press(text, Qt.Key.Key_Down)
    assert not bar.isVisible()
    bar.show_at(QPoint(10, 10))
    bench.session.select(bench.place("Марк Ренн"))
    assert not bar.isVisible()


def test_the_first_steps_go_for_good(bench: Bench, window: QWidget, qtbot: QtBot) -> None:
    steps = FirstSteps(bench.session, window)
    steps.show()
    assert len(steps.steps) == 3
    close = steps.findChild(IconButton, "first_steps_close")
    assert isinstance(close, IconButton)
    with qtbot.waitSignal(steps.closed):
        click(close)
    assert not steps.isVisible()


def test_a_palette_that_cannot_be_clear_is_cut_round() -> None:
    shape = QRegion(rounded(QSize(200, 100)))
    for corner in (QPoint(0, 0), QPoint(199, 0), QPoint(0, 99), QPoint(199, 99)):
        assert not shape.contains(corner)
    for edge in (QPoint(100, 0), QPoint(0, 50), QPoint(199, 50), QPoint(100, 99), QPoint(4, 4)):
        assert shape.contains(edge)
