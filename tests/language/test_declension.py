from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.forms import CASES
from workbench.language.morphology import Morphology

TABLE = [
    line.split("\t")
    for line in (Path(__file__).parent / "declensions.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def morphology() -> Morphology:
    return Morphology()


def test_names_are_put_into_all_cases(morphology: Morphology) -> None:
    forms = [
        (found, wanted)
        for row in TABLE
        for (_, found), wanted in zip(morphology.declension(row[0]), row, strict=True)
    ]
    missed = [f"{found}, not {wanted}" for found, wanted in forms if found != wanted]
    print(f"{len(forms) - len(missed)} of {len(forms)} right", *missed, sep="\n")
    assert len(TABLE) >= 60
    assert len(missed) <= 0.05 * len(forms), missed


def test_nearly_all_cases_of_a_name_have_its_key(morphology: Morphology) -> None:
    missed = [
        form
        for row in TABLE
        for _, form in morphology.declension(row[0])
        if morphology.key(form) != morphology.key(row[0])
    ]
    assert len(missed) <= 0.06 * 6 * len(TABLE), missed


def test_capitals_and_spaces_are_those_of_the_name(morphology: Morphology) -> None:
    assert dict(morphology.declension("ИЛЬХАМ\u00a0 АЛИЕВ"))["gent"] == "ИЛЬХАМА АЛИЕВА"
    assert dict(morphology.declension("Белый дом"))["loct"] == "Белом доме"


@pytest.mark.parametrize("name", ["", "Google", "«Северный поток»", "—", "😀", "он и она"])
def test_what_cannot_be_understood_stays(morphology: Morphology, name: str) -> None:
    assert {form for _, form in morphology.declension(name)} == {name}


@given(
    st.one_of(
        st.text(max_size=30),
        st.text('аеоуыияюйьвнскцмтрАМП -.«»"', max_size=30),
        st.lists(st.sampled_from([word for row in TABLE for word in row])).map(" ".join),
    )
)
def test_every_name_has_six_cases_of_as_many_words(morphology: Morphology, name: str) -> None:
    found = morphology.declension(name)
    assert tuple(case for case, _ in found) == CASES
    assert len({len(form.split()) for _, form in found}) == 1
