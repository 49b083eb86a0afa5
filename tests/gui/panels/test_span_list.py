"""The list of spans: it follows the text, and the text follows it."""

import random
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.panels.conftest import Bench, click, press, settle, write
from tests.gui.panels.hands import Hands, mark_all
from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.records import Span, new_id
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.gui.session import Session
from workbench.gui.shown import Shown
from workbench.gui.verbs.showing import show_all
from workbench.store.check import check

Show = Callable[[QWidget], None]


def _labels(bench: Bench, spans: list[Span]) -> list[str]:
    return [bench.stored(span).label for span in spans]


def test_all_spans_stand_in_reading_order_and_follow_what_is_done(
    bench: Bench, hands: Hands
) -> None:
    assert "No spans yet" in hands.panel.spans.empty.text()
    mark_all(bench)
    assert hands.listed() == [
        "Правительство Лирии",
        "Лирии",
        "порт Сарма",
        "министр порта",
        "Марк Ренн",
    ]
    bench.project.undo()
    assert "Марк Ренн" not in hands.listed()
    bench.project.redo()
    assert hands.listed()[-1] == "Марк Ренн"


def test_the_focused_span_is_current_in_the_list_and_a_click_focuses_one(
    bench: Bench, hands: Hands
) -> None:
    spans = mark_all(bench)
    bench.session.focus_on(spans[1].id)
    assert hands.rows.currentIndex().data() == "порт Сарма"
    assert not hands.rows.hasFocus()
    hands.click_row(0)
    assert bench.session.focus == spans[0].id
    assert bench.session.caret == spans[0].end
    hands.rows.setFocus()
    press(hands.rows, Qt.Key.Key_Down)
    assert bench.session.focus == spans[2].id


def test_several_rows_are_chosen_with_ctrl_and_shift_and_all_with_ctrl_a(
    bench: Bench, hands: Hands
) -> None:
    spans = mark_all(bench)
    hands.click_row(0)
    hands.click_row(2, Qt.KeyboardModifier.ControlModifier)
    assert set(bench.session.chosen) == {spans[0].id, spans[1].id}
    hands.click_row(2)
    assert not bench.session.chosen
    hands.click_row(4, Qt.KeyboardModifier.ShiftModifier)
    assert len(bench.session.chosen) == 3
    hands.strike("Ctrl+A")
    assert set(bench.session.chosen) == {span.id for span in spans}
    assert hands.panel.spans.told.text() == "5 spans chosen"
    hands.strike("Esc")
    assert not bench.session.chosen


def test_spans_chosen_in_the_text_are_selected_in_the_list(bench: Bench, hands: Hands) -> None:
    spans = mark_all(bench)
    bench.session.choose((spans[0].id, spans[4].id))
    rows = sorted(index.row() for index in hands.rows.selectedIndexes())
    assert rows == [0, 4]
    bench.session.choose(())
    assert len(hands.rows.selectedIndexes()) <= 1


def test_a_label_key_relabels_all_chosen_in_one_undo_step(bench: Bench, hands: Hands) -> None:
    spans = mark_all(bench)
    hands.strike("Ctrl+A")
    hands.strike("Alt+Q")
    assert _labels(bench, spans) == ["Cue", "Cue", "Actor", "Cue", "Cue"]  # one lies in another
    assert set(bench.session.chosen) == {span.id for span in spans}
    bench.session.walk(back=True)
    assert _labels(bench, spans) == ["Actor"] * 5


def test_the_same_keys_work_under_the_russian_layout(bench: Bench, hands: Hands) -> None:
    spans = mark_all(bench)
    hands.rows.setFocus()

    def strike(letter: str, modifiers: Qt.KeyboardModifier) -> None:
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            QApplication.sendEvent(hands.rows, QKeyEvent(kind, ord(letter), modifiers, letter))

    strike("Ф", Qt.KeyboardModifier.ControlModifier)
    assert len(bench.session.chosen) == 5
    strike("Й", Qt.KeyboardModifier.AltModifier)
    assert _labels(bench, spans).count("Cue") == 4


def test_a_digit_sets_the_attribute_of_all_chosen(bench: Bench, hands: Hands) -> None:
    spans = mark_all(bench)
    hands.strike("Ctrl+A")
    hands.strike("2")
    assert [bench.stored(span).attributes for span in spans] == [{"actor_type": "state"}] * 5


