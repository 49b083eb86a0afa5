"""Annotations of another version of an article, carried to the one that the project has.

A version is a text of which most stands in the other, in order, and the other way round. The two
are aligned word by word, and a piece of a span goes where its words are aligned together with
enough of what stands beside them. All else is told, and nothing is guessed.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Final

from workbench.domain.records import Article
from workbench.domain.text import Fragments, Interval, quote
from workbench.domain.words import Message, msg, msgn, shorten
from workbench.exchange.bundle import Bundle, Problem
from workbench.store.reader import Reader
from workbench.transfer.aligning import aligned, tokens
from workbench.transfer.copies import ALIKE, Sketch, alike

BESIDE: Final = 2  # words on each side, or the edge of the text
MUCH: Final = 4  # words on both sides together, which are enough wherever they stand
SAME: Final = 0.85  # of the words of both texts, aligned: of a template fewer are
_KEYS: Final = 8  # of a sketch, those by which texts meet
_HELD: Final = 8  # near copies that are aligned with a text

Laid = Callable[[Problem], None]


class Versions:
    """The texts of a project, to find the one that another text is a version of."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._articles: list[Article] = []
        self._sketches: list[Sketch] = []
        self._by_key: dict[int, list[int]] = {}
        for article in list(reader.each_article()):
            sketch = Sketch(reader.body(article.sha256))
            for key in sketch.hashes[:_KEYS]:
                self._by_key.setdefault(key, []).append(len(self._articles))
            self._articles.append(article)
            self._sketches.append(sketch)

    def like(self, text: str) -> list[tuple[Article, "Anchors"]]:
        """The articles that a text is a version of, most like it: one, or several as good."""
        sketch = Sketch(text)
        met = {number for key in sketch.hashes for number in self._by_key.get(key, ())}
        scores = {number: alike(sketch, self._sketches[number]) for number in sorted(met)}
        near = [number for number, score in scores.items() if score >= ALIKE]
        near.sort(key=lambda number: -scores[number])
        found = []
        for article in (self._articles[number] for number in near[:_HELD]):
            anchors = Anchors(text, self._reader.body(article.sha256))
            if anchors.share >= SAME:
                found.append((article, anchors))
        top = max((anchors.share for _, anchors in found), default=0.0)
        return [(article, anchors) for article, anchors in found if anchors.share == top]


def reanchored(
    items: Iterable[Bundle | Problem], reader: Reader, laid: Laid
) -> Iterator[Bundle | Problem]:
    """Yield what is read, annotations on a version of an article of the project carried to it.

    `laid` is told of each version right before it comes. Texts without annotations, and those of
    which nothing can be carried, stay what they are. Reads all texts of the project once; `reader`
    is of the thread that this runs in.
    """
    versions: Versions | None = None
    for item in items:
        if (
            isinstance(item, Problem)
            or not (item.spans or item.notes or item.rejections)
            or reader.article_of_text(item.article.sha256) is not None
        ):
            yield item
            continue
        versions = versions or Versions(reader)
        found = versions.like(item.text)
        if len(found) == 1:
            yield from _carried(item, *found[0], laid)
            continue
        yield item
        if found:
            reason = msg(
                "The text is as like «{one}» as «{other}», so it was taken as a new article.",
                one=shorten(found[0][0].title, 60),
                other=shorten(found[1][0].title, 60),
            )
            yield Problem(item.file, item.line, reason)


def _carried(
    item: Bundle, article: Article, anchors: "Anchors", laid: Laid
) -> Iterator[Bundle | Problem]:
    parts = list(carried(item, article, anchors))
    new = parts[0]
    assert isinstance(new, Bundle)
    count, total = (len(one.spans) + len(one.rejections) for one in (new, item))
    if total and not count:
        yield item
        return
    reason = msg(
        "«{title}»: annotations laid on «{known}», {count} of {total} carried.",
        title=shorten(item.article.title, 60),
        known=shorten(article.title, 60),
        count=count,
        total=total,
    )
    laid(Problem(item.file, item.line, reason))
    yield from parts


