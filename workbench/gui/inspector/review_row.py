"""What a reviewer decided of one span or of several, and the way to decide."""

from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.records import DECISIONS, OPEN, VERDICTS, Span, Verdict
from workbench.domain.words import Message, msg, tr
from workbench.gui.actions.table import FIXED
from workbench.gui.parts import glyphs, keys, look
from workbench.gui.parts.fields import Line, Painted, hint
from workbench.gui.parts.moments import when
from workbench.gui.session import Session
from workbench.gui.verbs import reviewing

SIGN = 8.0
_VERBS: Mapping[Verdict, Message] = {"accepted": msg("accept"), "rejected": msg("reject")}
_ACTIONS: Mapping[Verdict | None, str] = {
    "accepted": "review_accept",
    "rejected": "review_reject",
    None: "review_open",
}


class VerdictButton(Painted):
    """Accepts or rejects; where that is what the file holds, a click takes it back."""

    def __init__(self, name: str, verdict: Verdict, parent: QWidget) -> None:
        verb = str(_VERBS[verdict])
        super().__init__(name, verb, parent)
        self.verdict: Verdict = verdict
        self.setText(verb)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_set(False)

    def show_set(self, on: bool) -> None:
        """Show whether the file holds it, and which key does what a click does."""
        self.setChecked(on)
        chord = _key(None if on else self.verdict)
        what = tr("take the decision back") if on else self.text()
        hint(self, f"{what} ({chord})")
        self.update()

    def nextCheckState(self) -> None:
        """Shows what the file holds, so a click alone changes nothing."""

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 36, metrics.height() + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(56, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            self.ground(painter, ink, strong=self.isChecked())
            rect = QRectF(self.rect())
            if not self.hasFocus():
                painter.setPen(QPen(ink.accent if self.isChecked() else ink.rule, 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(
                    rect.adjusted(0.5, 0.5, -0.5, -0.5), glyphs.RADIUS, glyphs.RADIUS
                )
            at = QPointF(rect.left() + 10 + SIGN / 2, rect.center().y())
            glyphs.verdict(painter, at, self.verdict, ink, SIGN)
            painter.setFont(self.font())
            painter.setPen(ink.text if self.isEnabled() else ink.quiet)
            room = rect.adjusted(16 + SIGN, 0, -8, 0)
            text = QFontMetricsF(self.font()).elidedText(
                self.text(), Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


class ReviewRow(QWidget):
    """Two buttons, and below them what was decided, by whom and when."""

    def __init__(self, name: str, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(tr("Review"))
        self._session = session
        self._spans: Sequence[Span] = ()
        self.buttons = {
            verdict: VerdictButton(f"{name}.{verdict}", verdict, self) for verdict in VERDICTS
        }
        self.who = Line(f"{name}_who", self, quiet=True, step=0.9)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in self.buttons.values():
            button.clicked.connect(self._decide)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.who)

    def show_spans(self, spans: Sequence[Span]) -> None:
        """Show what was decided of a span, or of all of several."""
        self._spans = spans
        found = {span.verdict for span in spans}
        for verdict, button in self.buttons.items():
            button.show_set(found == {verdict})
        said = _decided(spans)
        self.who.setText(said)
        hint(self.who, said)
        self.who.setVisible(bool(said))

    def _decide(self) -> None:
        button = self.sender()
        if isinstance(button, VerdictButton) and self._spans:
            verdict = None if button.isChecked() else button.verdict
            reviewing.set_verdict(self._session, list(self._spans), verdict)
            # A refused choice goes back to what the file holds.
            self.show_spans(self._spans)


def _decided(spans: Sequence[Span]) -> str:
    """What was decided of spans: of all the same by whom and when, else how often what."""
    counts = Counter(span.verdict or OPEN for span in spans)
    if len(counts) > 1:
        return " · ".join(f"{DECISIONS[one]} {counts[one]}" for one in DECISIONS if counts[one])
    reviews = [span.review for span in spans if span.review is not None]
    if not reviews:
        return ""
    who = ", ".join(sorted({review.annotator for review in reviews if review.annotator}))
    moments = {when(review.at) for review in reviews if review.at}
    at = moments.pop() if len(moments) == 1 else ""
    if not who:
        said = str(VERDICTS[reviews[0].verdict])
    elif reviews[0].verdict == "accepted":
        said = tr("accepted by {who}", who=who)
    else:
        said = tr("rejected by {who}", who=who)
    return f"{said}, {at}" if at else said


def _key(verdict: Verdict | None) -> str:
    return next(keys.shown(row.keys[0]) for row in FIXED if row.id == _ACTIONS[verdict])
