"""What the program suggests and a user takes or rejects: nothing of it is stored unless taken."""

from dataclasses import dataclass

from workbench.domain.text import Interval


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """Words that seem to mention an entity, and the label they would get.

    `short` where it is a surname alone or another shorter name, which others may have as well.
    """

    place: Interval
    entity: str
    label: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link that seems to be meant, from one span to another."""

    type: str
    source: str
    target: str
