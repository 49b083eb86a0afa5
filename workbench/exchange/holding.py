"""What a format cannot hold: not told but tried, on a few words of which everything is said."""

from collections.abc import Mapping
from typing import Final

from workbench.domain.codebook import Codebook
from workbench.domain.records import Article, Entity, Note, Rejection, Relation, Span
from workbench.domain.text import Fragments, Interval, sha256
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import KEPT, Dialect, lost, lost_entities

# In the order in which it is told, by the names of LOSSES and some more.
THINGS: Final[Mapping[str, Message]] = {
    "spans": msg("some spans"),
    "overlaps": msg("spans that overlap"),
    "fragments": msg("spans in several pieces"),
    "attributes": msg("attributes of spans"),
    "entities": msg("who is mentioned"),
    "relations": msg("links"),
    "relation_attributes": msg("attributes of links"),
    "annotators": msg("who made the spans"),
    "reviews": msg("review decisions"),
    "span_notes": msg("notes on spans"),
    "notes": msg("notes on articles"),
    "rejections": msg("rejected suggestions"),
    "text": msg("white space of the text"),
    "title": msg("titles"),
    "status": msg("the state of articles"),
    "meta": msg("metadata"),
    "entity_types": msg("what kind of entity it is"),
    "entity_aliases": msg("other names of entities"),
    "entity_ids": msg("ids of entities elsewhere"),
    "entity_notes": msg("notes on entities"),
}

_WORD = "слово"


def lacks(dialect: Dialect, codebook: Codebook) -> tuple[str, ...]:
    """The names in THINGS of what a format cannot hold of articles with this codebook."""
    flat, layers = _flat(codebook), _layers(codebook)
    carried = dialect.carries(flat, codebook)
    found = set(lost(flat, carried)) | (KEPT - dialect.keeps - {"text"})
    if "spans" not in found and lost(layers, dialect.carries(layers, codebook))["spans"]:
        found.add("overlaps")
    if "entities" not in found:
        found |= {name for name, _ in lost_entities(flat, carried)}
    if carried.text != flat.text:
        found.add("text")
    return tuple(name for name in THINGS if name in found)


def _flat(codebook: Codebook) -> Bundle:
    """Words apart from each other, with all that a codebook allows to say of them."""
    spans: dict[str, Span] = {}
    count = 2 * len(codebook.labels) + 4
    places = [Interval(at, at + len(_WORD)) for at in range(0, count * 7, 7)]
    free = iter(places)
    for label in codebook.labels:
        said = {one.id: one.values[0] for one in label.attributes if one.values}
        meant = "e" if label.names_entities else None
        for side in ("a", "b"):
            name = f"{label.id}:{side}"
            spans[name] = _span(name, label.id, (next(free),), said, meant, "!")
    if codebook.labels:
        pieces = (next(free), places[-1])
        spans["pieces"] = _span("pieces", codebook.labels[0].id, pieces, {}, None, None)
    links = tuple(
        Relation(
            kind.id,
            "x",
            kind.id,
            f"{kind.source[0]}:a",
            f"{kind.target[0]}:b",
            {one.id: one.values[0] for one in kind.attributes if one.values},
            "",
        )
        for kind in codebook.relations
        if kind.source and kind.target
    )
    return _bundle(
        count,
        tuple(spans.values()),
        links,
        (Entity("e", _WORD, "person", (f"{_WORD}!",), {"x": "1"}, "!"),),
        (Note("n", "x", "!", "", "", ""),),
        (Rejection("r", "x", "e", (places[-2],), "", ""),),
    )


def _layers(codebook: Codebook) -> Bundle:
    """Spans over each other."""
    if not codebook.labels:
        return _bundle(4, ())
    label = codebook.labels[0].id
    return _bundle(
        4,
        tuple(
            _span(str(start), label, (Interval(7 * start, 7 * end - 2),), {}, None, None)
            for start, end in ((0, 3), (1, 4))
        ),
    )


def _bundle(
    count: int,
    spans: tuple[Span, ...],
    relations: tuple[Relation, ...] = (),
    entities: tuple[Entity, ...] = (),
    notes: tuple[Note, ...] = (),
    rejections: tuple[Rejection, ...] = (),
) -> Bundle:
    text = "  ".join([_WORD] * count)
    article = Article("x", sha256(text), _WORD)
    return Bundle(article, text, spans, relations, entities, notes, rejections)


def _span(
    name: str,
    label: str,
    fragments: Fragments,
    attributes: Mapping[str, str],
    entity: str | None,
    note: str | None,
) -> Span:
    return Span(name, "x", label, fragments, attributes, entity, "", "manual", note, "", "")
