"""A PDF of an article: its text with the marks, a legend, links, who is mentioned, the spans.

The document is laid out by Qt and its fonts are embedded. Of marks one over the other, a line of
text shows the tints of all and the line nearest to the words; tags tell the rest.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QBuffer, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTableFormat,
)

from workbench.domain.errors import ExportFailed
from workbench.domain.reading import Reading
from workbench.domain.words import tr
from workbench.exchange.bundle import Bundle
from workbench.exchange.pages.marked import Kind, Legend, Line, Mark, Page, Run
from workbench.gui.parts import look

_POINTS = 11.0
_MARGIN = 18.0  # millimetres
_FOOT = 10.0  # points of the page that its number takes
_BAR = 2.5  # how wide a bar beside the text is, in points
_WHITE = QColor("#FFFFFF")
_LINES = {
    "solid": QTextCharFormat.UnderlineStyle.SingleUnderline,
    "dotted": QTextCharFormat.UnderlineStyle.DotLine,
    "dashed": QTextCharFormat.UnderlineStyle.DashUnderline,
}


def write_pdf(reading: Reading, path: Path) -> None:
    """Write the article as pages of A4; a file that is there is replaced once all is made.

    Raises ExportFailed where the file cannot be written.
    """
    page = Page(
        Bundle(
            reading.article,
            reading.text,
            reading.spans,
            reading.relations,
            tuple(reading.entities.values()),
            reading.notes,
        ),
        Legend(reading.codebook),
    )
    made = QBuffer()
    made.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(made)
    writer.setTitle(reading.article.title)
    writer.setCreator("Workbench")
    writer.setResolution(600)
    millimetres = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            millimetres,
            QPageLayout.Unit.Millimeter,
        )
    )
    _print(_Report(page), writer)
    made.close()
    _put(bytes(made.data().data()), path)


def _put(data: bytes, path: Path) -> None:
    waiting = path.with_name(f"{path.name}.part")
    try:
        waiting.write_bytes(data)
        waiting.replace(path)
    except OSError as error:
        with suppress(OSError):
            waiting.unlink()
        raise ExportFailed(
            "«{file}» cannot be written: {reason}. Choose another folder, or close the program "
            "that has it open.",
            file=path.name,
            reason=error.strerror or str(error),
        ) from None


def _print(report: "_Report", writer: QPdfWriter) -> None:
    document = report.document
    painter = QPainter()
    painter.begin(writer)
    try:
        area = QRectF(writer.pageLayout().paintRectPoints())
        scale = writer.resolution() / 72
        height = area.height() - 2 * _FOOT
        document.setPageSize(QSizeF(area.width(), height))
        painter.scale(scale, scale)
        pages = document.pageCount()
        bars = list(report.bars())
        small = QFont(document.defaultFont())
        small.setPixelSize(8)
        for number in range(pages):
            if number:
                writer.newPage()
            painter.save()
            painter.translate(0, -number * height)
            shown = QRectF(0, number * height, area.width(), height)
            for bar, color in bars:
                painter.fillRect(bar.intersected(shown), color)
            document.drawContents(painter, shown)
            painter.restore()
            painter.setFont(small)
            painter.setPen(look.LIGHT.quiet)
            foot = QRectF(0, height + _FOOT, area.width(), _FOOT)
            painter.drawText(foot, Qt.AlignmentFlag.AlignRight, f"{number + 1} / {pages}")
    finally:
        painter.end()


class _Report:
    """The document of one article, in points."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.document = QTextDocument()
        # In points: a page of 72 units an inch, whatever the screen has.
        font = look.text_font("", _POINTS)
        font.setPixelSize(round(_POINTS))
        self._font = font
        self.document.setDefaultFont(font)
        self.document.setDocumentMargin(0)
        self.document.setUndoRedoEnabled(False)
        self._bars: list[tuple[int, QColor]] = []
        self._cursor = QTextCursor(self.document)
        self._write()

    def bars(self) -> Iterator[tuple[QRectF, QColor]]:
        """Where the bars beside the text lie, once the document has its width."""
        layout = self.document.documentLayout()
        for number, color in self._bars:
            area = layout.blockBoundingRect(self.document.findBlockByNumber(number))
            if area.isValid():
                yield QRectF(0, area.top(), _BAR, area.height()), color

    def _write(self) -> None:
        article = self._page.bundle.article
        self._block(QTextBlockFormat(), first=True)
        self._say(article.title or article.id, self._look(1.6, bold=True))
        kinds = self._page.kinds()
        if kinds:
            self._block(_spaced(4, 16))
        for number, kind in enumerate(kinds):
            self._say("      " if number else "", QTextCharFormat())
            self._say(f"{kind.key} ", self._look(0.85, bold=True))
            self._say("▎" if kind.shape == "bar" else "", self._look(0.85, color=kind.color))
            sample = self._look(0.85)
            _mark(sample, [kind], look.LIGHT.paper)
            self._say(str(kind.name), sample)
        for line in self._page.lines():
            self._line(line)
        self._tables()

    def _line(self, line: Line) -> None:
        bars = line.bars[:1]
        block = QTextBlockFormat()
        block.setLineHeight(150, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if bars:
            block.setLeftMargin(4 * _BAR)
        self._block(block)
        for mark in bars:
            color = look.readable(QColor(mark.kind.color), _WHITE, 3.0)
            self._bars.append((self._cursor.blockNumber(), color))
        for run in line.runs:
            self._run(run)

    def _run(self, run: Run) -> None:
        said = self._look(1.0)
        _mark(said, [piece.mark.kind for piece in run.pieces], _WHITE)
        self._say(self._page.bundle.text[run.start : run.end], said)
        for number, mark in enumerate(run.ended):
            self._tag(mark, "\u2009" if number else "")

    def _tag(self, mark: Mark, before: str = "", *, raised: bool = True) -> None:
        color = look.readable(QColor(mark.kind.color), _WHITE, 4.5).name()
        shown = self._look(0.9 if raised else 0.85, bold=True, color=color)
        if raised:
            shown.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        self._say(f"{before}{mark.tag}", shown)

    def _tables(self) -> None:
        page = self._page
        links = [((a, page.words(a)), (said,), (b, page.words(b))) for a, said, b in page.links()]
        self._table(tr("Links"), links, (42, 16, 42))
        people = [((who,), (kind,), mentions) for who, kind, mentions in page.people()]
        self._table(tr("Who is mentioned"), people, (40, 16, 44))
        spans = [
            ((mark,), (mark.kind.name,), (words,), (said,)) for mark, words, said in page.rows()
        ]
        self._table(tr("Spans"), spans, (8, 16, 42, 34))
        if page.bundle.notes:
            self._head(tr("Notes"))
            for note in page.bundle.notes:
                self._block(_spaced(0, 4))
                self._say(note.text, self._look(0.85))

    def _head(self, title: str) -> None:
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._block(_spaced(16, 4))
        self._say(title, self._look(1.1, bold=True))

    def _table(
        self,
        title: str,
        rows: Sequence[Sequence[Sequence[Mark | str]]],
        widths: Sequence[int],
    ) -> None:
        if not rows:
            return
        self._head(title)
        style = QTextTableFormat()
        style.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
        style.setBorder(0)
        style.setCellPadding(3)
        style.setCellSpacing(0)
        style.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        style.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.PercentageLength, width) for width in widths]
        )
        table = self._cursor.insertTable(len(rows), len(widths), style)
        for number, row in enumerate(rows):
            for column, parts in enumerate(row):
                self._cursor = table.cellAt(number, column).firstCursorPosition()
                for part in parts:
                    if isinstance(part, Mark):
                        self._tag(part, raised=False)
                        self._say(" ", self._look(0.85))
                    else:
                        self._say(part, self._look(0.85))
        self._cursor = QTextCursor(self.document)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def _block(self, style: QTextBlockFormat, *, first: bool = False) -> None:
        if first:
            self._cursor.setBlockFormat(style)
        else:
            self._cursor.insertBlock(style, QTextCharFormat())

    def _say(self, text: str, style: QTextCharFormat) -> None:
        # A LF would begin a paragraph: within one it is U+2028.
        self._cursor.insertText(text.replace("\n", "\u2028"), style)

    def _look(
        self, step: float, *, bold: bool = False, color: str | None = None
    ) -> QTextCharFormat:
        font = QFont(self._font)
        font.setPixelSize(max(round(self._font.pixelSize() * step), 6))
        font.setBold(bold)
        made = QTextCharFormat()
        made.setFont(font)
        made.setForeground(QColor(color) if color else look.LIGHT.text)
        return made


def _spaced(above: float, below: float) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setTopMargin(above)
    made.setBottomMargin(below)
    return made


def _mark(style: QTextCharFormat, kinds: Iterable[Kind], paper: QColor) -> None:
    """Put marks on a format: tints of all, the line of the last one, which is the innermost."""
    ground = QColor(paper)
    for kind in kinds:
        color = QColor(kind.color)
        if kind.shape == "bracket":
            ground = look.blend(color, ground, 0.26)
            style.setBackground(ground)
        elif kind.shape in _LINES:
            style.setUnderlineStyle(_LINES[kind.shape])
            style.setUnderlineColor(look.readable(color, paper, 3.0))
