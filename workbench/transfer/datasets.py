"""A dataset out of a project: previewed, written, read back, and only then in its place."""

import csv
import os
import zipfile
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from itertools import count
from pathlib import Path

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.errors import ExportFailed, Refused, WorkbenchError
from workbench.domain.records import Article
from workbench.exchange.bundle import LIMIT, Bundle, Problem, ReadOptions, Unit, shown
from workbench.exchange.dialect import Checks, Dialect, WriteOptions
from workbench.exchange.formats import NATIVE, dialect
from workbench.exchange.huggingface.dialect import HuggingFace
from workbench.jobs import Progress, Silent
from workbench.store.project import Project
from workbench.store.reader import Snapshot
from workbench.transfer.choice import check_choice, check_sides
from workbench.transfer.digest import Sum, digest
from workbench.transfer.manifest import manifest, manifest_of, read_manifest, without_manifest
from workbench.transfer.outgoing import export, whole
from workbench.transfer.places import (
    FileMade,
    Making,
    beside_of,
    file_made,
    making,
    move_file,
    move_folder,
    refuse_file,
    refuse_folder,
    refuse_own,
    told,
)
from workbench.transfer.request import Exported, Preview, Request, Tally
from workbench.transfer.splits import Split, kept_split
from workbench.transfer.windows import cut, windows


def preview(source: Project | Snapshot, request: Request, progress: Progress) -> Preview:
    """What an export would hold and lose. Raises Refused, Unreadable, and Cancelled on the way.

    `progress` counts the articles of the project.
    """
    with _snapshot(source) as snapshot:
        run = _Run(snapshot, request)
        total = snapshot.counts().articles
        with closing(run.articles(_Halves(progress, total, 1))) as articles:
            for bundle in articles:
                run.tally.carried(bundle, run.dialect.carries(bundle, run.codebook), run.dialect)
        progress.step(total, total)
        return run.preview()


def export_dataset(
    source: Project | Snapshot, request: Request, target: Path, progress: Progress
) -> Exported:
    """Write what is asked for, read it back, and only then put it in an older export's place.

    The target is a file or a folder, as the format makes one. Whatever is raised (Refused,
    ExportFailed, Unreadable, Cancelled), what was there is as it was and nothing else is left.
    """
    target = Path(os.path.realpath(target))
    with _snapshot(source) as snapshot, told(target):
        run = _Run(snapshot, request)
        folder = run.dialect.makes == "folder"
        if folder:
            refuse_own(snapshot.path, target)
            refuse_folder(target, _listed(target))
        else:
            refuse_file(snapshot.path, target)
            refuse_file(snapshot.path, beside_of(target))
        if run.is_whole_native:
            return _whole(snapshot, request.manifest is not False, target, progress)
        with making(target, folder=folder) as made:
            run.write(made, progress)
            held = run.preview()
            files = made.made()
            body = run.manifest(held, files) if request.manifest is not False or folder else None
            place: Path | None
            if not folder:
                place = move_file(made, target, body)
            else:
                assert body is not None
                # Once more: a file may have been put there meanwhile.
                refuse_folder(target, _listed(target))
                place = move_folder(made, target, body)
        progress.step(2 * held.of, 2 * held.of)
        spans = run.tally.held["spans"]
        return Exported(target, held, files, place, run.dialect.reads, spans)


