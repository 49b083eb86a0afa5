"""The main job from the first start to the dataset, by the hands of a user."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Desk
from workbench.gui.tasks import Task
from workbench.store.check import check

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"

ARTICLE = (
    " date 2025-11-12 Порт Сарма останется открытым 🌐 для всех.\n\n"
    "«Мы не отдадим порт, — заявил министр порта Марк Ренн, — и продолжим работу». "
    "По его словам, Лирия обсудит договор с Корванией.\n"
)


def drop(desk: Desk, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at = QPoint(300, 300)
    desk.window.dropEvent(
        QDropEvent(
            at.toPointF(),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def wait(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desk.workbench.tasks.busy, timeout=20_000)


def tag(desk: Desk) -> None:
    """Mark a broken quotation, its source, its cue and an actor; link, say who, set a value."""
    desk.select("«Мы не отдадим порт")
    desk.key("C")
    desk.select("и продолжим работу»")
    desk.key("F")
    claim = desk.session.focus
    desk.select("министр порта Марк Ренн")
    desk.key("Ы")
    desk.key("Enter")
    source = desk.session.focus
    desk.select("заявил")
    desk.key("Q")
    cue = desk.session.focus
    for target in (source, cue):
        desk.session.focus_on(claim)
        desk.key("L")
        hints = {span: letter for letter, span in desk.view.overlay.hints.items()}
        desk.key(hints[target])
    desk.session.focus_on(claim)
    desk.key("4")


def test_import_tag_undo_close_open_export(
    desk: Desk, make_project: Callable[..., Path], tmp_path: Path, qtbot: QtBot
) -> None:
    path = make_project()
    file = tmp_path / "порт.txt"
    file.write_bytes(ARTICLE.replace("\n", "\r\n").encode())
    desk.window.files.open(path)
    drop(desk, file)
    wait(desk, qtbot)
    qtbot.waitUntil(lambda: desk.session.language is not None, timeout=20_000)
    assert desk.session.reading.text == ARTICLE
    assert desk.session.reading.article.meta["date"] == "2025-11-12"

    tag(desk)
    before = desk.project.read.reading(desk.session.reading.article.id)
    desk.key("Del")
    assert len(desk.spans()) == 2
    desk.key("Z", Qt.KeyboardModifier.ControlModifier)
    assert desk.project.read.reading(before.article.id).spans == before.spans

    desk.window.desk.close_project()
    assert [item.name for item in path.parent.glob("*.workbench*")] == [path.name]
    assert check(path) == []
    desk.window.files.open(path)
    wait(desk, qtbot)
    after = desk.project.read.reading(before.article.id)
    assert (after.spans, after.relations) == (before.spans, before.relations)

    target = tmp_path / "data.jsonl"
    desk.window.files.export(target)
    wait(desk, qtbot)
    (record,) = (json.loads(line) for line in target.read_text(encoding="utf-8").split("\n")[:-1])
    assert record["text"] == ARTICLE
    for span in record["spans"]:
        assert [ARTICLE[a:b] for a, b in span["fragments"]] == span["quotes"]
    claim = next(span for span in record["spans"] if span["label"] == "Claim")
    assert claim["quote"] == "«Мы не отдадим порт и продолжим работу»"
    assert claim["attributes"] == {"claim_type": "prediction"}
    assert {item["type"] for item in record["relations"]} == {"attributed_to", "signalled_by"}
    assert record["entities"][0]["name"] == "министр порта Марк Ренн"


def test_undo_takes_back_an_import_and_redo_brings_it_again(
    desk: Desk, make_project: Callable[..., Path], tmp_path: Path, qtbot: QtBot
) -> None:
    desk.window.files.open(make_project())
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    drop(desk, tmp_path / "a.txt")
    wait(desk, qtbot)
    desk.session.walk(back=True)
    assert desk.project.read.counts().articles == 0
    assert desk.session.reading is None
    desk.session.walk(back=False)
    assert desk.project.read.counts().articles == 1


def test_a_second_window_is_read_only_and_says_who_has_the_project(
    desk: Desk, make_project: Callable[..., Path]
) -> None:
    from workbench.store.project import Project

    path = make_project("Порт Сарма открыт.")
    with Project.open(path, "boris"):
        desk.window.files.open(path)
        assert "is open in another window" in desk.said
        desk.select("Порт Сарма")
        desk.key("A")
        assert "is open in another window" in desk.said
        assert desk.spans() == ()


def test_a_damaged_project_is_refused_and_a_backup_is_offered(
    desk: Desk, make_project: Callable[..., Path], qtbot: QtBot
) -> None:
    path = make_project("Порт Сарма открыт.")
    desk.window.files.open(path)
    wait(desk, qtbot)
    desk.window.desk.close_project()
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 3] = b"\xff" * 4096 * 2
    path.write_bytes(data)
    assert not desk.window.files.open(path)
    box = desk.window.findChild(QMessageBox, "damaged")
    assert "is damaged" in box.text()
    assert "Restore a backup…" in [button.text() for button in box.buttons()]
    box.close()
    assert path.read_bytes() == data


def test_a_cancelled_import_leaves_nothing_behind(
    desk: Desk, make_project: Callable[..., Path], tmp_path: Path, qtbot: QtBot
) -> None:
    desk.window.files.open(make_project())
    wait(desk, qtbot)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(200):
        (folder / f"{number}.txt").write_text(f"Статья {number}. " + ARTICLE * 40, "utf-8")
    tasks: list[Task] = []
    desk.workbench.tasks.started.connect(tasks.append)
    desk.window.files.take([folder])
    tasks[0].cancel()
    wait(desk, qtbot)
    assert desk.project.read.counts().articles == 0
    assert "cancelled" in desk.said
    connection = desk.project.read._connection
    assert connection.execute("SELECT count(*) FROM text").fetchone() == (0,)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real sample articles are not here")
def test_real_articles_are_imported_to_the_character(
    desk: Desk, make_project: Callable[..., Path], qtbot: QtBot
) -> None:
    desk.window.files.open(make_project())
    drop(desk, SEEDS)
    wait(desk, qtbot)
    texts = {path.read_text(encoding="utf-8") for path in SEEDS.glob("*.txt")}
    rows = desk.project.read.articles("new")
    assert {desk.project.read.text(row.article.id) for row in rows} == texts
    second = next(row.article for row in rows if "Найти" in row.article.title)
    desk.session.open_article(second.id)
    desk.select("Антон Михайлов")
    desk.key("A")
    (span,) = desk.spans()
    assert (span.start, span.end) == (4676, 4690)
