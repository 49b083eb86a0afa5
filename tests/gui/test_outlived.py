"""Jobs and choices that outlive the sheet, the window or the project that they were begun in."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from tests.gui.conftest import Desk
from workbench.domain.change import Change, Transaction
from workbench.domain.records import Entity, Span, new_id
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.gui.entities.everywhere import find_everywhere
from workbench.gui.entities.everywhere_sheet import EverywhereSheet
from workbench.gui.session import Session
from workbench.gui.tasks import Tasks
from workbench.jobs import Cancelled, Silent

Opened = Callable[..., Desk]
WHO = Entity("e1", "Корвания", "state")


def put_away() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def many(opened: Opened) -> Desk:
    desk = opened(*[f"Корвания {number} нарушила договор." for number in range(8)])
    desk.project.commit(Transaction(msg("x"), (Change(None, WHO),)))
    return desk


def sheet_of(desk: Desk) -> EverywhereSheet:
    found = find_everywhere(desk.project.read, WHO, Silent())
    sheet = EverywhereSheet(desk.session, WHO, found, desk.window)
    sheet.show()
    return sheet


def test_a_sheet_that_is_shut_while_it_marks_lets_the_project_close(opened: Opened) -> None:
    desk = many(opened)
    sheet = sheet_of(desk)
    sheet.commit()
    assert desk.workbench.tasks.busy
    sheet.close()
    put_away()
    path = desk.project.path
    desk.session.open_project(None)
    assert desk.session.project is None
    assert desk.window.files.open(path)


def test_a_sheet_that_is_shut_while_it_marks_has_its_places_marked(opened: Opened) -> None:
    desk = many(opened)
    sheet = sheet_of(desk)
    sheet.commit()
    sheet.close()
    put_away()
    desk.qtbot.waitUntil(lambda: not desk.workbench.tasks.busy, timeout=10_000)
    assert desk.project.read.counts().spans == 8


def test_a_search_that_outlives_its_window_is_said_to_be_cancelled(opened: Opened) -> None:
    desk = many(opened)
    desk.workbench.tasks.hold()
    EverywhereSheet.look_for(desk.session, WHO, desk.window)
    desk.workbench._rebuild()
    put_away()
    desk.workbench.tasks.release()
    desk.qtbot.waitUntil(lambda: desk.said == "The search was cancelled.", timeout=10_000)
    assert desk.window.findChildren(EverywhereSheet) == []


def test_a_choice_of_places_is_not_lost_with_the_window_unasked(opened: Opened) -> None:
    desk = many(opened)
    sheet = sheet_of(desk)
    assert desk.window.desk.may_leave()  # nothing was chosen yet
    sheet.model.toggle(1)
    window = desk.window
    window.desk.set_language("ru")
    assert desk.window is window
    asked = sheet.findChild(QMessageBox, "everywhere_ask_leave")
    assert asked is not None
    assert asked.isVisible()
    drop = asked.findChild(QPushButton, "everywhere_ask_leave_drop")
    assert drop is not None
    drop.click()
    QApplication.processEvents()
    put_away()
    assert desk.window.desk.may_leave()


@pytest.mark.parametrize("way", ["Esc", "Esc in the rows", "close"])
def test_esc_asks_before_a_choice_of_places_is_lost(opened: Opened, way: str) -> None:
    desk = many(opened)
    sheet = sheet_of(desk)
    sheet.model.toggle(1)
    if way == "close":
        sheet.shut.click()
    else:
        QTest.keyClick(sheet.view if way == "Esc in the rows" else sheet, Qt.Key.Key_Escape)
    asked = sheet.findChild(QMessageBox, "everywhere_ask_leave")
    assert asked is not None
    assert asked.isVisible()
    assert sheet.isVisible()
    stay = asked.findChild(QPushButton, "everywhere_ask_leave_stay")
    assert stay is not None
    stay.click()
    assert sheet.isVisible()
    assert len(sheet.model.off()) == 1
    sheet.model.toggle(1)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    put_away()


def test_all_jobs_hear_that_they_are_cancelled_though_one_fails(opened: Opened) -> None:
    desk = opened("Корвания молчит.")
    tasks, heard = desk.workbench.tasks, list[BaseException]()

    def fail(error: BaseException) -> None:
        raise RuntimeError

    tasks.hold()
    with desk.qtbot.captureExceptions() as told:
        for failed in (fail, heard.append):
            tasks.run("job", lambda progress: None, lambda result: None, failed, shown=False)
        desk.session.open_project(None)
    assert [type(error) for error in heard] == [Cancelled]
    assert [found[0] for found in told] == [RuntimeError]
    assert desk.session.project is None


def test_another_article_disarms_and_says_so(opened: Opened) -> None:
    desk = opened("Корвания молчит.", "Лирия молчит.")
    armed: list[str | None] = []
    desk.session.armed_changed.connect(lambda: armed.append(desk.session.armed))
    desk.session.arm("Actor")
    (other,) = (
        row.article.id
        for row in desk.project.read.articles("new")
        if row.article.id != desk.session.reading.article.id
    )
    desk.session.open_article(other)
    assert armed == ["Actor", None]


def test_names_that_come_while_the_dictionary_is_loaded_are_known_then(opened: Opened) -> None:
    desk = opened("Корвания молчит.")
    path = desk.project.path
    tasks = Tasks()
    session = Session(tasks)
    desk.session.open_project(None)
    from workbench.store.project import Project

    session.open_project(Project.open(path, "anna"))
    tasks.hold()
    session.load_language()
    session.load_language()  # it is under way
    project = session.project
    assert project is not None
    article = project.read.articles("new")[0].article
    span = Span(
        new_id(), article.id, "Cue", (Interval(0, 8),), {}, None, "a", "manual", None, "", ""
    )
    project.commit(Transaction(msg("x"), (Change(None, WHO), Change(None, span))))
    assert [change.record for change in session._late or ()] == [WHO]
    tasks.release()
    desk.qtbot.waitUntil(lambda: session.language is not None, timeout=10_000)
    assert session.exact_entity("Корванией") == WHO
    assert session._late is None
    session.open_project(None)
    tasks.deleteLater()
    session.deleteLater()


def test_a_dictionary_that_cannot_be_loaded_keeps_no_changes(opened: Opened) -> None:
    desk = opened("Корвания молчит.")
    session = desk.session
    session.language = None
    desk.workbench.tasks.hold()
    session.load_language()
    desk.workbench.tasks.cancel_all()
    desk.project.commit(Transaction(msg("x"), (Change(None, WHO),)))
    assert session._late is None
