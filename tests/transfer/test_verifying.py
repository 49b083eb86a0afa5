"""What `verify` finds in exports and manifests that others have had in their hands."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.transfer.conftest import Make
from workbench.domain.errors import Unreadable
from workbench.exchange.bundle import ReadOptions
from workbench.jobs import Silent
from workbench.resources import resource
from workbench.store.project import Project
from workbench.transfer import Request, export_dataset, import_paths, verify

Edit = Callable[[Any], object]


@pytest.fixture
def project(make: Make) -> Project:
    made = make("дело")
    import_paths(made, [resource("sample")], ReadOptions(annotator="анна"), Silent())
    return made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


def run(project: Project, request: Request, target: Path) -> None:
    export_dataset(project, request, target, Silent())


def found(path: Path) -> list[str]:
    return [str(problem) for problem in verify(path, Silent()).problems]


def edited(path: Path, edit: Edit) -> None:
    told = orjson.loads(path.read_bytes())
    edit(told)
    path.write_bytes(orjson.dumps(told))


@pytest.mark.parametrize(
    "edit",
    [
        lambda m: m.update(files=[]),
        lambda m: m.update(files=[7]),
        lambda m: m.update(files=m["files"] * 2),
        lambda m: m["files"][0].update(size="12"),
        lambda m: m["files"][0].update(size=None),
        lambda m: m["files"][0].update(size=True),
        lambda m: m["files"][0].update(sha256=None),
        lambda m: m["files"][0].update(name=7),
        lambda m: m["files"][0].update(name=""),
        lambda m: m["files"][0].update(name="."),
        lambda m: m["files"][0].update(name="a\0b"),
        lambda m: m["files"][0].update(name="/etc/passwd"),
        lambda m: m["files"][0].update(name="data/../../o"),
        lambda m: m["export"].update(unit=["a"]),
        lambda m: m["export"].update(unit="zzz"),
        lambda m: m["export"].update(format=["a"]),
        lambda m: m.update(held={}),
        lambda m: m.update(held={**m["held"], "spans": "3"}),
        lambda m: m.update(held=None),
        lambda m: m.update(codebook=[]),
        lambda m: m.update(codebook={"labels": 5}),
    ],
)
@pytest.mark.parametrize("name", ["prodigy", "huggingface"])
def test_a_manifest_of_the_wrong_shape_is_told_in_a_sentence(
    place: Path, project: Project, name: str, edit: Edit
) -> None:
    run(project, Request(name), place / "o")
    (path,) = (*place.glob("*.manifest.json"), *place.glob("o/workbench-manifest.json"))
    edited(path, edit)
    with pytest.raises(Unreadable, match=r"not a manifest|codebook cannot"):
        verify(place / "o", Silent())


def test_the_file_that_is_named_is_read_and_no_other(place: Path, project: Project) -> None:
    run(project, Request("prodigy"), place / "o.jsonl")
    (place / "o.jsonl").rename(place / "renamed.jsonl")
    (place / "o.jsonl.manifest.json").rename(place / "renamed.jsonl.manifest.json")
    assert found(place / "renamed.jsonl") == found(place / "renamed.jsonl.manifest.json") == []
    sound = (place / "renamed.jsonl").read_bytes()
    (place / "o.jsonl").write_bytes(sound)
    (place / "renamed.jsonl").write_bytes(sound.replace("мост".encode(), "пост".encode(), 1))
    told = found(place / "renamed.jsonl")
    assert told[:2] == [
        "renamed.jsonl is not what was exported: its bytes differ.",
        "The manifest tells of o.jsonl, not of renamed.jsonl.",
    ]
    (place / "renamed.jsonl").unlink()
    assert "renamed.jsonl is missing." in found(place / "renamed.jsonl.manifest.json")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs links and pipes")
def test_links_are_not_followed_and_pipes_not_waited_for(place: Path, project: Project) -> None:
    run(project, Request("huggingface"), place / "set")
    path = place / "set" / "data" / "train.jsonl"
    path.rename(place / "elsewhere.jsonl")
    path.symlink_to(place / "elsewhere.jsonl")
    os.mkfifo(place / "set" / "data" / "pipe.jsonl")
    assert found(place / "set") == [
        "data/train.jsonl is a link to somewhere else, which is not followed.",
        "data/pipe.jsonl is not of the export.",
    ]
    path.unlink()
    os.mkfifo(path)
    assert "data/train.jsonl is not a file." in found(place / "set")


def test_a_name_in_a_manifest_leads_through_no_link(place: Path, project: Project) -> None:
    run(project, Request("huggingface"), place / "set")
    outside = place / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"x")
    (place / "set" / "more").symlink_to(outside, target_is_directory=True)
    sha256 = hashlib.sha256(b"x").hexdigest()
    edited(
        place / "set" / "workbench-manifest.json",
        lambda m: m["files"].append({"name": "more/secret", "size": 1, "sha256": sha256}),
    )
    told = found(place / "set")
    assert "more/secret is a link to somewhere else, which is not followed." in told
    assert "more is not of the export." in told


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda r: r.update(spans=None), "«spans» is missing"),
        (lambda r: r.pop("spans"), "«spans» is missing"),
        (lambda r: r.update(relations=None), "«relations» is missing"),
        (lambda r: r["spans"][0].pop("quotes"), "has no quotes"),
        (lambda r: r.update(text=r["text"] + "!"), "not that of its sha256"),
        (lambda r: r.clear(), "not a native record"),
    ],
)
def test_a_native_record_that_was_thinned_is_told_without_a_manifest(
    place: Path, project: Project, edit: Edit, reason: str
) -> None:
    path = place / "o.jsonl"
    run(project, Request("jsonl", manifest=False), path)
    lines = path.read_bytes().splitlines()
    number = next(n for n, line in enumerate(lines) if orjson.loads(line)["spans"])
    record = orjson.loads(lines[number])
    edit(record)
    lines[number] = orjson.dumps(record)
    path.write_bytes(b"\n".join(lines) + b"\n")
    (problem,) = found(path)
    assert problem.startswith(f"{path}:{number + 1}: ")
    assert reason in problem


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_native_line_that_was_emptied_is_told(place: Path, project: Project, number: int) -> None:
    path = place / "o.jsonl"
    run(project, Request("jsonl", manifest=False), path)
    lines = path.read_bytes().splitlines()
    lines[number] = b""
    path.write_bytes(b"\n".join(lines) + b"\n")
    (problem,) = found(path)
    assert problem == f"{path}:{number % len(lines) + 1}: the line is empty, where an article was."
    path.write_bytes(b"")
    assert found(path) == ["There is nothing in o.jsonl."]
