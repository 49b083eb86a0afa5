"""doccano's JSONL of sequence labelling, with relations or without.

doccano counts in UTF-16 units, as its window does. It drops spans that overlap an earlier one
where the project does not allow overlapping, and fails on a relation whose span was dropped.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.offsets import Utf16Map
from workbench.domain.words import Message, msg, msgn
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit, shown
from workbench.exchange.dialect import Folder, Kept, WriteOptions, bare, bare_links, hull, without
from workbench.exchange.parsing.intake import Intake, astral, fields_of, listed, unknown_unit
from workbench.exchange.parsing.lines import line_by_line
from workbench.jobs import Progress

Form = dict[str, Any]

_TEXT: Final = ("id", "text", "data", "title", "sha256", "offset_unit")
_SPANS: Final = ("entities", "label", "labels")
_NOTES: Final = ("Comments", "comments")
_OURS: Final = frozenset((*_TEXT, *_SPANS, "relations", *_NOTES))


# What doccano does that the user may not expect, in words.
_WARNINGS: Final[Mapping[str, Callable[[int], Message]]] = {
    "overlaps": lambda count: msgn(
        "{count} span overlaps an earlier one: doccano drops it on import, unless you "
        "allow overlapping spans in the settings of its project",
        "{count} spans overlap an earlier one: doccano drops them on import, unless you "
        "allow overlapping spans in the settings of its project",
        count,
    ),
    "links": lambda count: msgn(
        "{count} link joins an overlapping span: doccano refuses the file, unless you allow "
        "overlapping spans in the settings of its project",
        "{count} links join overlapping spans: doccano refuses the file, unless you allow "
        "overlapping spans in the settings of its project",
        count,
    ),
}


class Doccano:
    """Rows with `entities` and `relations`; the older `label: [[start, end, label]]` is read."""

    name: Final = "doccano"
    title: Final = msg("doccano JSONL: sequence labelling with relations")
    suffixes: Final = (".jsonl",)
    makes: Final[Literal["file", "folder"]] = "file"
    units: Final[tuple[Unit, ...]] = ("utf16", "code_point")
    reads: Final = True
    keeps: Final = frozenset[Kept](("title", "meta", "text"))
    warnings: Final = _WARNINGS

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """Spans in one piece, from their first word to their last, relations and notes."""
        return replace(
            bundle,
            article=without(bundle.article, _OURS),
            spans=tuple([bare(span, hull(span)) for span in bundle.spans]),
            relations=bare_links(bundle.relations),
            entities=(),
            rejections=(),
        )

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write a row a line. Ids are numbers, no two alike in the file."""
        unit = options.unit or self.units[0]
        if unit not in self.units:
            raise unknown_unit(unit)
        numbers = count(1)
        with out.file("") as file:
            for row, bundle in enumerate(articles, 1):
                form = _row(row, bundle, unit, numbers)
                file.write(orjson.dumps(form, option=orjson.OPT_APPEND_NEWLINE))

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield an article a line.

        Offsets count what the user says, else what the row says, else UTF-16 units. Where nobody
        says it and it matters, that is told.
        """
        file = shown(path)

        def made(value: Any, line: int) -> list[Bundle | Problem]:
            return _read(value, options, file, line)

        return line_by_line(path, options, progress, made)

    def warned(self, bundle: Bundle) -> Counter[str]:
        """Spans that overlap an earlier one, and links to them."""
        last = 0
        gone = set[str]()
        for span in sorted(bundle.spans, key=lambda span: span.start):
            if span.start >= last:
                last = span.end
            else:
                gone.add(span.id)
        links = sum(link.source in gone or link.target in gone for link in bundle.relations)
        return +Counter({"overlaps": len(gone), "links": links})

    @staticmethod
    def knows(value: Any) -> bool:
        """Whether a JSON value looks like a row."""
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            return False
        spans = value.get("entities", value.get("label", value.get("labels")))
        if not isinstance(spans, list) or "tokens" in value or value.get("format") is not None:
            return False
        first = spans[0] if spans else None
        if isinstance(first, list):
            return len(first) == 3 and type(first[0]) is int
        if isinstance(first, dict):
            return "start_offset" in first
        return "relations" in value or "Comments" in value


def _row(number: int, bundle: Bundle, unit: Unit, numbers: Iterator[int]) -> Form:
    units = Utf16Map(bundle.text) if unit == "utf16" and astral(bundle.text) else None
    entities: list[Form] = []
    ids: dict[str, int] = {}
    for span in bundle.spans:
        start, end = span.start, span.end
        if units is not None:
            start, end = units.unit(start), units.unit(end)
        ids[span.id] = name = next(numbers)
        entities.append({"id": name, "label": span.label, "start_offset": start, "end_offset": end})
    return {
        **bundle.article.meta,
        "id": number,
        "text": bundle.text,
        "entities": entities,
        "relations": [
            {
                "id": next(numbers),
                "from_id": ids[link.source],
                "to_id": ids[link.target],
                "type": link.type,
            }
            for link in bundle.relations
        ],
        "Comments": [note.text for note in bundle.notes],
        "title": bundle.article.title,
        "sha256": bundle.article.sha256,
        "offset_unit": unit,
    }


def _read(value: Any, options: ReadOptions, file: str, line: int) -> list[Bundle | Problem]:
    row = fields_of(value)
    # «data» is the column's name in files that doccano 1.5 wrote.
    intake = Intake(row.get("text", row.get("data")), row.get("sha256"), options, file, line)
    said = row.get("offset_unit")
    unit = options.unit or (said if said in Doccano.units else None)
    intake.count_in(unit or "utf16", guessed=unit is None)
    names: dict[Any, str] = {}
    for field in _SPANS:
        for number, item in enumerate(listed(row, field, intake)):
            try:
                _take(item, intake, names)
            except Unreadable as error:
                name = item.get("id", number) if isinstance(item, dict) else number
                intake.no_span(name, error.message)
        if intake.spans:
            break
    for number, item in enumerate(listed(row, "relations", intake)):
        try:
            link = fields_of(item)
            ends = [_end(link.get(end), names) for end in ("from_id", "to_id")]
            intake.relation(link.get("type"), ends[0], ends[1])
        except Unreadable as error:
            name = item.get("id", number) if isinstance(item, dict) else number
            intake.no_relation(name, error.message)
    for field in _NOTES:
        for item in listed(row, field, intake):
            intake.note(item.get("text") if isinstance(item, dict) else item)
    if unit is None and _unsure(intake):
        intake.refuse(
            msg(
                "The text has characters that are two UTF-16 units (emoji), and the file does not "
                "say what it counts: its offsets were taken as UTF-16. Look whether the spans "
                "after them are right; if not, import the file again with code points."
            )
        )
    meta = {field: part for field, part in row.items() if field not in _OURS}
    return [intake.bundle(row.get("title"), meta), *intake.problems]


def _take(item: Any, intake: Intake, names: dict[Any, str]) -> None:
    if isinstance(item, list) and len(item) == 3:
        start, end, label = item
        intake.span(label, [intake.place(start, end)])
        return
    span = fields_of(item)
    place = intake.place(span.get("start_offset"), span.get("end_offset"))
    given = span.get("id")
    if isinstance(given, int | str) and given in names:
        raise Unreadable("Its id stands in the record twice; the first one holds.")
    name = intake.span(span.get("label"), [place])
    if isinstance(given, int | str):
        names[given] = name


def _end(given: Any, names: Mapping[Any, str]) -> str:
    name = names.get(given) if isinstance(given, int | str) else None
    if name is None:
        raise Unreadable("Its span {id} is not there.", id=str(given)[:40])
    return name


def _unsure(intake: Intake) -> bool:
    """Whether a span lies after a character that is two units."""
    furthest = max((span.end for span in intake.spans), default=0)
    return astral(intake.text[:furthest])
