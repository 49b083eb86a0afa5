"""Tables of CSV read back into articles. The columns stand in `workbench.exchange.tables.dialect`.

Each file is gone through once to learn where the rows of an article stand, so that they may be in
any order and one article at a time is in memory.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, get_args

import orjson

from workbench.domain.errors import Unreadable
from workbench.domain.records import Status
from workbench.domain.text import Interval, quote
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.parsing.intake import Intake
from workbench.exchange.tables.table import Attributes, Row, Table
from workbench.jobs import Progress

TABLES: Final = ("articles", "spans", "relations", "entities", "notes")
_NUMBER = re.compile("[0-9]{1,9}")
_CUT: Final = 4000  # a cell of fewer characters is never cut


def read_tables(
    path: Path, options: ReadOptions, progress: Progress, called: str = ""
) -> Iterator[Bundle | Problem]:
    """Yield the articles of the tables in a folder, or in the folder of one of them.

    `called` is the file that they were taken out of, if they were.
    """
    folder = path if path.is_dir() else path.parent
    with ExitStack() as files:

        def table(name: str, key: str) -> Table:
            said = f"{called} ({name})" if called else ""
            return files.enter_context(Table(folder / f"{name}.csv", key, options, said))

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
    def __init__(self, spans: "Table", relations: "Table", notes: "Table") -> None:
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


def _span(row: Row, head: Attributes, intake: Intake, registry: _Registry) -> str:
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


def _relation(row: Row, head: Attributes, intake: Intake, taken: Mapping[str, str]) -> None:
    for end in (row.get("from", ""), row.get("to", "")):
        if end not in taken:
            raise Unreadable("Its span {id} is not there.", id=end[:40])
    source, target = taken[row["from"]], taken[row["to"]]
    attributes, who = _attributes(row, head), row.get("annotator") or None
    intake.relation(row.get("type"), source, target, attributes, who)


def _attributes(row: Row, head: Attributes) -> dict[str, str]:
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
