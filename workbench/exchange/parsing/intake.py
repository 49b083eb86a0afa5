"""One article of another tool as it is read: what is sound of it, and why the rest is not."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from workbench.domain.errors import Unreadable
from workbench.domain.offsets import Utf16Map
from workbench.domain.records import Article, Entity, Note, Relation, Review, Span
from workbench.domain.text import Fragments, Interval, merged, normalise, sha256
from workbench.domain.words import Message, msg, shorten
from workbench.exchange.bundle import Bundle, Counted, Problem, ReadOptions, Unit
from workbench.exchange.parsing.admission import meta_of, refuse_useless, title_of
from workbench.exchange.parsing.counting import Counting, Places, countings, found_out


class Intake:
    """Collects the sound parts of one article; what is refused becomes a Problem.

    `raw` is the text as the file has it, which its offsets are on. `digest` is the sha256 that
    the file says of it, if it does: a text that has it is taken as it is, any other is normalised.
    Raises Unreadable for a text that cannot be taken.
    """

    def __init__(
        self, raw: Any, digest: Any, options: ReadOptions, file: str, line: int | None
    ) -> None:
        if not isinstance(raw, str):
            raise Unreadable("«{field}» is missing or of the wrong kind.", field="text")
        self.raw = raw
        self.sha256 = sha256(raw)
        if self.sha256 == digest and "\r" not in raw:
            self.text = raw
        else:
            self.text = normalise(raw)
            if self.text is not raw and self.text != raw:
                self.sha256 = sha256(self.text)
        refuse_useless(self.text)
        self.id = options.new_id()
        self.annotator = options.annotator
        self.spans: list[Span] = []
        self.problems: list[Problem] = []
        self._relations: list[Relation] = []
        self._entities: dict[tuple[str, str, str], Entity] = {}
        self._notes: list[Note] = []
        self._options = options
        self._file, self._line = file, line
        self._gone = _gone(raw) if len(self.text) != len(raw) else []
        self._units: Utf16Map | None = None
        self._past = int(options.ends == "inclusive")
        self._new_id = options.new_id
        if options.newlines == "lf" and self._gone:
            self.raw, self._gone = self.text, []

    def count_in(self, unit: Unit, *, guessed: bool = False) -> None:
        """Take offsets as counted in `unit` from now on. Raises Unreadable for UTF-8.

        `guessed`: nothing says that it is this unit, and no quotes can tell.
        """
        if unit == "utf8":
            raise unknown_unit(unit)
        matters = (unit == "utf16" or guessed) and astral(self.raw)
        self._units = Utf16Map(self.raw) if matters and unit == "utf16" else None
        if guessed and matters and self._options.counted is not None:
            ends = self._options.ends or "exclusive"
            self._options.counted(Counted(self._file, unit, None, ends, 0, 0, blind=True))

    def count_by(self, quoted: Iterable[tuple[Any, Any, Any]]) -> None:
        """Take offsets in the way by which most of `quoted` (start, end, words) are right.

        On a tie it is code points on the text as the file has it. What the user said holds.
        """
        options = self._options
        if options.unit == "utf8":
            raise unknown_unit(options.unit)
        sound: list[tuple[Places, str | None]] = [
            (((start, end),), words if isinstance(words, str) else None)
            for start, end, words in quoted
            if type(start) is int and type(end) is int and 0 <= start <= end
        ]
        if self._gone:
            ways = tuple(countings(self.raw, options.unit, options.newlines))
        else:
            units = Utf16Map(self.raw) if astral(self.raw) else None
            both = (Counting(self.raw, False, (), None), Counting(self.raw, False, (), units))
            ways = both[: 1 if units is None else 2] if options.unit is None else both[-1:]
            ways = both[:1] if options.unit == "code_point" else ways
        way, _ = found_out(ways, sound, options, self._file)
        self._units, self._past = way.units, way.past
        if self._gone:
            self.raw, self._gone = way.text, list(way.returns)
            if way.marked:
                self._gone = [0, *self._gone]

    def place(self, start: Any, end: Any) -> Interval:
        """The interval of the stored text between two offsets of the file. Raises Unreadable."""
        if type(start) is not int or type(end) is not int:
            raise Unreadable("«{field}» is missing or of the wrong kind.", field="start, end")
        if (
            self._units is None
            and not (self._past or self._gone)
            and 0 <= start < end <= len(self.raw)
        ):
            return Interval(start, end)  # the usual case, which needs no conversion
        try:
            end += self._past
            if self._units is not None:
                start, end = self._units.code_point(start), self._units.code_point(end)
            elif end > len(self.raw):
                raise ValueError(end)
            if self._gone:
                start -= bisect_left(self._gone, start)
                end -= bisect_left(self._gone, end)
            return Interval(start, end)
        except ValueError:
            raise Unreadable("The offsets lie outside the text, or not in order.") from None

    def span(
        self,
        label: Any,
        places: Iterable[Interval],
        attributes: Mapping[str, str] | None = None,
        entity: str | None = None,
        note: str | None = None,
        annotator: str | None = None,
        review: Review | None = None,
        origin: str = "import",
    ) -> str:
        """Take a span and give the id that it has from now on. Raises Unreadable."""
        pieces = tuple(places)
        name = self._new_id()
        span = Span(
            name,
            self.id,
            named(label, "label"),
            pieces if len(pieces) == 1 else _pieces(pieces),
            attributes or {},
            entity,
            annotator or self._options.annotator,
            origin,
            note,
            "",
            "",
            review,
        )
        self.spans.append(span)
        return name

    def relation(
        self,
        kind: Any,
        source: str,
        target: str,
        attributes: Mapping[str, str] | None = None,
        annotator: str | None = None,
        review: Review | None = None,
    ) -> None:
        """Take a relation between two spans that were taken. Raises Unreadable."""
        made = annotator or self._options.annotator
        self._relations.append(
            Relation(
                self._new_id(),
                self.id,
                named(kind, "label"),
                source,
                target,
                attributes or {},
                made,
                review,
            )
        )

    def entity(self, said: Mapping[str, Any], mark: str = "") -> str | None:
        """The id of an entity by its `name` and `type`, which the article has from now on.

        The same in all articles that are read; `mark` is what tells namesakes apart in the file.
        None where there is no name. Of `aliases`, `links` and `note` what is sound is taken.
        """
        name, kind = said.get("name"), said.get("type")
        if not isinstance(name, str) or not name.strip():
            return None
        kind = kind if isinstance(kind, str) and kind.strip() else "other"
        key = (name, kind, mark)
        found = self._entities.get(key) or self._options.named.get(key)
        if found is None:
            aliases, links, note = said.get("aliases"), said.get("links"), said.get("note")
            found = Entity(
                self._new_id(),
                name,
                kind,
                tuple(one for one in aliases if isinstance(one, str))
                if isinstance(aliases, list)
                else (),
                {place: one for place, one in links.items() if isinstance(one, str)}
                if isinstance(links, dict)
                else {},
                note if isinstance(note, str) and note.strip() else None,
            )
        self._entities[key] = self._options.named[key] = found
        return found.id

    def note(self, text: Any, annotator: str | None = None) -> None:
        """Take a note on the article; one that says nothing is passed over."""
        if isinstance(text, str) and text.strip():
            made = annotator or self._options.annotator
            self._notes.append(Note(self._new_id(), self.id, text, made, "", ""))

    def no_span(self, name: Any, reason: Message) -> None:
        """Say that a span was left out; `name` is what the file calls it."""
        self.refuse(msg("Span {id} was left out. {reason}", id=_shown(name), reason=reason))

    def no_relation(self, name: Any, reason: Message) -> None:
        """Say that a relation was left out."""
        self.refuse(msg("Relation {id} was left out. {reason}", id=_shown(name), reason=reason))

    def refuse(self, reason: Message) -> None:
        """Say that a part of the article was left out."""
        self.problems.append(Problem(self._file, self._line, reason))

    def bundle(self, title: Any, meta: Mapping[str, Any]) -> Bundle:
        """The article with all that was taken. Raises Unreadable for metadata that is too deep."""
        said = shorten(title, 300).strip() if isinstance(title, str) else ""
        name = said or title_of(self.text)
        kept = meta_of(meta, self.text, self._file.replace("\\", "/").rsplit("/", 1)[-1])
        return Bundle(
            Article(self.id, self.sha256, name, "new", kept),
            self.text,
            tuple(self.spans),
            tuple(self._relations),
            tuple(self._entities.values()),
            tuple(self._notes),
            (),
            self._file,
            self._line,
        )


def named(value: Any, field: str) -> str:
    """A text that is not empty. Raises Unreadable."""
    if not isinstance(value, str) or not value.strip():
        raise Unreadable("«{field}» is missing or of the wrong kind.", field=field)
    return value


def listed(item: Mapping[str, Any], field: str, intake: Intake) -> list[Any]:
    """The list of a field; an empty one where it is not there, or is something else (told)."""
    value = item.get(field)
    if isinstance(value, list):
        return value
    if value is not None:
        intake.refuse(msg("«{field}» is missing or of the wrong kind.", field=field))
    return []


def fields_of(item: Any) -> Mapping[str, Any]:
    """A JSON object. Raises Unreadable for any other value."""
    if not isinstance(item, dict):
        raise Unreadable("This is not an object with fields.")
    return item


def unknown_unit(unit: Unit) -> Unreadable:
    """What is said of a format that does not count in `unit`."""
    return Unreadable("The offsets are counted in «{unit}», which is not known here.", unit=unit)


def astral(text: str) -> bool:
    """Whether a text has characters that are two UTF-16 units."""
    # To encode it takes a fifth of the time of a search.
    return len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def _gone(raw: str) -> list[int]:
    """Where the characters stand that `normalise` takes out: a leading BOM, the CR of CRLF."""
    bom = [0] if raw.startswith("\ufeff") else []
    return bom + [found.start() for found in re.finditer("\r\n", raw)]


def _pieces(places: Fragments) -> Fragments:
    if len(places) < 2:
        return places
    ordered = tuple(sorted(places))
    apart = all(a.end <= b.start for a, b in pairwise(ordered))
    return ordered if apart else merged(ordered)


def _shown(name: Any) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in str(name)[:40])
    return shown or "?"
