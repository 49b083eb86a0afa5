"""How large a window of its own opens."""

from PySide6.QtWidgets import QWidget

_LINE = 17  # pixels that a line of the usual font is high
_AROUND = 40  # pixels of the screen that stay free


def give_room(window: QWidget, width: int, height: int) -> None:
    """Resize to this, and to more where the font is large and the screen has room for it."""
    grown = max(window.fontMetrics().height() / _LINE, 1)
    free = window.screen().availableSize()
    window.resize(
        max(width, min(round(width * grown), free.width() - _AROUND)),
        max(height, min(round(height * grown), free.height() - _AROUND)),
    )
