"""What `verify` finds in exports and manifests that others have had in their hands."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.transfer.conftest import run
from workbench.domain.errors import Unreadable
from workbench.domain.words import msg
from workbench.jobs import Silent
from workbench.store.project import Project
from workbench.transfer import Request, Verified, places, verify
from workbench.transfer.places import MANIFEST

Edit = Callable[[Any], object]


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
        lambda m: m["files"][0].update(lines=7),
        lambda m: m["files"][0].update(lines={"every": 0, "sha256": ""}),
        lambda m: m["files"][0].update(lines={"every": 1, "sha256": "xyzt"}),
        lambda m: m["files"][0].update(lines={"every": 1, "sha256": None}),
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
    number = sound.split(b"\n").index(next(x for x in sound.split(b"\n") if "мост".encode() in x))
    assert told[-1].startswith(f"renamed.jsonl:{number + 1}: here is the first difference")
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


@pytest.mark.parametrize("name", ["jsonl", "prodigy", "doccano", "web-annotation"])
@pytest.mark.parametrize("number", [0, 2, -1])
def test_the_line_and_the_article_of_the_first_difference_are_named(
    place: Path, project: Project, name: str, number: int
) -> None:
    path = place / "o"
    run(project, Request(name), path)
    lines = path.read_bytes().splitlines(keepends=True)
    heads = [at for at, line in enumerate(lines) if b'"text"' in line or b'"type"' in line]
    at = heads[number]
    lines[at] = lines[at].replace(b'":', b'": ', 1)  # the same to every reader
    path.write_bytes(b"".join(lines))
    size = path.stat().st_size
    told = found(path)
    assert told[0] == f"o is not what was exported: it has {size} bytes and had {size - 1}."
    assert told[1].startswith(f"o:{at + 1}: here is the first difference, in the article «")
    assert len(told) == 2


def test_the_first_line_that_is_gone_is_named(place: Path, project: Project) -> None:
    path = place / "o.jsonl"
    run(project, Request("prodigy"), path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    assert found(path)[-1] == f"o.jsonl:{len(lines)}: here is the first difference."
    path.write_bytes(b"".join([*lines, b"{}\n"]))
    assert f"o.jsonl:{len(lines) + 1}: here is the first difference." in found(path)


def test_of_a_folder_the_file_and_the_line_are_named(place: Path, project: Project) -> None:
    run(project, Request("huggingface", parquet=False), place / "set")
    path = place / "set" / "data" / "train.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b'":', b'": ', 1)
    path.write_bytes(b"".join(lines))
    title = orjson.loads(lines[1])["title"]
    assert found(place / "set")[-1] == (
        f"data/train.jsonl:2: here is the first difference, in the article «{title}»."
    )


def test_a_manifest_without_marks_is_read_as_before(place: Path, project: Project) -> None:
    path = place / "o.jsonl"
    run(project, Request("prodigy"), path)
    edited(place / "o.jsonl.manifest.json", lambda m: m["files"][0].pop("lines"))
    assert found(path) == []
    path.write_bytes(path.read_bytes().replace(b'":', b'": ', 1))
    assert len(found(path)) == 1


@pytest.mark.parametrize(
    ("name", "files"), [("conll", "o"), ("brat", "o/*.txt"), ("brat", "o/*.ann"), ("csv", "o/art*")]
)
def test_an_article_over_many_lines_is_named_as_well(
    place: Path, project: Project, name: str, files: str
) -> None:
    run(project, Request(name), place / "o")
    path = sorted(place.glob(files))[-1]
    lines = path.read_bytes().split(b"\n")
    at = len(lines) - 5 if name == "csv" else len(lines) * 2 // 3
    at = next(n for n, line in enumerate(lines) if n >= at and len(line) > 5)
    lines[at] = lines[at].replace(b" ", b"  ", 1) + b" "
    path.write_bytes(b"\n".join(lines))
    (told,) = [one for one in found(place / "o") if "first difference" in one]
    titles = [record["title"] for record in project.read.records()]
    start = f"{path.relative_to(place / 'o').as_posix()}:" if path != place / "o" else "o:"
    assert told.startswith(f"{start}{at + 1}: here is the first difference, in the article «")
    # CoNLL holds no titles, so an article is called by its first words.
    assert name == "conll" or any(told.split("«", 1)[1][:9] in title for title in titles)


def test_of_many_files_none_has_marks_and_a_changed_one_is_named(
    place: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_MARKED", 27)
    run(project, Request("brat"), place / "o")
    said = orjson.loads((place / "o" / MANIFEST).read_bytes())["files"]
    assert len(said) > 27
    assert not any("lines" in one for one in said)
    path = sorted((place / "o").glob("*.ann"))[-1]
    path.write_bytes(path.read_bytes().replace(b" ", b"  ", 1))
    assert any(
        one.startswith(f"{path.name} is not what was exported") for one in found(place / "o")
    )


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\n\n", b"a,b\n1,2\n", b'{"text": "a"}\n', b"[\n1]"])
def test_a_file_that_is_no_native_one_is_refused_in_a_sentence(place: Path, data: bytes) -> None:
    (place / "o").write_bytes(data * 500)
    with pytest.raises(Unreadable, match="not native JSONL and has no manifest beside it"):
        verify(place / "o", Silent())


def test_a_native_file_that_is_cut_off_is_told_by_its_line(place: Path, project: Project) -> None:
    path = place / "o.jsonl"
    run(project, Request("jsonl", manifest=False), path)
    path.write_bytes(path.read_bytes()[:300])
    (problem,) = found(path)
    assert problem.startswith(f"{path}:1: The line is not JSON")


def test_a_broken_decision_in_a_native_file_is_told(place: Path, project: Project) -> None:
    path = place / "o.jsonl"
    run(project, Request("jsonl", manifest=False), path)
    wrong = b'"note":null,"review":{"verdict":"maybe"},'
    path.write_bytes(path.read_bytes().replace(b'"note":null,', wrong, 1))
    (problem,) = found(path)
    assert "The decision «maybe» is none of: accepted, rejected." in problem


def test_a_problem_that_is_there_several_times_is_said_once() -> None:
    one, other = msg("{file} is missing.", file="a"), msg("{file} is missing.", file="b")
    said = Verified((one, other, one, one), 2, 0, 0).sentences()
    assert said == ["a is missing. (3 times)", "b is missing."]
