"""Where labels of other tools go: each to a label of the codebook, into the codebook, or nowhere.

`Found` counts what files use. A `Mapping` holds decisions; `settle` makes it complete for what was
found and says what is undecided; `grown` is the codebook with what is to be added; `mapped` are
the spans and relations by the codebook's names; `questions` are for the user.
"""

from collections import abc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from workbench.domain.codebook import Attribute, Codebook
from workbench.domain.codebook_draft import Part
from workbench.domain.errors import Refused
from workbench.domain.labels import Label, RelationType
from workbench.domain.mapping_found import Found
from workbench.domain.records import Relation, Span, edited
from workbench.domain.text import fold
from workbench.domain.words import Message, Names, msg

Rest = Literal["ask", "add", "skip"]


@dataclass(frozen=True, slots=True)
class AttributeWay:
    """Where an attribute goes: `to` an attribute of the label that its own label goes to.

    `values` not named keep their names; None leaves one out. `after`: of each value only what
    follows the last of these characters is kept. `add`: the codebook gets what it lacks of it;
    else of the values it lacks those in `more` alone.
    """

    to: str
    add: bool = False
    values: abc.Mapping[str, str | None] = field(default_factory=dict)
    after: str = ""
    more: tuple[str, ...] = ()

    def value(self, value: str) -> str | None:
        """What a value becomes; None where it is left out."""
        if self.after and value not in self.values:
            value = value.rpartition(self.after)[2] or value
        return self.values.get(value, value)


@dataclass(frozen=True, slots=True)
class Way:
    """Where a label or a relation goes: `to` one of the codebook, which it `sets` values of.

    Attributes not named keep their names; None leaves one out. `add`: the codebook gets it, by
    the `name` where one is given, or what it lacks of it. `why` is for people.
    """

    to: str
    add: bool = False
    sets: abc.Mapping[str, str] = field(default_factory=dict)
    attributes: abc.Mapping[str, AttributeWay | None] = field(default_factory=dict)
    name: Names | None = None
    why: str = ""


Ways = abc.Mapping[str, Way | None]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Decisions by the names of the files; None leaves a label or a relation out."""

    labels: Ways = field(default_factory=dict)
    relations: Ways = field(default_factory=dict)

    def ways(self, part: Part) -> Ways:
        """Those of labels, or of relations."""
        return self.labels if part == "labels" else self.relations

    def over(self, other: "Mapping") -> "Mapping":
        """Both; where both decide about a label or relation, this one holds."""
        return Mapping({**other.labels, **self.labels}, {**other.relations, **self.relations})

    def keeps_names(self) -> bool:
        """Whether all stays what it is called, and nothing is left out."""
        return all(
            way is not None and _same(name, way)
            for ways in (self.labels, self.relations)
            for name, way in ways.items()
        )

    def told(self) -> "Mapping":
        """The decisions alone: without what has the name that it had, as if nobody had asked."""
        return Mapping(
            *(
                {name: way for name, way in ways.items() if way is None or not _plain(name, way)}
                for ways in (self.labels, self.relations)
            )
        )

    def put(self, part: Part, name: str, way: Way | None) -> "Mapping":
        """With another decision about one label or relation."""
        ways = {**self.ways(part), name: way}
        return replace(self, labels=ways) if part == "labels" else replace(self, relations=ways)


EMPTY = Mapping()


def _same(name: str, way: Way) -> bool:
    return (
        way.to == name
        and not way.sets
        and all(
            one is not None
            and (one.to, one.after) == (asked, "")
            and all(value == new for value, new in one.values.items())
            for asked, one in way.attributes.items()
        )
    )


def _plain(name: str, way: Way) -> bool:
    """Whether a way decides nothing: the codebook has it all by the same names."""
    more = any(one is not None and (one.add or one.more) for one in way.attributes.values())
    return not (way.add or more) and _same(name, way)


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the codebook does not have and nobody has decided about, and how often it stands there.

    A label or relation, an `attribute` of it, or a `value` of that. `like` is the id of what the
    codebook has by the same name.
    """

    part: Part
    owner: str
    count: int
    attribute: str | None = None
    value: str | None = None
    like: str | None = None

    def message(self) -> Message:
        """It in words, with its number."""
        said: dict[str, str | int] = {"owner": self.owner, "count": self.count}
        if self.value is not None:
            return msg(
                "value «{value}» of «{name}» of «{owner}» ({count})",
                value=self.value,
                name=self.attribute or "",
                **said,
            )
        if self.attribute is not None:
            return msg("attribute «{name}» of «{owner}» ({count})", name=self.attribute, **said)
        if self.part == "labels":
            return msg("label «{owner}» ({count})", **said)
        return msg("relation «{owner}» ({count})", **said)


