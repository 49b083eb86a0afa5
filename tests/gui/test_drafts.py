"""A note that is being typed outlives the program, and is one step however long it took."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Desk
from tests.gui.panels.conftest import write
from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.records import Entity, new_id
from workbench.domain.text import Interval
from workbench.domain.words import Message, msg
from workbench.gui.notes import drafts
from workbench.gui.notes.drafts import Draft, of_article, of_entity, of_span
from workbench.gui.notes.note_edit import REMEMBERED, NoteEdit
from workbench.store.project import Project

ROOT = Path(__file__).parents[2]
TEXT = "Правительство Лирии объявило, что порт Сарма останется открытым."

# A window in which a note is typed and never left; says when the project remembers it.
TYPING = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from tests.gui.panels.conftest import write
from workbench.app import Workbench
from workbench.gui.settings import Settings

path, place, words = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
app = QApplication([])
settings = Settings(QSettings(str(path.parent / "child.ini"), QSettings.Format.IniFormat))
bench = Workbench(app, settings)
bench.start(path)
session = bench.session
if place == "span":
    session.focus_on(session.whole().spans[0].id)
bench.window.desk.edit_note()
pages = bench.window.side.inspector
write((pages.span_page if place == "span" else pages.article_page).note, words)
end = time.monotonic() + 20
while not session.project.read.remembered_under("draft.") and time.monotonic() < end:
    app.processEvents()
    time.sleep(0.01)
print(len(session.project.read.journal()), flush=True)
time.sleep(60)
"""


@pytest.fixture
def marked(make_project: Callable[..., Path]) -> Path:
    """A project with one article and one actor in it."""
    path = make_project(TEXT)
    with Project.open(path, "anna") as project:
        (row,) = project.read.articles("new", limit=1)
        reading = project.read.reading(row.article.id)
        pen = commands.Pen("anna")
        project.commit(commands.label(reading, pen, (Interval(0, 19),), "Actor"))
    return path


@pytest.mark.parametrize("place", ["span", "article"])
def test_a_note_that_is_being_typed_outlives_kill_9(
    place: str, marked: Path, desk: Desk, qtbot: QtBot
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", TYPING, str(marked), place, "не потерять"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
    ) as child:
        assert child.stdout is not None
        steps = int(child.stdout.readline() or "-1")
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    assert steps == 2  # the import and the span: what is half typed is no step
    assert desk.window.files.open(marked)
    qtbot.waitUntil(lambda: len(desk.project.read.journal()) == 3, timeout=10_000)
    reading = desk.project.read.reading(desk.session.reading.article.id)
    note = reading.spans[0].note if place == "span" else reading.notes[0].text
    assert note == "не потерять"
    assert "was being typed" in desk.said
    assert desk.project.read.remembered_under("draft.") == {}
    desk.session.walk(back=True)
    reading = desk.session.reading
    assert (reading.spans[0].note, reading.notes) == (None, ())


@pytest.fixture
def typing(desk: Desk, marked: Path) -> NoteEdit:
    """The note of the one span, with the focus in it."""
    assert desk.window.files.open(marked)
    desk.session.focus_on(desk.session.whole().spans[0].id)
    desk.window.desk.edit_note()
    found: NoteEdit = desk.window.side.inspector.span_page.note
    return found


def _drafts(desk: Desk) -> list[str]:
    return list(desk.project.read.remembered_under("draft.").values())


def test_typing_with_pauses_is_one_step_and_leaves_no_draft(
    desk: Desk, typing: NoteEdit, qtbot: QtBot
) -> None:
    before = len(desk.project.read.journal())
    for words in ("раз", " два", " три"):
        write(typing, words)
        qtbot.waitUntil(lambda: any(typing.typed in one for one in _drafts(desk)), timeout=10_000)
    desk.window.side.inspector.commit_note()
    assert len(desk.project.read.journal()) == before + 1
    assert desk.spans()[0].note == "раз два три"
    assert _drafts(desk) == []


