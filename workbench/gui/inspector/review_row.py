"""What a reviewer decided of the focused span, and the way to decide."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain.records import VERDICTS, Span, Verdict
from workbench.domain.words import tr
from workbench.gui.parts.fields import Line, heading
from workbench.gui.parts.moments import when
from workbench.gui.parts.segments import Segments
from workbench.gui.session import Session
from workbench.gui.verbs import reviewing


class ReviewRow(QWidget):
    """Accepted or rejected, by whom and when; a click on what is set takes it back."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("review")
        self.setAccessibleName(tr("Review"))
        self._session = session
        self._span: Span | None = None
        names = [str(name) for name in VERDICTS.values()]
        self.verdict = Segments("review_verdict", tr("Review"), list(VERDICTS), names, self)
        self.who = Line("review_who", self, quiet=True, step=0.9)
        self.verdict.chosen.connect(self._decide)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(heading("review_head", tr("Review"), self))
        column.addWidget(self.verdict)
        column.addWidget(self.who)

    def show_span(self, span: Span) -> None:
        """Show what was decided of a span."""
        self._span = span
        self.verdict.show_value(span.verdict, None, hinted=False)
        review = span.review
        self.who.setVisible(review is not None)
        if review is not None:
            at = when(review.at) if review.at else ""
            self.who.setText(", ".join(filter(None, (review.annotator, at))))

    def _decide(self, verdict: Verdict | None) -> None:
        span = self._span
        if span is not None:
            reviewing.set_verdict(self._session, [span], verdict)
            # A refused choice goes back to what the file holds.
            self.show_span(self._span or span)
