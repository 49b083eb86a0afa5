"""Projects and jobs: what happens to one while the other goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Desk
from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.records import Entity, Span, new_id
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.gui.session import MANY_SPANS
from workbench.gui.verbs import tagging
from workbench.store.check import check
from workbench.store.project import Project

Make = Callable[..., Path]
LONG = "\n".join(["Порт Сарма останется открытым для всех судов."] * 600)


def many(folder: Path, count: int = 300) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.txt").write_text(f"Статья {number}. " + "Порт открыт. " * 400, "utf-8")
    return folder


def full_of_spans(path: Path) -> None:
    """Put more spans into a project's article than are read for its first paint."""
    with Project.open(path, "anna") as project:
        article = project.read.articles("new")[0].article
        spans = [
            Span(
                new_id(),
                article.id,
                "Actor",
                (Interval(n, n + 4),),
                {},
                None,
                "anna",
                "manual",
                None,
                "",
                "",
            )
            for n in range(0, MANY_SPANS * 5 + 500, 5)
        ]
        changes = tuple(Change(None, span) for span in spans)
        project.commit(Transaction(msg("many"), changes))


def wait(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desk.workbench.tasks.busy, timeout=20_000)


def test_a_new_project_never_touches_a_file_that_is_there(desk: Desk, make_project: Make) -> None:
    path = make_project("Порт Сарма открыт.")
    before = path.read_bytes()
    assert not desk.window.files.make(path)
    assert path.read_bytes() == before
    box = desk.window.findChild(QMessageBox, "trouble")
    assert "already" in box.text()
    box.close()


def test_the_open_project_opened_again_stays_open_for_writing(
    desk: Desk, make_project: Make
) -> None:
    path = make_project("Порт Сарма открыт.")
    desk.window.files.open(path)
    assert desk.window.files.open(path)
    assert not desk.project.read_only


def test_a_second_import_waits_for_the_first_and_a_cancelled_one_spares_nothing(
    desk: Desk, make_project: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    desk.window.files.open(make_project())
    wait(desk, qtbot)
    desk.window.files.take([many(tmp_path / "a")])
    desk.window.files.take([many(tmp_path / "b", 3)])
    assert "under way" in desk.said
    wait(desk, qtbot)
    assert desk.project.read.counts().articles == 300


def test_a_cancelled_import_takes_back_what_it_had_staged(
    desk: Desk, make_project: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    desk.window.files.open(make_project())
    wait(desk, qtbot)
    texts = desk.project.read._connection
    count = "SELECT count(*) FROM text"
    desk.window.files.take([many(tmp_path / "a", 800)])
    imports = desk.window.files.imports
    qtbot.waitUntil(lambda: imports.task is not None, timeout=10_000)
    imports.task.cancel()
    wait(desk, qtbot)
    assert texts.execute(count).fetchone() == (0,)
    assert desk.project.read.counts().articles == 0


def test_closing_a_project_ends_its_import_and_leaves_one_plain_file(
    desk: Desk, make_project: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    path = make_project()
    desk.window.files.open(path)
    wait(desk, qtbot)
    desk.window.files.take([many(tmp_path / "a", 800)])
    desk.window.desk.close_project()
    other = make_project("Порт Сарма открыт.", name="other.workbench")
    desk.window.files.open(other)
    wait(desk, qtbot)
    assert desk.project.read.counts().articles == 1
    assert check(path) == []


def test_undo_before_a_long_article_is_read_whole_is_sound(
    desk: Desk, make_project: Make, qtbot: QtBot
) -> None:
    path = make_project(LONG)
    full_of_spans(path)
    desk.window.files.open(path)
    assert desk.session._partial
    desk.key("Z", Qt.KeyboardModifier.ControlModifier)
    wait(desk, qtbot)
    assert desk.session.reading.spans == desk.spans() == ()
    assert desk.session.project.read.counts().spans == 0


def test_a_long_article_is_read_whole_in_the_end(
    desk: Desk, make_project: Make, qtbot: QtBot
) -> None:
    path = make_project(LONG)
    full_of_spans(path)
    desk.window.files.open(path)
    shown = len(desk.session.reading.spans)
    wait(desk, qtbot)
    assert shown < len(desk.session.reading.spans) == MANY_SPANS + 100


def test_an_entity_made_while_the_dictionary_loads_is_known_afterwards(
    desk: Desk, make_project: Make, qtbot: QtBot
) -> None:
    desk.window.files.open(make_project("Ильхам Алиев встретил Ильхама Алиева."))
    assert desk.session.language is None
    desk.project.commit(
        Transaction(msg("entity"), (Change(None, Entity(new_id(), "Ильхам Алиев", "person")),))
    )
    qtbot.waitUntil(lambda: desk.session.language is not None, timeout=10_000)
    assert desk.session.exact_entity("Ильхама Алиева") is not None


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "from another article"])
def test_undo_shows_the_place_of_what_it_takes_back(
    desk: Desk, make_project: Make, qtbot: QtBot, elsewhere: bool
) -> None:
    desk.window.files.open(make_project(LONG, "Вторая статья."))
    wait(desk, qtbot)
    article, place = desk.session.reading.article.id, len(LONG) - 30
    desk.session.run(
        lambda reading: commands.label(
            reading, commands.Pen("anna"), (Interval(place, place + 5),), "Claim"
        )
    )
    if elsewhere:
        desk.window.run_id("done")
        desk.session.walk(back=True)
    desk.session.select(None, 0)
    desk.session.walk(back=True)
    assert desk.session.reading.article.id == article
    assert desk.session.caret == place
    top = desk.view.page.line_top(place) - desk.view.offset
    assert 0 <= top < desk.view.viewport().height()


def test_a_full_disk_is_said_and_work_goes_on_when_there_is_room(
    desk: Desk, make_project: Make, qtbot: QtBot
) -> None:
    path = make_project("Порт Сарма открыт. " * 50)
    desk.window.files.open(path)
    wait(desk, qtbot)
    desk.select("Порт Сарма")
    desk.key("A")
    before = desk.spans()
    connection = desk.project._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages}")  # SQLite's own «disk is full»
    note = "подробности " * 3000
    desk.session.focus_on(before[0].id)
    tagging.set_note(desk.session, note)
    assert desk.said.startswith("The disk is full, so nothing was changed")
    assert desk.spans() == desk.session.reading.spans == before
    connection.execute("PRAGMA max_page_count=1000000")
    tagging.set_note(desk.session, note)
    assert desk.spans()[0].note == note.strip()
    desk.window.desk.close_project()
    assert check(path) == []
