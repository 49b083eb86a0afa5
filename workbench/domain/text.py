"""Article text and places in it: half-open intervals of Unicode code points.

Text is normalised once, at import, and never changes after that (the offset contract).
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.domain.errors import Unreadable

_MARKED: Final = re.compile(
    "(?s:.)[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def normalise(decoded: str) -> str:
    """The text that is stored: without a leading BOM, with CRLF and CR as LF, else untouched.

    Raises Unreadable for a lone surrogate, which neither SQLite nor Qt can hold.
    """
    text = decoded.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unreadable(
            "The text holds half a character (a lone surrogate) at position {position}. "
            "Save it again as UTF-8 and import it anew.",
            position=error.start,
        ) from None
    return text


def fold(text: str) -> str:
    """The key by which words and names are alike: without case, ё as е, й as one letter."""
    return unicodedata.normalize("NFC", text.casefold()).replace("ё", "е")


def sought(text: str) -> tuple[str, Sequence[int]]:
    """The text as it is searched: without case, ё as е, NBSP a space, a letter and its mark as one.

    With it, for each of its code points and for its end, the place in `text` where that begins.
    """
    if unicodedata.is_normalized("NFC", text):
        return _level(text), range(len(text) + 1)
    parts, places, here = list[str](), list[int](), 0
    for letter in _MARKED.finditer(text):
        start, end = letter.span()
        whole = unicodedata.normalize("NFC", letter[0])
        parts += (text[here:start], whole)
        places += (*range(here, start), start, *[start + 1] * (len(whole) - 1))
        here = end
    parts.append(text[here:])
    places += range(here, len(text) + 1)
    return _level("".join(parts)), places


def _level(text: str) -> str:
    lower = text.lower()
    if len(lower) != len(text):  # İ becomes two
        lower = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return lower.replace("ё", "е").replace("\u00a0", " ")


def sha256(text: str) -> str:
    """The identity of a text: SHA-256 of its UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """`[start, end)` in code points, never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not an interval: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two share a code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Interval") -> bool:
        """Whether every code point of `other` lies in this one."""
        return self.start <= other.start and other.end <= self.end


Fragments = tuple[Interval, ...]

AROUND = 80  # code points on either side


def merged(intervals: Iterable[Interval]) -> Fragments:
    """The same code points as sorted, disjoint intervals that do not touch."""
    found: list[Interval] = []
    for interval in sorted(intervals):
        if found and interval.start <= found[-1].end:
            if interval.end > found[-1].end:
                found[-1] = Interval(found[-1].start, interval.end)
        else:
            found.append(interval)
    return tuple(found)


def sound(fragments: Fragments, length: int) -> bool:
    """Whether `fragments` are one or more, sorted, disjoint and inside a text of `length`."""
    previous = 0
    for interval in fragments:
        if interval.start < previous:
            return False
        previous = interval.end
    return bool(fragments) and previous <= length


def share(one: Fragments, other: Fragments) -> bool:
    """Whether two fragmented spans have a code point in common."""
    if len(one) == 1 or len(other) == 1:
        return any(a.overlaps(b) for a in one for b in other)
    ours, theirs = merged(one), merged(other)
    here = there = 0
    while here < len(ours) and there < len(theirs):
        if ours[here].overlaps(theirs[there]):
            return True
        if ours[here].end <= theirs[there].end:
            here += 1
        else:
            there += 1
    return False


def nested(one: Fragments, other: Fragments) -> bool:
    """Whether all code points of one lie in the other, either way."""
    if len(one) == len(other) == 1:
        return one[0].contains(other[0]) or other[0].contains(one[0])
    ours, theirs = merged(one), merged(other)
    return _within(ours, theirs) or _within(theirs, ours)


def _within(inner: Fragments, outer: Fragments) -> bool:
    at = 0
    for place in inner:
        while at < len(outer) and outer[at].end < place.end:
            at += 1
        if at == len(outer) or outer[at].start > place.start:
            return False
    return True


def quotes(text: str, fragments: Fragments) -> tuple[str, ...]:
    """What stands at each fragment."""
    return tuple([text[f.start : f.end] for f in fragments])


def quote(text: str, fragments: Fragments) -> str:
    """What stands at the fragments, joined with one space."""
    return " ".join(quotes(text, fragments))


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words before and after a place, of its own paragraph."""
    before = " ".join(text[max(0, start - AROUND) : start].split("\n")[-1].split())
    after = " ".join(text[end : end + AROUND].split("\n")[0].split())
    if text[start - 1 : start].isspace() and before:
        before += " "
    if text[end : end + 1].isspace() and after:
        after = " " + after
    return before, after
