"""Where an export is made, and how it comes into the place of an older one: all of it or nothing.

The files are written into a folder of their own beside the target and renamed when they are
verified, so that no half-written file is ever under its final name.
"""

import ctypes
import errno
import hashlib
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from filelock import FileLock

from workbench.domain.errors import ExportFailed
from workbench.exchange.bundle import shown
from workbench.store.opening import lock_of
from workbench.store.schema import beside
from workbench.transfer.filesum import BUFFER, FileMade, file_made

MANIFEST: Final = "workbench-manifest.json"
_BESIDE: Final = ".manifest.json"
# Windows knows no quota.
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_FEW = 32
_MARKED = 100  # files whose lines have marks; of more none has
_PART, _NEW, _OLD = ".part", "new", "old"
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux
# What file browsers leave in folders that they show.
_LITTER = frozenset((".DS_Store", "Thumbs.db", "desktop.ini", ".directory"))


@dataclass(slots=True)
class Making:
    """The `Folder` of an export in the making. The file "" of its format is called `single`.

    `place` is around it: what is set aside goes there, and all in it is removed in the end.
    """

    place: Path
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
        """The files as they are on the disk, by name.

        Of many files each is that of an article, which its name tells; marks of all their lines
        would fill the memory.
        """
        marked = len(self.names) <= _MARKED
        return tuple(
            file_made(self.folder / name, name, marked=marked) for name in sorted(self.names)
        )


@contextmanager
def making(target: Path, *, folder: bool) -> Iterator[Making]:
    """A place beside `target`; gone at the end with all that was not moved out of it.

    What an export to the same target left when it was killed is cleared away first.
    """
    kind = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:16]
    _clear(target, kind)
    place = target.with_name(f".{kind}.{secrets.token_hex(8)}{_PART}")
    place.mkdir()
    lock = _lock(place)
    try:
        with suppress(OSError, NotImplementedError):  # not every network drive has locks
            lock.acquire()
        inside = place / _NEW
        inside.mkdir()
        yield Making(place, inside, None if folder else target.name)
    finally:
        lock.release()
        shutil.rmtree(place, ignore_errors=True)


def _lock(place: Path) -> FileLock:
    return FileLock(place / "lock", timeout=0)


def _clear(target: Path, kind: str) -> None:
    """Remove what killed exports left; what they had set aside and not replaced comes back."""
    for place in target.parent.glob(f".{kind}.*{_PART}"):
        lock = _lock(place)
        try:
            lock.acquire()
        except (OSError, NotImplementedError):
            continue  # it is being made; Timeout is an OSError, too
        aside = place / _OLD
        with suppress(OSError):
            if aside.exists() and not target.exists():
                aside.rename(target)
        lock.release()
        shutil.rmtree(place, ignore_errors=True)


def move_file(made: Making, target: Path, manifest: bytes | None) -> Path | None:
    """Put the one file, and its manifest beside it, in the place of older ones.

    Where that fails both are as they were. No manifest ever stands beside a file of which it
    does not tell: the old one goes before the old file, the new one comes after the new file.
    """
    place, saying = beside_of(target), made.place / "manifest"
    made.settle()
    if manifest is not None:
        _write(saying, manifest)
    with suppress(OSError):
        made.path.chmod(target.stat().st_mode & 0o7777)
    aside = made.place / "old-manifest"
    had = os.path.lexists(place)
    if had:
        place.rename(aside)
    try:
        with _put(made.path, target, made.place / _OLD):
            if manifest is not None:
                saying.replace(place)
    except BaseException:
        if had:
            aside.replace(place)
        raise
    sync_folder(target.parent)
    return None if manifest is None else place


def move_folder(made: Making, target: Path, manifest: bytes) -> Path:
    """Put the folder in the place of an older one, which is as it was where that fails."""
    made.settle()
    _write(made.folder / MANIFEST, manifest)
    with suppress(OSError):
        made.folder.chmod(target.stat().st_mode & 0o7777)
    with _put(made.folder, target, made.place / _OLD):
        sync_folder(target.parent)
    return target / MANIFEST


@contextmanager
def _put(new: Path, target: Path, aside: Path) -> Iterator[None]:
    """Put `new` in the place of `target`, which goes `aside`, and comes back after an error."""
    old = target.exists()
    if not old:
        new.rename(target)
    elif _exchanged(new, target):
        new.rename(aside)
    elif target.is_dir() or not _linked(target, aside):
        target.rename(aside)
        try:
            new.rename(target)
        except BaseException:
            aside.rename(target)
            raise
    else:
        new.replace(target)
    try:
        yield
    except BaseException:
        target.rename(new)
        if old:
            aside.rename(target)
        raise


def _exchanged(one: Path, other: Path) -> bool:
    """Let two names change places in one step; false where the system cannot."""
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    ends = os.fsencode(one), os.fsencode(other)
    return bool(rename(_HERE, ends[0], _HERE, ends[1], _EXCHANGE) == 0)


def _linked(target: Path, aside: Path) -> bool:
    """Give a file a second name; false where the disk knows no such thing."""
    try:
        os.link(target, aside)
    except (OSError, NotImplementedError):
        return False
    return True


def beside_of(target: Path) -> Path:
    """Where the manifest of a single file is."""
    return target.with_name(target.name + _BESIDE)


def told_by(manifest: Path) -> Path:
    """The file beside which a manifest is."""
    return manifest.with_name(manifest.name.removesuffix(_BESIDE))


def refuse_file(project: Path, target: Path) -> None:
    """Raise ExportFailed where no file may be put."""
    name = shown(target)
    refuse_own(project, target)
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


def refuse_own(project: Path, target: Path) -> None:
    """Raise ExportFailed for a name by which SQLite, or the lock, would know the project's own."""
    own = [beside(project, ending) for ending in ("-wal", "-shm", "-journal")]
    own.append(Path(lock_of(project).lock_file))
    real = target.resolve()
    if real.parent == own[0].parent and real.name.casefold() in {
        path.name.casefold() for path in own
    }:
        raise ExportFailed(
            "{path} belongs to the project itself. Choose another name for the export.",
            path=shown(target),
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
    """Files and links in a folder, by their names in it, that are not among `own`."""
    found = []
    for root, folders, names in os.walk(folder):
        linked = [name for name in folders if Path(root, name).is_symlink()]
        for name in names + linked:
            inside = Path(root, name).relative_to(folder).as_posix()
            if inside not in own and name not in _LITTER:
                found.append(inside)
    return found


def unusual(folder: Path) -> list[str]:
    """What in a folder is neither a file nor a folder (links, pipes), by its name in it."""
    found = []
    for root, folders, names in os.walk(folder):
        for path in (Path(root, name) for name in folders + names):
            mode = path.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                found.append(path.relative_to(folder).as_posix())
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
