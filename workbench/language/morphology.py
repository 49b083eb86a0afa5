"""Lemmas, keys for matching names, and names in the nominative.

The only importer of pymorphy3, which takes 0.1 s and 15 MB: nothing is loaded before a
`Morphology` is made.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Final

from workbench.language.declension import declension
from workbench.language.forms import PERSONAL, Form, fold, stem
from workbench.language.names import nominative
from workbench.language.tokens import words

_CACHED: Final = 200_000
_KINDS: Final = ("Surn", "Name", "Patr", "Geox", "Orgn")
_DECLINED: Final = frozenset(("NOUN", "ADJF", "PRTF", "NUMR"))
_SAME_CASE: Final = {"gen1": "gent", "gen2": "gent", "acc2": "accs", "loc1": "loct", "loc2": "loct"}
_SURNAME: Final = re.compile("(?:[оеё]в|[иы]н)(?:|а|у|ым|ой|е|ы|ых|ыми)$")
# Токаев has to be told from the wines of Tokaj.
_LIKE_PLURAL: Final = re.compile("[аеиоуэюя][её]в$")


class Morphology:
    """Russian words by their dictionary forms. Costs 0.1 s to make; not for two threads at once."""

    def __init__(self) -> None:
        import pymorphy3  # type: ignore[import-untyped]  # has no stubs

        self._analyzer: Any = pymorphy3.MorphAnalyzer()
        self._lemmas: dict[str, str] = {}
        self._keys: dict[str, str] = {}

    def lemma(self, word: str) -> str:
        """The dictionary form in lower case with ё as е; a capital makes a name likelier."""
        return self._cached(self._lemmas, word, self._find_lemma)

    def key(self, text: str) -> tuple[str, ...]:
        """What all cases of a name have in common: equal keys mean the same name.

        Capitals, ё, punctuation and a surname's gender make no difference. Words outside the
        dictionary are cut to their stem.
        """
        plain = unicodedata.normalize("NFC", text).replace("\u0301", "").replace("\u00ad", "")
        return tuple(
            self._cached(self._keys, plain[word.start : word.end].lower(), self._find_key)
            for word in words(plain)
        )

    def nominative(self, name: str) -> str:
        """The name as a dictionary would list it, its white space made single spaces.

        Only the head and what agrees with it changes: titles, first names and surnames, an
        adjective with its noun. Gender, number, capitals, quoted and Latin parts stay. A lone
        surname that may be a man's or a woman's is taken for the likelier. A name that cannot be
        understood comes back unchanged.
        """
        return nominative(unicodedata.normalize("NFC", name), self.forms)

    def declension(self, name: str) -> tuple[tuple[str, str], ...]:
        """The six cases of a name in the nominative, by OpenCorpora's abbreviations.

        As in `nominative`, only the head and what agrees with it changes; what cannot be
        understood is the same in all cases.
        """
        return declension(unicodedata.normalize("NFC", name), self.forms)

    def spellings(self, word: str) -> frozenset[str]:
        """All forms, folded, of the words with the key of `word` that `word` may be a form of."""
        key = self.key(word)
        return frozenset(
            fold(form.word)
            for parse in self._analyzer.parse(word)
            if (fold(parse.normal_form),) == key or (stem(parse.normal_form),) == key
            for form in parse.lexeme
            if form.tag.POS in _DECLINED
        )

    def is_person(self, name: str) -> bool:
        """Whether two to four words seem to be a person's name: one of them is a given name."""
        spelt = name.split()
        if not 2 <= len(spelt) <= 4 or not all(word[0].isupper() for word in spelt):
            return False
        given = ("Name", "Patr")
        return any(
            any(form.kind in given and form.known for form in self.forms(word)[:3])
            for word in spelt
        )

    def forms(self, word: str) -> Sequence[Form]:
        """The possible readings of a word, likeliest first."""
        return tuple(self._form(word, parse) for parse in self._analyzer.parse(word))

    def _cached(self, cache: dict[str, str], word: str, find: Callable[[str], str]) -> str:
        found = cache.get(word)
        if found is None:
            # An evicting cache is nine times slower than a dict that is now and then emptied.
            if len(cache) >= _CACHED:
                cache.clear()
            found = cache[word] = find(word)
        return found

    def _find_lemma(self, word: str) -> str:
        parses = self._analyzer.parse(word)
        if word[:1].isupper():
            proper = [parse for parse in parses if any(kind in parse.tag for kind in _KINDS)]
            parses = proper or parses
        return fold(parses[0].normal_form) if parses else fold(word)

    def _find_key(self, word: str) -> str:
        parses = [p for p in self._analyzer.parse(word) if p.tag.POS in _DECLINED]
        if not parses or not self._analyzer.word_is_known(word):
            return stem(word)
        if _LIKE_PLURAL.search(word) and not any("Surn" in parse.tag for parse in parses):
            return stem(word)
        weights: dict[tuple[str, bool], float] = {}
        normals = {fold(parse.normal_form) for parse in parses}
        for parse in parses:
            favour = 10.0 if any(kind in parse.tag for kind in _KINDS) else 1.0
            if "Surn" in parse.tag and _SURNAME.search(word):
                favour = 100.0
            # Марку is Марк before it is the Romanian Марку; Ильхам is one man, not two Ильхамы.
            if "Fixd" in parse.tag or ("Name" in parse.tag and parse.tag.number == "plur"):
                favour /= 10
            normal = fold(parse.normal_form)
            # Ильхаме is Ильхам before it is Ильхама: more men than women are in the news.
            if parse.tag.gender == "femn" and normal[:-1] in normals:
                favour *= 0.4
            reading = normal, "Name" in parse.tag or "Patr" in parse.tag
            weights[reading] = weights.get(reading, 0.0) + favour * parse.score
        best, given = max(weights, key=lambda reading: (weights[reading], reading))
        # Only in given names does the ending tell two names apart: Александр, Александра.
        return best if given else stem(best)

    def _form(self, word: str, parse: Any) -> Form:
        tag = parse.tag
        number, gender = str(tag.number or ""), str(tag.gender or "")

        def inflect(case: str) -> str:
            if "Fixd" in tag:
                return word.lower()
            wanted = {case, number} if number else {case}
            if number == "sing" and gender in ("masc", "femn", "neut"):
                wanted.add(gender)
            found = parse.inflect(wanted)
            if found is None:
                return ""
            # The dictionary puts ё where the text has е; then the text's way is kept.
            respelt = "ё" in parse.word and "ё" not in word.lower()
            return str(found.word.replace("ё", "е") if respelt else found.word)

        return Form(
            normal=str(parse.normal_form),
            part=str(tag.POS or ""),
            case=_SAME_CASE.get(str(tag.case), str(tag.case or "")),
            number=number,
            gender=gender,
            kind=next((kind for kind in _KINDS if kind in tag), ""),
            animate="anim" in tag or any(kind in tag for kind in PERSONAL),
            fixed="Fixd" in tag,
            known=bool(parse.is_known),
            score=float(parse.score),
            inflect=inflect,
        )
