import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.text import Interval
from workbench.language.growth import clause_at, grow, levels, name_at, phrase_at

MARKS = "«»„“”‘’()[]\"'.,;:!?… \n\u00a0\u2028\ufeff\u0301\u200d-—–"
TEXTS = st.text(
    st.one_of(
        st.sampled_from(MARKS), st.sampled_from("абвАБВ19z😀🇷🇺"), st.characters(codec="utf-8")
    )
)


def quoted(text: str, interval: Interval | None) -> str | None:
    return None if interval is None else text[interval.start : interval.end]


TEXT = (
    "Вчера, 5 мая, А. Б. Иванов сказал (см. ст. 5): «Мы победим, вернёмся в Баку», — и ушёл к "
    "Свободной Лирии. Он вернулся.\nДругое."
)


def at(part: str) -> int:
    return TEXT.index(part) + 1


@pytest.mark.parametrize(
    ("place", "name"),
    [("Иванов", "А. Б. Иванов"), ("Лирии", "Свободной Лирии"), ("Баку", None), ("сказал", None)],
)
def test_a_name_is_two_or_more_capitalised_words(place: str, name: str | None) -> None:
    assert quoted(TEXT, name_at(TEXT, at(place))) == name


@pytest.mark.parametrize(
    ("place", "phrase"),
    [
        ("мая", "5 мая"),
        ("сказал", "А. Б. Иванов сказал"),
        ("победим", "Мы победим"),
        ("Баку", "Баку"),
        ("вернёмся", "вернёмся"),
        ("в Баку", "в Баку"),
        ("ушёл", "ушёл"),
    ],
)
def test_a_phrase_ends_at_punctuation_and_function_words(place: str, phrase: str) -> None:
    place_at = TEXT.index(place)
    assert quoted(TEXT, phrase_at(TEXT, place_at)) == phrase


@pytest.mark.parametrize(
    ("place", "clause"),
    [
        ("Вчера", "Вчера"),
        ("Иванов", "А. Б. Иванов сказал (см. ст. 5)"),
        ("ст.", "см. ст. 5"),
        ("победим", "Мы победим"),
        ("Баку", "вернёмся в Баку"),
        ("ушёл", "и ушёл к Свободной Лирии"),
    ],
)
def test_a_clause_lies_between_breaks_and_in_one_quotation(place: str, clause: str) -> None:
    assert quoted(TEXT, clause_at(TEXT, at(place))) == clause


def test_a_decimal_and_a_hyphen_break_no_clause() -> None:
    text = "Рост на 1,5 процента на северо-западе Лирии, но не дальше"
    assert quoted(text, clause_at(text, 0)) == "Рост на 1,5 процента на северо-западе Лирии"


def test_levels_lead_from_the_word_to_the_paragraph() -> None:
    assert [quoted(TEXT, level) for level in levels(TEXT, at("Баку"))] == [
        "Баку",
        "вернёмся в Баку",
        "Мы победим, вернёмся в Баку",
        TEXT[: TEXT.index(". Он вернулся")],
        TEXT[: TEXT.index(".\n")],
    ]


def test_a_quotation_is_a_level_of_its_own() -> None:
    text = "Он сказал: «Мы уйдём, если дождь кончится, а ветер нет», и замолчал."
    found = [quoted(text, level) for level in levels(text, text.index("дождь"))]
    assert "Мы уйдём, если дождь кончится, а ветер нет" in found


def test_a_blank_line_has_no_levels() -> None:
    assert levels("раз\n \nдва", 4) == ()


def test_a_selection_over_two_words_grows_to_both_whole() -> None:
    text = "Большая вода пришла в город, и все ушли."
    assert quoted(text, grow(text, 3, 10)) == "Большая вода"


def test_a_selection_over_two_sentences_grows_to_both_whole() -> None:
    text = "Раз и два. Три и пять. Ещё раз."
    assert quoted(text, grow(text, 4, 15)) == "Раз и два. Три и пять"


def test_a_selection_with_its_full_stop_still_grows() -> None:
    text = "Раз и два. Три, пять."
    assert quoted(text, grow(text, 16, 21)) == "Три, пять."


def test_a_paragraph_grows_no_more() -> None:
    assert grow("Раз\nДва", 4, 7) == Interval(4, 7)


def test_an_empty_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="interval"):
        grow("Раз", 1, 1)


@given(TEXTS, st.integers(0, 60))
def test_every_level_strictly_contains_the_one_before(text: str, position: int) -> None:
    found = levels(text, position)
    for inner, outer in pairwise(found):
        assert outer != inner
        assert outer.contains(inner)
    assert all(level.end <= len(text) for level in found)


@given(TEXTS.filter(bool), st.data())
def test_growing_contains_strictly_and_comes_to_an_end(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    here = Interval(start, data.draw(st.integers(start + 1, len(text))))
    for _ in range(40):
        larger = grow(text, here.start, here.end)
        assert larger.contains(here)
        assert larger.end <= len(text)
        if larger == here:
            return
        here = larger
    pytest.fail("grew forty times")


@given(TEXTS, st.integers(0, 60))
def test_the_units_of_a_place_are_in_the_text(text: str, position: int) -> None:
    for unit_at in (name_at, phrase_at, clause_at):
        unit = unit_at(text, position)
        assert unit is None or unit.end <= len(text)


def test_growing_in_a_long_text_costs_little() -> None:
    text = "Слово и дело, сказал он «так, а не иначе». " * 40_000
    started = time.perf_counter()
    for position in range(0, len(text), len(text) // 20):
        levels(text, position)
    assert time.perf_counter() - started < 1
