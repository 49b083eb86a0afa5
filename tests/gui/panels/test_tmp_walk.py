"""The lists of what is marked: spans, links, what is to do."""

import random
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.panels.conftest import Bench, click, press, settle, write
from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.records import Span, new_id
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.gui.actions import Action, keymap, table
from workbench.gui.attempt import attempt
from workbench.gui.chord_rows import ChordRows
from workbench.gui.marks_panel import MarksPanel
from workbench.gui.session import Session
from workbench.gui.show_popup import show_all
from workbench.gui.shown import Shown
from workbench.gui.todo import next_todo
from workbench.gui.work_rows import Head
from workbench.store.check import check

Show = Callable[[QWidget], None]
NAMES = ("Правительство Лирии", "порт Сарма", "Лирии", "министр порта", "Марк Ренн")


class Hands:
    """A panel with the table of actions behind it, as in the window."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.session: Session = bench.session
        self.panel = MarksPanel(bench.session)
        self.ran: list[str] = []
        found = keymap(table(bench.project.codebook))
        self.panel.use(found.get, self.run)

    def run(self, action: Action) -> None:
        """Do what needs nothing of the window; note what does."""
        self.ran.append(action.id)
        if action.id.startswith(("relabel.", "digit.")):
            attempt(self.session, lambda: action.run(self))  # type: ignore[arg-type]  # a small desk

    @property
    def rows(self) -> ChordRows:
        """The rows in sight."""
        return self.panel.rows

    def listed(self) -> list[str]:
        """What the rows say first."""
        model = self.rows.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def strike(self, chord: str) -> None:
        """Strike a key of the rows with its modifiers."""
        *held, name = chord.split("+")
        modifiers = Qt.KeyboardModifier.NoModifier
        for one, flag in (
            ("Ctrl", Qt.KeyboardModifier.ControlModifier),
            ("Alt", Qt.KeyboardModifier.AltModifier),
            ("Shift", Qt.KeyboardModifier.ShiftModifier),
        ):
            if one in held:
                modifiers |= flag
        named = {"Del": Qt.Key.Key_Delete, "Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape}
        key = named.get(name) or getattr(Qt.Key, f"Key_{name}")
        QTest.keyClick(self.rows, key, modifiers)
        settle()

    def click_row(
        self, row: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Click on a row."""
        area = self.rows.visualRect(self.rows.model().index(row, 0))
        QTest.mouseClick(
            self.rows.viewport(),
            Qt.MouseButton.LeftButton,
            modifiers,
            QPoint(60, area.center().y()),
        )
        settle()


@pytest.fixture
def hands(bench: Bench, show: Show) -> Hands:
    bench.open()
    made = Hands(bench)
    show(made.panel)
    return made


def _mark_all(bench: Bench) -> list[Span]:
    return [bench.mark(words, "Actor") for words in NAMES]


def _labels(bench: Bench, spans: list[Span]) -> list[str]:
    return [bench.stored(span).label for span in spans]


# -- spans


def test_all_spans_stand_in_reading_order_and_follow_what_is_done(
    bench: Bench, hands: Hands
) -> None:
    assert "No spans yet" in hands.panel.spans.empty.text()
    _mark_all(bench)
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
    spans = _mark_all(bench)
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
    spans = _mark_all(bench)
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
    spans = _mark_all(bench)
    bench.session.choose((spans[0].id, spans[4].id))
    rows = sorted(index.row() for index in hands.rows.selectedIndexes())
    assert rows == [0, 4]
    bench.session.choose(())
    assert len(hands.rows.selectedIndexes()) <= 1


def test_a_label_key_relabels_all_chosen_in_one_undo_step(bench: Bench, hands: Hands) -> None:
    spans = _mark_all(bench)
    hands.strike("Ctrl+A")
    hands.strike("Alt+Q")
    assert _labels(bench, spans) == ["Cue", "Cue", "Actor", "Cue", "Cue"]  # one lies in another
    assert set(bench.session.chosen) == {span.id for span in spans}
    bench.session.walk(back=True)
    assert _labels(bench, spans) == ["Actor"] * 5


