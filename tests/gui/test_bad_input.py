"""What hands do that nobody meant: held keys, fast keys, odd places, odd texts."""

from collections.abc import Callable
from random import Random

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from tests.gui.conftest import Desk
from workbench.domain.text import Interval, quotes
from workbench.store.check import check

Opened = Callable[..., Desk]
NONE = Qt.KeyboardModifier.NoModifier
TEXT = "Порт Сарма останется открытым для всех судов, заявил министр порта Марк Ренн."
FAMILY = "👨‍👩‍👧"  # five code points, eight UTF-16 units, one picture
ODD = f"{FAMILY} и\u0306 🇷🇺 е\u0301 \ufeffзнак\u2028нет\ufffe конец 👍🏽"


def held(desk: Desk, letter: str, times: int) -> None:
    """Hold a key down: the first event is a stroke, the others repeat it."""
    for number in range(times):
        event = QKeyEvent(QEvent.Type.KeyPress, ord(letter), NONE, letter.lower(), number > 0)
        QApplication.sendEvent(desk.view, event)


def test_a_held_label_key_makes_one_span(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("Порт Сарма")
    held(desk, "C", 40)
    assert len(desk.spans()) == 1
    held(desk, "A", 40)
    assert len(desk.spans()) == 2  # the word at the caret, once


def test_a_held_n_walks_on(opened: Opened) -> None:
    desk = opened(TEXT)
    for words in ("Порт Сарма", "министр порта", "Марк Ренн"):
        desk.select(words)
        desk.key("A")
    desk.session.focus_on(None)
    desk.session.select(None, 0)
    held(desk, "N", 3)
    focused = desk.session.focused()
    assert TEXT[focused.start : focused.end] == "Марк Ренн"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_thirty_keys_without_a_pause_do_what_thirty_slow_ones_do(opened: Opened, seed: int) -> None:
    keys = Random(seed).choices("JCNWASOWQPJKWCNAONSWJQPWACNJWS", k=30)
    desk = opened(TEXT, TEXT + " ")
    first, second = (row.article.id for row in desk.project.read.articles("new"))
    results = []
    for article, slow in ((first, True), (second, False)):
        desk.session.open_article(article)
        for letter in keys:
            desk.key(letter)
            if slow:
                QApplication.processEvents()
        results.append([(span.label, span.fragments) for span in desk.spans()])
    assert results[0] == results[1] != []
    assert check(desk.project.path) == []


def test_the_whole_article_can_be_one_claim(opened: Opened) -> None:
    desk = opened(TEXT + "\n\n" + TEXT)
    length = len(desk.session.whole().text)
    desk.session.select(Interval(0, length))
    desk.key("C")
    (claim,) = desk.spans()
    assert (claim.start, claim.end) == (0, length)


@pytest.mark.parametrize("end", ["first", "last"])
def test_at_both_ends_moving_further_is_refused_with_a_sentence(opened: Opened, end: str) -> None:
    desk = opened("Порт открыт")
    desk.session.select(Interval(0, 4) if end == "first" else Interval(5, 11))
    desk.key("A")
    chord = "Left" if end == "first" else "Right"
    modifiers = Qt.KeyboardModifier.AltModifier
    if end == "first":
        modifiers |= Qt.KeyboardModifier.ShiftModifier
    desk.key(chord, modifiers)
    assert len(desk.spans()) == 1
    assert desk.said.endswith(".")


@pytest.mark.parametrize("text", ["", " ", "\n", "\n\n\n"])
@pytest.mark.parametrize("key", [*"WJKNPOCASQRFLEM123", "Enter", "Del", "Tab", "Esc"])
def test_an_empty_article_bears_every_key(opened: Opened, text: str, key: str) -> None:
    desk = opened(text)
    for modifiers in (
        NONE,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.AltModifier,
    ):
        desk.key(key, modifiers)
    assert desk.spans() == ()


def test_no_selection_by_key_or_mouse_splits_a_character(opened: Opened) -> None:
    desk = opened(ODD)
    page = desk.view.page
    for place in range(len(ODD) + 1):
        desk.session.select(None, place)
        desk.key("W")
        for piece in desk.session.pieces:
            said = ODD[piece.start : piece.end]
            assert not said.startswith(("\u0306", "\u0301", "\u200d"))
            assert not ODD[piece.end : piece.end + 1].startswith(("\u0306", "\u0301", "\u200d"))
    assert page.map.unit_length == len(ODD.encode("utf-16-le")) // 2


def test_words_with_odd_characters_are_marked_and_exported_as_they_stand(opened: Opened) -> None:
    desk = opened(ODD)
    start = ODD.index("\ufeffзнак") + 1
    desk.session.select(Interval(start, start + 4))
    desk.key("A")
    desk.session.select(Interval(0, len(FAMILY)))
    desk.key("C")
    (claim, actor) = desk.spans()
    assert quotes(ODD, claim.fragments) == (FAMILY,)
    assert quotes(ODD, actor.fragments) == ("знак",)
    assert check(desk.project.path) == []
