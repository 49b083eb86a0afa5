"""Several spans at once, what is hidden, the text alone, and selections in several pieces."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget

from tests.gui.conftest import Desk
from workbench.domain.records import Span
from workbench.domain.text import Interval, quotes
from workbench.gui.shown import Shown

Opened = Callable[..., Desk]
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
TEXT = (
    "Правительство Лирии объявило, что порт Сарма останется открытым.\n"
    "«Мы не отдадим причалы, — заявил министр порта, — и не уйдём с реки», — пишет газета."
)


def mark(desk: Desk, words: str, key: str) -> Span:
    desk.select(words)
    desk.key(key)
    focused = desk.session.focused()
    assert isinstance(focused, Span)
    return focused


def ctrl_click(desk: Desk, words: str) -> None:
    at = desk.point(TEXT.index(words) + 1)
    QTest.mouseClick(desk.view.viewport(), LEFT, CTRL, at)


def picture(desk: Desk) -> QImage:
    image: QImage = desk.view.viewport().grab().toImage()
    return image


# -- several at once


def test_ctrl_click_chooses_spans_and_a_key_changes_all_in_one_step(opened: Opened) -> None:
    desk = opened(TEXT)
    mark(desk, "Правительство", "A")
    mark(desk, "порт", "A")
    mark(desk, "министр", "A")
    ctrl_click(desk, "Правительство")
    ctrl_click(desk, "порт Сарма")
    assert len(desk.session.chosen) == 3  # the one in focus is the first
    ctrl_click(desk, "министр")
    assert len(desk.session.chosen) == 2
    desk.key("R", ALT)
    assert [span.label for span in desk.spans()] == ["Region", "Region", "Actor"]
    desk.session.walk(back=True)
    assert {span.label for span in desk.spans()} == {"Actor"}


def test_shift_o_chooses_by_key_and_del_deletes_all_in_one_step(opened: Opened) -> None:
    desk = opened(TEXT)
    mark(desk, "Правительство", "A")
    mark(desk, "порт", "A")
    desk.key("O", SHIFT)
    desk.key("P")
    desk.key("O", SHIFT)
    assert len(desk.session.chosen) == 2
    desk.key("Del")
    assert desk.spans() == ()
    assert desk.session.chosen == ()
    desk.session.walk(back=True)
    assert len(desk.spans()) == 2


def test_a_digit_sets_the_attribute_of_all_chosen_spans(opened: Opened) -> None:
    desk = opened(TEXT)
    mark(desk, "Правительство", "A")
    mark(desk, "порт", "A")
    ctrl_click(desk, "Правительство")
    desk.key("2")
    values = [dict(span.attributes).get("actor_type") for span in desk.spans()]
    assert values == ["state", "state"]


def test_chosen_spans_are_painted_and_esc_lets_them_go(opened: Opened) -> None:
    desk = opened(TEXT)
    mark(desk, "Правительство", "A")
    mark(desk, "порт", "A")
    before = picture(desk)
    ctrl_click(desk, "Правительство")
    assert picture(desk) != before
    desk.key("Esc")
    assert desk.session.chosen == ()
    assert desk.view.page._bright == {desk.session.focus}


# -- hidden


def test_a_hidden_label_is_not_painted_not_hit_and_passed_over(opened: Opened) -> None:
    desk = opened(TEXT)
    mark(desk, "Правительство", "A")
    claim = mark(desk, "порт Сарма останется открытым", "C")
    last = mark(desk, "министр", "A")
    desk.session.focus_on(None)
    desk.session.show(Shown(hidden_labels=frozenset({"Claim"})))
    desk.click(TEXT.index("Сарма"))
    assert desk.session.focused() is None
    desk.click(TEXT.index("Правительство"))
    desk.key("N")
    assert desk.session.focus == last.id
    desk.session.show(Shown())
    desk.click(TEXT.index("Сарма"))
    assert desk.session.focus == claim.id


def test_hiding_an_annotator_hides_the_spans_of_that_one_alone(opened: Opened) -> None:
    desk = opened(TEXT)
    mark(desk, "Правительство", "A")
    desk.session.sign("boris")
    mark(desk, "порт", "A")
    desk.session.focus_on(None)
    desk.session.show(Shown(hidden_annotators=frozenset({"anna"})))
    desk.click(TEXT.index("Правительство"))
    assert desk.session.focus is None
    desk.click(TEXT.index("порт"))
    assert desk.session.focus is not None


def test_f11_shows_the_text_alone_and_marking_shows_the_marks_again(opened: Opened) -> None:
    desk = opened(TEXT)
    bare = picture(desk)
    mark(desk, "Правительство", "A")
    desk.key("Esc")
    desk.session.focus_on(None)
    desk.session.select(None, 0)
    desk.window.run_id("reading_mode")
    assert not desk.window.side.inspector.isVisible()
    desk.window.run_id("reading_mode")
    assert desk.window.side.inspector.isVisible()
    desk.window.run_id("reading_mode")
    desk.select("порт")
    desk.key("A")
    assert desk.session.shown.marks
    assert desk.window.side.inspector.isVisible()
    assert len(desk.spans()) == 2
    assert picture(desk) != bare


def test_the_focus_mode_dims_all_but_the_claim_and_what_is_linked(opened: Opened) -> None:
    desk = opened(TEXT)
    source = mark(desk, "Правительство Лирии", "S")
    mark(desk, "министр порта", "A")
    claim = mark(desk, "порт Сарма останется открытым", "C")
    desk.window.suggesting.take_links()
    assert source.id in {relation.target for relation in desk.session.whole().relations}
    desk.session.show(replace(desk.session.shown, focus_only=True))
    page = desk.view.page
    assert {claim.id, source.id} <= page._kept
    dimmed = picture(desk)
    desk.session.show(replace(desk.session.shown, focus_only=False))
    assert page._kept == frozenset()
    assert picture(desk) != dimmed


# -- in several pieces


def test_a_quotation_grows_to_both_halves_without_the_authors_words(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.click(TEXT.index("отдадим") + 2)
    for _ in range(8):
        desk.key("W")
        if len(desk.session.pieces) > 1:
            break
    said = quotes(TEXT, desk.session.pieces)
    assert said == ("«Мы не отдадим причалы", "и не уйдём с реки»")
    with_pieces = picture(desk)
    desk.key("C")
    (claim,) = desk.spans()
    assert quotes(TEXT, claim.fragments) == said
    assert picture(desk) != with_pieces
    desk.key("Esc")


def test_shrinking_goes_back_from_two_pieces_to_one(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.click(TEXT.index("отдадим") + 2)
    while len(desk.session.pieces) < 2:
        desk.key("W")
    desk.key("W", SHIFT)
    assert len(desk.session.pieces) == 1


def test_two_pieces_are_added_to_a_span_and_copied_as_they_stand(opened: Opened) -> None:
    desk = opened(TEXT)
    mark(desk, "Правительство Лирии", "C")
    start, end = TEXT.index("Мы не"), TEXT.index("и не")
    desk.session.select_pieces((Interval(start, start + 5), Interval(end, end + 4)))
    assert desk.view.createMimeDataFromSelection().text() == "Мы не и не"
    desk.key("F")
    (claim,) = desk.spans()
    assert quotes(TEXT, claim.fragments) == ("Правительство Лирии", "Мы не", "и не")


def test_what_is_hidden_is_said_as_long_as_it_is(opened: Opened) -> None:
    desk = opened(TEXT)
    fact = desk.window.status._hidden
    assert not fact.isVisible()
    desk.session.show(Shown(hidden_labels=frozenset({"Claim"}), links=False))
    assert fact.isVisible()
    assert fact.text() == "Hidden: 1 label, links"
    desk.session.show(Shown())
    assert not fact.isVisible()


def test_panels_come_back_from_the_text_alone_with_their_sizes(opened: Opened) -> None:
    desk = opened(TEXT)
    before = [dock.size() for dock in desk.window.findChildren(QDockWidget)]
    for _ in range(4):
        desk.window.run_id("reading_mode")
        QApplication.processEvents()
    assert [dock.size() for dock in desk.window.findChildren(QDockWidget)] == before


def test_a_click_on_a_step_and_enter_go_there_and_not_to_the_article(opened: Opened) -> None:
    desk = opened(TEXT)
    mark(desk, "Правительство", "A")
    mark(desk, "порт", "A")
    desk.session.walk(back=True)
    desk.window.panels.show("steps")
    QApplication.processEvents()
    view = desk.window.side.steps.view
    at = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
    assert QApplication.focusWidget() is view
    desk.key("Enter")
    assert len(desk.spans()) == 2


def test_what_is_hidden_is_neither_in_focus_nor_chosen_and_delete_leaves_it(opened: Opened) -> None:
    desk = opened(TEXT)
    one = mark(desk, "Правительство Лирии", "A")
    other = mark(desk, "министр порта", "A")
    cue = mark(desk, "пишет", "Q")
    desk.session.choose((one.id, other.id, cue.id))
    desk.session.focus_on(one.id)
    desk.session.show(replace(desk.session.shown, hidden_labels=frozenset({"Actor"})))
    assert desk.session.focus is None
    assert desk.session.chosen == (cue.id,)
    desk.session.choose(())
    desk.view.setFocus()
    desk.key("Del")
    assert len(desk.spans()) == 3
    desk.session.focus_on(cue.id)
    desk.session.show(replace(desk.session.shown, marks=False))
    desk.key("Del")
    assert len(desk.spans()) == 3
