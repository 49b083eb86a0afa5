"""Clauses and names one after another, as a reader marks them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.clauses import clause_after, clause_before, name_before, names_after
from workbench.language.morphology import Morphology

TEXT = (
    "Марк Ренн заявил, что Корвания нарушила договор, а Лирия закроет порт. "
    "Позднее Ренна поддержали депутаты Южного узла. Накануне И. С. Дорн уехал в МИД."
)


@pytest.fixture(scope="module")
def morphology() -> Morphology:
    return Morphology()


def clauses(text: str) -> list[str]:
    found, place = [], 0
    while (clause := clause_after(text, place)) is not None:
        found.append(text[clause.start : clause.end])
        place = clause.end
    return found


def test_a_clause_leaves_out_the_connective_that_it_begins_with() -> None:
    assert clauses(TEXT)[:3] == [
        "Марк Ренн заявил",
        "Корвания нарушила договор",
        "Лирия закроет порт",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Он сказал, будто бы порт закрыт.", ["Он сказал", "бы порт закрыт"]),
        ("Порт закрыт, однако суда идут.", ["Порт закрыт", "суда идут"]),
        ("Но порт открыт.", ["порт открыт"]),
        ("Порт (он же склад) открыт.", ["Порт (он же склад) открыт"]),
        ("", []),
        ("…", []),
        ("\n\n  \n", []),
    ],
)
def test_the_clauses_of_a_text_one_after_another(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


def test_the_clause_before_is_found_from_any_place_in_the_next() -> None:
    second = TEXT.index("Лирия закроет")
    found = clause_before(TEXT, second)
    assert found is not None
    assert TEXT[found.start : found.end] == "Корвания нарушила договор"
    assert clause_before(TEXT, 0) is None


@given(st.text(alphabet="абв ,.—«»\nчто", max_size=60))
def test_walking_through_the_clauses_always_ends_and_never_goes_back(text: str) -> None:
    place, steps = 0, 0
    while (clause := clause_after(text, place)) is not None:
        assert clause.end > place
        place, steps = clause.end, steps + 1
        assert steps <= len(text)
    place = len(text)
    while (clause := clause_before(text, place)) is not None:
        assert clause.start < place
        place = clause.start


def names(text: str, morphology: Morphology | None) -> list[str]:
    return [text[name.start : name.end] for name in names_after(text, 0, morphology)]


def test_names_are_runs_of_capitals_without_what_merely_opens_a_sentence(
    morphology: Morphology,
) -> None:
    assert names(TEXT, morphology) == [
        "Марк Ренн",
        "Корвания",
        "Лирия",
        "Ренна",
        "Южного",
        "И. С. Дорн",
        "МИД",
    ]


def test_without_the_dictionary_names_inside_a_sentence_are_found() -> None:
    assert "Корвания" in names(TEXT, None)


def test_a_roman_number_is_no_name_but_may_end_one(morphology: Morphology) -> None:
    text = "На II встрече о XXI веке говорили, что Пётр III ушёл."
    assert names(text, morphology) == ["Пётр III"]


def test_the_names_before_a_place_come_last_first(morphology: Morphology) -> None:
    place = TEXT.index("Позднее")
    found = [TEXT[name.start : name.end] for name in name_before(TEXT, place, morphology)]
    assert found == ["Лирия", "Корвания", "Марк Ренн"]


@given(st.text(alphabet="АбВг .\n«»", max_size=80), st.integers(0, 80))
def test_every_name_is_inside_the_text_and_after_the_place(text: str, place: int) -> None:
    place = min(place, len(text))
    last = place
    for name in names_after(text, place, None):
        assert name.start >= last
        assert text[name.start].isupper()
        last = name.end
