"""Edits of a codebook draft that concern labels and relation types."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from workbench.domain.codebook_draft import Body, Draft, Owner, Part, Route, item_of, names_of
from workbench.domain.errors import Refused
from workbench.domain.words import msg


def put(draft: Draft, owner: Owner, **fields: Any) -> Draft:
    """Set fields of a label or relation type; None takes a field away."""

    def edit(body: Body) -> None:
        _put(item_of(body, owner), fields)

    told = msg("«{name}» changed", name=draft.name_of(owner))
    return draft.edited(edit, None if draft.done[-1:] == (told,) else told)


def put_head(draft: Draft, **fields: Any) -> Draft:
    """Set fields of the codebook itself, such as its version."""
    return draft.edited(lambda body: _put(body, fields))


def bumped(version: str) -> str:
    """The version after this one: its last number is one more."""
    head, dot, last = version.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdecimal() else f"{version}.1"


def add(draft: Draft, part: Part, new_id: str) -> Draft:
    """Add a label or a relation type at the end."""
    _refuse_taken(draft, part, new_id)
    made: Body = {"id": new_id, "en": new_id, "ru": new_id}
    if part == "labels":
        made |= {"color": "#808080", "shape": "solid", "self_overlap": "nest"}
    else:
        made |= {"from": list[str](), "to": list[str]()}
    return draft.edited(
        lambda body: body.setdefault(part, []).append(made), msg("«{name}» added", name=new_id)
    )


def delete(draft: Draft, owner: Owner) -> Draft:
    """Drop a label or a relation type; what is stored of it has nowhere to go then."""

    def edit(body: Body) -> None:
        body[owner.part] = [item for item in body[owner.part] if item["id"] != owner.id]
        if owner.part == "labels":
            _replace_ends(body, owner.id, ())

    return draft.edited(
        edit,
        msg("«{name}» dropped", name=draft.name_of(owner)),
        routes=lambda route: (_to(route, owner.id, None),),
        part=owner.part,
        heirs={name: old for name, old in draft.heirs.items() if name != owner.id}
        if owner.part == "labels"
        else None,
    )


def move(draft: Draft, owner: Owner, place: int) -> Draft:
    """Put a label or relation type at another place in the order."""

    def edit(body: Body) -> None:
        item = item_of(body, owner)
        body[owner.part].remove(item)
        body[owner.part].insert(place, item)

    return draft.edited(edit, msg("Order of the codebook"))


def rename(draft: Draft, owner: Owner, new_id: str) -> Draft:
    """Give a label or relation type another id; what is stored is carried over."""
    new_id = new_id.strip()
    if new_id == owner.id:
        return draft
    _refuse_taken(draft, owner.part, new_id)

    def edit(body: Body) -> None:
        item = item_of(body, owner)
        # What was named by its id is named so no longer by accident.
        names = names_of(
            item, owner.id.replace("_", " ") if owner.part == "relations" else owner.id
        )
        item.setdefault("en", names.en)
        item["id"] = new_id
        if owner.part == "labels":
            _replace_ends(body, owner.id, (new_id,))

    return draft.edited(
        edit,
        msg("{old} renamed {new}", old=owner.id, new=new_id),
        routes=lambda route: (_to(route, owner.id, new_id),),
        part=owner.part,
        heirs={new_id if name == owner.id else name: old for name, old in draft.heirs.items()}
        if owner.part == "labels"
        else None,
    )


def merge(draft: Draft, gone: str, into: str) -> Draft:
    """Merge one label into another, which gets the attributes and values that it lacks."""
    if gone == into:
        raise Refused("A label cannot be merged with itself.")
    old, new = Owner("labels", gone), Owner("labels", into)

    def edit(body: Body) -> None:
        from_item, item = item_of(body, old), item_of(body, new)
        kept = item.setdefault("attributes", {})
        for name, attribute in from_item.get("attributes", {}).items():
            if name in kept:
                _unite(kept[name], attribute)
            else:
                kept[name] = attribute
        body["labels"].remove(from_item)
        _replace_ends(body, gone, (into,))

    return draft.edited(
        edit,
        msg("«{one}» merged into «{other}»", one=draft.name_of(old), other=draft.name_of(new)),
        routes=lambda route: (_to(route, gone, into),),
        heirs={name: was for name, was in draft.heirs.items() if name != gone},
    )


def split(draft: Draft, label: str, attribute: str) -> Draft:
    """Make a label of each value of an attribute; spans without a value keep the label."""
    owner = Owner("labels", label)
    names = names_of(draft.item(owner), label)
    form = draft.attribute(owner, attribute)
    values = list(form["values"])
    made = {value: _free(draft, "labels", f"{label}_{value}") for value in values}
    shown = {
        value: (form.get("values_en", values)[number], form.get("values_ru", values)[number])
        for number, value in enumerate(values)
    }

    def edit(body: Body) -> None:
        item = item_of(body, owner)
        del item["attributes"][attribute]
        if item.get("entity_type") == attribute:
            del item["entity_type"]
        place = body["labels"].index(item) + 1
        twins = []
        for value, new_id in made.items():
            twin = {k: v for k, v in deepcopy(item).items() if k not in ("key", "revised")}
            english, russian = shown[value]
            twin |= {"id": new_id, "en": f"{names.en}: {english}", "ru": f"{names.ru}: {russian}"}
            twins.append(twin)
        body["labels"][place:place] = twins
        _replace_ends(body, label, (label, *made.values()))

    def routes(route: Route) -> Iterable[Route]:
        old = next((x for x, now in route.attributes.items() if now == attribute), None)
        if route.target != label or old is None:
            yield route
            return
        rest = {name: now for name, now in route.attributes.items() if name != old}
        for (name, value), now in route.values.items():
            if name == old and now is not None:
                when = (*route.when, (old, value))
                yield replace(route, target=made[now], attributes=rest, when=when)
        yield replace(route, attributes={**rest, old: None})

    title = msg("«{name}» split by «{attribute}»", name=names, attribute=names_of(form, attribute))
    return draft.edited(edit, title, routes=routes)


def split_off(draft: Draft, label: str, new_id: str, spans: Iterable[str]) -> Draft:
    """Move the spans with these ids to a new label that is like theirs."""
    new_id, chosen = new_id.strip(), frozenset(spans)
    owner = Owner("labels", label)
    _refuse_taken(draft, "labels", new_id)

    def edit(body: Body) -> None:
        item = item_of(body, owner)
        twin = {k: v for k, v in deepcopy(item).items() if k not in ("key", "revised")}
        twin |= {"id": new_id, "en": new_id, "ru": new_id}
        body["labels"].insert(body["labels"].index(item) + 1, twin)
        _replace_ends(body, label, (label, new_id))

    def routes(route: Route) -> Iterable[Route]:
        if route.target == label:
            only = chosen if route.only is None else route.only & chosen
            yield replace(route, target=new_id, only=only)
        yield route

    title = msg("«{new}» split off from «{name}»", new=new_id, name=draft.name_of(owner))
    return draft.edited(edit, title, routes=routes)


def send(draft: Draft, part: Part, source: str, target: str) -> Draft:
    """Let what a dropped label or relation type of before leaves behind go to another one."""

    def redirect(route: Route) -> Iterable[Route]:
        lost = route.source == source and route.target is None
        yield replace(route, target=target) if lost else route

    return draft.edited(lambda body: None, routes=redirect, part=part)


def _to(route: Route, old: str, new: str | None) -> Route:
    return replace(route, target=new) if route.target == old else route


def _put(item: Body, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if value is None:
            item.pop(name, None)
        else:
            item[name] = value


def _refuse_taken(draft: Draft, part: Part, new_id: str) -> None:
    if not new_id.strip():
        raise Refused("A name in the data has at least one letter.")
    if new_id in draft.ids(part):
        raise Refused(
            "«{name}» is in the codebook already. Choose another name, or merge the two.",
            name=new_id,
        )


def _free(draft: Draft, part: Part, wanted: str) -> str:
    taken, found, number = set(draft.ids(part)), wanted, 2
    while found in taken:
        found, number = f"{wanted}_{number}", number + 1
    return found


def free_id(draft: Draft, part: Part) -> str:
    """An id that no label (relation type) of the draft has yet."""
    return _free(draft, part, "Label" if part == "labels" else "relation")


def _replace_ends(body: Body, old: str, new: tuple[str, ...]) -> None:
    for relation in body.get("relations", ()):
        for end in ("from", "to"):
            listed = relation.get(end, [])
            if old in listed:
                swapped: list[str] = []
                for name in listed:
                    swapped += new if name == old else (name,)
                relation[end] = list(dict.fromkeys(swapped))


def _unite(kept: Body, other: Mapping[str, Any]) -> None:
    values, more = kept["values"], other["values"]
    for language in ("values_en", "values_ru"):
        if language in kept or language in other:
            names = list(kept.get(language) or values)
            theirs = other.get(language) or more
            names += [theirs[n] for n, value in enumerate(more) if value not in values]
            kept[language] = names
    kept["values"] = [*values, *(value for value in more if value not in values)]
