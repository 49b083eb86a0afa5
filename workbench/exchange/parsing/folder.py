"""Folders with a file an article: how its files are named, and how they are read one by one."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from workbench.domain.errors import Unreadable
from workbench.domain.records import Article
from workbench.exchange.bundle import Bundle, Problem, shown
from workbench.exchange.parsing.beside import names_below, one_by_one, read_up_to
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
    files = [name for name in names_below(path, "*") if Path(name).suffix.lower() == suffix]
    if not files:
        raise Unreadable(
            "There is no file {suffix} in the folder {path}.", suffix=suffix, path=shown(path)
        )

    def article(file: Path) -> Iterator[Bundle | Problem]:
        return read(_bytes_of(file, limit), shown(file))

    yield from one_by_one(files, article, progress)


def too_large(limit: int) -> Unreadable:
    """The refusal of a file that is larger than is taken."""
    return Unreadable(
        "The file is larger than {most} MB. Cut it into articles and import those.",
        most=limit >> 20,
    )


def _bytes_of(path: Path, limit: int) -> bytes:
    data = read_up_to(path, limit)
    if len(data) > limit:
        raise too_large(limit)
    return data
