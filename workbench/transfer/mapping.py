"""Mappings of labels as files, as a project keeps them, and those that come with the program.

In JSON a label is null where it is left out, else an object: `{"to": "Actor"}` for a label of the
codebook or `{"add": "PER"}` for one that is added, with `set`, values that it always gets, and
`attributes` by name, which are again null, `{"to": …}` or `{"add": …}` with `values` and `more`,
values that the codebook gets. So are relations.
"""

from collections.abc import Mapping as Table
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from workbench.domain.errors import Refused, Unreadable
from workbench.domain.labels import Label, RelationType
from workbench.domain.mapping import EMPTY, AttributeWay, Mapping, Way
from workbench.domain.words import Names, msg
from workbench.exchange.bundle import shown
from workbench.resources import resource
from workbench.store.project import Project
from workbench.store.reader import Reader

_PREFIX = "mapping:"
# Mappings that come with the program, by the format of the collection that each is for.
READY: Final[Table[str, str]] = {
    "rusentrel": "brat",
    "factrueval2016": "factrueval",
    "ruopinionne2024": "ruopinion",
}


def mapping_form(mapping: Mapping) -> dict[str, Any]:
    """A mapping as plain JSON values."""
    return {
        "labels": {name: _way_form(way) for name, way in mapping.labels.items()},
        "relations": {name: _way_form(way) for name, way in mapping.relations.items()},
    }


def mapping_from(form: Any) -> Mapping:
    """The mapping of a form. Raises Unreadable, naming what is wrong."""
    if not isinstance(form, dict):
        raise _wrong("labels")
    return Mapping(_ways(form, "labels"), _ways(form, "relations"))


def read_mapping(named: str) -> Mapping:
    """The mapping of a JSON file, or the one of that name that comes with the program."""
    path = Path(named)
    try:
        if named in READY and not path.exists():
            path = resource(f"mappings/{named}.json")
        return mapping_from(orjson.loads(path.read_bytes()))
    except OSError as error:
        raise Unreadable(
            "{path} cannot be read: {reason}. Name a JSON file, or one of: {names}.",
            path=shown(path),
            reason=error.strerror or str(error),
            names=", ".join(READY),
        ) from None
    except orjson.JSONDecodeError:
        raise Unreadable("{path} is not JSON.", path=shown(path)) from None


def ready_for(format_name: str | None, labels: Table[str, int]) -> str | None:
    """The name of the mapping that comes with the program for a format and the labels found."""
    for name, made_for in READY.items():
        if made_for == format_name and labels and read_mapping(name).labels.keys() >= set(labels):
            return name
    return None


def kept_mapping(reader: Reader, name: str) -> Mapping:
    """What the project keeps by a name (that of a format); an empty one where it keeps none.

    Decisions for what the codebook has no longer are left out.
    """
    value = reader.remembered(_PREFIX + name)
    try:
        kept = EMPTY if value is None else mapping_from(orjson.loads(value))
    except (Unreadable, orjson.JSONDecodeError):
        return EMPTY  # of a newer version, or damaged: then it is asked again
    book = reader.codebook()
    return Mapping(
        {a: way for a, way in kept.labels.items() if _leads(way, book.labels)},
        {a: way for a, way in kept.relations.items() if _leads(way, book.relations)},
    )


def _leads(way: Way | None, listed: Sequence[Label] | Sequence[RelationType]) -> bool:
    """Whether what a way goes to, and what it sets, is there or is added."""
    if way is None or way.add:
        return True
    target = next((item for item in listed if item.id == way.to), None)
    if target is None:
        return False
    names = {item.id for item in target.attributes}
    asked = [one for one in way.attributes.values() if one is not None]
    return names >= set(way.sets) and all(one.add or one.to in names for one in asked)


def keep_mapping(project: Project, name: str, mapping: Mapping) -> None:
    """Keep decisions by a name, over those that are kept by it already."""
    whole = mapping.over(kept_mapping(project.read, name)).told()
    if whole != EMPTY:
        project.remember(_PREFIX + name, orjson.dumps(mapping_form(whole)).decode())


def drop_mapping(project: Project, name: str) -> None:
    """Forget the decisions that are kept by a name. Raises Refused where there are none."""
    if project.read.remembered(_PREFIX + name) is None:
        raise Refused("The project keeps no mapping «{name}».", name=name)
    project.remember(_PREFIX + name, None)


def _way_form(way: Way | None) -> dict[str, Any] | None:
    if way is None:
        return None
    form: dict[str, Any] = {"add" if way.add else "to": way.to}
    if way.sets:
        form["set"] = dict(way.sets)
    if way.attributes:
        form["attributes"] = {name: _asked_form(one) for name, one in way.attributes.items()}
    if way.name is not None:
        form |= {"en": way.name.en, "ru": way.name.ru}
    return form | ({"why": way.why} if way.why else {})


def _asked_form(way: AttributeWay | None) -> dict[str, Any] | None:
    if way is None:
        return None
    form: dict[str, Any] = {"add" if way.add else "to": way.to}
    if way.values:
        form["values"] = dict(way.values)
    if way.more:
        form["more"] = list(way.more)
    return form | ({"after": way.after} if way.after else {})


def _ways(form: Table[str, Any], part: str) -> dict[str, Way | None]:
    return {name: _way(name, item) for name, item in _object(form, part).items()}


def _way(name: str, form: Any) -> Way | None:
    if form is None:
        return None
    to, add = _goal(name, form)
    sets = _object(form, "set")
    if not all(isinstance(value, str) for value in sets.values()):
        raise _wrong(f"{name}.set")
    attributes = {one: _asked(f"{name}.{one}", a) for one, a in _object(form, "attributes").items()}
    english = form.get("en", to)
    said = (english, form.get("ru", english), form.get("why", ""))
    if not all(isinstance(one, str) for one in said) or not english.strip() or not said[1].strip():
        raise _wrong(name)
    named = Names(english, said[1]) if "en" in form or "ru" in form else None
    return Way(to, add, sets, attributes, named, said[2])


def _asked(name: str, form: Any) -> AttributeWay | None:
    if form is None:
        return None
    to, add = _goal(name, form)
    values, after = _object(form, "values"), form.get("after", "")
    if not all(value is None or isinstance(value, str) for value in values.values()):
        raise _wrong(f"{name}.values")
    if not isinstance(after, str):
        raise _wrong(f"{name}.after")
    more = form.get("more", [])
    if not isinstance(more, list) or not all(isinstance(value, str) for value in more):
        raise _wrong(f"{name}.more")
    return AttributeWay(to, add, values, after, tuple(more))


def _goal(name: str, form: Any) -> tuple[str, bool]:
    given = [key for key in ("to", "add") if isinstance(form, dict) and key in form]
    if len(given) != 1 or not isinstance(form[given[0]], str) or not form[given[0]].strip():
        raise Unreadable(
            "«{name}» in the mapping is neither null nor has one of «to» and «add».", name=name
        )
    return form[given[0]], given[0] == "add"


def _object(form: Table[str, Any], field: str) -> dict[str, Any]:
    value = form.get(field, {})
    if not isinstance(value, dict):
        raise _wrong(field)
    return value


def _wrong(field: str) -> Unreadable:
    return Unreadable(msg("«{field}» is missing or of the wrong kind.", field=field))
