"""The whole project as native records, as they lie in the file.

Without a detour over objects, which would take five times as long, it is held against its quotes
and against the numbers that the project says of itself.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from itertools import count
from typing import BinaryIO

from workbench.domain.errors import ExportFailed
from workbench.domain.forms import Form
from workbench.domain.records import OPEN
from workbench.exchange.bundle import Format, Written
from workbench.transfer.asked import Asked
from workbench.transfer.filesum import BUFFER
from workbench.transfer.places import Making
from workbench.transfer.request import Preview
from workbench.transfer.steps import Steps


class Records:
    """All articles of a project with all that belongs to them."""

    def __init__(self, asked: Asked, chosen: Format) -> None:
        self.asked = asked
        self._format = chosen
        snapshot = asked.snapshot
        self._counts = snapshot.counts()
        attached = snapshot.attached()
        self.expected = Written(
            self._counts.articles,
            self._counts.spans,
            self._counts.relations,
            attached.entities,
            attached.notes,
            attached.rejections,
            attached.unmentioned,
        )

    @property
    def held(self) -> Mapping[str, int]:
        """What the project says that it holds, which `verify` has found."""
        made = self.expected
        return {"articles": made.articles, "spans": made.spans, "relations": made.relations}

    def write(self, made: Making, steps: Steps) -> None:
        """Write all records into one file."""
        with made.file("") as out:
            self._format.write(_counted(self.asked.snapshot.records(), steps), out)

    def verify(self, made: Making, steps: Steps) -> None:
        """Hold every fragment against its quote, and the numbers against the project's."""
        with made.path.open("rb", buffering=BUFFER) as written:
            self._compare(self._format.verify(written, _next(steps, self.expected.articles)))

    def stream(self, out: BinaryIO, steps: Steps) -> None:
        """Write all records to a stream, each verified before it goes out."""
        checked = _Checked(out, self._format, _next(steps, 0))
        self._format.write(self.asked.snapshot.records(), checked)
        out.flush()
        self._compare(checked.found)
        steps.end()

    def preview(self) -> Preview:
        """What there is: all but entities that nothing mentions.

        Origins are not counted: they stand in the records alone, and reading those once more would
        take a quarter of the time of the export.
        """
        snapshot, written = self.asked.snapshot, self.expected
        counted = self._counts.labels
        order = [label.id for label in self.asked.codebook.labels if label.id in counted]
        return Preview(
            of=written.articles,
            articles=written.articles,
            windows=0,
            spans={**dict.fromkeys(order, 0), **counted},
            relations=snapshot.relation_types(),
            annotators=snapshot.spans_by_annotator(),
            origins={},
            sides=self._sides(),
            unsided=0,
            entities=self._counts.entities - written.left_out,
            notes=written.notes,
            rejections=written.rejections,
            losses={},
            cut={},
            left_out=written.left_out,
            reviews=self._reviews(),
        )

    def _reviews(self) -> Mapping[str, int]:
        """How many spans reviewers decided so of, and of how many nobody did, if of any."""
        found = self.asked.snapshot.spans_by_verdict()
        waiting = self.expected.spans - sum(found.values())
        return {**found, OPEN: waiting} if found and waiting else found

    def _sides(self) -> Mapping[str, int]:
        split, articles = self.asked.split, self.expected.articles
        if split is None:
            return {"": articles} if articles else {}
        with closing(self.asked.snapshot.each_article()) as stream:
            return Counter(split.side(article) or "" for article in stream)

    def _compare(self, found: Written) -> None:
        expected = self.expected
        if replace(found, left_out=expected.left_out) != expected:
            raise ExportFailed(
                "What was written is not the whole project (articles: {articles} of "
                "{all_articles}, spans: {spans} of {all_spans}, relations: {relations} of "
                "{all_relations}, entities: {entities} of {all_entities}, notes: {notes} of "
                "{all_notes}, rejections: {rejections} of {all_rejections}). Check the project, "
                "or restore a backup.",
                articles=found.articles,
                all_articles=expected.articles,
                spans=found.spans,
                all_spans=expected.spans,
                relations=found.relations,
                all_relations=expected.relations,
                entities=found.entities,
                all_entities=expected.entities,
                notes=found.notes,
                all_notes=expected.notes,
                rejections=found.rejections,
                all_rejections=expected.rejections,
            )


class _Checked:
    """Hands on each record that verifies."""

    def __init__(self, out: BinaryIO, chosen: Format, step: Callable[[], None]) -> None:
        self.found = Written()
        self._out, self._chosen, self._step = out, chosen, step

    def write(self, data: bytes, /) -> int:
        self.found += self._chosen.verify(io.BytesIO(data), self._step)
        return self._out.write(data)


def _counted(records: Iterator[Form], steps: Steps) -> Iterator[Form]:
    for number, record in enumerate(records):
        steps.step(number)
        yield record


def _next(steps: Steps, start: int) -> Callable[[], None]:
    numbers = count(start)
    return lambda: steps.step(next(numbers))
