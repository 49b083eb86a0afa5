"""What is still to do, here and everywhere."""

import subprocess
import sys

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.panels.conftest import Bench, click, settle
from tests.gui.panels.hands import Hands, mark_all
from workbench.domain import commands
from workbench.domain.reading import Reading
from workbench.domain.records import Span
from workbench.domain.work import Todo, work
from workbench.gui.lists.work_rows import Head
from workbench.gui.verbs import todo
from workbench.gui.verbs.todo import next_todo


def _heads(hands: Hands) -> dict[str, int]:
    rows = hands.panel.work.model.rows
    return {row.key: row.count for row in rows if isinstance(row, Head)}


def test_what_is_to_do_is_counted_by_kind_and_goes_when_it_is_done(
    bench: Bench, hands: Hands, linked: tuple[Span, Span, Span], qtbot: QtBot
) -> None:
    source = linked[2]
    hands.panel.tabs.choose("work")
    settle()
    # One claim has its source; the other has one near and none linked.
    assert _heads(hands) == {"unsourced": 1, "missing": 3, "unnamed": 1}
    assert hands.panel.tabs.buttons["work"].accessibleName() == "To do, 5"
    bench.session.focus_on(source.id)
    who = bench.entity("Марк Ренн")
    bench.session.run(
        lambda reading: commands.attach(
            reading, bench.session.pen(), bench.session.targets()[0], who
        )
    )
    qtbot.waitUntil(lambda: "unnamed" not in _heads(hands))


def test_going_to_a_missing_value_puts_it_under_the_digits(
    bench: Bench, hands: Hands, qtbot: QtBot
) -> None:
    actor = bench.mark("Лирии", "Actor")
    bench.session.run(
        lambda reading: commands.set_attribute(
            reading, bench.session.pen(), actor, "actor_type", "state"
        )
    )
    hands.panel.tabs.choose("work")
    settle()
    bench.session.focus_on(None)
    hands.rows.setFocus()
    hands.rows.setCurrentIndex(hands.rows.model().index(1, 0))
    assert bench.session.focus == actor.id
    assert bench.session.attribute == 1
    hands.strike("1")
    assert bench.stored(actor).attributes == {"actor_type": "state", "mention": "name"}
    qtbot.waitUntil(lambda: "missing" not in _heads(hands))


def test_a_head_shuts_and_opens_its_rows(bench: Bench, hands: Hands) -> None:
    mark_all(bench)
    hands.panel.tabs.choose("work")
    settle()
    assert len(hands.listed()) == 12
    hands.rows.setCurrentIndex(hands.rows.model().index(0, 0))
    hands.strike("Enter")
    assert len(hands.listed()) == 7
    hands.click_row(0)
    assert len(hands.listed()) == 12


def test_the_next_thing_to_do_is_gone_to_from_anywhere_and_said(bench: Bench) -> None:
    bench.open()
    said: list[str] = []
    bench.session.said.connect(said.append)
    next_refused = bench.refused
    first, last = bench.mark("Лирии", "Actor"), bench.mark("Марк Ренн", "Actor")
    bench.session.focus_on(first.id)
    next_todo(bench.session, 1)
    assert bench.session.focus == last.id
    assert said[-1].startswith("Required, not set: ")
    assert said[-1].endswith(" · 4 things to do in this article")
    next_todo(bench.session, 1)
    assert bench.session.focus == first.id
    next_todo(bench.session, -1)
    assert bench.session.focus == last.id
    assert next_refused == []


