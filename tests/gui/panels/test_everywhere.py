"""Finding an entity in all articles: the search, the list with its ticks, marking in one step."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.panels.conftest import Bench, click, press, settle
from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.records import Entity, Rejection, new_id
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.gui.entities import everywhere
from workbench.gui.entities.everywhere import Found, find_everywhere
from workbench.gui.entities.everywhere_sheet import EverywhereSheet
from workbench.gui.verbs import tagging
from workbench.jobs import Silent
from workbench.store.check import check


def look(bench: Bench, entity: Entity) -> Found:
    with bench.project.snapshot() as snapshot:
        return find_everywhere(snapshot, entity, Silent())


def said(found: Found) -> list[str]:
    return [hit.said for hit in found.hits]


def test_a_name_is_found_in_every_case_and_by_its_other_names(bench: Bench) -> None:
    entity = bench.entity("Лирия", "state")
    bench.project.commit(
        commands.change_entity(entity, Entity(entity.id, "Лирия", "state", ("Гальт",)))
    )
    bench.add("О Лирии пишут. С Лирией спорят. Лиры звенят.")
    bench.add("В Гальте молчат.")
    bench.add("Корвания ни при чём.")
    known = bench.project.read.entity(entity.id)
    assert known is not None
    assert said(look(bench, known)) == ["Лирии", "Лирией", "Гальте"]


def test_a_surname_alone_counts_where_its_bearer_is_known(bench: Bench) -> None:
    entity = bench.entity("Марк Ренн")
    bench.add("Марк Ренн вышел. Потом Ренна спросили.")
    bench.add("Ренн — это ещё и река.")
    article = bench.open("Министр вышел. Ренн ответил.")
    bench.mark("Министр", "Actor")
    tagging.attach(bench.session, entity)
    found = look(bench, entity)
    assert sorted(said(found)) == ["Марк Ренн", "Ренн", "Ренна"]
    assert [hit.article for hit in found.hits if hit.said == "Ренн"] == [article.id]


def test_what_is_marked_or_rejected_is_not_offered(bench: Bench) -> None:
    entity = bench.entity("Лирия", "state")
    article = bench.open("Лирия спорит. Лирии верят. Лирией гордятся.")
    bench.mark("Лирия", "Actor")
    tagging.attach(bench.session, entity)
    rejection = Rejection(new_id(), article.id, entity.id, (bench.place("Лирии"),), "anna", "")
    bench.project.commit(Transaction(msg("no"), (Change(None, rejection),)))
    assert said(look(bench, entity)) == ["Лирией"]


def test_more_than_can_be_shown_is_said(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everywhere, "MOST", 3)
    entity = bench.entity("Лирия", "state")
    bench.add("Лирия. Лирия! Лирия? Лирия…")
    found = look(bench, entity)
    assert len(found.hits) == 3
    assert not found.whole


# -- the list


@pytest.fixture
def paper(qtbot: QtBot) -> QWidget:
    found = QWidget()
    qtbot.addWidget(found)
    found.show()
    return found


def opened(bench: Bench, entity: Entity, paper: QWidget, qtbot: QtBot) -> EverywhereSheet:
    sheets: list[EverywhereSheet] = []
    EverywhereSheet.look_for(bench.session, entity, paper, sheets.append)
    qtbot.waitUntil(lambda: bool(sheets), timeout=10_000)
    settle()
    return sheets[0]


def tick(sheet: EverywhereSheet, words: str) -> None:
    """Strike Space on the first place with these words in its sentence."""
    for row in range(sheet.model.rowCount()):
        index = sheet.model.index(row)
        if words in index.data():
            sheet.view.setCurrentIndex(index)
            press(sheet.view, Qt.Key.Key_Space)
            return
    raise AssertionError(words)


def test_ticked_places_of_all_articles_are_marked_in_one_step(
    bench: Bench, paper: QWidget, qtbot: QtBot
) -> None:
    told: list[str] = []
    bench.session.said.connect(told.append)
    entity = bench.entity("Лирия", "state")
    first = bench.add("О Лирии пишут. С Лирией спорят.", "Первая")
    second = bench.add("Лирия молчит.", "Вторая")
    sheet = opened(bench, entity, paper, qtbot)
    assert sheet.told.text() == "Not marked yet: 3 places · 2 articles"
    tick(sheet, "С Лирией")
    assert sheet.mark.text() == "Mark 2 mentions"
    click(sheet.mark)
    settle()
    assert told[-1] == "2 mentions of Лирия marked · Ctrl+Z undoes"
    read = bench.project.read
    spans = [span for a in (first, second) for span in read.reading(a.id).spans]
    assert [(span.label, span.entity, span.attributes) for span in spans] == [
        ("Actor", entity.id, {"actor_type": "state"})
    ] * 2
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, EverywhereSheet)]
    assert check(bench.project.path) == []
    bench.session.walk(back=True)
    assert all(not read.reading(a.id).spans for a in (first, second))
    bench.session.walk(back=False)
    assert len(read.reading(first.id).spans) == 1


def test_unchecked_places_may_be_rejected_for_good(
    bench: Bench, paper: QWidget, qtbot: QtBot
) -> None:
    entity = bench.entity("Лирия", "state")
    bench.add("О Лирии пишут. С Лирией спорят.", "Первая")
    sheet = opened(bench, entity, paper, qtbot)
    assert not sheet.never.isChecked()
    tick(sheet, "О Лирии")
    sheet.never.setChecked(True)
    press(sheet, Qt.Key.Key_Return, control=True)
    settle()
    assert len(bench.project.read.rejections_of_entity(entity.id)) == 1
    assert look(bench, entity).hits == ()
    bench.session.walk(back=True)
    assert len(look(bench, entity).hits) == 2


def test_a_ticks_all_or_none_and_a_title_ticks_its_article(
    bench: Bench, paper: QWidget, qtbot: QtBot
) -> None:
    entity = bench.entity("Лирия", "state")
    bench.add("О Лирии пишут. С Лирией спорят.", "Первая")
    bench.add("Лирия молчит.", "Вторая")
    sheet = opened(bench, entity, paper, qtbot)
    tick(sheet, "Первая")
    assert [hit.said for hit in sheet.model.on()] == ["Лирия"]
    press(sheet.view, Qt.Key.Key_A)
    assert len(sheet.model.on()) == 3
    press(sheet.view, Qt.Key.Key_A)
    assert sheet.model.on() == []
    assert not sheet.mark.isEnabled()
    sheet.close()


def test_a_click_on_the_box_ticks(bench: Bench, paper: QWidget, qtbot: QtBot) -> None:
    entity = bench.entity("Лирия", "state")
    bench.add("О Лирии пишут. С Лирией спорят.", "Первая")
    sheet = opened(bench, entity, paper, qtbot)
    area = sheet.view.visualRect(sheet.model.index(1))
    place = QPoint(area.left() + 40, area.center().y())
    QTest.mouseClick(sheet.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [hit.said for hit in sheet.model.on()] == ["Лирией"]
    sheet.close()


def test_the_filter_hides_places_and_keeps_their_ticks(
    bench: Bench, paper: QWidget, qtbot: QtBot
) -> None:
    entity = bench.entity("Лирия", "state")
    bench.add("О Лирии пишут.\nС Лирией спорят.", "Первая")
    sheet = opened(bench, entity, paper, qtbot)
    sheet.field.setText("спорят")
    press(sheet.field, Qt.Key.Key_Return)
    assert sheet.model.rowCount() == 2
    press(sheet.view, Qt.Key.Key_A)
    assert [hit.said for hit in sheet.model.on()] == ["Лирии"]
    sheet.close()


def test_the_label_decides_which_places_are_free(
    bench: Bench, paper: QWidget, qtbot: QtBot
) -> None:
    entity = bench.entity("Лирия", "state")
    bench.open("О Лирии пишут. С Лирией спорят.")
    bench.mark("Лирии", "Actor")
    sheet = opened(bench, entity, paper, qtbot)
    assert [hit.said for hit in sheet.model.on()] == ["Лирией"]
    sheet.label.activated.emit(sheet.label.findData("Source"))
    assert [hit.said for hit in sheet.model.on()] == ["Лирии", "Лирией"]
    sheet.close()


def test_enter_shows_the_place_in_its_article(bench: Bench, paper: QWidget, qtbot: QtBot) -> None:
    entity = bench.entity("Лирия", "state")
    article = bench.add("О Лирии пишут.")
    sheet = opened(bench, entity, paper, qtbot)
    sheet.view.setCurrentIndex(sheet.model.index(1))
    press(sheet.view, Qt.Key.Key_Return)
    assert bench.session.reading is not None
    assert bench.session.reading.article.id == article.id
    assert bench.session.selection == Interval(2, 7)
    sheet.close()


def test_a_place_that_was_marked_meanwhile_is_left_out_and_counted(
    bench: Bench, paper: QWidget, qtbot: QtBot
) -> None:
    told: list[str] = []
    bench.session.said.connect(told.append)
    entity = bench.entity("Лирия", "state")
    bench.open("О Лирии пишут. С Лирией спорят.")
    sheet = opened(bench, entity, paper, qtbot)
    bench.mark("Лирии", "Actor")
    click(sheet.mark)
    settle()
    assert told[-1].startswith("1 mention of Лирия marked; 1 could not be marked")
    assert len(bench.session.whole().spans) == 2


def test_many_articles_are_marked_by_a_job(bench: Bench, paper: QWidget, qtbot: QtBot) -> None:
    entity = bench.entity("Лирия", "state")
    for number in range(12):
        bench.add(f"Лирия молчит. {number}")
    sheet = opened(bench, entity, paper, qtbot)
    sheet.commit()
    assert bench.session.tasks.busy
    # Edited while the job is under way: the job is done anew, on what the file holds then.
    bench.session.open_article(next(iter(sheet.model.possible)).article)
    bench.mark("Лирия", "Actor")
    qtbot.waitUntil(lambda: not bench.session.tasks.busy, timeout=10_000)
    assert len(bench.project.read.spans_of_entity(entity.id)) == 11
    assert check(bench.project.path) == []


def test_a_name_that_is_nowhere_is_said(bench: Bench, paper: QWidget, qtbot: QtBot) -> None:
    told: list[str] = []
    bench.session.said.connect(told.append)
    entity = bench.entity("Лирия", "state")
    bench.add("Корвания молчит.")
    EverywhereSheet.look_for(bench.session, entity, paper)
    qtbot.waitUntil(lambda: not bench.session.tasks.busy, timeout=10_000)
    assert "Every mention of «Лирия» is marked already." in told
