"""Formats of other tools: what each can hold of an article, and how what is lost is counted.

One function a format, `carries`, says what it can hold. What is lost is the difference; what is
verified after an export, and tested with texts at random, is `read(write(x)) == carries(x)`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, Protocol, get_args, runtime_checkable

from workbench.domain.codebook import Codebook
from workbench.domain.records import Article, Entity, Relation, Span
from workbench.domain.text import Fragments, Interval, quote
from workbench.domain.words import Message, msgn
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.bundle import Unit as Unit
from workbench.jobs import Progress

# What a format may hold of an article besides what `carries` tells of: who made each span, what
# reviewers decided, the article's own fields, and the text to the character.
Kept = Literal["annotators", "reviews", "title", "status", "meta", "text"]
KEPT: Final[frozenset[Kept]] = frozenset(get_args(Kept))


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What the user says about an export. `unit` None is what the format's own tool counts in."""

    unit: Unit | None = None


class Folder(Protocol):
    """Where the files of an export are made; nothing of it is there before all of it is."""

    def file(self, name: str) -> AbstractContextManager[BinaryIO]:
        """A new file by its name relative to the export («data/train.jsonl»).

        A format that makes one file alone asks for "".
        """


class Dialect(Protocol):
    """The format of another tool."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""

    @property
    def title(self) -> Message:
        """What it is, for people."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Ends of file names, in lower case, with the dot; the first is that of an export."""

    @property
    def makes(self) -> Literal["file", "folder"]:
        """Whether an export is one file or a folder of files."""

    @property
    def units(self) -> tuple[Unit, ...]:
        """What it can count offsets in; the first is its own tool's."""

    @property
    def reads(self) -> bool:
        """Whether it can be imported as well."""

    @property
    def keeps(self) -> frozenset[Kept]:
        """What `read(write(x))` gives back as it was, of that which `content` does not compare."""

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """What of an article the format can hold; `read(write(x))` gives it back, by `content`."""

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write articles, one in memory at a time. What it cannot hold is left out."""

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield what a file (or a folder that the format makes) holds, one article at a time.

        Labels and attributes come as they stand in the file, known to `codebook` or not. Broken
        parts are Problems with the number of their line, and the rest is read. `progress` counts
        bytes. Raises Unreadable or OSError where the file as a whole is of no use.
        """


@runtime_checkable
class Warns(Protocol):
    """A dialect whose tool does with some articles what the user may not expect."""

    @property
    def warnings(self) -> Mapping[str, Callable[[int], Message]]:
        """What is to be said, by its name, of so many cases."""

    def warned(self, bundle: Bundle) -> Counter[str]:
        """How many cases there are in an article, by the names of `warnings`."""


@runtime_checkable
class Checks(Protocol):
    """A dialect that is not imported, but knows what a file of its own holds."""

    def checked(self, path: Path) -> Mapping[str, int]:
        """Read a file back: how many "articles" or "spans" of those that `carries` left are in it.

        Raises ValueError where a row is not sound, or OSError.
        """


def hull(span: Span) -> Fragments:
    """One piece from the first word of a span to its last."""
    if len(span.fragments) == 1:
        return span.fragments
    return (Interval(span.start, span.end),)


def bare(span: Span, fragments: Fragments) -> Span:
    """A span at `fragments` of which only the label is said."""
    if fragments is span.fragments and not (
        span.attributes or span.entity is not None or span.note is not None
    ):
        return span
    # Not by `replace`, which takes more than twice as long; every span of an export goes here.
    return Span(
        span.id,
        span.article,
        span.label,
        fragments,
        {},
        None,
        span.annotator,
        span.origin,
        None,
        span.created,
        span.updated,
    )


