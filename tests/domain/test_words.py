from collections.abc import Iterator
from gettext import NullTranslations

import pytest

from workbench.domain.errors import Refused
from workbench.domain.words import Names, language, msg, msgn, shorten, speak, tr, trn


class _Russian(NullTranslations):
    """A catalogue of two sentences, with the plural rule of Russian."""

    def info(self) -> dict[str, str]:
        return {"language": "ru"}

    def gettext(self, message: str) -> str:
        return {"{name} was deleted": "Удалено: {name}"}.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        assert (msgid1, msgid2) == ("{count} span", "{count} spans")
        if n % 10 == 1 and n % 100 != 11:
            return "{count} отрезок"
        few = 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14
        return "{count} отрезка" if few else "{count} отрезков"


@pytest.fixture
def _in_russian() -> Iterator[None]:
    speak(_Russian())
    yield
    speak(None)


def test_without_a_catalogue_a_sentence_is_english() -> None:
    assert language() == "en"
    assert tr("{name} was deleted", name="Claim") == "Claim was deleted"
    assert trn("{count} span", "{count} spans", 1) == "1 span"
    assert trn("{count} span", "{count} spans", 5) == "5 spans"


@pytest.mark.usefixtures("_in_russian")
def test_a_sentence_is_said_in_the_language_of_the_catalogue() -> None:
    assert language() == "ru"
    assert tr("{name} was deleted", name="Claim") == "Удалено: Claim"


@pytest.mark.usefixtures("_in_russian")
def test_a_sentence_that_the_catalogue_lacks_stays_english() -> None:
    assert tr("Nothing to undo.") == "Nothing to undo."


@pytest.mark.usefixtures("_in_russian")
@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 отрезок"), (3, "3 отрезка"), (11, "11 отрезков"), (21, "21 отрезок")],
)
def test_a_number_takes_the_plural_of_the_language(count: int, said: str) -> None:
    assert str(msgn("{count} span", "{count} spans", count)) == said


def test_a_sentence_that_was_kept_follows_a_change_of_language() -> None:
    kept = msg("{name} was deleted", name=Names("Claim", "Утверждение"))
    assert str(kept) == "Claim was deleted"
    speak(_Russian())
    try:
        assert str(kept) == "Удалено: Утверждение"
    finally:
        speak(None)
    assert str(kept) == "Claim was deleted"


@pytest.mark.usefixtures("_in_russian")
def test_a_sentence_inside_a_sentence_is_translated_too() -> None:
    inner = msgn("{count} span", "{count} spans", 2)
    assert tr("{name} was deleted", name=inner) == "Удалено: 2 отрезка"


def test_braces_in_a_value_are_left_alone() -> None:
    assert tr("{name} was deleted", name="{x} {") == "{x} { was deleted"


def test_an_error_is_its_sentence() -> None:
    assert str(Refused("{name} was deleted", name="Claim")) == "Claim was deleted"
    assert str(Refused(msg("{name} was deleted", name="Cue"))) == "Cue was deleted"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Короткая строка", "Короткая строка"),
        ("две\nстроки  и   пробелы", "две строки и пробелы"),
        (
            "Первое слово, второе слово и третье слово подряд",
            "Первое слово, второе слово и третье…",
        ),
        ("а" * 60, "а" * 40 + "…"),
        ("", ""),
    ],
)
def test_a_quotation_is_cut_at_a_word(text: str, short: str) -> None:
    assert shorten(text) == short
