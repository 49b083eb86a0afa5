"""The rows of WebAnno TSV by columns: a row is a token or a part of one."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

import orjson

from workbench.domain.offsets import Utf16Map
from workbench.domain.words import Message, msg

# The line of a token: its name and place, its word, its cells. No part of it is ever tried twice.
_ROW = re.compile(
    r"^([0-9]{1,9}+-[0-9]{1,9}+(?:\.[0-9]{1,9}+)?+\t[0-9]{1,9}+-[0-9]{1,9}+)"
    r"\t([^\t\n]*+)\t?+(.*+)\n?",
    re.MULTILINE,
)
_PARTS: Final = 4  # what stands before a row, and the groups of `_ROW`


@dataclass(slots=True)
class Rows:
    """All rows by columns; `cells` are those of a row with the tabs between them.

    `before` is what stands before each row, and, as one element more, after the last.
    """

    before: Sequence[str]
    heads: Sequence[str]  # the names of units, a tab, and their places
    starts: Sequence[int]
    ends: Sequence[int]
    words: Sequence[str]
    cells: Sequence[str]
    _numbers: list[int] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, body: str) -> "Rows":
        """The rows of a file behind its header."""
        parts = _ROW.split(body)
        heads, words, cells = (parts[at::_PARTS] for at in range(1, _PARTS))
        starts, ends = _places(heads)
        return cls(parts[::_PARTS], heads, starts, ends, words, cells)

    def number_from(self, row: int, line: int) -> None:
        """Say in which line a row stands; those behind it follow it, until more is said."""
        self._numbers.append(row)
        self._lines.append(line - row)

    def unit(self, number: int) -> str:
        """The name of the unit of a row."""
        return self.heads[number].partition("\t")[0]

    def line(self, number: int) -> int:
        """The number of the line that a row stands in."""
        return self._lines[bisect_right(self._numbers, number) - 1] + number

    def misplaced(self, number: int, text: str, units: Utf16Map) -> Message | None:
        """Why a row cannot be taken, where its word does not stand in the text."""
        start, end, said = self.starts[number], self.ends[number], self.words[number]
        if start > end or end > units.unit_length:
            return msg("The offsets lie outside the text, or not in order.")
        word = text[units.code_point(start) : units.code_point(end)]
        if word != said and "\\" not in said:
            return msg("The word is not the text at its offsets.")
        return None

    def stand_in(self, text: str, units: Utf16Map) -> bool:
        """Whether all words are there and stand in the text where their rows say."""
        starts: Iterable[int] = self.starts
        ends: Iterable[int] = self.ends
        if max(chain(starts, ends), default=0) > units.unit_length:
            return False
        if units.unit_length > len(text):
            starts, ends = map(units.code_point, starts), map(units.code_point, ends)
        found = list(map(text.__getitem__, map(slice, starts, ends)))
        return found == self.words and all(found)


def _places(heads: Sequence[str]) -> tuple[Sequence[int], Sequence[int]]:
    """Where rows begin and end, which are the last two numbers of a head."""
    try:
        # Reads numbers five times as fast as `int` is called; knows no zeros before a number.
        numbers = ",".join(heads).replace("\t", ",").replace("-", ",")
        said = orjson.loads(f"[{numbers}]")
    except orjson.JSONDecodeError:
        places = [head.rpartition("\t")[2].partition("-") for head in heads]
        return [int(start) for start, _, _ in places], [int(end) for _, _, end in places]
    return said[2::4], said[3::4]
