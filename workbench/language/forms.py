"""What a word may be: its possible readings, apart from the library that finds them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from workbench.domain.text import fold as fold

CASES: Final = ("nomn", "gent", "datv", "accs", "ablt", "loct")
PERSONAL: Final = frozenset(("Name", "Surn", "Patr"))


@dataclass(frozen=True, slots=True)
class Form:
    """One reading of a word, in OpenCorpora's abbreviations ("" where one does not apply)."""

    normal: str
    part: str
    case: str
    number: str
    gender: str
    kind: str
    """"Name", "Surn", "Patr", "Geox" or "Orgn"."""
    animate: bool
    fixed: bool
    """Whether the word has one form for all cases."""
    known: bool
    """Whether the word is in the dictionary, not guessed from its ending."""
    score: float
    """The share of this among the readings of the word, 0 to 1."""
    inflect: Callable[[str], str] = field(repr=False, compare=False)
    """Gives the case of that name in the same number and gender, in lower case; "" if none."""

    @property
    def is_adjective(self) -> bool:
        return self.part in ("ADJF", "PRTF")


Forms: TypeAlias = Callable[[str], Sequence[Form]]
"""Finds the readings of a word, likeliest first."""


_ADJECTIVE: Final = re.compile(
    "(?:ого|его|ому|ему|ыми|ими|ый|ая|ое|ые|ую|ых|их|ым|им|(?<=[гкхжшщчн])ий)$"
)
_NOUN: Final = re.compile("(?:иями|ями|ами|иях|ах|ях|ям|ам|ом|ем|ой|ей|[аяуюыеоийь])$")


def stem(word: str) -> str:
    """What is left of a word that no dictionary knows when its case ending is cut off.

    The same for all cases of nearly every name; never shorter than three letters. Parts between
    hyphens are cut one by one.
    """
    return "-".join(map(_stem, fold(word).split("-")))


def _stem(folded: str) -> str:
    for ending in (_ADJECTIVE, _NOUN):
        match = ending.search(folded)
        if match and match.start() >= 3:
            folded = folded[: match.start()]
            break
    # Муромец, Муромца
    return folded[:-2] + "ц" if folded.endswith("ец") and len(folded) > 4 else folded


_OBLIQUE: Final = re.compile("(?:ого|ому|ами|ями|[оеыи]м|[оеё]й|[ая]х)$")
INDECLINABLE: Final = re.compile("(?:оглу|дзе|швили|енко|уулу)$")
_NOT_MALE: Final = re.compile("(?:[оеё]ва|[иы]на|яна|ая|ой)$")
_SOFT: Final = "гкхжчшщ"
# Endings by gender and case, the longest first, each with the ending of the nominative:
# "*" stands for "й" after a vowel and "ь" after a consonant, "ый" for "ий" after к, г and х.
_ENDINGS: Final = (
    ("masc", "gent accs", "ского>ский цкого>цкий ого>ый его>ий а> я>* ы>а ки>ка ги>га"),
    ("masc", "datv", "скому>ский цкому>цкий ому>ый ему>ий у> ю>* е>а"),
    ("masc", "ablt", "ским>ский цким>цкий ым> им> ом> ем>* ой>а ей>я"),
    ("masc", "loct", "ском>ский цком>цкий е>"),
    ("femn", "gent", "ской>ская цкой>цкая овой>ова евой>ева иной>ина ы>а ии>ия ки>ка ги>га и>я"),
    ("femn", "datv loct", "ской>ская цкой>цкая овой>ова евой>ева иной>ина ии>ия е>а"),
    ("femn", "accs", "скую>ская цкую>цкая у>а ю>я"),
    ("femn", "ablt", "ской>ская цкой>цкая ой>а ей>я"),
)


def looks_oblique(word: str) -> bool:
    """Whether the ending of a word outside the dictionary speaks against the nominative."""
    return _OBLIQUE.search(word.split("-")[0]) is not None or _OBLIQUE.search(word) is not None


def _soft_ending(base: str) -> str:
    if base[-1] in "аеёиоуэя":
        return "й"
    if base[-1] in "жчшщц":
        return ""  # Шольцем; Муромцем is beyond a guess
    return "ь"


def guess(word: str, case: str, gender: str) -> str:
    """The nominative of a personal name by its ending alone; "" when it cannot be in that case.

    `word` is in lower case. A woman's name that ends in a consonant and any name in о, е, и, у
    stays as it is.
    """
    if not word or INDECLINABLE.search(word):
        return word
    if case == "nomn":
        return "" if gender == "masc" and _NOT_MALE.search(word) else word
    for of_gender, cases, rules in _ENDINGS:
        if of_gender != gender or case not in cases.split():
            continue
        for rule in rules.split():
            ending, nominative = rule.split(">")
            if word.endswith(ending) and len(word) >= len(ending) + 2:
                base = word[: -len(ending)]
                if nominative == "*":
                    nominative = _soft_ending(base)
                elif nominative == "ый" and base[-1] in _SOFT:
                    nominative = "ий"
                return base + nominative
    indeclinable = word[-1] not in "аяй" if gender == "femn" else word[-1] in "оеиуыюэ"
    return word if indeclinable else ""
