"""An export read again, long after: whether a single character of it differs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.checked import checked_span
from workbench.domain.errors import Unreadable, WorkbenchError
from workbench.domain.text import sha256
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, shown
from workbench.exchange.formats import dialect
from workbench.exchange.parsing.lines import is_native, line_by_line
from workbench.jobs import Progress
from workbench.transfer.datasets import read_back
from workbench.transfer.manifest import Manifest, manifest_of, read_manifest
from workbench.transfer.places import MANIFEST, file_made, strangers


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found: `problems` are none where every character is as it was exported."""

    problems: tuple[Message, ...]
    files: int
    articles: int
    spans: int


def verify(path: Path, progress: Progress) -> Verified:
    """Read an export again: each file against its sha256, each span against its quote.

    `path` is its file, folder or manifest. A native file needs no manifest. `progress` counts
    bytes. Raises Unreadable where there is nothing to hold it against, OSError, Cancelled.
    """
    place = manifest_of(path)
    if place is None:
        if path.is_file():
            return _native(path, progress)
        path.stat()  # raises what is the matter
        raise Unreadable(
            "There is no {manifest} in the folder {path}, so there is nothing to hold it against.",
            manifest=MANIFEST,
            path=shown(path),
        )
    made = read_manifest(place)
    problems = list(_files(place, made, progress))
    held: Counter[str] = Counter()
    whole = place.parent if place.name == MANIFEST else place.parent / made.files[0].name
    if whole.exists():
        problems += _content(whole, made, held, progress)
    return Verified(tuple(problems), len(made.files), held["articles"], held["spans"])


def _files(place: Path, made: Manifest, progress: Progress) -> Iterator[Message]:
    folder, done = place.parent, 0
    total = sum(file.size for file in made.files)
    for file in made.files:
        progress.step(done, 2 * total)
        try:
            found = file_made(folder / file.name, file.name)
        except FileNotFoundError:
            yield msg("{file} is missing.", file=file.name)
            continue
        done += file.size
        if found.size != file.size:
            yield msg(
                "{file} is not what was exported: it has {size} bytes and had {was}.",
                file=file.name,
                size=found.size,
                was=file.size,
            )
        elif found.sha256 != file.sha256:
            yield msg("{file} is not what was exported: its bytes differ.", file=file.name)
    if place.name == MANIFEST:
        for name in sorted(strangers(folder, made.names | {MANIFEST})):
            yield msg("{file} is not of the export.", file=name)


def _content(
    whole: Path, made: Manifest, held: Counter[str], progress: Progress
) -> Iterator[Message]:
    """What the format itself finds wrong, and where it finds more or less than there was."""
    form = dialect(made.format)
    if not form.reads:
        held.update(made.held)
        return
    try:
        for item in read_back(form, whole, made.codebook, made.unit or form.units[0], progress):
            if isinstance(item, Problem):
                yield _at(item, whole)
            else:
                _count(item, held)
    except WorkbenchError as error:
        yield error.message
    for name, was in made.held.items():
        if held[name] != was:
            yield _fewer(name, held[name], was)


def _count(bundle: Bundle, held: Counter[str]) -> None:
    held["articles"] += 1
    held["spans"] += len(bundle.spans)
    held["relations"] += len(bundle.relations)


def _fewer(name: str, now: int, was: int) -> Message:
    match name:
        case "articles":
            return msg("There are {now} articles; {was} were exported.", now=now, was=was)
        case "spans":
            return msg("There are {now} spans; {was} were exported.", now=now, was=was)
        case _:
            return msg("There are {now} links; {was} were exported.", now=now, was=was)


def _at(problem: Problem, whole: Path) -> Message:
    name = problem.file
    if whole.is_dir() and name.startswith(shown(whole)):
        name = name[len(shown(whole)) :].lstrip("/\\")
    return msg(
        "{place}: {reason}",
        place=name if problem.line is None else f"{name}:{problem.line}",
        reason=problem.message,
    )


def _native(path: Path, progress: Progress) -> Verified:
    """A native file against itself: its texts have their sha256, its spans their quotes."""
    held: Counter[str] = Counter()

    def made(value: object, line: int) -> list[Bundle | Problem]:
        if not is_native(value):
            raise Unreadable(
                "This is not a native record, and without a manifest there is nothing to hold it "
                "against."
            )
        assert isinstance(value, dict)
        text = value.get("text")
        if not isinstance(text, str) or sha256(text) != value.get("sha256"):
            raise Unreadable("The text is not that of its sha256: one of the two was changed.")
        spans = value.get("spans")
        found = [checked_span(span, "", text) for span in spans] if isinstance(spans, list) else []
        held["articles"] += 1
        held["spans"] += len(found)
        return []

    problems = [
        _at(item, path)
        for item in line_by_line(path, ReadOptions(), progress, made)
        if isinstance(item, Problem)
    ]
    return Verified(tuple(problems), 1, held["articles"], held["spans"])
