"""An article cut into sentences or paragraphs, its annotations with it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal, get_args

from workbench.domain.errors import Unreadable
from workbench.domain.records import Rejection, Span
from workbench.domain.text import Fragments, Interval, sha256
from workbench.exchange.bundle import Bundle
from workbench.exchange.parsing.admission import refuse_useless
from workbench.language.sentences import paragraph_at, sentences

Window = Literal["sentence", "paragraph"]
WINDOWS: Final[tuple[Window, ...]] = get_args(Window)


def windows(bundle: Bundle, by: Window) -> list[Bundle]:
    """Each sentence or paragraph with something to read, as an article of its own, in order.

    Offsets are shifted. A span lies whole in one window or is left out, and so is a relation;
    notes on the whole article are left out. `meta` says under «window» where it was cut.
    """
    text, whole = bundle.text, bundle.article
    found = sentences(text) if by == "sentence" else _paragraphs(text)
    places = [place for place in found if _is_readable(text[place.start : place.end])]
    starts = [place.start for place in places]
    spans: dict[int, list[Span]] = {}
    rejections: dict[int, list[Rejection]] = {}
    for span in bundle.spans:
        number = _around(places, starts, span.fragments)
        if number is not None:
            shifted = _shifted(span.fragments, starts[number])
            spans.setdefault(number, []).append(replace(span, fragments=shifted))
    for rejection in bundle.rejections:
        number = _around(places, starts, rejection.fragments)
        if number is not None:
            shifted = _shifted(rejection.fragments, starts[number])
            rejections.setdefault(number, []).append(replace(rejection, fragments=shifted))
    window_of = {span.id: number for number, inside in spans.items() for span in inside}
    order = {entity.id: number for number, entity in enumerate(bundle.entities)}
    links: dict[int, list[int]] = {}
    for index, link in enumerate(bundle.relations):
        number = window_of.get(link.source)
        if number is not None and window_of.get(link.target) == number:
            links.setdefault(number, []).append(index)
    made = []
    for number, place in enumerate(places):
        inside = tuple(spans.get(number, ()))
        against = tuple(rejections.get(number, ()))
        named = {span.entity for span in inside} | {one.entity for one in against}
        mentioned = [order[one] for one in named if one is not None and one in order]
        body = text[place.start : place.end]
        cut = {
            "article": whole.id,
            "sha256": whole.sha256,
            "start": place.start,
            "end": place.end,
            "by": by,
        }
        article = replace(
            whole,
            id=f"{whole.id}:{number + 1}",
            sha256=sha256(body),
            meta={**whole.meta, "window": cut},
        )
        made.append(
            Bundle(
                article,
                body,
                tuple(replace(span, article=article.id) for span in inside),
                tuple(
                    replace(bundle.relations[index], article=article.id)
                    for index in links.get(number, ())
                ),
                tuple(bundle.entities[one] for one in sorted(mentioned)),
                (),
                tuple(replace(one, article=article.id) for one in against),
            )
        )
    return made


def cut(whole: Bundle, parts: list[Bundle]) -> Counter[str]:
    """What was left out because it lay across the border of a window, by the names of LOSSES."""
    return +Counter(
        {
            "spans": len(whole.spans) - sum(len(part.spans) for part in parts),
            "relations": len(whole.relations) - sum(len(part.relations) for part in parts),
            "notes": len(whole.notes),
            "rejections": len(whole.rejections) - sum(len(part.rejections) for part in parts),
        }
    )


def _paragraphs(text: str) -> Iterator[Interval]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        place = paragraph_at(text, start)
        if place is not None:
            yield place
        start = end + 1


def _is_readable(text: str) -> bool:
    """Whether it would be taken for an article: characters that show nothing make none."""
    try:
        refuse_useless(text)
    except Unreadable:
        return False
    return True


def _around(places: list[Interval], starts: list[int], fragments: Fragments) -> int | None:
    """The number of the window that holds all fragments."""
    number = bisect_right(starts, fragments[0].start) - 1
    return number if number >= 0 and fragments[-1].end <= places[number].end else None


def _shifted(fragments: Fragments, by: int) -> Fragments:
    return tuple(Interval(place.start - by, place.end - by) for place in fragments)
