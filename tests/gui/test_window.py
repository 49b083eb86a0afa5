"""The window as a whole: the action table, languages, themes, the first start, the layout."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QInputDialog, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Desk
from workbench.domain.codebook import RESERVED_KEYS, Codebook
from workbench.gui.actions.action import MENUS, keymap
from workbench.gui.actions.table import table
from workbench.gui.parts.keys import PHYSICAL
from workbench.gui.parts.look import ink_of

Opened = Callable[..., Desk]


def test_every_chord_belongs_to_one_action(codebook: Codebook) -> None:
    rows = table(codebook)
    # «Take all» hands its chord on to the label that has the key, where nothing is suggested.
    chords = [chord for row in rows for chord in row.keys if row.id != "take_all"]
    assert sorted(chords) == sorted(set(chords))
    assert len({row.id for row in rows}) == len(rows)


def test_letters_of_commands_are_kept_from_labels(codebook: Codebook) -> None:
    letters = {
        chord
        for row in table(None)
        for chord in row.keys
        if row.in_text and len(chord) == 1 and chord.isalpha()
    }
    assert letters <= RESERVED_KEYS


def test_every_action_is_in_a_menu_with_its_key(opened: Opened) -> None:
    desk = opened("Порт Сарма открыт.")
    listed = {action.objectName(): action for action in desk.window.findChildren(QAction)}
    for row in table(desk.project.codebook):
        if row.menu:
            action = listed[f"action.{row.id}"]
            assert bool(row.keys) == bool("\t" in action.text() or action.shortcuts()), row.id
    assert {row.menu for row in table(None)} == {name for name, _ in MENUS}


def test_every_letter_chord_has_a_key_under_the_russian_layout(codebook: Codebook) -> None:
    for chord in keymap(table(codebook)):
        name = chord.rsplit("+", 1)[-1]
        if len(name) == 1 and name.isalpha():
            assert name in PHYSICAL.values(), chord


def dock_of(window: QWidget, name: str) -> QDockWidget:
    found = window.findChild(QDockWidget, f"dock.{name}")
    assert isinstance(found, QDockWidget)
    return found


def test_the_first_start_shows_what_can_be_done_and_no_empty_panels(desk: Desk) -> None:
    assert desk.window.start.isVisible()
    assert not any(dock.isVisible() for dock in desk.window.findChildren(QDockWidget))


def test_the_language_can_be_changed_while_an_article_is_open(opened: Opened, qtbot: QtBot) -> None:
    desk = opened("Порт Сарма открыт.")
    desk.select("Порт Сарма")
    desk.key("A")
    before = desk.session.focus
    for code, menu in (("ru", "Файл"), ("en", "File"), ("ru", "Файл")):
        desk.window.desk.set_language(code)
        qtbot.waitUntil(
            lambda menu=menu: (
                menu  # type: ignore[misc]  # the loop's value
                in desk.window.menuBar().actions()[0].text().replace("&", "")
            )
        )
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert desk.session.focus == before
        assert desk.view.page.reading.text == "Порт Сарма открыт."
        assert desk.project.read.next_undo() is not None
    desk.key("Del")
    assert desk.said.startswith("Актор «Порт Сарма»")


def test_undo_by_the_button_takes_back_the_note_that_is_half_typed_and_redo_brings_it(
    opened: Opened,
) -> None:
    desk = opened("Порт Сарма открыт, сообщил Марк Ренн.")
    for words in ("Порт Сарма", "Марк Ренн"):
        desk.select(words)
        desk.key("A")
    window, session = desk.window, desk.session
    one, other = desk.spans()
    session.focus_on(one.id)
    window.panels.show("inspector")
    note = window.side.inspector.span_page.note
    note.setFocus()
    QTest.keyClicks(note, "half a w")
    buttons = {
        name: window.header.findChild(QToolButton, f"header.{name}") for name in ("undo", "done")
    }
    QTest.mouseClick(buttons["undo"], Qt.MouseButton.LeftButton)
    assert desk.spans() == (one, other)
    assert desk.said.startswith("Undone — Note on Actor")
    window.run_id("redo")
    assert [span.note for span in desk.spans()] == ["half a w", None]
    # What a step follows is there before it.
    note.setFocus()
    QTest.keyClicks(note, "ord")
    QTest.mouseClick(buttons["done"], Qt.MouseButton.LeftButton)
    titles = [str(step.title) for step in desk.project.read.journal(limit=2)]
    assert titles[0].endswith(": done")
    assert titles[1] == "Note on Actor"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_taken_at_once_by_window_and_article(
    opened: Opened, theme: str, qtbot: QtBot
) -> None:
    desk = opened("Порт Сарма открыт.")
    desk.window.desk.appearance.set_theme(theme)
    dark = theme == "dark"
    qtbot.waitUntil(lambda: ink_of(desk.window.palette()).dark == dark)
    qtbot.waitUntil(lambda: desk.view.page.styles.ink.dark == dark)
    assert isinstance(desk.view.palette().base().color(), QColor)


def test_text_size_is_changed_and_remembered(opened: Opened) -> None:
    desk = opened("Порт Сарма открыт.")
    before = desk.view.page.document.defaultFont().pointSizeF()
    desk.key("+", Qt.KeyboardModifier.ControlModifier)
    assert desk.view.page.document.defaultFont().pointSizeF() == before + 1
    assert desk.workbench.settings.text_size == before + 1


def test_closed_and_moved_docks_are_remembered(opened: Opened) -> None:
    desk = opened("Порт Сарма открыт.")
    window = desk.window
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock_of(window, "codebook"))
    dock_of(window, "entities").close()
    window.close()
    fresh = desk.workbench._build()
    assert fresh.dockWidgetArea(dock_of(fresh, "codebook")) == Qt.DockWidgetArea.LeftDockWidgetArea
    assert dock_of(fresh, "entities").isHidden()
    fresh.deleteLater()


def test_every_widget_that_takes_focus_has_a_name(opened: Opened) -> None:
    desk = opened("Порт Сарма открыт.")
    desk.select("Порт Сарма")
    desk.key("A")
    for widget in desk.window.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible():
            named = widget.accessibleName() or widget.objectName()
            assert named or widget.parent().objectName(), widget


def test_a_note_that_is_being_typed_is_kept_when_the_project_is_closed(opened: Opened) -> None:
    desk = opened("Порт Сарма открыт.")
    desk.select("Порт Сарма")
    desk.key("A")
    path, article = desk.project.path, desk.session.reading.article.id
    desk.key("M")
    desk.window.side.inspector.span_page.note.insertPlainText("проверить")
    desk.window.desk.close_project()
    desk.window.files.open(path)
    (span,) = desk.project.read.reading(article).spans
    assert span.note == "проверить"


def test_held_keys_and_fast_typing_leave_a_sound_article(opened: Opened) -> None:
    desk = opened("Порт Сарма открыт. " * 20)
    for letter in "ACSQRWJKNPOFLD129" * 6:
        desk.key(letter)
    while (step := desk.project.read.next_undo()) is not None and step.seq > 3:
        desk.key("Z", Qt.KeyboardModifier.ControlModifier)
    spans = desk.spans()
    assert desk.session.reading.spans == spans
    assert all(a.start <= b.start for a, b in pairwise(spans))


def test_enter_on_the_start_page_makes_and_opens_the_sample_project(
    desk: Desk, qtbot: QtBot
) -> None:
    QTest.keyClick(desk.window.start.sample, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.session.reading is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not desk.workbench.tasks.busy, timeout=20_000)
    assert desk.project.read.counts().articles == 14
    assert len(desk.session.reading.spans) > 100
    assert str(desk.project.path.parent) in desk.said


def test_links_of_one_article_are_not_painted_over_the_next(opened: Opened) -> None:
    desk = opened("Министр сказал, что порт открыт.", "Вторая статья о порте.")
    desk.select("Министр")
    desk.key("S")
    desk.select("порт открыт")
    desk.key("C")
    desk.key("L")
    (letter,) = desk.view.overlay.hints
    desk.key(letter)
    assert len(desk.view.links.arcs) == 1
    desk.key("Enter", Qt.KeyboardModifier.ControlModifier)
    assert desk.view.links.arcs == ()


def test_the_name_under_new_spans_can_be_set(opened: Opened) -> None:
    desk = opened("Порт Сарма открыт.")
    desk.window.desk.set_annotator()
    dialog = desk.window.findChild(QInputDialog, "annotator")
    dialog.setTextValue("борис")
    dialog.accept()
    desk.select("Порт Сарма")
    desk.key("A")
    (span,) = desk.spans()
    assert span.annotator == "борис"
    assert desk.workbench.settings.annotator == "борис"


def test_the_selection_bar_leaves_the_selected_words_free(opened: Opened) -> None:
    desk = opened("Порт Сарма открыт для судов. " * 40)
    start = 600
    desk.drag(start, start + 12)
    bar, selection = desk.window.selection_bar, desk.session.selection
    assert bar.isVisible()
    top = desk.view.page.line_top(selection.start) - desk.view.offset
    row = desk.view.page.layout.metrics.row
    assert bar.geometry().bottom() <= top or bar.geometry().top() >= top + row


def test_the_view_menu_ticks_the_theme_and_the_panels_in_use(opened: Opened) -> None:
    desk = opened("Порт Сарма открыт.")
    dock_of(desk.window, "entities").close()
    menu = desk.window.findChild(QMenu, "menu.view")
    menu.aboutToShow.emit()
    ticked = {action.objectName() for action in menu.actions() if action.isChecked()}
    assert ticked == {
        "action.theme_light",
        "action.language_en",
        "action.panel_articles",
        "action.panel_codebook",
        "action.panel_inspector",
        "action.panel_marks",
        "action.panel_steps",
    }


def test_what_stands_in_place_of_an_article_follows_undo_and_redo(
    opened: Callable[..., Desk], qtbot: QtBot
) -> None:
    desk = opened("Порт Сарма открыт.")
    empty = desk.window.empty
    desk.key("Z", Qt.KeyboardModifier.ControlModifier)
    assert "no articles yet" in empty.text()
    desk.session.walk(back=False)
    assert "Choose one on the left" in empty.text()
