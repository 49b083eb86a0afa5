"""A Russian name in an oblique case put into the nominative.

A name is read as a person («Ильхамом Алиевым»), as a noun with its adjectives and a tail that stays
(«Министерством обороны Турции»), or as a title with a person («президента Лирии Марка Ренна»).
The words that agree are weighed in `agreement`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from workbench.language.agreement import (
    EASTERN,
    PARTICLES,
    Item,
    Solution,
    agree_as_person,
    agree_as_phrase,
    heaviest,
    read_item,
)
from workbench.language.forms import PERSONAL, Forms, fold
from workbench.language.tokens import vocabulary

_ITEM: Final = re.compile(r"""[(\[]?(?:«[^»]*»|„[^“”]*[“”]|“[^”]*”|"[^"]*")\S*|\S+""")
_ABBREVIATION: Final = re.compile("([А-ЯЁ]{2,})(?:а|у|е|ы|ом|ем|ов|ам|ах|ами)")
_SURNAME: Final = re.compile(
    "(?:[оеё]в|[иы]н|ян|янц|[сц]к)(?:|а|у|ым|ом|е|ой|ий|ого|ому|им|ая|ую)$"
)
_PLACE: Final = re.compile("(?:ск|град|город|бург|поль|стан|абад|ия)$")
# Nouns that name a place or a body together with a proper name in the same case.
GENERIC: Final = vocabulary(
    "город село поселок деревня река озеро остров станица хутор республика область гора порт"
)
_LONGEST: Final = 300  # code points: a longer text is no name


def nominative(name: str, forms: Forms) -> str:
    """The nominative of `name`, with single spaces; unchanged where it cannot be understood."""
    items = read(name, forms)
    if items is None:
        return " ".join(name.split())
    return joined(items, _solved(items))


def read(name: str, forms: Forms) -> list[Item] | None:
    """The words of a name with their readings; None for what is too long or no name at all."""
    spaced = " ".join(name.split())
    if not spaced or len(spaced) > _LONGEST:
        return None
    return [read_item(match.group(), forms) for match in _ITEM.finditer(spaced)]


def joined(items: Sequence[Item], cores: Sequence[str]) -> str:
    """The name that has `cores` for the words of its `items`."""
    return " ".join(
        item.before + core + item.after for item, core in zip(items, cores, strict=True)
    )


def _solved(items: Sequence[Item]) -> list[str]:
    """The nominative of every item, those outside the name's head as they were."""
    cores = [item.core for item in items]
    abbreviation = _ABBREVIATION.fullmatch(cores[0])
    if abbreviation:
        return [abbreviation.group(1), *cores[1:]]
    if is_person(items):
        people = agree_as_person(items)
        if people:
            return list(heaviest(people, cores).cores)
    size = head_size(items)
    if size == 0:
        return cores
    head = agree_as_phrase(items[:size])
    titled = _titled(items, size, head)
    if titled:
        return titled
    best = heaviest(head, cores[:size])
    rest = cores[size:]
    if size < len(items) and fold(best.cores[-1]) in GENERIC:
        named = [s for s in agree_as_phrase(items[size : size + 1]) if s.case == best.case]
        if named and items[size].is_capital:
            rest[0] = heaviest(named, rest[:1]).cores[0]
    elif len(rest) > 1 and rest[0] == "и" and not items[size - 1].after:
        rest[1:] = _coordinated(items[size + 1 :], best.case)
    return [*best.cores, *rest]


def _coordinated(items: Sequence[Item], case: str) -> list[str]:
    size = head_size(items)
    fitting = [s for s in agree_as_phrase(items[:size]) if s.case == case] if size else []
    cores = [item.core for item in items]
    return [*heaviest(fitting, cores[:size]).cores, *cores[size:]] if fitting else cores


def is_person(items: Sequence[Item]) -> bool:
    words = [item for item in items if not item.is_neutral]
    if not 1 <= len(words) <= 4 or not all(item.is_capital for item in words):
        return False
    if len(items) == 1:
        return False  # a lone word is weighed as a phrase, by all of its readings
    if len(words) == 1:
        return words[0].may_be_personal
    first, *others = words
    if first.core.lower() in EASTERN:
        return True
    if first.has("Geox", known=True) and not words[-1].has("Geox", known=True):
        return _SURNAME.search(words[-1].core.lower()) is not None  # Арарат Мирзоян
    if not first.may_be_personal or not all(map(_may_be_surname, others)):
        return False
    if not first.has(*PERSONAL, known=True) and _mostly_adjective(first):
        return False
    return any(item.has(*PERSONAL) or not item.is_known for item in words)


def _may_be_surname(item: Item) -> bool:
    # Макрон is in the dictionary only as the line above a vowel.
    place = item.has("Geox", "Orgn", known=True)
    common = any(form.part == "NOUN" for form in item.forms)
    return item.may_be_personal or item.may_be_adjective or (common and not place)


def _mostly_adjective(item: Item) -> bool:
    return sum(form.score for form in item.forms if form.is_adjective) > 0.5


def head_size(items: Sequence[Item]) -> int:
    """How many items the head has: adjectives and their noun. 0 when it cannot be read."""
    longest = 0
    for at, item in enumerate(items):
        noun = any(form.part == "NOUN" for form in item.forms) or not item.is_noun
        if (noun or (at == 0 and item.forms)) and agree_as_phrase(items[: at + 1]):
            longest = at + 1
        joined = item.core == "и" and 0 < at < len(items) - 1 and items[at + 1].may_be_adjective
        if not item.may_be_adjective and not joined:
            break
    return longest


def _titled(items: Sequence[Item], size: int, head: Sequence[Solution]) -> list[str]:
    """The nominative of a title and the person after it; empty when there is no person."""
    options = []
    for at, one, other, weight in titles(items, size, head):
        middle = tuple(item.core for item in items[size:at])
        cores = (*one.cores, *middle, *other.cores)
        options.append(Solution(one.case, other.gender, cores, weight))
    return list(heaviest(options, [item.core for item in items]).cores) if options else []


def titles(
    items: Sequence[Item], size: int, head: Sequence[Solution]
) -> Iterator[tuple[int, Solution, Solution, float]]:
    """Yield how the `head`, a title of `size` items, may go with a person at the end of `items`.

    Each time with the number of the person's first item, the readings of both and a weight.
    """
    title = items[size - 1]
    if not any(form.animate and not form.kind and form.known for form in title.forms):
        return
    first = len(items)
    while first > size and (items[first - 1].is_capital or items[first - 1].is_neutral):
        if not items[first - 1].forms and not items[first - 1].is_neutral:
            break
        first -= 1
    for at in range(first, len(items)):
        person = items[at:]
        if not _may_follow(person, title, items[size:at], alone=at == size):
            continue
        for one in head:
            for other in agree_as_person(person):
                if one.case == other.case:
                    yield at, one, other, one.weight * other.weight * _shape(person)


def _may_follow(person: Sequence[Item], title: Item, tail: Sequence[Item], *, alone: bool) -> bool:
    words = [item for item in person if not item.is_neutral]
    if not words or person[0].core in PARTICLES - {"фон", "де", "аль", "ибн"}:
        return False
    # Хаканом is a known noun and, after a title, a name all the same.
    if not all(item.may_be_personal or item.may_be_animate for item in words[:1]):
        return bool(tail) and tail[-1].has("Geox") and _may_be_surname(words[0])
    if not all(map(_may_be_surname, words[1:])):
        return False
    # What stands between title and person is in the genitive: a country, a party.
    if not all(_may_be_tail(item) for item in tail):
        return False
    if len(person) == 1:
        item = person[0]
        if item.has("Geox", known=True) or any(_PLACE.search(f.normal) for f in item.forms):
            return False
        # «президента Лирии» against «королевы Анны»
        genders = {form.gender for form in title.forms}
        return not alone or any(f.gender in genders for f in item.forms if f.case != "nomn")
    return True


def _may_be_tail(item: Item) -> bool:
    return any(form.case == "gent" for form in item.forms) or not item.is_known


def _shape(person: Sequence[Item]) -> float:
    """How much a row of names looks like one person's after a title."""
    words = [item for item in person if not item.is_neutral]
    if len(words) == 2 or any(item.has("Patr", known=True) for item in words):
        return 100.0
    return 1.0
