"""Edits of a codebook draft that concern attributes and their values."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from workbench.domain.codebook_draft import Body, Draft, Owner, Route, item_of
from workbench.domain.errors import Refused
from workbench.domain.words import Message, Names, msg

_NAMES = ("values_en", "values_ru")


def attribute_name(draft: Draft, owner: Owner, name: str) -> Names:
    """What an attribute is called."""
    form = draft.attribute(owner, name)
    english = str(form.get("en", name.replace("_", " ")))
    return Names(english, str(form.get("ru", english)))


def put_attribute(draft: Draft, owner: Owner, name: str, **fields: Any) -> Draft:
    """Set fields of an attribute; None takes a field away."""

    def edit(form: Body) -> None:
        for field, value in fields.items():
            form.pop(field, None) if value is None else form.__setitem__(field, value)

    told = msg("«{name}» changed", name=attribute_name(draft, owner, name))
    return _edited(draft, owner, name, edit, None if draft.done[-1:] == (told,) else told)


def add_attribute(draft: Draft, owner: Owner, name: str) -> Draft:
    """Add an attribute with one value, at the end."""
    _refuse_taken(name, draft.item(owner).get("attributes", {}))
    made = {"en": name, "ru": name, "values": ["yes"], "values_en": ["yes"], "values_ru": ["да"]}

    def edit(body: Body) -> None:
        item_of(body, owner).setdefault("attributes", {})[name] = made

    return draft.edited(edit, msg("«{name}» added", name=name))


def delete_attribute(draft: Draft, owner: Owner, name: str) -> Draft:
    """Drop an attribute; its stored values have nowhere to go then."""

    def edit(body: Body) -> None:
        item = item_of(body, owner)
        del item["attributes"][name]
        if item.get("entity_type") == name:
            del item["entity_type"]

    return draft.edited(
        edit,
        msg("«{name}» dropped", name=attribute_name(draft, owner, name)),
        routes=lambda route: (_attribute_to(route, owner, name, None),),
        part=owner.part,
    )


def rename_attribute(draft: Draft, owner: Owner, name: str, new: str) -> Draft:
    """Give an attribute another id; stored values are carried over."""
    new = new.strip()
    if new == name:
        return draft
    _refuse_taken(new, draft.item(owner)["attributes"])

    def edit(body: Body) -> None:
        item = item_of(body, owner)
        item["attributes"] = {
            new if key == name else key: form for key, form in item["attributes"].items()
        }
        item["attributes"][new].setdefault("en", name.replace("_", " "))
        if item.get("entity_type") == name:
            item["entity_type"] = new

    return draft.edited(
        edit,
        msg("{old} renamed {new}", old=name, new=new),
        routes=lambda route: (_attribute_to(route, owner, name, new),),
        part=owner.part,
    )


def move_attribute(draft: Draft, owner: Owner, name: str, place: int) -> Draft:
    """Put an attribute at another place in the order."""

    def edit(body: Body) -> None:
        item = item_of(body, owner)
        names = [key for key in item["attributes"] if key != name]
        names.insert(place, name)
        item["attributes"] = {key: item["attributes"][key] for key in names}

    return draft.edited(edit, msg("Order of the codebook"))


def add_value(draft: Draft, owner: Owner, name: str, value: str) -> Draft:
    """Add a value at the end of an attribute's list."""
    value = value.strip()
    _refuse_taken(value, draft.attribute(owner, name)["values"])

    def edit(form: Body) -> None:
        _spell_out(form)
        for field in ("values", *_NAMES):
            form[field].append(value)

    return _edited(draft, owner, name, edit, msg("«{name}» added", name=value))


def name_value(draft: Draft, owner: Owner, name: str, value: str, language: str, to: str) -> Draft:
    """Call a value something else in one language (`en` or `ru`)."""

    def edit(form: Body) -> None:
        _spell_out(form)
        form[f"values_{language}"][form["values"].index(value)] = to

    return _edited(draft, owner, name, edit, msg("«{name}» changed", name=value))


