"""Tables of CSV read back into articles. The columns stand in `workbench.exchange.tables.dialect`.

Each file is gone through once to learn where the rows of an article stand, so that they may be in
any order and one article at a time is in memory.
"""

import csv
import re
from array import array
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Final, get_args

import orjson

from workbench.domain.errors import Unreadable
from workbench.domain.records import Status
from workbench.domain.text import Interval, quote
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, shown
from workbench.exchange.parsing.decoding import known
from workbench.exchange.parsing.intake import Intake
from workbench.jobs import Progress

Row = Mapping[str, str]

TABLES: Final = ("articles", "spans", "relations", "entities", "notes")
NUMBER: Final = "#"  # the first column where the rows of a file have numbers of their own
_Attributes = tuple[tuple[str, ...], tuple[str, ...]]  # columns of attributes, and their names

_SIGNS: Final = "=+-@'\uff1d\uff0b\uff0d\uff20"  # the last four: of full width
# What is not seen, and a spreadsheet may pass over as it does white space: signs of control, of
# width none, of direction.
_UNSEEN: Final = "".join(
    map(
        chr,
        (
            *range(0x20),
            0x7F,
            0xAD,
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2065),
            0xFEFF,
        ),
    )
)
# What a cell begins with that has to be looked at; no white space lies above U+3000.
SUSPECT: Final = frozenset((*_SIGNS, *_UNSEEN, *filter(str.isspace, map(chr, range(0x3001)))))
_BEGINNING = f"[\\s{re.escape(_UNSEEN)}]*[=+\\-@\uff1d\uff0b\uff0d\uff20]"
_FORMULA = re.compile(f"'*{_BEGINNING}")
_HARMLESS = re.compile(f"''*{_BEGINNING}")
_NUMBER = re.compile("[0-9]{1,9}")
_ATTRIBUTE: Final = "attribute."
_CUT: Final = 4000  # a cell of fewer characters is never cut
_MARK = b"\xef\xbb\xbf"


def harmless(cell: str) -> str:
    """`cell` with an apostrophe in front where a spreadsheet would take it for a formula."""
    if cell and cell[0] in SUSPECT and _FORMULA.match(cell):
        return f"'{cell}"
    return cell


def as_it_was(cell: str) -> str:
    """What `harmless` was given."""
    return cell[1:] if cell[:1] == "'" and _HARMLESS.match(cell) else cell


def read_tables(
    path: Path, options: ReadOptions, progress: Progress, called: str = ""
) -> Iterator[Bundle | Problem]:
    """Yield the articles of the tables in a folder, or in the folder of one of them.

    `called` is the file that they were taken out of, if they were.
    """
    folder = path if path.is_dir() else path.parent
    with ExitStack() as files:

        def table(name: str, key: str) -> _Table:
            said = f"{called} ({name})" if called else ""
            return files.enter_context(_Table(folder / f"{name}.csv", key, options, said))

        if not (folder / "articles.csv").is_file():
            raise Unreadable(
                "There is no articles.csv with the texts. Choose the folder that the tables were "
                "exported to."
            )
        articles = table("articles", "article")
        parts = _Parts(
            table("spans", "article"), table("relations", "article"), table("notes", "article")
        )
        entities = table("entities", "entity")
        for one in (parts.spans, parts.relations, parts.notes):
            yield from one.learn()
        registry = _Registry()
        for item in entities.rows():
            if isinstance(item, Problem):
                yield item
            else:
                registry.add(item[1])
        seen = set[str]()
        total = (folder / "articles.csv").stat().st_size
        for item in articles.rows():
            progress.step(min(articles.offset, total), total)
            if isinstance(item, Problem):
                yield item
                continue
            line, row = item
            name = row.get("article", "")
            if name in seen:
                reason = msg("Its id stands in the table twice; the first one holds.")
                yield Problem(articles.file, line, reason)
                continue
            seen.add(name)
            try:
                yield from _article(row, line, articles.file, parts, registry, options)
            except Unreadable as error:
                yield Problem(articles.file, line, error.message)
        for one in (parts.spans, parts.relations, parts.notes):
            yield from one.unclaimed(seen)


