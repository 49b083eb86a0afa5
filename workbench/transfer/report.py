"""What an import did, in numbers and in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.domain.words import tr, trn
from workbench.exchange.bundle import Problem
from workbench.transfer.planning import Plan

TOLD: Final = 1000  # of each kind, in words


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did. `first` is the id of the first article that was taken.

    `problems` were not taken; `duplicates` are texts that were there with all that comes with
    them; `kept` is what is different in the project, where it was kept. `layered` counts articles
    that were there already and got annotations; `versions` says which texts were taken for
    versions of them. `plan` is what was decided beforehand. Of each the first `TOLD` are kept in
    words; `untold` counts the others, by the name of the field. `reviews` are decisions on what
    was there and waited for one, or had an earlier one of the same reviewer.
    """

    articles: int
    spans: int
    relations: int
    entities: int
    notes: int
    rejections: int
    problems: tuple[Problem, ...]
    duplicates: tuple[Problem, ...]
    kept: tuple[Problem, ...]
    first: str | None
    layered: int = 0
    plan: Plan | None = None
    versions: tuple[Problem, ...] = ()
    untold: Mapping[str, int] = field(default_factory=dict)
    reviews: int = 0

    def sentences(self) -> list[str]:
        """The report in words: the summary, versions, problems, what was kept, duplicates."""
        said = self.summary()
        for name in ("versions", "problems", "kept", "duplicates"):
            said += self.lines(name)
        return said

    def lines(self, name: str) -> list[str]:
        """What a field holds, in words, and how much more there is."""
        told: tuple[Problem, ...] = getattr(self, name)
        more = self.untold.get(name, 0)
        rest = [trn("and {count} more", "and {count} more", more)] if more else []
        return [*map(str, told), *rest]

    def _number(self, name: str) -> int:
        told: tuple[Problem, ...] = getattr(self, name)
        return len(told) + self.untold.get(name, 0)

    def summary(self) -> list[str]:
        """The numbers in words."""
        numbers = {
            trn("{count} article", "{count} articles", self.articles): self.articles,
            trn("{count} span", "{count} spans", self.spans): self.spans,
            trn("{count} relation", "{count} relations", self.relations): self.relations,
            trn("{count} entity", "{count} entities", self.entities): self.entities,
            trn("{count} note", "{count} notes", self.notes): self.notes,
            trn("{count} rejection", "{count} rejections", self.rejections): self.rejections,
            trn("{count} review decision", "{count} review decisions", self.reviews): self.reviews,
        }
        some = ", ".join(words for words, number in numbers.items() if number)
        said = [tr("Imported: {what}.", what=some) if some else tr("Nothing was imported.")]
        if self.duplicates:
            said.append(
                trn(
                    "{count} text was there already and was not taken twice.",
                    "{count} texts were there already and were not taken twice.",
                    self._number("duplicates"),
                )
            )
        if self.layered:
            said.append(
                trn(
                    "{count} article was there already and got annotations beside those it has.",
                    "{count} articles were there already and got annotations beside those they "
                    "have.",
                    self.layered,
                )
            )
        if self.kept:
            said.append(
                trn(
                    "{count} thing is different in the project, where it was kept as it is.",
                    "{count} things are different in the project, where they were kept.",
                    self._number("kept"),
                )
            )
        said += map(str, self.plan.told()) if self.plan is not None else ()
        if self.problems:
            said.append(
                trn(
                    "{count} thing was not taken; the reason is given.",
                    "{count} things were not taken; the reasons are given.",
                    self._number("problems"),
                )
            )
        return said
