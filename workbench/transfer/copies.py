"""Near copies among many texts: reprints, shortened and revised versions.

A text is the set of its runs of five words. Of their hashes the smallest are kept, which is a fair
sample (a «bottom-k sketch»): what two samples share tells what the texts share, and only texts
whose smallest hashes meet are held against each other.
"""

import re
from array import array
from collections.abc import Iterable
from itertools import groupby
from typing import Final
from zlib import crc32

from workbench.domain.text import fold

RUN: Final = 5  # words
SAMPLE: Final = 64  # hashes kept of a text
ALIKE: Final = 0.5  # the share of the shorter text's runs that stand in the longer one
_KEYS: Final = 16  # of the sample, those by which texts meet
_FEWEST: Final = 4
# A run that so many texts share is a masthead or an advertisement; each text is then held against
# so many before it, lest the work grow with the square.
_CROWD: Final = 12
_WORD: Final = re.compile(r"\w+")
_BITS: Final = 24  # for the number of a text


class Sketch:
    """The sample of one text: its smallest hashes in order, and how many runs it has."""

    __slots__ = ("hashes", "runs")

    def __init__(self, text: str) -> None:
        found = _runs(text)
        self.runs = len(found)
        self.hashes = array("I", sorted(found)[:SAMPLE])


def alike(one: Sketch, other: Sketch) -> float:
    """About how much of the shorter text stands in the longer one, 0 to 1."""
    # Up to the largest hash that both samples reach, each is a whole picture of its text.
    if not one.hashes or not other.hashes:
        return 0.0
    reach = min(_reach(one), _reach(other))
    ours = {number for number in one.hashes if number <= reach}
    theirs = {number for number in other.hashes if number <= reach}
    fewest = min(len(ours), len(theirs))
    # Of a long text beside a short one the sample may be a run or two, which prove nothing.
    sampled = one.runs > SAMPLE or other.runs > SAMPLE
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
    """Pairs of texts that have one of their smallest hashes in common."""
    low = (1 << _BITS) - 1
    places = [
        key << _BITS | number
        for number, sketch in enumerate(sketches)
        for key in sketch.hashes[:_KEYS]
    ]
    places.sort()
    for _, same in groupby(places, key=lambda place: place >> _BITS):
        numbers = [place & low for place in same]
        for index, number in enumerate(numbers):
            for before in numbers[max(0, index - _CROWD) : index]:
                yield before, number


def _reach(sketch: Sketch) -> int:
    return sketch.hashes[-1] if sketch.runs > len(sketch.hashes) else 0xFFFF_FFFF


def _runs(text: str) -> set[int]:
    words = " ".join(_WORD.findall(fold(text))).encode()
    starts = [0, *(found + 1 for found in _spaces(words))]
    if len(starts) <= RUN:
        return {crc32(words)} if words else set()
    ends = [*(start - 1 for start in starts[RUN:]), len(words)]
    return {crc32(words[a:b]) for a, b in zip(starts, ends, strict=False)}


def _spaces(words: bytes) -> list[int]:
    return [found.start() for found in re.finditer(b" ", words)]
