"""Who claims what about whom, as a table: a row for each claim with a source and an actor."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from workbench.domain.codebook import Codebook
from workbench.domain.records import Entity, Relation, Span
from workbench.domain.text import quote
from workbench.domain.words import msg
from workbench.domain.work import ATTRIBUTION
from workbench.exchange.bundle import Bundle
from workbench.exchange.tables.rows import Row, RowsOnly, about

# The relation that says whom a claim is about; which labels it joins is for the codebook to say.
ABOUT: Final = "about"
# What a row tells of, and the column of its words.
_ENDS: Final = {"claim": "claim", "source": "source_words", "actor": "actor_words"}


class TriplesJsonl(RowsOnly):
    """A row for each claim, source and actor that are linked; a claim without one has none there.

    A claim with two sources and three actors has six rows, which its id joins.
    """

    name: str = "triples"
    title = msg("Claims with their sources and actors, one row a triple (JSONL)")

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

    def columns(self, codebook: Codebook) -> Sequence[str]:
        """Those of claims, sources and actors, with the attributes that the codebook knows."""
        return [
            *("article", "title", "date", "claim", "claim_id", "claim_at"),
            *(f"claim.{name}" for name in _attributes(codebook)),
            *_end("source"),
            *_end("actor"),
            *(f"actor.{name}" for name in _roles(codebook)),
        ]

    def rows(self, articles: Iterable[Bundle], codebook: Codebook) -> Iterator[Row]:
        """A row for each claim, source and actor."""
        return _rows(articles, codebook)

    def counted(self, rows: Iterable[Row]) -> Mapping[str, int]:
        """The spans, each of which is in a row; words are as long as their places."""
        spans, article, seen = 0, "", set[str]()
        for row in rows:
            if row["article"] != article:  # the rows of an article stand together
                article, seen = row["article"], set()
            for end, words in _ENDS.items():
                name = row[f"{end}_id"]
                if not name:
                    continue
                lengths = [last - first for first, last in _places(row[f"{end}_at"])]
                if sum(lengths) + len(lengths) - 1 != len(row[words]):
                    raise ValueError(name)
                spans += name not in seen
                seen.add(name)
        return {"spans": spans}


class TriplesCsv(TriplesJsonl):
    """A table of triples; a place is «start-end», and several are joined with «; »."""

    name = "triples-csv"
    title = msg("Claims with their sources and actors, one row a triple (CSV)")
    suffixes = (".csv",)


def _places(said: str | Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """The places in a row of JSONL, or in a cell of CSV."""
    for place in said.split("; ") if isinstance(said, str) else said:
        start, end = place.split("-") if isinstance(place, str) else place
        yield int(start), int(end)


def _claims(codebook: Codebook) -> list[str]:
    kinds = [codebook.relation(name) for name in (ATTRIBUTION, ABOUT)]
    return list(dict.fromkeys(label for kind in kinds if kind for label in kind.source))


def _attributes(codebook: Codebook) -> list[str]:
    labels = [codebook.label(label) for label in _claims(codebook)]
    return list(dict.fromkeys(item.id for label in labels if label for item in label.attributes))


def _roles(codebook: Codebook) -> list[str]:
    kind = codebook.relation(ABOUT)
    return [item.id for item in kind.attributes] if kind else []


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
