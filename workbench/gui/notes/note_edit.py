"""A note that is written where it is read: kept when the focus leaves, lost never."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from workbench.domain.change import Transaction
from workbench.domain.errors import Refused, WorkbenchError
from workbench.domain.reading import Reading
from workbench.domain.words import tr
from workbench.gui.notes import drafts
from workbench.gui.notes.drafts import Draft, Owner
from workbench.gui.parts.fields import frame
from workbench.gui.parts.look import ink_of
from workbench.gui.parts.rows_view import SlimBar
from workbench.gui.parts.typed import as_shown, text_of
from workbench.gui.session import Session

# Milliseconds: what is typed is remembered as often, so that no more than this is ever lost.
REMEMBERED = 1500


class NoteEdit(QPlainTextEdit):
    """The note of one span or article; Ctrl+Enter or leaving it commits, Esc too."""

    left = Signal()

    def __init__(self, name: str, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(tr("Note"))
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.StyledPanel)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setVerticalScrollBar(SlimBar(self))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(6)
        self._session = session
        self._owner: Owner | None = None
        self._stored = ""
        self._shown = ""  # the stored note as it is read back
        self._drafts: dict[Owner, str] = {}  # what could not be kept in the file
        self._remembered: set[Owner] = set()  # whose drafts the project remembers
        # Runs on while one types: who never pauses is remembered as well.
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(REMEMBERED)
        self._typing.timeout.connect(self._remember)
        self.textChanged.connect(self._grow)
        self.textChanged.connect(self._typed)
        self._grow()

    def show_note(self, owner: Owner, stored: str) -> None:
        """Show the note that the file holds; what is being typed for the same owner stays."""
        same = owner == self._owner
        if same and self.pending and stored == self._stored:
            return
        self.settle(owner)
        typed = same and self.pending and self.hasFocus()
        self._owner, self._stored, self._shown = owner, stored, as_shown(stored)
        if not typed:
            text = self._drafts.get(owner, stored)
            if as_shown(text) != self.typed:
                self.blockSignals(True)
                self.setPlainText(text)
                self.blockSignals(False)
                self._grow()

    def settle(self, owner: Owner | None) -> None:
        """Keep what was typed for another one than `owner`, who is to be shown next."""
        if self._owner is None or owner == self._owner:
            return
        self._typing.stop()
        if self._drafts.get(self._owner) != self.typed:
            self.commit()

    @property
    def typed(self) -> str:
        """What stands here."""
        return text_of(self.document())

    @property
    def pending(self) -> bool:
        """Whether the file does not hold yet what stands here."""
        return self._owner is not None and self.typed.strip() != self._shown.strip()

    def commit(self) -> None:
        """Keep what was typed, for the span or article that it was typed for."""
        owner = self._stop_typing()
        if not self.pending or owner is None or self._session.project is None:
            return
        text, held = self.typed, (self._stored, self._shown)
        # A draft until the file has it; and the notice of the commit is to find nothing pending.
        self._drafts[owner] = text
        self._stored = self._shown = text.strip()
        self._session.when_told(lambda: self._keep(owner, text, held))

    def _keep(self, owner: Owner, text: str, held: tuple[str, str]) -> None:
        session = self._session
        project, before = session.project, session.focus

        def make(reading: Reading) -> Transaction:
            if project is not None and reading.article.id != owner.article:
                reading = project.read.reading(owner.article)
            return drafts.step(reading, session.pen(), owner, text)

        if session.run(make):
            del self._drafts[owner]
            self._forget(owner)
            if self._owner == owner:
                self.show_note(owner, self._stored)
        elif self._owner == owner:
            self._stored, self._shown = held
        # The journal's focus is the note's span; the eye may be at another one by now.
        if session.focus != before:
            session.focus_on(before, move=False)

    def _stop_typing(self) -> Owner | None:
        if self._typing.isActive() and not self.pending:
            self._remember()  # nothing, any more
        self._typing.stop()
        return self._owner

    def _typed(self) -> None:
        if not self._typing.isActive() and not self.isReadOnly():
            self._typing.start()

    def _remember(self) -> None:
        self._typing.stop()
        owner, project = self._owner, self._session.project
        if owner is None or project is None:
            return
        if not self.pending:
            self._forget(owner)
            return
        try:
            drafts.keep(project, Draft(owner, self._stored, self.typed))
            self._remembered.add(owner)
        except Refused:  # something big is being written: in a moment again
            self._typing.start()
        except WorkbenchError as error:
            self._session.refused.emit(str(error))

    def _forget(self, owner: Owner) -> None:
        project = self._session.project
        if project is None or owner not in self._remembered:
            return
        self._remembered.remove(owner)
        try:
            drafts.forget(project, owner)
        except WorkbenchError as error:
            self._session.refused.emit(str(error))

    def _grow(self) -> None:
        line = self.fontMetrics().lineSpacing()
        lines = min(max(round(self.document().size().height()), 2), 8)
        height = lines * line + 16
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(120, 2 * self.fontMetrics().lineSpacing() + 16)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            with QPainter(self) as painter:
                frame(painter, self, ink_of(self.palette()))
            return True
        # Letters typed here are text, whatever the window's shortcuts say.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if not (control or alt) or (control and enter):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (control and enter):
            event.accept()
            self.commit()
            self.left.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