def test_del_deletes_the_chosen_spans_and_then_the_row_that_took_their_place(
    bench: Bench, hands: Hands
) -> None:
    mark_all(bench)
    hands.click_row(0)
    hands.click_row(1, Qt.KeyboardModifier.ShiftModifier)
    hands.strike("Del")
    assert hands.listed() == ["порт Сарма", "министр порта", "Марк Ренн"]
    hands.strike("Del")
    assert hands.listed() == ["министр порта", "Марк Ренн"]
    hands.strike("Del")
    hands.strike("Del")
    assert bench.session.whole().spans == ()
    assert bench.refused == []


def test_a_letter_alone_marks_nothing_from_the_list(bench: Bench, hands: Hands) -> None:
    spans = mark_all(bench)
    hands.click_row(0)
    for chord in ("C", "A", "Shift+C", "F", "W"):
        hands.strike(chord)
    assert len(bench.session.whole().spans) == len(spans)
    assert hands.ran == []
    hands.strike("E")
    assert hands.ran == ["entity"]


def test_enter_goes_on_in_the_text(bench: Bench, hands: Hands, qtbot: QtBot) -> None:
    mark_all(bench)
    hands.click_row(3)
    with qtbot.waitSignal(hands.panel.left):
        hands.strike("Enter")


def test_typed_words_find_spans_by_words_label_and_entity(
    bench: Bench, hands: Hands, qtbot: QtBot
) -> None:
    spans = mark_all(bench)
    bench.mark("объявило", "Cue")
    who = bench.entity("Ренн, Марк")
    bench.session.choose((spans[4].id, spans[3].id))
    bench.session.run(
        lambda reading: commands.attach_all(
            reading, bench.session.pen(), bench.session.targets(), who
        )
    )
    bench.session.choose(())
    field = hands.panel.spans.field
    write(field, "ПОРТ")
    qtbot.waitUntil(lambda: hands.listed() == ["порт Сарма", "министр порта"])
    assert hands.panel.spans.told.text() == "2 spans found"
    field.clear()
    write(field, "cue")
    qtbot.waitUntil(lambda: hands.listed() == ["объявило"])
    field.clear()
    write(field, "ренн,")
    qtbot.waitUntil(lambda: hands.listed() == ["министр порта", "Марк Ренн"])
    field.clear()
    write(field, "зебра")
    qtbot.waitUntil(lambda: hands.panel.spans.empty.text() == "No span has these words.")


def test_spans_are_sorted_by_label_by_entity_and_by_what_is_missing(
    bench: Bench, hands: Hands
) -> None:
    spans = mark_all(bench)
    bench.mark("объявило", "Cue")
    bench.mark("порт Сарма останется открытым", "Claim")
    hands.panel.spans.set_order("label")
    assert hands.listed()[0] == "порт Сарма останется открытым"
    assert hands.listed()[-1] == "объявило"
    who = bench.entity("Аня")
    bench.session.focus_on(spans[4].id)
    bench.session.run(lambda reading: commands.attach(reading, bench.session.pen(), spans[4], who))
    hands.panel.spans.set_order("entity")
    assert hands.listed()[0] == "Марк Ренн"
    pen = bench.session.pen()
    now = bench.stored(spans[4])
    made = commands.set_attribute(bench.session.whole(), pen, now, "mention", "name")
    bench.project.commit(made)
    hands.panel.spans.set_order("missing")
    assert hands.listed()[-1] == "Марк Ренн"


def test_hidden_labels_leave_the_list_and_the_panel_says_so(bench: Bench, hands: Hands) -> None:
    mark_all(bench)
    bench.mark("объявило", "Cue")
    bench.session.show(Shown(hidden_labels=frozenset({"Actor"})))
    assert hands.listed() == ["объявило"]
    assert hands.panel.hidden.text() == "Hidden: 1 label"
    click(hands.panel.hidden)
    assert len(hands.listed()) == 6
    assert not hands.panel.hidden.isVisible()
    bench.session.show(Shown(hidden_annotators=frozenset({"anna"})))
    assert hands.panel.spans.empty.text() == "All spans of this article are hidden."
    show_all(bench.session)
    assert len(hands.listed()) == 6


def test_a_panel_out_of_sight_reads_nothing_and_is_right_when_it_comes(
    bench: Bench, hands: Hands
) -> None:
    hands.panel.hide()
    mark_all(bench)
    assert hands.panel.spans.model.rowCount() == 0
    hands.panel.show()
    settle()
    assert len(hands.listed()) == 5


