"""The formats as `workbench formats` lists them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.domain.words import Message, tr
from workbench.exchange.codebook_file import read_codebook
from workbench.exchange.formats import readable, writable
from workbench.exchange.holding import THINGS, lacks
from workbench.resources import resource


@dataclass(frozen=True, slots=True)
class Listed:
    """A format: its ways, and by the names of THINGS what it cannot hold."""

    name: str
    title: Message
    suffixes: tuple[str, ...]
    reads: bool
    writes: bool
    makes: str
    units: tuple[str, ...]
    lacks: tuple[str, ...]

    def form(self) -> dict[str, Any]:
        """It as plain JSON values."""
        return {
            "name": self.name,
            "title": str(self.title),
            "suffixes": list(self.suffixes),
            "reads": self.reads,
            "writes": self.writes,
            "makes": self.makes,
            "units": list(self.units),
            "cannot_hold": list(self.lacks),
        }

    def lines(self) -> Iterator[str]:
        """It in words."""
        ways = {
            (True, True): tr("import, export"),
            (True, False): tr("import"),
            (False, True): tr("export"),
        }
        yield f"{self.name:<16}{self.title} ({', '.join(self.suffixes)})"
        units = f" · {', '.join(self.units)}" if len(self.units) > 1 else ""
        folder = f" · {tr('a folder')}" if self.makes == "folder" else ""
        yield f"{'':<16}{ways[self.reads, self.writes]}{folder}{units}"
        if self.lacks:
            lacking = ", ".join(str(THINGS[name]) for name in self.lacks)
            yield f"{'':<16}{tr('does not hold: {what}', what=lacking)}"


def listed() -> list[Listed]:
    """All formats, those that can be exported first; tried with the codebook of the program."""
    book = read_codebook(resource("codebook.json"))
    written = [
        Listed(
            item.name,
            item.title,
            tuple(item.suffixes),
            item.reads,
            True,
            item.makes,
            tuple(item.units),
            lacks(item, book),
        )
        for item in writable()
    ]
    names = {item.name for item in written}
    read = [
        Listed(item.name, item.title, tuple(item.suffixes), True, False, "file", (), ())
        for item in readable()
        if item.name not in names
    ]
    return [*written, *read]
