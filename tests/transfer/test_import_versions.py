"""Places of one version of a text in another: found where they are certain, else told."""

import random
import re
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.text import Interval
from workbench.domain.words import Message
from workbench.transfer.aligning import aligned, tokens
from workbench.transfer.anchoring import Anchors


def at(text: str, words: str, number: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(number + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def places(old: str, new: str, *spans: tuple[int, int]) -> Any:
    found = Anchors(old, new).fragments(tuple(Interval(*one) for one in spans))
    return str(found) if isinstance(found, Message) else [(one.start, one.end) for one in found]


NEWS = """Вступление одно.
Иванов отверг обвинения в четверг.
Позже подтвердил всё Иванов, сообщила газета.
"""
CHANGED = "nothing tells which words are meant"


def test_words_that_are_gone_are_not_looked_for_elsewhere() -> None:
    new = NEWS.replace("Иванов отверг", "Он отверг")
    assert CHANGED in places(NEWS, new, at(NEWS, "Иванов"))
    assert places(NEWS, new, at(NEWS, "Иванов", 1)) == [at(new, "Иванов")]
    old = "Он не придёт.\nОна не знает, сказал мэр."
    assert CHANGED in places(old, old.replace("Он не ", "Он "), at(old, "не "))


def test_of_a_deleted_sentence_nothing_goes_to_its_neighbours() -> None:
    old = "Начало.\nВечером Иванов заявил протест.\nПотом Иванов ушёл. И Иванов вернулся.\n"
    new = old.replace("Вечером Иванов заявил протест.\n", "")
    assert CHANGED in places(old, new, at(old, "Иванов"))
    assert places(old, new, at(old, "Иванов", 1)) == [at(new, "Иванов")]


def test_of_lines_that_are_repeated_more_often_none_is_taken() -> None:
    line = "Да, это так.\n"
    old, new = "Шапка\n" + line * 6, "Шапка\n" + line * 9
    assert all(CHANGED in places(old, new, at(old, "это", number)) for number in range(6))
    assert all(CHANGED in places(new, old, at(new, "это", number)) for number in range(9))


def test_a_word_that_is_doubled_may_be_either() -> None:
    assert CHANGED in places("а б мир г д", "а б мир и мир г д", at("а б мир г д", "мир"))


def test_words_that_stand_nowhere_are_told_so() -> None:
    assert "do not stand in the text any more" in places("а б в г д", "а б ж г д", (4, 5))


def test_pieces_that_are_moved_are_told() -> None:
    assert CHANGED in places("раз два", "два раз", (0, 3), (4, 7))


def test_lines_may_be_broken_elsewhere() -> None:
    new = NEWS.replace("обвинения в", "обвинения\nв")
    assert places(NEWS, new, at(NEWS, "отверг обвинения в")) == [at(new, "отверг обвинения\nв")]


@given(
    st.lists(st.text(alphabet="абвгде 😀\n", min_size=1, max_size=40), min_size=1, max_size=6),
    st.data(),
)
def test_what_is_carried_has_the_same_words(lines: Sequence[str], data: st.DataObject) -> None:
    old = "\n".join(lines)
    new = "\n".join(data.draw(st.permutations(lines)))
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    found = Anchors(old, new).fragments((Interval(start, end),))
    if not isinstance(found, Message):
        assert [new[one.start : one.end].split() for one in found] == [old[start:end].split()]


@given(st.text(alphabet="абв ", min_size=1, max_size=60), st.text(max_size=20), st.data())
def test_with_something_put_before_it_every_place_is_found(
    text: str, head: str, data: st.DataObject
) -> None:
    old, shift = f"начало «{text}» конец", len(head) + 1
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    found = Anchors(old, f"{head}\n{old}").fragments((Interval(start, end),))
    if "начало" not in head:
        assert found == (Interval(start + shift, end + shift),)


# -- texts that are edited while it is known where each word goes

COMMON = ["не", "и", "Иванов", "сказал", "министр", "в", "он", "договор", "это", "мэр"]
FRESH = ["внезапно", "якобы", "Петрова", "завод", "дождь"]
Edited = list[tuple[str, int]]  # words, with the number of the word that each was, or -1


def written(words: Edited) -> tuple[str, list[tuple[int, int]]]:
    """The text of words with their blanks and signs, and where each word stands."""
    text, where = "", []
    for word, _ in words:
        where.append((len(text), len(text) + len(word.rstrip(".\n "))))
        text += word
    return text, where


def words_of(chance: random.Random, count: int, names: int) -> Edited:
    """Words of a text, each with its number; some stand there often."""
    known = [*COMMON, *(f"слово{number}" for number in range(names))]
    ends = [" "] * 6 + [".\n"]
    said = [chance.choice(known)]
    while len(said) < count:  # of a word that stands twice in a row either may be left
        said += [word for word in [chance.choice(known)] if word != said[-1]]
    return [(word + ends[number % 7], number) for number, word in enumerate(said)]


def edited(words: Edited, chance: random.Random, count: int) -> Edited:
    """Words with edits, each in a stretch of its own: put in, changed, left out, doubled, cut."""
    for number in reversed(range(count)):
        size = len(words) // count
        at = chance.randrange(number * size, (number + 1) * size)
        end = at + chance.randint(3, 9)
        copy = [(word, -2 - one if one >= 0 else -1) for word, one in words[at:end]]
        fresh: Edited = [(chance.choice(FRESH) + " ", -1)]
        words = {
            "in": [*words[:at], *fresh, *words[at:]],
            "change": [*words[:at], *fresh, *words[at + 1 :]],
            "out": [*words[:at], *words[at + 1 :]],
            "double": [*words[:end], *fresh, *copy, *words[end:]],
            "cut": [*words[:at], *words[end:]],
        }[chance.choice(["in", "change", "out", "double", "cut"])]
    return words


def carried(old: Edited, new: Edited) -> tuple[int, int, int]:
    """Of the words that are left: how many there are, how many are carried, how many wrongly."""
    text, where = written(old)
    other, there = written(new)
    true: dict[int, set[tuple[int, int]]] = {}
    kept = set()
    for (_, number), place in zip(new, there, strict=True):
        if number >= 0:
            kept.add(number)
        true.setdefault(number if number >= 0 else -2 - number, set()).add(place)
    anchors = Anchors(text, other)
    right = wrong = 0
    landed: dict[Interval, int] = {}
    for number, place in enumerate(where):
        found = anchors.fragments((Interval(*place),))
        if isinstance(found, Message):
            continue
        assert found[0] not in landed
        landed[found[0]] = number
        if (found[0].start, found[0].end) in true.get(number, ()):
            right += 1
        else:
            wrong += 1
    return len(kept), right, wrong


@given(st.integers(0, 2**32), st.integers(0, 5))
def test_every_word_that_is_carried_stands_at_its_true_place(seed: int, edits: int) -> None:
    chance = random.Random(seed)
    old = words_of(chance, 150, 300)
    assert carried(old, edited(old, chance, edits))[2] == 0


@given(st.integers(0, 2**32))
def test_of_a_text_that_is_edited_lightly_nine_of_ten_words_are_carried(seed: int) -> None:
    chance = random.Random(seed)
    old = words_of(chance, 400, 200)
    left, right, wrong = carried(old, edited(old, chance, 3))
    assert wrong == 0
    assert right >= 0.9 * left


@given(st.text(alphabet="аб \n.", max_size=60), st.text(alphabet="аб \n.", max_size=60))
def test_an_alignment_rises_and_joins_what_is_alike(one: str, other: str) -> None:
    ours, theirs = tokens(one), tokens(other)
    into = aligned(ours, theirs)
    pairs = [(here, there) for here, there in enumerate(into) if there >= 0]
    assert [there for _, there in pairs] == sorted({there for _, there in pairs})
    for here, there in pairs:
        assert ours.said(here).strip() == theirs.said(there).strip()
    assert "".join(map(ours.said, range(len(into)))) == one
    assert aligned(ours, ours) == list(range(len(into)))


def test_a_long_text_of_few_words_is_aligned_in_one_go() -> None:
    old = "а б в г д " * 8000
    new = "х " + old.replace("в г", "г в")
    anchors = Anchors(old, new)
    told = [anchors.fragments((Interval(at, at + 1),)) for at in range(0, 20_000, 100)]
    assert {type(one) for one in told} == {Message}
    assert re.fullmatch("[абвгдх ]+", new)
