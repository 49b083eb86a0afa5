"""What an import did not take, and why: a list to be read, scrolled and copied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPalette, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.domain.words import tr, trn
from workbench.gui.importing.words import report_text, reported
from workbench.gui.parts.buttons import TextButton
from workbench.gui.parts.fields import Line
from workbench.gui.parts.room import give_room
from workbench.gui.parts.rows_view import SlimBar
from workbench.transfer import Report

SHOWN = 2000  # lines; all of them can be copied


class ReportSheet(QDialog):
    """The summary above, what was not taken below."""

    def __init__(self, report: Report, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setObjectName("import_report")
        self.setWindowTitle(tr("Import"))
        self.setAccessibleName(tr("What was imported, and what was not"))
        self.text = report_text(report)
        summary = report.summary()
        self.summary = Line("import_report_summary", self, text="\n".join(summary), wrap=True)
        lines = [
            line
            for number, (title, found) in enumerate(reported(report))
            for line in (*([""] if number else []), title, *found)
        ]
        more = len(lines) - SHOWN
        if more > 0:
            lines = [
                *lines[:SHOWN],
                "",
                trn(
                    "{count} more line is in what is copied.",
                    "{count} more lines are in what is copied.",
                    more,
                ),
            ]
        self.list = QPlainTextEdit(self)
        self.list.setObjectName("import_report_list")
        self.list.setAccessibleName(tr("What was not taken, and why"))
        self.list.setReadOnly(True)
        self.list.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.list.setTabChangesFocus(True)
        self.list.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.list.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.list.document().setDocumentMargin(8)
        self.list.setVerticalScrollBar(SlimBar(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setPlainText("\n".join(lines))
        self.list.moveCursor(QTextCursor.MoveOperation.Start)
        self.copy = TextButton("import_report_copy", tr("Copy all"), self)
        self.shut = TextButton("import_report_close", tr("Close"), self, main=True)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.shut)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.summary)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        self.copy.clicked.connect(self._copy)
        self.shut.clicked.connect(self.close)
        give_room(self, 680, 480)
        self.shut.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self.copy.say(tr("Copied"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)
