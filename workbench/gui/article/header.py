"""What stands over an article: its title, where it is from, how long it is, and what is next."""

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.domain import commands
from workbench.domain.errors import WorkbenchError
from workbench.domain.records import STATUSES, Article
from workbench.domain.words import language, tr, trn
from workbench.gui.parts.fields import plain
from workbench.gui.parts.look import icon, ink_of, text_font
from workbench.gui.session import Session
from workbench.language import tokens
from workbench.store.project import Project

WORDS_COUNTED = 60_000  # characters; a longer text says only how many characters it has


class ArticleHeader(QWidget):
    """The title (edited on double click), a quiet line of facts, and undo, redo, done."""

    wanted = Signal(str)  # the id of an action
    left = Signal()

    def __init__(self, session: Session, family: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setAccessibleName(tr("The article"))
        self._session = session
        self._full = ""
        self._told = ""
        self._measured = ("", "")
        self._begun: tuple[Project, Article] | None = None  # whose title is being typed
        self._title, self._facts, self._edit = QLabel(), QLabel(), QLineEdit()
        self._title.setObjectName("header.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        font = text_font(family, self.font().pointSizeF() * 1.25)
        font.setBold(True)
        self._title.setFont(font)
        self._facts.setObjectName("header.facts")
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._title, self._facts):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._edit.setObjectName("header.edit")
        self._edit.setAccessibleName(tr("New title"))
        self._edit.setFont(font)
        self._edit.hide()
        self._edit.returnPressed.connect(self.commit_edit)
        self._edit.installEventFilter(self)
        words = QVBoxLayout()
        words.setSpacing(0)
        for widget in (self._title, self._edit, self._facts):
            words.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(36, 10, 16, 8)
        row.addLayout(words, 1)
        self._buttons: dict[str, QToolButton] = {}
        for name, picture, tip in (
            ("undo", "arrow-u-up-left", tr("Undo (Ctrl+Z)")),
            ("redo", "arrow-u-up-right", tr("Redo (Ctrl+Shift+Z)")),
            ("commands", "magnifying-glass", tr("All commands (Ctrl+K)")),
            ("done", "check", tr("Done, next unfinished (Ctrl+Enter)")),
        ):
            row.addWidget(self._button(name, picture, tip), 0, Qt.AlignmentFlag.AlignTop)
        session.article_opened.connect(self.refresh)
        session.reading_changed.connect(self.refresh)
        self.refresh()

    def _button(self, name: str, picture: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"header.{name}")
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setProperty("picture", picture)
        button.clicked.connect(lambda: self.wanted.emit(name))
        self._buttons[name] = button
        return button

    def set_left(self, left: int) -> None:
        """Begin where the column of text below begins."""
        layout = self.layout()
        margins = self.contentsMargins() if layout is None else layout.contentsMargins()
        if layout is not None and margins.left() != left:
            layout.setContentsMargins(left, margins.top(), margins.right(), margins.bottom())

    def load_icons(self) -> None:
        """Put the pictures on the buttons: after the first paint, or for another palette."""
        color = ink_of(self.palette()).quiet.name()
        for button in self._buttons.values():
            button.setIcon(icon(str(button.property("picture")), color))

    def refresh(self) -> None:
        """Show the session's article."""
        reading = self._session.reading
        if self._begun is not None and (reading is None or reading.article.id != self._begun[1].id):
            self.commit_edit()
        self.setVisible(reading is not None)
        if reading is None:
            return
        article = reading.article
        self._full = article.title
        if article.id != self._measured[0]:
            self._measured = (article.id, length(reading.text))
        facts = [day(str(article.meta.get("date", ""))), str(STATUSES[article.status])]
        facts += [self._measured[1], str(article.meta.get("file", ""))]
        self._told = " · ".join(fact for fact in facts if fact)
        self._elide()
        self._facts.setStyleSheet(f"color: {ink_of(self.palette()).quiet.name()}")

    def edit_title(self) -> None:
        """Let the user write another title for the article that is open now."""
        self.commit_edit()
        project, reading = self._session.project, self._session.reading
        if project is None or reading is None:
            return
        self._begun = (project, reading.article)
        self._edit.setText(self._full)
        self._title.hide()
        self._edit.show()
        self._edit.setFocus()
        self._edit.selectAll()

    def commit_edit(self) -> None:
        """Keep the title that is being typed, for the article that it was begun for."""
        begun, text = self._begun, " ".join(self._edit.text().split())
        if begun is None:
            return
        project, article = begun
        self._leave()
        if text == " ".join(article.title.split()) or project is not self._session.project:
            return
        self._session.when_told(lambda: self._keep(project, article.id, text))

    def _keep(self, project: Project, article_id: str, title: str) -> None:
        try:
            now = project.read.article(article_id)
            if now is not None:
                self._session.commit(commands.set_title(now, title))
        except WorkbenchError as error:
            self._session.refused.emit(str(error))

    def _leave(self) -> None:
        self._begun = None
        self._edit.hide()
        self._title.show()
        self.left.emit()

    def _elide(self) -> None:
        for label, text, says in (
            (self._title, self._full, tr("Title of the article")),
            (self._facts, self._told, tr("About the article")),
        ):
            room = max(label.width(), 80)
            metrics = QFontMetrics(label.font())
            label.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, room))
            label.setToolTip(plain(text))
            label.setAccessibleName(text)
            label.setAccessibleDescription(says)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layout = self.layout()
        if layout is not None:
            layout.activate()  # the labels have their new width only after that
        self._elide()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._title.geometry().contains(event.position().toPoint()):
            self.edit_title()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self._edit
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self._leave()
            return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.__dict__.get("_buttons"):
            self.load_icons()
            self.refresh()


def length(text: str) -> str:
    """How long a text is: in words, or a very long one in characters."""
    if len(text) > WORDS_COUNTED:
        return trn("{count} character", "{count} characters", len(text))
    return trn("{count} word", "{count} words", tokens.count(text))


def day(text: str) -> str:
    """A date as the reader writes it; what is no date, as it is."""
    day = QDate.fromString(text, Qt.DateFormat.ISODate)
    if not day.isValid():
        return text
    russian = language() == "ru"
    locale = QLocale(QLocale.Language.Russian if russian else QLocale.Language.English)
    return locale.toString(day, "d MMMM yyyy")
