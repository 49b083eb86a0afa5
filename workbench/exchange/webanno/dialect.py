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
from pathlib import Path
from typing import Final, Literal

from workbench.domain.codebook import Attribute, Codebook
from workbench.domain.offsets import Utf16Map
from workbench.domain.records import Relation, Span
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit
from workbench.exchange.dialect import Folder, WriteOptions
from workbench.exchange.parsing.folder import each_file, stem
from workbench.exchange.parsing.intake import astral
from workbench.exchange.tokenised import Token, Tokens, sentences_of, trimmed
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

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """Spans in one piece, without white space at their ends, and relations between them."""
        spans = tuple(
            replace(span, fragments=(place,))
            for span in bundle.spans
            if (place := trimmed(bundle.text, span.start, span.end)) is not None
        )
        there, meant = {span.id for span in spans}, {span.entity for span in spans}
        return replace(
            bundle,
            spans=spans,
            relations=tuple(
                one for one in bundle.relations if one.source in there and one.target in there
            ),
            entities=tuple(entity for entity in bundle.entities if entity.id in meant),
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
                file.write("\n".join(page.lines()).encode())

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
        self._sentences = _whole(bundle.text)
        tokens = [token for sentence in self._sentences for token in sentence]
        self._units = [_Unit(*token) for token in tokens]
        self._values: dict[str, dict[str, str]] = {}
        self._first: dict[str, _Unit] = {}
        self._ids: dict[str, int] = {}
        self._shown: dict[str, list[str]] = {}
        self._layers = self._span_layers(bundle.spans)
        self._links = self._relation_layers(bundle)
        width = sum(len(features) or 1 for features in self._layers.values())
        width += sum(len(features) + 1 for features, _ in self._links.values())
        self._nothing = "_\t" * width
        self._place(bundle, Tokens(tokens))

    def lines(self) -> Iterator[str]:
        """The file without line ends."""
        yield "#FORMAT=WebAnno TSV 3.3"
        for label, features in self._layers.items():
            yield "|".join([f"#T_SP={type_name(label)}", *(features or [""])])
        for kind, (features, base) in self._links.items():
            name = relation_name(kind, frozenset(one.id for one in self._codebook.labels))
            yield "|".join([f"#T_RL={name}", *features, f"BT_{base}"])
        yield ""
        yield from self._body()
        yield ""

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

    def _place(self, bundle: Bundle, tokens: Tokens) -> None:
        named = {end for link in bundle.relations for end in (link.source, link.target)}
        for span in bundle.spans:
            first, last = tokens.touched(span.start, span.end)
            units = [_part(unit, span) for unit in self._units[first:last]]
            self._first[span.id] = units[0]
            if len(units) > 1:
                named.add(span.id)
            for unit in units:
                stack = unit.spans.setdefault(span.label, [])
                stack.append(span.id)
                if len(stack) > 1:
                    named.update(stack[-2:])
        for link in bundle.relations:
            self._first[link.target].links.setdefault(link.type, []).append(link)
        for span in bundle.spans:
            if span.id in named:
                self._ids[span.id] = len(self._ids) + 1

    def _body(self) -> Iterator[str]:
        units = iter(self._units)
        numbered = []
        for number, sentence in enumerate(self._sentences, 1):
            for index, unit in enumerate([next(units) for _ in sentence], 1):
                unit.name = f"{number}-{index}"
                if unit.parts:
                    unit.parts = {key: unit.parts[key] for key in sorted(unit.parts, key=_outer)}
                for place, part in enumerate(unit.parts.values(), 1):
                    part.name = f"{unit.name}.{place}"
                numbered.append(unit)
        units_of = Utf16Map(self._text) if astral(self._text) else None
        units = iter(numbered)
        starts = [sentence[0][0] for sentence in self._sentences] + [len(self._text)]
        for start, end, sentence in zip(starts, starts[1:], self._sentences, strict=False):
            yield ""
            shown = self._text[start:end].split("\n")
            if end < len(self._text) and not shown[-1]:
                shown.pop()
            for line in shown:
                yield f"#Text={text_line(line)}"
            for _ in sentence:
                unit = next(units)
                yield self._line(unit, units_of)
                for part in unit.parts.values():
                    yield self._line(part, units_of)

    def _line(self, unit: "_Unit", units: Utf16Map | None) -> str:
        start, end = unit.start, unit.end
        word = self._text[start:end]
        if units is not None:
            start, end = units.unit(start), units.unit(end)
        if "\n" in word or "\t" in word:  # white space before the first word
            word = text_line(word)
        head = f"{unit.name}\t{start}-{end}\t{word}\t"
        if not unit.spans and not unit.links:
            return head + self._nothing
        cells: list[str] = []
        for label, features in self._layers.items():
            if stack := unit.spans.get(label):
                columns = zip(*[self._cells(name, features) for name in stack], strict=True)
                cells.extend(map("|".join, columns))
            else:
                cells.extend("_" * (len(features) or 1))
        for kind, (features, _) in self._links.items():
            if links := unit.links.get(kind):
                columns = zip(*[self._cells(link.id, features) for link in links], strict=True)
                cells.extend(map("|".join, columns) if features else ())
                cells.append("|".join(map(self._reference, links)))
            else:
                cells.extend("_" * (len(features) + 1))
        return head + "".join(f"{cell}\t" for cell in cells)

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
    """A token, or a part of one, and the ids of what stands in its line, by label and type."""

    start: int
    end: int
    spans: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[Relation]] = field(default_factory=dict)
    parts: dict[Token, "_Unit"] = field(default_factory=dict)
    name: str = ""


def _part(unit: _Unit, span: Span) -> _Unit:
    """The unit itself where the span covers it, else the part of it that the span covers."""
    start, end = max(unit.start, span.start), min(unit.end, span.end)
    if (start, end) == (unit.start, unit.end):
        return unit
    return unit.parts.setdefault((start, end), _Unit(start, end))


def _outer(place: Token) -> Token:
    return place[0], -place[1]


def _ordered(features: Iterable[str], attributes: Sequence[Attribute]) -> list[str]:
    """Features in the order of the codebook, those that it does not know behind."""
    order = {feature_name(one.id): index for index, one in enumerate(attributes)}
    return sorted(features, key=lambda name: (order.get(name, len(order)), name))


def _whole(text: str) -> list[list[Token]]:
    """The sentences; one token more stands for white space before them that is not spaces.

    A reader fills what is before the first token with spaces.
    """
    found = sentences_of(text)
    start = found[0][0][0]
    if text[:start].strip(" "):
        found[0].insert(0, (0, start))
    return found
