from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlite_utils import Database
from sqlite_utils.db import Table

from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.commands import decide
from workbench.domain.errors import (
    DamagedProject,
    NewerProject,
    NotAProject,
    ProjectError,
    ReadOnly,
)
from workbench.domain.records import Article, Entity, Rejection
from workbench.domain.text import Interval, sha256
from workbench.domain.words import msg
from workbench.store import rows
from workbench.store.check import check
from workbench.store.project import Project
from workbench.store.reader import Snapshot
from workbench.store.schema import APPLICATION_ID, VERSION, build, connect, migrations

if TYPE_CHECKING:
    from tests.store.conftest import Bench, Start

NAMES = [
    "два слова.workbench",
    "100%.workbench",
    "what?.workbench",
    "№1#2.workbench",
    "é й ё.workbench",
    "😀 «ёлки».workbench",
    "a&b;c=d+e.workbench",
    "точка.с.точкой",
    "%20%00",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_a_name_for_a_project(name: str, bench: Bench) -> None:
    path = bench.folder / name / name
    with Project.create(path, bench.codebook, "анна") as project:
        bench.bring(project, "Текст")
        with project.snapshot() as snapshot:
            assert snapshot.counts().articles == 1
    with Project.open(path, "анна") as project:
        assert project.read.counts().articles == 1
        assert not project.read_only
    assert check(path) == []
    assert [file.name for file in path.parent.iterdir()] == [name]


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX alone")
def test_a_name_that_is_not_utf_8_is_a_name_too(bench: Bench) -> None:
    path = Path(os.fsdecode(os.fsencode(bench.folder) + b"/\xe4\xe5\xeb\xee.workbench"))
    try:
        path.touch()
    except OSError:
        pytest.skip("this disk takes UTF-8 names alone")
    path.unlink()
    Project.create(path, bench.codebook, "анна").close()
    with Project.open(path, "анна") as project:
        assert not project.read_only


def test_a_clean_close_leaves_one_plain_file(bench: Bench) -> None:
    with bench.make():
        assert len(bench.beside()) > 1
    assert bench.beside() == [bench.path.name]
    assert bench.path.read_bytes()[18:20] == b"\1\1"  # not in WAL mode
    with bench.open(), bench.open(write=False):
        pass
    bench.open().close()
    assert bench.beside() == [bench.path.name]


def test_closing_twice_is_closing_once(bench: Bench) -> None:
    project = bench.make()
    project.close()
    project.close()
    assert bench.beside() == [bench.path.name]


def test_while_a_reader_stays_the_file_alone_holds_everything_after_a_close(bench: Bench) -> None:
    with bench.make() as project:
        project.commit(commands.set_title(project.read.articles("new")[0].article, "Последний"))
        reader = bench.open(write=False)
    copy = bench.folder / "копия.workbench"
    shutil.copyfile(bench.path, copy)
    with Project.open(copy, "анна") as project:
        assert [row.article.title for row in project.read.articles("new", words="последний")]
    reader.close()


def test_a_new_project_does_not_take_the_place_of_a_file(bench: Bench) -> None:
    bench.path.write_bytes(b"precious")
    with pytest.raises(ProjectError, match=r"There is a file .* already"):
        Project.create(bench.path, bench.codebook, "анна")
    assert bench.path.read_bytes() == b"precious"
    assert bench.beside() == [bench.path.name]


def test_a_new_project_that_fails_leaves_nothing(bench: Bench) -> None:
    (bench.folder / "file").touch()
    for path in (bench.folder / "file" / "x.workbench", bench.folder / ("д" * 130)):
        with pytest.raises(ProjectError, match=r"cannot be made: .*Choose another name"):
            Project.create(path, bench.codebook, "анна")
    assert bench.beside() == ["file"]


def test_a_new_project_is_not_disturbed_by_what_a_killed_one_left(bench: Bench) -> None:
    left = bench.folder / f".{bench.path.name}.new"
    left.write_bytes(b"half a file")
    left.with_name(left.name + "-journal").write_bytes(b"half a journal")
    bench.make().close()
    assert bench.beside() == [bench.path.name]
    assert check(bench.path) == []


def _text(path: Path) -> None:
    path.write_text("Это статья, а не проект.", encoding="utf-8")


def _long_text(path: Path) -> None:
    path.write_text("Это статья, а не проект. " * 50, encoding="utf-8")


def _database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE article(id)")


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "a.txt").touch()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_text, "is not a workbench project. To read articles from it, make a project and import"),
        (_long_text, "is not a workbench project"),
        (_database, "is a database of another program"),
        (_folder, "is a folder or a device, not a workbench project"),
        pytest.param(
            _pipe,
            "is a folder or a device",
            marks=pytest.mark.skipif(os.name != "posix", reason="pipes have names on POSIX alone"),
        ),
    ],
)
def test_what_is_no_project_is_refused_and_left_as_it_is(
    make: Callable[[Path], None], sentence: str, bench: Bench
) -> None:
    make(bench.path)
    seen = _seen(bench.folder)
    for write in (True, False):
        with pytest.raises(NotAProject, match=sentence):
            bench.open(write=write)
    assert sentence[:20] in str(check(bench.path)[0])
    assert _seen(bench.folder) == seen


