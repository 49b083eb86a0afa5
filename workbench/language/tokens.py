"""Words and the edges of selections in running text.

Every function is pure, counts in code points, takes any string, and reads only the neighbourhood
of the place that it is asked about. Positions outside the text are moved to its nearest end.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain
from types import MappingProxyType
from typing import Final

from workbench.domain.text import Interval

CLOSING: Final = MappingProxyType(
    {"«": "»", "„": "“”", "“": "”", "‘": "’", "‹": "›", "(": ")", "[": "]", "{": "}"}
)
OPENERS: Final = frozenset(CLOSING)
CLOSERS: Final = frozenset("".join(CLOSING.values())) - {"“"}
_QUOTES_OPEN: Final = frozenset("«„“")
_QUOTES_CLOSE: Final = frozenset("»”“")
DASHES: Final = frozenset("—–―-‐‑−")
STOPS: Final = frozenset(".,;:!?…")


def _combining_marks() -> str:
    # `re` has no class for combining marks. They lie in these blocks; asking all 1.1 million
    # code points would cost every start of the program 0.1 s.
    blocks = chain(range(0x300, 0x1200), range(0x1700, 0x2100), range(0xA600, 0xAC00))
    marks = "".join(chr(c) for c in blocks if unicodedata.category(chr(c))[0] == "M")
    invisible = "\u00ad\u200c\u200d\u2060"  # soft hyphen and joiners do not part a word
    return marks + invisible + "\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef"


_PICTURE: Final = (
    "[\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff]"
)
_PICTURED: Final = re.compile(
    f"{_PICTURE}|[\u00a9\u00ae\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299]"
)
_TINTS: Final = "[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
_EMOJI: Final = "[\U0001f1e6-\U0001f1ff]{2}" + f"|{_PICTURE}{_TINTS}(?:\u200d{_PICTURE}{_TINTS})*"
_MARKS: Final = _combining_marks()
_RUN: Final = rf"\w++(?:[{_MARKS}][\w{_MARKS}]*+)?+"
_JOINT: Final = (
    "(?=[-‐‑'’.,:])(?:"  # what no word goes on with is left at once
    "[-‐‑'’](?=\\w)"  # северо-запад, д’Артаньян
    r"|(?<=\d)[.,:](?=\d)"  # 1,5 and 10.12 and 12:30
    r"|(?<=[A-Za-z0-9])\.(?=[a-z])"  # example.com
    r"|(?<=\b\w)\.(?=\w\b)"  # т.е
    ")"
)
# What nearly every Russian word is, and stands first for that: letters that nothing goes on.
_PLAIN: Final = "[А-яЁё]++(?=[ \n,»])"
WORD: Final = f"(?:{_PLAIN}|{_EMOJI}|{_RUN}(?:{_JOINT}{_RUN})*+)"
_WORD: Final = re.compile(WORD)
_REACH: Final = 4000
_PAIRED: Final = re.compile('[«»„“”‘’‹›()\\[\\]{}"]')


def is_space(character: str) -> bool:
    """Whether a character is white space of any kind, U+FEFF and U+200B included."""
    return character.isspace() or character in "\ufeff\u200b"


def vocabulary(listed: str) -> frozenset[str]:
    """The words of a list that is written with spaces between them."""
    return frozenset(listed.split())


def clamp(text: str, position: int) -> int:
    """The nearest position that lies within `text`."""
    return min(max(position, 0), len(text))


def chunk_start(text: str, position: int) -> int:
    """Where the run of characters without white space that reaches up to `position` begins."""
    size = 64
    while True:
        low = max(position - size, 0)
        window = text[low:position]
        if not window or window[-1].isspace():
            return position
        run = len(window.rsplit(None, 1)[-1])
        if run < len(window) or low == 0:
            return position - run
        size *= 8


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[Interval]:
    """Yield, in order, the words that begin in `[start, end)`, each whole.

    A word keeps its inner hyphens, apostrophes and combining marks; numbers keep their decimal
    sign; an emoji with all its parts is one word.
    """
    start = clamp(text, start)
    end = len(text) if end is None else clamp(text, end)
    for match in _WORD.finditer(text, chunk_start(text, start)):
        if match.start() >= end:
            return
        if match.start() >= start:
            yield Interval(match.start(), match.end())


def count(text: str) -> int:
    """How many words a text has."""
    return sum(1 for _ in words(text))


def word_at(text: str, position: int) -> Interval | None:
    """The word that `position` lies in or begins, else the word that ends there, else None."""
    position = clamp(text, position)
    before = None
    for word in words(text, chunk_start(text, position)):
        if word.start > position:
            break
        if position < word.end:
            return word
        if word.end == position:
            before = word
    return before


def word_boundary(text: str, position: int, direction: int, *, starts: bool = False) -> int:
    """The next place after (`direction` > 0) or before `position` where a word ends.

    With `starts`, where a word begins. `position` itself when there is no further word.
    """
    position = clamp(text, position)
    if direction > 0:
        for word in words(text, chunk_start(text, position)):
            edge = word.start if starts else word.end
            if edge > position:
                return edge
        return position
    size = 64
    while True:
        low = chunk_start(text, max(position - size, 0))
        edges = [word.start if starts else word.end for word in words(text, low, position)]
        found = [edge for edge in edges if edge < position]
        if found:
            return found[-1]
        if low == 0:
            return position
        size *= 8


def next_grapheme(text: str, place: int, step: int) -> int:
    """The place `step` characters after `place` (before it where `step` < 0), as readers count.

    A letter with its marks, a flag, a keycap and an emoji with all its parts are one character
    each (UAX #29, without Hangul syllables made of single letters).
    """
    place, way = clamp(text, place), 1 if step > 0 else -1
    for _ in range(abs(step)):
        place = clamp(text, place + way)
        while 0 < place < len(text) and _joins(text, place):
            place += way
    return place


def whole(text: str, interval: Interval) -> Interval:
    """The interval with the characters that its ends would cut, as readers count them."""
    start, end = interval.start, interval.end
    while 0 < start < len(text) and _joins(text, start):
        start -= 1
    while 0 < end < len(text) and _joins(text, end):
        end += 1
    return Interval(start, end)


def _joins(text: str, place: int) -> bool:
    """Whether what stands before and after a place is one character to a reader."""
    before, after = text[place - 1], text[place]
    if before in "\r\n\u2028\u2029":
        return before + after == "\r\n"
    if _extends(after):
        return unicodedata.category(before) not in ("Cc", "Zl", "Zp")
    if before == "\u200d" and _is_picture(after):
        base = place - 2
        while base > 0 and _extends(text[base]):
            base -= 1
        return base >= 0 and _is_picture(text[base])
    if _is_flag(before) and _is_flag(after):
        first = place - 1
        while first > 0 and _is_flag(text[first - 1]):
            first -= 1
        return (place - first) % 2 == 1
    return False


def _extends(character: str) -> bool:
    """Whether a character belongs to the one before it: marks, joiners, tints, tags."""
    return character >= "\u0300" and (
        unicodedata.category(character)[0] == "M"
        or character in "\u200c\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_picture(character: str) -> bool:
    return _PICTURED.match(character) is not None and not _is_flag(character)


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def snap(text: str, start: int, end: int) -> Interval | None:
    """Grow `[start, end)` to whole words, then `trim` it; None when nothing is left.

    An empty selection inside a word becomes that word. An outer quotation mark that was dragged
    over stays where its quotation goes on outside: half of a quotation that the author's words
    break («…, — said X, — …») keeps its mark.
    """
    start, end = sorted((clamp(text, start), clamp(text, end)))
    first = _word_around(text, start)
    last = _word_around(text, end)
    low, high = (first.start if first else start), (last.end if last else end)
    found = trim(text, low, high)
    if found is None:
        return None
    before, after = found.start - 1, found.end
    if before >= low and text[before] in _QUOTES_OPEN:
        partner = pairs(text, before, before + _REACH).get(before, 0)
        if _has_words(text, found.end, partner):
            return Interval(before, found.end)
    if after < high and text[after] in _QUOTES_CLOSE:
        inside = pairs(text, max(0, after + 1 - _REACH), after + 1)
        partner = next((a for a, b in inside.items() if b == after), after)
        if _has_words(text, partner, found.start):
            return Interval(found.start, after + 1)
    return found


def _has_words(text: str, start: int, end: int) -> bool:
    return any(character.isalnum() for character in text[start:end])


def trim(text: str, start: int, end: int) -> Interval | None:
    """Cut white space and punctuation from both ends of `[start, end)`; None when nothing is left.

    A quotation mark or bracket stays when its partner is inside, at most 4,000 code points away,
    and with it whatever it encloses.
    A minus sign stays before its number.
    """
    start, end = sorted((clamp(text, start), clamp(text, end)))
    while start < end:
        # Far from both ends no partner is sought: a paragraph may be the whole of a long text.
        head = pairs(text, start, min(end, start + _REACH))
        tail = head if end - start <= _REACH else pairs(text, end - _REACH, end)
        kept = frozenset(chain(head.keys(), head.values(), tail.keys(), tail.values()))
        low, high = start, end
        while low < high and _is_waste(text, low, kept) and not _is_minus(text, low):
            low += 1
        while low < high and _is_waste(text, high - 1, kept):
            high -= 1
        if (low, high) == (start, end):
            return Interval(start, end)
        # Marks that close and open alike may pair differently now.
        start, end = low, high
    return None


def pairs(text: str, start: int, end: int) -> dict[int, int]:
    """Positions of the matched quotation marks and brackets in `[start, end)`, opening to closing.

    An unmatched mark is left out. A straight quotation mark opens or closes by its neighbours.
    """
    found: dict[int, int] = {}
    stack: list[int] = []
    for match in _PAIRED.finditer(text, start, end):
        at = match.start()
        partner = _partner(text, at, stack)
        if partner is not None:
            del stack[stack.index(partner) :]
            found[partner] = at
        elif text[at] in OPENERS or (text[at] == '"' and _may_open(text, at)):
            stack.append(at)
    return found


def _partner(text: str, at: int, stack: list[int]) -> int | None:
    mark = text[at]
    for opening in reversed(stack):
        if mark == '"':
            if text[opening] == '"':
                return opening if _may_close(text, at) else None
        elif mark in CLOSING.get(text[opening], ""):
            return opening
    return None


def _may_open(text: str, at: int) -> bool:
    return at + 1 < len(text) and not is_space(text[at + 1])


def _may_close(text: str, at: int) -> bool:
    if at == 0 or is_space(text[at - 1]):
        return False
    return at + 1 == len(text) or not (text[at + 1].isalnum() and not text[at - 1].isalnum())


def _is_waste(text: str, at: int, kept: frozenset[int]) -> bool:
    character = text[at]
    if character in OPENERS or character in CLOSERS or character == '"':
        return at not in kept
    return is_space(character) or character in STOPS or character in DASHES


def _is_minus(text: str, at: int) -> bool:
    return text[at] in "-−–" and text[at + 1 : at + 2].isdecimal()


def _word_around(text: str, position: int) -> Interval | None:
    word = word_at(text, position)
    return word if word and word.start < position < word.end else None
