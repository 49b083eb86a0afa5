"""What was written, read again: by its own format, or as far as one that is not imported allows."""

import csv
import zipfile
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.errors import ExportFailed
from workbench.exchange.bundle import LIMIT, Bundle, Problem, ReadOptions, Unit, shown
from workbench.exchange.dialect import Checks, Dialect
from workbench.jobs import Progress, Silent
from workbench.transfer.manifest import without_manifest
from workbench.transfer.places import Making


def read_back(
    made: Dialect, path: Path, codebook: Codebook, unit: Unit, progress: Progress | None = None
) -> Iterator[Bundle | Problem]:
    """What a format finds in an export of this program, with short ids where it has none."""
    numbers = count()
    options = ReadOptions(
        encoding=None, new_id=lambda: f"new-{next(numbers)}", unit=unit, limit=8 * LIMIT
    )
    return without_manifest(made.read(path, codebook, options, progress or Silent()))


def look_at(dialect: Dialect, made: Making, held: Mapping[str, int]) -> None:
    """Count the rows of a format that is not imported, or see at least that its files open.

    Raises ExportFailed where they are not as many as `held`, or a file cannot be opened.
    """
    if isinstance(dialect, Checks):
        try:
            found = dialect.checked(made.path)
        except (ValueError, LookupError, TypeError, csv.Error):
            found = {"articles": -1}
        if any(held[name] != number for name, number in found.items()):
            raise _unreadable(made.path)
        return
    for name in made.names:
        path = made.folder / name
        if not _opens(path, path.suffix.lower() if made.single is None else dialect.suffixes[0]):
            raise _unreadable(path)


def _opens(path: Path, suffix: str) -> bool:
    """Whether a file can be opened as what its name says that it is."""
    try:
        if suffix in (".jsonl", ".ndjson"):
            with path.open("rb") as file:
                for line in file:
                    orjson.loads(line)
            return True  # a gazetteer of articles that mention nobody is empty
        if suffix in (".csv", ".tsv"):
            with path.open(encoding="utf-8-sig", newline="") as table:
                rows = csv.reader(table, "excel-tab" if suffix == ".tsv" else "excel")
                return len({len(row) for row in rows}) <= 1
        if suffix in (".xlsx", ".docx", ".qdpx", ".zip"):
            with zipfile.ZipFile(path) as archive:
                return archive.testzip() is None
    except (ValueError, csv.Error, zipfile.BadZipFile):
        return False
    return path.stat().st_size > 0


def _unreadable(path: Path) -> ExportFailed:
    return ExportFailed(
        "What was written to {path} cannot be read back. Nothing was exported.",
        path=shown(Path(path.name)),
    )