def test_a_file_that_is_not_there_is_refused(bench: Bench) -> None:
    with pytest.raises(ProjectError, match=r"There is no file .* Check the name"):
        bench.open()
    assert bench.beside() == []


def test_a_project_of_a_newer_program_is_refused_and_left_as_it_is(bench: Bench) -> None:
    bench.make().close()
    with closing(sqlite3.connect(bench.path)) as connection:
        connection.execute(f"PRAGMA user_version={VERSION + 1}")
    seen = _seen(bench.folder)
    for write in (True, False):
        with pytest.raises(NewerProject, match=r"newer version of the workbench\. Update"):
            bench.open(write=write)
    assert "newer version" in str(check(bench.path)[0])
    assert _seen(bench.folder) == seen


def test_a_newer_version_that_still_stands_in_the_wal_is_seen(bench: Bench) -> None:
    with bench.make():
        with closing(connect(bench.path, write=True)) as connection:
            connection.execute(f"PRAGMA user_version={VERSION + 1}")
        crashed = _as_crashed(bench)
    assert int.from_bytes(crashed.read_bytes()[60:64]) == VERSION
    with pytest.raises(NewerProject):
        Project.open(crashed, "анна")


Damage = Callable[[Path], None]


def _flipped(offset: int, length: int = 64) -> Damage:
    def flip(path: Path) -> None:
        content = bytearray(path.read_bytes())
        for place in range(offset, offset + length):
            content[place] ^= 0xFF
        path.write_bytes(content)

    return flip


def _every_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 8] = bytes(8)
    path.write_bytes(content)


def _truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 100)


def _truncated_in_the_header(path: Path) -> None:
    os.truncate(path, 60)


def _empty(path: Path) -> None:
    os.truncate(path, 0)


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _zero_header(path: Path) -> None:
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])


