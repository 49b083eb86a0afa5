import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.offsets import Utf16Map

# All of Unicode, with characters outside the BMP as often as the others.
TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.characters(min_codepoint=0x10000),
        st.sampled_from("аё \n\u00a0\ufeff"),
    )
)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(TEXTS)
def test_every_code_point_begins_where_utf_16_says(text: str) -> None:
    map16 = Utf16Map(text)
    assert (map16.length, map16.unit_length) == (len(text), _units(text))
    for point in range(len(text) + 1):
        assert map16.unit(point) == _units(text[:point])


@given(TEXTS)
def test_every_unit_leads_back_to_the_character_it_is_in(text: str) -> None:
    map16 = Utf16Map(text)
    expected = [i for i, character in enumerate(text) for _ in range(_units(character))]
    assert [map16.code_point(unit) for unit in range(_units(text))] == expected
    assert map16.code_point(_units(text)) == len(text)


@given(TEXTS)
def test_there_and_back_is_the_same_place(text: str) -> None:
    map16 = Utf16Map(text)
    for point in range(len(text) + 1):
        assert map16.code_point(map16.unit(point)) == point


@pytest.mark.parametrize("place", [-1, 4])
def test_a_place_outside_the_text_is_an_error(place: int) -> None:
    map16 = Utf16Map("а😀")
    with pytest.raises(ValueError, match="outside"):
        map16.unit(place - (place > 0))
    with pytest.raises(ValueError, match="outside"):
        map16.code_point(place)


def test_a_name_after_an_emoji_is_one_unit_further() -> None:
    # The end of the second sample article: see the offset contract.
    map16 = Utf16Map("а" * 4675 + "😀Антон Михайлов")
    assert (map16.unit(4676), map16.unit(4690)) == (4677, 4691)
