"""Finding one entity in all articles, and marking what was found: for workers, without Qt."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workbench.domain import commands
from workbench.domain.change import Transaction
from workbench.domain.commands import Pen
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Entity
from workbench.domain.text import Interval, around, share
from workbench.domain.words import tr
from workbench.jobs import Progress
from workbench.store.reader import Reader

MOST = 2000  # places that are shown at once
WORDS = 5000  # that are indexed between two reports


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that name the entity and do not mention it yet; `labels` are those that lie there."""

    article: str
    place: Interval
    before: str
    said: str
    after: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """The places article by article, with the titles; not `whole` where there are more."""

    hits: tuple[Hit, ...]
    titles: Mapping[str, str]
    whole: bool


def find_everywhere(reader: Reader, entity: Entity, progress: Progress) -> Found:
    """The places in all articles that name the entity and are neither marked nor rejected.

    A surname alone counts where the whole name stands, or the entity is mentioned already.
    """
    from workbench.language.mentions import WordIndex, stem_pattern
    from workbench.language.morphology import Morphology
    from workbench.suggest.mentions import Names

    morphology = Morphology()
    names = Names.of(entity, morphology)
    some_name = stem_pattern(names.own, morphology)
    any_name = stem_pattern((*names.own, *names.short), morphology)
    total = sum(reader.statuses().values())
    hits: list[Hit] = []
    titles: dict[str, str] = {}
    for done, article in enumerate(_articles(reader)):
        progress.step(done, total)
        text = reader.text(article.id)
        if any_name.search(text) is None:
            continue
        reading = reader.reading(article.id)
        known = any(span.entity == entity.id for span in reading.spans)
        if not known and some_name.search(text) is None:
            continue
        index = WordIndex(text, morphology)
        while not index.advance(WORDS):
            progress.step(done, total)
        for hit in _open(reading, entity, names.places(index, familiar=known)):
            if len(hits) == MOST:
                return Found(tuple(hits), titles, whole=False)
            hits.append(hit)
            titles[article.id] = article.title
    progress.step(total, total)
    return Found(tuple(hits), titles, whole=True)


def _articles(reader: Reader) -> Iterator[Article]:
    for status in ("in_work", "new", "done"):
        after = ""
        while page := reader.articles(status, after=after):
            yield from (row.article for row in page)
            after = page[-1].article.id


def _open(
    reading: Reading, entity: Entity, places: Iterable[tuple[Interval, bool]]
) -> Iterator[Hit]:
    from workbench.suggest.mentions import is_taken

    for place, short in places:
        if is_taken(reading, entity.id, place, short=short):
            continue
        said = " ".join(reading.text[place.start : place.end].split())
        before, after = around(reading.text, place.start, place.end)
        here = reading.touching(place.start, place.end)
        labels = frozenset(span.label for span in here if share(span.fragments, (place,)))
        yield Hit(reading.article.id, place, before, said, after, labels)


def marking(
    reader: Reader,
    pen: Pen,
    entity_id: str,
    label_id: str,
    marked: Iterable[Hit],
    never: Iterable[Hit],
    progress: Progress,
) -> Transaction:
    """Mark places as mentions, and reject others, against what the file holds now."""
    entity = reader.entity(entity_id)
    if entity is None:
        raise Refused("This entity is not in the project any more.")
    places: dict[str, tuple[list[Interval], list[Interval]]] = {}
    for number, hits in enumerate((marked, never)):
        for hit in hits:
            places.setdefault(hit.article, ([], []))[number].append(hit.place)
    there = reader.articles_by_id(places)

    def readings() -> Iterator[tuple[Reading, list[Interval], list[Interval]]]:
        for done, (article, (here, others)) in enumerate(places.items()):
            progress.step(done, len(places))
            if article in there:
                yield reader.reading(article), here, others

    return commands.mark_mentions(pen, entity, label_id, readings())


def nothing_found(entity: Entity) -> str:
    """What is said where every place is marked or rejected already."""
    return tr("Every mention of «{name}» is marked already.", name=entity.name)