def rename_value(draft: Draft, owner: Owner, name: str, value: str, new: str) -> Draft:
    """Give a value another id; where it is stored it is carried over."""
    new = new.strip()
    if new == value:
        return draft
    _refuse_taken(new, draft.attribute(owner, name)["values"])

    def edit(form: Body) -> None:
        _spell_out(form)
        form["values"][form["values"].index(value)] = new
        if form.get("default") == value:
            form["default"] = new

    title = msg("{old} renamed {new}", old=value, new=new)
    return _values_to(_edited(draft, owner, name, edit, title), owner, name, value, new)


def delete_value(draft: Draft, owner: Owner, name: str, value: str) -> Draft:
    """Drop a value; where it is stored it has nowhere to go then."""
    title = msg("«{name}» dropped", name=value)
    return _values_to(_without(draft, owner, name, value, None, title), owner, name, value, None)


def merge_values(draft: Draft, owner: Owner, name: str, gone: str, into: str) -> Draft:
    """Merge one value of an attribute into another."""
    if gone == into:
        raise Refused("A value cannot be merged with itself.")
    title = msg("«{one}» merged into «{other}»", one=gone, other=into)
    return _values_to(_without(draft, owner, name, gone, into, title), owner, name, gone, into)


def move_value(draft: Draft, owner: Owner, name: str, value: str, place: int) -> Draft:
    """Put a value at another place in the order, which is that of the digits."""

    def edit(form: Body) -> None:
        _spell_out(form)
        old = form["values"].index(value)
        for field in ("values", *_NAMES):
            form[field].insert(place, form[field].pop(old))

    return _edited(draft, owner, name, edit, msg("Order of the codebook"))


def send_value(draft: Draft, owner: Owner, name: str, value: str, to: str) -> Draft:
    """Let a dropped value of before become `to`; `owner` and `name` are ids of before."""

    def redirect(route: Route) -> Iterable[Route]:
        lost = route.source == owner.id and route.values.get((name, value), "") is None
        yield replace(route, values={**route.values, (name, value): to}) if lost else route

    return draft.edited(lambda body: None, routes=redirect, part=owner.part)


def _edited(draft: Draft, owner: Owner, name: str, edit: Any, done: Message | None) -> Draft:
    return draft.edited(lambda body: edit(item_of(body, owner)["attributes"][name]), done)


def _spell_out(form: Body) -> None:
    """Give every value its names, so that the three lists keep step."""
    for field in _NAMES:
        form[field] = list(form.get(field) or form["values"])


def _without(
    draft: Draft, owner: Owner, name: str, value: str, default: str | None, done: Message
) -> Draft:
    if len(draft.attribute(owner, name)["values"]) == 1:
        raise Refused("An attribute keeps at least one value. Delete the attribute instead.")

    def edit(form: Body) -> None:
        _spell_out(form)
        place = form["values"].index(value)
        for field in ("values", *_NAMES):
            del form[field][place]
        if form.get("default") == value:
            if default is None:
                del form["default"]
            else:
                form["default"] = default

    return _edited(draft, owner, name, edit, done)


def _attribute_to(route: Route, owner: Owner, old: str, new: str | None) -> Route:
    if route.target != owner.id:
        return route
    moved = {key: new if now == old else now for key, now in route.attributes.items()}
    return replace(route, attributes=moved)


def _values_to(draft: Draft, owner: Owner, name: str, old: str, new: str | None) -> Draft:
    def routes(route: Route) -> Iterable[Route]:
        if route.target != owner.id:
            yield route
            return
        mine = {key for key, now in route.attributes.items() if now == name}
        moved = {
            (key, value): new if key in mine and now == old else now
            for (key, value), now in route.values.items()
        }
        yield replace(route, values=moved)

    return draft.edited(lambda body: None, routes=routes, part=owner.part)


def _refuse_taken(new: str, taken: Iterable[str]) -> None:
    if not new.strip():
        raise Refused("A name in the data has at least one letter.")
    if new in taken:
        raise Refused(
            "«{name}» is in the codebook already. Choose another name, or merge the two.", name=new
        )
