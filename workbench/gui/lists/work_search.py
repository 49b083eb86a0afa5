"""What is still to do in all articles of a project; for a worker."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from workbench.domain.reading import Reading
from workbench.domain.records import Article
from workbench.domain.work import Kind, Todo, work
from workbench.gui.lists.span_model import words_of
from workbench.jobs import Progress
from workbench.store.reader import Snapshot

MOST = 1000  # hits that are listed; counted are all
_PAGE = 200
_STATUSES = ("in_work", "new", "done")


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
    """What is to do in all articles, in the order of the article list."""

    articles: dict[str, Found] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[Kind]:
        """Numbers by kind over all articles."""
        return sum((found.counts for found in self.articles.values()), Counter[Kind]())

    @property
    def listed(self) -> int:
        """How many hits are listed."""
        return sum(len(found.hits) for found in self.articles.values())

    def put(self, reading: Reading) -> None:
        """Take in an article as it is now; its place stays."""
        name = reading.article.id
        before = self.articles.get(name)
        found = find(reading, MOST - self.listed + (len(before.hits) if before else 0))
        if found.counts or before is not None:
            self.articles[name] = found


def find(reading: Reading, room: int) -> Found:
    """What is to do in one article, `room` hits of it listed."""
    todos = work(reading)
    hits = []
    for todo in todos[: max(room, 0)]:
        span = reading.span(todo.span)
        if span is not None:
            hits.append(Hit(reading.article.id, todo, span.label, words_of(reading, span)))
    return Found(reading.article, Counter(todo.kind for todo in todos), hits)


def search(snapshot_of: Callable[[], Snapshot], progress: Progress) -> Everywhere:
    """Go through all articles. Raises Cancelled between two of them."""
    everywhere = Everywhere()
    room = MOST
    with snapshot_of() as snapshot:
        total = sum(snapshot.statuses().values())
        for done, name in enumerate(_tagged(snapshot)):
            progress.step(done, total)
            found = find(snapshot.reading(name), room)
            room -= len(found.hits)
            if found.counts:
                everywhere.articles[name] = found
    return everywhere


def _tagged(snapshot: Snapshot) -> Iterator[str]:
    """The articles that have spans."""
    for status in _STATUSES:
        after = ""
        while page := snapshot.articles(status, after=after, limit=_PAGE):
            yield from (row.article.id for row in page if row.spans)
            after = page[-1].article.id
