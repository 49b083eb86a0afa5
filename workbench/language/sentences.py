"""Paragraphs and Russian sentences.

A paragraph is what stands between two "\\n"; no sentence crosses one. Whether a full stop ends a
sentence is decided from its neighbourhood alone, so the place of a caret in a long paragraph
costs no more than in a short one.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from workbench.domain.text import Interval
from workbench.language.tokens import (
    CLOSERS,
    CLOSING,
    DASHES,
    OPENERS,
    chunk_start,
    clamp,
    is_space,
    vocabulary,
)

# Written with a full stop and never last in a sentence, whatever follows.
_LEADING: Final = vocabulary(
    "т.е т.к т.н т.о т.наз т.ч им ул см ср просп бул пер наб пос дер проф акад доц канд асп чл зав "
    "зам нач ген полк подполк кап лейт серж адм тов гр гос св преп свт прп рис илл табл стр "
    "гл изд ред сост пер.с напр букв лат греч англ нем фр франц исп итал рус укр арм азерб груз "
    "тур тел обл оз пл ж.-д с.-х ок прим mr mrs ms dr prof st"
)
# Before a number these name a part, a house or an article, and do not end a sentence.
_BEFORE_NUMBER: Final = vocabulary("ст п пп ч т гл абз д кв к корп с стр лит в вып рис л г")
# Words that open a sentence far more often than they go on as part of a name.
_OPENING_WORDS: Final = vocabulary(
    "а без более в во все вот всё где да для до его ее если есть её же за здесь и из или их к как "
    "когда кроме который кто между на не несмотря но о об однако он она они оно от перед по под "
    "позднее позже после поэтому при про ранее с сегодня сейчас со согласно так также там тем "
    "тогда тот у хотя через что чтобы эта эти это этот я мы вы"
)
_BRACKET_REACH: Final = 200
_QUOTE_REACH: Final = 60

_CANDIDATE: Final = re.compile(
    # The first sign stands before the alternatives, so that `re` looks for it and nothing else.
    r"""[.!?…](?:[.!?…]*[»”“’")\]}]*(?:\[\d{1,3}\])*(?=[\s\ufeff\u200b])"""
    r"|(?<=[а-яё]{2}[.!?…])[.!?…]*(?=[А-ЯЁ]))"  # the space after the full stop was lost
)
_LAST_TOKEN: Final = re.compile(r"(?:(?<!\w)[а-яё]\.\s?)?\w[\w.-]*\Z")
_NEXT_WORD: Final = re.compile(r"\w+")
_GROUPING: Final = re.compile(r"[«»„“”()\[\]]")
_SPACE: Final = re.compile(r"[\s\ufeff\u200b]*")


def paragraph_at(text: str, position: int) -> Interval | None:
    """The line around `position` without white space at its ends; None when it is blank."""
    position = clamp(text, position)
    return _stripped(text, *_line(text, position))


def sentence_at(text: str, position: int) -> Interval | None:
    """The sentence around `position`, with the punctuation that ends it.

    Between two sentences it is the one before; in white space at the head of a paragraph, the
    first. None in a blank paragraph.
    """
    paragraph = paragraph_at(text, position)
    if paragraph is None:
        return None
    position = min(max(clamp(text, position), paragraph.start), paragraph.end - 1)
    start = _start_before(text, position, paragraph)
    end = next(_ends(text, start, paragraph.end), paragraph.end)
    return Interval(start, end)


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Interval]:
    """Yield, in order, the sentences that overlap `[start, end)`, each whole."""
    start = clamp(text, start)
    end = len(text) if end is None else clamp(text, end)
    position = start
    while position < end:
        line_start, line_end = _line(text, position)
        paragraph = _stripped(text, line_start, line_end)
        if paragraph is not None and paragraph.end > position:
            inside = max(position, paragraph.start)
            head = _start_before(text, inside, paragraph)
            for tail in chain(_ends(text, head, paragraph.end), [paragraph.end]):
                if head >= end:
                    return
                if head < tail and tail > start:
                    yield Interval(head, tail)
                head = _skip_space(text, tail, paragraph.end)
        position = line_end + 1


def next_sentence(text: str, position: int) -> Interval | None:
    """The first sentence that begins after `position`, over paragraphs; None after the last."""
    position = clamp(text, position)
    here = sentence_at(text, position)
    if here is not None and here.start > position:
        return here
    after = here.end if here is not None and here.end > position else position
    following = _skip_space(text, after, len(text))
    return sentence_at(text, following) if following < len(text) else None


def previous_sentence(text: str, position: int) -> Interval | None:
    """The sentence before the one at `position`, over paragraphs; None before the first."""
    position = clamp(text, position)
    here = sentence_at(text, position)
    before = min(here.start, position) if here is not None else position
    while before > 0 and is_space(text[before - 1]):
        before -= 1
    return sentence_at(text, before - 1) if before > 0 else None


