from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.domain import commands
from workbench.domain.errors import DamagedProject, NotAProject, ProjectError
from workbench.jobs import Cancelled
from workbench.store.backup import back_up, backups, folder_for, restore
from workbench.store.check import check
from workbench.store.project import Project

if TYPE_CHECKING:
    from tests.store.conftest import Bench, Start

pytestmark = pytest.mark.usefixtures("elsewhere")


def _titled(bench: Bench, title: str) -> None:
    """One more step in the journal."""
    with bench.open() as project:
        project.commit(commands.set_title(project.read.articles("new")[0].article, title))


def _quick_check(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA quick_check").fetchone()[0])


def test_backups_are_in_the_data_folder_of_the_user_and_not_in_that_of_the_project(
    bench: Bench, elsewhere: Path
) -> None:
    folder = folder_for(bench.path)
    assert folder.is_relative_to(elsewhere)
    assert not folder.is_relative_to(bench.folder)
    assert re.fullmatch(r"дело-[0-9a-f]{12}", folder.name)


def test_two_projects_of_one_name_have_a_folder_each_and_a_link_has_that_of_its_project(
    bench: Bench,
) -> None:
    bench.make().close()
    other = bench.folder / "другая" / bench.path.name
    link = bench.folder / "ссылка.workbench"
    link.symlink_to(bench.path)
    assert folder_for(other) != folder_for(bench.path)
    assert folder_for(link) == folder_for(bench.path)


def test_a_backup_is_one_plain_file_that_holds_what_the_project_holds(bench: Bench) -> None:
    bench.make().close()
    made = back_up(bench.path)
    assert made is not None
    assert [file.name for file in made.parent.iterdir()] == [made.name]
    assert made.read_bytes()[18:20] == b"\1\1"  # not in WAL mode
    assert _quick_check(made) == "ok"
    assert check(made) == []
    held = bench.held()
    bench.folder = made.parent
    made.rename(bench.path)
    assert bench.held() == held


def test_a_backup_leaves_the_project_as_it_is(bench: Bench) -> None:
    bench.make().close()
    seen = (bench.path.read_bytes(), bench.path.stat().st_mtime_ns)
    back_up(bench.path)
    assert (bench.path.read_bytes(), bench.path.stat().st_mtime_ns) == seen
    assert bench.beside() == [bench.path.name]


def test_what_has_not_changed_is_not_backed_up_again(bench: Bench) -> None:
    bench.make().close()
    first = back_up(bench.path)
    assert back_up(bench.path) is None
    with bench.open():
        assert back_up(bench.path) is None
    _titled(bench, "Новый")
    second = back_up(bench.path)
    assert second is not None
    assert back_up(bench.path) is None
    with bench.open() as project:
        project.undo()
    third = back_up(bench.path)
    assert [b.path for b in backups(bench.path)] == [third, second, first]


def test_another_project_at_the_same_place_is_backed_up(bench: Bench) -> None:
    bench.make().close()
    back_up(bench.path)
    bench.path.unlink()
    time.sleep(0.002)  # the journal tells time to the millisecond
    bench.make().close()
    assert back_up(bench.path) is not None


def test_the_newest_five_are_kept(bench: Bench) -> None:
    bench.make().close()
    made = [back_up(bench.path)]
    for number in range(7):
        _titled(bench, f"Заголовок {number}")
        made.append(back_up(bench.path))
    assert [b.path for b in backups(bench.path)] == made[:-6:-1]
    assert len(list(folder_for(bench.path).iterdir())) == 5
    _titled(bench, "Последний")
    last = back_up(bench.path, keep=2)
    assert [b.path for b in backups(bench.path)] == [last, made[-1]]


def test_backups_are_listed_with_their_time_and_what_they_hold(bench: Bench) -> None:
    assert backups(bench.path) == []
    with bench.make() as project:
        back_up(bench.path)
        project.commit(bench.imported())
    back_up(bench.path)
    newest, oldest = backups(bench.path)
    assert (newest.articles, newest.spans, oldest.articles, oldest.spans) == (3, 2, 2, 0)
    assert timedelta(0) <= datetime.now(UTC) - newest.when < timedelta(minutes=1)
    assert oldest.when < newest.when
    oldest.path.write_bytes(b"spoilt")
    (newest.path.parent / "letter.txt").touch()
    assert backups(bench.path) == [newest]


WRITE = """
import sys
from pathlib import Path
from workbench.domain import commands
from workbench.store.project import Project
with Project.open(Path(sys.argv[1]), "борис") as project:
    article = project.read.articles("new")[0].article
    for number in range(100_000):
        after = commands.set_title(article, f"Заголовок {number} " + "ж" * (number % 700))
        project.commit(after)
        article = project.read.article(article.id)
        if number == 20:
            print("writing", flush=True)
"""


def test_a_project_is_backed_up_while_its_window_writes(bench: Bench, start: Start) -> None:
    bench.make().close()
    writer = start(WRITE, str(bench.path))
    assert writer.stdout is not None
    assert writer.stdout.readline() == "writing\n", writer.communicate()[1]
    seen = []
    for _ in range(8):
        made = back_up(bench.path)
        assert made is not None
        assert made.read_bytes()[18:20] == b"\1\1"  # not in WAL mode
        assert check(made) == []
        with closing(sqlite3.connect(made)) as connection:
            seen.append(connection.execute("SELECT max(seq) FROM journal").fetchone()[0])
        time.sleep(0.02)
    assert writer.poll() is None
    assert sorted(set(seen)) == seen  # the writer went on
    assert len(backups(bench.path)) == 5


@pytest.mark.parametrize("page", [3, 5, 10, 15])
def test_a_damaged_project_is_not_backed_up_and_no_backup_goes(page: int, bench: Bench) -> None:
    bench.make().close()
    kept = back_up(bench.path)
    _titled(bench, "Новый")
    content = bytearray(bench.path.read_bytes())
    content[page * 4096 : page * 4096 + 16] = b"\xff" * 16
    bench.path.write_bytes(content)
    with pytest.raises(DamagedProject, match="is damaged"):
        back_up(bench.path, keep=1)
    assert [b.path for b in backups(bench.path)] == [kept]
    assert len(list(folder_for(bench.path).iterdir())) == 1


def test_what_is_no_project_is_not_backed_up(bench: Bench) -> None:
    with pytest.raises(ProjectError, match="There is no file"):
        back_up(bench.path)
    bench.path.write_text("Текст " * 100, encoding="utf-8")
    with pytest.raises(NotAProject):
        back_up(bench.path)
    assert not folder_for(bench.path).exists()


def test_what_a_killed_backup_left_is_swept_away_after_a_day(bench: Bench) -> None:
    bench.make().close()
    folder = folder_for(bench.path)
    folder.mkdir(parents=True)
    old, young = folder / ".дело-1.part", folder / ".дело-2.part"
    for file in (old, young):
        file.touch()
    day_before = time.time() - 90_000
    os.utime(old, (day_before, day_before))
    back_up(bench.path)
    assert (old.exists(), young.exists()) == (False, True)


def test_a_folder_that_cannot_be_made_is_said(bench: Bench, elsewhere: Path) -> None:
    bench.make().close()
    elsewhere.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"No backup of дело\.workbench could be made in .*Make"):
        back_up(bench.path)


