"""The lines of an .ann file: each read, the sound ones kept, the others told with their number.

A trigger of an event (E) is a span, and each of its roles a relation from the trigger to what
plays the role; attributes and notes of the event become those of the trigger. The old M lines are
attributes that are true. Members of an equivalence (`*`) are linked one to the next by the
symmetric relation of the same name, where the codebook has one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.domain.codebook import Codebook
from workbench.domain.records import Article, Entity, Relation, Span, timestamp
from workbench.domain.text import Fragments, Interval
from workbench.domain.words import Message, msg, shorten
from workbench.exchange.brat.conf import plain
from workbench.exchange.bundle import ReadOptions
from workbench.exchange.native.parts import name_problem
from workbench.exchange.parsing.counting import Counting, found_out
from workbench.exchange.parsing.refusals import missing, twice

_PLACE = re.compile("([0-9]{1,15}) ([0-9]{1,15})")
_PLACES = re.compile("[0-9]{1,15} [0-9]{1,15}(?:;[0-9]{1,15} [0-9]{1,15})*")
_NUMBERED = re.compile(r"(.*\D)\d+")
_TRUE = "true"
_OWN = "entity"  # the registry of the entities of this program


@dataclass(slots=True)
class _Mark:
    """A T line, and what other lines say of it."""

    name: str
    line: int
    label: str
    places: Sequence[tuple[int, int]]
    quote: str | None
    attributes: dict[str, str]
    id: str = ""
    fragments: Fragments = ()
    notes: list[str] | None = None
    references: list[tuple[str, str, str]] | None = None


def _places(said: str) -> tuple[tuple[int, int], ...]:
    """The offsets of a T line; none where they are not written as offsets are."""
    one = _PLACE.fullmatch(said)
    if one is not None:
        return ((int(one[1]), int(one[2])),)
    said = said.rstrip()
    if not _PLACES.fullmatch(said):
        return ()
    offsets = list(map(int, said.replace(";", " ").split(" ")))
    return tuple(zip(offsets[::2], offsets[1::2], strict=True))


def joined(text: str, pieces: Sequence[Interval]) -> Fragments:
    """Pieces with nothing but ends of lines between them as one; the others as they are."""
    if len(pieces) < 2:
        return tuple(pieces)
    found = [pieces[0]]
    for piece in pieces[1:]:
        last = found[-1]
        if text.startswith("\n", last.end) and not text[last.end : piece.start].strip("\n"):
            found[-1] = Interval(last.start, piece.end)
        else:
            found.append(piece)
    return tuple(found)


class Standoff:
    """Collects what is sound of an .ann file; `refused` says what is not, by its line.

    `ids` are those of the entities of all articles that are read together, by registry and id.
    """

    def __init__(
        self,
        article: Article,
        text: str,
        codebook: Codebook,
        options: ReadOptions,
        ids: dict[tuple[str, str], str],
    ) -> None:
        self.spans: list[Span] = []
        self.relations: list[Relation] = []
        self.entities: dict[str, Entity] = {}
        self.refused: list[tuple[int | None, Message]] = []
        self._article = article
        self._text = text
        self._codebook = codebook
        self._options = options
        self._ids = ids
        self._marks: dict[str, _Mark] = {}
        self._links: dict[str, dict[str, str]] = {}  # the attributes of each relation

    def read(self, lines: Iterable[str], ways: Sequence[Counting], file: str) -> None:
        """Take the lines of `file`; `ways` are the ways in which their offsets may count."""
        kinds: dict[str, list[tuple[int, str, list[str]]]] = {}
        for number, whole in enumerate(lines, 1):
            line = whole.removesuffix("\r")
            if not line.strip():
                continue
            name, *rest = line.split("\t", 2)
            if not rest or line[0] not in "TENAMR*#":
                self._not_understood(number, line)
            else:
                kinds.setdefault(line[0], []).append((number, name, rest))
        self._read_marks(kinds.get("T", ()), ways, file)
        roles = self._read_events(kinds.get("E", ()))
        for number, name, rest in kinds.get("R", ()):
            self._read_relation(number, name, rest)
        for number, name, role, target in roles:
            if self._found(number, name, target):
                self._link(role, name, target, {})
        for number, _, rest in kinds.get("*", ()):
            self._read_equivalence(number, rest)
        for number, name, rest in (*kinds.get("A", ()), *kinds.get("M", ())):
            self._read_attribute(number, name, rest)
        for number, name, rest in kinds.get("N", ()):
            self._read_reference(number, name, rest)
        for number, name, rest in kinds.get("#", ()):
            self._read_note(number, name, rest)
        self._finish()

    def _read_marks(
        self, lines: Sequence[tuple[int, str, list[str]]], ways: Sequence[Counting], file: str
    ) -> None:
        marks = []
        for number, name, rest in lines:
            label, _, said = rest[0].partition(" ")
            places = _places(said)
            if not label or not places:
                self._not_understood(number, f"{name} {rest[0]}")
                continue
            quote = rest[1] if len(rest) > 1 and rest[1] else None
            marks.append(_Mark(name, number, plain(label), places, quote, {}))
        quoted = [(mark.places, mark.quote) for mark in marks]
        way, unsure = found_out(ways, quoted, self._options, file)
        if unsure:
            self.refused.append(
                (
                    None,
                    msg(
                        "The offsets may count in more than one way, and the words of the spans "
                        "do not tell in which. They were taken as brat counts them: look whether "
                        "they stand right."
                    ),
                )
            )
        for mark in marks:
            self._take(mark, way)

    def _take(self, mark: _Mark, way: Counting) -> None:
        fragments = way.fragments(mark.places)
        if mark.name in self._marks:
            self._refuse(mark.line, twice(mark.name))
            return
        if fragments is None:
            self._refuse(
                mark.line,
                msg(
                    "{id} is left out: its offsets are empty, outside the text, or overlap.",
                    id=mark.name[:40],
                ),
            )
            return
        if mark.quote is not None:
            found = way.said(mark.places) or ""
            # Some tools write a blank for an end of line.
            if found != mark.quote and "".join(found.split()) != "".join(mark.quote.split()):
                self._refuse(
                    mark.line,
                    msg(
                        "{id} is left out: the text at its offsets is «{found}», not «{quote}».",
                        id=mark.name[:40],
                        found=shorten(found, 80),
                        quote=shorten(mark.quote, 80),
                    ),
                )
                return
        mark.fragments = joined(self._text, fragments)
        mark.id = self._options.new_id()
        self._marks[mark.name] = mark

    def _read_events(
        self, lines: Iterable[tuple[int, str, list[str]]]
    ) -> list[tuple[int, str, str, str]]:
        """Make each event a name of its trigger; the roles, as (line, event, role, target)."""
        roles = []
        for number, name, rest in lines:
            parts = [part.rpartition(":")[::2] for part in rest[0].split()]
            if not parts or not all(role and target for role, target in parts):
                self._not_understood(number, f"{name} {rest[0]}")
                continue
            (_, trigger), *arguments = parts
            if name in self._marks:
                self._refuse(number, twice(name))
            elif self._found(number, name, trigger):
                self._marks[name] = self._marks[trigger]
                there = {role for role, _ in arguments}
                for role, target in arguments:
                    # The second of two themes is called Theme2.
                    base = _NUMBERED.fullmatch(role)
                    one = base[1] if base is not None and base[1] in there else role
                    roles.append((number, name, plain(one), target))
        return roles

    def _read_relation(self, number: int, name: str, rest: list[str]) -> None:
        kind, *arguments = rest[0].split()[:4] or [""]
        ends = [part.rpartition(":")[::2] for part in arguments]
        if len(ends) != 2 or not all(role and target for role, target in ends):
            self._not_understood(number, f"{name} {rest[0]}")
            return
        if [role for role, _ in ends] == ["Arg2", "Arg1"]:
            ends.reverse()
        (_, source), (_, target) = ends
        if name in self._links:
            self._refuse(number, twice(name))
        elif self._found(number, name, source) and self._found(number, name, target):
            self._links[name] = {}
            self._link(plain(kind), source, target, self._links[name])

    def _read_equivalence(self, number: int, rest: list[str]) -> None:
        kind, *members = rest[0].split() or [""]
        relation = self._codebook.relation(plain(kind))
        if relation is None or not relation.symmetric:
            self._refuse(
                number,
                msg(
                    "The equivalence is left out: the codebook has no symmetric relation «{name}».",
                    name=plain(kind)[:40],
                ),
            )
            return
        there = [member for member in members if self._found(number, "*", member)]
        for one, other in pairwise(there):
            self._link(relation.id, one, other, {})

    def _read_attribute(self, number: int, name: str, rest: list[str]) -> None:
        key, target, *values = rest[0].split(" ", 2) if " " in rest[0] else ("", "")
        value = plain(values[0].rstrip()) if values and values[0].strip() else _TRUE
        key = plain(key)
        if not key or not target:
            self._not_understood(number, f"{name} {rest[0]}")
            return
        held = self._links.get(target)
        if held is None and target in self._marks:
            held = self._marks[target].attributes
        if held is None:
            self._refuse(number, missing(name, target))
            return
        if key in held:
            self._refuse(
                number,
                msg(
                    "{id} is left out: {target} has the attribute «{name}» already.",
                    id=name[:40],
                    target=target[:40],
                    name=key[:40],
                ),
            )
        else:
            held[key] = value

    def _read_reference(self, number: int, name: str, rest: list[str]) -> None:
        _, target, reference, *more = [*rest[0].split(), "", "", ""][:4]
        registry, _, at = reference.partition(":")
        if not target or not registry or not at or any(more):
            self._not_understood(number, f"{name} {rest[0]}")
            return
        said = plain(rest[1]) if len(rest) > 1 else ""
        if self._found(number, name, target):
            mark = self._marks[target]
            mark.references = mark.references or []
            mark.references.append((registry, at, said))

    def _read_note(self, number: int, name: str, rest: list[str]) -> None:
        kind, target, *more = [*rest[0].split(), "", ""][:3]
        if not kind or not target or any(more):
            self._not_understood(number, f"{name} {rest[0]}")
        elif target in self._marks:
            mark = self._marks[target]
            mark.notes = mark.notes or []
            mark.notes.append(plain(rest[1]) if len(rest) > 1 else "")
        else:
            self._refuse(
                number,
                msg(
                    "The note {id} is left out: {target} is not a span that is there.",
                    id=name[:40],
                    target=target[:40],
                ),
            )

    def _finish(self) -> None:
        now, by = timestamp(), self._options.annotator
        for name, mark in self._marks.items():
            if name != mark.name:  # an event, which is its trigger
                continue
            note = "\n".join(mark.notes or ())
            entity = self._entity(mark.references) if mark.references else None
            self.spans.append(
                Span(
                    mark.id,
                    self._article.id,
                    mark.label,
                    mark.fragments,
                    mark.attributes,
                    entity,
                    by,
                    "import",
                    note if note.strip() else None,
                    now,
                    now,
                )
            )

    def _entity(self, references: Iterable[tuple[str, str, str]]) -> str | None:
        """The id of the entity that N lines name: one of this program's exports, or the first."""
        own: list[tuple[str, str, str]] = []
        other: list[tuple[str, str, str]] = []
        for registry, at, said in references:
            (own if registry == _OWN and ":" in at else other).append((registry, at, said))
        if not own and not other:
            return None
        registry, at, said = (own or other)[0]
        key, kind, wanted = (registry, at), "", ""
        if own:
            kind, wanted = map(plain, at.split(":", 1))
        if key not in self._ids:
            fit = wanted.strip() and name_problem(wanted) is None
            self._ids[key] = wanted if fit else self._options.new_id()
        found = self._ids[key]
        if found not in self.entities:
            name = said if said.strip() else f"{registry}:{at}"
            self.entities[found] = Entity(found, name, kind, (), {})
        links = self.entities[found].links
        assert isinstance(links, dict)
        for registry, at, _ in other:
            links.setdefault(plain(registry), plain(at))
        return found

    def _link(self, kind: str, source: str, target: str, attributes: dict[str, str]) -> Relation:
        made = Relation(
            self._options.new_id(),
            self._article.id,
            kind,
            self._marks[source].id,
            self._marks[target].id,
            attributes,
            self._options.annotator,
        )
        self.relations.append(made)
        return made

    def _found(self, line: int, name: str, target: str) -> bool:
        if target in self._marks:
            return True
        self._refuse(line, missing(name, target))
        return False

    def _refuse(self, line: int, reason: Message) -> None:
        self.refused.append((line, reason))

    def _not_understood(self, line: int, said: str) -> None:
        self._refuse(line, msg("The line is not brat standoff: «{line}».", line=shorten(said, 60)))
