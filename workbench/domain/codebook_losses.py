"""What a changed codebook takes away from what is stored, in sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from workbench.domain.codebook import Attribute
from workbench.domain.codebook_draft import Part
from workbench.domain.words import Message, Names, msgn

Kind = Literal[
    "label",  # spans whose label is dropped
    "value",  # values that are dropped, where they are set
    "fragments",  # spans of several pieces where one is allowed
    "overlap",  # spans that overlap where they may not
    "entity",  # entities of spans that mention none any more
    "relation",  # links whose relation is dropped
    "ends",  # links between labels that it does not join any more
    "most",  # links past the most that may go from one span
    "circle",  # links that close a circle
    "double",  # what says other things than what it becomes one with
    "gone",  # links of spans that are deleted
    "review",  # decisions on what says something else afterwards
]


@dataclass(frozen=True, slots=True)
class Loss:
    """How many of one kind would be lost. `owner` and `attribute` are ids of before."""

    kind: Kind
    part: Part
    owner: str
    name: Names
    count: int
    attribute: Attribute | None = None
    value: str = ""

    def sentence(self) -> Message:
        """What would be lost, and why."""
        value = self.attribute.value_name(self.value) if self.attribute else ""
        attribute = self.attribute.name if self.attribute else ""
        return SENTENCES[self.kind](self.count, owner=self.name, attribute=attribute, value=value)


SENTENCES: Mapping[Kind, Callable[..., Message]] = {
    "label": lambda count, **named: msgn(
        "{count} span is «{owner}», which is dropped",
        "{count} spans are «{owner}», which is dropped",
        count,
        **named,
    ),
    "value": lambda count, **named: msgn(
        "{count} time «{attribute}» of «{owner}» is «{value}», which is dropped",
        "{count} times «{attribute}» of «{owner}» is «{value}», which is dropped",
        count,
        **named,
    ),
    "fragments": lambda count, **named: msgn(
        "{count} span «{owner}» has several pieces, and one is allowed",
        "{count} spans «{owner}» have several pieces, and one is allowed",
        count,
        **named,
    ),
    "overlap": lambda count, **named: msgn(
        "{count} span «{owner}» overlaps another one, which is not allowed",
        "{count} spans «{owner}» overlap others, which is not allowed",
        count,
        **named,
    ),
    "entity": lambda count, **named: msgn(
        "{count} span «{owner}» mentions an entity, which is not allowed",
        "{count} spans «{owner}» mention entities, which is not allowed",
        count,
        **named,
    ),
    "relation": lambda count, **named: msgn(
        "{count} link is «{owner}», which is dropped",
        "{count} links are «{owner}», which is dropped",
        count,
        **named,
    ),
    "ends": lambda count, **named: msgn(
        "{count} link «{owner}» joins labels that it may not join any more",
        "{count} links «{owner}» join labels that they may not join any more",
        count,
        **named,
    ),
    "most": lambda count, **named: msgn(
        "{count} link «{owner}» is one too many from its span",
        "{count} links «{owner}» are too many from their spans",
        count,
        **named,
    ),
    "circle": lambda count, **named: msgn(
        "{count} link «{owner}» closes a circle, which is not allowed",
        "{count} links «{owner}» close a circle, which is not allowed",
        count,
        **named,
    ),
    "double": lambda count, **named: msgn(
        "{count} «{owner}» says other things than its double, with which it becomes one",
        "{count} «{owner}» say other things than their doubles, with which they become one",
        count,
        **named,
    ),
    "gone": lambda count, **named: msgn(
        "{count} link «{owner}» goes with its span",
        "{count} links «{owner}» go with their spans",
        count,
        **named,
    ),
    "review": lambda count, **named: msgn(
        "{count} review decision on «{owner}» is taken back, as it says something else then",
        "{count} review decisions on «{owner}» are taken back, as it says something else then",
        count,
        **named,
    ),
}
