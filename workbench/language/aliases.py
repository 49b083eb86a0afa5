"""Which words may be another name of somebody, and which other names a name brings along."""

import re
from typing import Final

from workbench.language.growth import FUNCTION_WORDS
from workbench.language.tokens import vocabulary, words

# Between initials, or an initial and a surname, with no space.
GLUED: Final = re.compile(r"(?<=\b[А-ЯЁA-Z]\.)(?=[А-ЯЁA-Z])")
_PATRONYMIC: Final = re.compile("(?:[вь]ич|[вь]на|ична|инична)$", re.IGNORECASE)
_SON_OR_DAUGHTER: Final = frozenset(("оглы", "оглу", "кызы", "гызы"))
_PARTICLES: Final = vocabulary(
    "фон дер ван ден де да ди дю дель ла ле аль эль ас ибн бен бин von van der de la al"
)
_PRONOUNS: Final = vocabulary(
    "я меня мне мной мною мы нас нам нами ты тебя тебе тобой вы вас вам вами он его него ему нему "
    "им ним нём нем она её ее неё нее ей ней ею нею оно они их них ими ними себя себе собой свой "
    "своя своё свое свои своего своей своему своим своих своими этот эта это эти этого этой этому "
    "этим этих этими тот та то те того той тому тем тех теми кто кого кому кем ком что чего чему "
    "чем чём который которая которое которые сам сама само сами самого самой самим весь вся всё "
    "все всего всей всем всех всеми каждый другой другие некто некоторые многие оба обе наш наша "
    "наше наши ваш ваша ваше ваши мой моя моё мое мои твой твоя твои такой такая такие там тут "
    "здесь туда оттуда так никто ничто некий последний последняя последние"
)
_NO_NAME: Final = FUNCTION_WORDS | _PRONOUNS
_PUNCTUATION: Final = re.compile(r"[,;:!?…\n]|(?<=\w{3})\.\s")
_LONGEST: Final = 10  # words: more are a sentence


def variants(name: str, kind: str) -> tuple[str, ...]:
    """The other names by which an entity of this kind may be called where its name is known.

    For a "person" the surname alone, and with the given names or their initials on either side.
    For other kinds nothing: no abbreviation is invented.
    """
    given, surname = _divided(GLUED.sub(" ", name).split()) if kind == "person" else ([], "")
    if not given:
        return ()
    initials = [_initial(part) for part in given if part[0].isupper()]
    rows = [given, initials, given[:1], initials[:1]]
    if given[0].endswith("."):
        rows = [initials, initials[:1]]
    found = [surname]
    for row in rows:
        found += [" ".join((*row, surname)), " ".join((surname, *row))]
    return tuple(dict.fromkeys(other for other in found if other != name))


def _divided(parts: list[str]) -> tuple[list[str], str]:
    """Given names and surname; no given names when the parts are no person's."""
    if not all(p[0].isupper() or p.lower() in _PARTICLES | _SON_OR_DAUGHTER for p in parts):
        return [], ""
    if len(parts) == 3 and _PATRONYMIC.search(parts[2]) and not _PATRONYMIC.search(parts[1]):
        parts = [*parts[1:], parts[0]]  # Алиев Ильхам Гейдарович
    if len(parts) > 2 and parts[-1].lower() in _SON_OR_DAUGHTER:
        parts = [*parts[1:], parts[0]]  # Алиев Ильхам Гейдар оглы
    at = next((n for n, part in enumerate(parts[:-1]) if part.lower() in _PARTICLES), -1)
    return parts[:at], " ".join(parts[at:])


def _initial(given: str) -> str:
    return f"{given[:2] if given.startswith('Дж') else given[0]}."


def is_name(text: str) -> bool:
    """Whether words may be remembered as somebody's name: capitalised, neither pronoun nor clause.

    What begins with a preposition or another function word is no name, but for a quoted one.
    """
    text = text.strip()
    spelt = [text[word.start : word.end] for word in words(text)]
    if not 0 < len(spelt) <= _LONGEST or _PUNCTUATION.search(text):
        return False
    bare = text[0].isalpha() and not text.startswith(".", len(spelt[0]))
    if bare and spelt[0].lower() in _NO_NAME and not spelt[0][1:].isupper():
        return False
    telling = [word for word in spelt if word.lower() not in _NO_NAME]
    # Quotation marks make even «За правду» a name.
    return any(any(map(str.isupper, word)) for word in (telling if text[0].isalpha() else spelt))
