"""What a changed codebook does to what is stored: what is carried over, and what would be lost.

After the changes of a Plan every stored span and link is as the new codebook wants it, whatever
was edited; what it does not allow is deleted and counted as a loss.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Attribute, Codebook, Label, RelationType, reaches
from workbench.domain.codebook_draft import Draft, Part, Route
from workbench.domain.codebook_losses import SENTENCES, Kind, Loss
from workbench.domain.codebook_reach import tighter
from workbench.domain.records import Relation, Review, Span, edited, statement
from workbench.domain.text import Fragments, nested, share
from workbench.domain.words import Message, Names, msg, msgn


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes of a draft. `spans` and `links` are carried over, `doubles` become one."""

    draft: Draft
    after: Codebook
    changes: tuple[Change, ...] = field(repr=False)
    losses: tuple[Loss, ...]
    spans: int
    links: int
    doubles: int

    def transaction(self) -> Transaction:
        """All of it as one step."""
        return Transaction(_title(self), (Change(self.draft.before, self.after), *self.changes))


def plan(draft: Draft, spans: Iterable[Span], relations: Iterable[Relation]) -> Plan:
    """Carry over `spans` and `relations`: all those of the draft's `reach`. Raises Unreadable."""
    work = _Work(draft)
    articles: dict[str, tuple[list[Span], list[Relation]]] = {}
    for span in spans:
        articles.setdefault(span.article, ([], []))[0].append(span)
    for relation in relations:
        articles.setdefault(relation.article, ([], []))[1].append(relation)
    for name in sorted(articles):
        work.carry(*articles[name])
    return work.plan()


@dataclass(slots=True)
class _Place:
    """A span on its way; `after` None is deleted, `into` the one that it has become one with."""

    before: Span
    after: Span | None
    into: "_Place | None" = None

    @property
    def moved(self) -> bool:
        return self.after is not None and self.after.label != self.before.label

    def end(self) -> Span | None:
        place = self
        while place.into is not None:
            place = place.into
        return place.after


_Key = tuple[Kind, Part, str, str, str]


