"""The short form of Label Studio (JSON-MIN): one flat object an annotation.

The fields of the task's data stand beside one field for each control tag, with the values of its
regions: `"label": [{"start": 0, "end": 3, "text": "Мэр", "labels": ["Actor"]}]`. A single answer of
a question stands there bare, without its region, as a field of the data would: it is taken for
metadata of the article. Ids of regions and links are not in it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Form = dict[str, Any]

_ANNOTATOR: Final = "annotator"
# What Label Studio says of the annotation itself, and of its task.
_ASIDE: Final = frozenset(
    ("id", _ANNOTATOR, "annotation_id", "created_at", "updated_at", "lead_time", "agreement")
)
# The kinds of values, as the full form calls their type; the words of a region are «text», too.
_KINDS: Final = ("labels", "choices", "taxonomy", "rating", "number")


def is_short(record: Mapping[str, Any]) -> bool:
    """Whether a record says of itself what only JSON-MIN does."""
    return {_ANNOTATOR, "annotation_id", "lead_time"} <= record.keys()


def task_of(record: Mapping[str, Any]) -> Form:
    """The task of a record in the full form, with one annotation.

    Its regions are called by their control and number («label 3»); answers are those of the first
    region of the same place.
    """
    controls = {name: value for name, value in record.items() if _is_control(name, value)}
    result = [region for name, value in controls.items() for region in _regions(name, value)]
    regions = dict[tuple[Any, Any], str]()
    for region in result:
        if region["type"] == "labels":
            regions.setdefault(_place(region), region["id"])
    for region in result:
        if region["type"] != "labels":
            region["id"] = regions.get(_place(region), region["id"])
    data = {
        name: value for name, value in record.items() if name not in controls and name not in _ASIDE
    }
    annotation = {"completed_by": record.get(_ANNOTATOR), "result": result}
    return {"data": data, "annotations": [annotation]}


def _is_control(name: str, value: Any) -> bool:
    """Whether a field holds regions: what is not one among them is broken, and not data."""
    return (
        name not in _ASIDE
        and isinstance(value, list)
        and any(isinstance(one, dict) and "start" in one and _kind(one) for one in value)
    )


def _regions(control: str, values: list[Any]) -> Iterator[Form]:
    for number, value in enumerate(values, 1):
        kind = _kind(value) if isinstance(value, dict) else ""
        yield {
            "id": f"{control} {number}",
            "from_name": control,
            "type": kind or "labels",
            "value": value,
        }


def _kind(value: Mapping[str, Any]) -> str:
    found = next((kind for kind in _KINDS if kind in value), "")
    return found or ("textarea" if isinstance(value.get("text"), list) else "")


def _place(region: Form) -> tuple[Any, Any]:
    value = region["value"]
    ends = (value.get("start"), value.get("end")) if isinstance(value, dict) else (None, None)
    return ends if all(type(end) is int for end in ends) else (None, region["id"])
