"""REFI-QDA projects (.qdpx), which ATLAS.ti, MAXQDA, NVivo and others exchange.

A zip with `project.qde` (XML, version 1.0 of the schema, 18 March 2019) and `sources/GUID.txt`.

| here | there |
|------|-------|
| label | Code with its colour |
| attribute, value | Code that is not codable, and in it a Code for each value |
| fragment | PlainTextSelection with a Coding for the label and one for each value |
| span in pieces | selections named «span GUID part 2/3» |
| entity | Case with a SelectionRef to each mention, its type as a variable |
| relation | Link from the first selection of one span to that of the other |
| note | Note, referred to by its source or selection |
| annotator | User |

Attributes of relations have no place. GUIDs are made of our ids, so they stay the same with each
export. Positions count code points, or UTF-16 units on request, of the text file as it stands; the
`origin` of the project says which. Characters that XML cannot hold are written `_x0001_`.
"""

import hashlib
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final, Literal

from workbench.domain.codebook import Codebook
from workbench.domain.offsets import Utf16Map
from workbench.domain.records import Entity, Span
from workbench.domain.words import msg, shorten
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.dialect import Folder, Kept, Unit, WriteOptions, entity_held
from workbench.exchange.refi_qda.reading import ORIGIN, read_project
from workbench.exchange.xml_text import coded, coded_value, escaped
from workbench.jobs import Progress

_SPACE = "urn:QDA-XML:project:1.0"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_MIXED: Final = "#808080"
_TYPE_OF = "entity type"


class RefiQda:
    """Projects of qualitative analysis."""

    name: Final = "refi-qda"
    title: Final = msg("REFI-QDA project (ATLAS.ti, MAXQDA, NVivo)")
    suffixes: Final = (".qdpx",)
    makes: Final[Literal["file", "folder"]] = "file"
    units: Final[tuple[Unit, ...]] = ("code_point", "utf16")
    reads: Final = True
    keeps: Final = frozenset[Kept](("annotators", "title", "text"))

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """All but attributes of relations, empty notes and rejections; entities by name and type.

        Their aliases stand in the project for people to read, and are not read again.
        """
        reduced = self._reduced(bundle)
        return replace(reduced, entities=tuple(map(entity_held, reduced.entities)))

    @staticmethod
    def _reduced(bundle: Bundle) -> Bundle:
        here = {entity.id for entity in bundle.entities}
        named = {span.entity for span in bundle.spans}
        spans = tuple(
            span
            if span.note is None and (span.entity is None or span.entity in here)
            else replace(
                span,
                note=span.note if span.note and span.note.strip() else None,
                entity=span.entity if span.entity in here else None,
            )
            for span in bundle.spans
        )
        return replace(
            bundle,
            spans=spans,
            relations=tuple(
                replace(link, attributes={}) if link.attributes else link
                for link in bundle.relations
            ),
            entities=tuple(entity for entity in bundle.entities if entity.id in named),
            notes=tuple(note for note in bundle.notes if note.text.strip()),
            rejections=(),
        )

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write the project; what comes after the sources in it waits in temporary files."""
        unit = options.unit or "code_point"
        with out.file("") as raw, ExitStack() as files:

            def spool() -> BinaryIO:
                return files.enter_context(tempfile.TemporaryFile())

            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
                made = _Project(codebook, zipped, unit, _Spools(spool(), spool(), spool()))
                for bundle in articles:
                    made.add(self._reduced(bundle))
                made.close()

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield each source of text. Raises Unreadable where the file is no such project."""
        return read_project(path, options, progress)


