"""Words that stand in one case, and the nominative that they have in common.

Each case, number and gender that all the words allow is a solution; solutions that spell the same
nominative add up, and the heaviest spelling wins.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from workbench.language.forms import (
    CASES,
    INDECLINABLE,
    PERSONAL,
    Form,
    Forms,
    fold,
    guess,
    looks_oblique,
)
from workbench.language.tokens import vocabulary

_CORE: Final = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)
_CYRILLIC: Final = re.compile("[а-яё]+(?:[-‐‑][а-яё]+)*", re.IGNORECASE)
_INITIAL: Final = re.compile(r"(?:[А-ЯЁA-Z][а-яё]?\.[-‐‑]?)+")
_AMBIGUOUS: Final = re.compile("[бвгджзйклмнпрстфхцчшщ]а$")
_MALE_GENITIVE: Final = re.compile("(?:ск|град|бург|стан|абад|[оеё]в|[иы]н|ян)а$")
PARTICLES: Final = vocabulary(
    "фон дер ван ден де да ди дю дель ла ле аль эль ас ибн бен бин оглы кызы"
)
# Where the family name comes first and only the last of the names has cases.
EASTERN: Final = vocabulary(
    "си ким ли ван чжан лю чэнь ян чжао хуан чжоу сюй сунь мао дэн пак цай ху вэнь цзян нгуен то"
)
# Where «власти Турции» may be one power or all authorities, these are meant in the plural.
_PLURAL: Final = vocabulary("власти страны силы войска сми острова горы переговоры")
_CONSONANTS: Final = "бвгджзйклмнпрстфхцчшщ"
_GUESSED: Final = 0.3
_TOWN: Final = 0.3


@dataclass(frozen=True, slots=True)
class Item:
    """A word of a name, its punctuation apart, with the readings it may have."""

    before: str
    core: str
    after: str
    forms: tuple[Form, ...]

    @property
    def is_capital(self) -> bool:
        return self.core[:1].isupper()

    @property
    def is_initial(self) -> bool:
        return _INITIAL.fullmatch(self.core + self.after[:1]) is not None

    @property
    def is_neutral(self) -> bool:
        return self.is_initial or self.core.lower() in PARTICLES

    @property
    def is_known(self) -> bool:
        return any(form.known for form in self.forms)

    @property
    def is_noun(self) -> bool:
        return any(form.known and form.part == "NOUN" for form in self.forms)

    def has(self, *kinds: str, known: bool = False) -> bool:
        return any(form.kind in kinds and (form.known or not known) for form in self.forms)

    @property
    def may_be_personal(self) -> bool:
        if not self.is_capital or not self.forms:
            return False
        return not self.is_known or self.has(*PERSONAL)

    @property
    def may_be_animate(self) -> bool:
        return any(form.animate or form.is_adjective for form in self.forms)

    @property
    def may_be_adjective(self) -> bool:
        return any(form.is_adjective for form in self.forms)


@dataclass(frozen=True, slots=True)
class Solution:
    """One way to read words as agreeing. `cores` are the words in the nominative."""

    case: str
    gender: str
    cores: tuple[str, ...]
    weight: float
    number: str = "sing"


def read_item(token: str, forms: Forms) -> Item:
    """A word of a name with its readings; none for quoted, Latin and abbreviated words."""
    match = _CORE.fullmatch(token)
    before, core, after = match.groups() if match else ("", token, "")
    quoted = any(mark in before for mark in '«„“"')
    upper = core.isupper() and len(core) < 5
    readable = _CYRILLIC.fullmatch(core) and not quoted and not upper
    return Item(before, core, after, tuple(forms(core)) if readable else ())


def agree_as_person(items: Sequence[Item]) -> list[Solution]:
    """Solutions in which the words are one person's names, of one gender and case."""
    found = []
    eastern = items[0].core.lower() in EASTERN
    for gender in ("masc",) if eastern else ("masc", "femn"):
        for case in CASES:
            weight, cores = 1.0, []
            for at, item in enumerate(items):
                still = item.is_neutral or (eastern and at < len(items) - 1)
                part, core = (1.0, item.core) if still else _named(item, case, gender)
                weight *= part
                cores.append(core)
            if gender == "femn" and case == "nomn" and _AMBIGUOUS.search(items[0].core):
                # Unknown Джейхуна is rather a man's genitive: more men are in the news.
                weight *= 1.0 if items[0].is_known else 0.4
            vowel = items[0].core[-1:] in "еиоу"
            if case == "nomn" and vowel and INDECLINABLE.search(items[-1].core):
                weight *= 10  # Nothing speaks for another case of Саломе Зурабишвили.
            if weight > 0:
                found.append(Solution(case, gender, tuple(cores), weight))
    return found


def _is_singular(form: Form) -> bool:
    # Илон is in the dictionary as a plural and a vocative of Илона only.
    return form.number == "sing" and form.case in CASES


def _named(item: Item, case: str, gender: str) -> tuple[float, str]:
    personal = any(f.kind in PERSONAL and f.known and _is_singular(f) for f in item.forms)
    weights: dict[str, float] = {}
    for form in item.forms:
        if form.case != case or form.number != "sing" or form.gender not in (gender, "ms-f", ""):
            continue
        if not form.is_adjective and (form.part != "NOUN" or (personal and not form.kind)):
            continue
        if case == "accs" and gender == "masc" and not form.animate and not form.is_adjective:
            continue
        # What the library guesses about a word's kind is chance.
        favour = 10.0 if form.kind in PERSONAL or not form.known else 1.0
        spelt = form.inflect("nomn")
        if spelt:
            weights[spelt] = weights.get(spelt, 0.0) + _likelihood(item, form, favour)
    word = item.core.lower()
    guessed = guess(word, case, gender)
    if guessed and INDECLINABLE.search(word):
        return _GUESSED, item.core
    still = guessed == word and not weights and not personal
    if guessed and (still or not item.is_known):
        # A name may be indeclinable, but all its cases together must not outweigh a real one.
        doubtful = guessed == word and (case != "nomn" or word[-1] in "еиоуыэю")
        share = _GUESSED * (0.15 if doubtful or (guessed == word and looks_oblique(word)) else 1)
        weights[guessed] = weights.get(guessed, 0.0) + share
    if not weights:
        return 0.0, item.core
    best = max(weights, key=lambda spelt: weights[spelt])
    return sum(weights.values()), cased(item.core, best)


