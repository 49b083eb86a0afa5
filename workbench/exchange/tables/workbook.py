"""XLSX files (Office Open XML, ECMA-376), written row by row."""

import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence, Set
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

from workbench.exchange.xml_text import coded, escaped

_CELL = 32_767  # UTF-16 units that a cell of Excel holds
_ROWS = 1_048_576  # rows that a sheet of Excel holds

_BUFFER = 1 << 18

_ESCAPED = 7  # units of «_x0001_», more than of any character
# What may be escaped, or is two units.
_LONG = re.compile("[^ -^`-\ufffd]")
# Nothing in it is to be escaped, for XML or for a workbook.
_SIMPLE = re.compile("[\t\n -%'-;=?-^`-~\u00a0-\ufdff]*")


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
    """An XLSX file as it is written: its rows wait in one temporary file a sheet.

    Columns that are called as `numbers` are hold numbers, or nothing.
    """

    def __init__(self, raw: BinaryIO, numbers: Set[str]) -> None:
        self._raw, self._numbers = raw, numbers
        self._sheets: list[tuple[str, BinaryIO]] = []
        self._now: dict[str, _Sheet] = {}
        self._files = ExitStack()

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        with self._files:
            if kind is None:
                self._close()

    def add(self, table: str, head: Sequence[str]) -> None:
        """Begin a sheet."""
        number = sum(1 for name, _ in self._sheets if name.split(" ")[0] == table) + 1
        file = cast("BinaryIO", tempfile.TemporaryFile(buffering=_BUFFER))  # noqa: SIM115  # it is
        self._files.enter_context(file)
        self._sheets.append((table if number == 1 else f"{table} {number}", file))
        numbers = tuple(at for at, name in enumerate(head) if name in self._numbers)
        self._now[table] = _Sheet(file, head, numbers)
        file.write(_row(head, _TEXTS[2]).encode())

    def put(self, table: str, row: Sequence[str]) -> None:
        """Add a row to the newest sheet of a table."""
        sheet = self._now[table]
        if sheet.rows == _ROWS:
            self.add(table, sheet.head)
            sheet = self._now[table]
        sheet.rows += 1
        sheet.file.write(_row(row, _TEXTS[1], sheet.numbers).encode())

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
                    sheet.write(SHEET)
                    while chunk := file.read(_BUFFER):
                        sheet.write(chunk)
                    sheet.write(b"</sheetData></worksheet>")


_EMPTY = "<c/>"
_NUMBER, _NUMBER_END = "<c><v>", "</v></c>"
_TEXTS = [f'<c t="inlineStr" s="{n}"><is><t xml:space="preserve">' for n in range(3)]  # by style
_TEXT_END = "</t></is></c>"
_ROW, _ROW_END = "<row>", "</row>\n"
_UNKNOWN = re.compile("&(?!amp;|lt;|gt;)")

CELL, ROW = "\x1f", "\x1e"  # between cells and between rows; no XML has them
ROW_END: Final = _ROW_END.encode()
# What rows are taken apart by, the most frequent first.
_MARKS = [
    (old.encode(), new.encode())
    for old, new in (
        *((text, CELL) for text in _TEXTS[1:]),
        (_TEXT_END, ""),
        (_EMPTY, CELL),
        (_NUMBER, CELL),
        (_NUMBER_END, ""),
        (f"{_ROW_END}{_ROW}{CELL}", ROW),
    )
]


@dataclass(slots=True)
class _Sheet:
    file: BinaryIO
    head: Sequence[str]
    numbers: Sequence[int]  # columns
    rows: int = 1


def _row(cells: Sequence[str], text: str, numbers: Sequence[int] = ()) -> str:
    # Most often a look at the row as a whole tells that no cell is long or has to be escaped.
    said = "".join(cells)
    if len(said) * _ESCAPED > _CELL or not _SIMPLE.fullmatch(said):
        cells = [_fit(cell) for cell in cells]
    made = [f"{text}{cell}{_TEXT_END}" if cell else _EMPTY for cell in cells]
    for at in numbers:
        if cells[at]:
            made[at] = f"{_NUMBER}{cells[at]}{_NUMBER_END}"
    return f"{_ROW}{''.join(made)}{_ROW_END}"


def _fit(cell: str) -> str:
    said = short(cell)
    return said if _SIMPLE.fullmatch(said) else escaped(coded(said))


def rows_of(sheet: bytes) -> list[str] | None:
    """The rows of a part of a sheet, with CELL between cells, and the codes of `coded` in them.

    None where they are not rows as this program writes them, and a parser has to look.
    """
    if CELL.encode() in sheet or ROW.encode() in sheet or b"\r" in sheet:
        return None
    for old, new in _MARKS:
        sheet = sheet.replace(old, new)
    begin, end = f"{_ROW}{CELL}", _ROW_END
    try:
        text = sheet.decode()
    except UnicodeDecodeError:
        return None
    if not (text.startswith(begin) and text.endswith(end)):
        return None
    text = text[len(begin) : -len(end)]
    if "<" in text or ("&" in text and _UNKNOWN.search(text)):
        return None
    if "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text.split(ROW)


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET: Final = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
    "</sheetViews><sheetData>\n"
).encode()
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
