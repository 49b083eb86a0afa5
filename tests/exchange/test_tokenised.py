from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.strategies import texts
from workbench.domain.text import Interval
from workbench.exchange.tokenised import numerals, tokens_of, woven
from workbench.language.sentences import sentences
from workbench.language.tokens import is_space, words


@given(texts())
def test_tokens_and_the_white_space_around_them_are_the_text(text: str) -> None:
    tokens = tokens_of(text)
    assert woven(tokens.gaps, [*tokens.words, ""]) == text
    places = zip(tokens.starts, tokens.ends, strict=True)
    assert [text[start:end] for start, end in places] == tokens.words
    assert all(map(is_space, "".join(tokens.gaps)))
    assert not any(map(is_space, "".join(tokens.words)))


@given(texts())
def test_a_token_is_a_word_of_the_text_or_a_single_sign_between_two(text: str) -> None:
    tokens = tokens_of(text)
    found = [Interval(*place) for place in zip(tokens.starts, tokens.ends, strict=True)]
    there = set(words(text))
    assert [token for token in found if token in there] == list(words(text))
    assert all(len(token) == 1 for token in found if token not in there)


@given(texts())
def test_a_sentence_begins_with_the_token_that_stands_where_it_begins(text: str) -> None:
    tokens = tokens_of(text)
    begins = {sentence.start for sentence in sentences(text)}
    numbers = [0] if tokens.words else []
    numbers += [n for n, start in enumerate(tokens.starts) if n and start in begins]
    assert tokens.firsts == numbers


@given(texts(), st.data())
def test_an_interval_touches_the_tokens_that_it_shares_a_character_with(
    text: str, data: st.DataObject
) -> None:
    tokens = tokens_of(text)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    first, last = tokens.touched(start, end)
    shared = [
        number
        for number, (begin, stop) in enumerate(zip(tokens.starts, tokens.ends, strict=True))
        if begin < end and start < stop
    ]
    if start < end:
        assert list(range(first, last)) == shared


@given(st.lists(st.integers(0, 2**40)))
def test_numerals_are_the_digits_of_numbers(numbers: list[int]) -> None:
    assert numerals(numbers) == [str(number) for number in numbers]
    assert numerals(range(3)) == ["0", "1", "2"]


def test_the_cells_of_columns_stand_row_by_row() -> None:
    assert woven(["a", "b"], ["1", "2"], ["\n", ""]) == "a1\nb2"
