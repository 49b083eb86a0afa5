"""The columns of a dataset: what each is, for the card, for Parquet and for Croissant."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Feature:
    """A column, or a part of one. With `parts` it is a list of objects."""

    name: str
    about: str = ""
    dtype: Literal["string", "int64", "date32"] = "string"
    repeated: bool = False
    parts: tuple["Feature", ...] = ()


def _number(name: str, about: str = "") -> Feature:
    return Feature(name, about, "int64")


def _objects(name: str, about: str, *parts: Feature) -> Feature:
    return Feature(name, about, repeated=True, parts=parts)


def _pairs(name: str) -> Feature:
    return _objects(name, "", Feature("name"), Feature("value"))


_DECISION: Final = (
    Feature("review", "accepted, rejected, or empty where nobody decided"),
    Feature("reviewer"),
)

FEATURES: Final = (
    Feature("id", "The article, or the window of one"),
    Feature("text", "The text; newlines are LF alone"),
    Feature("sha256", "Of the UTF-8 bytes of the text"),
    Feature("title"),
    # Arrow makes times of a column of dates, which as text would be «2025-12-13 00:00:00».
    Feature("published", "YYYY-MM-DD, or null", "date32"),
    Feature("status", "new, in_work or done"),
    Feature("split"),
    Feature("meta", "What else is known of the article, as JSON"),
    _objects(
        "spans",
        "Marked words. Offsets are code points of the text, the end is exclusive",
        Feature("id"),
        Feature("label"),
        _number("start"),
        _number("end"),
        Feature("quote", "What stands at the fragments, joined with one space"),
        _objects("fragments", "", _number("start"), _number("end")),
        _pairs("attributes"),
        Feature("entity", "An id of entities, or empty"),
        Feature("note"),
        Feature("annotator"),
        Feature("origin", "manual, import or a suggester's name"),
        *_DECISION,
    ),
    _objects(
        "relations",
        "Links between spans",
        Feature("id"),
        Feature("type"),
        Feature("source", "An id of spans"),
        Feature("target", "An id of spans"),
        _pairs("attributes"),
        Feature("annotator"),
        *_DECISION,
    ),
    _objects(
        "entities",
        "Who or what the spans mention",
        Feature("id"),
        Feature("name"),
        Feature("type"),
        Feature("aliases", repeated=True),
        _pairs("links"),
        Feature("note"),
    ),
    _objects(
        "notes",
        "Remarks on the whole article",
        Feature("id"),
        Feature("text"),
        Feature("annotator"),
    ),
)


def as_yaml(features: tuple[Feature, ...] = FEATURES, indent: str = "") -> Iterator[str]:
    """The lines of `features` as the library `datasets` has them in the card."""
    for feature in features:
        yield f"{indent}- name: {feature.name}"
        if feature.parts:
            yield f"{indent}  list:"
            yield from as_yaml(feature.parts, f"{indent}  ")
        elif feature.repeated:
            yield f"{indent}  sequence: {feature.dtype}"
        else:
            yield f"{indent}  dtype: {feature.dtype}"
