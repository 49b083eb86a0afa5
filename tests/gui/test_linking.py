"""Links and drags: by letters, by the handle; what ends them, and what they cost far away."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from tests.gui.conftest import Desk
from workbench.domain import commands
from workbench.domain.codebook import Codebook, RelationType
from workbench.domain.errors import Refused
from workbench.domain.records import Span
from workbench.domain.text import Interval
from workbench.gui.actions.table import FIXED, table
from workbench.gui.article.links import links
from workbench.gui.article.marks import Sheet
from workbench.gui.article.page import SHEETS
from workbench.gui.article.text_layout import CACHED
from workbench.gui.verbs import tagging

Opened = Callable[..., Desk]
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
TEXT = (
    "Правительство Лирии объявило, что порт Сарма останется открытым. "
    "По словам Марка Ренна, переговоры с Корванией начнутся весной."
)
LONG = "\n".join(f"Порт {number} останется открытым для всех судов." for number in range(900))


def mark(desk: Desk, words: str, key: str) -> Span:
    desk.select(words)
    desk.key(key)
    focused = desk.session.focused()
    assert isinstance(focused, Span)
    return focused


def label(desk: Desk, start: int, end: int, name: str) -> Span:
    """Mark far places without scrolling there."""
    session, before = desk.session, {span.id for span in desk.session.whole().spans}
    assert session.run(
        lambda reading: commands.label(reading, session.pen(), (Interval(start, end),), name)
    )
    (made,) = [span for span in session.whole().spans if span.id not in before]
    assert isinstance(made, Span)
    return made


def claim_and_source(desk: Desk) -> None:
    mark(desk, "Правительство Лирии", "S")
    mark(desk, "порт Сарма останется открытым", "C")


def handle(desk: Desk) -> QPoint:
    at = desk.view._pointer._handle()
    assert isinstance(at, QPointF)
    return at.toPoint()


def test_a_click_on_the_handle_links_nothing(opened: Opened) -> None:
    desk = opened(TEXT)
    whole = mark(desk, "Правительство Лирии объявило, что порт Сарма", "C")
    mark(desk, "Правительство Лирии", "S")
    at = handle(desk)
    QTest.mousePress(desk.view.viewport(), LEFT, NONE, at)
    QTest.mouseMove(desk.view.viewport(), at + QPoint(1, 2))
    assert not desk.session.linking
    QTest.mouseRelease(desk.view.viewport(), LEFT, NONE, at + QPoint(1, 2))
    assert desk.session.whole().relations == ()
    assert desk.session.focus == whole.id  # the next one under the pointer, as by any click


def test_esc_ends_a_link_that_is_being_dragged(opened: Opened) -> None:
    desk = opened(TEXT)
    claim_and_source(desk)
    viewport, target = desk.view.viewport(), desk.point(TEXT.index("Лирии"))
    focus = desk.session.focus
    QTest.mousePress(viewport, LEFT, NONE, handle(desk))
    QTest.mouseMove(viewport, target)
    assert desk.session.linking
    desk.key("Esc")
    assert not desk.session.linking
    QTest.mouseMove(viewport, target + QPoint(3, 0))
    QTest.mouseRelease(viewport, LEFT, NONE, target)
    assert desk.session.whole().relations == ()
    assert desk.session.focus == focus
    assert desk.session.selection is None


def test_another_focus_ends_a_drag(opened: Opened) -> None:
    desk = opened(TEXT)
    other = mark(desk, "переговоры", "A")
    mark(desk, "Марка", "C")
    desk.select("весной")
    desk.key("F")
    span = desk.session.focused()
    y = desk.view.page.rect_of(span).center().y()
    top, strip = [s for s in desk.view.page.strips_near(span, y) if s[1].fragment == 1][-1]
    area = strip.words.translated(desk.view.page.layout.left, top - desk.view.offset)
    viewport, target = desk.view.viewport(), desk.point(TEXT.index("начнутся"))
    QTest.mousePress(viewport, LEFT, NONE, area.bottomRight().toPoint())
    assert desk.view._pointer._end == (1, False)
    desk.session.focus_on(other.id)
    QTest.mouseMove(viewport, target)
    QTest.mouseRelease(viewport, LEFT, NONE, target)
    assert desk.session.whole().span(span.id) == span
    assert desk.session.whole().span(other.id) == other


def test_undo_during_a_drag_ends_it(opened: Opened) -> None:
    desk = opened(TEXT)
    mark(desk, "Марка", "C")
    desk.select("весной")
    desk.key("F")
    span = desk.session.focused()
    y = desk.view.page.rect_of(span).center().y()
    top, strip = [s for s in desk.view.page.strips_near(span, y) if s[1].fragment == 1][-1]
    area = strip.words.translated(desk.view.page.layout.left, top - desk.view.offset)
    viewport, target = desk.view.viewport(), desk.point(TEXT.index("начнутся"))
    QTest.mousePress(viewport, LEFT, NONE, area.bottomRight().toPoint())
    desk.session.walk(back=True)
    QTest.mouseMove(viewport, target)
    QTest.mouseRelease(viewport, LEFT, NONE, target)
    (left,) = desk.spans()
    assert [TEXT[f.start : f.end] for f in left.fragments] == ["Марка"]


def test_the_pointer_looks_at_two_paragraphs_of_a_long_span(opened: Opened) -> None:
    desk = opened(LONG)
    span = label(desk, 0, len(LONG), "Region")
    desk.session.focus_on(span.id, move=False)
    asked: list[int] = []
    make = desk.view.page.sheet

    def sheet(number: int) -> Sheet:
        asked.append(number)
        found = make(number)
        assert isinstance(found, Sheet)
        return found

    desk.view.page.sheet = sheet
    desk.view._pointer._grip(desk.view.page, QPointF(200, 300))
    assert 0 < len(asked) <= 2


def test_links_leave_what_is_off_screen_as_it_is(opened: Opened) -> None:
    desk = opened(LONG)
    end = LONG.index("Порт 800 ")
    source = label(desk, end, end + 8, "Source")
    claim = label(desk, 0, 6, "Claim")
    desk.session.focus_on(claim.id)
    tagging.link(desk.session, source.id)
    page = desk.view.page
    desk.view._idle.stop()
    page.layout.unsettle([800])
    found = links(page, 0, 600, 500)
    assert not page.layout.settled(800)
    (card,) = found.cards
    assert card.text.startswith("↓")
    page.layout.unsettle([0])
    page.focus = source.id
    (card,) = links(page, page.layout.top(800) - 100, 600, 500).cards
    assert card.text.startswith("↑")
    assert not page.layout.settled(0)


def test_a_link_without_any_target_is_refused(opened: Opened) -> None:
    desk = opened(TEXT)
    mark(desk, "порт Сарма", "C")
    desk.key("L")
    assert desk.said == "No span of this article can be linked with this one."
    assert not desk.session.linking


def test_targets_off_screen_are_told_and_get_letters_when_scrolled_to(opened: Opened) -> None:
    desk = opened(LONG)
    end = LONG.index("Порт 800 ")
    source = label(desk, end, end + 8, "Source")
    claim = label(desk, 0, 6, "Claim")
    desk.session.focus_on(claim.id)
    desk.key("L")
    assert desk.said == "The spans that this one can be linked with are off screen: scroll to them."
    before = desk.session.whole().spans
    desk.key("A")
    assert desk.session.whole().spans == before
    assert desk.session.linking
    desk.view.verticalScrollBar().setValue(round(desk.view.page.rect_of(source).top()) - 100)
    assert list(desk.view.overlay.hints.values()) == [source.id]
    desk.key(next(iter(desk.view.overlay.hints)))
    assert len(desk.session.whole().relations) == 1


def test_letters_that_are_no_hints_mark_nothing(opened: Opened) -> None:
    desk = opened(TEXT)
    claim_and_source(desk)
    desk.key("L")
    before = desk.spans()
    for letter in "CQ4":
        desk.key(letter)
    desk.key("C", Qt.KeyboardModifier.ShiftModifier)
    assert desk.spans() == before
    assert desk.session.armed is None
    assert desk.session.linking


def test_the_relation_that_was_asked_for_decides_the_direction(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened(TEXT)
    claim_and_source(desk)
    source = desk.session.whole().spans[0]

    def joining(book: Codebook, start: str, end: str) -> tuple[RelationType, ...]:
        forth, back = book.relations[0], book.relations[1]
        return (forth,) if (start, end) == ("Claim", "Source") else (back,)

    monkeypatch.setattr(Codebook, "joining", joining)
    asked = desk.session.whole().codebook.relations[1]
    desk.session.relation = asked.id
    ((kind, start, _),) = tagging.joining(desk.session, source)
    assert (kind.id, start.id) == (asked.id, source.id)


def test_done_and_next_stays_where_the_state_was_refused(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened(TEXT, "Вторая статья.")
    first = desk.session.reading.article.id
    monkeypatch.setattr(commands, "set_status", refuse)
    desk.key("Enter", Qt.KeyboardModifier.ControlModifier)
    assert desk.session.reading.article.id == first
    assert desk.said == "No."


def refuse(*_: object) -> object:
    raise Refused("No.")


def test_a_refused_end_leaves_the_caret(opened: Opened) -> None:
    desk = opened(TEXT)
    mark(desk, "Марка", "S")
    mark(desk, "словам", "S")
    caret = desk.session.caret
    desk.key("Right", Qt.KeyboardModifier.AltModifier)
    assert len(desk.spans()) == 2
    assert desk.said.startswith("One Source may not overlap another.")
    assert desk.session.caret == caret


def test_ends_move_by_whole_characters(opened: Opened) -> None:
    text = "Порт 🇷🇺🇫🇷 открыт"
    desk = opened(text)
    desk.drag(0, 4)
    desk.key("C")
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    desk.key("Right", control)
    desk.key("Right", control)
    (span,) = desk.spans()
    assert text[span.start : span.end] == "Порт 🇷🇺"


def test_what_is_on_screen_outlives_idle_layout(opened: Opened) -> None:
    desk = opened(LONG)
    page = desk.view.page
    kept, first = page.sheet(0), page.layout.lines(0)
    for number in range(1, SHEETS + CACHED):
        page.layout.settle(number)
        page.sheet(number)
        assert page.sheet(0) is kept
        page.layout.lines(0)
    assert page.layout._warm[0] is first
    assert len(page._sheets) == SHEETS


def test_a_chord_of_a_command_is_promised_to_no_label(codebook: Codebook) -> None:
    from dataclasses import replace

    keyed = [replace(item, key="") for item in codebook.labels]
    keyed[0], keyed[1] = replace(keyed[0], key="Z"), replace(keyed[1], key="I")
    rows = table(replace(codebook, labels=tuple(keyed)))
    fixed = {chord for row in FIXED for chord in row.keys}
    mine = [chord for row in rows[len(FIXED) :] for chord in row.keys]
    assert not fixed & set(mine)
    assert {"Z", "Shift+Z", "Alt+Z", "I"} <= set(mine)


def test_keys_go_where_the_keyboard_is(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("Марка")
    desk.window.desk.filter_articles()
    assert QApplication.focusWidget() is not desk.view
    desk.key("C")
    assert desk.spans() == ()


def test_a_tool_tip_tells_tags_letter_by_letter(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened(TEXT)
    span = mark(desk, "порт Сарма", "C")
    tagging.set_note(desk.session, "<img src=x> & <b>")
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda at, text, widget: told.append(text))
    at = desk.view.rect_of(span).center().toPoint()
    QApplication.sendEvent(desk.view.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, at))
    shown = QTextDocument()
    shown.setHtml(told[0])
    assert shown.toPlainText().endswith("<img src=x> & <b>")
