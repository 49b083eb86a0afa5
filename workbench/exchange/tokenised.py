"""A text as formats of tokens see it: sentences of words and single signs, and spans on them.

White space belongs to no token; everything else does. Offsets are code points.

A dataset has a million tokens where it has ten thousand spans. So tokens are kept in columns, and
what is done to all of them is done to a column at a time; a loop is for spans and sentences.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import orjson

from workbench.domain.text import Interval
from workbench.language.sentences import sentences
from workbench.language.tokens import WORD

_SIGN = r"[^\s\ufeff\u200b]"
_TOKEN = re.compile(f"({WORD}|{_SIGN})")
_SEEN = re.compile(rf"{_SIGN}(?:.*{_SIGN})?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text in columns: words, and every other sign that shows by itself.

    `gaps` is the white space before each token and, as one element more, that after the last.
    `firsts` are the numbers of the tokens that sentences begin with.
    """

    text: str
    words: Sequence[str]
    gaps: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    firsts: Sequence[int]

    def touched(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the numbers of the tokens that share a character with it."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)


@lru_cache(1)  # what a format carries of a text is asked right before it is written
def tokens_of(text: str) -> Tokens:
    """The tokens of a text."""
    parts = _TOKEN.split(text)
    edges = list(accumulate(map(len, parts)))
    starts = edges[:-1:2]
    firsts = [0] if starts else []
    for sentence in sentences(text):
        number = bisect_left(starts, sentence.start)
        if number and starts[number : number + 1] == [sentence.start]:
            firsts.append(number)
    return Tokens(text, parts[1::2], parts[::2], starts, edges[1::2], firsts)


def trimmed(text: str, start: int, end: int) -> Interval | None:
    """An interval without white space at its ends; None where nothing else is in it."""
    seen = _SEEN.search(text, start, end)
    return Interval(*seen.span()) if seen else None


def woven(*columns: Sequence[str]) -> str:
    """The texts of columns of one length, row by row."""
    width = len(columns)
    cells = [""] * (width * len(columns[0]))
    for place, column in enumerate(columns):
        cells[place::width] = column
    return "".join(cells)


def numerals(numbers: Iterable[int]) -> list[str]:
    """Numbers in digits. (orjson writes them three times as fast as `str` is called.)"""
    digits = orjson.dumps([*numbers])[1:-1].decode()
    return digits.split(",") if digits else []
