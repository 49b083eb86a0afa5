"""An export read again, long after: whether a single character of it differs."""

import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.checked import checked_span
from workbench.domain.errors import Unreadable, WorkbenchError
from workbench.domain.text import sha256
from workbench.domain.words import Message, msg, shorten, trn
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, shown
from workbench.exchange.formats import dialect
from workbench.exchange.parsing.lines import first_values, is_native, line_by_line
from workbench.jobs import Progress
from workbench.transfer.filesum import BUFFER, FileMade, file_made
from workbench.transfer.manifest import Manifest, manifest_of, read_manifest
from workbench.transfer.places import (
    MANIFEST,
    strangers,
    told_by,
    unusual,
)
from workbench.transfer.rereading import read_back

# What every native record has, be it empty.
_LISTS = ("spans", "relations", "entities", "notes")
_FEW = 32
_HEAD = 4096
_PROJECT = b"SQLite format 3\0"
_RECORD = b'"format":"workbench"'


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found: `problems` are none where every character is as it was exported.

    Where no manifest tells how that was, `manifested` is false, and none means only that every
    text has its sha256 and every span its quote.
    """

    problems: tuple[Message, ...]
    files: int
    articles: int
    spans: int
    manifested: bool = True

    def sentences(self) -> list[str]:
        """The problems in words, each once, with the number of times that there are of it."""
        said = Counter(str(problem) for problem in self.problems)
        return [
            problem
            if count == 1
            else trn(
                "{problem} ({count} time)", "{problem} ({count} times)", count, problem=problem
            )
            for problem, count in said.items()
        ]


def verify(path: Path, progress: Progress) -> Verified:
    """Read an export again: each file against its sha256, each span against its quote.

    `path` is its file, folder or manifest. A native file without a manifest is held against itself.
    Of a file with its manifest beside it that file is read, whatever name it had when it was
    exported. `progress` counts bytes. Raises Unreadable where there is nothing to hold it against,
    OSError, Cancelled.
    """
    place = manifest_of(path)
    if place is None:
        if path.is_file():
            _refuse_strange(path)
            return _native(path, progress)
        path.stat()  # raises what is the matter
        raise Unreadable(
            "There is no {manifest} in the folder {path}, so there is nothing to hold it against.",
            manifest=MANIFEST,
            path=shown(path),
        )
    made = read_manifest(place)
    whole = place.parent if place.name == MANIFEST else told_by(place)
    first = _First(whole)
    problems = list(_files(whole, made, first, progress))
    held: Counter[str] = Counter()
    # What leads elsewhere, or to no end, is not read: a format opens all that it finds.
    odd = unusual(whole) if whole.is_dir() else [whole.name] if not _is_plain(whole) else []
    if not odd:
        problems += _content(whole, made, held, first, progress)
    problems += first.told()
    return Verified(tuple(problems), len(made.files), held["articles"], held["spans"])


class _First:
    """The first line of each file that is not as it was, and the article that it stands in."""

    def __init__(self, whole: Path) -> None:
        self._folder = shown(whole) if whole.is_dir() else None
        self._alone = whole.name
        self._lines: dict[str, tuple[int, int]] = {}
        # On what line the last article so far begins, and its title; only where it can be told.
        self._articles: dict[str, tuple[int, str | None]] = {}
        # An article may have files of its own, which have one name but for its end.
        self._beside: dict[str, list[str]] = {}

    def differs(self, was: FileMade, now: FileMade) -> None:
        """Remember where a file of this name begins to differ."""
        if was.lines is not None and now.lines is not None:
            first, _ = self._lines[now.name] = was.lines.first_other(now.lines)
            if first <= now.lines.count:
                self._articles[now.name] = (0, None)
                self._beside.setdefault(_stem(now.name), []).append(now.name)

    def read(self, item: Bundle | Problem) -> None:
        """Remember the last article that begins before the difference, or on it."""
        if not self._articles:
            return
        name, line = self._name(item.file), item.line or 0
        for known in (name,) if line else self._beside.get(_stem(name), ()):
            first, last = self._lines.get(known, (0, 0))
            if line > last or known not in self._articles:
                continue
            if isinstance(item, Bundle) and line <= first:
                self._articles[known] = (line, item.article.title or item.article.id)
            elif isinstance(item, Bundle) or 0 < self._articles[known][0] < line:
                self._articles[known] = (line, None)  # in which one it is cannot be told

    def told(self) -> Iterator[Message]:
        """Each in words."""
        for name, (first, last) in self._lines.items():
            place = f"{name}:{first}" if first == last else f"{name}:{first}–{last}"
            _, title = self._articles.get(name, (0, None))
            if title is None:
                yield msg("{place}: here is the first difference.", place=place)
            else:
                yield msg(
                    "{place}: here is the first difference, in the article «{title}».",
                    place=place,
                    title=shorten(title, 60),
                )

    def _name(self, file: str) -> str:
        """The name of a file as the manifest has it."""
        if self._folder is None:
            return self._alone
        return file.removeprefix(self._folder).replace("\\", "/").lstrip("/")


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0]


def _files(whole: Path, made: Manifest, first: _First, progress: Progress) -> Iterator[Message]:
    done, total = 0, sum(file.size for file in made.files)
    alone = not whole.is_dir()
    folder = whole.parent if alone else whole
    for file in made.files:
        progress.step(done, 2 * total)
        name = whole.name if alone else file.name
        problem = _differs(folder, name, file, first)
        if problem is not None:
            yield problem
            if alone and name != file.name:
                yield msg(
                    "The manifest tells of {other}, not of {file}.", other=file.name, file=name
                )
        done += file.size
    if not alone:
        for name in sorted(strangers(folder, made.names | {MANIFEST})):
            yield msg("{file} is not of the export.", file=name)


def _differs(folder: Path, name: str, was: FileMade, first: _First) -> Message | None:
    """What is the matter with a file; None where it is as it was."""
    path = folder / name
    try:
        roads = [folder.joinpath(*Path(name).parts[:end]) for end in range(1, len(path.parts))]
        if any(road.is_symlink() for road in roads):
            return msg("{file} is a link to somewhere else, which is not followed.", file=name)
        if not stat.S_ISREG(path.lstat().st_mode):
            return msg("{file} is not a file.", file=name)
        found = file_made(path, name, marked=was.lines is not None)
    except (FileNotFoundError, NotADirectoryError):
        return msg("{file} is missing.", file=name)
    except OSError as error:
        reason = error.strerror or str(error)
        return msg("{file} cannot be read: {reason}.", file=name, reason=reason)
    if found.sha256 != was.sha256:
        first.differs(was, found)
    if found.size != was.size:
        return msg(
            "{file} is not what was exported: it has {size} bytes and had {was}.",
            file=name,
            size=found.size,
            was=was.size,
        )
    if found.sha256 != was.sha256:
        return msg("{file} is not what was exported: its bytes differ.", file=name)
    return None


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _content(
    whole: Path, made: Manifest, held: Counter[str], first: _First, progress: Progress
) -> Iterator[Message]:
    """What the format itself finds wrong, and where it finds more or less than there was."""
    form = dialect(made.format)
    if not form.reads:
        held.update(made.held)
        return
    try:
        for item in read_back(form, whole, made.codebook, made.unit or form.units[0], progress):
            first.read(item)
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


def _refuse_strange(path: Path) -> None:
    """Raise Unreadable for a file that does not begin as native JSONL; an empty one may pass."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_PROJECT):
        raise Unreadable(
            "{path} is a project, not an export. Name the file or the folder of an export; a "
            "project is looked over by «workbench check» on the command line.",
            path=shown(path),
        )
    # A record that is cut off is no value, but begins like one.
    if head.strip() and _RECORD not in head:
        if any(map(is_native, first_values(path, ReadOptions()))):
            return
        raise Unreadable(
            "{path} is not native JSONL and has no manifest beside it, so there is nothing to hold "
            "it against.",
            path=shown(path),
        )


