"""The same done to many spans in one step; what cannot be done is left out, and said."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.codebook import Attribute
from workbench.domain.commands.entities import attach
from workbench.domain.commands.pen import (
    UNTYPED,
    Pen,
    allow,
    begun,
    label_of,
    taken_back,
    typed,
    unsettled,
)
from workbench.domain.commands.spans import check_links, relabel, relabelled, set_attribute
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Entity, Span, edited
from workbench.domain.words import Message, msg, msgn

Reason = Literal["same", "overlap", "pieces", "links", "attribute", "value", "mention", "alone"]


def relabel_all(reading: Reading, pen: Pen, spans: Iterable[Span], label_id: str) -> Transaction:
    """Give many spans one label, as `relabel` does; those that may not have it keep theirs."""
    listed = _distinct(spans)
    if len(listed) == 1:
        return relabel(reading, pen, listed[0], label_id)
    wanted = label_of(reading, label_id)
    changed: dict[str, Span] = {}
    left: Counter[Reason] = Counter()
    for span in listed:
        if span.label == label_id:
            left["same"] += 1
        elif len(span.fragments) > 1 and not wanted.fragments:
            left["pieces"] += 1
        elif not _allowed(reading, span, label_id, changed):
            left["overlap"] += 1
        else:
            try:
                check_links(reading, span, wanted, changed)
            except Refused:
                left["links"] += 1
            else:
                changed[span.id] = relabelled(reading, span, wanted)
    count = len(changed)
    said = msgn(
        "{count} span is {label} now", "{count} spans are {label} now", count, label=wanted.name
    )
    return _rewritten(reading, pen, said, listed, changed, left)


def set_attribute_all(
    reading: Reading, pen: Pen, spans: Iterable[Span], name: str, value: str | None
) -> Transaction:
    """Set an attribute of many spans, of those whose label has it; None takes it away."""
    listed = _distinct(spans)
    if len(listed) == 1:
        return set_attribute(reading, pen, listed[0], name, value)
    changed: dict[str, Span] = {}
    entities: dict[str, Change] = {}
    left: Counter[Reason] = Counter()
    found: Attribute | None = None
    for span in listed:
        label = label_of(reading, span.label)
        attribute = next((item for item in label.attributes if item.id == name), None)
        if attribute is None:
            left["attribute"] += 1
        elif value is not None and value not in attribute.values:
            left["value"] += 1
        elif span.attributes.get(name) == value:
            left["same"] += 1
        else:
            found = attribute
            kept = {key: other for key, other in span.attributes.items() if key != name}
            changed[span.id] = edited(
                span, attributes=kept if value is None else {**kept, name: value}
            )
            entity = reading.entity_of(span)
            if (
                value is not None
                and name == label.entity_type
                and entity
                and (entity.type == UNTYPED)
            ):
                entities[entity.id] = Change(entity, replace(entity, type=value))
    count = len(changed)
    if value is None or found is None:
        said = msgn(
            "{name} removed from {count} span",
            "{name} removed from {count} spans",
            count,
            name=found.name if found else name,
        )
    else:
        said = msgn(
            "{name} = {value}: {count} span",
            "{name} = {value}: {count} spans",
            count,
            name=found.name,
            value=found.value_names[found.values.index(value)],
        )
    return _rewritten(reading, pen, said, listed, changed, left, entities.values())


def attach_all(
    reading: Reading,
    pen: Pen,
    spans: Iterable[Span],
    entity: Entity | None,
    *,
    new: bool = False,
) -> Transaction:
    """Say of many spans whom they mention; `new` makes the entity too. None detaches.

    Spans whose label names no entities are left out.
    """
    listed = _distinct(spans)
    if len(listed) == 1:
        return attach(reading, pen, listed[0], entity, new=new)
    if entity is not None and not entity.name.strip():
        raise Refused("An entity needs a name.")
    changed: dict[str, Span] = {}
    left: Counter[Reason] = Counter()
    for span in listed:
        label = label_of(reading, span.label)
        if entity is None and span.entity is None:
            left["alone"] += 1
        elif entity is not None and not label.names_entities:
            left["mention"] += 1
        elif entity is not None and span.entity == entity.id:
            left["same"] += 1
        else:
            attributes = typed(label, span.attributes, entity)
            changed[span.id] = edited(
                span, entity=entity.id if entity else None, attributes=attributes
            )
    count = len(changed)
    if entity is None:
        said = msgn(
            "Entity detached from {count} span", "Entity detached from {count} spans", count
        )
    else:
        said = msgn(
            "{count} span is {name} now", "{count} spans are {name} now", count, name=entity.name
        )
    before = (Change(None, entity),) if new and entity is not None else ()
    return _rewritten(reading, pen, said, listed, changed, left, before)


def _distinct(spans: Iterable[Span]) -> list[Span]:
    found = list({span.id: span for span in spans}.values())
    if not found:
        raise Refused("Focus a span first: click it, or press O on its words.")
    return found


def _allowed(reading: Reading, span: Span, label_id: str, already: Mapping[str, Span]) -> bool:
    try:
        allow(reading, label_id, span.fragments, {}, span.annotator, beside=span, already=already)
    except Refused:
        return False
    return True


def _rewritten(
    reading: Reading,
    pen: Pen,
    said: Message,
    listed: Iterable[Span],
    changed: Mapping[str, Span],
    left: Mapping[Reason, int],
    before: Iterable[Change] = (),
) -> Transaction:
    """The changes, with a title that tells what was left out. Raises Refused for no change.

    The focus is the article: the eye stays where it was among the spans.
    """
    reasons: Message | None = None
    for reason, count in left.items():
        more = _why(reason, count)
        reasons = more if reasons is None else msg("{said}, {more}", said=reasons, more=more)
    if not changed:
        raise Refused("Nothing was changed: {reasons}.", reasons=reasons or "")
    title = said if reasons is None else msg("{said}; {more}", said=said, more=reasons)
    now = pen.now()
    changes = (
        Change(span, replace(changed[span.id], updated=now))
        for span in listed
        if span.id in changed
    )
    links = {
        link.record.id: link
        for span in listed
        if span.id in changed
        for link in unsettled(reading, span, changed[span.id])
    }
    belied = taken_back(reading.rejections, changed.values())
    return Transaction(
        title,
        (*before, *changes, *links.values(), *belied, *begun(reading)),
        Focus(reading.article.id),
    )


def _why(reason: Reason, count: int) -> Message:
    match reason:
        case "same":
            return msgn("{count} was like that already", "{count} were like that already", count)
        case "overlap":
            return msgn("{count} would overlap another", "{count} would overlap others", count)
        case "pieces":
            return msgn("{count} is in pieces", "{count} are in pieces", count)
        case "links":
            return msgn(
                "{count} has links that forbid it", "{count} have links that forbid it", count
            )
        case "attribute":
            return msgn("{count} has no such attribute", "{count} have no such attribute", count)
        case "value":
            return msgn("{count} has no such value", "{count} have no such value", count)
        case "mention":
            return msgn("{count} cannot mention anybody", "{count} cannot mention anybody", count)
        case "alone":
            return msgn("{count} mentions nobody", "{count} mention nobody", count)