class _Work:
    """The carrying over, article by article."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._after = draft.codebook()
        self._routes = {
            "labels": _by_source(draft.labels),
            "relations": _by_source(draft.relations),
        }
        self._changes: list[Change] = []
        self._lost: Counter[_Key] = Counter()
        self._losses = 0
        self._carried = Counter[str]()

    def carry(self, spans: list[Span], relations: list[Relation]) -> None:
        places = {span.id: self._place(span) for span in spans}
        by_label: dict[str, list[_Place]] = {}
        for place in places.values():
            if place.after is not None:
                by_label.setdefault(place.after.label, []).append(place)
        for name, together in by_label.items():
            label = self._after.label(name)
            assert label is not None
            self._sift(label, together)
        links = self._links(relations, places)
        self._changes += [Change(link, None) for link, after in links if after is None]
        for place in places.values():
            if place.after != place.before:
                self._carried["spans"] += place.after is not None
                self._changes.append(Change(place.before, place.after))
        for link, after in links:
            if after is not None and after != link:
                self._carried["links"] += 1
                self._changes.append(Change(link, after))

    def plan(self) -> Plan:
        losses = (self._loss(key, count) for key, count in self._lost.items())
        return Plan(
            self._draft,
            self._after,
            tuple(self._changes),
            tuple(sorted(losses, key=lambda loss: (list(SENTENCES).index(loss.kind), loss.owner))),
            self._carried["spans"],
            self._carried["links"],
            self._carried["doubles"],
        )

    def _loss(self, key: _Key, count: int) -> Loss:
        kind, part, owner, name, value = key
        book = self._draft.before
        item = book.label(owner) if part == "labels" else book.relation(owner)
        listed = item.attributes if item else ()
        attribute = next((found for found in listed if found.id == name), None)
        return Loss(
            kind, part, owner, item.name if item else Names(owner, owner), count, attribute, value
        )

    def _lose(self, kind: Kind, part: Part, owner: str, name: str = "", value: str = "") -> None:
        self._lost[kind, part, owner, name, value] += 1
        self._losses += 1

    def _undecided(self, part: Part, owner: str, *reviews: Review | None) -> None:
        """What is left says something else than what reviewers decided of."""
        for review in reviews:
            if review is not None:
                self._lose("review", part, owner)

    def _attributes(
        self,
        part: Part,
        owner: str,
        route: Route,
        allowed: tuple[Attribute, ...],
        held: Mapping[str, str],
    ) -> dict[str, str]:
        known = {item.id: item.values for item in allowed}
        found: dict[str, str] = {}
        for name, value in held.items():
            if name not in route.attributes:
                continue  # it has become the label
            to, now = route.attributes[name], route.values.get((name, value))
            if to is None or now is None or now not in known.get(to, ()):
                self._lose("value", part, owner, name, value)
            else:
                found[to] = now
        return found

    # -- spans

    def _place(self, span: Span) -> _Place:
        routes = self._routes["labels"][span.label]
        route = next(route for route in routes if route.takes(span.id, span.attributes))
        label = self._after.label(route.target) if route.target is not None else None
        if label is None:
            self._lose("label", "labels", span.label)
            return _Place(span, None)
        if len(span.fragments) > 1 and not label.fragments:
            self._lose("fragments", "labels", span.label)
            return _Place(span, None)
        entity, losses = span.entity, self._losses
        if entity is not None and not label.names_entities:
            self._lose("entity", "labels", span.label)
            entity = None
        attributes = self._attributes(
            "labels", span.label, route, label.attributes, span.attributes
        )
        after = replace(span, label=label.id, attributes=attributes, entity=entity)
        if self._losses > losses:
            self._undecided("labels", span.label, span.review)
            after = edited(after)
        return _Place(span, after)

    def _sift(self, label: Label, places: list[_Place]) -> None:
        """Make one of those that have become the same; delete those that may not overlap."""
        was = self._draft.before.label(label.id)
        same = was is not None and not tighter(was, label)
        if same and not any(place.moved for place in places):
            return
        near: list[_Place] = []
        for place in sorted(places, key=lambda p: (p.before.start, p.before.end, p.before.id)):
            words, start = place.before.fragments, place.before.start
            near = [other for other in near if other.after and other.before.end > start]
            beside = [o for o in near if o.before.annotator == place.before.annotator]
            twin = next((other for other in beside if other.before.fragments == words), None)
            if twin is not None:
                stays, goes = (place, twin) if twin.moved and not place.moved else (twin, place)
                self._fold(stays, goes)
                if stays is twin:
                    continue
            clashes = [o for o in beside if o.after and _clash(label, o.before.fragments, words)]
            if clashes and (place.moved or any(not other.moved for other in clashes)):
                clashes = [place]
            for other in clashes:
                self._lose("overlap", "labels", other.before.label)
                other.after = None
            if place.after is not None:
                near.append(place)

    def _fold(self, stays: _Place, goes: _Place) -> None:
        one, other = stays.after, goes.after
        assert one is not None
        assert other is not None
        said = {**one.attributes, **other.attributes}
        review = one.review if one.review is not None else other.review
        verdicts = {one.verdict, other.verdict} - {None}
        if statement(one) != statement(other) or len(verdicts) > 1:
            self._undecided("labels", goes.before.label, one.review, other.review)
            review = None
        if said != {**said, **one.attributes} or (
            one.entity is not None and other.entity not in (None, one.entity)
        ):
            self._lose("double", "labels", goes.before.label)
        stays.after = replace(
            one,
            attributes={**other.attributes, **one.attributes},
            entity=one.entity if one.entity is not None else other.entity,
            note="\n".join(dict.fromkeys(filter(None, (one.note, other.note)))) or None,
            review=review,
        )
        goes.after, goes.into = None, stays
        self._carried["doubles"] += 1

    # -- links

    def _links(
        self, relations: list[Relation], places: Mapping[str, _Place]
    ) -> list[tuple[Relation, Relation | None]]:
        done: list[tuple[Relation, Relation | None]] = []
        kept: dict[str, _Edges] = {}
        for relation in sorted(relations, key=lambda relation: relation.id):
            after = self._link(relation, places)
            if after is not None:
                kind = self._after.relation(after.type)
                assert kind is not None
                edges = kept.setdefault(kind.id, _Edges(kind))
                refusal = edges.refuse(after.source, after.target)
                if refusal == "double":
                    self._carried["doubles"] += 1
                    if edges.says(after.source, after.target) != after.attributes:
                        self._lose("double", "relations", relation.type)
                    self._undecided("relations", relation.type, relation.review)
                elif refusal is not None:
                    self._lose(refusal, "relations", relation.type)
                if refusal is not None:
                    after = None
                else:
                    edges.put(after)
            done.append((relation, after))
        return done

    def _link(self, relation: Relation, places: Mapping[str, _Place]) -> Relation | None:
        routes = self._routes["relations"][relation.type]
        route = next(r for r in routes if r.takes(relation.id, relation.attributes))
        kind = self._after.relation(route.target) if route.target is not None else None
        if kind is None:
            self._lose("relation", "relations", relation.type)
            return None
        source, target = places[relation.source].end(), places[relation.target].end()
        if source is None or target is None:
            self._lose("gone", "relations", relation.type)
            return None
        if source.id == target.id or not kind.joins(source.label, target.label):
            self._lose("ends", "relations", relation.type)
            return None
        losses = self._losses
        attributes = self._attributes(
            "relations", relation.type, route, kind.attributes, relation.attributes
        )
        after = replace(
            relation, type=kind.id, source=source.id, target=target.id, attributes=attributes
        )
        if self._losses > losses:
            self._undecided("relations", relation.type, relation.review)
            after = edited(after)
        return after


class _Edges:
    """The links of one type in one article, and which more it may have."""

    def __init__(self, kind: RelationType) -> None:
        self._kind = kind
        self._following: dict[str, list[str]] = {}
        self._said: dict[tuple[str, str], Mapping[str, str]] = {}

    def put(self, link: Relation) -> None:
        self._following.setdefault(link.source, []).append(link.target)
        self._said[link.source, link.target] = link.attributes

    def says(self, source: str, target: str) -> Mapping[str, str] | None:
        """The attributes of the link that two spans have already."""
        return self._said.get((source, target), self._said.get((target, source)))

    def refuse(self, source: str, target: str) -> Literal["double", "most", "circle"] | None:
        kind, onward = self._kind, self._following.get(source, ())
        double = target in onward or (kind.symmetric and source in self._following.get(target, ()))
        if double and not kind.parallel:
            return "double"
        if kind.max_per_from is not None and len(onward) >= kind.max_per_from:
            return "most"
        if kind.acyclic and reaches(self._following, target, source):
            return "circle"
        return None


def _by_source(routes: Iterable[Route]) -> dict[str, list[Route]]:
    found: dict[str, list[Route]] = {}
    for route in routes:
        found.setdefault(route.source, []).append(route)
    return found


def _clash(label: Label, one: Fragments, other: Fragments) -> bool:
    if label.self_overlap == "allow" or not share(one, other):
        return False
    return label.self_overlap == "forbid" or not nested(one, other)


def _title(made: Plan) -> Message:
    done = made.draft.done
    codebook = msg("Codebook {name} {version}", name=made.after.id, version=made.after.version)
    if not done:
        return codebook
    if len(done) == 1:
        return msg("Codebook: {edit}", edit=done[0])
    return msgn(
        "Codebook: {edit} and {count} more edit",
        "Codebook: {edit} and {count} more edits",
        len(done) - 1,
        edit=done[0],
    )
