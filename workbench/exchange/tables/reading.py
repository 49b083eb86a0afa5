"""Tables read back into articles. The columns stand in `workbench.exchange.tables.dialect`.

Each table is gone through once to learn where the rows of an article stand, so that they may be in
any order and one article at a time is in memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, get_args

import orjson

from workbench.domain.checked import checked_verdict, undecided
from workbench.domain.errors import Unreadable
from workbench.domain.records import Relation, Review, Span, Status
from workbench.domain.text import Interval, quote
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.parsing.intake import Intake
from workbench.exchange.tables.table import CsvTable, Table
from workbench.jobs import Progress

# The tables, and the columns that their rows are found by.
TABLES: Final[Mapping[str, str]] = {
    "articles": "article",
    "spans": "article",
    "relations": "article",
    "entities": "entity",
    "notes": "article",
}
# The columns that say what a reviewer decided, who, and when.
DECISION: Final = ("review", "reviewer", "reviewed")
_CUT: Final = 4000  # a cell of fewer characters is never cut


@contextmanager
def csv_tables(path: Path, options: ReadOptions) -> Iterator[Mapping[str, Table]]:
    """The tables in a folder, or in the folder of one of them. Raises Unreadable."""
    folder = path if path.is_dir() else path.parent
    if not (folder / "articles.csv").is_file():
        raise Unreadable(
            "There is no articles.csv with the texts. Choose the folder that the tables were "
            "exported to."
        )
    with ExitStack() as files:
        yield {
            name: files.enter_context(CsvTable(folder / f"{name}.csv", key, options))
            for name, key in TABLES.items()
        }


def read_tables(
    tables: Mapping[str, Table], options: ReadOptions, progress: Progress
) -> Iterator[Bundle | Problem]:
    """Yield the articles of TABLES."""
    articles = tables["articles"]
    of_articles = [tables[name] for name in ("spans", "relations", "notes")]
    for one in of_articles:
        yield from one.learn()
    registry = _Registry(tables["entities"])
    yield from registry.learn()
    parts = _Parts(tables, registry)
    seen = set[str]()
    about = articles.pick("article", "sha256", "text", "title", "meta", "status")
    for item in articles.rows():
        progress.step(min(articles.offset, articles.size), articles.size)
        if isinstance(item, Problem):
            yield item
            continue
        line, row = item
        name, *said = about(row)
        if name in seen:
            reason = msg("Its id stands in the table twice; the first one holds.")
            yield articles.problem(line, reason)
            continue
        seen.add(name)
        try:
            yield from _article(name, said, line, articles.file, parts, options)
        except Unreadable as error:
            yield articles.problem(line, error.message)
    for one in of_articles:
        yield from one.unclaimed(seen)


class _Registry:
    """What the table of entities says of each."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._said: dict[str, dict[str, Any]] = {}

    def learn(self) -> Iterator[Problem]:
        """Go through the table; yield the rows that are broken."""
        columns = self._table.pick("entity", "name", "type", "note", "aliases", "links")
        for item in self._table.rows():
            if isinstance(item, Problem):
                yield item
                continue
            entity, name, kind, note, aliases, links = columns(item[1])
            more = {"aliases": _value(aliases), "links": _value(links)}
            self._said[entity] = {"name": name, "type": kind, "note": note, **more}

    def taken(self, entity: str, name: str, kind: str, intake: Intake) -> str | None:
        """The id of the entity that a row of a span names; None where it names none."""
        said = self._said.get(entity)
        if said is None:
            if not name:
                return None
            said = {}
        own = {"name": name, "type": kind}
        whole = {**said, **{field: one for field, one in own.items() if one}}
        return intake.entity(whole, entity)


