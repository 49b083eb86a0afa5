"""Reads UIMA CAS XMI and CAS JSON: the text of the first view and the annotations on it.

An annotation is a span labelled with the last part of its type's name; one with `Governor` and
`Dependent` is a relation. Sentences, words, grammar and the records of INCEpTION are passed over.
XML with a document type (DTD) is refused, for its entities can grow without end.
"""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

import orjson

from workbench.domain.errors import Unreadable
from workbench.domain.records import Entity
from workbench.domain.text import Interval
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, shown
from workbench.exchange.native.parts import name_problem
from workbench.exchange.parsing.folder import each_file, too_large
from workbench.exchange.parsing.intake import Intake
from workbench.exchange.uima.names import is_foreign, label_of, plain
from workbench.exchange.uima.types import METADATA, NOTE, SENTENCE, TOKEN
from workbench.exchange.uima.words import without_words_json, without_words_xmi
from workbench.exchange.uima.xml import Structured, parse, parser, structured
from workbench.exchange.xml_text import decoded
from workbench.jobs import Progress

_XMI: Final = "http://www.omg.org/XMI "
_ID: Final = f"{_XMI}id"
_CAS: Final = "http:///uima/cas.ecore "
_SOFA: Final = "uima.cas.Sofa"
_TYPES: Final = "TypeSystem.xml"
_ENDS: Final = ("Governor", "Dependent")
_SIGNED: Final = tuple((name, f"@{name}") for name in _ENDS)  # as CAS JSON has them
_PASSED: Final = (TOKEN, SENTENCE)
# What a span has of its own, besides attributes.
_OWN: Final = frozenset(
    {"entity", "entity_type", "entity_id", "note", "annotator", "fragment_group"}
)
_NO_VALUES: Final = frozenset({"begin", "end", "sofa", *_ENDS})


@dataclass(slots=True)
class _Structure:
    """A feature structure as it stands in the file; numbers may be missing or wrong."""

    id: Any
    type: str
    sofa: Any
    begin: Any
    end: Any
    values: dict[str, str]
    ends: dict[str, Any]
    line: int | None = None


@dataclass(slots=True)
class _Cas:
    """What a file holds; `texts` are the views by the id of their text."""

    file: str
    texts: dict[Any, tuple[Any, Any]] = field(default_factory=dict)
    structures: list[_Structure] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: int | None, reason: Message) -> None:
        """Say that something was left out."""
        self.problems.append(Problem(self.file, line, reason))


def read_xmi(path: Path, options: ReadOptions, progress: Progress) -> Iterator[Bundle | Problem]:
    """Yield the articles of an .xmi file, a zip file or a folder. Raises Unreadable or OSError."""
    if path.suffix.lower() == ".zip" and path.is_file():
        yield from _zipped(path, options, progress)
        return
    beside = sorted(path.rglob(_TYPES)) if path.is_dir() else [path.with_name(_TYPES)]
    known: dict[str, frozenset[str]] = {}
    for found in beside:
        if found.is_file():
            try:
                if found.stat().st_size > options.limit:
                    raise too_large(options.limit)
                known |= structured(found.read_bytes())
            except Unreadable as error:
                yield Problem(shown(found), None, error.message)
    read = partial(_xmi_article, structured=known, options=options)
    yield from each_file(path, ".xmi", options.limit, progress, read)


