"""A file of CSV whose rows are found by a column, wherever they stand, one group in memory."""

import csv
from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from workbench.domain.errors import Unreadable
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Problem, ReadOptions, shown
from workbench.exchange.parsing.decoding import known
from workbench.exchange.tables.cells import as_it_was

NUMBER: Final = "#"  # the first column where the rows of a file have numbers of their own
Row = Mapping[str, str]
Attributes = tuple[tuple[str, ...], tuple[str, ...]]  # columns of attributes, and their names

_ATTRIBUTE: Final = "attribute."
_MARK = b"\xef\xbb\xbf"


class _Lines:
    """The lines of a file from one place to another, as csv takes them.

    After a line that cannot be decoded, a new iteration goes on with the next one.
    """

    def __init__(self, raw: BinaryIO, encoding: str, start: int, end: int | None, line: int):
        self._raw, self._encoding, self._end = raw, encoding, end
        self.offset, self.line = start, line

    def __iter__(self) -> Iterator[str]:
        self._raw.seek(self.offset)
        read, encoding = self._raw.readline, self._encoding
        while (self._end is None or self.offset < self._end) and (line := read()):
            self.offset += len(line)
            self.line += 1
            yield line.decode(encoding)


class Table:
    """A file of CSV: its rows by the column `key`. A file that is not there has none."""

    def __init__(self, path: Path, key: str, options: ReadOptions, called: str) -> None:
        self.file = called or shown(path)
        self.offset = 0
        self.attributes: Attributes = (), ()
        self._path, self._key, self._limit = path, key, options.limit
        self._encoding = options.encoding or "utf-8"
        self._raw: BinaryIO | None = None
        self._head: tuple[str, ...] = ()
        self._comma = ","
        self._first, self._begun = 0, 1
        self._numbered = False
        # Where the rows of each key stand: triples of start, end and the line before.
        self._places: dict[str, array[int]] = {}

    def __enter__(self) -> "Table":
        # The module's own limit, 128 KB, is less than the text of an article.
        csv.field_size_limit(max(csv.field_size_limit(), self._limit))
        if self._path.is_file():
            raw = self._raw = self._path.open("rb")
            try:
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
        lines = _Lines(raw, "utf-8" if start else self._encoding, start, None, 0)
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
            if self._key in head:
                self._comma, self._head = comma, tuple(cell.strip() for cell in head)
                self._numbered = self._head[0] == NUMBER
                self._first, self._begun = lines.offset, lines.line
                columns = tuple(c for c in dict.fromkeys(self._head) if c.startswith(_ATTRIBUTE))
                self.attributes = columns, tuple(c.removeprefix(_ATTRIBUTE) for c in columns)
                return
        raise Unreadable(
            "{file} has no column «{column}» in its first line. Save it as CSV in UTF-8, with "
            "the names of the columns.",
            file=self._path.name,
            column=self._key,
        )

    def rows(self) -> Iterator[tuple[int, Row] | Problem]:
        """Every row with its line, or why it has none."""
        for line, found, _ in self._all():
            if isinstance(found, Message):
                yield self.problem(line, found)
            else:
                yield line, self._named(found)

    def learn(self) -> Iterator[Problem]:
        """Go through the file once, so that `of` finds rows; yield those that are broken."""
        last: array[int] | None = None
        owner = ""
        column = self._head.index(self._key) if self._head else 0
        for line, found, (start, end) in self._all():
            if isinstance(found, Message):
                last = None
                yield self.problem(line, found)
                continue
            key = as_it_was(found[column]) if column < len(found) else ""
            if last is not None and key == owner:
                last[-2] = end
                continue
            owner, last = key, self._places.setdefault(key, array("q"))
            last.extend((start, end, line - 1))

    def of(self, key: str) -> Iterator[tuple[int, Row]]:
        """The rows of one article, with their lines; `learn` comes first."""
        places = self._places.get(key, array("q"))
        for start, end, before in zip(places[::3], places[1::3], places[2::3], strict=True):
            for line, found, _ in self._all(start, end, before):
                if not isinstance(found, Message):
                    yield line, self._named(found)

    def unclaimed(self, articles: set[str]) -> Iterator[Problem]:
        """A problem for each article that has rows here and is not one of `articles`."""
        for key, places in self._places.items():
            if key not in articles:
                reason = msg("There is no article «{id}» in articles.csv.", id=key[:40])
                yield self.problem(places[2] + 1, reason)

    def problem(self, line: int, reason: Message) -> Problem:
        """What is wrong with a row of this file."""
        return Problem(self.file, line, reason)

    def _named(self, row: list[str]) -> Row:
        if "'" in "".join(row):
            row = [as_it_was(cell) for cell in row]
        return dict(zip(self._head, row, strict=False))

    def _all(
        self, start: int | None = None, end: int | None = None, before: int | None = None
    ) -> Iterator[tuple[int, list[str] | Message, tuple[int, int]]]:
        if self._raw is None:
            return
        lines = _Lines(
            self._raw,
            self._encoding,
            self._first if start is None else start,
            end,
            self._begun if before is None else before,
        )
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
                if self._numbered and isinstance(row, list) and row[0].isdecimal():
                    line = int(row[0])
                yield line, row, (begun, lines.offset)
