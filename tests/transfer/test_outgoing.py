import errno
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator

from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.commands import Pen
from workbench.domain.errors import ExportFailed
from workbench.domain.records import Entity, Rejection
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.exchange.bundle import ReadOptions, Written
from workbench.exchange.formats import NATIVE
from workbench.exchange.native.schema import schema
from workbench.jobs import Cancelled, Silent
from workbench.resources import resource
from workbench.store.project import Project
from workbench.transfer import export, export_to, import_paths

Make = Callable[[str], Project]

ODD = "Тире \ufeff —\u00a0и\u2028разрыв\u0085 😀 и\u0306 👩‍👩‍👧 \u0007\tконец\n\n"


def bring(project: Project, *paths: Path) -> None:
    report = import_paths(project, paths, ReadOptions(annotator="анна"), Silent())
    assert report.problems == ()


@pytest.fixture
def project(tmp_path: Path, make: Make) -> Project:
    made = make("a")
    (tmp_path / "odd.txt").write_bytes(ODD.encode())
    bring(made, resource("sample"), tmp_path / "odd.txt")
    (tmp_path / "odd.txt").unlink()
    return made


def names(folder: Path) -> list[str]:
    """What is in a folder besides projects."""
    return sorted(path.name for path in folder.iterdir() if ".workbench" not in path.name)


def test_the_same_project_exported_twice_gives_the_same_bytes(
    tmp_path: Path, project: Project
) -> None:
    first = export(project, NATIVE, tmp_path / "1.jsonl", Silent())
    with project.snapshot() as snapshot:
        second = export(snapshot, NATIVE, tmp_path / "2.jsonl", Silent())
    assert first == second
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    counts = project.read.counts()
    assert (first.articles, first.spans) == (counts.articles, counts.spans)


def test_export_import_export_gives_the_same_bytes(
    tmp_path: Path, project: Project, make: Make
) -> None:
    export(project, NATIVE, tmp_path / "1.jsonl", Silent())
    other = make("b")
    bring(other, tmp_path / "1.jsonl")
    export(other, NATIVE, tmp_path / "2.jsonl", Silent())
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    assert other.read.counts() == project.read.counts()


def _reject(project: Project) -> Entity:
    """Reject one entity that is in no span, in an article that has none of it."""
    nobody = Entity("e-nobody", "Никто", "person", note="не путать")
    article = project.read.articles("done")[0].article
    rejections = [
        Rejection(f"j{number}", article.id, nobody.id, (Interval(number, number + 3),), "анна", "")
        for number in range(2)
    ]
    changes = (Change(None, nobody), *(Change(None, one) for one in rejections))
    project.commit(Transaction(msg("Not"), changes))
    return nobody


def test_rejections_and_the_entities_that_they_alone_name_come_back_to_the_byte(
    tmp_path: Path, project: Project, make: Make
) -> None:
    before = export(project, NATIVE, tmp_path / "0.jsonl", Silent())
    nobody = _reject(project)
    found = export(project, NATIVE, tmp_path / "1.jsonl", Silent())
    assert (found.rejections, found.entities, found.left_out) == (2, before.entities + 1, 0)
    changed = set(_lines(tmp_path / "1.jsonl")) - set(_lines(tmp_path / "0.jsonl"))
    assert len(changed) == 1
    Draft202012Validator(schema()).validate(orjson.loads(changed.pop()))
    other = make("b")
    bring(other, tmp_path / "1.jsonl")
    assert other.read.entity(nobody.id) == nobody
    export(other, NATIVE, tmp_path / "2.jsonl", Silent())
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()


def test_an_export_is_what_the_schema_says_in_the_order_of_the_format(
    tmp_path: Path, project: Project
) -> None:
    export(project, NATIVE, tmp_path / "1.jsonl", Silent())
    validator = Draft202012Validator(schema())
    ids = []
    for line in (tmp_path / "1.jsonl").read_bytes().split(b"\n")[:-1]:
        record = orjson.loads(line)
        validator.validate(record)
        assert list(record) == schema()["required"]
        order = [(span["start"], span["end"], span["id"]) for span in record["spans"]]
        assert order == sorted(order)
        ids.append(record["id"])
    assert ids == sorted(ids)
    assert any(orjson.loads(line)["text"] == ODD for line in _lines(tmp_path / "1.jsonl"))


