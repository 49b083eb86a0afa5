"""Spans that stand are held against a new one by few, with the same outcome as by all."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.strategies import BOOK, fragments
from workbench.domain.codebook import Codebook, SelfOverlap, check_span
from workbench.domain.errors import Refused
from workbench.domain.text import Fragments, Interval, nested, share
from workbench.transfer.standing import Standing

LABEL = BOOK.labels[0]
PLACES = fragments("слов" * 4)


def book(overlap: SelfOverlap) -> Codebook:
    return replace(BOOK, labels=(replace(LABEL, self_overlap=overlap, fragments=True),))


def refused(codebook: Codebook, one: Fragments, others: list[Fragments]) -> str:
    attributes = {item.id: item.values[0] for item in LABEL.attributes if item.required}
    try:
        check_span(codebook, LABEL.id, one, attributes, others)
    except Refused as error:
        return str(error.message)
    return ""


@pytest.mark.parametrize("overlap", ["allow", "nest", "forbid"])
@given(come=st.lists(PLACES, max_size=16), asked=st.lists(PLACES, min_size=1, max_size=8))
def test_a_few_of_them_decide_as_all_would(
    overlap: SelfOverlap, come: list[Fragments], asked: list[Fragments]
) -> None:
    codebook, there = book(overlap), list[Fragments]()
    for one in come:
        if not refused(codebook, one, there):
            there.append(one)
    few = Standing(there, free=overlap == "allow")
    for one in (*asked, *there):
        assert refused(codebook, one, few.deciding(one)) == refused(codebook, one, there)


BORDERS = 6  # from one to the next is a letter
SINGLE: list[Fragments] = [(Interval(*ends),) for ends in combinations(range(BORDERS), 2)]


def pieces(start: int) -> Iterator[Fragments]:
    """All that can be marked from a place on, in any number of pieces."""
    yield ()
    for one in range(start, BORDERS):
        for end in range(one + 1, BORDERS):
            yield from ((Interval(one, end), *more) for more in pieces(end))


def families(
    left: list[Fragments], clash: dict[Fragments, set[Fragments]]
) -> Iterator[set[Fragments]]:
    """All sets of spans of which no two may not stand beside each other."""
    if not left:
        yield set()
        return
    first, *rest = left
    yield from families(rest, clash)
    for family in families([one for one in rest if one not in clash[first]], clash):
        yield {first, *family}


@pytest.mark.parametrize("overlap", ["nest", "forbid"])
def test_in_a_short_text_a_few_decide_as_all_would_whatever_stands_and_comes(
    overlap: SelfOverlap,
) -> None:
    asked = [one for one in pieces(0) if one]
    clash = {
        one: {
            other
            for other in SINGLE
            if share(one, other) and (overlap == "forbid" or not nested(one, other))
        }
        for one in asked
    }
    crossing = {one: clash[one] - {one} for one in SINGLE}
    for there in families(SINGLE, crossing):
        few = Standing(there, free=False)
        for one in asked:
            if one not in there:
                assert clash[one].isdisjoint(there) == clash[one].isdisjoint(few.deciding(one))


def test_a_span_in_several_pieces_may_not_have_one_of_them_in_a_smaller_span() -> None:
    there = [(Interval(0, 12),), (Interval(0, 8),), (Interval(0, 30),)]
    come = (Interval(0, 8), Interval(20, 24))
    decide = Standing(there, free=False).deciding(come)
    assert "may not cross its border" in refused(book("nest"), come, decide)
    assert refused(book("nest"), come, [there[2], there[1]]) == ""


def test_a_span_among_thousands_is_held_against_a_handful() -> None:
    count = 20_000
    few = Standing([(Interval(i, 2 * count - i),) for i in range(0, count, 2)], free=False)
    for i in range(1, count, 2):
        assert len(few.deciding((Interval(i, 2 * count - i),))) <= 4
    crossing = (Interval(count // 2 + 1, 2 * count - 1),)
    with pytest.raises(Refused, match="may not cross its border"):
        check_span(book("nest"), LABEL.id, crossing, {}, few.deciding(crossing))


def test_what_lies_under_one_long_span_is_not_all_looked_at() -> None:
    words = [(Interval(2 * i, 2 * i + 1),) for i in range(20_000)]
    few = Standing([(Interval(0, 40_000),), *words[1:]], free=False)
    for i in range(1, 20_000):
        assert few.deciding((Interval(2 * i + 1, 2 * i + 2),)) == [(Interval(0, 40_000),)]