def bare_links(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """Relations without their attributes."""
    return tuple([replace(link, attributes={}) if link.attributes else link for link in relations])


def without(article: Article, names: Set[str]) -> Article:
    """An article without metadata of these names, which a format has for itself."""
    if names.isdisjoint(article.meta):
        return article
    return replace(
        article, meta={name: value for name, value in article.meta.items() if name not in names}
    )


def entity_held(entity: Entity, *, aliases: bool = False, links: bool = False) -> Entity:
    """An entity by name and type, with its aliases and its ids elsewhere where they are held."""
    if entity.note is None and (aliases or not entity.aliases) and (links or not entity.links):
        return entity
    return Entity(
        entity.id,
        entity.name,
        entity.type,
        entity.aliases if aliases else (),
        entity.links if links else {},
    )


def content(bundle: Bundle) -> dict[str, Any]:
    """What an article says, without ids, times, annotators and origins: for comparing."""
    names = {entity.id: (entity.name, entity.type) for entity in bundle.entities}
    said = {span.id: _said(span, names) for span in bundle.spans}
    return {
        "text": bundle.text,
        "spans": sorted(said.values(), key=repr),
        "relations": sorted(
            (
                (
                    relation.type,
                    said.get(relation.source),
                    said.get(relation.target),
                    tuple(sorted(relation.attributes.items())),
                )
                for relation in bundle.relations
            ),
            key=repr,
        ),
        "notes": sorted(note.text for note in bundle.notes),
    }


def _said(span: Span, names: Mapping[str, tuple[str, str]]) -> tuple[Any, ...]:
    return (
        tuple((place.start, place.end) for place in span.fragments),
        span.label,
        tuple(sorted(span.attributes.items())),
        names.get(span.entity) if span.entity is not None else None,
        span.note,
    )


# What can be lost, in words; `lost` counts it by these names.
LOSSES: Final[Mapping[str, Callable[[int], Message]]] = {
    "spans": lambda count: msgn("{count} span is left out", "{count} spans are left out", count),
    "fragments": lambda count: msgn(
        "{count} span in several pieces becomes one piece or is cut",
        "{count} spans in several pieces become one piece or are cut",
        count,
    ),
    "borders": lambda count: msgn(
        "{count} span begins or ends elsewhere, at the border of a word or a line",
        "{count} spans begin or end elsewhere, at the borders of words or lines",
        count,
    ),
    "attributes": lambda count: msgn(
        "{count} attribute of a span is lost", "{count} attributes of spans are lost", count
    ),
    "entities": lambda count: msgn(
        "{count} span loses who it mentions", "{count} spans lose who they mention", count
    ),
    "span_notes": lambda count: msgn(
        "{count} note on a span is lost", "{count} notes on spans are lost", count
    ),
    "relations": lambda count: msgn(
        "{count} link is left out", "{count} links are left out", count
    ),
    "relation_attributes": lambda count: msgn(
        "{count} attribute of a link is lost", "{count} attributes of links are lost", count
    ),
    "notes": lambda count: msgn(
        "{count} note on an article is lost", "{count} notes on articles are lost", count
    ),
    "rejections": lambda count: msgn(
        "{count} rejected suggestion is left out",
        "{count} rejected suggestions are left out",
        count,
    ),
    "annotators": lambda count: msgn(
        "{count} span loses who made it", "{count} spans lose who made them", count
    ),
    "reviews": lambda count: msgn(
        "{count} review decision is lost", "{count} review decisions are lost", count
    ),
    "rejected": lambda count: msgn(
        "{count} span or link that was rejected goes out like any other; choose by decision to "
        "leave it out",
        "{count} spans or links that were rejected go out like any other; choose by decision to "
        "leave them out",
        count,
    ),
    "texts": lambda count: msgn(
        "The text of {count} article is changed, as the format joins words its own way",
        "The texts of {count} articles are changed, as the format joins words its own way",
        count,
    ),
    "titles": lambda count: msgn(
        "{count} article loses its title", "{count} articles lose their titles", count
    ),
    "statuses": lambda count: msgn(
        "{count} article loses its status", "{count} articles lose their status", count
    ),
    "metas": lambda count: msgn(
        "{count} article loses its metadata", "{count} articles lose their metadata", count
    ),
    "meta_names": lambda count: msgn(
        "{count} article loses metadata of names that the format has for itself",
        "{count} articles lose metadata of names that the format has for itself",
        count,
    ),
    "entity_types": lambda count: msgn(
        "{count} entity loses its type", "{count} entities lose their types", count
    ),
    "entity_aliases": lambda count: msgn(
        "{count} entity loses its other names", "{count} entities lose their other names", count
    ),
    "entity_ids": lambda count: msgn(
        "{count} entity loses its ids elsewhere", "{count} entities lose their ids elsewhere", count
    ),
    "entity_notes": lambda count: msgn(
        "{count} entity loses its note", "{count} entities lose their notes", count
    ),
}


def lost(whole: Bundle, carried: Bundle) -> Counter[str]:
    """How much of an article a format does not hold, by the names of LOSSES.

    Spans and relations keep their ids in what `carries` returns. What entities lose is told by
    `lost_entities`: they stand with several articles.
    """
    found: Counter[str] = Counter()
    left = {span.id: span for span in carried.spans}
    for span in whole.spans:
        kept = left.get(span.id)
        if kept is span:
            continue
        if kept is None:
            found["spans"] += 1
            continue
        if kept.fragments != span.fragments:
            found["fragments"] += len(kept.fragments) != len(span.fragments)
            found["borders"] += _is_moved(whole, span, carried, kept)
        found["attributes"] += len(span.attributes.keys() - kept.attributes.keys())
        found["entities"] += span.entity is not None and kept.entity is None
        found["span_notes"] += span.note is not None and kept.note is None
    links = {relation.id: relation for relation in carried.relations}
    for relation in whole.relations:
        link = links.get(relation.id)
        if link is None:
            found["relations"] += 1
        else:
            gone = relation.attributes.keys() - link.attributes.keys()
            found["relation_attributes"] += len(gone)
    if carried.article is not whole.article and carried.article.meta != whole.article.meta:
        found["meta_names" if carried.article.meta else "metas"] += 1
    found["notes"] += len(whole.notes) - len(carried.notes)
    found["rejections"] += len(whole.rejections) - len(carried.rejections)
    return +found


def _is_moved(whole: Bundle, span: Span, carried: Bundle, kept: Span) -> bool:
    """Whether a span in as many pieces stands elsewhere; in another text, has other words."""
    if len(kept.fragments) != len(span.fragments):
        return False
    if carried.text == whole.text:
        return True
    before, after = quote(whole.text, span.fragments), quote(carried.text, kept.fragments)
    return "".join(before.split()) != "".join(after.split())


def unkept(whole: Bundle, carried: Bundle, keeps: Set[Kept]) -> Counter[str]:
    """What an article loses in a format that `keeps` so much, by the names of LOSSES.

    Only what there is can be lost: no empty title, and no status that every article begins with.
    """
    found: Counter[str] = Counter()
    if keeps == KEPT:
        return found
    article = whole.article
    if "annotators" not in keeps:
        found["annotators"] = len(carried.spans)
    if "reviews" not in keeps:
        found += _decisions(whole, carried)
    found["texts"] = "text" not in keeps and carried.text != whole.text
    found["titles"] = "title" not in keeps and bool(article.title)
    found["statuses"] = "status" not in keeps and article.status != "new"
    found["metas"] = "meta" not in keeps and bool(article.meta)
    return +found


def _decisions(whole: Bundle, carried: Bundle) -> Counter[str]:
    """The decisions of reviewers on what goes out, and how many of them are rejections."""
    parts: list[Span | Relation] = [*whole.spans, *whole.relations]
    reviewed = [part for part in parts if part.review is not None]
    if not reviewed:
        return Counter()
    kept = {span.id for span in carried.spans} | {link.id for link in carried.relations}
    decided = [part.verdict for part in reviewed if part.id in kept]
    return Counter(reviews=len(decided), rejected=decided.count("rejected"))


def lost_entities(whole: Bundle, carried: Bundle) -> set[tuple[str, str]]:
    """What entities of an article lose: names of LOSSES, each with the id of the entity.

    The union over all articles counts each entity once. An entity that is left out altogether
    loses no type: its spans lose who they mention.
    """
    if carried.entities is whole.entities:
        return set()
    left = {entity.id: entity for entity in carried.entities}
    found = set[tuple[str, str]]()
    for entity in whole.entities:
        kept = left.get(entity.id)
        if kept is not None and kept.type != entity.type:
            found.add(("entity_types", entity.id))
        if set(entity.aliases).difference(kept.aliases if kept is not None else ()):
            found.add(("entity_aliases", entity.id))
        if entity.links.keys() - (kept.links.keys() if kept is not None else ()):
            found.add(("entity_ids", entity.id))
        if entity.note is not None and (kept is None or kept.note is None):
            found.add(("entity_notes", entity.id))
    return found


def told(losses: Counter[str]) -> list[Message]:
    """Losses in words, in the order of LOSSES."""
    return [say(losses[name]) for name, say in LOSSES.items() if losses[name]]
