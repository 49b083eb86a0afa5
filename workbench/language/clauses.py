"""Clauses and names one after another: what a reader marks next."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from workbench.domain.text import Interval
from workbench.language.growth import FUNCTION_WORDS, clause_at
from workbench.language.sentences import sentence_at
from workbench.language.tokens import trim, vocabulary, word_at, words

if TYPE_CHECKING:
    from workbench.language.morphology import Morphology

# What joins a clause to the one before and is no part of what it states.
_CONNECTIVES: Final = vocabulary(
    "а будто ведь все-таки да зато и или как-то ли либо но однако поскольку потому поэтому причем "
    "причём словно также так что чтобы хотя якобы"
)
_ROMAN: Final = re.compile("[IVXLCDM]+")  # a century or a congress, not a name of its own
_INITIAL: Final = 1  # letters of an initial
_WINDOW: Final = 4000  # code points that a search for a name reads at once


def clause_after(text: str, place: int) -> Interval | None:
    """The first clause that ends after `place`, without the connectives that it begins with."""
    at = place
    while at < len(text):
        word = next(words(text, at, min(at + _WINDOW, len(text))), None)
        if word is None:
            at += _WINDOW
            continue
        clause = clause_at(text, word.start)
        stated = _stated(text, clause) if clause else None
        if stated is not None and stated.end > place:
            return stated
        at = max(word.end, clause.end if clause else 0)
    return None


def clause_before(text: str, place: int) -> Interval | None:
    """The last clause that begins before `place`, without its connectives."""
    at = place
    while at > 0:
        low = max(at - _WINDOW, 0)
        before = [word for word in words(text, low, at) if word.end <= at]
        if not before:
            at = low
            continue
        clause = clause_at(text, before[-1].start)
        stated = _stated(text, clause) if clause else None
        if stated is not None and stated.start < place:
            return stated
        at = min(before[-1].start, clause.start if clause else at)
    return None


def _stated(text: str, clause: Interval) -> Interval | None:
    start = clause.start
    for word in words(text, clause.start, clause.end):
        if text[word.start : word.end].lower() not in _CONNECTIVES:
            start = word.start if start != clause.start else clause.start
            break
        start = word.end
    return trim(text, start, clause.end) if start < clause.end else None


def names_after(text: str, place: int, morphology: "Morphology | None") -> Iterator[Interval]:
    """Every name that begins at `place` or later: runs of capitalised words, in order.

    A capital at the beginning of a sentence counts where the dictionary knows a name, or where
    more capitals follow.
    """
    run: list[Interval] = []
    for word in words(text, place, len(text)):
        if run and not _joins(text, run[-1], word):
            yield from _named(text, run, morphology)
            run = []
        if text[word.start].isupper():
            run.append(word)
        elif run:
            yield from _named(text, run, morphology)
            run = []
    yield from _named(text, run, morphology)


def _joins(text: str, before: Interval, after: Interval) -> bool:
    gap = text[before.end : after.start]
    initial = len(before) == _INITIAL
    return "\n" not in gap and not gap.strip(". " if initial else None)


def _named(text: str, run: list[Interval], morphology: "Morphology | None") -> Iterator[Interval]:
    """The run as a name, without a first word that is capital only because it comes first."""
    run = list(run)
    while run:
        first = run[0]
        sentence = sentence_at(text, first.start)
        opening = trim(text, sentence.start, sentence.end) if sentence else None
        at_start = opening is not None and first.start <= opening.start + 1
        initial = len(first) == _INITIAL and text.startswith(".", first.end)
        spelt = text[first.start : first.end]
        if initial or not _is_ordinary(spelt, morphology, at_start, len(run) > 1):
            yield Interval(first.start, run[-1].end)
            return
        run.pop(0)


def _is_ordinary(word: str, morphology: "Morphology | None", at_start: bool, more: bool) -> bool:
    """Whether a capitalised word is no (part of a) name, but for its place in the sentence."""
    if word.lower() in FUNCTION_WORDS or _ROMAN.fullmatch(word):
        return True
    if not at_start or (len(word) > 1 and word.isupper()):
        return False
    forms = morphology.forms(word)[:3] if morphology else ()
    if any(form.kind for form in forms) or (forms and not forms[0].known):
        return False
    return not more or any(form.part not in ("NOUN", "ADJF") for form in forms)


def name_before(text: str, place: int, morphology: "Morphology | None") -> Iterator[Interval]:
    """The names that end before `place`, the last one first, within some paragraphs."""
    low = place
    while low > 0:
        high, low = low, max(low - _WINDOW, 0)
        whole = word_at(text, low)
        low = whole.start if whole is not None else low
        found = [name for name in names_after(text[:high], low, morphology) if name.end < place]
        yield from reversed(found)
