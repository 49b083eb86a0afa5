"""A changed codebook and all that a project holds: read, carried over, counted."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import TypeVar

from workbench.domain.codebook_draft import Draft
from workbench.domain.codebook_plan import Plan, plan
from workbench.domain.codebook_reach import reach
from workbench.domain.records import Relation, Span
from workbench.jobs import Progress
from workbench.store.reader import Reader

_Part = TypeVar("_Part", Span, Relation)
_STEP = 500


def weigh(reader: Reader, draft: Draft, progress: Progress) -> Plan:
    """What a draft does to what is stored. Raises Unreadable, and Cancelled on the way.

    Reads only the labels and relations that the draft can reach; for a change of names, colours,
    keys or definitions that is nothing.
    """
    reached = reach(draft)
    if not reached:
        return plan(draft, (), ())
    counts = reader.counts()
    total = sum(counts.labels.get(label, 0) for label in reached.labels)
    total += counts.relations if reached.relations else 0
    spans = (span for label in sorted(reached.labels) for span in reader.spans_with_label(label))
    links = (link for kind in sorted(reached.relations) for link in reader.relations_of_type(kind))
    # Closed even where the user says stop: the streams must not outlive their connection.
    with closing(spans), closing(links):
        read = list(_told(spans, progress, 0, total))
        return plan(draft, read, _told(links, progress, len(read), total))


def _told(parts: Iterable[_Part], progress: Progress, before: int, total: int) -> Iterator[_Part]:
    for number, part in enumerate(parts, start=before):
        if number % _STEP == 0:
            progress.step(number, total)
        yield part
