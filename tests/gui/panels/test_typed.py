"""Fields of several lines give back the characters that they were given."""

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.gui.panels.conftest import Show, write
from workbench.gui.codebook.editor_parts import Words
from workbench.gui.parts.typed import as_shown

KEPT = "№\u00a05 и\u2028строка\u202fдва\nтри\ttab"


@pytest.mark.parametrize("text", [KEPT, "", "\n", "а\n\nб", "👤 ё"])
def test_a_text_is_read_back_as_it_was_set(text: str, qtbot: QtBot) -> None:
    assert as_shown(text) == text


def test_a_definition_that_is_only_looked_at_is_not_edited(show: Show) -> None:
    window = QWidget()
    words = Words("definition", "Definition", window, hint="", lines=3)
    said: list[str] = []
    words.edited.connect(said.append)
    words.show_text(KEPT)
    show(window)
    words.commit()
    assert said == []
    words.moveCursor(QTextCursor.MoveOperation.End)
    write(words, "!")
    words.commit()
    assert said == [KEPT + "!"]
