"""Reads WebAnno TSV 3.0 to 3.3.

A span layer is a label, its features are attributes; `entity`, `entity_type` and `note` are what
their names say. A slot of a span is a relation called like its role. Layers of grammar and chains
are left out and told. Text is rebuilt as INCEpTION does it: a newline after each sentence that
does not touch the next one, then spaces up to it.

Most lines are tokens without any annotation. They are taken and checked by columns; one by one are
only those looked at that say more, or all where anything is wrong.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress, count, repeat, zip_longest
from typing import Final

from workbench.domain.errors import Unreadable
from workbench.domain.offsets import Utf16Map
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.parsing.intake import Intake
from workbench.exchange.uima.names import is_foreign, label_of, plain
from workbench.exchange.webanno.rows import Rows
from workbench.exchange.webanno.text import marked, plain_text, plain_value, slots, stacked

_FORMAT = re.compile(r"#FORMAT=WebAnno TSV (\d+)\.(\d+)\s*")
_TEXT: Final = "#Text="


@dataclass(frozen=True, slots=True)
class _Layer:
    """A layer of the header. `first` is the number of its first column, `base` that of ends."""

    type: str
    kind: str
    columns: Sequence[str]
    first: int
    base: str
    label: str
    end: int
    empty: Sequence[str]  # its cells in a row that it says nothing of


_Stacked = tuple[tuple[int, tuple[str, ...], tuple[str | None, ...]], ...]
_Said = tuple[_Layer, Sequence[str], _Stacked]


@dataclass(slots=True)
class _Mark:
    """An annotation as it grows from line to line."""

    layer: _Layer
    row: int
    end: int = 0
    values: dict[str, str] = field(default_factory=dict)
    taken: str | None = None


def read_tsv(data: bytes, options: ReadOptions, file: str) -> Iterator[Bundle | Problem]:
    """Yield the article of a file and its Problems. Raises Unreadable."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            "WebAnno TSV is UTF-8, but byte {position} of the file does not fit.",
            position=error.start,
        ) from None
    lines = text.split("\n", 1)
    if lines[0].endswith("\r"):
        text = text.replace("\r\n", "\n").removesuffix("\r")
        lines = text.split("\n", 1)
    version = _FORMAT.fullmatch(lines[0])
    if version is None or version[1] != "3":
        raise Unreadable(
            "This is not WebAnno TSV 3: its first line is not «{line}».",
            line="#FORMAT=WebAnno TSV 3.3",
        )
    page = _Page(file)
    body, number = page.read_header(text)
    page.read_body(text[body:], number, int(version[2]) < 2, options.limit)
    intake = Intake("".join(page.text), None, options, file, None)
    intake.count_in("utf16")
    page.read_rows(Utf16Map(intake.raw), intake.raw)
    page.give(intake)
    yield intake.bundle(None, {})
    yield from page.problems


