"""Articles out of a project: written, read back, held against their quotes, and only then kept."""

import io
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from workbench.domain.errors import ExportFailed
from workbench.domain.forms import Form
from workbench.exchange.bundle import Format, Written
from workbench.exchange.formats import NATIVE
from workbench.jobs import Progress
from workbench.store.project import Project
from workbench.store.reader import Snapshot
from workbench.transfer.manifest import manifest
from workbench.transfer.places import (
    BUFFER,
    Making,
    beside_of,
    making,
    move_file,
    refuse_file,
    told,
)
from workbench.transfer.request import Preview, Request
from workbench.transfer.splits import kept_split


def export(
    source: Project | Snapshot,
    chosen: Format,
    target: Path,
    progress: Progress,
    *,
    manifested: bool = True,
) -> Written:
    """Write a project to a file, read that back, and only then put it in the old file's place.

    A manifest goes beside it unless `manifested` is false; then one of an older file goes away.
    `progress` counts articles twice, written and verified. Raises ExportFailed; then, as after
    Cancelled, the old file is as it was and nothing else is left.
    """
    target = Path(os.path.realpath(target))
    refuse_file(source.path, target)
    refuse_file(source.path, beside_of(target))
    with _snapshot(source) as snapshot, told(target):
        expected = _expected(snapshot)
        steps = _Steps(progress, 2 * expected.articles)
        with making(target, folder=False) as made:
            with made.file("") as out:
                chosen.write(_counted(snapshot.records(), steps.one), out)
            with made.path.open("rb", buffering=BUFFER) as written:
                found = chosen.verify(written, steps.one)
            _compare(found, expected)
            steps.end()
            body = _manifest(snapshot, expected, made) if manifested else None
            move_file(made, target, body)
    return expected


def whole(snapshot: Snapshot, written: Written) -> Preview:
    """What an export of the whole project holds: all but entities that nothing mentions.

    Origins are not counted: they stand in the records alone, and reading those once more would
    take a quarter of the time of the export.
    """
    counts = snapshot.counts()
    order = [label.id for label in snapshot.codebook().labels]
    spans = {label: counts.labels[label] for label in order if label in counts.labels}
    return Preview(
        of=written.articles,
        articles=written.articles,
        windows=0,
        spans={**spans, **counts.labels},
        relations=snapshot.relation_types(),
        annotators=snapshot.spans_by_annotator(),
        origins={},
        sides=_sides(snapshot, written),
        unsided=0,
        entities=counts.entities - written.left_out,
        notes=written.notes,
        rejections=written.rejections,
        losses={},
        cut={},
        left_out=written.left_out,
    )


def _sides(snapshot: Snapshot, written: Written) -> dict[str, int]:
    split = kept_split(snapshot)
    if split is None:
        return {"": written.articles} if written.articles else {}
    with closing(snapshot.each_article()) as stream:
        return dict(Counter(split.side(article) or "" for article in stream))


def _manifest(snapshot: Snapshot, written: Written, made: Making) -> bytes:
    split = kept_split(snapshot)
    return manifest(
        Request(NATIVE.name),
        "code_point",
        snapshot.path,
        snapshot.codebook(),
        whole(snapshot, written),
        {
            "articles": written.articles,
            "spans": written.spans,
            "relations": written.relations,
        },
        split.described() if split else None,
        made.made(),
        read_back=True,
    )


def export_to(
    source: Project | Snapshot, chosen: Format, out: BinaryIO, progress: Progress
) -> Written:
    """Write a project to a stream, each record verified before it goes out.

    Raises ExportFailed; what was written until then stands.
    """
    with _snapshot(source) as snapshot, told(None):
        expected = _expected(snapshot)
        steps = _Steps(progress, expected.articles)
        checked = _Checked(out, chosen, steps.one)
        chosen.write(snapshot.records(), checked)
        out.flush()
        _compare(checked.found, expected)
        steps.end()
    return expected


class _Checked:
    """Hands on each record that verifies."""

    def __init__(self, out: BinaryIO, chosen: Format, step: Callable[[], None]) -> None:
        self.found = Written()
        self._out, self._chosen, self._step = out, chosen, step

    def write(self, data: bytes, /) -> int:
        self.found += self._chosen.verify(io.BytesIO(data), self._step)
        return self._out.write(data)


class _Steps:
    """Counts records, and reports every 64th: a report may cost more than a record."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def one(self) -> None:
        if self._done % 64 == 0:
            self._progress.step(self._done, self._total)
        self._done += 1

    def end(self) -> None:
        self._progress.step(self._total, self._total)


def _counted(records: Iterator[Form], step: Callable[[], None]) -> Iterator[Form]:
    for record in records:
        yield record
        step()


def _snapshot(source: Project | Snapshot) -> AbstractContextManager[Snapshot]:
    return source.snapshot() if isinstance(source, Project) else nullcontext(source)


def _expected(snapshot: Snapshot) -> Written:
    counts, attached = snapshot.counts(), snapshot.attached()
    return Written(
        counts.articles,
        counts.spans,
        counts.relations,
        attached.entities,
        attached.notes,
        attached.rejections,
        attached.unmentioned,
    )


def _compare(found: Written, expected: Written) -> None:
    if replace(found, left_out=expected.left_out) != expected:
        raise ExportFailed(
            "What was written is not the whole project (articles: {articles} of {all_articles}, "
            "spans: {spans} of {all_spans}, relations: {relations} of {all_relations}, entities: "
            "{entities} of {all_entities}, notes: {notes} of {all_notes}, rejections: {rejections} "
            "of {all_rejections}). Check the project, or restore a backup.",
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
