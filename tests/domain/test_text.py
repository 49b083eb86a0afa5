import hashlib
import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.errors import Unreadable
from workbench.domain.text import (
    Fragments,
    Interval,
    fold,
    merged,
    nested,
    normalise,
    quote,
    quotes,
    sha256,
    share,
    sought,
    sound,
)

UNICODE = st.text(st.characters(exclude_categories=["Cs"]))


@st.composite
def _interval(draw: st.DrawFn) -> Interval:
    start = draw(st.integers(0, 30))
    return Interval(start, draw(st.integers(start + 1, start + 12)))


INTERVALS = st.lists(_interval(), min_size=1, max_size=6)


def _points(intervals: Fragments | list[Interval]) -> set[int]:
    return {point for one in intervals for point in range(one.start, one.end)}


def test_crlf_and_cr_become_one_newline_each() -> None:
    assert normalise("а\r\nб\rв\n\r\n") == "а\nб\nв\n\n"


def test_one_leading_bom_goes_and_a_later_one_stays() -> None:
    assert normalise("\ufeffа\ufeffб") == "а\ufeffб"
    assert normalise("\ufeff\ufeffа") == "\ufeffа"


@pytest.mark.parametrize("kept", ["\u00a0", "\u2028", "\u2029", "\u0085", "и\u0306", "  а  ", "\0"])
def test_nothing_else_is_changed(kept: str) -> None:
    assert normalise(kept) == kept


def test_a_lone_surrogate_is_refused_with_its_place() -> None:
    with pytest.raises(Unreadable, match=r"lone surrogate\) at position 3"):
        normalise("раз\ud83d")


@given(UNICODE)
def test_normalising_twice_changes_nothing_more_than_a_second_bom(text: str) -> None:
    once = normalise(text)
    assert "\r" not in once
    assert normalise(once) == once.removeprefix("\ufeff")


@given(UNICODE)
def test_the_identity_of_a_text_is_the_hash_of_its_utf_8(text: str) -> None:
    assert sha256(text) == hashlib.sha256(text.encode("utf-8")).hexdigest()


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 5), (6, 5), (-1, 3)])
def test_an_interval_is_never_empty_nor_before_the_text(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not an interval"):
        Interval(start, end)


@given(_interval(), _interval())
def test_overlapping_is_having_a_code_point_in_common(one: Interval, other: Interval) -> None:
    assert one.overlaps(other) == bool(_points([one]) & _points([other]))
    assert one.contains(other) == (_points([other]) <= _points([one]))


@given(INTERVALS)
def test_merging_keeps_the_code_points_and_leaves_gaps(intervals: list[Interval]) -> None:
    found = merged(intervals)
    assert _points(found) == _points(intervals)
    assert all(a.end < b.start for a, b in itertools.pairwise(found))


def test_fragments_are_sound_when_sorted_disjoint_and_inside() -> None:
    assert sound((Interval(0, 2), Interval(2, 5)), 5)
    assert not sound((Interval(0, 2), Interval(2, 6)), 5)
    assert not sound((Interval(3, 5), Interval(0, 2)), 5)
    assert not sound((Interval(0, 3), Interval(2, 5)), 5)
    assert not sound((), 5)


@given(INTERVALS, INTERVALS)
def test_sharing_and_nesting_are_those_of_sets(one: list[Interval], other: list[Interval]) -> None:
    a, b = tuple(one), tuple(other)
    assert share(a, b) == bool(_points(a) & _points(b))
    assert nested(a, b) == (_points(a) <= _points(b) or _points(b) <= _points(a))


def test_a_quote_joins_the_pieces_with_one_space() -> None:
    places = (Interval(0, 2), Interval(3, 5))
    assert quotes("😀а бв", places) == ("😀а", "бв")
    assert quote("😀а бв", places) == "😀а бв"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ёлка", "ЕЛКА"), ("е\u0308лка", "елка"), ("Йод", "и\u0306од"), ("STRASSE", "straße")],
)
def test_words_that_differ_in_case_or_in_ё_or_in_how_й_is_coded_are_alike(
    one: str, other: str
) -> None:
    assert fold(one) == fold(other)


def test_й_is_not_и() -> None:
    assert fold("мой") != fold("мои")


@pytest.mark.parametrize("words", ["ёж", "йод", "Ёлка, Йод и ёж", "к", "за\u0301мок", "ЁЖ"])
def test_words_are_found_however_letters_are_coded(words: str) -> None:
    said = "Ёлка, Йод и ёж: \u00a0за\u0301мок ЁЖА"
    found = []
    for stored in (said, unicodedata.normalize("NFD", said)):
        for typed in (words, unicodedata.normalize("NFD", words)):
            text, places = sought(stored)
            at = text.find(sought(typed)[0])
            assert at >= 0
            quoted = stored[places[at] : places[at + len(sought(typed)[0])]]
            found.append(unicodedata.normalize("NFC", quoted))
    assert len(set(found)) == 1
    assert sought(found[0])[0] == sought(words)[0]


@given(UNICODE)
def test_every_place_of_the_searched_text_is_one_of_the_stored_text(stored: str) -> None:
    text, places = sought(stored)
    assert len(places) == len(text) + 1
    assert list(places) == sorted(places)
    assert (places[0], places[-1]) == (0, len(stored))
