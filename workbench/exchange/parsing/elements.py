"""Elements of a large XML file, whole, with the numbers of their lines, as they come."""

from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

_DEEPEST = 200
_TEXTS: Final = frozenset(("Description", "PlainTextContent", "TextValue"))


class Element:
    """An element; `children` and `pieces` of text are made when the first one comes."""

    __slots__ = ("attributes", "children", "line", "pieces", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], line: int) -> None:
        self.tag, self.attributes, self.line = tag, attributes, line
        self.children: list[Element] | None = None
        self.pieces: list[str] | None = None

    def all(self, tag: str) -> Iterator["Element"]:
        """The children with a tag."""
        return (child for child in self.children or () if child.tag == tag)

    def said(self, tag: str) -> str:
        """The text of the first child with a tag."""
        return next(("".join(child.pieces or ()) for child in self.all(tag)), "")

    def target(self) -> str:
        """The GUID that it refers to."""
        return key_of(self.attributes.get("targetGUID", ""))


class Elements:
    """Elements with certain tags; what lies in `passed_over` is not looked at."""

    def __init__(self, wanted: frozenset[str], passed_over: str) -> None:
        self.origin = ""
        self._wanted, self._passed_over = wanted, passed_over
        self._stack: list[Element] = []
        self._inside = 0  # depth within the element that is passed over
        self._depth = 0
        self._done: list[Element] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.buffer_size = 1 << 16
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """Take bytes of the file. Raises ExpatError."""
        self._parser.Parse(data, last)

    def taken(self) -> Iterator[Element]:
        """The elements that are whole by now; each is given once."""
        done, self._done = self._done, []
        return iter(done)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rsplit(" ", 1)[-1]
        self._depth += 1
        if self._depth == 1:
            self.origin = attributes.get("origin", "")
        if self._inside or tag == self._passed_over:
            self._inside += 1
        elif self._stack or tag in self._wanted:
            if len(self._stack) < _DEEPEST:
                node = Element(tag, attributes, self._parser.CurrentLineNumber)
                if self._stack:
                    owner = self._stack[-1]
                    if owner.children is None:
                        owner.children = [node]
                    else:
                        owner.children.append(node)
                self._stack.append(node)
            else:
                self._inside = 1

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._inside:
            self._inside -= 1
        elif self._stack:
            node = self._stack.pop()
            if not self._stack:
                self._done.append(node)

    def _text(self, data: str) -> None:
        if self._stack and not self._inside and self._stack[-1].tag in _TEXTS:
            node = self._stack[-1]
            if node.pieces is None:
                node.pieces = [data]
            else:
                node.pieces.append(data)


def key_of(name: str) -> str:
    """A GUID as it is compared: tools write it in braces or not, in either case."""
    return name.strip("{} ").lower()
