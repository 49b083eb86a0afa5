"""Several spans in the inspector, and the links of one."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from tests.gui.panels.conftest import Bench, click, settle
from workbench.domain.records import Span
from workbench.gui.actions.action import keymap
from workbench.gui.actions.table import table
from workbench.gui.inspector.chosen_page import ChosenPage
from workbench.gui.inspector.inspector import Inspector
from workbench.gui.inspector.relation_rows import RelationRow
from workbench.gui.verbs import tagging

Show = Callable[[QWidget], None]


@pytest.fixture
def inspector(bench: Bench, show: Show) -> Inspector:
    bench.open()
    made = Inspector(bench.session)
    made.use(keymap(table(bench.project.codebook)).get)
    show(made)
    return made


def _choose(bench: Bench, *marks: tuple[str, str]) -> list[Span]:
    spans = [bench.mark(words, label) for words, label in marks]
    bench.session.choose(span.id for span in spans)
    settle()
    return spans


def test_several_chosen_spans_take_the_place_of_the_one_in_focus(
    bench: Bench, inspector: Inspector
) -> None:
    _choose(bench, ("Лирии", "Actor"), ("порт Сарма", "Actor"), ("объявило", "Cue"))
    page = inspector.chosen_page
    assert page.isVisible()
    assert not inspector.span_page.isVisible()
    assert page.title.text() == "3 spans chosen"
    assert page.facts.text() == "Actor 2 · Cue 1"
    assert page.label.shown() == "different"
    assert page.choices == {}  # they have no attribute in common
    bench.session.choose(())
    settle()
    assert not page.isVisible()
    assert inspector.span_page.isVisible()


def test_one_chosen_span_is_shown_as_the_focused_one(bench: Bench, inspector: Inspector) -> None:
    _choose(bench, ("Лирии", "Actor"))
    assert inspector.span_page.isVisible()


def test_a_label_is_given_to_all(bench: Bench, inspector: Inspector) -> None:
    spans = _choose(bench, ("Лирии", "Actor"), ("объявило", "Cue"))
    page = inspector.chosen_page
    _pick(page, "chosen_label", "Claim")
    assert [bench.stored(span).label for span in spans] == ["Claim", "Claim"]
    assert page.facts.text() == "Claim 2"
    assert page.label.shown() == "Claim"
    assert "claim_type" in page.choices
    bench.session.walk(back=True)
    assert [bench.stored(span).label for span in spans] == ["Actor", "Cue"]


def test_a_common_value_is_shown_and_set_and_taken_away(bench: Bench, inspector: Inspector) -> None:
    spans = _choose(bench, ("Лирии", "Actor"), ("порт Сарма", "Actor"))
    page = inspector.chosen_page
    assert page.choices["actor_type"].shown() == "not set"
    _pick(page, "chosen_attribute.actor_type", "state")
    assert [bench.stored(span).attributes for span in spans] == [{"actor_type": "state"}] * 2
    _choose(bench, ("Марк Ренн", "Actor"))
    bench.session.choose(span.id for span in bench.session.whole().spans)
    settle()
    assert page.choices["actor_type"].shown() == "different"
    _pick(page, "chosen_attribute.actor_type", None)
    assert all(not bench.stored(span).attributes for span in spans)


def test_what_cannot_be_leaves_the_choice_as_the_file_has_it(
    bench: Bench, inspector: Inspector
) -> None:
    spans = _choose(bench, ("Лирии", "Actor"), ("порт Сарма", "Actor"))
    _pick(inspector.chosen_page, "chosen_label", "Actor")
    assert bench.refused == ["Nothing was changed: 2 were like that already."]
    assert inspector.chosen_page.label.shown() == "Actor"
    assert [bench.stored(span).label for span in spans] == ["Actor"] * 2


def test_the_chosen_spans_are_detached_and_deleted_together(
    bench: Bench, inspector: Inspector
) -> None:
    spans = _choose(bench, ("Лирии", "Actor"), ("порт Сарма", "Actor"))
    page = inspector.chosen_page
    assert page.entity.text() == "Not said yet"
    tagging.attach(bench.session, bench.entity("Лирия", "state"))
    assert page.entity.text() == "Лирия"
    click(page.detach)
    assert [bench.stored(span).entity for span in spans] == [None, None]
    click(page.drop)
    assert bench.session.whole().spans == ()
    bench.session.walk(back=True)
    assert len(bench.session.whole().spans) == 2


# -- the links of one span


@pytest.fixture
def row(bench: Bench, inspector: Inspector) -> RelationRow:
    claim = bench.mark("порт Сарма останется открытым", "Claim")
    other = bench.mark("Мы не отдадим порт", "Claim")
    bench.link(claim, other, "supports")
    bench.session.focus_on(claim.id)
    settle()
    return inspector.span_page.relations.rows[0]


def test_a_link_is_turned_retyped_and_deleted_by_key_in_the_inspector(
    bench: Bench, row: RelationRow
) -> None:
    row.end.setFocus()
    QTest.keyClick(row.end, Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    found = bench.session.whole().relations[0]
    assert found.target == bench.session.focus or found.source == bench.session.focus
    settle()
    QTest.keyClick(
        row.end, Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
    )
    menu = row.findChild(QMenu, "relation_menu")
    assert menu is not None
    menu.actions()[1].trigger()
    menu.close()
    settle()
    assert bench.session.whole().relations[0].type == "restates"
    QTest.keyClick(row.end, Qt.Key.Key_Delete)
    assert bench.session.whole().relations == ()


def test_the_menu_of_a_link_has_all_that_can_be_done(bench: Bench, row: RelationRow) -> None:
    before = bench.session.whole().relations[0]
    click(row.more)
    menu = row.findChild(QMenu, "relation_menu")
    assert menu is not None
    named = {entry.objectName(): entry for entry in menu.actions()}
    named["relation_reverse"].trigger()
    menu.close()
    settle()
    found = bench.session.whole().relations[0]
    assert (found.source, found.target) == (before.target, before.source)


def _pick(page: ChosenPage, name: str, value: str | None) -> None:
    """Choose a value as the user does."""
    choice = page.label if name == "chosen_label" else page.choices[name.partition(".")[2]]
    row = choice.findData(value)
    choice.setCurrentIndex(row)
    choice.activated.emit(row)
    settle()
