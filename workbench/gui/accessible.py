"""What a screen reader is told: the spans at the caret, and what has just happened."""

from bisect import bisect_left

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from workbench.domain.reading import Reading, in_order
from workbench.domain.records import VERDICTS, Span
from workbench.domain.text import quote
from workbench.domain.words import shorten, tr, trn
from workbench.gui.session import Session

WORDS = 120  # code points of a span that are said
PARTS = 8  # fragments of it
SPANS = 6  # spans at one place that are said


def name_said(reading: Reading, span: Span) -> str:
    """A span by its label and words."""
    label = reading.codebook.label(span.label)
    words = shorten(quote(reading.text, span.fragments[:PARTS]), WORDS)
    return f"{label.name if label else span.label} «{words}»"


def facts_said(reading: Reading, span: Span) -> str:
    """Its place among the spans, entity, values, what lacks, links, decision and note."""
    label, entity = reading.codebook.label(span.label), reading.entity_of(span)
    place = bisect_left(reading.spans, in_order(span), key=in_order) + 1
    parts = [tr("{number} of {count}", number=place, count=len(reading.spans))]
    parts += [entity.name] if entity else []
    lacking = []
    for attribute in label.attributes if label else ():
        value = span.attributes.get(attribute.id)
        if value is not None:
            parts.append(f"{attribute.name}: {attribute.value_name(value)}")
        elif attribute.required:
            lacking.append(str(attribute.name))
    if lacking:
        parts.append(tr("not set yet: {names}", names=", ".join(lacking)))
    if links := len(reading.relations_of(span.id)):
        parts.append(trn("{count} link", "{count} links", links))
    if span.verdict is not None:
        parts.append(str(VERDICTS[span.verdict]))
    if span.note:
        parts.append(tr("note: {words}", words=shorten(span.note, WORDS)))
    return "; ".join(parts)


def place_said(reading: Reading, caret: int, focus: str | None) -> str:
    """The focused span, and what else the caret stands in, a line each; "" for bare text."""
    focused = reading.span(focus)
    lines = [f"{name_said(reading, focused)}, {facts_said(reading, focused)}"] if focused else []
    others = [span for span in reading.at(caret) if span.id != focus]
    return "\n".join([*lines, *(name_said(reading, span) for span in others[:SPANS])])


class Narrator(QObject):
    """Keeps the description of the article view, and announces what is said and focused.

    Costs nothing where no screen reader asks. What happens in one turn of the event loop is one
    announcement.
    """

    def __init__(self, session: Session, view: QWidget) -> None:
        super().__init__(view)
        self._session, self._view = session, view
        self._said: list[str] = []
        self._urgent = self._focused = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._tell)
        session.said.connect(self._say)
        session.refused.connect(self._refuse)
        session.focus_changed.connect(self._focus)
        for changed in (session.selection_changed, session.reading_changed, session.article_opened):
            changed.connect(self._wake)

    def _say(self, sentence: str) -> None:
        self._said.append(sentence)
        self._wake()

    def _refuse(self, sentence: str) -> None:
        self._urgent = True
        self._say(sentence)

    def _focus(self) -> None:
        self._focused = True
        self._wake()

    def _wake(self) -> None:
        if QAccessible.isActive():
            self._soon.start()
        else:
            self._said.clear()

    def _tell(self) -> None:
        reading, focused = self._session.reading, self._session.focused()
        place = place_said(reading, self._session.caret, self._session.focus) if reading else ""
        if self._view.accessibleDescription() != place:
            self._view.setAccessibleDescription(place)
        if self._focused and reading is not None and focused is not None:
            name = name_said(reading, focused)
            # What was just made is named in the sentence about it already.
            known = any(sentence.startswith(name) for sentence in self._said)
            facts = facts_said(reading, focused)
            self._said.append(facts if known else f"{name}, {facts}")
        words = " · ".join(sentence for sentence in self._said if sentence)
        if words:
            event = QAccessibleAnnouncementEvent(self._view, words)
            if self._urgent:
                event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(event)
        self._said, self._urgent, self._focused = [], False, False
