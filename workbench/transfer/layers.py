"""What is new of an import beside what an article has: nothing is changed, nothing doubled."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import accumulate
from typing import TypeVar

from workbench.domain.codebook import Codebook, check_relation, check_span
from workbench.domain.errors import Refused
from workbench.domain.records import Article, Note, Rejection, Relation, Span
from workbench.domain.words import Message, msg, shorten
from workbench.exchange.bundle import Bundle
from workbench.exchange.parts import Links

Annotation = Span | Relation | Note | Rejection

_T = TypeVar("_T", Note, Rejection)


class Layer:
    """The annotations of an article, held against those that come.

    `refused` says what is not taken and why; `different` what is there already, with the same
    words, but says something else, and is kept.
    """

    def __init__(self, codebook: Codebook, article: Article, there: Iterable[Annotation]) -> None:
        self.refused: list[Message] = []
        self.different: list[Message] = []
        self._codebook = codebook
        self._article = article
        self._there = {record.id: record for record in there}
        spans = [record for record in self._there.values() if isinstance(record, Span)]
        self._labels = {span.id: span.label for span in spans}
        self._same = {_place(span): span for span in spans}
        grouped: dict[tuple[str, str], list[Span]] = {}
        for span in sorted(spans, key=lambda span: span.start):
            grouped.setdefault((span.annotator, span.label), []).append(span)
        self._near = {name: _Beside(group) for name, group in grouped.items()}

    def new(self, item: Bundle) -> Bundle:
        """What of `item` the article does not have, on the article; links lead to what is there.

        Spans of one annotator keep to the overlaps that the codebook allows; those of others are
        not held against them.
        """
        into: dict[str, str] = {}
        spans = [span for span in item.spans if self._take(span, item.text, into)]
        relations = self._relations(item.relations, into)
        notes = self._others(item.notes, lambda note: (note.annotator, note.text))
        rejections = self._others(
            item.rejections, lambda one: (one.annotator, one.fragments, one.entity)
        )
        meant = {span.entity for span in spans} | {one.entity for one in rejections}
        return replace(
            item,
            article=self._article,
            spans=tuple(replace(span, article=self._article.id) for span in spans),
            relations=tuple(relations),
            entities=tuple(entity for entity in item.entities if entity.id in meant),
            notes=tuple(notes),
            rejections=tuple(rejections),
        )

    def _take(self, span: Span, text: str, into: dict[str, str]) -> bool:
        known = self._there.get(span.id)
        same = known if isinstance(known, Span) else self._same.get(_place(span))
        words = shorten(" ".join(text[one.start : one.end] for one in span.fragments))
        if same is not None:
            into[span.id] = same.id
            if _says(same) != _says(span):
                self.different.append(
                    msg(
                        "{label} «{words}» is another in the project, which was kept.",
                        label=span.label,
                        words=words,
                    )
                )
            return False
        group = self._near.get((span.annotator, span.label))
        others = [] if group is None else group.overlapping(span)
        try:
            check_span(
                self._codebook,
                span.label,
                span.fragments,
                span.attributes,
                [other.fragments for other in others],
                entity=span.entity,
            )
        except Refused as error:
            self.refused.append(
                msg(
                    "{label} «{words}» was left out. {reason}",
                    label=span.label,
                    words=words,
                    reason=error.message,
                )
            )
            return False
        into[span.id] = span.id
        self._labels[span.id] = span.label
        return True

    def _relations(self, relations: Iterable[Relation], into: dict[str, str]) -> list[Relation]:
        found: list[Relation] = []
        links, said = Links(), dict[tuple[str, str, str, str], list[Relation]]()
        for link in self._there.values():
            if isinstance(link, Relation):
                links.add(link)
                said.setdefault(_ends(link), []).append(link)
        for given in relations:
            source, target = into.get(given.source), into.get(given.target)
            if given.id in self._there:
                continue
            if source is None or target is None:
                self._no_link(given, msg("Its span was left out."))
                continue
            link = replace(given, source=source, target=target, article=self._article.id)
            same = said.get(_ends(link), ())
            if any(other.attributes == link.attributes for other in same):
                continue
            try:
                check_relation(
                    self._codebook,
                    link.type,
                    (source, self._labels[source]),
                    (target, self._labels[target]),
                    link.attributes,
                    links.near(link, self._codebook),
                )
            except Refused as error:
                self._no_link(link, error.message)
                continue
            links.add(link)
            found.append(link)
        return found

    def _no_link(self, link: Relation, reason: Message) -> None:
        self.refused.append(
            msg("A link «{relation}» was left out. {reason}", relation=link.type, reason=reason)
        )

    def _others(self, parts: Iterable[_T], said: Callable[[_T], object]) -> list[_T]:
        found = []
        for part in parts:
            there = (one for one in self._there.values() if type(one) is type(part))
            if part.id not in self._there and all(said(one) != said(part) for one in there):
                found.append(replace(part, article=self._article.id))
        return found


class _Beside:
    """Spans of one annotator and label, in order, to find those that reach into another."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans = spans
        self._starts = [span.start for span in spans]
        self._reach = list(accumulate((span.end for span in spans), max))

    def overlapping(self, span: Span) -> list[Span]:
        """Those that share a stretch with a span, pieces and gaps alike."""
        found, at = [], bisect_left(self._starts, span.end) - 1
        while at >= 0 and self._reach[at] > span.start:
            if self._spans[at].end > span.start:
                found.append(self._spans[at])
            at -= 1
        return found


def _place(span: Span) -> tuple[object, ...]:
    return span.annotator, span.label, span.fragments


def _says(span: Span) -> tuple[object, ...]:
    return span.label, span.fragments, dict(span.attributes), span.note, span.entity is None


def _ends(link: Relation) -> tuple[str, str, str, str]:
    return link.type, link.source, link.target, link.annotator
