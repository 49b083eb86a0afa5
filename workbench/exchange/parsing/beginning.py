"""What a file begins with: the first record of JSON as far as it can be read, or markup."""

import re
from collections.abc import Set
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import Any, Final

from workbench.exchange.bundle import ReadOptions
from workbench.exchange.parsing.decoding import marked

_FIRST: Final = 1 << 16  # so many bytes are looked at, then more, as long as they say little
_DEPTH: Final = 3
_BLANK: Final = re.compile(r"[\s\ufeff]*")
_COMMA: Final = re.compile(r"\s*,")
_COLON: Final = re.compile(r"\s*:\s*")
_MARKUP: Final = re.compile(r"[\s\ufeff]*(?:<\?xml|<!doctype|<html)\b", re.IGNORECASE)
_DECODER: Final = JSONDecoder(strict=False)


def beginning(path: Path, options: ReadOptions) -> str:
    """The first characters of a file; what does not fit the encoding is U+FFFD. Raises OSError."""
    return _characters(path, options, _FIRST)


def first_record(path: Path, options: ReadOptions, enough: Set[str] = frozenset()) -> Any:
    """The first value of a JSON file, of an array its first one; None where there is none.

    It may go over many lines. A record that is cut or broken has the fields that come before, and
    so does one in which a field of `enough` was found. Raises OSError.
    """
    size, most = _FIRST, min(path.stat().st_size, options.limit)
    while True:
        text = _characters(path, options, size)
        value, end = _value(text, _BLANK.match(text).end(), 0)  # type: ignore[union-attr] # matches
        many = isinstance(value, list)
        found = (value[0] if value else None) if many else value
        whole = end is not None or (many and len(value) > 1)
        told = isinstance(found, dict) and not enough.isdisjoint(found)
        if whole or told or size >= most or not isinstance(value, list | dict):
            return found
        size *= 8


def is_markup(text: str) -> bool:
    """Whether a text begins as HTML or XML does."""
    return _MARKUP.match(text) is not None


def _characters(path: Path, options: ReadOptions, size: int) -> str:
    with path.open("rb") as file:
        data = file.read(size)
    try:
        return data.decode(options.encoding or marked(data) or _width(data[:4]), "replace")
    except LookupError:
        return ""


def _width(head: bytes) -> str:
    """The encoding of what begins with two ASCII characters, by where the zeros stand."""
    if len(head) == 4 and head.count(0) == 2:
        return "utf-16-be" if head[0] == 0 else "utf-16-le"
    return "utf-8"


def _value(text: str, at: int, depth: int) -> tuple[Any, int | None]:
    """The value that stands at a place and its end; no end where it is cut or broken."""
    try:
        return _DECODER.raw_decode(text, at)
    except (JSONDecodeError, RecursionError, ValueError):
        sign = text[at : at + 1]
    if sign == '"':
        return text[at + 1 :], None
    if depth == _DEPTH or sign not in ("[", "{"):
        return None, None
    return _object(text, at + 1, depth) if sign == "{" else _array(text, at + 1, depth)


def _array(text: str, at: int, depth: int) -> tuple[list[Any], None]:
    found = []
    end: int | None = at
    while end is not None and (start := _blank(text, end)) < len(text):
        value, end = _value(text, start, depth + 1)
        found.append(value)
        comma = _COMMA.match(text, end) if end is not None else None
        end = comma.end() if comma is not None else None
    return found, None


def _object(text: str, at: int, depth: int) -> tuple[dict[str, Any], None]:
    found: dict[str, Any] = {}
    end: int | None = at
    while end is not None:
        key, after = _value(text, _blank(text, end), _DEPTH)
        colon = _COLON.match(text, after) if after is not None else None
        if not isinstance(key, str) or colon is None:
            break
        found[key], end = _value(text, colon.end(), depth + 1)
        comma = _COMMA.match(text, end) if end is not None else None
        end = comma.end() if comma is not None else None
    return found, None


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found is not None else at
