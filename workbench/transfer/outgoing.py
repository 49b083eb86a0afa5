"""Articles out of a project: every export goes this one way.

What is asked for is looked at, the files are written beside the target, read back and held against
what was to be, told of in a manifest, and only then put in the place of older ones.
"""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, Protocol

from workbench.domain.errors import WorkbenchError
from workbench.exchange.bundle import Format, Written
from workbench.exchange.formats import NATIVE
from workbench.jobs import Progress
from workbench.store.project import Project
from workbench.store.reader import Snapshot
from workbench.transfer.articles import Articles
from workbench.transfer.asked import Asked, asked
from workbench.transfer.manifest import manifest, manifest_of, read_manifest
from workbench.transfer.places import (
    Making,
    beside_of,
    making,
    move_file,
    move_folder,
    refuse_file,
    refuse_folder,
    refuse_own,
    told,
)
from workbench.transfer.records import Records
from workbench.transfer.request import Exported, Preview, Request
from workbench.transfer.steps import Steps


class _Content(Protocol):
    """What goes out: articles that were chosen, or all of the project's records as they lie."""

    @property
    def asked(self) -> Asked:
        """What was asked for."""

    @property
    def held(self) -> Mapping[str, int]:
        """How many articles, spans and relations are in the files, once they are written."""

    def write(self, made: Making, steps: Steps) -> None:
        """Write the files. Raises ExportFailed."""

    def verify(self, made: Making, steps: Steps) -> None:
        """Read them back. Raises ExportFailed where they are not what they were to be."""

    def preview(self) -> Preview:
        """What was chosen, and what of it is lost, once it is written."""


def preview(source: Project | Snapshot, request: Request, progress: Progress) -> Preview:
    """What an export would hold and lose. Raises Refused, Unreadable, and Cancelled on the way.

    `progress` counts the articles of the project.
    """
    with _snapshot(source) as snapshot:
        what = asked(snapshot, request)
        steps = Steps(progress, what.of, parts=1)
        found = Articles(what).look(steps)
        steps.end()
        return found


def export_dataset(
    source: Project | Snapshot, request: Request, target: Path, progress: Progress
) -> Exported:
    """Write what is asked for, read it back, and only then put it in an older export's place.

    The target is a file or a folder, as the format makes one. `progress` counts the articles of
    the project twice, written and read back. Whatever is raised (Refused, ExportFailed,
    Unreadable, Cancelled), what was there is as it was and nothing else is left.
    """
    with _snapshot(source) as snapshot:
        what = asked(snapshot, request)
        whole = what.is_whole_native
        return _exported(Records(what, NATIVE) if whole else Articles(what), target, progress)


def export(
    source: Project | Snapshot,
    chosen: Format,
    target: Path,
    progress: Progress,
    *,
    manifested: bool = True,
) -> Written:
    """As `export_dataset`, the whole project as native records in one file: what it holds.

    A manifest goes beside it unless `manifested` is false; then one of an older file goes away.
    """
    request = Request(NATIVE.name, manifest=manifested)
    with _snapshot(source) as snapshot:
        whole = Records(asked(snapshot, request), chosen)
        _exported(whole, target, progress)
        return whole.expected


def export_to(
    source: Project | Snapshot, chosen: Format, out: BinaryIO, progress: Progress
) -> Written:
    """Write the whole project as native records to a stream, each verified before it goes out.

    Raises ExportFailed; what was written until then stands.
    """
    with _snapshot(source) as snapshot, told(None):
        whole = Records(asked(snapshot, Request(NATIVE.name)), chosen)
        whole.stream(out, Steps(progress, whole.expected.articles, parts=1))
        return whole.expected


def _exported(content: _Content, target: Path, progress: Progress) -> Exported:
    what, target = content.asked, Path(os.path.realpath(target))
    folder = what.dialect.makes == "folder"
    manifested = folder or what.request.manifest is not False
    steps = Steps(progress, what.of, parts=2)
    with told(target):
        _refuse(what.snapshot.path, target, folder=folder)
        with making(target, folder=folder) as made:
            content.write(made, steps)
            content.verify(made, steps)
            steps.end()
            chosen, held, files = content.preview(), content.held, made.made()
            place = _put(made, target, manifest(what, chosen, held, files) if manifested else None)
    return Exported(target, chosen, files, place, what.dialect.reads, held["spans"])


def _refuse(project: Path, target: Path, *, folder: bool) -> None:
    """Raise ExportFailed where the export may not be put."""
    if folder:
        refuse_own(project, target)
        refuse_folder(target, _listed(target))
    else:
        refuse_file(project, target)
        refuse_file(project, beside_of(target))


def _put(made: Making, target: Path, said: bytes | None) -> Path | None:
    """Put the export in its place, and give that of its manifest."""
    if made.single is not None or said is None:
        return move_file(made, target, said)
    # Once more: a file may have been put there meanwhile.
    refuse_folder(target, _listed(target))
    return move_folder(made, target, said)


def _listed(target: Path) -> frozenset[str] | None:
    """The files of the export that a folder holds; None where it holds none."""
    place = manifest_of(target) if target.is_dir() else None
    try:
        return read_manifest(place).names if place else None
    except WorkbenchError:
        return None


def _snapshot(source: Project | Snapshot) -> AbstractContextManager[Snapshot]:
    return source.snapshot() if isinstance(source, Project) else nullcontext(source)
