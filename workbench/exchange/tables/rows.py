"""Files of rows that are made of articles and not imported: JSONL, CSV and TSV."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Literal

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.records import Article
from workbench.exchange.bundle import LIMIT, Bundle, Problem, ReadOptions, Unit
from workbench.exchange.dialect import Folder, Kept, WriteOptions
from workbench.exchange.tables.cells import as_it_was, harmless
from workbench.jobs import Progress

Row = Mapping[str, Any]


class RowsOnly:
    """What the dialects of rows have in common: one file, code points, and no way back.

    `suffixes` say of what kind the file is: .jsonl, .csv or .tsv.
    """

    suffixes: tuple[str, ...] = (".jsonl",)
    makes: Literal["file", "folder"] = "file"
    units: tuple[Unit, ...] = ("code_point",)
    reads = False
    keeps: frozenset[Kept] = frozenset(("title",))

    def rows(self, articles: Iterable[Bundle], codebook: Codebook) -> Iterator[Row]:
        """The rows of articles."""
        raise NotImplementedError

    def columns(self, codebook: Codebook) -> Sequence[str]:
        """The columns of a table; an object of JSONL has all that a row has."""
        raise NotImplementedError

    def counted(self, rows: Iterable[Row]) -> Mapping[str, int]:
        """What `checked` gives, by the rows of a file. Raises ValueError."""
        raise NotImplementedError

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write the rows of articles; offsets are code points."""
        rows, columns = self.rows(articles, codebook), self.columns(codebook)
        with out.file("") as file:
            match self.suffixes[0]:
                case ".csv":
                    _write_csv(rows, columns, file)
                case ".tsv":
                    _write_tsv(rows, columns, file)
                case _:
                    _write_jsonl(rows, file)

    def checked(self, path: Path) -> Mapping[str, int]:
        """Read a file that was written: how much of what it holds. Raises ValueError."""
        reading = {".csv": _rows_of_csv, ".tsv": _rows_of_tsv}.get(self.suffixes[0], _rows_of_jsonl)
        return self.counted(reading(path))

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Rows are not imported."""
        raise NotImplementedError


def about(article: Article) -> dict[str, str]:
    """The cells that say of which article a row is."""
    date = str(article.meta.get("date") or "")
    return {"article": article.id, "title": article.title, "date": date}


def _write_jsonl(rows: Iterable[Row], file: BinaryIO) -> None:
    for row in rows:
        file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


def _write_csv(rows: Iterable[Row], columns: Sequence[str], file: BinaryIO) -> None:
    """A table with a head, in UTF-8 with a BOM; formulas are made harmless."""
    file.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(file, "utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns])
    text.detach()


def _write_tsv(rows: Iterable[Row], columns: Sequence[str], file: BinaryIO) -> None:
    """A table with a head, in UTF-8; tabs and newlines are spaces."""
    file.write(("\t".join(columns) + "\n").encode())
    for row in rows:
        cells = (" ".join(_cell(row[name]).split()) for name in columns)
        file.write(("\t".join(cells) + "\n").encode())


def _rows_of_jsonl(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        for line in file:
            yield orjson.loads(line)


def _rows_of_csv(path: Path) -> Iterator[Row]:
    csv.field_size_limit(max(csv.field_size_limit(), LIMIT))
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            yield from _named([as_it_was(cell) for cell in row] for row in csv.reader(file))
        except csv.Error as error:
            raise ValueError(*error.args) from None


def _rows_of_tsv(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from _named(line.rstrip("\n").split("\t") for line in file)


def _named(rows: Iterator[list[str]]) -> Iterator[dict[str, str]]:
    head = next(rows)
    for row in rows:
        yield dict(zip(head, row, strict=True))


def _cell(value: Any) -> str:
    """What a cell of a table says; several values are parted by «; »."""
    if isinstance(value, Mapping):
        value = [f"{name}={one}" for name, one in value.items()]
    if isinstance(value, list | tuple):
        said = ["-".join(map(str, one)) if isinstance(one, list) else str(one) for one in value]
        return harmless("; ".join(said))
    return harmless(value) if isinstance(value, str) else "" if value is None else str(value)