def _no_codebook(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM codebook")


def _no_journal(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET rootpage=99999 WHERE name='journal'")


def _in_wal_mode(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


DAMAGES: dict[str, Damage] = {
    "schema page": _flipped(100),
    "a page of a table": _flipped(4096 * 3, 16),
    "all pages": _every_page,
    "truncated": _truncated,
    "truncated in the header": _truncated_in_the_header,
    "empty": _empty,
    "zeros": _zeros,
    "zero header": _zero_header,
    "no codebook": _no_codebook,
    "no journal": _no_journal,
}


def _seen(folder: Path) -> dict[str, tuple[int, str]]:
    """Names, times and contents of all that is in a folder."""
    return {
        str(file.relative_to(folder)): (
            file.stat().st_mtime_ns,
            hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "",
        )
        for file in folder.rglob("*")
    }


@pytest.mark.parametrize("wal", [False, True], ids=["plain", "in WAL mode"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_project_is_refused_and_never_written_to(
    damage: str, wal: bool, bench: Bench
) -> None:
    bench.make().close()
    if wal:
        _in_wal_mode(bench.path)
    DAMAGES[damage](bench.path)
    seen = _seen(bench.folder)
    for _ in range(2):
        for write in (True, False):
            with pytest.raises(DamagedProject) as refused:
                bench.open(write=write)
            assert "is damaged" in str(refused.value)
            assert "It was not written to. Restore a backup" in str(refused.value)
    assert check(bench.path) != []
    assert _seen(bench.folder) == seen


def test_a_byte_that_is_no_text_any_more_is_damage_and_not_a_bug(bench: Bench) -> None:
    bench.make().close()
    content = bench.path.read_bytes()
    place = content.index("очевидцев".encode())
    bench.path.write_bytes(content[:place] + b"\xff" + content[place + 1 :])
    with bench.open() as project:
        article = next(
            row.article for row in project.read.articles("new") if row.article.title == "Второй те"
        )
        with pytest.raises(DamagedProject, match="is damaged"):
            project.read.text(article.id)


def test_a_link_to_a_project_is_the_project(bench: Bench) -> None:
    bench.make().close()
    link = bench.folder.parent / "ссылка.workbench"
    link.symlink_to(bench.path)
    with Project.open(link, "анна") as project:
        bench.bring(project, "Ещё текст")
        with bench.open() as other:
            assert other.read_only
    assert link.is_symlink()
    assert sorted(file.name for file in link.parent.iterdir()) == ["проект", "ссылка.workbench"]
    assert bench.beside() == [bench.path.name]
    with bench.open() as project:
        assert project.read.counts().articles == 3


def _as_crashed(bench: Bench) -> Path:
    """The file and its -wal as a power cut leaves them, under another name."""
    copy = bench.folder / "crashed.workbench"
    for ending in ("", "-wal"):
        shutil.copyfile(f"{bench.path}{ending}", f"{copy}{ending}")
    return copy


def test_what_a_crash_left_in_the_wal_is_there_again(bench: Bench) -> None:
    with bench.make() as project:
        bench.bring(project, "Последнее, что было показано")
        crashed = _as_crashed(bench)
    assert crashed.with_name(crashed.name + "-wal").stat().st_size > 0
    with Project.open(crashed, "анна", write=False) as project:
        assert project.read.counts().articles == 3
    assert check(crashed) == []
    with Project.open(crashed, "анна") as project:
        assert project.read.counts().articles == 3
    assert bench.beside() == sorted([bench.path.name, crashed.name])


def test_half_a_commit_at_the_end_of_the_wal_is_not_there(bench: Bench) -> None:
    with bench.make() as project:
        bench.bring(project, "Показано")
        shown = (bench.folder / (bench.path.name + "-wal")).stat().st_size
        bench.bring(project, "Не дописано " * 3000)
        crashed = _as_crashed(bench)
    os.truncate(f"{crashed}-wal", shown + 9000)
    with Project.open(crashed, "анна") as project:
        assert project.read.counts().articles == 3
    assert check(crashed) == []


def test_a_change_of_mode_that_was_cut_off_is_taken_back(bench: Bench) -> None:
    bench.make().close()
    before = bench.held()
    crashed = bench.folder / "crashed.workbench"
    with closing(sqlite3.connect(bench.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN")
        connection.execute("UPDATE article SET title=title||hex(zeroblob(20000))")
        for ending in ("", "-journal"):
            shutil.copyfile(f"{bench.path}{ending}", f"{crashed}{ending}")
        connection.execute("ROLLBACK")
    assert crashed.read_bytes() != bench.path.read_bytes()
    bench.path.unlink()
    crashed.rename(bench.path)
    Path(f"{crashed}-journal").rename(f"{bench.path}-journal")
    with bench.open(write=False):
        pass
    assert bench.held() == before
    assert check(bench.path) == []


def test_a_lock_file_that_nobody_holds_is_no_hindrance(bench: Bench) -> None:
    bench.make().close()
    (bench.folder / f".{bench.path.name}.lock").touch()
    with bench.open() as project:
        assert not project.read_only
    assert bench.beside() == [bench.path.name]


def test_a_second_window_of_the_same_process_is_for_reading(bench: Bench) -> None:
    with bench.make() as first, bench.open() as second:
        assert second.read_only
        assert f"process {os.getpid()}. It is open here for reading only" in str(
            second.closed_to_writing
        )
        bench.bring(first, "Новый текст")
        assert second.read.counts().articles == 3
        with pytest.raises(ReadOnly, match="open in another window"):
            second.undo()
    with bench.open() as project:
        assert not project.read_only


HOLD = """
import sys
from pathlib import Path
from workbench.store.project import Project
with Project.open(Path(sys.argv[1]), "борис") as project:
    print("read-only" if project.read_only else "open", project.closed_to_writing, flush=True)
    sys.stdin.readline()
"""


def test_a_second_window_in_another_process_is_for_reading_and_says_who_has_it(
    bench: Bench, start: Start
) -> None:
    bench.make().close()
    holder = start(HOLD, str(bench.path))
    assert holder.stdout is not None
    assert holder.stdout.readline().startswith("open")
    with bench.open() as project:
        assert project.read_only
        said = str(project.closed_to_writing)
        assert f"process {holder.pid}." in said
        assert said.startswith(f"{bench.path.name} is open in another window: ")
        assert "close the other window to edit" in said
    assert holder.communicate("\n")[1] == ""
    with bench.open() as project:
        assert not project.read_only
    assert bench.beside() == [bench.path.name]


def test_a_killed_window_does_not_keep_the_project(bench: Bench, start: Start) -> None:
    bench.make().close()
    holder = start(HOLD, str(bench.path))
    assert holder.stdout is not None
    assert holder.stdout.readline().startswith("open")
    holder.kill()
    holder.wait()
    with bench.open() as project:
        assert not project.read_only
        bench.bring(project, "Новый текст")
    assert bench.beside() == [bench.path.name]


def test_a_file_that_another_program_holds_is_refused_with_a_sentence(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.make().close()
    monkeypatch.setattr("workbench.store.schema.PATIENCE", 0.1)
    with closing(sqlite3.connect(bench.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ProjectError, match=r"in use by another program just now\. Try again"):
            bench.open()
    with bench.open() as project:
        assert not project.read_only


def test_a_snapshot_stays_at_its_moment(bench: Bench) -> None:
    with bench.make() as project, Snapshot(bench.path) as snapshot:
        bench.bring(project, "Новый текст")
        assert snapshot.counts().articles == 2
        assert len(list(snapshot.records())) == 2
        with project.snapshot() as later:
            assert later.counts().articles == 3


def test_a_file_of_version_0_becomes_a_project_of_this_version(bench: Bench) -> None:
    bench.path.touch()
    build(bench.path)
    with closing(sqlite3.connect(bench.path, isolation_level=None)) as connection:
        made = _schema(connection)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
        # As a program left it that was killed before the version was written.
        connection.execute("PRAGMA user_version=0")
        connection.execute("INSERT INTO codebook(id, record) VALUES(1, ?)", (_body(bench),))
    with pytest.raises(ProjectError, match="has to be brought up to date"):
        bench.open(write=False)
    assert "older version" in str(check(bench.path)[0])
    with bench.open() as project:
        assert project.codebook == bench.codebook
    with closing(sqlite3.connect(bench.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert _schema(connection) == made
    assert check(bench.path) == []


def _body(bench: Bench) -> bytes:
    import orjson

    return orjson.dumps(bench.codebook.body)


def _schema(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def test_an_older_file_that_has_nothing_in_it_yet_is_built_from_scratch(bench: Bench) -> None:
    with closing(sqlite3.connect(bench.path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    build(bench.path)
    with closing(sqlite3.connect(bench.path)) as connection:
        tables = {name for name, _ in _schema(connection)}
    assert {"article", "span", "relation", "entity", "note", "journal", "text"} <= tables


def _made_by_the_first_version(bench: Bench) -> Article:
    """A project file as version 1 of the program made it, with an article, a span, an entity."""
    bench.path.touch()
    with closing(connect(bench.path, write=True)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        migrations().apply(Database(connection), stop_before="second")
        connection.execute("PRAGMA user_version=1")
        connection.execute("INSERT INTO codebook(id, record) VALUES(1, ?)", (_body(bench),))
        connection.execute("INSERT INTO annotator VALUES('борис')")
        text = "Министр заявил"
        article = Article("a1", sha256(text), "Первый")
        span = bench.span("s1", "a1", "Actor", 0, 7, "e1")
        connection.execute("INSERT INTO text VALUES(?,?)", (article.sha256, text))
        for record in (article, Entity("e1", "Министр", "person"), span):
            row = dict(
                zip(rows.COLUMNS[type(record)], rows.row(record, lambda _: text), strict=True)
            )
            row.pop("review", None)  # came later
            names = ",".join(f'"{name}"' for name in row)
            connection.execute(
                f"INSERT INTO {rows.TABLES[type(record)]}({names}) "
                f"VALUES({','.join('?' * len(row))})",
                tuple(row.values()),
            )
        connection.execute("PRAGMA journal_mode=DELETE")
    return article


def test_a_file_of_version_1_is_brought_up_to_date_when_it_is_opened(bench: Bench) -> None:
    _made_by_the_first_version(bench)
    with pytest.raises(ProjectError, match="has to be brought up to date"):
        bench.open(write=False)
    assert "older version" in str(check(bench.path)[0])
    before = bench.held("article", "span", "entity", "journal")
    with bench.open() as project:
        before["span"] = [(*row, None) for row in before["span"]]  # and what was decided
        assert bench.held("article", "span", "entity", "journal") == before
        (mention,) = project.read.mentions("e1")
        assert mention.fragments == (Interval(0, 7),)
        rejection = Rejection("j1", "a1", "e1", (Interval(8, 14),), "анна", "")
        project.commit(Transaction(msg("Not him"), (Change(None, rejection),)))
        assert project.read.reading("a1").rejections == (rejection,)
    assert check(bench.path) == []
    new = bench.folder / "new.workbench"
    new.touch()
    build(new)
    with closing(sqlite3.connect(bench.path)) as old, closing(sqlite3.connect(new)) as fresh:
        assert _schema(old) == _schema(fresh)
        assert old.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_file_of_version_3_gets_room_for_decisions(bench: Bench) -> None:
    with bench.make() as project:
        project.commit(bench.imported())
    with closing(connect(bench.path, write=True)) as connection:
        connection.execute("DROP INDEX idx_span_reviewed")
        for table in ("span", "relation"):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN review")
        connection.execute("PRAGMA user_version=3")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name='fourth'")
    before = bench.held("article", "journal")
    with bench.open() as project:
        reading = project.read.reading("a3")
        project.commit(decide(reading, bench.pen, reading.spans, "accepted"))
        assert {span.verdict for span in project.read.reading("a3").spans} == {"accepted"}
        project.undo()
        project.undo()
        assert project.read.article("a3") is None
        project.redo()
    assert bench.held("article") == {"article": before["article"]}
    assert check(bench.path) == []


def test_an_update_that_was_killed_before_its_version_was_written_is_finished_later(
    bench: Bench,
) -> None:
    _made_by_the_first_version(bench)
    with closing(connect(bench.path, write=True)) as connection:
        migrations().apply(Database(connection))
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    with bench.open() as project:
        assert project.read.rejections_of_entity("e1") == []
    assert check(bench.path) == []


def test_an_update_that_fails_half_way_leaves_the_older_file(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    _made_by_the_first_version(bench)
    with closing(sqlite3.connect(bench.path)) as connection:
        before = _schema(connection)
        held = connection.execute("SELECT * FROM span").fetchall()
    create = Table.create_index

    def full(self: Table, columns: Any, *args: Any, **named: Any) -> Any:
        if "entity" in columns:
            raise sqlite3.OperationalError("interrupted")
        return create(self, columns, *args, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Table, "create_index", full)
        with pytest.raises(Exception, match=r"interrupted|damaged"):
            bench.open()
    with closing(sqlite3.connect(bench.path)) as connection:
        assert _schema(connection) == before
        assert connection.execute("SELECT * FROM span").fetchall() == held
    with bench.open() as project:
        assert [span.id for span in project.read.spans_of_entity("e1")] == ["s1"]
    assert check(bench.path) == []


LEAN = """
import sys
from pathlib import Path
from workbench.store.project import Project
with Project.open(Path(sys.argv[1]), "анна") as project:
    article = project.read.articles("new")[0].article
    project.read.reading(article.id)
    print(sorted({"sqlite_utils", "platformdirs", "PySide6", "pymorphy3"} & set(sys.modules)))
"""


def test_opening_a_project_of_this_version_loads_nothing_heavy(bench: Bench, start: Start) -> None:
    bench.make().close()
    assert start(LEAN, str(bench.path)).communicate() == ("[]\n", "")


def test_a_project_is_written_with_what_keeps_it_through_a_power_cut(bench: Bench) -> None:
    with bench.make() as project:
        asked = [
            project._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert asked == ["wal", 2, 1]
