"""What a mapping of labels leaves out, in words: before an import, and after it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Final, Literal, TypeAlias

from workbench.domain.codebook import Codebook
from workbench.domain.codebook_draft import Part
from workbench.domain.mapping import AttributeWay, Mapping
from workbench.domain.mapping_found import Found
from workbench.domain.words import Message, Value

Loss: TypeAlias = Literal["label", "relation", "entity", "value", "end", "codebook"]

_WILL: Final[dict[Loss, Message]] = {
    "label": Message(
        "{count} span «{label}» will be left out.", "{count} spans «{label}» will be left out."
    ),
    "relation": Message(
        "{count} link «{relation}» will be left out.",
        "{count} links «{relation}» will be left out.",
    ),
    "entity": Message(
        "{count} span «{label}» will lose the entity that it mentions.",
        "{count} spans «{label}» will lose the entities that they mention.",
    ),
    "value": Message(
        "{count} value of the attribute «{name}» of «{owner}» will be left out.",
        "{count} values of the attribute «{name}» of «{owner}» will be left out.",
    ),
    "end": Message(
        "{count} link «{relation}» will be left out together with one of its spans.",
        "{count} links «{relation}» will be left out together with one of their spans.",
    ),
    "codebook": Message(
        "{count} link «{relation}» will be left out: by the codebook «{name}» does not go from "
        "«{source}» to «{target}».",
        "{count} links «{relation}» will be left out: by the codebook «{name}» does not go from "
        "«{source}» to «{target}».",
    ),
}
_WAS: Final[dict[Loss, Message]] = {
    "label": Message(
        "{count} span «{label}» was left out.", "{count} spans «{label}» were left out."
    ),
    "relation": Message(
        "{count} link «{relation}» was left out.", "{count} links «{relation}» were left out."
    ),
    "entity": Message(
        "{count} span «{label}» lost the entity that it mentions.",
        "{count} spans «{label}» lost the entities that they mention.",
    ),
    "value": Message(
        "{count} value of the attribute «{name}» of «{owner}» was left out.",
        "{count} values of the attribute «{name}» of «{owner}» were left out.",
    ),
    "end": Message(
        "{count} link «{relation}» was left out together with one of its spans.",
        "{count} links «{relation}» were left out together with one of their spans.",
    ),
    "codebook": Message(
        "{count} link «{relation}» was left out: by the codebook «{name}» does not go from "
        "«{source}» to «{target}».",
        "{count} links «{relation}» were left out: by the codebook «{name}» does not go from "
        "«{source}» to «{target}».",
    ),
}


def will_leave_out(found: Found, mapping: Mapping, codebook: Codebook) -> list[Message]:
    """What a settled mapping will leave out of what was found, in words with counts."""
    losses = _losses(found, mapping, codebook)
    return [replace(_WILL[loss], values=values) for loss, values in losses]


def left_out(found: Found, mapping: Mapping, codebook: Codebook) -> list[Message]:
    """The same of an import that was made."""
    losses = _losses(found, mapping, codebook)
    return [replace(_WAS[loss], values=values) for loss, values in losses]


def _losses(
    found: Found, mapping: Mapping, codebook: Codebook
) -> Iterator[tuple[Loss, dict[str, Value]]]:
    parts: tuple[Part, Part] = ("labels", "relations")
    for part, owner in chain.from_iterable(((p, o) for o in found.named(p)) for p in parts):
        if owner not in mapping.ways(part):
            continue  # nobody has decided
        way, count = mapping.ways(part)[owner], found.named(part)[owner]
        if way is None and part == "labels":
            yield "label", {"count": count, "label": owner}
        elif way is None:
            yield "relation", {"count": count, "relation": owner}
        elif part == "labels" and found.naming[owner]:
            label = codebook.label(way.to)
            if label is not None and not label.names_entities:
                yield "entity", {"count": found.naming[owner], "label": owner}
    yield from _loose(found, mapping, codebook)
    lost: Counter[tuple[str, str]] = Counter()
    for (part, owner, name, value), count in found.values.items():
        way = mapping.ways(part).get(owner)
        if way is not None:
            one = way.attributes.get(name, AttributeWay(name))
            lost[owner, name] += count if one is None or one.value(value) is None else 0
    for (owner, name), count in lost.items():
        if count:
            yield "value", {"count": count, "name": name, "owner": owner}


def _loose(
    found: Found, mapping: Mapping, codebook: Codebook
) -> Iterator[tuple[Loss, dict[str, Value]]]:
    """Links that are left out because of what becomes of their spans."""
    spans: Counter[str] = Counter()
    ends: Counter[tuple[str, str, str, str]] = Counter()
    for (owner, *labels), count in found.joins.items():
        way = mapping.relations.get(owner)
        undecided = any(label and label not in mapping.labels for label in labels)
        if way is None or undecided:
            continue
        ways = [mapping.labels.get(label) for label in labels]
        source, target = (end.to if end is not None else None for end in ways)
        kind = codebook.relation(way.to)
        if source is None or target is None:
            spans[owner] += count
        elif kind is not None and not kind.joins(source, target):
            ends[owner, way.to, source, target] += count
    for owner, count in spans.items():
        yield "end", {"count": count, "relation": owner}
    for (owner, name, source, target), count in ends.items():
        yield (
            "codebook",
            {"count": count, "relation": owner, "name": name, "source": source, "target": target},
        )
