"""The export sheet: a format, what goes out, what will be lost; then a file that is verified."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid  # a window built anew leaves jobs behind

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Refused
from workbench.domain.words import tr, trn
from workbench.exchange.formats import writable
from workbench.exchange.huggingface.dialect import HuggingFace
from workbench.exchange.huggingface.parquet import is_there
from workbench.gui.datasets.choosing import ChoiceForm
from workbench.gui.datasets.counted import Counted, Counting, PreviewPane
from workbench.gui.datasets.formats import FormatList
from workbench.gui.datasets.splitting import SplitForm
from workbench.gui.datasets.units import UnitForm
from workbench.gui.datasets.words import came_of_it, was_lost
from workbench.gui.datasets.writing import Writing, ask_target
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.buttons import TextButton, Tick
from workbench.gui.parts.fields import Field, Line, heading
from workbench.gui.parts.room import give_room
from workbench.gui.parts.rows_view import SlimBar
from workbench.gui.parts.tabs import Tabs
from workbench.gui.session import Session
from workbench.jobs import Cancelled, Progress
from workbench.store.project import Notice
from workbench.transfer import Exported, Parted, Request, Shares, keep_split, kept_split, split
from workbench.transfer.windows import Window


class ExportSheet(QDialog):
    """Stands beside the window; every change of it is counted anew."""

    def __init__(self, session: Session, codebook: Codebook, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("export_sheet")
        self.setWindowTitle(tr("Export for another tool"))
        self.setAccessibleName(tr("Export for another tool"))
        self._session, self._codebook = session, codebook
        self._writing: Writing | None = None
        self._splitting = False
        self.formats = FormatList(writable(), codebook, self)
        self.about = Line("export_about", self, quiet=True, step=0.9, wrap=True)
        self.choice = ChoiceForm(session, self._sides, self)
        self.windows = Tabs(
            "export_windows",
            tr("Windows"),
            (
                ("whole", tr("Whole articles")),
                ("paragraph", tr("Paragraphs")),
                ("sentence", tr("Sentences")),
            ),
            self,
            wraps=True,
        )
        self.windows.show_value("whole")
        self.split = SplitForm(self)
        self.units = UnitForm(self)
        self.licence_title = heading("export_licence_title", tr("Licence"), self)
        self.licence = Field(
            "export_licence", tr("Licence"), self, hint=tr("as cc-by-4.0; empty: none is stated")
        )
        self.parquet = Tick("export_parquet", tr("Parquet beside JSONL"), self)
        self.preview = PreviewPane(self)
        self.told = Line("export_told", self, quiet=True, wrap=True)
        self.told_lost = Line("export_told_lost", self, wrap=True)
        self.told_lost.set_alarming(True)
        self.shut = TextButton("export_close", tr("Close"), self)
        self.run = TextButton("export_run", tr("Export…"), self, main=True)
        self.counting = Counting(session, self)
        self._lay_out()
        self._wire()
        give_room(self, 1000, 700)
        self._show_format()
        self._say(tr("Ctrl+Enter exports · Esc closes"))
        self.formats.setFocus()

    @classmethod
    def open_for(cls, session: Session, window: QMainWindow) -> None:
        """Show the sheet, or bring it to the front."""
        if session.project is None:
            raise Refused("Open a project first.")
        sheet = window.findChild(cls)
        if sheet is None or not sheet.isVisible():  # closed, and not deleted yet
            sheet = cls(session, session.project.codebook, window)
        sheet.show()
        sheet.raise_()
        sheet.activateWindow()

    # -- how it is built

    def _lay_out(self) -> None:
        middle = self._middle()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setContentsMargins(4, 0, 0, 0)
        left.setSpacing(8)
        title = heading("export_formats_title", tr("Format"), self)
        title.setContentsMargins(12, 0, 0, 0)
        self.about.setContentsMargins(12, 0, 12, 0)
        # The list keeps its height from one format to the next.
        self.about.setMinimumHeight(4 * self.about.fontMetrics().lineSpacing())
        left.addWidget(title)
        left.addWidget(self.formats, 1)
        left.addWidget(self.about)
        right = QVBoxLayout()
        right.setContentsMargins(16, 0, 8, 0)
        right.addWidget(self.preview)
        row.addLayout(left, 33)
        row.addWidget(middle, 35)
        row.addLayout(right, 32)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 0, 16, 0)
        foot.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.told)
        words.addWidget(self.told_lost)
        foot.addLayout(words, 1)
        foot.addWidget(self.shut, 0, Qt.AlignmentFlag.AlignBottom)
        foot.addWidget(self.run, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 12)
        column.setSpacing(12)
        column.addLayout(row, 1)
        column.addLayout(foot)

    def _middle(self) -> QScrollArea:
        page = QWidget(self)
        page.setObjectName("export_options")
        page.setAccessibleName(tr("What goes out, and how"))
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 0, 16, 0)
        column.setSpacing(4)
        first = heading("export_choice_title", tr("What goes out"), page)
        windows = heading("export_windows_title", tr("Windows"), page)
        split = heading("export_split_title", tr("Split"), page)
        for title in (windows, split, self.licence_title):
            title.setContentsMargins(0, 8, 0, 0)  # nothing where it is hidden
        for part in (
            *(first, self.choice, windows, self.windows, split, self.split),
            *(self.licence_title, self.licence, self.parquet, self.units),
        ):
            column.addWidget(part)
        column.addSpacing(8)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setObjectName("export_options_scroll")
        area.setAccessibleName(tr("What goes out, and how"))
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setVerticalScrollBar(SlimBar(area))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        self._area = area
        return area

    def _wire(self) -> None:
        self.formats.chosen.connect(self._show_format)
        self.formats.left.connect(self.close)
        self.choice.changed.connect(self._ask)
        self.choice.loaded.connect(self.split.show_sides)
        self.windows.chosen.connect(self._ask)
        self.units.changed.connect(self._ask)
        self.split.changed.connect(self._ask)
        self.split.made.connect(self._make_split)
        for part in (self.choice, self.split, self.licence):
            part.left.connect(self._to_run)
        self.counting.began.connect(self.preview.wait)
        self.counting.stepped.connect(self.preview.wait)
        self.counting.answered.connect(self._show)
        self.counting.refused.connect(self._refuse)
        self.shut.clicked.connect(self.close)
        self.run.clicked.connect(self.export)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setObjectName(key)
            shortcut.activated.connect(self.export)
        self._session.project_opened.connect(self.close)
        self._session.project_changed.connect(self._follow)
        self._session.refused.connect(self._refused)

    # -- what is asked

    def _sides(self) -> tuple[str, ...]:
        return self.split.chosen()

    def request(self) -> Request:
        """What is asked for as it stands. Raises Refused where that is nothing."""
        dialect = self.formats.format
        window: Window | None = next(
            (one for one in ("paragraph", "sentence") if one == self.windows.value), None
        )
        dataset = isinstance(dialect, HuggingFace)
        return Request(
            dialect.name,
            self.choice.value(),
            self.units.unit(dialect),
            window,
            manifest=True,
            licence=self.licence.text().strip() if dataset else "",
            parquet=dataset and self.parquet.isChecked(),
            split=self.split.way != "none",
        )

    def _ask(self) -> None:
        try:
            request = self.request()
        except Refused as error:
            self.counting.stop()
            self._refuse(str(error))
            return
        self.preview.wait()
        self.counting.count(request)
        self._enable()

    def _show_format(self) -> None:
        dialect = self.formats.format
        self.about.setText(f"{dialect.title}. {self.formats.said}.")
        self.units.show_format(dialect, self.parquet)
        dataset = isinstance(dialect, HuggingFace)
        for part in (self.licence_title, self.licence):
            part.setVisible(dataset)
        self.parquet.setVisible(dataset and is_there())
        self.split.bind(dataset)
        self._ask()

    def _follow(self, notice: Notice) -> None:
        """The file holds something else by now."""
        project = self._session.project
        if project is None:
            return
        if project.codebook != self._codebook:
            self._codebook = project.codebook
            self.choice.follow_codebook()
        self._ask()

    # -- what is shown

    def _show(self, found: Counted) -> None:
        self.choice.know_annotators(found.held.annotators)
        before = self.split.way
        self.split.show_kept(found.split, found.held.of)
        self.preview.show_counted(found, self._codebook)
        self._enable()
        if self.split.way != before:
            self._ask()  # a dataset folder follows the split that was just heard of

    def _refuse(self, sentence: str) -> None:
        self.preview.refuse(sentence)
        self._enable()

    def _enable(self) -> None:
        busy = self._writing is not None
        self.run.say(tr("Cancel the export") if busy else tr("Export…"))
        try:
            self.request()
        except Refused:
            self.run.setEnabled(busy)
        else:
            self.run.setEnabled(not self._splitting)

    def _refused(self, sentence: str) -> None:
        """What is refused to the sheet is not said behind it alone."""
        if self.isActiveWindow():
            self._say("", sentence)

    def _say(self, sentence: str, bad: str = "") -> None:
        for line, text in ((self.told, sentence), (self.told_lost, bad)):
            line.setText(text)
            line.setVisible(bool(text))

    # -- what it does

    def export(self) -> None:
        """Ask where to and export, or cancel the export that is under way."""
        if self._writing is not None:
            self._writing.cancel()
            return
        if self.run.isEnabled():
            attempt(self._session, self._export)

    def _export(self) -> None:
        request = self.request()
        target = ask_target(self._session, self.formats.format, self)
        if target is None or self._session.project is None:
            return
        writing = Writing(self._session, request, target)
        writing.stepped.connect(self._step)
        writing.ended.connect(self._end)
        self._writing = writing
        self._say(tr("Exporting"))
        self._enable()

    def _step(self, sentence: str, percent: int) -> None:
        self._say(sentence)

    def _end(self, came: Exported | str) -> None:
        self._writing = None
        if isinstance(came, str):
            self._say("", came)
        else:
            self._say(came_of_it(came), was_lost(came.held))
        self._enable()

    def _make_split(self, shares: Shares | None, add: bool) -> None:
        attempt(self._session, lambda: self._divide(shares or self.split.wanted(), add))

    def _divide(self, shares: Shares, add: bool) -> None:
        session, project = self._session, self._session.project
        if project is None:
            return
        if project.closed_to_writing is not None:
            raise Refused(project.closed_to_writing)

        def job(progress: Progress) -> Parted:
            with project.snapshot() as snapshot:
                return split(snapshot, shares, progress, kept_split(snapshot) if add else None)

        def done(parted: Parted) -> None:
            attempt(session, lambda: keep_split(project, parted.split))
            session.said.emit(_made(parted))
            if isValid(self):
                self._splitting = False
                self.split.show_kept(parted.split, sum(parted.split.counts().values()))
                self.split.show_way("kept")
                self._say(_made(parted))
                self._ask()

        def failed(error: BaseException) -> None:
            if isValid(self):
                self._splitting = False
                self._enable()
            if isinstance(error, Cancelled):
                session.said.emit(tr("That was cancelled; nothing was changed."))
            else:
                session.failed(error)

        self._splitting = True
        self._enable()
        session.tasks.run(tr("Dividing the articles"), job, done, failed)

    # -- keys and the end

    def _to_run(self) -> None:
        self.run.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # Qt would push a button
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Close; what is being exported goes on, and the status line tells of it."""
        self.counting.stop()
        super().done(result)


def _made(parted: Parted) -> str:
    counts = " · ".join(f"{side} {count}" for side, count in parted.split.counts().items())
    sentence = tr("The split is kept in the project: {counts}.", counts=counts)
    if parted.apart:
        sentence += " " + trn(
            "{count} article is on no side: it is a near copy of articles on two.",
            "{count} articles are on no side: they are near copies of articles on two.",
            parted.apart,
        )
    return sentence
