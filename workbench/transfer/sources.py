"""What is imported: files and folders, the format of each, and the articles in them."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable, WorkbenchError
from workbench.domain.mapping import Mapping, Way, mapped, settle
from workbench.domain.mapping_codebook import grown
from workbench.domain.mapping_found import Found
from workbench.domain.words import Message, msg, msgn
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, shown
from workbench.exchange.formats import (
    FORMATS,
    NATIVE,
    Readable,
    folder_format,
    format_of,
    named,
    readable,
    suffixes,
)
from workbench.exchange.native.dialect import native_record
from workbench.exchange.native.parts import Parts
from workbench.exchange.recognition import is_tables
from workbench.exchange.tables.dialect import CsvTables
from workbench.exchange.tables.reading import TABLES
from workbench.jobs import Progress
from workbench.transfer.labels import native_labels
from workbench.transfer.manifest import manifest_of, read_manifest, without_manifest


def files(paths: Iterable[Path], options: ReadOptions | None = None) -> list[Path]:
    """The files that `paths` stand for: each file named, and in folders what a format reads.

    A folder that one format reads as a whole stays a folder. Other folders are searched through,
    sorted, without hidden files: for text and JSONL, and where there is none, for files of any
    format. A file that is not there, and a folder that cannot be read or
    has nothing to read, stay in the list: `read` says why.
    """
    options = options or ReadOptions()
    own = suffixes() if options.format is None else frozenset(named(options.format).suffixes)
    every = frozenset(end for item in readable() for end in item.suffixes)
    found: dict[Path, None] = {}
    for path in paths:
        whole = not _is_folder(path) or _format_of_folder(path, options) is not None
        inside = [] if whole else list(_inside(path, own, options))
        if not whole and not inside and options.format is None:
            inside = list(_inside(path, every, options))
        found.update(dict.fromkeys(_source(one, options) for one in inside or [path]))
    return list(found)


def read(
    paths: Iterable[Path],
    codebook: Codebook,
    options: ReadOptions,
    progress: Progress,
    mapping: Mapping | None = None,
) -> Iterator[Bundle | Problem]:
    """Yield every article in `paths`, and what cannot be taken. Touches no project.

    The labels of other tools go by `mapping` (a settled one, and the codebook that has grown by
    it); what the codebook then does not allow is not taken. `progress` counts bytes over all
    files; Cancelled comes out of it.
    """
    renamed = mapping is not None and not mapping.keeps_names()
    for chosen, item in _read(paths, codebook, options, progress, "wide" if renamed else "all"):
        if item is None:
            continue
        own = chosen is None or (chosen in FORMATS and not (renamed and chosen is NATIVE))
        if own or isinstance(item, Problem):
            yield item
            continue
        made, told = (item, []) if mapping is None else _by(mapping, item, codebook)
        yield from _fitted(made, codebook, options.annotator)
        yield from told


def looked_at(
    paths: Iterable[Path], codebook: Codebook, options: ReadOptions, progress: Progress
) -> Iterator[tuple[str, Bundle | Problem | None]]:
    """Yield each file as None, then its articles as they stand there, with the format's name.

    Of files that are this program's own the labels alone are read, and nothing of mere text: what
    is unsound in them is for the import to tell.
    """
    for chosen, item in _read(paths, codebook, options, progress, "labels"):
        yield chosen.name if chosen is not None else "", item


def _by(mapping: Mapping, item: Bundle, codebook: Codebook) -> tuple[Bundle, list[Problem]]:
    spans, relations, told = mapped(item.spans, item.relations, mapping, codebook)
    meant = {span.entity for span in spans} | {one.entity for one in item.rejections}
    made = replace(
        item,
        spans=spans,
        relations=relations,
        entities=tuple(entity for entity in item.entities if entity.id in meant),
    )
    return made, [Problem(item.file, item.line, reason) for reason in told]


# How files of the program's own are read: as they are; with all labels that they use, whatever
# the codebook says; or for their labels alone.
_Own = Literal["all", "wide", "labels"]


def _read(
    paths: Iterable[Path],
    codebook: Codebook,
    options: ReadOptions,
    progress: Progress,
    own: _Own,
) -> Iterator[tuple[Readable | None, Bundle | Problem | None]]:
    listed = [(path, _size(path)) for path in files(paths, options)]
    total, done = sum(size for _, size in listed), 0
    for path, size in listed:
        progress.step(done, total)
        try:
            yield from _articles(path, codebook, options, _Part(progress, done, total), own)
        except WorkbenchError as error:
            yield None, Problem(shown(path), None, error.message)
        except OSError as error:
            reason = error.strerror or str(error)
            told = msg("The file cannot be read: {reason}.", reason=reason)
            yield None, Problem(shown(path), None, told)
        done += size
    progress.step(done, total)


def _fitted(bundle: Bundle, codebook: Codebook, annotator: str) -> Iterator[Bundle | Problem]:
    """What the codebook allows of an article of another tool, and a Problem for what it does not.

    Labels and relations that it does not have are one Problem each, whatever their number.
    """
    spans = [span for span in bundle.spans if codebook.label(span.label) is not None]
    left = {span.id for span in spans}
    relations = [
        link
        for link in bundle.relations
        if codebook.relation(link.type) is not None and link.source in left and link.target in left
    ]
    beside = replace(bundle, spans=(), relations=tuple(relations))
    parts = Parts(bundle.article, bundle.text, codebook, annotator)
    parts.read(native_record(beside, codebook), spans)
    yield replace(
        bundle,
        spans=tuple(parts.spans),
        relations=tuple(parts.relations),
        entities=tuple(parts.entities.values()),
        notes=tuple(parts.notes),
        rejections=tuple(parts.rejections),
    )
    for reason in (*_unknown(bundle, codebook, len(relations)), *parts.refused):
        yield Problem(bundle.file, bundle.line, reason)


def _unknown(bundle: Bundle, codebook: Codebook, taken: int) -> Iterator[Message]:
    labels = Counter(span.label for span in bundle.spans if codebook.label(span.label) is None)
    for label, count in labels.items():
        yield msgn(
            "{count} span has the label «{label}», which the codebook does not have.",
            "{count} spans have the label «{label}», which the codebook does not have.",
            count,
            label=label,
        )
    types = Counter(link.type for link in bundle.relations if codebook.relation(link.type) is None)
    for name, count in types.items():
        yield msgn(
            "{count} link is «{relation}», which the codebook does not have.",
            "{count} links are «{relation}», which the codebook does not have.",
            count,
            relation=name,
        )
    loose = len(bundle.relations) - types.total() - taken
    if loose:
        yield msgn(
            "{count} link was left out with its span.",
            "{count} links were left out with their spans.",
            loose,
        )


def _articles(
    path: Path, codebook: Codebook, options: ReadOptions, progress: Progress, own: _Own
) -> Iterator[tuple[Readable, Bundle | Problem | None]]:
    whole = _format_of_folder(path, options) if _is_folder(path) else None
    if whole is None:
        _refuse_special(path, options)
    told = _told_by_manifest(path, options)
    if told is not None:
        chosen, options = told
    else:
        _refuse_empty(path)
        chosen = whole or format_of(path, options)
    yield chosen, None
    if chosen is NATIVE and own == "labels":
        yield from ((chosen, item) for item in native_labels(path, options, progress))
    elif chosen not in FORMATS or own != "labels":
        if chosen is NATIVE and own == "wide":
            codebook = _widened(codebook, native_labels(path, options, progress))
        item = None
        for item in without_manifest(chosen.read(path, codebook, options, progress)):
            yield chosen, item
        if item is None:
            yield chosen, Problem(shown(path), None, msg("There is no article in it."))


def _widened(codebook: Codebook, articles: Iterable[Bundle]) -> Codebook:
    """The codebook with all that articles use, by the names that they have for it."""
    found = Found()
    for article in articles:
        found.add(article.spans, article.relations)
    ways = Mapping(
        {name: Way(name, add=True) for name in found.labels},
        {name: Way(name, add=True) for name in found.relations},
    )
    return grown(codebook, settle(found, codebook, ways).mapping, found)


def _source(path: Path, options: ReadOptions) -> Path:
    """The folder where the file is one of its tables, which are read together, else the file."""
    whole = path.suffix.lower() == ".csv" and path.stem in TABLES and is_tables(path.parent)
    told = _format_of_folder(path.parent, options) if whole else None
    return path.parent if told is not None and told.name == CsvTables.name else path


def _format_of_folder(path: Path, options: ReadOptions) -> Readable | None:
    told = _told_by_manifest(path, options)
    try:
        return told[0] if told is not None else folder_format(path, options)
    except OSError:
        return None


def _told_by_manifest(path: Path, options: ReadOptions) -> tuple[Readable, ReadOptions] | None:
    """The format and unit of an export of this program; None where that is not one, or is asked."""
    place = manifest_of(path) if options.format is None else None
    if place is None or place == path:
        return None
    try:
        made = read_manifest(place)
        return named(made.format), replace(options, unit=options.unit or made.unit)
    except (WorkbenchError, OSError):
        return None  # what lies there speaks for itself


class _Part:
    """The progress of one file among several."""

    def __init__(self, whole: Progress, before: int, total: int) -> None:
        self._whole, self._before, self._total = whole, before, total

    def step(self, done: int, total: int) -> None:
        """So many bytes of the file are read."""
        self._whole.step(min(self._before + done, self._total), self._total)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _size(path: Path) -> int:
    try:
        if path.is_dir():
            return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _inside(folder: Path, ends: frozenset[str], options: ReadOptions) -> Iterator[Path]:
    unreadable: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=unreadable.append):
        if Path(root) != folder and _format_of_folder(Path(root), options) is not None:
            folders.clear()
            yield Path(root)
            continue
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name != "__MACOSX"
        )
        for name in sorted(names):
            path = Path(root, name)
            # A workbook that is open has a file «~$…» beside it.
            aside = name.startswith((".", "~$")) or manifest_of(path) == path
            if not aside and path.suffix.lower() in ends:
                yield path
    yield from (Path(error.filename) for error in unreadable)


def _refuse_empty(path: Path) -> None:
    if path.is_file() and path.stat().st_size == 0:
        raise Unreadable("The file is empty: there is no text in it.")


def _refuse_special(path: Path, options: ReadOptions) -> None:
    """Raise the reason for a path that is not a file with an end."""
    if path.is_file():
        return
    if not path.is_dir():
        path.stat()  # raises what is the matter, unless the path is a pipe or a device
        raise Unreadable("This is not a file but a pipe or a device.")
    next(path.iterdir(), None)  # raises where the folder cannot be read
    ends = suffixes() if options.format is None else named(options.format).suffixes
    raise Unreadable(
        "There is no file in this folder that can be imported ({suffixes}).",
        suffixes=", ".join(sorted(ends)),
    )
