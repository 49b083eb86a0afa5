"""Entities as a gazetteer: names with aliases, case forms, the words that mention them, counts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from workbench.domain.codebook import Codebook
from workbench.domain.records import Entity
from workbench.domain.text import quote
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import Kept
from workbench.exchange.tables.rows import Row, RowsOnly


class GazetteerJsonl(RowsOnly):
    """An entity a line, the most mentioned first. Only entities that are mentioned are in it."""

    name: str = "gazetteer"
    title = msg("Entities as a gazetteer, with aliases, case forms and counts (JSONL)")
    keeps: frozenset[Kept] = frozenset()

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """Spans that mention an entity, which are counted; entities without their notes."""
        known = {entity.id: replace(entity, note=None) for entity in bundle.entities}
        spans = tuple(
            replace(span, attributes={}, note=None) for span in bundle.spans if span.entity in known
        )
        named = {span.entity for span in spans}
        entities = tuple(one for one in known.values() if one.id in named)
        return replace(
            bundle, spans=spans, relations=(), entities=entities, notes=(), rejections=()
        )

    def columns(self, codebook: Codebook) -> Sequence[str]:
        """The same for every codebook."""
        return ("id", "name", "type", "aliases", "forms", "ids", "mentions", "articles")

    def rows(self, articles: Iterable[Bundle], codebook: Codebook) -> Iterator[Row]:
        """An entity each; memory grows with their number."""
        return _rows(articles)

    def counted(self, rows: Iterable[Row]) -> Mapping[str, int]:
        """The spans, each of which is a mention."""
        spans = 0
        for row in rows:
            spans += int(row["mentions"])
            if "seen" in row and row["mentions"] != sum(row["seen"].values()):
                raise ValueError(row["id"])
        return {"spans": spans}


class GazetteerTsv(GazetteerJsonl):
    """A table with a row an entity; several values in a cell are joined with «; »."""

    name = "gazetteer-tsv"
    title = msg("Entities as a gazetteer, with aliases, case forms and counts (TSV)")
    suffixes = (".tsv",)


@dataclass(slots=True)
class _Mentioned:
    entity: Entity
    articles: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)


def _rows(articles: Iterable[Bundle]) -> Iterator[Row]:
    # Loaded here: with its dictionary it is the dearest part of the program.
    from workbench.language.morphology import Morphology

    found: dict[str, _Mentioned] = {}
    for bundle in articles:
        known = {entity.id: entity for entity in bundle.entities}
        here: set[str] = set()
        for span in bundle.spans:
            entity = known.get(span.entity or "")
            if entity is None:
                continue
            one = found.setdefault(entity.id, _Mentioned(entity))
            one.articles += entity.id not in here
            one.seen[" ".join(quote(bundle.text, span.fragments).split())] += 1
            one.labels[span.label] += 1
            here.add(entity.id)
    if not found:
        return
    morphology = Morphology()
    for one in sorted(found.values(), key=lambda item: (-item.seen.total(), item.entity.name)):
        entity = one.entity
        cases = dict(morphology.declension(entity.name))
        yield {
            "id": entity.id,
            "name": entity.name,
            "type": entity.type,
            "aliases": list(entity.aliases),
            "cases": cases,
            "forms": list(dict.fromkeys([entity.name, *cases.values()])),
            "ids": dict(entity.links),
            "seen": dict(one.seen.most_common()),
            "labels": dict(one.labels.most_common()),
            "mentions": one.seen.total(),
            "articles": one.articles,
        }
