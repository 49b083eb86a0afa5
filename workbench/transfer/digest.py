"""A number for what an article says, to hold what was read back against what was written."""

from dataclasses import dataclass

from workbench.domain.records import Span
from workbench.exchange.bundle import Bundle

_MASK = (1 << 64) - 1


def digest(bundle: Bundle) -> int:
    """A 64-bit number that is the same where `dialect.content` is, in one process.

    Far cheaper than to compare contents, which have to be sorted.
    """
    named = {entity.id: (entity.name, entity.type) for entity in bundle.entities}
    said: dict[str, int] = {}
    spans = 0
    for span in bundle.spans:
        number = said[span.id] = _said(span, named)
        spans += number
    relations = sum(
        hash(
            (
                link.type,
                said.get(link.source),
                said.get(link.target),
                frozenset(link.attributes.items()),
            )
        )
        for link in bundle.relations
    )
    notes = sum(hash((note.text,)) for note in bundle.notes)
    return hash((bundle.text, len(bundle.spans), spans, relations, notes)) & _MASK


def _said(span: Span, named: dict[str, tuple[str, str]]) -> int:
    places = tuple([(place.start, place.end) for place in span.fragments])
    who = named.get(span.entity) if span.entity is not None else None
    said = frozenset(span.attributes.items()) if span.attributes else None
    return hash((places, span.label, said, who, span.note))


@dataclass(slots=True)
class Sum:
    """The articles of an export, whatever their order: equal sums mean equal articles."""

    count: int = 0
    total: int = 0

    def add(self, bundle: Bundle) -> None:
        """Take an article."""
        self.count += 1
        # Mixed once more: of numbers that differ little, sums may be equal.
        self.total = (self.total + hash((digest(bundle), "article"))) & _MASK
