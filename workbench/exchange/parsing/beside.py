"""Texts whose annotations stand in files beside them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from workbench.domain.errors import Unreadable
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, shown
from workbench.exchange.parsing.decoding import decoded
from workbench.jobs import Progress


def file_text(path: Path, options: ReadOptions) -> str:
    """The characters of a file, its BOM included. Raises Unreadable or OSError."""
    with path.open("rb") as file:
        data = file.read(options.limit + 1)
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


def one_by_one(
    files: Sequence[Path],
    read: Callable[[Path], Iterator[Bundle | Problem]],
    progress: Progress,
) -> Iterator[Bundle | Problem]:
    """Yield what `read` makes of each file; one that is of no use is a Problem.

    `progress` counts bytes of `files`.
    """
    sizes = [file.stat().st_size for file in files]
    total, done = sum(sizes), 0
    for file, size in zip(files, sizes, strict=True):
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
