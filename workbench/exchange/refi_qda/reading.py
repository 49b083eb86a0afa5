"""REFI-QDA projects read back into articles; `refi_qda.dialect` tells what is where.

`project.qde` is gone through twice, as notes and links come after the sources: first for all but
the sources, then a source at a time.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final
from xml.parsers import expat

from workbench.domain.errors import Unreadable
from workbench.domain.text import Interval, sha256
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit, shown
from workbench.exchange.parsing.decoding import decoded as text_of
from workbench.exchange.parsing.elements import MOST, MOST_CODES, Element, Elements, key_of
from workbench.exchange.parsing.intake import Intake, astral
from workbench.exchange.xml_text import decoded
from workbench.jobs import Progress

ORIGIN: Final = "annotation-workbench"
_PART = re.compile(r"span (\S+) part (\d{1,6})/(\d{1,6})")
_NUMBER = re.compile(r"\s*\d{1,9}\s*")
_CHUNK = 1 << 16

_Piece = tuple[Element, str, Interval]  # a selection, its GUID and its place


@dataclass(slots=True)
class _Code:
    """A code: the label that it stands for, or the attribute and value of one."""

    label: str
    value: tuple[str, str] | None = None


@dataclass(slots=True)
class _Index:
    """What a project says beside its sources."""

    origin: str = ""
    users: dict[str, str] = field(default_factory=dict)
    codes: dict[str, _Code] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    mentions: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    notes: dict[str, tuple[str, str]] = field(default_factory=dict)
    links: dict[str, list[tuple[str, str, str, int]]] = field(default_factory=dict)

    @property
    def ours(self) -> bool:
        return self.origin.startswith(ORIGIN)

    def plain(self, text: str) -> str:
        return decoded(text) if self.ours else text


def read_project(
    path: Path, options: ReadOptions, progress: Progress
) -> Iterator[Bundle | Problem]:
    """Yield the texts of a project with what is said of them."""
    try:
        zipped = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise Unreadable(
            "This is not a REFI-QDA project: it is no zip file, or a part of it is missing."
        ) from None
    with zipped:
        project = next(
            (item for item in zipped.infolist() if item.filename.lower().endswith(".qde")), None
        )
        if project is None:
            raise Unreadable("This is not a REFI-QDA project: there is no project.qde in it.")
        yield from _Reading(path, zipped, project, options, progress).all()


class _Reading:
    def __init__(
        self,
        path: Path,
        zipped: zipfile.ZipFile,
        project: zipfile.ZipInfo,
        options: ReadOptions,
        progress: Progress,
    ) -> None:
        self._file = f"{shown(path)}/{project.filename}"
        self._zip, self._project = zipped, project
        self._options, self._progress = options, progress
        self._index = _Index()
        self._cut: list[Element] = []
        self._entries = {
            name.rsplit("/", 1)[-1].lower(): name for name in reversed(zipped.namelist())
        }

    def all(self) -> Iterator[Bundle | Problem]:
        wanted = ("Users", "CodeBook", "Variables", "Case", "Note", "Link")
        told = set[str]()
        for item in self._nodes(wanted, passed_over="Sources"):
            if isinstance(item, Problem):
                yield item
                continue
            if self._is_cut(item):
                if item.tag not in told:
                    told.add(item.tag)
                    yield Problem(self._file, item.line, self._too_much(item))
                if item.tag == "Note":
                    continue
            self._learn(item)
        for item in self._nodes(("TextSource",), passed_over="Notes"):
            if isinstance(item, Problem):
                continue  # told the first time
            try:
                if self._is_cut(item):
                    raise Unreadable(self._too_much(item))
                yield from self._source(item)
            except (Unreadable, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
                # What zipfile raises for a broken, an unknown and a locked entry.
                reason = (
                    error.message
                    if isinstance(error, Unreadable)
                    else msg(
                        "Its text cannot be taken out of the zip file: {reason}", reason=str(error)
                    )
                )
                yield Problem(self._file, item.line, reason)

    def _nodes(self, wanted: tuple[str, ...], passed_over: str) -> Iterator[Element | Problem]:
        builder = Elements(
            frozenset(wanted),
            passed_over,
            self._options.limit,
            together="TextSource" not in wanted,  # all that goes into the index stays in memory
        )
        self._cut = builder.cut
        total, done = self._project.file_size, 0
        try:
            with self._zip.open(self._project) as file:
                while chunk := file.read(_CHUNK):
                    done += len(chunk)
                    self._progress.step(min(done, total), total)
                    builder.feed(chunk)
                    self._index.origin = builder.origin
                    yield from builder.taken()
                builder.feed(b"", last=True)
        except expat.ExpatError as error:
            yield from builder.taken()
            reason = msg(
                "From here on the file is not XML: {reason}.", reason=expat.ErrorString(error.code)
            )
            yield Problem(self._file, error.lineno, reason)
        except zipfile.BadZipFile as error:
            yield from builder.taken()
            yield Problem(
                self._file, None, msg("The zip file is damaged: {reason}.", reason=str(error))
            )
        yield from builder.taken()

    def _is_cut(self, node: Element) -> bool:
        if node not in self._cut:
            return False
        self._cut.remove(node)  # or it would stay in memory
        return True

    def _too_much(self, node: Element) -> Message:
        return msg(
            "<{tag}> holds more than {most} MB of text or {parts} elements, and what is too much "
            "was left out. Divide the project and import its parts.",
            tag=node.tag,
            most=self._options.limit >> 20,
            parts=MOST_CODES if node.tag == "CodeBook" else MOST,
        )

    def _learn(self, node: Element) -> None:
        index = self._index
        match node.tag:
            case "Users":
                for user in node.all("User"):
                    name = user.attributes.get("name") or user.attributes.get("id", "")
                    index.users[_guid(user)] = index.plain(name)
            case "CodeBook":
                for codes in node.all("Codes"):
                    self._codes(codes, None, None)
            case "Variables":
                for one in node.all("Variable"):
                    index.kinds[_guid(one)] = one.attributes.get("name", "")
            case "Case":
                self._case(node)
            case "Note":
                index.notes[_guid(node)] = (self._note_text(node), self._user(node) or "")
            case _:
                ends = (
                    node.attributes.get("originGUID", ""),
                    node.attributes.get("targetGUID", ""),
                )
                kind = index.plain(node.attributes.get("name", ""))
                found = index.links.setdefault(key_of(ends[0]), [])
                found.append((_guid(node), kind, key_of(ends[1]), node.line))

    def _codes(self, parent: Element, label: str | None, attribute: str | None) -> None:
        for code in parent.all("Code"):
            name = self._index.plain(code.attributes.get("name", ""))
            codable = code.attributes.get("isCodable", "true") in ("true", "1")
            if label is not None and attribute is not None and codable:
                self._index.codes[_guid(code)] = _Code(label, (attribute, name))
                self._codes(code, label, attribute)
            elif label is not None and not codable:
                self._codes(code, label, name)
            elif codable:
                self._index.codes[_guid(code)] = _Code(name)
                self._codes(code, name, None)
            else:  # a folder of codes
                self._codes(code, None, None)

    def _case(self, node: Element) -> None:
        index = self._index
        kind = "other"
        for value in node.all("VariableValue"):
            refers = value.first("VariableRef")
            if refers is not None and "type" in index.kinds.get(refers.target(), ""):
                kind = index.plain(value.said("TextValue")) or kind
        name = index.plain(node.attributes.get("name", ""))
        said = (_guid(node), name, kind)
        for one in node.all("SelectionRef"):
            index.mentions[one.target()] = said

    def _note_text(self, node: Element) -> str:
        path = node.attributes.get("plainTextPath", "")
        if not path:
            return self._index.plain(node.said("PlainTextContent"))
        with suppress(Unreadable, zipfile.BadZipFile):
            return self._stored(path)
        return ""

    def _stored(self, path: str) -> str:
        """The text of a file in the zip, without its BOM."""
        name = self._entries.get(path.replace("\\", "/").rsplit("/", 1)[-1].lower())
        if name is None:
            raise Unreadable("There is no file {name} in the project.", name=path[:80])
        info = self._zip.getinfo(name)
        if info.file_size > self._options.limit:
            raise Unreadable(
                "The file is larger than {most} MB. Cut it into articles and import those.",
                most=self._options.limit >> 20,
            )
        with self._zip.open(info) as file:
            data = file.read(self._options.limit + 1)
        encoding = self._options.encoding or ("utf-8" if self._index.ours else None)
        return text_of(data, encoding).removeprefix("\ufeff")

    def _user(self, node: Element) -> str | None:
        return self._index.users.get(_repeated(node.attributes.get("creatingUser", ""))) or None

    def _source(self, node: Element) -> Iterator[Bundle | Problem]:
        index = self._index
        path = node.attributes.get("plainTextPath", "")
        raw = self._stored(path) if path else index.plain(node.said("PlainTextContent"))
        digest = sha256(raw) if index.ours else None
        intake = Intake(raw, digest, self._options, self._file, node.line)
        self._count(node, intake)
        problems: list[Problem] = []
        taken = self._spans(node, intake, problems)
        self._relations(taken, intake, problems)
        for one in node.all("NoteRef"):
            text, annotator = index.notes.get(one.target(), ("", ""))
            intake.note(text, annotator or None)
        if not index.ours:
            intake.note(node.said("Description"))
        yield intake.bundle(index.plain(node.attributes.get("name", "")), {})
        yield from intake.problems
        yield from problems

    def _count(self, node: Element, intake: Intake) -> None:
        unit = self._options.unit or _stated(self._index.origin)
        if unit is not None:
            intake.count_in(unit)
            return
        quoted = []
        for one in node.all("PlainTextSelection"):
            start, end = (one.attributes.get(f"{end}Position", "") for end in ("start", "end"))
            if _NUMBER.fullmatch(start) and _NUMBER.fullmatch(end):
                quoted.append((int(start), int(end), one.attributes.get("name")))
        intake.count_by(quoted)
        if quoted and astral(intake.raw):
            intake.refuse(
                msg(
                    "The text has characters outside the BMP, which programs count in two ways, "
                    "and the file does not say which one is its. Look at the spans."
                )
            )

    def _spans(self, node: Element, intake: Intake, problems: list[Problem]) -> dict[str, str]:
        """Take the spans; what is given are their ids by the GUIDs of selections and codings."""
        taken: dict[str, str] = {}
        groups: dict[str, list[_Piece]] = {}
        for one in node.all("PlainTextSelection"):
            guid, said = _guid(one), one.attributes.get("name", "")
            found = _PART.fullmatch(said) if said.startswith("span ") else None
            try:
                place = self._place(one, intake)
            except Unreadable as error:
                problems.append(self._left_out(one, error))
            else:
                groups.setdefault(found[1] if found else guid, []).append((one, guid, place))
        for pieces in groups.values():
            try:
                self._span(pieces, intake, taken)
            except Unreadable as error:
                problems.append(self._left_out(pieces[0][0], error))
        return taken

    def _place(self, one: Element, intake: Intake) -> Interval:
        start = one.attributes.get("startPosition", "")
        end = one.attributes.get("endPosition", "")
        if not (_NUMBER.fullmatch(start) and _NUMBER.fullmatch(end)):
            raise Unreadable(
                "«{field}» is missing or of the wrong kind.", field="startPosition, endPosition"
            )
        return intake.place(int(start), int(end))

    def _span(self, pieces: list[_Piece], intake: Intake, taken: dict[str, str]) -> None:
        first = pieces[0][0]
        index = self._index
        labels: dict[str, tuple[dict[str, str], str, str | None]] = {}
        notes: list[str] = []
        for child in first.children or ():
            if child.tag == "Coding":
                refers = child.first("CodeRef")
                named = refers.attributes.get("targetGUID", "") if refers is not None else ""
                code = index.codes.get(_repeated(named))
                if code is None:
                    raise Unreadable("Its code is not in the codebook of the project.")
                if code.label not in labels:
                    labels[code.label] = ({}, _guid(child), self._user(child))
                if code.value is not None:
                    name, value = code.value
                    labels[code.label][0][name] = value
            elif child.tag == "NoteRef":
                notes.append(index.notes.get(child.target(), ("", ""))[0])
        if not index.ours:
            notes.append(first.said("Description"))
        note = "\n\n".join([text for text in notes if text.strip()]) or None
        mentions = [index.mentions[guid] for _, guid, _ in pieces if guid in index.mentions]
        entity = None
        if mentions:
            _, said, kind = mentions[0]
            entity = intake.entity({"name": said, "type": kind})
        if not labels:
            raise Unreadable("It has no code.")
        places = [place for _, _, place in pieces]
        for label, (values, coding_guid, annotator) in labels.items():
            who = annotator or self._user(first)
            made = intake.span(label, places, values, entity, note, who)
            taken[coding_guid] = made
            for _, guid, _ in pieces:
                taken.setdefault(guid, made)

    def _relations(self, taken: Mapping[str, str], intake: Intake, problems: list[Problem]) -> None:
        for end, source in taken.items():
            for name, kind, other, line in self._index.links.get(end, ()):
                try:
                    if other not in taken:
                        raise Unreadable("Its span {id} is not there.", id=other[:40])
                    intake.relation(kind, source, taken[other])
                except Unreadable as error:
                    reason = msg(
                        "Relation {id} was left out. {reason}",
                        id=name[:40] or "?",
                        reason=error.message,
                    )
                    problems.append(Problem(self._file, line, reason))

    def _left_out(self, one: Element, error: Unreadable) -> Problem:
        reason = msg(
            "Span {id} was left out. {reason}", id=_guid(one)[:40] or "?", reason=error.message
        )
        return Problem(self._file, one.line, reason)


def _stated(origin: str) -> Unit | None:
    if origin == f"{ORIGIN} (code_point)":
        return "code_point"
    return "utf16" if origin == f"{ORIGIN} (utf16)" else None


_repeated = lru_cache(maxsize=1024)(key_of)  # for users and codes, which are few


def _guid(node: Element) -> str:
    return key_of(node.attributes.get("guid", ""))
