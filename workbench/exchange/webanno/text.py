"""How WebAnno TSV writes characters that mean something in it."""

import re
from collections.abc import Iterator
from typing import Final

_IN_TEXT = re.compile("[\x00-\x08\t\n\x0c-\x1f\\\\]")
_ESCAPED_TEXT = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_IN_VALUE = re.compile(r"[\\\[\]|_;*\t\n\r]|->")
_ESCAPED_VALUE = re.compile(r"\\(->|.)", re.DOTALL)
_STACKED = re.compile(r"(?:[^\\|]|\\.)*", re.DOTALL)
_SLOTS = re.compile(r"(?:[^\\;]|\\.)*", re.DOTALL)
_MARKED = re.compile(r"((?:[^\\\[]|\\.)*)\[(\d{1,9})(?:_(\d{1,9}))?\]", re.DOTALL)

_LETTERS: Final = {"\t": "t", "\n": "n", "\f": "f", "\r": "r", "\b": "b"}
_SIGNS: Final = {letter: sign for sign, letter in _LETTERS.items()}


def _escape(found: re.Match[str]) -> str:
    return "\\" + _LETTERS.get(found[0], found[0])


def text_line(text: str) -> str:
    """A line of an article."""
    return _IN_TEXT.sub(_escape, text)


def plain_text(line: str, old: bool) -> str:
    """What a line of text says; in files of 3.0 and 3.1 (`old`) with the escapes of Java."""

    def character(found: re.Match[str]) -> str:
        sign = found[1]
        if len(sign) > 1:
            return chr(int(sign[1:], 16)) if old else found[0]
        if sign in _SIGNS:
            return _SIGNS[sign]
        return sign if sign < " " or sign == "\\" or (old and sign in "\"'/") else found[0]

    if "\\" not in line:
        return line
    made = _ESCAPED_TEXT.sub(character, line)
    return made.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if old else made


def value_cell(value: str) -> str:
    """The value of a feature. (The reader of INCEpTION knows all of these but `\\r`.)"""
    return _IN_VALUE.sub(_escape, value)


def plain_value(cell: str) -> str:
    """What a feature says."""
    if "\\" not in cell:
        return cell
    return _ESCAPED_VALUE.sub(
        lambda found: _SIGNS[found[1]] if found[1] in "tnr" else found[1], cell
    )


def stacked(cell: str) -> list[str]:
    """The values of a cell, one for each annotation that has the unit."""
    return _split(cell, "|", _STACKED)


def slots(cell: str) -> list[str]:
    """The values of a slot feature of one annotation."""
    return _split(cell, ";", _SLOTS)


def marked(value: str) -> tuple[str, int, int]:
    """A value without its `[n]` or `[n_m]`, and the two numbers, 0 for one that is not there."""
    found = _MARKED.fullmatch(value) if value.endswith("]") else None
    if found is None:
        return value, 0, 0
    return found[1], int(found[2]), int(found[3] or 0)


def _split(cell: str, sign: str, pattern: re.Pattern[str]) -> list[str]:
    return cell.split(sign) if "\\" not in cell else list(_pieces(cell, pattern))


def _pieces(cell: str, pattern: re.Pattern[str]) -> Iterator[str]:
    place = 0
    while (found := pattern.match(cell, place)) is not None:
        yield found[0]
        place = found.end() + 1
        if place > len(cell):
            return
