"""Spans to decorations, without Qt: which piece of which span lies in which lane of a paragraph."""

from bisect import bisect_left
from collections.abc import Container, Iterable
from dataclasses import dataclass

from workbench.domain.records import Span

LANES = 6  # more spans than this over one place are counted («+N»), not drawn
MARGIN = -1  # the lane of a bar beside the text


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a fragment that lies in a paragraph; code points of the article.

    Lane 0 is nearest to the text. `opens` and `closes` tell whether the fragment really begins or
    ends here; `head` is where the span begins, the place of its tag.
    """

    span: Span
    fragment: int
    start: int
    end: int
    lane: int
    opens: bool
    closes: bool
    head: bool


def decorate(
    spans: Iterable[Span], start: int, end: int, bars: Container[str]
) -> tuple[Piece, ...]:
    """The pieces of `spans` in the paragraph [start, end), outermost lane first.

    Lanes are given by first fit, shortest span first, so that short inner spans lie nearest to
    the text. A span takes its lane over its whole hull: the gap between fragments stays its own.
    `bars` are the labels whose spans are drawn beside the text.
    """
    lanes: list[tuple[list[int], list[int]]] = []
    pieces: list[Piece] = []
    ordered = sorted(spans, key=lambda s: (s.end - s.start, s.start, s.id))
    for span in ordered:
        low, high = max(span.start, start), min(span.end, end)
        if low >= high:
            continue
        lane = MARGIN if span.label in bars else _first_free(lanes, low, high)
        for index, fragment in enumerate(span.fragments):
            if fragment.start >= end or fragment.end <= start:
                continue
            opens, closes = fragment.start >= start, fragment.end <= end
            pieces.append(
                Piece(
                    span,
                    index,
                    max(fragment.start, start),
                    min(fragment.end, end),
                    lane,
                    opens,
                    closes,
                    opens and index == 0,
                )
            )
    pieces.reverse()
    return tuple(pieces)


def _first_free(lanes: list[tuple[list[int], list[int]]], low: int, high: int) -> int:
    """The lowest lane with nothing over [low, high), which is entered there."""
    for number, (starts, ends) in enumerate(lanes):
        # Intervals of a lane are disjoint, so their ends are in the order of their starts.
        index = bisect_left(starts, high)
        if index == 0 or ends[index - 1] <= low:
            starts.insert(index, low)
            ends.insert(index, high)
            return number
    if len(lanes) < LANES:
        lanes.append(([low], [high]))
        return len(lanes) - 1
    return LANES
