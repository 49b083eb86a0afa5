"""What an article still lacks: who said a claim, values that are required, who is mentioned."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from workbench.domain.codebook import Attribute, Codebook
from workbench.domain.reading import Reading, in_order
from workbench.domain.records import Relation, Span
from workbench.domain.revision import needs_look
from workbench.domain.words import Message, msg

# How far from a claim, in code points, its source or cue is looked for; a paragraph ends it.
NEAR = 400

# The relations that say whose a claim is and what tells that; which labels they join is for the
# codebook to say.
ATTRIBUTION, SIGNAL = "attributed_to", "signalled_by"

Kind = Literal["unsourced", "unclaimed", "missing", "unnamed", "outdated", "unreviewed"]
KINDS: Mapping[Kind, Message] = {
    "unsourced": msg("No source or cue linked"),
    "unclaimed": msg("Sources without a claim"),
    "missing": msg("Required, not set"),
    "unnamed": msg("Not said who it is"),
    "outdated": msg("Definition changed since"),
    "unreviewed": msg("Not reviewed"),
}


class Todo(NamedTuple):
    """One thing to do: at a span, or at a relation that begins there.

    `attributes` are the ids of those that are required and not set. (A tuple, because a long
    article may have tens of thousands.)
    """

    kind: Kind
    span: str
    relation: str | None = None
    attributes: tuple[str, ...] = ()


def work(reading: Reading) -> tuple[Todo, ...]:
    """What is to do in an article, by kind and in reading order."""
    codebook = reading.codebook
    required = {label.id: _required(label.attributes) for label in codebook.labels}
    naming = {label.id for label in codebook.labels if label.names_entities}
    revised = {label.id: label for label in codebook.labels if label.revised is not None}
    missing: list[Todo] = []
    unnamed: list[Todo] = []
    outdated: list[Todo] = []
    for span in reading.spans:
        if span.review is not None and span.review.verdict == "rejected":
            continue  # nobody is to mend what was rejected
        label_id = span.label
        wanted = required.get(label_id)
        if wanted and not span.attributes.keys() >= wanted.keys():
            lacking = _missing(wanted, span.attributes)
            missing.append(Todo("missing", span.id, None, lacking))
        if span.entity is None and label_id in naming:
            unnamed.append(Todo("unnamed", span.id))
        if label_id in revised and needs_look(revised[label_id], span):
            outdated.append(Todo("outdated", span.id))
    links = _links(reading)
    if links:
        missing = sorted([*missing, *links], key=lambda todo: _place(reading, todo))
    return (
        *_unsourced(reading),
        *_unclaimed(reading),
        *missing,
        *unnamed,
        *outdated,
        *_unreviewed(reading),
    )


def following(
    reading: Reading, todos: Sequence[Todo], here: Span | None, caret: int, step: int
) -> Todo | None:
    """The next thing to do in reading order, or (`step` -1) the one before; round at the ends.

    It is sought from the span `here`, or where that is None from `caret`.
    """
    start = in_order(here) if here is not None else (caret, caret, "")
    spans, wanted = reading.spans, {todo.span for todo in todos}
    if step > 0:
        border = bisect_right(spans, start, key=in_order)
        way = chain(range(border, len(spans)), range(border))
    else:
        border = bisect_left(spans, start, key=in_order)
        way = chain(range(border - 1, -1, -1), range(len(spans) - 1, border - 1, -1))
    found = next((spans[number].id for number in way if spans[number].id in wanted), None)
    # Of several at one span the first, or backwards the last.
    return next((todo for todo in todos[:: 1 if step > 0 else -1] if todo.span == found), None)


def asked(todo: Todo, reading: Reading) -> tuple[Attribute, ...]:
    """The attributes that a thing to do asks for."""
    allowed: Sequence[Attribute] = ()
    if todo.relation is not None:
        relation = reading.relation(todo.relation)
        kind = reading.codebook.relation(relation.type) if relation else None
        allowed = kind.attributes if kind else ()
    else:
        span = reading.span(todo.span)
        label = reading.codebook.label(span.label) if span else None
        allowed = label.attributes if label else ()
    return tuple(item for item in allowed if item.id in todo.attributes)


def missing(codebook: Codebook, relation: Relation) -> tuple[str, ...]:
    """Ids of the required attributes that a relation does not have yet."""
    kind = codebook.relation(relation.type)
    return _missing(_required(kind.attributes if kind else ()), relation.attributes)


def near(text: str, starts: Sequence[int], span: Span) -> bool:
    """Whether one of the sorted `starts` lies in the span's paragraph and NEAR it."""
    low, high = max(0, span.start - NEAR), span.end + NEAR
    border = text.rfind("\n", low, span.start)
    low = border + 1 if border >= 0 else low
    border = text.find("\n", span.end, high)
    high = border if border >= 0 else high
    first = bisect_left(starts, low)
    return first < len(starts) and starts[first] < high


def _unsourced(reading: Reading) -> list[Todo]:
    """Claims that no source or cue is linked with, though one is near."""
    kinds = [reading.codebook.relation(name) for name in (ATTRIBUTION, SIGNAL)]
    claims = {label for kind in kinds if kind for label in kind.source}
    tellers = {label for kind in kinds if kind for label in kind.target} - claims
    starts = [span.start for span in reading.spans if span.label in tellers]
    if not starts:
        return []
    linked = {item.source for item in reading.relations if item.type in (ATTRIBUTION, SIGNAL)}
    return [
        Todo("unsourced", span.id)
        for span in reading.spans
        if span.label in claims
        and span.id not in linked
        and span.verdict != "rejected"
        and near(reading.text, starts, span)
    ]


def _unclaimed(reading: Reading) -> list[Todo]:
    """Sources that nothing is attributed to."""
    kind = reading.codebook.relation(ATTRIBUTION)
    sources = set(kind.target) - set(kind.source) if kind else set()
    linked = {item.target for item in reading.relations if item.type == ATTRIBUTION}
    return [
        Todo("unclaimed", span.id)
        for span in reading.spans
        if span.label in sources and span.id not in linked and span.verdict != "rejected"
    ]


def _unreviewed(reading: Reading) -> list[Todo]:
    """What nobody has decided of, in an article where somebody began to; links of what stands."""
    spans, links = reading.spans, reading.relations
    if all(span.review is None for span in spans) and all(link.review is None for link in links):
        return []
    rejected = {span.id for span in spans if span.verdict == "rejected"}
    todos = [
        *(Todo("unreviewed", span.id) for span in spans if span.review is None),
        *(
            Todo("unreviewed", link.source, link.id)
            for link in links
            if link.review is None and not {link.source, link.target} & rejected
        ),
    ]
    return sorted(todos, key=lambda todo: _place(reading, todo))


def _links(reading: Reading) -> list[Todo]:
    """Relations without a value that they must have."""
    required = {kind.id: _required(kind.attributes) for kind in reading.codebook.relations}
    found = (
        (item, _missing(required.get(item.type, ()), item.attributes))
        for item in (reading.relations)
    )
    return [
        Todo("missing", item.source, item.id, missing)
        for item, missing in found
        if missing and reading.span(item.source) is not None
    ]


def _place(reading: Reading, todo: Todo) -> tuple[int, int, str]:
    span = reading.span(todo.span)
    return in_order(span) if span is not None else (0, 0, "")


def _required(attributes: Iterable[Attribute]) -> dict[str, Attribute]:
    return {item.id: item for item in attributes if item.required}


def _missing(required: Iterable[str], attributes: Mapping[str, str]) -> tuple[str, ...]:
    return tuple([name for name in required if name not in attributes])