def read_json(data: bytes, file: str, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the article of a file of CAS JSON, and its Problems. Raises Unreadable."""
    try:
        form = orjson.loads(without_words_json(data))
    except orjson.JSONDecodeError as error:
        raise Unreadable("This is not JSON: {reason}.", reason=error.msg) from None
    listed = form.get("%FEATURE_STRUCTURES") if isinstance(form, dict) else None
    if isinstance(listed, dict):  # by id, as the first versions had it
        listed = [
            {"%ID": int(name), **item} if name.isdecimal() and isinstance(item, dict) else item
            for name, item in listed.items()
        ]
    if not isinstance(listed, list):
        raise Unreadable("This is not CAS JSON: it has no «{field}».", field="%FEATURE_STRUCTURES")
    cas = _Cas(file)
    for item in _without_words(listed):
        kind = item.get("%TYPE") if isinstance(item, dict) else None
        number = item.get("%ID") if isinstance(item, dict) else None
        if not isinstance(kind, str) or type(number) is not int:
            cas.refuse(None, msg("A feature structure without an id or a type was left out."))
        elif kind == _SOFA:
            cas.texts[number] = item.get("sofaID"), item.get("sofaString")
        else:
            cas.structures.append(
                _Structure(
                    number,
                    kind,
                    item.get("@sofa"),
                    item.get("begin"),
                    item.get("end"),
                    {
                        name: said
                        for name, value in item.items()
                        if name not in _NO_VALUES
                        and name[:1] not in "%@^"
                        and (said := value if type(value) is str else _as_text(value)) is not None
                    },
                    {
                        name: end if type(end := item[sign]) is int else None
                        for name, sign in _SIGNED
                        if sign in item
                    },
                )
            )
    yield from _article(cas, options)


def _without_words(listed: list[Any]) -> list[Any]:
    """The structures that are not sound sentences and tokens, which nearly all of a file are."""
    return [
        item
        for item in listed
        if type(item) is not dict
        or item.get("%TYPE") not in _PASSED
        or type(item.get("%ID")) is not int
    ]


def _as_text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else None


def _zipped(path: Path, options: ReadOptions, progress: Progress) -> Iterator[Bundle | Problem]:
    try:
        with zipfile.ZipFile(path) as box:
            names = [item for item in box.infolist() if item.filename.lower().endswith(".xmi")]
            if not names:
                raise Unreadable(
                    "There is no file {suffix} in the folder {path}.",
                    suffix=".xmi",
                    path=shown(path),
                )
            known: dict[str, frozenset[str]] = {}
            for item in box.infolist():
                if item.filename.rsplit("/", 1)[-1] == _TYPES:
                    known |= structured(_unpacked(box, item, options.limit))
            for done, item in enumerate(names):
                progress.step(done, len(names))
                file = f"{shown(path)}/{item.filename}"
                try:
                    data = _unpacked(box, item, options.limit)
                    yield from _xmi_article(data, file, structured=known, options=options)
                except Unreadable as error:
                    yield Problem(file, None, error.message)
            progress.step(len(names), len(names))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Unreadable("The zip file cannot be read: {reason}.", reason=str(error)) from None


def _unpacked(box: zipfile.ZipFile, item: zipfile.ZipInfo, limit: int) -> bytes:
    with box.open(item) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise too_large(limit)
    return data


def _xmi_article(
    data: bytes, file: str, structured: Structured, options: ReadOptions
) -> Iterator[Bundle | Problem]:
    cas, error = _parsed(without_words_xmi(data), file, structured)
    if error is not None:  # without words it may be broken in another line, or not at all
        cas, error = _parsed(data, file, structured)
    if error is not None:
        reason = msg(
            "The XML is broken at line {line}: {reason}.",
            line=error.lineno,
            reason=expat.ErrorString(error.code),
        )
        if not cas.texts:
            raise Unreadable(reason) from None
        cas.refuse(error.lineno, reason)
    yield from _article(cas, options)


def _parsed(data: bytes, file: str, structured: Structured) -> tuple[_Cas, expat.ExpatError | None]:
    """What a file holds up to where its XML is broken, and how it is. Raises Unreadable."""
    cas = _Cas(file)
    reader = parser()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth == 1 and name != f"{_XMI}XMI":
            raise Unreadable("This is not XMI: its first element is «{name}».", name=name[-80:])
        if depth == 2:
            _take(cas, name, attributes, structured, reader.CurrentLineNumber)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    reader.StartElementHandler = start
    reader.EndElementHandler = end
    try:
        parse(reader, data)
    except expat.ExpatError as error:
        return cas, error
    return cas, None


def _take(
    cas: _Cas, name: str, attributes: dict[str, str], structured: Structured, line: int
) -> None:
    number = attributes.pop(_ID, None)
    if name == f"{_CAS}Sofa":
        cas.texts[number] = attributes.get("sofaID"), attributes.get("sofaString")
        return
    kind = _type(name)
    if is_foreign(kind) and kind != METADATA:
        return
    aside = structured.get(kind, frozenset())
    cas.structures.append(
        _Structure(
            number,
            kind,
            attributes.get("sofa"),
            _number(attributes.get("begin")),
            _number(attributes.get("end")),
            {
                feature: decoded(value)
                for feature, value in attributes.items()
                if feature not in _NO_VALUES and feature not in aside
            },
            {feature: attributes[feature] for feature in _ENDS if feature in attributes},
            line,
        )
    )


@lru_cache(1000)
def _type(name: str) -> str:
    """The type that an element of a namespace stands for."""
    space, _, last = name.rpartition(" ")
    package = space.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    return last if package == "uima.noNamespace" else f"{package}.{last}"


def _number(value: str | None) -> int | None:
    return int(value) if value is not None and value.isdecimal() and len(value) < 10 else None


def _article(cas: _Cas, options: ReadOptions) -> Iterator[Bundle | Problem]:
    if not cas.texts:
        raise Unreadable("There is no text in it.")
    views = {name: number for number, (name, _) in reversed(cas.texts.items())}
    view = views.get("_InitialView", next(iter(cas.texts)))
    intake = Intake(cas.texts[view][1], None, options, cas.file, None)
    intake.count_in("utf16")
    reading = _Reading(cas, intake)
    title = ""
    for one in cas.structures:
        if one.type == METADATA:
            title = one.values.get("documentTitle") or title
        elif is_foreign(one.type) or (one.sofa is not None and one.sofa != view):
            continue
        elif one.type == NOTE:
            intake.note(one.values.get("text"), one.values.get("annotator"))
        elif one.ends:
            reading.links.append(one)
        elif one.sofa is not None and (one.begin is not None or one.end is not None):
            reading.pieces.setdefault(_group(one), []).append(one)
    bundle = reading.bundle(title)
    yield bundle
    yield from cas.problems
    yield from intake.problems


def _group(one: _Structure) -> tuple[str, Any, bool]:
    """What the pieces of one span share."""
    group = one.values.get("fragment_group")
    return one.type, one.id if group is None else group, group is None


class _Reading:
    """Spans and relations of one article."""

    def __init__(self, cas: _Cas, intake: Intake) -> None:
        self.pieces: dict[tuple[str, Any, bool], list[_Structure]] = {}
        self.links: list[_Structure] = []
        self._cas = cas
        self._intake = intake
        self._taken: dict[Any, str] = {}
        self._entities: dict[str, Entity] = {}

    def bundle(self, title: str) -> Bundle:
        """The article with what is sound."""
        for pieces in self.pieces.values():
            self._take_span(pieces)
        for link in self.links:
            self._take_link(link)
        made = self._intake.bundle(title, {})
        return replace(made, entities=(*made.entities, *self._entities.values()))

    def _take_span(self, pieces: Iterable[_Structure]) -> None:
        places: list[Interval] = []
        sound: list[_Structure] = []
        for one in pieces:
            try:
                places.append(self._intake.place(one.begin, one.end))
                sound.append(one)
            except Unreadable as error:
                self._no_span(one, error.message)
        if not sound:
            return
        values = sound[0].values
        entity = self._entity(
            values.get("entity"), values.get("entity_type"), values.get("entity_id")
        )
        note, annotator = values.get("note"), values.get("annotator")
        said = {plain(name): value for name, value in values.items() if name not in _OWN}
        try:
            taken = self._intake.span(
                label_of(sound[0].type), places, said, entity, note, annotator
            )
        except Unreadable as error:
            self._no_span(sound[0], error.message)
            return
        for one in sound:
            self._taken[one.id] = taken

    def _entity(self, name: str | None, kind: str | None, number: str | None) -> str | None:
        """The id of an entity: that of the file, where it has one that can be taken."""
        if number is None and name is None:
            return None
        if number is None or name_problem(number) is not None:
            return self._intake.entity({"name": name, "type": kind})
        if number not in self._entities and name is not None and name.strip():
            self._entities[number] = Entity(number, name, kind or "other")
        return number if number in self._entities else None

    def _take_link(self, link: _Structure) -> None:
        source, target = (self._taken.get(link.ends.get(name)) for name in _ENDS)
        kind = label_of(link.type)
        if source is None or target is None:
            missing = link.ends.get(_ENDS[0] if source is None else _ENDS[1])
            reason = msg("Its span {id} is not there.", id=str(missing)[:40])
            self._cas.refuse(
                link.line, msg("Relation {id} was left out. {reason}", id=kind, reason=reason)
            )
            return
        said = {plain(name): one for name, one in link.values.items() if name != "annotator"}
        self._intake.relation(kind, source, target, said, link.values.get("annotator"))

    def _no_span(self, one: _Structure, reason: Message) -> None:
        self._cas.refuse(
            one.line, msg("Span {id} was left out. {reason}", id=str(one.id)[:40], reason=reason)
        )
