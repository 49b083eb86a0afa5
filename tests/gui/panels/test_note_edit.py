"""A note that cannot be kept stays where it was typed."""

from functools import partial

import pytest
from PySide6.QtGui import QTextCursor

from tests.gui.panels.conftest import Bench, Show, write
from workbench.domain import commands
from workbench.domain.change import Transaction
from workbench.domain.errors import Conflict
from workbench.gui.inspector.inspector import Inspector
from workbench.gui.lists.undo_list import UndoList


def test_a_note_that_conflicts_with_the_file_stays_and_is_kept_the_next_time(
    bench: Bench, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.open()
    span = bench.mark("Марк Ренн", "Actor")
    panel = Inspector(bench.session)
    show(panel)
    panel.edit_note()
    write(panel.span_page.note, "  не потерять ")

    def conflict(transaction: Transaction) -> None:
        raise Conflict("The file holds something newer.")

    with monkeypatch.context() as patched:
        patched.setattr(bench.project, "commit", conflict)
        panel.commit_note()
    assert bench.refused == ["The file holds something newer."]
    assert panel.span_page.note.toPlainText() == "  не потерять "
    panel.commit_note()
    assert bench.stored(span).note == "не потерять"
    assert panel.span_page.note.toPlainText() == "не потерять"
    assert not panel.span_page.note.pending
    assert len(bench.refused) == 1


def test_a_note_is_one_step_and_undone_as_any_other(bench: Bench, show: Show) -> None:
    bench.open()
    span = bench.mark("Марк Ренн", "Actor")
    panel = Inspector(bench.session)
    show(panel)
    panel.edit_note()
    write(panel.span_page.note, "раз")
    before = len(bench.project.read.journal())
    panel.commit_note()
    panel.commit_note()
    assert len(bench.project.read.journal()) == before + 1
    bench.session.walk(back=True)
    assert bench.stored(span).note is None
    assert panel.span_page.note.toPlainText() == ""
    bench.session.walk(back=False)
    assert panel.span_page.note.toPlainText() == "раз"


def test_what_is_half_typed_is_a_step_of_its_own_before_an_undo(bench: Bench, show: Show) -> None:
    bench.open()
    one, other = bench.mark("Марк Ренн", "Actor"), bench.mark("Лирии", "Actor")
    session = bench.session
    panel, steps = Inspector(session), UndoList(session)
    session.about_to_edit.connect(panel.commit_note)
    show(panel)
    show(steps)
    session.focus_on(one.id)
    panel.edit_note()
    write(panel.span_page.note, "полслова")
    session.walk(back=True)
    said = [(step.state, str(step.title)) for step in bench.project.read.journal(limit=2)]
    assert said == [("undone", "Note on Actor"), ("done", "Actor «Лирии»")]
    assert [step.seq for step in steps.model.steps] == [
        step.seq for step in bench.project.read.journal(dropped=False)
    ]
    assert bench.project.read.reading(other.article).span(other.id) is not None
    session.walk(back=False)
    assert bench.stored(one).note == "полслова"


def test_a_note_that_is_left_by_a_step_comes_after_it_in_the_list_of_steps(
    bench: Bench, show: Show
) -> None:
    bench.open()
    one, other = bench.mark("Марк Ренн", "Actor"), bench.mark("Лирии", "Actor")
    session = bench.session
    panel, steps = Inspector(session), UndoList(session)
    show(panel)
    show(steps)
    session.focus_on(one.id)
    panel.edit_note()
    write(panel.span_page.note, "полслова")
    # The eye goes to the other span, and nothing has asked for what is typed.
    assert session.run(
        lambda reading: commands.set_attribute(reading, session.pen(), other, "actor_type", "state")
    )
    assert bench.stored(one).note == "полслова"
    assert session.focus == other.id
    titles = [str(step.title) for step in bench.project.read.journal(limit=2)]
    assert titles[0] == "Note on Actor"
    assert [str(step.title) for step in steps.model.steps[:2]] == titles
    assert steps.model.present == steps.model.steps[0].seq
    assert bench.refused == []


@pytest.mark.parametrize("place", ["span", "article"])
def test_a_note_keeps_its_characters_when_another_word_is_typed(
    place: str, bench: Bench, show: Show
) -> None:
    bench.open()
    span = bench.mark("Марк Ренн", "Actor")
    session, kept = bench.session, "№\u00a05 и\u2028строка\u202fдва\nтри"
    if place == "span":
        make = partial(commands.set_note, pen=session.pen(), span=span, text=kept)
    else:
        session.focus_on(None)
        make = partial(commands.write_article_note, pen=session.pen(), note=None, text=kept)
    assert session.run(make)
    session.focus_on(span.id if place == "span" else None)
    panel = Inspector(session)
    show(panel)
    note = panel.span_page.note if place == "span" else panel.article_page.note
    panel.edit_note()
    note.moveCursor(QTextCursor.MoveOperation.End)
    write(note, "!")
    panel.commit_note()
    reading = bench.project.read.reading(span.article)
    stored = bench.stored(span).note if place == "span" else reading.notes[0].text
    assert stored == kept + "!"
