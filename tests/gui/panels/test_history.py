"""The history of a span: what each version was, and the way back to it."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt

from tests.gui.panels.conftest import Bench, Show, click, press, settle
from workbench.domain import commands
from workbench.domain.records import Span
from workbench.domain.text import Interval
from workbench.gui.inspector.history import History, VersionRow
from workbench.gui.inspector.inspector import Inspector
from workbench.store.check import check


@pytest.fixture
def span(bench: Bench) -> Span:
    """A claim of five versions: made, rated, moved, relabelled, noted."""
    bench.open()
    made = bench.mark("порт Сарма останется открытым", "Claim")
    session = bench.session
    who = bench.entity("Марк Ренн")

    def now() -> Span:
        found = session.whole().span(made.id)
        assert found is not None
        return found

    pen = session.pen()
    assert session.run(lambda r: commands.set_attribute(r, pen, now(), "claim_type", "fact"))
    place = bench.place("порт Сарма")
    assert session.run(lambda r: commands.resize(r, pen, now(), (place,)))
    assert session.run(lambda r: commands.relabel(r, pen, now(), "Actor"))
    assert session.run(lambda r: commands.attach(r, pen, now(), who))
    assert session.run(lambda r: commands.set_note(r, pen, now(), "спорно\n\n" + "и ещё " * 60))
    return now()


@pytest.fixture
def opened(bench: Bench, show: Show, span: Span) -> Iterator[History]:
    """The history of that span, unfolded."""
    panel = Inspector(bench.session)
    show(panel)
    found = panel.span_page.history
    click(found.head)
    settle()
    yield found
    panel.hide()  # it lives until here


def _says(history: History) -> list[str]:
    return [row.accessibleName() for row in history.rows]


def test_each_version_says_what_changed_when_and_by_whom(opened: History) -> None:
    first = [said.split("\n")[0] for said in _says(opened)]
    assert first[0].startswith("Note: спорно и ещё")
    assert first[1:3] == ["mentions Марк Ренн", "Claim → Actor"]
    assert first[3] == "«порт Сарма останется открытым» → «порт Сарма»"
    assert first[4:] == ["Kind: not set → fact", "Claim «порт Сарма останется открытым»"]
    relabelled = _says(opened)[2]
    assert "Kind: fact → not set" in relabelled
    assert all("anna" in said for said in _says(opened))
    assert [said.endswith("· now") for said in _says(opened)] == [True] + [False] * 5


def test_an_older_version_is_restored_by_mouse_and_the_restoring_is_a_step(
    bench: Bench, opened: History, span: Span
) -> None:
    click(opened.rows[4])
    found = bench.stored(span)
    assert (found.label, dict(found.attributes)) == ("Claim", {"claim_type": "fact"})
    assert found.fragments == (bench.place("порт Сарма останется открытым"),)
    assert (found.entity, found.note) == (None, None)
    assert len(opened.rows) == 7
    assert _says(opened)[0].endswith("· now")
    bench.session.walk(back=True)
    assert bench.stored(span) == span
    assert check(bench.project.path) == []


def test_an_older_version_is_restored_by_keyboard(
    bench: Bench, opened: History, span: Span
) -> None:
    row = opened.rows[1]
    row.setFocus(Qt.FocusReason.TabFocusReason)
    press(row, Qt.Key.Key_Down)
    assert opened.rows[2].hasFocus()
    press(opened.rows[2], Qt.Key.Key_Return)
    assert (bench.stored(span).entity, bench.stored(span).note) == (None, None)
    assert opened.head.hasFocus()


def test_the_present_version_is_no_button(bench: Bench, opened: History, span: Span) -> None:
    assert opened.rows[0].focusPolicy() == Qt.FocusPolicy.NoFocus
    before = len(bench.project.read.journal())
    click(opened.rows[0])
    assert len(bench.project.read.journal()) == before
    assert all(row.focusPolicy() == Qt.FocusPolicy.TabFocus for row in opened.rows[1:])


def test_a_version_that_was_undone_can_be_restored_too(
    bench: Bench, opened: History, span: Span
) -> None:
    bench.session.walk(back=True)
    assert _says(opened)[0].endswith("· undone")
    assert _says(opened)[1].endswith("· now")
    click(opened.rows[0])
    assert bench.stored(span).note == span.note


def test_what_cannot_be_restored_is_refused_with_a_sentence(
    bench: Bench, opened: History, span: Span
) -> None:
    bench.mark("порт Сарма останется открытым", "Claim")
    bench.session.focus_on(span.id)
    settle()
    before = bench.project.read.journal()
    click(opened.rows[4])
    assert bench.refused == ["These words are marked as Claim already."]
    assert bench.project.read.journal() == before


def test_a_span_that_was_deleted_is_restored_from_its_versions(bench: Bench, span: Span) -> None:
    session = bench.session
    assert session.run(lambda reading: commands.delete(reading, [span]))
    newest, older, *_ = bench.project.read.versions(span.id)
    assert (newest.before, newest.after) == (span, None)
    who = bench.project.read.entity(span.entity or "")
    assert who is not None
    assert session.run(
        lambda reading: commands.restore(reading.knowing([who]), session.pen(), span.id, span)
    )
    assert older.after == span
    assert bench.stored(span).fragments == (bench.place("порт Сарма"),)


def test_nothing_is_read_before_the_history_is_opened(bench: Bench, show: Show, span: Span) -> None:
    asked: list[str] = []
    bench.project._connection.set_trace_callback(asked.append)
    panel = Inspector(bench.session)
    show(panel)
    assert panel.span_page.history.rows == []
    assert [query for query in asked if "journal" in query] == []
    click(panel.span_page.history.head)
    bench.project._connection.set_trace_callback(None)
    assert any(f"record='{span.id}'" in query for query in asked if "journal" in query)
    assert len(panel.span_page.history.rows) == len(bench.project.read.versions(span.id))


def test_every_word_of_a_row_is_seen_at_any_width(opened: History) -> None:
    for width in (180, 260, 400):
        opened.resize(width, 900)
        settle()
        for row in opened.rows:
            assert isinstance(row, VersionRow)
            assert row.height() == row._height(row.width())


def test_a_long_history_shows_the_newest_fifty(bench: Bench, show: Show) -> None:
    bench.open()
    made = bench.mark("Лирии", "Actor")
    session, reading = bench.session, bench.session.whole()
    start = made.start
    for number in range(60):
        span = session.whole().span(made.id)
        assert span is not None
        place = (Interval(start, start + 1 + number % 2),)
        make = partial(commands.resize, pen=session.pen(), span=span, fragments=place)
        assert session.run(make)
    panel = Inspector(session)
    show(panel)
    click(panel.span_page.history.head)
    assert len(panel.span_page.history.rows) == 50
    assert reading.article.id == made.article
