"""XML of UIMA as it is parsed, and what TypeSystem.xml says of the features of types."""

from collections.abc import Mapping
from typing import Any, Final
from xml.parsers import expat

from workbench.domain.errors import Unreadable

_SIMPLE: Final = frozenset(
    f"uima.cas.{name}"
    for name in ("String", "Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double")
)

# Which features of a type are not values of their own, by the type's name.
Structured = Mapping[str, frozenset[str]]


def parser() -> expat.XMLParserType:
    """A parser with namespaces that raises Unreadable for a document type."""

    def refuse(*_: Any) -> None:
        raise Unreadable(
            "The XML declares a document type (DTD), which is not taken: it can hide any amount "
            "of text. Save it without one."
        )

    made = expat.ParserCreate(namespace_separator=" ")
    made.StartDoctypeDeclHandler = refuse
    made.EntityDeclHandler = refuse
    made.buffer_text = True
    return made


def parse(reader: expat.XMLParserType, data: bytes) -> None:
    """Parse a whole file. Raises expat.ExpatError, and Unreadable for an unknown encoding."""
    try:
        reader.Parse(data, True)
    except (LookupError, ValueError):
        raise Unreadable(
            "The XML is in an encoding that is not known here. Save it as UTF-8."
        ) from None


def structured(data: bytes) -> dict[str, frozenset[str]]:
    """The features of TypeSystem.xml that hold other structures. Raises Unreadable."""
    said: list[str] = []
    kind = feature = ""
    texts: set[str] = set()
    ranges: list[tuple[str, str, str]] = []
    reader = parser()
    parents: list[str] = []

    def start(name: str, _: Mapping[str, str]) -> None:
        parents.append(name.rpartition(" ")[2])
        said.clear()

    def end(_: str) -> None:
        nonlocal kind, feature
        name, value = parents.pop(), "".join(said).strip()
        said.clear()
        inside = parents[-1] if parents else ""
        if name == "name" and inside == "typeDescription":
            kind = value
        elif name == "name" and inside == "featureDescription":
            feature = value
        elif name == "supertypeName" and value == "uima.cas.String":
            texts.add(kind)
        elif name == "rangeTypeName":
            ranges.append((kind, feature, value))

    reader.StartElementHandler = start
    reader.EndElementHandler = end
    reader.CharacterDataHandler = said.append
    try:
        parse(reader, data)
    except expat.ExpatError as error:
        raise Unreadable(
            "The XML is broken at line {line}: {reason}.",
            line=error.lineno,
            reason=expat.ErrorString(error.code),
        ) from None
    found: dict[str, set[str]] = {}
    for owner, name, value in ranges:
        if value not in _SIMPLE and value not in texts:
            found.setdefault(owner, set()).add(name)
    return {owner: frozenset(names) for owner, names in found.items()}
