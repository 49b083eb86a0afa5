"""Rows of a table that are found by a column, wherever they stand, those of one key in memory."""

import csv
import io
from array import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, Final

from workbench.domain.errors import Unreadable
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Problem, ReadOptions, shown
from workbench.exchange.parsing.decoding import known
from workbench.exchange.tables.cells import as_it_was

Cells = list[str]  # of a row: as many as the head has, and an empty one

_ATTRIBUTE: Final = "attribute."
_MARK = b"\xef\xbb\xbf"


class Table:
    """A table: its rows by the column `key`. One that is not there has none."""

    def __init__(self, file: str, key: str) -> None:
        self.file, self.key = file, key
        self.head: tuple[str, ...] = ()
        self.offset = self.size = 0  # how far it is read, of how much
        # Where the rows of each key stand: triples of start, end and the number before.
        self._places: dict[str, array[int]] = {}

    def rows(self) -> Iterator[tuple[int, Cells] | Problem]:
        """Every row with its number, or why it has none."""
        for key in self._places:
            yield from self.of(key)

    def learn(self) -> Iterator[Problem]:
        """Find where rows stand, so that `of` finds them; yield those that are broken."""
        return iter(())

    def of(self, key: str) -> Iterator[tuple[int, Cells]]:
        """The rows of one key, with their numbers; `learn` comes first."""
        places = self._places.get(key, array("q"))
        for start, end, before in zip(places[::3], places[1::3], places[2::3], strict=True):
            yield from self._between(start, end, before)

    def _between(self, start: int, end: int, before: int) -> Iterator[tuple[int, Cells]]:
        raise NotImplementedError

    def _squared(self, row: list[str]) -> Cells:
        width = len(self.head)
        if len(row) != width:
            row = [*row, *[""] * width][:width]
        row.append("")
        return row

    def pick(self, *columns: str) -> Callable[[Cells], Any]:
        """What takes the cells of two or more columns out of a row, "" where there is none."""
        return itemgetter(*[self._column(name) for name in columns])

    def attributes(self) -> Callable[[Cells], dict[str, str]]:
        """What takes the attributes out of a row that have columns of their own."""
        columns = [name for name in dict.fromkeys(self.head) if name.startswith(_ATTRIBUTE)]
        names = [name.removeprefix(_ATTRIBUTE) for name in columns]
        values_of = itemgetter(-1, -1, *map(self._column, columns))

        def taken(row: Cells) -> dict[str, str]:
            values = values_of(row)
            if not any(values):  # as in most rows
                return {}
            return {name: value for name, value in zip(names, values[2:], strict=True) if value}

        return taken

    def _column(self, name: str) -> int:
        return self.head.index(name) if name in self.head else -1

    def unclaimed(self, articles: set[str]) -> Iterator[Problem]:
        """A problem for each article that has rows here and is not one of `articles`."""
        for key, places in self._places.items():
            if key not in articles:
                reason = msg("There is no article «{id}» in articles.csv.", id=key[:40])
                yield self.problem(places[2] + 1, reason)

    def problem(self, number: int, reason: Message) -> Problem:
        """What is wrong with a row of this table."""
        return Problem(self.file, number, reason)


def no_column(file: str, column: str) -> Unreadable:
    """What is said of a table whose rows cannot be found."""
    return Unreadable(
        "{file} has no column «{column}» in its first line. Save it as CSV in UTF-8, with "
        "the names of the columns.",
        file=file,
        column=column,
    )