def test_the_same_keys_work_under_the_russian_layout(bench: Bench, hands: Hands) -> None:
    spans = _mark_all(bench)
    hands.rows.setFocus()

    def strike(letter: str, modifiers: Qt.KeyboardModifier) -> None:
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            QApplication.sendEvent(hands.rows, QKeyEvent(kind, ord(letter), modifiers, letter))

    strike("Ф", Qt.KeyboardModifier.ControlModifier)
    assert len(bench.session.chosen) == 5
    strike("Й", Qt.KeyboardModifier.AltModifier)
    assert _labels(bench, spans).count("Cue") == 4


def test_a_digit_sets_the_attribute_of_all_chosen(bench: Bench, hands: Hands) -> None:
    spans = _mark_all(bench)
    hands.strike("Ctrl+A")
    hands.strike("2")
    assert [bench.stored(span).attributes for span in spans] == [{"actor_type": "state"}] * 5


def test_del_deletes_the_chosen_spans_and_then_the_row_that_took_their_place(
    bench: Bench, hands: Hands
) -> None:
    _mark_all(bench)
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
    spans = _mark_all(bench)
    hands.click_row(0)
    for chord in ("C", "A", "Shift+C", "F", "W"):
        hands.strike(chord)
    assert len(bench.session.whole().spans) == len(spans)
    assert hands.ran == []
    hands.strike("E")
    assert hands.ran == ["entity"]


def test_enter_goes_on_in_the_text(bench: Bench, hands: Hands, qtbot: QtBot) -> None:
    _mark_all(bench)
    hands.click_row(3)
    with qtbot.waitSignal(hands.panel.left):
        hands.strike("Enter")


def test_typed_words_find_spans_by_words_label_and_entity(
    bench: Bench, hands: Hands, qtbot: QtBot
) -> None:
    spans = _mark_all(bench)
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
    spans = _mark_all(bench)
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
    _mark_all(bench)
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
    _mark_all(bench)
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


# -- links


@pytest.fixture
def linked(bench: Bench, hands: Hands) -> tuple[Span, Span, Span]:
    claim = bench.mark("порт Сарма останется открытым", "Claim")
    other = bench.mark("Мы не отдадим порт", "Claim")
    source = bench.mark("министр порта Марк Ренн", "Source")
    bench.link(claim, other, "supports")
    bench.link(other, source, "attributed_to")
    hands.panel.show_view("links")
    settle()
    return claim, other, source


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
        "By the codebook a link of these two can be nothing else.",
        "This link has no attributes.",
    ]


def test_a_digit_sets_the_attribute_of_a_link(bench: Bench, hands: Hands) -> None:
    claim, actor = bench.mark("порт Сарма останется", "Claim"), bench.mark("Лирии", "Actor")
    relation = bench.link(claim, actor, "about")
    hands.panel.show_view("links")
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


# -- what is to do


def _heads(hands: Hands) -> dict[str, int]:
    rows = hands.panel.work.model.rows
    return {row.key: row.count for row in rows if isinstance(row, Head)}


def test_what_is_to_do_is_counted_by_kind_and_goes_when_it_is_done(
    bench: Bench, hands: Hands, linked: tuple[Span, Span, Span], qtbot: QtBot
) -> None:
    source = linked[2]
    hands.panel.show_view("work")
    settle()
    # One claim has its source; the other has one near and none linked.
    assert _heads(hands) == {"unsourced": 1, "missing": 3, "unnamed": 1}
    assert hands.panel.tabs.buttons["work"].accessibleName() == "To do, 5"
    bench.session.focus_on(source.id)
    who = bench.entity("Марк Ренн")
    bench.session.run(
        lambda reading: commands.attach(
            reading, bench.session.pen(), bench.session.targets()[0], who
        )
    )
    qtbot.waitUntil(lambda: "unnamed" not in _heads(hands))


