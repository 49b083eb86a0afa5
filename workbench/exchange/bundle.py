"""What goes between files and projects: articles with all that belongs to them, and problems."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

from workbench.domain.codebook import Codebook
from workbench.domain.forms import Form
from workbench.domain.records import Article, Entity, Note, Rejection, Relation, Span, new_id
from workbench.domain.words import Message
from workbench.jobs import Progress

# What offsets count.
Unit = Literal["code_point", "utf16", "utf8"]

# Whether an end is the place after the last character or that of the last character.
Ends = Literal["exclusive", "inclusive"]

# Whether the CR of CRLF (and a byte order mark) are counted.
Newlines = Literal["raw", "lf"]

# The largest file of text and the longest line of JSONL that are taken, in bytes.
LIMIT = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bundle:
    """One article with its text and all that belongs to it, and where it was read."""

    article: Article
    text: str
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    entities: tuple[Entity, ...] = ()
    notes: tuple[Note, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    file: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What was not taken, and why; str() is "file:line: reason". Lines count from 1."""

    file: str
    line: int | None
    message: Message

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that a span would stand on, and what stands around them; no words: outside the text."""

    before: str
    words: str
    after: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """A way of counting that makes a difference, and how many quotes are right by it.

    `fits`: none fits better. `marks` are what the first spans that differ between the ways that
    fit would stand on by it, where there are several.
    """

    unit: Unit
    newlines: Newlines | None
    ends: Ends
    right: int
    fits: bool = False
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """How the offsets of one article were taken to count, and how many quotes say so.

    `newlines` None: it makes no difference. `tie`: another way fits as well and leads elsewhere.
    `blind`: it could make a difference, and there are no quotes that tell. `tried` are the ways
    that lead to different places.
    """

    file: str
    unit: Unit
    newlines: Newlines | None
    ends: Ends
    right: int
    quotes: int
    tie: bool = False
    blind: bool = False
    tried: tuple[Tried, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says about the files.

    `encoding` None means: find out. `annotator` is who made the annotations that do not say it.
    `format` None means: by the suffix and the first record. `limit` is in bytes. `unit` is what
    the offsets of the files count; None means: what the file says, else what its tool counts in.
    `newlines` and `ends` say how they count besides; None means: find out. `counted` is told how
    the offsets of each article were taken, where that had to be found out. `named` are the
    entities that the files call by name and type (and a mark, if they have one) and not by an id:
    one in all articles, or an import would make a register of each.
    """

    encoding: str | None = None
    text_field: str = "text"
    annotator: str = "import"
    format: str | None = None
    new_id: Callable[[], str] = new_id
    limit: int = LIMIT
    unit: Unit | None = None
    newlines: Newlines | None = None
    ends: Ends | None = None
    counted: Callable[[Counted], None] | None = None
    named: dict[tuple[str, str, str], Entity] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Written:
    """How much a verified export holds.

    An entity counts once for each article that it stands with; `left_out` are the entities that
    stand with none, because no span mentions them and no rejection names them.
    """

    articles: int = 0
    spans: int = 0
    relations: int = 0
    entities: int = 0
    notes: int = 0
    rejections: int = 0
    left_out: int = 0

    def __add__(self, other: "Written") -> "Written":
        return Written(
            self.articles + other.articles,
            self.spans + other.spans,
            self.relations + other.relations,
            self.entities + other.entities,
            self.notes + other.notes,
            self.rejections + other.rejections,
            self.left_out + other.left_out,
        )


class Sink(Protocol):
    """Where records are written."""

    def write(self, data: bytes, /) -> int:
        """Take the bytes."""


class Format(Protocol):
    """A kind of file. A format that does not read or does not write raises NotImplementedError."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""

    @property
    def title(self) -> Message:
        """What it is, for people."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Ends of file names, in lower case, with the dot."""

    @property
    def reads(self) -> bool:
        """Whether files of this kind can be imported."""

    @property
    def writes(self) -> bool:
        """Whether files of this kind can be exported."""

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield what the file holds, one article in memory at a time.

        `progress` counts bytes. Raises Unreadable or OSError where the file as a whole is of no
        use; a part of it that cannot be taken is a Problem, and the rest follows.
        """

    def write(self, records: Iterable[Form], out: Sink) -> None:
        """Write native records; every call of `out.write` is one whole record."""

    def verify(self, written: BinaryIO, step: Callable[[], None]) -> Written:
        """Read back what `write` wrote; `step` is called after each record.

        Raises ExportFailed where the text is not that of its sha256, or a fragment is not its
        quote.
        """


def shown(path: Path) -> str:
    """A path for people and for records: bytes that are not UTF-8 become U+FFFD."""
    return str(path).encode(errors="surrogateescape").decode(errors="replace")
