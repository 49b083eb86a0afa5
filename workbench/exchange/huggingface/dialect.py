"""A dataset folder as the Hugging Face Hub and its library `datasets` have it.

`data/train.jsonl` and so on, a row an article; `README.md` with the card that names the features;
`codebook.json`; `croissant.json`. Rows have the same keys and types throughout: attributes are
lists of {name, value}, what is not there is "". Offsets are code points, half-open.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, TypeVar

import orjson

from workbench.domain.checked import (
    checked_article,
    checked_entity,
    checked_note,
    checked_relation,
    checked_review,
    undecided,
)
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.forms import Form
from workbench.domain.records import Article, Entity, Note, Relation, Review, Span, timestamp
from workbench.domain.text import Interval, quote, sha256, sound
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit, shown
from workbench.exchange.codebook_file import codebook_json
from workbench.exchange.dialect import Folder, Kept, WriteOptions
from workbench.exchange.huggingface.card import Facts, card
from workbench.exchange.huggingface.croissant import DataFile, croissant
from workbench.exchange.huggingface.parquet import ParquetRows
from workbench.exchange.parsing.admission import refuse_deep, refuse_useless
from workbench.exchange.parsing.lines import line_by_line
from workbench.jobs import Progress

SIDES: Final = ("train", "validation", "test")

_UNDECIDED: Final = {"review": "", "reviewer": ""}
_WRONG: Final = msg("It is not of the form that a row has.")
_Part = TypeVar("_Part", Span, Relation, Entity, Note)


def _train(article: Article) -> str:
    return SIDES[0]


@dataclass(frozen=True, slots=True)
class HuggingFace:
    """A folder that `datasets.load_dataset` loads, and Croissant tools read.

    `side_of` gives the split of an article. `licence` is an SPDX id or a name; "" is unknown.
    `parted` says how it was split. With `parquet` the rows are there as Parquet too.
    """

    side_of: Callable[[Article], str] = _train
    licence: str = ""
    title_of_set: str = "dataset"
    parted: Mapping[str, Any] | None = None
    parquet: bool = False

    name = "huggingface"
    title = msg("Hugging Face dataset: a folder with rows, card, codebook and Croissant metadata")
    suffixes = (".jsonl",)
    makes: Literal["file", "folder"] = "folder"
    units: tuple[Unit, ...] = ("code_point",)
    reads = True
    keeps = frozenset[Kept](("annotators", "reviews", "title", "status", "meta", "text"))

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """All but rejections, and entities that only those name."""
        if not bundle.rejections:
            return bundle
        meant = {span.entity for span in bundle.spans}
        entities = tuple(entity for entity in bundle.entities if entity.id in meant)
        return replace(bundle, entities=entities, rejections=())

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write the rows, then what tells of them."""
        files: dict[str, _Rows] = {}
        facts = Facts(codebook, self.title_of_set, self.licence, self.parted, self.parquet)
        with ExitStack() as opened:
            for bundle in articles:
                side = self.side_of(bundle.article)
                if side not in files:
                    files[side] = _Rows.of(side, out, opened, self.parquet)
                record = row(self.carries(bundle, codebook), side)
                files[side].put(record)
                facts.count(side, bundle)
        facts.finish(_ordered(files))
        with out.file("codebook.json") as file:
            file.write(codebook_json(codebook))
        with out.file("README.md") as file:
            file.write(card(facts).encode())
        made = [DataFile(side, files[side].size, files[side].hexdigest()) for side in facts.sides]
        with out.file("croissant.json") as file:
            body = croissant(made, facts, timestamp()[:10])
            file.write(orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield the article of each row in `data`, the sides in their order."""
        data = path / "data" if path.is_dir() else path
        files = sorted(data.glob("*.jsonl"), key=_place) if data.is_dir() else [data]
        if not files:
            raise Unreadable("There is no file .jsonl in the folder {path}.", path=shown(data))
        total, before = sum(file.stat().st_size for file in files), 0
        for file in files:
            name = shown(file)

            def made(value: Any, line: int, name: str = name) -> list[Bundle | Problem]:
                return _read(value, options, name, line)

            yield from line_by_line(file, options, _Shifted(progress, before, total), made)
            before += file.stat().st_size


@dataclass(slots=True)
class _Rows:
    """The file of one side, hashed as it is written, and its twin in Parquet."""

    file: BinaryIO
    twin: ParquetRows | None
    size: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    @classmethod
    def of(cls, side: str, out: Folder, opened: ExitStack, parquet: bool) -> "_Rows":
        file = opened.enter_context(out.file(f"data/{side}.jsonl"))
        if not parquet:
            return cls(file, None)
        beside = opened.enter_context(out.file(f"parquet/{side}.parquet"))
        return cls(file, opened.enter_context(ParquetRows(beside)))

    def put(self, record: Form) -> None:
        line = orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
        self.file.write(line)
        self._hash.update(line)
        self.size += len(line)
        if self.twin is not None:
            self.twin.put(record)

    def hexdigest(self) -> str:
        return str(self._hash.hexdigest())


def row(bundle: Bundle, side: str) -> Form:
    """The row of an article: always the same keys, in the same order, of the same types."""
    article, text = bundle.article, bundle.text
    return {
        "id": article.id,
        "text": text,
        "sha256": article.sha256,
        "title": article.title,
        # Not «date»: pandas, and Croissant with it, makes times of a column of that name.
        "published": _day(article.meta.get("date")),
        "status": article.status,
        "split": side,
        # As text: the metadata of two articles need not have the same keys.
        "meta": orjson.dumps(dict(article.meta)).decode(),
        "spans": [
            {
                "id": span.id,
                "label": span.label,
                "start": span.start,
                "end": span.end,
                "quote": quote(text, span.fragments),
                "fragments": [{"start": place.start, "end": place.end} for place in span.fragments],
                "attributes": _pairs(span.attributes),
                "entity": span.entity or "",
                "note": span.note or "",
                "annotator": span.annotator,
                "origin": span.origin,
                **_decision(span.review),
            }
            for span in bundle.spans
        ],
        "relations": [
            {
                "id": link.id,
                "type": link.type,
                "source": link.source,
                "target": link.target,
                "attributes": _pairs(link.attributes),
                "annotator": link.annotator,
                **_decision(link.review),
            }
            for link in bundle.relations
        ],
        "entities": [
            {
                "id": entity.id,
                "name": entity.name,
                "type": entity.type,
                "aliases": list(entity.aliases),
                "links": _pairs(entity.links),
                "note": entity.note or "",
            }
            for entity in bundle.entities
        ],
        "notes": [
            {"id": note.id, "text": note.text, "annotator": note.annotator} for note in bundle.notes
        ],
    }


def _decision(review: Review | None) -> dict[str, str]:
    """What was decided. Not when: Arrow would make times of a column of such strings."""
    if review is None:
        return _UNDECIDED
    return {"review": review.verdict, "reviewer": review.annotator}


def _day(given: Any) -> str | None:
    """The day of a date, or of a time that begins with one; the whole stands in «meta»."""
    try:
        return date.fromisoformat(str(given)[:10]).isoformat()
    except ValueError:
        return None


def _pairs(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def _read(value: Any, options: ReadOptions, file: str, line: int) -> list[Bundle | Problem]:
    """The article of a row with what is sound of it, as it stands there."""
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise Unreadable("«{field}» is missing or of the wrong kind.", field="text")
    text: str = value["text"]
    if "\r" in text or sha256(text) != value.get("sha256"):
        raise Unreadable(
            "The text is not that of its sha256: one of the two was changed. Export it again from "
            "where it came from."
        )
    refuse_useless(text)
    article = checked_article({**value, "meta": _meta(value.get("meta"))})
    refused: list[Message] = []
    sign = {"annotator": options.annotator}

    def parts_of(field: str, checked: Callable[[Any], _Part]) -> Iterator[_Part]:
        listed = value.get(field)
        if not isinstance(listed, list):
            refused.append(msg("«{field}» is missing or of the wrong kind.", field=field))
            return
        for item in listed:
            try:
                yield checked(item)
            except (Unreadable, TypeError, ValueError, KeyError, AttributeError) as error:
                reason = error.message if isinstance(error, Unreadable) else _WRONG
                refused.append(
                    msg("A part of «{field}» was left out. {reason}", field=field, reason=reason)
                )

    def decided(item: Form, kind: type[Span | Relation]) -> Review | None:
        # A set that an older version of this program made has no such field.
        verdict = item.get("review")
        if not verdict:
            return None
        try:
            return checked_review({"verdict": verdict, "annotator": item.get("reviewer")})
        except Unreadable as error:
            refused.append(undecided(kind, str(item.get("id", "")), error.message))
            return None

    def span(item: Form) -> Span:
        review = decided(item, Span)
        return _span(item, article.id, text, known, options.annotator, review)

    def relation(item: Form) -> Relation:
        made = checked_relation(_native(sign | item), article.id)
        for end in (made.source, made.target):
            if end not in there:
                raise Unreadable("Its span {id} is not there.", id=end[:40])
        review = decided(item, Relation)
        return made if review is None else replace(made, review=review)

    entities = tuple(parts_of("entities", lambda item: checked_entity(_native(sign | item))))
    known = {entity.id for entity in entities}
    spans = tuple(parts_of("spans", span))
    there = {one.id for one in spans}
    relations = tuple(parts_of("relations", relation))
    notes = tuple(parts_of("notes", lambda item: checked_note(sign | item, article.id)))
    bundle = Bundle(article, text, spans, relations, entities, notes, (), file, line)
    return [bundle, *(Problem(file, line, reason) for reason in refused)]


def _span(
    item: Form,
    article: str,
    text: str,
    known: Set[str],
    annotator: str,
    review: Review | None,
) -> Span:
    # Every span of an export goes through here when it is read back, so there is no detour.
    places = tuple([Interval(place["start"], place["end"]) for place in item["fragments"]])
    if not sound(places, len(text)) or quote(text, places) != item["quote"]:
        raise Unreadable("The text at its offsets is not its quote.")
    if item["start"] != places[0].start or item["end"] != places[-1].end:
        raise Unreadable("«start» and «end» are not those of the fragments.")
    entity = item["entity"] or None
    if entity is not None and entity not in known:
        raise Unreadable("Its entity {id} is not in the record.", id=str(entity)[:40])
    name, label, origin, note = item["id"], item["label"], item["origin"], item["note"]
    who = item.get("annotator", annotator)
    attributes = _values(item["attributes"]) if item["attributes"] else {}
    if {*map(type, (name, label, who, origin, note, *attributes.values()))} != {str} or not (
        name and label and who
    ):
        raise TypeError(item)
    return Span(
        name,
        article,
        label,
        places,
        attributes,
        entity,
        who,
        origin,
        note or None,
        "",
        "",
        review,
    )


def _native(item: Form) -> Form:
    """A link or an entity of a row as the native record has it, but for what was decided."""
    return {
        **item,
        "attributes": _values(item.get("attributes", [])),
        "links": _values(item.get("links", [])),
        "note": item.get("note") or None,
        "review": None,
        "from": item.get("source"),
        "to": item.get("target"),
    }


def _values(pairs: Any) -> dict[str, str]:
    return {pair["name"]: pair["value"] for pair in pairs}


def _meta(given: Any) -> Any:
    try:
        meta = orjson.loads(given) if isinstance(given, str) else {}
    except orjson.JSONDecodeError:
        return None  # which is then refused as no object
    if isinstance(meta, dict):
        refuse_deep(meta)
    return meta


@dataclass(frozen=True, slots=True)
class _Shifted:
    """The progress of one file among several."""

    whole: Progress
    before: int
    total: int

    def step(self, done: int, total: int) -> None:
        self.whole.step(min(self.before + done, self.total), self.total)


def _ordered(sides: Iterable[str]) -> list[str]:
    return sorted(sides, key=lambda side: (_rank(side), side))


def _rank(side: str) -> int:
    return SIDES.index(side) if side in SIDES else len(SIDES)


def _place(file: Path) -> tuple[int, str]:
    return _rank(file.stem), file.name
