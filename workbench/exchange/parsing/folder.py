"""Folders with a file an article: how its files are named, and how they are read one by one."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from workbench.domain.errors import Unreadable
from workbench.domain.records import Article
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, shown
from workbench.jobs import Progress

Read = Callable[[bytes, str], Iterator[Bundle | Problem]]

_UNFIT = re.compile(r"[^\w.-]+")


def stem(number: int, article: Article) -> str:
    """A file name without its suffix: a number that makes it the only one, and what it is."""
    said = _UNFIT.sub("_", article.title or article.id)[:40].strip("._-")
    return f"{number:05d}-{said}" if said else f"{number:05d}"


def each_file(
    path: Path, suffix: str, limit: int, progress: Progress, read: Read
) -> Iterator[Bundle | Problem]:
    """Yield what `read` finds in the bytes of a file, or of all such files below a folder.

    A file of a folder that is of no use is a Problem. Raises Unreadable or OSError for a file
    that was asked for by itself, and Unreadable for a folder without any.
    """
    if not path.is_dir():
        data = _bytes_of(path, limit)
        progress.step(0, len(data))
        yield from read(data, shown(path))
        progress.step(len(data), len(data))
        return
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() == suffix)
    if not files:
        raise Unreadable(
            "There is no file {suffix} in the folder {path}.", suffix=suffix, path=shown(path)
        )
    total, done = sum(file.stat().st_size for file in files), 0
    for file in files:
        progress.step(done, total)
        try:
            data = _bytes_of(file, limit)
            done += len(data)
            yield from read(data, shown(file))
        except Unreadable as error:
            yield Problem(shown(file), None, error.message)
        except OSError as error:
            reason = error.strerror or str(error)
            yield Problem(shown(file), None, msg("It cannot be read: {reason}.", reason=reason))
    progress.step(total, total)


def too_large(limit: int) -> Unreadable:
    """The refusal of a file that is larger than is taken."""
    return Unreadable(
        "The file is larger than {most} MB. Cut it into articles and import those.",
        most=limit >> 20,
    )


def _bytes_of(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise too_large(limit)
    return data