def test_going_to_a_missing_value_puts_it_under_the_digits(
    bench: Bench, hands: Hands, qtbot: QtBot
) -> None:
    actor = bench.mark("Лирии", "Actor")
    bench.session.run(
        lambda reading: commands.set_attribute(
            reading, bench.session.pen(), actor, "actor_type", "state"
        )
    )
    hands.panel.show_view("work")
    settle()
    bench.session.focus_on(None)
    hands.rows.setFocus()
    hands.rows.setCurrentIndex(hands.rows.model().index(1, 0))
    assert bench.session.focus == actor.id
    assert bench.session.attribute == 1
    hands.strike("1")
    assert bench.stored(actor).attributes == {"actor_type": "state", "mention": "name"}
    qtbot.waitUntil(lambda: "missing" not in _heads(hands))


def test_a_head_shuts_and_opens_its_rows(bench: Bench, hands: Hands) -> None:
    _mark_all(bench)
    hands.panel.show_view("work")
    settle()
    assert len(hands.listed()) == 12
    hands.rows.setCurrentIndex(hands.rows.model().index(0, 0))
    hands.strike("Enter")
    assert len(hands.listed()) == 7
    hands.click_row(0)
    assert len(hands.listed()) == 12


def test_the_next_thing_to_do_is_gone_to_from_anywhere_and_said(bench: Bench) -> None:
    bench.open()
    said: list[str] = []
    bench.session.said.connect(said.append)
    next_refused = bench.refused
    first, last = bench.mark("Лирии", "Actor"), bench.mark("Марк Ренн", "Actor")
    bench.session.focus_on(first.id)
    next_todo(bench.session, 1)
    assert bench.session.focus == last.id
    assert said[-1].startswith("Required, not set: ")
    assert said[-1].endswith(" · 4 things to do in this article")
    next_todo(bench.session, 1)
    assert bench.session.focus == first.id
    next_todo(bench.session, -1)
    assert bench.session.focus == last.id
    assert next_refused == []


def test_all_articles_are_looked_through_and_a_hit_opens_its_article(
    bench: Bench, hands: Hands, qtbot: QtBot
) -> None:
    bench.mark("Лирии", "Actor")
    here = bench.session.whole().article.id
    other = bench.open("Лирия молчит.\nИ Корвания тоже.")
    spans = [bench.mark(words, "Actor") for words in ("Лирия", "Корвания")]
    bench.session.open_article(here)
    hands.panel.show_view("work")
    settle()
    click(hands.panel.work.where.buttons["everywhere"])
    qtbot.waitUntil(lambda: "6 things to do" in hands.panel.work.told.text())
    assert _heads(hands) == {here: 2, other.id: 4}
    row = hands.listed().index("Корвания")
    hands.click_row(row)
    assert bench.session.whole().article.id == other.id
    assert bench.session.focus == spans[1].id
    bench.session.run(lambda reading: commands.delete(reading, (spans[1],)))
    qtbot.waitUntil(lambda: _heads(hands)[other.id] == 2)
    assert "4 things to do" in hands.panel.work.told.text()
    click(hands.panel.work.where.buttons["here"])
    assert _heads(hands) == {"missing": 1, "unnamed": 1}


def test_a_search_that_is_stopped_says_so(bench: Bench, hands: Hands) -> None:
    bench.mark("Лирии", "Actor")
    hands.panel.show_view("work")
    settle()
    click(hands.panel.work.where.buttons["everywhere"])
    bench.session.tasks.cancel_all()
    assert "stopped" in hands.panel.work.told.text()


def test_every_part_of_the_panel_has_a_name(hands: Hands) -> None:
    for name in ("spans", "links", "work"):
        hands.panel.show_view(name)
        settle()
        for part in hands.panel.findChildren(QWidget):
            if part.isVisible() and part.focusPolicy() != Qt.FocusPolicy.NoFocus:
                assert part.objectName(), part
                assert part.accessibleName(), part.objectName()


def test_the_arrows_go_from_view_to_view(hands: Hands) -> None:
    hands.panel.tabs.buttons["spans"].setFocus()
    press(hands.panel.tabs.buttons["spans"], Qt.Key.Key_Right)
    assert hands.panel.tabs.value == "links"
    press(hands.panel.tabs.buttons["links"], Qt.Key.Key_Left)
    assert hands.panel.tabs.value == "spans"


def test_whatever_is_done_the_rows_are_the_spans_and_the_selection_is_what_is_chosen(
    bench: Bench, hands: Hands
) -> None:
    dice = random.Random(5)
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
