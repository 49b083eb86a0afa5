"""«The definition changed»: a quiet line at a span that was made before it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.domain.codebook import Label
from workbench.domain.records import Span
from workbench.domain.revision import needs_look
from workbench.domain.words import tr
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.buttons import TextButton
from workbench.gui.parts.fields import Line, hint
from workbench.gui.parts.moments import when
from workbench.gui.session import Session
from workbench.gui.verbs.todo import looked_at


class LookAgain(QWidget):
    """Seen only where the span needs another look."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("look_again")
        self.setAccessibleName(tr("The definition changed"))
        self.words = Line("look_again_words", self, quiet=True, step=0.95, wrap=True)
        self.done = TextButton("look_again_done", tr("Checked"), self)
        self.done.clicked.connect(lambda: attempt(session, lambda: looked_at(session)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.done, 0, Qt.AlignmentFlag.AlignTop)

    def show_span(self, span: Span, label: Label | None) -> None:
        """Show the line where the meaning of the label changed after the span was seen to."""
        there = needs_look(label, span)
        self.setVisible(there)
        if there and label is not None and label.revised is not None:
            self.words.setText(tr("The definition changed: {when}", when=when(label.revised)))
            hint(self, str(label.definition))
