"""The units that a selection grows through: word, name, phrase, clause, sentence, paragraph.

The units of one place lie one in another. They are found from punctuation and a list of function
words, without a grammar: quick, predictable, and right often enough that one more key press mends
the rest.
"""

import re
from collections.abc import Iterator
from typing import Final

from workbench.domain.text import Interval
from workbench.language.sentences import paragraph_at, sentence_at
from workbench.language.tokens import (
    DASHES,
    clamp,
    is_space,
    pairs,
    trim,
    vocabulary,
    word_at,
    words,
)

# Conjunctions, prepositions and particles: a phrase ends before them and begins after them.
FUNCTION_WORDS: Final = vocabulary(
    "а без благодаря более бы в ввиду вне во вместо вокруг вопреки впрочем всё-таки где да даже "
    "для до едва ещё если же за и из из-за из-под или именно к как ко когда которая которого "
    "которое которой котором которому которую которые который которым которыми которых кроме кто "
    "куда ли либо лишь между на над не ни но о об обо однако около от ото откуда перед по "
    "по-прежнему под подобно пока после поскольку потому почему при про против ради с сверх со "
    "согласно среди так также то тоже только у уже хотя чем через что чтобы чья это"
)
# A full stop is left out: within a sentence it belongs to an abbreviation.
_BREAKS: Final = frozenset(",;:!?…")
_BREAK_OR_OPENING: Final = re.compile('[,;:!?…—–―‐‑−"«„“‘‹(\\[{-]')


def name_at(text: str, position: int) -> Interval | None:
    """The run of capitalised words and initials around `position`; None for fewer than two."""
    phrase = phrase_at(text, position)
    if phrase is None:
        return None
    run: list[Interval] = []
    for word in words(text, phrase.start, phrase.end):
        if not text[word.start].isupper():
            if run and position <= run[-1].end:
                break
            run.clear()
        else:
            run.append(word)
    if len(run) < 2 or not run[0].start <= position <= run[-1].end:
        return None
    return Interval(run[0].start, run[-1].end)


def phrase_at(text: str, position: int) -> Interval | None:
    """The word at `position` with its neighbours up to punctuation or a function word.

    A function word that `position` lies in is kept, with what follows it. None without a word.
    """
    here = word_at(text, position)
    clause = clause_at(text, position)
    if here is None or clause is None:
        return None
    phrase = here
    previous: Interval | None = None
    for word in words(text, clause.start, clause.end):
        parted = previous is None or not _is_joined(text, previous.end, word.start)
        grammatical = _is_function_word(text, word)
        if word.start > here.start:
            if parted or grammatical:
                break
            phrase = Interval(phrase.start, word.end)
        elif parted or grammatical or (previous and _is_function_word(text, previous)):
            phrase = word
        else:
            phrase = Interval(phrase.start, word.end)
        previous = word
    return phrase


def clause_at(text: str, position: int) -> Interval | None:
    """The piece of the sentence around `position` between commas, dashes and the like.

    Quotations and brackets are whole: a clause lies inside of one or encloses it.
    """
    return next(_clauses(text, position), None)


def levels(text: str, position: int) -> tuple[Interval, ...]:
    """The units around `position`, from its word to its paragraph, each strictly in the next.

    Trimmed, so that no closing full stop is part of them. A quotation or bracket adds its content
    and the clause around it. Empty in a blank paragraph.
    """
    position = clamp(text, position)
    found: list[Interval] = []
    for unit in _units(text, position):
        trimmed = trim(text, unit.start, unit.end)
        if trimmed and (not found or _exceeds(trimmed, found[-1])):
            found.append(trimmed)
    return tuple(found)


def grow(text: str, start: int, end: int) -> Interval:
    """The smallest unit that strictly contains `[start, end)`.

    A selection over two words, sentences or paragraphs grows to those whole. The interval itself
    when nothing larger is left. Raises ValueError for an empty interval.
    """
    here = Interval(start, end)
    first, last = start, end - 1
    larger = [*levels(text, first), *levels(text, last)]
    raw: list[Interval] = []
    for unit_at in (word_at, sentence_at, paragraph_at):
        one, other = unit_at(text, first), unit_at(text, last)
        if one and other:
            hull = Interval(min(one.start, other.start), max(one.end, other.end))
            trimmed = trim(text, hull.start, hull.end)
            raw.append(hull)
            if trimmed:
                larger.append(trimmed)
    # A selection that takes in a final stop outgrows every trimmed unit but not the whole one.
    for choice in (larger, raw):
        fitting = [unit for unit in choice if _exceeds(unit, here)]
        if fitting:
            return min(fitting, key=lambda unit: unit.end - unit.start)
    return here


def _exceeds(outer: Interval, inner: Interval) -> bool:
    return outer != inner and outer.start <= inner.start and inner.end <= outer.end


def _units(text: str, position: int) -> Iterator[Interval]:
    for unit_at in (word_at, name_at, phrase_at):
        unit = unit_at(text, position)
        if unit:
            yield unit
    yield from _clauses(text, position)
    for unit_at in (sentence_at, paragraph_at):
        unit = unit_at(text, position)
        if unit:
            yield unit


def _clauses(text: str, position: int) -> Iterator[Interval]:
    """The clause at `position`, then, outwards, each enclosing quotation and its clause."""
    sentence = sentence_at(text, position)
    if sentence is None:
        return
    position = min(max(clamp(text, position), sentence.start), sentence.end)
    paired = pairs(text, sentence.start, sentence.end)
    around = sorted(
        (opening for opening, closing in paired.items() if opening < position <= closing),
        reverse=True,
    )
    content: Interval | None = None
    for opening in (*around, sentence.start - 1):
        start = opening + 1
        end = paired.get(opening, sentence.end)
        piece = _piece(text, start, end, position, paired)
        # To gain nothing but the quotation marks is not worth a key press.
        if piece and not (content and len(piece) <= len(content) + 2):
            yield piece
        if start < end:
            content = Interval(start, end)
            yield content


def _piece(
    text: str, start: int, end: int, position: int, paired: dict[int, int]
) -> Interval | None:
    """What lies between the breaks around `position` in `[start, end)`, groups left whole."""
    low = past = start
    for match in _BREAK_OR_OPENING.finditer(text, start, end):
        at = match.start()
        if at < past:
            continue
        if at in paired:
            past = paired[at] + 1
        elif _is_break(text, at):
            piece = trim(text, low, at)
            if piece and position <= at:
                return piece
            low = at + 1
    return trim(text, low, end)


def _is_break(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if text[at] in DASHES:
        return not (before.isalnum() and after.isalnum()) and not after.isdecimal()
    return text[at] in _BREAKS and not (before.isdecimal() and after.isdecimal())


def _is_joined(text: str, start: int, end: int) -> bool:
    return all(is_space(character) or character == "." for character in text[start:end])


def _is_function_word(text: str, word: Interval) -> bool:
    initial = len(word) == 1 and text[word.start].isupper() and text[word.end : word.end + 1] == "."
    return not initial and text[word.start : word.end].lower() in FUNCTION_WORDS
