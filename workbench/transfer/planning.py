"""What an import will do, decided before it: labels that are not known, and how offsets count."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from workbench.domain.codebook import Codebook
from workbench.domain.mapping import EMPTY, Mapping, Rest, Unknown, settle
from workbench.domain.mapping_codebook import grown
from workbench.domain.mapping_found import Found
from workbench.domain.mapping_losses import left_out, will_leave_out
from workbench.domain.mapping_questions import Question, questions
from workbench.domain.words import Message, msg, msgn, shorten
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Tried, Unit
from workbench.jobs import Progress, Silent
from workbench.transfer.evidence import Evidence
from workbench.transfer.sources import looked_at, read

# Texts that the project has: by their sha256 alone, or also another version of an article.
Match = Literal["exact", "reanchor"]

_PROBLEMS = 200  # that are kept in words
_BEGINS = 160  # characters of the first text


@dataclass(slots=True)
class Looked:
    """What was seen in files: how many of each format, articles, labels, and what is unsound.

    Of files of text alone the first one is opened. `foreign` are the formats of annotations;
    `begins` is how the first text begins.
    """

    files: Counter[str] = field(default_factory=Counter)
    foreign: dict[str, None] = field(default_factory=dict)
    articles: int = 0
    found: Found = field(default_factory=Found)
    evidence: Evidence = field(default_factory=Evidence)
    problems: list[Problem] = field(default_factory=list)
    unsound: int = 0
    begins: str = ""

    def refuse(self, problem: Problem) -> None:
        """Count what is unsound, and keep the first of it."""
        self.unsound += 1
        if len(self.problems) < _PROBLEMS:
            self.problems.append(problem)


@dataclass(frozen=True, slots=True)
class Plan:
    """What files use, where it goes, and what is undecided.

    `codebook` is the project's with what `mapping` (a settled one) adds to it; `before` is the
    project's. `by_name` are the decisions but for what was left out wholesale, which holds for
    this import alone. With `unknown` or `evidence.ties` the user is to be asked before the import.
    """

    looked: Looked
    before: Codebook
    decided: Mapping
    mapping: Mapping
    codebook: Codebook
    unknown: tuple[Unknown, ...]
    by_name: Mapping = EMPTY

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats of the annotations, by name."""
        return tuple(self.looked.foreign)

    @property
    def found(self) -> Found:
        """What the files use."""
        return self.looked.found

    @property
    def evidence(self) -> Evidence:
        """How offsets were taken to count."""
        return self.looked.evidence

    @property
    def clear(self) -> bool:
        """Whether there is nothing that a user could want to decide or to look at."""
        doubts = self.evidence.ties or self.evidence.blind
        return not (self.unknown or doubts or self.codebook != self.before)

    def deciding(self, mapping: Mapping, rest: Rest = "ask") -> "Plan":
        """The plan with further decisions, which hold over those before; nothing is read anew."""
        by_name = mapping.over(self.by_name)
        return _plan(self.looked, self.before, mapping.over(self.decided), rest, by_name)

    def decided_by(self, mapping: Mapping, by_name: Mapping | None = None) -> "Plan":
        """The plan with these decisions alone, all or some by name. Raises what `settle` raises."""
        return _plan(self.looked, self.before, mapping, "ask", by_name)

    def beside(self, codebook: Codebook) -> "Plan":
        """The plan for a codebook that has changed since. Raises what `settle` raises."""
        return _plan(self.looked, codebook, self.decided, "ask", self.by_name)

    def named(self) -> Mapping:
        """The decisions for what was found that were made by name, to be remembered."""
        labels, relations = (
            {owner: way for owner, way in ways.items() if owner in found}
            for ways, found in (
                (self.by_name.labels, self.found.labels),
                (self.by_name.relations, self.found.relations),
            )
        )
        return Mapping(labels, relations)

    def questions(self) -> tuple[Question, ...]:
        """All that was found, and what is decided about it."""
        return questions(self.found, self.before, self.decided)

    def told(self) -> list[Message]:
        """Of an import that was made: what the codebook got, what was left out, and how offsets
        were counted.
        """
        return [*self.added(), *self.left_out(), *self.evidence.told()]

    def will_leave_out(self) -> list[Message]:
        """What will be left out by decision, in words."""
        return will_leave_out(self.found, self.mapping, self.codebook)

    def left_out(self) -> list[Message]:
        """What was left out by decision, in words."""
        return left_out(self.found, self.mapping, self.codebook)

    def will_add(self) -> list[Message]:
        """What the codebook will get, in words."""
        labels = len(self.codebook.labels) - len(self.before.labels)
        links = len(self.codebook.relations) - len(self.before.relations)
        told = []
        if labels:
            told.append(
                msgn(
                    "The codebook gets {count} label.", "The codebook gets {count} labels.", labels
                )
            )
        if links:
            told.append(
                msgn(
                    "The codebook gets {count} relation.",
                    "The codebook gets {count} relations.",
                    links,
                )
            )
        if not told and self.codebook != self.before:
            told.append(msg("The codebook gets attributes, values or ends that it lacks."))
        return told

    def added(self) -> list[Message]:
        """What the codebook got, in words."""
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
        return told


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
    looked, paths = Looked(), list(paths)
    asking = replace(options, counted=looked.evidence.add)
    for name, item in looked_at(paths, codebook, asking, progress):
        if item is None:
            looked.files[name] += 1
        elif isinstance(item, Problem):
            looked.refuse(item)
        else:
            looked.articles += 1
            looked.begins = looked.begins or shorten(item.text, _BEGINS)
            if item.spans:
                looked.foreign[name] = None
                looked.found.add(item.spans, item.relations, item.text)
                looked.evidence.see(item)
    _guess(looked.evidence, codebook, options)
    if looked.files and not looked.articles:
        _open_first(looked, paths, codebook, options)
    return _plan(looked, codebook, mapping, rest)


