import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.text import Interval
from workbench.language.sentences import (
    next_sentence,
    paragraph_at,
    previous_sentence,
    sentence_at,
    sentences,
)

MARKS = "«»„“”‘’()[]\"'.,;:!?… \n\u00a0\u2028\ufeff\u0301\u200d-—–"
TEXTS = st.text(
    st.one_of(
        st.sampled_from(MARKS), st.sampled_from("абвАБВ19z😀🇷🇺"), st.characters(codec="utf-8")
    )
)


def quoted(text: str, interval: Interval | None) -> str | None:
    return None if interval is None else text[interval.start : interval.end]


SPLITS = [
    "Он ушёл. | Она осталась! | Почему?",
    "Цена 1,5 млн. руб. за штуку. | Всё.",
    "Он родился в г. Шуша. | Потом уехал.",
    "В 2020 г. закон приняли, в 1990-х гг. отменили. | Так было.",
    "Это было в 2020 г. | Потом всё изменилось.",
    "А. Б. Иванов и С. Петров пришли. | Их ждали.",
    "Там был Иванов А. Б. | Он молчал.",
    "Он жил на ул. Ленина, т. е. в центре, и т. д. | Потом уехал.",
    "См. ст. 5 и рис. 3. | Далее.",
    "Книги, газеты и т. п. | Всё сгорело.",
    "Курс им. Кирова ведёт проф. Сольвенко. | Он строг.",
    "Ну... да… | Что ж.",
    "«Куда ты?» — спросил он. | Она не ответила.",
    "«Что? Где? Когда?» — спросил он.",
    "«Мы придём!» | Так он сказал.",
    "Он сказал: «Мы придём». | И пришёл.",
    "Он сказал (так говорят. Или нет.) и ушёл. | Всё.",
    "(Это целое предложение.) | Второе.",
    "Доля выросла до 1.5 процента. | Рост есть.",
    "Слово кончилось.| Пробела нет.",
    "1. Первый пункт. | Второе предложение.",
    "Он спросил «зачем?» и ушёл.",
    "Ура!!! | Победа?!",
    "Конец.[1] | Начало.",
    "Т.н. Свободная Лирия, т.е. Сарма. | Да.",
    "Это длинная речь: «Мы долго думали об этом, и вот что мы решили наконец. | Мы уйдём».",
]


@pytest.mark.parametrize("marked", SPLITS)
def test_sentences_end_where_they_should(marked: str) -> None:
    wanted = [part.strip() for part in marked.split("|")]
    text = marked.replace(" | ", " ").replace("| ", "")
    assert [text[s.start : s.end] for s in sentences(text)] == wanted


def test_a_sentence_never_crosses_a_line() -> None:
    text = "Заголовок без точки\nПервое предложение"
    assert quoted(text, sentence_at(text, 3)) == "Заголовок без точки"
    assert quoted(text, sentence_at(text, 22)) == "Первое предложение"


def test_the_gap_belongs_to_the_sentence_before() -> None:
    text = "Раз.  Два."
    assert quoted(text, sentence_at(text, 4)) == "Раз."
    assert quoted(text, sentence_at(text, 5)) == "Раз."
    assert quoted(text, sentence_at(text, 6)) == "Два."


def test_a_blank_paragraph_has_no_sentence() -> None:
    assert sentence_at("Раз.\n \nДва.", 5) is None
    assert paragraph_at("Раз.\n \nДва.", 5) is None


def test_a_paragraph_has_no_white_space_at_its_ends() -> None:
    text = "\n\u00a0date 2025. Раз. \nДва"
    assert quoted(text, paragraph_at(text, 5)) == "date 2025. Раз."


def test_next_and_previous_step_over_paragraphs() -> None:
    text = "Раз. Два.\n\n \nТри.\n"
    steps, here = [], next_sentence(text, -1)
    assert here is None or here.start == 5
    here = sentence_at(text, 0)
    while here is not None:
        steps.append(quoted(text, here))
        here = next_sentence(text, here.start)
    assert steps == ["Раз.", "Два.", "Три."]
    back, here = [], previous_sentence(text, len(text))
    while here is not None:
        back.append(quoted(text, here))
        here = previous_sentence(text, here.start)
    assert back == ["Три.", "Два.", "Раз."]


def test_sentences_of_a_range_are_those_that_overlap_it() -> None:
    text = "Раз. Два. Три."
    assert [text[s.start : s.end] for s in sentences(text, 6, 11)] == ["Два.", "Три."]


@given(TEXTS)
def test_sentences_are_disjoint_and_leave_only_white_space(text: str) -> None:
    at = 0
    for sentence in sentences(text):
        assert at <= sentence.start < sentence.end <= len(text)
        assert "\n" not in text[sentence.start : sentence.end]
        assert not text[at : sentence.start].strip("\ufeff\u200b \t\r\n\x0b\x0c").strip()
        at = sentence.end
    assert not text[at:].replace("\ufeff", "").replace("\u200b", "").strip()


@given(TEXTS, st.integers(0, 60))
def test_the_sentence_at_a_place_is_one_of_the_sentences(text: str, position: int) -> None:
    found = sentence_at(text, position)
    assert found is None or found in list(sentences(text))


@given(TEXTS, st.integers(0, 60))
def test_next_and_previous_go_their_way(text: str, position: int) -> None:
    position = min(position, len(text))
    after, before = next_sentence(text, position), previous_sentence(text, position)
    assert after is None or after.start > position
    assert before is None or before.start < position


@pytest.mark.parametrize("unit", ["Слово и дело, сказал он. ", "слово и дело "])
def test_a_place_in_a_long_paragraph_costs_little(unit: str) -> None:
    text = unit * (500_000 // len(unit))
    started = time.perf_counter()
    for position in range(0, len(text), len(text) // 5):
        sentence_at(text, position)
    assert time.perf_counter() - started < 2