class _Parts:
    """What the tables beside that of the articles hold of an article."""

    def __init__(self, tables: Mapping[str, Table], registry: _Registry) -> None:
        self._spans, self._relations = tables["spans"], tables["relations"]
        self._notes, self._registry = tables["notes"], registry
        self._quoted = "words" in self._spans.head
        self._span_attributes = self._spans.attributes()
        self._link_attributes = self._relations.attributes()
        self._of_span = self._spans.pick(
            *("span", "label", "start", "end", "fragments", "words", "entity", "entity_name"),
            *("entity_type", "other_attributes", "annotator", "origin", "note"),
            *DECISION,
        )
        self._of_link = self._relations.pick(
            *("relation", "type", "from", "to", "other_attributes", "annotator"), *DECISION
        )
        self._of_note = self._notes.pick("text", "annotator")

    def take(self, article: str, intake: Intake) -> Iterator[Problem]:
        """Put what is sound into `intake`; yield what is not."""
        taken: dict[str, str] = {}
        for number, row in self._spans.of(article):
            name, *said, verdict, who, at = self._of_span(row)
            review: Review | None = None
            try:
                review = _decision(verdict, who, at, intake) if verdict else None
            except Unreadable as error:
                yield self._spans.problem(number, undecided(Span, name, error.message))
            try:
                taken[name] = self._span(said, self._span_attributes(row), review, intake)
            except Unreadable as error:
                yield self._spans.problem(number, _left_out("Span", name, error.message))
        for number, row in self._relations.of(article):
            name, *said, verdict, who, at = self._of_link(row)
            review = None
            try:
                review = _decision(verdict, who, at, intake) if verdict else None
            except Unreadable as error:
                yield self._relations.problem(number, undecided(Relation, name, error.message))
            try:
                _relation(said, self._link_attributes(row), review, intake, taken)
            except Unreadable as error:
                yield self._relations.problem(number, _left_out("Relation", name, error.message))
        for _, row in self._notes.of(article):
            text, annotator = self._of_note(row)
            intake.note(text, annotator or None)

    def _span(
        self, said: list[str], attributes: dict[str, str], review: Review | None, intake: Intake
    ) -> str:
        label, start, end, several, words, entity, name, kind, rest, *more = said
        annotator, origin, note = more
        if several and not several.isspace():
            places = tuple([_place(pair.split(), intake) for pair in several.split(";")])
            found = quote(intake.text, places)
        else:
            place = _place((start, end), intake)
            places, found = (place,), intake.text[place.start : place.end]
        if self._quoted and words != found and not _begins(found, words):
            raise Unreadable("The text at its offsets is not its quote.")
        return intake.span(
            label,
            places,
            {**attributes, **_strings(rest)} if rest else attributes,
            self._registry.taken(entity, name, kind, intake) if entity or name else None,
            note or None,
            annotator or None,
            review,
            origin.strip() or "import",
        )


def _decision(verdict: str, who: str, at: str, intake: Intake) -> Review:
    """What a row says that a reviewer decided. Raises Unreadable."""
    return Review(checked_verdict(verdict.strip().casefold()), who or intake.annotator, at)


def _article(
    name: str, said: list[str], line: int, file: str, parts: _Parts, options: ReadOptions
) -> Iterator[Bundle | Problem]:
    digest, text, title, meta_cell, status_cell = said
    intake = Intake(text, digest or None, options, file, line)
    if digest and intake.sha256 != digest:
        changed = msg(
            "The text is not that of its sha256: it was changed. Spans are taken where their "
            "words still stand at their offsets."
        )
        yield Problem(file, line, changed)
    intake.count_in(options.unit or "code_point")
    yield from parts.take(name, intake)
    meta = _value(meta_cell)
    made = intake.bundle(title, meta if isinstance(meta, dict) else {})
    known: Iterator[Status] = (one for one in get_args(Status) if one == status_cell)
    status = next(known, made.article.status)
    yield replace(made, article=replace(made.article, status=status))
    yield from intake.problems


def _begins(words: str, cell: str) -> bool:
    """Whether a cell has as many of these words as a cell of a workbook holds."""
    return len(cell) > _CUT and cell.endswith("…") and words.startswith(cell[:-1])


def _place(pair: Sequence[str], intake: Intake) -> Interval:
    try:
        first, last = pair
        start, end = int(first), int(last)
    except ValueError:
        raise Unreadable("«{field}» is missing or of the wrong kind.", field="start, end") from None
    return intake.place(start, end)


def _relation(
    said: list[str],
    attributes: dict[str, str],
    review: Review | None,
    intake: Intake,
    taken: Mapping[str, str],
) -> None:
    kind, source, target, rest, annotator = said
    for end in (source, target):
        if end not in taken:
            raise Unreadable("Its span {id} is not there.", id=end[:40])
    whole = {**attributes, **_strings(rest)} if rest else attributes
    intake.relation(kind, taken[source], taken[target], whole, annotator or None, review)


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
