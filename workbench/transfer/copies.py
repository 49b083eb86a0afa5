"""Near copies among many texts: reprints, shortened and revised versions.

A text is the set of its runs of five words. Of their hashes those below a bound are kept, and of
a short text the smallest ones in any case, which is a fair sample: what two samples share tells
what the texts share. The bound is the same for all texts, so that of a short text that stands in a
long one the long one's sample holds its part; only texts whose keys meet are held together.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import Final
from zlib import crc32

from workbench.domain.text import fold

RUN: Final = 5  # words
SAMPLE: Final = 64  # hashes kept of a short text
BOUND: Final = 1 << 29  # an eighth of all hashes
ALIKE: Final = 0.5  # the share of the shorter text's runs that stand in the longer one
_KEYS: Final = 16  # of the sample, those by which texts meet in any case
_KEY_BOUND: Final = BOUND >> 1  # and all below it: a text of 100 words has about six
_SLICES: Final = 16  # of the keys, held in memory one after another
_FEWEST: Final = 4
# A run that so many texts share is a masthead or an advertisement; each text is then held against
# so many before it, lest the work grow with the square.
_CROWD: Final = 12
_WORD: Final = re.compile(r"\w+")
_BITS: Final = 24  # for the number of a text


class Sketch:
    """The sample of one text: its smallest hashes in order, and how many runs it has.

    Of two equal samples the reach is the same: up to it each is a whole picture of its text.
    """

    __slots__ = ("hashes", "runs")

    def __init__(self, text: str) -> None:
        found = _runs(text)
        self.runs = len(found)
        ordered = sorted(found)
        self.hashes = array("I", ordered[: max(SAMPLE, bisect_left(ordered, BOUND))])


def alike(one: Sketch, other: Sketch) -> float:
    """About how much of the shorter text stands in the longer one, 0 to 1."""
    if not one.hashes or not other.hashes:
        return 0.0
    reach = min(_reach(one), _reach(other))
    ours = set(one.hashes[: bisect_right(one.hashes, reach)])
    theirs = set(other.hashes[: bisect_right(other.hashes, reach)])
    fewest = min(len(ours), len(theirs))
    # Of a long text beside a short one the sample may be a run or two, which prove nothing.
    sampled = one.runs > len(one.hashes) or other.runs > len(other.hashes)
    return len(ours & theirs) / max(fewest, _FEWEST if sampled else 1)


def groups(sketches: list[Sketch]) -> list[int]:
    """For each text the number of the first one that it is, over others, a near copy of."""
    first = list(range(len(sketches)))

    def root(number: int) -> int:
        while first[number] != number:
            first[number] = first[first[number]]
            number = first[number]
        return number

    for one, other in _met(sketches):
        a, b = root(one), root(other)
        if a != b and alike(sketches[one], sketches[other]) >= ALIKE:
            first[max(a, b)] = min(a, b)
    return [root(number) for number in range(len(sketches))]


def _met(sketches: list[Sketch]) -> Iterable[tuple[int, int]]:
    """Pairs of texts that have a key in common."""
    edges = [_KEY_BOUND * number // _SLICES for number in range(_SLICES + 1)]
    for low, high in pairwise([*edges, 1 << 32]):
        yield from _met_between(sketches, low, high)


def _met_between(sketches: list[Sketch], least: int, most: int) -> Iterable[tuple[int, int]]:
    low = (1 << _BITS) - 1
    places = []
    for number, sketch in enumerate(sketches):
        start = bisect_left(sketch.hashes, least)
        end = bisect_left(sketch.hashes, most)
        keys = sketch.hashes[start : end if most <= _KEY_BOUND else min(end, _KEYS)]
        places += [key << _BITS | number for key in keys]
    places.sort()
    for _, same in groupby(places, key=lambda place: place >> _BITS):
        numbers = [place & low for place in same]
        for index, number in enumerate(numbers):
            for before in numbers[max(0, index - _CROWD) : index]:
                yield before, number


def _reach(sketch: Sketch) -> int:
    if sketch.runs == len(sketch.hashes):
        return 0xFFFF_FFFF
    return max(sketch.hashes[-1], BOUND - 1)


def _runs(text: str) -> set[int]:
    words = " ".join(_WORD.findall(fold(text))).encode()
    starts = [0, *(found + 1 for found in _spaces(words))]
    if len(starts) <= RUN:
        return {crc32(words)} if words else set()
    ends = [*(start - 1 for start in starts[RUN:]), len(words)]
    return {crc32(words[a:b]) for a, b in zip(starts, ends, strict=False)}


def _spaces(words: bytes) -> list[int]:
    return [found.start() for found in re.finditer(b" ", words)]
