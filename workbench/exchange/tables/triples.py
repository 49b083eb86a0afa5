"""Who claims what about whom, as a table: a row for each claim with a source and an actor."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from workbench.domain.codebook import Codebook
from workbench.domain.records import Entity, Relation, Span
from workbench.domain.text import quote
from workbench.domain.words import msg
from workbench.domain.work import ATTRIBUTION
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import Folder, WriteOptions
from workbench.exchange.tables.rows import (
    Row,
    RowsOnly,
    about,
    rows_of_csv,
    rows_of_jsonl,
    write_csv,
    write_jsonl,
)

# The relation that says whom a claim is about; which labels it joins is for the codebook to say.
ABOUT: Final = "about"
_PLACES: Final = ("claim_at", "source_at", "actor_at")


class TriplesJsonl(RowsOnly):
    """A row for each claim, source and actor that are linked; a claim without one has none there.

    A claim with two sources and three actors has six rows, which its id joins.
    """

    name: str = "triples"
    title = msg("Claims with their sources and actors, one row a triple (JSONL)")
    suffixes: tuple[str, ...] = (".jsonl",)

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """Claims with their attributes, and whom they come from and concern, by name and id."""
        claims = _claims(codebook)
        label_of = {span.id: span.label for span in bundle.spans}
        links = tuple(
            link
            for link in bundle.relations
            if link.type in (ATTRIBUTION, ABOUT) and label_of.get(link.source) in claims
        )
        linked = {link.target for link in links}
        spans = tuple(
            span
            if span.note is None and (span.label in claims or not span.attributes)
            else replace(
                span, attributes=span.attributes if span.label in claims else {}, note=None
            )
            for span in bundle.spans
            if span.label in claims or span.id in linked
        )
        named = {span.entity for span in spans}
        return replace(
            bundle,
            spans=spans,
            relations=links,
            entities=tuple(
                Entity(one.id, one.name, "") for one in bundle.entities if one.id in named
            ),
            notes=(),
            rejections=(),
        )

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write the rows of every article; offsets are code points."""
        write_jsonl(_rows(articles, codebook), out)

    def checked(self, path: Path) -> Mapping[str, int]:
        """The spans, each of which is in a row; words are as long as their places."""
        return _checked(rows_of_jsonl(path))


class TriplesCsv(TriplesJsonl):
    """A table of triples; places in several pieces are joined with «; »."""

    name = "triples-csv"
    title = msg("Claims with their sources and actors, one row a triple (CSV)")
    suffixes = (".csv",)

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write the rows of every article; a place is «start-end»."""
        rows = (
            {name: _places(value) for name, value in row.items()}
            for row in _rows(articles, codebook)
        )
        write_csv(rows, _columns(codebook), out)

    def checked(self, path: Path) -> Mapping[str, int]:
        """As of JSONL."""
        return _checked(_with_places(row) for row in rows_of_csv(path))


def _checked(rows: Iterable[Row]) -> Mapping[str, int]:
    spans, article, seen = 0, "", set[str]()
    for row in rows:
        if row["article"] != article:  # the rows of an article stand together
            article, seen = row["article"], set()
        for said, end in (("claim", "claim"), ("source_words", "source"), ("actor_words", "actor")):
            name, places = row[f"{end}_id"], row[f"{end}_at"]
            if not name:
                continue
            if sum(last - first + 1 for first, last in places) - 1 != len(row[said]):
                raise ValueError(name)
            spans += name not in seen
            seen.add(name)
    return {"spans": spans}


def _with_places(row: Mapping[str, str]) -> Row:
    """A row of CSV with its places as those of JSONL."""
    return {
        name: [[int(end) for end in place.split("-")] for place in cell.split("; ") if place]
        if name in _PLACES
        else cell
        for name, cell in row.items()
    }


def _claims(codebook: Codebook) -> list[str]:
    kinds = [codebook.relation(name) for name in (ATTRIBUTION, ABOUT)]
    return list(dict.fromkeys(label for kind in kinds if kind for label in kind.source))


def _attributes(codebook: Codebook) -> list[str]:
    labels = [codebook.label(label) for label in _claims(codebook)]
    return list(dict.fromkeys(item.id for label in labels if label for item in label.attributes))


def _roles(codebook: Codebook) -> list[str]:
    kind = codebook.relation(ABOUT)
    return [item.id for item in kind.attributes] if kind else []


def _columns(codebook: Codebook) -> list[str]:
    return [
        "article",
        "title",
        "date",
        "claim",
        "claim_id",
        "claim_at",
        *(f"claim.{name}" for name in _attributes(codebook)),
        *_end("source"),
        *_end("actor"),
        *(f"actor.{name}" for name in _roles(codebook)),
    ]


def _end(name: str) -> tuple[str, ...]:
    return name, f"{name}_words", f"{name}_entity", f"{name}_id", f"{name}_at"


def _rows(articles: Iterable[Bundle], codebook: Codebook) -> Iterator[Row]:
    claims, attributes, roles = _claims(codebook), _attributes(codebook), _roles(codebook)
    for bundle in articles:
        spans = {span.id: span for span in bundle.spans}
        links = _Links(bundle.relations)
        named = {entity.id: entity.name for entity in bundle.entities}

        for claim in bundle.spans:
            if claim.label not in claims:
                continue
            said = {
                **about(bundle.article),
                "claim": quote(bundle.text, claim.fragments),
                "claim_id": claim.id,
                "claim_at": _at(claim),
                **{f"claim.{name}": claim.attributes.get(name) for name in attributes},
            }
            for by in links.of(claim, ATTRIBUTION):
                for whom in links.of(claim, ABOUT):
                    yield {
                        **said,
                        **_named("source", bundle.text, _target(by, spans), named),
                        **_named("actor", bundle.text, _target(whom, spans), named),
                        **{
                            f"actor.{name}": None if whom is None else whom.attributes.get(name)
                            for name in roles
                        },
                    }


class _Links:
    """Relations by the span where they begin and by type."""

    def __init__(self, relations: Iterable[Relation]) -> None:
        self._found: dict[tuple[str, str], list[Relation | None]] = {}
        for link in relations:
            self._found.setdefault((link.source, link.type), []).append(link)

    def of(self, claim: Span, kind: str) -> list[Relation | None]:
        """Those of a claim; None alone where there is none."""
        return self._found.get((claim.id, kind), [None])


def _target(link: Relation | None, spans: Mapping[str, Span]) -> Span | None:
    return spans.get(link.target) if link is not None else None


def _named(end: str, text: str, span: Span | None, names: Mapping[str, str]) -> Row:
    """The name of the entity, else the words; both, and where they stand."""
    if span is None:
        return dict.fromkeys(_end(end))
    words = quote(text, span.fragments)
    name = names.get(span.entity or "", words)
    return dict(zip(_end(end), (name, words, span.entity, span.id, _at(span)), strict=True))


def _at(span: Span) -> list[list[int]]:
    return [[place.start, place.end] for place in span.fragments]


def _places(value: object) -> object:
    if isinstance(value, list):
        places: Sequence[Sequence[int]] = value
        return "; ".join(f"{start}-{end}" for start, end in places)
    return value
