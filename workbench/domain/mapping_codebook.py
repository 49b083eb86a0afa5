"""The codebook with what a mapping adds to it: labels with colours and shapes of their own."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from colorsys import hls_to_rgb
from copy import deepcopy
from typing import Any, get_args

from workbench.domain.codebook import Codebook
from workbench.domain.codebook_edits import bumped
from workbench.domain.labels import Shape
from workbench.domain.mapping import Mapping as Decisions
from workbench.domain.mapping import Way
from workbench.domain.mapping_found import Found

Body = dict[str, Any]

# Tints that marks can have on light and on dark paper: hue by hue, at two lightnesses.
_TINTS = tuple((hue / 24, light, 0.62) for light in (0.60, 0.47) for hue in range(24))


def grown(codebook: Codebook, mapping: Decisions, found: Found) -> Codebook:
    """The codebook with what the ways that `add` need and it lacks; itself where it lacks nothing.

    Added labels may overlap as they like, and mention entities where spans of theirs do. Added
    relations go between the labels that they are found between.
    """
    body = deepcopy(dict(codebook.body))
    values = _values(found)
    looks = _Looks(body["labels"])
    for owner in found.labels:
        way = mapping.labels.get(owner)
        if way is None:
            continue
        item = _item(body, "labels", way)
        if item is None:
            item = _named(way) | looks.next()
            item["self_overlap"] = "allow"
            body["labels"].append(item)
        if way.add and found.naming[owner] and not item.get("link_to_registry"):
            item["link_to_registry"] = "entity"
        _say(item, way, values.get(("labels", owner), {}))
    for owner in found.relations:
        way = mapping.relations.get(owner)
        if way is None:
            continue
        item = _item(body, "relations", way)
        if item is None:
            item = _named(way) | {"from": [], "to": []}
            body.setdefault("relations", []).append(item)
        if way.add:
            _join(item, owner, mapping, found)
        _say(item, way, values.get(("relations", owner), {}))
    if body == codebook.body:
        return codebook
    body["version"] = bumped(codebook.version)
    return Codebook.of(body)


def _values(found: Found) -> dict[tuple[str, str], dict[str, list[str]]]:
    listed: dict[tuple[str, str], dict[str, list[str]]] = {}
    for part, owner, name, value in found.values:
        listed.setdefault((part, owner), {}).setdefault(name, []).append(value)
    return listed


def _item(body: Body, part: str, way: Way) -> Body | None:
    return next((item for item in body.get(part, ()) if item["id"] == way.to), None)


def _named(way: Way) -> Body:
    made: Body = {"id": way.to}
    made["en"], made["ru"] = (way.name.en, way.name.ru) if way.name else (way.to, way.to)
    if way.why:
        made["definition"] = way.why
    return made


def _join(item: Body, owner: str, mapping: Decisions, found: Found) -> None:
    for kind, source, target in found.joins:
        if kind != owner:
            continue
        ends = (mapping.labels.get(source), mapping.labels.get(target))
        for field, way in zip(("from", "to"), ends, strict=True):
            if all(ends) and way is not None and way.to not in item.get(field, ()):
                item[field] = [*item.get(field, ()), way.to]
    if owner in found.parallel:
        item["parallel"] = True


def _say(item: Body, way: Way, values: Mapping[str, Sequence[str]]) -> None:
    """Give a label or relation the attributes and values that it lacks."""
    for name, one in way.attributes.items():
        if one is not None and one.add:
            new = (one.value(value) for value in values.get(name, ()))
            _offer(item, one.to, [value for value in new if value is not None])
        elif one is not None and one.more:
            _offer(item, one.to, one.more)
    if way.add:
        for name, value in way.sets.items():
            _offer(item, name, [value])


def _offer(item: Body, name: str, values: Iterable[str]) -> None:
    attributes = item.setdefault("attributes", {})
    known = attributes.setdefault(name, {"values": []})
    old = known["values"]
    new = sorted(set(values).difference(old), key=_in_order)
    for language in ("values_en", "values_ru"):
        if language in known:
            known[language] = [*known[language], *new]
    known["values"] = [*old, *new]
    if not known["values"]:
        del attributes[name]


def _in_order(value: str) -> tuple[int, int, str]:
    return (0, int(value), value) if value.isdecimal() else (1, 0, value)


class _Looks:
    """Colours as far from those in use as there are, and the shapes that fewest labels have."""

    def __init__(self, labels: Sequence[Body]) -> None:
        self._shapes = Counter(item.get("shape", "solid") for item in labels)
        used = [_channels(item.get("color", "#808080")) for item in labels]
        self._near = {
            color: min((_apart(color, one) for one in used), default=math.inf)
            for color in map(_tint, _TINTS)
        }

    def next(self) -> Body:
        """The look of one more label."""
        near = self._near
        color = max(near, key=lambda one: near[one])
        for one in near:
            near[one] = min(near[one], _apart(one, color))
        shape = min(get_args(Shape), key=lambda name: self._shapes[name])
        self._shapes[shape] += 1
        return {"color": "#{:02X}{:02X}{:02X}".format(*color), "shape": shape}


def _tint(tint: tuple[float, float, float]) -> tuple[int, ...]:
    return tuple(round(255 * part) for part in hls_to_rgb(*tint))


def _channels(color: str) -> tuple[int, ...]:
    return tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))


def _apart(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """How different two colours look («redmean»)."""
    red = (one[0] + other[0]) / 2
    r, g, b = ((x - y) ** 2 for x, y in zip(one, other, strict=True))
    return float((2 + red / 256) * r + 4 * g + (2 + (255 - red) / 256) * b)
