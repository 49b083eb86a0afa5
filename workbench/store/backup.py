"""Backups of a project: the newest few, outside its folder, and the way back to one of them."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import platformdirs
from filelock import Timeout

from workbench.domain.errors import DamagedProject, ProjectError
from workbench.jobs import Progress, Silent
from workbench.store import opening
from workbench.store.schema import beside, look, sqlite_errors

# Backups kept of one project.
KEPT = 5

# The time of a backup is its name, UTC: no colons, which Windows does not allow.
_NAME = "%Y-%m-%dT%H-%M-%S.%fZ.workbench"

# Pages (4 kB each) that are copied between two reports of progress: a few milliseconds' worth.
_STEP = 1000

# What SQLite keeps beside a file, and what belongs to the file that it was written for.
_ENDINGS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Backup:
    """A readable backup; `when` it was made, in UTC, and how much it holds."""

    path: Path
    when: datetime
    articles: int
    spans: int


def folder_for(path: Path) -> Path:
    """Where the backups of the project at `path` are, whether or not there are any."""
    real = path.resolve()
    # Two projects of one name must not share a folder.
    place = hashlib.sha256(os.fsencode(real)).hexdigest()[:12]
    root = platformdirs.user_data_path("annotation-workbench", appauthor=False)
    return root / "backups" / f"{real.stem[:40]}-{place}"


def back_up(path: Path, keep: int = KEPT, progress: Progress | None = None) -> Path | None:
    """Copy the project, even while its window writes; the newest `keep` copies stay.

    Returns the copy, a plain file that has passed SQLite's check; None where the newest backup
    holds the same already. `progress` counts the file's pages; Cancelled leaves nothing. Raises
    NotAProject, NewerProject, DamagedProject (then no backup is made and none goes) or
    ProjectError.
    """
    opening.identify(path)
    folder = folder_for(path)
    with sqlite_errors(path), closing(look(path)) as source:
        source.execute("BEGIN")
        # Read in any case: what is copied, step by step, is the project at this moment.
        mark = _mark(source)
        newest = next(iter(_files(folder)), None)
        if newest is not None and _mark_of(newest) == mark:
            return None
        with _room_for(path, folder) as unfinished:
            _copy(source, unfinished, path, progress or Silent())
            made = folder / datetime.now(UTC).strftime(_NAME)
            unfinished.replace(made)
    opening.flush_folder(folder)
    for old in _files(folder)[max(keep, 1) :]:
        with suppress(OSError):
            old.unlink()
    return made


def backups(path: Path) -> list[Backup]:
    """The readable backups of a project, newest first."""
    found = []
    for file in _files(folder_for(path)):
        with suppress(sqlite3.Error, OSError), closing(look(file)) as connection:
            articles, spans = (
                int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
                for table in ("article", "span")
            )
            found.append(Backup(file, _when(file), articles, spans))
    return found


def restore(backup: Path, path: Path) -> Path:
    """Put a backup in the project's place; returns the new name of the file that was there.

    That file stays in its folder, with what SQLite had kept beside it; no file is overwritten.
    Raises ProjectError, and then the project is as it was: where a window has it open, the backup
    is not sound, or there is no room.
    """
    opening.inspect(backup)
    real = path.resolve()
    if not real.is_file():
        raise ProjectError(
            "There is no file {path} to put the backup in place of. Copy {backup} there.",
            path=str(path),
            backup=str(backup),
        )
    lock = opening.lock_of(real)
    try:
        lock.acquire()
    except Timeout:
        raise ProjectError(
            "{name} is open in another window. Close it there, then restore the backup.",
            name=path.name,
        ) from None
    except (OSError, NotImplementedError) as error:
        raise _not_restored(real, error) from error
    try:
        with _beside(real) as unfinished:
            shutil.copyfile(backup, unfinished)
            shutil.copymode(real, unfinished)
            with unfinished.open("rb+") as file:
                os.fsync(file.fileno())
            kept = _exchange(real, unfinished)
        opening.flush_folder(real.parent)
    except OSError as error:
        raise _not_restored(real, error) from error
    finally:
        opening.release(lock)
    return kept


def _not_restored(path: Path, error: OSError | NotImplementedError) -> ProjectError:
    return ProjectError(
        "The backup could not be put in the place of {name}: {reason}. Nothing was changed. Check "
        "the disk and the rights to the folder {folder}.",
        name=path.name,
        reason=getattr(error, "strerror", None) or str(error),
        folder=str(path.parent),
    )


def _exchange(path: Path, new: Path) -> Path:
    """Give the file at `path` another name and its old one to `new`; there is one at any moment."""
    kept = _free_name(path)
    moved: list[tuple[Path, Path]] = []
    linked = False
    try:
        # First of all: a -wal that stayed would be played into the new file.
        for ending in _ENDINGS:
            if beside(path, ending).exists():
                beside(path, ending).rename(beside(kept, ending))
                moved.append((beside(path, ending), beside(kept, ending)))
        try:
            kept.hardlink_to(path)
            linked = True
        except OSError:
            # A disk without hard links: for a moment there is no file of the old name.
            path.rename(kept)
            moved.append((path, kept))
        new.replace(path)
    except OSError:
        if linked:
            kept.unlink()
        for old, now in reversed(moved):
            now.rename(old)
        raise
    return kept


def _free_name(path: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
    number = 1
    while True:
        more = "" if number == 1 else f" {number}"
        found = path.with_name(f"{path.stem} replaced {stamp}{more}{path.suffix}")
        if not any(beside(found, ending).exists() for ending in ("", *_ENDINGS)):
            return found
        number += 1


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """An empty file in the folder of `path`, gone afterwards unless it was renamed."""
    handle, name = tempfile.mkstemp(".part", f".{path.stem[:40]}-", path.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def _room_for(path: Path, folder: Path) -> Iterator[Path]:
    """An empty file in the backup folder; ProjectError for what goes wrong there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        with _beside(folder / path.name) as unfinished:
            yield unfinished
    except OSError as error:
        raise ProjectError(
            "No backup of {name} could be made in {folder}: {reason}. The project is as it was. "
            "Make room there, or check the rights to the folder.",
            name=path.name,
            folder=str(folder),
            reason=error.strerror or str(error),
        ) from error


