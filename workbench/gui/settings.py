"""What the program remembers between starts, typed."""

import getpass
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

RECENT = 8


class Settings:
    """Typed access to QSettings; keys are written nowhere else."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    def _text(self, key: str, default: str) -> str:
        value = self._store.value(key, default)
        return value if isinstance(value, str) else default

    def _number(self, key: str, default: float, low: float, high: float) -> float:
        try:
            value = float(self._text(key, str(default)))
        except ValueError:
            return default
        return min(max(value, low), high)

    @property
    def annotator(self) -> str:
        """Whose name stands under new spans; the login name until it is changed."""
        try:
            login = getpass.getuser()
        except (OSError, KeyError):
            login = "annotator"
        return self._text("annotator", login).strip() or login

    @annotator.setter
    def annotator(self, name: str) -> None:
        self._store.setValue("annotator", name.strip())

    @property
    def language(self) -> str:
        """Two letters, or "" for the system's language."""
        return self._text("language", "")

    @language.setter
    def language(self, code: str) -> None:
        self._store.setValue("language", code)

    @property
    def theme(self) -> str:
        """system, or the name of one of look.THEMES."""
        return self._text("theme", "system")

    @theme.setter
    def theme(self, name: str) -> None:
        self._store.setValue("theme", name)

    @property
    def text_family(self) -> str:
        """The face of article text; "" for the best one installed."""
        return self._text("text/family", "")

    @text_family.setter
    def text_family(self, name: str) -> None:
        self._store.setValue("text/family", name)

    @property
    def text_size(self) -> float:
        """The size of article text in points."""
        return self._number("text/size", 13.0, 8.0, 40.0)

    @text_size.setter
    def text_size(self, points: float) -> None:
        self._store.setValue("text/size", str(min(max(points, 8.0), 40.0)))

    @property
    def column(self) -> int:
        """The width of article text in characters."""
        return round(self._number("text/column", 68, 45, 100))

    @column.setter
    def column(self, characters: int) -> None:
        self._store.setValue("text/column", str(min(max(characters, 45), 100)))

    @property
    def leading(self) -> float:
        """The distance of lines of article text, in heights of its letters."""
        return self._number("text/leading", 1.45, 1.0, 2.2)

    @leading.setter
    def leading(self, heights: float) -> None:
        self._store.setValue("text/leading", str(round(min(max(heights, 1.0), 2.2), 2)))

    @property
    def strip_seen(self) -> bool:
        """Whether the three lines of the first minute were closed."""
        return self._text("strip_seen", "") == "yes"

    @strip_seen.setter
    def strip_seen(self, seen: bool) -> None:
        self._store.setValue("strip_seen", "yes" if seen else "")

    @property
    def recent(self) -> list[Path]:
        """Projects that were open, newest first, as far as they are still there."""
        lines = self._text("recent", "").split("\n")
        return [Path(line) for line in lines if line and Path(line).exists()]

    def opened(self, path: Path) -> None:
        """Put a project at the head of the recent ones."""
        kept = [path.resolve(), *(item for item in self.recent if item != path.resolve())]
        self._store.setValue("recent", "\n".join(map(str, kept[:RECENT])))

    def last_article(self, project: Path) -> str:
        """The article that was open last in a project."""
        return self._text(f"last/{project.stem}-{abs(hash_of(project))}", "")

    def set_last_article(self, project: Path, article: str) -> None:
        """Remember the article that is open."""
        self._store.setValue(f"last/{project.stem}-{abs(hash_of(project))}", article)

    @property
    def geometry(self) -> QByteArray:
        """The window's place and size, as Qt saved it."""
        value = self._store.value("window/geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @property
    def layout(self) -> QByteArray:
        """The docks' places, as Qt saved them."""
        value = self._store.value("window/layout")
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep_window(self, geometry: QByteArray, layout: QByteArray) -> None:
        """Remember the window's place and the docks."""
        self._store.setValue("window/geometry", geometry)
        self._store.setValue("window/layout", layout)


def hash_of(path: Path) -> int:
    """A number for a path that is the same at every start (unlike `hash`)."""
    number = 0
    for byte in str(path.resolve()).encode():
        number = (number * 31 + byte) & 0xFFFFFFFF
    return number
