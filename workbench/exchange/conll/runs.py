"""A file of words in runs of lines from one empty line to the next."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from workbench.domain.errors import Unreadable
from workbench.exchange.bundle import ReadOptions
from workbench.exchange.parsing.folder import too_large
from workbench.jobs import Progress

_CHUNK: Final = 1 << 17


def runs(path: Path, options: ReadOptions, progress: Progress) -> Iterator[tuple[int, str, bool]]:
    """Yield the number of the first line, the run, and whether an empty line follows it.

    A run may come in parts, so that a file without empty lines is not in memory as a whole.
    Raises Unreadable after what stands before a line that is too long or in another encoding.
    """
    total, first = path.stat().st_size, 1
    with path.open("rb") as file:
        while data := file.read(_CHUNK):
            data += file.readline(options.limit + 1)
            text, refusal = _text(data, first, options)
            if first == 1:
                text = text.removeprefix("\ufeff")
            *ended, rest = text.split("\n\n")
            for run in ended:
                yield first, run, True
                first += run.count("\n") + 2
            if rest:
                yield first, rest.removesuffix("\n"), False
                first += rest.count("\n")
            if refusal is not None:
                raise refusal
            progress.step(file.tell(), total)
    progress.step(total, total)


def _text(data: bytes, first: int, options: ReadOptions) -> tuple[str, Unreadable | None]:
    """The text of whole lines, up to one that cannot be taken, and why it cannot."""
    if options.encoding in (None, "utf-8") and len(data) <= options.limit:
        try:
            return data.decode(), None
        except UnicodeDecodeError:
            pass
    found: list[str] = []
    encoding = options.encoding or "utf-8"
    for number, line in enumerate(io.BytesIO(data), first):
        if len(line) > options.limit:
            return "".join(found), too_large(options.limit)
        try:
            found.append(line.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            return "".join(found), Unreadable(
                "Line {line} is not in the encoding {encoding}. Choose another encoding "
                "(--encoding on the command line).",
                line=number,
                encoding=encoding,
            )
    return "".join(found), None
