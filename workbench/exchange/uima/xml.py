"""XML of UIMA as it is parsed, and what TypeSystem.xml says of the features of types."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final
from xml.parsers import expat

from workbench.domain.errors import Unreadable

_SIMPLE: Final = frozenset(
    f"uima.cas.{name}"
    for name in ("String", "Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double")
)

_ROOT = re.compile(rb'(?:<\?xml version="1\.0" encoding="UTF-8"\?>)?\s*<xmi:XMI( [^<>&]*)>')
_XMI: Final = b' xmlns:xmi="http://www.omg.org/XMI"'
_WORDS = re.compile(
    rb' xmlns:(\w+)="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type\.ecore"'
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
        reader.Parse(data, True)
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


def without_words(data: bytes) -> bytes:
    """XMI without sentences and tokens, which `read_xmi` passes over; lines keep their numbers.

    Only what has the plain form, one element a line, is taken out: they are nearly all of a file,
    and an element costs expat more than a regular expression. Where XML is well-formed, whole
    elements go; where it is not, an error remains: if they stand in an open tag, so does the «<»
    behind them.
    """
    root = _ROOT.match(data)
    prefix = _WORDS.search(root[1]) if root is not None else None
    if root is None or prefix is None or _XMI not in root[1] or data.find(b"xmlns", root.end()) > 0:
        return data

    def lines(found: re.Match[bytes]) -> bytes:
        whole = data.startswith(b"<", found.end())
        return b"\n" * found[0].count(b"\n") if whole else found[0]

    return _words(prefix[1]).sub(lines, data)


@lru_cache(8)
def _words(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb'(?:<%b:(?:Token|Sentence) xmi:id="\d++" sofa="\d++" begin="\d++" end="\d++"/>\n)++'
        % prefix
    )
