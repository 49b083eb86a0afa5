"""Croissant 1.0 metadata (JSON-LD) of a dataset folder, as ML tools and search engines read it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workbench.exchange.huggingface.card import Facts
from workbench.exchange.huggingface.features import FEATURES, Feature

Form = dict[str, Any]

_TYPES: Final = {"string": "sc:Text", "int64": "sc:Integer", "date32": "sc:Date"}
_PLAIN: Final = (
    "citeAs column equivalentProperty extract field fileProperty fileObject fileSet format "
    "includes isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated "
    "replace samplingRate separator source subField transform"
)
_CONTEXT: Final[Form] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{name: f"cr:{name}" for name in _PLAIN.split()},
}


@dataclass(frozen=True, slots=True)
class DataFile:
    """The rows of one side: `data/SIDE.jsonl`."""

    side: str
    size: int
    sha256: str


def croissant(files: Sequence[DataFile], facts: Facts, day: str) -> Form:
    """The metadata; `day` is when the dataset was made, YYYY-MM-DD."""
    codebook = facts.codebook
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": facts.title,
        "description": (
            f"{facts.articles.total()} Russian articles with marked words and links between them, "
            f"by the codebook {codebook.id} {codebook.version}. Offsets are Unicode code points."
        ),
        "citeAs": f"{facts.title}, {day}. Exported by Annotation workbench.",
        "inLanguage": "ru",
        "license": facts.licence or "unknown",
        "datePublished": day,
        "version": "1.0.0",
        "url": "README.md",
        "keywords": ["claims", "fact-checking", "span annotation"],
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": f"{file.side}.jsonl",
                "name": f"{file.side}.jsonl",
                "contentUrl": f"data/{file.side}.jsonl",
                "contentSize": f"{file.size} B",
                "encodingFormat": "application/jsonlines",
                "sha256": file.sha256,
            }
            for file in files
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": file.side,
                "name": file.side,
                "description": f"The articles of the split {file.side}.",
                "key": {"@id": f"{file.side}/id"},
                "field": list(_fields(file.side, FEATURES)),
            }
            for file in files
        ],
    }


def _fields(side: str, features: Sequence[Feature]) -> Iterator[Form]:
    for feature in features:
        name = f"{side}/{feature.name}"
        field = {
            "@type": "cr:Field",
            "@id": name,
            "name": name,
            "description": feature.about or feature.name,
        }
        if feature.parts:
            yield {**field, "repeated": True, "subField": list(_parts(side, feature))}
        else:
            yield {**field, **_of(side, feature, feature.name)}


def _parts(side: str, whole: Feature) -> Iterator[Form]:
    """The fields of the objects in a list. Croissant 1.0 has no words for lists inside of those."""
    for feature in whole.parts:
        if not feature.repeated:
            name = f"{side}/{whole.name}/{feature.name}"
            field = _of(side, feature, whole.name)
            field["source"]["transform"] = {"jsonPath": feature.name}
            about = feature.about or feature.name
            yield {"@type": "cr:Field", "@id": name, "name": name, "description": about, **field}


def _of(side: str, feature: Feature, column: str) -> Form:
    return {
        "dataType": _TYPES[feature.dtype],
        "source": {"fileObject": {"@id": f"{side}.jsonl"}, "extract": {"column": column}},
    }
