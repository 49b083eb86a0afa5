"""The same name, everywhere: which words of an article seem to mention an entity."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.codebook import Codebook
from workbench.domain.commands import UNTYPED
from workbench.domain.reading import Reading
from workbench.domain.records import Entity, Span
from workbench.domain.suggestion import Mention
from workbench.domain.text import Interval, nested
from workbench.language.aliases import variants
from workbench.language.mentions import WordIndex, inflected, mentions
from workbench.language.morphology import Morphology

PERSON = "person"  # the type of an entity whose surname alone will do


@dataclass(frozen=True, slots=True)
class Names:
    """What an entity is called: by its own names, and by shorter ones where it is known."""

    own: tuple[str, ...]
    short: tuple[str, ...]

    @classmethod
    def of(cls, entity: Entity, morphology: Morphology) -> "Names":
        """The names of an entity. One of which nothing was said yet may sound like a person."""
        own = (entity.name, *entity.aliases)
        found: dict[str, None] = {}
        for name in own:
            person = entity.type == UNTYPED and morphology.is_person(name)
            found.update(dict.fromkeys(variants(name, PERSON if person else entity.type)))
        return cls(own, tuple(name for name in found if name not in own))

    def places(self, index: WordIndex, *, familiar: bool) -> Iterator[tuple[Interval, bool]]:
        """Where the indexed text has the names, in reading order, and whether by a short one.

        The short ones count where the entity is `familiar`, which means that the text mentions it
        already, or where an own name stands in the text.
        """
        own = mentions(index, self.own)
        if not own and not familiar:
            return
        full = set(mentions(index, inflected(self.own, index.morphology)))
        if not self.short:
            yield from ((place, False) for place in sorted(full))
            return
        both = inflected((*self.own, *self.short), index.morphology)
        yield from ((place, place not in full) for place in mentions(index, both))


def suggested_mentions(
    index: WordIndex, entity: Entity, label: str, *, familiar: bool
) -> list[Mention]:
    """Every place of the indexed text that mentions `entity`, in reading order.

    Pass them on to `is_open`, and what is left of all entities to `unambiguous`.
    """
    names = Names.of(entity, index.morphology)
    return [
        Mention(place, entity.id, label, short)
        for place, short in names.places(index, familiar=familiar)
    ]


def is_open(reading: Reading, mention: Mention) -> bool:
    """Whether a suggestion is still one: not marked, not rejected, allowed by the codebook."""
    label = reading.codebook.label(mention.label)
    if label is None or is_taken(reading, mention.entity, mention.place, short=mention.short):
        return False
    place = (mention.place,)
    return not any(
        span.label == mention.label
        and any(mention.place.overlaps(fragment) for fragment in span.fragments)
        and (
            span.fragments == place
            or label.self_overlap == "forbid"
            or (label.self_overlap == "nest" and not nested(span.fragments, place))
        )
        for span in reading.touching(mention.place.start, mention.place.end)
    )


def is_taken(reading: Reading, entity: str, place: Interval, *, short: bool) -> bool:
    """Whether it is said already whom these words mention, or that they do not mention `entity`.

    A `short` name inside the mention of somebody else is part of that one's name.
    """
    for span in reading.touching(place.start, place.end):
        if not any(place.overlaps(fragment) for fragment in span.fragments):
            continue
        if span.entity == entity:
            return True
        known = reading.codebook.label(span.label)
        if known is None or not known.names_entities or span.entity is None:
            continue
        if span.fragments == (place,):
            return True
        if short and any(fragment.contains(place) for fragment in span.fragments):
            return True
    return any(
        rejection.entity == entity and rejection.fragments == (place,)
        for rejection in reading.rejections
    )


def unambiguous(mentions: Sequence[Mention]) -> list[Mention]:
    """Of suggestions (in order) that overlap, the longest; none where two entities share a place.

    An own name counts more than a short one at the same place.
    """
    found: list[Mention] = []
    group: list[Mention] = []
    end = -1
    for mention in (*mentions, None):
        if mention is None or mention.place.start >= end:
            found += _chosen(group)
            group = []
        if mention is not None:
            group.append(mention)
            end = max(end, mention.place.end) if len(group) > 1 else mention.place.end
    return found


def _chosen(group: Sequence[Mention]) -> list[Mention]:
    if len(group) < 2:
        return list(group)
    longest = max(len(mention.place) for mention in group)
    best = [mention for mention in group if len(mention.place) == longest]
    own = [mention for mention in best if not mention.short]
    left = own or best
    return left if len(left) == 1 else []


def usual_label(codebook: Codebook, spans: Iterable[Span]) -> str | None:
    """The label that most of these mentions have; the codebook's first one for entities else."""
    counts: dict[str, int] = {}
    for span in spans:
        counts[span.label] = counts.get(span.label, 0) + 1
    named = [label.id for label in codebook.labels if label.names_entities]
    return max(named, key=lambda label: counts.get(label, 0), default=None)