class _Run:
    """One way through the articles that are asked for, counted as they go by."""

    def __init__(self, snapshot: Snapshot, request: Request) -> None:
        self.codebook: Codebook = snapshot.codebook()
        self.dialect: Dialect = dialect(request.format)
        self.tally = Tally(snapshot.counts().articles)
        self.unit: Unit = request.unit or self.dialect.units[0]
        self.split: Split | None = kept_split(snapshot)
        self._snapshot = snapshot
        self._request = request
        self._written = Sum()
        check_choice(request.choice, snapshot)
        if self.unit not in self.dialect.units:
            raise Refused(
                "{format} cannot count in {unit}. Choose among: {units}.",
                format=self.dialect.name,
                unit=self.unit,
                units=", ".join(self.dialect.units),
            )
        check_sides(request.choice, self.split)
        # What divides a dataset folder.
        self._parted: Split | None = None
        if isinstance(self.dialect, HuggingFace):
            self._parted = self.split if request.split else None
            self.dialect = self._dataset(self.dialect, request)

    @property
    def is_whole_native(self) -> bool:
        """Whether the records can go out as they lie in the file."""
        asked = self._request
        return asked.format == NATIVE.name and asked.choice.is_all and asked.window is None

    def articles(self, steps: "_Halves") -> Generator[Bundle, None, None]:
        """Each article that is asked for, cut where so asked; counts all but what is carried."""
        window = self._request.window
        with closing(self._snapshot.each_article()) as stream:
            for number, article in enumerate(stream):
                steps.step(number)
                bundle = self._chosen(article)
                if bundle is None:
                    continue
                if window is None:
                    yield bundle
                    continue
                parts = windows(bundle, window)
                self.tally.divided(len(parts), cut(bundle, parts))
                yield from parts

    def _chosen(self, article: Article) -> Bundle | None:
        choice = self._request.choice
        side = self.split.side(article) if self.split else None
        if not choice.takes(article) or (choice.sides and side not in choice.sides):
            return None
        bundle = choice.narrowed(Bundle(*self._snapshot.whole(article)))
        if bundle is None:
            return None
        if self._parted and side is None:
            self.tally.unsided += 1
            return None
        self.tally.chosen(bundle, side or "", self.dialect)
        return bundle

    def write(self, made: Making, progress: Progress) -> None:
        """Write, and hold what was written against what was to be. Raises ExportFailed."""
        steps = _Halves(progress, self.tally.of, 2)
        options = WriteOptions(self.unit)
        with closing(self._carried(steps)) as articles:
            self.dialect.write(articles, self.codebook, made, options)
        if not self.tally.articles:
            raise ExportFailed("Nothing is chosen, so nothing was exported. Widen the choice.")
        if self.dialect.reads:
            self._verify(made.path, steps)
        elif isinstance(self.dialect, Checks):
            self._check(self.dialect, made.path)
        else:
            for name in made.names:
                path = made.folder / name
                _open(
                    path, path.suffix.lower() if made.single is None else self.dialect.suffixes[0]
                )

    def preview(self) -> Preview:
        """What went by."""
        return self.tally.preview(self.codebook, self.dialect)

    def manifest(self, held: Preview, files: tuple[FileMade, ...]) -> bytes:
        """What is said of the export beside it."""
        return manifest(
            self._request,
            self.unit,
            self._snapshot.path,
            self.codebook,
            held,
            self.tally.held,
            self.split.described() if self.split else None,
            files,
            self.dialect.reads,
        )

    def _carried(self, steps: "_Halves") -> Generator[Bundle, None, None]:
        with closing(self.articles(steps)) as articles:
            for bundle in articles:
                carried = self.dialect.carries(bundle, self.codebook)
                self.tally.carried(bundle, carried, self.dialect)
                if self.dialect.reads:
                    self._written.add(carried)
                yield bundle

    def _check(self, dialect: Checks, path: Path) -> None:
        """Count the rows of a format that is not imported. Raises ExportFailed."""
        try:
            found = dialect.checked(path)
        except (ValueError, LookupError, TypeError, csv.Error):
            found = {"articles": -1}
        if any(self.tally.held[name] != count for name, count in found.items()):
            raise ExportFailed(
                "What was written to {path} cannot be read back. Nothing was exported.",
                path=shown(Path(path.name)),
            )

    def _verify(self, path: Path, steps: "_Halves") -> None:
        found = Sum()
        for item in self._read(path, steps):
            found.add(item)
        if found != self._written:
            raise self._difference(path)

    def _read(self, path: Path, steps: "_Halves") -> Iterator[Bundle]:
        for number, item in enumerate(read_back(self.dialect, path, self.codebook, self.unit)):
            steps.step(self.tally.of + number * self.tally.of // (self._written.count + 1))
            if isinstance(item, Problem):
                raise ExportFailed(
                    "What was written cannot be read back: {reason} Nothing was exported. Choose "
                    "another format, and report this.",
                    reason=item.message,
                )
            yield item

    def _difference(self, path: Path) -> ExportFailed:
        """The article that is not what it was, sought only when there is one."""
        steps = _Halves(Silent(), 0, 1)
        there = {digest(bundle) for bundle in self._read(path, steps)}
        self.tally = Tally(self.tally.of)
        with closing(self.articles(steps)) as articles:
            for bundle in articles:
                if digest(self.dialect.carries(bundle, self.codebook)) not in there:
                    return ExportFailed(
                        "The article «{title}» is not the same when it is read back. Nothing was "
                        "exported. Choose another format, and report this.",
                        title=bundle.article.title or bundle.article.id,
                    )
        return ExportFailed(
            "Not as many articles can be read back as were written. Nothing was exported. Choose "
            "another format, and report this."
        )

    def _dataset(self, made: HuggingFace, request: Request) -> HuggingFace:
        split = self._parted
        return replace(
            made,
            side_of=(lambda article: split.side(article) or "train") if split else made.side_of,
            licence=request.licence,
            title_of_set=self._snapshot.path.stem.encode(errors="replace").decode(),
            parted=split.described() if split else None,
            parquet=request.parquet,
        )


def read_back(
    made: Dialect, path: Path, codebook: Codebook, unit: Unit, progress: Progress | None = None
) -> Iterator[Bundle | Problem]:
    """What a format finds in an export of this program, with short ids where it has none."""
    numbers = count()
    options = ReadOptions(
        encoding=None, new_id=lambda: f"new-{next(numbers)}", unit=unit, limit=8 * LIMIT
    )
    return without_manifest(made.read(path, codebook, options, progress or Silent()))


def _whole(snapshot: Snapshot, manifested: bool, target: Path, progress: Progress) -> Exported:
    """The whole project as native JSONL, record by record."""
    written = export(snapshot, NATIVE, target, progress, manifested=manifested)
    held, file = whole(snapshot, written), file_made(target, target.name)
    place = beside_of(target) if manifested else None
    return Exported(target, held, (file,), place, True, held.span_count)


class _Halves:
    """Progress in articles: written, then read back; reported every 16th time."""

    def __init__(self, progress: Progress, total: int, parts: int) -> None:
        self._progress, self._total, self._calls = progress, total * parts, 0

    def step(self, done: int) -> None:
        """So many of all are done."""
        if self._calls % 16 == 0:
            self._progress.step(min(done, self._total), self._total)
        self._calls += 1


def _snapshot(source: Project | Snapshot) -> AbstractContextManager[Snapshot]:
    return source.snapshot() if isinstance(source, Project) else nullcontext(source)


def _listed(target: Path) -> frozenset[str] | None:
    """The files of the export that a folder holds; None where it holds none."""
    place = manifest_of(target) if target.is_dir() else None
    try:
        return read_manifest(place).names if place else None
    except WorkbenchError:
        return None


def _open(path: Path, suffix: str) -> None:
    """Raise ExportFailed for a file that is not read back and cannot even be opened as its kind."""
    sound = path.stat().st_size > 0
    try:
        if suffix in (".jsonl", ".ndjson"):
            sound = True  # a gazetteer of articles that mention nobody is empty
            with path.open("rb") as file:
                for line in file:
                    orjson.loads(line)
        elif suffix in (".csv", ".tsv"):
            with path.open(encoding="utf-8-sig", newline="") as table:
                rows = csv.reader(table, "excel-tab" if suffix == ".tsv" else "excel")
                sound = len({len(row) for row in rows}) <= 1
        elif suffix in (".xlsx", ".docx", ".qdpx", ".zip"):
            with zipfile.ZipFile(path) as archive:
                sound = archive.testzip() is None
    except (ValueError, csv.Error, zipfile.BadZipFile):
        sound = False
    if not sound:
        raise ExportFailed(
            "What was written to {path} cannot be read back. Nothing was exported.",
            path=shown(Path(path.name)),
        )