def carried(item: Bundle, article: Article, anchors: "Anchors") -> Iterator[Bundle | Problem]:
    """The annotations of `item` on the text of `article`, and what could not be carried."""
    told: list[Message] = []
    spans, rejections = [], []
    for span in item.spans:
        places = anchors.fragments(span.fragments)
        if isinstance(places, tuple):
            spans.append(replace(span, article=article.id, fragments=places))
        else:
            said = shorten(quote(item.text, span.fragments), 60)
            told.append(
                msg(
                    "{label} «{words}» was not carried over. {reason}",
                    label=span.label,
                    words=said,
                    reason=places,
                )
            )
    for rejection in item.rejections:
        places = anchors.fragments(rejection.fragments)
        if isinstance(places, tuple):
            rejections.append(replace(rejection, article=article.id, fragments=places))
        else:
            said = shorten(quote(item.text, rejection.fragments), 60)
            told.append(
                msg(
                    "A rejection of «{words}» was not carried over. {reason}",
                    words=said,
                    reason=places,
                )
            )
    left = {span.id for span in spans}
    links = [one for one in item.relations if one.source in left and one.target in left]
    if len(links) < len(item.relations):
        told.append(
            msgn(
                "{count} link was left out with its span.",
                "{count} links were left out with their spans.",
                len(item.relations) - len(links),
            )
        )
    meant = {span.entity for span in spans} | {one.entity for one in rejections}
    yield replace(
        item,
        article=article,
        text=anchors.new,
        spans=tuple(spans),
        relations=tuple(replace(one, article=article.id) for one in links),
        entities=tuple(entity for entity in item.entities if entity.id in meant),
        notes=tuple(replace(note, article=article.id) for note in item.notes),
        rejections=tuple(rejections),
    )
    yield from (Problem(item.file, item.line, reason) for reason in told)


class Anchors:
    """Where the words of one text stand in another version of it."""

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = tokens(old), tokens(new)
        self._into = aligned(self._old, self._new)
        self._first, self._last = self._blocks()
        self._words = [0, *accumulate(self._old.words)]
        self._there: dict[str, bool] = {}

    @property
    def new(self) -> str:
        """The text that places are found in."""
        return self._new.text

    @property
    def share(self) -> float:
        """How much of the one and of the other version is aligned, the lesser: 0 to 1."""
        same = sum(
            other >= 0 and word for other, word in zip(self._into, self._old.words, strict=True)
        )
        return same / max(sum(self._old.words), sum(self._new.words), 1)

    def fragments(self, places: Fragments) -> Fragments | Message:
        """The places in the other text; a message where they cannot be told for sure."""
        found = [self._place(place) for place in places]
        sure = [place for place in found if place is not None]
        apart = all(one.end < other.start for one, other in pairwise(sure))
        if len(sure) == len(found) and apart:
            return tuple(sure)
        said = [self._old.text[place.start : place.end] for place in places]
        if not all(map(self._stands, said)):
            return msg("Its words do not stand in the text any more.")
        return msg("What stands around it has changed, and nothing tells which words are meant.")

    def _place(self, place: Interval) -> Interval | None:
        old, new, into = self._old, self._new, self._into
        first = bisect_right(old.starts, place.start) - 1
        last = bisect_left(old.starts, place.end) - 1
        if into[first] < 0 or self._first[first] != self._first[last]:
            return None
        if not self._surrounded(first, last):
            return None
        start = self._within(first, place.start - old.starts[first])
        end = self._within(last, place.end - old.starts[last])
        if start is None or end is None:
            return None
        said = old.text[place.start : place.end]
        place = Interval(start, end)
        return place if new.text[start:end].split() == said.split() else None

    def _surrounded(self, first: int, last: int) -> bool:
        """Whether enough of what stands beside these tokens is aligned with them."""
        begin, end = self._first[first], self._last[last]
        before = self._words[first] - self._words[begin]
        after = self._words[end + 1] - self._words[last + 1]
        if before + after >= MUCH:
            return True
        # At the edge of the old text there is nothing to be held against the new one.
        opens, closes = not self._words[begin], self._words[end + 1] == self._words[-1]
        return (before >= BESIDE or opens) and (after >= BESIDE or closes)

    def _within(self, number: int, shift: int) -> int | None:
        """A place in a token, in its like: blanks may be others, but then only as a whole."""
        like = self._into[number]
        start, end = self._new.starts[like : like + 2]
        if self._old.said(number) == self._new.said(like):
            return start + shift
        whole = self._old.starts[number + 1] - self._old.starts[number]
        return start if not shift else end if shift == whole else None

    def _blocks(self) -> tuple[list[int], list[int]]:
        """For each token the first and the last of its block: neighbours that are so in both."""
        into = self._into
        first = list(range(len(into)))
        for number in range(1, len(into)):
            if into[number] >= 0 and into[number - 1] == into[number] - 1 >= 0:
                first[number] = first[number - 1]
        last = list(range(len(into)))
        for number in range(len(into) - 2, -1, -1):
            if first[number + 1] == first[number]:
                last[number] = last[number + 1]
        return first, last

    def _stands(self, words: str) -> bool:
        if words not in self._there:
            self._there[words] = words in self._new.text
        return self._there[words]
