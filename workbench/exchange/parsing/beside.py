"""Files that are read one by one: whole, up to a limit, and one that is of no use is told."""

import os
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from workbench.domain.errors import Unreadable
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, shown
from workbench.exchange.parsing.decoding import decoded
from workbench.jobs import Progress


def file_text(path: Path, options: ReadOptions) -> str:
    """The characters of a file, its BOM included. Raises Unreadable or OSError."""
    data = read_up_to(path, options.limit)
    if len(data) > options.limit:
        raise Unreadable(
            "{name} is larger than {most} MB.",
            name=shown(Path(path.name)),
            most=options.limit >> 20,
        )
    # Such files are UTF-8; a text that is UTF-8 is not refused for what else it looks like.
    if options.encoding is None and b"\0" not in data:
        try:
            return data.decode()
        except UnicodeDecodeError:
            pass
    return decoded(data, options.encoding)


def read_up_to(path: Path, limit: int) -> bytes:
    """The bytes of a file, or the first `limit` + 1 of a larger one. Raises OSError."""
    with path.open("rb") as file:
        # Room is made for as many bytes as are asked for, and the limit is far above most files.
        size = min(os.fstat(file.fileno()).st_size, limit)
        data = file.read(size + 1)
        return data if len(data) <= size else data + file.read(limit + 1 - len(data))


def names_below(folder: Path, pattern: str) -> list[str]:
    """The paths of what lies below a folder and has a fitting name, in the order of paths."""
    # `rglob` remembers each Path that it gives, a kilobyte and more.
    found = (
        os.path.join(root, name)  # noqa: PTH118  # strings on purpose
        for root, folders, files in os.walk(folder)
        for name in (*folders, *files)
        if fnmatch(name, pattern)
    )
    return sorted(found, key=lambda name: name.replace(os.sep, "\0"))


def one_by_one(
    files: Sequence[Path | str],
    read: Callable[[Path], Iterator[Bundle | Problem]],
    progress: Progress,
) -> Iterator[Bundle | Problem]:
    """Yield what `read` makes of each file; one that is of no use is a Problem.

    `progress` counts bytes of `files`, of which strings take far less memory than paths.
    """
    sizes = [os.stat(file).st_size for file in files]  # noqa: PTH116  # of either kind
    total, done = sum(sizes), 0
    for name, size in zip(files, sizes, strict=True):
        file = Path(name)
        progress.step(done, total)
        try:
            yield from read(file)
        except Unreadable as error:
            yield Problem(shown(file), None, error.message)
        except OSError as error:
            reason = error.strerror or str(error)
            yield Problem(shown(file), None, msg("It cannot be read: {reason}.", reason=reason))
        done += size
    progress.step(total, total)
