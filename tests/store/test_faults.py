"""Kills, full disks and places that cannot be written, as far as one machine can stage them."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.domain import commands
from workbench.domain.errors import DiskFull, ProjectError
from workbench.domain.text import Interval
from workbench.store.check import check
from workbench.store.project import Project

if TYPE_CHECKING:
    from tests.store.conftest import Bench, Start

TAGGING = """
import os, random, sys
from pathlib import Path
from workbench.domain.change import Change, Transaction
from workbench.domain.records import Span
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.store.project import Project

dice = random.Random(int(sys.argv[2]))
project = Project.open(Path(sys.argv[1]), "анна")
assert not project.read_only, project.closed_to_writing

def say(sign, names):
    os.write(1, (" ".join([sign, *names]) + "\\n").encode())

def names(transaction):
    return [("+" if c.after else "-") + c.record.id for c in transaction.changes]

# "?" is what is going to be done, "!" what the project said is done.
project.subscribe(lambda notice: say("!", names(notice.transaction)))
for step in range(10_000):
    reading = project.read.reading("a0")
    kind = dice.choice(["label", "label", "delete", "undo", "redo"])
    if kind == "label" or not reading.spans:
        free = set(range(50 * 50)) - {50 * s.start + s.end - 1 - s.start for s in reading.spans}
        spans = [
            Span(f"{sys.argv[2]}.{step}/{i}", "a0", "Free",
                 (Interval(n // 50, n // 50 + n % 50 + 1),), {}, None,
                 "анна", "manual", "x" * dice.randrange(1, 3000), "", "")
            for i, n in enumerate(dice.sample(sorted(free), 3))
        ]
        changes = tuple(Change(None, span) for span in spans)
    elif kind == "delete":
        whole = dice.choice(reading.spans).id.split("/")[0]
        gone = [span for span in reading.spans if span.id.split("/")[0] == whole]
        changes = tuple(Change(span, None) for span in gone)
    elif kind == "undo":
        if project.read.next_undo().seq > 1:
            say("?", ["undo"])
            project.undo()
        continue
    else:
        if any(step.state == "undone" for step in project.read.journal(limit=1000)):
            say("?", ["redo"])
            project.redo()
        continue
    transaction = Transaction(msg("Step"), changes)
    say("?", names(transaction))
    project.commit(transaction)
"""


def test_nothing_that_was_acknowledged_is_lost_in_50_kills(bench: Bench, start: Start) -> None:
    from workbench.domain.change import Change, Transaction
    from workbench.domain.codebook import Codebook
    from workbench.domain.records import Article
    from workbench.domain.text import sha256
    from workbench.domain.words import msg

    free = {"id": "kill", "version": "1", "labels": [{"id": "Free"}], "relations": []}
    text = "Министр 😀 заявил, что перемирие сорвано. " * 3
    with Project.create(bench.path, Codebook.of(free), "анна") as project:
        article = Article("a0", sha256(text), "")
        texts = {article.sha256: text}
        project.commit(Transaction(msg("Import"), (Change(None, article),), texts=texts))
    dice = random.Random(20_251_213)
    held: set[str] = set()
    acknowledged = 0
    for round_number in range(50):
        child = start(TAGGING, str(bench.path), str(round_number))
        assert child.stdout is not None
        assert child.stderr is not None
        if dice.random() < 0.8:
            # Else the kill falls into the start of the program, or the opening of the file.
            first = child.stdout.readline()
            time.sleep(dice.random() * 0.15)
        else:
            first = ""
            time.sleep(dice.random() * 0.2)
        child.send_signal(signal.SIGKILL)
        # Not communicate(): it would pass over what readline() has taken from the pipe already.
        rest, complaints = child.stdout.read(), child.stderr.read()
        assert (child.wait(), complaints) == (-signal.SIGKILL, "")
        pending: list[str] = []
        for line in (first + rest).splitlines(keepends=True):
            sign, *names = line.split()
            if not line.endswith("\n"):
                break
            pending = names if sign == "?" else []
            if sign == "!":
                _follow(held, names)
                acknowledged += 1
        with bench.open() as project:
            found = {span.id for span in project.read.reading("a0").spans}
        assert set(Counter(name.split("/")[0] for name in found).values()) <= {3}
        # What the child could no longer acknowledge is done or not; all else is as it said.
        if found != held:
            if pending in (["undo"], ["redo"]):
                assert len({name.split("/")[0] for name in found ^ held}) == 1
            else:
                _follow(held, pending)
                assert found == held, round_number
        held = found
        assert check(bench.path) == []
        assert bench.beside() == [bench.path.name]
    assert acknowledged > 200


def _follow(held: set[str], names: list[str]) -> None:
    for name in names:
        if name[0] == "+":
            held.add(name[1:])
        else:
            held.remove(name[1:])


@pytest.fixture
def small_disk(bench: Bench) -> Iterator[Path]:
    """A disk of one megabyte, where the bench's project is."""
    where = bench.folder.parent / "disk"
    where.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "none", where],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no small disk can be mounted here: {error}")
    bench.folder = where
    try:
        yield where
    finally:
        subprocess.run(["umount", "-l", where], check=True)


def _fill(folder: Path, spare: int = 0) -> Path:
    """Take all the room there is but for `spare` bytes."""
    ballast = folder / "ballast"
    with ballast.open("ab", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass
    os.truncate(ballast, max(0, ballast.stat().st_size - spare))
    return ballast


def test_a_full_disk_refuses_the_commit_and_work_goes_on_when_there_is_room(
    bench: Bench, small_disk: Path
) -> None:
    with bench.make() as project:
        article = project.read.articles("new")[0].article
        before = project.read.reading(article.id)
        project.commit(commands.set_title(article, "До"))
        held = bench.held()
        ballast = _fill(small_disk)
        said: list[str] = []
        for number in range(100):
            # Growing, for SQLite keeps some room of its own.
            title = f"{number} " + "ж" * 4000
            now = project.read.reading(article.id).article
            try:
                project.commit(commands.set_title(now, title))
            except DiskFull as full:
                said.append(str(full))
                break
            held = bench.held()
        assert said == [
            f"The disk is full, so nothing was changed in {bench.path.name}. "
            "Make room and try again."
        ]
        assert project.read.reading(article.id).article == now
        large = commands.set_title(now, "ж" * 100_000)
        with pytest.raises(DiskFull):
            project.commit(large)
        with pytest.raises(DiskFull):
            project.commit(replace(large, changes=(), texts={"0" * 64: "т" * 100_000}))
        assert bench.held() == held
        ballast.unlink()
        reading = project.read.reading(article.id)
        project.commit(commands.label(reading, bench.pen, [Interval(0, 7)], "Cue"))
        project.undo()
        assert bench.held() == held
        project.redo()
        held = bench.held()
    assert bench.beside() == [bench.path.name]
    assert check(bench.path) == []
    with bench.open() as project:
        assert bench.held() == held
        assert len(project.read.reading(article.id).spans) == len(before.spans) + 1


def test_a_project_that_is_closed_on_a_full_disk_is_whole(bench: Bench, small_disk: Path) -> None:
    with bench.make() as project:
        for number in range(8):
            bench.bring(project, f"Текст {number} " * 500)
        held = bench.held()
        ballast = _fill(small_disk)
    with bench.open() as project:
        assert project.read.counts().articles == 10
        if project.read_only:
            assert "The disk is full" in str(project.closed_to_writing)
    ballast.unlink()
    with bench.open() as project:
        assert not project.read_only
        assert bench.held() == held
    assert check(bench.path) == []
    assert bench.beside() == [bench.path.name]


def test_a_project_on_a_full_disk_is_opened_for_reading(bench: Bench, small_disk: Path) -> None:
    bench.make().close()
    _fill(small_disk)
    with bench.open() as project:
        assert project.read_only
        assert "is open for reading only. Make room and open it again" in str(
            project.closed_to_writing
        )
        assert project.read.counts().articles == 2
    assert bench.beside() == ["ballast", bench.path.name]


def test_a_project_that_does_not_fit_on_the_disk_is_not_made(
    bench: Bench, small_disk: Path
) -> None:
    _fill(small_disk, spare=60_000)
    with pytest.raises(ProjectError, match="disk is full"):
        Project.create(bench.path, bench.codebook, "анна")
    assert bench.beside() == ["ballast"]


# Imports come first: the other user need not be able to read this checkout or its Python.
LOOK = """
import os, sys
from pathlib import Path
from workbench.domain.errors import WorkbenchError
from workbench.store.check import check
from workbench.store.project import Project
path = Path(sys.argv[1])
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
try:
    with Project.open(path, "никто") as project:
        print(project.closed_to_writing, "|", project.read.counts().articles)
        with project.snapshot() as snapshot:
            print(len(list(snapshot.records())))
    print(check(path))
except WorkbenchError as error:
    print(type(error).__name__, error)
"""


def test_a_disk_that_fills_up_in_a_step_in_parts_leaves_nothing_of_it(
    bench: Bench, small_disk: Path
) -> None:
    from workbench.domain.change import Change
    from workbench.domain.records import Article
    from workbench.domain.text import sha256
    from workbench.domain.words import msg

    with bench.make() as project:
        held = bench.held()
        bulk = project.bulk()
        texts = [f"{number} " * 20_000 for number in range(100)]
        articles = [Article(f"a{i}", sha256(text), "т") for i, text in enumerate(texts)]
        for article, text in zip(articles, texts, strict=True):
            bulk.add([Change(None, article)], {article.sha256: text})
        with pytest.raises(DiskFull):
            bulk.finish(msg("Import"))
        project.tell_bulk(bulk)
        assert bench.held() == held
        reading = project.read.reading(project.read.articles("new")[0].article.id)
        project.commit(commands.label(reading, bench.pen, [Interval(0, 7)], "Cue"))
    assert check(bench.path) == []


@pytest.fixture
def public(bench: Bench) -> Iterator[Path]:
    """A folder that other users of the machine can get at, where the bench's project is."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can act as another user")
    folder = Path(tempfile.mkdtemp(prefix="workbench-"))
    folder.chmod(0o755)
    bench.folder = folder
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _as_nobody(bench: Bench, start: Start) -> list[str]:
    said, complaints = start(LOOK, str(bench.path)).communicate()
    assert complaints == ""
    return said.splitlines()


CANNOT = "or its folder cannot be written, so it is open for reading only. Copy it to a folder of"


def _modes(bench: Bench) -> list[tuple[str, bytes]]:
    return [(name, (bench.folder / name).read_bytes()) for name in bench.beside()]


def test_a_read_only_folder_opens_for_reading_and_says_so(
    bench: Bench, public: Path, start: Start
) -> None:
    bench.make().close()
    seen = _modes(bench)
    said = _as_nobody(bench, start)
    assert CANNOT in said[0]
    assert [said[0][-3:], *said[1:]] == ["| 2", "2", "[]"]
    assert _modes(bench) == seen


def test_a_read_only_file_in_a_writable_folder_opens_for_reading_and_says_so(
    bench: Bench, public: Path, start: Start
) -> None:
    bench.make().close()
    public.chmod(0o777)
    said = _as_nobody(bench, start)
    assert CANNOT in said[0]
    assert [said[0][-3:], *said[1:]] == ["| 2", "2", "[]"]
    assert bench.beside() == [bench.path.name]


def test_a_file_in_wal_mode_in_a_read_only_folder_opens_for_reading(
    bench: Bench, public: Path, start: Start
) -> None:
    bench.make().close()
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(bench.path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    seen = _modes(bench)
    said = _as_nobody(bench, start)
    assert CANNOT in said[0]
    assert [said[0][-3:], *said[1:]] == ["| 2", "2", "[]"]
    assert _modes(bench) == seen


@pytest.mark.parametrize("endings", [("-wal",), ("-wal", "-shm")], ids=["wal", "wal and shm"])
def test_what_a_crash_left_in_a_read_only_folder_is_read_or_refused_but_not_left_out(
    endings: tuple[str, ...], bench: Bench, public: Path, start: Start
) -> None:
    with bench.make() as project:
        kept = Path(tempfile.mkdtemp(dir=public))
        for ending in ("", *endings):
            shutil.copyfile(f"{bench.path}{ending}", kept / f"{bench.path.name}{ending}")
        project.close()
        bench.path.unlink()
    kept.chmod(0o755)
    bench.folder = kept
    seen = _modes(bench)
    said = _as_nobody(bench, start)
    if "-shm" in endings:
        assert said[0].endswith("| 2")
    else:
        assert said[0].startswith(f"ProjectError {bench.path.name} was not closed properly")
        assert "Copy all files that begin with" in said[0]
    assert [name for name, _ in seen] == bench.beside()
    assert dict(_modes(bench))[bench.path.name] == dict(seen)[bench.path.name]
    # The copy that the sentence speaks of.
    copy = public / "copy"
    shutil.copytree(kept, copy)
    with Project.open(copy / bench.path.name, "анна") as project:
        assert project.read.counts().articles == 2


def test_a_file_that_may_not_be_read_is_refused_with_a_sentence(
    bench: Bench, public: Path, start: Start
) -> None:
    bench.make().close()
    bench.path.chmod(0o600)
    (said,) = _as_nobody(bench, start)
    assert said.startswith("ProjectError")
    assert "cannot be opened: Permission denied. Check the name and the rights" in said


def test_a_read_only_medium_opens_for_reading(bench: Bench) -> None:
    bench.make().close()
    mounted = bench.folder.parent / "mounted"
    mounted.mkdir()
    try:
        subprocess.run(["mount", "--bind", bench.folder, mounted], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"nothing can be mounted here: {error}")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", mounted], check=True)
        with Project.open(mounted / bench.path.name, "анна") as project:
            assert CANNOT in str(project.closed_to_writing)
            assert project.read.counts().articles == 2
        with pytest.raises(ProjectError, match="cannot be made: Read-only file system"):
            Project.create(mounted / "new.workbench", bench.codebook, "анна")
    finally:
        subprocess.run(["umount", "-l", mounted], check=True)
    assert bench.beside() == [bench.path.name]
