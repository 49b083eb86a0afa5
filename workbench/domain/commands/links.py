"""Links between the spans of an article."""

from dataclasses import replace

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.codebook import check_attributes, check_relation
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
from workbench.domain.records import Relation, Span
from workbench.domain.words import msg


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
        (Change(relation, replace(relation, attributes=attributes)), *begun(reading)),
        Focus(reading.article.id, relation.source),
    )
