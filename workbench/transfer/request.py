"""What is asked of an export, what it will hold and lose, and what it came to."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from workbench.domain.codebook import Codebook
from workbench.domain.records import OPEN
from workbench.domain.words import Message, msg, msgn
from workbench.exchange.bundle import Bundle, Unit
from workbench.exchange.dialect import Dialect, Warns, lost, lost_entities, told, unkept
from workbench.transfer.choice import ALL, Choice
from workbench.transfer.filesum import FileMade
from workbench.transfer.windows import Window


@dataclass(frozen=True, slots=True)
class Request:
    """An export as the user asks for it.

    `format` is the name of a format. `unit` None is what the format's own tool counts in.
    `window` cuts the articles. `manifest` False means none beside a file; a folder has one all
    the same. `licence`, `parquet` and `split` are for a dataset folder, which follows the split
    that the project keeps unless `split` says no.
    """

    format: str
    choice: Choice = ALL
    unit: Unit | None = None
    window: Window | None = None
    manifest: bool | None = None
    licence: str = ""
    parquet: bool = False
    split: bool = True

    def described(self) -> dict[str, Any]:
        """What was asked for, as plain JSON values."""
        return {
            "format": self.format,
            "unit": self.unit,
            "window": self.window,
            "split": self.split,
            "choice": self.choice.form(),
        }


@dataclass(frozen=True, slots=True)
class Preview:
    """What goes out: numbers of what is chosen, and of what will be lost.

    `of` are all articles of the project, `windows` the sentences or paragraphs that they are cut
    into (0: they are not). `losses` are those of the format, `cut` what lies across windows, both
    by the names of LOSSES. `sides` counts articles by side, "" being those on no side; `unsided`
    would go out but for that. `warned` says what the format's own tool does with some of it.
    `annotators` and `origins` count spans, and so do `reviews` where a reviewer decided of some
    (accepted, rejected, open). `unreviewed` counts "spans" and "links" that a choice by decision
    leaves out as nobody decided of them, and the "articles" with such spans. `left_out` are
    entities that a whole native export has no place for, as nothing mentions them.
    """

    of: int
    articles: int
    windows: int
    spans: Mapping[str, int]
    relations: Mapping[str, int]
    annotators: Mapping[str, int]
    origins: Mapping[str, int]
    sides: Mapping[str, int]
    unsided: int
    entities: int
    notes: int
    rejections: int
    losses: Mapping[str, int]
    cut: Mapping[str, int]
    left_out: int = 0
    warned: tuple[Message, ...] = ()
    reviews: Mapping[str, int] = field(default_factory=dict)
    unreviewed: Mapping[str, int] = field(default_factory=dict)

    @property
    def span_count(self) -> int:
        """Spans of all labels."""
        return sum(self.spans.values())

    def lost(self) -> list[Message]:
        """What will be lost, in words."""
        across = [_CUT[name](count) for name, count in self.cut.items()]
        if self.unsided:
            across.insert(
                0,
                msgn(
                    "{count} article is on no side of the split and is left out",
                    "{count} articles are on no side of the split and are left out",
                    self.unsided,
                ),
            )
        waiting = _waiting(self.unreviewed)
        return [*waiting, *across, *told(Counter(self.losses)), *self.warned]

    def counts(self) -> dict[str, Any]:
        """The numbers as plain JSON values."""
        return {
            "articles": self.articles,
            "windows": self.windows,
            "spans": dict(self.spans),
            "relations": dict(self.relations),
            "annotators": dict(self.annotators),
            "entities": self.entities,
            "notes": self.notes,
            "rejections": self.rejections,
            **({"reviews": dict(self.reviews)} if self.reviews else {}),
            **({"unreviewed": dict(self.unreviewed)} if self.unreviewed else {}),
            "sides": {side: number for side, number in self.sides.items() if side},
        }


@dataclass(frozen=True, slots=True)
class Exported:
    """A verified export: where it is, what it holds, its files, and its manifest if it has one.

    `spans` are those that are in the files: `held` counts what was chosen. `read_back` is false
    for a format that is not imported: its files were opened, not compared.
    """

    path: Path
    held: Preview
    files: tuple[FileMade, ...]
    manifest: Path | None
    read_back: bool
    spans: int


# What an article loses window by window, of that which a format does not keep.
_OF_PARTS: Final = ("annotators", "reviews", "rejected", "texts")


@dataclass(slots=True)
class Tally:
    """Counts what goes by."""

    of: int = 0
    articles: int = 0
    windows: int = 0
    unsided: int = 0
    held: Counter[str] = field(default_factory=Counter)
    _spans: Counter[str] = field(default_factory=Counter)
    _relations: Counter[str] = field(default_factory=Counter)
    _annotators: Counter[str] = field(default_factory=Counter)
    _origins: Counter[str] = field(default_factory=Counter)
    _reviews: Counter[str] = field(default_factory=Counter)
    _unreviewed: Counter[str] = field(default_factory=Counter)
    _sides: Counter[str] = field(default_factory=Counter)
    _entities: set[str] = field(default_factory=set)
    _notes: int = 0
    _rejections: int = 0
    _losses: Counter[str] = field(default_factory=Counter)
    _lost_entities: set[tuple[str, str]] = field(default_factory=set)
    _warned: Counter[str] = field(default_factory=Counter)
    _untouched: int = 0
    _cut: Counter[str] = field(default_factory=Counter)

    def chosen(self, bundle: Bundle, side: str, dialect: Dialect) -> None:
        """An article goes out, whole or in windows: its own fields are lost once."""
        fields = unkept(bundle, bundle, dialect.keeps)
        self._losses += Counter({name: fields[name] for name in ("titles", "statuses", "metas")})
        if "status" not in dialect.keeps and not bundle.spans and bundle.article.status == "new":
            self._untouched += 1
        self.articles += 1
        self._spans.update([span.label for span in bundle.spans])
        self._origins.update([span.origin for span in bundle.spans])
        self._annotators.update([span.annotator for span in bundle.spans])
        self._reviews.update(
            [span.review.verdict if span.review is not None else OPEN for span in bundle.spans]
        )
        self._relations.update([link.type for link in bundle.relations])
        self._entities.update([entity.id for entity in bundle.entities])
        self._sides[side] += 1
        self._notes += len(bundle.notes)
        self._rejections += len(bundle.rejections)

    def waiting(self, left_out: Counter[str]) -> None:
        """So many of its spans and links stay out as nobody decided of them."""
        self._unreviewed += left_out
        self._unreviewed["articles"] += bool(left_out["spans"])

    def divided(self, windows: int, losses: Counter[str]) -> None:
        """It is cut into windows, and so much lies across their borders."""
        self.windows += windows
        self._cut += losses

    def carried(self, whole: Bundle, carried: Bundle, dialect: Dialect) -> None:
        """The format holds so much of an article or a window."""
        lost_here = unkept(whole, carried, dialect.keeps)
        self._losses += Counter({name: lost_here[name] for name in _OF_PARTS})
        if carried is not whole:
            self._losses += lost(whole, carried)
            self._lost_entities |= lost_entities(whole, carried)
        if isinstance(dialect, Warns):
            self._warned += dialect.warned(carried)
        self.held["articles"] += 1
        self.held["spans"] += len(carried.spans)
        self.held["relations"] += len(carried.relations)

    def preview(self, codebook: Codebook, dialect: Dialect) -> Preview:
        """The numbers, labels in the order of the codebook."""
        says = dialect.warnings if isinstance(dialect, Warns) else {}
        losses = self._losses + Counter(name for name, _ in self._lost_entities)
        order = {label.id: number for number, label in enumerate(codebook.labels)}
        spans = sorted(self._spans.items(), key=lambda item: (order.get(item[0], 1000), item[0]))
        return Preview(
            self.of,
            self.articles,
            self.windows,
            dict(spans),
            dict(sorted(self._relations.items())),
            dict(sorted(self._annotators.items())),
            dict(sorted(self._origins.items())),
            dict(self._sides),
            self.unsided,
            len(self._entities),
            self._notes,
            self._rejections,
            dict(losses),
            dict(self._cut),
            warned=(
                *([_untouched(self._untouched)] if self._untouched else []),
                *(say(self._warned[name]) for name, say in says.items() if self._warned[name]),
            ),
            reviews=dict(self._reviews) if self._reviews.keys() - {OPEN} else {},
            unreviewed=dict(+self._unreviewed),
        )


def _waiting(left_out: Mapping[str, int]) -> list[Message]:
    """What a choice by decision leaves out that nobody decided of, in words."""
    said = []
    if spans := left_out.get("spans", 0):
        said.append(
            msg(
                "{articles}: {spans}, and the words go out as if nothing were to be marked there; "
                "choose only articles that are reviewed to the end to leave them out",
                articles=msgn(
                    "{count} article is not reviewed to the end",
                    "{count} articles are not reviewed to the end",
                    left_out["articles"],
                ),
                spans=msgn(
                    "{count} span that waits for a decision stays out",
                    "{count} spans that wait for a decision stay out",
                    spans,
                ),
            )
        )
    if links := left_out.get("links", 0):
        said.append(
            msgn(
                "{count} link that waits for a decision stays out",
                "{count} links that wait for a decision stay out",
                links,
            )
        )
    return said


def _untouched(count: int) -> Message:
    return msgn(
        "{count} new article without a span goes out as one in which there is nothing to mark; "
        "choose by status to leave it out",
        "{count} new articles without a span go out as articles in which there is nothing to mark; "
        "choose by status to leave them out",
        count,
    )


_CUT: Final[Mapping[str, Callable[[int], Message]]] = {
    "spans": lambda count: msgn(
        "{count} span lies across a border of windows and is left out",
        "{count} spans lie across borders of windows and are left out",
        count,
    ),
    "relations": lambda count: msgn(
        "{count} link between two windows is left out",
        "{count} links between two windows are left out",
        count,
    ),
    "notes": lambda count: msgn(
        "{count} note on a whole article is left out",
        "{count} notes on whole articles are left out",
        count,
    ),
    "rejections": lambda count: msgn(
        "{count} rejected suggestion across a border of windows is left out",
        "{count} rejected suggestions across borders of windows are left out",
        count,
    ),
}


def summary(held: Preview, spans: int | None = None) -> Message:
    """What goes out, in a sentence; `spans` are those that are written, where that is known."""
    return msg(
        "{articles} of {all} with {spans} and {links}",
        articles=msgn("{count} article", "{count} articles", held.articles),
        all=held.of,
        spans=msgn("{count} span", "{count} spans", held.span_count if spans is None else spans),
        links=msgn("{count} link", "{count} links", sum(held.relations.values())),
    )
