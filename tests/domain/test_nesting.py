"""Spans that come in order are held against few others, with the same outcome as against all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codebook import Codebook, SelfOverlap, check_span
from workbench.domain.errors import Refused
from workbench.domain.nesting import Neighbours
from workbench.domain.text import Fragments, Interval

BOOK = Codebook.of(
    {
        "id": "b",
        "version": "1",
        "labels": [{"id": "A", "allow_fragments": True}],
        "relations": [],
    }
)


def book(overlap: SelfOverlap) -> Codebook:
    return replace(BOOK, labels=(replace(BOOK.labels[0], self_overlap=overlap, fragments=True),))


@st.composite
def places(draw: st.DrawFn) -> Fragments:
    ends = draw(st.lists(st.integers(0, 12), min_size=2, max_size=6, unique=True).map(sorted))
    return tuple(Interval(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False))


@pytest.mark.parametrize("overlap", ["allow", "nest", "forbid"])
@given(spans=st.lists(places(), max_size=12))
def test_a_few_spans_decide_as_all_of_them_would(
    overlap: SelfOverlap, spans: list[Fragments]
) -> None:
    codebook, few, taken = book(overlap), Neighbours(free=overlap == "allow"), list[Fragments]()

    def refused(one: Fragments, others: list[Fragments]) -> str:
        try:
            check_span(codebook, "A", one, {}, others)
        except Refused as error:
            return str(error.message)
        return ""

    for one in sorted(spans, key=lambda span: (span[0].start, span[-1].end)):
        reason = refused(one, taken)
        assert refused(one, few.deciding(one)) == reason
        if not reason:
            few.add(one)
            taken.append(one)


def test_a_span_inside_thousands_is_held_against_the_smallest_of_them() -> None:
    few = Neighbours(free=False)
    for number in range(5_000):
        few.add((Interval(number, 20_000 - number),))
        assert len(few.deciding((Interval(number + 1, 20_000 - number - 1),))) == 1


def test_pieces_without_number_across_each_other_are_refused() -> None:
    few = Neighbours(free=False)
    arcs = [
        (Interval(number, number + 1), Interval(1000 - number, 1001 - number))
        for number in range(201)
    ]
    for number, one in enumerate(arcs[:200]):
        assert len(few.deciding(one)) == number
        few.add(one)
    with pytest.raises(Refused, match="More than 200 spans in several pieces"):
        few.deciding(arcs[200])
    assert len(few.deciding((Interval(200, 201),))) == 200
