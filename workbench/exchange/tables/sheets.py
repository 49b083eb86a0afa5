"""Workbooks (XLSX) taken apart into tables.

The rows of sheets, and the strings that a workbook keeps in one place, wait in temporary files, so
memory does not grow with the articles. As far as a sheet is written as this program writes one, it
is taken apart without a parser of XML, in a tenth of the time.
"""

import re
import tempfile
import zipfile
from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import chain, groupby
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers import expat

from workbench.domain.errors import Unreadable
from workbench.exchange.bundle import shown
from workbench.exchange.tables.table import Cells, Table, no_column
from workbench.exchange.tables.workbook import CELL, ROW, ROW_END, SHEET, rows_of
from workbench.exchange.xml_text import decoded
from workbench.jobs import Progress

_CHUNK: Final = 1 << 18
_WHOLE = re.compile(r"(-?[0-9]+)\.0+")  # some programs save numbers so
_COLUMN = re.compile("[A-Z]{1,3}")
_STRINGS: Final = "xl/sharedStrings.xml"
_MOST = 16_384  # columns of a sheet; no workbook has as many sheets

_Rows = tuple[int, list[str]]  # the number before the first row; rows, with CELL between cells


@contextmanager
def unpacked(
    path: Path, tables: Mapping[str, str], limit: int, progress: Progress
) -> Iterator[Mapping[str, Table]]:
    """The sheets called as `tables` are, each with the column that its rows are found by.

    A cell of more than `limit` characters is cut. Raises Unreadable for what is no workbook, and
    Cancelled; how far it is cannot be told.
    """
    with ExitStack() as files:

        def spool() -> BinaryIO:
            return files.enter_context(tempfile.TemporaryFile())

        def sheet(name: str, key: str, texts: Table | None = None) -> _Sheet:
            by_key = name not in ("articles", "entities")
            file = f"{shown(path)} ({name})"
            return _Sheet(file, key, spool(), by_key=by_key, texts=texts)

        more = sheet("texts", "article")
        found = {
            name: sheet(name, key, more if name == "articles" else None)
            for name, key in tables.items()
        }
        try:
            with zipfile.ZipFile(path) as zipped:
                book = _Book(zipped, spool(), limit, progress)
                for name, table in (("texts", more), *found.items()):
                    for part in book.sheets.get(name, ()):
                        table.take(book.rows(part))
        except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as error:
            # What zipfile raises for a broken, a missing, an unknown and a locked entry.
            raise _damaged(str(error).strip("'\"")) from None
        except expat.ExpatError as error:
            raise _damaged(str(error)) from None
        if "articles" not in book.sheets:
            raise Unreadable(
                "The workbook has no sheet «articles» with the texts. Choose one that this "
                "program has made, or name its sheets so."
            )
        yield found


def _damaged(reason: str) -> Unreadable:
    return Unreadable(
        "This is not an XLSX workbook, or it is damaged: {reason}. Save it again as XLSX, or "
        "as CSV.",
        reason=reason,
    )


