"""Two versions of a text, aligned word by word, in order, where that is certain.

Runs of tokens that stand once in both texts are anchors (a «patience diff»); between them what
both begin or end with is aligned too. Where two alignments would do as well, as in a line that is
repeated and then repeated more often, none is taken. The work grows with the length alone.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]")
_RUNS: Final = (9, 9, 5, 5, 3)  # tokens, blanks among them: five words, then three, then two
_REACH: Final = 100  # tokens that blocks are held against their neighbours' for
_NONE: Final = -1


class Tokens(NamedTuple):
    """Words, blanks and signs of a text, in order, which together are the text."""

    text: str
    starts: list[int]  # and the end of the text
    words: bytearray  # whether a token is a word

    def said(self, number: int) -> str:
        """One token as it stands there."""
        return self.text[self.starts[number] : self.starts[number + 1]]


def tokens(text: str) -> Tokens:
    """The tokens of a text."""
    starts, words = [], bytearray()
    for found in _TOKEN.finditer(text):
        starts.append(found.start())
        words.append(_is_word(text[found.start()]))
    return Tokens(text, [*starts, len(text)], words)


def aligned(one: Tokens, other: Tokens) -> list[int]:
    """For each token of `one` the number of that of `other` that it is, or -1; in order."""
    names: dict[str, int] = {}
    ours, theirs = (
        [names.setdefault(_name(text, number), len(names)) for number in range(len(text.words))]
        for text in (one, other)
    )
    into = [_NONE] * len(ours)
    gaps = [(0, len(ours), 0, len(theirs))]
    for run in _RUNS:
        left: list[_Gap] = []
        for gap in gaps:
            inner = _edges(ours, theirs, gap, into)
            if inner is not None:
                left += _split(ours, theirs, inner, run, into)
        gaps = left
    for gap in gaps:
        _edges(ours, theirs, gap, into)
    for number in _doubtful(ours, theirs, into):
        into[number] = _NONE
    return into


_Gap = tuple[int, int, int, int]  # from and to in the one text, and in the other


def _edges(ours: list[int], theirs: list[int], gap: _Gap, into: list[int]) -> _Gap | None:
    """Align what both sides of a gap begin and end with; the rest of the gap, if both have any."""
    a, b, c, d = gap
    most = min(b - a, d - c)
    begin = 0
    while begin < most and ours[a + begin] == theirs[c + begin]:
        begin += 1
    end = 0
    while end < most and ours[b - 1 - end] == theirs[d - 1 - end]:
        end += 1
    if b - a == d - c == begin:
        end = 0
    elif begin + end > most:
        # The same tokens may belong to what stands before or after: which, nothing tells.
        begin, end = most - end, most - begin
    for number in range(begin):
        into[a + number] = c + number
    for number in range(1, end + 1):
        into[b - number] = d - number
    a, b, c, d = a + begin, b - end, c + begin, d - end
    return (a, b, c, d) if a < b and c < d else None


def _split(
    ours: list[int], theirs: list[int], gap: _Gap, run: int, into: list[int]
) -> Iterator[_Gap]:
    """Align the middle of each run that stands once on both sides; yield the gaps between."""
    a, b, c, d = gap
    here, there = _once(ours, a, b, run), _once(theirs, c, d, run)
    met = sorted((place, there[said]) for said, place in here.items() if said in there)
    middle = run // 2
    for first, second in _longest(met):
        place, other = first + middle, second + middle
        into[place] = other
        if a < place and c < other:
            yield a, place, c, other
        a, c = place + 1, other + 1
    if a < b and c < d:
        yield a, b, c, d


def _doubtful(ours: list[int], theirs: list[int], into: list[int]) -> set[int]:
    """Aligned tokens that would go as well with the block before or after their own."""
    pairs = [(here, there) for here, there in enumerate(into) if there != _NONE]
    back = {there: here for here, there in pairs}
    found: set[int] = set()
    for (a, c), (b, d) in pairwise(pairs):
        if b - a == d - c:
            continue
        for start, other, step in ((a, c, 1), (b, d, -1)):
            for far in range(1, _REACH):
                here, there = start + step * far, other + step * far
                inside = 0 <= here < len(ours) and 0 <= there < len(theirs)
                if not inside or ours[here] != theirs[there] or into[here] == there:
                    break
                found.add(here)
                found.add(back.get(there, here))
    return found


def _once(said: list[int], start: int, end: int, run: int) -> dict[tuple[int, ...], int]:
    """Where each run of tokens begins that stands in a stretch once."""
    part = said[start:end]
    found: dict[tuple[int, ...], int] = {}
    for number, words in enumerate(zip(*(part[shift:] for shift in range(run)), strict=False)):
        found[words] = _NONE if words in found else start + number
    return {words: place for words, place in found.items() if place != _NONE}


def _longest(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs in which both sides rise."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, other) in enumerate(pairs):
        at = bisect_left(tails, other)
        before.append(last[at - 1] if at else _NONE)
        tails[at : at + 1] = [other]
        last[at : at + 1] = [number]
    row, number = [], last[-1] if last else _NONE
    while number != _NONE:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _name(text: Tokens, number: int) -> str:
    said = text.said(number)
    return " " if said.isspace() else said
