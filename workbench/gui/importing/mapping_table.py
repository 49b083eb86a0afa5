"""The table of names: what the files call it, how often, in which words, and what becomes of it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QMenu, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.domain.codebook import Codebook
from workbench.domain.mapping_questions import OUT, Answer, Question
from workbench.domain.words import tr
from workbench.gui.importing.words import becomes_said, name_said, row_said
from workbench.gui.parts import glyphs, keys, look
from workbench.gui.parts.fields import plain
from workbench.gui.parts.row_model import Index, RowModel
from workbench.gui.parts.rows_view import RowsView, plate

_MOST = 60  # entries of the menu; the rest has names that nobody looks through


class NameModel(RowModel):
    """The questions, in order."""

    def __init__(self, codebook: Codebook, parent: QWidget) -> None:
        super().__init__(parent)
        self.codebook = codebook
        self.questions: tuple[Question, ...] = ()

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Show these; where only answers differ, the rows stay."""
        same = [one.key for one in self.questions] == [one.key for one in questions]
        self.questions = tuple(questions)
        if not same:
            self.set_count(len(self.questions))
        elif self.questions:
            self.dataChanged.emit(self.index(0), self.index(len(self.questions) - 1))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.questions):
            return None
        question = self.questions[index.row()]
        if role == self.RowRole:
            return question
        text = row_said(question, self.codebook)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return text
        return plain(text) if role == Qt.ItemDataRole.ToolTipRole else None


class _Rows(QStyledItemDelegate):
    """Paints a name with its number, words below it, and beside it what becomes of it."""

    def __init__(self, model: NameModel, view: RowsView) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lower = QFontMetricsF(look.small(option.font, 0.9))
        return QSize(100, round(QFontMetricsF(option.font).height() + lower.height()) + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = option.widget
        assert isinstance(view, NameTable)
        question = self._model.questions[index.row()]
        ink = look.ink_of(view.palette())
        painter.save()
        plate(painter, option, ink, strong=index.row() == view.currentIndex().row())
        indent = 16 * (bool(question.attribute) + bool(question.value))
        chip = view.chip_of(QRectF(option.rect))
        room = QRectF(option.rect).adjusted(12 + indent, 5, 0, -5)
        room.setRight(chip.left() - 12)
        self._words(painter, option, room, question, ink)
        self._chip(painter, option, chip, question, ink)
        painter.restore()

    def _words(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        room: QRectF,
        question: Question,
        ink: look.Ink,
    ) -> None:
        metrics = QFontMetricsF(option.font)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        top = QRectF(room.left(), room.top(), room.width(), metrics.height())
        count = f"{question.count}"
        name = metrics.elidedText(
            name_said(question),
            Qt.TextElideMode.ElideRight,
            top.width() - metrics.horizontalAdvance(count) - 12,
        )
        painter.setFont(option.font)
        painter.setPen(ink.text)
        painter.drawText(top, flags, name)
        painter.setPen(ink.quiet)
        painter.drawText(top.adjusted(metrics.horizontalAdvance(name) + 8, 0, 0, 0), flags, count)
        small = look.small(option.font, 0.9)
        painter.setFont(small)
        metrics = QFontMetricsF(small)
        below = QRectF(room.left(), top.bottom(), room.width(), metrics.height())
        words = metrics.elidedText(question.example, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, flags, words)

    def _chip(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        chip: QRectF,
        question: Question,
        ink: look.Ink,
    ) -> None:
        answer, codebook = question.answer, self._model.codebook
        undecided, out = answer is None, answer == OUT
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink.accent if undecided else ink.rule, 1))
        painter.setBrush(ink.paper)
        painter.drawRoundedRect(chip, glyphs.RADIUS, glyphs.RADIUS)
        room = chip.adjusted(8, 0, -22, 0)
        label = None
        if answer is not None and not question.attribute and question.part == "labels":
            label = codebook.label(answer.to or "")
        if label is not None:
            ground = option.widget.palette().color(QPalette.ColorRole.Base)
            mark = QRectF(round(room.left()) + 0.5, room.center().y() - 6, 16, 12)
            glyphs.sample(painter, mark, QColor(label.color), label.shape, ink, ground)
            room.setLeft(room.left() + 24)
        painter.setFont(option.font)
        painter.setPen(ink.accent if undecided else ink.quiet if out else ink.text)
        painter.drawText(
            room,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            QFontMetricsF(option.font).elidedText(
                becomes_said(question, codebook), Qt.TextElideMode.ElideRight, room.width()
            ),
        )
        glyphs.chevron(
            painter, QPointF(chip.right() - 12, chip.center().y()), ink.quiet, opened=True
        )


