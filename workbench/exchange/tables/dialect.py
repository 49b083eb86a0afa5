"""Tables: one row a span, a link, an entity, a note, an article; as CSV files or sheets of XLSX.

| table     | columns |
|-----------|---------|
| articles  | article, title, status, sha256, meta (JSON), text |
| spans     | article, span, label, start, end, fragments, words, |
|           | entity, entity_name, entity_type, |
|           | attribute.NAME …, other_attributes (JSON), annotator, origin, note, |
|           | created, updated, review, reviewer, reviewed |
| relations | article, relation, type, from, from_label, from_words, to, to_label, to_words, |
|           | attribute.NAME …, other_attributes (JSON), annotator, review, reviewer, reviewed |
| entities  | entity, name, type, aliases (JSON), links (JSON), note |
| notes     | article, note, text, annotator, created, updated |

With `names` there are also label_name and type_name, in the reader's language. `start` and `end`
count code points of `text`, the end exclusive; `fragments` is empty for a span in one piece, else
«0 5;12 17». `attribute.NAME` stands for each attribute that the codebook knows; the rest are in
`other_attributes`. Reading takes each span's `origin` (manual, import, a suggester's name) and
what a reviewer decided as they stand there; a row without an origin is from an import.

CSV is RFC 4180 with CRLF, in UTF-8 with a BOM, by which Excel knows it. A cell that a spreadsheet
would take for a formula, one that begins with = + - @ after any white space, gets an apostrophe in
front; so does one that begins with apostrophes and goes on like that, and reading takes one away.

XLSX is written by hand (zipfile and strings): openpyxl would be one more dependency for a tenth of
the speed. Each cell of text is typed as text and has Excel's own apostrophe (`quotePrefix`), so
nothing in it is a formula. A cell of Excel holds 32,767 UTF-16 units: a longer text goes on in the
rows of the sheet «texts», and a sheet of more than 1,048,576 rows in another one.
"""

import codecs
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, TextIO

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.records import Relation, Review, Span
from workbench.domain.text import quote
from workbench.domain.words import Message, msg, msgn
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.dialect import KEPT, Folder, Unit, WriteOptions
from workbench.exchange.tables.cells import SUSPECT, harmless
from workbench.exchange.tables.reading import DECISION, TABLES, csv_tables, read_tables
from workbench.exchange.tables.sheets import unpacked
from workbench.exchange.tables.workbook import Workbook, parts, short
from workbench.jobs import Progress

