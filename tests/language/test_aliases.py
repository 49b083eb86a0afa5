import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.aliases import is_name, variants


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Ильхам Алиев", {"Алиев", "И. Алиев", "Алиев И.", "Алиев Ильхам"}),
        ("Сергей Викторович Лавров", {"Лавров", "С. В. Лавров", "Сергей Лавров", "С. Лавров"}),
        ("Алиев Ильхам Гейдарович", {"Алиев", "Ильхам Алиев", "И. Г. Алиев"}),
        ("Алиев Ильхам Гейдар оглы", {"Алиев", "Ильхам Алиев"}),
        ("Урсула фон дер Ляйен", {"фон дер Ляйен", "У. фон дер Ляйен"}),
        ("А.Б. Иванов", {"Иванов", "А. Иванов", "Иванов А. Б."}),
        ("Джо Байден", {"Байден", "Дж. Байден"}),
    ],
)
def test_a_person_is_also_called_by_less(name: str, wanted: set[str]) -> None:
    found = variants(name, "person")
    assert wanted <= set(found)
    assert name not in found


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Министерство обороны Турции", "organization"),
        ("Нагорный Карабах", "state"),
        ("Алиев", "person"),
        ("президент Лирии", "person"),
        ("", "person"),
    ],
)
def test_nothing_is_invented(name: str, kind: str) -> None:
    assert variants(name, kind) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Азербайджан", "Баку", "США", "президент Азербайджана", "А. Б. Иванов", "«За правду»",
        "ОАО «Порт Сарма»", "3-я армия Лирии", "официальный представитель МИД", "Белый дом",
        "iPhone",
    ],
)  # fmt: skip
def test_is_a_name(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "—", "😀", "страна", "он", "Он", "ОНИ", "Этот", "Эта страна", "В Баку", "И Алиев",
        "По словам Алиева", "Порт открыт, и всё", "Порт открыт. Город рад", "Кто", "Который",
        "2025",
    ],
)  # fmt: skip
def test_is_no_name(text: str) -> None:
    assert not is_name(text)


@given(st.text())
def test_any_words_are_either(text: str) -> None:
    assert is_name(text) in (True, False)
    assert "" not in variants(text, "person")
