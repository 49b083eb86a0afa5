"""The lists beside the text in a real window: one table of actions, one place of the eye."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.gui.conftest import Desk
from workbench.domain import commands
from workbench.domain.records import Span
from workbench.gui.lists.show_popup import ShowPopup

TEXT = "Порт Сарма открыт, заявил министр Марк Ренн. Порт стоит пустой. Лирия молчит."
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


def _mark(desk: Desk, words: str, label: str) -> Span:
    desk.select(words)
    desk.window.run_id(f"label.{label}")
    found = desk.session.focused()
    assert isinstance(found, Span)
    return found


def _list(desk: Desk, view: str = "spans") -> None:
    desk.window.panels.show("marks")
    desk.window.side.marks.tabs.choose(view)
    QApplication.processEvents()
    desk.window.side.marks.enter()


def test_the_list_takes_the_keys_of_the_text(opened: Callable[..., Desk]) -> None:
    desk = opened(TEXT)
    for words in ("Порт Сарма", "Марк Ренн", "Лирия"):
        _mark(desk, words, "Actor")
    _list(desk)
    desk.window.side.marks.rows.selectAll()
    desk.key("C", ALT)
    assert [span.label for span in desk.spans()] == ["Claim"] * 3
    assert "3 spans are Claim now" in desk.said
    desk.key("2")
    assert {span.attributes["claim_type"] for span in desk.spans()} == {"interpretation"}
    desk.key("Я", Qt.KeyboardModifier.ControlModifier)
    desk.key("Я", Qt.KeyboardModifier.ControlModifier)
    assert [span.label for span in desk.spans()] == ["Actor"] * 3
    desk.key("Del")
    assert desk.spans() == ()
    desk.key("Esc")
    assert desk.view.hasFocus()


def test_e_names_all_chosen_spans_at_once(opened: Callable[..., Desk]) -> None:
    desk = opened(TEXT)
    for words in ("Порт Сарма", "Марк Ренн"):
        _mark(desk, words, "Actor")
    _list(desk)
    desk.window.side.marks.rows.selectAll()
    desk.key("E")
    field = desk.window.entity_field.typed
    assert field.hasFocus()
    field.setText("Сарма")
    field.textEdited.emit("Сарма")
    desk.key("Enter")
    assert len({span.entity for span in desk.spans()}) == 1
    assert desk.spans()[0].entity is not None


def test_the_menu_of_the_list_is_the_menu_of_the_text(opened: Callable[..., Desk]) -> None:
    desk = opened(TEXT)
    _mark(desk, "Лирия", "Actor")
    _list(desk)
    rows = desk.window.side.marks.rows
    rows.menu_wanted.emit(rows.model().index(0, 0), rows.mapToGlobal(rows.rect().center()))
    menu = desk.window.findChild(QMenu, "context")
    assert menu is not None
    assert "action.relabel.Claim" in {entry.objectName() for entry in menu.actions()}
    menu.close()


def test_f8_goes_to_what_is_left_to_do(opened: Callable[..., Desk]) -> None:
    desk = opened(TEXT)
    claim = _mark(desk, "Порт Сарма открыт", "Claim")
    _mark(desk, "Марк Ренн", "Source")
    desk.window.run_id("todo_next")
    assert desk.session.focus == claim.id
    assert "No source or cue linked" in desk.said
    desk.window.run_id("todo_previous")
    assert "things to do in this article" in desk.said


def test_a_link_is_turned_from_the_text(opened: Callable[..., Desk]) -> None:
    desk = opened(TEXT)
    one, two = _mark(desk, "Порт Сарма открыт", "Claim"), _mark(desk, "Порт стоит пустой", "Claim")
    three = _mark(desk, "Лирия молчит", "Claim")
    desk.session.run(
        lambda reading: commands.link(reading, desk.session.pen(), one, two, "supports")
    )
    desk.session.focus_on(one.id)
    desk.key("L", SHIFT)
    found = desk.session.reading.relations[0]
    assert (found.source, found.target) == (two.id, one.id)
    desk.session.run(
        lambda reading: commands.link(reading, desk.session.pen(), one, three, "supports")
    )
    desk.session.focus_on(one.id)
    desk.key("L", SHIFT | ALT)
    menu = desk.view.findChild(QMenu, "relation_menu")
    assert [entry.text().startswith(("&1 ", "&2 ")) for entry in menu.actions()] == [True, True]
    menu.close()
    desk.session.focus_on(None)
    desk.window.run_id("link_reverse")
    assert desk.said == "Focus a span that has a link first."


def test_hidden_labels_are_chosen_from_the_view_menu(opened: Callable[..., Desk]) -> None:
    desk = opened(TEXT)
    actor, cue = _mark(desk, "Порт Сарма", "Actor"), _mark(desk, "заявил", "Cue")
    _list(desk)
    desk.window.run_id("show_hide")
    popup = desk.window.side.marks.findChild(ShowPopup)
    QTest.mouseClick(popup.rows["show_label.Actor"], Qt.MouseButton.LeftButton)
    popup.close()
    assert desk.said == "Hidden, not deleted: 1 label."
    desk.session.focus_on(None)
    desk.session.select(None, 0)
    desk.key("N")
    assert desk.session.focus == cue.id
    assert [span.id for span in desk.spans()] == [actor.id, cue.id]
    desk.window.run_id("show_all")
    assert desk.session.shown.all_spans


def test_a_window_built_anew_while_a_search_runs_stays_sound(
    opened: Callable[..., Desk],
) -> None:
    desk = opened(TEXT)
    _mark(desk, "Лирия", "Actor")
    _list(desk, "work")
    desk.window.side.marks.work.where.choose("everywhere")
    desk.window.run_id("language_ru")
    desk.qtbot.waitUntil(lambda: not desk.workbench.tasks.busy, timeout=10_000)
    desk.qtbot.wait(50)
    assert desk.window.side.marks.accessibleName()