def _line(text: str, position: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    return start, len(text) if end < 0 else end


def _stripped(text: str, start: int, end: int) -> Interval | None:
    start = _skip_space(text, start, end)
    while start < end and is_space(text[end - 1]):
        end -= 1
    return Interval(start, end) if start < end else None


def _skip_space(text: str, start: int, end: int) -> int:
    match = _SPACE.match(text, start, end)
    return match.end() if match else start


def _start_before(text: str, position: int, paragraph: Interval) -> int:
    if position == paragraph.start:
        return position
    size = 512
    while True:
        low = max(chunk_start(text, max(position - size, 0)), paragraph.start)
        start = low if low == paragraph.start else -1
        for end in _ends(text, low, paragraph.end):
            following = _skip_space(text, end, paragraph.end)
            if following > position:
                break
            start = following
        if start >= 0:
            return start
        size *= 8


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences end after `start`, the end of the paragraph left out."""
    for match in _CANDIDATE.finditer(text, start, end):
        if match.start() >= start and _ends_sentence(text, match):
            yield match.end()


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    stop, end = match.start(), match.end()
    marks = match.group()
    line_start = text.rfind("\n", max(stop - _BRACKET_REACH, 0), stop) + 1
    low = max(line_start, stop - _BRACKET_REACH)
    following = _skip_space(text, end, len(text))
    head, after_quote = _what_follows(text, following)
    if after_quote and marks[-1] in CLOSERS:
        return False  # «…!» — сказал он.
    if head.islower() or head in ",;:" or head in CLOSERS:
        return False
    closing = marks.lstrip(".!?…")
    if closing and not closing.strip(")]}"):
        return _opens_sentence(text, low, stop)
    if marks == "." and not _ends_after_token(text, low, stop, following, head):
        return False
    return bool(closing) or not _is_enclosed(text, low, stop, end)


def _what_follows(text: str, position: int) -> tuple[str, bool]:
    """The first telling character from `position` on, and whether a dash stands before it."""
    dash = False
    for at in range(position, min(position + 8, len(text))):
        character = text[at]
        if character in DASHES:
            dash = True
        elif not (is_space(character) or character in OPENERS or character == '"'):
            return character, dash
        if character == "\n":
            break
    return " ", dash


def _opens_sentence(text: str, low: int, stop: int) -> bool:
    # (Целое предложение в скобках.) ends one; a bracket inside a sentence does not.
    opening = max(text.rfind("(", low, stop), text.rfind("[", low, stop))
    before = text[low:opening].rstrip() if opening >= 0 else ""
    return not before or before[-1] in ".!?…"


def ends_sentence(text: str, stop: int, following: int) -> bool:
    """Whether the full stop at `stop`, before a capital at `following`, may end a sentence."""
    return _ends_after_token(text, max(stop - 64, 0), stop, following, text[following])


def _ends_after_token(text: str, low: int, stop: int, following: int, head: str) -> bool:
    """Whether a single full stop at `stop` may end a sentence, by the word before and after."""
    window = text[max(low, stop - 32) : stop]
    match = _LAST_TOKEN.search(window)
    if match is None:
        return True
    token = "".join(match.group().split())
    if token.isdecimal() or (len(token) == 1 and not token.isupper()):
        before = text[low : stop - len(token)]
        if not before.strip() and len(before) < _BRACKET_REACH:
            return False  # the number of a list item
    if token.lower() in _LEADING:
        return False
    if head.isdecimal():
        return token.lower() not in _BEFORE_NUMBER
    if token == "г":
        # «г. Москва» is a town, «2020 г.» a year.
        return window[: match.start()].rstrip()[-1:].isdecimal()
    return not (_is_initial(token) and _is_surname(text, following))


def _is_initial(token: str) -> bool:
    last = token.rsplit(".", 1)[-1]
    return last.isupper() and last.isalpha() and len(last) == 1


def _is_surname(text: str, position: int) -> bool:
    word = _NEXT_WORD.match(text, position)
    if word is None or not word.group()[0].isupper():
        return False
    is_initial = len(word.group()) == 1 and text[word.end() : word.end() + 1] == "."
    return is_initial or word.group().lower() not in _OPENING_WORDS


def _is_enclosed(text: str, low: int, stop: int, end: int) -> bool:
    """Whether the stop lies in brackets or in a quotation too short to be cut."""
    depth: list[str] = []
    opening = -1
    for match in reversed(list(_GROUPING.finditer(text, low, stop))):
        mark = match.group()
        if depth and depth[-1] in CLOSING.get(mark, ""):
            depth.pop()
        elif mark in CLOSERS:
            depth.append(mark)
        elif not depth:
            opening = match.start()
            break
    if opening < 0:
        return False
    reach = _BRACKET_REACH if text[opening] in "([" else _QUOTE_REACH
    line_end = text.find("\n", end, opening + reach)
    high = line_end if line_end >= 0 else opening + reach
    level = 0
    for match in _GROUPING.finditer(text, end, min(high, len(text))):
        mark = match.group()
        if mark == text[opening]:
            level += 1
        elif mark in CLOSING[text[opening]]:
            if level == 0:
                return True
            level -= 1
    return False
