"""Taking and rejecting what is suggested."""

from collections.abc import Iterable, Sequence

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.codebook import check_relation, check_span
from workbench.domain.commands.pen import (
    Pen,
    begun,
    label_of,
    relation_name,
    taken_back,
    typed,
    words,
)
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Entity, Rejection, Relation, Span
from workbench.domain.suggestion import Link, Mention
from workbench.domain.text import Fragments
from workbench.domain.words import Message, msg, msgn

ORIGIN = "same_name"  # of spans that were suggested because of their name


def take_mentions(
    reading: Reading, pen: Pen, mentions: Iterable[Mention], entities: Iterable[Entity]
) -> Transaction:
    """Mark words as mentions of `entities`; what the codebook no longer allows is left out."""
    known = {entity.id: entity for entity in entities}
    made: list[Span] = []
    refused: Refused | None = None
    now = pen.now()
    for mention in mentions:
        entity, label = known.get(mention.entity), label_of(reading, mention.label)
        if entity is None:
            continue
        places: Fragments = (mention.place,)
        beside = (
            span.fragments
            for spans in (reading.touching(mention.place.start, mention.place.end), made)
            for span in spans
            if span.label == label.id
        )
        try:
            check_span(reading.codebook, label.id, places, {}, beside, entity=entity.id)
        except Refused as error:
            refused = error
            continue
        made.append(
            Span(
                pen.new_id(),
                reading.article.id,
                label.id,
                places,
                typed(label, {}, entity),
                entity.id,
                pen.annotator,
                ORIGIN,
                None,
                now,
                now,
            )
        )
    if not made:
        raise refused or Refused("There is nothing here to take any more.")
    changes = (
        *(Change(None, span) for span in made),
        *taken_back(reading.rejections, made),
        *begun(reading),
    )
    return Transaction(_taken(reading, made, known), changes, Focus(reading.article.id, made[0].id))


def _taken(reading: Reading, made: Sequence[Span], known: dict[str, Entity]) -> Message:
    names = {known[span.entity].name for span in made if span.entity}
    if len(made) == 1:
        label = label_of(reading, made[0].label).name
        said = words(reading, made[0].fragments)
        return msg("{label} «{words}» is {name}", label=label, words=said, name=min(names))
    if len(names) == 1:
        return msgn(
            "{count} mention of {name} marked",
            "{count} mentions of {name} marked",
            len(made),
            name=min(names),
        )
    return msgn("{count} mention marked", "{count} mentions marked", len(made))


def reject(reading: Reading, pen: Pen, mention: Mention, entity: Entity) -> Transaction:
    """Say that words do not mention an entity: the suggestion does not come back."""
    places = (mention.place,)
    if any(r.entity == entity.id and r.fragments == places for r in reading.rejections):
        raise Refused("This suggestion was rejected already.")
    near = reading.touching(mention.place.start, mention.place.end)
    if any(span.entity == entity.id and span.fragments == places for span in near):
        raise Refused("These words are a mention of {name}.", name=entity.name)
    rejection = Rejection(
        pen.new_id(), reading.article.id, entity.id, places, pen.annotator, pen.now()
    )
    title = msg("«{words}» is not {name}", words=words(reading, places), name=entity.name)
    return Transaction(title, (Change(None, rejection),), Focus(reading.article.id))


def take_links(reading: Reading, pen: Pen, links: Iterable[Link]) -> Transaction:
    """Link spans as suggested, in one step; what the codebook does not allow is left out."""
    made: list[Relation] = []
    refused: Refused | None = None
    for link in links:
        source, target = reading.span(link.source), reading.span(link.target)
        if source is None or target is None:
            continue
        others = [(r.type, r.source, r.target) for r in (*reading.relations, *made)]
        ends = (source.id, source.label), (target.id, target.label)
        try:
            check_relation(reading.codebook, link.type, *ends, {}, others)
        except Refused as error:
            refused = error
            continue
        made.append(
            Relation(
                pen.new_id(),
                reading.article.id,
                link.type,
                source.id,
                target.id,
                {},
                pen.annotator,
            )
        )
    if not made:
        raise refused or Refused("There is nothing here to take any more.")
    first = reading.span(made[0].source)
    assert first is not None
    label, said = label_of(reading, first.label).name, words(reading, first.fragments)
    if len(made) == 1:
        target = reading.span(made[0].target)
        assert target is not None
        title = msg(
            "{source} «{words}» — {relation} — «{others}»",
            source=label,
            words=said,
            relation=relation_name(reading.codebook, made[0].type),
            others=words(reading, target.fragments),
        )
    else:
        title = msgn(
            "{count} link of {label} «{words}»",
            "{count} links of {label} «{words}»",
            len(made),
            label=label,
            words=said,
        )
    changes = (*(Change(None, relation) for relation in made), *begun(reading))
    return Transaction(title, changes, Focus(reading.article.id, first.id))
