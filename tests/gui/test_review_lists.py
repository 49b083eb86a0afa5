"""Reviewing links in the lists of the window, and how what was decided is painted in the text."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QLineF, QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.conftest import Desk
from tests.gui.test_reviewing import TEXT, mark, three
from workbench.domain.records import Relation, Verdict
from workbench.domain.work import Todo
from workbench.gui.article.links import links
from workbench.gui.chord_rows import ChordRows
from workbench.gui.lists.marks_panel import MarksPanel
from workbench.gui.verbs import reviewing, tagging

Opened = Callable[..., Desk]
ALT = Qt.KeyboardModifier.AltModifier


def marks(desk: Desk, view: str) -> MarksPanel:
    """The panel of lists with one of them in sight; the keyboard stays in the text."""
    desk.window.panels.show("marks")
    found: MarksPanel = desk.window.side.marks
    found.tabs.choose(view)
    QApplication.processEvents()
    desk.view.setFocus()
    return found


def click(rows: ChordRows, row: int) -> None:
    area = rows.visualRect(rows.model().index(row, 0))
    at = QPoint(60, area.center().y())
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QApplication.processEvents()


def links_of(desk: Desk) -> list[Verdict | None]:
    return [link.verdict for link in desk.session.whole().relations]


def verdicts(desk: Desk) -> set[Verdict | None]:
    return {span.verdict for span in desk.spans()}


def only_link(desk: Desk) -> Relation:
    found: Relation = desk.session.whole().relations[0]
    return found


def test_a_click_on_a_link_gives_its_row_the_keyboard(opened: Opened) -> None:
    desk = opened(TEXT)
    three(desk)
    panel = marks(desk, "links")
    click(panel.rows, 0)
    assert panel.rows.hasFocus()
    for key, verdict in (("=", "accepted"), ("-", "rejected"), ("0", None)):
        desk.key(key)
        assert links_of(desk) == [verdict]
        assert panel.links.current() == only_link(desk)
        assert panel.rows.hasFocus()
    assert verdicts(desk) == {None}
    desk.key("Del")
    assert links_of(desk) == []
    assert len(desk.spans()) == 3


def test_a_link_that_is_decided_stays_where_it_is_in_the_list(opened: Opened) -> None:
    desk = opened(TEXT)
    _, claim, other = three(desk)
    desk.session.focus_on(claim)
    tagging.link(desk.session, other)
    panel = marks(desk, "links")
    for row in (1, 0):
        click(panel.rows, row)
        before = panel.links.current()
        assert before is not None
        desk.key("-")
        after = panel.links.current()
        assert after is not None
        assert (after.id, after.verdict) == (before.id, "rejected")
        assert panel.rows.currentIndex().row() == row


def test_a_link_to_be_reviewed_is_decided_from_the_list_of_what_is_to_do(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    reviewing.set_verdict(desk.session, [desk.spans()[2]], "accepted")
    panel = marks(desk, "work")
    wanted = Todo("unreviewed", only_link(desk).source, only_link(desk).id)
    row = panel.work.model.find(wanted)
    assert row > 0
    click(panel.rows, row)
    assert panel.rows.hasFocus()
    desk.key("-")
    assert links_of(desk) == ["rejected"]
    assert desk.session.whole().span(names[1]).verdict is None


@pytest.mark.parametrize("view", ["links", "work"])
def test_the_keys_to_what_is_not_reviewed_go_there_from_the_lists(
    opened: Opened, view: str
) -> None:
    desk = opened(TEXT)
    names = three(desk)
    for key, name in (("N", names[2]), ("P", names[0])):
        desk.session.focus_on(names[1])
        panel = marks(desk, view)
        panel.rows.setCurrentIndex(panel.rows.model().index(0, 0))
        desk.session.focus_on(names[1])
        panel.rows.setFocus()
        desk.key(key, ALT)
        assert desk.session.focus == name
        # The next key decides of that span.
        assert desk.view.hasFocus()


def test_a_link_of_which_an_end_is_rejected_says_so(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    rows = marks(desk, "links").rows
    assert "end is rejected" not in rows.model().index(0, 0).data()
    source = desk.session.whole().span(names[0])
    assert source is not None
    reviewing.set_verdict(desk.session, [source], "rejected")
    assert "its end is rejected" in rows.model().index(0, 0).data()
    reviewing.set_link_verdict(desk.session, only_link(desk), "rejected")
    assert "end is rejected" not in rows.model().index(0, 0).data()


def test_the_arc_of_a_link_has_its_sign_and_recedes_where_it_is_rejected(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    desk.session.focus_on(names[1])
    page = desk.view.page
    (open_arc,) = links(page, 0, 600, 500).arcs
    reviewing.set_link_verdict(desk.session, only_link(desk), "accepted")
    (accepted,) = links(page, 0, 600, 500).arcs
    assert (accepted.verdict, accepted.fallen) == ("accepted", False)
    assert accepted.color == open_arc.color
    assert accepted.named.width() > open_arc.named.width()  # the sign has its room
    reviewing.set_link_verdict(desk.session, only_link(desk), "rejected")
    (rejected,) = links(page, 0, 600, 500).arcs
    assert (rejected.verdict, rejected.fallen) == ("rejected", True)
    assert rejected.color == page.styles.ink.quiet
    reviewing.set_link_verdict(desk.session, only_link(desk), None)
    source = desk.session.whole().span(names[0])
    assert source is not None
    reviewing.set_verdict(desk.session, [source], "rejected")
    (beside,) = links(page, 0, 600, 500).arcs
    assert (beside.verdict, beside.fallen) == (None, True)


def test_a_bar_is_broken_by_its_sign_and_its_name_is_left_alone(opened: Opened) -> None:
    desk = opened(TEXT)
    mark(desk, "Правительство Лирии", "R")
    page = desk.view.page
    (before,) = page.sheet(0).bars
    (whole,) = before.areas
    reviewing.set_verdict(desk.session, list(desk.spans()), "accepted")
    (bar,) = page.sheet(0).bars
    upper, lower = bar.areas
    assert bar.name == before.name
    assert upper.top() == whole.top()
    assert lower.bottom() == whole.bottom()
    assert lower.height() < upper.height()
    sign = around(page.sheet(0).signs["accepted"])
    assert upper.bottom() < sign.top() < sign.bottom() < lower.top()
    assert -page.layout.left < sign.left() < sign.right() < 0  # beside the text, on the paper
    reviewing.set_verdict(desk.session, list(desk.spans()), "rejected")
    assert {area.width() for area in page.sheet(0).bars[0].areas} == {1.0}


def test_bars_of_one_line_have_their_signs_apart(opened: Opened) -> None:
    desk = opened(TEXT)
    mark(desk, "Правительство", "R")
    mark(desk, "Лирии", "R")
    first, second = desk.spans()
    reviewing.set_verdict(desk.session, [first], "accepted")
    reviewing.set_verdict(desk.session, [second], "rejected")
    sheet = desk.view.page.sheet(0)
    accepted, rejected = (around(sheet.signs[name]) for name in ("accepted", "rejected"))
    assert not accepted.intersects(rejected)
    for bar in sheet.bars:
        assert not any(area.intersects(sign) for area in bar.areas for sign in (accepted, rejected))


def test_a_bar_over_two_paragraphs_has_one_sign_at_its_end(opened: Opened) -> None:
    desk = opened(TEXT.replace("открытым. ", "открытым.\n"))
    desk.drag(0, len(TEXT))
    desk.key("R")
    reviewing.set_verdict(desk.session, list(desk.spans()), "accepted")
    first, last = (desk.view.page.sheet(number) for number in range(2))
    assert (len(first.bars[0].areas), len(first.signs)) == (1, 0)
    assert (len(last.bars[0].areas), len(last.signs)) == (2, 1)


def around(lines: list[QLineF]) -> QRectF:
    """What the strokes of a sign lie in."""
    found = QRectF()
    for line in lines:
        found |= QRectF(line.p1(), line.p2()).normalized()
    return found
