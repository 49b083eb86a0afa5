"""The units that a selection grows through: word, name, phrase, clause, sentence, paragraph.

The units of one place lie one in another. They are found from punctuation and a list of function
words, without a grammar: quick, predictable, and right often enough that one more key press mends
the rest.
"""

import re
from collections.abc import Iterator
from typing import Final

from workbench.domain.text import Fragments, Interval, merged, sound
from workbench.language.quotations import Speech, speeches
from workbench.language.sentences import ends_sentence, paragraph_at, sentence_at
from workbench.language.tokens import (
    DASHES,
    clamp,
    is_space,
    pairs,
    trim,
    vocabulary,
    whole,
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
_REACH: Final = 4000  # code points in which the partner of a quotation mark is sought
_LINKS: Final = frozenset("./+&№%‰°$€₽")
_QUOTED_NAME: Final = re.compile(r'[^\S\n]+(?:«[^«»\n]{1,60}»|„[^„“”\n]{1,60}[“”]|"[^"\n]{1,60}")')
# A full stop is left out: within a sentence it belongs to an abbreviation.
_BREAKS: Final = frozenset(",;:!?…")
_BREAK_OR_OPENING: Final = re.compile('[,;:!?…—–―‐‑−"«„“‘‹(\\[{-]')


def name_at(text: str, position: int) -> Interval | None:
    """The run of capitalised words and initials around `position`; None for fewer than two."""
    phrase = _run_at(text, position)
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

    A function word that `position` lies in is kept, with what follows it; so is a quoted name
    right after the phrase («компания «Порт Сарма»»). None without a word.
    """
    phrase = _run_at(text, position)
    if phrase is None:
        return None
    start, end = phrase.start, phrase.end
    while start > 0 and text[start - 1] in "$€₽№§+±":
        start -= 1
    while end < len(text) and text[end] in "%‰°′″":
        end += 1
    named = _QUOTED_NAME.match(text, end)
    return Interval(start, named.end() if named else end)


def _run_at(text: str, position: int) -> Interval | None:
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
    sentence, window = sentence_at(text, position), _window(text, position)
    if sentence is None or window is None:
        return None
    position = min(max(clamp(text, position), sentence.start), sentence.end)
    paired = pairs(text, window.start, window.end)
    inner = max((at for at in paired if at < position <= paired[at]), default=None)
    start, end = sentence.start, sentence.end
    if inner is not None:
        start, end = max(start, inner + 1), min(end, paired[inner])
    return _piece(text, start, end, position, paired) if start < end else None


def steps(text: str, position: int) -> tuple[Fragments, ...]:
    """The units around `position`, from its word to its paragraph, each strictly in the next.

    Trimmed, so that no closing full stop is part of them. Quotations keep their outer marks; one
    that the author's words break is a step of several fragments. Empty in a blank paragraph.
    """
    position = clamp(text, position)
    found: list[Fragments] = []
    for unit in _units(text, position):
        if not found or _exceeds(unit, found[-1]):
            found.append(unit)
    return tuple(found)


def levels(text: str, position: int) -> tuple[Interval, ...]:
    """Those of the `steps` that are of one piece."""
    return tuple(step[0] for step in steps(text, position) if len(step) == 1)


def grow_fragments(text: str, places: Fragments) -> Fragments:
    """The smallest step that strictly contains `places`, which are sorted and disjoint.

    A selection over two words, sentences or paragraphs grows to those whole. `places` themselves
    when nothing larger is left. Raises ValueError for places that are not in the text.
    """
    if not sound(places, len(text)):
        raise ValueError(f"not fragments of this text: {places}")
    first, last = places[0].start, places[-1].end - 1
    larger = [step for at in dict.fromkeys((first, last)) for step in steps(text, at)]
    raw: list[Fragments] = []
    for unit_at in (word_at, sentence_at, paragraph_at):
        one, other = unit_at(text, first), unit_at(text, last)
        if one and other:
            hull = Interval(min(one.start, other.start), max(one.end, other.end))
            larger.extend(_trimmed(text, hull))
            raw.append((whole(text, hull),))
    # A selection that takes in a final stop outgrows every trimmed unit but not the whole one.
    stopped = trim(text, places[0].start, last + 1) != Interval(places[0].start, last + 1)
    for choice in (larger, raw) if stopped else (larger,):
        fitting = [unit for unit in choice if _exceeds(unit, places)]
        if fitting:
            return min(fitting, key=_size)
    return places


def grow(text: str, start: int, end: int) -> Interval:
    """The smallest unit of one piece that strictly contains `[start, end)`, else that itself.

    Raises ValueError for an empty interval and for one outside the text.
    """
    here = (Interval(start, end),)
    larger = grow_fragments(text, here)
    while len(larger) > 1:
        larger = grow_fragments(text, larger)
    return larger[0]


def _size(places: Fragments) -> int:
    return sum(map(len, places))


def _exceeds(outer: Fragments, inner: Fragments) -> bool:
    return _size(outer) > _size(merged(inner)) and all(
        any(place.contains(part) for place in outer) for part in inner
    )


def _trimmed(text: str, unit: Interval | None) -> Iterator[Fragments]:
    trimmed = trim(text, unit.start, unit.end) if unit else None
    if trimmed:
        yield (whole(text, trimmed),)


def _units(text: str, position: int) -> Iterator[Fragments]:
    window, sentence = _window(text, position), sentence_at(text, position)
    if window is None or sentence is None:
        return
    for unit_at in (word_at, name_at, phrase_at):
        yield from _trimmed(text, unit_at(text, position))
    position = min(max(position, window.start), window.end)
    paired = pairs(text, window.start, window.end)
    spoken = list(speeches(text, window.start, window.end, paired))
    here = [s for s in spoken if s.parts[0].start <= position <= s.parts[-1].end]
    ends = [sentence.start, sentence.end]
    for unit in _scopes(text, position, sentence, paired, here):
        yield unit
        ends += unit[0].start, unit[-1].end
    for speech in here:
        ends += speech.parts[0].start, speech.parts[-1].end
    first, last = sentence_at(text, min(ends)), sentence_at(text, max(ends) - 1)
    if first and last:
        yield from _trimmed(text, Interval(first.start, last.end))
    yield from _trimmed(text, paragraph_at(text, position))


def _scopes(
    text: str, position: int, sentence: Interval, paired: dict[int, int], here: list[Speech]
) -> Iterator[Fragments]:
    """Clauses, quotations and what stands in brackets, from the innermost outwards."""
    met: list[Speech] = []
    for opening in sorted(paired, reverse=True):
        if not opening < position <= paired[opening]:
            continue
        group = Interval(opening, paired[opening] + 1)
        speech = next((s for s in here if _is_said_in(s, group)), None)
        if speech is not None:
            met.append(speech)
            yield from _turns(text, speech, sentence, position, paired)
        elif len(group) > 2:
            inside = Interval(opening + 1, paired[opening])
            yield from _parts_of(text, inside, sentence, position, paired)
            yield from _trimmed(text, inside if text[opening] in "([{" else group)
    for speech in here:
        if speech not in met:
            yield from _turns(text, speech, sentence, position, paired)
    if all(sentence.contains(part) for speech in here for part in speech.parts):
        yield from _trimmed(text, _piece(text, sentence.start, sentence.end, position, paired))


def _is_said_in(speech: Speech, group: Interval) -> bool:
    """Whether a pair of quotation marks stands around the speech or around a part of it."""
    return any(
        group.contains(part) and (part.start == group.start or part.end == group.end)
        for part in speech.parts
    )


def _turns(
    text: str, speech: Speech, sentence: Interval, position: int, paired: dict[int, int]
) -> Iterator[Fragments]:
    """What the speaker, or else the author, says at `position`, and all that the speaker says."""
    for turn in (*speech.parts, *speech.inserts):
        if turn.start <= position <= turn.end:
            inside = trim(text, turn.start, turn.end) or turn
            yield from _parts_of(text, inside, sentence, position, paired)
            # To gain nothing but one quotation mark is not worth a key press.
            if not sentence.contains(inside) or inside == turn:
                yield (whole(text, turn),)
            if turn in speech.parts:
                yield tuple(whole(text, part) for part in speech.parts)


def _parts_of(
    text: str,
    scope: Interval | None,
    sentence: Interval,
    position: int,
    paired: dict[int, int],
) -> Iterator[Fragments]:
    """The clause and the sentence at `position`, as far as they lie in `scope`."""
    if scope and scope.overlaps(sentence):
        start, end = max(scope.start, sentence.start), min(scope.end, sentence.end)
        yield from _trimmed(text, _piece(text, start, end, position, paired))
        yield from _trimmed(text, Interval(start, end))


def _window(text: str, position: int) -> Interval | None:
    """The paragraph, or of one that is very long the neighbourhood of `position`."""
    paragraph = paragraph_at(text, position)
    if paragraph is None:
        return None
    start, end = paragraph.start, paragraph.end
    if position - start > _REACH:
        near = sentence_at(text, position - _REACH)
        start = max(near.start, position - 2 * _REACH) if near else start
    return Interval(start, min(end, max(position, start) + _REACH))


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
    between = text[start:end]
    if len(between) == 1 and between in DASHES:
        return True  # 5–7 мая
    if between[:1] == "." and text[end].isupper() and ends_sentence(text, start, end):
        return False  # a sentence in a quotation that is too short to be cut
    return all(is_space(character) or character in _LINKS for character in between)


def _is_function_word(text: str, word: Interval) -> bool:
    initial = len(word) == 1 and text[word.start].isupper() and text[word.end : word.end + 1] == "."
    return not initial and text[word.start : word.end].lower() in FUNCTION_WORDS
