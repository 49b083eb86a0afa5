"""A file as it was made: its bytes, their sha256, and marks by which a changed line is found."""

import hashlib
from dataclasses import dataclass
from itertools import islice, takewhile
from operator import eq
from pathlib import Path
from typing import Final

# Of records a few dozen kilobytes long the usual 8 would mean a system call for each.
BUFFER: Final = 1 << 18
# So many marks are made at most, and after the first few not more than one in so many bytes.
_MOST: Final = 1 << 17
_FEW: Final = 1 << 14
_APART: Final = 256
_BYTES = 3  # of each mark: of 16 million changed lines one is taken for the same, not the next too


@dataclass(frozen=True, slots=True)
class Lines:
    """Of every `every`-th line the sha256 of the file up to its end, six hex digits of it."""

    every: int
    marks: str

    @property
    def count(self) -> int:
        """How many lines have marks: all that end, if there are not too many."""
        return len(self.marks) // (2 * _BYTES) * self.every

    def first_other(self, now: "Lines") -> tuple[int, int]:
        """Between which two lines, counted from 1, is the first that is not the same now."""
        every = max(self.every, now.every)
        pairs = zip(self._at(every), now._at(every), strict=False)
        same = sum(1 for _ in takewhile(lambda pair: eq(*pair), pairs)) * every
        return same + 1, same + every

    def _at(self, every: int) -> list[str]:
        size, step = 2 * _BYTES, every // self.every
        places = range((step - 1) * size, len(self.marks), step * size)
        return [self.marks[place : place + size] for place in places]


@dataclass(frozen=True, slots=True)
class FileMade:
    """A file of an export: its name in the folder, its bytes and their sha256.

    `lines` is None where it has none, as a workbook.
    """

    name: str
    size: int
    sha256: str
    lines: Lines | None = None


def file_made(path: Path, name: str, *, marked: bool = True) -> FileMade:
    """Read a file for what it is, its lines `marked` or not. Raises OSError."""
    if not marked:
        with path.open("rb", buffering=0) as file:
            found = hashlib.file_digest(file, "sha256")
            return FileMade(name, file.tell(), found.hexdigest())
    found, marks, every, size = hashlib.sha256(), bytearray(), 1, 0
    has_lines = True
    with path.open("rb", buffering=BUFFER) as file:
        # One by one lines take far longer than the sums of them, where they are short and many.
        while part := file.readline(BUFFER) if every == 1 else b"".join(islice(file, every)):
            found.update(part)
            size += len(part)
            has_lines = has_lines and b"\0" not in part  # which no text that is exported holds
            if not (part.endswith(b"\n") if every == 1 else part.count(b"\n") == every):
                continue
            marks += found.copy().digest()[:_BYTES]
            count = len(marks) // _BYTES
            if count % 2 == 0 and (count == _MOST or (count >= _FEW and size < count * _APART)):
                every, marks = 2 * every, _every_other(marks)
        lines = Lines(every, marks.hex()) if has_lines else None
        return FileMade(name, size, found.hexdigest(), lines)


def _every_other(marks: bytearray) -> bytearray:
    kept = bytearray(len(marks) // 2)
    for byte in range(_BYTES):
        kept[byte::_BYTES] = marks[_BYTES + byte :: 2 * _BYTES]
    return kept
