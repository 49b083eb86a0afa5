"""How the offsets of files were taken to count, and what says so."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from workbench.domain.text import around, quote
from workbench.domain.words import Message, msg, msgn
from workbench.exchange.bundle import Bundle, Counted, Ends, Mark, Newlines, Tried, Unit

# A unit, whether CR counts (None: it makes no difference), and what an end is.
Way = tuple[Unit, Newlines | None, Ends]

SHOWN: Final = 3  # spans of a file, and files, that examples are kept of

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

    `tried` are those numbers of articles where ways lead to different places. `ties` are files
    where two ways fit as well and lead to other words; `blind` are files without quotes where the
    way could make a difference: each with examples of what would be marked, for the first ones.
    `guesses` are such examples by each way, for one of the latter.
    """

    ways: dict[Way, Counter[str]] = field(default_factory=dict)
    tried: dict[Way, Counter[str]] = field(default_factory=dict)
    ties: dict[str, tuple[Tried, ...]] = field(default_factory=dict)
    blind: dict[str, tuple[Mark, ...]] = field(default_factory=dict)
    guesses: tuple[Tried, ...] = ()

    def add(self, counted: Counted) -> None:
        """Count one article."""
        way = (counted.unit, counted.newlines, counted.ends)
        numbers = self.ways.setdefault(way, Counter())
        numbers.update(articles=1, quotes=counted.quotes, right=counted.right)
        for one in counted.tried if counted.quotes else ():
            tried = self.tried.setdefault((one.unit, one.newlines, one.ends), Counter())
            tried.update(articles=1, quotes=counted.quotes, right=one.right)
        if counted.tie:
            few = sum(map(bool, self.ties.values())) < SHOWN
            fitting = tuple(one for one in counted.tried if one.fits) if few else ()
            self.ties.setdefault(counted.file, fitting)
        if counted.blind:
            self.blind.setdefault(counted.file, ())
            self.guesses = self.guesses or counted.tried

    def see(self, bundle: Bundle) -> None:
        """Keep the first spans of a file that is `blind`, as they would stand."""
        there = self.blind.get(bundle.file)
        if there is None or len(there) >= SHOWN or sum(map(bool, self.blind.values())) > SHOWN:
            return
        text = bundle.text
        first = next((at for at, letter in enumerate(text) if letter > "\uffff"), 0)
        spans = [span for span in bundle.spans if span.start >= first] or bundle.spans
        marks = []
        for span in spans[: SHOWN - len(there)]:
            before, after = around(text, span.start, span.end)
            marks.append(Mark(before, quote(text, span.fragments), after, span.label))
        self.blind[bundle.file] = (*there, *marks)

    def told(self) -> list[Message]:
        """It in words: what was found out for each way, then what is doubtful."""
        return [*self.found_out(), *self.doubts()]

    def found_out(self) -> list[Message]:
        """How many quotes stand right by each way that was taken."""
        return [
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

    def doubts(self) -> list[Message]:
        """Where nothing tells how offsets count."""
        told: list[Message] = []
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


def said_of(way: Way) -> Message:
    """A way of counting in words."""
    unit, newlines, ends = way
    return msg(
        "{unit} {newlines}, {ends}",
        unit=_UNITS[unit],
        newlines=_NEWLINES[newlines],
        ends=_ENDS[ends],
    )


def _some(files: Iterable[str]) -> str:
    listed = [file.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] for file in files]
    return ", ".join(listed[:5]) + (", …" if len(listed) > 5 else "")