_Put = Callable[[str, Sequence[str]], None]


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of the tables for a codebook."""

    spans: tuple[str, ...]  # attributes
    relations: tuple[str, ...]
    codebook: Codebook
    names: bool

    @classmethod
    def of(cls, codebook: Codebook, names: bool) -> "_Columns":
        spans = {item.id: None for label in codebook.labels for item in label.attributes}
        relations = {item.id: None for kind in codebook.relations for item in kind.attributes}
        return cls(tuple(spans), tuple(relations), codebook, names)

    def heads(self) -> dict[str, tuple[str, ...]]:
        named = ("label_name",) if self.names else ()
        typed = ("type_name",) if self.names else ()
        return {
            "articles": ("article", "title", "status", "sha256", "meta", "text"),
            "spans": (
                *("article", "span", "label", *named, "start", "end", "fragments", "words"),
                *("entity", "entity_name", "entity_type"),
                *(f"attribute.{name}" for name in self.spans),
                *("other_attributes", "annotator", "origin", "note", "created", "updated"),
                *DECISION,
            ),
            "relations": (
                *("article", "relation", "type", *typed),
                *("from", "from_label", "from_words", "to", "to_label", "to_words"),
                *(f"attribute.{name}" for name in self.relations),
                *("other_attributes", "annotator"),
                *DECISION,
            ),
            "entities": ("entity", "name", "type", "aliases", "links", "note"),
            "notes": ("article", "note", "text", "annotator", "created", "updated"),
        }


def _put_all(
    articles: Iterable[Bundle], columns: _Columns, put: _Put, put_text: Callable[[Bundle], str]
) -> None:
    known: set[str] = set()
    names = {label.id: (str(label.name),) for label in columns.codebook.labels}
    types = {kind.id: (str(kind.name),) for kind in columns.codebook.relations}
    for bundle in articles:
        article, text = bundle.article, bundle.text
        meta = _json(article.meta)
        row = (article.id, article.title, article.status, article.sha256, meta, put_text(bundle))
        put("articles", row)
        entities = {entity.id: (entity.name, entity.type) for entity in bundle.entities}
        words: dict[str, tuple[str, str, str]] = {}
        for span in bundle.spans:
            first, *more = span.fragments
            said = text[first.start : first.end] if not more else quote(text, span.fragments)
            words[span.id] = (span.id, span.label, said)
            named = names.get(span.label, ("",)) if columns.names else ()
            put("spans", _span_row(span, said, named, entities, columns.spans))
        for relation in bundle.relations:
            if relation.source not in words or relation.target not in words:
                continue
            named = types.get(relation.type, ("",)) if columns.names else ()
            ends = (words[relation.source], words[relation.target])
            put("relations", _relation_row(relation, named, ends, columns.relations))
        for entity in bundle.entities:
            if entity.id not in known:
                known.add(entity.id)
                aliases = _json(entity.aliases)
                links = _json(entity.links)
                note = entity.note or ""
                put("entities", (entity.id, entity.name, entity.type, aliases, links, note))
        for note_ in bundle.notes:
            times = (note_.created, note_.updated)
            put("notes", (article.id, note_.id, note_.text, note_.annotator, *times))


def _span_row(
    span: Span,
    said: str,
    named: tuple[str, ...],
    entities: Mapping[str, tuple[str, str]],
    known: Sequence[str],
) -> Sequence[str]:
    places = span.fragments
    several = ";".join(f"{f.start} {f.end}" for f in places) if len(places) > 1 else ""
    who = ("", "", "")
    if span.entity is not None and span.entity in entities:
        who = (span.entity, *entities[span.entity])
    place = (str(places[0].start), str(places[-1].end), several)
    values, rest = _attributes(span.attributes, known)
    times = (span.created, span.updated, *_decision(span.review))
    return (
        *(span.article, span.id, span.label, *named, *place, said, *who, *values, rest),
        *(span.annotator, span.origin, span.note or "", *times),
    )


def _relation_row(
    relation: Relation,
    named: tuple[str, ...],
    ends: tuple[tuple[str, str, str], tuple[str, str, str]],
    known: Sequence[str],
) -> Sequence[str]:
    head = (relation.article, relation.id, relation.type, *named, *ends[0], *ends[1])
    values, rest = _attributes(relation.attributes, known)
    return (*head, *values, rest, relation.annotator, *_decision(relation.review))


def _decision(review: Review | None) -> tuple[str, str, str]:
    return ("", "", "") if review is None else (review.verdict, review.annotator, review.at)


def _attributes(attributes: Mapping[str, str], known: Sequence[str]) -> tuple[list[str], str]:
    if not attributes:
        return [""] * len(known), ""
    values = [attributes.get(name, "") for name in known]
    if sum(map(bool, values)) == len(attributes):
        return values, ""
    # An empty value would read as none, so it goes with those that have no column.
    rest = {name: value for name, value in attributes.items() if not value or name not in known}
    return values, _json(rest)


def _json(value: Any) -> str:
    return orjson.dumps(dict(value) if isinstance(value, Mapping) else value).decode()


_SUSPECTS = re.compile(f",[{re.escape(''.join(sorted(SUSPECT)))}]")
_QUOTED = re.compile('[",\r\n]')


def _quoted(cell: str) -> str:
    # The module `csv` takes ten times as long for a long text.
    return '"{}"'.format(cell.replace('"', '""')) if _QUOTED.search(cell) else cell


def _put_into(file: TextIO) -> Callable[[Sequence[str]], None]:
    def put(cells: Sequence[str]) -> None:
        # Most often a look at the row as a whole tells that no cell has to be changed.
        line = ",".join(cells)
        if _SUSPECTS.search(f",{line}"):
            cells = list(map(harmless, cells))
            line = ",".join(cells)
        if '"' in line or "\n" in line or "\r" in line or line.count(",") >= len(cells):
            line = ",".join(map(_quoted, cells))
        file.write(f"{line}\r\n")

    return put


def _carried(bundle: Bundle) -> Bundle:
    entities = {span.entity for span in bundle.spans}
    here = {entity.id for entity in bundle.entities}
    spans = tuple(
        [
            span
            if span.note != "" and (span.entity is None or span.entity in here)
            else replace(
                span, note=span.note or None, entity=span.entity if span.entity in here else None
            )
            for span in bundle.spans
        ]
    )
    mentioned = tuple(entity for entity in bundle.entities if entity.id in entities)
    return replace(bundle, spans=spans, entities=mentioned, rejections=())


def _within_cells(bundle: Bundle) -> Bundle:
    """Metadata, notes and attributes as far as cells of a workbook hold them."""
    said = _json(bundle.article.meta)
    return replace(
        bundle,
        article=bundle.article if short(said) == said else replace(bundle.article, meta={}),
        spans=tuple([_held(span) for span in bundle.spans]),
        relations=tuple(
            [replace(link, attributes=_room(link.attributes)) for link in bundle.relations]
            if any(link.attributes for link in bundle.relations)
            else bundle.relations
        ),
        notes=tuple([replace(note, text=short(note.text)) for note in bundle.notes]),
    )


def _held(span: Span) -> Span:
    if span.note is None and not span.attributes:
        return span
    note, attributes = short(span.note or "") or None, _room(span.attributes)
    if note == span.note and attributes == span.attributes:
        return span
    return replace(span, note=note, attributes=attributes)


def _room(attributes: Mapping[str, str]) -> Mapping[str, str]:
    """Those that a cell has room for together, as those without a column stand in one."""
    if not attributes or short(said := _json(attributes)) == said:
        return attributes
    found: dict[str, str] = {}
    for name, value in attributes.items():
        said = _json({**found, name: value})
        if short(said) == said:
            found[name] = value
    return found


_WARNINGS: Final[Mapping[str, Callable[[int], Message]]] = {
    "texts": lambda count: msgn(
        "{count} text begins as a formula does and has an apostrophe in front in the file, which "
        "other programs take for a part of it: its offsets count without it",
        "{count} texts begin as a formula does and have an apostrophe in front in the file, which "
        "other programs take for a part of them: their offsets count without it",
        count,
    )
}


@dataclass(frozen=True)
class _Tables:
    """What both kinds have in common. With `names`, labels and links are also called by them."""

    names: bool = False

    units: ClassVar[tuple[Unit, ...]] = ("code_point",)
    reads = True
    keeps = KEPT


class CsvTables(_Tables):
    """A folder of CSV files."""

    name = "csv"
    title = msg("Tables (CSV), one row a span")
    suffixes = (".csv",)
    makes: Literal["file", "folder"] = "folder"
    warnings = _WARNINGS

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """All but rejections."""
        return _carried(bundle)

    def warned(self, bundle: Bundle) -> Counter[str]:
        """Whether the text begins as a formula does."""
        return Counter({"texts": 1} if harmless(bundle.text) != bundle.text else {})

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write articles.csv, spans.csv, relations.csv, entities.csv and notes.csv."""
        columns = _Columns.of(codebook, self.names)
        with ExitStack() as open_files:
            puts: dict[str, Callable[[Sequence[str]], None]] = {}
            for table, head in columns.heads().items():
                raw = open_files.enter_context(out.file(f"{table}.csv"))
                raw.write(codecs.BOM_UTF8)  # "utf-8-sig" is a codec in Python, three times as slow
                text = io.TextIOWrapper(raw, "utf-8", newline="", write_through=False)
                open_files.callback(text.detach)  # flushes, and leaves closing to the folder
                puts[table] = _put_into(text)
                puts[table](head)

            def put(table: str, row: Sequence[str]) -> None:
                puts[table](row)

            _put_all(articles, columns, put, lambda bundle: bundle.text)

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield the articles of articles.csv in the folder, or beside the file, that is given.

        A span is taken where its `words` stand at its offsets. Rows may be in any order, cells
        parted by comma, semicolon or tab.
        """
        with csv_tables(path, options) as tables:
            yield from read_tables(tables, options, progress)


class XlsxTables(_Tables):
    """A workbook with a sheet a table."""

    name = "xlsx"
    title = msg("Tables (XLSX), one row a span")
    suffixes = (".xlsx",)
    makes: Literal["file", "folder"] = "file"

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """All but rejections, and what a cell has no room for."""
        return _within_cells(_carried(bundle))

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write the workbook; sheets wait in temporary files, so memory does not grow."""
        columns = _Columns.of(codebook, self.names)
        with out.file("") as raw, Workbook(raw, frozenset(("start", "end", "part"))) as book:
            for table, head in columns.heads().items():
                book.add(table, head)
            book.add("texts", ("article", "part", "text"))

            def put_text(bundle: Bundle) -> str:
                first, *more = parts(bundle.text)
                for number, part in enumerate(more, 2):
                    book.put("texts", (bundle.article.id, str(number), part))
                return first

            held = (self.carries(bundle, codebook) for bundle in articles)
            _put_all(held, columns, book.put, put_text)

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield the articles of a workbook with the sheets that `write` makes.

        A span is taken where its `words` stand at its offsets. Rows may be in any order.
        """
        with unpacked(path, TABLES, options.limit, progress) as tables:
            yield from read_tables(tables, options, progress)
