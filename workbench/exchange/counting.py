"""How the offsets of a standoff file count: found by holding each way against the quotes.

brat counts the characters of the text file as they stand there, CR and a byte order mark included.
Other tools count on the text with LF alone, without the mark, or in UTF-16.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.offsets import Utf16Map
from workbench.domain.text import Fragments, Interval
from workbench.exchange.bundle import Unit

Places = Sequence[tuple[int, int]]

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_CRLF = re.compile("\r\n")


@dataclass(frozen=True, slots=True)
class Counting:
    """One way of counting: on `text`, which is the stored text but for a mark and for CR."""

    text: str
    marked: bool
    returns: Sequence[int]
    units: Utf16Map | None

    def said(self, places: Places) -> str | None:
        """The words at `places`, joined with one space; None where they lie outside the text."""
        found = []
        for place in places:
            start, end = map(self._point, place)
            if not 0 <= start < end:
                return None
            found.append(self.text[start:end])
        return " ".join(found)

    def fragments(self, places: Places) -> Fragments | None:
        """`places` in the stored text, sorted; None where they are empty, outside or overlap."""
        if len(places) == 1:  # the usual case, which needs no order
            start, end = map(self._stored, places[0])
            return (Interval(start, end),) if 0 <= start < end else None
        found, last = [], 0
        for start, end in sorted((self._stored(start), self._stored(end)) for start, end in places):
            if not last <= start < end:
                return None
            found.append(Interval(start, end))
            last = end
        return tuple(found) or None

    def _stored(self, offset: int) -> int:
        point = self._point(offset)
        if self.returns:
            point -= bisect_left(self.returns, point)
        return point - self.marked

    def _point(self, offset: int) -> int:
        """The code point of `text`; -1 where it is outside."""
        if self.units is None:
            return offset if 0 <= offset <= len(self.text) else -1
        if not 0 <= offset <= self.units.unit_length:
            return -1
        return self.units.code_point(offset)


def countings(
    decoded: str, unit: Unit | None = None, *, as_brat: bool = False
) -> Iterator[Counting]:
    """The ways of counting in a file that make a difference, brat's own first.

    `unit` is the one that is known; `as_brat`: the rest is known to count as in brat.
    """
    marked, bare = decoded.startswith("\ufeff"), decoded.removeprefix("\ufeff")
    units = (False, True) if unit is None and _ASTRAL.search(decoded) else (unit == "utf16",)
    for in_units in units:
        for raw in (True, False) if "\r\n" in decoded and not as_brat else (True,):
            for with_mark in (True, False) if marked and not as_brat else (marked,):
                text = decoded if with_mark else bare
                text = text if raw else text.replace("\r\n", "\n")
                returns = [found.start() for found in _CRLF.finditer(text)]
                yield Counting(text, with_mark, returns, Utf16Map(text) if in_units else None)


def best(
    ways: Sequence[Counting], quoted: Sequence[tuple[Places, str | None]]
) -> tuple[Counting, bool]:
    """The way by which most quotes stand where they should, and whether another is as good.

    Of ways that are as good the first is taken; those that lead to the same places are one.
    """
    if len(ways) == 1:
        return ways[0], False
    scores = [
        sum(quote is not None and way.said(places) == quote for places, quote in quoted)
        for way in ways
    ]
    top = max(scores)
    first, *others = [way for way, score in zip(ways, scores, strict=True) if score == top]
    return first, any(
        way.fragments(places) != first.fragments(places)
        for way in others
        for places, quote in quoted
        if quote is None or way.said(places) == quote
    )
