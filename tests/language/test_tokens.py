import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.text import Interval
from workbench.language.tokens import snap, trim, word_at, word_boundary, words

MARKS = "«»„“”‘’()[]\"'.,;:!?… \n\u00a0\u2028\ufeff\u0301\u200d-—–"
TEXTS = st.text(
    st.one_of(
        st.sampled_from(MARKS), st.sampled_from("абвАБВ19z😀🇷🇺"), st.characters(codec="utf-8")
    )
)


def quoted(text: str, interval: Interval | None) -> str | None:
    return None if interval is None else text[interval.start : interval.end]


def all_words(text: str) -> list[str]:
    return [text[word.start : word.end] for word in words(text)]


def selected(text: str, part: str) -> tuple[str, int, int]:
    start = text.index(part)
    return text, start, start + len(part)


@pytest.mark.parametrize(
    "word",
    [
        "северо-запад",
        "кто-то",
        "Ростов‑на‑Дону",
        "1,5",
        "10.12.2025",
        "12:30",
        "д’Артаньян",
        "т.е",
        "за\u0301мок",
        "и\u0306ог",
        "анно\u00adтация",
        "example.com",
        "👩\u200d👩\u200d👧",
        "👍🏽",
        "🇷🇺",
        "❤️",
    ],
)
def test_is_one_word(word: str) -> None:
    assert all_words(f"« {word} », {word}.") == [word, word]


def test_words_end_at_a_full_stop_without_a_space() -> None:
    assert all_words("слово.Слово") == ["слово", "Слово"]


def test_words_of_a_range_are_those_that_begin_in_it() -> None:
    text = "один два три"
    assert [quoted(text, word) for word in words(text, 1, 6)] == ["два"]


def test_the_word_before_counts_at_its_end() -> None:
    assert quoted("один, два", word_at("один, два", 4)) == "один"


def test_the_word_that_begins_wins_over_the_one_that_ends() -> None:
    assert quoted("слово.Слово", word_at("слово.Слово", 6)) == "Слово"


def test_no_word_between_punctuation() -> None:
    assert word_at("один — два", 6) is None


@pytest.mark.parametrize(
    ("position", "direction", "starts", "expected"),
    [
        (0, 1, False, 4),
        (4, 1, False, 9),
        (9, 1, False, 13),
        (13, 1, False, 13),
        (13, -1, False, 9),
        (4, -1, False, 4),
        (0, 1, True, 6),
        (13, -1, True, 10),
        (10, -1, True, 6),
        (0, -1, True, 0),
    ],
)
def test_word_boundary(position: int, direction: int, starts: bool, expected: int) -> None:
    assert word_boundary("один, два три", position, direction, starts=starts) == expected


def test_word_boundary_goes_back_over_a_long_gap() -> None:
    assert word_boundary("слово" + " " * 5000 + "конец", 5005, -1) == 5


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("Встреча с Алиевым.", "лиев", "Алиевым"),
        ("Он сказал: «Мы победим».", "ал: «Мы победим».", "сказал: «Мы победим»"),
        ("Он сказал: «Мы победим».", "«Мы победим", "Мы победим"),
        ("Он сказал: «Мы победим».", "Мы победим».", "Мы победим"),
        ("Он сказал: «Мы победим.»", "«Мы победим.»", "«Мы победим.»"),
        ("слово (в скобках), ещё", "слово (в скобках), ", "слово (в скобках)"),
        ("слово (в скобках), ещё", "слово (", "слово"),
        ("слово (в скобках), ещё", "скобках), ещё", "скобках), ещё"),
        ('Порт "Сарма" открыт', '"Сарма" ', '"Сарма"'),
        ('Порт "Сарма" открыт', '"Сарм', "Сарма"),
        ("„Порт“ и “порт”", "„Порт“ и “порт”", "„Порт“ и “порт”"),
        ("\u00a0Баку\u2028\ufeff", "\u00a0Баку\u2028\ufeff", "Баку"),
        ("— Да, — сказал он", "— Да, —", "Да"),
        ("минус -5 градусов…", "-5 градусов…", "-5 градусов"),
        ("Иванов😀.", "😀.", "😀"),
    ],
)
def test_a_dragged_selection_snaps(text: str, part: str, expected: str) -> None:
    assert quoted(text, snap(*selected(text, part))) == expected


@pytest.mark.parametrize("text", ["", "  ", " — ", "«»…", "\u2028"])
def test_nothing_is_left_of_punctuation(text: str) -> None:
    assert snap(text, 0, len(text)) == (Interval(0, 2) if text == "«»…" else None)


def test_an_empty_selection_in_a_word_becomes_the_word() -> None:
    assert quoted("один два", snap("один два", 6, 6)) == "два"


def test_trim_does_not_grow() -> None:
    assert quoted(" лиев, ", trim(" лиев, ", 0, 5)) == "лиев"


def test_a_selection_backwards_is_the_same() -> None:
    assert snap("один два", 7, 1) == snap("один два", 1, 7)


@given(TEXTS, st.integers(-3, 60), st.integers(-3, 60))
def test_snapping_twice_is_snapping_once(text: str, start: int, end: int) -> None:
    once = snap(text, start, end)
    if once is not None:
        assert once.end <= len(text)
        assert snap(text, once.start, once.end) == once


@given(TEXTS, st.integers(-3, 60), st.integers(-3, 60))
def test_trimming_stays_inside(text: str, start: int, end: int) -> None:
    found = trim(text, start, end)
    if found is not None:
        low, high = sorted((start, end))
        assert max(low, 0) <= found.start < found.end <= min(max(high, 0), len(text))
        assert not text[found.start].isspace()
        assert not text[found.end - 1].isspace()


@given(TEXTS, st.integers(0, 60))
def test_the_word_at_a_place_is_one_of_the_words(text: str, position: int) -> None:
    found = word_at(text, position)
    around = [w for w in words(text) if w.start <= min(position, len(text)) <= w.end]
    assert found in around if found else not around


@given(TEXTS, st.integers(0, 60), st.booleans())
def test_a_word_boundary_is_where_a_word_ends_or_begins(
    text: str, position: int, starts: bool
) -> None:
    position = min(position, len(text))
    edges = {w.start if starts else w.end for w in words(text)}
    after = word_boundary(text, position, 1, starts=starts)
    before = word_boundary(text, position, -1, starts=starts)
    assert after == min((e for e in edges if e > position), default=position)
    assert before == max((e for e in edges if e < position), default=position)


def test_a_place_in_a_long_text_costs_little() -> None:
    text = "Слово и дело, сказал он. " * 80_000
    started = time.perf_counter()
    for position in range(0, len(text), len(text) // 100):
        snap(text, position, position + 9)
    assert time.perf_counter() - started < 0.5
