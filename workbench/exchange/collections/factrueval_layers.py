"""The layers of one article of FactRuEval: spans, objects, coreference and facts."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from workbench.domain.records import Article, Entity, Relation, Span, timestamp
from workbench.domain.text import Fragments, Interval, merged
from workbench.domain.words import Message, msg, shorten
from workbench.exchange.bundle import Bundle, ReadOptions
from workbench.exchange.parsing.counting import countings, found_out
from workbench.exchange.parsing.refusals import missing, twice

Line = tuple[int, str]

_NAMES: Final = ("firstname", "firstname1", "firstname2", "patronymic", "lastname", "lastname1")
_HUB: Final = "Who"


class Layers:
    """What is marked in one article; `refused` says what is not taken of the file being read.

    The files are given as lines with their numbers, the first layer first.
    """

    def __init__(self, article: Article, text: str, options: ReadOptions) -> None:
        self.refused: list[tuple[int, Message]] = []
        self._article = article
        self._text = text
        self._options = options
        self._now = timestamp()
        self._places: dict[str, tuple[str, Fragments]] = {}
        self._objects: dict[str, tuple[str, Fragments]] = {}
        self._parts: set[str] = set()
        self._entities: dict[str, Entity] = {}
        self._entity_of: dict[str, str] = {}
        self._spans: dict[str, Span] = {}
        self._mentions: dict[str, list[Span]] = {}
        self._relations: list[Relation] = []

    def read_spans(self, lines: Iterable[Line], whole: str, file: str) -> None:
        """The first layer; `whole` is the text as the file has it."""
        found = []
        for number, line in lines:
            fields, said = line.partition("#")[::2]
            match fields.split():
                case []:
                    pass
                case [name, label, start, length, _, tokens] if all(
                    one.isdecimal() and len(one) < 16 for one in (start, length, tokens)
                ):
                    place = (int(start), int(start) + int(length))
                    words = " ".join(said.split()[int(tokens) :]) or None
                    found.append((number, name, label, (place,), words))
                case _:
                    self._not_understood(number, line)
        way, _ = found_out(
            tuple(countings(whole, self._options.unit, self._options.newlines)),
            [(places, words) for *_, places, words in found],
            self._options,
            file,
        )
        for number, name, label, places, words in found:
            fragments = way.fragments(places)
            if fragments is None:
                self._refuse(
                    number,
                    msg("{id} is left out: its offsets are empty or outside the text.", id=name),
                )
                continue
            there = way.said(places) or ""
            if words is not None and "".join(there.split()) != "".join(words.split()):
                self._refuse(
                    number,
                    msg(
                        "{id} is left out: the text at its offsets is «{found}», not «{quote}».",
                        id=name,
                        found=shorten(there, 80),
                        quote=shorten(words, 80),
                    ),
                )
            elif self._places.setdefault(name, (label, fragments))[1] != fragments:
                self._refuse(number, twice(name))

    def read_objects(self, lines: Iterable[Line]) -> None:
        """Mentions, each a list of spans."""
        for number, line in lines:
            fields = line.partition("#")[0].split()
            if not fields:
                continue
            if len(fields) < 3:
                self._not_understood(number, line)
                continue
            name, label, *parts = fields
            there = [part for part in parts if part in self._places]
            if len(there) < len(parts):
                gone = next(part for part in parts if part not in self._places)
                self._refuse(number, missing(name, gone))
            if name in self._objects:
                self._refuse(number, twice(name))
            elif there:
                self._parts.update(there)
                places = merged(place for part in there for place in self._places[part][1])
                self._objects[name] = (label, self._whole(places))

    def read_coreference(self, lines: Iterable[Line]) -> None:
        """Which mentions are of one entity, and what it is called."""
        for (number, head), *rest in _records(lines):
            name, *mentions = head.split()
            there = [one for one in mentions if one in self._objects]
            if len(there) < len(mentions) or not mentions:
                gone = next((one for one in mentions if one not in self._objects), "?")
                self._refuse(number, missing(name, gone))
            free = [one for one in there if one not in self._entity_of]
            if name in self._entities or len(free) < len(there):
                self._refuse(number, twice(name))
            if free and name not in self._entities:
                kind, places = self._objects[free[0]]
                words = self._text[places[0].start : places[-1].end]
                said = [line.partition(" ")[::2] for _, line in rest]
                self._entities[name] = self._entity(said, kind, words)
                self._entity_of.update(dict.fromkeys(free, name))

    def read_facts(self, lines: Iterable[Line]) -> None:
        """What is said of entities, as links between mentions."""
        records = list(_records(lines))
        named = {
            field.removeprefix("span")
            for record in records
            for _, line in record[1:]
            for field in line.split(" ", 2)[1:2]
        }
        self._mark(named)
        for (number, head), *rest in records:
            name, _, kind = head.partition(" ")
            arguments: list[tuple[str, Sequence[Span]]] = []
            said: dict[str, str] = {"fact": name}
            for line_number, line in rest:
                role, _, value = line.partition(" ")
                target = value.split(" ", 1)[0]
                found = self._meant(target)
                if found:
                    arguments.append((role, found))
                elif _refers(target):
                    self._refuse(line_number, missing(name, target))
                elif value:
                    said[role] = f"{said[role]}, {value}" if role in said else value
            if len(arguments) < 2 or not self._link(kind.strip(), arguments, said):
                self._refuse(
                    number,
                    msg("The fact {id} is left out: it joins no two mentions.", id=name[:40]),
                )

    def bundle(self, file: str) -> Bundle:
        """The article with what was taken."""
        self._mark(())
        meant = {span.entity for span in self._spans.values()}
        return Bundle(
            self._article,
            self._text,
            tuple(self._spans.values()),
            tuple(self._relations),
            tuple(entity for entity in self._entities.values() if entity.id in meant),
            file=file,
        )

    def _mark(self, named: Iterable[str]) -> None:
        """Make spans of the objects, of what is in none, and of the spans that facts name."""
        if self._spans:
            return
        for name, (label, places) in self._objects.items():
            entity = self._entities.get(self._entity_of.get(name, ""))
            self._spans[f"obj{name}"] = self._span(label, places, entity)
        for name, mention in self._entity_of.items():
            self._mentions.setdefault(mention, []).append(self._spans[f"obj{name}"])
        for mentions in self._mentions.values():
            mentions.sort(key=lambda span: span.start)
        facts = set(named)
        for name, (label, places) in self._places.items():
            if name not in self._parts or name in facts:
                self._spans[f"span{name}"] = self._span(label, places, None)

    def _span(self, label: str, places: Fragments, entity: Entity | None) -> Span:
        return Span(
            self._options.new_id(),
            self._article.id,
            label,
            places,
            {},
            None if entity is None else entity.id,
            self._options.annotator,
            "import",
            None,
            self._now,
            self._now,
        )

    def _whole(self, places: Fragments) -> Fragments:
        found = [places[0]]
        for place in places[1:]:
            if self._text[found[-1].end : place.start].strip():
                found.append(place)
            else:
                found[-1] = Interval(found[-1].start, place.end)
        return tuple(found)

    def _entity(self, said: Sequence[tuple[str, str]], kind: str, words: str) -> Entity:
        called: dict[str, list[str]] = {}
        for key, value in said:
            if value.strip():
                called.setdefault(key, []).append(value.strip())
        person = " ".join(called[key][0] for key in _NAMES if key in called)
        nicknames, descriptors = called.get("nickname", []), called.get("descriptor", [])
        names = [person] if person else []
        names += called.get("name", []) + nicknames
        name = names[0] if names else descriptors[0] if descriptors else shorten(words, 100)
        return Entity(
            self._options.new_id(),
            name,
            kind,
            tuple(dict.fromkeys(one for one in names[1:] if one != name)),
            {"wikidata": called["wikidata"][0]} if "wikidata" in called else {},
            "; ".join(descriptors) or None if names else None,
        )

    def _meant(self, target: str) -> Sequence[Span]:
        if target.startswith("span") and target in self._spans:
            return [self._spans[target]]
        return self._mentions.get(target.removeprefix("obj"), ()) if _refers(target) else ()

    def _link(
        self, kind: str, arguments: Sequence[tuple[str, Sequence[Span]]], said: dict[str, str]
    ) -> bool:
        """Link the mentions of a fact; whether there was anything to link."""
        hub = next(
            (i for i, (role, _) in enumerate(arguments) if role == _HUB),
            next((i for i, (_, found) in enumerate(arguments) if found[0].entity), 0),
        )
        others = [argument for index, argument in enumerate(arguments) if index != hub]
        _, anchors = next((one for one in others if not one[1][0].entity), others[0])
        source = min(
            arguments[hub][1], key=lambda span: abs(span.start - _nearest(span, anchors).start)
        )
        linked = False
        for role, found in others:
            target = _nearest(source, found)
            if target.id == source.id:
                continue
            linked = True
            self._relations.append(
                Relation(
                    self._options.new_id(),
                    self._article.id,
                    f"{kind}.{role}",
                    source.id,
                    target.id,
                    dict(said),
                    self._options.annotator,
                )
            )
        return linked

    def _refuse(self, line: int, reason: Message) -> None:
        self.refused.append((line, reason))

    def _not_understood(self, line: int, said: str) -> None:
        self._refuse(
            line, msg("The line is not one of FactRuEval: «{line}».", line=shorten(said, 60))
        )


def _records(lines: Iterable[Line]) -> Iterator[list[Line]]:
    record: list[Line] = []
    for number, line in lines:
        if line.strip():
            record.append((number, line))
        elif record:
            yield record
            record = []
    if record:
        yield record


def _refers(target: str) -> bool:
    return target.startswith(("obj", "span")) and target.lstrip("objspan").isdecimal()


def _nearest(span: Span, others: Sequence[Span]) -> Span:
    """Which of `others`, which stand in order, begins nearest to `span`."""
    at = bisect_left(others, span.start, key=lambda other: other.start)
    near = others[max(at - 1, 0) : at + 1]
    return min(near, key=lambda other: abs(other.start - span.start))
