import pytest

from workbench.domain.text import Fragments
from workbench.language.growth import grow, grow_fragments, steps
from workbench.language.tokens import word_at


def grown(text: str, word: str) -> list[str]:
    """What growing from a word gives, one line a step, fragments joined with " + "."""
    here = word_at(text, text.index(word))
    assert here is not None
    places: Fragments = (here,)
    found: list[str] = []
    for _ in range(20):
        found.append(" + ".join(text[p.start : p.end] for p in places))
        larger = grow_fragments(text, places)
        if larger == places:
            return found
        places = larger
    pytest.fail("grew twenty times")


TEXT = "Он прибыл. «Мы не отдадим порт, — заявил министр, — и не уйдём». Дело решено."


def test_a_word_grows_to_both_halves_without_the_words_between() -> None:
    assert grown(TEXT, "порт") == [
        "порт",
        "отдадим порт",
        "Мы не отдадим порт",
        "«Мы не отдадим порт + и не уйдём»",
        "«Мы не отдадим порт, — заявил министр, — и не уйдём»",
        TEXT[:-1],
    ]
    assert grown(TEXT, "уйдём")[-3:] == grown(TEXT, "порт")[-3:]


def test_the_authors_words_grow_within_themselves_and_to_the_sentence() -> None:
    assert grown(TEXT, "министр") == [
        "министр",
        "заявил министр",
        "«Мы не отдадим порт, — заявил министр, — и не уйдём»",
        TEXT[:-1],
    ]


def test_a_half_of_several_sentences_is_a_step_with_its_mark() -> None:
    text = (
        "«Порт наш и всегда был нашим, город наш и всегда был нашим. Море наше! — сказал он. — "
        "И всё»."
    )
    found = grown(text, "город")
    assert "Порт наш и всегда был нашим, город наш и всегда был нашим" in found
    assert "«Порт наш и всегда был нашим, город наш и всегда был нашим. Море наше" in found


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("«Порт наш! — воскликнул он. — И город наш».", "«Порт наш + И город наш»"),
        ("«Порт наш, — сказала Анна. — И город… И море…» Всё.", "«Порт наш + И город… И море…»"),
        ("«Порт наш», — заявили они, — «и город».", "«Порт наш» + «и город»"),
        ("«Порт наш», — сообщил ТАСС. — «И город».", "«Порт наш» + «И город»"),
        ("„Порт наш, — считает он, — и город“.", "„Порт наш + и город“"),
        ("“Порт наш, – отметили там, – и город”.", "“Порт наш + и город”"),
        ('"Порт наш, - уверен мэр, - и город".', '"Порт наш + и город"'),
        ("«Порт наш, — по его словам, — и город».", "«Порт наш + и город»"),
        ("«Порт „Сарма“ наш, — сказал он, — и город».", "«Порт „Сарма“ наш + и город»"),
        ("«Порт «Сарма» наш, — сказал он, — и город».", "«Порт «Сарма» наш + и город»"),
        (
            "«Порт наш, — сказал он в „Сарме“, — и город, — добавил он, — и море».",
            "«Порт наш + и город + и море»",
        ),
        (
            "«Порт наш, — сказал он, — и город», — добавила Анна, — «и море».",
            "«Порт наш + и город» + «и море»",
        ),
        ("— Порт наш, — сказал он. — И город.", "Порт наш + И город"),
        ("— Порт наш, — сказал он. — И город, — добавил он и вышел.", "Порт наш + И город"),
        (
            "Да: «Порт 👩\u200d👧 наш, — сказал он, — и го\u0301род».",
            "«Порт 👩\u200d👧 наш + и го\u0301род»",
        ),
    ],
)
def test_halves(text: str, halves: str) -> None:
    assert halves in grown(text, "Порт")
    assert halves in grown(text, halves.split(" + ")[-1].strip('«»“„"…. '))


@pytest.mark.parametrize(
    "text",
    [
        "«Порт — это сердце города — и его лёгкие».",
        "«Порт, — а это сердце, — закрыт».",
        "«Порт закрыт», — сказал он. Город спит — он тих.",
        "«Порт закрыт», — сказал он и открыл «Сарму».",
        "Порт, — сказал он, — закрыт.",
        "«Порт закрыт, — сказал он.",
        "«Порт — сказал он — закрыт».",
    ],
)
def test_other_dashes_break_no_quotation(text: str) -> None:
    assert all(len(step) == 1 for at in range(len(text)) for step in steps(text, at))


def test_a_quotation_in_a_broken_one_grows_to_both_of_its_halves_first() -> None:
    text = "«Он ответил: „Порт, — сказал я, — наш“, — вспоминает мэр, — и ушёл»."
    found = grown(text, "Порт")
    assert found.index("„Порт + наш“") < found.index(
        "«Он ответил: „Порт, — сказал я, — наш“ + и ушёл»"
    )


def test_a_quotation_of_several_sentences_is_one_step() -> None:
    text = "Он сказал: «Порт наш, и точка. Город наш и всегда был нашим, а море общее». Всё."
    assert "«Порт наш, и точка. Город наш и всегда был нашим, а море общее»" in grown(text, "Город")


def test_growing_in_one_piece_passes_the_halves_over() -> None:
    start = TEXT.index("«")
    assert grow(TEXT, start, start + 19).end == TEXT.index(". Дело")


def test_a_paragraph_break_ends_a_quotation() -> None:
    text = "«Порт наш, — сказал он, —\nи город»."
    assert all(len(step) == 1 for at in range(len(text)) for step in steps(text, at))
