"""Articles out of a project: written, read back, held against their quotes, and only then kept."""

import io
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from workbench.domain.errors import ExportFailed
from workbench.domain.forms import Form
from workbench.exchange.bundle import Format, Written
from workbench.jobs import Progress
from workbench.store.project import Project
from workbench.store.reader import Snapshot
from workbench.transfer.places import BUFFER, refuse_file, sync_folder, told


def export(source: Project | Snapshot, chosen: Format, target: Path, progress: Progress) -> Written:
    """Write a project to a file, read that back, and only then put it in the old file's place.

    `progress` counts articles twice, written and verified. Raises ExportFailed; then, as after
    Cancelled, the old file is as it was and nothing else is left.
    """
    target = Path(os.path.realpath(target))
    refuse_file(source.path, target)
    with _snapshot(source) as snapshot, told(target):
        expected = _expected(snapshot)
        steps = _Steps(progress, 2 * expected.articles)
        with _beside(target) as (temporary, out):
            chosen.write(_counted(snapshot.records(), steps.one), out)
            out.flush()
            os.fsync(out.fileno())
            with temporary.open("rb", buffering=BUFFER) as written:
                found = chosen.verify(written, steps.one)
            _compare(found, expected)
            steps.end()
            out.close()
            temporary.replace(target)
        sync_folder(target.parent)
    return expected


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


@contextmanager
def _beside(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file in the folder of `target`; gone at the end unless it was given its name."""
    temporary = target.with_name(f".{secrets.token_hex(8)}.part")
    # Made as any new file is, so that the umask holds; tempfile would shut out other users.
    with temporary.open("xb", buffering=BUFFER) as out:
        try:
            with suppress(OSError):
                temporary.chmod(target.stat().st_mode & 0o7777)
            yield temporary, out
        finally:
            # Closed first: Windows does not remove an open file, and a full disk may raise here.
            with suppress(OSError):
                out.close()
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
