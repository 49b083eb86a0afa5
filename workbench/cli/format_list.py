"""The formats as `workbench formats` lists them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from workbench.domain.codebook import Codebook
from workbench.domain.records import Article, Entity, Note, Rejection, Relation, Span
from workbench.domain.text import Fragments, Interval, sha256
from workbench.domain.words import Message, msg, tr
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import Dialect, lost
from workbench.exchange.formats import readable, writable

_HOLDS: Final[Mapping[str, Message]] = {
    "spans": msg("some of the spans"),
    "overlaps": msg("spans that overlap"),
    "fragments": msg("spans in several pieces"),
    "attributes": msg("attributes of spans"),
    "entities": msg("who a span mentions"),
    "span_notes": msg("notes on spans"),
    "relations": msg("links"),
    "relation_attributes": msg("attributes of links"),
    "notes": msg("notes on articles"),
    "rejections": msg("rejected suggestions"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A format: its ways, and by the names of LOSSES (and «overlaps») what it cannot hold."""

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
            lacking = ", ".join(str(_HOLDS[name]) for name in self.lacks)
            yield f"{'':<16}{tr('does not hold: {what}', what=lacking)}"


def listed() -> list[Listed]:
    """All formats, those that can be exported first."""
    written = [
        Listed(
            item.name,
            item.title,
            tuple(item.suffixes),
            item.reads,
            True,
            item.makes,
            tuple(item.units),
            cannot_hold(item),
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


def cannot_hold(dialect: Dialect) -> tuple[str, ...]:
    """What a format lacks, found out by giving it one of everything."""
    words, pieces, crossed = (
        _sample([(0, 4)], [(21, 25)]),
        _sample([(0, 4), (12, 19)], [(21, 25)]),
        _sample([(0, 11)], [(5, 19)]),
    )
    lacks = lost(words, dialect.carries(words, _BOOK))
    less = lost(pieces, dialect.carries(pieces, _BOOK))
    lacks["fragments"] = less["fragments"] or less["spans"] > lacks["spans"]
    less = lost(crossed, dialect.carries(crossed, _BOOK))
    lacks["overlaps"] = less["spans"] > lacks["spans"]
    return tuple(name for name in _HOLDS if lacks[name])


_BOOK: Final = Codebook.of(
    {
        "id": "sample",
        "version": "1",
        "labels": [
            {
                "id": "Claim",
                "link_to_registry": "entity",
                "attributes": {"kind": {"values": ["fact"]}},
            },
            {"id": "Actor", "link_to_registry": "entity"},
            {"id": "Part"},
        ],
        "relations": [
            {
                "id": "about",
                "from": ["Claim"],
                "to": ["Actor"],
                "attributes": {"role": {"values": ["agent"]}},
            }
        ],
    }
)
_TEXT: Final = "Мэры города заявили: мост закрыт."


def _sample(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> Bundle:
    def span(name: str, label: str, places: list[tuple[int, int]]) -> Span:
        fragments: Fragments = tuple(Interval(*place) for place in places)
        said = {"kind": "fact"} if label == "Claim" else {}
        who = None if label == "Part" else "e"
        return Span(name, "a", label, fragments, said, who, "x", "manual", "note", "", "")

    return Bundle(
        Article("a", sha256(_TEXT), "Мост"),
        _TEXT,
        (span("s", "Claim", one), span("t", "Actor", other), span("u", "Part", [(26, 32)])),
        (Relation("r", "a", "about", "s", "t", {"role": "agent"}, "x"),),
        (Entity("e", "Мэр", "person"),),
        (Note("n", "a", "note", "x", "", ""),),
        (Rejection("j", "a", "e", (Interval(12, 19),), "x", ""),),
    )
