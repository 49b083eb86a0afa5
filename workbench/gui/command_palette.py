"""All commands by name: type some letters of it, in either language or keyboard layout."""

from collections.abc import Callable, Iterable, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QBitmap,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.words import Message, speak, tr
from workbench.gui.actions.action import MENUS, Action
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import Field, Line
from workbench.gui.parts.keys import PHYSICAL, shown
from workbench.gui.parts.rows_view import RowsView, plate
from workbench.gui.session import Session
from workbench.language.forms import fold

WIDTH, ROWS = 560, 11
RADIUS = 8  # of its corners
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Command:
    """A row: `reason` says why it cannot be done now; `also` are its names in other languages.

    `grouped` are its names after that of its submenu, by which it is found too.
    """

    title: str
    menu: str
    keys: str
    run: Callable[[], object]
    reason: str = ""
    also: tuple[str, ...] = ()
    grouped: tuple[str, ...] = ()


def commands_of(
    actions: Iterable[Action],
    session: Session,
    run: Callable[[Action], object],
    catalogues: Sequence[NullTranslations | None] = (None,),
) -> list[Command]:
    """The rows of the action table; `catalogues` are those of the languages to search in."""
    menus = {name: str(title).replace("&", "") for name, title in MENUS}
    return [
        Command(
            str(action.title),
            " › ".join(filter(None, (menus.get(action.menu, ""), str(action.submenu or "")))),
            shown(action.keys[0]) if action.keys else "",
            lambda action=action: run(action),  # type: ignore[misc]  # the loop's value
            reason(action, session),
            tuple(in_language(action.title, catalogue) for catalogue in catalogues),
            tuple(_grouped(action, catalogue) for catalogue in catalogues if action.submenu),
        )
        for action in actions
        if action.menu and action.id != "commands"
    ]


def reason(action: Action, session: Session) -> str:
    """Why an action cannot be done now; "" where it can."""
    if action.needs and session.project is None:
        return tr("needs an open project")
    if action.needs in ("article", "span") and session.reading is None:
        return tr("needs an open article")
    if action.needs == "span" and session.focused() is None:
        return tr("needs a focused span")
    return ""


def in_language(message: Message, catalogue: NullTranslations | None) -> str:
    """A sentence in the language of a catalogue, whichever is in use."""

    def say() -> str:
        speak(catalogue)
        return str(message)

    return copy_context().run(say)


def _grouped(action: Action, catalogue: NullTranslations | None) -> str:
    listed = (action.submenu, action.title)
    return " ".join(in_language(name, catalogue) for name in listed if name is not None)


_TO_LATIN = str.maketrans({a.lower(): b.lower() for a, b in PHYSICAL.items()})
_TO_RUSSIAN = str.maketrans({b.lower(): a.lower() for a, b in PHYSICAL.items()})


def typings(query: str) -> tuple[str, ...]:
    """What was typed, and what the same keys give under the other layout."""
    lower = query.lower()
    found = (lower, lower.translate(_TO_LATIN), lower.translate(_TO_RUSSIAN))
    return tuple(dict.fromkeys(fold(text) for text in found))


def score(words: str, title: str) -> int:
    """How well `words` fit a title, 0 for not at all: beginnings of words, then letters in it."""
    title = fold(title)
    if title.startswith(words):
        return 4
    parts = title.replace("-", " ").split()
    if all(any(part.startswith(word) for part in parts) for word in words.split()):
        return 3
    if words in title:
        return 2
    letters = iter(title)
    return 1 if len(words) > 2 and all(letter in letters for letter in words if letter > " ") else 0


def matching(commands: Sequence[Command], query: str) -> list[Command]:
    """The commands that fit, best first; all of them, those that can be done first, for none."""
    if not query.strip():
        return sorted(commands, key=lambda command: bool(command.reason))
    tried = [text.strip() for text in typings(query)]
    rated = []
    for place, command in enumerate(commands):
        best = max(
            # What was typed as it stands goes before what other keys would have given.
            2 * _fit(words, command) - (number > 0)
            for number, words in enumerate(tried)
        )
        if best > 0:
            rated.append((-best, bool(command.reason), place, command))
    return [command for *_, command in sorted(rated, key=lambda item: item[:3])]


def _fit(words: str, command: Command) -> int:
    """How well words fit a command: best its own names, least those with its submenu's."""
    best = max(score(words, name) for name in (command.title, *command.also))
    return best or int(any(score(words, name) > 1 for name in command.grouped))


class CommandModel(QAbstractListModel):
    """The commands that fit what was typed."""

    RowRole = Qt.ItemDataRole.UserRole

    def __init__(self, commands: Sequence[Command], parent: QWidget) -> None:
        super().__init__(parent)
        self._commands = commands
        self.rows = matching(commands, "")

    def look_for(self, query: str) -> None:
        """List the commands that fit."""
        self.beginResetModel()
        self.rows = matching(self._commands, query)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == self.RowRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (row.title, row.menu, row.keys, row.reason)))
        return None