def test_the_stream_gets_the_same_bytes_as_the_file(tmp_path: Path, project: Project) -> None:
    out = io.BytesIO()
    written = export_to(project, NATIVE, out, Silent())
    assert written == export(project, NATIVE, tmp_path / "1.jsonl", Silent())
    assert out.getvalue() == (tmp_path / "1.jsonl").read_bytes()


def test_an_empty_project_gives_an_empty_file(tmp_path: Path, make: Make) -> None:
    assert export(make("b"), NATIVE, tmp_path / "1.jsonl", Silent()).articles == 0
    assert (tmp_path / "1.jsonl").read_bytes() == b""


# -- failures


class Broken:
    """The native format with one thing that goes wrong."""

    name, title, suffixes = NATIVE.name, NATIVE.title, NATIVE.suffixes
    reads, writes = True, True

    def __init__(self, error: BaseException | None = None, spoil: bytes | None = None) -> None:
        self._error = error
        self._spoil = spoil

    def read(self, *unused: Any) -> Any:
        raise NotImplementedError

    def write(self, records: Any, out: Any) -> None:
        for number, record in enumerate(records):
            if number == 2 and self._error is not None:
                raise self._error
            line = orjson.dumps(record) + b"\n"
            if number == 2 and self._spoil is not None:
                line = line.replace(b'"quotes":["', self._spoil, 1)
            out.write(line)

    def verify(self, written: Any, step: Any) -> Any:
        return NATIVE.verify(written, step)


@pytest.mark.parametrize("old", [b"old", None])
@pytest.mark.parametrize(
    ("broken", "raised", "reason"),
    [
        (Broken(OSError(errno.ENOSPC, "No space left")), ExportFailed, "no room on the disk"),
        (Broken(OSError(errno.EIO, "I/O error")), ExportFailed, "I/O error"),
        (Broken(Cancelled()), Cancelled, None),
        (Broken(KeyboardInterrupt()), KeyboardInterrupt, None),
        (Broken(spoil=b'"quotes":["x'), ExportFailed, "does not stand where its quote says"),
        (Broken(spoil=b'"quotes":'), ExportFailed, "not JSON"),
    ],
)
def test_a_failed_export_leaves_the_old_file_and_nothing_else(
    tmp_path: Path,
    project: Project,
    old: bytes | None,
    broken: Broken,
    raised: type[BaseException],
    reason: str | None,
) -> None:
    target = tmp_path / "out.jsonl"
    if old is not None:
        target.write_bytes(old)
    before = names(tmp_path)
    with pytest.raises(raised, match=reason):
        export(project, broken, target, Silent())
    assert names(tmp_path) == before
    assert old is None or target.read_bytes() == old


def test_an_export_that_lost_an_article_fails(tmp_path: Path, project: Project) -> None:
    class Short(Broken):
        def write(self, records: Any, out: Any) -> None:
            next(records)
            super().write(records, out)

    with pytest.raises(ExportFailed, match="not the whole project"):
        export(project, Short(), tmp_path / "out.jsonl", Silent())
    assert names(tmp_path) == []
    with pytest.raises(ExportFailed, match="not the whole project"):
        export_to(project, Short(), io.BytesIO(), Silent())


@pytest.mark.parametrize("field", ["relations", "entities", "notes", "rejections"])
def test_an_export_that_lost_a_part_of_an_article_fails(
    tmp_path: Path, project: Project, field: str
) -> None:
    class Thin(Broken):
        def write(self, records: Any, out: Any) -> None:
            super().write(({**record, field: orjson.Fragment(b"[]")} for record in records), out)

    article = project.read.articles("done")[0].article
    commit = commands.write_article_note(
        project.read.reading(article.id), Pen("анна"), None, "проверить"
    )
    project.commit(commit)
    _reject(project)
    with pytest.raises(ExportFailed, match=f"{field}: 0 of [1-9]"):
        export(project, Thin(), tmp_path / "out.jsonl", Silent())
    with pytest.raises(ExportFailed, match=f"{field}: 0 of [1-9]"):
        export_to(project, Thin(), io.BytesIO(), Silent())


