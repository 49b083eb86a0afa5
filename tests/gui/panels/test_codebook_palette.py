"""The labels: a click marks, the menu does the rest."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu

from tests.gui.panels.conftest import Bench, Show, click, press, settle, write
from workbench.domain import commands
from workbench.domain.codebook import Codebook
from workbench.gui.codebook.label_row import LabelRow
from workbench.gui.codebook.palette import CodebookPalette


def row(panel: CodebookPalette, label: str) -> LabelRow:
    return next(item for item in panel.rows if item.label.id == label)


def choose(menu: QMenu, name: str) -> None:
    action = menu.findChild(QAction, name)
    assert action is not None
    assert action.isEnabled()
    action.trigger()
    menu.close()
    settle()


def test_a_click_marks_the_selection(bench: Bench, show: Show) -> None:
    panel = CodebookPalette(bench.session)
    show(panel)
    bench.open()
    bench.session.select(bench.place("порт Сарма"))
    click(row(panel, "Claim"))
    (span,) = bench.project.read.reading(bench.session.whole().article.id).spans
    assert span.label == "Claim"
    assert span.fragments == (bench.place("порт Сарма"),)


def test_a_click_takes_no_focus(bench: Bench, show: Show) -> None:
    panel = CodebookPalette(bench.session)
    show(panel)
    field = QLineEdit(panel)
    field.show()
    field.setFocus()
    bench.open()
    bench.session.select(bench.place("порт Сарма"))
    click(row(panel, "Actor"))
    assert panel.window().focusWidget() is field


def test_the_row_of_the_focused_span_is_shown(bench: Bench, show: Show) -> None:
    panel = CodebookPalette(bench.session)
    show(panel)
    bench.open()
    bench.mark("Марк Ренн", "Actor")
    assert [item.label.id for item in panel.rows if item.in_focus] == ["Actor"]
    bench.session.focus_on(None)
    assert not any(item.in_focus for item in panel.rows)


def test_shift_click_arms_and_disarms(bench: Bench, show: Show) -> None:
    panel = CodebookPalette(bench.session)
    show(panel)
    bench.open()
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(row(panel, "Cue"), Qt.MouseButton.LeftButton, shift)
    assert bench.session.armed == "Cue"
    assert row(panel, "Cue").armed
    QTest.mouseClick(row(panel, "Cue"), Qt.MouseButton.LeftButton, shift)
    assert bench.session.armed is None


def test_the_menu_arms_relabels_and_adds_a_fragment(bench: Bench, show: Show) -> None:
    panel = CodebookPalette(bench.session)
    show(panel)
    bench.open()
    span = bench.mark("Марк Ренн", "Actor")
    choose(row(panel, "Source").menu(), "relabel.Source")
    assert bench.stored(span).label == "Source"
    bench.session.select(bench.place("министр порта"))
    choose(row(panel, "Source").menu(), "fragment.Source")
    assert len(bench.stored(span).fragments) == 2
    choose(row(panel, "Claim").menu(), "arm.Claim")
    assert bench.session.armed == "Claim"


def test_what_the_codebook_forbids_is_said(bench: Bench, show: Show) -> None:
    panel = CodebookPalette(bench.session)
    show(panel)
    bench.open()
    for _ in range(2):
        bench.session.select(bench.place("порт Сарма"))
        click(row(panel, "Claim"))
    assert bench.refused == ["These words are marked as Claim already."]


def test_without_an_article_nothing_can_be_clicked(bench: Bench, show: Show) -> None:
    panel = CodebookPalette(bench.session)
    show(panel)
    assert len(panel.rows) == 5
    assert not any(item.isEnabled() for item in panel.rows)
    bench.open()
    assert all(item.isEnabled() for item in panel.rows)


def test_the_tip_holds_definition_and_examples(bench: Bench, show: Show) -> None:
    panel = CodebookPalette(bench.session)
    show(panel)
    label = row(panel, "Claim").label
    tip = row(panel, "Claim").toolTip()
    assert str(label.definition).split(".")[0] in tip
    assert str(label.examples[0]) in tip


def test_what_the_label_means_stands_below_in_the_language_of_the_reader(
    bench: Bench, show: Show
) -> None:
    panel = CodebookPalette(bench.session)
    show(panel)
    bench.open()
    bench.mark("Марк Ренн", "Actor")
    row(panel, "Claim").hovered.emit(False)  # wherever the pointer of the test happens to be
    assert "Words that name somebody" in panel.about.words.text()
    assert "Claim → concerns" in panel.about.words.text()
    row(panel, "Cue").hovered.emit(True)
    assert panel.about.label is row(panel, "Cue").label
    row(panel, "Cue").hovered.emit(False)
    assert panel.about.label is row(panel, "Actor").label


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("актор", "Actor"),
        ("frnjh", "Actor"),
        ("sour", "Source"),
        ("ыщгк", "Source"),
        ("q", "Cue"),
        ("й", "Cue"),
        ("утв", "Claim"),
        ("disputed", ""),
        ("dispute", "Claim"),
    ],
)
def test_a_label_is_found_by_name_key_or_meaning_in_either_language(
    bench: Bench, show: Show, typed: str, label: str
) -> None:
    panel = CodebookPalette(bench.session)
    show(panel)
    bench.open()
    panel.focus_filter()
    write(panel.field, typed)
    assert [item.label.id for item in panel.rows if item.found] == ([label] if label else [])
    assert panel.none.isVisible() == (not label)


def test_enter_marks_with_the_found_label_and_the_text_has_the_focus_again(
    bench: Bench, show: Show
) -> None:
    panel = CodebookPalette(bench.session)
    show(panel)
    bench.open()
    bench.session.select(bench.place("порт Сарма"))
    left: list[bool] = []
    panel.left.connect(lambda: left.append(True))
    panel.focus_filter()
    write(panel.field, "утверж")
    press(panel.field, Qt.Key.Key_Return)
    (span,) = bench.project.read.reading(bench.session.whole().article.id).spans
    assert span.label == "Claim"
    assert left == [True]
    assert panel.field.text() == ""
    assert not panel.field.isVisible()


def test_arrows_choose_among_what_is_found(bench: Bench, show: Show) -> None:
    panel = CodebookPalette(bench.session)
    show(panel)
    bench.open()
    panel.focus_filter()
    press(panel.field, Qt.Key.Key_Down)
    press(panel.field, Qt.Key.Key_Down)
    assert [item.label.id for item in panel.rows if item.found] == ["Actor"]
    press(panel.field, Qt.Key.Key_Up)
    assert [item.label.id for item in panel.rows if item.found] == ["Claim"]


def test_the_field_is_always_there_where_labels_are_many(bench: Bench, show: Show) -> None:
    panel = CodebookPalette(bench.session)
    show(panel)
    assert not panel.field.isVisible()
    body = dict(bench.project.codebook.body)
    body["labels"] = [*body["labels"], *({"id": f"L{n}"} for n in range(6))]
    bench.project.commit(commands.change_codebook(bench.project.codebook, Codebook.of(body)))
    settle()
    assert panel.field.isVisible()
    assert len(panel.rows) == 11
