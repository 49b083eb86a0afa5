"""The lines of a file of words, in runs from one empty line to the next."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from workbench.domain.errors import Unreadable
from workbench.exchange.bundle import ReadOptions
from workbench.exchange.parsing.folder import too_large
from workbench.jobs import Progress

_CHUNK: Final = 1 << 17


def runs(
    path: Path, options: ReadOptions, progress: Progress
) -> Iterator[tuple[int, list[str], bool]]:
    """Yield the number of the first line, the lines, and whether an empty one follows them.

    A run may come in parts, so that a file without empty lines is not in memory as a whole.
    Raises Unreadable after what stands before a line that is too long or in another encoding.
    """
    total, first = path.stat().st_size, 1
    with path.open("rb") as file:
        while data := file.read(_CHUNK):
            data += file.readline(options.limit + 1)
            lines, refusal = _lines(data, first, options)
            if first == 1 and lines:
                lines[0] = lines[0].removeprefix("\ufeff")
            at = 0
            while at < len(lines):
                try:
                    end, ended = lines.index("", at), True
                except ValueError:
                    end, ended = len(lines), False
                yield first + at, lines[at:end], ended
                at = end + 1
            if refusal is not None:
                raise refusal
            first += len(lines)
            progress.step(file.tell(), total)
    progress.step(total, total)


def _lines(data: bytes, first: int, options: ReadOptions) -> tuple[list[str], Unreadable | None]:
    """The lines of whole lines of bytes, up to one that cannot be taken, and why it cannot."""
    if options.encoding in (None, "utf-8") and len(data) <= options.limit:
        try:
            return data.removesuffix(b"\n").decode().split("\n"), None
        except UnicodeDecodeError:
            pass
    found: list[str] = []
    encoding = options.encoding or "utf-8"
    for number, line in enumerate(io.BytesIO(data), first):
        if len(line) > options.limit:
            return found, too_large(options.limit)
        try:
            found.append(line.removesuffix(b"\n").decode(encoding))
        except (UnicodeDecodeError, LookupError):
            return found, Unreadable(
                "Line {line} is not in the encoding {encoding}. Choose another encoding "
                "(--encoding on the command line).",
                line=number,
                encoding=encoding,
            )
    return found, None
