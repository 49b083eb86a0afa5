"""A note that cannot be kept stays where it was typed."""

import pytest

from tests.gui.panels.conftest import Bench, Show, write
from workbench.domain.change import Transaction
from workbench.domain.errors import Conflict
from workbench.gui.inspector.inspector import Inspector


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
