"""What a project remembers beside its records, by name: outside the journal, never undone."""

import sqlite3
from contextlib import AbstractContextManager
from typing import Protocol

from workbench.store.asking import Asking


class Remembered(Asking):
    """What is remembered, as one connection sees it."""

    def remembered(self, key: str) -> str | None:
        """The text that is remembered by this name."""
        found = self._all("SELECT value FROM property WHERE key=?", (key,))
        return found[0][0] if found else None

    def remembered_under(self, prefix: str) -> dict[str, str]:
        """What is remembered by names that begin with `prefix`, by the rest of the name."""
        query = "SELECT key, value FROM property WHERE substr(key, 1, ?)=? ORDER BY key"
        return {key[len(prefix) :]: value for key, value in self._all(query, (len(prefix), prefix))}


class _Writer(Protocol):
    _connection: sqlite3.Connection

    def _writing(self) -> AbstractContextManager[None]: ...


class Remembering:
    """A project that can remember."""

    _connection: sqlite3.Connection

    def remember(self: _Writer, key: str, value: str | None) -> None:
        """Remember a text by a name, durably; None forgets it. Raises ReadOnly, DiskFull."""
        with self._writing():
            if value is None:
                self._connection.execute("DELETE FROM property WHERE key=?", (key,))
            else:
                self._connection.execute(
                    "INSERT INTO property(key, value) VALUES(?,?) "
                    "ON CONFLICT(key) DO UPDATE SET value=excluded.value",
                    (key, value),
                )