@dataclass(frozen=True, slots=True)
class Settled:
    """A mapping that decides about all that was found, but for what is `unknown`."""

    mapping: Mapping
    unknown: tuple[Unknown, ...]


def settle(found: Found, codebook: Codebook, mapping: Mapping, rest: Rest = "ask") -> Settled:
    """Complete `mapping` for what was found; what has the same id in the codebook is that.

    `rest` says what becomes of what is undecided: with «add» what the codebook has by the same
    name is that, and all else is added to it; with «skip» it is left out. Raises Refused for a
    decision that sends something where the codebook has nothing.
    """
    unknown: list[Unknown] = []
    ways: dict[Part, dict[str, Way | None]] = {"labels": {}, "relations": {}}
    values: dict[tuple[Part, str], dict[str, dict[str, int]]] = {}
    for (part, owner, name, value), count in found.values.items():
        values.setdefault((part, owner), {}).setdefault(name, {})[value] = count
    for part, made in ways.items():
        listed = codebook.labels if part == "labels" else codebook.relations
        for owner, count in found.named(part).items():
            given = mapping.ways(part)
            known = next((item for item in listed if item.id == owner), None)
            way = given[owner] if owner in given else Way(owner) if known else None
            if owner not in given and known is None:
                like = alike(owner, [(item.id, item.name) for item in listed])
                if rest == "ask":
                    unknown.append(Unknown(part, owner, count, like=like))
                    continue
                if rest == "add":
                    way = Way(like) if like is not None else Way(owner, add=True)
            if way is not None:
                target = next((item for item in listed if item.id == way.to), None)
                way = _settled(
                    part, owner, way, target, values.get((part, owner), {}), rest, unknown
                )
            made[owner] = way
    return Settled(Mapping(ways["labels"], ways["relations"]), tuple(unknown))


def _settled(
    part: Part,
    owner: str,
    way: Way,
    target: Label | RelationType | None,
    said: abc.Mapping[str, abc.Mapping[str, int]],
    rest: Rest,
    unknown: list[Unknown],
) -> Way:
    """A way with all attributes and values that were found."""
    if target is None and not way.add:
        raise Refused(
            "The table sends «{foreign}» to «{name}», which the codebook does not have.",
            foreign=owner,
            name=way.to,
        )
    allowed: Sequence[Attribute] = () if target is None else target.attributes
    attributes: dict[str, AttributeWay | None] = {}
    for name, values in said.items():
        known = _attribute(allowed, name)
        if name in way.attributes:
            one = way.attributes[name]
        elif way.add or known is not None:
            one = AttributeWay(name, add=way.add)
        else:
            like = alike(name, [(item.id, item.name) for item in allowed])
            if rest == "ask":
                unknown.append(Unknown(part, owner, sum(values.values()), name, like=like))
                continue
            one = None
            if rest == "add":
                one = AttributeWay(like) if like is not None else AttributeWay(name, add=True)
        if one is not None and not one.add:
            one = _with_values(
                part, owner, name, one, _attribute(allowed, one.to), values, rest, unknown
            )
        attributes[name] = one
    return replace(way, attributes=attributes)