def test_who_types_without_a_pause_is_remembered_as_well(desk: Desk, typing: NoteEdit) -> None:
    for _ in range(200):
        write(typing, "а")
        QTest.qWait(REMEMBERED // 30)
        if _drafts(desk):
            break
    assert _drafts(desk)
    desk.window.side.inspector.commit_note()


def test_what_is_typed_and_taken_back_leaves_no_draft(
    desk: Desk, typing: NoteEdit, qtbot: QtBot
) -> None:
    write(typing, "а")
    qtbot.waitUntil(lambda: bool(_drafts(desk)), timeout=10_000)
    typing.undo()
    desk.window.side.inspector.commit_note()
    assert _drafts(desk) == []
    assert desk.spans()[0].note is None


def test_a_draft_overwrites_no_note_that_another_program_wrote(
    desk: Desk, marked: Path, qtbot: QtBot
) -> None:
    with Project.open(marked, "anna") as project:
        (row,) = project.read.articles("new", limit=1) or project.read.articles("in_work", limit=1)
        reading = project.read.reading(row.article.id)
        span = reading.spans[0]
        drafts.keep(project, Draft(of_span(span), "", "набрано"))
        project.commit(commands.set_note(reading, commands.Pen("anna"), span, "записано"))
    assert desk.window.files.open(marked)
    qtbot.waitUntil(lambda: not _drafts(desk), timeout=10_000)
    assert desk.spans()[0].note == "записано\n\nнабрано"


def test_a_draft_waits_for_a_span_that_is_gone(
    desk: Desk, marked: Path, codebook: Codebook, qtbot: QtBot
) -> None:
    with Project.open(marked, "anna") as project:
        row = (project.read.articles("in_work", limit=1) or project.read.articles("new", limit=1))[
            0
        ]
        span = project.read.reading(row.article.id).spans[0]
        drafts.keep(project, Draft(of_span(span), "", "набрано"))
        project.undo()
    assert desk.window.files.open(marked)
    drafts.take_up(desk.session)
    assert len(_drafts(desk)) == 1
    desk.session.walk(back=False)
    drafts.take_up(desk.session)
    assert desk.spans()[0].note == "набрано"


def test_the_sentence_of_a_kept_draft_is_one_for_many(desk: Desk, marked: Path) -> None:
    said: list[str | Message] = []
    desk.session.said.connect(said.append)
    with Project.open(marked, "anna") as project:
        row = (project.read.articles("in_work", limit=1) or project.read.articles("new", limit=1))[
            0
        ]
        span = project.read.reading(row.article.id).spans[0]
        drafts.keep(project, Draft(of_span(span), "", "о нём"))
        drafts.keep(project, Draft(of_article(row.article.id), "", "о статье"))
    assert desk.window.files.open(marked)
    drafts.take_up(desk.session)
    assert said[-1] == "2 notes that were being typed when the program ended are kept."


def test_the_note_of_an_entity_is_taken_up_as_well(desk: Desk, marked: Path, qtbot: QtBot) -> None:
    entity = Entity(new_id(), "Марк Ренн", "person")
    with Project.open(marked, "anna") as project:
        project.commit(Transaction(msg("entity"), (Change(None, entity),)))
    assert desk.window.files.open(marked)
    panel = desk.window.side.entities
    desk.window.panels.show("entities")
    panel.show_entity(entity.id)
    panel.show_part("card")
    panel.editor.note.setFocus()
    write(panel.editor.note, "министр")
    qtbot.waitUntil(lambda: bool(_drafts(desk)), timeout=10_000)
    (draft,) = drafts.kept(desk.project)
    assert draft == Draft(of_entity(entity), "", "министр")
    panel.commit_edit()
    assert _drafts(desk) == []
    drafts.keep(desk.project, replace(draft, before="министр", text="министр порта"))
    drafts.take_up(desk.session)
    found = desk.project.read.entity(entity.id)
    assert found is not None
    assert found.note == "министр порта"


def test_a_draft_waits_quietly_while_something_big_is_written(
    desk: Desk, typing: NoteEdit, qtbot: QtBot
) -> None:
    refused: list[str] = []
    desk.session.refused.connect(refused.append)
    bulk = desk.project.bulk()
    write(typing, "раз")
    with qtbot.waitSignal(typing._typing.timeout, timeout=10_000):
        pass
    assert _drafts(desk) == []
    assert refused == []
    bulk.stop()
    desk.project.tell_bulk(bulk)
    qtbot.waitUntil(lambda: bool(_drafts(desk)), timeout=10_000)
    desk.window.side.inspector.commit_note()
