"""The list of links."""

from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.gui.panels.conftest import Bench, settle, write
from tests.gui.panels.hands import Hands
from workbench.domain.records import Span


def test_links_stand_by_type_and_enter_goes_to_one_end_and_to_the_other(
    bench: Bench, hands: Hands, linked: tuple[Span, Span, Span]
) -> None:
    claim, other, _ = linked
    types = [relation.type for relation in hands.panel.links.model.rows]
    assert types == ["attributed_to", "supports"]
    first = hands.listed()[0]
    assert "Мы не отдадим порт" in first
    assert "министр порта Марк Ренн" in first
    bench.session.focus_on(None)
    hands.rows.setFocus()
    hands.rows.setCurrentIndex(hands.rows.model().index(1, 0))
    assert bench.session.focus == claim.id
    hands.strike("Enter")
    assert bench.session.focus == other.id
    hands.strike("Enter")
    assert bench.session.focus == claim.id


def test_a_link_is_turned_retyped_and_deleted_by_key(
    bench: Bench, hands: Hands, linked: tuple[Span, Span, Span]
) -> None:
    claim, other, _ = linked
    hands.rows.setCurrentIndex(hands.rows.model().index(1, 0))
    hands.strike("Shift+L")
    turned = next(item for item in bench.session.whole().relations if item.type == "supports")
    assert (turned.source, turned.target) == (other.id, claim.id)
    assert hands.panel.links.current() == turned
    hands.strike("Alt+Shift+L")
    menu = hands.panel.findChild(QMenu, "relation_menu")
    assert menu is not None
    names = [entry.objectName() for entry in menu.actions()]
    assert names == ["relation_type.contradicts", "relation_type.restates"]
    menu.actions()[0].trigger()
    menu.close()
    assert bench.session.whole().relation(turned.id).type == "contradicts"  # type: ignore[union-attr]
    settle()
    hands.strike("Del")
    assert [item.type for item in bench.session.whole().relations] == ["attributed_to"]
    assert hands.panel.links.current() is not None
    bench.session.walk(back=True)
    assert len(hands.listed()) == 2


def test_what_the_codebook_forbids_a_link_is_said(
    bench: Bench, hands: Hands, linked: tuple[Span, Span, Span]
) -> None:
    hands.rows.setCurrentIndex(hands.rows.model().index(0, 0))
    hands.strike("Shift+L")
    hands.strike("Alt+Shift+L")
    hands.strike("1")
    assert "goes from" in bench.refused[0]
    assert bench.refused[1:] == [
        "The codebook allows no other link between these two.",
        "This link has no attributes.",
    ]


def test_a_digit_sets_the_attribute_of_a_link(bench: Bench, hands: Hands) -> None:
    claim, actor = bench.mark("порт Сарма останется", "Claim"), bench.mark("Лирии", "Actor")
    relation = bench.link(claim, actor, "about")
    hands.panel.tabs.choose("links")
    settle()
    assert "not set yet" in hands.listed()[0]
    hands.rows.setCurrentIndex(hands.rows.model().index(0, 0))
    hands.strike("2")
    found = bench.session.whole().relation(relation.id)
    assert found is not None
    assert found.attributes == {"role": "affected"}
    assert "not set yet" not in hands.listed()[0]


def test_links_are_found_by_what_they_are_and_by_their_words(
    bench: Bench, hands: Hands, linked: tuple[Span, Span, Span], qtbot: QtBot
) -> None:
    write(hands.panel.links.field, "ренн")
    qtbot.waitUntil(lambda: len(hands.listed()) == 1)
    hands.panel.links.field.clear()
    write(hands.panel.links.field, "зебра")
    qtbot.waitUntil(lambda: hands.panel.links.empty.text() == "No link has these words.")
