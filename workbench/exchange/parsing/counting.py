"""How the offsets of a standoff file count: found by holding each way against the quotes.

brat counts the characters of the text file as they stand there, CR and a byte order mark included.
Other tools count on the text with LF alone, without the mark, or in UTF-16.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.domain.offsets import Utf16Map
from workbench.domain.text import Fragments, Interval, around
from workbench.exchange.bundle import Counted, Mark, Newlines, ReadOptions, Tried, Unit

Places = Sequence[tuple[int, int]]

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_CRLF = re.compile("\r\n")
_SHOWN = 3  # spans that a way is shown by


@dataclass(frozen=True, slots=True)
class Counting:
    """One way of counting: on `text`, which is the stored text but for a mark and for CR.

    `past` is 1 where an end is the place of the last character, else 0.
    """

    text: str
    marked: bool
    returns: Sequence[int]
    units: Utf16Map | None
    past: int = 0

    def said(self, places: Places) -> str | None:
        """The words at `places`, joined with one space; None where they lie outside the text."""
        if len(places) == 1 and self.units is None:  # the usual case
            start, end = places[0][0], places[0][1] + self.past
            return self.text[start:end] if 0 <= start < end <= len(self.text) else None
        found = []
        for first, last in places:
            start, end = self._point(first), self._point(last + self.past)
            if not 0 <= start < end:
                return None
            found.append(self.text[start:end])
        return " ".join(found)

    def mark(self, places: Places) -> Mark:
        """The words at `places` with those around them."""
        words = self.said(places)
        if words is None:
            return Mark("", "", "")
        start, end = self._point(places[0][0]), self._point(places[-1][1] + self.past)
        before, after = around(self.text, start, end)
        return Mark(before, words.replace("\r", ""), after)

    def fragments(self, places: Places) -> Fragments | None:
        """`places` in the stored text, sorted; None where they are empty, outside or overlap."""
        if len(places) == 1:  # the usual case, which needs no order
            first, last = places[0][0], places[0][1] + self.past
            if self.units is None and not (self.returns or self.marked):
                inside = 0 <= first < last <= len(self.text)
                return (Interval(first, last),) if inside else None
            start, end = self._stored(first), self._stored(last)
            return (Interval(start, end),) if 0 <= start < end else None
        found, last = [], 0
        for start, end in sorted(
            (self._stored(start), self._stored(end + self.past)) for start, end in places
        ):
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
    decoded: str,
    unit: Unit | None = None,
    newlines: Newlines | None = None,
    *,
    as_brat: bool = False,
) -> Iterator[Counting]:
    """The ways of counting in a file that make a difference, brat's own first.

    `unit` and `newlines` are known, or None; `as_brat`: all else counts as in brat.
    """
    marked, bare = decoded.startswith("\ufeff"), decoded.removeprefix("\ufeff")
    units = (False, True) if unit is None and _ASTRAL.search(decoded) else (unit == "utf16",)
    for in_units in units:
        raws: tuple[bool, ...] = (True, False) if "\r\n" in decoded and not as_brat else (True,)
        for raw in raws if newlines is None else (newlines == "raw",):
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


def found_out(
    ways: Sequence[Counting],
    quoted: Sequence[tuple[Places, str | None]],
    options: ReadOptions,
    file: str,
) -> tuple[Counting, bool]:
    """As `best`, with inclusive ends tried as well where the user leaves it open.

    `options.counted` is told what was found, with the evidence. Inclusive ends are tried where
    less than half of the quotes stand where they should with exclusive ones.
    """
    beyond = [replace(way, past=1) for way in ways]
    quotes = sum(quote is not None for _, quote in quoted)
    tried = beyond if options.ends == "inclusive" else ways
    way, tie = best(tried, quoted)
    told = options.counted is not None
    right = _right(way, quoted) if told or (quotes and options.ends is None) else 0
    if options.ends is None and 2 * right < quotes:
        tried = (*ways, *beyond)
        other, other_tie = best(beyond, quoted)
        if (score := _right(other, quoted)) > right:
            way, tie, right = other, other_tie, score
    if options.counted is not None and quoted:
        options.counted(
            Counted(
                file,
                "code_point" if way.units is None else "utf16",
                _newlines(way, ways),
                "inclusive" if way.past else "exclusive",
                right,
                quotes,
                tie and quotes > 0,
                tie and quotes == 0,
                _tried(tried, way, quoted) if tie or len(tried) > 1 else (),
            )
        )
    return way, tie


def _tried(
    ways: Sequence[Counting], taken: Counting, quoted: Sequence[tuple[Places, str | None]]
) -> tuple[Tried, ...]:
    """The ways that lead to different places, the one that is taken first."""
    led: dict[tuple[Fragments | None, ...], Counting] = {}
    for way in (taken, *ways):
        led.setdefault(tuple(way.fragments(places) for places, _ in quoted), way)
    if len(led) == 1:
        return ()
    scores = {where: _right(way, quoted) for where, way in led.items()}
    top = max(scores.values())
    fit = [where for where, score in scores.items() if score == top]
    differ = [
        quoted[number][0]
        for number, found in enumerate(zip(*fit, strict=True))
        if len(set(found)) > 1
    ][:_SHOWN]
    return tuple(
        Tried(
            "code_point" if way.units is None else "utf16",
            _newlines(way, ways),
            "inclusive" if way.past else "exclusive",
            scores[where],
            scores[where] == top,
            tuple(map(way.mark, differ)) if scores[where] == top else (),
        )
        for where, way in led.items()
    )


def _right(way: Counting, quoted: Sequence[tuple[Places, str | None]]) -> int:
    return sum(quote is not None and way.said(places) == quote for places, quote in quoted)


def _newlines(way: Counting, ways: Sequence[Counting]) -> Newlines | None:
    if way.returns:
        return "raw"
    return "lf" if any(other.returns for other in ways) else None
