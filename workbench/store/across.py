"""Questions over all articles: entities, who mentions them, what a label or a relation marks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import orjson

from workbench.domain.forms import entity_from, rejection_from, relation_from, span_from
from workbench.domain.records import Article, Entity, Rejection, Relation, Span
from workbench.domain.text import fold
from workbench.store import rows
from workbench.store.asking import Asking


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity in a list, with the number of its mentions."""

    entity: Entity
    mentions: int


_MENTIONS = "(SELECT count(*) FROM span WHERE span.entity=entity.id)"


class Across(Asking):
    """What is asked of the whole project. A stream is for a Snapshot: it reads as it goes."""

    def entity(self, entity_id: str) -> Entity | None:
        """The entity with this id."""
        found = self._all("SELECT record FROM entity WHERE id=?", (entity_id,))
        return entity_from(orjson.loads(found[0][0])) if found else None

    def entities(
        self, *, words: str = "", after: tuple[str, str] | None = None, limit: int = 200
    ) -> list[EntityRow]:
        """Entities by name, with their mentions; with `words` in the name.

        `after` is the folded name and the id of the one before the page.
        """
        where, values = ["1"], list[str]()
        if words.strip():
            where.append("name_key LIKE ? ESCAPE '\\'")
            values.append(_like(words))
        if after is not None:
            where.append("(name_key, id)>(?,?)")
            values += after
        # Counted after the page is cut: counting for all names would take longer.
        return _counted(
            self._all(
                f"SELECT record, {_MENTIONS} FROM entity WHERE id IN (SELECT id FROM entity "
                f"WHERE {' AND '.join(where)} ORDER BY name_key, id LIMIT ?) ORDER BY name_key, id",
                (*values, limit),
            )
        )

    def entities_among(self, ids: Iterable[str]) -> list[EntityRow]:
        """The entities with these ids, in the order of `ids`, with their mentions."""
        wanted = list(ids)
        query = f"SELECT record, {_MENTIONS} FROM entity WHERE id IN ({{}})"
        found = {row.entity.id: row for row in _counted(self._among(query, wanted))}
        return [found[name] for name in wanted if name in found]

    def namesakes(self, name: str) -> list[Entity]:
        """The entities of that name, whatever its capitals."""
        query = "SELECT record FROM entity WHERE name_key=? ORDER BY id LIMIT 50"
        found = self._all(query, (fold(name),))
        return [entity_from(orjson.loads(record)) for (record,) in found]

    def labels_of_entity(self, entity_id: str) -> dict[str, int]:
        """How many spans of each label mention an entity; reads all of them."""
        query = "SELECT label, count(*) FROM span WHERE entity=? GROUP BY label"
        return dict(self._all(query, (entity_id,)))

    def articles_of_entity(self, entity_id: str) -> int:
        """How many articles mention an entity."""
        query = "SELECT count(*) FROM (SELECT DISTINCT article FROM span WHERE entity=?)"
        return int(self._one(query, (entity_id,)))

    def mentions(
        self, entity_id: str, *, after: tuple[str, int, str] | None = None, limit: int = 200
    ) -> list[Span]:
        """Spans that mention an entity by article, start and id; `after` these three of a span."""
        where, values = ("", ()) if after is None else (" AND (article, start, id)>(?,?,?)", after)
        return _spans(
            self._all(
                f"SELECT article, record FROM span WHERE entity=?{where} "
                "ORDER BY article, start, id LIMIT ?",
                (entity_id, *values, limit),
            )
        )

    def spans_of_entity(self, entity_id: str) -> list[Span]:
        """All spans that mention an entity, by article, start and id."""
        return _spans(
            self._all(
                "SELECT article, record FROM span WHERE entity=? ORDER BY article, start, id",
                (entity_id,),
            )
        )

    def rejections_of_entity(self, entity_id: str) -> list[Rejection]:
        """All that was said not to mention an entity, by article and id."""
        found = self._all(
            "SELECT article, record FROM rejection WHERE entity=? ORDER BY article, id",
            (entity_id,),
        )
        return [rejection_from(orjson.loads(record), article) for article, record in found]

    def spans_with_label(self, label_id: str) -> Iterator[Span]:
        """All spans of a label, article by article in reading order, streamed."""
        yield from _streamed(
            self._each(
                'SELECT article, record FROM span WHERE label=? ORDER BY article, start, "end", id',
                (label_id,),
            )
        )

    def relations_of_type(self, type_id: str) -> Iterator[Relation]:
        """All relations of a type by id, streamed."""
        for article, record in self._each(
            "SELECT article, record FROM relation WHERE type=? ORDER BY id", (type_id,)
        ):
            yield relation_from(orjson.loads(record), article)

    def articles_by_id(self, ids: Iterable[str]) -> dict[str, Article]:
        """The articles with these ids, by id; those that are not there are not in it."""
        found = self._among("SELECT record FROM article WHERE id IN ({})", list(ids))
        articles = [rows.article(record) for (record,) in found]
        return {article.id: article for article in articles}


def _counted(found: list[rows.Row]) -> list[EntityRow]:
    return [EntityRow(entity_from(orjson.loads(record)), count) for record, count in found]


def _spans(found: list[rows.Row]) -> list[Span]:
    return list(_streamed(iter(found)))


def _streamed(found: Iterator[rows.Row]) -> Iterator[Span]:
    for article, record in found:
        yield span_from(orjson.loads(record), article)


def _like(words: str) -> str:
    escaped = fold(words.strip()).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
