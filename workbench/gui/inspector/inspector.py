"""Everything about the focused span; where none is in focus, about the article."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from workbench.domain.codebook import Codebook, Label
from workbench.domain.reading import Reading
from workbench.domain.records import STATUSES, Span
from workbench.domain.text import quote
from workbench.domain.words import shorten, tr, trn
from workbench.gui.actions.action import Action
from workbench.gui.article.header import day, length
from workbench.gui.entities.entity_types import type_name
from workbench.gui.inspector.attribute_rows import AttributeRows
from workbench.gui.inspector.chosen_page import ChosenPage
from workbench.gui.inspector.history import History
from workbench.gui.inspector.look_again import LookAgain
from workbench.gui.inspector.relation_rows import RelationRows
from workbench.gui.inspector.review_row import ReviewRow
from workbench.gui.notes.drafts import of_article, of_span
from workbench.gui.notes.note_edit import NoteEdit
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.fields import IconButton, Line, heading, hint
from workbench.gui.parts.rows_view import SlimBar
from workbench.gui.session import Session
from workbench.gui.verbs import tagging


class Mark(QWidget):
    """The mark of a label, as in the text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("span_mark")
        self.setFixedSize(24, 16)
        self.setAccessibleName(tr("Label"))
        self._label: Label | None = None

    def show_label(self, label: Label | None) -> None:
        """Show this label's mark."""
        self._label = label
        self.setAccessibleName(str(label.name) if label else tr("Label"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._label is not None:
            ink = look.ink_of(self.palette())
            base = self.palette().color(QPalette.ColorRole.Window)
            with QPainter(self) as painter:
                rect = QRectF(0, 1, 24, 14)
                glyphs.sample(
                    painter, rect, QColor(self._label.color), self._label.shape, ink, base
                )


class EntityRow(QWidget):
    """Whom the span mentions."""

    wanted = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("span_entity")
        self.setAccessibleName(tr("Who it is"))
        self.name = Line("entity_name", self, lines=2)
        self.kind = Line("entity_type", self, quiet=True, step=0.9)
        self.change = IconButton("entity_change", tr("Say who it is (E)"), "pencil-simple", self)
        self.detach = IconButton("entity_detach", tr("Detach the entity"), "x", self)
        self.change.clicked.connect(self.wanted)
        self.detach.clicked.connect(lambda: attempt(session, lambda: tagging.attach(session, None)))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.kind)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addLayout(words, 1)
        row.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.detach, 0, Qt.AlignmentFlag.AlignTop)

    def show_span(self, span: Span, reading: Reading) -> None:
        """Show the entity of a span."""
        entity = reading.entity_of(span)
        self.name.setText(entity.name if entity else tr("Not said yet"))
        self.name.set_quiet(entity is None)
        self.name.updateGeometry()
        self.kind.setText(type_name(reading.codebook, entity.type) if entity else "")
        self.kind.setVisible(entity is not None)
        self.detach.setVisible(entity is not None)


