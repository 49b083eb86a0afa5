"""The register of entities in the whole window, by keyboard."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.gui.conftest import Desk
from tests.gui.test_everyone import unnamed
from workbench.gui.entities.everywhere_sheet import EverywhereSheet
from workbench.gui.entities.who import WhoPopup
from workbench.store.check import check

BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
FIRST = "Лирия закрыла порт. Республика Лирия молчит."
SECOND = "О Лирии пишут. С Лирией спорят."


def shut(kind: type) -> None:
    """No such window is left."""
    app = QApplication.instance()
    assert app is not None
    app.processEvents()
    app.sendPostedEvents(None, 52)
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, kind)]


def name(desk: Desk, words: str) -> None:
    """Mark words as an actor and take the new name that is offered."""
    desk.select(words)
    desk.key("A")
    desk.session.focus_on(desk.session.focus)
    desk.key("Enter")


def test_two_names_of_one_actor_become_one_entity(opened: Callable[..., Desk]) -> None:
    desk = opened(FIRST)
    name(desk, "Лирия")
    desk.select("Республика Лирия")
    desk.key("A")
    desk.key("E")
    desk.window.entity_field.typed.setText("Республика Лирия")
    desk.window.entity_field.who.suggest()
    new = next(p for p in desk.window.entity_field.suggestions if p.entity is None)
    new.click()
    assert len(desk.project.read.entities()) == 2
    desk.key("E", BOTH)
    popup = next(w for w in QApplication.topLevelWidgets() if isinstance(w, WhoPopup))
    other = next(p for p in popup.who.suggestions if p.isVisible())
    assert other.text() == "Лирия"
    other.click()
    (row,) = desk.project.read.entities()
    assert (row.entity.name, row.entity.aliases) == ("Лирия", ("Республика Лирия",))
    assert row.mentions == 2
    assert desk.said == "«Республика Лирия» is Лирия now · Ctrl+Z undoes"
    assert check(desk.project.path) == []
    desk.key("Z", Qt.KeyboardModifier.ControlModifier)
    assert len(desk.project.read.entities()) == 2
    assert check(desk.project.path) == []
    shut(WhoPopup)


def test_one_mention_leads_to_those_in_all_articles(opened: Callable[..., Desk]) -> None:
    desk = opened(FIRST, SECOND)
    name(desk, "Лирия")
    desk.key("А", BOTH)  # the key of F, under the Russian layout
    desk.qtbot.waitUntil(
        lambda: any(isinstance(w, EverywhereSheet) for w in QApplication.topLevelWidgets()),
        timeout=10_000,
    )
    sheet = next(w for w in QApplication.topLevelWidgets() if isinstance(w, EverywhereSheet))
    assert [hit.said for hit in sheet.model.on()] == ["Лирия", "Лирии", "Лирией"]
    sheet.commit()
    (row,) = desk.project.read.entities()
    assert row.mentions == 4
    assert desk.said == "3 mentions of Лирия marked · Ctrl+Z undoes"
    desk.key("Z", Qt.KeyboardModifier.ControlModifier)
    (row,) = desk.project.read.entities()
    assert row.mentions == 1
    assert check(desk.project.path) == []
    shut(EverywhereSheet)


def test_a_new_entity_by_a_name_that_is_taken_is_the_one_that_has_it(
    opened: Callable[..., Desk],
) -> None:
    desk = opened(FIRST)
    name(desk, "Лирия")
    desk.select("порт")
    desk.key("A")
    desk.key("E")
    desk.window.entity_field.who.taken.emit(None, "  лирия ")
    (row,) = desk.project.read.entities()
    assert row.mentions == 2


def test_every_part_of_the_register_has_a_name(opened: Callable[..., Desk]) -> None:
    desk = opened(FIRST, SECOND)
    name(desk, "Лирия")
    panel = desk.window.side.entities
    desk.window.panels.show("entities")
    panel.show_entity(desk.project.read.entities()[0].entity.id)
    panel.show_part("card")
    panel.editor.name.unfold.click()
    assert unnamed(panel) == []
    panel.show_part("mentions")
    panel.mentions.view.setCurrentIndex(panel.mentions.model.first())
    panel.mentions.ask_who()
    popup = next(w for w in QApplication.topLevelWidgets() if isinstance(w, WhoPopup))
    assert unnamed(popup) == []
    popup.close()
    panel.find_everywhere()
    desk.qtbot.waitUntil(lambda: not desk.workbench.tasks.busy, timeout=10_000)
    sheet = next(w for w in QApplication.topLevelWidgets() if isinstance(w, EverywhereSheet))
    assert unnamed(sheet) == []
    sheet.close()
    shut(EverywhereSheet)
