"""By what the formats of other tools are known that do not name themselves."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from workbench.exchange.bundle import ReadOptions
from workbench.exchange.parsing.beginning import beginning, first_record

_CAS: Final = frozenset(("%TYPES", "%FEATURE_STRUCTURES", "%VIEWS"))
_LINKED: Final = "@context"
_ARTICLES: Final = "articles.csv"
_KEY: Final = "article"


def json_record(path: Path, options: ReadOptions) -> Any:
    """The first record of a JSON file, as much of it as tells its format. Raises OSError."""
    return first_record(path, options, _CAS | {_LINKED})


def kind_of(value: Any) -> str | None:
    """The name of the format that the first record of a JSON file is of; None: none of these."""
    if not isinstance(value, dict):
        return None
    if not _CAS.isdisjoint(value):
        return "uima-json"
    if _is_row(value):
        return "huggingface"
    return "label-studio" if _is_flat_task(value) else None


def is_tables(folder: Path) -> bool:
    """Whether a folder holds the tables of an export, by the first line of articles.csv."""
    place = folder / _ARTICLES
    if not place.is_file():
        return False
    try:
        head = beginning(place, ReadOptions()).split("\n", 1)[0]
    except OSError:
        return False
    for comma in ",;\t":
        columns = {cell.strip(' \r\ufeff"') for cell in head.split(comma)}
        if {_KEY, "text"} <= columns:
            return True
    return False


def _is_row(value: Mapping[str, Any]) -> bool:
    """Whether it is a row of a dataset as this program writes it."""
    spans = value.get("spans")
    return (
        isinstance(value.get("text"), str)
        and {"id", "sha256", "meta"} <= value.keys()
        and (isinstance(spans, list) or "split" in value)
    )


def _is_flat_task(value: Mapping[str, Any]) -> bool:
    """Whether it is a task of Label Studio as JSON-MIN has it, or one without annotations."""
    if isinstance(value.get("data"), dict):
        return any(isinstance(part, str) for part in value["data"].values())
    regions = (part[0] for part in value.values() if isinstance(part, list) and part)
    return any(
        isinstance(first, dict)
        and {"start", "end"} <= first.keys()
        and isinstance(first.get("labels"), list)
        for first in regions
    )
