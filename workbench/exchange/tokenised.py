"""A text as formats of tokens see it: sentences of words and single signs, and spans on them.

White space belongs to no token; everything else does. Offsets are code points.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from workbench.domain.text import Interval
from workbench.language.sentences import sentences
from workbench.language.tokens import words

Token = tuple[int, int]

_SIGN = re.compile(r"[^\s\ufeff\u200b]")
_SEEN = re.compile(r"[^\s\ufeff\u200b](?:.*[^\s\ufeff\u200b])?", re.DOTALL)


def tokens_of(text: str) -> Iterator[Token]:
    """Words, and every other character that is not white space by itself."""
    last = 0
    for word in words(text):
        for sign in _SIGN.finditer(text, last, word.start):
            yield sign.span()
        last = word.end
        yield word.start, last
    for sign in _SIGN.finditer(text, last):
        yield sign.span()


def sentences_of(text: str) -> list[list[Token]]:
    """The tokens of each sentence; none is empty. A sentence begins where a token does."""
    found: list[list[Token]] = [[]]
    starts = iter([*(one.start for one in sentences(text)), len(text)])
    following = next(starts)
    for token in tokens_of(text):
        while following < token[0]:
            following = next(starts)
        if following == token[0] and found[-1]:
            found.append([])
        found[-1].append(token)
    return found if found[-1] else found[:-1]


def trimmed(text: str, start: int, end: int) -> Interval | None:
    """An interval without white space at its ends; None where nothing else is in it."""
    seen = _SEEN.search(text, start, end)
    return Interval(*seen.span()) if seen else None


class Tokens:
    """The tokens of one text, in order: which of them an interval touches."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._starts = [start for start, _ in tokens]
        self._ends = [end for _, end in tokens]

    def touched(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the numbers of the tokens that share a character with it."""
        return bisect_right(self._ends, start), bisect_left(self._starts, end)
