"""Annotations of another version of an article, carried to the one that the project has.

A version is a near copy. Each piece of a span goes where its very words stand: of several places
the one whose surroundings agree most, then the nearest to where it is to be expected. Of places
that are as good none is taken. What cannot be carried is told, and nothing is guessed.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from workbench.domain.records import Article
from workbench.domain.text import Fragments, Interval, quote
from workbench.domain.words import Message, msg, msgn, shorten
from workbench.exchange.bundle import Bundle, Problem
from workbench.store.reader import Reader
from workbench.transfer.copies import ALIKE, Sketch, alike

CONTEXT: Final = 32  # characters on each side that are held against each other
_KEYS: Final = 8  # of a sketch, those by which texts meet


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

    def like(self, text: str) -> list[Article]:
        """The articles that are most like a text, where any is a near copy: one, or several."""
        sketch = Sketch(text)
        met = {number for key in sketch.hashes for number in self._by_key.get(key, ())}
        scores = {number: alike(sketch, self._sketches[number]) for number in sorted(met)}
        top = max(scores.values(), default=0.0)
        best = [number for number, score in scores.items() if score == top >= ALIKE]
        return [self._articles[number] for number in best]


def reanchored(items: Iterable[Bundle | Problem], reader: Reader) -> Iterator[Bundle | Problem]:
    """Yield what is read, each version of an article of the project carried over to that article.

    Reads all texts of the project once; `reader` is of the thread that this runs in.
    """
    versions: Versions | None = None
    for item in items:
        if isinstance(item, Problem) or reader.article_of_text(item.article.sha256) is not None:
            yield item
            continue
        versions = versions or Versions(reader)
        found = versions.like(item.text)
        if len(found) == 1:
            yield from carried(item, found[0], reader.body(found[0].sha256))
            continue
        yield item
        if found:
            reason = msg(
                "The text is as like «{one}» as «{other}», so it was taken as a new article.",
                one=shorten(found[0].title, 60),
                other=shorten(found[1].title, 60),
            )
            yield Problem(item.file, item.line, reason)


def carried(item: Bundle, article: Article, text: str) -> Iterator[Bundle | Problem]:
    """The annotations of `item` on the text of `article`, and what could not be carried."""
    anchors = Anchors(item.text, text)
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
        text=text,
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
        self._old, self._new = old, new
        self._at: dict[str, list[int]] = {}
        there = _lines(new)
        shifts = [
            (start, there[line] - start) for line, start in _lines(old).items() if line in there
        ]
        self._starts = [start for start, _ in shifts]
        self._shifts = [shift for _, shift in shifts]

    def fragments(self, places: Fragments) -> Fragments | Message:
        """The places in the other text; a message where they cannot be told for sure."""
        found: list[Interval] = []
        for place in places:
            start = self._place(place)
            if isinstance(start, Message):
                return start
            found.append(Interval(start, start + len(place)))
        if any(a.end > b.start for a, b in pairwise(found)):
            return msg("Its pieces stand in another order.")
        return tuple(found)

    def _place(self, place: Interval) -> int | Message:
        old, new = self._old, self._new
        words = old[place.start : place.end]
        expected = self._expected(place.start)
        before = old[max(place.start - CONTEXT, 0) : place.start]
        after = old[place.end : place.end + CONTEXT]
        whole = before + words + after
        if expected >= len(before) and new.startswith(whole, expected - len(before)):
            return expected
        starts = self._at.get(words)
        if starts is None:
            starts = self._at[words] = _all(words, new)
        if not starts:
            return msg("Its words do not stand in the text any more.")
        if len(starts) == 1:
            return starts[0]

        def fit(start: int) -> tuple[int, int]:
            agreed = _same_end(before, new[max(start - CONTEXT, 0) : start])
            end = start + len(words)
            return -agreed - _same_start(after, new[end : end + CONTEXT]), abs(start - expected)

        ranked = sorted((fit(start), start) for start in starts)
        (best, start), (second, _) = ranked[:2]
        if best == second or not best[0]:
            return msg(
                "Its words stand there {count} times, and nothing tells which are meant.",
                count=len(starts),
            )
        return start

    def _expected(self, start: int) -> int:
        """Where a place would be if what stands before it had changed alone."""
        line = bisect_right(self._starts, start) - 1
        return start + (self._shifts[max(line, 0)] if self._shifts else 0)


def _lines(text: str) -> dict[str, int]:
    """Where each line begins that stands in the text once, in order."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    start = 0
    for line in text.split("\n"):
        if line in found:
            twice.add(line)
        found.setdefault(line, start)
        start += len(line) + 1
    return {line: start for line, start in found.items() if line.strip() and line not in twice}


def _all(words: str, text: str) -> list[int]:
    found, start = [], text.find(words)
    while start >= 0:
        found.append(start)
        start = text.find(words, start + 1)
    return found


def _same_start(one: str, other: str) -> int:
    """How many letters and digits two texts begin with alike; blanks and signs prove nothing."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += a.isalnum()
    return count


def _same_end(one: str, other: str) -> int:
    return _same_start(one[::-1], other[::-1])
