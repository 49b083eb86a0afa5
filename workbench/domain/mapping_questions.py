"""What becomes of each label of other tools, as questions; and what an answer decides.

A label or relation that the codebook does not have is asked about, then what it lacks of the
attributes and values of one that it has. What is added to it is added whole, without questions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from workbench.domain.codebook import Attribute, Codebook
from workbench.domain.codebook_draft import Part
from workbench.domain.labels import Label, RelationType
from workbench.domain.mapping import EMPTY, AttributeWay, Mapping, Way, alike
from workbench.domain.mapping_found import Found
from workbench.domain.words import Names


@dataclass(frozen=True, slots=True)
class Answer:
    """`to` an id of the codebook, or with `add` one that it gets; None leaves it out."""

    to: str | None
    add: bool = False


OUT = Answer(None)


@dataclass(frozen=True, slots=True)
class Question:
    """A label or relation of files, an `attribute` of it, or a `value` of that, and its answer.

    `answer` None: nobody has decided. `known`: the codebook has it by this very name. `like` is
    what the codebook has by the same name in words. `offered` are ids that it can become.
    """

    part: Part
    owner: str
    attribute: str = ""
    value: str = ""
    count: int = 0
    example: str = ""
    known: bool = False
    like: str | None = None
    offered: tuple[tuple[str, Names], ...] = ()
    answer: Answer | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is about."""
        return self.part, self.owner, self.attribute, self.value

    @property
    def name(self) -> str:
        """What the files call it."""
        return self.value or self.attribute or self.owner

    def answer_like(self, other: Answer) -> Answer | None:
        """The same answer here; None where it is none for this."""
        if other.add:
            return Answer(self.like) if self.like is not None else Answer(self.name, add=True)
        if other.to is None or any(other.to == one for one, _ in self.offered):
            return other
        return None


@dataclass(slots=True)
class _Said:
    """How often an attribute is said, and its values, of one label or relation."""

    count: int = 0
    values: dict[str, int] = field(default_factory=dict)


def questions(found: Found, codebook: Codebook, mapping: Mapping) -> tuple[Question, ...]:
    """All that was found, labels first; what the codebook lacks before what it has."""
    said: dict[tuple[Part, str], dict[str, _Said]] = {}
    for (part, owner, name, value), count in found.values.items():
        one = said.setdefault((part, owner), {}).setdefault(name, _Said())
        one.count += count
        one.values[value] = one.values.get(value, 0) + count
    asked: list[list[Question]] = []
    parts: tuple[Part, Part] = ("labels", "relations")
    for part in parts:
        listed = codebook.labels if part == "labels" else codebook.relations
        offered = tuple((item.id, item.name) for item in listed)
        for owner, count in found.named(part).most_common():
            target = next((item for item in listed if item.id == owner), None)
            ways = mapping.ways(part)
            way = ways[owner] if owner in ways else Way(owner) if target is not None else None
            question = Question(
                part,
                owner,
                count=count,
                example=found.examples.get((part, owner, "", ""), ""),
                known=target is not None,
                like=None if target is not None else alike(owner, offered),
                offered=offered,
                answer=None if way is None and owner not in ways else _answer(way),
            )
            rows = [question]
            if way is not None and not way.add:
                to = next((item for item in listed if item.id == way.to), None)
                rows += _attributes(question, way, to, said.get((part, owner), {}), found)
            asked.append(rows)
    asked.sort(key=lambda rows: rows[0].known and len(rows) == 1)
    return tuple(question for rows in asked for question in rows)


def _attributes(
    owner: Question,
    way: Way,
    target: Label | RelationType | None,
    said: dict[str, _Said],
    found: Found,
) -> Iterator[Question]:
    allowed: Sequence[Attribute] = () if target is None else target.attributes
    offered = tuple((item.id, item.name) for item in allowed)
    for name, one in said.items():
        known = any(item.id == name for item in allowed)
        given = way.attributes.get(name) if name in way.attributes or not known else None
        asked = given if name in way.attributes else AttributeWay(name) if known else None
        question = Question(
            owner.part,
            owner.owner,
            name,
            count=one.count,
            example=_example(found, owner, name, next(iter(one.values))),
            known=known,
            like=None if known else alike(name, offered),
            offered=offered,
            answer=None if asked is None and name not in way.attributes else _answer(asked),
        )
        values = []
        if asked is not None and not asked.add:
            to = next((item for item in allowed if item.id == asked.to), None)
            values = list(_values(question, asked, to, one.values, found))
        if not known or values or question.answer != Answer(name):
            yield question
            yield from values


def _values(
    owner: Question,
    way: AttributeWay,
    target: Attribute | None,
    said: dict[str, int],
    found: Found,
) -> Iterator[Question]:
    there = () if target is None else target.values
    offered = () if target is None else tuple(zip(there, target.value_names, strict=True))
    bare = replace(way, values={})
    for value, count in said.items():
        name = bare.value(value) or value
        if name in there and way.values.get(name, name) == name:
            continue
        answer = None
        if name in way.values:
            answer = Answer(way.values[name])
        elif name in way.more:
            answer = Answer(name, add=True)
        yield Question(
            owner.part,
            owner.owner,
            owner.attribute,
            name,
            count=count,
            example=_example(found, owner, owner.attribute, value),
            known=name in there,
            like=alike(name, offered),
            offered=offered,
            answer=answer,
        )


def _answer(way: Way | AttributeWay | None) -> Answer:
    return OUT if way is None else Answer(way.to, way.add)


def _example(found: Found, owner: Question, name: str, value: str) -> str:
    return found.examples.get((owner.part, owner.owner, name, value), "")


def answered(
    mapping: Mapping, question: Question, answer: Answer, given: Mapping = EMPTY
) -> Mapping:
    """The mapping with an answer; what `given` says more of the same way is taken with it."""
    part, owner = question.part, question.owner
    ways = mapping.ways(part)
    if not question.attribute:
        whole = given.ways(part).get(owner)
        if whole is not None and _answer(whole) == answer:
            return mapping.put(part, owner, whole)
        way = None if answer.to is None else Way(answer.to, answer.add)
        return mapping.put(part, owner, way)
    way = ways.get(owner) or Way(owner)
    one: AttributeWay | None
    if question.value:
        one = _with_value(
            way.attributes.get(question.attribute) or AttributeWay(question.attribute),
            question.value,
            answer,
        )
    else:
        one = None if answer.to is None else AttributeWay(answer.to, answer.add)
    return mapping.put(
        part, owner, replace(way, attributes={**way.attributes, question.attribute: one})
    )


def _with_value(way: AttributeWay, value: str, answer: Answer) -> AttributeWay:
    values = {name: to for name, to in way.values.items() if name != value}
    more = tuple(name for name in way.more if name != value)
    if answer.add:
        return replace(way, values=values, more=(*more, value))
    return replace(way, values={**values, value: answer.to}, more=more)
