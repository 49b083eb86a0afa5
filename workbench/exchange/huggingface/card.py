"""README.md of a dataset folder: the YAML that the Hugging Face Hub reads, then words."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from workbench.domain.codebook import Codebook
from workbench.exchange.bundle import Bundle
from workbench.exchange.huggingface.features import as_yaml

# What the Hub knows; anything else is «other» with its name.
_LICENCES: Final = (
    "apache-2.0 mit cc0-1.0 cc-by-4.0 cc-by-sa-4.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-sa-4.0 "
    "cc-by-nc-nd-4.0 odbl pddl gpl-3.0 unlicense unknown other"
)
_SIZES: Final = ((1000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"))
_LARGE: Final = "100K<n<1M"


@dataclass(slots=True)
class Facts:
    """What a dataset holds, counted while it is written."""

    codebook: Codebook
    title: str
    licence: str
    parted: Mapping[str, Any] | None
    parquet: bool
    sides: list[str] = field(default_factory=list)
    articles: Counter[str] = field(default_factory=Counter)
    spans: dict[str, Counter[str]] = field(default_factory=dict)
    relations: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, side: str, bundle: Bundle) -> None:
        """Take an article."""
        if side not in self.spans:
            self.spans[side], self.relations[side] = Counter(), Counter()
        self.articles[side] += 1
        self.spans[side].update([span.label for span in bundle.spans])
        self.relations[side].update([link.type for link in bundle.relations])

    def finish(self, sides: Sequence[str]) -> None:
        """Say in which order the sides are listed."""
        self.sides = list(sides)

    @property
    def licence_id(self) -> str:
        """The licence as the Hub calls it."""
        given = self.licence.strip().lower()
        return (given if given in _LICENCES.split() else "other") if given else "unknown"

    @property
    def size(self) -> str:
        """The Hub's category of how many rows there are."""
        rows = self.articles.total()
        return next((name for most, name in _SIZES if rows < most), _LARGE)


def card(facts: Facts) -> str:
    """The whole file."""
    return "\n".join(["---", *_head(facts), "---", "", *_body(facts)]) + "\n"


def _head(facts: Facts) -> Iterator[str]:
    yield f"pretty_name: {_quoted(facts.title)}"
    yield from ("language:", "- ru")
    yield f"license: {facts.licence_id}"
    if facts.licence_id == "other":
        yield f"license_name: {_quoted(facts.licence)}"
    yield from ("task_categories:", "- token-classification", "- text-classification")
    yield from ("tags:", "- claims", "- fact-checking", "- span-annotation")
    yield from ("size_categories:", f"- {facts.size}")
    yield "configs:"
    yield from ("- config_name: default", "  data_files:")
    for side in facts.sides:
        yield from (f"  - split: {side}", f"    path: data/{side}.jsonl")
    yield from ("dataset_info:", "- config_name: default", "  features:")
    yield from as_yaml(indent="  ")


def _body(facts: Facts) -> Iterator[str]:
    yield from (f"# {_line(facts.title)}", "")
    yield "Articles with marked words, the links between them and the entities that they mention,"
    yield "exported by Annotation workbench and read back to the character. `start` and `end` are"
    yield "Unicode code points of `text`, the end exclusive: in Python `text[start:end]`. A span"
    yield "may have several `fragments`; spans may nest, cross and be equal."
    yield from ("", "```python", "from datasets import load_dataset", "")
    yield from ('articles = load_dataset("path/to/this/folder")', "```", "")
    if facts.parquet:
        # All configurations of a folder have one kind of file, so there is none for these.
        yield from ("The same rows are in `parquet` as Parquet.", "")
    yield from ("## What is in it", "", *_counts(facts), "")
    yield from ("## How it was split", "", *_parted(facts), "")
    yield from ("## Labels", "", *_labels(facts.codebook), "")
    yield f"The whole codebook, {_line(facts.codebook.id)} {_line(facts.codebook.version)}, is"
    yield "`codebook.json`. `croissant.json` describes the files to machines."
    yield "`workbench-manifest.json` says what was chosen and what this format could not hold, and"
    yield "has the SHA-256 of every file: `workbench verify FOLDER` checks them."
    yield from ("", "## Licence", "", _line(facts.licence) or "Not stated.")


def _counts(facts: Facts) -> Iterator[str]:
    sides = facts.sides
    yield f"| | {' | '.join([*sides, 'all'])} |"
    yield f"|---|{'---:|' * (len(sides) + 1)}"
    yield _row("articles", [facts.articles[side] for side in sides])
    for label in facts.codebook.labels:
        yield _row(f"spans: {label.id}", [facts.spans[side][label.id] for side in sides])
    for kind in facts.codebook.relations:
        yield _row(f"relations: {kind.id}", [facts.relations[side][kind.id] for side in sides])


def _row(name: str, numbers: Sequence[int]) -> str:
    cells = (f"{number}" for number in (*numbers, sum(numbers)))
    return f"| {_cell(name)} | {' | '.join(cells)} |"


def _parted(facts: Facts) -> Iterator[str]:
    if facts.parted is None:
        yield "It was not split."
        return
    shares = ", ".join(f"{side} {share:g}" for side, share in facts.parted["shares"].items())
    yield f"At random with seed {facts.parted['seed']} ({shares}), by article."
    if facts.parted["by_label"]:
        yield "The spans of each label are divided in the same shares as far as that is possible."
    yield "Near copies and revisions of one article are never in two splits."


def _labels(codebook: Codebook) -> Iterator[str]:
    for label in codebook.labels:
        yield f"- **{_line(label.id)}** ({_line(label.name.en)}): {_line(label.definition.en)}"
        for attribute in label.attributes:
            yield f"  - `{_line(attribute.id)}`: {', '.join(map(_line, attribute.values))}"
    for kind in codebook.relations:
        ends = f"{', '.join(kind.source)} → {', '.join(kind.target)}"
        yield f"- *{_line(kind.id)}* ({_line(kind.name.en)}): {_line(ends)}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _quoted(text: str) -> str:
    # JSON strings are YAML strings.
    return orjson.dumps(_line(text)).decode()