class _Sheet(Table):
    """The sheets of one table, one below the other; columns stand by the names of the first.

    Unless `by_key` rows are only given one after the other, and what each belongs to takes no
    memory. `texts` has the parts of long texts behind the first, as a cell holds so many
    characters.
    """

    def __init__(
        self, file: str, key: str, spool: BinaryIO, *, by_key: bool, texts: Table | None
    ) -> None:
        super().__init__(file, key)
        self._spool, self._by_key, self._texts = spool, by_key, texts
        self._last = 0  # the number of the last row

    def take(self, sheet: Iterator[_Rows]) -> None:
        """Add the rows of a sheet. Raises Unreadable where none of its columns is the key."""
        here: tuple[str, ...] = ()
        for before, rows in sheet:
            if here:
                self._keep(before, self._in_order(rows, here))
                continue
            here = tuple(decoded(cell).strip() for cell in rows[0].split(CELL))
            self._begin(here)
            self._keep(before + 1, self._in_order(rows[1:], here))

    def _begin(self, head: tuple[str, ...]) -> None:
        self.head = self.head or head
        if self.key not in self.head:
            raise no_column(self.file, self.key)

    def _in_order(self, rows: list[str], head: tuple[str, ...]) -> list[str]:
        if head == self.head:
            return rows
        named = (dict(zip(head, row.split(CELL), strict=False)) for row in rows)
        return [CELL.join([row.get(name, "") for name in self.head]) for row in named]

    def _keep(self, before: int, rows: list[str]) -> None:
        column = self.head.index(self.key)

        def key_of(row: str) -> list[str]:
            return row.split(CELL, column + 1)[column : column + 1]

        for key, group in groupby(rows, key_of):
            said = list(group)
            start = self.size
            self.size += self._spool.write(f"{ROW.join(said)}{ROW}".encode())
            name = decoded("".join(key)) if self._by_key else ""
            places = self._places.setdefault(name, array("q"))
            if self._by_key and places and places[-2] == start and self._last == before:
                places[-2] = self.size
            else:
                places.extend((start, self.size, before))
            self._last = before = before + len(said)

    def _between(self, start: int, end: int, before: int) -> Iterator[tuple[int, Cells]]:
        self._spool.seek(start)
        text = self._spool.read(end - start).decode()
        self.offset = end
        coded = "_x" in text
        for number, said in enumerate(text[:-1].split(ROW), before + 1):
            row = self._squared(said.split(CELL))
            if coded:
                row = [decoded(cell) for cell in row]
            if self._texts is not None and "text" in self.head:
                row[self._column("text")] += _joined(self._texts, row[self._column(self.key)])
            yield number, row


def _joined(texts: Table, article: str) -> str:
    """The parts of a text behind the first."""
    pick = texts.pick("part", "text")
    found = [pick(row) for _, row in texts.of(article)]
    parts = [(int(part), said) for part, said in found if part.isdecimal() and len(part) < 8]
    return "".join([said for _, said in sorted(parts)])


class _Book:
    """The sheets of a workbook by the table that they belong to: «spans 2» goes on with «spans»."""

    def __init__(
        self, zipped: zipfile.ZipFile, strings: BinaryIO, limit: int, progress: Progress
    ) -> None:
        self._zip, self._limit, self._progress = zipped, limit, progress
        self._strings, self._ends = strings, array("q", [0])
        self.sheets = self._listed()
        if _STRINGS in zipped.namelist():
            parser = _Parser(limit, self._string)
            for chunk in chain(self._chunks(_STRINGS), (b"",)):
                for said in parser.strings(chunk):
                    self._ends.append(self._ends[-1] + strings.write(said.encode()))

    def rows(self, part: str) -> Iterator[_Rows]:
        """The rows of a sheet that have cells, with their numbers."""
        chunks = self._chunks(part)
        rest, before = next(chunks, b""), 0
        own = rest.startswith(SHEET)
        rest = rest.removeprefix(SHEET)
        while own:
            end = rest.rfind(ROW_END) + len(ROW_END)
            rows = rows_of(rest[:end])
            if not rows:  # the end of the sheet, or what another program wrote
                break
            yield before, rows
            before += len(rows)
            rest = rest[end:] + next(chunks, b"")
        parser = _Parser(self._limit, self._string, before)
        for chunk in chain((SHEET + rest if own else rest,), chunks, (b"",)):
            for number, cells in parser.rows(chunk):
                yield number - 1, [CELL.join(cells)]

    def _string(self, index: int) -> str:
        """A shared string."""
        if not 0 <= index < len(self._ends) - 1:
            return ""
        start = self._strings.seek(self._ends[index])
        return self._strings.read(self._ends[index + 1] - start).decode()

    def _listed(self) -> dict[str, list[str]]:
        targets = {
            given.get("Id", ""): given.get("Target", "")
            for name, given in self._elements("xl/_rels/workbook.xml.rels")
            if name == "Relationship"
        }
        found: dict[str, list[str]] = {}
        for name, given in self._elements("xl/workbook.xml"):
            link = next((value for key, value in given.items() if key.endswith(" id")), "")
            target = targets.get(link, "")
            if name == "sheet" and target:
                table = given.get("name", "").strip().split(" ")[0].lower()
                part = target[1:] if target.startswith("/") else f"xl/{target}"
                found.setdefault(table, []).append(part)
        return found

    def _elements(self, part: str) -> list[tuple[str, dict[str, str]]]:
        found: list[tuple[str, dict[str, str]]] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            found.append((name.rpartition(" ")[2], attributes))

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = start
        for chunk in chain(self._chunks(part), (b"",)):
            parser.Parse(chunk, not chunk)
            if len(found) > _MOST:
                raise zipfile.BadZipFile(part)
        return found

    def _chunks(self, part: str) -> Iterator[bytes]:
        with self._zip.open(part) as file:
            while chunk := file.read(_CHUNK):
                self._progress.step(0, 0)
                yield chunk


