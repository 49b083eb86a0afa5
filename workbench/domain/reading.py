"""An article as it is read and tagged: its text, spans, relations and entities, as one value."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Self, TypeVar

from workbench.domain.change import Change
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Conflict
from workbench.domain.records import Article, Entity, Note, Rejection, Relation, Span

AT_ONCE = 120  # code points of a span's fragment that a row can show

# Spans longer than this (in code points, hull) are looked for in a list of their own, so that one
# span over the whole article does not make every question read all spans.
LONG = 2000

_Part = TypeVar("_Part", Relation, Note, Rejection)


def in_order(span: Span) -> tuple[int, int, str]:
    """The order of spans everywhere: start, end, id."""
    return span.start, span.end, span.id


class Reading:
    """What the file holds of one article. Immutable; `after` gives the next one."""

    __slots__ = (
        "_by_id",
        "_long",
        "_relations_of",
        "article",
        "codebook",
        "entities",
        "notes",
        "rejections",
        "relations",
        "spans",
        "text",
    )

    def __init__(
        self,
        article: Article,
        text: str,
        codebook: Codebook,
        spans: Iterable[Span] = (),
        relations: Iterable[Relation] = (),
        entities: Iterable[Entity] = (),
        notes: Iterable[Note] = (),
        rejections: Iterable[Rejection] = (),
    ) -> None:
        self.article = article
        self.text = text
        self.codebook = codebook
        self.spans = tuple(sorted(spans, key=in_order))
        self._by_id = {span.id: span for span in self.spans}
        self._long = tuple(span for span in self.spans if span.end - span.start > LONG)
        self.entities: Mapping[str, Entity] = {entity.id: entity for entity in entities}
        self.notes = _ordered(notes)
        self.rejections = _ordered(rejections)
        self._join(_ordered(relations))

    def _join(self, relations: tuple[Relation, ...]) -> None:
        self.relations = relations
        self._relations_of: dict[str, list[Relation]] = {}
        for relation in self.relations:
            self._relations_of.setdefault(relation.source, []).append(relation)
            if relation.target != relation.source:
                self._relations_of.setdefault(relation.target, []).append(relation)

    def span(self, span_id: str | None) -> Span | None:
        """The span with this id, if it is here."""
        return self._by_id.get(span_id) if span_id is not None else None

    def relation(self, relation_id: str) -> Relation | None:
        """The relation with this id, if it is here."""
        return next((item for item in self.relations if item.id == relation_id), None)

    def relations_of(self, span_id: str) -> tuple[Relation, ...]:
        """The relations that begin or end at a span, by id."""
        return tuple(self._relations_of.get(span_id, ()))

    def entity_of(self, span: Span) -> Entity | None:
        """The entity that a span mentions."""
        return self.entities.get(span.entity) if span.entity is not None else None

    def touching(self, start: int, end: int) -> list[Span]:
        """Spans whose hull shares a code point with [start, end), in order."""
        found = [span for span in self._long if span.start < end and span.end > start]
        first = bisect_left(self.spans, start - LONG, key=lambda span: span.start)
        last = bisect_left(self.spans, end, key=lambda span: span.start, lo=first)
        near = [span for span in self.spans[first:last] if start < span.end <= span.start + LONG]
        return sorted(found + near, key=in_order) if found else near

    def at(self, position: int) -> tuple[Span, ...]:
        """Spans with a fragment over or ending at `position`, shortest first."""
        found = [
            span
            for span in self.touching(max(0, position - 1), position + 1)
            if any(f.start <= position <= f.end for f in span.fragments)
        ]
        # A span that the position is inside of comes before one that merely ends there.
        return tuple(
            sorted(
                found,
                key=lambda span: (
                    not any(f.start <= position < f.end for f in span.fragments),
                    sum(map(len, span.fragments)),
                    in_order(span),
                ),
            )
        )

    def following(self, position: int) -> Span | None:
        """The first span that starts after `position`."""
        index = bisect_right(self.spans, position, key=lambda span: span.start)
        return self.spans[index] if index < len(self.spans) else None

    def neighbour(self, span: Span, step: int) -> Span | None:
        """The span `step` places after `span` in reading order; None past either end."""
        index = bisect_left(self.spans, in_order(span), key=in_order) + step
        return self.spans[index] if 0 <= index < len(self.spans) else None

    def preceding(self, position: int) -> Span | None:
        """The last span that starts before `position`."""
        index = bisect_left(self.spans, position, key=lambda span: span.start) - 1
        return self.spans[index] if index >= 0 else None

    def missing(self, span: Span) -> tuple[str, ...]:
        """Ids of the required attributes that a span does not have yet."""
        label = self.codebook.label(span.label)
        return tuple(
            attribute.id
            for attribute in (label.attributes if label else ())
            if attribute.required and attribute.id not in span.attributes
        )

    def knowing(self, entities: Iterable[Entity]) -> Self:
        """The same reading with more entities at hand."""
        made = copy(self)
        made.entities = {**self.entities, **{entity.id: entity for entity in entities}}
        return made

    def after(self, changes: Sequence[Change]) -> Self:
        """The reading with `changes` made; those of other articles are passed over.

        Each kind of record that changes is copied once: a millisecond or so for 50,000 spans. A
        span more then costs two searches and the moving of a part of the list; relations, notes
        and rejections are sorted anew. Raises Conflict where a span to be changed is not here.
        """
        made = object.__new__(type(self))
        made.article, made.text, made.codebook = self.article, self.text, self.codebook
        made.notes = _followed(self.notes, changes, Note, self.article.id)
        made.rejections = _followed(self.rejections, changes, Rejection, self.article.id)
        spans, by_id, entities = list(self.spans), self._by_id, dict(self.entities)
        here = self.article.id
        for change in changes:
            before, after, record = change.before, change.after, change.record
            if isinstance(record, Span) and record.article == here:
                if by_id is self._by_id:
                    by_id = dict(by_id)
                if isinstance(before, Span):
                    index = bisect_left(spans, in_order(before), key=in_order)
                    if index == len(spans) or spans[index].id != before.id:
                        raise Conflict(
                            "The article on the screen is not the one that the change was made "
                            "in. Open the article again."
                        )
                    del spans[index]
                    del by_id[before.id]
                if isinstance(after, Span):
                    spans.insert(bisect_left(spans, in_order(after), key=in_order), after)
                    by_id[after.id] = after
            elif isinstance(record, Entity):
                entities.pop(record.id, None)
                if isinstance(after, Entity):
                    entities[after.id] = after
            elif isinstance(after, Article) and after.id == here:
                made.article = after
            elif isinstance(after, Codebook):
                made.codebook = after
        made.spans, made._by_id, made.entities = tuple(spans), by_id, entities
        made._long = self._long
        if by_id is not self._by_id:
            touched = {change.record.id for change in changes}
            long = [span for span in self._long if span.id not in touched]
            fresh = (by_id[name] for name in touched if name in by_id)
            long.extend(span for span in fresh if span.end - span.start > LONG)
            made._long = tuple(long)
        relations = _followed(self.relations, changes, Relation, self.article.id)
        if relations is self.relations:
            made.relations, made._relations_of = self.relations, self._relations_of
        else:
            made._join(relations)
        return made


def words_of(reading: Reading, span: Span) -> str:
    """As many of a span's words as a row can show, on one line."""
    parts = (
        reading.text[place.start : min(place.end, place.start + AT_ONCE)]
        for place in span.fragments[:4]
    )
    return " ".join(" … ".join(parts).split())


def _ordered(parts: Iterable[_Part]) -> tuple[_Part, ...]:
    return tuple(sorted(parts, key=lambda part: part.id))


def _followed(
    parts: tuple[_Part, ...], changes: Sequence[Change], kind: type[_Part], article: str
) -> tuple[_Part, ...]:
    """`parts` after the changes of their kind in this article; the same tuple where none is."""
    found: dict[str, _Part] | None = None
    for change in changes:
        record = change.record
        if isinstance(record, kind) and record.article == article:
            if found is None:
                found = {part.id: part for part in parts}
            found.pop(record.id, None)
            if change.after is not None:
                found[record.id] = record
    return parts if found is None else _ordered(found.values())
