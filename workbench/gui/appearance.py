"""How the text and the window look: faces, sizes, the column, colours."""

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QFontDialog, QWidget

from workbench.domain.words import language, tr
from workbench.gui.article.text_layout import Measure
from workbench.gui.article.view import ArticleView
from workbench.gui.parts.look import follow_system, text_font
from workbench.gui.session import Session
from workbench.gui.settings import Settings


class Appearance(QObject):
    """What the user may set of the looks; kept in the settings, seen at once."""

    theme_wanted = Signal(str)

    def __init__(
        self, session: Session, settings: Settings, view: ArticleView, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._settings = settings
        self._view = view
        self._window = window
        view.set_measure(Measure(settings.column, settings.leading))
        follow_system(self.follow_system)

    def resize_text(self, step: int) -> None:
        """Make the letters larger or smaller by points; 0 is the usual size."""
        settings = self._settings
        settings.text_size = 13.0 if step == 0 else settings.text_size + step
        self._set_font()

    def widen_column(self, step: int) -> None:
        """Make the column wider or narrower."""
        settings = self._settings
        settings.column += 5 * step
        self._set_measure()
        self._session.said.emit(tr("Column: {count} characters at most", count=settings.column))

    def space_lines(self, step: int) -> None:
        """Put the lines further apart or closer."""
        settings = self._settings
        settings.leading += 0.15 * step
        self._set_measure()
        apart = QLocale(language()).toString(settings.leading, "f", 2)
        self._session.said.emit(tr("Lines: {number} apart", number=apart))

    def choose_face(self) -> None:
        """Let the user choose the typeface of the text."""
        settings = self._settings
        ok, font = QFontDialog.getFont(
            text_font(settings.text_family, settings.text_size),
            self._window,
            tr("Typeface of the text"),
        )
        if ok and QFontDatabase.hasFamily(font.family()):
            settings.text_family, settings.text_size = font.family(), font.pointSizeF()
            self._set_font()

    def set_theme(self, name: str) -> None:
        """Take on the colours of a theme."""
        self._settings.theme = name
        self.theme_wanted.emit(name)

    def has_theme(self, name: str) -> bool:
        """Whether these are the colours that the user wants."""
        return self._settings.theme == name

    def follow_system(self) -> None:
        """Take on the system's colours, where the user wants those."""
        if self._settings.theme == "system":
            self.set_theme("system")

    def _set_measure(self) -> None:
        self._view.set_measure(Measure(self._settings.column, self._settings.leading))

    def _set_font(self) -> None:
        font: QFont = text_font(self._settings.text_family, self._settings.text_size)
        self._view.set_font(font)
        self._session.said.emit(
            tr("Text: {face}, {size} pt", face=font.family(), size=round(font.pointSizeF()))
        )
