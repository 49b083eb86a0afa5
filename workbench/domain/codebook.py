"""The codebook: labels, their attributes and the relations between them, and what they allow."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self, get_args

from workbench.domain.errors import Refused, Unreadable, WorkbenchError
from workbench.domain.text import Fragments, nested, share
from workbench.domain.words import Names

Shape = Literal["bracket", "solid", "dotted", "dashed", "bar"]
SelfOverlap = Literal["allow", "nest", "forbid"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A closed question about a span or a relation."""

    id: str
    name: Names
    values: tuple[str, ...]
    value_names: tuple[Names, ...]
    required: bool = False
    default: str | None = None

    def value_name(self, value: str) -> str:
        """`value` as the reader knows it; a value the codebook no longer has, as it is."""
        return str(self.value_names[self.values.index(value)]) if value in self.values else value


@dataclass(frozen=True, slots=True)
class Label:
    """What a span can be."""

    id: str
    name: Names
    key: str
    color: str
    shape: Shape
    definition: Names
    attributes: tuple[Attribute, ...] = ()
    examples: tuple[Names, ...] = ()
    fragments: bool = True
    self_overlap: SelfOverlap = "allow"
    registry: str | None = None
    entity_type: str | None = None  # the attribute that says what kind of entity it is

    @property
    def names_entities(self) -> bool:
        """Whether a span of this label can be a mention of an entity."""
        return self.registry == "entity"


@dataclass(frozen=True, slots=True)
class RelationType:
    """What two spans can be to each other. `max_per_from` None means any number."""

    id: str
    name: Names
    definition: Names
    source: tuple[str, ...]
    target: tuple[str, ...]
    attributes: tuple[Attribute, ...] = ()
    max_per_from: int | None = None
    acyclic: bool = False
    symmetric: bool = False

    def joins(self, source: str, target: str) -> bool:
        """Whether a span labelled `source` may point to one labelled `target`."""
        return source in self.source and target in self.target


