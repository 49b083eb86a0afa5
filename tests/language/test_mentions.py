import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.language.aliases import variants
from workbench.language.mentions import WordIndex, inflected, mentions, named, stem_pattern
from workbench.language.morphology import Morphology

MORPHOLOGY = Morphology()
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "declensions.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
NAMES = [row[0] for row in ROWS]
WORDS = sorted({word for row in ROWS for form in row for word in form.split()})
SHORT = ["Лев", "Льва", "ЛЬВОМ", "Пётр", "Петра", "Илья", "Ильи", "Павле", "Ян", "Яна", "Ли", "Ел"]
JOINTS = [" ", "\u00a0", "\n", "\n\n", ". ", ", ", "-", " — ", " «", "» ", "."]


def indexed(text: str) -> WordIndex:
    index = WordIndex(text, MORPHOLOGY)
    index.finish()
    return index


def found(text: str, *names: str) -> list[str]:
    return [text[place.start : place.end] for place in mentions(indexed(text), names)]


def test_a_name_is_found_in_every_case() -> None:
    forms = [form for row in ROWS for form in row]
    missed = [
        form
        for row in ROWS
        for form in row
        if found(f"Вот {form}, да.", *inflected(row[:1], MORPHOLOGY)) != [form]
    ]
    print(f"{len(forms) - len(missed)} of {len(forms)} found", *missed, sep="\n")
    assert len(missed) <= 0.01 * len(forms), missed


def test_mentions_come_in_reading_order_each_whole() -> None:
    text = "Алиева ждали. С Ильхамом Алиевым прибыл И.Алиев и А.Б.Иванов; Алиева здесь нет."
    names = ("Ильхам Алиев", *variants("Ильхам Алиев", "person"), "А. Б. Иванов")
    assert found(text, *names) == ["Алиева", "Ильхамом Алиевым", "И.Алиев", "А.Б.Иванов", "Алиева"]


def test_each_mention_tells_its_name() -> None:
    text = "Турция и Министерство обороны Турции"
    pairs = named(indexed(text), ["Турция", "Министерство обороны Турции"])
    assert [name for _, name in pairs] == ["Турция", "Министерство обороны Турции"]


@pytest.mark.parametrize(
    ("text", "name", "wanted"),
    [
        ("порт и Порт, ПОРТ", "Порт", ["Порт", "ПОРТ"]),
        ("порт и Порт", "порт", ["порт", "Порт"]),
        ("Без надежды на Надежду", "Надежда", ["Надежду"]),
        ("НАГОРНЫЙ КАРАБАХ: НОВОСТИ", "Нагорный Карабах", ["НАГОРНЫЙ КАРАБАХ"]),
        ("Ильхам Алиев", "ИЛЬХАМ АЛИЕВ", ["Ильхам Алиев"]),
        ("МИД, МИДом, Мид, мид", "МИД", ["МИД", "МИДом"]),
        ("Белый дом и белый дом", "Белый дом", ["Белый дом"]),
        ("Белому Дому", "Белый дом", ["Белому Дому"]),
    ],
)
def test_capitals_tell_names_from_words(text: str, name: str, wanted: list[str]) -> None:
    assert found(text, name) == wanted


@pytest.mark.parametrize("joint", [" ", "\u00a0", "  ", "\n", " \n ", "\u2028", "-"])
def test_words_of_a_mention_are_joined(joint: str) -> None:
    text = f"Вот Ильхам{joint}Алиев."
    assert found(text, "Ильхам Алиев") == ([f"Ильхам{joint}Алиев"] if joint != "-" else [])


@pytest.mark.parametrize("joint", [". ", ", ", "\n\n", "\n \n", " — ", ": ", " и ", "! ", " ("])
def test_words_that_are_parted_are_no_mention(joint: str) -> None:
    assert found(f"Вот Ильхам{joint}Алиев.", "Ильхам Алиев") == []


def test_a_quoted_part_is_taken_with_both_marks() -> None:
    assert found("В ОАО «Порт Сарма», да", "ОАО «Порт Сарма»") == ["ОАО «Порт Сарма»"]
    assert found("В «Порт Сарма», да", "Порт Сарма") == ["Порт Сарма"]


@pytest.mark.parametrize("name", ["", " ", "—", "😀", "нет такого"])
def test_nothing_is_found_of_nothing(name: str) -> None:
    assert found("Порт открыт.", name) == []
    assert found("", name) == []


def test_an_index_is_made_bit_by_bit() -> None:
    index = WordIndex("Порт. " * 10, MORPHOLOGY)
    assert not index.advance(4)
    assert len(index.find(("порт",))) == 4
    assert index.advance(10)
    assert index.advance(1)
    assert len(index.find(("порт",))) == 10
    assert index.find(()) == []


TEXTS = st.lists(st.sampled_from([*WORDS, *SHORT, *JOINTS, *JOINTS]), max_size=30).map("".join)


@given(TEXTS, st.lists(st.sampled_from([*NAMES, *SHORT])))
def test_mentions_are_disjoint_and_have_the_key_of_a_name(text: str, names: list[str]) -> None:
    pairs = named(indexed(text), names)
    for (one, _), (other, _) in pairwise(pairs):
        assert one.end <= other.start
    for place, name in pairs:
        key = MORPHOLOGY.key(text[place.start : place.end].replace(".", ". "))
        assert key == MORPHOLOGY.key(name)


@settings(max_examples=300)
@given(TEXTS, st.lists(st.sampled_from([*NAMES, *SHORT]), min_size=1, max_size=3), st.booleans())
def test_a_stem_pattern_misses_no_mention(text: str, names: list[str], apart: bool) -> None:
    text = unicodedata.normalize("NFD", text) if apart else text
    if mentions(indexed(text), names):
        assert stem_pattern(names, MORPHOLOGY).search(text)


def test_a_stem_pattern_meets_every_form() -> None:
    for row in ROWS:
        pattern = stem_pattern([row[0]], MORPHOLOGY)
        assert [form for form in row if not pattern.search(f"и {form.upper()}")] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Лев", "Со Львом"),
        ("Павел", "К Павлу"),
        ("Пётр", "С Петром"),
        ("Королёв", "Королевым"),
        ("Алексей", "У Але\u0301ксея"),
        ("Ильхам Алиев", "Иль\u00adхамом Алие\u00adвым"),
        ("Муромец", "О Муромце"),
    ],
)
def test_a_stem_pattern_knows_vowels_that_come_and_go(name: str, text: str) -> None:
    assert stem_pattern([name], MORPHOLOGY).search(text)


def test_a_stem_pattern_leaves_most_texts_out() -> None:
    pattern = stem_pattern(["Ильхам Алиев", "Лев"], MORPHOLOGY)
    assert not pattern.search("Порт открыт для судов, объявил министр. Слева стоит туалет.")
    assert not stem_pattern([], MORPHOLOGY).search("Порт")
    assert not stem_pattern(["«»"], MORPHOLOGY).search("Порт «»")
