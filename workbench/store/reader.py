"""Questions to a project file. Every list has a limit, and pages go on from the last id."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Refused
from workbench.domain.forms import (
    Form,
    article_form,
    entity_from,
    message_from,
    note_from,
)
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Entity, Span
from workbench.domain.text import fold
from workbench.domain.words import Message
from workbench.store import rows
from workbench.store.schema import connect, sqlite_errors

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
    """How many notes there are, entities article by article, and entities that no span mentions."""

    notes: int
    entities: int
    unmentioned: int


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list, with the number of its spans."""

    article: Article
    spans: int


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity in a list, with the number of its mentions."""

    entity: Entity
    mentions: int


@dataclass(frozen=True, slots=True)
class Step:
    """A journal entry: what was done, when and by whom. `state` is done, undone or dropped."""

    seq: int
    at: str
    annotator: str
    state: str
    title: Message


class Reader:
    """What one connection sees of a project."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

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
            int(self._one("SELECT count(*) FROM note")),
            int(
                self._one(
                    "SELECT count(*) FROM "
                    "(SELECT DISTINCT article, entity FROM span WHERE entity IS NOT NULL)"
                )
            ),
            int(
                self._one(
                    "SELECT count(*) FROM entity "
                    "WHERE NOT EXISTS (SELECT 1 FROM span WHERE span.entity=entity.id)"
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
            "SELECT record, (SELECT count(*) FROM span WHERE span.article=article.id) "
            f"FROM article WHERE status=? AND id>? AND {where} ORDER BY id LIMIT ?",
            (status, after, *values, limit),
        )
        return [ArticleRow(rows.article(record), spans) for record, spans in found]

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

    def entity(self, entity_id: str) -> Entity | None:
        """The entity with this id."""
        found = self._all("SELECT record FROM entity WHERE id=?", (entity_id,))
        return entity_from(orjson.loads(found[0][0])) if found else None

    def entities(self, *, words: str = "", limit: int = 200) -> list[EntityRow]:
        """Entities by name, with their mentions; with `words` in the name."""
        found = self._all(
            "SELECT record, (SELECT count(*) FROM span WHERE span.entity=entity.id) FROM entity "
            "WHERE name_key LIKE ? ESCAPE '\\' ORDER BY name_key, id LIMIT ?",
            (_like(words), limit),
        )
        return [EntityRow(entity_from(orjson.loads(record)), count) for record, count in found]

    def mentions(self, entity_id: str, *, limit: int = 200) -> list[Span]:
        """Spans that mention an entity, by article."""
        found = self._all(
            "SELECT article, record FROM span WHERE entity=? ORDER BY article, start LIMIT ?",
            (entity_id, limit),
        )
        return [rows.spans([(record,)], article)[0] for article, record in found]

    def taken(self, ids: Iterable[str]) -> set[str]:
        """Which of these ids a span, relation, note or article has already."""
        wanted, found = list(ids), set[str]()
        for table in ("article", "span", "relation", "note"):
            for low in range(0, len(wanted), 500):
                part = wanted[low : low + 500]
                marks = ",".join("?" * len(part))
                found.update(
                    name
                    for (name,) in self._all(f"SELECT id FROM {table} WHERE id IN ({marks})", part)
                )
        return found

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
            near = self._all(
                "SELECT record FROM span WHERE article=? AND start<? LIMIT 5000",
                (article_id, until),
            )
            return Reading(article, text, codebook, rows.spans(near, article_id))
        return Reading(
            article,
            text,
            codebook,
            rows.spans(self._all("SELECT record FROM span WHERE article=?", here), article_id),
            rows.relations(
                self._all("SELECT record FROM relation WHERE article=?", here), article_id
            ),
            [
                entity_from(orjson.loads(record))
                for (record,) in self._all(
                    "SELECT record FROM entity WHERE id IN "
                    "(SELECT entity FROM span WHERE article=?)",
                    here,
                )
            ],
            [
                note_from(orjson.loads(record), article_id)
                for (record,) in self._all("SELECT record FROM note WHERE article=?", here)
            ],
        )

    def history(self, record_id: str, *, limit: int = 50) -> list[Step]:
        """What was done to a record, newest first."""
        return self._steps(
            "WHERE seq IN (SELECT seq FROM touched WHERE record=? ORDER BY seq DESC LIMIT ?)",
            (record_id, limit),
        )

    def journal(self, *, limit: int = 100) -> list[Step]:
        """What was done to the project, newest first."""
        return self._steps("ORDER BY seq DESC LIMIT ?", (limit,))

    def next_undo(self) -> Step | None:
        """What undo would take back."""
        found = self._steps("WHERE state='done' ORDER BY seq DESC LIMIT 1")
        return found[0] if found else None

    def next_redo(self) -> Step | None:
        """What redo would do again."""
        found = self._steps("WHERE state='undone' ORDER BY seq LIMIT 1")
        return found[0] if found else None

    def records(self) -> Iterator[Form]:
        """The native record of every article by id; lists are ready JSON (`orjson.Fragment`).

        One article is in memory at a time. Call it on a Snapshot: it reads as it goes.
        """
        book = self.codebook()
        named = (book.id, book.version)
        with sqlite_errors(self.path):
            cursor = self._connection.execute(
                "SELECT article.id, article.record, body FROM article JOIN text USING (sha256) "
                "ORDER BY article.id"
            )
            for article_id, record, body in cursor:
                here = (article_id,)
                yield article_form(
                    rows.article(record),
                    body,
                    named,
                    self._joined(
                        "SELECT record FROM entity WHERE id IN "
                        "(SELECT entity FROM span WHERE article=?) ORDER BY id",
                        here,
                    ),
                    self._joined(
                        'SELECT record FROM span WHERE article=? ORDER BY start, "end", id', here
                    ),
                    self._joined("SELECT record FROM relation WHERE article=? ORDER BY id", here),
                    self._joined("SELECT record FROM note WHERE article=? ORDER BY id", here),
                )

    def _joined(self, query: str, values: tuple[Any, ...]) -> orjson.Fragment:
        return orjson.Fragment(
            b"[" + b",".join([record for (record,) in self._all(query, values)]) + b"]"
        )

    def _steps(self, where: str, values: tuple[Any, ...] = ()) -> list[Step]:
        found = self._all(f"SELECT seq, at, annotator, state, title FROM journal {where}", values)
        steps = [
            Step(seq, at, who, state, message_from(orjson.loads(title)))
            for seq, at, who, state, title in found
        ]
        return sorted(steps, key=lambda step: -step.seq)

    def _all(self, query: str, values: Iterable[Any] = ()) -> list[rows.Row]:
        with sqlite_errors(self.path):
            return self._connection.execute(query, tuple(values)).fetchall()

    def _one(self, query: str, values: Iterable[Any] = ()) -> Any:
        return self._all(query, values)[0][0]


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


def _like(words: str) -> str:
    escaped = fold(words.strip()).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _titled(words: str) -> tuple[str, tuple[str, ...]]:
    if not words.strip():
        return "1", ()
    return "instr(title_key, ?)", (fold(words.strip()),)
