import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.domain.text import Fragments, Interval, sound
from workbench.language.growth import (
    clause_at,
    grow,
    grow_fragments,
    levels,
    name_at,
    phrase_at,
    steps,
)
from workbench.language.tokens import next_grapheme, whole

MARKS = "«»„“”‘’()[]\"'.,;:!?… \n\u00a0\u2028\ufeff\u0301\u200d-—–"
TEXTS = st.text(
    st.one_of(
        st.sampled_from(MARKS), st.sampled_from("абвАБВ19z😀🇷🇺"), st.characters(codec="utf-8")
    )
)
PIECES = (
    *("«", "»", "„", "“", '"', " ", "(", ")", "\n", "— ", " — ", "город, ", "Порт. ", "😀"),
    *(", — сказал он, — ", "! - заявила Анна. - ", "», — отметил он, — «", "а\u0301", "\u0301"),
)
SPEECHES = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


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
        "«Мы победим, вернёмся в Баку»",
        TEXT[: TEXT.index(". Он вернулся")],
        TEXT[: TEXT.index(".\n")],
    ]


def test_a_quotation_is_a_level_of_its_own() -> None:
    text = "Он сказал: «Мы уйдём, если дождь кончится, а ветер нет», и замолчал."
    found = [quoted(text, level) for level in levels(text, text.index("дождь"))]
    assert "Мы уйдём, если дождь кончится, а ветер нет" in found
    assert "«Мы уйдём, если дождь кончится, а ветер нет»" in found


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


def assert_fit(text: str, places: Fragments) -> None:
    """That `places` are sound, cut no character in two and have no space or stop at their ends."""
    assert sound(places, len(text))
    for place in places:
        assert whole(text, place) == place
        first = text[place.start : next_grapheme(text, place.start, 1)]
        last = text[next_grapheme(text, place.end, -1) : place.end]
        assert first.strip(" \n\u00a0\u2028\ufeff,;:!?….")
        assert last.strip(" \n\u00a0\u2028\ufeff,;:!?….")


def covered(places: Fragments) -> set[int]:
    return {at for place in places for at in range(place.start, place.end)}


@given(st.one_of(TEXTS, SPEECHES), st.integers(0, 60))
@example("a\U0001f3fd b", 0)
@example(" \u0301а", 2)
def test_every_step_strictly_contains_the_one_before(text: str, position: int) -> None:
    found = steps(text, position)
    for inner, outer in pairwise(found):
        assert covered(inner) < covered(outer)
    for step in found:
        assert_fit(text, step)


@given(st.one_of(TEXTS, SPEECHES), st.integers(0, 60))
def test_levels_are_the_steps_of_one_piece(text: str, position: int) -> None:
    for inner, outer in pairwise(levels(text, position)):
        assert outer != inner
        assert outer.contains(inner)


@given(st.one_of(TEXTS, SPEECHES).filter(bool), st.data())
def test_growing_contains_strictly_and_comes_to_an_end(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
    places = tuple(Interval(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False))
    for _ in range(40):
        larger = grow_fragments(text, places)
        assert covered(larger) >= covered(places)
        assert sound(larger, len(text))
        if larger == places:
            return
        assert covered(larger) > covered(places)
        assert all(whole(text, place) == place for place in larger)
        places = larger
    pytest.fail("grew forty times")


@given(TEXTS.filter(bool), st.data())
def test_growing_in_one_piece_comes_to_an_end(text: str, data: st.DataObject) -> None:
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


@pytest.mark.parametrize("text", ["", " ", "—", "…\n…", "«»"])
def test_a_text_without_words_does_not_grow(text: str) -> None:
    assert not any(len(step) > 1 for step in steps(text, 0))
    if text:
        everything = (Interval(0, len(text)),)
        assert grow_fragments(text, everything) == everything


def test_both_ends_and_the_whole_of_an_article() -> None:
    text = "Порт открыт. Город рад.\n«Да, — сказал он, — рад»."
    assert steps(text, 0) == steps(text, -5)
    assert steps(text, len(text)) == steps(text, len(text) + 5)
    everything = (Interval(0, len(text)),)
    assert grow_fragments(text, everything) == everything


def test_places_outside_the_text_are_refused() -> None:
    with pytest.raises(ValueError, match="fragments"):
        grow_fragments("Раз", (Interval(1, 9),))
    with pytest.raises(ValueError, match="fragments"):
        grow_fragments("Раз", ())


NEWS = [
    ("Завод основан в 1998 г. в г. Сарма, т. е. давно.", "1998", "1998 г"),
    ("Выпустили 2,5 тыс. машин, а не 3.", "тыс", "Выпустили 2,5 тыс. машин"),
    ("Там стоит завод им. Кирова, и он закрыт.", "завод", "Там стоит завод им. Кирова"),
    ("Рост составил 3,2%, а не 4.", "3,2", "Рост составил 3,2%"),
    ("Переговоры прошли 5–7 мая, но зря.", "мая", "Переговоры прошли 5–7 мая"),
    ("Ссылаясь на указ № 15, он ушёл.", "указ", "указ № 15"),
    ("Цена — 95,5 руб./долл., не ниже.", "руб", "95,5 руб./долл"),
    ("Встреча в формате «3+3» прошла, и вот.", "формате", "формате «3+3»"),
    ("Глава компании «Порт Сарма» ушёл, увы.", "компании", "Глава компании «Порт Сарма»"),
    ("Сообщил «Порт „Северный“», и всё.", "Порт", "«Порт „Северный“»"),
    ("Купили: рис; муку; 5 т. угля и т. д.", "угля", "5 т. угля"),
    ("Купили: рис; белую муку; соль.", "муку", "белую муку"),
    ("— Порт закрыт, а жаль.", "Порт", "Порт закрыт"),
    ("А. Б. Ренн (65 лет, мэр) ушёл.", "лет", "65 лет, мэр"),
    ("В 10:30 по мск. он вышел, и всё.", "В", "В 10:30"),
    ("Площадь — 3,5 тыс. кв. км; там живут.", "км", "3,5 тыс. кв. км"),
    ("Потратили $5 млн, а не 3.", "5", "Потратили $5 млн"),
    ("Это д-р ист. наук И. О. Кронский, мэр.", "Кронский", "И. О. Кронский"),
    ("Температура -5 °C, и снег.", "Температура", "Температура -5 °C"),
    ("Путь Москва–Баку открыт, и ладно.", "Баку", "Путь Москва–Баку открыт"),
    ("Указ от 05.12.2025 г., и он в силе.", "от", "от 05.12.2025 г"),
    ("Об этом пишет т. н. «Газета» и др. издания, да.", "др", "др. издания"),
]


@pytest.mark.parametrize(("text", "word", "wanted"), NEWS)
def test_growing_in_the_language_of_the_news(text: str, word: str, wanted: str) -> None:
    assert wanted in [quoted(text, level) for level in levels(text, text.index(word))]


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
