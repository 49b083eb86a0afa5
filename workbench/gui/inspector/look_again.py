"""«The definition changed»: a quiet line at a span that was made before it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.domain import commands
from workbench.domain.codebook import Label
from workbench.domain.errors import Refused
from workbench.domain.records import Span
from workbench.domain.revision import needs_look
from workbench.domain.words import tr
from workbench.gui.inspector.moments import when
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.buttons import TextButton
from workbench.gui.parts.fields import Line, hint
from workbench.gui.session import Session


def looked_at(session: Session) -> None:
    """Say that the focused span (or all chosen ones) is right under the changed definition."""
    reading = session.whole()
    found = [
        span for span in session.targets() if needs_look(reading.codebook.label(span.label), span)
    ]
    if not found:
        raise Refused("The definition of the label is not younger than this span.")
    session.run(lambda reading: commands.looked_at(reading, session.pen(), found))


class LookAgain(QWidget):
    """Seen only where the span needs another look."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("look_again")
        self.setAccessibleName(tr("The definition changed"))
        self.words = Line("look_again_words", self, quiet=True, step=0.95, wrap=True)
        self.done = TextButton("look_again_done", tr("Looked at"), self)
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
