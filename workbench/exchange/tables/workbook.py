"""XLSX files (Office Open XML, ECMA-376), written row by row."""

import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import BinaryIO

from workbench.exchange.xml_text import coded, escaped

_CELL = 32_767  # UTF-16 units that a cell of Excel holds
_ROWS = 1_048_576  # rows that a sheet of Excel holds

_ESCAPED = 7  # units of «_x0001_», more than of any character
# What may be escaped, or is two units.
_LONG = re.compile("[^ -^`-\ufffd]")
# Nothing in it is to be escaped, for XML or for a workbook.
_SIMPLE = re.compile("[ !#-%'-;=?-^`-~\u00a0-\ufdff]*")

Cell = str | int


def parts(text: str) -> list[str]:
    """`text` in pieces that a cell holds, however many of its characters are escaped there."""
    if len(text) * _ESCAPED <= _CELL:
        return [text]
    parts, start, here, room = list[str](), 0, 0, _CELL
    for stop in (*[found.start() for found in _LONG.finditer(text)], len(text)):
        while stop - here > room:
            here += room
            parts.append(text[start:here])
            start, room = here, _CELL
        room -= stop - here
        here = stop
        if stop < len(text):
            if room < _ESCAPED:
                parts.append(text[start:here])
                start, room = here, _CELL
            room -= _ESCAPED
            here += 1
    return [*parts, text[start:]]


def short(text: str) -> str:
    """`text`, or as much of it as a cell holds with «…» behind it."""
    first, *more = parts(text)
    return f"{first[:-1]}…" if more else first


class Workbook:
    """An XLSX file as it is written: its rows wait in one temporary file a sheet."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._sheets: list[tuple[str, BinaryIO]] = []
        self._now: dict[str, tuple[BinaryIO, int, Sequence[Cell]]] = {}
        self._files = ExitStack()

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        with self._files:
            if kind is None:
                self._close()

    def add(self, table: str, head: Sequence[Cell]) -> None:
        """Begin a sheet."""
        number = sum(1 for name, _ in self._sheets if name.split(" ")[0] == table) + 1
        file = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  # it is
        self._sheets.append((table if number == 1 else f"{table} {number}", file))
        self._now[table] = (file, 1, head)
        file.write(_row(head, 2).encode())

    def put(self, table: str, row: Sequence[Cell]) -> None:
        """Add a row to the newest sheet of a table."""
        file, count, head = self._now[table]
        if count == _ROWS:
            self.add(table, head)
            file, count, head = self._now[table]
        self._now[table] = (file, count + 1, head)
        file.write(_row(row, 1).encode())

    def _close(self) -> None:
        with zipfile.ZipFile(self._raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
            for name, body in _frame([name for name, _ in self._sheets]):
                zipped.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
            for number, (_, file) in enumerate(self._sheets, 1):
                info = zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml")
                info.compress_type = zipfile.ZIP_DEFLATED
                info._compresslevel = 1  # type: ignore[attr-defined]  # no argument for it in 3.11
                file.seek(0)
                with zipped.open(info, "w", force_zip64=True) as sheet:
                    sheet.write(_SHEET.encode())
                    while chunk := file.read(1 << 18):
                        sheet.write(chunk)
                    sheet.write(b"</sheetData></worksheet>")


def _row(cells: Sequence[Cell], style: int) -> str:
    text = f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">'
    made = "".join(["<c/>" if cell == "" else _filled(cell, text) for cell in cells])
    return f"<row>{made}</row>\n"


def _filled(cell: Cell, text: str) -> str:
    if isinstance(cell, int):
        return f"<c><v>{cell}</v></c>"
    shown = short(cell)
    if not _SIMPLE.fullmatch(shown):
        shown = escaped(coded(shown))
    return f"{text}{shown}</t></is></c>"


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
    "</sheetViews><sheetData>\n"
)
_FONTS = (
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
)
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">{_FONTS}'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def _frame(sheets: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The parts of a workbook beside its sheets."""
    numbers = range(1, len(sheets) + 1)
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_RELS}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
            f'ContentType="{_TYPE}.worksheet+xml"/>'
            for n in numbers
        )
        + "</Types>",
    )
    yield (
        "_rels/.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">'
        "<bookViews><workbookView/></bookViews><sheets>"
        + "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>'
            for n, name in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{_LINKS}/worksheet" '
            f'Target="worksheets/sheet{n}.xml"/>'
            for n in numbers
        )
        + f'<Relationship Id="rId0" Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>',
    )
    yield "xl/styles.xml", _STYLES


_RELS = "application/vnd.openxmlformats-package.relationships+xml"
