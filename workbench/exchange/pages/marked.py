"""An article as it is shown on a page: its lines cut into runs, with the marks over each.

The pages of HTML, DOCX and PDF are made from this. Each span has a tag, by which tables and links
call it: the key of its label and its number, in the order of reading («C1», «A2»).
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Final, NamedTuple

from workbench.domain.codebook import Codebook
from workbench.domain.labels import Attribute, Label, Shape
from workbench.domain.reading import in_order
from workbench.domain.records import Relation, Span
from workbench.domain.text import quote
from workbench.domain.words import shorten, tr
from workbench.exchange.bundle import Bundle

LANES: Final = 6  # more marks than this over one place are told by their tags alone
_GREY: Final = "#808080"
_WORDS = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """A label as it is shown; `number` is its place in the legend."""

    number: int
    id: str
    name: str
    key: str
    color: str
    shape: Shape
    definition: str


# Tuples, which are made in half the time: there are more of them than spans.
class Mark(NamedTuple):
    """A span with its tag."""

    tag: str
    kind: Kind
    span: Span


class Piece(NamedTuple):
    """A mark over a run. Lane 0 is nearest to the text; a bar beside the text has none."""

    mark: Mark
    lane: int
    opens: bool
    closes: bool


class Run(NamedTuple):
    """Characters [start, end) of the article under the same marks, outermost first.

    `ended` are the marks whose last character is the last of the run.
    """

    start: int
    end: int
    pieces: tuple[Piece, ...]
    ended: tuple[Mark, ...]


class Line(NamedTuple):
    """What stands between two line ends; `bars` lie beside it, one of a label, `lanes` of strokes
    under it.
    """

    start: int
    end: int
    runs: tuple[Run, ...]
    lanes: int
    bars: tuple[Mark, ...]


class Legend:
    """The labels of a codebook, and those that spans have beside them, as they are shown."""

    def __init__(self, codebook: Codebook) -> None:
        self._book = codebook
        self._kinds: dict[str, Kind] = {}
        self._keys: set[str] = set()
        for label in codebook.labels:
            self._add(label.id, label)

    def _add(self, name: str, label: Label | None) -> Kind:
        key = label.key if label is not None and label.key else ""
        length = 1
        while not key or key in self._keys:
            key = f"{name[:length].upper()}{'’' * (length - len(name))}"
            length += 1
        self._keys.add(key)
        kind = Kind(
            len(self._kinds),
            name,
            name if label is None else str(label.name),
            key,
            _GREY if label is None else label.color.upper(),
            "solid" if label is None else label.shape,
            "" if label is None else str(label.definition),
        )
        self._kinds[name] = kind
        return kind

    def of(self, label: str) -> Kind:
        """How a label is shown."""
        return self._kinds.get(label) or self._add(label, self._book.label(label))

    def kinds(self) -> tuple[Kind, ...]:
        """All of them, in order."""
        return tuple(self._kinds.values())

    def link(self, relation: str) -> str:
        """What a type of relation is called."""
        found = self._book.relation(relation)
        return relation if found is None else str(found.name)

    def said(self, part: Span | Relation) -> Iterator[tuple[str, str]]:
        """The attributes of a span or a link, by the names that the reader knows."""
        if not part.attributes:
            return
        owner = (
            self._book.label(part.label)
            if isinstance(part, Span)
            else self._book.relation(part.type)
        )
        known: Sequence[Attribute] = owner.attributes if owner is not None else ()
        for name, value in part.attributes.items():
            attribute = next((item for item in known if item.id == name), None)
            if attribute is None:
                yield name, value
            else:
                yield str(attribute.name), attribute.value_name(value)


class Page:
    """One article, ready to be shown."""

    def __init__(self, bundle: Bundle, legend: Legend) -> None:
        self.bundle, self.legend = bundle, legend
        counts: dict[str, int] = {}
        marks = []
        for span in sorted(bundle.spans, key=in_order):
            kind = legend.of(span.label)
            counts[kind.id] = counts.get(kind.id, 0) + 1
            marks.append(Mark(f"{kind.key}{counts[kind.id]}", kind, span))
        self.marks = tuple(marks)
        self._by_id = {mark.span.id: mark for mark in marks}

    def kinds(self) -> tuple[Kind, ...]:
        """The labels that stand in the article, in the order of the legend."""
        found = {mark.kind.number: mark.kind for mark in self.marks}
        return tuple(found[number] for number in sorted(found))

    def words(self, mark: Mark) -> str:
        """The words of a span on one line, cut where they are long."""
        return shorten(quote(self.bundle.text, mark.span.fragments), _WORDS) or "␣"

    def rows(self) -> Iterator[tuple[Mark, str, str]]:
        """Each mark, its words, and what is said of it."""
        entities = {entity.id: entity for entity in self.bundle.entities}
        for mark in self.marks:
            span = mark.span
            said = [f"{name}: {value}" for name, value in self.legend.said(span)]
            entity = entities.get(span.entity or "")
            if entity is not None:
                said.insert(0, entity.name)
            if span.note:
                said.append(tr("note: {text}", text=span.note))
            yield mark, self.words(mark), "; ".join(said)

    def links(self) -> Iterator[tuple[Mark, str, Mark]]:
        """Each link: from which mark, how, to which."""
        for relation in self.bundle.relations:
            source, target = self._by_id.get(relation.source), self._by_id.get(relation.target)
            if source is not None and target is not None:
                said = "; ".join(f"{name}: {value}" for name, value in self.legend.said(relation))
                name = self.legend.link(relation.type)
                yield source, f"{name} ({said})" if said else name, target

    def people(self) -> Iterator[tuple[str, str, tuple[Mark, ...]]]:
        """Each entity that is mentioned: name, type, mentions."""
        mentions: dict[str, list[Mark]] = {}
        for mark in self.marks:
            if mark.span.entity is not None:
                mentions.setdefault(mark.span.entity, []).append(mark)
        for entity in self.bundle.entities:
            if entity.id in mentions:
                yield entity.name, entity.type, tuple(mentions[entity.id])

    def lines(self) -> Iterator[Line]:
        """The lines of the text; joined by LF they are the text."""
        pieces = [
            (place.start, place.end, mark, place is mark.span.fragments[-1])
            for mark in self.marks
            for place in mark.span.fragments
        ]
        pieces.sort(key=itemgetter(0))
        text, start, following = self.bundle.text, 0, 0
        near: list[_Placed] = []
        while start <= len(text):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            while following < len(pieces) and pieces[following][0] <= end:
                near.append(pieces[following])
                following += 1
            yield _line(start, end, [piece for piece in near if piece[1] > start])
            start = end + 1
            near = [piece for piece in near if piece[1] > start]


_Placed = tuple[int, int, Mark, bool]


def _line(start: int, end: int, placed: Sequence[_Placed]) -> Line:
    if not placed:
        return Line(start, end, (Run(start, end, (), ()),) if start < end else (), 0, ())
    lanes: list[tuple[list[int], list[int]]] = []
    opening: dict[int, list[tuple[int, Piece]]] = {}
    closing: dict[int, list[Piece]] = {}
    ended: dict[int, list[Mark]] = {}
    bars: dict[str, Mark] = {}
    cuts = {start, end}
    if len(placed) > 1:
        placed = sorted(placed, key=lambda one: (one[1] - one[0], one[0]))
    for first, last, mark, final in placed:
        low, high = first if first > start else start, last if last < end else end
        if final and start < last <= end + 1:
            ended.setdefault(high, []).append(mark)
            cuts.add(high)
        if mark.kind.shape == "bar":
            bars.setdefault(mark.kind.id, mark)
            continue
        lane = _first_free(lanes, low, high) if low < high else LANES
        if lane < LANES:
            piece = Piece(mark, lane, first >= start, last <= end)
            cuts.add(low)
            cuts.add(high)
            opening.setdefault(low, []).append((high, piece))
            closing.setdefault(high, []).append(piece)
    runs = [Run(start, start, (), _ordered(ended[start]))] if start in ended else []
    over: dict[int, tuple[int, int, Piece]] = {}
    for low, high in pairwise(sorted(cuts)):
        if low in closing:
            for piece in closing[low]:
                over.pop(piece.lane, None)
        if low in opening:
            for last, piece in opening[low]:
                over[piece.lane] = (low, last, piece)
        lanes_here = sorted(over, reverse=True) if len(over) > 1 else over
        here = tuple([_at(low, high, *over[lane]) for lane in lanes_here]) if over else ()
        runs.append(Run(low, high, here, _ordered(ended[high]) if high in ended else ()))
    return Line(start, end, tuple(runs), len(lanes), _ordered(bars.values())[:LANES])


def _at(low: int, high: int, first: int, last: int, piece: Piece) -> Piece:
    """A piece that lies over [first, last) as it is over the run [low, high)."""
    opens, closes = piece.opens and first == low, piece.closes and last == high
    if opens == piece.opens and closes == piece.closes:
        return piece
    return Piece(piece.mark, piece.lane, opens, closes)


def _ordered(marks: Collection[Mark]) -> tuple[Mark, ...]:
    if len(marks) < 2:
        return tuple(marks)
    return tuple(sorted(marks, key=lambda mark: in_order(mark.span)))


def _first_free(lanes: list[tuple[list[int], list[int]]], low: int, high: int) -> int:
    for number, (starts, ends) in enumerate(lanes):
        # Intervals of a lane are disjoint, so their ends are in the order of their starts.
        index = bisect_left(starts, high)
        if index == 0 or ends[index - 1] <= low:
            starts.insert(index, low)
            ends.insert(index, high)
            return number
    if len(lanes) < LANES:
        lanes.append(([low], [high]))
        return len(lanes) - 1
    return LANES
