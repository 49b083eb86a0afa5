"""Files of rows that are made of articles and not read back: JSONL, CSV and TSV."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from workbench.exchange.dialect import Folder
from workbench.exchange.tables.reading import harmless

Row = Mapping[str, Any]


def write_jsonl(rows: Iterable[Row], out: Folder) -> None:
    """An object a line."""
    with out.file("") as file:
        for row in rows:
            file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


def write_csv(rows: Iterable[Row], columns: Sequence[str], out: Folder) -> None:
    """A table with a head, in UTF-8 with a BOM; lists are joined with «; », formulas harmless."""
    with out.file("") as file:
        text = io.TextIOWrapper(file, "utf-8-sig", newline="")
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


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return harmless("; ".join(map(str, value)))
    return harmless(value) if isinstance(value, str) else "" if value is None else str(value)
