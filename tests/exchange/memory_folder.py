"""A `Folder` of an export that is kept in memory until it is put on disk."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class MemoryFolder:
    """`files` holds what was written, by name."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """A new file; each name is given once."""
        assert name not in self.files
        made = io.BytesIO()
        yield made
        self.files[name] = made.getvalue()

    def on_disk(self, path: Path) -> Path:
        """Put the files into the folder `path`; the file "" becomes `path` itself."""
        for name, data in self.files.items():
            place = path / name if name else path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        return path
