"""Key chords by physical key: the letter Q is the same key under ЙЦУКЕН as under QWERTY."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from workbench.domain.words import language

# The letter keys of ЙЦУКЕН, row by row, and what is printed on the same keys of QWERTY.
_RUSSIAN = "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_LATIN = "QWERTYUIOP[]ASDFGHJKL;'ZXCVBNM,.`"
PHYSICAL = dict(zip(_RUSSIAN, _LATIN, strict=True))
_ON_THE_SAME_KEY = {latin: russian for russian, latin in PHYSICAL.items()}

_NAMED = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Delete: "Del",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Tab",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_PageUp: "PgUp",
    Qt.Key.Key_PageDown: "PgDown",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Plus: "Plus",
    Qt.Key.Key_Equal: "Plus",
    Qt.Key.Key_Minus: "Minus",
    Qt.Key.Key_BraceLeft: "[",
    Qt.Key.Key_BraceRight: "]",
}


def letter(event: QKeyEvent) -> str:
    """What the struck key is called: a Latin letter, a digit or a name; "" for modifiers."""
    key = event.key()
    if key in _NAMED:
        return _NAMED[Qt.Key(key)]
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35:
        return f"F{key - Qt.Key.Key_F1 + 1}"
    if not 0x20 < key < 0x110000:
        return ""
    character = chr(key).upper()
    return PHYSICAL.get(character, character)


def chord(event: QKeyEvent) -> str:
    """The chord of a key event as the action table writes it: "Ctrl+Shift+Z", "W", "Alt+Left"."""
    name = letter(event)
    modifiers = event.modifiers()
    parts = [
        text
        for flag, text in (
            (Qt.KeyboardModifier.ControlModifier, "Ctrl"),
            (Qt.KeyboardModifier.AltModifier, "Alt"),
            (Qt.KeyboardModifier.ShiftModifier, "Shift"),
        )
        if modifiers & flag
    ]
    # Shift+Tab arrives as Backtab, on some systems without the modifier.
    if event.key() == Qt.Key.Key_Backtab and "Shift" not in parts:
        parts.append("Shift")
    return "+".join([*parts, name]) if name else ""


def printed(key: str) -> str:
    """A key by what stands on it: «A Ф» for a reader of Russian, whose layout may be either."""
    other = _ON_THE_SAME_KEY.get(key) if language() == "ru" else None
    return f"{key} {other}" if other else key


def shown(chord: str) -> str:
    """A chord as the platform writes it in menus."""
    qt = chord.replace("Plus", "+").replace("Minus", "-").replace("Enter", "Return")
    return QKeySequence(qt).toString(QKeySequence.SequenceFormat.NativeText)
