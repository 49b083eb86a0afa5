"""Questions to a project file.

A list for the screen has a limit or is read in pages; what a step needs whole is read whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Refused
from workbench.domain.forms import (
    Form,
    article_form,
    entity_from,
    note_from,
    rejection_from,
    relation_from,
)
from workbench.domain.reading import Reading
from workbench.domain.records import Article
from workbench.domain.text import fold
from workbench.store import rows
from workbench.store.across import Across, EntityRow
from workbench.store.properties import Remembered
from workbench.store.schema import connect, sqlite_errors
from workbench.store.steps import Step, Steps, Version
from workbench.store.wholes import NAMED, WHOLE, Wholes

__all__ = [
    "ArticleRow",
    "Attached",
    "Counts",
    "EntityRow",
    "Reader",
    "Snapshot",
    "Step",
    "Version",
]


_RECORDS = (
    f"SELECT article.record, {WHOLE} FROM article JOIN text USING (sha256) ORDER BY article.id"
)
_LABELS = "SELECT label, count(*) FROM span GROUP BY label ORDER BY label"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a project holds."""

    articles: int
    spans: int
    relations: int
    entities: int
    labels: Mapping[str, int]
    statuses: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Attached:
    """How many notes and rejections there are, and entities, article by article.

    `unmentioned` are the entities that no span mentions and no rejection names.
    """

    notes: int
    rejections: int
    entities: int
    unmentioned: int


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list, with the number of its spans, and of those that were reviewed."""

    article: Article
    spans: int
    reviewed: int = 0


class Reader(Across, Steps, Wholes, Remembered):
    """What one connection sees of a project."""

    def codebook(self) -> Codebook:
        """The codebook in use."""
        return Codebook.of(orjson.loads(self._one("SELECT record FROM codebook WHERE id=1")))

    def counts(self) -> Counts:
        """Numbers of everything; reads whole indexes, so not for every keystroke."""
        articles, spans, relations, entities = (
            int(self._one(f"SELECT count(*) FROM {table}"))
            for table in ("article", "span", "relation", "entity")
        )
        labels = {name: int(count) for name, count in self._all(_LABELS)}
        return Counts(articles, spans, relations, entities, labels, self.statuses())

    def attached(self) -> Attached:
        """Numbers of what stands with the articles and their spans; reads all spans."""
        return Attached(
            *(
                int(self._one(query))
                for query in (
                    "SELECT count(*) FROM note",
                    "SELECT count(*) FROM rejection",
                    "SELECT count(*) FROM "
                    "(SELECT article, entity FROM span WHERE entity IS NOT NULL "
                    "UNION SELECT article, entity FROM rejection)",
                    "SELECT count(*) FROM entity "
                    "WHERE NOT EXISTS (SELECT 1 FROM span WHERE span.entity=entity.id) "
                    "AND NOT EXISTS (SELECT 1 FROM rejection WHERE rejection.entity=entity.id)",
                )
            ),
        )

    def statuses(self, words: str = "") -> dict[str, int]:
        """How many articles are new, in work and done, of those whose title has `words`."""
        where, values = _titled(words)
        # To each title by way of the index of statuses takes twice as long as one by one.
        column = "+status" if values else "status"
        query = f"SELECT status, count(*) FROM article WHERE {where} GROUP BY {column}"
        found: dict[str, int] = dict(self._all(query, values))
        return {status: found.get(status, 0) for status in ("new", "in_work", "done")}

    def article(self, article_id: str) -> Article | None:
        """The article with this id."""
        found = self._all("SELECT record FROM article WHERE id=?", (article_id,))
        return rows.article(found[0][0]) if found else None

    def article_of_text(self, sha256: str) -> Article | None:
        """The article that has this text."""
        found = self._all("SELECT record FROM article WHERE sha256=?", (sha256,))
        return rows.article(found[0][0]) if found else None

    def articles(
        self, status: str, *, words: str = "", after: str = "", limit: int = 200
    ) -> list[ArticleRow]:
        """Articles of a status by id, from the one `after`; with `words` in the title."""
        where, values = _titled(words)
        found = self._all(
            "SELECT record, (SELECT count(*) FROM span WHERE span.article=article.id), "
            "(SELECT count(*) FROM span WHERE span.article=article.id AND review IS NOT NULL) "
            f"FROM article WHERE status=? AND id>? AND {where} ORDER BY id LIMIT ?",
            (status, after, *values, limit),
        )
        return [ArticleRow(rows.article(record), *counts) for record, *counts in found]

    def next_unfinished(self, after: str) -> Article | None:
        """The first article by id `after` the given one that is not done, then from the top."""
        for low in (after, ""):
            found = self._all(
                "SELECT record FROM article WHERE status IN ('new', 'in_work') AND id>? AND id<>? "
                "ORDER BY id LIMIT 1",
                (low, after),
            )
            if found:
                return rows.article(found[0][0])
        return None

    def beside(self, article: Article, step: int) -> Article | None:
        """The next article (`step` 1) in the order of the list, or the one before (-1).

        The order is in work, new, done, and by id within each.
        """
        order = ("in_work", "new", "done")
        place = order.index(article.status)
        sign, way = (">", "ASC") if step > 0 else ("<", "DESC")
        query = f"SELECT record FROM article WHERE status=? AND {{}} ORDER BY id {way} LIMIT 1"
        found = self._all(query.format(f"id{sign}?"), (article.status, article.id))
        for status in order[place + 1 :] if step > 0 else order[:place][::-1]:
            found = found or self._all(query.format("1"), (status,))
        return rows.article(found[0][0]) if found else None

    def span_count(self, article_id: str) -> int:
        """How many spans an article has."""
        return int(self._one("SELECT count(*) FROM span WHERE article=?", (article_id,)))

    def reviewed_count(self, article_id: str) -> int:
        """Of how many spans of an article a reviewer decided."""
        query = "SELECT count(*) FROM span WHERE article=? AND review IS NOT NULL"
        return int(self._one(query, (article_id,)))

    def waiting_article(self, here: str, step: int) -> Article | None:
        """The next article by id with spans that wait for a reviewer, or the one before (-1).

        Round at the end; None where there is none.
        """
        sign, way = (">", "ASC") if step > 0 else ("<", "DESC")
        for where, values in ((f"AND article{sign}?", (here,)), ("", ())):
            found = self._all(
                f"SELECT article FROM span WHERE review IS NULL {where} "
                f"ORDER BY article {way} LIMIT 1",
                values,
            )
            if found:
                return self.article(found[0][0])
        return None

    def taken(self, ids: Iterable[str]) -> set[str]:
        """Which of these ids a span, relation, note, rejection or article has already."""
        wanted = list(ids)
        if not self._among("SELECT 1 FROM touched WHERE record IN ({}) LIMIT 1", wanted):
            return set()  # nothing has ever had one: the usual case, at a fifth of the cost
        return {
            name
            for table in ("article", "span", "relation", "note", "rejection")
            for (name,) in self._among(f"SELECT id FROM {table} WHERE id IN ({{}})", wanted)
        }

    def text(self, article_id: str) -> str:
        """The text of an article."""
        found = self._all(
            "SELECT body FROM text WHERE sha256=(SELECT sha256 FROM article WHERE id=?)",
            (article_id,),
        )
        if not found:
            raise Refused("This article is not in the project any more.")
        body: str = found[0][0]
        return body

    def reading(self, article_id: str, *, until: int | None = None) -> Reading:
        """An article with all that belongs to it; with `until`, only spans that start before it.

        The second is for the first paint of a long article: it has no relations.
        """
        article = self.article(article_id)
        if article is None:
            raise Refused("This article is not in the project any more.")
        text, codebook = self.text(article_id), self.codebook()
        here = (article_id,)
        if until is not None:
            near = self._forms(
                "SELECT record FROM span WHERE article=? AND start<? LIMIT 5000",
                (article_id, until),
            )
            return Reading(article, text, codebook, rows.spans(near, article_id))
        every = "SELECT record FROM {} WHERE article=?"
        entities = f"SELECT record FROM entity WHERE id IN ({NAMED.format('?1')})"
        return Reading(
            article,
            text,
            codebook,
            rows.spans(self._forms(every.format("span"), here), article_id),
            [relation_from(f, article_id) for f in self._forms(every.format("relation"), here)],
            [entity_from(form) for form in self._forms(entities, here)],
            [note_from(form, article_id) for form in self._forms(every.format("note"), here)],
            [rejection_from(f, article_id) for f in self._forms(every.format("rejection"), here)],
        )

    def records(self) -> Iterator[Form]:
        """The native record of every article by id; lists are ready JSON (`orjson.Fragment`).

        One article is in memory at a time. Call it on a Snapshot: it reads as it goes.
        """
        book = self.codebook()
        named = (book.id, book.version)
        with sqlite_errors(self.path):
            for (
                record,
                body,
                entities,
                spans,
                relations,
                notes,
                rejections,
            ) in self._connection.execute(_RECORDS):
                yield article_form(
                    rows.article(record),
                    body,
                    named,
                    orjson.Fragment(entities),
                    orjson.Fragment(spans),
                    orjson.Fragment(relations),
                    orjson.Fragment(notes),
                    None if rejections == b"[]" else orjson.Fragment(rejections),
                )


class Snapshot(Reader):
    """A project as it is at one moment, on a connection of its own: for work in other threads."""

    def __init__(self, path: Path) -> None:
        with sqlite_errors(path):
            connection = connect(path, write=False)
            try:
                connection.execute("BEGIN")
                # The read transaction, and so the moment, begins with the first read.
                connection.execute("SELECT 1 FROM codebook").fetchone()
            except BaseException:
                connection.close()
                raise
        super().__init__(connection, path)

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _titled(words: str) -> tuple[str, tuple[str, ...]]:
    if not words.strip():
        return "1", ()
    return "instr(title_key, ?)", (fold(words.strip()),)
