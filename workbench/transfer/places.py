"""Where an export is made, and how it comes into the place of an older one: all of it or nothing.

The files are written into a folder of their own beside the target and renamed when they are
verified, so that no half-written file is ever under its final name.
"""

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from workbench.domain.errors import ExportFailed
from workbench.exchange.bundle import shown

MANIFEST: Final = "workbench-manifest.json"
# Of records a few dozen kilobytes long the usual 8 would mean a system call for each.
BUFFER: Final = 1 << 18
# Windows knows no quota.
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_FEW = 32
# What file browsers leave in folders that they show.
_LITTER = frozenset((".DS_Store", "Thumbs.db", "desktop.ini", ".directory"))


@dataclass(frozen=True, slots=True)
class FileMade:
    """A file of an export: its name in the folder, its bytes and their sha256."""

    name: str
    size: int
    sha256: str


def file_made(path: Path, name: str) -> FileMade:
    """Read a file for its size and sha256. Raises OSError."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
        return FileMade(name, file.tell(), found)


@dataclass(slots=True)
class Making:
    """The `Folder` of an export in the making. The file "" of its format is called `single`."""

    folder: Path
    single: str | None
    names: list[str] = field(default_factory=list)

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """A new file."""
        real = name or self.single
        assert real, "a format that makes a folder names its files"
        path = self.folder / real
        if "/" in real:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.names.append(real)
        with path.open("xb", buffering=BUFFER) as out:
            yield out

    def settle(self) -> None:
        """Wait until all files are on the disk, so that no name outlives a power cut alone."""
        if len(self.names) > _FEW and hasattr(os, "sync"):
            os.sync()  # file by file, thousands of them take minutes
            return
        for name in self.names:
            with (self.folder / name).open("rb+") as file:
                os.fsync(file.fileno())

    @property
    def path(self) -> Path:
        """What the format reads: the one file, or the folder."""
        return self.folder / self.single if self.single else self.folder

    def made(self) -> tuple[FileMade, ...]:
        """The files as they are on the disk, by name."""
        return tuple(file_made(self.folder / name, name) for name in sorted(self.names))


@contextmanager
def making(target: Path, *, folder: bool) -> Iterator[Making]:
    """A place beside `target`; gone at the end with all that was not moved out of it."""
    place = target.with_name(f".{secrets.token_hex(8)}.part")
    place.mkdir()
    try:
        yield Making(place, None if folder else target.name)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def move_file(made: Making, target: Path, manifest: bytes | None) -> Path | None:
    """Put the one file, and its manifest beside it, in the place of older ones."""
    beside = beside_of(target)
    made.settle()
    if manifest is not None:
        _write(made.folder / beside.name, manifest)
    with suppress(OSError):
        made.path.chmod(target.stat().st_mode & 0o7777)
    made.path.replace(target)
    if manifest is None:
        # What is there told of the older file.
        beside.unlink(missing_ok=True)
    else:
        (made.folder / beside.name).replace(beside)
    sync_folder(target.parent)
    return None if manifest is None else beside


def move_folder(made: Making, target: Path, manifest: bytes) -> Path:
    """Put the folder in the place of an older one, which is as it was where that fails."""
    made.settle()
    _write(made.folder / MANIFEST, manifest)
    aside = target.with_name(f".{secrets.token_hex(8)}.old")
    old = target.exists()
    if old:
        with suppress(OSError):
            made.folder.chmod(target.stat().st_mode & 0o7777)
        target.rename(aside)
    try:
        made.folder.rename(target)
    except BaseException:
        if old:
            aside.rename(target)
        raise
    sync_folder(target.parent)
    shutil.rmtree(aside, ignore_errors=True)
    return target / MANIFEST


def beside_of(target: Path) -> Path:
    """Where the manifest of a single file is."""
    return target.with_name(f"{target.name}.manifest.json")


def refuse_file(project: Path, target: Path) -> None:
    """Raise ExportFailed where no file may be put."""
    name = shown(target)
    with suppress(OSError):
        if target.is_dir():
            raise ExportFailed("{path} is a folder. Name a file in it.", path=name)
        if not target.exists():
            return
        if not target.is_file():
            raise ExportFailed("{path} is not a file. Choose another name.", path=name)
        if target.samefile(project):
            raise ExportFailed(
                "{path} is the project itself. Choose another name for the export.", path=name
            )
        if not os.access(target, os.W_OK):
            raise ExportFailed(
                "{path} is write-protected. Choose another name, or allow writing.", path=name
            )


def refuse_folder(target: Path, listed: frozenset[str] | None) -> None:
    """Raise ExportFailed for a folder with anything that is not of an earlier export.

    `listed` are the files of that export by its manifest; None where there is none.
    """
    if not target.exists():
        return
    name = shown(target)
    if not target.is_dir():
        raise ExportFailed("{path} is a file. Name a new folder.", path=name)
    own = frozenset[str]() if listed is None else listed | {MANIFEST}
    others = sorted(strangers(target, own))
    if others and listed is None:
        raise ExportFailed(
            "The folder {path} is not empty and not an earlier export. Name a new folder.",
            path=name,
        )
    if others:
        raise ExportFailed(
            "The folder {path} holds {file}, which is not of the export that is to be replaced. "
            "Move it away, or name a new folder.",
            path=name,
            file=others[0],
        )


def strangers(folder: Path, own: frozenset[str]) -> list[str]:
    """Files in a folder, by their names in it, that are not among `own`."""
    found = []
    for root, _, names in os.walk(folder):
        for name in names:
            inside = Path(root, name).relative_to(folder).as_posix()
            if inside not in own and name not in _LITTER:
                found.append(inside)
    return found


@contextmanager
def told(target: Path | None) -> Iterator[None]:
    """OSError as the sentence for it."""
    try:
        yield
    except BrokenPipeError:
        raise ExportFailed(
            "The program that was reading the output stopped before its end."
        ) from None
    except OSError as error:
        if error.errno in _FULL:
            raise ExportFailed(
                "There is no room on the disk for the export. Make room, or choose another place."
            ) from error
        reason = error.strerror or str(error)
        if target is None:
            raise ExportFailed("The output cannot be written: {reason}.", reason=reason) from error
        raise ExportFailed(
            "{path} cannot be written: {reason}. Choose another place.",
            path=shown(target),
            reason=reason,
        ) from error


def sync_folder(folder: Path) -> None:
    """Make new names last through a power cut, where the system can (not Windows)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
