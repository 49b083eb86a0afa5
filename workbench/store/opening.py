"""What stands before a project is opened: is it one, is it whole, who has it."""

import getpass
import os
import platform
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import orjson
from filelock import FileLock

from workbench.domain.errors import DamagedProject, NewerProject, NotAProject, ProjectError
from workbench.domain.records import timestamp
from workbench.domain.words import Message, msg
from workbench.store.schema import (
    APPLICATION_ID,
    VERSION,
    beside,
    build,
    connect,
    look,
    sqlite_errors,
)

# A file up to this size is checked whole before it is opened (about 0.3 s at most).
CHECKED_WHOLE = 64 * 1024 * 1024


def inspect(path: Path) -> None:
    """Raise the error that says why the file cannot be opened. Writes nothing, nor beside it."""
    identify(path)
    with sqlite_errors(path), closing(look(path)) as connection:
        reason = _fault(connection, path.stat().st_size <= CHECKED_WHOLE)
    if reason is not None:
        raise DamagedProject(
            "{name} is damaged ({reason}). It was not written to. Restore a backup, or keep the "
            "file and ask for help.",
            name=path.name,
            reason=reason,
        )


def identify(path: Path) -> None:
    """Raise the error that says why the file is no project of this version; pages unchecked."""
    try:
        if path.exists() and not path.is_file():
            raise NotAProject(
                "{name} is a folder or a device, not a workbench project. Choose a project file, "
                "or make a project and import the folder.",
                name=path.name,
            )
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        raise ProjectError(
            "There is no file {path}. Check the name, or make a new project.", path=str(path)
        ) from None
    except OSError as error:
        raise ProjectError(
            "{path} cannot be opened: {reason}. Check the name and the rights to the file.",
            path=str(path),
            reason=error.strerror or str(error),
        ) from None
    if not head.strip(b"\0") or (len(head) < 100 and head.startswith(b"SQLite format 3")):
        # What a power cut or a failing disk leaves of a file.
        raise DamagedProject(
            "{name} is damaged: its beginning is empty. It was not written to. Restore a backup, "
            "or keep the file and ask for help.",
            name=path.name,
        )
    if head[:16] != b"SQLite format 3\0":
        raise NotAProject(
            "{name} is not a workbench project. To read articles from it, make a project and "
            "import the file.",
            name=path.name,
        )
    if int.from_bytes(head[68:72]) != APPLICATION_ID:
        raise NotAProject(
            "{name} is a database of another program, not a workbench project. Choose a project "
            "file.",
            name=path.name,
        )
    # Asked of SQLite, not of the header: the newest one may still stand in the -wal.
    with sqlite_errors(path), closing(look(path)) as connection:
        found = version(connection)
    if found > VERSION:
        raise NewerProject(
            "{name} was made by a newer version of the workbench. Update the program to open it.",
            name=path.name,
        )


def version(connection: sqlite3.Connection) -> int:
    """The schema version of the file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _fault(connection: sqlite3.Connection, whole: bool) -> str | None:
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if whole:
        found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        if found != "ok":
            return found.splitlines()[-1][:80]
    if version(connection) == VERSION:
        connection.execute("SELECT seq FROM journal LIMIT 1").fetchone()
        if connection.execute("SELECT 1 FROM codebook").fetchone() is None:
            return "codebook"
    return None


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Where to build a file that is to stand at `path`, which it takes when it is whole.

    Leaves nothing where the work on it fails. Raises ProjectError where there is a file already.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_be_made(path, error) from None
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        raise ProjectError(
            "There is a file {name} already. Open it, or choose another name.", name=str(path)
        ) from None
    except OSError as error:
        raise _cannot_be_made(path, error) from None
    unfinished = path.with_name(f".{path.name}.new")
    try:
        # What is there is left from a program that was killed while it made the same file.
        _discard(unfinished)
        unfinished.touch(exist_ok=False)
        yield unfinished
        unfinished.replace(path)
        flush_folder(path.parent)
    except BaseException as error:
        _discard(unfinished)
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _cannot_be_made(path, error) from None
        raise


def _cannot_be_made(path: Path, error: OSError) -> ProjectError:
    return ProjectError(
        "{path} cannot be made: {reason}. Choose another name, or a folder that you may write to.",
        path=str(path),
        reason=error.strerror or str(error),
    )


def _discard(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        beside(path, ending).unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Make new and changed names of a folder survive a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def lock_of(path: Path) -> FileLock:
    """The lock, not yet taken, that whoever writes the project holds; one for all its names."""
    real = path.resolve()
    return FileLock(real.with_name(f".{real.name}.lock"), timeout=0, thread_local=False)


def release(lock: FileLock) -> None:
    """Give a lock back and remove its file, so that a clean close leaves one file."""
    # Removed while still held; filelock sees an unlinked lock file and starts over. Windows keeps
    # open files, and so the empty lock file.
    with suppress(OSError):
        Path(lock.lock_file).unlink()
    lock.release()


def connect_signed(path: Path) -> sqlite3.Connection:
    """Open for writing, bring an older file up to date and write down who has it.

    Call it with the lock held. That writing is the test of whether the file can be written:
    raises ReadOnly and DiskFull among the others.
    """
    with sqlite_errors(path):
        with closing(look(path)) as connection:
            older = version(connection) < VERSION
        if older:
            build(path)
        connection = connect(path, write=True)
        try:
            connection.execute(
                "INSERT INTO property(key, value) VALUES('holder', ?) "
                "ON CONFLICT(key) DO UPDATE SET value=excluded.value",
                (orjson.dumps(_whoami()).decode(),),
            )
        except BaseException:
            connection.close()
            raise
    return connection


def unsign(connection: sqlite3.Connection) -> None:
    """Nobody has the project any more."""
    connection.execute("DELETE FROM property WHERE key='holder'")


def _whoami() -> dict[str, str]:
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = "?"
    return {"user": user, "host": platform.node(), "pid": str(os.getpid()), "since": timestamp()}


def held_by(path: Path) -> Message:
    """The sentence that says who has the project open."""
    found = None
    with suppress(sqlite3.Error, ProjectError), closing(connect(path, write=False)) as connection:
        found = connection.execute("SELECT value FROM property WHERE key='holder'").fetchone()
    who = orjson.loads(found[0]) if found else {}
    return msg(
        "{name} is open in another window: {user} on {host}, process {pid}. It is open here for "
        "reading only; close the other window to edit.",
        name=path.name,
        user=who.get("user", "?"),
        host=who.get("host", "?"),
        pid=who.get("pid", "?"),
    )


def not_writable(path: Path) -> Message:
    """The sentence for a read-only file or folder."""
    return msg(
        "{name} or its folder cannot be written, so it is open for reading only. Copy it to a "
        "folder of yours to edit it.",
        name=path.name,
    )


def no_room(path: Path) -> Message:
    """The sentence for a full disk."""
    return msg(
        "The disk is full, so {name} is open for reading only. Make room and open it again to "
        "edit it.",
        name=path.name,
    )
