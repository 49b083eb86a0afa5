"""The rows of an entity's card: a name with its case forms, an id in a registry, the note."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.words import Message, msg, tr
from workbench.gui.notes.note_edit import NoteEdit
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import Field, Painted
from workbench.gui.session import Session

CASES: dict[str, Message] = {
    "nomn": msg("nominative"),
    "gent": msg("genitive"),
    "datv": msg("dative"),
    "accs": msg("accusative"),
    "ablt": msg("instrumental"),
    "loct": msg("prepositional"),
}
SHORT: dict[str, Message] = {
    "nomn": msg("nom."),
    "gent": msg("gen."),
    "datv": msg("dat."),
    "accs": msg("acc."),
    "ablt": msg("ins."),
    "loct": msg("prep."),
}


class Cases(QWidget):
    """A name in the six cases: a quiet table."""

    def __init__(self, name: str, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(tr("Case forms"))
        self.setFont(look.small(self.font(), 0.9))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._session = session
        self.forms: tuple[tuple[str, str], ...] = ()

    def show_name(self, name: str) -> None:
        """Show the forms of this name, or that the dictionary is still being read."""
        language = self._session.language
        found = language.morphology.declension(name) if language and name.strip() else ()
        self.forms = tuple((case, form) for case, form in found if case in CASES)
        said = "; ".join(f"{CASES[case]}: {form}" for case, form in self.forms)
        self.setAccessibleDescription(said)
        self.updateGeometry()
        self.update()

    def _row(self) -> int:
        return self.fontMetrics().height() + 2

    def sizeHint(self) -> QSize:
        return QSize(80, max(len(self.forms), 1) * self._row() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        metrics = QFontMetricsF(self.font())
        left, flags = 10.0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        widest = max((metrics.horizontalAdvance(form) for _, form in self.forms), default=0.0)
        for names in (CASES, SHORT):
            room = max(metrics.horizontalAdvance(str(name)) for name in names.values())
            if left + room + 10 + widest <= self.width():
                break
        with QPainter(self) as painter:
            painter.setPen(ink.rule)
            painter.drawLine(QPointF(3.5, 4), QPointF(3.5, self.height() - 4))
            painter.setPen(ink.quiet)
            if not self.forms:
                box = QRectF(left, 4, self.width() - left, self._row())
                painter.drawText(box, flags, tr("The dictionary is being read."))
            for number, (case, form) in enumerate(self.forms):
                top = 4 + number * self._row()
                painter.setPen(ink.quiet)
                painter.drawText(QRectF(left, top, room, self._row()), flags, str(names[case]))
                rest = QRectF(left + room + 10, top, self.width() - left - room - 10, self._row())
                painter.setPen(ink.text)
                # What changes is the end.
                text = metrics.elidedText(form, Qt.TextElideMode.ElideMiddle, rest.width())
                painter.drawText(rest, flags, text)


class Unfold(Painted):
    """A chevron that opens what lies under a row."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, tr("Show the case forms"), parent)
        self.setToolTip(tr("Show the case forms"))
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(20, self.fontMetrics().height() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            self.ground(painter, ink)
            center = QRectF(self.rect()).center()
            glyphs.chevron(painter, center, ink.quiet, opened=self.isChecked())


class NameRow(QWidget):
    """A name to type, and its forms in all cases where they are asked for."""

    finished = Signal()
    left = Signal()

    def __init__(self, name: str, title: str, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_row")
        self.setAccessibleName(title)
        self.field = Field(name, title, self)
        self.unfold = Unfold(f"{name}_unfold", self)
        keeps = self.unfold.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.unfold.setSizePolicy(keeps)
        self.cases = Cases(f"{name}_cases", session, self)
        self.cases.hide()
        self.stored = ""  # what the file holds, as it stands in the field
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.field, 1)
        row.addWidget(self.unfold)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.cases)
        self.field.editingFinished.connect(self.finished)
        self.field.left.connect(self.left)
        self.unfold.toggled.connect(self._fold)

    @property
    def typed(self) -> bool:
        """Whether something else stands here than the file holds."""
        return self.field.text() != self.stored

    def fill(self, name: str) -> None:
        """Show what the file holds."""
        if name != self.stored:
            self.unfold.setChecked(False)
        self.field.setText(name)
        self.field.setCursorPosition(0)
        self.stored = self.field.text()
        self.unfold.setVisible(bool(name))

    def _fold(self, opened: bool) -> None:
        self.cases.setVisible(opened)
        if opened:
            self.cases.show_name(self.stored)


class LinkRow(QWidget):
    """A registry, and the entity's id in it."""

    finished = Signal()
    left = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_row")
        self.setAccessibleName(tr("Id in a registry"))
        self.registry = Field(f"{name}_registry", tr("Registry"), self, hint="wikidata")
        self.number = Field(f"{name}_id", tr("Id"), self, hint="Q42")
        self.stored = ("", "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 22, 0)
        row.setSpacing(4)
        row.addWidget(self.registry, 3)
        row.addWidget(self.number, 4)
        for field in (self.registry, self.number):
            field.left.connect(self.left)
        self.registry.editingFinished.connect(self._half)
        self.number.editingFinished.connect(self.finished)

    @property
    def typed(self) -> bool:
        """Whether something else stands here than the file holds."""
        return (self.registry.text(), self.number.text()) != self.stored

    def value(self) -> tuple[str, str]:
        """Registry and id; both empty for nothing. «registry:id» may stand in either field."""
        registry, number = self.registry.text().strip(), self.number.text().strip()
        if not registry and ":" in number:
            registry, _, number = number.partition(":")
        elif not number and ":" in registry:
            registry, _, number = registry.partition(":")
        if not registry and number[:1] == "Q" and number[1:].isdecimal():
            registry = "wikidata"
        return registry.strip(), number.strip()

    def fill(self, registry: str, number: str) -> None:
        """Show what the file holds."""
        self.registry.setText(registry)
        self.number.setText(number)
        self.registry.setCursorPosition(0)
        self.number.setCursorPosition(0)
        self.stored = (self.registry.text(), self.number.text())

    def _half(self) -> None:
        """The registry is finished: a row of which the id is still to come is not."""
        registry, number = self.registry.text().strip(), self.number.text().strip()
        if registry and ":" not in registry and not number:
            return
        self.finished.emit()


class EntityNote(NoteEdit):
    """The note of an entity; the card keeps it."""

    finished = Signal(str)

    def commit(self) -> None:
        """Say what was typed, once."""
        owner = self._stop_typing()
        if owner is not None and self.pending:
            self._stored = self._shown = self.typed.strip()
            self.finished.emit(self._stored)
            self._forget(owner)

    def forget(self) -> None:
        """Show nobody's note."""
        self._stop_typing()
        self._owner = None
