"""JSON Lines, one record in memory at a time. Lines end at LF and nowhere else."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from workbench.domain.errors import Unreadable
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, shown
from workbench.exchange.parsing.decoding import marked
from workbench.jobs import Progress

_CHUNK = 1 << 20
_SNIFFED = 20
_SNIFFED_BYTES = 4 << 20
_PLAIN = frozenset(("utf-8", "utf8", "utf_8", "utf-8-sig", "utf_8_sig", "ascii", "us-ascii"))


def _json_lines(
    path: Path, options: ReadOptions, progress: Progress
) -> Iterator[tuple[int, Any] | Problem]:
    """Yield the number and the JSON value of each line that is not blank, or why it has none.

    Numbers count from 1; `progress` counts bytes. Of a key that stands in an object twice, the
    last value holds. Raises OSError.
    """
    file, total = shown(path), path.stat().st_size
    with path.open("rb") as raw:
        encoding = options.encoding or _encoding(raw.read(4))
        raw.seek(0)
        number = 0
        try:
            for number, line in enumerate(_lines(raw, encoding, options.limit), 1):
                progress.step(min(raw.tell(), total), total)
                if line is None:
                    yield Problem(
                        file,
                        number,
                        msg("The line is longer than {most} MB.", most=options.limit >> 20),
                    )
                elif line.strip():
                    value, reason = _value(line)
                    yield (number, value) if reason is None else Problem(file, number, reason)
        except UnicodeError:
            yield Problem(
                file,
                number + 1,
                msg(
                    "From here on the file is not in the encoding {encoding}. Choose another "
                    "encoding (--encoding on the command line).",
                    encoding=encoding,
                ),
            )


def first_value(path: Path, options: ReadOptions) -> Any:
    """The first JSON value in the first lines of a file; None where there is none."""
    return next(first_values(path, options), None)


def first_values(path: Path, options: ReadOptions) -> Iterator[Any]:
    """The JSON values of the first lines of a file, and of no more than some megabytes of it."""
    size = 0
    with path.open("rb") as raw:
        encoding = options.encoding or _encoding(raw.read(4))
        raw.seek(0)
        with suppress(UnicodeError):
            for line in islice(_lines(raw, encoding, options.limit), _SNIFFED):
                value, reason = (None, None) if line is None else _value(line)
                if value is not None and reason is None:
                    yield value
                size += len(line or b"")
                if size > _SNIFFED_BYTES:
                    return


def line_by_line(
    path: Path,
    options: ReadOptions,
    progress: Progress,
    made: Callable[[Any, int], Iterable[Bundle | Problem]],
) -> Iterator[Bundle | Problem]:
    """Yield what `made` makes of the value and the number of each line.

    A line that is not JSON, or for which `made` raises Unreadable, is a Problem.
    """
    for item in _json_lines(path, options, progress):
        if isinstance(item, Problem):
            yield item
            continue
        line, value = item
        try:
            found = made(value, line)
        except Unreadable as error:
            yield Problem(shown(path), line, error.message)
        else:
            yield from found


def is_native(value: Any) -> bool:
    """Whether a JSON value says of itself that it is a native record."""
    return isinstance(value, dict) and value.get("format") == "workbench"


def _encoding(head: bytes) -> str:
    """By BOM, else by where the zeros stand: JSON begins with two ASCII characters."""
    named = marked(head)
    if named is not None:
        return named
    zeros = "".join("0" if byte == 0 else "x" for byte in head)
    wide = {"x000": "utf-32-le", "000x": "utf-32-be", "x0x0": "utf-16-le", "0x0x": "utf-16-be"}
    return wide.get(zeros, "utf-8")


def _lines(raw: BinaryIO, encoding: str, limit: int) -> Iterator[bytes | None]:
    """Yield each line in UTF-8; None for one of more than `limit` bytes."""
    if encoding.lower() in _PLAIN:
        yield from _bounded(raw, limit)
        return
    text = io.TextIOWrapper(raw, encoding, newline="\n")
    try:
        yield from _bounded(_Recoded(text), limit)
    finally:
        text.detach()


class _Recoded:
    """A text stream, read by lines as UTF-8."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text

    def readline(self, size: int) -> bytes:
        """At most `size` characters of the line, in UTF-8."""
        return self._text.readline(size).encode()


def _bounded(stream: BinaryIO | _Recoded, limit: int) -> Iterator[bytes | None]:
    first = True
    while line := stream.readline(limit + 1):
        if first:
            line, first = line.removeprefix(b"\xef\xbb\xbf"), False
        if len(line) <= limit or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_CHUNK)
        yield None


def _value(line: bytes) -> tuple[Any, Message | None]:
    try:
        return orjson.loads(line), None
    except orjson.JSONDecodeError as error:
        if "UTF-8" in error.msg:
            return None, msg(
                "The line is not in UTF-8. Choose the encoding (--encoding on the command line)."
            )
        if "surrogate" in error.msg:
            return None, msg(
                "The line holds half a character (a lone surrogate). Write it again as UTF-8."
            )
        return None, msg(
            "The line is not JSON: {reason}, at character {column}.",
            reason=error.msg.split(":", 1)[0],
            column=error.colno,
        )
