"""The panel around the lists."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.gui.panels.conftest import press, settle
from tests.gui.panels.hands import Hands


def test_every_part_of_the_panel_has_a_name(hands: Hands) -> None:
    for name in ("spans", "links", "work"):
        hands.panel.tabs.choose(name)
        settle()
        for part in hands.panel.findChildren(QWidget):
            if part.isVisible() and part.focusPolicy() != Qt.FocusPolicy.NoFocus:
                assert part.objectName(), part
                assert part.accessibleName(), part.objectName()


def test_the_arrows_go_from_view_to_view(hands: Hands) -> None:
    hands.panel.tabs.buttons["spans"].setFocus()
    press(hands.panel.tabs.buttons["spans"], Qt.Key.Key_Right)
    assert hands.panel.tabs.value == "links"
    press(hands.panel.tabs.buttons["links"], Qt.Key.Key_Left)
    assert hands.panel.tabs.value == "spans"
