"""The import sheet: what was found, what becomes of its names, how its offsets count."""

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.errors import WorkbenchError
from workbench.domain.words import tr
from workbench.gui.importing.choosing import ask_files, ask_folder, dropped
from workbench.gui.importing.looking import Looking, Wanted
from workbench.gui.importing.names import NamesPane
from workbench.gui.importing.offsets import OffsetsQuestion
from workbench.gui.importing.options import OptionsForm
from workbench.gui.importing.words import (
    found_said,
    kinds_said,
    lost_said,
    paths_said,
    undecided_said,
)
from workbench.gui.parts.buttons import TextButton
from workbench.gui.parts.fields import Line, heading, plain
from workbench.gui.parts.room import give_room
from workbench.gui.parts.rows_view import SlimBar
from workbench.gui.session import Session
from workbench.transfer import Plan
from workbench.transfer.evidence import Way
from workbench.transfer.planning import layer_of


class ImportSheet(QDialog):
    """Asks about an import; nothing is imported before `taken`, and nothing without it."""

    taken = Signal(object, object)  # a Plan, and what is Wanted

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAcceptDrops(True)
        self.setObjectName("import_sheet")
        self.setWindowTitle(tr("Import"))
        self.setAccessibleName(tr("Import"))
        self._session = session
        project = session.project
        assert project is not None
        self._paths: tuple[Path, ...] = ()
        self._looked: Plan | None = None  # as the files are, without decisions
        self._way: Way | None = None  # how the question about offsets was answered
        self._proposed = ""  # the annotator that the files propose
        self.files = Line("import_files", self, bold=True)
        self.found = Line("import_found", self, quiet=True, wrap=True)
        self.choose_files = TextButton("import_choose_files", tr("Files…"), self)
        self.choose_folder = TextButton("import_choose_folder", tr("Folder…"), self)
        self.question = OffsetsQuestion(self)
        self.names = NamesPane(session, project, self)
        self.options = OptionsForm(self)
        self.lost_title = heading("import_lost_title", tr("What will be left out"), self)
        self.lost = Line("import_lost", self, wrap=True)
        self.told = Line("import_told", self, quiet=True, wrap=True)
        self.shut = TextButton("import_close", tr("Cancel"), self)
        self.run = TextButton("import_run", tr("Import"), self, main=True)
        self.looking = Looking(session, self)
        self._lay_out()
        self.setTabOrder(self.names.same_rest, self.options.annotator)
        for before, after in pairwise((self.options.text_field, self._lost_area, self.shut)):
            self.setTabOrder(before, after)
        self._wire()
        give_room(self, 1000, 700)
        self.question.hide()
        self.lost_title.hide()
        self.files.setText(tr("Choose files or a folder, or drop them here."))
        self.found.setText(kinds_said())
        self._say(self._hint())
        self._enable()
        self.choose_files.setFocus()

    # -- how it is built

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 0, 0)
        head.setSpacing(8)
        head.addWidget(self.files, 1)
        head.addWidget(self.choose_files)
        head.addWidget(self.choose_folder)
        left.addLayout(head)
        for part in (self.found, self.question):
            inset = QVBoxLayout()
            inset.setContentsMargins(16, 0, 0, 0)
            inset.addWidget(part)
            left.addLayout(inset)
        left.addSpacing(8)
        left.addWidget(self.names, 1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 4, 4, 0)
        right.setSpacing(4)
        right.addWidget(_Fitting("import_scroll", self.options, self))
        right.addWidget(self.lost_title)
        lost = _Fitting("import_lost_scroll", self.lost, self)
        lost.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        lost.setAccessibleName(tr("What will be left out"))
        lost.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        right.addWidget(lost, 1)
        self._lost_area = lost
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(left, 60)
        row.addLayout(right, 40)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 0, 16, 0)
        foot.setSpacing(8)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.shut, 0, Qt.AlignmentFlag.AlignBottom)
        foot.addWidget(self.run, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 12)
        column.setSpacing(12)
        column.addLayout(row, 1)
        column.addLayout(foot)

    def _wire(self) -> None:
        self.choose_files.clicked.connect(self._ask_files)
        self.choose_folder.clicked.connect(self._ask_folder)
        self.question.chosen.connect(self._choose_way)
        self.names.changed.connect(self._show)
        self.names.said.connect(self._say)
        self.names.left.connect(self.close)
        self.options.changed.connect(self._look)
        self.options.typed.connect(self._look_soon)
        self.options.left.connect(self._to_run)
        self.looking.began.connect(self._wait)
        self.looking.stepped.connect(self._say)
        self.looking.answered.connect(self._take)
        self.looking.refused.connect(self._refuse)
        self.looking.cancelled.connect(self._stopped)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setObjectName(key)
            shortcut.activated.connect(self.take)
        self.shut.clicked.connect(self.close)
        self.run.clicked.connect(self.take)
        self._session.project_opened.connect(self.close)
        self._session.refused.connect(self._refuse)

    # -- what is looked at

    def wanted(self) -> Wanted:
        """What is asked for as it stands."""
        return Wanted(self._paths, self.options.options(), self.options.matching())

    def show_paths(self, paths: tuple[Path, ...], plan: Plan | None = None) -> None:
        """Ask about these files; `plan` is theirs where they were looked at already."""
        self._paths, self._looked, self._way = paths, None, None
        annotator = self.options.annotator
        if annotator.text() in ("", self._proposed):
            annotator.setText(layer_of(paths))
        self._proposed = layer_of(paths)
        self.question.forget()
        self.files.setText(paths_said(paths))
        self.files.setToolTip(plain("\n".join(map(str, paths[:20]))))
        if plan is None:
            self._look()
        else:
            self._take(plan)

    def _look(self) -> None:
        if self._paths:
            self.looking.look(self.wanted(), at_once=True)

    def _look_soon(self) -> None:
        if self._paths:
            self.looking.look(self.wanted())
            self._wait()

    def _choose_way(self, way: Way) -> None:
        self._way = way
        self.options.offsets.show_way(way, self.question.cards)
        self._look()

    def _take(self, plan: Plan) -> None:
        first, self._looked = self._looked is None, plan
        if self._way is None and self.options.offsets.said:
            self.question.forget()
        self.question.show_evidence(plan.evidence, self._way)
        self.options.offsets.show_plan(plan)
        try:
            self.names.take(plan)
        except WorkbenchError as error:
            self._refuse(str(error))
            return
        if first:
            self._to_first()

    # -- what is shown

    def _show(self) -> None:
        plan = self.names.plan
        if plan is None:
            return
        self.found.setText(found_said(plan))
        lines = lost_said(plan)
        undecided = len(self.names.undecided())
        nothing = tr("Nothing so far.") if undecided else tr("Nothing: all of it will be taken.")
        self.lost.setText("\n".join(lines) or nothing)
        self.lost.set_alarming(bool(lines))
        self.lost_title.show()
        added = " ".join(map(str, plan.will_add()))
        hint = self._hint()
        self._say(undecided_said(undecided) if undecided else f"{added} {hint}".strip())
        self._enable()

    def _hint(self) -> str:
        return tr("Ctrl+Enter imports · Esc cancels")

    def _enable(self) -> None:
        self.run.setEnabled(self._looked is not None and not self.looking.busy)

    def _wait(self) -> None:
        self._say(tr("Looking at the files"))
        self._enable()

    def _stopped(self) -> None:
        self._refuse(tr("The files were not looked at to their end. Choose them again."))

    def _refuse(self, sentence: str) -> None:
        self._say(sentence)
        self.told.set_alarming(True)
        self._enable()

    def _say(self, sentence: str) -> None:
        self.told.set_alarming(False)
        self.told.setText(sentence)

    # -- what it does

    def take(self) -> None:
        """Import, unless something is to be decided yet: then go there."""
        plan = self.names.plan
        if plan is None or not self.run.isEnabled():
            return
        undecided = len(self.names.undecided())
        if plan.evidence.ties and not self.options.offsets.said:
            self._refuse(tr("Say first how the offsets count: choose what stands right."))
            self._to_first()
        elif undecided:
            self._refuse(undecided_said(undecided))
            self.names.to_first()
        else:
            self.taken.emit(plan, self.wanted())
            self.close()

    def _to_first(self) -> None:
        """Put the keyboard where something is to be decided."""
        cards = list(self.question.cards.values())
        if cards and self._way is None:
            guessed = next((card for card in cards if card.isChecked()), cards[0])
            guessed.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.names.undecided():
            self.names.to_first()
        else:
            self._to_run()

    def _to_run(self) -> None:
        self.run.setFocus(Qt.FocusReason.TabFocusReason)

    def _ask_files(self) -> None:
        paths = ask_files(self)
        if paths:
            self.show_paths(paths)

    def _ask_folder(self) -> None:
        paths = ask_folder(self)
        if paths:
            self.show_paths(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped(event)
        if paths:
            self.show_paths(paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # Qt would push a button
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Close; nothing is imported."""
        self.looking.stop()
        super().done(result)


class _Fitting(QScrollArea):
    """As high as what is in it, where there is room; else that can be scrolled."""

    def __init__(self, name: str, part: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(part.accessibleName() or name)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setVerticalScrollBar(SlimBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._page = page = QWidget(self)
        page.setObjectName(f"{name}_page")
        page.setAccessibleName(self.accessibleName())
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 12, 0)
        column.addWidget(part)
        column.addStretch(1)
        self.setWidget(page)

    def sizeHint(self) -> QSize:
        page = self._page
        tall = page.hasHeightForWidth()
        return QSize(
            320,
            page.heightForWidth(self.viewport().width()) if tall else page.sizeHint().height(),
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(200, min(self.sizeHint().height(), 96))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
