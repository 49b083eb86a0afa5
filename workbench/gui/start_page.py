"""What stands in the window while no project is open: ways to begin."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.words import tr
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import Line, Painted, frame, heading, hint
from workbench.gui.parts.rows_view import SlimBar
from workbench.gui.settings import Settings

WIDTH = 440


class Begin(Painted):
    """A big quiet button: what it does, and what that is good for."""

    def __init__(self, name: str, title: str, about: str, keys: str, parent: QWidget) -> None:
        super().__init__(name, title, parent)
        self.setText(title)
        self.setAccessibleDescription(about)
        self._about, self._keys = about, keys
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        font = look.small(self.font(), 0.95)
        lines = glyphs.lines_needed(self._about, font, width - 32, 2)
        return round(self.fontMetrics().height() + lines * QFontMetricsF(font).lineSpacing()) + 24

    def sizeHint(self) -> QSize:
        return QSize(280, self.heightForWidth(WIDTH))

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            frame(painter, self, ink)
            self.ground(painter, ink)
            rect = QRectF(self.rect()).adjusted(16, 10, -16, -10)
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(ink.text)
            metrics = QFontMetricsF(font)
            line = QRectF(rect.left(), rect.top(), rect.width(), metrics.height())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self.text())
            if self._keys:
                painter.setFont(self.font())
                glyphs.caps(painter, rect.right(), line.center().y() + 1, self._keys, ink)
            painter.setFont(look.small(self.font(), 0.95))
            painter.setPen(ink.quiet)
            below = rect.adjusted(0, metrics.height() + 2, 0, 4)
            glyphs.draw_lines(painter, below, self._about, 2)


class Recent(Painted):
    """A project that was open before."""

    wanted = Signal(Path)

    def __init__(self, path: Path, parent: QWidget) -> None:
        super().__init__(f"recent.{path.stem}", tr("Open {name}", name=path.stem), parent)
        self.path = path
        self.setText(path.stem)
        hint(self, str(path))
        self.clicked.connect(self._want)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _want(self) -> None:
        self.wanted.emit(self.path)

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        with QPainter(self) as painter:
            self.ground(painter, ink)
            rect = QRectF(self.rect()).adjusted(16, 0, -16, 0)
            painter.setFont(self.font())
            painter.setPen(ink.text)
            metrics = QFontMetricsF(self.font())
            elide = Qt.TextElideMode
            name = metrics.elidedText(self.text(), elide.ElideRight, rect.width() * 0.6)
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, name)
            small = look.small(self.font(), 0.9)
            painter.setFont(small)
            painter.setPen(ink.quiet)
            room = rect.adjusted(metrics.horizontalAdvance(name) + 16, 0, 0, 0)
            folder = QFontMetricsF(small).elidedText(
                _folder(self.path), elide.ElideMiddle, room.width()
            )
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(room, flags, folder)


class StartPage(QScrollArea):
    """Make the sample, begin or open a project, or go on with one of the last."""

    sample_wanted = Signal()
    new_wanted = Signal()
    open_wanted = Signal()
    path_wanted = Signal(Path)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start_page")
        self.setAccessibleName(tr("Start"))
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setVerticalScrollBar(SlimBar(self))
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._settings = settings
        self.recent: list[Recent] = []
        body = QWidget(self)
        body.setObjectName("start_body")
        body.setAccessibleName(tr("Start"))
        self._middle = QWidget(body)
        self._middle.setObjectName("start_column")
        self._middle.setAccessibleName(tr("Start"))
        self._middle.setMaximumWidth(WIDTH)
        self._middle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(body)
        row.setContentsMargins(24, 24, 24, 24)
        row.addStretch(1)
        row.addWidget(self._middle, 100)
        row.addStretch(1)
        self._fill()
        self.setWidget(body)
        self._list_recent()

    def _fill(self) -> None:
        middle = self._middle
        name = Line("start_name", middle, text=tr("Workbench"), bold=True)
        font = name.font()
        font.setPointSizeF(font.pointSizeF() * 2.0)
        name.setFont(font)
        name.setMinimumHeight(name.sizeHint().height())
        about = Line(
            "start_about",
            middle,
            text=tr(
                "Read Russian articles and mark who claims what about whom, and on what source."
            ),
            quiet=True,
            wrap=True,
        )
        self.sample = Begin(
            "start_sample",
            tr("Make the sample project"),
            tr("Invented articles, some of them tagged, to try everything out on"),
            "",
            middle,
        )
        self.new = Begin(
            "start_new",
            tr("New project…"),
            tr("An empty file on this computer, for your own articles"),
            "Ctrl+N",
            middle,
        )
        self.open = Begin(
            "start_open",
            tr("Open project…"),
            tr("Continue with a file that you have"),
            "Ctrl+O",
            middle,
        )
        self.sample.clicked.connect(self.sample_wanted)
        self.new.clicked.connect(self.new_wanted)
        self.open.clicked.connect(self.open_wanted)
        hint = Line(
            "start_hint",
            middle,
            text=tr("… or drop a .workbench file here"),
            quiet=True,
            step=0.95,
            wrap=True,
        )
        self.recent_head = heading("recent_head", tr("Recent projects"), middle)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(name)
        column.addWidget(about)
        column.addSpacing(16)
        for button in (self.sample, self.new, self.open):
            column.addWidget(button)
        hint.setContentsMargins(16, 0, 16, 0)
        column.addWidget(hint)
        column.addSpacing(16)
        self.recent_head.setContentsMargins(16, 0, 16, 0)
        column.addWidget(self.recent_head)
        column.addLayout(self._list)
        column.addStretch(3)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._list_recent()

    def _list_recent(self) -> None:
        paths = self._settings.recent
        if [row.path for row in self.recent] == paths:
            self.recent_head.setVisible(bool(paths))
            return
        for row in self.recent:
            self._list.removeWidget(row)
            row.hide()  # it is deleted later only
            row.deleteLater()
        self.recent = [Recent(path, self._middle) for path in paths]
        for row in self.recent:
            row.wanted.connect(self.path_wanted)
            self._list.addWidget(row)
        self.recent_head.setVisible(bool(paths))


def _folder(path: Path) -> str:
    """The folder of a file, the user's own as «~»."""
    folder = str(path.parent)
    home = str(Path.home())
    return "~" + folder[len(home) :] if folder.startswith(home) else folder