@pytest.fixture
def small_disk(elsewhere: Path) -> Iterator[Path]:
    """The user's data folder, on a disk of 100 kilobytes."""
    elsewhere.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=100k", "none", elsewhere],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no small disk can be mounted here: {error}")
    try:
        yield elsewhere
    finally:
        subprocess.run(["umount", "-l", elsewhere], check=True)


@pytest.mark.usefixtures("small_disk")
def test_a_disk_without_room_for_the_backup_is_said_and_nothing_is_left_there(
    bench: Bench,
) -> None:
    with bench.make() as project:
        bench.bring(project, "Длинный текст " * 20_000)
    with pytest.raises(ProjectError, match=r"No backup of .* could be made in .* is full"):
        back_up(bench.path)
    assert list(folder_for(bench.path).iterdir()) == []


def _spoil(path: Path) -> bytes:
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    return path.read_bytes()


def test_a_backup_takes_the_place_of_a_damaged_project_which_is_kept(bench: Bench) -> None:
    bench.make().close()
    held = bench.held()
    bench.path.chmod(0o640)
    made = back_up(bench.path)
    assert made is not None
    spoilt = _spoil(bench.path)
    kept = restore(made, bench.path)
    assert kept.read_bytes() == spoilt
    assert re.fullmatch(r"дело replaced \d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.workbench", kept.name)
    assert bench.beside() == sorted([bench.path.name, kept.name])
    assert bench.held() == held
    assert bench.path.stat().st_mode & 0o777 == 0o640
    assert made.exists()
    with bench.open() as project:
        assert not project.read_only
        bench.bring(project, "Работа идёт дальше")
    assert check(bench.path) == []
    assert kept.read_bytes() == spoilt


def test_restoring_again_and_again_overwrites_nothing(bench: Bench) -> None:
    bench.make().close()
    made = back_up(bench.path)
    assert made is not None
    kept = []
    for number in range(4):
        bench.path.write_bytes(f"damage {number}".encode())
        kept.append(restore(made, bench.path))
    assert [file.read_bytes() for file in kept] == [f"damage {n}".encode() for n in range(4)]
    assert len(set(kept)) == 4


