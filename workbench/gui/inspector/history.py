"""What was done to a span: a list that is shut until somebody asks."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from workbench.domain import commands
from workbench.domain.change import Transaction
from workbench.domain.reading import Reading
from workbench.domain.records import Span
from workbench.domain.words import tr
from workbench.gui.inspector.differences import differences
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import Painted, hint
from workbench.gui.parts.moments import moment
from workbench.gui.session import Session
from workbench.store.reader import Version

LIMIT = 50  # versions shown
LINES = 4  # of words in one of them
GAP = 5


class Fold(Painted):
    """A quiet heading that opens and shuts what lies under it."""

    def __init__(self, name: str, text: str, parent: QWidget) -> None:
        super().__init__(name, text, parent)
        self.setText(text)
        self.setCheckable(True)
        font = look.small(self.font(), 0.9)
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(80, self.fontMetrics().height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            self.ground(painter, ink)
            rect = QRectF(self.rect())
            glyphs.chevron(
                painter, QPointF(7, rect.center().y()), ink.quiet, opened=self.isChecked()
            )
            painter.setFont(self.font())
            painter.setPen(ink.quiet)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(rect.adjusted(18, 0, 0, 0), flags, self.text())


class VersionRow(Painted):
    """One version: what changed, when and by whom; to be struck to restore it."""

    wanted = Signal(object)  # the Version

    def __init__(self, version: Version, says: list[str], *, now: bool, parent: QWidget) -> None:
        step = version.step
        self.version = version
        self._says = says or [str(step.title)]
        self._about = f"{moment(step.at)} · {step.annotator}"
        self._gone = step.state != "done"
        if now or self._gone:
            self._about += " · " + (tr("now") if now else tr("undone"))
        super().__init__(f"version_{step.seq}", "\n".join((*self._says, self._about)), parent)
        self.setFont(look.small(self.font(), 0.9))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.restores = isinstance(version.after, Span) and not now
        if self.restores:
            self.setAccessibleDescription(tr("Restore this version"))
            hint(self, f"{step.title}\n{tr('Restore this version')}")
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setCursor(Qt.CursorShape.ArrowCursor)
            hint(self, str(step.title))
        self.clicked.connect(self._ask)

    def _ask(self) -> None:
        if self.restores:
            self.wanted.emit(self.version)

    def sizeHint(self) -> QSize:
        return QSize(80, self._height(max(self.width(), 80)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        height = self._height(event.size().width())
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def _height(self, width: int) -> int:
        room, font = width - 2 * GAP, self.font()
        lines = sum(glyphs.lines_needed(said, font, room, LINES) for said in self._says)
        return (lines + 1) * self.fontMetrics().lineSpacing() + 2 * GAP

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            if self.restores:
                self.ground(painter, ink)
            rect = QRectF(self.rect()).adjusted(GAP, GAP, -GAP, -GAP)
            font = QFont(self.font())
            font.setStrikeOut(self._gone)
            painter.setFont(font)
            painter.setPen(ink.quiet if self._gone else ink.text)
            height = QFontMetricsF(font).lineSpacing()
            for said in self._says:
                used = glyphs.draw_lines(painter, rect, said, LINES)
                rect.setTop(rect.top() + used * height)
            painter.setFont(self.font())
            painter.setPen(ink.quiet)
            active = self.restores and (self.underMouse() or self.hasFocus())
            word = tr("Restore") if active else ""
            taken = QFontMetricsF(self.font()).horizontalAdvance(word)
            glyphs.draw_lines(painter, rect.adjusted(0, 0, -taken - GAP, 0), self._about)
            painter.setPen(ink.accent)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
            painter.drawText(rect, flags, word)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.focusNextPrevChild(step > 0)
            return
        super().keyPressEvent(event)


class History(QWidget):
    """What the journal steps made of one record, newest first, with the way back."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self.setAccessibleName(tr("History"))
        self._session = session
        self._record: str | None = None
        self.rows: list[VersionRow] = []
        self.head = Fold("history_fold", tr("History"), self)
        self.steps = QWidget(self)
        self.steps.setObjectName("history_steps")
        self.steps.setAccessibleName(tr("History"))
        self.steps.setAccessibleDescription(tr("History"))
        self.steps.hide()
        self._list = QVBoxLayout(self.steps)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.head)
        column.addWidget(self.steps)
        self.head.toggled.connect(self._toggle)

    def show_record(self, record: str | None) -> None:
        """Show the history of this record, as soon as it is opened."""
        self._record = record
        if self.head.isChecked():
            self._fill()

    def _toggle(self, opened: bool) -> None:
        self.steps.setVisible(opened)
        if opened:
            self._fill()

    def _fill(self) -> None:
        project, reading = self._session.project, self._session.reading
        focused = any(row.hasFocus() for row in self.rows)
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        if project is None or reading is None or self._record is None:
            return
        now = reading.span(self._record)
        for version in project.read.versions(self._record, limit=LIMIT):
            says = differences(version.before, version.after, reading, project.read.entity)
            current = now is not None and version.after == now and version.step.state == "done"
            now = None if current else now
            row = VersionRow(version, says, now=current, parent=self.steps)
            row.wanted.connect(self._restore)
            self._list.addWidget(row)
            self.rows.append(row)
        if focused:
            self.head.setFocus()

    def _restore(self, version: Version) -> None:
        project, span = self._session.project, version.after
        if project is None or not isinstance(span, Span):
            return
        entity = project.read.entity(span.entity) if span.entity else None

        def make(reading: Reading) -> Transaction:
            known = reading.knowing([entity]) if entity else reading
            return commands.restore(known, self._session.pen(), span.id, span)

        self._session.run(make)