class CommandDelegate(QStyledItemDelegate):
    """Title, menu, keys; what cannot be done is quiet and says why."""

    def __init__(self, model: CommandModel, view: QListView) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(QFontMetricsF(option.font).height()) + 14)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.rows[index.row()]
        ink = look.ink_of(option.widget.palette())
        painter.save()
        plate(painter, option, ink, strong=bool(option.state & QStyle.StateFlag.State_Selected))
        rect = QRectF(option.rect).adjusted(12, 0, -12, 0)
        painter.setFont(option.font)
        right, elide = rect.right(), Qt.TextElideMode.ElideRight
        if row.keys and not row.reason:
            right = glyphs.caps(painter, right, rect.center().y(), row.keys, ink) - 8
        small = look.small(option.font, 0.9)
        about = row.reason or row.menu
        width = QFontMetricsF(small).horizontalAdvance(about)
        metrics = QFontMetricsF(option.font)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        title = metrics.elidedText(row.title, elide, right - rect.left())
        painter.setPen(ink.quiet if row.reason else ink.text)
        painter.drawText(rect, flags, title)
        left = rect.left() + metrics.horizontalAdvance(title) + 10
        if left + width <= right:
            painter.setFont(small)
            painter.setPen(ink.quiet)
            box = QRectF(left, rect.top(), right - left, rect.height())
            side = Qt.AlignmentFlag.AlignRight if row.reason else Qt.AlignmentFlag.AlignLeft
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | side, about)
        painter.restore()


class CommandPalette(QFrame):
    """A popup over the window; gone once a command is taken."""

    def __init__(self, commands: Sequence[Command], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("command_palette")
        self.setAccessibleName(tr("All commands"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # X11 may have nothing that lays windows over one another: what is clear is black there.
        self._cut = QGuiApplication.platformName() == "xcb"
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, not self._cut)
        self.field = Field(
            "command_filter", tr("Command"), self, hint=tr("What would you like to do?")
        )
        self.field.bare = True
        shade = self.field.palette()
        shade.setColor(QPalette.ColorRole.Base, shade.color(QPalette.ColorRole.Window))
        self.field.setPalette(shade)
        font = self.field.font()
        font.setPointSizeF(font.pointSizeF() * 1.2)
        self.field.setFont(font)
        self.empty = Line("command_empty", self, text=tr("No command has that name."), quiet=True)
        self.empty.setContentsMargins(12, 4, 12, 8)
        self.empty.hide()
        self.model = CommandModel(commands, self)
        self.view = RowsView("command_rows", tr("Commands"), self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(CommandDelegate(self.model, self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 8, 4, 8)
        column.setSpacing(8)
        inset = QVBoxLayout()
        inset.setContentsMargins(8, 0, 8, 0)
        inset.addWidget(self.field)
        column.addLayout(inset)
        column.addWidget(self.view)
        column.addWidget(self.empty)
        self.field.textChanged.connect(self._look)
        self.field.left.connect(self.close)
        self.field.installEventFilter(self)
        self.view.clicked.connect(self._take)
        self._look("")

    def popup(self) -> None:
        """Show it at the top of the window, ready to type."""
        parent = self.parentWidget()
        window = parent.window() if parent else self
        width = min(WIDTH, window.width() - 32)
        place = window.mapToGlobal(window.rect().topLeft())
        self.setFixedWidth(width)
        self._fit()
        self.move(place.x() + (window.width() - width) // 2, place.y() + 64)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fit(self) -> None:
        row = self.view.sizeHintForRow(0) if self.model.rows else 0
        self.view.setFixedHeight(row * min(len(self.model.rows), ROWS))
        self.adjustSize()

    def _look(self, query: str) -> None:
        self.model.look_for(query)
        self.view.setVisible(bool(self.model.rows))
        self.empty.setVisible(not self.model.rows)
        if self.model.rows:
            self.view.setCurrentIndex(self.model.index(0))
        self._fit()

    def _take(self, index: QModelIndex) -> None:
        command = self.model.data(index, CommandModel.RowRole)
        if isinstance(command, Command) and not command.reason:
            self.close()
            command.run()

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            key, row, last = event.key(), self.view.currentIndex().row(), len(self.model.rows) - 1
            steps = {
                Qt.Key.Key_Down: row + 1 if row < last else 0,
                Qt.Key.Key_Up: row - 1 if row > 0 else last,
                Qt.Key.Key_PageDown: min(row + ROWS - 1, last),
                Qt.Key.Key_PageUp: max(row - ROWS + 1, 0),
            }
            if key in steps:
                self.view.setCurrentIndex(self.model.index(steps[Qt.Key(key)]))
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.view.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._cut:
            self.setMask(rounded(self.size()))

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.blend(ink.quiet, ink.paper, 0.5), 1))
            painter.setBrush(self.palette().window())
            edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(edge, RADIUS, RADIUS)
            y = self.field.geometry().bottom() + 4.5
            painter.setPen(QPen(ink.rule, 1))
            painter.drawLine(QPointF(1, y), QPointF(self.width() - 1, y))


def rounded(size: QSize) -> QBitmap:
    """The shape of a window of this size with round corners, for where it cannot be clear."""
    shape = QBitmap(size)
    shape.fill(Qt.GlobalColor.color0)
    with QPainter(shape) as painter:
        painter.setBrush(Qt.GlobalColor.color1)
        painter.setPen(Qt.GlobalColor.color1)
        painter.drawRoundedRect(0, 0, size.width() - 1, size.height() - 1, RADIUS, RADIUS)
    return shape
