"""Finding words in the open article."""

import unicodedata
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.conftest import Desk
from workbench.language.tokens import whole

Opened = Callable[..., Desk]
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
TEXT = "Ёлка стоит в порту. 👤 Елки у порта нет, но есть ЁЛКА на\u00a0складе."


def typed(desk: Desk, words: str) -> None:
    desk.window.desk.find()
    desk.window.find_bar.typed.clear()
    for letter in words:
        event = QKeyEvent(QEvent.Type.KeyPress, ord(letter.upper()), NONE, letter)
        QApplication.sendEvent(desk.window.find_bar.typed, event)


def selected(desk: Desk) -> str:
    place = desk.session.selection
    return TEXT[place.start : place.end] if place else ""


def test_words_are_found_without_case_and_with_yo_as_ye(opened: Opened) -> None:
    desk = opened(TEXT)
    typed(desk, "елк")
    assert [TEXT[p.start : p.end] for p in desk.window.find_bar.places] == ["Ёлк", "Елк", "ЁЛК"]
    assert selected(desk) == "Ёлк"


def test_enter_goes_round_and_esc_gives_the_text_back_with_the_place_selected(
    opened: Opened,
) -> None:
    desk = opened(TEXT)
    typed(desk, "порт")
    for expected in (TEXT.index("порта"), TEXT.index("порту")):
        QTest.keyClick(desk.window.find_bar.typed, Qt.Key.Key_Return)
        assert desk.session.selection.start == expected
    QTest.keyClick(desk.window.find_bar.typed, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert desk.session.selection.start == TEXT.index("порта")
    QTest.keyClick(desk.window.find_bar.typed, Qt.Key.Key_Escape)
    assert not desk.window.find_bar.isVisible()
    assert QApplication.focusWidget() is desk.view
    desk.key("A")
    (span,) = desk.spans()
    assert TEXT[span.start : span.end] == "порт"


def test_a_space_finds_a_no_break_space(opened: Opened) -> None:
    desk = opened(TEXT)
    typed(desk, "на складе")
    assert selected(desk) == "на\u00a0складе"


def test_what_is_not_there_is_said_and_selects_nothing(opened: Opened) -> None:
    desk = opened(TEXT)
    typed(desk, "дирижабль")
    assert desk.window.find_bar.told.text() == "not in this article"
    assert desk.session.selection is None


def test_ctrl_f_searches_for_the_selected_words_under_both_layouts(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("порту")
    desk.key("А", CTRL)  # the key of F under ЙЦУКЕН
    assert desk.window.find_bar.isVisible()
    assert desk.window.find_bar.typed.text() == "порту"


def test_the_places_on_screen_are_painted(opened: Opened) -> None:
    desk = opened(TEXT)
    typed(desk, "порт")
    desk.session.select(None, 0)
    shown = desk.view.viewport().grab().toImage()
    desk.window.find_bar.leave()
    desk.session.select(None, 0)
    assert desk.view.viewport().grab().toImage() != shown


def test_letters_of_two_code_points_are_found_as_those_of_one(opened: Opened) -> None:
    text = unicodedata.normalize("NFD", "Ёлка и йод. Еще раз ёлкой, за\u0301мок стои\u0301т.")
    desk = opened(text)
    for words, found in (
        ("ёлк", ["Ёлк", "ёлк"]),
        ("й", ["й", "й"]),
        ("йод", ["йод"]),
        ("и", ["и", "и\u0301"]),  # neither is й
        ("за", ["за\u0301"]),  # and no mark is left behind
    ):
        for typed_words in (words, unicodedata.normalize("NFD", words)):
            typed(desk, typed_words)
            places = desk.window.find_bar.places
            said = [unicodedata.normalize("NFC", text[p.start : p.end]) for p in places]
            assert said == [unicodedata.normalize("NFC", one) for one in found], words
            assert all(whole(text, place) == place for place in places)