class SpanPage(QWidget):
    """The focused span."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("span_page")
        self.setAccessibleName(tr("The span in focus"))
        self._session = session
        self._forms: dict[str, AttributeRows] = {}
        self._codebook: Codebook | None = None
        self.mark = Mark(self)
        self.label = Line("span_label", self, bold=True)
        self.quote = Line("span_quote", self, lines=2)
        self.look_again = LookAgain(session, self)
        self.entity_head = heading("entity_head", tr("Entity"), self)
        self.entity = EntityRow(session, self)
        self.relations = RelationRows(session, self)
        self.review = ReviewRow("review", session, self)
        self.note = NoteEdit("span_note", session, self)
        self.note.setPlaceholderText(tr("A note on this span"))
        self.history = History(session, self)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.mark)
        top.addWidget(self.label, 1)
        self._attributes = QVBoxLayout()
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addLayout(top)
        said.addWidget(self.quote)
        who = QVBoxLayout()
        who.setSpacing(2)
        who.addWidget(self.entity_head)
        who.addWidget(self.entity)
        note = QVBoxLayout()
        note.setSpacing(4)
        note.addWidget(heading("note_head", tr("Note"), self))
        note.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(12)
        column.addLayout(said)
        column.addWidget(self.review)
        column.addWidget(self.look_again)
        column.addLayout(self._attributes)
        column.addLayout(who)
        column.addWidget(self.relations)
        column.addLayout(note)
        column.addWidget(self.history)
        column.addStretch(1)

    def show_span(self, span: Span, reading: Reading) -> None:
        """Show what the file holds of a span."""
        if reading.codebook is not self._codebook and reading.codebook != self._codebook:
            for form in self._forms.values():
                form.hide()  # it is deleted later only
                form.deleteLater()
            self._forms, self._codebook = {}, reading.codebook
        label = reading.codebook.label(span.label)
        self.mark.show_label(label)
        self.label.setText(str(label.name) if label else span.label)
        words = shorten(quote(reading.text, span.fragments), 200)
        if words != self.quote.text():
            self.quote.setText(words)
            hint(self.quote, words)
            self.quote.updateGeometry()
        self.look_again.show_span(span, label)
        self._show_attributes(span, label)
        names = label is not None and label.names_entities
        self.entity_head.setVisible(names)
        self.entity.setVisible(names)
        if names:
            self.entity.show_span(span, reading)
        self.relations.show_span(span, reading)
        self.review.show_spans([span])
        self.note.show_note(of_span(span), span.note or "")
        self.history.show_record(span.id)

    def lock(self, locked: bool) -> None:
        """Let nothing be changed: the project is open for reading only."""
        for part in (*self._forms.values(), self.entity, self.relations, self.review):
            part.setEnabled(not locked)

    def _show_attributes(self, span: Span, label: Label | None) -> None:
        form = self._forms.get(span.label)
        if form is None and label is not None:
            form = AttributeRows(label, self._session, self)
            self._forms[label.id] = form
            self._attributes.addWidget(form)
        for other in self._forms.values():
            other.setVisible(other is form and bool(other.rows))
        if form is not None:
            form.show_span(span, self._session.attribute)


class ArticlePage(QWidget):
    """Facts and note of the article, and how a span is made."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("article_page")
        self.setAccessibleName(tr("The article"))
        self.teach = Line("inspector_teach", self, quiet=True, wrap=True)
        self.title = Line("article_title", self, lines=3, bold=True)
        self.facts = Line("article_facts", self, quiet=True, step=0.95, wrap=True)
        self.note_head = heading("article_note_head", tr("Note on the article"), self)
        self.note = NoteEdit("article_note", session, self)
        self.note.setPlaceholderText(tr("A note on the whole article"))
        self.parts = (self.title, self.facts, self.note_head, self.note)
        self._counted = ("", "")  # an article, and how long it is
        self._reading: Reading | None = None
        self._count = QTimer(self)
        self._count.setSingleShot(True)
        self._count.setInterval(0)
        self._count.timeout.connect(self._count_words)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(4)
        for part in self.parts:
            column.addWidget(part)
        self.note_head.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.teach)
        column.addStretch(1)

    def show_article(self, reading: Reading | None) -> None:
        """Show what the file holds of an article; None where none is open."""
        self._reading = reading
        for part in self.parts:
            part.setVisible(reading is not None)
        self.teach.setContentsMargins(0, 12 if reading else 0, 0, 0)
        if reading is None:
            self.teach.setText(
                tr("Open an article in the list to see what is known about its spans.")
            )
            return
        self.teach.setText(
            tr(
                "Select words and press the letter of a label. Click a span to see here all that "
                "is known about it."
            )
        )
        if reading.article.id != self._counted[0]:
            self._counted = (reading.article.id, "")
            self._count.start()
        self.title.setText(reading.article.title)
        self.title.updateGeometry()
        self._show_facts(reading)
        note = reading.notes[0].text if reading.notes else ""
        self.note.show_note(of_article(reading.article.id), note)

    def _count_words(self) -> None:
        if self._reading is not None:
            self._counted = (self._reading.article.id, length(self._reading.text))
            self._show_facts(self._reading)

    def _show_facts(self, reading: Reading) -> None:
        meta = reading.article.meta
        facts = [
            day(str(meta.get("date", ""))),
            str(meta.get("publisher", "")),
            self._counted[1],
            trn("{count} span", "{count} spans", len(reading.spans)),
            _reviewed(reading),
            str(STATUSES[reading.article.status]),
        ]
        file = str(meta.get("file", ""))
        self.facts.setText(" · ".join(filter(None, facts)) + (f"\n{file}" if file else ""))
        self.facts.updateGeometry()


