"""Finds the entity that a mention or a few typed letters may mean.

A query is matched by what all cases of a name have in common, so «Ильхамом Алиевым» finds
«Ильхам Алиев», and by its first letters, so «ильх» does too.
"""

import heapq
import re
from bisect import bisect_left, insort
from collections.abc import Container, Iterable, Iterator
from itertools import islice
from typing import Final, Protocol, TypeVar

from workbench.language.forms import fold
from workbench.language.morphology import Morphology

_Key = TypeVar("_Key")
_Value = TypeVar("_Value", None, int)
_WORD: Final = re.compile(r"\w+(?:[-'’]\w+)*")
# Enough to fill a list with the shortest names; the rest of a vague query is not worth its time.
_WEIGHED: Final = 4000


class Named(Protocol):
    """Who or what is registered."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def aliases(self) -> Iterable[str]: ...


class Register:
    """Entities by name and alias. Queries give ids; the caller keeps the entities.

    Not for two threads at once.
    """

    def __init__(self, morphology: Morphology, entities: Iterable[Named] = ()) -> None:
        self._morphology = morphology
        self._keys: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._spellings: dict[str, tuple[str, ...]] = {}
        self._by_key: dict[tuple[str, ...], dict[str, None]] = {}
        # With the length of the entity's shortest name that has the lemma.
        self._by_lemma: dict[str, dict[str, int]] = {}
        self._by_prefix: list[tuple[str, str]] = []
        self._is_sorted = True
        for entity in entities:
            self.put(entity)

    def __len__(self) -> int:
        return len(self._keys)

    def put(self, entity: Named) -> None:
        """Add the entity, or replace the one with its id."""
        self.drop(entity.id)
        names = (entity.name, *entity.aliases)
        keys = tuple(dict.fromkeys(filter(None, map(self._morphology.key, names))))
        self._keys[entity.id] = keys
        for key in keys:
            self._by_key.setdefault(key, {})[entity.id] = None
            for lemma in key:
                lengths = self._by_lemma.setdefault(lemma, {})
                lengths[entity.id] = min(len(key), lengths.get(entity.id, len(key)))
        spellings = tuple(dict.fromkeys(tail for name in names for tail in _tails(name)))
        self._spellings[entity.id] = spellings
        entries = [(spelling, entity.id) for spelling in spellings]
        if self._is_sorted and self._by_prefix:
            for entry in entries:
                insort(self._by_prefix, entry)
        else:
            # Many come at once when a project is opened: sorted once, by the first query.
            self._by_prefix.extend(entries)
            self._is_sorted = False

    def drop(self, entity: str) -> None:
        """Forget the entity with this id, if there is one."""
        for key in self._keys.pop(entity, ()):
            _discard(self._by_key, key, entity)
            for lemma in key:
                _discard(self._by_lemma, lemma, entity)
        spellings = self._spellings.pop(entity, ())
        if spellings:
            self._sort()
        for spelling in spellings:
            del self._by_prefix[bisect_left(self._by_prefix, (spelling, entity))]

    def exact(self, text: str) -> tuple[str, ...]:
        """The entities of which a name or alias is `text` in some case, oldest first."""
        return tuple(self._by_key.get(self._morphology.key(text), ()))

    def among(self, lemmas: Container[str]) -> tuple[str, ...]:
        """The entities of which a name or alias has no other lemmas than these."""
        found: dict[str, None] = {}
        for key, entities in self._by_key.items():
            if key[0] in lemmas and all(lemma in lemmas for lemma in key[1:]):
                found.update(entities)
        return tuple(found)

    def meant(self, text: str, limit: int = 10) -> tuple[str, ...]:
        """The entities that `text` itself calls, best first.

        Those of that very name; else those of whose name it is a part or an initialled form. Not
        those of which the name is only part of it: a ministry is not its country.
        """
        key = self._morphology.key(text)
        exact = tuple(self._by_key.get(key, ()))
        return exact or tuple(self._fuller(key, limit)) if key else ()

    def matching(self, text: str, limit: int = 10) -> tuple[str, ...]:
        """Up to `limit` entities that `text` may mean, best first.

        First those of that very name; then those of whose name it is a part or an initialled form,
        the shortest first («Алиев», «И. Алиев»); then those of which the name is part of it
        («президент Ильхам Алиев»); then those with a word that begins as it does.
        """
        key = self._morphology.key(text)
        if not key or limit < 1:
            return ()
        ranked = (
            *self._by_key.get(key, ()),
            *self._fuller(key, limit),
            *self._shorter(key),
        )
        found = dict.fromkeys(ranked)
        if len(found) < limit:
            found.update(dict.fromkeys(islice(self._beginning(text), limit * 8)))
        return tuple(islice(found, limit))

    def _fuller(self, key: tuple[str, ...], limit: int) -> list[str]:
        """Entities with all the whole words of `key` and a word for each of its initials."""
        whole = {lemma for lemma in key if len(lemma) > 1}
        initials = [lemma for lemma in key if len(lemma) == 1]
        lists = sorted((self._by_lemma.get(lemma, {}) for lemma in whole), key=len)
        if not lists:
            return []
        rarest, *others = lists
        if not others and not initials:
            return heapq.nsmallest(limit, rarest, key=rarest.__getitem__)
        shared = [entity for entity in rarest if all(entity in other for other in others)]
        sized = (
            (min(map(len, fitting)), entity)
            for entity in shared[:_WEIGHED]
            if (fitting := [k for k in self._keys[entity] if _fits(k, whole, initials)])
        )
        return [entity for _, entity in heapq.nsmallest(limit, sized)]

    def _shorter(self, key: tuple[str, ...]) -> Iterator[str]:
        """Entities whose whole name stands in `key`, the longest names first."""
        longest = min(len(key) - 1, 8)
        for size in range(longest, 0, -1):
            for start in range(min(len(key) - size, 32) + 1):
                yield from self._by_key.get(key[start : start + size], ())

    def _beginning(self, text: str) -> Iterator[str]:
        typed = _spelt(text)
        if not typed:
            return
        self._sort()
        for at in range(bisect_left(self._by_prefix, (typed, "")), len(self._by_prefix)):
            spelling, entity = self._by_prefix[at]
            if not spelling.startswith(typed):
                return
            yield entity

    def _sort(self) -> None:
        if not self._is_sorted:
            self._by_prefix.sort()
            self._is_sorted = True


def _fits(key: tuple[str, ...], whole: set[str], initials: list[str]) -> bool:
    if not whole.issubset(key):
        return False
    rest = [lemma for lemma in key if lemma not in whole]
    for initial in initials:
        fitting = next((lemma for lemma in rest if lemma.startswith(initial)), None)
        if fitting is None:
            return False
        rest.remove(fitting)
    return True


def _spelt(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


def _tails(name: str) -> Iterator[str]:
    """A name from each of its words on, as it is typed."""
    spelt = _spelt(name)
    at = 0
    while spelt and at >= 0:
        yield spelt[at:]
        following = spelt.find(" ", at)
        at = following + 1 if following >= 0 else -1


def _discard(index: dict[_Key, dict[str, _Value]], key: _Key, entity: str) -> None:
    entities = index.get(key)
    if entities is not None:
        entities.pop(entity, None)
        if not entities:
            del index[key]