class _Parser:
    """Goes through a sheet, or the shared strings, chunk by chunk; the last one is empty.

    What cannot stand in XML is left coded. `before` rows are not given.
    """

    def __init__(self, limit: int, string: Callable[[int], str], before: int = 0) -> None:
        self._limit, self._string = limit, string
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._tags: dict[str, str] = {}  # of names with their name space, which are few
        self._rows: list[tuple[int, list[str]]] = []
        self._said: list[str] = []
        self._row: list[str] = []
        self._number, self._column = before, 0
        self._kind = ""
        self._pieces: list[str] = []
        self._held = 0
        self._phonetic = False

    def rows(self, chunk: bytes) -> list[tuple[int, list[str]]]:
        """The rows that are whole by now."""
        self._parser.Parse(chunk, not chunk)
        found, self._rows = self._rows, []
        return found

    def strings(self, chunk: bytes) -> list[str]:
        """The shared strings that are whole by now."""
        self._parser.Parse(chunk, not chunk)
        found, self._said = self._said, []
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match self._tag(name):
            case "row":
                given = attributes.get("r", "")
                after = self._number + 1
                self._number = int(given) if given.isdecimal() and len(given) < 10 else after
                self._row, self._column = [], 0
            case "c":
                letters = _COLUMN.match(attributes.get("r", ""))
                if letters is not None:
                    self._column = _column(letters[0])
                self._kind = attributes.get("t", "n")
                self._forget()
            case "si":
                self._forget()
            case "rPh":  # how a word is said, which is no part of it
                self._phonetic = True
            case "t" | "v" if not self._phonetic:
                self._parser.CharacterDataHandler = self._text

    def _end(self, name: str) -> None:
        match self._tag(name):
            case "t" | "v":
                self._parser.CharacterDataHandler = None
            case "rPh":
                self._phonetic = False
            case "si":
                self._said.append("".join(self._pieces))
            case "c":
                if self._column < _MOST:
                    row = self._row
                    row.extend([""] * (self._column - len(row)))
                    row[self._column :] = [self._value("".join(self._pieces))]
                self._column += 1
            case "row":
                if any(self._row):
                    self._rows.append((self._number, self._row))

    def _text(self, data: str) -> None:
        if self._held < self._limit:
            self._pieces.append(data)
            self._held += len(data)

    def _forget(self) -> None:
        self._pieces, self._held = [], 0

    def _value(self, said: str) -> str:
        match self._kind:
            case "s":
                number = int(said) if said.isdecimal() and len(said) < 12 else -1
                return self._string(number)
            case "n":
                whole = _WHOLE.fullmatch(said)
                return whole[1] if whole else said
            case _:
                return said

    def _tag(self, name: str) -> str:
        found = self._tags.get(name)
        if found is None:
            found = self._tags[name] = name.rpartition(" ")[2]
        return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1
