"""An export in the place of an older one: at every moment the one or the other, and honest."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.transfer.conftest import run
from workbench.domain.errors import ExportFailed
from workbench.jobs import Cancelled, Silent
from workbench.store.project import Project
from workbench.transfer import Choice, Request, export_dataset, places, verify
from workbench.transfer.places import MANIFEST

FEW = Choice(words="мост")


@pytest.fixture(params=[True, False], ids=["exchanging", "renaming"])
def exchanging(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Both ways of changing places: in one step, and as other systems do it."""
    if not request.param:
        monkeypatch.setattr(places, "_exchanged", lambda one, other: False)
    return bool(request.param)


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("linking", [True, False])
@pytest.mark.parametrize("name", ["prodigy", "jsonl"])
@pytest.mark.usefixtures("exchanging")
def test_a_manifest_that_cannot_be_put_leaves_the_old_file_with_its_own(
    place: Path, project: Project, monkeypatch: pytest.MonkeyPatch, name: str, linking: bool
) -> None:
    if not linking:
        monkeypatch.setattr(places, "_linked", lambda target, aside: False)
    run(project, Request(name, FEW), place / "o.jsonl")
    before = held(place)
    replace = Path.replace

    def fails(self: Path, to: Path) -> Path:
        if self.name == "manifest":
            raise OSError(5, "Input/output error")
        return replace(self, to)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(ExportFailed, match="Input/output"):
        run(project, Request(name), place / "o.jsonl")
    assert held(place) == before
    with pytest.raises(ExportFailed, match="Input/output"):
        run(project, Request(name), place / "new.jsonl")
    assert held(place) == before


@pytest.mark.usefixtures("exchanging")
def test_a_rename_that_fails_leaves_the_old_folder(
    place: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(project, Request("huggingface", FEW), place / "set")
    before = held(place)
    rename = Path.rename

    def fails(self: Path, to: Path) -> Path:
        if self.name == "new":
            raise OSError(13, "Permission denied")
        return rename(self, to)

    monkeypatch.setattr(places, "_exchanged", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(ExportFailed, match="Permission denied"):
        run(project, Request("huggingface"), place / "set")
    assert held(place) == before


def test_a_file_that_is_put_there_during_the_export_is_kept(place: Path, project: Project) -> None:
    class Busy:
        def step(self, done: int, total: int) -> None:
            (place / "set" / "мои.txt").write_text("мои", encoding="utf-8")

    run(project, Request("huggingface"), place / "set")
    with pytest.raises(ExportFailed, match=r"holds мои\.txt"):
        run(project, Request("csv"), place / "set", Busy())
    assert (place / "set" / "мои.txt").read_text(encoding="utf-8") == "мои"
    assert (place / "set" / "data" / "train.jsonl").exists()


@pytest.mark.parametrize("name", ["jsonl", "doccano", "huggingface"])
def test_an_export_that_is_cancelled_at_its_very_end_leaves_what_was_there(
    place: Path, project: Project, name: str
) -> None:
    class Stop:
        def step(self, done: int, total: int) -> None:
            if done == total:
                raise Cancelled

    run(project, Request(name, FEW), place / "o")
    before = held(place)
    with pytest.raises(Cancelled):
        run(project, Request(name), place / "o", Stop())
    assert held(place) == before


def test_a_link_in_the_folder_is_no_part_of_the_export(place: Path, project: Project) -> None:
    run(project, Request("huggingface"), place / "set")
    (place / "set" / "more").symlink_to(place, target_is_directory=True)
    with pytest.raises(ExportFailed, match="holds more"):
        run(project, Request("huggingface"), place / "set")


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal", "lock"])
@pytest.mark.parametrize("name", ["jsonl", "prodigy", "huggingface"])
def test_what_belongs_to_the_project_is_no_target(project: Project, name: str, ending: str) -> None:
    path = project.path
    target = path.with_name(f".{path.name}.lock" if ending == "lock" else path.name + ending)
    before = held(path.parent).keys()
    with pytest.raises(ExportFailed, match="belongs to the project"):
        run(project, Request(name), target)
    assert held(path.parent).keys() == before


# -- killed


def _killed(
    path: Path, name: str, target: Path, exchanging: bool, moves: int
) -> None:  # pragma: no cover
    """Export in a process that is killed at one of the moves."""
    left = moves

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def move(*ends: Any) -> Any:
            nonlocal left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*ends)

        return move

    places._exchanged = dying(places._exchanged if exchanging else lambda one, other: False)
    for method in ("rename", "replace"):
        setattr(Path, method, dying(getattr(Path, method)))
    with Project.open(path, "анна", write=False) as opened:
        export_dataset(opened, Request(name), target, Silent())


@pytest.mark.skipif(sys.platform != "linux", reason="kills processes")
@pytest.mark.parametrize("moves", range(1, 5))
@pytest.mark.parametrize("exchanging", [True, False])
@pytest.mark.parametrize("name", ["huggingface", "prodigy"])
def test_an_export_that_is_killed_leaves_a_whole_one_and_the_next_one_clears_up(
    place: Path, project: Project, name: str, exchanging: bool, moves: int
) -> None:
    target = place / "o"
    run(project, Request(name, FEW), target)
    before = held(place)
    process = multiprocessing.get_context("spawn").Process(
        target=_killed, args=(project.path, name, target, exchanging, moves)
    )
    process.start()
    process.join()
    if target.exists():
        if name == "huggingface" or (place / "o.manifest.json").exists():
            assert verify(target, Silent()).problems == ()
    else:
        assert not exchanging  # there is a moment without a name, but nothing is lost
        (aside,) = place.glob(".*/old")
        assert not aside.is_dir() or held(aside) == {k[2:]: v for k, v in before.items()}
    run(project, Request(name), target)
    assert verify(target, Silent()).problems == ()
    assert {one.name for one in place.iterdir()} <= {"o", "o.manifest.json"}


@pytest.mark.usefixtures("exchanging")
def test_what_was_set_aside_when_the_export_was_killed_comes_back(
    place: Path, project: Project
) -> None:
    run(project, Request("huggingface", FEW), place / "set")
    before = held(place)
    with places.making(place / "set", folder=True) as made:
        left = made.place
        (place / "set").rename(place / "aside")
    left.mkdir()
    (place / "aside").rename(left / "old")
    with places.making(place / "set", folder=True):
        assert (place / "set" / MANIFEST).is_file()
        with places.making(place / "set", folder=True) as second:
            assert second.place.exists()
            assert len(list(place.glob(".*"))) == 2  # one that is being made is left alone
    assert held(place) == before
