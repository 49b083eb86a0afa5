"""What files of other tools use: labels, relations, attributes and values, counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from workbench.domain.codebook_draft import Part
from workbench.domain.records import Relation, Span
from workbench.domain.text import quote
from workbench.domain.words import shorten

# Labels or relations, the name of one, of an attribute of it, and a value of that, or "".
Key = tuple[Part, str, str, str]


@dataclass(slots=True)
class Found:
    """How often files use each label and relation, their attributes and values.

    `joins` are (relation, label of the first span, of the second); `naming` counts spans that
    mention an entity, by label; `parallel` are relations that link the same two spans twice.
    `examples` are the words of one span of each label, and with an attribute or a value of it.
    """

    labels: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    values: Counter[tuple[Part, str, str, str]] = field(default_factory=Counter)
    joins: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    naming: Counter[str] = field(default_factory=Counter)
    parallel: set[str] = field(default_factory=set)
    examples: dict[Key, str] = field(default_factory=dict)

    def add(self, spans: Iterable[Span], relations: Iterable[Relation], text: str = "") -> None:
        """Count one article."""
        label_of: dict[str, str] = {}
        ends: dict[str, Span] = {}
        for span in spans:
            label_of[span.id] = span.label
            ends[span.id] = span
            if span.label not in self.labels:
                self._show(("labels", span.label, "", ""), text, span)
            self.labels[span.label] += 1
            self.naming[span.label] += span.entity is not None
            for name, value in span.attributes.items():
                if ("labels", span.label, name, value) not in self.values:
                    self._show(("labels", span.label, name, value), text, span)
                self.values["labels", span.label, name, value] += 1
        seen: set[tuple[str, str, str]] = set()
        for link in relations:
            joined = [ends[end] for end in (link.source, link.target) if end in ends]
            if link.type not in self.relations:
                self._show(("relations", link.type, "", ""), text, *joined)
            self.relations[link.type] += 1
            source, target = label_of.get(link.source, ""), label_of.get(link.target, "")
            self.joins[link.type, source, target] += 1
            link_of = (link.type, link.source, link.target)
            if link_of in seen:
                self.parallel.add(link.type)
            seen.add(link_of)
            for name, value in link.attributes.items():
                if ("relations", link.type, name, value) not in self.values:
                    self._show(("relations", link.type, name, value), text, *joined)
                self.values["relations", link.type, name, value] += 1

    def _show(self, key: Key, text: str, *spans: Span) -> None:
        words = [shorten(quote(text, span.fragments), 80) for span in spans] if text else []
        if words:
            self.examples[key] = " → ".join(f"«{said}»" for said in words)

    def named(self, part: Part) -> Counter[str]:
        """The labels, or the relations."""
        return self.labels if part == "labels" else self.relations