def _with_values(
    part: Part,
    owner: str,
    name: str,
    way: AttributeWay,
    target: Attribute | None,
    said: abc.Mapping[str, int],
    rest: Rest,
    unknown: list[Unknown],
) -> AttributeWay:
    if target is None:
        raise Refused(
            "The table sends «{foreign}» to «{name}», which the codebook does not have.",
            foreign=f"{owner}.{name}",
            name=way.to,
        )
    values, add = dict(way.values), False
    for value, count in said.items():
        new = way.value(value)
        if new is None or new in target.values or new in way.more:
            continue
        like = alike(new, list(zip(target.values, target.value_names, strict=True)))
        if rest == "ask":
            unknown.append(Unknown(part, owner, count, name, value, like))
        elif rest == "add" and like is None:
            add = True
        else:
            values[value] = like if rest == "add" else None
    return replace(way, values=values, add=add)


def _attribute(allowed: Sequence[Attribute], name: str) -> Attribute | None:
    return next((item for item in allowed if item.id == name), None)


def alike(name: str, listed: Sequence[tuple[str, Names]]) -> str | None:
    """The one id among `listed` that is called so, in either language and without case."""
    key = _key(name)
    found = {one for one, names in listed if key in map(_key, (one, names.en, names.ru))}
    return found.pop() if len(found) == 1 else None


def _key(name: str) -> str:
    return " ".join(fold(name).replace("_", " ").replace("-", " ").split())


def mapped(
    spans: Iterable[Span], relations: Iterable[Relation], mapping: Mapping, codebook: Codebook
) -> tuple[tuple[Span, ...], tuple[Relation, ...], list[Message]]:
    """Spans and relations by a settled mapping and the codebook that has grown by it.

    What it leaves out is left out, links with their spans; what it does not name stays. Spans
    that one annotator has twice, with the same label on the same words, become one, and so do
    links; where they say different things the first holds, and a message says so.
    """
    told: list[Message] = []
    made: dict[tuple[object, ...], Span] = {}
    into: dict[str, str] = {}
    naming = {label.id for label in codebook.labels if label.names_entities}
    for span in spans:
        way = mapping.labels.get(span.label, Way(span.label))
        if way is None:
            continue
        said = _said(way, span.attributes)
        entity = span.entity if way.to in naming else None
        new = replace(span, label=way.to, attributes=said, entity=entity)
        if entity != span.entity or not _keeps_all(way, span.attributes):
            new = edited(new)  # a decision on what the file said is none on what is left
        key: tuple[object, ...] = (span.annotator, way.to, span.fragments)
        first = made.setdefault(key, new)
        into[span.id] = first.id
        if first.verdict != new.verdict:
            made[key] = edited(first)
        if (first.attributes, first.entity, first.note, first.verdict) != (
            said,
            entity,
            new.note,
            new.verdict,
        ):
            place = first.fragments[0]
            told.append(
                msg(
                    "«{label}» stands twice on the words at {start}–{end} and says different "
                    "things; the first one holds.",
                    label=way.to,
                    start=place.start,
                    end=place.end,
                )
            )
    linked: dict[tuple[object, ...], Relation] = {}
    for link in relations:
        way = mapping.relations.get(link.type, Way(link.type))
        source, target = into.get(link.source), into.get(link.target)
        if way is None or source is None or target is None:
            continue
        said = _said(way, link.attributes)
        new_link = replace(link, type=way.to, source=source, target=target, attributes=said)
        if not _keeps_all(way, link.attributes):
            new_link = edited(new_link)
        key = (link.annotator, way.to, source, target, *sorted(said.items()))
        if linked.setdefault(key, new_link).verdict != new_link.verdict:
            linked[key] = edited(linked[key])
    return tuple(made.values()), tuple(linked.values()), told


def _keeps_all(way: Way, attributes: abc.Mapping[str, str]) -> bool:
    """Whether every attribute is said by the mapping, too."""
    ways = ((way.attributes.get(name, AttributeWay(name)), attributes[name]) for name in attributes)
    return all(one is not None and one.value(value) is not None for one, value in ways)


def _said(way: Way, attributes: abc.Mapping[str, str]) -> dict[str, str]:
    said = dict(way.sets)
    for name, value in attributes.items():
        one = way.attributes.get(name, AttributeWay(name))
        new = one.value(value) if one is not None else None
        if one is not None and new is not None:
            said[one.to] = new
    return said
