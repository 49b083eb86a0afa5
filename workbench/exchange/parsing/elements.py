"""Elements of a large XML file, whole, with the numbers of their lines, as they come."""

from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

_DEEPEST = 200
MOST: Final = 1_000_000  # elements within one; 100,000 spans are 300,000
MOST_CODES: Final = 100_000
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
        return iter([child for child in self.children or () if child.tag == tag])

    def first(self, tag: str) -> "Element | None":
        """The first child with a tag."""
        for child in self.children or ():
            if child.tag == tag:
                return child
        return None

    def said(self, tag: str) -> str:
        """The text of the first child with a tag."""
        found = self.first(tag)
        return "" if found is None else "".join(found.pieces or ())

    def target(self) -> str:
        """The GUID that it refers to."""
        return key_of(self.attributes.get("targetGUID", ""))


class Elements:
    """Elements with certain tags; what lies in `passed_over` is not looked at.

    Of one that has more text than `limit` in bytes, or more elements in it than MOST (a CodeBook:
    MOST_CODES), the rest is left out, and it is put into `cut`. With `together` the limit is that
    of all of them.
    """

    def __init__(
        self, wanted: frozenset[str], passed_over: str, limit: int, *, together: bool
    ) -> None:
        self.origin = ""
        self.cut: list[Element] = []
        self._limit, self._together = limit, together
        self._most = MOST
        self._size = self._within = 0  # bytes of text, and elements in the one that is open
        self._wanted, self._passed_over = wanted, passed_over
        self._tags: dict[str, str] = {}  # of names with their name space, which are few
        self._stack: list[Element] = []
        self._inside = 0  # depth within what is cut off
        self._end_of = ""  # what is passed over, with its name space
        self._begun = False
        self._done: list[Element] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.buffer_size = 1 << 16
        self._look()

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """Take bytes of the file. Raises ExpatError."""
        self._parser.Parse(data, last)

    def taken(self) -> Iterator[Element]:
        """The elements that are whole by now; each is given once."""
        done, self._done = self._done, []
        return iter(done)

    def _look(self) -> None:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._listen()

    def _listen(self) -> None:
        # Only within elements whose text is kept: else each blank between two others is a call.
        heard = self._stack and self._stack[-1].tag in _TEXTS
        self._parser.CharacterDataHandler = self._text if heard else None

    def _pass_over(self, name: str) -> None:
        # Most of a large file may be passed over, so nothing is done there but to look for its end,
        # and none lies in another.
        self._end_of = name
        self._parser.StartElementHandler = None
        self._parser.EndElementHandler = self._passed
        self._parser.CharacterDataHandler = None

    def _passed(self, name: str) -> None:
        if name == self._end_of:
            self._look()

    def _leave_out(self) -> None:
        self._inside = 1
        self._parser.StartElementHandler = self._deeper
        self._parser.EndElementHandler = self._shallower
        self._parser.CharacterDataHandler = None

    def _deeper(self, name: str, attributes: dict[str, str]) -> None:
        self._inside += 1

    def _shallower(self, name: str) -> None:
        self._inside -= 1
        if not self._inside:
            self._look()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = self._tags.get(name)
        if tag is None:
            tag = self._tags[name] = name.rsplit(" ", 1)[-1]
        if not self._begun:
            self._begun, self.origin = True, attributes.get("origin", "")
        stack = self._stack
        if tag == self._passed_over:
            self._pass_over(name)
        elif len(stack) >= _DEEPEST:
            self._leave_out()
        elif stack:
            self._within += 1
            if self._within > self._most:
                self._cut_off()
                self._leave_out()
                return
            node = Element(tag, attributes, self._parser.CurrentLineNumber)
            owner = stack[-1]
            if owner.children is None:
                owner.children = [node]
            else:
                owner.children.append(node)
            stack.append(node)
            if tag in _TEXTS or owner.tag in _TEXTS:
                self._listen()
        elif tag in self._wanted:
            self._most = MOST_CODES if tag == "CodeBook" else MOST
            self._within = 0
            if not self._together:
                self._size = 0
            stack.append(Element(tag, attributes, self._parser.CurrentLineNumber))
            self._listen()

    def _end(self, name: str) -> None:
        stack = self._stack
        if stack:
            node = stack.pop()
            if not stack:
                self._done.append(node)
            elif node.tag in _TEXTS or stack[-1].tag in _TEXTS:
                self._listen()

    def _text(self, data: str) -> None:
        node = self._stack[-1]
        self._size += len(data.encode())
        if self._size > self._limit:
            self._cut_off()
            node.pieces = None
        elif node.pieces is None:
            node.pieces = [data]
        else:
            node.pieces.append(data)

    def _cut_off(self) -> None:
        if not self.cut or self.cut[-1] is not self._stack[0]:
            self.cut.append(self._stack[0])


def key_of(name: str) -> str:
    """A GUID as it is compared: tools write it in braces or not, in either case."""
    return name.strip("{} ").lower()
