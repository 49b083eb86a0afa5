import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.forms import stem
from workbench.language.morphology import Morphology

NAMES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "names.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def morphology() -> Morphology:
    return Morphology()


def test_importing_the_module_does_not_load_the_library() -> None:
    code = (
        "import sys, workbench.language.register; "
        "print(any(name.startswith('pymorphy3') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_names_are_put_into_the_nominative(morphology: Morphology) -> None:
    missed = [
        f"{name}: {found}, not {wanted}"
        for name, wanted in NAMES
        if (found := morphology.nominative(name)) != wanted
    ]
    print(f"{len(NAMES) - len(missed)} of {len(NAMES)} right", *missed, sep="\n")
    assert len(NAMES) > 300
    assert len(missed) <= 0.03 * len(NAMES), missed


def test_a_name_in_the_nominative_stays_as_it_is(morphology: Morphology) -> None:
    wanted = sorted({nominative for _, nominative in NAMES})
    missed = [name for name in wanted if morphology.nominative(name) != name]
    assert len(missed) <= 0.03 * len(wanted), missed


def test_a_name_has_one_key_in_all_cases(morphology: Morphology) -> None:
    missed = [name for name, wanted in NAMES if morphology.key(name) != morphology.key(wanted)]
    assert len(missed) <= 0.03 * len(NAMES), missed


@pytest.mark.parametrize(
    ("word", "lemma"),
    [("столами", "стол"), ("ёлками", "елка"), ("Алиевым", "алиев"), ("Турции", "турция")],
)
def test_a_lemma_is_in_lower_case_without_ё(morphology: Morphology, word: str, lemma: str) -> None:
    assert morphology.lemma(word) == lemma


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ИЛЬХАМ АЛИЕВ", "Ильхаму Алиеву"),
        ("Королёв", "Королевым"),
        ("ОАО «Порт Сарма»", "оао Порт Сармы"),
        ("Илья\u00a0Муромский", "Ильёй  Муромским"),
        ("Совет\u2028Европы", "Советом Европы"),
        (unicodedata.normalize("NFD", "Йемен"), "Йеменом"),
        ("за\u0301мок", "замок"),
    ],
)
def test_spelling_makes_no_difference_to_a_key(
    morphology: Morphology, one: str, other: str
) -> None:
    assert morphology.key(one) == morphology.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ильхам Алиев", "Гейдар Алиев"), ("Мария", "Марк"), ("Иран", "Ирак"), ("Анна", "Инна")],
)
def test_different_names_have_different_keys(morphology: Morphology, one: str, other: str) -> None:
    assert morphology.key(one) != morphology.key(other)


@pytest.mark.parametrize("text", ["", "  ", "«»", "…"])
def test_nothing_has_an_empty_key(morphology: Morphology, text: str) -> None:
    assert morphology.key(text) == ()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("ИЛЬХАМОМ АЛИЕВЫМ", "ИЛЬХАМ АЛИЕВ"),
        ("Северо-Кавказским округом", "Северо-Кавказский округ"),
        ("Ильхамом\u00a0 Алиевым", "Ильхам Алиев"),
        ("Организацией Объединенных Наций", "Организация Объединенных Наций"),
        ("Петром Первым", "Пётр Первый"),
        ("компании «Порт\u00a0Сарма»", "компания «Порт Сарма»"),
        ("«Северным потоком»", "«Северным потоком»"),
        ("Baykar", "Baykar"),
        ("МИДом Лирии", "МИД Лирии"),
        ("", ""),
        (" — ", "—"),
    ],
)
def test_capitals_quotes_and_spelling_are_kept(
    morphology: Morphology, name: str, wanted: str
) -> None:
    assert morphology.nominative(name) == wanted


@given(
    st.one_of(
        st.text(max_size=30),
        st.text('аеоуыияюйьвнскцмтрАМП -.«»"', max_size=30),
        st.lists(st.sampled_from([word for pair in NAMES for word in pair])).map(" ".join),
    )
)
def test_a_nominative_has_the_words_of_the_name(morphology: Morphology, name: str) -> None:
    found = morphology.nominative(name)
    assert len(found.split()) == len(unicodedata.normalize("NFC", name).split())


@pytest.mark.parametrize("name", ["Кёльнцев", "Йоргенсен"])
def test_a_stem_does_not_hang_on_how_its_letters_are_coded(name: str) -> None:
    assert stem(unicodedata.normalize("NFD", name)) == stem(name)