def _sweep(folder: Path) -> None:
    """Remove what programs that were killed have left; a backup in progress is younger."""
    yesterday = datetime.now(UTC).timestamp() - 86400
    for file in folder.glob(".*.part*"):
        with suppress(OSError):
            if file.stat().st_mtime < yesterday:
                file.unlink()


def _copy(source: sqlite3.Connection, unfinished: Path, path: Path, progress: Progress) -> None:
    def told(_: int, remaining: int, total: int) -> None:
        progress.step(total - remaining, total)

    try:
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as target:
            source.backup(target, pages=_STEP, progress=told)
            # The copy is of a file in WAL mode perhaps; a backup is one plain file.
            target.execute("PRAGMA journal_mode=DELETE")
            found = str(target.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        # What SQLite could not write is not the project, so its own sentences would mislead.
        raise OSError(str(error)) from error
    if found != "ok":
        raise DamagedProject(
            "{name} is damaged ({reason}), so no backup was made of it. Restore a backup, or keep "
            "the file and ask for help.",
            name=path.name,
            reason=found.splitlines()[-1][:80],
        )


def _files(folder: Path) -> list[Path]:
    """The backups in a folder, newest first; the name is the time."""
    return sorted(folder.glob("????-??-??T??-??-??.*Z.workbench"), reverse=True)


def _when(file: Path) -> datetime:
    return datetime.strptime(file.name, _NAME).replace(tzinfo=UTC)


def _mark_of(file: Path) -> str | None:
    with suppress(sqlite3.Error, OSError), closing(look(file)) as connection:
        return _mark(connection)
    return None


def _mark(connection: sqlite3.Connection) -> str:
    """What differs between two states of a project, and between two projects."""
    found = hashlib.sha256()
    for query in (
        "SELECT record FROM codebook",
        "SELECT state, count(*), min(seq), max(seq) FROM journal GROUP BY state ORDER BY state",
        "SELECT seq, at, annotator, body FROM journal ORDER BY seq DESC LIMIT 1",
    ):
        found.update(repr(connection.execute(query).fetchall()).encode())
    return found.hexdigest()