class CsvTable(Table):
    """A file of CSV; numbers of rows are those of the lines that they begin with."""

    def __init__(self, path: Path, key: str, options: ReadOptions) -> None:
        super().__init__(shown(path), key)
        self._path, self._limit = path, options.limit
        self._encoding = options.encoding or "utf-8"
        self._raw: BinaryIO | None = None
        self._comma = ","
        self._first, self._begun = 0, 1

    def __enter__(self) -> "CsvTable":
        # The module's own limit, 128 KB, is less than the text of an article.
        csv.field_size_limit(max(csv.field_size_limit(), self._limit))
        if self._path.is_file():
            raw = self._raw = self._path.open("rb")
            try:
                self.size = self._path.stat().st_size
                self._read_head(raw)
            except BaseException:
                raw.close()
                raise
        return self

    def __exit__(self, *error: object) -> None:
        if self._raw is not None:
            self._raw.close()

    def _read_head(self, raw: BinaryIO) -> None:
        start = len(_MARK) if raw.read(len(_MARK)) == _MARK else 0
        if not known(self._encoding) or self._encoding.lower().startswith(("utf-16", "utf-32")):
            raise Unreadable(
                "The text cannot be read as {encoding}. Choose another encoding (--encoding on "
                "the command line).",
                encoding=self._encoding,
            )
        lines = _Lines(raw, "utf-8" if start else self._encoding, start, 0)
        if start:
            self._encoding = "utf-8"
        try:
            line = next(iter(lines), "")
        except UnicodeDecodeError:
            line = ""
        for comma in (",", ";", "\t"):
            head: list[str] = []
            with suppress(csv.Error):
                head = next(csv.reader([line], delimiter=comma), [])
            if self.key in head:
                self._comma, self.head = comma, tuple(cell.strip() for cell in head)
                self._first, self._begun = lines.offset, lines.line
                return
        raise no_column(self._path.name, self.key)

    def rows(self) -> Iterator[tuple[int, Cells] | Problem]:
        """Every row with its line, or why it has none."""
        for line, found, _ in self._all(self._lines()):
            if isinstance(found, Message):
                yield self.problem(line, found)
            else:
                yield line, self._as_they_were(found)

    def learn(self) -> Iterator[Problem]:
        """Go through the file once."""
        last: array[int] | None = None
        owner = ""
        column = max(self._column(self.key), 0)
        lines = self._lines()
        for line, found, start in self._all(lines):
            if isinstance(found, Message):
                last = None
                yield self.problem(line, found)
                continue
            said = found[column] if column < len(found) else ""
            key = as_it_was(said)
            if last is None or key != owner:
                owner, last = key, self._places.setdefault(key, array("q"))
                last.extend((start, start, line - 1))
            if column == 0 and self._comma not in said:
                lines.pass_over(f"{said}{self._comma}")
            last[-2] = lines.offset

    def _between(self, start: int, end: int, before: int) -> Iterator[tuple[int, Cells]]:
        if self._raw is None:
            return
        self._raw.seek(start)
        text = self._raw.read(end - start).decode(self._encoding)
        lines = io.StringIO(text, newline="\n")
        number, plain = before + 1, "'" not in text
        for line in lines:
            if '"' in line:
                reader = csv.reader(chain((line,), lines), delimiter=self._comma, strict=True)
                row, count = next(reader), reader.line_num
            else:  # as most, for which the module takes twice as long
                row, count = line.rstrip("\r\n").split(self._comma), 1
            if row != [""]:
                yield number, self._squared(row) if plain else self._as_they_were(row)
            number += count

    def _as_they_were(self, row: list[str]) -> Cells:
        return self._squared([as_it_was(cell) for cell in row] if "'" in "".join(row) else row)

    def _lines(self) -> "_Lines":
        return _Lines(self._raw or io.BytesIO(), self._encoding, self._first, self._begun)

    def _all(self, lines: "_Lines") -> Iterator[tuple[int, list[str] | Message, int]]:
        reader = csv.reader(lines, delimiter=self._comma, strict=True)
        while True:
            begun, line = lines.offset, lines.line + 1
            try:
                row: list[str] | Message = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                row = msg("The row is not CSV: {reason}.", reason=str(error))
            except UnicodeDecodeError:
                reader = csv.reader(lines, delimiter=self._comma, strict=True)
                row = msg(
                    "The line is not in UTF-8. Choose the encoding (--encoding on the command "
                    "line)."
                )
            self.offset = lines.offset
            if row:
                yield line, row, begun


class _Lines:
    """The lines of a file from a place on, as csv takes them.

    After a line that cannot be decoded, a new iteration goes on with the next one.
    """

    def __init__(self, raw: BinaryIO, encoding: str, start: int, line: int) -> None:
        self._raw, self._encoding = raw, encoding
        self.offset, self.line = start, line

    def __iter__(self) -> Iterator[str]:
        self._raw.seek(self.offset)
        read, encoding = self._raw.readline, self._encoding
        while line := read():
            self.offset += len(line)
            self.line += 1
            yield line.decode(encoding)

    def pass_over(self, beginning: str) -> None:
        """Go on behind lines that begin so and are a row each, as nothing in them is quoted."""
        with suppress(UnicodeDecodeError):
            while line := self._raw.readline():
                said = line.decode(self._encoding)
                if (
                    '"' in said
                    or "\r" in said.removesuffix("\r\n")
                    or not said.startswith(beginning)
                ):
                    break
                self.offset += len(line)
                self.line += 1
        self._raw.seek(self.offset)
