"""Entities: saying whom a span mentions, and keeping the register over all articles."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Codebook, check_span
from workbench.domain.commands.pen import (
    UNTYPED,
    Pen,
    label_of,
    rewrite,
    taken_back,
    typed,
    words,
)
from workbench.domain.commands.suggestions import take_mentions
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Entity, Rejection, Span, edited
from workbench.domain.suggestion import Mention
from workbench.domain.text import Fragments, Interval, fold
from workbench.domain.words import msg, msgn

_NUMBERED: Final = re.compile(r" \(\d+\)$")


class NameTaken(Refused):
    """Another entity is called that; `entity` is it, so that the two can be merged."""

    def __init__(self, entity: Entity) -> None:
        super().__init__(
            msg(
                "«{name}» is another entity. Merge the two, or give this one a name of its own.",
                name=entity.name,
            )
        )
        self.entity = entity


def attach(
    reading: Reading,
    pen: Pen,
    span: Span,
    entity: Entity | None,
    *,
    new: bool = False,
    alias: str | None = None,
) -> Transaction:
    """Say whom a span mentions; `new` makes the entity too. None detaches.

    `alias` is a name that the entity is to be known by from now on.
    """
    wanted = label_of(reading, span.label)
    if entity is None:
        if span.entity is None:
            raise Refused("The span mentions no entity.")
        after = edited(span, entity=None)
        title = msg("Entity detached from «{words}»", words=words(reading, span.fragments))
        return rewrite(reading, pen, title, span, after)
    check_span(reading.codebook, span.label, span.fragments, {}, (), entity=entity.id)
    if not entity.name.strip():
        raise Refused("An entity needs a name.")
    if span.entity == entity.id:
        raise Refused("The span is «{name}» already.", name=entity.name)
    after = edited(span, entity=entity.id, attributes=typed(wanted, span.attributes, entity))
    said = words(reading, span.fragments)
    known = entity
    if alias is not None:
        known = replace(entity, aliases=_names_beside(entity.name, (*entity.aliases, alias)))
    if new:
        made = Change(None, known)
    elif known.aliases != entity.aliases:
        made = Change(entity, known)
    else:
        made = None
    title = msg("«{words}» is {name}", words=said, name=entity.name)
    if alias is not None and made is not None:
        title = msg(
            "«{words}» is {name} now; «{alias}» is remembered as another name",
            words=said,
            name=entity.name,
            alias=alias,
        )
    written = rewrite(reading, pen, title, span, after)
    return replace(written, changes=(made, *written.changes)) if made else written


def change_entity(before: Entity, after: Entity, namesakes: Iterable[Entity] = ()) -> Transaction:
    """Change what is known of an entity; `namesakes` are those that have its new name by now.

    Raises NameTaken where a new name is that of another entity.
    """
    if not after.name.strip():
        raise Refused("An entity needs a name.")
    if before == after:
        raise Refused("The entity is the same.")
    if fold(before.name) != fold(after.name):
        for other in namesakes:
            if other.id != before.id:
                raise NameTaken(other)
    return Transaction(msg("Entity «{name}» changed", name=after.name), (Change(before, after),))


def merge(
    codebook: Codebook,
    pen: Pen,
    kept: Entity,
    others: Sequence[Entity],
    spans: Iterable[Span],
    rejections: Iterable[Rejection],
) -> Transaction:
    """Make one entity of several: `kept` gets the mentions, names, links and notes of all.

    `spans` are all that mention any of them, `rejections` all that name any of them. Two ids in
    one registry are both kept, the second as «registry (2)».
    """
    gone = {entity.id: entity for entity in others if entity.id != kept.id}
    if not gone:
        raise Refused("Choose two entities or more, to make one of them.")
    whole = replace(
        kept,
        type=next((e.type for e in (kept, *gone.values()) if e.type != UNTYPED), kept.type),
        aliases=_names_beside(
            kept.name,
            (*kept.aliases, *(n for e in gone.values() for n in (e.name, *e.aliases))),
        ),
        links=_links(kept.links, (entity.links for entity in gone.values())),
        note="\n".join(dict.fromkeys(filter(None, (e.note for e in (kept, *gone.values())))))
        or None,
    )
    mentioned = list(spans)
    places = {(span.article, span.fragments) for span in mentioned}
    changes = [
        *_moved(codebook, pen, (span for span in mentioned if span.entity in gone), whole),
        *_rejected(rejections, kept.id, gone, places),
        *(Change(entity, None) for entity in gone.values()),
    ]
    if whole != kept:
        changes.insert(0, Change(kept, whole))
    if len(gone) == 1:
        (other,) = gone.values()
        title = msg("«{other}» is {name} now", other=other.name, name=kept.name)
    else:
        title = msgn(
            "{count} entity is {name} now",
            "{count} entities are {name} now",
            len(gone),
            name=kept.name,
        )
    return Transaction(title, tuple(changes))


def split(
    codebook: Codebook,
    pen: Pen,
    spans: Iterable[Span],
    entity: Entity,
    rejections: Iterable[Rejection] = (),
    *,
    new: bool = False,
) -> Transaction:
    """Say that mentions are somebody else's; `new` makes that entity too.

    `rejections` are all that name `entity`: those of these very words are taken back.
    """
    if not entity.name.strip():
        raise Refused("An entity needs a name.")
    others = (span for span in spans if span.entity != entity.id)
    moved = [
        Change(change.before, edited(change.after))
        for change in _moved(codebook, pen, others, entity)
        if isinstance(change.after, Span)
    ]
    if not moved:
        raise Refused("Everything chosen mentions {name} already.", name=entity.name)
    title = msgn(
        "{count} mention is {name} now",
        "{count} mentions are {name} now",
        len(moved),
        name=entity.name,
    )
    made = (Change(None, entity),) if new else ()
    mentions = (change.after for change in moved if isinstance(change.after, Span))
    return Transaction(title, (*made, *moved, *taken_back(rejections, mentions)))


def remove(
    pen: Pen, entities: Sequence[Entity], spans: Iterable[Span], rejections: Iterable[Rejection]
) -> Transaction:
    """Delete entities; their mentions stay as spans that mention nobody."""
    gone = {entity.id: entity for entity in entities}
    if not gone:
        raise Refused("Choose an entity first.")
    now = pen.now()
    detached = [
        Change(span, edited(span, entity=None, updated=now))
        for span in spans
        if span.entity in gone
    ]
    title = (
        msg("Entity «{name}» deleted", name=entities[0].name)
        if len(gone) == 1
        else msgn("{count} entity deleted", "{count} entities deleted", len(gone))
    )
    if detached:
        title = msg(
            "{deleted}; {detached}",
            deleted=title,
            detached=msgn("{count} mention detached", "{count} mentions detached", len(detached)),
        )
    return Transaction(
        title,
        (
            *detached,
            *(Change(r, None) for r in rejections if r.entity in gone),
            *(Change(entity, None) for entity in gone.values()),
        ),
    )


def mark_mentions(
    pen: Pen,
    entity: Entity,
    label_id: str,
    places: Iterable[tuple[Reading, Sequence[Interval], Sequence[Interval]]],
) -> Transaction:
    """Mark words of many articles as mentions of one entity, and reject others.

    `places` are, by article, those to mark and those that are not to be suggested again. What the
    codebook does not allow beside the spans that are there is left out and counted in the title.
    """
    changes: list[Change] = []
    marked = wanted = rejected = 0
    refused: Refused | None = None
    for reading, here, never in places:
        wanted += len(here)
        mentions = [Mention(place, entity.id, label_id) for place in here]
        try:
            made = take_mentions(reading, pen, mentions, (entity,)).changes if mentions else ()
        except Refused as error:
            refused, made = error, ()
        marked += sum(isinstance(change.record, Span) for change in made)
        known = {r.fragments for r in reading.rejections if r.entity == entity.id}
        spans = (*reading.spans, *(c.after for c in made if isinstance(c.after, Span)))
        known |= {span.fragments for span in spans if span.entity == entity.id}
        now = pen.now()
        said = [
            Rejection(pen.new_id(), reading.article.id, entity.id, (place,), pen.annotator, now)
            for place in never
            if (place,) not in known
        ]
        rejected += len(said)
        changes += (*made, *(Change(None, rejection) for rejection in said))
    if not changes:
        raise refused or Refused("There is nothing here to mark any more.")
    title = msgn(
        "{count} mention of {name} marked",
        "{count} mentions of {name} marked",
        marked,
        name=entity.name,
    )
    if wanted > marked:
        left = msgn(
            "{count} could not be marked beside the spans that are there",
            "{count} could not be marked beside the spans that are there",
            wanted - marked,
        )
        title = msg("{marked}; {left}", marked=title, left=left)
    if rejected:
        never_more = msgn("{count} rejected", "{count} rejected", rejected)
        title = msg("{marked}; {rejected}", marked=title, rejected=never_more)
    return Transaction(title, tuple(changes))


def _names_beside(name: str, others: Iterable[str]) -> tuple[str, ...]:
    """`others` with single spaces, each once, without `name` itself."""
    found: dict[str, str] = {}
    for other in others:
        spaced = " ".join(other.split())
        if spaced and fold(spaced) != fold(name):
            found.setdefault(fold(spaced), spaced)
    return tuple(found.values())


def _links(kept: Mapping[str, str], others: Iterable[Mapping[str, str]]) -> dict[str, str]:
    found = dict(kept)
    for links in others:
        for registry, name in links.items():
            # «VIAF (LC)» is a registry of its own; «wikidata (2)» is the second id beside one.
            base = _NUMBERED.sub("", registry)
            base = base if base in found else registry
            if name in (n for r, n in found.items() if _NUMBERED.sub("", r) == base or r == base):
                continue
            number, place = 2, registry if registry not in found else f"{base} (2)"
            while place in found:
                number += 1
                place = f"{base} ({number})"
            found[place] = name
    return found


def _moved(codebook: Codebook, pen: Pen, spans: Iterable[Span], entity: Entity) -> list[Change]:
    """Spans that mention `entity` from now on; what kind it is, is filled in where it is open."""
    now, found = pen.now(), []
    for span in spans:
        label = codebook.label(span.label)
        attributes = typed(label, span.attributes, entity) if label else dict(span.attributes)
        after = replace(span, entity=entity.id, attributes=attributes, updated=now)
        found.append(Change(span, after))
    return found


def _rejected(
    rejections: Iterable[Rejection],
    kept: str,
    gone: Mapping[str, Entity],
    mentioned: set[tuple[str, Fragments]],
) -> list[Change]:
    """Rejections of those that go are those of the one that stays, each once.

    Where one of them was rejected and another is mentioned, the mention is right.
    """
    everything = sorted(rejections, key=lambda rejection: (rejection.entity != kept, rejection.id))
    found: list[Change] = []
    seen: set[tuple[str, Fragments]] = set()
    for rejection in everything:
        place = rejection.article, rejection.fragments
        if place in mentioned or place in seen:
            found.append(Change(rejection, None))
        elif rejection.entity in gone:
            found.append(Change(rejection, replace(rejection, entity=kept)))
        seen.add(place)
    return found
