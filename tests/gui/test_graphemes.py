"""Whole characters: what `next_grapheme` takes for one is what Qt takes for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTextBoundaryFinder

from workbench.domain.offsets import Utf16Map
from workbench.language.tokens import next_grapheme

PARTS = [
    *"аЁz1#· \n",
    "\u0301",  # acute
    "\u0306",
    "\u20e3",  # keycap
    "\ufe0f",
    "\u200d",
    "\u200c",
    "\U0001f468",
    "\U0001f3ff",  # a skin tone
    "\u2764",
    "\U0001f3f4",
    "\U000e0067",  # a tag
    "\U000e007f",
]


def edges(text: str) -> list[int]:
    """Where Qt parts characters, in code points."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, text)
    found, place = [0], Utf16Map(text).code_point
    while (unit := finder.toNextBoundary()) >= 0:
        found.append(place(unit))
    return sorted(set(found))


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_places_between_characters_are_those_of_qt(text: str) -> None:
    there = [0]
    while there[-1] < len(text):
        there.append(next_grapheme(text, there[-1], 1))
    assert there == edges(text)
    back = [len(text)]
    while back[-1] > 0:
        back.append(next_grapheme(text, back[-1], -1))
    assert back[::-1] == there


@given(st.text("аы", max_size=3), st.integers(1, 9))
def test_flags_go_in_pairs(before: str, count: int) -> None:
    # Not asked of Qt, which parts two letters of a flag after an emoji.
    text = before + "\U0001f1f7" * count + "ь"
    place, steps = len(before), 0
    while place < len(text) - 1:
        place = next_grapheme(text, place, 1)
        assert next_grapheme(text, place, -1) < place
        steps += 1
    assert steps == (count + 1) // 2


@pytest.mark.parametrize(
    "one",
    [
        "🇷🇺",
        "1️⃣",
        "#⃣",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "👨‍👩‍👧",
        "👍🏿",
        "\u0915\u093f",
        "и\u0306\u0301",
    ],
)
def test_a_character_of_many_code_points_is_one_step(one: str) -> None:
    text = f"а{one}б"
    assert next_grapheme(text, 1, 1) == 1 + len(one)
    assert next_grapheme(text, 1 + len(one), -1) == 1


def test_a_step_never_leaves_the_text() -> None:
    assert next_grapheme("", 0, 1) == 0
    assert next_grapheme("аб", 2, 5) == 2
    assert next_grapheme("аб", 1, -5) == 0
