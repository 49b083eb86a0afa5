"""What is shown and hidden, and that it is said."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.gui.panels.conftest import Bench, click, press, settle
from workbench.gui.lists.marks_panel import MarksPanel
from workbench.gui.lists.show_popup import ShowPopup
from workbench.gui.shown import Shown
from workbench.gui.verbs.showing import hidden, show_all

Show = Callable[[QWidget], None]


@pytest.fixture
def panel(bench: Bench, show: Show) -> MarksPanel:
    bench.open()
    bench.mark("Правительство Лирии", "Actor")
    bench.project.annotator = "борис"
    bench.mark("Лирии", "Actor")
    bench.mark("объявило", "Cue")
    made = MarksPanel(bench.session)
    show(made)
    return made


@pytest.fixture
def popup(panel: MarksPanel) -> ShowPopup:
    click(panel.eye)
    settle()
    found = panel.findChild(ShowPopup)
    assert isinstance(found, ShowPopup)
    return found


def test_labels_and_annotators_stand_with_their_numbers(popup: ShowPopup) -> None:
    names = {name: row.accessibleName() for name, row in popup.rows.items()}
    assert names["show_label.Actor"] == "Actor, 2"
    assert names["show_label.Claim"] == "Claim, 0"
    assert names["show_annotator.anna"] == "anna, 1"
    assert names["show_annotator.борис"] == "борис, 2"
    assert all(row.isChecked() for row in popup.rows.values())
    assert not popup.all.isEnabled()


def test_a_click_hides_and_another_shows_and_both_are_said(bench: Bench, popup: ShowPopup) -> None:
    said: list[str] = []
    bench.session.said.connect(said.append)
    click(popup.rows["show_label.Actor"])
    assert bench.session.shown.hidden_labels == {"Actor"}
    assert said[-1] == "Hidden, not deleted: 1 label."
    assert popup.isVisible()
    click(popup.rows["show_annotator.anna"])
    click(popup.rows["show_kind.links"])
    click(popup.rows["show_kind.suggestions"])
    assert said[-1] == "Hidden, not deleted: 1 label, 1 annotator, links, suggestions."
    click(popup.rows["show_label.Actor"])
    assert not bench.session.shown.hidden_labels
    assert popup.all.isEnabled()
    click(popup.all)
    assert bench.session.shown == Shown()
    assert said[-1] == "Everything is shown."
    assert all(row.isChecked() for row in popup.rows.values())


def test_the_arrows_and_space_do_it_without_a_mouse(bench: Bench, popup: ShowPopup) -> None:
    first = popup.rows["show_label.Claim"]
    first.setFocus()
    press(first, Qt.Key.Key_Space)
    assert bench.session.shown.hidden_labels == {"Claim"}
    press(first, Qt.Key.Key_Down)
    settle()
    below = popup.focusWidget()
    assert below is popup.rows["show_label.Actor"]
    QTest.keyClick(below, Qt.Key.Key_Return)
    assert bench.session.shown.hidden_labels == {"Claim", "Actor"}


def test_an_annotator_who_is_hidden_stands_there_without_a_span_of_his(
    bench: Bench, panel: MarksPanel
) -> None:
    bench.session.show(Shown(hidden_annotators=frozenset({"вера"})))
    panel.choose_shown()
    found = panel.findChild(ShowPopup)
    assert isinstance(found, ShowPopup)
    assert not found.rows["show_annotator.вера"].isChecked()


def test_what_is_hidden_reads_as_a_list() -> None:
    assert hidden(Shown()) == ""
    assert hidden(Shown(hidden_labels=frozenset("ab"))) == "2 labels"
    assert hidden(Shown(marks=False, links=False)) == "all marks, links"


def test_show_all_keeps_the_focus_mode(bench: Bench) -> None:
    bench.open()
    bench.session.show(Shown(hidden_labels=frozenset({"Cue"}), marks=False, focus_only=True))
    show_all(bench.session)
    assert bench.session.shown == Shown(focus_only=True)
