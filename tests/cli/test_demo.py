from pathlib import Path

import orjson
import pytest

from tests.cli.conftest import Cli, FakeWindow
from workbench.demo import default_project
from workbench.store.project import Project


def test_the_demo_does_the_main_job_and_says_so_in_five_lines(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "x" / "demo.workbench"
    told = cli("demo", "--project", path, "--no-window")
    assert (told.status, told.err) == (0, "")
    lines = told.out.splitlines()
    assert len(lines) == 5
    assert lines[0] == f"Project: {path}"
    assert lines[1].startswith("Imported: ")
    assert lines[2] == f"Exported: {path.with_suffix('.jsonl')}"
    assert lines[3].startswith("Verified: ")
    records = path.with_suffix(".jsonl").read_bytes().splitlines()
    assert len(records) >= 12
    tagged = [record for record in map(orjson.loads, records) if record["spans"]]
    assert len(tagged) >= 4


def test_the_demo_is_in_the_home_of_the_user(cli: Cli, home: Path) -> None:
    assert cli("demo", "--no-window").status == 0
    (found,) = home.rglob("demo.workbench")
    assert found == default_project()
    assert "share" in found.parts
    (home / "Documents").mkdir()
    assert default_project().is_relative_to(home / "Documents")


@pytest.mark.parametrize("value", ["", "/dev/null/none"])
def test_without_a_home_the_demo_is_in_a_temporary_folder(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HOME", value)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert cli("demo", "--no-window").status == 0
    assert list(tmp_path.rglob("demo.workbench"))


def test_a_second_demo_keeps_what_was_done_in_the_first(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "demo.workbench"
    assert cli("demo", "--project", path, "--no-window").status == 0
    (tmp_path / "a.txt").write_text("Моя статья", encoding="utf-8")
    assert cli("import", path, "a.txt").status == 0
    before = orjson.loads(cli("info", path, "--json").out)
    told = cli("demo", "--project", path, "--no-window")
    assert told.status == 0
    assert "was there already" in told.out
    assert orjson.loads(cli("info", path, "--json").out) == before
    assert "Моя статья".encode() in path.with_suffix(".jsonl").read_bytes()


def test_a_demo_that_is_open_in_a_window_is_exported_as_it_is(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "demo.workbench"
    cli("demo", "--project", path, "--no-window")
    with Project.open(path, "анна"):
        assert cli("demo", "--project", path, "--no-window").status == 0


def test_a_demo_that_was_cut_short_is_filled(cli: Cli, tmp_path: Path) -> None:
    assert cli("new", "demo.workbench").status == 0
    told = cli("demo", "--project", "demo.workbench", "--no-window")
    assert "Imported: " in told.out


def test_a_demo_that_fails_leaves_no_project(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.demo.resource", lambda name: tmp_path / name)
    (tmp_path / "codebook.json").write_bytes(b'{"id":"x","version":"1","labels":[{"id":"L"}]}')
    told = cli("demo", "--project", "demo.workbench", "--no-window")
    assert told.status == 1
    assert "sample that comes with the program is damaged" in told.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["codebook.json"]


def test_the_demo_does_not_overwrite_what_is_no_project(cli: Cli, tmp_path: Path) -> None:
    for name in ("demo.txt", "demo.jsonl"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
        told = cli("demo", "--project", name, "--no-window")
        assert told.status == 1
        assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_without_a_screen_the_demo_draws_the_window(
    cli: Cli, window: FakeWindow, tmp_path: Path
) -> None:
    path = tmp_path / "demo.workbench"
    told = cli("demo", "--project", path)
    assert told.status == 0
    assert window.opened == [(path, path.with_suffix(".png"))]
    assert str(path.with_suffix(".png")) in told.out


def test_with_a_screen_the_demo_opens_the_window(
    cli: Cli, window: FakeWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    path = tmp_path / "demo.workbench"
    assert cli("demo", "--project", path).status == 0
    assert window.opened == [(path, None)]
