"""A codebook being edited: its JSON object, and where what is stored goes with each edit.

A Draft is a value; every edit gives the next one and keeps the keys of the JSON object that are
not known here.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from workbench.domain.codebook import Attribute, Codebook
from workbench.domain.errors import Refused
from workbench.domain.words import Message, Names

Part = Literal["labels", "relations"]
Body = dict[str, Any]
Pairs = Mapping[tuple[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Owner:
    """What attributes belong to: a label or a relation type, by its id in the draft."""

    part: Part
    id: str


@dataclass(frozen=True, slots=True)
class Route:
    """Where the spans of a label (the links of a relation type) go, and their attributes.

    `source` and the keys of the mappings are ids of the codebook before; the values are ids of
    the draft, None where nothing takes their place. An attribute that is no key has become the
    label itself. A route takes what has the values `when`, and of that `only` the given ids.
    """

    source: str
    target: str | None
    attributes: Mapping[str, str | None]
    values: Pairs
    when: tuple[tuple[str, str], ...] = ()
    only: frozenset[str] | None = None

    @classmethod
    def straight(cls, source: str, attributes: Iterable[Attribute]) -> Self:
        """The route on which everything stays as it is."""
        listed = tuple(attributes)
        return cls(
            source,
            source,
            {item.id: item.id for item in listed},
            {(item.id, value): value for item in listed for value in item.values},
        )

    @property
    def plain(self) -> bool:
        """Whether what goes this way stays as it is."""
        return (
            self.target == self.source
            and not self.when
            and self.only is None
            and all(new == old for old, new in self.attributes.items())
            and all(new == value for (_, value), new in self.values.items())
        )

    def takes(self, record_id: str, attributes: Mapping[str, str]) -> bool:
        """Whether a record of the source goes this way."""
        return (self.only is None or record_id in self.only) and all(
            attributes.get(name) == value for name, value in self.when
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A codebook before, its next JSON object, and the routes from the one to the other.

    `heirs` says which label of before a label continues; `done` tells the edits so far.
    """

    before: Codebook
    body: Mapping[str, Any] = field(repr=False)
    labels: tuple[Route, ...]
    relations: tuple[Route, ...]
    heirs: Mapping[str, str]
    done: tuple[Message, ...] = ()

    @classmethod
    def of(cls, codebook: Codebook) -> Self:
        """A draft in which nothing is changed yet."""
        return cls(
            codebook,
            codebook.body,
            tuple(Route.straight(item.id, item.attributes) for item in codebook.labels),
            tuple(Route.straight(item.id, item.attributes) for item in codebook.relations),
            {item.id: item.id for item in codebook.labels},
        )

    @classmethod
    def between(cls, before: Codebook, after: Codebook) -> Self:
        """The draft that puts `after` in the place of `before`: what has the same id stays."""
        labels = {item.id: item.attributes for item in after.labels}
        relations = {item.id: item.attributes for item in after.relations}
        made = cls.of(before)
        return replace(
            made,
            body=after.body,
            labels=tuple(_into(route, labels) for route in made.labels),
            relations=tuple(_into(route, relations) for route in made.relations),
            heirs={name: name for name in made.heirs if name in labels},
        )

    @property
    def changed(self) -> bool:
        """Whether there is anything to apply."""
        return self.body != self.before.body or any(
            not route.plain for route in (*self.labels, *self.relations)
        )

    def codebook(self) -> Codebook:
        """The codebook that this draft makes. Raises Unreadable, naming the part that is wrong."""
        return Codebook.of(self.body)

    def routes(self, part: Part) -> tuple[Route, ...]:
        """The routes of spans (`labels`) or of links (`relations`)."""
        return self.labels if part == "labels" else self.relations

    # -- what the draft holds

    def ids(self, part: Part) -> list[str]:
        """The ids of the labels or of the relation types, in order."""
        return [item["id"] for item in self.body.get(part, ())]

    def item(self, owner: Owner) -> Mapping[str, Any]:
        """The JSON object of a label or relation type."""
        return item_of(self.body, owner)

    def attribute(self, owner: Owner, name: str) -> Mapping[str, Any]:
        """The JSON object of an attribute."""
        found: Mapping[str, Any] = self.item(owner)["attributes"][name]
        return found

    def name_of(self, owner: Owner) -> Names:
        """What a label or relation type is called."""
        return names_of(self.item(owner), owner.id)

    # -- how edits are made of it

    def edited(
        self,
        edit: Callable[[Body], None],
        done: Message | None = None,
        *,
        routes: Callable[[Route], Iterable[Route]] | None = None,
        part: Part = "labels",
        heirs: Mapping[str, str] | None = None,
    ) -> Self:
        """The next draft: `edit` changes a copy of the JSON object, `routes` those of `part`."""
        body = deepcopy(dict(self.body))
        edit(body)
        moved = self.routes(part)
        if routes is not None:
            moved = tuple(new for old in moved for new in routes(old))
        return replace(
            self,
            body=body,
            labels=moved if part == "labels" else self.labels,
            relations=moved if part == "relations" else self.relations,
            heirs=self.heirs if heirs is None else heirs,
            done=self.done if done is None else (*self.done, done),
        )


def _into(route: Route, listed: Mapping[str, tuple[Attribute, ...]]) -> Route:
    if route.target not in listed:
        return replace(route, target=None)
    known = {item.id: item.values for item in listed[route.source]}
    return replace(
        route,
        attributes={name: name if name in known else None for name in route.attributes},
        values={
            (name, value): value if value in known.get(name, ()) else None
            for name, value in route.values
        },
    )


def item_of(body: Mapping[str, Any], owner: Owner) -> Body:
    """The JSON object of a label or relation type. Raises Refused where there is none."""
    found: Body | None = next(
        (item for item in body.get(owner.part, ()) if item["id"] == owner.id), None
    )
    if found is None:
        raise Refused("The codebook has no «{name}» any more.", name=owner.id)
    return found


def names_of(item: Mapping[str, Any], fallback: str) -> Names:
    """What the JSON object of a part is called."""
    english = str(item.get("en", fallback))
    return Names(english, str(item.get("ru", english)))