def _native(path: Path, progress: Progress) -> Verified:
    """A native file against itself: its texts have their sha256, its spans their quotes."""
    held: Counter[str] = Counter()
    last = 0
    empty: list[Message] = []

    def blank(line: int) -> None:
        nonlocal last
        empty.extend(
            msg("{place}: the line is empty, where an article was.", place=f"{path}:{number}")
            for number in range(last + 1, min(line, last + 1 + _FEW))
        )
        last = line

    def made(value: object, line: int) -> list[Bundle | Problem]:
        blank(line)
        if not is_native(value):
            raise Unreadable(
                "This is not a native record, and without a manifest there is nothing to hold it "
                "against."
            )
        assert isinstance(value, dict)
        text = value.get("text")
        if not isinstance(text, str) or sha256(text) != value.get("sha256"):
            raise Unreadable("The text is not that of its sha256: one of the two was changed.")
        for name in _LISTS:
            if not isinstance(value.get(name), list):
                raise Unreadable("«{field}» is missing or of the wrong kind.", field=name)
        for span in value["spans"]:
            found = checked_span(span, "", text)
            if "quotes" not in span:
                raise Unreadable(
                    "Span {id} has no quotes, so there is nothing to hold it against.", id=found.id
                )
        held["articles"] += 1
        held["spans"] += len(value["spans"])
        return []

    problems = []
    for item in line_by_line(path, ReadOptions(), progress, made):
        if isinstance(item, Problem):
            last = max(last, item.line or 0)
            problems.append(_at(item, path))
    blank(_lines(path) + 1)
    if not held and not problems and not empty:
        empty.append(msg("There is nothing in {file}.", file=path.name))
    return Verified((*problems, *empty), 1, held["articles"], held["spans"], manifested=False)


def _lines(path: Path) -> int:
    """How many lines end in a file, and one more where the last does not end."""
    number, data = 0, b""
    with path.open("rb") as file:
        while chunk := file.read(BUFFER):
            number, data = number + chunk.count(b"\n"), chunk
    return number + bool(data and not data.endswith(b"\n"))
