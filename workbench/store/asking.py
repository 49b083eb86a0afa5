"""One connection to a project file, and how it is asked."""

import sqlite3
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from workbench.domain.forms import Form
from workbench.store import rows
from workbench.store.schema import sqlite_errors

# SQLite takes so many values in one statement wherever it was built.
_AT_ONCE = 500


class Asking:
    """A connection and the file behind it; what SQLite raises comes as a sentence."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def _all(self, query: str, values: Iterable[Any] = ()) -> list[rows.Row]:
        with sqlite_errors(self.path):
            return self._connection.execute(query, tuple(values)).fetchall()

    def _one(self, query: str, values: Iterable[Any] = ()) -> Any:
        return self._all(query, values)[0][0]

    def _forms(self, query: str, values: Iterable[Any] = ()) -> Iterator[Form]:
        """The JSON of a query's one column, decoded one by one."""
        return (orjson.loads(record) for (record,) in self._all(query, values))

    def _each(self, query: str, values: Iterable[Any] = ()) -> Generator[rows.Row, None, None]:
        """The rows one by one, read as they are asked for."""
        with sqlite_errors(self.path):
            yield from self._connection.execute(query, tuple(values))

    def _among(self, query: str, values: Sequence[str]) -> list[rows.Row]:
        """The rows of a query with `IN ({})` for any number of values."""
        found: list[rows.Row] = []
        for low in range(0, len(values), _AT_ONCE):
            part = values[low : low + _AT_ONCE]
            found += self._all(query.format(",".join("?" * len(part))), part)
        return found
