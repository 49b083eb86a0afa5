"""What all commands share: who writes, and the parts of a transaction that repeat."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.codebook import Attribute, Codebook, Label, check_span
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Entity, Rejection, Span, edited, new_id, timestamp
from workbench.domain.text import Fragments, quotes
from workbench.domain.words import Message, Names, msg, shorten

UNTYPED = "other"  # the type of an entity of which nothing else was said


@dataclass(frozen=True, slots=True)
class Pen:
    """Who writes, and where ids and times come from."""

    annotator: str
    new_id: Callable[[], str] = new_id
    now: Callable[[], str] = timestamp


def label_of(reading: Reading, label_id: str) -> Label:
    """The label with this id; raises Refused where the codebook has none."""
    found = reading.codebook.label(label_id)
    if found is None:
        raise Refused("The codebook has no label «{label}».", label=label_id)
    return found


def begun(reading: Reading) -> tuple[Change, ...]:
    """The first edit of a new article puts it in work."""
    article = reading.article
    if article.status != "new":
        return ()
    return (Change(article, replace(article, status="in_work")),)


def rewrite(reading: Reading, pen: Pen, title: Message, before: Span, after: Span) -> Transaction:
    """One span replaced by another, stamped with the time."""
    stamped = replace(after, updated=pen.now())
    return Transaction(
        title,
        (
            Change(before, stamped),
            *unsettled(reading, before, after),
            *taken_back(reading.rejections, (after,)),
            *begun(reading),
        ),
        Focus(reading.article.id, before.id),
    )


def unsettled(reading: Reading, before: Span, after: Span) -> Iterator[Change]:
    """Links of a span that has other words or another label wait for a reviewer again."""
    if (before.label, before.fragments) != (after.label, after.fragments):
        for link in reading.relations_of(before.id):
            if link.review is not None:
                yield Change(link, edited(link))


def taken_back(rejections: Iterable[Rejection], mentions: Iterable[Span]) -> tuple[Change, ...]:
    """The rejections that `mentions` belie: the same entity at the very same words."""
    said = {(span.article, span.entity, span.fragments) for span in mentions if span.entity}
    return tuple(
        Change(rejection, None)
        for rejection in rejections
        if (rejection.article, rejection.entity, rejection.fragments) in said
    )


def words(reading: Reading, places: Fragments) -> str:
    """The words of a span, short enough for a sentence."""
    said = shorten(" … ".join(quotes(reading.text, places)))
    # The sentence puts them into quotation marks.
    return said.removeprefix("«").removesuffix("»") if said.startswith("«") else said


def relation_name(codebook: Codebook, type_id: str) -> Names:
    """What a relation type is called, by the codebook or by its id."""
    kind = codebook.relation(type_id)
    return kind.name if kind else Names(type_id, type_id)


def attribute_title(
    allowed: Sequence[Attribute], name: str, value: str | None, owner: Names
) -> Message:
    """What the undo list says of an attribute that was set or taken away."""
    attribute = next((item for item in allowed if item.id == name), None)
    if attribute is None:
        return msg("{owner}: {name} removed", owner=owner, name=name)
    if value is None:
        return msg("{owner}: {name} removed", owner=owner, name=attribute.name)
    shown = attribute.value_names[attribute.values.index(value)]
    return msg("{owner}: {name} = {value}", owner=owner, name=attribute.name, value=shown)


def allow(
    reading: Reading,
    label_id: str,
    places: Fragments,
    attributes: dict[str, str],
    annotator: str,
    beside: Span | None = None,
    already: Container[str] = (),
) -> None:
    """Raise Refused unless the codebook allows these places for a label of one annotator here.

    `already` are ids of spans that get the same label in the same step.
    """
    others = (
        span.fragments
        for span in reading.touching(places[0].start, places[-1].end)
        if span.annotator == annotator
        and (span.label == label_id or span.id in already)
        and (beside is None or span.id != beside.id)
    )
    check_span(reading.codebook, label_id, places, attributes, others)


def typed(wanted: Label, attributes: Mapping[str, str], entity: Entity | None) -> dict[str, str]:
    """`attributes`, with the one that says what kind of entity it is filled from the register."""
    found = dict(attributes)
    for attribute in wanted.attributes:
        if entity is None or entity.type == UNTYPED or attribute.id != wanted.entity_type:
            continue
        if entity.type in attribute.values:
            found.setdefault(attribute.id, entity.type)
    return found
