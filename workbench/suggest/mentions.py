"""The same name, everywhere: which words of an article seem to mention an entity."""

from collections.abc import Iterable

from workbench.domain.codebook import Codebook
from workbench.domain.commands import UNTYPED
from workbench.domain.reading import Reading
from workbench.domain.records import Entity, Span
from workbench.domain.suggestion import Mention
from workbench.domain.text import nested
from workbench.language.aliases import variants
from workbench.language.mentions import WordIndex, inflected, mentions
from workbench.language.morphology import Morphology

PERSON = "person"  # the type of an entity whose surname alone will do


def suggested_mentions(
    index: WordIndex, entity: Entity, label: str, *, familiar: bool
) -> list[Mention]:
    """Every place of the indexed text that mentions `entity`, in reading order.

    A `familiar` entity, which the article mentions already, is found by its shorter names as well
    («Алиев»); so is one whose full name stands in the text. Pass the places on to `is_open`.
    """
    names = [entity.name, *entity.aliases]
    if familiar or mentions(index, names):
        names += [
            short
            for name in names
            for short in variants(name, _kind(entity, name, index.morphology))
        ]
        names = list(inflected(names, index.morphology))
    return [Mention(place, entity.id, label) for place in mentions(index, names)]


def is_open(reading: Reading, mention: Mention) -> bool:
    """Whether a suggestion is still one: not marked, not rejected, allowed by the codebook."""
    place = (mention.place,)
    label = reading.codebook.label(mention.label)
    if label is None:
        return False
    for span in reading.touching(mention.place.start, mention.place.end):
        if not any(mention.place.overlaps(fragment) for fragment in span.fragments):
            continue
        if span.entity == mention.entity:
            return False
        known = reading.codebook.label(span.label)
        if known is not None and known.names_entities and span.fragments == place:
            return False
        if span.label == mention.label and (
            label.self_overlap == "forbid"
            or (label.self_overlap == "nest" and not nested(span.fragments, place))
        ):
            return False
    return not any(
        rejection.entity == mention.entity and rejection.fragments == place
        for rejection in reading.rejections
    )


def _kind(entity: Entity, name: str, morphology: Morphology) -> str:
    """The type of an entity; where nothing was said yet, what its name sounds like."""
    return PERSON if entity.type == UNTYPED and morphology.is_person(name) else entity.type


def usual_label(codebook: Codebook, spans: Iterable[Span]) -> str | None:
    """The label that most of these mentions have; the codebook's first one for entities else."""
    counts: dict[str, int] = {}
    for span in spans:
        counts[span.label] = counts.get(span.label, 0) + 1
    named = [label.id for label in codebook.labels if label.names_entities]
    return max(named, key=lambda label: counts.get(label, 0), default=None)
