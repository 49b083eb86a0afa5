"""WebAnno TSV 3.3, the format of WebAnno and INCEpTION: a line a token, a column a feature.

A label is a span layer `webanno.custom.LABEL` whose features are its attributes and, where an
article has them, `entity`, `entity_type` and `note`; a relation is a relation layer on the
target's first token. Each file declares the layers that its article uses.

A span in several pieces becomes one from the first to the last. White space between tokens has no
line, so that a span loses what it has of it at its ends. Sentences are written with the white
space that follows them: the format keeps nothing of what stands between two.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
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
from workbench.language.tokens import is_space

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


# Where something stands: the number of a token, and the part of it that is meant, if not all.
_Unit = tuple[int, tuple[int, int] | None]
_Names = tuple[str, ...]


class _Page:
    """The lines of one article."""

    def __init__(self, bundle: Bundle, codebook: Codebook) -> None:
        self._text = bundle.text
        self._codebook = codebook
        self._entities = {entity.id: entity for entity in bundle.entities}
        self._tokens = _whole(bundle.text)
        self._label_of = {span.id: span.label for span in bundle.spans}
        self._values: dict[str, dict[str, str]] = {}
        self._first: dict[str, _Unit] = {}
        self._ids: dict[str, int] = {}
        self._shown: dict[str, list[str]] = {}
        # The spans that stand in the line of a token, and in those of its parts, by their ids.
        self._stood: dict[int, _Names] = {}
        self._parts: dict[int, dict[tuple[int, int], _Names]] = {}
        self._numbers: dict[_Unit, int] = {}  # of parts
        self._ends: dict[_Unit, dict[str, list[Relation]]] = {}  # relations by type
        self._written: dict[_Names, str] = {}
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
            features = found.setdefault(span.label, {})
            entity = self._entities.get(span.entity) if span.entity is not None else None
            if entity is not None:
                values |= {"entity": entity.name, "entity_type": entity.type}
            if span.note is not None:
                values["note"] = span.note
            self._values[span.id] = values
            for name in values:
                features[name] = None
        layers = {}
        for label in sorted(found):
            known = self._codebook.label(label)
            layers[label] = _ordered(found[label], known.attributes if known else ())
        return layers

    def _relation_layers(self, bundle: Bundle) -> dict[str, tuple[list[str], str]]:
        label_of = self._label_of
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
        starts, ends = self._tokens.starts, self._tokens.ends
        stood: dict[int, list[str]] = {}
        parts: dict[int, dict[tuple[int, int], list[str]]] = {}

        def stand_in_part(name: str, number: int, place: tuple[int, int]) -> None:
            parts.setdefault(number, {}).setdefault(place, []).append(name)
            if self._first[name][0] == number:
                self._first[name] = number, place

        for span in bundle.spans:
            name, start, end = span.id, span.start, span.end
            first, last = self._tokens.touched(start, end)
            self._first[name] = first, None
            if last - first > 1:
                named.add(name)
            if end < ends[last - 1]:
                last -= 1
                stand_in_part(name, last, (max(starts[last], start), end))
            if first < last and starts[first] < start:
                stand_in_part(name, first, (start, ends[first]))
                first += 1
            for number in range(first, last):
                stood.setdefault(number, []).append(name)
        self._stood = {number: tuple(names) for number, names in stood.items()}
        together = {*self._stood.values()}
        for number, found in parts.items():
            self._parts[number] = {part: tuple(found[part]) for part in sorted(found, key=_outer)}
            together.update(self._parts[number].values())
            for index, part in enumerate(self._parts[number], 1):
                self._numbers[number, part] = index
        for names in together:
            if len(names) > 1:
                named.update(one for stack in self._stacks(names) for one in stack if stack[1:])
        for link in bundle.relations:
            links = self._ends.setdefault(self._first[link.target], {})
            links.setdefault(link.type, []).append(link)
        for span in bundle.spans:
            if span.id in named:
                self._ids[span.id] = len(self._ids) + 1

    def _stacks(self, names: _Names) -> list[list[str]]:
        """Spans of one line, those of each label together."""
        stacks: dict[str, list[str]] = {}
        for name in names:
            stacks.setdefault(self._label_of[name], []).append(name)
        return [*stacks.values()]

    def _body(self) -> str:
        tokens = self._tokens
        size = len(tokens.words)
        heads: list[str] = []
        places: list[str] = []
        longest = max(map(int.__sub__, [*tokens.firsts[1:], size], tokens.firsts))
        numbers = [f"{number}\t" for number in range(1, longest + 1)]
        for number, (first, last) in enumerate(pairwise([*tokens.firsts, size]), 1):
            heads.append(f"\n{self._said(first, last)}{number}-")
            heads += [f"{number}-"] * (last - first - 1)
            places += numbers[: last - first]
        words, starts, ends = tokens.words, tokens.starts, tokens.ends
        if "\n" in words[0] or "\t" in words[0]:  # white space before the first word
            words = [text_line(words[0]), *words[1:]]
        if self._units_of is not None:
            starts = list(map(self._units_of.unit, starts))
            ends = list(map(self._units_of.unit, ends))
        cells = [self._annotations((), {})] * size
        for number, names in self._stood.items():
            cells[number] = self._written.get(names) or self._annotations(names, {})
        for number, part in self._ends:
            if part is None:
                links = self._ends[number, part]
                cells[number] = self._annotations(self._stood.get(number, ()), links)
        for number, parts in self._parts.items():
            cells[number] += "".join([self._line(number, part) for part in parts])
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

    def _line(self, number: int, part: tuple[int, int]) -> str:
        """The line of a part of a token."""
        start, end = part
        word = self._text[start:end]
        if self._units_of is not None:
            start, end = self._units_of.unit(start), self._units_of.unit(end)
        names, links = self._parts[number][part], self._ends.get((number, part), {})
        said = self._annotations(names, links)
        return f"{self._name((number, part))}\t{start}-{end}\t{word}{said}"

    def _annotations(self, names: _Names, ends: Mapping[str, Sequence[Relation]]) -> str:
        """What stands behind the word of a line with these spans, where these relations end."""
        if not ends and names in self._written:
            return self._written[names]
        layers = self._nothing.copy()
        for stack in self._stacks(names):
            label = self._label_of[stack[0]]
            features = self._layers[label]
            layers[label] = _stacked([self._cells(name, features) for name in stack])
        links = self._no_links.copy() if ends else self._no_links
        for kind, found in ends.items():
            features = self._links[kind][0]
            links[kind] = _stacked(
                [
                    [*(self._cells(one.id, features) if features else ()), self._reference(one)]
                    for one in found
                ]
            )
        made = "".join(["\t", *layers.values(), *links.values(), "\n"])
        if not ends:
            self._written[names] = made
        return made

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
        return f"{self._name(self._first[link.source])}[{ends}]"

    def _name(self, unit: _Unit) -> str:
        """What a unit is called: sentence, token, and the number of its part."""
        number, part = unit
        firsts = self._tokens.firsts
        sentence = bisect_right(firsts, number)
        name = f"{sentence}-{number - firsts[sentence - 1] + 1}"
        return name if part is None else f"{name}.{self._numbers[unit]}"


def _stacked(cells: Sequence[Sequence[str]]) -> str:
    """The columns of a layer with all that stands in one line."""
    columns = cells[0] if len(cells) == 1 else map("|".join, zip(*cells, strict=True))
    return "".join([f"{column}\t" for column in columns])


def _in_one_piece(span: Span, text: str) -> Span | None:
    """The span in one piece without white space at its ends; None where nothing is left."""
    start, end = span.start, span.end
    if len(span.fragments) == 1 and not (is_space(text[start]) or is_space(text[end - 1])):
        return span
    place = trimmed(text, start, end)
    return replace(span, fragments=(place,)) if place is not None else None


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
