"""A number for what an article says, to hold what was read back against what was written."""

from collections.abc import Set
from dataclasses import dataclass

import orjson

from workbench.domain.records import Article, Relation, Span
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import Kept
from workbench.exchange.parsing.admission import date_of, title_of

_MASK = (1 << 64) - 1


def digest(bundle: Bundle, keeps: Set[Kept] = frozenset()) -> int:
    """A 64-bit number that is the same where `dialect.content` is, in one process.

    So has to be what a format `keeps` besides: who made each span, verdicts and who gave them,
    the title, the status and the metadata as readers leave them. Far cheaper than to compare
    contents, which have to be sorted.
    """
    named = {entity.id: (entity.name, entity.type) for entity in bundle.entities}
    signed, reviewed = "annotators" in keeps, "reviews" in keeps
    said: dict[str, int] = {}
    spans = 0
    for span in bundle.spans:
        number = _said(span, named)
        if signed or reviewed:
            who = span.annotator if signed else None
            decision = _decision(span) if reviewed and span.review is not None else None
            number = hash((number, who, decision))
        said[span.id] = number
        spans += number
    relations = sum(
        hash(
            (
                link.type,
                said.get(link.source),
                said.get(link.target),
                frozenset(link.attributes.items()),
                _decision(link) if reviewed else None,
            )
        )
        for link in bundle.relations
    )
    notes = sum(hash((note.text,)) for note in bundle.notes)
    fields = _fields(bundle.article, bundle.text, keeps)
    return hash((bundle.text, len(bundle.spans), spans, relations, notes, fields)) & _MASK


def _said(span: Span, named: dict[str, tuple[str, str]]) -> int:
    pieces = span.fragments
    # Of one piece, as nearly all have, without lists: an export has millions of them.
    places: tuple[object, ...] = (
        (pieces[0].start, pieces[0].end)
        if len(pieces) == 1
        else tuple([(place.start, place.end) for place in pieces])
    )
    who = named.get(span.entity) if span.entity is not None else None
    said = frozenset(span.attributes.items()) if span.attributes else None
    return hash((places, span.label, said, who, span.note))


def _decision(part: Span | Relation) -> tuple[str, str] | None:
    """What was decided and by whom; few formats say when."""
    review = part.review
    return None if review is None else (review.verdict, review.annotator)


def _fields(article: Article, text: str, keeps: Set[Kept]) -> tuple[object, ...]:
    """The fields of the article itself, with what readers put where there is nothing."""
    title = meta = status = None
    if "title" in keeps:
        # As much of it as readers leave of a long one.
        title = " ".join(article.title.split())[:120] or title_of(text)
    if "meta" in keeps:
        # Readers say which file they read it from.
        known = {name: value for name, value in article.meta.items() if name != "file"}
        if "date" not in known:
            known["date"] = date_of(text)
        meta = orjson.dumps(known, option=orjson.OPT_SORT_KEYS)
    if "status" in keeps:
        status = article.status
    return title, meta, status


@dataclass(slots=True)
class Sum:
    """The articles of an export, whatever their order: equal sums mean equal articles.

    Equal by `digest`, in a format that `keeps` so much.
    """

    keeps: Set[Kept] = frozenset()
    count: int = 0
    total: int = 0

    def add(self, bundle: Bundle) -> None:
        """Take an article."""
        self.count += 1
        # Mixed once more: of numbers that differ little, sums may be equal.
        self.total = (self.total + hash((digest(bundle, self.keeps), "article"))) & _MASK