class _Page:
    def __init__(self, file: str) -> None:
        self.text: list[str] = []
        self.problems: list[Problem] = []
        self._file = file
        self._layers: list[_Layer] = []
        self._quiet: tuple[str, str] = "", ""  # cells without annotations, with a last tab or none
        self._rows = Rows.of("")
        self._marks: list[_Mark] = []
        self._named: dict[int, _Mark] = {}
        # The spans of cells in which all have numbers: in further rows these only go on.
        self._going: dict[str, Sequence[_Mark]] = {}
        self._stood: list[tuple[int, _Mark]] = []
        self._standing: dict[tuple[str, str], _Mark] = {}
        self._pending: list[tuple[int, _Layer, Sequence[str], str]] = []
        self._open: list[tuple[int, _Mark, str, str, str]] = []

    def read_header(self, text: str) -> tuple[int, int]:
        """Take the layers; gives where the line after them begins, and its number."""
        at, number, column = text.find("\n") + 1 or len(text), 2, 0
        left_out = []
        while text.startswith("#T_", at):
            line, _, _ = text[at:].partition("\n")
            sign, _, rest = line.partition("=")
            name, *columns = rest.split("|")
            if columns in ([], [""]):
                columns = ["*"]
            kind = sign.removeprefix("#T_")
            base = ""
            if kind == "RL" and columns[-1].startswith("BT_"):
                base = columns.pop().removeprefix("BT_")
            if kind in ("SP", "RL") and name.strip() and not is_foreign(name):
                end, empty = column + len(columns), ["_"] * len(columns)
                self._layers.append(
                    _Layer(name, kind, columns, column, base, label_of(name), end, empty)
                )
            else:
                left_out.append(name)
            column += len(columns) + (kind == "RL" and bool(base))
            number += 1
            at += len(line) + 1
        if left_out:
            names = ", ".join(left_out)[:400]
            self._refuse(
                2, msg("Layers of grammar and chains were left out: {names}.", names=names)
            )
        self._quiet = "_\t" * column, ("_\t" * column)[:-1]
        return at, number

    def read_body(self, body: str, first: int, old: bool, limit: int) -> None:
        """Take the text and the rows. Raises Unreadable for offsets beyond what is taken."""
        rows = self._rows = Rows.of(body)
        rows.number_from(0, first)
        size = 0
        said: list[str] = []
        for place in compress(count(), rows.before):
            between = rows.before[place]
            for number, line in enumerate(between.split("\n"), first + place):
                if line.startswith(_TEXT):
                    said.append(plain_text(line[len(_TEXT) :], old))
                elif line and not (line.startswith("#") and "\t" not in line):
                    self._refuse(number, msg("This line is neither text nor a token."))
            first += between.count("\n")
            rows.number_from(place, first + place)
            if said and place < len(rows.words):
                start = rows.starts[place]
                if start > limit:
                    raise Unreadable("The offsets lie outside the text, or not in order.")
                size = self._join(size, start, "\n".join(said))
                said = []

    def _join(self, size: int, start: int, said: str) -> int:
        """Add a sentence that begins at `start`; gives the length of the text in UTF-16."""
        gap = start - size
        if gap > 0:
            filled = ("\n" if self.text else " ") + " " * (gap - 1)
            self.text.append(filled)
            size = start
        self.text.append(said)
        return size + len(said.encode("utf-16-le", "surrogatepass")) // 2

    def read_rows(self, units: Utf16Map, raw: str) -> None:
        """Take the annotations of the rows whose words stand in the text where they say."""
        rows = self._rows
        sound = rows.stand_in(raw, units)
        width = max((one.end + bool(one.base) for one in self._layers), default=0)
        # What cells say, by the cells: a span has the same ones in each of its rows.
        known: dict[str, list[_Said] | None] = {}
        going = self._going
        if sound:
            going.update(dict.fromkeys(self._quiet, ()))
        many = map(self._quiet[0].__ne__, rows.cells) if sound else repeat(True, len(rows.cells))
        for number in compress(count(), many):
            said = rows.cells[number]
            if said in going:
                for mark in going[said]:
                    self._stand(mark, number)
                continue
            if not sound and (reason := rows.misplaced(number, raw, units)) is not None:
                self._refuse(rows.line(number), reason)
                continue
            if said not in known:
                cells = said.split("\t")
                known[said] = self._said_in(cells) if len(cells) >= width else None
            found = known[said]
            if found is None:
                reason = msg("The line has fewer columns than the header says.")
                self._refuse(rows.line(number), reason)
                continue
            stood, numbered = len(self._stood), sound
            for layer, values, stack in found:
                if layer.kind == "SP":
                    numbered &= self._read_spans(number, layer, stack)
                else:
                    self._pending.append((number, layer, values[:-1], values[-1]))
                    numbered = False
            if numbered:
                going[said] = [mark for _, mark in self._stood[stood:]]

    def _said_in(self, cells: Sequence[str]) -> list[_Said]:
        """The layers that say something in a row, with their cells; spans with their stack too."""
        found: list[_Said] = []
        for layer in self._layers:
            own = cells[layer.first : layer.end]
            if layer.kind == "SP" and own != layer.empty:
                found.append((layer, own, _stack(tuple(own))))
            elif layer.base and cells[layer.end] != "_":
                found.append((layer, cells[layer.first : layer.end + 1], ()))
        return found

    def _read_spans(self, row: int, layer: _Layer, stack: _Stacked) -> bool:
        """Take the spans of a layer in a row; gives whether all have numbers."""
        numbered = True
        for number, values, raw in stack:
            mark = self._named.get(number) if number else None
            if mark is not None and mark.layer is layer:
                self._stand(mark, row)
                continue
            mark = _Mark(layer, row)
            self._marks.append(mark)
            self._stand(mark, row)
            if number in self._named:  # it is another layer's, too
                self._going.clear()
                numbered = False
            if number:
                self._named[number] = mark
            else:
                numbered = False
            self._set(row, mark, values, raw)
        return numbered

    def _stand(self, mark: _Mark, row: int) -> None:
        """Say that an annotation stands in a row as well."""
        mark.end = max(mark.end, self._rows.ends[row])
        self._stood.append((row, mark))

    def _set(self, row: int, mark: _Mark, values: Sequence[str], raw: Sequence[str | None]) -> None:
        columns = mark.layer.columns
        for index, name in enumerate(columns):
            if name.startswith("ROLE_"):
                targets = raw[index + 1] if index + 1 < len(raw) else None
                base = columns[index + 1] if index + 1 < len(columns) else ""
                feature = name.split("_")[1].rpartition(":")[2]
                for role, target in zip(slots(values[index]), slots(targets or "*"), strict=False):
                    kind = feature if role in ("*", "_", "") else plain_value(role)
                    if target not in ("*", "_"):
                        self._open.append((row, mark, kind, target, base))
            elif index and columns[index - 1].startswith("ROLE_"):
                continue
            elif name != "*" and values[index] != "*":
                mark.values[plain(name) if name not in _OWN else name] = plain_value(values[index])

    def give(self, intake: Intake) -> None:
        """Hand over the spans, then the relations between them."""
        for mark in self._marks:
            label, values = mark.layer.label, mark.values
            name, kind = values.pop("entity", None), values.pop("entity_type", None)
            note = values.pop("note", None)
            try:
                place = intake.place(self._rows.starts[mark.row], mark.end)
                entity = intake.entity({"name": name, "type": kind}) if name else None
                mark.taken = intake.span(label, [place], values, entity, note)
            except Unreadable as error:
                self._refuse(
                    self._rows.line(mark.row),
                    msg("Span {id} was left out. {reason}", id=label, reason=error.message),
                )
        for row, layer, cells, reference in self._pending:
            self._give_links(intake, row, layer, cells, reference)
        for row, host, kind, target, base in self._open:
            unit, number, _ = marked(target)
            self._give_link(intake, row, kind, host, self._find(number, unit, base), {})

    def _give_links(
        self, intake: Intake, row: int, layer: _Layer, cells: Sequence[str], reference: str
    ) -> None:
        columns = [stacked(cell) for cell in cells]
        for index, one in enumerate(stacked(reference)):
            unit, first, second = marked(one)
            values = {
                plain(name): plain_value(marked(stack[index])[0])
                for name, stack in zip(layer.columns, columns, strict=True)
                if index < len(stack) and name != "*" and stack[index] not in ("*", "_")
            }
            source = self._find(first, unit, layer.base)
            target = self._find(second, self._rows.unit(row), layer.base)
            self._give_link(intake, row, layer.label, source, target, values)

    def _give_link(
        self,
        intake: Intake,
        row: int,
        kind: str,
        source: _Mark | None,
        target: _Mark | None,
        values: Mapping[str, str],
    ) -> None:
        start, end = (one.taken if one is not None else None for one in (source, target))
        if start is None or end is None:
            reason = msg("Its span {id} is not there.", id="1" if start is None else "2")
            self._refuse(
                self._rows.line(row),
                msg("Relation {id} was left out. {reason}", id=kind, reason=reason),
            )
            return
        intake.relation(kind, start, end, values)

    def _find(self, number: int, unit: str, base: str) -> _Mark | None:
        """The annotation with a number; else the first one of a layer that stands in a unit."""
        if number:
            return self._named.get(number)
        for row, mark in self._stood:
            place = self._rows.unit(row)
            self._standing.setdefault((place, mark.layer.type), mark)
            self._standing.setdefault((place, ""), mark)
        self._stood = []
        return self._standing.get((unit, base)) or self._standing.get((unit, ""))

    def _refuse(self, line: int, reason: Message) -> None:
        self.problems.append(Problem(self._file, line, reason))


@lru_cache(1000)
def _stack(cells: tuple[str, ...]) -> _Stacked:
    """The annotations of a layer in a row: their number or 0, values, and values with numbers."""
    columns = [[] if cell == "_" else stacked(cell) for cell in cells]
    found = []
    for values in zip_longest(*columns):
        parts = [marked(value) if value is not None else ("*", 0, 0) for value in values]
        found.append((max(part[1] for part in parts), tuple(part[0] for part in parts), values))
    return tuple(found)


_OWN = frozenset({"entity", "entity_type", "note"})
