"""What an export would hold and lose: counted in a worker, anew whenever the request changes."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.codebook import Codebook
from workbench.domain.words import tr
from workbench.gui.datasets.words import going_out, will_be_lost
from workbench.gui.newest import Newest
from workbench.gui.parts import glyphs, look
from workbench.gui.parts.fields import Line, heading
from workbench.gui.parts.rows_view import SlimBar
from workbench.gui.session import Session
from workbench.gui.tasks import Job
from workbench.jobs import Progress
from workbench.store.project import Project
from workbench.transfer import Preview, Request, Split, kept_split, preview


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers of a request, and the split that the project keeps."""

    request: Request
    held: Preview
    split: Split | None


class Counting(Newest):
    """Counts what a request comes to; answers a Counted."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(session, tr("Counting"), parent, shown=False)

    def count(self, request: Request) -> None:
        """Count this, a moment after the last change."""

        def job_of(project: Project) -> Job:
            def job(progress: Progress) -> Counted:
                with project.snapshot() as snapshot:
                    held = preview(snapshot, request, progress)
                    return Counted(request, held, kept_split(snapshot))

            return job

        self.ask(job_of)


class _Bars(QWidget):
    """How many spans each label has, and links each relation: a mark, a name, a number."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("export_counts")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._rows: list[tuple[str, str, str, int]] = []
        self.setAccessibleName(tr("Spans by label"))

    def show_counts(self, held: Preview, codebook: Codebook) -> None:
        """Show the numbers of a preview."""
        self._rows = []
        for name, count in held.spans.items():
            label = codebook.label(name)
            color, shape = (label.color, label.shape) if label else ("#808080", "solid")
            self._rows.append((str(label.name) if label else name, color, shape, count))
        for name, count in held.relations.items():
            kind = next((one for one in codebook.relations if one.id == name), None)
            self._rows.append((str(kind.name) if kind else name, "", "", count))
        told = ", ".join(f"{name}: {count}" for name, _, _, count in self._rows)
        self.setAccessibleName(f"{tr('Spans by label')}: {told}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, len(self._rows) * self._height())

    def _height(self) -> int:
        return self.fontMetrics().height() + 6

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        ground = self.palette().color(QPalette.ColorRole.Window)
        metrics, height = QFontMetricsF(self.font()), self._height()
        middle = Qt.AlignmentFlag.AlignVCenter
        with QPainter(self) as painter:
            painter.setFont(self.font())
            for number, (name, color, shape, count) in enumerate(self._rows):
                row = QRectF(0, number * height, self.width(), height)
                if shape:
                    mark = QRectF(0.5, row.center().y() - 6, 16, 12)
                    glyphs.sample(painter, mark, QColor(color), shape, ink, ground)
                else:
                    painter.setPen(ink.quiet)
                    painter.drawText(row.adjusted(1, 0, 0, 0), middle, "→")
                said = str(count)
                painter.setPen(ink.quiet if not self.isEnabled() else ink.text)
                room = row.adjusted(26, 0, -metrics.horizontalAdvance(said) - 8, 0)
                text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room.width())
                painter.drawText(room, middle, text)
                painter.drawText(row, middle | Qt.AlignmentFlag.AlignRight, said)


class PreviewPane(QScrollArea):
    """What goes out, by label; under it what will be lost, in the colour of a warning."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("export_preview")
        self.setAccessibleName(tr("Preview"))
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setVerticalScrollBar(SlimBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        page = QWidget(self)
        page.setObjectName("export_preview_page")
        page.setAccessibleName(tr("Preview"))
        self.state = Line("export_state", page, quiet=True, step=0.9)
        self.held = Line("export_held", page, wrap=True)
        self.counts = _Bars(page)
        self.lost_title = heading("export_lost_title", tr("What will be lost"), page)
        self.lost = Line("export_lost", page, wrap=True)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(heading("export_held_title", tr("Preview"), page))
        for part in (self.held, self.counts, self.lost_title, self.lost, self.state):
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(page)
        self.viewport().setAutoFillBackground(False)
        page.setAutoFillBackground(False)
        self.lost_title.hide()

    def wait(self, _sentence: str = "", percent: int = -1) -> None:
        """Say that the numbers are not those of what is asked by now."""
        self.state.set_alarming(False)
        self.state.setText(
            tr("Counting… {percent} %", percent=percent) if percent > 0 else tr("Counting…")
        )
        for part in (self.held, self.counts, self.lost):
            part.setEnabled(False)

    def refuse(self, sentence: str) -> None:
        """Say why nothing can be counted."""
        self.held.hide()
        self.counts.hide()
        self.lost_title.hide()
        self.lost.setText("")
        self.state.setText("")
        self.lost.setEnabled(True)
        self.lost.set_alarming(True)
        self.lost.setText(sentence)

    def show_counted(self, found: Counted, codebook: Codebook) -> None:
        """Show the numbers."""
        for part in (self.held, self.counts, self.lost):
            part.setEnabled(True)
        self.state.setText("")
        if not found.held.articles:
            self.refuse(tr("Nothing is chosen: no article of the project is like that."))
            return
        self.held.setText("\n".join(going_out(found.held, found.request)))
        self.held.show()
        self.counts.show()
        self.counts.show_counts(found.held, codebook)
        losses = will_be_lost(found.held)
        self.lost_title.show()
        self.lost.set_alarming(bool(losses))
        self.lost.setText(
            "\n".join(f"− {sentence}" for sentence in losses) or tr("Nothing: all of it is held.")
        )
