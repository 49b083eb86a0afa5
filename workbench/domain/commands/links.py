"""Links between the spans of an article."""

from dataclasses import replace

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.codebook import RelationType, check_attributes, check_relation
from workbench.domain.commands.pen import (
    Pen,
    attribute_title,
    begun,
    label_of,
    relation_name,
    words,
)
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Relation, Span, edited
from workbench.domain.words import Message, msg


def link(reading: Reading, pen: Pen, source: Span, target: Span, type_id: str) -> Transaction:
    """Link two spans of the article."""
    check_relation(
        reading.codebook,
        type_id,
        (source.id, source.label),
        (target.id, target.label),
        {},
        ((item.type, item.source, item.target) for item in reading.relations),
    )
    relation = Relation(
        pen.new_id(), reading.article.id, type_id, source.id, target.id, {}, pen.annotator
    )
    title = msg(
        "{source} «{words}» — {relation} — «{others}»",
        source=label_of(reading, source.label).name,
        words=words(reading, source.fragments),
        relation=relation_name(reading.codebook, type_id),
        others=words(reading, target.fragments),
    )
    return Transaction(
        title,
        (Change(None, relation), *begun(reading)),
        Focus(reading.article.id, source.id),
    )


def unlink(reading: Reading, relation: Relation) -> Transaction:
    """Delete a link."""
    return Transaction(
        msg("Link «{relation}» deleted", relation=relation_name(reading.codebook, relation.type)),
        (Change(relation, None), *begun(reading)),
        Focus(reading.article.id, relation.source),
    )


def reverse(reading: Reading, relation: Relation) -> Transaction:
    """Turn a link round, where the codebook allows it from the other end."""
    kind = reading.codebook.relation(relation.type)
    if kind is not None and kind.symmetric:
        raise Refused("«{relation}» goes both ways already.", relation=kind.name)
    after = edited(relation, source=relation.target, target=relation.source)
    _check(reading, after)
    title = msg(
        "Link reversed: «{words}» — {relation} — «{others}»",
        words=_words_at(reading, after.source),
        relation=relation_name(reading.codebook, relation.type),
        others=_words_at(reading, after.target),
    )
    return _changed(reading, title, relation, after)


def retype(reading: Reading, relation: Relation, type_id: str) -> Transaction:
    """Make a link another relation, turned round where only that fits.

    Attributes stay where the new relation has them, with this value.
    """
    kind = reading.codebook.relation(type_id)
    if kind is None:
        raise Refused("The codebook has no relation «{relation}».", relation=type_id)
    if relation.type == type_id:
        raise Refused("The link is «{relation}» already.", relation=kind.name)
    kept = {
        attribute.id: relation.attributes[attribute.id]
        for attribute in kind.attributes
        if relation.attributes.get(attribute.id) in attribute.values
    }
    after = edited(relation, type=type_id, attributes=kept)
    if not _joins(reading, kind, relation.source, relation.target) and _joins(
        reading, kind, relation.target, relation.source
    ):
        after = replace(after, source=relation.target, target=relation.source)
    _check(reading, after)
    title = msg(
        "Link of «{words}» and «{others}»: {old} -> {new}",
        words=_words_at(reading, after.source),
        others=_words_at(reading, after.target),
        old=relation_name(reading.codebook, relation.type),
        new=kind.name,
    )
    return _changed(reading, title, relation, after)


def retypes(reading: Reading, relation: Relation) -> tuple[RelationType, ...]:
    """What else a link may be by the labels of its ends, in the order of the codebook."""
    ends = (relation.source, relation.target)
    return tuple(
        kind
        for kind in reading.codebook.relations
        if kind.id != relation.type
        and (_joins(reading, kind, *ends) or _joins(reading, kind, *ends[::-1]))
    )


def _joins(reading: Reading, kind: RelationType, source: str, target: str) -> bool:
    return kind.joins(_label_at(reading, source), _label_at(reading, target))


def _label_at(reading: Reading, span_id: str) -> str:
    span = reading.span(span_id)
    return span.label if span else ""


def _words_at(reading: Reading, span_id: str) -> str:
    span = reading.span(span_id)
    return words(reading, span.fragments) if span else ""


def _check(reading: Reading, relation: Relation) -> None:
    """Raise Refused unless the codebook allows a relation in the place of the one with its id."""
    check_relation(
        reading.codebook,
        relation.type,
        (relation.source, _label_at(reading, relation.source)),
        (relation.target, _label_at(reading, relation.target)),
        relation.attributes,
        (
            (item.type, item.source, item.target)
            for item in reading.relations
            if item.id != relation.id
        ),
    )


def _changed(reading: Reading, title: Message, before: Relation, after: Relation) -> Transaction:
    return Transaction(
        title, (Change(before, after), *begun(reading)), Focus(reading.article.id, after.source)
    )


def set_relation_attribute(
    reading: Reading, relation: Relation, name: str, value: str | None
) -> Transaction:
    """Set an attribute of a link; None takes it away."""
    kind = reading.codebook.relation(relation.type)
    if kind is None:
        raise Refused("The codebook has no relation «{relation}».", relation=relation.type)
    attributes = {key: kept for key, kept in relation.attributes.items() if key != name}
    if value is not None:
        attributes[name] = value
        check_attributes({name: value}, kind.attributes, kind.name)
    if attributes == dict(relation.attributes):
        raise Refused("The attribute has this value already.")
    return Transaction(
        attribute_title(kind.attributes, name, value, kind.name),
        (Change(relation, edited(relation, attributes=attributes)), *begun(reading)),
        Focus(reading.article.id, relation.source),
    )
