"""UIMA CAS as XMI and as JSON 0.4, which INCEpTION, dkpro-cassis and UIMA itself read.

A label is a type `webanno.custom.LABEL` with its attributes as features, a relation a type with
`Governor` (from) and `Dependent` (to). Offsets are UTF-16. The pieces of a span are annotations
with one `fragment_group`. Entities are features of the spans that mention them. Sentences and
tokens are those of DKPro, so that INCEpTION shows the text as it was cut here.

XML 1.0 cannot hold most control characters: a note or a name has them as `_xHHHH_`, but a text
with one is refused, for its offsets would no longer be right. CAS JSON holds them all.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.errors import ExportFailed
from workbench.domain.offsets import Utf16Map
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit
from workbench.exchange.dialect import Folder, Kept, WriteOptions, entity_held
from workbench.exchange.parsing.folder import each_file, stem
from workbench.exchange.parsing.intake import astral
from workbench.exchange.tokenised import numerals, tokens_of, woven
from workbench.exchange.uima.names import feature_name
from workbench.exchange.uima.reading import read_json, read_xmi
from workbench.exchange.uima.types import METADATA, NOTE, SENTENCE, TOKEN, Types
from workbench.exchange.xml_text import coded_value, fit, quoted
from workbench.jobs import Progress

_SOFA: Final = 1  # the id of the text
_FIRST: Final = 3  # that of the first sentence; the article itself is between


class _Uima:
    """What the two forms share."""

    makes: Final[Literal["file", "folder"]] = "folder"
    units: Final[tuple[Unit, ...]] = ("utf16",)
    reads: Final = True
    keeps: Final = frozenset[Kept](("annotators", "title", "text"))

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """All but rejections, and the entities that no span mentions."""
        meant = {span.entity for span in bundle.spans}
        return replace(
            bundle,
            entities=tuple(entity_held(entity) for entity in bundle.entities if entity.id in meant),
            notes=tuple(note for note in bundle.notes if note.text.strip()),
            rejections=(),
        )


class UimaXmi(_Uima):
    """A folder with TypeSystem.xml and an .xmi an article."""

    name: Final = "uima-xmi"
    title: Final = msg("UIMA CAS XMI (INCEpTION), a folder with a file an article")
    suffixes: Final = (".xmi", ".zip")

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write a file an article. Raises ExportFailed for a text that XML cannot hold."""
        types = Types(codebook)
        for number, article in enumerate(articles, 1):
            bundle = self.carries(article, codebook)
            if fit(bundle.text) != bundle.text:
                raise ExportFailed(
                    "The text of the article «{title}» has a control character that XML cannot "
                    "hold. Nothing was exported. Choose UIMA CAS JSON, which holds it.",
                    title=bundle.article.title,
                )
            types.learn(bundle)
            with out.file(f"{stem(number, bundle.article)}.xmi") as file:
                file.write(_xmi(_Cas.of(bundle, types)).encode())
        with out.file("TypeSystem.xml") as file:
            file.write(types.description().encode())

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield the article of an .xmi file, or those of a folder or a zip file."""
        return read_xmi(path, options, progress)


class UimaJson(_Uima):
    """A folder with a .json an article, each with its types."""

    name: Final = "uima-json"
    title: Final = msg("UIMA CAS JSON 0.4 (INCEpTION), a folder with a file an article")
    suffixes: Final = (".json",)

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write a file an article."""
        types = Types(codebook)
        for number, article in enumerate(articles, 1):
            bundle = self.carries(article, codebook)
            types.learn(bundle)
            with out.file(f"{stem(number, bundle.article)}.json") as file:
                file.write(_json(_Cas.of(bundle, types), types))

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield the article of a .json file, or those of a folder."""
        yield from each_file(
            path, ".json", options.limit, progress, partial(read_json, options=options)
        )


@dataclass(slots=True)
class _Cas:
    """The feature structures of one article: type, begin, end, features, references."""

    bundle: Bundle
    words: list[tuple[str, list[int], list[int]]] = field(default_factory=list)  # by columns
    marks: list[tuple[str, int, int, dict[str, str], dict[str, int]]] = field(default_factory=list)
    length: int = 0

    @classmethod
    def of(cls, bundle: Bundle, types: Types) -> "_Cas":
        """The feature structures, each annotation once more for each of its pieces."""
        made = cls(bundle, length=len(bundle.text))
        tokens = tokens_of(bundle.text)
        begins, stops, firsts = [*tokens.starts], [*tokens.ends], tokens.firsts
        unit: Callable[[int], int] = _same
        if astral(bundle.text):
            units = Utf16Map(bundle.text)
            unit = units.unit
            made.length = units.unit_length
            begins, stops = list(map(unit, begins)), list(map(unit, stops))
        lasts = [first - 1 for first in (*firsts, len(begins))][1:]
        made.words = [
            (SENTENCE, [begins[first] for first in firsts], [stops[last] for last in lasts]),
            (TOKEN, begins, stops),
        ]
        entities = {entity.id: entity for entity in bundle.entities}
        number = _FIRST + len(firsts) + len(begins)
        places: dict[str, tuple[int, int, int]] = {}
        for group, span in enumerate(bundle.spans, 1):
            values = {feature_name(name): value for name, value in span.attributes.items()}
            values["annotator"] = span.annotator
            if span.note is not None:
                values["note"] = span.note
            entity = entities.get(span.entity) if span.entity is not None else None
            if entity is not None:
                values["entity"], values["entity_type"] = entity.name, entity.type
                values["entity_id"] = entity.id
            if len(span.fragments) > 1:
                values["fragment_group"] = str(group)
            kind = types.labels[span.label].name
            for piece in span.fragments:
                start, end = unit(piece.start), unit(piece.end)
                places.setdefault(span.id, (number, start, end))
                made.marks.append((kind, start, end, values, {}))
                number += 1
        for link in bundle.relations:
            values = {feature_name(name): value for name, value in link.attributes.items()}
            values["annotator"] = link.annotator
            target, start, end = places[link.target]
            ends = {"Governor": places[link.source][0], "Dependent": target}
            made.marks.append((types.relations[link.type].name, start, end, values, ends))
        return made

    @property
    def after_words(self) -> int:
        """The id of the first annotation."""
        return _FIRST + sum(len(starts) for _, starts, _ in self.words)

    @property
    def members(self) -> range:
        """The ids of all but the text."""
        size = len(self.marks) + len(self.bundle.notes)
        return range(_SOFA + 1, self.after_words + size)


def _same(place: int) -> int:
    return place


def _rows(cas: _Cas, form: Callable[[str], tuple[str, str, str, str]]) -> str:
    """Sentences and words; `form` is what stands around the id, begin and end of a type."""
    found, number = [], _FIRST
    for kind, starts, ends in cas.words:
        size = len(starts)
        head, begin, end, tail = ([sign] * size for sign in form(kind))
        ids = numerals(range(number, number + size))
        found.append(woven(head, ids, begin, numerals(starts), end, numerals(ends), tail))
        number += size
    return "".join(found)


def _xmi(cas: _Cas) -> str:
    prefixes: dict[str, str] = {}

    def tag(name: str) -> str:
        package, _, last = name.rpartition(".")
        return f"{prefixes.setdefault(package, f'ns{len(prefixes)}')}:{last}"

    def word(kind: str) -> tuple[str, str, str, str]:
        return f'<{tag(kind)} xmi:id="', f'" sofa="{_SOFA}" begin="', '" end="', '"/>\n'

    article = cas.bundle.article
    # The text comes first, so that a file that was cut can still be read.
    lines = [
        f'<cas:Sofa xmi:id="{_SOFA}" sofaNum="1" sofaID="_InitialView" mimeType="text" '
        f'sofaString="{quoted(cas.bundle.text)}"/>\n',
        f'<{tag(METADATA)} xmi:id="{_SOFA + 1}" sofa="{_SOFA}" begin="0" end="{cas.length}" '
        f'language="x-unspecified" documentTitle="{coded_value(article.title)}" '
        f'documentId="{coded_value(article.id)}"/>\n',
        _rows(cas, word),
    ]
    for number, (kind, start, end, values, ends) in enumerate(cas.marks, cas.after_words):
        said = "".join([f' {name}="{coded_value(value)}"' for name, value in values.items()])
        said += "".join([f' {name}="{one}"' for name, one in ends.items()])
        lines.append(
            f'<{tag(kind)} xmi:id="{number}" sofa="{_SOFA}" begin="{start}" end="{end}"{said}/>\n'
        )
    for number, note in enumerate(cas.bundle.notes, cas.after_words + len(cas.marks)):
        lines.append(
            f'<{tag(NOTE)} xmi:id="{number}" sofa="{_SOFA}" text="{coded_value(note.text)}" '
            f'annotator="{coded_value(note.annotator)}"/>\n'
        )
    members = " ".join(numerals(cas.members))
    spaces = "".join(
        f' xmlns:{prefix}="http:///{package.replace(".", "/")}.ecore"'
        for package, prefix in prefixes.items()
    )
    return "".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" '
            f'xmlns:cas="http:///uima/cas.ecore"{spaces} xmi:version="2.0">\n'
            '<cas:NULL xmi:id="0"/>\n',
            *lines,
            f'<cas:View sofa="{_SOFA}" members="{members}"/>\n</xmi:XMI>\n',
        ]
    )


def _json(cas: _Cas, types: Types) -> bytes:
    def word(kind: str) -> tuple[str, str, str, str]:
        return '{"%ID":', f',"%TYPE":"{kind}","@sofa":{_SOFA},"begin":', ',"end":', "},"

    article, length = cas.bundle.article, cas.length
    before: list[dict[str, Any]] = [
        {
            "%ID": _SOFA,
            "%TYPE": "uima.cas.Sofa",
            "sofaNum": 1,
            "sofaID": "_InitialView",
            "mimeType": "text",
            "sofaString": cas.bundle.text,
        },
        {
            "%ID": _SOFA + 1,
            "%TYPE": METADATA,
            "@sofa": _SOFA,
            "begin": 0,
            "end": length,
            "language": "x-unspecified",
            "documentTitle": article.title,
            "documentId": article.id,
        },
    ]
    after: list[dict[str, Any]] = []
    for number, (kind, start, end, values, ends) in enumerate(cas.marks, cas.after_words):
        made = {"%ID": number, "%TYPE": kind, "@sofa": _SOFA, "begin": start, "end": end}
        after.append(made | values | {f"@{name}": one for name, one in ends.items()})
    after += (
        {
            "%ID": number,
            "%TYPE": NOTE,
            "@sofa": _SOFA,
            "text": note.text,
            "annotator": note.annotator,
        }
        for number, note in enumerate(cas.bundle.notes, cas.after_words + len(cas.marks))
    )
    used = {METADATA, "uima.cas.Sofa", *(one["%TYPE"] for one in after)}
    used.update(kind for kind, starts, _ in cas.words if starts)
    parts = [orjson.dumps(before)[1:-1], _rows(cas, word)[:-1].encode(), orjson.dumps(after)[1:-1]]
    return orjson.dumps(
        {
            "%TYPES": {one.name: one.as_json() for one in types if one.name in used},
            "%FEATURE_STRUCTURES": orjson.Fragment(b"[%b]" % b",".join(filter(None, parts))),
            "%VIEWS": {"_InitialView": {"%SOFA": _SOFA, "%MEMBERS": [*cas.members]}},
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )
