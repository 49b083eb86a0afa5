"""Entities: saying whom a span mentions, and keeping the register."""

from dataclasses import replace

from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import check_span
from workbench.domain.commands.pen import Pen, label_of, rewrite, typed, words
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Entity, Span
from workbench.domain.words import msg


def attach(
    reading: Reading, pen: Pen, span: Span, entity: Entity | None, *, new: bool = False
) -> Transaction:
    """Say whom a span mentions; `new` makes the entity too. None detaches."""
    wanted = label_of(reading, span.label)
    if entity is None:
        if span.entity is None:
            raise Refused("The span mentions no entity.")
        after = replace(span, entity=None)
        title = msg("Entity detached from «{words}»", words=words(reading, span.fragments))
        return rewrite(reading, pen, title, span, after)
    check_span(reading.codebook, span.label, span.fragments, {}, (), entity=entity.id)
    if not entity.name.strip():
        raise Refused("An entity needs a name.")
    if span.entity == entity.id:
        raise Refused("The span is «{name}» already.", name=entity.name)
    after = replace(span, entity=entity.id, attributes=typed(wanted, span.attributes, entity))
    title = msg("«{words}» is {name}", words=words(reading, span.fragments), name=entity.name)
    made = rewrite(reading, pen, title, span, after)
    return replace(made, changes=(Change(None, entity), *made.changes)) if new else made


def change_entity(before: Entity, after: Entity) -> Transaction:
    """Change the name, type, aliases or links of an entity."""
    if not after.name.strip():
        raise Refused("An entity needs a name.")
    if before == after:
        raise Refused("The entity is the same.")
    return Transaction(msg("Entity «{name}» changed", name=after.name), (Change(before, after),))
