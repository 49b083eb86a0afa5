"""One label of the codebook as a row: a click marks the selection, the menu does the rest."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from workbench.domain.codebook import Label
from workbench.domain.words import tr
from workbench.gui.parts import glyphs, keys, look
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.fields import Painted
from workbench.gui.session import Session
from workbench.gui.verbs import tagging

Verb = Callable[[Session, str], object]


class LabelRow(Painted):
    """One label: its mark, its name, its key."""

    hovered = Signal(bool)
    edit_wanted = Signal()

    def __init__(self, label: Label, session: Session, parent: QWidget) -> None:
        title = (
            tr("Mark as {label}, key {key}", label=label.name, key=label.key)
            if label.key
            else tr("Mark as {label}", label=label.name)
        )
        super().__init__(f"label.{label.id}", title, parent)
        self.label = label
        self.found = False  # Enter in the field that finds labels takes it
        self._session = session
        self.setText(str(label.name))
        self.setToolTip(tip(label))
        self.setAccessibleDescription(str(label.definition))
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

    def mark(self) -> None:
        """Mark the selection with this label."""
        self._do(tagging.label)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.hovered.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(False)

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
                tr("Change the span to {label}", label=name),
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
        menu.addSeparator()
        edit = menu.addAction(tr("Edit the codebook…"))
        edit.setObjectName("codebook_edit")
        edit.triggered.connect(self.edit_wanted)
        return menu

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        base = self.palette().color(QPalette.ColorRole.Window)
        with QPainter(self) as painter:
            self.ground(painter, ink, strong=self.armed or self.found, chosen=self.in_focus)
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


def tip(label: Label) -> str:
    """Name, definition and examples of a label, in the reader's language."""
    name, definition = escape(str(label.name)), escape(str(label.definition))
    examples = "".join(f"<li>{escape(str(example))}</li>" for example in label.examples)
    listed = f"<p>{escape(tr('For example:'))}</p><ul>{examples}</ul>" if examples else ""
    return f"<div style='width: 320px'><p><b>{name}</b></p><p>{definition}</p>{listed}</div>"
