"""The codebook: labels, their attributes and the relations between them, and what they allow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from workbench.domain.errors import Refused, Unreadable
from workbench.domain.labels import (
    RESERVED_KEYS,
    Attribute,
    Label,
    RelationType,
    SelfOverlap,
    Shape,
    Wrong,
    label_from,
    objects_of,
    relation_from,
    text_of,
)
from workbench.domain.text import Fragments, nested, share
from workbench.domain.words import Names

__all__ = [
    "RESERVED_KEYS",
    "Attribute",
    "Codebook",
    "Label",
    "RelationType",
    "SelfOverlap",
    "Shape",
    "check_attributes",
    "check_relation",
    "check_span",
    "reaches",
]


@dataclass(frozen=True, slots=True)
class Codebook:
    """A checked codebook. `body` is the JSON object that it was made from, kept whole."""

    id: str
    version: str
    labels: tuple[Label, ...]
    relations: tuple[RelationType, ...]
    body: Mapping[str, Any] = field(repr=False)
    _labels: Mapping[str, Label] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for each span of an import, and of a screen.
        object.__setattr__(self, "_labels", {label.id: label for label in self.labels})

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """Read a codebook. Raises Unreadable, naming the part that is wrong."""
        try:
            labels = tuple(label_from(item) for item in objects_of(body, "labels"))
            relations = tuple(relation_from(item) for item in objects_of(body, "relations"))
            made = cls(text_of(body, "id"), text_of(body, "version"), labels, relations, body)
            made._check()
        except Wrong as wrong:
            raise Unreadable(
                "The codebook cannot be used: {reason}. Correct the file and try again.",
                reason=wrong.message,
            ) from None
        return made

    def label(self, label: str) -> Label | None:
        """The label with this id."""
        return self._labels.get(label)

    def relation(self, relation: str) -> RelationType | None:
        """The relation type with this id."""
        return next((item for item in self.relations if item.id == relation), None)

    def joining(self, source: str, target: str) -> tuple[RelationType, ...]:
        """The relation types that may go from label `source` to label `target`."""
        return tuple(item for item in self.relations if item.joins(source, target))

    def _check(self) -> None:
        if not self.labels:
            raise Wrong("it has no labels")
        for ids in ([item.id for item in self.labels], [item.id for item in self.relations]):
            for twice in sorted({item for item in ids if ids.count(item) > 1}):
                raise Wrong("the name {name} stands in it twice", name=twice)
        holders: dict[str, Label] = {}
        for label in self.labels:
            if label.key and label.key in holders:
                raise Wrong(
                    "the key {key} is that of {one} and of {other}",
                    key=label.key,
                    one=holders[label.key].name,
                    other=label.name,
                )
            holders[label.key] = label
        known = {item.id for item in self.labels}
        for relation in self.relations:
            for end in (*relation.source, *relation.target):
                if end not in known:
                    raise Wrong(
                        "relation {relation} names the label {label}, which is not there",
                        relation=relation.id,
                        label=end,
                    )


def check_attributes(
    attributes: Mapping[str, str], allowed: Sequence[Attribute], owner: Names
) -> None:
    """Raise Refused for an attribute that `owner` does not have or a value outside its list."""
    for name, value in attributes.items():
        attribute = next((item for item in allowed if item.id == name), None)
        if attribute is None:
            raise Refused(
                "{owner} has no attribute «{name}» in the codebook.", owner=owner, name=name
            )
        if value not in attribute.values:
            raise Refused(
                "«{value}» is not a value of «{name}». Choose one of: {values}.",
                value=value,
                name=attribute.name,
                values=", ".join(str(item) for item in attribute.value_names),
            )


def check_span(
    codebook: Codebook,
    label_id: str,
    fragments: Fragments,
    attributes: Mapping[str, str],
    others: Iterable[Fragments],
    *,
    entity: str | None = None,
) -> None:
    """Raise Refused unless the codebook allows this span beside `others` of the same label.

    `others` are of the same annotator: what others marked is a layer of its own. `entity`
    is the id of what the span mentions.
    """
    label = codebook.label(label_id)
    if label is None:
        raise Refused("The codebook has no label «{label}».", label=label_id)
    if len(fragments) > 1 and not label.fragments:
        raise Refused("The codebook does not allow {label} in several pieces.", label=label.name)
    if entity is not None and not label.names_entities:
        raise Refused("{label} is not a mention of an entity.", label=label.name)
    check_attributes(attributes, label.attributes, label.name)
    for other in others:
        if other == fragments:
            raise Refused("These words are marked as {label} already.", label=label.name)
        if label.self_overlap == "allow" or not share(other, fragments):
            continue
        if label.self_overlap == "forbid":
            raise Refused(
                "One {label} may not overlap another. Choose other words, or change the ends "
                "of the span that is there.",
                label=label.name,
            )
        if not nested(other, fragments):
            raise Refused(
                "One {label} may lie inside another, but may not cross its border. Choose other "
                "words, or change the ends of the span that is there.",
                label=label.name,
            )


def check_relation(
    codebook: Codebook,
    type_id: str,
    source: tuple[str, str],
    target: tuple[str, str],
    attributes: Mapping[str, str],
    others: Iterable[tuple[str, str, str]],
) -> None:
    """Raise Refused unless the codebook allows the relation.

    `source` and `target` are (span id, label id); `others` are the (type, source span, target
    span) of the article's other relations.
    """
    kind = codebook.relation(type_id)
    if kind is None:
        raise Refused("The codebook has no relation «{relation}».", relation=type_id)
    if not kind.joins(source[1], target[1]):
        raise Refused(
            "«{relation}» goes from {source} to {target}, not from {wrong_source} to "
            "{wrong_target}.",
            relation=kind.name,
            source=_either(codebook, kind.source),
            target=_either(codebook, kind.target),
            wrong_source=_either(codebook, source[1:]),
            wrong_target=_either(codebook, target[1:]),
        )
    if source[0] == target[0]:
        raise Refused("A span cannot be linked to itself.")
    check_attributes(attributes, kind.attributes, kind.name)
    alike = [(a, b) for name, a, b in others if name == type_id]
    ends = (source[0], target[0])
    if not kind.parallel and (ends in alike or (kind.symmetric and ends[::-1] in alike)):
        raise Refused("These two are linked by «{relation}» already.", relation=kind.name)
    if kind.max_per_from is not None and (
        sum(1 for a, _ in alike if a == source[0]) >= kind.max_per_from
    ):
        raise Refused(
            "By the codebook there are at most {most} links «{relation}» from one span. "
            "Delete one first.",
            most=kind.max_per_from,
            relation=kind.name,
        )
    following: dict[str, list[str]] = {}
    for a, b in alike if kind.acyclic else ():
        following.setdefault(a, []).append(b)
    if reaches(following, target[0], source[0]):
        raise Refused(
            "«{relation}» may not go in a circle: the second span leads back to the first.",
            relation=kind.name,
        )


def reaches(following: Mapping[str, Iterable[str]], start: str, goal: str) -> bool:
    """Whether the links lead from `start` to `goal`; `following` are the next ones of each."""
    seen, ahead = {start}, [start]
    while ahead:
        node = ahead.pop()
        if node == goal:
            return True
        fresh = [step for step in following.get(node, ()) if step not in seen]
        seen.update(fresh)
        ahead += fresh
    return False


def _either(codebook: Codebook, labels: Iterable[str]) -> str:
    found = ((codebook.label(label), label) for label in labels)
    return " / ".join(str(label.name) if label else name for label, name in found)
