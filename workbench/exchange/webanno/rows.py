"""The rows of WebAnno TSV by columns: a row is a token or a part of one."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

import orjson

from workbench.domain.offsets import Utf16Map
from workbench.domain.words import Message, msg

# The line of a token: its name, start, end, word and cells. No part of it is ever tried twice.
_ROW = re.compile(
    r"^(\d{1,9}+-\d{1,9}+(?:\.\d{1,9}+)?+)\t(\d{1,9}+)-(\d{1,9}+)\t([^\t\n]*+)"
    r"\t?+([^\n]*+)(?:\n|\Z)",
    re.MULTILINE,
)
_PARTS: Final = 6  # what stands before a row, and the groups of `_ROW`


class Row(NamedTuple):
    """The number of its line, the name of its unit, its offsets in UTF-16 and its word."""

    line: int
    unit: str
    start: int
    end: int
    word: str

    def misplaced(self, text: str, units: Utf16Map) -> Message | None:
        """Why it cannot be taken, where its word does not stand in the text."""
        if self.start > self.end or self.end > units.unit_length:
            return msg("The offsets lie outside the text, or not in order.")
        word = text[units.code_point(self.start) : units.code_point(self.end)]
        if word != self.word and "\\" not in self.word:
            return msg("The word is not the text at its offsets.")
        return None


@dataclass(slots=True)
class Rows:
    """All rows by columns; `cells` are those of a row with the tabs between them.

    `before` is what stands before each row, and, as one element more, after the last.
    """

    before: Sequence[str]
    units: Sequence[str]
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
        units, starts, ends, words, cells = (parts[at::_PARTS] for at in range(1, _PARTS))
        return cls(parts[::_PARTS], units, _integers(starts), _integers(ends), words, cells)

    def number_from(self, row: int, line: int) -> None:
        """Say in which line a row stands; those behind it follow it, until more is said."""
        self._numbers.append(row)
        self._lines.append(line - row)

    def row(self, number: int) -> Row:
        """One row."""
        return Row(
            self._lines[bisect_right(self._numbers, number) - 1] + number,
            self.units[number],
            self.starts[number],
            self.ends[number],
            self.words[number],
        )

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


def _integers(said: Sequence[str]) -> Sequence[int]:
    """What texts of digits say."""
    try:
        # Reads numbers five times as fast as `int` is called; knows no zeros before a number.
        found: list[int] = orjson.loads(f"[{','.join(said)}]")
    except orjson.JSONDecodeError:
        return list(map(int, said))
    return found
