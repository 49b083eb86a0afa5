"""Labels, their attributes and relation types, and how they are read from a codebook's JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Literal, get_args

from workbench.domain.errors import WorkbenchError
from workbench.domain.words import Names

Shape = Literal["bracket", "solid", "dotted", "dashed", "bar"]
SelfOverlap = Literal["allow", "nest", "forbid"]

# Letters that are commands in the article view (see gui/actions/).
RESERVED_KEYS = frozenset("EFJKLMNOPW")


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
    revised: str | None = None  # when its meaning was changed last; UTC, as records.timestamp

    @property
    def names_entities(self) -> bool:
        """Whether a span of this label can be a mention of an entity."""
        return self.registry == "entity"


@dataclass(frozen=True, slots=True)
class RelationType:
    """What two spans can be to each other. `max_per_from` None means any number.

    `parallel`: the same two spans may be linked more than once, by different attributes.
    """

    id: str
    name: Names
    definition: Names
    source: tuple[str, ...]
    target: tuple[str, ...]
    attributes: tuple[Attribute, ...] = ()
    max_per_from: int | None = None
    acyclic: bool = False
    symmetric: bool = False
    parallel: bool = False

    def joins(self, source: str, target: str) -> bool:
        """Whether a span labelled `source` may point to one labelled `target`."""
        return source in self.source and target in self.target


class Wrong(WorkbenchError):
    """The part of a codebook that is wrong."""


def _owner(item: Mapping[str, Any]) -> str:
    return str(item.get("id") or "codebook")


def text_of(item: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """A field that is a text; without a default not an empty one. Raises Wrong."""
    value = item.get(name, default)
    if not isinstance(value, str) or (not value and default is None):
        raise Wrong("«{field}» of {owner} is not a text", field=name, owner=_owner(item))
    return value


def _flag(item: Mapping[str, Any], name: str, default: bool) -> bool:
    value = item.get(name, default)
    if not isinstance(value, bool):
        raise Wrong(
            "«{field}» of {owner} is neither true nor false", field=name, owner=_owner(item)
        )
    return value


def _texts(item: Mapping[str, Any], name: str, default: Sequence[str] = ()) -> tuple[str, ...]:
    value = item.get(name, default)
    if not isinstance(value, list | tuple) or not all(isinstance(part, str) for part in value):
        raise Wrong("«{field}» of {owner} is not a list of texts", field=name, owner=_owner(item))
    return tuple(value)


def objects_of(item: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """The objects of a field that is a list of them. Raises Wrong."""
    value = item.get(name, [])
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise Wrong("«{field}» is not a list of objects", field=name)
    yield from value


def _optional(item: Mapping[str, Any], name: str) -> str | None:
    return None if item.get(name) is None else text_of(item, name)


def _names(item: Mapping[str, Any], fallback: str) -> Names:
    english = text_of(item, "en", fallback)
    russian = text_of(item, "ru", english)
    if not english.strip() or not russian.strip():
        raise Wrong("{owner} has an empty name", owner=_owner(item))
    return Names(english, russian)


def _definition(item: Mapping[str, Any]) -> Names:
    english = text_of(item, "definition", "")
    return Names(english, text_of(item, "definition_ru", english))


def _attributes(item: Mapping[str, Any]) -> tuple[Attribute, ...]:
    listed = item.get("attributes", {})
    if not isinstance(listed, dict) or not all(isinstance(part, dict) for part in listed.values()):
        raise Wrong("the attributes of {owner} are not objects by name", owner=_owner(item))
    return tuple(_attribute({**part, "id": name}) for name, part in listed.items())


def _attribute(item: Mapping[str, Any]) -> Attribute:
    name = text_of(item, "id")
    values = _texts(item, "values")
    if not values or len(set(values)) < len(values):
        raise Wrong("the values of {field} are none, or one stands there twice", field=name)
    english, russian = _texts(item, "values_en", values), _texts(item, "values_ru", values)
    if not len(values) == len(english) == len(russian):
        raise Wrong("the names of the values of {field} are not as many as the values", field=name)
    default = item.get("default")
    if default is not None and default not in values:
        raise Wrong("the default of {field} is not one of its values", field=name)
    return Attribute(
        name,
        _names(item, name.replace("_", " ")),
        values,
        tuple(Names(*pair) for pair in zip(english, russian, strict=True)),
        _flag(item, "required", False),
        default,
    )


def _choice(item: Mapping[str, Any], name: str, allowed: tuple[str, ...], default: str) -> Any:
    value = text_of(item, name, default)
    if value not in allowed:
        raise Wrong(
            "«{field}» of {owner} is none of {values}",
            field=name,
            owner=_owner(item),
            values=", ".join(allowed),
        )
    return value


def label_from(item: Mapping[str, Any]) -> Label:
    """The label of its JSON object. Raises Wrong."""
    name = text_of(item, "id")
    key = text_of(item, "key", "").upper()
    if key and not (len(key) == 1 and "A" <= key <= "Z"):
        raise Wrong("the key of {owner} is not one letter from A to Z", owner=name)
    if key and key in RESERVED_KEYS:
        raise Wrong(
            "the key {key} of {owner} is taken by a command of the program", key=key, owner=name
        )
    color = text_of(item, "color", "#808080")
    if len(color) != 7 or color[0] != "#" or set(color[1:].lower()) - set("0123456789abcdef"):
        raise Wrong("the color of {owner} is not of the form #12ABEF", owner=name)
    examples = zip_longest(_texts(item, "examples_en"), _texts(item, "examples_ru"))
    return Label(
        name,
        _names(item, name),
        key,
        color,
        _choice(item, "shape", get_args(Shape), "solid"),
        _definition(item),
        _attributes(item),
        tuple(Names(en or ru or "", ru or en or "") for en, ru in examples),
        _flag(item, "fragments", True),
        _choice(item, "self_overlap", get_args(SelfOverlap), "allow"),
        _optional(item, "link_to_registry"),
        _optional(item, "entity_type"),
        _optional(item, "revised"),
    )


def relation_from(item: Mapping[str, Any]) -> RelationType:
    """The relation type of its JSON object. Raises Wrong."""
    name = text_of(item, "id")
    most = item.get("max_per_from")
    if most is not None and not (type(most) is int and most > 0):
        raise Wrong("«max_per_from» of {owner} is not a number above zero", owner=name)
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
        _flag(item, "parallel", False),
    )
