"""The labels with their keys and what they mean: click one to mark the selection."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from workbench.domain.codebook import Codebook, Label
from workbench.domain.text import fold
from workbench.domain.words import tr
from workbench.gui.codebook.about import About
from workbench.gui.codebook.label_row import LabelRow
from workbench.gui.parts.fields import FilterField, IconButton, Line
from workbench.gui.parts.rows_view import SlimBar
from workbench.gui.session import Session
from workbench.store.project import Notice

FEW = 8  # labels that are found without a field


class CodebookPalette(QWidget):
    """One row a label of the codebook in use, and what one of them means."""

    left = Signal()
    edit_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("codebook_palette")
        self.setAccessibleName(tr("Codebook"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._session = session
        self._shown: Codebook | None = None
        self._hovered: Label | None = None
        self._last = ""  # the label of the span that was in focus last
        self.rows: list[LabelRow] = []
        self.field = FilterField("label_filter", tr("Find a label"), self)
        self.field.textChanged.connect(self._find)
        self.field.left.connect(self._leave_field)
        self.field.installEventFilter(self)
        self.empty = Line("codebook_empty", self, quiet=True, wrap=True)
        self.empty.setContentsMargins(8, 4, 8, 4)
        self.empty.setText(tr("The labels appear here once a project is open."))
        self.none = Line("codebook_none", self, quiet=True, text=tr("No label has that name."))
        self.none.setContentsMargins(8, 4, 8, 4)
        self.area, self._body = self._rows_area()
        self.about = About(self)
        self.edit = IconButton("codebook_edit", tr("Edit the codebook…"), "pencil-simple", self)
        self.edit.clicked.connect(self.edit_wanted)
        self._lay_out()
        session.project_opened.connect(self._rebuild)
        session.project_changed.connect(self._changed)
        session.article_opened.connect(self._refresh)
        session.focus_changed.connect(self._refresh)
        session.armed_changed.connect(self._refresh)
        session.reading_changed.connect(self._refresh)
        self._rebuild()

    def _rows_area(self) -> tuple[QScrollArea, QWidget]:
        body = QWidget(self)
        body.setObjectName("codebook_rows")
        body.setAccessibleName(tr("Labels"))
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(4, 4, 4, 4)
        self._column.setSpacing(0)
        self._column.addWidget(self.empty)
        self._column.addWidget(self.none)
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setObjectName("codebook_scroll")
        area.setAccessibleName(tr("Labels"))
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setVerticalScrollBar(SlimBar(area))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        return area, body

    def _lay_out(self) -> None:
        inset = QHBoxLayout()
        inset.setContentsMargins(8, 4, 8, 0)
        inset.addWidget(self.field)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 4, 0)
        below.setSpacing(0)
        below.addWidget(self.about, 1)
        below.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignTop)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(inset)
        outer.addWidget(self.area, 4)
        outer.addLayout(below, 1)

    def sizeHint(self) -> QSize:
        return QSize(240, self._body.sizeHint().height() + self.about.sizeHint().height())

    def _changed(self, notice: Notice) -> None:
        if notice.touches(Codebook):
            self._rebuild()

    def _rebuild(self) -> None:
        project = self._session.project
        codebook = project.codebook if project else None
        if codebook != self._shown:
            self._shown, self._hovered = codebook, None
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
                row.hovered.connect(self._hover)
                row.edit_wanted.connect(self.edit_wanted)
                row.show()
            self.field.clear()
        self.empty.setVisible(not self.rows)
        self.none.hide()
        self.edit.setVisible(bool(self.rows))
        self.field.setVisible(len(self.rows) > FEW)
        # The rows take what they need; what the label means, the rest.
        self.area.setMaximumHeight(max(self._body.sizeHint().height(), 32))
        self.updateGeometry()
        self._refresh()

    def _refresh(self, _changes: object = None) -> None:
        project = self._session.project
        usable = self._session.reading is not None and project is not None
        for row in self.rows:
            row.setEnabled(usable and not (project and project.read_only))
            row.update()
        focused = self._session.focused()
        if focused is not None:
            self._last = focused.label
        self._tell()

    # -- what a label means

    def _hover(self, on: bool) -> None:
        row = self.sender()
        self._hovered = row.label if on and isinstance(row, LabelRow) else None
        self._tell()

    def _tell(self) -> None:
        found = next((row.label for row in self.rows if row.found), None)
        label = self._hovered or found
        if label is None and self._shown is not None:
            label = self._shown.label(self._session.armed or "") or self._shown.label(self._last)
            label = label or (self._shown.labels[0] if self._shown.labels else None)
        self.about.show_label(label, self._shown)

    # -- finding

    def focus_filter(self) -> None:
        """Let the user type what the label is called."""
        self.field.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _leave_field(self) -> None:
        self.field.setVisible(len(self.rows) > FEW)
        self.left.emit()

    def _find(self, words: str) -> None:
        rated = [(rating(words, row.label), row) for row in self.rows]
        best = max((score for score, _ in rated), default=0)
        chosen = next((row for score, row in rated if score == best > 0), None)
        for score, row in rated:
            row.setVisible(score > 0 or not words.strip())
            row.found = row is chosen and bool(words.strip())
            row.update()
        self.none.setVisible(bool(self.rows) and bool(words.strip()) and best == 0)
        self._tell()

    def _step(self, step: int) -> None:
        shown = [row for row in self.rows if not row.isHidden()]
        if not shown:
            return
        places = [number for number, row in enumerate(shown) if row.found]
        place = (places[0] + step) % len(shown) if places else (0 if step > 0 else -1)
        for row in self.rows:
            row.found = row is shown[place]
            row.update()
        self.area.ensureWidgetVisible(shown[place])
        self._tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent):
            key, pressed = event.key(), event.type() == QEvent.Type.KeyPress
            if pressed and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._step(1 if key == Qt.Key.Key_Down else -1)
                return True
            if pressed and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                found = next((row for row in self.rows if row.found), None)
                if found is not None:
                    self.field.escape()  # the focus goes back to the text first
                    found.mark()
                return True
        if watched is self.field and isinstance(event, QFocusEvent) and event.lostFocus():
            for row in self.rows:
                row.found = False
            self._tell()
        return super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.rows:
            return
        menu = QMenu(self)
        menu.setObjectName("codebook_palette_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        edit = menu.addAction(tr("Edit the codebook…"))
        edit.setObjectName("codebook_edit")
        edit.triggered.connect(self.edit_wanted)
        menu.popup(event.globalPos())


def rating(words: str, label: Label) -> int:
    """How well what was typed fits a label, 0 for not at all: key, names, id, definition."""
    # The command palette is not needed before the first paint.
    from workbench.gui.command_palette import score, typings

    best = 0
    for number, typed in enumerate(text.strip() for text in typings(words)):
        if not typed:
            continue
        if typed == label.key.lower():
            best = max(best, 20 - number)
        for name in (label.name.en, label.name.ru, label.id):
            best = max(best, 3 * score(typed, name) - number)
        meaning = fold(f"{label.definition.en} {label.definition.ru}")
        if len(typed) > 2 and all(word in meaning for word in typed.split()):
            best = max(best, 1)
    return best