class _Registry:
    """What entities.csv says of each entity."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, Any]] = {}

    def add(self, row: Row) -> None:
        """Remember a row."""
        more = {"aliases": _value(row.get("aliases", "")), "links": _value(row.get("links", ""))}
        said = {"name": row.get("name", ""), "type": row.get("type", ""), **more}
        said["note"] = row.get("note", "")
        self._said[row.get("entity", "")] = said

    def taken(self, row: Row, intake: Intake) -> str | None:
        """The id of the entity that a row of a span names; None where it names none."""
        said = self._said.get(row.get("entity", ""))
        if said is None:
            if not row.get("entity_name"):
                return None
            said = {}
        own = {"name": row.get("entity_name"), "type": row.get("entity_type")}
        whole = {**said, **{name: one for name, one in own.items() if one}}
        return intake.entity(whole, row.get("entity", ""))


class _Parts:
    def __init__(self, spans: "_Table", relations: "_Table", notes: "_Table") -> None:
        self.spans, self.relations, self.notes = spans, relations, notes


def _article(
    row: Row, line: int, file: str, parts: _Parts, registry: _Registry, options: ReadOptions
) -> Iterator[Bundle | Problem]:
    name, digest = row.get("article", ""), row.get("sha256") or None
    intake = Intake(row.get("text"), digest, options, file, line)
    if digest is not None and intake.sha256 != digest:
        changed = msg(
            "The text is not that of its sha256: it was changed. Spans are taken where their "
            "words still stand at their offsets."
        )
        yield Problem(file, line, changed)
    intake.count_in(options.unit or "code_point")
    taken: dict[str, str] = {}
    for number, item in parts.spans.of(name):
        said = item.get("span", "")
        try:
            taken[said] = _span(item, parts.spans.attributes, intake, registry)
        except Unreadable as error:
            yield parts.spans.problem(number, _left_out("Span", said, error.message))
    for number, item in parts.relations.of(name):
        try:
            _relation(item, parts.relations.attributes, intake, taken)
        except Unreadable as error:
            reason = _left_out("Relation", item.get("relation", ""), error.message)
            yield parts.relations.problem(number, reason)
    for _, item in parts.notes.of(name):
        intake.note(item.get("text"), item.get("annotator") or None)
    meta = _value(row.get("meta", ""))
    made = intake.bundle(row.get("title", ""), meta if isinstance(meta, dict) else {})
    known: Iterator[Status] = (one for one in get_args(Status) if one == row.get("status"))
    status = next(known, made.article.status)
    yield replace(made, article=replace(made.article, status=status))
    yield from intake.problems


def _span(row: Row, head: _Attributes, intake: Intake, registry: _Registry) -> str:
    several = row.get("fragments", "").strip()
    pairs = several.split(";") if several else [f"{row.get('start', '')} {row.get('end', '')}"]
    places = tuple([_place(pair, intake) for pair in pairs])
    if "words" in row and not _stands(quote(intake.text, places), row["words"]):
        raise Unreadable("The text at its offsets is not its quote.")
    return intake.span(
        row.get("label"),
        places,
        _attributes(row, head),
        registry.taken(row, intake),
        row.get("note") or None,
        row.get("annotator") or None,
    )


def _stands(words: str, cell: str) -> bool:
    """Whether a cell has these words, or as many of them as a cell of a workbook holds."""
    if words == cell:
        return True
    cut = len(cell) > _CUT and cell.endswith("…")
    return cut and words.startswith(cell[:-1])


def _place(pair: str, intake: Intake) -> Interval:
    numbers = pair.split()
    if len(numbers) != 2 or not (_NUMBER.fullmatch(numbers[0]) and _NUMBER.fullmatch(numbers[1])):
        raise Unreadable("«{field}» is missing or of the wrong kind.", field="start, end")
    return intake.place(int(numbers[0]), int(numbers[1]))


def _relation(row: Row, head: _Attributes, intake: Intake, taken: Mapping[str, str]) -> None:
    for end in (row.get("from", ""), row.get("to", "")):
        if end not in taken:
            raise Unreadable("Its span {id} is not there.", id=end[:40])
    source, target = taken[row["from"]], taken[row["to"]]
    attributes, who = _attributes(row, head), row.get("annotator") or None
    intake.relation(row.get("type"), source, target, attributes, who)


def _attributes(row: Row, head: _Attributes) -> dict[str, str]:
    columns, names = head
    found: dict[str, str] = {}
    values = list(map(row.get, columns))
    if any(values):
        found = {name: value for name, value in zip(names, values, strict=True) if value}
    rest = row.get("other_attributes")
    return {**found, **_strings(rest)} if rest else found


def _strings(cell: str) -> dict[str, str]:
    value = _value(cell)
    if not isinstance(value, dict):
        return {}
    return {name: text for name, text in value.items() if isinstance(text, str)}


def _value(cell: str) -> Any:
    try:
        return orjson.loads(cell)
    except orjson.JSONDecodeError:
        return None


def _left_out(what: str, name: str, reason: Message) -> Message:
    said = "".join(letter if letter.isprintable() else "?" for letter in name[:40]) or "?"
    if what == "Span":
        return msg("Span {id} was left out. {reason}", id=said, reason=reason)
    return msg("Relation {id} was left out. {reason}", id=said, reason=reason)


class _Lines:
    """The lines of a file from one place to another, as csv takes them.

    After a line that cannot be decoded, a new iteration goes on with the next one.
    """

    def __init__(self, raw: BinaryIO, encoding: str, start: int, end: int | None, line: int):
        self._raw, self._encoding, self._end = raw, encoding, end
        self.offset, self.line = start, line

    def __iter__(self) -> Iterator[str]:
        self._raw.seek(self.offset)
        read, encoding = self._raw.readline, self._encoding
        while (self._end is None or self.offset < self._end) and (line := read()):
            self.offset += len(line)
            self.line += 1
            yield line.decode(encoding)


class _Table:
    """A file of CSV: its rows by the column `key`. A file that is not there has none."""

    def __init__(self, path: Path, key: str, options: ReadOptions, called: str) -> None:
        self.file = called or shown(path)
        self.offset = 0
        self.attributes: _Attributes = (), ()
        self._path, self._key, self._limit = path, key, options.limit
        self._encoding = options.encoding or "utf-8"
        self._raw: BinaryIO | None = None
        self._head: tuple[str, ...] = ()
        self._comma = ","
        self._first, self._begun = 0, 1
        self._numbered = False
        # Where the rows of each key stand: triples of start, end and the line before.
        self._places: dict[str, array[int]] = {}

    def __enter__(self) -> "_Table":
        # The module's own limit, 128 KB, is less than the text of an article.
        csv.field_size_limit(max(csv.field_size_limit(), self._limit))
        if self._path.is_file():
            raw = self._raw = self._path.open("rb")
            try:
                self._read_head(raw)
            except BaseException:
                raw.close()
                raise
        return self

    def __exit__(self, *error: object) -> None:
        if self._raw is not None:
            self._raw.close()

    def _read_head(self, raw: BinaryIO) -> None:
        start = len(_MARK) if raw.read(len(_MARK)) == _MARK else 0
        if not known(self._encoding) or self._encoding.lower().startswith(("utf-16", "utf-32")):
            raise Unreadable(
                "The text cannot be read as {encoding}. Choose another encoding (--encoding on "
                "the command line).",
                encoding=self._encoding,
            )
        lines = _Lines(raw, "utf-8" if start else self._encoding, start, None, 0)
        if start:
            self._encoding = "utf-8"
        try:
            line = next(iter(lines), "")
        except UnicodeDecodeError:
            line = ""
        for comma in (",", ";", "\t"):
            head: list[str] = []
            with suppress(csv.Error):
                head = next(csv.reader([line], delimiter=comma), [])
            if self._key in head:
                self._comma, self._head = comma, tuple(cell.strip() for cell in head)
                self._numbered = self._head[0] == NUMBER
                self._first, self._begun = lines.offset, lines.line
                columns = tuple(c for c in dict.fromkeys(self._head) if c.startswith(_ATTRIBUTE))
                self.attributes = columns, tuple(c.removeprefix(_ATTRIBUTE) for c in columns)
                return
        raise Unreadable(
            "{file} has no column «{column}» in its first line. Save it as CSV in UTF-8, with "
            "the names of the columns.",
            file=self._path.name,
            column=self._key,
        )

    def rows(self) -> Iterator[tuple[int, Row] | Problem]:
        """Every row with its line, or why it has none."""
        for line, found, _ in self._all():
            if isinstance(found, Message):
                yield self.problem(line, found)
            else:
                yield line, self._named(found)

    def learn(self) -> Iterator[Problem]:
        """Go through the file once, so that `of` finds rows; yield those that are broken."""
        last: array[int] | None = None
        owner = ""
        column = self._head.index(self._key) if self._head else 0
        for line, found, (start, end) in self._all():
            if isinstance(found, Message):
                last = None
                yield self.problem(line, found)
                continue
            key = as_it_was(found[column]) if column < len(found) else ""
            if last is not None and key == owner:
                last[-2] = end
                continue
            owner, last = key, self._places.setdefault(key, array("q"))
            last.extend((start, end, line - 1))

    def of(self, key: str) -> Iterator[tuple[int, Row]]:
        """The rows of one article, with their lines; `learn` comes first."""
        places = self._places.get(key, array("q"))
        for start, end, before in zip(places[::3], places[1::3], places[2::3], strict=True):
            for line, found, _ in self._all(start, end, before):
                if not isinstance(found, Message):
                    yield line, self._named(found)

    def unclaimed(self, articles: set[str]) -> Iterator[Problem]:
        """A problem for each article that has rows here and is not one of `articles`."""
        for key, places in self._places.items():
            if key not in articles:
                reason = msg("There is no article «{id}» in articles.csv.", id=key[:40])
                yield self.problem(places[2] + 1, reason)

    def problem(self, line: int, reason: Message) -> Problem:
        """What is wrong with a row of this file."""
        return Problem(self.file, line, reason)

    def _named(self, row: list[str]) -> Row:
        if "'" in "".join(row):
            row = [as_it_was(cell) for cell in row]
        return dict(zip(self._head, row, strict=False))

    def _all(
        self, start: int | None = None, end: int | None = None, before: int | None = None
    ) -> Iterator[tuple[int, list[str] | Message, tuple[int, int]]]:
        if self._raw is None:
            return
        lines = _Lines(
            self._raw,
            self._encoding,
            self._first if start is None else start,
            end,
            self._begun if before is None else before,
        )
        reader = csv.reader(lines, delimiter=self._comma, strict=True)
        while True:
            begun, line = lines.offset, lines.line + 1
            try:
                row: list[str] | Message = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                row = msg("The row is not CSV: {reason}.", reason=str(error))
            except UnicodeDecodeError:
                reader = csv.reader(lines, delimiter=self._comma, strict=True)
                row = msg(
                    "The line is not in UTF-8. Choose the encoding (--encoding on the command "
                    "line)."
                )
            self.offset = lines.offset
            if row:
                if self._numbered and isinstance(row, list) and row[0].isdecimal():
                    line = int(row[0])
                yield line, row, (begun, lines.offset)
