"""Which of the spans that stand in an article decide whether one more may stand beside them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from workbench.domain.text import Fragments, merged


class Standing:
    """Spans of one label and one annotator, which are asked for in any order.

    Those in one piece are assumed to cross each other nowhere: a few of them then decide for all,
    however deep they are nested. Those in several pieces, of which people make two or three at a
    place, are each looked at. `free`: they may overlap as they like, but not stand twice.
    """

    def __init__(self, spans: Iterable[Fragments], *, free: bool) -> None:
        self._known = set(spans)
        held = () if free else self._known
        self._single = _Reach(one for one in held if len(one) == 1)
        self._several = _Reach(one for one in held if len(one) > 1)

    def deciding(self, fragments: Fragments) -> list[Fragments]:
        """The spans that `check_span` has to hold against a new one, which allow it or do not."""
        if fragments in self._known:
            return [fragments]
        found = list(self._several.across(fragments[0].start, fragments[-1].end))
        for piece in merged(fragments):
            found += self._single.beside(piece.start, piece.end)
        return found


class _Reach:
    """Spans by their start, the wider first, with the farthest end of each stretch of them."""

    def __init__(self, spans: Iterable[Fragments]) -> None:
        self._spans = sorted(spans, key=lambda one: (one[0].start, -one[-1].end))
        self._starts = [one[0].start for one in self._spans]
        # A heap: the leaves are the ends, and every other place has the larger of the two below.
        self._size = 1 << len(self._spans).bit_length()
        ends = [one[-1].end for one in self._spans]
        self._ends = [0] * self._size + ends + [0] * (self._size - len(ends))
        for place in range(self._size - 1, 0, -1):
            self._ends[place] = max(self._ends[2 * place], self._ends[2 * place + 1])

    def across(self, start: int, end: int) -> Iterator[Fragments]:
        """All that reach into a place."""
        number = self._last(bisect_left(self._starts, end), start + 1)
        while number >= 0:
            yield self._spans[number]
            number = self._last(number, start + 1)

    def beside(self, start: int, end: int) -> Iterator[Fragments]:
        """Of spans that cross nowhere: those that decide for all about a piece of a new one.

        The last that shares something, that begins before it, and that ends after it. A span that
        crosses the piece is one of them. If none does, so is the smallest around it, and where
        that one has the other pieces in it as well, so have all around it.
        """
        before_end = bisect_left(self._starts, end)
        places = {
            self._last(before_end, start + 1),
            self._last(bisect_left(self._starts, start), start + 1),
            self._last(before_end, end + 1),
        }
        return (self._spans[number] for number in sorted(places) if number >= 0)

    def _last(self, below: int, reach: int) -> int:
        """The last of the first `below` spans that ends at `reach` or after it; -1: none does."""
        # The stretches before `below`, from the right: where one reaches far enough, down into it.
        place = self._size + below
        while place > 1:
            if place % 2 and self._ends[place - 1] >= reach:
                place -= 1
                while place < self._size:
                    place = 2 * place + (self._ends[2 * place + 1] >= reach)
                return place - self._size
            place //= 2
        return -1
