"""The tables of a project file and how an older file becomes a newer one.

sqlite-utils keeps the migrations; it is imported only where a file is made, migrated or checked,
because importing it costs more than opening a project.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from workbench.domain.errors import DamagedProject, DiskFull, ProjectError, ReadOnly

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x57424E43  # "WBNC"
VERSION = 4

# How long, in seconds, to wait for another program that holds the file.
PATIENCE = 5.0


def migrations() -> "Migrations":
    """The steps from an empty file to the schema of this version, in order."""
    from sqlite_utils import Migrations

    steps = Migrations("workbench")

    @steps()
    def first(db: "Database") -> None:
        db.table("property").create({"key": str, "value": str}, pk="key", strict=True)
        db.table("annotator").create({"id": str}, pk="id", strict=True)
        db.table("text").create({"sha256": str, "body": str}, pk="sha256", not_null={"body"})
        # Was for texts that an import in progress had brought.
        db.table("staged").create({"sha256": str}, pk="sha256", strict=True)
        db.table("codebook").create({"id": int, "record": bytes}, pk="id", not_null={"record"})
        db.table("entity").create(
            {"id": str, "name": str, "name_key": str, "record": bytes},
            pk="id",
            not_null={"name", "name_key", "record"},
        )
        db.table("article").create(
            {
                "id": str,
                "sha256": str,
                "title": str,
                "title_key": str,
                "status": str,
                "record": bytes,
            },
            pk="id",
            not_null={"sha256", "title", "title_key", "status", "record"},
            foreign_keys=[("sha256", "text", "sha256")],
        )
        db.table("span").create(
            {
                "id": str,
                "article": str,
                "label": str,
                "start": int,
                "end": int,
                "entity": str,
                "annotator": str,
                "record": bytes,
            },
            pk="id",
            not_null={"article", "label", "start", "end", "annotator", "record"},
            foreign_keys=[
                ("article", "article", "id"),
                ("entity", "entity", "id"),
                ("annotator", "annotator", "id"),
            ],
        )
        db.table("relation").create(
            {
                "id": str,
                "article": str,
                "type": str,
                "source": str,
                "target": str,
                "annotator": str,
                "record": bytes,
            },
            pk="id",
            not_null={"article", "type", "source", "target", "annotator", "record"},
            foreign_keys=[
                ("article", "article", "id"),
                ("source", "span", "id"),
                ("target", "span", "id"),
                ("annotator", "annotator", "id"),
            ],
        )
        db.table("note").create(
            {"id": str, "article": str, "annotator": str, "record": bytes},
            pk="id",
            not_null={"article", "annotator", "record"},
            foreign_keys=[("article", "article", "id"), ("annotator", "annotator", "id")],
        )
        # state: done, undone (can be redone) or dropped (undone, and then something else was done)
        db.table("journal").create(
            {
                "seq": int,
                "at": str,
                "annotator": str,
                "state": str,
                "title": bytes,
                "body": bytes,
            },
            pk="seq",
            not_null={"at", "annotator", "state", "title", "body"},
        )
        db.table("touched").create({"record": str, "seq": int}, pk=("record", "seq"))
        db.table("article").create_index(["sha256"], unique=True)
        db.table("article").create_index(["status", "id"])
        db.table("span").create_index(["article", "start", "end", "id"])
        db.table("span").create_index(["entity"])
        for column in ("article", "source", "target"):
            db.table("relation").create_index([column])
        db.table("note").create_index(["article"])
        db.table("journal").create_index(["state", "seq"])

    @steps()
    def second(db: "Database") -> None:
        db.table("rejection").create(
            {"id": str, "article": str, "entity": str, "annotator": str, "record": bytes},
            pk="id",
            not_null={"article", "entity", "annotator", "record"},
            foreign_keys=[
                ("article", "article", "id"),
                ("entity", "entity", "id"),
                ("annotator", "annotator", "id"),
            ],
        )
        db.table("rejection").create_index(["article"])
        db.table("rejection").create_index(["entity"])
        # The mentions of an entity come in pages, in this order.
        db.execute("DROP INDEX idx_span_entity")
        db.table("span").create_index(["entity", "article", "start", "id"])
        db.table("entity").create_index(["name_key", "id"])

    @steps()
    def third(db: "Database") -> None:
        # A step too big to be held in memory, or in a cell of SQLite's, has its changes here.
        db.table("part").create(
            {"seq": int, "number": int, "body": bytes},
            pk=("seq", "number"),
            not_null={"body"},
            foreign_keys=[("seq", "journal", "seq")],
        )
        # One tree and not two, and no mentions of nobody: imports write both for every span.
        db.execute("ALTER TABLE touched RENAME TO touched_before")
        db.execute(
            "CREATE TABLE touched (record TEXT NOT NULL, seq INTEGER NOT NULL, "
            "part INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (record, seq)) WITHOUT ROWID"
        )
        db.execute("INSERT INTO touched(record, seq) SELECT record, seq FROM touched_before")
        db.table("touched_before").drop()
        db.execute("DROP INDEX idx_span_entity_article_start_id")
        db.execute(
            "CREATE INDEX idx_span_mention ON span (entity, article, start, id) "
            "WHERE entity IS NOT NULL"
        )
        db.execute(
            "DELETE FROM text WHERE sha256 IN (SELECT sha256 FROM staged) "
            "AND sha256 NOT IN (SELECT sha256 FROM article)"
        )
        db.table("staged").drop()

    @steps()
    def fourth(db: "Database") -> None:
        # What a reviewer decided stands in the record; an older program would drop that.
        for table in ("span", "relation"):
            db.execute(f"ALTER TABLE {table} ADD COLUMN review TEXT")
        db.execute("CREATE INDEX idx_span_reviewed ON span (article) WHERE review IS NOT NULL")

    return steps


# SQLite opens files only when it is asked something.
_TOUCH = "SELECT 1 FROM sqlite_master LIMIT 1"


def build(path: Path) -> None:
    """Bring the file at `path` (which may be empty) to this version's schema.

    Killed half-way it leaves a file that the next call finishes.
    """
    from sqlite_utils import Database

    with closing(connect(path, write=True)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        migrations().apply(Database(connection))
        connection.execute(f"PRAGMA user_version={VERSION}")


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """A connection with the project's pragmas; transactions are begun by hand.

    A reader beside nobody may leave a -wal and a -shm behind (see `look`). In a folder that cannot
    be written it reads the file as it lies there. Raises ProjectError where that would leave out
    what a crashed writer had put beside the file.
    """
    if write:
        connection = _connection(path, "mode=rw")
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
        except BaseException:
            connection.close()
            raise
        return connection
    try:
        return _reader(path)
    except sqlite3.Error as error:
        if _code(error) not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise
        reason = error
    with suppress(sqlite3.Error):
        if _is_filled(beside(path, "-journal")):
            # Killed in the middle of a change of mode; only a writer can take that back.
            with closing(_connection(path, "mode=rw")) as writer:
                writer.execute(_TOUCH).fetchone()
            return _reader(path)
    if _is_filled(beside(path, "-wal")) or _is_filled(beside(path, "-journal")):
        raise ProjectError(
            "{name} was not closed properly and its folder cannot be written, so its last changes "
            "cannot be read. Copy all files that begin with {name} to a folder of yours and open "
            "the copy.",
            name=path.name,
        ) from reason
    # A file in WAL mode needs a -shm, and there is nowhere to put one.
    return _connection(path, "mode=ro&immutable=1")


def _reader(path: Path) -> sqlite3.Connection:
    connection = _connection(path, "mode=ro")
    try:
        connection.execute(_TOUCH).fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def look(path: Path) -> sqlite3.Connection:
    """A connection for a short look at a file, which leaves nothing beside it."""
    with path.open("rb") as file:
        in_wal_mode = 2 in file.read(20)[18:]
    if in_wal_mode and not beside(path, "-shm").exists() and not _is_filled(beside(path, "-wal")):
        return _connection(path, "mode=ro&immutable=1")
    return connect(path, write=False)


def beside(path: Path, ending: str) -> Path:
    """Where SQLite keeps its own file (-wal, -shm, -journal) for the project at `path`."""
    real = path.resolve()
    return real.with_name(real.name + ending)


def _is_filled(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def _connection(path: Path, options: str) -> sqlite3.Connection:
    # Bytes, because a name on disk need not be UTF-8.
    name = quote(os.fsencode(path.resolve()))
    connection = sqlite3.connect(
        f"file:{name}?{options}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=PATIENCE,
    )
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into a sentence that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        code, name = _code(error), path.name
        # The -shm could not grow: SQLite has no other word for that.
        no_room = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_IOERR_SHMSIZE
        # Python's own complaint, without a code: the bytes of a text column are not UTF-8.
        not_text = not code and isinstance(error, sqlite3.OperationalError)
        if code == sqlite3.SQLITE_FULL or no_room:
            raise DiskFull(
                "The disk is full, so nothing was changed in {name}. Make room and try again.",
                name=name,
            ) from error
        if code == sqlite3.SQLITE_READONLY:
            raise ReadOnly(
                "{name} cannot be written: the file or its folder is read-only. Copy it to a "
                "folder of yours to edit it.",
                name=name,
            ) from error
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or not_text:
            raise DamagedProject(
                "{name} is damaged. It was not written to. Restore a backup, or keep the file "
                "and ask for help.",
                name=name,
            ) from error
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise ProjectError(
                "{name} is in use by another program just now. Try again in a moment.", name=name
            ) from error
        if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            raise ProjectError(
                "{name} cannot be read or written: {reason}. Nothing was changed. Check the disk "
                "and the rights to the folder.",
                name=name,
                reason=str(error),
            ) from error
        raise
