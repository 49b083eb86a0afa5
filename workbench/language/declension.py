"""A Russian name in the nominative put into all six cases.

The readings are those by which `names` finds a nominative, the other way round.
"""

import re
from collections.abc import Sequence
from typing import Final

from workbench.language.agreement import (
    EASTERN,
    Item,
    Solution,
    agree_as_person,
    agree_as_phrase,
    cased,
    heaviest,
)
from workbench.language.forms import CASES, INDECLINABLE, PERSONAL, Form, Forms
from workbench.language.names import GENERIC, head_size, is_person, joined, read, titles

_OBLIQUE: Final = CASES[1:]
_ADJECTIVE: Final = re.compile("(?:[сц]кий|ой|ый|[нгкхжшщч]ий|[сц]кая|ая|яя)$")
_MALE: Final = re.compile("[ауи]эль$")  # Эммануэль is in the dictionary as a woman only
_FEMALE_SURNAME: Final = re.compile("(?:[оеё]ва|[иы]на|ая)$")
_POSSESSIVE: Final = re.compile("(?:[оеё]в|[иы]н)$")
_FLEETING: Final = re.compile("[а-яё]{2}[бвгджзкмнпрстфхчшщ]ец$")
_STILL: Final = re.compile("(?:[оеиуыэюё]|[иы]х|аго|уа)$")
# Endings of the genitive, dative, accusative, instrumental and prepositional, after what is cut.
_HARD: Final = "а у а ом е"
_HISSING: Final = "а у а ем е"
_SOFT: Final = "я ю я ем е"
_MASCULINE_II: Final = "я ю я ем и"
_FEMALE: Final = {"а": "ы е у ой е", "я": "и е ю ей е", "ия": "ии ии ию ией ии"}
_CONSONANTS: Final = "бвгджзйклмнпрстфхцчшщ"


def declension(name: str, forms: Forms) -> tuple[tuple[str, str], ...]:
    """The cases of `name`, which is in the nominative, in the order of CASES."""
    items = read(name, forms)
    spaced = " ".join(name.split())
    if not items:
        return tuple((case, spaced) for case in CASES)
    groups = list(_agreeing(items))
    found = [("nomn", spaced)]
    for case in _OBLIQUE:
        cores = [item.core for item in items]
        for first, size, solution, personal in groups:
            decline = _person_in if personal else _phrase_in
            cores[first : first + size] = decline(items[first : first + size], solution, case)
        found.append((case, joined(items, cores)))
    return tuple(found)


def _agreeing(items: Sequence[Item]) -> list[tuple[int, int, Solution, bool]]:
    """The runs of words that have cases: first word, size, reading, whether a person's names."""
    if is_person(items):
        people = _upright(agree_as_person(items))
        men = [solution for solution in people if solution.gender == "masc"]
        if _MALE.search(items[0].core) and not _FEMALE_SURNAME.search(items[-1].core):
            men = [Solution("nomn", "masc", tuple(item.core for item in items), 1)]
        if people or men:
            likely = men if men and _may_be_man(items) else people
            return [(0, len(items), _best(likely, items), True)]
    size = head_size(items)
    head = _upright(agree_as_phrase(items[:size])) if size else []
    if not head:
        return []
    titled = [option for option in titles(items, size, head) if option[2].case == "nomn"]
    if titled:
        at, one, other, _ = max(titled, key=lambda option: option[3])
        return [(0, size, one, False), (at, len(items) - at, other, True)]
    best = _best(head, items[:size])
    groups = [(0, size, best, False)]
    rest = items[size:]
    # «Республика Армения» keeps its second word: «Республики Армения».
    generic = items[size - 1].core.lower() in GENERIC - {"республика"}
    if rest and generic and rest[0].is_capital:
        named = _upright(agree_as_phrase(rest[:1]))
        if named:
            groups.append((size, 1, _best(named, rest[:1]), False))
    elif len(rest) > 1 and rest[0].core == "и" and not items[size - 1].after:
        more = head_size(rest[1:])
        second = _upright(agree_as_phrase(rest[1 : 1 + more])) if more else []
        if second:
            groups.append((size + 1, more, _best(second, rest[1 : 1 + more]), False))
    return groups


def _may_be_man(items: Sequence[Item]) -> bool:
    """Whether the given names are a man's: more men than women are in the news."""
    genders = {
        form.gender
        for item in items
        for form in item.forms
        if form.known and form.kind == "Name" and form.case == "nomn" and form.number == "sing"
    }
    male = "masc" in genders or _MALE.search(items[0].core) is not None
    return male or (not genders and items[0].core[-1:] not in ("а", "я"))


def _upright(solutions: Sequence[Solution]) -> list[Solution]:
    return [solution for solution in solutions if solution.case == "nomn"]


def _best(solutions: Sequence[Solution], items: Sequence[Item]) -> Solution:
    same = tuple(item.core for item in items)
    return heaviest([s for s in solutions if s.cores == same] or solutions, same)