@dataclass(frozen=True, slots=True)
class Codebook:
    """A checked codebook. `body` is the JSON object that it was made from, kept whole."""

    id: str
    version: str
    labels: tuple[Label, ...]
    relations: tuple[RelationType, ...]
    body: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """Read a codebook. Raises Unreadable, naming the part that is wrong."""
        try:
            labels = tuple(_label(item) for item in _objects(body, "labels"))
            relations = tuple(_relation(item) for item in _objects(body, "relations"))
            made = cls(_text(body, "id"), _text(body, "version"), labels, relations, body)
            made._check()
        except _Wrong as wrong:
            raise Unreadable(
                "The codebook cannot be used: {reason}. Correct the file and try again.",
                reason=wrong.message,
            ) from None
        return made

    def label(self, label: str) -> Label | None:
        """The label with this id."""
        return next((item for item in self.labels if item.id == label), None)

    def relation(self, relation: str) -> RelationType | None:
        """The relation type with this id."""
        return next((item for item in self.relations if item.id == relation), None)

    def joining(self, source: str, target: str) -> tuple[RelationType, ...]:
        """The relation types that may go from label `source` to label `target`."""
        return tuple(item for item in self.relations if item.joins(source, target))

    def _check(self) -> None:
        if not self.labels:
            raise _Wrong("it has no labels")
        for ids in (
            [item.id for item in self.labels],
            [item.id for item in self.relations],
            [item.key for item in self.labels if item.key],
        ):
            for twice in sorted({item for item in ids if ids.count(item) > 1}):
                raise _Wrong("the name or key {name} stands in it twice", name=twice)
        known = {item.id for item in self.labels}
        for relation in self.relations:
            for end in (*relation.source, *relation.target):
                if end not in known:
                    raise _Wrong(
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

    `entity` is the id of what the span mentions.
    """
    label = codebook.label(label_id)
    if label is None:
        raise Refused("The codebook has no label «{label}».", label=label_id)
    if len(fragments) > 1 and not label.fragments:
        raise Refused("{label} is one piece by the codebook.", label=label.name)
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
    if ends in alike or (kind.symmetric and ends[::-1] in alike):
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
    if kind.acyclic and _reaches(alike, target[0], source[0]):
        raise Refused(
            "«{relation}» may not go in a circle: the second span leads back to the first.",
            relation=kind.name,
        )


def _reaches(edges: Iterable[tuple[str, str]], start: str, goal: str) -> bool:
    following: dict[str, list[str]] = {}
    for a, b in edges:
        following.setdefault(a, []).append(b)
    seen, ahead = {start}, [start]
    while ahead:
        node = ahead.pop()
        if node == goal:
            return True
        for step in following.get(node, ()):
            if step not in seen:
                seen.add(step)
                ahead.append(step)
    return False


def _either(codebook: Codebook, labels: Iterable[str]) -> str:
    found = ((codebook.label(label), label) for label in labels)
    return " / ".join(str(label.name) if label else name for label, name in found)


class _Wrong(WorkbenchError):
    """The part of a codebook that is wrong."""


def _owner(item: Mapping[str, Any]) -> str:
    return str(item.get("id") or "codebook")


def _text(item: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = item.get(name, default)
    if not isinstance(value, str) or (not value and default is None):
        raise _Wrong("«{field}» of {owner} is not a text", field=name, owner=_owner(item))
    return value


def _flag(item: Mapping[str, Any], name: str, default: bool) -> bool:
    value = item.get(name, default)
    if not isinstance(value, bool):
        raise _Wrong(
            "«{field}» of {owner} is neither true nor false", field=name, owner=_owner(item)
        )
    return value


def _texts(item: Mapping[str, Any], name: str, default: Sequence[str] = ()) -> tuple[str, ...]:
    value = item.get(name, default)
    if not isinstance(value, list | tuple) or not all(isinstance(part, str) for part in value):
        raise _Wrong("«{field}» of {owner} is not a list of texts", field=name, owner=_owner(item))
    return tuple(value)


def _objects(item: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    value = item.get(name, [])
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise _Wrong("«{field}» is not a list of objects", field=name)
    yield from value


def _names(item: Mapping[str, Any], fallback: str) -> Names:
    english = _text(item, "en", fallback)
    return Names(english, _text(item, "ru", english))


def _definition(item: Mapping[str, Any]) -> Names:
    english = _text(item, "definition", "")
    return Names(english, _text(item, "definition_ru", english))


def _attributes(item: Mapping[str, Any]) -> tuple[Attribute, ...]:
    listed = item.get("attributes", {})
    if not isinstance(listed, dict) or not all(isinstance(part, dict) for part in listed.values()):
        raise _Wrong("the attributes of {owner} are not objects by name", owner=_owner(item))
    return tuple(_attribute({**part, "id": name}) for name, part in listed.items())


def _attribute(item: Mapping[str, Any]) -> Attribute:
    name = _text(item, "id")
    values = _texts(item, "values")
    if not values or len(set(values)) < len(values):
        raise _Wrong("the values of {field} are none, or one stands there twice", field=name)
    english, russian = _texts(item, "values_en", values), _texts(item, "values_ru", values)
    if not len(values) == len(english) == len(russian):
        raise _Wrong("the names of the values of {field} are not as many as the values", field=name)
    default = item.get("default")
    if default is not None and default not in values:
        raise _Wrong("the default of {field} is not one of its values", field=name)
    return Attribute(
        name,
        _names(item, name.replace("_", " ")),
        values,
        tuple(Names(*pair) for pair in zip(english, russian, strict=True)),
        _flag(item, "required", False),
        default,
    )


def _choice(item: Mapping[str, Any], name: str, allowed: tuple[str, ...], default: str) -> Any:
    value = _text(item, name, default)
    if value not in allowed:
        raise _Wrong(
            "«{field}» of {owner} is none of {values}",
            field=name,
            owner=_owner(item),
            values=", ".join(allowed),
        )
    return value


def _label(item: Mapping[str, Any]) -> Label:
    name = _text(item, "id")
    key = _text(item, "key", "").upper()
    if key and not (len(key) == 1 and "A" <= key <= "Z"):
        raise _Wrong("the key of {owner} is not one letter from A to Z", owner=name)
    if key and key in RESERVED_KEYS:
        raise _Wrong(
            "the key {key} of {owner} is taken by a command of the program", key=key, owner=name
        )
    color = _text(item, "color", "#808080")
    if len(color) != 7 or color[0] != "#" or set(color[1:].lower()) - set("0123456789abcdef"):
        raise _Wrong("the color of {owner} is not of the form #12ABEF", owner=name)
    examples_en = _texts(item, "examples_en", _texts(item, "examples_ru"))
    examples_ru = _texts(item, "examples_ru", examples_en)
    return Label(
        name,
        _names(item, name),
        key,
        color,
        _choice(item, "shape", get_args(Shape), "solid"),
        _definition(item),
        _attributes(item),
        tuple(Names(*pair) for pair in zip(examples_en, examples_ru, strict=False)),
        _flag(item, "fragments", True),
        _choice(item, "self_overlap", get_args(SelfOverlap), "allow"),
        item.get("link_to_registry"),
        item.get("entity_type"),
    )


def _relation(item: Mapping[str, Any]) -> RelationType:
    name = _text(item, "id")
    most = item.get("max_per_from")
    if most is not None and not (type(most) is int and most > 0):
        raise _Wrong("«max_per_from» of {owner} is not a number above zero", owner=name)
    return RelationType(
        name,
        _names(item, name.replace("_", " ")),
        _definition(item),
        _texts(item, "from"),
        _texts(item, "to"),
        _attributes(item),
        most,
        _flag(item, "acyclic", False),
        _flag(item, "symmetric", False),
    )


# Letters that are commands in the article view (see gui/actions.py).
RESERVED_KEYS = frozenset("EFJKLMNOPW")
