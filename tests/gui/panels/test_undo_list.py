"""The list of steps: what it shows, and where it jumps to."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gui.panels.conftest import TEXT, Bench, Show, press, settle
from workbench.domain import commands
from workbench.domain.records import Article
from workbench.domain.text import Interval
from workbench.domain.words import speak
from workbench.gui.lists.undo_list import PAGE, UndoList
from workbench.locale import catalogue
from workbench.store.check import check
from workbench.store.project import Project


@pytest.fixture
def steps(bench: Bench, show: Show) -> UndoList:
    """The panel on an article with three spans."""
    bench.open()
    for words in ("Лирии", "порт Сарма", "Марк Ренн"):
        bench.mark(words, "Actor")
    made = UndoList(bench.session)
    show(made)
    return made


def _titles(panel: UndoList) -> list[str]:
    model = panel.model
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def _states(panel: UndoList) -> list[str]:
    """A letter a row: u(ndone), P(resent), d(one)."""
    model = panel.model
    return [
        "P" if model.seq(row) == model.present else "u" if model.seq(row) > model.present else "d"
        for row in range(model.rowCount())
    ]


def _go(panel: UndoList, row: int) -> None:
    panel.view.setCurrentIndex(panel.model.index(row))
    press(panel.view, Qt.Key.Key_Return)


def _said(bench: Bench) -> list[str]:
    said: list[str] = []
    bench.session.said.connect(said.append)
    return said


def test_the_steps_stand_newest_first_with_the_present_marked(steps: UndoList) -> None:
    assert _titles(steps) == [
        "Actor «Марк Ренн»",
        "Actor «порт Сарма»",
        "Actor «Лирии»",
        "import",
        "Before the first step",
    ]
    assert _states(steps) == ["P", "d", "d", "d", "d"]
    told = steps.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "anna" in told
    assert "The project stands here." in told


def test_enter_undoes_up_to_a_step_and_redoes_down_to_one(bench: Bench, steps: UndoList) -> None:
    said = _said(bench)
    _go(steps, 2)
    assert [span.label for span in bench.session.whole().spans] == ["Actor"]
    assert _states(steps) == ["u", "u", "P", "d", "d"]
    assert said[-1] == "2 steps undone · Ctrl+Shift+Z redoes"
    assert bench.project.read.reading(_article(bench).id).spans == bench.session.whole().spans
    _go(steps, 0)
    assert len(bench.session.whole().spans) == 3
    assert _states(steps) == ["P", "d", "d", "d", "d"]
    assert said[-1] == "2 steps redone · Ctrl+Z undoes"
    _go(steps, 1)
    assert said[-1] == "Undone — Actor «Марк Ренн» · Ctrl+Shift+Z redoes"
    assert not bench.refused


def _article(bench: Bench) -> Article:
    reading = bench.session.reading
    assert reading is not None
    return reading.article


def test_the_very_beginning_can_be_gone_to_and_left_again(bench: Bench, steps: UndoList) -> None:
    _go(steps, 4)
    assert bench.project.read.counts().articles == 0
    assert bench.session.reading is None
    assert _states(steps) == ["u", "u", "u", "u", "P"]
    _go(steps, 0)
    assert bench.project.read.counts().spans == 3
    assert check(bench.project.path) == []


def test_a_double_click_jumps_and_a_single_one_does_not(bench: Bench, steps: UndoList) -> None:
    viewport, left = steps.view.viewport(), Qt.MouseButton.LeftButton
    place = steps.view.visualRect(steps.model.index(1)).center()
    QTest.mouseClick(viewport, left, Qt.KeyboardModifier.NoModifier, place)
    assert len(bench.session.whole().spans) == 3
    QTest.mouseDClick(viewport, left, Qt.KeyboardModifier.NoModifier, place)
    assert len(bench.session.whole().spans) == 2


def test_going_where_one_stands_is_refused_with_a_sentence(bench: Bench, steps: UndoList) -> None:
    _go(steps, 0)
    assert bench.refused == ["The project stands at this step already."]


def test_the_list_follows_edits_undo_and_redo_and_drops_what_leads_nowhere(
    bench: Bench, steps: UndoList
) -> None:
    bench.session.walk(back=True)
    bench.session.walk(back=True)
    assert _states(steps) == ["u", "u", "P", "d", "d"]
    bench.session.walk(back=False)
    assert _states(steps) == ["u", "P", "d", "d", "d"]
    bench.mark("договор", "Cue")
    assert _titles(steps)[:2] == ["Cue «договор»", "Actor «порт Сарма»"]
    assert _states(steps) == ["P", "d", "d", "d", "d"]
    whole = bench.project.read.journal(limit=100, dropped=False)
    assert steps.model.steps == whole


def test_a_hidden_list_reads_nothing_until_it_is_shown(bench: Bench, show: Show) -> None:
    bench.open()
    made = UndoList(bench.session)
    bench.mark("Лирии", "Actor")
    assert made.model.rowCount() == 0
    show(made)
    assert _titles(made)[0] == "Actor «Лирии»"
    made.hide()
    bench.session.walk(back=True)
    made.show()
    settle()
    assert _states(made) == ["u", "P", "d"]


def test_an_empty_project_says_what_will_stand_here(bench: Bench, show: Show) -> None:
    made = UndoList(bench.session)
    show(made)
    assert not made.view.isVisible()
    assert "Nothing has been done yet" in made.told.text()
    bench.add("Первый текст")
    assert made.view.isVisible()
    assert _titles(made) == ["import", "Before the first step"]


def test_a_long_journal_is_read_page_by_page(
    bench: Bench, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write_steps(bench, 100_000)
    asked: list[int] = []
    ask = bench.project.read.journal

    def journal(**named: int) -> object:
        asked.append(named["limit"])
        return ask(**named)  # type: ignore[arg-type]  # its own keywords

    monkeypatch.setattr(bench.project.read, "journal", journal)
    made = UndoList(bench.session)
    show(made)
    assert asked == [PAGE]
    assert made.model.rowCount() == PAGE
    bar = made.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    settle()
    assert PAGE < made.model.rowCount() <= 3 * PAGE
    assert len({step.seq for step in made.model.steps}) == made.model.rowCount()


def _write_steps(bench: Bench, count: int) -> None:
    """A journal as it is after a year of work: the one step that there is, many times."""
    bench.add("Первый текст")
    connection = bench.project._connection
    connection.execute("BEGIN")
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<?) "
        "INSERT INTO journal(at, annotator, state, title, body) "
        "SELECT at, annotator, state, title, body FROM journal, n WHERE seq=1",
        (count,),
    )
    connection.execute("COMMIT")


def test_more_pages_are_read_where_the_present_lies_deep(bench: Bench, show: Show) -> None:
    article = bench.add("Первый текст")
    for number in range(PAGE + 50):
        found = bench.project.read.article(article.id)
        assert found is not None
        bench.project.commit(commands.set_title(found, f"Заголовок {number}"))
    bench.project.jump(3)
    made = UndoList(bench.session)
    show(made)
    assert made.model.rowCount() == PAGE + 52
    assert made.view.currentIndex().row() == made.model.row_of_present() == PAGE + 48
    assert made.view.viewport().rect().intersects(made.view.visualRect(made.view.currentIndex()))


def test_a_thousand_steps_are_walked_in_the_window_and_both_ends_are_as_they_were(
    bench: Bench, show: Show, qtbot: QtBot
) -> None:
    bench.open(TEXT + "\n\n" + "слово " * 1500)
    panel = UndoList(bench.session)
    show(panel)
    session, text = bench.session, bench.session.whole().text
    start = (session.whole().article, session.whole().spans)
    low = text.index("слово ")
    seq = bench.project.read.journal(limit=1)[0].seq
    for number in range(1000):
        place = (Interval(low + 6 * number, low + 6 * number + 5),)
        make = partial(commands.label, pen=session.pen(), fragments=place, label_id="Cue")
        assert session.run(make)
    end = (session.whole().article, session.whole().spans)
    for _ in range(1000):
        session.walk(back=True)
    assert (session.whole().article, session.whole().spans) == start
    for _ in range(1000):
        session.walk(back=False)
    assert (session.whole().article, session.whole().spans) == end
    session.jump(seq)
    qtbot.waitUntil(lambda: not session.tasks.busy, timeout=20_000)  # in a worker
    assert (session.whole().article, session.whole().spans) == start
    session.jump(seq + 1000)
    qtbot.waitUntil(lambda: not session.tasks.busy, timeout=20_000)  # in a worker
    reading = session.whole()
    assert (reading.article, reading.spans) == end
    file = bench.project.read.reading(reading.article.id)
    assert (file.article, file.spans) == end
    assert panel.model.present == seq + 1000
    assert check(bench.project.path) == []
    assert not bench.refused


def test_esc_leaves(steps: UndoList) -> None:
    gone: list[bool] = []
    steps.left.connect(lambda: gone.append(True))
    press(steps.view, Qt.Key.Key_Escape)
    assert gone == [True]


def test_a_read_only_project_shows_its_steps_and_refuses_to_jump(bench: Bench, show: Show) -> None:
    bench.open()
    path = bench.project.path
    second = Project.open(path, "boris")
    bench2 = Bench(second)
    made = UndoList(bench2.session)
    show(made)
    assert _titles(made) == ["import", "Before the first step"]
    _go(made, 1)
    assert "open in another window" in bench2.refused[0]
    bench2.session.open_project(None)
    assert made.model.rowCount() == 0


def test_the_list_speaks_the_language_of_its_reader(steps: UndoList) -> None:
    speak(catalogue("ru"))
    try:
        assert _titles(steps)[0] == "Актор «Марк Ренн»"
    finally:
        speak(None)