def agree_as_phrase(items: Sequence[Item]) -> list[Solution]:
    """Solutions in which adjectives agree with the noun at their end."""
    found = []
    for number, gender in (("sing", "masc"), ("sing", "femn"), ("sing", "neut"), ("plur", "")):
        for case in CASES:
            weight, cores = 1.0, []
            for at, item in enumerate(items):
                last = at == len(items) - 1
                joined = item.core == "и" and not last
                part, core = (
                    (1.0, item.core) if joined else _agreed(item, case, number, gender, last)
                )
                weight *= part
                cores.append(core)
            if weight > 0:
                if gender == "femn" and case == "nomn" and _is_doubtful(items):
                    weight *= 2
                if case == "nomn" and number == "plur" and fold(items[-1].core) in _PLURAL:
                    weight *= 100
                found.append(Solution(case, gender, tuple(cores), weight, number))
    return found


def _is_doubtful(items: Sequence[Item]) -> bool:
    """Whether a lone unknown word may be a woman or a place in -а as well as a man's genitive."""
    word = items[0].core.lower()
    lone = len(items) == 1 and not items[0].is_known
    return lone and _AMBIGUOUS.search(word) is not None and not _MALE_GENITIVE.search(word)


def _agreed(item: Item, case: str, number: str, gender: str, last: bool) -> tuple[float, str]:
    weight, best, spelt = 0.0, 0.0, ""
    for form in item.forms:
        agrees = form.case == case and form.number == number
        same = not gender or form.gender in (gender, "ms-f", "")
        if not (agrees and same and (form.is_adjective or (last and form.part == "NOUN"))):
            continue
        share = _likelihood(item, form, 3)
        weight += share
        if share > best:
            best, spelt = share, form.inflect("nomn") or spelt
    if last and item.is_capital and item.forms and not item.is_noun and number == "sing":
        guessed, share = _guessed(item.core.lower(), case, gender)
        if share > 0:
            weight += share
            spelt = guessed if share >= best else spelt
    return (weight, cased(item.core, spelt)) if spelt else (0.0, item.core)


def _guessed(word: str, case: str, gender: str) -> tuple[str, float]:
    """The nominative of an unknown proper name by its ending, with a weight: Кронском, Тарна."""
    if gender == "femn" and word.endswith(("ия", "ии")):
        fits = case == "nomn" if word.endswith("я") else case in ("gent", "datv", "loct")
        return word[:-1] + "я", 3 * _TOWN if fits else 0.0
    if case == "nomn":
        masculine = gender == "masc" and word[-1] in _CONSONANTS and not looks_oblique(word)
        return word, _TOWN if masculine else 0.0
    if case == "ablt" and gender == "masc" and word.endswith(("ском", "градом", "бургом")):
        return word.removesuffix("ом"), _TOWN
    guessed = guess(word, case, gender) if gender == "masc" else ""
    town = guessed and guessed[-1] in _CONSONANTS and not guessed.endswith("ий")
    return guessed, _TOWN if town else 0.0


def _likelihood(item: Item, form: Form, favour: float) -> float:
    """The share of a reading, corrected for what names are like; `favour` is for proper names."""
    weight = form.score
    if item.is_capital and (form.kind or not form.known):
        weight *= favour
    if item.is_capital and form.number == "plur" and form.case != "nomn":
        weight *= 0.05 if form.kind == "Name" else 0.2
    if form.case == "loct":
        weight *= 0.5
    if form.fixed and any(other.kind and not other.fixed for other in item.forms):
        weight *= 0.1
    if form.known:
        return weight
    weight *= 0.5
    if form.kind == "Geox":
        weight *= 0.5
    if form.number == "plur":
        weight *= 0.1
    if form.case in ("nomn", "accs") and looks_oblique(item.core.lower()):
        weight *= 0.1
    # Шольцем is not Шолец.
    if form.normal[-2:] == "ец" and form.normal[-3:-2] not in "аеиоуыэюя":
        weight *= 0.05
    if "-" in form.normal and looks_oblique(form.normal):
        weight *= 0.1
    return weight


def heaviest(solutions: Sequence[Solution], cores: Sequence[str]) -> Solution:
    """The best of one or more solutions; on a tie the one that leaves `cores` as they are."""
    weights: dict[tuple[str, ...], float] = {}
    for solution in solutions:
        weights[solution.cores] = weights.get(solution.cores, 0.0) + solution.weight
    same = tuple(cores)
    best = max(weights, key=lambda spelling: (weights[spelling], spelling == same))
    return max((s for s in solutions if s.cores == best), key=lambda s: s.weight)


def cased(model: str, word: str) -> str:
    """`word` with the capitals of `model`, part by part between hyphens."""
    models, parts = re.split("[-‐‑]", model), word.split("-")
    if len(models) != len(parts):
        return word.title() if model[:1].isupper() else word
    cased = [
        part.upper()
        if one.isupper() and len(one) > 1
        else part[:1].upper() + part[1:]
        if one[:1].isupper()
        else part
        for one, part in zip(models, parts, strict=True)
    ]
    return "-".join(cased)
