"""Articles with all that belongs to them, streamed: what exports and datasets are made of."""

from collections.abc import Generator
from contextlib import closing
from typing import NamedTuple

import orjson

from workbench.domain.forms import entity_from, note_from, rejection_from, relation_from
from workbench.domain.records import Article, Entity, Note, Rejection, Relation, Span
from workbench.store import rows
from workbench.store.asking import Asking

# The entities that stand with an article, by a parameter or a column with its id.
NAMED = (
    "SELECT entity FROM span WHERE article={0} UNION SELECT entity FROM rejection WHERE article={0}"
)


def _list(table: str, which: str = "article=article.id", order: str = "id") -> str:
    found = f"SELECT record FROM {table} WHERE {which} ORDER BY {order}"
    return f"CAST('[' || coalesce((SELECT group_concat(record) FROM ({found})), '') || ']' AS BLOB)"


# What belongs to an article: its text and lists of JSON. SQLite joins those; row by row it takes
# longer.
WHOLE = ", ".join(
    (
        "body",
        _list("entity", f"id IN ({NAMED.format('article.id')})"),
        _list("span", order='start, "end", id'),
        *(_list(table) for table in ("relation", "note", "rejection")),
    )
)


class Whole(NamedTuple):
    """An article with all that belongs to it: spans in reading order, the others by id."""

    article: Article
    text: str
    spans: tuple[Span, ...]
    relations: tuple[Relation, ...]
    entities: tuple[Entity, ...]
    notes: tuple[Note, ...]
    rejections: tuple[Rejection, ...]


class Wholes(Asking):
    """What is asked of article after article. A stream is for a Snapshot: it reads as it goes."""

    def each_article(self) -> Generator[Article, None, None]:
        """All articles by id, streamed; to be closed before its connection is."""
        with closing(self._each("SELECT record FROM article ORDER BY id")) as found:
            for (record,) in found:
                yield rows.article(record)

    def whole(self, article: Article) -> Whole:
        """An article that is there, with its text and all that belongs to it."""
        query = f"SELECT {WHOLE} FROM article JOIN text USING (sha256) WHERE article.id=?"
        ((text, *lists),) = self._all(query, (article.id,))
        entities, spans, relations, notes, rejections = map(orjson.loads, lists)
        return Whole(
            article,
            text,
            tuple(rows.spans(spans, article.id)),
            tuple([relation_from(form, article.id) for form in relations]),
            tuple([entity_from(form) for form in entities]),
            tuple([note_from(form, article.id) for form in notes]),
            tuple([rejection_from(form, article.id) for form in rejections]),
        )

    def body(self, sha256: str) -> str:
        """The text with this sha256, which is there."""
        found: str = self._one("SELECT body FROM text WHERE sha256=?", (sha256,))
        return found

    def labels_by_article(self) -> dict[str, dict[str, int]]:
        """How many spans of each label each article has; reads all spans."""
        found: dict[str, dict[str, int]] = {}
        query = "SELECT article, label, count(*) FROM span GROUP BY article, label"
        for article, label, count in self._each(query):
            found.setdefault(article, {})[label] = count
        return found

    def spans_by_annotator(self) -> dict[str, int]:
        """How many spans each annotator made; reads all spans."""
        query = "SELECT annotator, count(*) FROM span GROUP BY annotator ORDER BY annotator"
        return dict(self._all(query))

    def annotators(self) -> list[str]:
        """All who ever made an annotation, by name."""
        return [name for (name,) in self._all("SELECT id FROM annotator ORDER BY id")]

    def spans_by_origin(self) -> dict[str, int]:
        """How many spans came about by hand, import or a suggester's name; reads all spans."""
        origin = "CAST(record AS TEXT) ->> 'origin'"
        query = f"SELECT {origin}, count(*) FROM span GROUP BY 1 ORDER BY 1"
        return dict(self._all(query))

    def spans_by_verdict(self) -> dict[str, int]:
        """Of how many spans reviewers decided so; reads those alone."""
        query = "SELECT review, count(*) FROM span WHERE review IS NOT NULL GROUP BY 1 ORDER BY 1"
        return dict(self._all(query))

    def relation_types(self) -> dict[str, int]:
        """How many relations of each type there are; reads all of them."""
        query = "SELECT type, count(*) FROM relation GROUP BY type ORDER BY type"
        return dict(self._all(query))