def _reviewed(reading: Reading) -> str:
    """How many spans a reviewer decided of, where one began to."""
    count = sum(span.review is not None for span in reading.spans)
    return trn("{count} reviewed", "{count} reviewed", count) if count else ""


class Inspector(QScrollArea):
    """Shows the focused span or the open article, always as the file holds them."""

    left = Signal()
    entity_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName(tr("Inspector"))
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setVerticalScrollBar(SlimBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._session = session
        body = QWidget(self)
        body.setObjectName("inspector_body")
        body.setAccessibleName(tr("Inspector"))
        self.span_page = SpanPage(session, body)
        self.article_page = ArticlePage(session, body)
        self.chosen_page = ChosenPage(session, body)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.span_page)
        column.addWidget(self.article_page)
        column.addWidget(self.chosen_page)
        column.addStretch(1)
        self.setWidget(body)
        for note in (self.span_page.note, self.article_page.note):
            note.left.connect(self.left)
        self.span_page.entity.wanted.connect(self.entity_wanted)
        self.chosen_page.entity_wanted.connect(self.entity_wanted)
        session.project_opened.connect(self._show)
        session.article_opened.connect(self._show)
        session.focus_changed.connect(self._show)
        session.reading_changed.connect(self._show)
        session.chosen_changed.connect(self._show)
        self._show()

    def sizeHint(self) -> QSize:
        return QSize(260, 360)

    def edit_note(self) -> None:
        """Let the user write the note of the focused span, or of the article."""
        span = self._session.focused()
        if self._session.reading is not None:
            note = self.span_page.note if span is not None else self.article_page.note
            note.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.ensureWidgetVisible(note)

    def use(self, action_of: Callable[[str], Action | None]) -> None:
        """How chords on the rows of links find their actions."""
        self.span_page.relations.action_of = action_of

    def commit_note(self) -> None:
        """Keep what is typed; call it before the project is closed."""
        self.span_page.note.commit()
        self.article_page.note.commit()

    def _show(self, _changes: object = None) -> None:
        self._settle()
        reading, span = self._session.reading, self._session.focused()
        chosen = self._session.targets() if self._session.chosen else []
        page: QWidget = self.article_page
        if reading is not None and len(chosen) > 1:
            page = self.chosen_page
            self.chosen_page.show_spans(chosen, reading)
        elif reading is not None and span is not None:
            page = self.span_page
            self.span_page.show_span(span, reading)
        else:
            self.article_page.show_article(reading)
        project = self._session.project
        read_only = project is not None and project.read_only
        for note in (self.span_page.note, self.article_page.note):
            note.setReadOnly(read_only)
        self.span_page.lock(read_only)
        self.chosen_page.setEnabled(not read_only)
        for other in (self.span_page, self.article_page, self.chosen_page):
            other.setVisible(other is page)

    def _settle(self) -> None:
        # First of all, for a note that is kept changes what there is to show.
        reading, span = self._session.reading, self._session.focused()
        article = reading.article.id if reading else None
        self.span_page.note.settle(of_span(span) if span else None)
        self.article_page.note.settle(of_article(article) if article else None)
