"""How offsets count: the evidence, a question where it is not clear, and the choice by hand."""

from collections.abc import Iterable, Sequence
from typing import cast

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.words import tr
from workbench.exchange.bundle import Ends, Mark, Newlines, Tried, Unit
from workbench.gui.importing.words import ENDS, NEWLINES, differing
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import Choice, Line, Painted
from workbench.gui.parts.formats import EXPLAINED, UNITS
from workbench.transfer import Plan
from workbench.transfer.evidence import Evidence, Way, said_of

_CARDS = 4  # ways that are shown side by side


def said_mark(mark: Mark) -> str:
    """What a span would stand on, in brackets, among the words around it."""
    if not mark.words:
        return tr("outside the text")
    return f"{mark.before}[{mark.words}]{mark.after}"


class Marks(Painted):
    """A card: a title, and below it words with what would be marked in them."""

    def __init__(self, name: str, title: str, marks: Sequence[Mark], parent: QWidget) -> None:
        super().__init__(name, title, parent)
        self._title, self._marks = title, tuple(marks)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        said = ". ".join(said_mark(mark) for mark in marks)
        self.setAccessibleName(f"{title}: {said}")

    def sizeHint(self) -> QSize:
        height = self.fontMetrics().height() + 4
        return QSize(200, 16 + height * (bool(self._title) + len(self._marks)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def nextCheckState(self) -> None:
        """Who shows the cards says which one is chosen."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        height = self.fontMetrics().height() + 4
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            on = self.isChecked()
            hot = self.isEnabled() and (on or self.underMouse() or self.hasFocus())
            painter.setPen(QPen(ink.accent if hot else ink.rule, 2 if on else 1))
            painter.setBrush(ink.paper)
            painter.drawRoundedRect(rect, glyphs.RADIUS, glyphs.RADIUS)
            if self.hasFocus():
                inner = rect.adjusted(3, 3, -3, -3)
                painter.setPen(QPen(ink.accent, 1, Qt.PenStyle.DotLine))
                painter.drawRoundedRect(inner, glyphs.RADIUS, glyphs.RADIUS)
            row = QRectF(10, 8, rect.width() - 20, height)
            if self._title:
                font = QFont(self.font())
                font.setWeight(QFont.Weight.DemiBold if on else QFont.Weight.Normal)
                painter.setFont(font)
                painter.setPen(ink.text if on else ink.quiet)
                said = f"{'● ' if on else '○ '}{self._title}"
                metrics = QFontMetricsF(font)
                shown = metrics.elidedText(said, Qt.TextElideMode.ElideRight, row.width())
                painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, shown)
                row.translate(0, height)
            painter.setFont(self.font())
            for mark in self._marks:
                self._paint_mark(painter, row, mark, ink)
                row.translate(0, height)

    def _paint_mark(self, painter: QPainter, row: QRectF, mark: Mark, ink: look.Ink) -> None:
        metrics = QFontMetricsF(self.font())
        middle = Qt.AlignmentFlag.AlignVCenter
        if not mark.words:
            painter.setPen(ink.bad)
            painter.drawText(row, middle, said_mark(mark))
            return
        words = _visible(
            metrics.elidedText(mark.words, Qt.TextElideMode.ElideMiddle, row.width() * 0.6)
        )
        width = metrics.horizontalAdvance(words)
        side = (row.width() - width) / 2
        before = metrics.elidedText(mark.before, Qt.TextElideMode.ElideLeft, side)
        left = row.left() + metrics.horizontalAdvance(before)
        after = metrics.elidedText(
            mark.after, Qt.TextElideMode.ElideRight, max(row.right() - left - width, 0)
        )
        painter.setPen(ink.quiet)
        painter.drawText(row, middle, before)
        painter.drawText(row.adjusted(left - row.left() + width, 0, 0, 0), middle, after)
        place = QRectF(left, row.top() + 1, width, row.height() - 2)
        painter.fillRect(place, look.tint(ink.accent, ink, 0.2))
        painter.fillRect(QRectF(left, place.bottom() - 2, width, 2), ink.accent)
        painter.setPen(ink.text)
        painter.drawText(row.adjusted(left - row.left(), 0, 0, 0), middle, words)


def _visible(words: str) -> str:
    """Ends that nobody would see, made visible."""
    core = words.strip()
    head = len(words) - len(words.lstrip())
    return "␣" * head + core + "␣" * (len(words) - head - len(core)) if core else "␣" * len(words)


class OffsetsQuestion(QWidget):
    """What is not clear about offsets: the ways side by side, or how spans would stand."""

    chosen = Signal(object)  # a Way

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("import_offsets_question")
        self.setAccessibleName(tr("How offsets count"))
        self.told = Line("import_offsets_doubt", self, wrap=True)
        self.cards: dict[Way, Marks] = {}
        self.preview: Marks | None = None
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.told)
        column.addLayout(self._row)
        self._ways: tuple[Tried, ...] = ()

    def show_evidence(self, evidence: Evidence, taken: Way | None) -> None:
        """Ask where ways fit as well; show spans where nothing tells; else be gone.

        A question that was answered (`taken`) stays, so that another answer can be given.
        """
        tied = next((tried for tried in evidence.ties.values() if tried), ())[:_CARDS]
        ways = tied or evidence.guesses[:_CARDS]
        blind = next((marks for marks in evidence.blind.values() if marks), ())
        if ways and ways != self._ways:
            self._offer(ways)
        if not ways and taken is None:
            self._offer(())
        self._show_preview(blind if not self.cards else ())
        for way, card in self.cards.items():
            guessed = taken is None and not tied and way[0] in {one[0] for one in evidence.ways}
            card.setChecked(way == taken or guessed)
        doubts = [str(one) for one in evidence.doubts()]
        if self.cards and not doubts:
            doubts = [tr("The offsets are taken as you said.")]
        self.told.setText("\n".join(doubts))
        self.told.set_alarming(bool(evidence.ties) and taken is None)
        self.setVisible(bool(doubts))

    def forget(self) -> None:
        """Other files: what was asked is of no interest any more."""
        self._offer(())
        self._show_preview(())
        self.hide()

    def _offer(self, ways: Sequence[Tried]) -> None:
        self._ways = tuple(ways)
        for card in self.cards.values():
            self._drop(card)
        self.cards = {}
        listed: list[Way] = [(one.unit, one.newlines, one.ends) for one in ways]
        for number, (one, way, said) in enumerate(
            zip(ways, listed, differing(listed), strict=True)
        ):
            card = Marks(f"import_way_{number}", said, one.marks, self)
            card.clicked.connect(self._choose)
            self._row.addWidget(card, 1)
            self.cards[way] = card

    def _show_preview(self, marks: Sequence[Mark]) -> None:
        if self.preview is not None:
            self._drop(self.preview)
            self.preview = None
        if marks:
            self.preview = Marks("import_preview", "", marks, self)
            self.preview.setAccessibleName(
                tr("The first spans: {marks}", marks=". ".join(map(said_mark, marks)))
            )
            self.preview.setEnabled(False)
            self._row.addWidget(self.preview, 1)

    def _drop(self, card: Marks) -> None:
        self._row.removeWidget(card)
        card.setObjectName("")
        card.hide()
        card.deleteLater()

    def _choose(self) -> None:
        for way, card in self.cards.items():
            if card is self.sender():
                self.chosen.emit(way)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        cards = list(self.cards.values())
        at = next((number for number, card in enumerate(cards) if card.hasFocus()), None)
        if not step or at is None:
            super().keyPressEvent(event)
            return
        cards[(at + step) % len(cards)].setFocus(Qt.FocusReason.TabFocusReason)


class OffsetsForm(QWidget):
    """The evidence in numbers, and three choices that are found out where nobody makes them."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("import_offsets")
        self.setAccessibleName(tr("How offsets count"))
        self.evidence = Line("import_evidence", self, quiet=True, step=0.9, wrap=True)
        self.evidence.hide()
        self.explained = Line(
            "import_unit_told", self, text=str(EXPLAINED), quiet=True, step=0.9, wrap=True
        )
        self.explained.hide()
        self.unit = self._choice("import_unit", tr("Unit"), UNITS)
        self.newlines = self._choice("import_newlines", tr("CR at the end of a line"), NEWLINES)
        self.ends = self._choice("import_ends", tr("End of a span"), ENDS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (
            self.evidence,
            self.explained,
            *map(captioned, (self.unit, self.newlines, self.ends)),
        ):
            column.addWidget(part)

    def _choice(self, name: str, title: str, values: object) -> Choice:
        choice = Choice(name, title, self)
        names = cast(dict[str, object], values)
        choice.offer(
            ["", *names],
            [tr("automatic"), *map(str, names.values())],
            clear=False,
            numbers=False,
        )
        choice.show_value("")
        choice.chosen.connect(self.changed)
        return choice

    def value(self) -> tuple[Unit | None, Newlines | None, Ends | None]:
        """What was chosen by hand; None is found out."""
        unit, newlines, ends = (
            choice.currentData() or None for choice in (self.unit, self.newlines, self.ends)
        )
        return unit, newlines, ends

    @property
    def said(self) -> bool:
        """Whether any of it was chosen by hand."""
        return any(self.value())

    def show_way(self, way: Way, among: Iterable[Way]) -> None:
        """Choose a way, in what it differs in from the others: files that are clear stay so."""
        choices = (self.unit, self.newlines, self.ends)
        for choice, *values in zip(choices, way, *among, strict=True):
            if len(set(values)) > 1:
                choice.show_value(values[0] or "")

    def show_plan(self, plan: Plan) -> None:
        """Say how many quotes stand right by each way."""
        evidence = plan.evidence
        lines = [str(one) for one in evidence.found_out()]
        taken = evidence.ways.keys()
        lines += [
            tr(
                "By {way}, {right} of {count} quotes would stand there.",
                count=numbers["quotes"],
                right=numbers["right"],
                way=said_of(way),
            )
            for way, numbers in evidence.tried.items()
            if way not in taken
        ]
        self.evidence.setText("\n".join(lines))
        self.evidence.setVisible(bool(lines))
        self.explained.setVisible(bool(lines) or bool(evidence.blind))


def captioned(part: QWidget) -> QWidget:
    """A field with its name beside it."""
    holder = QWidget(part.parentWidget())
    name = part.accessibleName()
    holder.setObjectName(f"{part.objectName()}_row")
    holder.setAccessibleName(name)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    caption = Line(f"{part.objectName()}_title", holder, text=name, quiet=True, step=0.9)
    caption.setToolTip(name)
    row.addWidget(caption, 4)
    row.addWidget(part, 5)
    return holder
