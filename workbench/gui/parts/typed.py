"""What was typed into a field of several lines, to the character."""

from PySide6.QtGui import QTextDocument


def text_of(document: QTextDocument) -> str:
    """The text of a document; `toPlainText` would make NBSP a space and U+2028 a line's end."""
    return document.toRawText().replace("\u2029", "\n")


def as_shown(text: str) -> str:
    """What is read back where a text was set and nothing was typed: CR and U+2029 are LF."""
    document = QTextDocument()
    document.setPlainText(text)
    return text_of(document)
