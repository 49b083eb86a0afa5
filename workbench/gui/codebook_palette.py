"""The labels with their keys: click one to mark the selection."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.codebook import Codebook, Label
from workbench.domain.words import tr
from workbench.gui import glyphs, keys, look, tagging
from workbench.gui.attempt import attempt
from workbench.gui.fields import Line, Painted
from workbench.gui.rows_view import SlimBar
from workbench.gui.session import Session
from workbench.store.project import Notice

Verb = Callable[[Session, str], object]


class LabelRow(Painted):
    """One label: its mark, its name, its key."""

    def __init__(self, label: Label, session: Session, parent: QWidget) -> None:
        title = (
            tr("Mark as {label}, key {key}", label=label.name, key=label.key)
            if label.key
            else tr("Mark as {label}", label=label.name)
        )
        super().__init__(f"label.{label.id}", title, parent)
        self.label = label
        self._session = session
        self.setText(str(label.name))
        self.setToolTip(tip(label))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self._do(tagging.label))

    @property
    def armed(self) -> bool:
        """Whether every selection becomes this label."""
        return self._session.armed == self.label.id

    @property
    def in_focus(self) -> bool:
        """Whether the focused span has this label."""
        focused = self._session.focused()
        return focused is not None and focused.label == self.label.id

    def _do(self, verb: Verb) -> None:
        attempt(self._session, lambda: verb(self._session, self.label.id))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (
            event.button() == Qt.MouseButton.LeftButton
            and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self._do(tagging.arm)
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """What else can be done with this label."""
        menu = QMenu(self)
        menu.setObjectName("label_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name, key = str(self.label.name), self.label.key
        opened, focused = self._session.reading is not None, self._session.focused()
        rows = (
            (
                "arm",
                tr("Disarm {label}", label=name) if self.armed else tr("Arm {label}", label=name),
                f"Shift+{key}",
                tagging.arm,
                opened,
            ),
            (
                "relabel",
                tr("Make the span {label}", label=name),
                f"Alt+{key}",
                tagging.relabel,
                focused is not None and not self.in_focus,
            ),
            (
                "fragment",
                tr("Add the selection to the last {label}", label=name),
                f"Ctrl+Shift+{key}",
                tagging.add_fragment,
                opened and self._session.selection is not None,
            ),
        )
        for verb, title, chord, act, enabled in rows:
            action = menu.addAction(f"{title}\t{keys.shown(chord)}" if key else title)
            action.setObjectName(f"{verb}.{self.label.id}")
            action.setEnabled(enabled)
            action.triggered.connect(lambda _=False, act=act: self._do(act))
        return menu

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        base = self.palette().color(QPalette.ColorRole.Window)
        with QPainter(self) as painter:
            self.ground(painter, ink, strong=self.armed, chosen=self.in_focus)
            rect = QRectF(self.rect())
            middle = rect.center().y()
            glyphs.sample(
                painter,
                QRectF(8, middle - 7, 24, 14),
                QColor(self.label.color),
                self.label.shape,
                ink,
                base,
            )
            font = QFont(self.font())
            if self.in_focus:
                font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(self.font())
            right = rect.right() - 8
            if self.label.key:
                cap = glyphs.cap(painter, right, middle, self.label.key, ink, lit=self.armed)
                right = cap.left() - 6
            painter.setFont(font)
            metrics = QFontMetricsF(font)
            room = right - 44
            name = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
            painter.setPen(ink.text if self.isEnabled() else ink.quiet)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRectF(44, 0, room, rect.height()), flags, name)
            if self.armed:
                self._say_armed(painter, ink, 44 + metrics.horizontalAdvance(name) + 8, right)

    def _say_armed(self, painter: QPainter, ink: look.Ink, left: float, right: float) -> None:
        painter.setFont(look.small(self.font(), 0.9))
        painter.setPen(ink.accent)
        text = tr("armed")
        if QFontMetricsF(painter.font()).horizontalAdvance(text) <= right - left:
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(QRectF(left, 0, right - left, self.height()), flags, text)


class CodebookPalette(QWidget):
    """One row a label of the codebook in use."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("codebook_palette")
        self.setAccessibleName(tr("Codebook"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._session = session
        self._shown: Codebook | None = None
        self.rows: list[LabelRow] = []
        self.empty = Line("codebook_empty", self, quiet=True, wrap=True)
        self.empty.setContentsMargins(8, 4, 8, 4)
        self.empty.setText(tr("The labels stand here once a project is open."))
        body = QWidget(self)
        body.setObjectName("codebook_rows")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(4, 4, 4, 4)
        self._column.setSpacing(0)
        self._column.addWidget(self.empty)
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setObjectName("codebook_scroll")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setVerticalScrollBar(SlimBar(area))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self._body = body
        session.project_opened.connect(self._rebuild)
        session.project_changed.connect(self._changed)
        session.article_opened.connect(self._refresh)
        session.focus_changed.connect(self._refresh)
        session.armed_changed.connect(self._refresh)
        session.reading_changed.connect(self._refresh)
        self._rebuild()

    def sizeHint(self) -> QSize:
        return QSize(240, self._body.sizeHint().height())

    def _changed(self, notice: Notice) -> None:
        if any(isinstance(change.record, Codebook) for change in notice.transaction.changes):
            self._rebuild()

    def _rebuild(self) -> None:
        project = self._session.project
        codebook = project.codebook if project else None
        if codebook != self._shown:
            self._shown = codebook
            for row in self.rows:
                self._column.removeWidget(row)
                row.hide()  # it is deleted later only
                row.deleteLater()
            self.rows = [
                LabelRow(label, self._session, self._body)
                for label in (codebook.labels if codebook else ())
            ]
            for number, row in enumerate(self.rows):
                self._column.insertWidget(number, row)
                row.show()
        self.empty.setVisible(not self.rows)
        self.updateGeometry()
        self._refresh()

    def _refresh(self, _changes: object = None) -> None:
        project = self._session.project
        usable = self._session.reading is not None and project is not None
        for row in self.rows:
            row.setEnabled(usable and not (project and project.read_only))
            row.update()


def tip(label: Label) -> str:
    """Name, definition and examples of a label, in the reader's language."""
    name, definition = escape(str(label.name)), escape(str(label.definition))
    examples = "".join(f"<li>{escape(str(example))}</li>" for example in label.examples)
    listed = f"<p>{escape(tr('For example:'))}</p><ul>{examples}</ul>" if examples else ""
    return f"<div style='width: 320px'><p><b>{name}</b></p><p>{definition}</p>{listed}</div>"