class NameTable(RowsView):
    """Rows of names. Enter or a click chooses what becomes of one; A adds it, Del leaves it out."""

    decided = Signal(object, object)  # a Question, and its Answer
    spread = Signal(object)  # a Question, whose answer is to be that of all that are undecided

    def __init__(self, codebook: Codebook, parent: QWidget) -> None:
        super().__init__("import_names", tr("What becomes of each name"), parent)
        self._names = NameModel(codebook, self)
        self.setModel(self._names)
        self.setItemDelegate(_Rows(self._names, self))
        self.taken.connect(self.open_menu)

    @property
    def question(self) -> Question | None:
        """The current row."""
        row = self.currentIndex().row()
        questions = self._names.questions
        return questions[row] if 0 <= row < len(questions) else None

    @property
    def questions(self) -> tuple[Question, ...]:
        """All rows."""
        return self._names.questions

    def show_questions(self, questions: Sequence[Question], codebook: Codebook) -> None:
        """Show these, with the current row where it was."""
        current = self.question
        self._names.codebook = codebook
        self._names.show_questions(questions)
        keys_of = [one.key for one in questions]
        row = keys_of.index(current.key) if current and current.key in keys_of else 0
        if questions:
            self.setCurrentIndex(self._names.index(row))
        self.viewport().update()

    def go_to(self, question: Question) -> None:
        """Make it the current row."""
        for row, one in enumerate(self._names.questions):
            if one.key == question.key:
                self.setCurrentIndex(self._names.index(row))
                self.scrollTo(self.currentIndex())

    def chip_of(self, row: QRectF) -> QRectF:
        """Where in a row its decision stands."""
        width = min(260.0, row.width() * 0.42)
        height = self.fontMetrics().height() + 10.0
        left = row.right() - 8 - width
        return QRectF(left, row.center().y() - height / 2, width, height).adjusted(
            0.5, 0.5, -0.5, -0.5
        )

    def open_menu(self, index: QModelIndex) -> None:
        """Offer what the name can become."""
        question = self.question
        if question is None:
            return
        area = self.visualRect(index)
        chip = self.chip_of(QRectF(area)).toRect()
        menu = _Becomes(question, self)
        menu.setMinimumWidth(chip.width())
        menu.popup(self.viewport().mapToGlobal(chip.bottomLeft() + QPoint(0, 2)))

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and keys.chord(event) in ("A", "Del", "Backspace")
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        question, chord = self.question, keys.chord(event)
        if question is not None and chord == "A" and not question.known:
            self.decided.emit(question, Answer(question.name, add=True))
        elif question is not None and chord in ("Del", "Backspace"):
            self.decided.emit(question, OUT)
        elif len(keys.letter(event)) == 1:
            event.ignore()  # letters look for nothing here
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        if self.chip_of(QRectF(self.visualRect(index))).contains(event.position()):
            self.open_menu(index)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()


class _Becomes(QMenu):
    """What a name can become."""

    def __init__(self, question: Question, table: NameTable) -> None:
        super().__init__(table)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("import_becomes")
        self.setAccessibleName(tr("What becomes of {name}", name=question.name))
        self._question, self._table = question, table
        offered = question.offered[:_MOST]
        chosen = None
        for name, shown in offered:
            action = self._entry(str(shown), Answer(name))
            if question.like == name:
                chosen = action
        self.addSeparator()
        if not question.known:
            self._entry(
                tr("Add «{name}» to the codebook", name=question.name),
                Answer(question.name, add=True),
            )
        self._entry(tr("Leave it out"), OUT)
        self.addSeparator()
        same = self.addAction(tr("The same for all that are undecided"))
        same.setEnabled(question.answer is not None)
        same.triggered.connect(self._spread)
        current = next((one for one in self.actions() if one.isChecked()), None)
        first = next(iter(self.actions()))
        self.setActiveAction(current or chosen or first)

    def _entry(self, text: str, answer: Answer) -> Any:
        action = self.addAction(text.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(self._question.answer == answer)
        action.setData(answer)
        action.triggered.connect(self._choose)
        return action

    def _choose(self) -> None:
        action = self.sender()
        self._table.decided.emit(self._question, action.data())  # type: ignore[attr-defined]  # it is an action of this menu

    def _spread(self) -> None:
        self._table.spread.emit(self._question)
