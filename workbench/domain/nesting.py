"""Which of many spans decide whether one more may stand beside them, found without asking all."""

from bisect import bisect_right
from typing import Final

from workbench.domain.errors import Refused
from workbench.domain.text import Fragments, merged

# Spans in several pieces at one place, of one label and one annotator; people make two or three.
_MOST: Final = 200


class Neighbours:
    """Spans of one label and one annotator, which come by their start, then by their end.

    Those taken so far are assumed to cross each other nowhere. So of those in one piece the
    smallest that reaches over a new one decides for all around it, and only spans in several
    pieces are each looked at. `free`: they may overlap as they like, but not stand twice.
    """

    def __init__(self, *, free: bool) -> None:
        self._free = free
        self._known: set[Fragments] = set()
        self._over: list[Fragments] = []  # begun before, the widest first
        self._level: list[Fragments] = []  # begun where the last one began, the shortest first
        self._several: list[Fragments] = []

    def deciding(self, fragments: Fragments) -> list[Fragments]:
        """The spans that `check_span` has to hold against a new one, which allow it or do not.

        Raises Refused where more spans in several pieces lie across than can be looked at.
        """
        if fragments in self._known:
            return [fragments]
        if self._free:
            return []
        start = fragments[0].start
        self._go_to(start)
        found = [one for one in self._several if one[-1].end > start]
        self._several = found
        if len(found) >= _MOST and len(fragments) > 1:
            raise Refused(
                "More than {most} spans in several pieces lie across each other here.", most=_MOST
            )
        if self._over:
            found = [*found, self._over[-1]]
        if self._level:
            first = merged(fragments)[0].end
            place = bisect_right(self._level, first, key=_end)
            found = [*found, self._level[place if place < len(self._level) else 0]]
        return found

    def add(self, fragments: Fragments) -> None:
        """Take a span, the last one that was asked for."""
        self._known.add(fragments)
        if self._free:
            return
        (self._level if len(fragments) == 1 else self._several).append(fragments)

    def _go_to(self, start: int) -> None:
        if self._level and self._level[0][0].start < start:
            self._over += reversed(self._level)
            self._level = []
        while self._over and self._over[-1][0].end <= start:
            self._over.pop()


def _end(fragments: Fragments) -> int:
    return fragments[-1].end
