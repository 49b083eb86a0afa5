"""Whom and what a claim is likely to be linked with: the nearest spans that it may point to."""

from workbench.domain.codebook import RelationType
from workbench.domain.reading import Reading
from workbench.domain.records import Span
from workbench.domain.suggestion import Link
from workbench.language.sentences import paragraph_at, sentence_at

REACH = 400  # code points: further away is not near, even in a long sentence
NEXT_DOOR = 160  # and in another sentence, this far


def suggested_links(reading: Reading, span: Span) -> tuple[Link, ...]:
    """The links that `span` seems to lack, at most one of each relation and its inner targets.

    Only relations between different labels, and only those of which the span has none yet. Targets
    inside the span are all meant; else the nearest one is, in the same sentence before the
    neighbouring ones of the paragraph.
    """
    there = {relation.type for relation in reading.relations_of(span.id)}
    found: list[Link] = []
    for kind in reading.codebook.relations:
        if span.label not in kind.source or span.label in kind.target or kind.id in there:
            continue
        found.extend(Link(kind.id, span.id, target.id) for target in _targets(reading, span, kind))
    return tuple(found)


def _targets(reading: Reading, span: Span, kind: RelationType) -> list[Span]:
    text = reading.text
    paragraph = paragraph_at(text, span.start)
    low = max(span.start - REACH, paragraph.start if paragraph else 0)
    last = paragraph_at(text, span.end)
    high = min(span.end + REACH, last.end if last else len(text))
    near = [
        other
        for other in reading.touching(low, max(high, low + 1))
        if other.label in kind.target and other.id != span.id and other.verdict != "rejected"
    ]
    inside = [other for other in near if _inside(other, span)]
    if inside:
        return _each_once(inside)[: kind.max_per_from]
    home = sentence_at(text, span.start)
    end = sentence_at(text, max(span.end - 1, span.start))

    first = home.start if home else span.start
    past = end.end if end else span.end

    def far(other: Span) -> tuple[bool, int, int]:
        at_home = first <= other.start and other.end <= past
        return not at_home, max(span.start - other.end, other.start - span.end, 0), other.start

    # What stands in another claim is that one's.
    around = reading.touching(low, max(high, low + 1))
    claims = [other for other in around if other.label == span.label]
    free = [other for other in near if not any(_inside(other, claim) for claim in claims)]
    nearest = min(free, key=far, default=None)
    if nearest is None:
        return []
    outside, gap, _ = far(nearest)
    return [] if outside and gap > NEXT_DOOR else [nearest]


def _inside(inner: Span, outer: Span) -> bool:
    return all(any(whole.contains(part) for whole in outer.fragments) for part in inner.fragments)


def _each_once(spans: list[Span]) -> list[Span]:
    """The first mention of each entity, and every span that mentions none."""
    seen: set[str] = set()
    found = []
    for span in spans:
        if span.entity is None or span.entity not in seen:
            found.append(span)
        if span.entity is not None:
            seen.add(span.entity)
    return found
