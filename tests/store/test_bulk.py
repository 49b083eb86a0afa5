"""Steps in parts: seen by nobody before they are whole, undone and told as one."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import pytest

from workbench.domain import commands
from workbench.domain.change import Change
from workbench.domain.errors import Conflict, Refused
from workbench.domain.records import Article, Record
from workbench.domain.text import sha256
from workbench.domain.words import msg
from workbench.jobs import Cancelled, Silent
from workbench.store import bulk as store_bulk
from workbench.store.bulk import Bulk
from workbench.store.check import check
from workbench.store.notices import Notice

if TYPE_CHECKING:
    from tests.store.conftest import Bench, Start

TITLE = msg("Import")


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three changes a part, so that a small import has many."""
    monkeypatch.setattr(store_bulk, "PART", 3)


def fill(bulk: Bulk, bench: Bench, articles: int = 4) -> list[Record]:
    """Articles with three spans each; returns all records."""
    made: list[Record] = []
    for number in range(articles):
        text = f"Номер {number:06} 😀 сказал"
        article = Article(f"n{number:06}", sha256(text), text)
        spans = [
            bench.span(f"{article.id}-{i}", article.id, "Cue", 6 * i, 6 * i + 5) for i in range(3)
        ]
        records: list[Record] = [article, *spans]
        bulk.add([Change(None, record) for record in records], {article.sha256: text})
        made += records
    return made


def test_a_step_in_parts_is_seen_at_its_end_and_undone_and_redone_as_one(bench: Bench) -> None:
    with bench.make() as project:
        told: list[Notice] = []
        project.subscribe(told.append)
        before = bench.held()
        bulk = project.bulk()
        made = fill(bulk, bench)
        assert bench.held() == before
        assert bulk.read.counts().spans == 12
        bulk.finish(TITLE)
        project.tell_bulk(bulk)
        assert [change.after for change in told[0].transaction.changes] == made
        assert len(bench.held("part")["part"]) > 3
        after = bench.held()
        undone = project.undo()
        assert [change.before for change in undone.changes] == made[::-1]
        assert bench.held() == before
        assert check(bench.path) == []
    with bench.open() as project:
        project.redo()
        assert bench.held() == after
        assert [step.title.text for step in project.read.journal(limit=1)] == ["Import"]
    assert check(bench.path) == []


def test_a_small_step_has_no_parts(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_bulk, "PART", 4000)
    with bench.make() as project:
        bulk = project.bulk()
        fill(bulk, bench)
        bulk.finish(TITLE)
        project.tell_bulk(bulk)
        assert bench.held("part")["part"] == []
        project.undo()
        assert project.read.counts().spans == 0


def test_the_versions_of_a_span_are_found_in_the_part_that_made_it(bench: Bench) -> None:
    with bench.make() as project:
        bulk = project.bulk()
        made = fill(bulk, bench)
        bulk.finish(TITLE)
        project.tell_bulk(bulk)
        reading = project.read.reading("n000002")
        span = reading.span("n000002-1")
        assert span is not None
        project.commit(commands.set_note(reading, bench.pen, span, "да"))
        newest, oldest = project.read.versions(span.id)
        assert (oldest.before, oldest.after) == (None, span)
        assert newest.before == span
        assert span in made


def test_of_very_many_changes_it_is_told_that_everything_changed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_bulk, "TOLD", 10)
    monkeypatch.setattr("workbench.store.writing.TOLD", 10)
    with bench.make() as project:
        told: list[Notice] = []
        project.subscribe(told.append)
        bulk = project.bulk()
        fill(bulk, bench)
        bulk.finish(TITLE)
        project.tell_bulk(bulk)
        project.undo()
        project.redo()
        assert [(n.way, n.everything, n.transaction.changes) for n in told] == [
            ("done", True, ()),
            ("undone", True, ()),
            ("redone", True, ()),
        ]
        assert told[0].touches(Article)


def test_steps_are_walked_by_a_worker_and_told_by_the_project(bench: Bench) -> None:
    with bench.make() as project:
        before = bench.held()
        told: list[Notice] = []
        project.subscribe(told.append)
        bulk = project.bulk()
        made = fill(bulk, bench)
        bulk.finish(TITLE)
        project.tell_bulk(bulk)
        way, bulk = project.read.way_back(), project.bulk()
        assert way.size > 1000
        worker = threading.Thread(target=lambda: bulk.walk(way, Silent()))
        worker.start()
        worker.join()
        assert (bench.held(), len(told)) == (before, 1)
        project.tell_bulk(bulk)
        assert [change.before for change in told[1].transaction.changes] == made[::-1]
        assert project.read.next_undo() != project.read.journal(limit=1)[0]


def test_while_a_step_in_parts_is_made_every_other_is_refused(bench: Bench) -> None:
    with bench.make() as project:
        article = project.read.articles("new")[0].article
        done = commands.set_status(article, "done")
        bulk = project.bulk()
        for act in (lambda: project.commit(done), project.undo, project.bulk):
            with pytest.raises(Refused, match="Wait for the end, or cancel it"):
                act()
        bulk.stop()
        project.tell_bulk(bulk)
        project.commit(done)
        assert project.read.article(article.id) == done.changes[0].after


def test_what_does_not_fit_takes_all_parts_back(bench: Bench) -> None:
    with bench.make() as project:
        before = bench.held()
        bulk = project.bulk()
        made = fill(bulk, bench)
        with pytest.raises(Conflict):
            bulk.add([Change(None, made[1])], {})
        project.tell_bulk(bulk)
        assert bench.held() == before
        bulk = project.bulk()
        fill(bulk, bench)
        stray = bench.span("s-stray", "n000001", "Cue", 0, 500)
        with pytest.raises(ValueError, match="outside its text"):
            bulk.add([Change(None, stray)], {})
        project.tell_bulk(bulk)
        assert bench.held() == before
    assert check(bench.path) == []