def guid(*parts: str) -> str:
    """A GUID (UUID of version 5, without a name space of its own) of what `parts` name."""
    digits = hashlib.sha1("\0".join(parts).encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


@dataclass(frozen=True, slots=True)
class _Spools:
    sources: BinaryIO
    notes: BinaryIO
    links: BinaryIO


class _Project:
    """A project as it is written, one article at a time."""

    def __init__(
        self, codebook: Codebook, zipped: zipfile.ZipFile, unit: Unit, spools: _Spools
    ) -> None:
        self._zip, self._unit, self._spools = zipped, unit, spools
        self._book = codebook
        self._codes = _Codes(codebook)
        self._symmetric = {kind.id for kind in codebook.relations if kind.symmetric}
        self._users: dict[str, str] = {}
        self._cases: dict[str, tuple[Entity, bytearray]] = {}

    def add(self, bundle: Bundle) -> None:
        """Write the text of an article, and what is said of it."""
        article = bundle.article
        source = guid("article", article.id)
        # A text that begins with U+FEFF would lose it to a reader that takes it for a BOM.
        text = f"\ufeff{bundle.text}" if bundle.text.startswith("\ufeff") else bundle.text
        info = zipfile.ZipInfo(f"sources/{source}.txt")
        self._zip.writestr(info, text.encode(), zipfile.ZIP_DEFLATED, 1)
        entities = {entity.id: entity for entity in bundle.entities}
        units = Utf16Map(bundle.text) if self._unit == "utf16" else None
        made: list[str] = []
        put = made.append
        title = coded_value(article.title)
        put(
            f'<TextSource guid="{source}" name="{title}" plainTextPath="internal://{source}.txt">\n'
        )
        for span in bundle.spans:
            self._put_span(put, span, bundle.text, units)
            if span.entity is not None:
                entity = entities[span.entity]
                mentions = self._cases.setdefault(entity.id, (entity, bytearray()))[1]
                mentions += bytes.fromhex(guid("span", span.id, "0").replace("-", ""))
        for note in bundle.notes:
            put(f'<NoteRef targetGUID="{self._note(note.id, note.text, note.annotator)}"/>\n')
        put("</TextSource>\n")
        self._spools.sources.write("".join(made).encode())
        for link in bundle.relations:
            direction = "Associative" if link.type in self._symmetric else "OneWay"
            said = (
                f'<Link guid="{guid("relation", link.id)}" name="{coded_value(link.type)}" '
                f'direction="{direction}" originGUID="{guid("span", link.source, "0")}" '
                f'targetGUID="{guid("span", link.target, "0")}"/>\n'
            )
            self._spools.links.write(said.encode())

    def _put_span(
        self, put: Callable[[str], None], span: Span, text: str, units: Utf16Map | None
    ) -> None:
        user = self._user(span.annotator)
        when = ""
        if span.created and _TIME.fullmatch(span.created):
            when = f' creationDateTime="{span.created}"'
        codes = self._codes.of(span)
        parts = len(span.fragments)
        name = guid("span", span.id) if parts > 1 else ""
        for index, place in enumerate(span.fragments):
            start, end = place.start, place.end
            if parts > 1:
                said = f"span {name} part {index + 1}/{parts}"
            else:
                said = coded_value(shorten(text[start:end]))
            if units is not None:
                start, end = units.unit(start), units.unit(end)
            one = guid("span", span.id, str(index))
            # One SHA-1 a selection: its codings are UUIDs of version 8 that differ at the end.
            inside = [
                f'<Coding guid="{one[:14]}8{one[15:-3]}{number:03x}" creatingUser="{user}">'
                f'<CodeRef targetGUID="{code}"/></Coding>'
                for number, code in enumerate(codes, 1)
            ]
            if span.note is not None and index == 0:
                note = self._note(span.id, span.note, span.annotator)
                inside.append(f'<NoteRef targetGUID="{note}"/>')
            put(
                f'<PlainTextSelection guid="{one}" name="{said}" startPosition="{start}" '
                f'endPosition="{end}" creatingUser="{user}"{when}>{"".join(inside)}'
                "</PlainTextSelection>\n"
            )

    def _note(self, owner: str, text: str, annotator: str) -> str:
        name = guid("note", owner)
        note = (
            f'<Note guid="{name}" name="{coded_value(shorten(text))}" '
            f'creatingUser="{self._user(annotator)}">'
            f"<PlainTextContent>{escaped(coded(text))}</PlainTextContent></Note>\n"
        )
        self._spools.notes.write(note.encode())
        return name

    def _user(self, annotator: str) -> str:
        found = self._users.get(annotator)
        if found is None:
            found = self._users[annotator] = guid("user", annotator)
        return found

    def close(self) -> None:
        """Write project.qde."""
        info = zipfile.ZipInfo("project.qde")
        info.compress_type = zipfile.ZIP_DEFLATED
        info._compresslevel = 3  # type: ignore[attr-defined]  # no argument for it in 3.11
        with self._zip.open(info, "w", force_zip64=True) as project:
            for part in self._all():
                project.write(part if isinstance(part, bytes) else part.encode())

    def _all(self) -> Iterator[str | bytes]:
        name = coded_value(self._book.id)
        yield (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<Project xmlns="{_SPACE}" name="{name}" origin="{ORIGIN} ({self._unit})">\n'
        )
        users = (
            f'<User guid="{user}" name="{coded_value(annotator)}"/>\n'
            for annotator, user in self._users.items()
        )
        yield from _wrapped("Users", users)
        yield "<CodeBook>\n"
        yield from _wrapped("Codes", self._codes.xml())
        yield "</CodeBook>\n"
        if self._cases:
            kind = guid("variable", _TYPE_OF)
            yield (
                f'<Variables>\n<Variable guid="{kind}" name="{_TYPE_OF}" typeOfVariable="Text"/>\n'
                "</Variables>\n"
            )
            yield from _wrapped("Cases", self._case_parts(kind))
        for tag, spool in (
            ("Sources", self._spools.sources),
            ("Notes", self._spools.notes),
            ("Links", self._spools.links),
        ):
            yield from _wrapped(tag, _back(spool))
        yield "</Project>\n"

    def _case_parts(self, kind: str) -> Iterator[str]:
        for entity, mentions in self._cases.values():
            name = coded_value(entity.name)
            yield f'<Case guid="{guid("entity", entity.id)}" name="{name}">'
            if entity.aliases:
                yield f"<Description>{escaped(coded(', '.join(entity.aliases)))}</Description>"
            yield (
                f'<VariableValue><VariableRef targetGUID="{kind}"/>'
                f"<TextValue>{escaped(coded(entity.type))}</TextValue></VariableValue>\n"
            )
            for at in range(0, len(mentions), 16):
                one = mentions[at : at + 16].hex()
                target = f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}"
                yield f'<SelectionRef targetGUID="{target}"/>\n'
            yield "</Case>\n"