def _open_first(
    looked: Looked, paths: Sequence[Path], codebook: Codebook, options: ReadOptions
) -> None:
    """See how the first text begins, where nothing was read: its encoding may be guessed wrong."""
    first = next(read(paths, codebook, options, Silent()), None)
    if isinstance(first, Problem):
        if not looked.unsound:
            looked.refuse(first)
    elif first is not None:
        looked.begins = shorten(first.text, _BEGINS)


def _guess(evidence: Evidence, codebook: Codebook, options: ReadOptions) -> None:
    """See where the first spans of a file without quotes would stand by either unit."""
    file = next((file for file, marks in evidence.blind.items() if marks), None)
    if file is None or evidence.guesses or options.unit is not None:
        return
    guesses: list[Tried] = []
    units: tuple[Unit, Unit] = ("code_point", "utf16")
    for unit in units:
        seen, said = Evidence(blind={file: ()}), replace(options, unit=unit, counted=None)
        for _, item in looked_at([Path(file)], codebook, said, Silent()):
            if isinstance(item, Bundle):
                seen.see(item)
                if seen.blind[file]:
                    break
        ends = options.ends or "exclusive"
        guesses.append(Tried(unit, options.newlines, ends, 0, True, seen.blind[file]))
    evidence.guesses = tuple(guesses)


def layer_of(paths: Sequence[Path]) -> str:
    """Whose annotations those are that do not say it: an annotator with the name of the file."""
    return paths[0].absolute().stem.strip() or "import"


def _plan(
    looked: Looked,
    codebook: Codebook,
    mapping: Mapping,
    rest: Rest,
    by_name: Mapping | None = None,
) -> Plan:
    settled = settle(looked.found, codebook, mapping, rest)
    return Plan(
        looked,
        codebook,
        mapping,
        settled.mapping,
        grown(codebook, settled.mapping, looked.found),
        settled.unknown,
        settled.mapping if rest == "add" else mapping if by_name is None else by_name,
    )