def test_a_wal_of_the_damaged_project_does_not_get_into_the_restored_one(bench: Bench) -> None:
    with bench.make() as project:
        made = back_up(bench.path)
        assert made is not None
        held = bench.held()
        bench.bring(project, "После резервной копии")
        spare = bench.folder / "spare"
        for ending in ("", "-wal", "-shm"):
            shutil.copyfile(f"{bench.path}{ending}", f"{spare}{ending}")
    for ending in ("", "-wal", "-shm"):
        Path(f"{spare}{ending}").rename(f"{bench.path}{ending}")
    wal = Path(f"{bench.path}-wal").read_bytes()
    assert wal
    kept = restore(made, bench.path)
    assert Path(f"{kept}-wal").read_bytes() == wal
    with bench.open() as project:
        assert bench.held() == held
        assert project.read.counts().articles == 2
    with Project.open(kept, "анна") as project:
        assert project.read.counts().articles == 3


def test_a_project_that_a_window_has_open_is_not_replaced(bench: Bench) -> None:
    with bench.make() as project:
        made = back_up(bench.path)
        assert made is not None
        bench.bring(project, "Новый текст")
        with pytest.raises(ProjectError, match=r"is open in another window\. Close it there"):
            restore(made, bench.path)
        assert project.read.counts().articles == 3
    assert bench.beside() == [bench.path.name]
    with bench.open() as project:
        assert project.read.counts().articles == 3


def test_a_damaged_backup_is_not_restored(bench: Bench) -> None:
    bench.make().close()
    made = back_up(bench.path)
    assert made is not None
    spoilt = _spoil(made)
    before = bench.path.read_bytes()
    with pytest.raises(DamagedProject):
        restore(made, bench.path)
    assert (bench.path.read_bytes(), made.read_bytes()) == (before, spoilt)
    assert bench.beside() == [bench.path.name]


def test_restoring_to_a_place_without_a_project_is_refused_with_what_to_do(bench: Bench) -> None:
    bench.make().close()
    made = back_up(bench.path)
    assert made is not None
    bench.path.unlink()
    with pytest.raises(ProjectError, match=f"Copy {re.escape(str(made))} there"):
        restore(made, bench.path)
    assert bench.beside() == []


def test_a_restore_without_room_changes_nothing(bench: Bench, elsewhere: Path) -> None:
    where = bench.folder.parent / "disk"
    where.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=100k", "none", where],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no small disk can be mounted here: {error}")
    try:
        bench.make().close()
        made = back_up(bench.path)
        assert made is not None
        bench.folder = where
        bench.path.write_bytes(b"damaged")
        with pytest.raises(
            ProjectError, match=r"could not be put in the place of .*: No space left"
        ):
            restore(made, bench.path)
        assert bench.path.read_bytes() == b"damaged"
        assert bench.beside() == [bench.path.name]
    finally:
        subprocess.run(["umount", "-l", where], check=True)


def test_a_link_stays_a_link_when_its_project_is_restored(bench: Bench) -> None:
    bench.make().close()
    made = back_up(bench.path)
    assert made is not None
    link = bench.folder.parent / "ссылка.workbench"
    link.symlink_to(bench.path)
    _spoil(bench.path)
    kept = restore(made, link)
    assert link.is_symlink()
    assert kept.parent == bench.folder.resolve()
    assert check(link) == []


def _grown(bench: Bench) -> None:
    """A project whose copy takes several steps."""
    with bench.make() as project:
        bench.bring(project, "и" * 20_000, "ы" * 20_000)


class Copying:
    """Progress that keeps what it was told, and can stop or act at a step."""

    def __init__(self, at: int = 0, do: Callable[[], None] | None = None) -> None:
        self.told: list[tuple[int, int]] = []
        self._at, self._do = at, do

    def step(self, done: int, total: int) -> None:
        """Keep it."""
        self.told.append((done, total))
        if len(self.told) == self._at:
            if self._do is None:
                raise Cancelled
            self._do()


def test_a_backup_tells_how_far_it_is(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.store.backup._STEP", 10)
    _grown(bench)
    copying = Copying()
    made = back_up(bench.path, progress=copying)
    assert made is not None
    pages = made.stat().st_size // 4096
    assert copying.told[0] == (10, pages)
    assert copying.told[-1] == (pages, pages)
    assert copying.told == sorted(copying.told)


@pytest.mark.parametrize("at", [1, 3])
def test_a_cancelled_backup_leaves_nothing_and_the_next_one_is_made(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr("workbench.store.backup._STEP", 10)
    _grown(bench)
    with bench.open() as project:
        with pytest.raises(Cancelled):
            back_up(bench.path, progress=Copying(at))
        assert list(folder_for(bench.path).iterdir()) == []
        project.commit(bench.imported())
        assert back_up(bench.path) is not None


def test_what_is_written_while_a_backup_is_made_is_not_in_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.store.backup._STEP", 10)
    _grown(bench)
    with bench.open() as project:
        copying = Copying(2, lambda: project.commit(bench.imported()))
        made = back_up(bench.path, progress=copying)
        assert project.read.counts().articles == 5
    assert made is not None
    assert check(made) == []
    assert [backup.articles for backup in backups(bench.path)] == [4]
    assert copying.told == sorted(copying.told)
