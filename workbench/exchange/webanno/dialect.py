"""WebAnno TSV 3.3, the format of WebAnno and INCEpTION: a line a token, a column a feature.

A label is a span layer `webanno.custom.LABEL` whose features are its attributes and, where an
article has them, `entity`, `entity_type` and `note`; a relation is a relation layer on the
target's first token. Each file declares the layers that its article uses.

A span in several pieces becomes one from the first to the last. White space between tokens has no
line, so that a span loses what it has of it at its ends. Sentences are written with the white
space that follows them: the format keeps nothing of what stands between two.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from workbench.domain.codebook import Attribute, Codebook
from workbench.domain.offsets import Utf16Map
from workbench.domain.records import Relation, Span
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit
from workbench.exchange.dialect import Folder, Kept, WriteOptions, entity_held
from workbench.exchange.parsing.folder import each_file, stem
from workbench.exchange.parsing.intake import astral
from workbench.exchange.tokenised import Tokens, numerals, tokens_of, trimmed, woven
from workbench.exchange.uima.names import feature_name, relation_name, type_name
from workbench.exchange.webanno.reading import read_tsv
from workbench.exchange.webanno.text import text_line, value_cell
from workbench.jobs import Progress

_ANY = "uima.tcas.Annotation"


class WebAnno:
    """A folder of .tsv files, one an article."""

    name: Final = "webanno"
    title: Final = msg("WebAnno TSV 3.3 (INCEpTION), a folder with a file an article")
    suffixes: Final = (".tsv",)
    makes: Final[Literal["file", "folder"]] = "folder"
    units: Final[tuple[Unit, ...]] = ("utf16",)
    reads: Final = True
    keeps: Final = frozenset[Kept](("text",))

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """Spans in one piece, without white space at their ends, and relations between them."""
        spans = tuple(
            kept for span in bundle.spans if (kept := _in_one_piece(span, bundle.text)) is not None
        )
        there, meant = {span.id for span in spans}, {span.entity for span in spans}
        return replace(
            bundle,
            spans=spans,
            relations=tuple(
                one for one in bundle.relations if one.source in there and one.target in there
            ),
            entities=tuple(entity_held(entity) for entity in bundle.entities if entity.id in meant),
            notes=(),
            rejections=(),
        )

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write a file an article."""
        for number, article in enumerate(articles, 1):
            page = _Page(self.carries(article, codebook), codebook)
            with out.file(f"{stem(number, article.article)}.tsv") as file:
                file.write(page.whole().encode())

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield the article of a .tsv file, or those of a folder and the folders in it."""

        def made(data: bytes, file: str) -> Iterator[Bundle | Problem]:
            return read_tsv(data, options, file)

        yield from each_file(path, ".tsv", options.limit, progress, made)


class _Page:
    """The lines of one article."""

    def __init__(self, bundle: Bundle, codebook: Codebook) -> None:
        self._text = bundle.text
        self._codebook = codebook
        self._entities = {entity.id: entity for entity in bundle.entities}
        self._tokens = _whole(bundle.text)
        self._units: dict[int, _Unit] = {}
        self._values: dict[str, dict[str, str]] = {}
        self._first: dict[str, _Unit] = {}
        self._ids: dict[str, int] = {}
        self._shown: dict[str, list[str]] = {}
        # Of the spans that stand in one line, by their ids: those of each label, and their cells.
        self._stacks: dict[tuple[str, ...], dict[str, list[str]]] = {}
        self._written: dict[tuple[str, ...], str] = {}
        self._layers = self._span_layers(bundle.spans)
        self._links = self._relation_layers(bundle)
        # What stands in a line of each layer where it has nothing to say.
        self._nothing = {label: "_\t" * (len(one) or 1) for label, one in self._layers.items()}
        self._no_links = {kind: "_\t" * (len(one) + 1) for kind, (one, _) in self._links.items()}
        self._units_of = Utf16Map(self._text) if astral(self._text) else None
        self._place(bundle)

    def whole(self) -> str:
        """The file."""
        lines = ["#FORMAT=WebAnno TSV 3.3"]
        for label, features in self._layers.items():
            lines.append("|".join([f"#T_SP={type_name(label)}", *(features or [""])]))
        for kind, (features, base) in self._links.items():
            name = relation_name(kind, frozenset(one.id for one in self._codebook.labels))
            lines.append("|".join([f"#T_RL={name}", *features, f"BT_{base}"]))
        return "\n".join([*lines, "", self._body()])

    def _span_layers(self, spans: Sequence[Span]) -> dict[str, list[str]]:
        found: dict[str, dict[str, None]] = {}
        for span in spans:
            values = {feature_name(name): value for name, value in span.attributes.items()}
            entity = self._entities.get(span.entity) if span.entity is not None else None
            if entity is not None:
                values |= {"entity": entity.name, "entity_type": entity.type}
            if span.note is not None:
                values["note"] = span.note
            self._values[span.id] = values
            found.setdefault(span.label, {}).update(dict.fromkeys(values))
        layers = {}
        for label in sorted(found):
            known = self._codebook.label(label)
            layers[label] = _ordered(found[label], known.attributes if known else ())
        return layers

    def _relation_layers(self, bundle: Bundle) -> dict[str, tuple[list[str], str]]:
        label_of = {span.id: span.label for span in bundle.spans}
        features: dict[str, dict[str, None]] = {}
        labels: dict[str, set[str]] = {}
        for link in bundle.relations:
            values = {feature_name(name): value for name, value in link.attributes.items()}
            self._values[link.id] = values
            features.setdefault(link.type, {}).update(dict.fromkeys(values))
            labels.setdefault(link.type, set()).update(
                (label_of[link.source], label_of[link.target])
            )
        layers = {}
        for kind in sorted(features):
            known = self._codebook.relation(kind)
            base = type_name(*labels[kind]) if len(labels[kind]) == 1 else _ANY
            layers[kind] = _ordered(features[kind], known.attributes if known else ()), base
        return layers

    def _place(self, bundle: Bundle) -> None:
        named = {end for link in bundle.relations for end in (link.source, link.target)}
        for span in bundle.spans:
            first, last = self._tokens.touched(span.start, span.end)
            start, end = span.start, span.end
            units = [_part(self._unit(number), start, end) for number in range(first, last)]
            self._first[span.id] = units[0]
            if len(units) > 1:
                named.add(span.id)
            for unit in units:
                unit.spans.append(span.id)
        labels = {span.id: span.label for span in bundle.spans}
        for unit in self._units.values():
            for one in (unit, *unit.parts.values()):
                key = tuple(one.spans)
                if key not in self._stacks:
                    stacks = self._stacks[key] = {}
                    for name in key:
                        stacks.setdefault(labels[name], []).append(name)
        for stacks in self._stacks.values():
            named.update(name for stack in stacks.values() if len(stack) > 1 for name in stack)
        for link in bundle.relations:
            self._first[link.target].links.setdefault(link.type, []).append(link)
        for span in bundle.spans:
            if span.id in named:
                self._ids[span.id] = len(self._ids) + 1

    def _unit(self, number: int) -> "_Unit":
        """The token of this number."""
        found = self._units.get(number)
        if found is None:
            tokens = self._tokens
            found = self._units[number] = _Unit(tokens.starts[number], tokens.ends[number])
        return found

    def _body(self) -> str:
        tokens, units_of = self._tokens, self._units_of
        size = len(tokens.words)
        heads: list[str] = []
        places: list[str] = []
        longest = max(map(int.__sub__, [*tokens.firsts[1:], size], tokens.firsts))
        numbers = [f"{number}\t" for number in range(1, longest + 1)]
        for number, (first, last) in enumerate(pairwise([*tokens.firsts, size]), 1):
            heads += [f"{number}-"] * (last - first)
            places += numbers[: last - first]
        for number, unit in self._units.items():
            unit.name = (heads[number] + places[number])[:-1]
            if unit.parts:
                unit.parts = {key: unit.parts[key] for key in sorted(unit.parts, key=_outer)}
                for index, part in enumerate(unit.parts.values(), 1):
                    part.name = f"{unit.name}.{index}"
        for first, last in pairwise([*tokens.firsts, size]):
            heads[first] = f"\n{self._said(first, last)}{heads[first]}"
        words, starts, ends = tokens.words, tokens.starts, tokens.ends
        if "\n" in words[0] or "\t" in words[0]:  # white space before the first word
            words = [text_line(words[0]), *words[1:]]
        if units_of is not None:
            starts, ends = list(map(units_of.unit, starts)), list(map(units_of.unit, ends))
        nothing = "".join([*self._nothing.values(), *self._no_links.values()])
        cells = [f"\t{nothing}\n"] * size
        for number, unit in self._units.items():
            cells[number] = self._lines(unit)
        return woven(
            heads,
            places,
            numerals(starts),
            ["-"] * size,
            numerals(ends),
            ["\t"] * size,
            words,
            cells,
        )

    def _said(self, first: int, last: int) -> str:
        """The lines with the text of a sentence, up to where the next one begins."""
        starts = self._tokens.starts
        end = starts[last] if last < len(starts) else len(self._text)
        shown = self._text[starts[first] : end].split("\n")
        if end < len(self._text) and not shown[-1]:
            shown.pop()
        return "".join([f"#Text={text_line(line)}\n" for line in shown])

    def _lines(self, unit: "_Unit") -> str:
        """The end of the line of a token, and the lines of its parts."""
        lines = [self._annotations(unit)]
        for part in unit.parts.values():
            start, end = part.start, part.end
            word = self._text[start:end]
            if self._units_of is not None:
                start, end = self._units_of.unit(start), self._units_of.unit(end)
            lines.append(f"{part.name}\t{start}-{end}\t{word}{self._annotations(part)}")
        return "".join(lines)

    def _annotations(self, unit: "_Unit") -> str:
        """What stands behind the word of a line."""
        key = tuple(unit.spans)
        spans = self._written.get(key)
        if spans is None:
            layers = self._nothing.copy()
            for label, stack in self._stacks[key].items():
                features = self._layers[label]
                layers[label] = _stacked([self._cells(name, features) for name in stack])
            spans = self._written[key] = "".join(layers.values())
        links = self._no_links
        if unit.links:
            links = links.copy()
            for kind, found in unit.links.items():
                features = self._links[kind][0]
                links[kind] = _stacked(
                    [
                        [*(self._cells(one.id, features) if features else ()), self._reference(one)]
                        for one in found
                    ]
                )
        return "".join(["\t", spans, *links.values(), "\n"])

    def _cells(self, name: str, features: Sequence[str]) -> list[str]:
        """What stands of a span or a relation in each of its columns."""
        made = self._shown.get(name)
        if made is None:
            number = self._ids.get(name)
            mark = "" if number is None else f"[{number}]"
            values = self._values[name]
            made = self._shown[name] = [
                (value_cell(values[one]) if one in values else "*") + mark for one in features
            ] or [f"*{mark}"]
        return made

    def _reference(self, link: Relation) -> str:
        ends = f"{self._ids[link.source]}_{self._ids[link.target]}"
        return f"{self._first[link.source].name}[{ends}]"


@dataclass(slots=True)
class _Unit:
    """A token, or a part of one, and what stands in its line: ids of spans, links by type."""

    start: int
    end: int
    spans: list[str] = field(default_factory=list)
    links: dict[str, list[Relation]] = field(default_factory=dict)
    parts: dict[tuple[int, int], "_Unit"] = field(default_factory=dict)
    name: str = ""


def _part(unit: _Unit, start: int, end: int) -> _Unit:
    """The unit itself where the interval covers it, else the part of it that is covered."""
    if start <= unit.start and unit.end <= end:
        return unit
    start, end = max(unit.start, start), min(unit.end, end)
    return unit.parts.setdefault((start, end), _Unit(start, end))


def _stacked(cells: Sequence[Sequence[str]]) -> str:
    """The columns of a layer with all that stands in one line."""
    columns = cells[0] if len(cells) == 1 else map("|".join, zip(*cells, strict=True))
    return "".join([f"{column}\t" for column in columns])


def _in_one_piece(span: Span, text: str) -> Span | None:
    """The span in one piece without white space at its ends; None where nothing is left."""
    place = trimmed(text, span.start, span.end)
    if place is None:
        return None
    return span if span.fragments == (place,) else replace(span, fragments=(place,))


def _outer(place: tuple[int, int]) -> tuple[int, int]:
    return place[0], -place[1]


def _ordered(features: Iterable[str], attributes: Sequence[Attribute]) -> list[str]:
    """Features in the order of the codebook, those that it does not know behind."""
    order = {feature_name(one.id): index for index, one in enumerate(attributes)}
    return sorted(features, key=lambda name: (order.get(name, len(order)), name))


def _whole(text: str) -> Tokens:
    """The tokens; one more stands for white space before them that is not spaces.

    A reader fills what is before the first token with spaces.
    """
    found = tokens_of(text)
    before = found.gaps[0]
    if not before.strip(" "):
        return found
    return Tokens(
        text,
        [before, *found.words],
        ["", "", *found.gaps[1:]],
        [0, *found.starts],
        [len(before), *found.ends],
        [0, *(first + 1 for first in found.firsts[1:])],
    )
