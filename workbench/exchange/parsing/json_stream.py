"""A JSON file of any size, one element of its array (or one of its values) in memory at a time.

The file is cut where brackets close, and each piece is parsed by itself: a broken element is told
with its line, and those after it are read.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from workbench.domain.errors import Unreadable
from workbench.domain.forms import Form
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, shown
from workbench.exchange.parsing.decoding import marked
from workbench.jobs import Progress

_CHUNK = 1 << 20
# What stands before the next bracket: strings that end on their line, and signs.
_PLAIN = rb'(?:[^][{}"]++|"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+")*+'
_UP_TO = re.compile(_PLAIN)
_BRACKET = re.compile(_PLAIN + rb"[][{}]")
_OPEN = _LIST, _OBJECT = b"[{"
_BLANK = b" \t\r\n,"
_LINE_END = re.compile(rb"[ \t\r,]*\n")


def one_by_one(
    path: Path,
    options: ReadOptions,
    progress: Progress,
    made: Callable[[Any, int], Iterable[Bundle | Problem]],
) -> Iterator[Bundle | Problem]:
    """Yield what `made` makes of each element and the number of the line that it begins on.

    An element is an item of the array that the file is; a file that is no array is one or more
    values. What is not JSON, or for which `made` raises Unreadable, is a Problem. Raises OSError.
    """
    file, total = shown(path), path.stat().st_size
    with path.open("rb") as raw:
        encoding = options.encoding or marked(raw.read(4)) or "utf-8"
        raw.seek(0)
        line = 1
        try:
            for line, piece in _pieces(_chunks(raw, encoding, progress, total), options.limit):
                if piece is None:
                    reason = msg("It is longer than {most} MB.", most=options.limit >> 20)
                    yield Problem(file, line, reason)
                else:
                    yield from _elements(piece, file, line, made)
        except UnicodeError:
            yield Problem(
                file,
                line,
                msg(
                    "From here on the file is not in the encoding {encoding}. Choose another "
                    "encoding (--encoding on the command line).",
                    encoding=encoding,
                ),
            )


def _elements(
    piece: bytes | Form,
    file: str,
    line: int,
    made: Callable[[Any, int], Iterable[Bundle | Problem]],
) -> Iterator[Bundle | Problem]:
    try:
        found = made(orjson.loads(piece) if isinstance(piece, bytes) else piece, line)
    except orjson.JSONDecodeError as error:
        assert isinstance(piece, bytes)
        yield Problem(file, line + piece.count(b"\n", 0, error.pos), _reason(error))
        yield from _rescued(piece, line, made)
    except Unreadable as error:
        yield Problem(file, line, error.message)
    else:
        yield from found


def _reason(error: orjson.JSONDecodeError) -> Message:
    if "surrogate" in error.msg:
        return msg("The line holds half a character (a lone surrogate). Write it again as UTF-8.")
    return msg("This part of the file is not JSON: {reason}.", reason=error.msg.split(":", 1)[0])


def _rescued(
    piece: bytes, line: int, made: Callable[[Any, int], Iterable[Bundle | Problem]]
) -> Iterator[Bundle | Problem]:
    """What is sound of a broken piece, where each element has a line of its own.

    A bracket that is missing in one element draws those after it into the piece.
    """
    for number, text in enumerate(piece.split(b"\n")):
        if number and text.startswith(b"{"):
            with suppress(orjson.JSONDecodeError, Unreadable):
                yield from made(orjson.loads(text.rstrip(_BLANK + b"]")), line + number)


def _pieces(chunks: Iterable[bytes], limit: int) -> Iterator[tuple[int, bytes | Form | None]]:
    """Yield each element with its line, its bytes or what they hold; None beyond `limit` bytes.

    What stands between elements and is neither blank nor a comma is a piece as well.
    """
    data, line, depth, listed, skipping = b"", 1, 0, False, False
    done = scan = 0  # up to where the data was given out (on `line`), and looked at
    for chunk in chain(chunks, (b"",)):
        data, scan, done = data[done:] + chunk, scan - done, 0
        while True:
            if depth == 0:
                # In most files each element has a line of its own: then no bracket is counted.
                while blank := _LINE_END.match(data, done):
                    line, done = line + 1, blank.end()
                    end = data.find(b"\n", done)
                    while end >= 0 and (whole := _object(data[done:end].strip(_BLANK))) is not None:
                        yield line, whole
                        line, done = line + 1, end + 1
                        end = data.find(b"\n", done)
                scan = max(scan, done)
            mark = _BRACKET.match(data, scan)
            if mark is None:
                scan = _plain_up_to(data, scan)
                if scan < len(data) and (not chunk or data.find(b"\n", scan) >= 0):
                    scan += 1  # a quotation mark without a second one on its line
                    continue
                break  # the rest is in the next chunk
            scan = mark.end()
            sign = data[scan - 1]
            if depth:
                depth += 1 if sign in _OPEN else -1
                if depth:
                    continue
                if not skipping:
                    yield line, data[done:scan]
                line += data.count(b"\n", done, scan)
                done, skipping = scan, False
            else:
                between = data[done : scan - 1].strip(_BLANK)
                if between:
                    yield line, between
                line += data.count(b"\n", done, scan - 1)
                done = scan - 1
                if sign == _OBJECT or (sign == _LIST and listed):
                    depth = 1
                else:
                    listed, done = sign == _LIST, scan
        if len(data) - done > limit:
            if not skipping:
                yield line, None
            if len(data) - scan > limit:
                return  # a string without an end
            line += data.count(b"\n", done, scan)
            done, skipping = scan, depth > 0
    rest = data[done:].strip(_BLANK)
    if rest and not skipping:
        yield line, rest


def _plain_up_to(data: bytes, start: int) -> int:
    """Where a bracket stands, or a string begins that does not end, or the data end."""
    found = _UP_TO.match(data, start)
    return found.end() if found else start


def _object(data: bytes) -> Form | None:
    """The JSON object that the data are; None where they are none, or more."""
    if data.startswith(b"{") and data.endswith(b"}"):
        with suppress(orjson.JSONDecodeError):
            found = orjson.loads(data)
            return found if isinstance(found, dict) else None
    return None


def _chunks(raw: BinaryIO, encoding: str | None, progress: Progress, total: int) -> Iterator[bytes]:
    encoding = encoding or marked(raw.read(4)) or "utf-8"
    raw.seek(0)
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig"):
        first = True
        while chunk := raw.read(_CHUNK):
            progress.step(min(raw.tell(), total), total)
            yield chunk.removeprefix(b"\xef\xbb\xbf") if first else chunk
            first = False
        return
    text = io.TextIOWrapper(raw, encoding, newline="")
    try:
        while letters := text.read(_CHUNK):
            progress.step(min(raw.tell(), total), total)
            yield letters.encode()
    finally:
        text.detach()
