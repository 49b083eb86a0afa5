"""What an import will do, decided before it: labels that are not known, and how offsets count."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from workbench.domain.codebook import Codebook
from workbench.domain.mapping import EMPTY, Found, Mapping, Rest, Unknown, settle
from workbench.domain.mapping_codebook import grown
from workbench.domain.mapping_losses import left_out
from workbench.domain.words import Message, msg, msgn
from workbench.exchange.bundle import Counted, Ends, Newlines, ReadOptions, Unit
from workbench.jobs import Progress
from workbench.transfer.sources import foreign

# Texts that the project has: by their sha256 alone, or also another version of an article.
Match = Literal["exact", "reanchor"]

_UNITS: dict[str, Message] = {
    "code_point": msg("code points"),
    "utf16": msg("UTF-16 units"),
    "utf8": msg("bytes of UTF-8"),
}
_NEWLINES: dict[str | None, Message] = {
    None: msg("on the text"),
    "raw": msg("on the text with CR"),
    "lf": msg("on the text without CR"),
}
_ENDS: dict[str, Message] = {
    "exclusive": msg("ends exclusive"),
    "inclusive": msg("ends inclusive"),
}


@dataclass(slots=True)
class Evidence:
    """How offsets were taken to count: articles, quotes and those that are right, by the way.

    `ties` are files where two ways fit as well and lead to other words; `blind` are files without
    quotes where the way could make a difference.
    """

    ways: dict[tuple[Unit, Newlines | None, Ends], Counter[str]] = field(default_factory=dict)
    ties: dict[str, None] = field(default_factory=dict)
    blind: dict[str, None] = field(default_factory=dict)

    def add(self, counted: Counted) -> None:
        """Count one article."""
        way = (counted.unit, counted.newlines, counted.ends)
        numbers = self.ways.setdefault(way, Counter())
        numbers.update(articles=1, quotes=counted.quotes, right=counted.right)
        if counted.tie:
            self.ties[counted.file] = None
        if counted.blind:
            self.blind[counted.file] = None

    def told(self) -> list[Message]:
        """It in words: what was found out for each way, then what is doubtful."""
        told = [
            msgn(
                "Offsets of {count} article count {unit} {newlines}, {ends}: {right} of {quotes} "
                "quotes stand there.",
                "Offsets of {count} articles count {unit} {newlines}, {ends}: {right} of {quotes} "
                "quotes stand there.",
                numbers["articles"],
                unit=_UNITS[unit],
                newlines=_NEWLINES[newlines],
                ends=_ENDS[ends],
                right=numbers["right"],
                quotes=numbers["quotes"],
            )
            for (unit, newlines, ends), numbers in self.ways.items()
            if numbers["quotes"]
        ]
        if self.ties:
            told.append(
                msgn(
                    "The offsets of {count} file fit in more than one way: {files}. Say which is "
                    "right.",
                    "The offsets of {count} files fit in more than one way: {files}. Say which is "
                    "right.",
                    len(self.ties),
                    files=_some(self.ties),
                )
            )
        if self.blind:
            told.append(
                msgn(
                    "{count} file has no quotes to check the offsets by, and characters that "
                    "tools count in different ways (outside the BMP, or CR): {files}. Look "
                    "whether the spans stand right.",
                    "{count} files have no quotes to check the offsets by, and characters that "
                    "tools count in different ways (outside the BMP, or CR): {files}. Look "
                    "whether the spans stand right.",
                    len(self.blind),
                    files=_some(self.blind),
                )
            )
        return told


@dataclass(frozen=True, slots=True)
class Plan:
    """What files use, where it goes, and what is undecided.

    `codebook` is the project's with what `mapping` (a settled one) adds to it; `before` is the
    project's. With `unknown` or `evidence.ties` the user is to be asked before the import.
    """

    formats: tuple[str, ...]
    found: Found
    evidence: Evidence
    before: Codebook
    decided: Mapping
    mapping: Mapping
    codebook: Codebook
    unknown: tuple[Unknown, ...]

    def deciding(self, mapping: Mapping, rest: Rest = "ask") -> "Plan":
        """The plan with further decisions, which hold over those before; nothing is read anew."""
        return _plan(
            self.formats, self.found, self.evidence, self.before, mapping.over(self.decided), rest
        )

    def told(self) -> list[Message]:
        """What is left out by decision, what the codebook gets, and how offsets were counted."""
        more = len(self.codebook.labels) - len(self.before.labels)
        links = len(self.codebook.relations) - len(self.before.relations)
        told: list[Message] = []
        if more:
            told.append(
                msgn(
                    "{count} label was added to the codebook.",
                    "{count} labels were added to the codebook.",
                    more,
                )
            )
        if links:
            told.append(
                msgn(
                    "{count} relation was added to the codebook.",
                    "{count} relations were added to the codebook.",
                    links,
                )
            )
        told += left_out(self.found, self.mapping, self.codebook)
        return [*told, *self.evidence.told()]


def planned(
    paths: Iterable[Path],
    codebook: Codebook,
    options: ReadOptions,
    progress: Progress,
    mapping: Mapping = EMPTY,
    rest: Rest = "ask",
) -> Plan:
    """Read files once to see what they use, for a worker. Touches no project.

    Raises what `settle` and Cancelled raise; what cannot be read is for the import to tell.
    """
    found, evidence, formats = Found(), Evidence(), dict[str, None]()
    asking = replace(options, counted=evidence.add)
    for name, bundle in foreign(paths, codebook, asking, progress):
        formats[name] = None
        found.add(bundle.spans, bundle.relations)
    return _plan(tuple(formats), found, evidence, codebook, mapping, rest)


def _plan(
    formats: tuple[str, ...],
    found: Found,
    evidence: Evidence,
    codebook: Codebook,
    mapping: Mapping,
    rest: Rest,
) -> Plan:
    settled = settle(found, codebook, mapping, rest)
    return Plan(
        formats,
        found,
        evidence,
        codebook,
        mapping,
        settled.mapping,
        grown(codebook, settled.mapping, found),
        settled.unknown,
    )


def _some(files: Iterable[str]) -> str:
    listed = list(files)
    return ", ".join(listed[:5]) + (", …" if len(listed) > 5 else "")
