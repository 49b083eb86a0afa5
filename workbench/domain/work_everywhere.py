"""What is still to do in many articles: numbers of all of it, and as many places as are listed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from workbench.domain.reading import Reading, words_of
from workbench.domain.records import Article
from workbench.domain.work import Kind, Todo

MOST = 1000  # hits that are listed; counted are all


class Hit(NamedTuple):
    """A thing to do in some article, with the words and the label of its span."""

    article: str
    todo: Todo
    label: str
    words: str


@dataclass(slots=True)
class Found:
    """What is to do in one article: numbers by kind, and as many hits as are listed."""

    article: Article
    counts: Counter[Kind]
    hits: list[Hit]


@dataclass(slots=True)
class Everywhere:
    """What is to do in all articles, in the order in which they were put."""

    articles: dict[str, Found] = field(default_factory=dict)
    listed: int = 0  # how many hits are listed

    @property
    def counts(self) -> Counter[Kind]:
        """Numbers by kind over all articles."""
        return sum((found.counts for found in self.articles.values()), Counter[Kind]())

    def put(self, reading: Reading, todos: Sequence[Todo]) -> None:
        """Take in an article as it is now, with what is to do in it; its place stays."""
        name = reading.article.id
        before = self.articles.get(name)
        others = self.listed - (len(before.hits) if before else 0)
        found = _found(reading, todos, MOST - others)
        if found.counts or before is not None:
            self.articles[name] = found
            self.listed = others + len(found.hits)


def _found(reading: Reading, todos: Sequence[Todo], room: int) -> Found:
    hits = []
    for todo in todos[: max(room, 0)]:
        span = reading.span(todo.span)
        if span is not None:
            hits.append(Hit(reading.article.id, todo, span.label, words_of(reading, span)))
    return Found(reading.article, Counter(todo.kind for todo in todos), hits)