def test_entities_that_no_span_mentions_are_counted_as_left_out(
    tmp_path: Path, project: Project
) -> None:
    assert export(project, NATIVE, tmp_path / "1.jsonl", Silent()).left_out == 0
    alone = [Entity(f"alone-{number}", "Никто", "person") for number in range(2)]
    project.commit(Transaction(msg("Register"), tuple(Change(None, one) for one in alone)))
    found = export(project, NATIVE, tmp_path / "2.jsonl", Silent())
    assert found.left_out == 2
    assert export_to(project, NATIVE, io.BytesIO(), Silent()) == found
    with (tmp_path / "2.jsonl").open("rb") as written:
        assert NATIVE.verify(written, lambda: None) + Written(left_out=2) == found


def test_nothing_wrong_goes_out_to_a_stream(project: Project) -> None:
    out = io.BytesIO()
    with pytest.raises(ExportFailed):
        export_to(project, Broken(spoil=b'"quotes":["x'), out, Silent())
    assert out.getvalue().count(b"\n") == 2
    NATIVE.verify(io.BytesIO(out.getvalue()), lambda: None)


def test_a_cancelled_export_leaves_the_old_file(tmp_path: Path, project: Project) -> None:
    class Stop:
        def step(self, done: int, total: int) -> None:
            if done:
                raise Cancelled

    target = tmp_path / "out.jsonl"
    target.write_bytes(b"old")
    with pytest.raises(Cancelled):
        export(project, NATIVE, target, Stop())
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["out.jsonl"]


def test_the_project_itself_and_folders_are_no_targets(tmp_path: Path, project: Project) -> None:
    before = project.path.read_bytes()
    for target, reason in ((project.path, "the project itself"), (tmp_path, "is a folder")):
        with pytest.raises(ExportFailed, match=reason):
            export(project, NATIVE, target, Silent())
    with pytest.raises(ExportFailed, match="cannot be written"):
        export(project, NATIVE, tmp_path / "none" / "out.jsonl", Silent())
    with pytest.raises(ExportFailed, match="cannot be written"):
        export(project, NATIVE, tmp_path / "a.txt" / ("x" * 300), Silent())
    assert project.path.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs devices and links")
def test_devices_are_no_targets_and_links_stay_links(tmp_path: Path, project: Project) -> None:
    with pytest.raises(ExportFailed, match="not a file"):
        export(project, NATIVE, Path(os.devnull), Silent())
    assert Path(os.devnull).is_char_device()
    (tmp_path / "real.jsonl").write_bytes(b"old")
    (tmp_path / "link.jsonl").symlink_to("real.jsonl")
    export(project, NATIVE, tmp_path / "link.jsonl", Silent())
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_bytes() != b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(
    tmp_path: Path, project: Project
) -> None:
    (tmp_path / "usual").touch()
    (tmp_path / "old.jsonl").touch(0o600)
    for name in ("new.jsonl", "old.jsonl"):
        export(project, NATIVE, tmp_path / name, Silent())
    modes = {path.name: path.stat().st_mode for path in tmp_path.iterdir()}
    assert modes["new.jsonl"] == modes["usual"]
    assert modes["old.jsonl"] & 0o777 == 0o600


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_stream_is_told(project: Project) -> None:
    with (
        pytest.raises(ExportFailed, match="no room"),
        open("/dev/full", "wb", buffering=0) as out,  # noqa: PTH123  # unbuffered
    ):
        export_to(project, NATIVE, out, Silent())


def test_progress_counts_articles_written_and_verified(tmp_path: Path, project: Project) -> None:
    steps: list[tuple[int, int]] = []

    class Seen:
        def step(self, done: int, total: int) -> None:
            steps.append((done, total))

    written = export(project, NATIVE, tmp_path / "out.jsonl", Seen())
    assert steps == sorted(steps)
    assert steps[-1] == (2 * written.articles, 2 * written.articles)


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")[:-1]