def test_all_articles_are_looked_through_and_a_hit_opens_its_article(
    bench: Bench, hands: Hands, qtbot: QtBot
) -> None:
    bench.mark("Лирии", "Actor")
    here = bench.session.whole().article.id
    other = bench.open("Лирия молчит.\nИ Корвания тоже.")
    spans = [bench.mark(words, "Actor") for words in ("Лирия", "Корвания")]
    bench.session.open_article(here)
    hands.panel.tabs.choose("work")
    settle()
    click(hands.panel.work.where.buttons["everywhere"])
    qtbot.waitUntil(lambda: "6 things to do" in hands.panel.work.told.text())
    assert _heads(hands) == {here: 2, other.id: 4}
    row = hands.listed().index("Корвания")
    hands.click_row(row)
    assert bench.session.whole().article.id == other.id
    assert bench.session.focus == spans[1].id
    bench.session.run(lambda reading: commands.delete(reading, (spans[1],)))
    qtbot.waitUntil(lambda: _heads(hands)[other.id] == 2)
    assert "4 things to do" in hands.panel.work.told.text()
    click(hands.panel.work.where.buttons["here"])
    assert _heads(hands) == {"missing": 1, "unnamed": 1}


def test_a_search_that_is_stopped_says_so(bench: Bench, hands: Hands) -> None:
    bench.mark("Лирии", "Actor")
    hands.panel.tabs.choose("work")
    settle()
    click(hands.panel.work.where.buttons["everywhere"])
    bench.session.tasks.cancel_all()
    assert "stopped" in hands.panel.work.told.text()


def test_the_number_beside_the_tab_follows_while_another_tab_is_shown(
    bench: Bench, hands: Hands, qtbot: QtBot
) -> None:
    tab = hands.panel.tabs.buttons["work"]
    bench.mark("Лирии", "Actor")
    qtbot.waitUntil(lambda: tab.accessibleName() == "To do, 2")
    bench.mark("Марк Ренн", "Actor")
    qtbot.waitUntil(lambda: tab.accessibleName() == "To do, 4")
    bench.open("Лирия молчит.")
    assert tab.accessibleName() == "To do"


def test_the_number_is_right_again_when_the_panel_is_shown(
    bench: Bench, hands: Hands, qtbot: QtBot
) -> None:
    tab = hands.panel.tabs.buttons["work"]
    bench.mark("Лирии", "Actor")
    qtbot.waitUntil(lambda: tab.accessibleName() == "To do, 2")
    hands.panel.hide()
    bench.mark("Марк Ренн", "Actor")
    hands.panel.show()
    qtbot.waitUntil(lambda: tab.accessibleName() == "To do, 4")


def test_going_on_looks_through_an_article_once_as_long_as_it_stays_the_same(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []

    def look(reading: Reading) -> tuple[Todo, ...]:
        looked.append(reading)
        return work(reading)

    monkeypatch.setattr(todo, "work", look)
    bench.open()
    mark_all(bench)
    for _ in range(3):
        next_todo(bench.session, 1)
    assert len(looked) == 1
    bench.session.walk(back=True)
    next_todo(bench.session, 1)
    assert len(looked) == 2


def test_a_change_of_another_article_is_said_over_all_articles(
    bench: Bench, hands: Hands, qtbot: QtBot
) -> None:
    bench.mark("Лирии", "Actor")
    here = bench.session.whole().article.id
    other = bench.open("Лирия молчит.")
    bench.mark("Лирия", "Actor")
    bench.session.open_article(here)
    hands.panel.tabs.choose("work")
    settle()
    told = hands.panel.work.told
    click(hands.panel.work.where.buttons["everywhere"])
    qtbot.waitUntil(lambda: "4 things to do" in told.text())
    bench.mark("Марк Ренн", "Actor")
    qtbot.waitUntil(lambda: "6 things to do" in told.text())
    assert "changed since" not in told.text()  # the open article is followed
    (span,) = bench.project.read.reading(other.id).spans
    bench.project.commit(commands.delete(bench.project.read.reading(other.id), (span,)))
    assert "changed since" in told.text()
    click(hands.panel.work.again)
    qtbot.waitUntil(lambda: "4 things to do" in told.text())
    assert "changed since" not in told.text()


def test_the_search_of_a_worker_needs_nothing_of_the_window() -> None:
    code = (
        "import sys, workbench.gui.lists.work_search\n"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