def test_a_step_that_comes_to_nothing_is_none(bench: Bench) -> None:
    with bench.make() as project:
        before = bench.held("journal", "part")
        bulk = project.bulk()
        bulk.finish(TITLE)
        project.tell_bulk(bulk)
        assert bench.held("journal", "part") == before


def test_closing_a_project_stops_the_worker_that_writes(bench: Bench) -> None:
    project = bench.make()
    before = bench.held()
    bulk = project.bulk()
    started, ended = threading.Event(), list[BaseException]()

    def write() -> None:
        try:
            for first in range(1000):
                bulk.add(*_one(bench, first))
                started.set()
        except BaseException as error:
            ended.append(error)
            bulk.stop()

    worker = threading.Thread(target=write)
    worker.start()
    started.wait()
    project.close()
    worker.join()
    assert [type(error) for error in ended] == [Cancelled]
    assert bench.held() == before
    assert check(bench.path) == []


def test_closing_a_project_never_closes_what_a_worker_reads_just_now(bench: Bench) -> None:
    project = bench.make()
    bulk = project.bulk()
    started, ended = threading.Event(), list[BaseException]()

    def read() -> None:
        try:
            while True:
                for row in bulk.read.articles("new"):
                    bulk.read.whole(row.article)
                started.set()
                bulk.add([], {})
        except BaseException as error:
            ended.append(error)

    worker = threading.Thread(target=read)
    worker.start()
    started.wait()
    project.close()
    worker.join()
    assert [type(error) for error in ended] == [Cancelled]
    with bench.open() as again:
        assert not again.read_only


def test_a_project_whose_worker_is_slow_is_let_go_when_that_ends(bench: Bench) -> None:
    project = bench.make()
    bulk = project.bulk()
    begun, go_on, ended = threading.Event(), threading.Event(), list[BaseException]()

    def work() -> None:
        try:
            bulk.add(*_one(bench, 1))
            begun.set()
            go_on.wait()
            bulk.add(*_one(bench, 2))
        except BaseException as error:
            ended.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    begun.wait()
    project.close()
    with bench.open() as second:
        assert second.read_only
    go_on.set()
    worker.join()
    assert [type(error) for error in ended] == [Cancelled]
    with bench.open() as third:
        assert not third.read_only
        assert third.read.counts().articles == 2
    assert check(bench.path) == []


def test_stopping_before_the_worker_begins_leaves_it_nothing_to_begin_with(bench: Bench) -> None:
    with bench.make() as project:
        bulk = project.bulk()
        assert bulk.stop()
        project.tell_bulk(bulk)
        with pytest.raises(Cancelled):
            bulk.add(*_one(bench, 1))
        assert project.read.counts().articles == 2


def test_what_was_added_is_known_until_it_is_stopped(bench: Bench) -> None:
    with bench.make() as project:
        bulk = project.bulk()
        assert not bulk.changes("w1")
        bulk.add(*_one(bench, 1))
        assert bulk.changes("w1")
        assert not bulk.changes("w2")
        bulk.stop()
        with pytest.raises(Cancelled):
            bulk.changes("w1")
        project.tell_bulk(bulk)


def test_a_worker_that_asks_what_was_added_is_stopped_by_another_thread(bench: Bench) -> None:
    project = bench.make()
    before = bench.held()
    bulk = project.bulk()
    begun, go_on, ended = threading.Event(), threading.Event(), list[BaseException]()

    def work() -> None:
        try:
            bulk.add(*_one(bench, 1))
            begun.set()
            go_on.wait()
            bulk.changes("w1")
        except BaseException as error:
            ended.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    begun.wait()
    assert bulk.stop()
    go_on.set()
    worker.join()
    project.close()
    assert [type(error) for error in ended] == [Cancelled]
    assert bench.held() == before


def test_stopping_says_when_it_comes_too_late(bench: Bench) -> None:
    with bench.make() as project:
        bulk = project.bulk()
        fill(bulk, bench)
        bulk.finish(TITLE)
        assert not bulk.stop()
        project.tell_bulk(bulk)
        assert project.read.counts().spans == 12


def _one(bench: Bench, number: int) -> tuple[list[Change], dict[str, str]]:
    text = f"Текст {number}"
    return [Change(None, Article(f"w{number}", sha256(text), text))], {sha256(text): text}


KILLED = """
import sys
from pathlib import Path
from workbench.domain.change import Change
from workbench.domain.records import Article
from workbench.domain.text import sha256
from workbench.store import bulk
from workbench.store.project import Project

bulk.PART = 10
made = Project.open(Path(sys.argv[1]), "анна")
step = made.bulk()
for number in range(100_000):
    text = f"Текст {number}" * 100
    step.add([Change(None, Article(f"k{number}", sha256(text), text[:9]))], {sha256(text): text})
    if number == 300:
        print("many", flush=True)
"""


def test_a_kill_in_the_middle_leaves_nothing_of_a_step_in_parts(bench: Bench, start: Start) -> None:
    bench.make().close()
    before = bench.held()
    child = start(KILLED, str(bench.path))
    assert child.stdout is not None
    assert child.stdout.readline().strip() in ("many", b"many")
    child.send_signal(signal.SIGKILL)
    child.wait()
    with bench.open() as project:
        assert project.read.next_undo() is not None
        bulk = project.bulk()
        fill(bulk, bench, 1)
        bulk.stop()
        project.tell_bulk(bulk)
    assert bench.held() == before
    assert check(bench.path) == []
