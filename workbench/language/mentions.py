"""Finds where an article mentions a name, in whatever case it stands there.

The words of a text are indexed once by what all their cases have in common; after that a name
costs a look into a dictionary.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from workbench.domain.text import Interval
from workbench.language.aliases import GLUED
from workbench.language.aliases import is_name as is_name
from workbench.language.aliases import variants as variants
from workbench.language.forms import fold
from workbench.language.morphology import Morphology
from workbench.language.tokens import words

_INITIALS: Final = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")
_SPACE: Final = r"(?:[^\S\n]|[\ufeff\u200b])"
_GAP: Final = re.compile(rf"""{_SPACE}*\n?(?:{_SPACE}|[«»„“”"‐‑-])*""")
_INITIAL_GAP: Final = re.compile(rf"\.{_SPACE}*\n?{_SPACE}*")
_QUOTED_END: Final = re.compile('«[^»]*|„[^“”]*|“[^”]*|"[^"]*')
_PLAIN: Final = re.compile("[а-яa-z0-9-]*")
_SHORTEST: Final = 2  # letters: less would match nearly every text
# Marks that `Morphology.key` passes over.
_PASSED_OVER: Final = "[\u0301\u00ad]*"


class WordIndex:
    """The words of one text by their keys. Not for two threads at once."""

    def __init__(self, text: str, morphology: Morphology) -> None:
        self.text = text
        self.morphology = morphology
        self.places: list[Interval] = []
        self._keys: list[str] = []
        self._joined: list[bool] = []
        self._at: dict[str, list[int]] = {}
        self._coming = _single_words(text)

    def advance(self, count: int) -> bool:
        """Index up to `count` more words; True when all are done."""
        for _ in range(count):
            place = next(self._coming, None)
            if place is None:
                return True
            key = " ".join(self.morphology.key(self.text[place.start : place.end]))
            self._at.setdefault(key, []).append(len(self._keys))
            self._keys.append(key)
            self._joined.append(bool(self.places) and self._is_joined(self.places[-1], place))
            self.places.append(place)
        return False

    def finish(self) -> None:
        """Index all the words that are left."""
        while not self.advance(10_000):
            pass

    def lemmas(self) -> set[str]:
        """Every key that one of the words indexed so far has."""
        return {lemma for key in self._at for lemma in key.split(" ")}

    def find(self, key: tuple[str, ...]) -> list[Interval]:
        """Every run of indexed words with that key, in reading order.

        A run may be broken by spaces, one line break, hyphens, quotation marks and the full stop
        of an initial; it ends at other punctuation.
        """
        return [self.place(first, len(key)) for first in self.runs(key)]

    def runs(self, key: tuple[str, ...]) -> list[int]:
        """As `find`, each by the number of its first word in `places`."""
        if not key:
            return []
        lists = [self._at.get(word, []) for word in key]
        rarest = min(lists, key=len)
        if len(key) == 1:
            return rarest
        offset = lists.index(rarest)
        return [at - offset for at in rarest if self._is_run(at - offset, key)]

    def place(self, first: int, size: int) -> Interval:
        """Where `size` words from number `first` on stand, with the quotation that they end in."""
        start, end = self.places[first].start, self.places[first + size - 1].end
        for quoted in _QUOTED_END.finditer(self.text, start, end):
            if quoted.end() == end and self.text[end : end + 1] in ("»", "“", "”", '"'):
                end += 1
        return Interval(start, end)

    def _is_run(self, first: int, key: tuple[str, ...]) -> bool:
        end = first + len(key)
        same = first >= 0 and self._keys[first:end] == list(key)
        return same and all(self._joined[first + 1 : end])

    def _is_joined(self, before: Interval, after: Interval) -> bool:
        if _GAP.fullmatch(self.text, before.end, after.start):
            return True
        initial = any(len(w) < 3 and self.text[w.start].isupper() for w in (before, after))
        return initial and bool(_INITIAL_GAP.fullmatch(self.text, before.end, after.start))


def mentions(index: WordIndex, names: Iterable[str]) -> list[Interval]:
    """The places where one of `names` stands in some case, disjoint, in reading order.

    Of overlapping ones the longest, then the first counts. A capitalised word of a name is found
    only where it is capitalised too, an abbreviation only in capitals.
    """
    return [place for place, _ in named(index, names)]


def named(index: WordIndex, names: Iterable[str]) -> list[tuple[Interval, str]]:
    """The `mentions`, each with the name that is mentioned there."""
    runs: list[tuple[int, int, str]] = []
    for name in dict.fromkeys(names):
        key = index.morphology.key(_spaced(name))
        found = index.runs(key)
        if found:
            capitals = _capitals(name)
            runs += [(-len(key), n, name) for n in found if _is_capitalised(index, n, capitals)]
    runs.sort(key=lambda run: run[:2])
    taken = bytearray(len(index.places))
    kept: list[tuple[int, int, str]] = []
    for negative, first, name in runs:
        end = first - negative
        if not any(taken[first:end]):
            taken[first:end] = b"\1" * (end - first)
            kept.append((first, end - first, name))
    return [(index.place(first, size), name) for first, size, name in sorted(kept)]


def inflected(names: Iterable[str], morphology: Morphology) -> tuple[str, ...]:
    """The names, and of their cases those that the names themselves would not find.

    Some 5 % of the forms of names («Ангела», «Ангелы») are found only so; 0.4 ms for each name.
    """
    found: dict[tuple[str, ...], str] = {}
    for name in names:
        for _, form in morphology.declension(name):
            found.setdefault(morphology.key(_spaced(form)), form)
    return tuple(found.values())


def stem_pattern(names: Iterable[str], morphology: Morphology) -> re.Pattern[str]:
    """Matches in every text that mentions one of `names` in some case, and in few others.

    By the beginning that all forms of a name's longest word share, or by all those forms where
    they share too little.
    """
    found: set[str] = set()
    for name in inflected(names, morphology):
        spaced = _spaced(name)
        choices = [_beginnings(spaced[w.start : w.end], morphology) for w in words(spaced)]
        if choices:
            found |= max(choices, key=lambda choice: min(map(len, choice)))
    kept = sorted(one for one in found if not any(one[:n] in found for n in range(1, len(one))))
    written = "|".join("".join(map(_spelt, one)) for one in kept)
    return re.compile(rf"(?<!\w)(?:наи)?(?:{written})" if written else "(?!)", re.IGNORECASE)


def _single_words(text: str) -> Iterator[Interval]:
    """The words of a text, and the letters of «А.Б.» one by one."""
    for word in words(text):
        if _INITIALS.fullmatch(text, word.start, word.end):
            yield from (Interval(at, at + 1) for at in range(word.start, word.end, 2))
        else:
            yield word


def _spaced(name: str) -> str:
    return GLUED.sub(" ", name)


def _capitals(name: str) -> list[int]:
    """How many capitals a mention's words begin with at least: 0, 1, in an abbreviation 2."""
    spaced = _spaced(name)
    spelt = [spaced[word.start : word.end] for word in words(spaced)]
    shouted = len(spelt) > 1 and spaced.isupper()
    return [
        2
        if word[:2].isupper() and 1 < len(word) < 6 and word.isupper() and not shouted
        else int(word[:1].isupper())
        for word in spelt
    ]


def _is_capitalised(index: WordIndex, first: int, capitals: list[int]) -> bool:
    starts = (place.start for place in index.places[first : first + len(capitals)])
    return all(
        not wanted or index.text[start : start + wanted].isupper()
        for start, wanted in zip(starts, capitals, strict=False)
    )


def _beginnings(word: str, morphology: Morphology) -> frozenset[str]:
    """What words with the key of `word` begin with, one of these, without case."""
    (key, *_) = (*morphology.key(word), fold(word))
    forms = {fold(word), key, *morphology.spellings(word), *morphology.spellings(key)}
    shared = _shared({*forms, _firm(key)})
    return frozenset((shared,)) if len(shared) >= _SHORTEST else frozenset(forms)


def _shared(forms: Collection[str]) -> str:
    """The plain letters that all forms begin with."""
    first, last = min(forms), max(forms)
    pairs = zip(first, last, strict=False)
    unlike = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(first), len(last)))
    plain = _PLAIN.match(first, 0, unlike)
    return plain.group() if plain else ""


def _firm(key: str) -> str:
    """A key without the vowel that comes and goes at its end: Павел, Павла."""
    if key.endswith("ц"):
        return key[:-1]
    return key[:-2] if key[-2:-1] in ("е", "о") else key


def _spelt(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    one = f"(?:{letter}|{parts})" if parts != letter else re.escape(letter)
    return ("(?:е\u0308?|ё)" if letter == "е" else one) + _PASSED_OVER
