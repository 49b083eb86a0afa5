"""The keys of all actions by menu: made of the action table, open beside the work."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QGridLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.words import tr
from workbench.gui.actions.action import MENUS, Action
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import FilterField, Line, heading
from workbench.gui.parts.keys import shown
from workbench.gui.parts.rows_view import SlimBar
from workbench.language.forms import fold


class KeyLine(QWidget):
    """What is done, and the keys that do it; `also` is what else it is found by."""

    def __init__(
        self, name: str, title: str, keys: tuple[str, ...], also: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(f"{title}: {', '.join(keys)}")
        self.setToolTip(title)
        self.title, self._keys, self._also = title, keys, also
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def is_found(self, words: str) -> bool:
        """Whether folded words are in its name, its keys, or the name of its submenu."""
        return words in fold(f"{self.accessibleName()}\n{self._also}")

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        width = metrics.horizontalAdvance(self.title) + self._width() + 20
        return QSize(round(width), round(metrics.height()) + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._width()) + 100, self.sizeHint().height())

    def _width(self) -> float:
        font = self.font()
        return sum(
            sum(glyphs.cap_width(font, part) + 3 for part in glyphs.parts(chord)) + 8
            for chord in self._keys
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            painter.setFont(self.font())
            rect = QRectF(self.rect())
            right = rect.right() - 1
            for chord in reversed(self._keys):
                right = glyphs.caps(painter, right, rect.center().y(), chord, ink) - 8
            painter.setPen(ink.text)
            text = QFontMetricsF(self.font()).elidedText(
                self.title, Qt.TextElideMode.ElideRight, right - 8
            )
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)


class ShortcutSheet(QDialog):
    """Non-modal: it can stay open while one works."""

    def __init__(self, actions: Iterable[Action], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcut_sheet")
        self.setAccessibleName(tr("Keys"))
        self.setWindowTitle(tr("Keys"))
        self.setModal(False)
        self.field = FilterField("shortcut_filter", tr("Find a key or a command"), self)
        self.empty = Line("shortcut_empty", self, text=tr("No command has that name."), quiet=True)
        self.empty.hide()
        body = QWidget(self)
        body.setObjectName("shortcut_body")
        body.setAccessibleName(tr("Keys"))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, body)
        self._columns.setContentsMargins(16, 4, 16, 16)
        self.groups: list[tuple[QWidget, list[KeyLine]]] = []
        self._fill(tuple(actions), body)
        area = QScrollArea(self)
        area.setObjectName("shortcut_scroll")
        area.setAccessibleName(tr("Keys"))
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setVerticalScrollBar(SlimBar(area))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        self._area = area
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        inset = QGridLayout()
        inset.setContentsMargins(16, 0, 16, 0)
        inset.addWidget(self.field)
        inset.addWidget(self.empty)
        column.addLayout(inset)
        column.addWidget(area, 1)
        self.field.textChanged.connect(self._look)
        self.field.left.connect(self.close)
        wanted, room = self._stand(beside=True), self.screen().availableSize()
        self._wide = wanted.width()
        if self._wide + 24 > room.width() - 40:
            wanted = self._stand(beside=False)
        self.resize(
            min(wanted.width() + 24, room.width() - 40),
            min(wanted.height() + 80, round(room.height() * 0.8)),
        )

    def _stand(self, *, beside: bool) -> QSize:
        """Put the columns beside each other, or all below the first; the room that they need."""
        ways = QBoxLayout.Direction
        self._columns.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self._columns.setSpacing(40 if beside else 8)
        return self._columns.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stand(beside=self._wide <= self._area.viewport().width())

    def _fill(self, actions: tuple[Action, ...], body: QWidget) -> None:
        labels = [item for item in actions if "." in item.id and item.menu]
        others = [item for item in actions if item not in labels]
        groups = [
            (menu, str(title).replace("&", ""), [item for item in others if item.menu == menu])
            for menu, title in MENUS
        ]
        groups.append(("labels", tr("Labels"), labels))
        total = sum(len(rows) + 2 for *_, rows in groups)
        column, used = self._column(), 0
        for name, title, rows in groups:
            lines = [
                (
                    f"key.{item.id}",
                    str(item.title),
                    tuple(map(shown, item.keys)),
                    str(item.submenu or ""),
                )
                for item in rows
                if item.keys
            ]
            if rows is labels and labels:
                lines.append(("key.digits", tr("Value of the attribute"), ("1", "…", "9"), ""))
            if not lines:
                continue
            if used and used + len(lines) / 2 > total / 3:
                column, used = self._column(), 0
            self._add(name, title, lines, column, body)
            used += len(lines) + 2

    def _add(
        self,
        name: str,
        title: str,
        lines: list[tuple[str, str, tuple[str, ...], str]],
        column: QVBoxLayout,
        body: QWidget,
    ) -> None:
        group = QWidget(body)
        group.setObjectName(f"keys.{name}")
        group.setAccessibleName(title)
        group.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        rows = QVBoxLayout(group)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(heading(f"keys_head.{name}", title, group))
        made = [KeyLine(*line, group) for line in lines]
        for line in made:
            rows.addWidget(line)
        self.groups.append((group, made))
        column.insertWidget(column.count() - 1, group)

    def _column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addStretch(1)
        self._columns.addLayout(column)
        return column

    def _look(self, words: str) -> None:
        wanted, some = fold(words.strip()), False
        for group, lines in self.groups:
            for line in lines:
                line.setVisible(line.is_found(wanted))
            here = any(line.isVisibleTo(group) for line in lines)
            group.setVisible(here)
            some = some or here
        self.empty.setVisible(not some)
