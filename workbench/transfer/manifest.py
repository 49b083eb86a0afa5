"""The manifest of an export: what it is, how it was made, and the sha256 of every file."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import orjson

from workbench import __version__
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.records import timestamp
from workbench.exchange.bundle import Bundle, Problem, Unit, shown
from workbench.transfer.asked import Asked
from workbench.transfer.filesum import FileMade, Lines
from workbench.transfer.places import MANIFEST, beside_of
from workbench.transfer.request import Preview

_LIMIT = 100 * 1024 * 1024
_HELD = frozenset(("articles", "spans", "relations"))
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MARKS = re.compile(r"(?:[0-9a-f]{6})*+")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest that was read: its files, their format, and how much they hold."""

    format: str
    unit: Unit | None
    files: tuple[FileMade, ...]
    held: Mapping[str, int]
    codebook: Codebook

    @property
    def names(self) -> frozenset[str]:
        """The names of the files, relative to the manifest's folder."""
        return frozenset(file.name for file in self.files)


def manifest(
    asked: Asked, chosen: Preview, held: Mapping[str, int], files: tuple[FileMade, ...]
) -> bytes:
    """A manifest as JSON. `held` counts what the format holds, `chosen` what was chosen."""
    form = {
        "format": "workbench-manifest",
        "version": 1,
        "made": timestamp(),
        "program": {"name": "annotation-workbench", "version": __version__},
        "project": _plain(asked.snapshot.path.name),
        "export": {**asked.request.described(), "unit": asked.unit},
        "split": asked.split.described() if asked.split else None,
        "chosen": chosen.counts(),
        "lost": {"format": dict(chosen.losses), "windows": dict(chosen.cut)},
        "held": dict(held),
        "read_back": asked.dialect.reads,
        "files": list(map(_file_form, files)),
        "codebook": asked.codebook.body,
    }
    return orjson.dumps(form, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _file_form(made: FileMade) -> dict[str, Any]:
    form = {"name": _plain(made.name), "size": made.size, "sha256": made.sha256}
    if made.lines is not None:
        form["lines"] = {"every": made.lines.every, "sha256": made.lines.marks}
    return form


def _plain(name: str) -> str:
    """A name as JSON can hold it: not every disk keeps names in UTF-8."""
    return name.encode(errors="replace").decode()


def manifest_of(path: Path) -> Path | None:
    """Where the manifest of a file or folder is; None where there is none."""
    if path.name == MANIFEST or path.name.endswith(".manifest.json"):
        return path
    place = path / MANIFEST if path.is_dir() else beside_of(path)
    return place if place.is_file() else None


def read_manifest(place: Path) -> Manifest:
    """Read a manifest. Raises Unreadable or OSError."""
    wrong = Unreadable(
        "{path} is not a manifest of this program, or it is damaged.", path=shown(place)
    )
    with place.open("rb") as file:
        data = file.read(_LIMIT)
    try:
        form = orjson.loads(data)
        if form["format"] != "workbench-manifest":
            raise wrong
        if form["version"] != 1:
            raise Unreadable(
                "The manifest is of version {version}; this program knows version 1. Update the "
                "program to read it.",
                version=str(form["version"])[:20],
            )
        told = [(one["name"], one["size"], one["sha256"]) for one in form["files"]]
        files = tuple(
            FileMade(*one, _lines(form_of.get("lines")))
            for one, form_of in zip(told, form["files"], strict=True)
        )
        name, unit = form["export"]["format"], form["export"]["unit"]
        held = dict(form["held"])
        if (
            not (files and all(_is_sound(*one) for one in told))
            or len({file.name for file in files}) < len(files)
            or (place.name != MANIFEST and len(files) != 1)
            or not (isinstance(name, str) and (unit is None or unit in get_args(Unit)))
            or set(held) != _HELD
            or not all(type(count) is int and count >= 0 for count in held.values())
        ):
            raise wrong
        return Manifest(name, unit, files, held, Codebook.of(form["codebook"]))
    except (orjson.JSONDecodeError, LookupError, TypeError, ValueError, AttributeError):
        raise wrong from None


def _is_sound(name: Any, size: Any, sha256: Any) -> bool:
    """Whether a file from outside is one that an export makes; its name leads nowhere else."""
    if not (isinstance(name, str) and isinstance(sha256, str)):
        return False
    path = Path(name)
    return (
        type(size) is int
        and size >= 0
        and bool(_SHA256.fullmatch(sha256))
        and path.as_posix() == name
        and not (path.anchor or path.drive)
        and bool(path.parts)
        and ".." not in path.parts
        and "\0" not in name
    )


def _lines(form: Any) -> Lines | None:
    """The marks of a file; manifests of earlier versions have none. Raises ValueError."""
    if form is None:
        return None
    every, marks = form["every"], form["sha256"]
    if type(every) is not int or not 0 < every < 1 << 40 or not _MARKS.fullmatch(marks):
        raise ValueError(every)
    return Lines(every, marks)


def without_manifest(found: Iterable[Bundle | Problem]) -> Iterator[Bundle | Problem]:
    """What a format finds in a folder, but for what it says of the manifest in it."""
    for item in found:
        if not (isinstance(item, Problem) and Path(item.file).name == MANIFEST):
            yield item
