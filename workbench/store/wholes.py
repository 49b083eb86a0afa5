"""Articles with all that belongs to them, streamed: what exports and datasets are made of."""

from collections.abc import Generator
from contextlib import closing
from typing import NamedTuple

import orjson

from workbench.domain.forms import entity_from, note_from
from workbench.domain.records import Article, Entity, Note, Rejection, Relation, Span
from workbench.store import rows
from workbench.store.asking import Asking

_NAMED = (
    "SELECT record FROM entity WHERE id IN (SELECT entity FROM span WHERE article=? "
    "UNION SELECT entity FROM rejection WHERE article=?) ORDER BY id"
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
        here = (article.id,)
        spans = self._all('SELECT record FROM span WHERE article=? ORDER BY start, "end", id', here)
        relations = self._all("SELECT record FROM relation WHERE article=? ORDER BY id", here)
        notes = self._all("SELECT record FROM note WHERE article=? ORDER BY id", here)
        rejected = self._all("SELECT record FROM rejection WHERE article=? ORDER BY id", here)
        return Whole(
            article,
            self.body(article.sha256),
            tuple(rows.spans(spans, article.id)),
            tuple(rows.relations(relations, article.id)),
            tuple(entity_from(orjson.loads(record)) for (record,) in self._all(_NAMED, here * 2)),
            tuple(note_from(orjson.loads(record), article.id) for (record,) in notes),
            tuple(rows.rejections(rejected, article.id)),
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

    def relation_types(self) -> dict[str, int]:
        """How many relations of each type there are; reads all of them."""
        query = "SELECT type, count(*) FROM relation GROUP BY type ORDER BY type"
        return dict(self._all(query))
