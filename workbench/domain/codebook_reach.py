"""Which stored annotations a changed codebook can reach at all."""

from dataclasses import dataclass

from workbench.domain.codebook import Attribute, Label, RelationType
from workbench.domain.codebook_draft import Draft

_STRICT = ("allow", "nest", "forbid")


@dataclass(frozen=True, slots=True)
class Reach:
    """Ids of the labels and relation types of before whose spans and links have to be read."""

    labels: frozenset[str]
    relations: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.labels or self.relations)


def reach(draft: Draft) -> Reach:
    """What of the stored annotations a draft can change. Raises Unreadable."""
    before, after = draft.before, draft.codebook()
    # Where a span goes away or becomes another label, links and neighbours are concerned as well.
    moved, altered = set[str](), set[str]()
    for label in before.labels:
        routes = [route for route in draft.labels if route.source == label.id]
        now = after.label(label.id)
        if any(route.target != label.id for route in routes) or now is None or tighter(label, now):
            moved.add(label.id)
        elif not all(route.plain for route in routes) or (
            _narrower(label.attributes, now.attributes)
            or (label.names_entities and not now.names_entities)
        ):
            altered.add(label.id)
    targets = {route.target for route in draft.labels if route.source in moved}
    moved |= {route.source for route in draft.labels if route.target in targets}
    kinds = {
        kind.id
        for kind in before.relations
        if moved.intersection((*kind.source, *kind.target))
        or _needs_reading(kind, after.relation(kind.id))
        or not all(route.plain for route in draft.relations if route.source == kind.id)
    }
    joined = {kind.target for kind in draft.relations if kind.source in kinds}
    kinds |= {route.source for route in draft.relations if route.target in joined - {None}}
    ends = {
        end for kind in before.relations if kind.id in kinds for end in (*kind.source, *kind.target)
    }
    return Reach(frozenset(moved | altered | ends), frozenset(kinds))


def tighter(before: Label, after: Label) -> bool:
    """Whether a label forbids pieces or overlaps that it allowed."""
    return (before.fragments and not after.fragments) or (
        _STRICT.index(after.self_overlap) > _STRICT.index(before.self_overlap)
    )


def _narrower(before: tuple[Attribute, ...], after: tuple[Attribute, ...]) -> bool:
    known = {item.id: set(item.values) for item in after}
    return any(not set(item.values) <= known.get(item.id, set()) for item in before)


def _needs_reading(before: RelationType, after: RelationType | None) -> bool:
    if after is None:
        return True
    least, most = before.max_per_from, after.max_per_from
    return (
        not set(before.source) <= set(after.source)
        or not set(before.target) <= set(after.target)
        or (most is not None and (least is None or most < least))
        or (after.acyclic and not before.acyclic)
        or (after.symmetric and not before.symmetric)
        or _narrower(before.attributes, after.attributes)
    )
