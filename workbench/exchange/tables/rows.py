"""Files of rows that are made of articles and not imported: JSONL, CSV and TSV."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.records import Article
from workbench.exchange.bundle import LIMIT, Bundle, Problem, ReadOptions, Unit
from workbench.exchange.dialect import Folder, Kept
from workbench.exchange.tables.cells import as_it_was, harmless
from workbench.jobs import Progress

Row = Mapping[str, Any]


class RowsOnly:
    """What the dialects of rows have in common: one file, code points, and no way back."""

    makes: Literal["file", "folder"] = "file"
    units: tuple[Unit, ...] = ("code_point",)
    reads = False
    keeps: frozenset[Kept] = frozenset(("title",))

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Rows are not imported."""
        raise NotImplementedError


def about(article: Article) -> dict[str, str]:
    """The cells that say of which article a row is."""
    date = str(article.meta.get("date") or "")
    return {"article": article.id, "title": article.title, "date": date}


def write_jsonl(rows: Iterable[Row], out: Folder) -> None:
    """An object a line."""
    with out.file("") as file:
        for row in rows:
            file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


def write_csv(rows: Iterable[Row], columns: Sequence[str], out: Folder) -> None:
    """A table with a head, in UTF-8 with a BOM; lists are joined with «; », formulas harmless."""
    with out.file("") as file:
        file.write(codecs.BOM_UTF8)
        text = io.TextIOWrapper(file, "utf-8", newline="")
        writer = csv.writer(text)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_cell(row[name]) for name in columns])
        text.detach()


def write_tsv(rows: Iterable[Row], columns: Sequence[str], out: Folder) -> None:
    """A table with a head, in UTF-8; lists are joined with «; », tabs and newlines are spaces."""
    with out.file("") as file:
        file.write(("\t".join(columns) + "\n").encode())
        for row in rows:
            cells = (" ".join(_cell(row[name]).split()) for name in columns)
            file.write(("\t".join(cells) + "\n").encode())


def rows_of_jsonl(path: Path) -> Iterator[Row]:
    """The rows that `write_jsonl` wrote. Raises ValueError."""
    with path.open("rb") as file:
        for line in file:
            yield orjson.loads(line)


def rows_of_csv(path: Path) -> Iterator[dict[str, str]]:
    """The rows that `write_csv` wrote. Raises ValueError."""
    csv.field_size_limit(max(csv.field_size_limit(), LIMIT))
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            yield from _named([as_it_was(cell) for cell in row] for row in csv.reader(file))
        except csv.Error as error:
            raise ValueError(*error.args) from None


def rows_of_tsv(path: Path) -> Iterator[dict[str, str]]:
    """The rows that `write_tsv` wrote. Raises ValueError."""
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from _named(line.rstrip("\n").split("\t") for line in file)


def _named(rows: Iterator[list[str]]) -> Iterator[dict[str, str]]:
    head = next(rows)
    for row in rows:
        yield dict(zip(head, row, strict=True))


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return harmless("; ".join(map(str, value)))
    return harmless(value) if isinstance(value, str) else "" if value is None else str(value)
