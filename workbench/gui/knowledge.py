"""What the program knows of Russian and of the names in a project."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.change import Change
from workbench.domain.records import Entity
from workbench.jobs import Progress
from workbench.store.reader import Snapshot

if TYPE_CHECKING:
    from workbench.language.morphology import Morphology
    from workbench.language.register import Register

MOST = 50_000  # entities whose names are known by heart


@dataclass(frozen=True, slots=True)
class Offer:
    """Who a span may mention: a name in the nominative, and entities that match, best first.

    `best` is the entity that the words themselves call; None where a new one is likelier.
    """

    span: str
    name: str
    entities: tuple[Entity, ...]
    best: Entity | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """Russian morphology and the register of entity names; loaded after the first paint."""

    morphology: "Morphology"
    register: "Register"

    def follow(self, changes: Sequence[Change]) -> None:
        """Know the names as they are after `changes`."""
        for change in changes:
            if isinstance(change.after, Entity):
                self.register.put(change.after)
            elif isinstance(change.before, Entity):
                self.register.drop(change.before.id)


def load(snapshot_of: Callable[[], Snapshot], progress: Progress) -> Language:
    """Read the dictionary and the names of a project; for a worker."""
    from workbench.language.morphology import Morphology
    from workbench.language.register import Register

    morphology = Morphology()
    register = Register(morphology)
    with snapshot_of() as snapshot:
        rows = snapshot.entities(limit=MOST)
    for done, row in enumerate(rows):
        register.put(row.entity)
        progress.step(done, len(rows))
    register.matching("a", 1)  # what it sorts for its first question is sorted in the worker
    return Language(morphology, register)