def test_many_spans_are_followed_row_by_row(bench: Bench, hands: Hands) -> None:
    text = "слово " * 3000
    article = bench.add(text)
    stamp = "2025-01-01T00:00:00.000Z"
    spans = [
        Span(
            new_id(), article.id, "Actor", (Interval(6 * n, 6 * n + 5),), {}, None, "anna",
            "manual", None, stamp, stamp,
        )
        for n in range(3000)
    ]  # fmt: skip
    bench.project.commit(Transaction(msg("many"), tuple(Change(None, span) for span in spans)))
    bench.session.open_article(article.id, span=spans[7].id)
    model = hands.panel.spans.model
    assert model.rowCount() == 3000
    assert hands.rows.currentIndex().row() == 7
    resets: list[object] = []
    model.modelReset.connect(lambda: resets.append(None))
    bench.session.run(lambda reading: commands.delete(reading, (spans[5],)))
    bench.session.run(
        lambda reading: commands.resize(
            reading, bench.session.pen(), spans[100], (Interval(600, 604),)
        )
    )
    assert resets == []
    assert model.rowCount() == 2999
    assert tuple(model.rows) == bench.session.whole().spans
    hands.strike("Ctrl+A")
    assert len(bench.session.chosen) == 2999


def test_whatever_is_done_the_rows_are_the_spans_and_the_selection_is_what_is_chosen(
    bench: Bench, hands: Hands
) -> None:
    dice = random.Random(7)
    text, session = bench.session.whole().text, bench.session
    modifiers = Qt.KeyboardModifier
    for step in range(250):
        spans, kind = session.whole().spans, dice.random()
        if kind < 0.3 or not spans:
            start = dice.randrange(len(text) - 1)
            place = Interval(start, min(start + dice.randrange(1, 30), len(text)))
            label = dice.choice(["Claim", "Actor", "Source", "Cue"])
            _try(session, partial(commands.label, fragments=(place,), label_id=label))
        elif kind < 0.45:
            session.walk(back=dice.random() < 0.6)
        elif kind < 0.65:
            how = dice.choice(
                [modifiers.NoModifier, modifiers.ControlModifier, modifiers.ShiftModifier]
            )
            hands.click_row(dice.randrange(len(spans)), how)
        elif kind < 0.75:
            session.choose(dice.choice(spans).id for _ in range(dice.randrange(4)))
        elif kind < 0.8:
            session.focus_on(dice.choice(spans).id)
        elif kind < 0.85:
            one, two = dice.choice(spans), dice.choice(spans)
            _try(session, partial(commands.link, source=one, target=two, type_id="supports"))
        else:
            hands.strike(dice.choice(["Alt+A", "Alt+C", "Alt+Q", "1", "2", "Del", "Down", "Esc"]))
        rows = hands.panel.spans.model
        assert tuple(rows.rows) == session.whole().spans, step
        assert rows.rowCount() == len(session.whole().spans), step
        if session.chosen and len(session.chosen) == len(session.targets()) > 1:
            selected = {rows.rows[index.row()].id for index in hands.rows.selectedIndexes()}
            assert selected == set(session.chosen), step
    assert check(bench.project.path) == []


def _try(session: Session, command: Callable[..., Transaction]) -> None:
    session.run(lambda reading: command(reading, session.pen()))


def test_delete_takes_what_is_selected_after_a_row_was_clicked_out_of_the_choice(
    bench: Bench, hands: Hands
) -> None:
    spans = mark_all(bench)
    hands.click_row(0)
    for _ in range(2):
        hands.click_row(3, Qt.KeyboardModifier.ControlModifier)
    assert bench.session.focus == spans[0].id
    hands.rows.setFocus()
    hands.strike("Del")
    left = {span.id for span in bench.session.whole().spans}
    assert left == {span.id for span in spans[1:]}


def test_with_the_last_row_clicked_out_of_the_choice_nothing_is_in_focus(
    bench: Bench, hands: Hands
) -> None:
    mark_all(bench)
    hands.click_row(0)
    hands.click_row(0, Qt.KeyboardModifier.ControlModifier)
    assert bench.session.focus is None


@pytest.mark.parametrize(("listed", "typed"), [("Марк", ""), ("", "Марк"), ("порт", "Лирии")])
def test_what_is_done_while_the_filter_waits_leaves_the_rows_those_of_the_filter(
    bench: Bench, hands: Hands, listed: str, typed: str
) -> None:
    mark_all(bench)
    field = hands.panel.spans.field
    field.setText(listed)
    press(field, Qt.Key.Key_Return)
    field.setText(typed)
    bench.session.walk(back=True)
    bench.session.walk(back=False)
    bench.session.walk(back=True)
    model = hands.panel.spans.model
    shown = [span.id for span in model.rows]
    assert model.rowCount() == len(shown)
    press(field, Qt.Key.Key_Return)
    assert [span.id for span in model.rows] == shown
