"""What brat is told of a codebook, and how names are written where brat allows few letters.

brat takes ASCII letters, digits, «_» and «-» in the names of labels, relations, attributes and
values, and no blank. Any other character is written as `_xHHHH_`, its code in hexadecimal, and so
is a «_» before an «x»; `_x_` is the empty name. Names for people stand in visual.conf.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from workbench.domain.codebook import Attribute, Codebook, Label, RelationType
from workbench.domain.records import Relation, Span
from workbench.exchange.bundle import Bundle, Unit

_FOREIGN = re.compile("[^A-Za-z0-9_-]|_(?=x)|^-|^$")
_BREAKING = re.compile("[\r\n]|_(?=x)")
_ESCAPE = re.compile("_x((?:[0-9A-F]{4,6})?)_")
_COUNTED = re.compile(r"^# offsets: (code_point|utf16)\s*$", re.MULTILINE)
_COLOURLESS: Final = "#d0d0d0"


@lru_cache(maxsize=4096)
def escaped(name: str) -> str:
    """`name` in the letters that brat takes; `plain` gives it back."""
    return _FOREIGN.sub(_code, name)


def on_one_line(text: str) -> str:
    """`text` without ends of lines; `plain` gives it back."""
    return _BREAKING.sub(_code, text)


def plain(name: str) -> str:
    """What `escaped` or `on_one_line` was made from; a name that they did not make, as it is."""
    return _ESCAPE.sub(_letter, name) if "_x" in name else name


def _code(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_" if found[0] else "_x_"


def _letter(found: re.Match[str]) -> str:
    if not found[1]:
        return ""
    code = int(found[1], 16)
    if 0xD800 <= code < 0xE000 or code > 0x10FFFF:  # no character has this code
        return found[0]
    return chr(code)


def counted_in(conf: str) -> Unit | None:
    """The unit of offsets that an annotation.conf of this program names; None in another's."""
    found = _COUNTED.search(conf)
    if found is None:
        return None
    return "utf16" if found[1] == "utf16" else "code_point"


class Vocabulary:
    """The labels, relations and attributes of a codebook, and those that articles use besides."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._labels = {label.id: None for label in codebook.labels}
        self._relations = {kind.id: None for kind in codebook.relations}
        self._bearers: dict[str, dict[str, None]] = {}
        self._values: dict[str, dict[str, None]] = {}
        self._known: set[tuple[str, str, str]] = set()
        self._owners: list[Label | RelationType] = [*codebook.labels, *codebook.relations]
        for owner in self._owners:
            for attribute in owner.attributes:
                self._bearers.setdefault(attribute.id, {})[owner.id] = None
                self._values.setdefault(attribute.id, {}).update(dict.fromkeys(attribute.values))

    def learn(self, bundle: Bundle) -> None:
        """Take in the names that an article uses."""
        for span in bundle.spans:
            self._labels.setdefault(span.label)
            self._learn_values(span, span.label)
        for relation in bundle.relations:
            self._relations.setdefault(relation.type)
            self._learn_values(relation, relation.type)

    def _learn_values(self, bearer: Span | Relation, owner: str) -> None:
        for name, value in bearer.attributes.items():
            if (owner, name, value) in self._known:
                continue
            self._known.add((owner, name, value))
            self._bearers.setdefault(name, {})[owner] = None
            self._values.setdefault(name, {})[value] = None

    def annotation_conf(self, unit: Unit) -> str:
        """What can be marked; a comment says in what unit the offsets are counted."""
        lines = [f"# offsets: {unit}", "", "[entities]", *map(escaped, self._labels), ""]
        lines.append("[relations]")
        for name in self._relations:
            kind = self._codebook.relation(name)
            one, other, more = "<ANY>", "<ANY>", ""
            if kind is not None:
                one, other = _listed(kind.source) or one, _listed(kind.target) or other
                more = ", <REL-TYPE>:symmetric" if kind.symmetric else ""
            lines.append(f"{escaped(name)}\tArg1:{one}, Arg2:{other}{more}")
        lines += ["", "[events]", "", "[attributes]"]
        lines += [
            f"{escaped(name)}\tArg:{_listed(self._bearers[name])}, Value:{_listed(values)}"
            for name, values in self._values.items()
        ]
        return "\n".join(lines) + "\n"

    def visual_conf(self) -> str:
        """Names and colours, in the language of the reader."""
        names: dict[str, str] = {}
        for owner in self._owners:
            items: tuple[Label | RelationType | Attribute, ...] = (owner, *owner.attributes)
            for item in items:
                names.setdefault(item.id, " ".join(str(item.name).replace("|", "/").split()))
        lines = ["[labels]", *(f"{escaped(name)} | {said}" for name, said in names.items())]
        lines += ["", "[drawing]"]
        lines += [
            f"SPAN_DEFAULT\tfgColor:black, bgColor:{_COLOURLESS}, borderColor:darken",
            "ARC_DEFAULT\tcolor:black, arrowHead:triangle-5",
        ]
        lines += [
            f"{escaped(label.id)}\tbgColor:{_light(label.color)}" for label in self._codebook.labels
        ]
        return "\n".join(lines) + "\n"


def _listed(names: Iterable[str] | Mapping[str, None]) -> str:
    return "|".join(map(escaped, names))


def _light(color: str) -> str:
    """Half way to white: brat writes the label in black on it."""
    parts = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{(part + 255) // 2:02x}" for part in parts)
