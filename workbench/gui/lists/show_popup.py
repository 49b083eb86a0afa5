"""What is shown and hidden: by label, by annotator, by decision, by kind."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.codebook import Label
from workbench.domain.records import DECISIONS, OPEN
from workbench.domain.words import tr
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import Painted, heading
from workbench.gui.session import Session
from workbench.gui.shown import Shown
from workbench.gui.verbs.showing import show, show_all


class CheckRow(Painted):
    """Something that is shown or hidden: a box, the mark of a label, a name, a number."""

    def __init__(self, name: str, text: str, count: int | None, parent: QWidget) -> None:
        super().__init__(name, text, parent)
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.label: Label | None = None
        self._count = count
        if count is not None:
            self.setAccessibleName(f"{text}, {count}")

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        count = metrics.horizontalAdvance(str(self._count)) + 16 if self._count is not None else 0
        mark = 24 if self.label is not None else 0
        width = 36 + mark + metrics.horizontalAdvance(self.text()) + count
        return QSize(min(round(width) + 4, 320), self.fontMetrics().height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        base = self.palette().color(QPalette.ColorRole.Window)
        with QPainter(self) as painter:
            self.ground(painter, ink)
            rect = QRectF(self.rect())
            middle, left = rect.center().y(), 30.0
            if self.isCheckable():
                box = QRectF(8.5, round(middle - 6.5) + 0.5, 13, 13)
                _paint_box(painter, box, ink, checked=self.isChecked())
            if self.label is not None:
                mark = QRectF(left, middle - 6, 16, 12)
                color = QColor(self.label.color)
                glyphs.sample(painter, mark, color, self.label.shape, ink, base)
                left += 24
            count = "" if self._count is None else str(self._count)
            metrics = QFontMetricsF(self.font())
            line = rect.adjusted(left, 0, -8, 0)
            painter.setFont(self.font())
            painter.setPen(ink.quiet)
            flags = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(line, flags | Qt.AlignmentFlag.AlignRight, count)
            lit = self.isChecked() if self.isCheckable() else self.isEnabled()
            painter.setPen(ink.text if lit else ink.quiet)
            room = line.width() - metrics.horizontalAdvance(count) - 8
            text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
            painter.drawText(line, flags, text)


def _paint_box(painter: QPainter, box: QRectF, ink: look.Ink, *, checked: bool) -> None:
    painter.setPen(QPen(ink.accent if checked else ink.quiet, 1))
    painter.setBrush(ink.accent if checked else ink.paper)
    painter.drawRoundedRect(box, 3, 3)
    if checked:
        pen = QPen(ink.paper, 1.75)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(
            [
                box.topLeft() + QPoint(3, 7),
                box.topLeft() + QPoint(6, 10),
                box.topLeft() + QPoint(10, 4),
            ]
        )


class ShowPopup(QFrame):
    """Boxes to check; each acts at once. Esc or a click elsewhere closes it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("show_popup")
        self.setAccessibleName(tr("Show and hide"))
        self._session = session
        self.rows: dict[str, CheckRow] = {}
        self._parts: dict[str, Callable[[Shown], bool]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(0)
        self._fill()
        self.all = CheckRow("show_all", tr("Show all"), None, self)
        self.all.setCheckable(False)
        self._column.addSpacing(8)
        self._column.addWidget(self.all)
        self.all.clicked.connect(self._show_all)
        session.shown_changed.connect(self._show)
        self._show()

    def _fill(self) -> None:
        reading, project = self._session.reading, self._session.project
        if project is None:
            return
        spans = reading.spans if reading is not None else ()
        labels = Counter(span.label for span in spans)
        annotators = Counter(span.annotator for span in spans)
        self._head("show_labels", tr("Labels"))
        for label in project.codebook.labels:
            self._row(
                f"show_label.{label.id}",
                str(label.name),
                labels[label.id],
                lambda shown, name=label.id: name not in shown.hidden_labels,  # type: ignore[misc]  # the loop's
            ).label = label
        hidden = self._session.shown.hidden_annotators
        self._head("show_annotators", tr("Annotators"))
        for name in sorted({*annotators, *hidden}):
            self._row(
                f"show_annotator.{name}",
                name or tr("nobody"),
                annotators[name],
                lambda shown, name=name: name not in shown.hidden_annotators,  # type: ignore[misc]  # the loop's
            )
        decisions = Counter(span.verdict or OPEN for span in spans)
        if decisions.keys() - {OPEN} or self._session.shown.hidden_decisions:
            self._head("show_decisions", tr("Review"))
            for decision, title in DECISIONS.items():
                self._row(
                    f"show_decision.{decision}",
                    str(title),
                    decisions[decision],
                    lambda shown, name=decision: name not in shown.hidden_decisions,  # type: ignore[misc]  # the loop's
                )
        self._head("show_kinds", tr("Also"))
        self._row("show_kind.links", tr("Links"), None, lambda shown: shown.links)
        self._row("show_kind.suggestions", tr("Suggestions"), None, lambda s: s.suggestions)

    def _head(self, name: str, title: str) -> None:
        head = heading(name, title, self)
        head.setContentsMargins(8, 8 if self.rows else 0, 8, 2)
        self._column.addWidget(head)

    def _row(
        self, name: str, text: str, count: int | None, part: Callable[[Shown], bool]
    ) -> CheckRow:
        row = CheckRow(name, text, count, self)
        row.clicked.connect(self._toggle)
        self.rows[name], self._parts[name] = row, part
        self._column.addWidget(row)
        return row

    def _show(self) -> None:
        shown = self._session.shown
        for name, row in self.rows.items():
            row.setChecked(self._parts[name](shown))
        self.all.setEnabled(not all(row.isChecked() for row in self.rows.values()))

    def _toggle(self) -> None:
        shown = self._session.shown
        name = next(name for name, row in self.rows.items() if row is self.sender())
        what, _, which = name.partition(".")
        if what == "show_label":
            shown = replace(shown, hidden_labels=shown.hidden_labels ^ {which})
        elif what == "show_annotator":
            shown = replace(shown, hidden_annotators=shown.hidden_annotators ^ {which})
        elif what == "show_decision":
            shown = replace(shown, hidden_decisions=shown.hidden_decisions ^ {which})
        elif which == "links":
            shown = replace(shown, links=not shown.links)
        else:
            shown = replace(shown, suggestions=not shown.suggestions)
        show(self._session, shown)

    def _show_all(self) -> None:
        show_all(self._session)
        self._show()

    def popup(self, at: QPoint) -> None:
        """Open with the left upper corner at `at` on the screen, or as near as it fits."""
        self.adjustSize()
        area = self.screen().availableGeometry()
        x = min(at.x(), area.right() - self.width())
        y = min(at.y(), area.bottom() - self.height())
        self.move(max(x, area.left()), max(y, area.top()))
        self.show()
        first = next(iter(self.rows.values()), self.all)
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Window))
            painter.setPen(QPen(look.blend(ink.quiet, ink.paper, 0.5), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