class _Codes:
    """The codes of a codebook, and of labels and values that it does not have."""

    def __init__(self, codebook: Codebook) -> None:
        self._about: dict[str, tuple[str, str]] = {}
        self._values: dict[str, dict[str, dict[str, str]]] = {}
        self._found: dict[tuple[str, tuple[tuple[str, str], ...]], tuple[str, ...]] = {}
        for label in codebook.labels:
            said = f"{label.name}: {label.definition}" if str(label.definition) else str(label.name)
            self._about[label.id] = (label.color, said)
            attributes = self._values.setdefault(label.id, {})
            for attribute in label.attributes:
                for value in attribute.values:
                    code = guid("value", label.id, attribute.id, value)
                    attributes.setdefault(attribute.id, {})[value] = code

    def of(self, span: Span) -> tuple[str, ...]:
        """The GUIDs of the codes of a span: its label's, then its values'."""
        key = (span.label, tuple(span.attributes.items()))
        found = self._found.get(key)
        if found is None:
            found = (guid("label", span.label), *self._made(span.label, span.attributes))
            if len(self._found) < 10_000:
                self._found[key] = found
        return found

    def _made(self, label: str, attributes: Mapping[str, str]) -> Iterator[str]:
        known = self._values.setdefault(label, {})
        for name, value in attributes.items():
            values = known.setdefault(name, {})
            yield values.setdefault(value, guid("value", label, name, value))

    def xml(self) -> Iterator[str]:
        """The Code elements."""
        for label, attributes in self._values.items():
            color, said = self._about.get(label, (_MIXED, ""))
            name = coded_value(label)
            yield f'<Code guid="{guid("label", label)}" name="{name}" isCodable="true" '
            yield f'color="{color.upper()}">'
            yield f"<Description>{escaped(coded(said))}</Description>\n" if said else "\n"
            for attribute, values in attributes.items():
                name, owner = coded_value(attribute), guid("attribute", label, attribute)
                yield f'<Code guid="{owner}" name="{name}" isCodable="false">\n'
                for value, code in values.items():
                    name = coded_value(value)
                    yield f'<Code guid="{code}" name="{name}" isCodable="true"/>\n'
                yield "</Code>\n"
            yield "</Code>\n"


def _wrapped(tag: str, parts: Iterable[str | bytes]) -> Iterator[str | bytes]:
    """`parts` in an element; nothing without them: the schema has no empty lists."""
    first = True
    for part in parts:
        if first:
            yield f"<{tag}>\n"
            first = False
        yield part
    if not first:
        yield f"</{tag}>\n"


def _back(spool: BinaryIO) -> Iterator[bytes]:
    spool.seek(0)
    while chunk := spool.read(1 << 18):
        yield chunk
