"""What a project holds: frozen records, each with an id."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from workbench.domain.codebook import Codebook
from workbench.domain.text import Fragments
from workbench.domain.words import Names

Status = Literal["new", "in_work", "done"]
STATUSES: Mapping[str, Names] = {
    "new": Names("new", "не начато"),
    "in_work": Names("in work", "в работе"),
    "done": Names("done", "готово"),
}

Verdict = Literal["accepted", "rejected"]
VERDICTS: Mapping[Verdict, Names] = {
    "accepted": Names("accepted", "принято"),
    "rejected": Names("rejected", "отклонено"),
}

# What nobody has decided of is called open where the three stand side by side.
OPEN = "open"
DECISIONS: Mapping[str, Names] = {
    **{str(verdict): name for verdict, name in VERDICTS.items()},
    OPEN: Names("not reviewed", "не проверено"),
}


def new_id() -> str:
    """A fresh UUIDv7 (RFC 9562, section 5.7): ids made later sort later.

    The 12 bits after the version are a fraction of the millisecond (section 6.2, method 3).
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    tail = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    digits = f"{milliseconds:012x}7{fraction:03x}{tail:016x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def timestamp() -> str:
    """Now, UTC, to the millisecond: 2025-12-13T09:30:00.000Z."""
    seconds, milliseconds = divmod(time.time_ns() // 1_000_000, 1000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{milliseconds:03d}Z"


@dataclass(frozen=True, slots=True)
class Article:
    """An article without its text, which is kept by `sha256` and never changes."""

    id: str
    sha256: str
    title: str
    status: Status = "new"
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer decided of a span or a relation, as it is: an edit of it takes that back."""

    verdict: Verdict
    annotator: str
    at: str


@dataclass(frozen=True, slots=True)
class Span:
    """Marked words of one article. `fragments` are sorted and disjoint code-point intervals."""

    id: str
    article: str
    label: str
    fragments: Fragments
    attributes: Mapping[str, str]
    entity: str | None
    annotator: str
    origin: str
    note: str | None
    created: str
    updated: str
    review: Review | None = None

    @property
    def start(self) -> int:
        """Where the first fragment begins."""
        return self.fragments[0].start

    @property
    def end(self) -> int:
        """Where the last fragment ends."""
        return self.fragments[-1].end

    @property
    def verdict(self) -> Verdict | None:
        """What was decided of it; None: nothing yet."""
        return self.review.verdict if self.review is not None else None


@dataclass(frozen=True, slots=True)
class Relation:
    """A typed link from one span to another of the same article."""

    id: str
    article: str
    type: str
    source: str
    target: str
    attributes: Mapping[str, str]
    annotator: str
    review: Review | None = None

    @property
    def verdict(self) -> Verdict | None:
        """What was decided of it; None: nothing yet."""
        return self.review.verdict if self.review is not None else None


_Reviewed = TypeVar("_Reviewed", Span, Relation)


def edited(record: _Reviewed, **fields: Any) -> _Reviewed:
    """A span or a relation that says something else now, which nobody has reviewed yet."""
    return replace(record, review=None, **fields)


def statement(record: Span | Relation) -> tuple[object, ...]:
    """What a span or a relation says, and a reviewer decides of: not its note, not who made it."""
    if isinstance(record, Span):
        return record.label, record.fragments, dict(record.attributes), record.entity
    return record.type, record.source, record.target, dict(record.attributes)


@dataclass(frozen=True, slots=True)
class Entity:
    """Who or what spans mention, over all articles. `links` are ids elsewhere, by registry."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """«These words do not mention that entity»: what was suggested once and is not to come back."""

    id: str
    article: str
    entity: str
    fragments: Fragments
    annotator: str
    created: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark about a whole article."""

    id: str
    article: str
    text: str
    annotator: str
    created: str
    updated: str


Record = Article | Span | Relation | Entity | Note | Rejection | Codebook