def _person_in(items: Sequence[Item], solution: Solution, case: str) -> list[str]:
    eastern = items[0].core.lower() in EASTERN
    return [
        item.core
        if item.is_neutral or not item.forms or (eastern and at < len(items) - 1)
        # No surname in -ин is a Russian one there: Си Цзиньпином.
        else cased(item.core, item.core.lower() + _HARD.split()[_OBLIQUE.index(case)])
        if eastern and _POSSESSIVE.search(item.core)
        else cased(item.core, _name_in(item, solution.gender, case))
        for at, item in enumerate(items)
    ]


def _name_in(item: Item, gender: str, case: str) -> str:
    """One of a person's names in a case: by the dictionary, else by its ending."""
    word = item.core.lower()
    for form in item.forms:
        fits = form.case == "nomn" and form.number == "sing" and form.gender in (gender, "ms-f")
        if fits and form.known and form.kind in PERSONAL and form.normal == word:
            spelt = form.inflect(case)
            if spelt:
                return spelt
    return "-".join(_guessed(part, gender, case) for part in word.split("-"))


def _guessed(word: str, gender: str, case: str) -> str:
    if INDECLINABLE.search(word) or _STILL.search(word) or len(word) < 2:
        return word
    base, endings = word, ""
    if gender == "masc" and _ADJECTIVE.search(word) and len(word) > 4:
        base = word[:-2]
        soft = word.endswith("ий") and base[-1] not in "гкх"
        hard = "ого ому ого им ом" if base[-1] in "гкх" else "ого ому ого ым ом"
        endings = "его ему его им ем" if soft else hard
    elif gender == "femn" and word.endswith(("ая", "яя")):
        base, endings = word[:-2], "ой ой ую ой ой" if word.endswith("ая") else "ей ей юю ей ей"
    elif gender == "femn" and _FEMALE_SURNAME.search(word) and len(word) > 4:
        base, endings = word[:-1], "ой ой у ой ой"
    elif word.endswith("ия"):
        base, endings = word[:-2], _FEMALE["ия"]
    elif word[-1] in "ая":
        base, endings = word[:-1], _FEMALE[word[-1]]
        if word[-1] == "а" and base[-1] in "гкхжчшщ":
            endings = endings.replace("ы", "и")
        if word[-1] == "а" and base[-1] in "жчшщц":
            endings = endings.replace("ой", "ей")
    elif gender == "masc" and word.endswith("ий"):
        base, endings = word[:-1], _MASCULINE_II
    elif gender == "masc" and word[-1] in "йь":
        base, endings = word[:-1], _SOFT
    elif gender == "masc" and _FLEETING.search(word):
        base, endings = word[:-2] + "ц", _HISSING
    elif gender == "masc" and _POSSESSIVE.search(word) and len(word) > 4:
        endings = "а у а ым е"
    elif gender == "masc" and word[-1] in _CONSONANTS:
        endings = _HISSING if word[-1] in "жчшщц" else _HARD
    return base + endings.split()[_OBLIQUE.index(case)] if endings else word


def _phrase_in(items: Sequence[Item], solution: Solution, case: str) -> list[str]:
    noun = _reading(items[-1], solution, last=True)
    animate = noun.animate if noun else False
    found = []
    for at, item in enumerate(items):
        last = at == len(items) - 1
        form = _reading(item, solution, last=last)
        wanted = case
        unlike = solution.number == "plur" or solution.gender == "masc"
        if case == "accs" and unlike and (not last or (form and form.is_adjective)):
            wanted = "gent" if animate else "nomn"
        spelt = form.inflect(wanted) if form else ""
        if item.core == "и":
            spelt = ""
        elif last and (form is None or not form.known) and item.is_capital and item.forms:
            spelt = _place_in(item.core.lower(), solution, case) or spelt
        found.append(cased(item.core, spelt) if spelt else item.core)
    return found


def _reading(item: Item, solution: Solution, *, last: bool) -> Form | None:
    fitting = [
        form
        for form in item.forms
        if form.case == "nomn"
        and form.number == solution.number
        and (not solution.gender or form.gender in (solution.gender, "ms-f", ""))
        and (form.is_adjective or (last and form.part == "NOUN"))
    ]
    proper = [form for form in fitting if form.kind and item.is_capital]
    return next(iter(proper or fitting), None)


def _place_in(word: str, solution: Solution, case: str) -> str:
    """An unknown proper name in a case, as a place or a body: Сарма, Кронск."""
    if solution.number == "plur" or _STILL.search(word):
        return word
    if solution.gender == "masc" and case == "accs":
        return word
    if solution.gender == "masc" and _POSSESSIVE.search(word):
        return word + _HARD.split()[_OBLIQUE.index(case)]
    return _guessed(word, solution.gender, case)
