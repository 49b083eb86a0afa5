"""Workbooks (XLSX) taken apart into files of CSV, as programs of spreadsheets save them.

Each file has a first column «#»: the number of the row in its sheet. Strings that a workbook keeps
in one place wait in a temporary file, so memory does not grow with the articles.
"""

import csv
import re
import tempfile
import zipfile
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, BinaryIO, Final
from xml.parsers import expat

from workbench.domain.errors import Unreadable
from workbench.exchange.tables.cells import harmless
from workbench.exchange.tables.table import NUMBER
from workbench.exchange.xml_text import decoded
from workbench.jobs import Progress

_CHUNK: Final = 1 << 18
_WHOLE = re.compile(r"(-?[0-9]+)\.0+")  # some programs save numbers so
_COLUMN = re.compile("[A-Z]{1,3}")
_STRINGS: Final = "xl/sharedStrings.xml"
_MOST = 16_384  # columns of a sheet; no workbook has as many sheets


def unpack(path: Path, tables: Sequence[str], folder: Path, limit: int, progress: Progress) -> None:
    """Write the sheets called as `tables` are, and the texts that go on in «texts», as CSV.

    A cell of more than `limit` characters is cut. Raises Unreadable for what is no workbook, and
    Cancelled; how far it is cannot be told.
    """
    try:
        with zipfile.ZipFile(path) as zipped, ExitStack() as files:
            book = _Book(zipped, files.enter_context(tempfile.TemporaryFile()), limit, progress)
            more = _More(files.enter_context(tempfile.TemporaryFile()))
            for name in book.sheets.get("texts", ()):
                more.take(book.rows(name))
            for table in tables:
                if table in book.sheets:
                    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as out:
                        texts = more if table == "articles" else None
                        _write(book, book.sheets[table], texts, out)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as error:
        # What zipfile raises for a broken, a missing, an unknown and a locked entry.
        raise Unreadable(
            "This is not an XLSX workbook, or it is damaged: {reason}. Save it again as XLSX, or "
            "as CSV.",
            reason=str(error).strip("'\""),
        ) from None
    except expat.ExpatError as error:
        raise Unreadable(
            "This is not an XLSX workbook, or it is damaged: {reason}. Save it again as XLSX, or "
            "as CSV.",
            reason=str(error),
        ) from None


def _write(book: "_Book", names: Sequence[str], more: "_More | None", out: IO[str]) -> None:
    """The sheets of one table, one below the other; columns stand by the names of the first."""
    writer = csv.writer(out)
    head: list[str] = []
    for name in names:
        here: list[str] | None = None
        for number, row in book.rows(name):
            if here is None:
                here = [cell.strip() for cell in row]
                if not head:
                    head = here
                    writer.writerow([NUMBER, *map(harmless, head)])
                continue
            cells = dict(zip(here, row, strict=False))
            if more is not None and "text" in cells:
                cells["text"] += more.of(cells.get("article", ""))
            writer.writerow([number, *[harmless(cells.get(column, "")) for column in head]])


class _More:
    """The parts of long texts behind the first, by article; a cell holds so many characters."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._places: dict[str, list[tuple[int, int, int]]] = {}

    def take(self, rows: Iterator[tuple[int, list[str]]]) -> None:
        """The rows of a sheet with the columns article, part and text."""
        head: list[str] = []
        for _, row in rows:
            if not head:
                head = row
                continue
            cells = dict(zip(head, row, strict=False))
            part = cells.get("part", "")
            if part.isdecimal() and len(part) < 8:
                said = cells.get("text", "").encode(errors="surrogatepass")
                places = self._places.setdefault(cells.get("article", ""), [])
                places.append((int(part), self._file.seek(0, 2), len(said)))
                self._file.write(said)

    def of(self, article: str) -> str:
        """What goes on after the cell of an article."""
        found = []
        for _, start, length in sorted(self._places.get(article, ())):
            self._file.seek(start)
            found.append(self._file.read(length).decode(errors="surrogatepass"))
        return "".join(found)


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
            for chunk in self._chunks(_STRINGS):
                for said in parser.strings(chunk):
                    self._ends.append(self._ends[-1] + strings.write(said.encode()))

    def rows(self, part: str) -> Iterator[tuple[int, list[str]]]:
        """The rows of a sheet that have cells, with their numbers."""
        parser = _Parser(self._limit, self._string)
        for chunk in self._chunks(part):
            yield from parser.rows(chunk)

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
        for chunk in self._chunks(part):
            parser.Parse(chunk, not chunk)
            if len(found) > _MOST:
                raise zipfile.BadZipFile(part)
        return found

    def _chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part, and an empty piece at its end."""
        with self._zip.open(part) as file:
            while True:
                self._progress.step(0, 0)
                chunk = file.read(_CHUNK)
                yield chunk
                if not chunk:
                    return


class _Parser:
    """Goes through a sheet, or the shared strings, chunk by chunk; the last one is empty."""

    def __init__(self, limit: int, string: Callable[[int], str]) -> None:
        self._limit, self._string = limit, string
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._tags: dict[str, str] = {}  # of names with their name space, which are few
        self._rows: list[tuple[int, list[str]]] = []
        self._said: list[str] = []
        self._row: list[str] = []
        self._number = self._column = 0
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
                self._said.append(decoded("".join(self._pieces)))
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
            case "inlineStr" | "str":
                return decoded(said)
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
