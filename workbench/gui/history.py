"""What was done to a span: a list that is shut until somebody asks."""

from html import escape

from PySide6.QtCore import QDateTime, QEvent, QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.words import language, tr
from workbench.gui import glyphs, look
from workbench.gui.fields import Painted
from workbench.gui.session import Session


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


class History(QWidget):
    """The journal steps that touched one record, newest first."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self.setAccessibleName(tr("History"))
        self._session = session
        self._record: str | None = None
        self.head = Fold("history_fold", tr("History"), self)
        self.steps = QLabel(self)
        self.steps.setObjectName("history_steps")
        self.steps.setAccessibleName(tr("History"))
        self.steps.setWordWrap(True)
        self.steps.setTextFormat(Qt.TextFormat.RichText)
        self.steps.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.steps.setFont(look.small(self.font(), 0.9))
        self.steps.hide()
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
        project = self._session.project
        if project is None or self._record is None:
            self.steps.clear()
            return
        quiet = look.ink_of(self.palette()).quiet.name()
        rows = []
        for step in project.read.history(self._record, limit=50):
            title = escape(str(step.title))
            about = f"{when(step.at)} · {escape(step.annotator)}"
            if step.state != "done":
                about = f"{about} · {escape(tr('undone'))}"
                title = f"<span style='color: {quiet}'><s>{title}</s></span>"
            rows.append(
                f"<p style='margin: 0 0 6px 0'>{title}<br>"
                f"<span style='color: {quiet}'>{about}</span></p>"
            )
        self.steps.setText("".join(rows))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.head.isChecked():
            self._fill()


def when(stamp: str) -> str:
    """A moment of the journal as the reader writes dates, in local time."""
    moment = QDateTime.fromString(stamp, Qt.DateFormat.ISODateWithMs).toLocalTime()
    return QLocale(language()).toString(moment, QLocale.FormatType.ShortFormat)
