"""Looking through all articles of a project for what is still to do; for a worker."""

from collections.abc import Callable, Iterator

from workbench.domain.work import work
from workbench.domain.work_everywhere import Everywhere
from workbench.jobs import Progress
from workbench.store.reader import Snapshot

_PAGE = 200
_STATUSES = ("in_work", "new", "done")


def search(snapshot_of: Callable[[], Snapshot], progress: Progress) -> Everywhere:
    """Go through all articles, in the order of their list. Raises Cancelled between two of them."""
    everywhere = Everywhere()
    with snapshot_of() as snapshot:
        total = sum(snapshot.statuses().values())
        for done, name in enumerate(_tagged(snapshot)):
            progress.step(done, total)
            reading = snapshot.reading(name)
            everywhere.put(reading, work(reading))
    return everywhere


def _tagged(snapshot: Snapshot) -> Iterator[str]:
    """The articles that have spans."""
    for status in _STATUSES:
        after = ""
        while page := snapshot.articles(status, after=after, limit=_PAGE):
            yield from (row.article.id for row in page if row.spans)
            after = page[-1].article.id
