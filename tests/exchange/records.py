"""Native records to read, sound unless a test makes them otherwise."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.domain.text import sha256
from workbench.exchange.bundle import Bundle, Problem

# The fixtures `reads` and `lines`.
Reads = Callable[..., tuple[list[Bundle], list[Problem]]]
Lines = Callable[..., Path]


def record_of(text: str, /, **fields: Any) -> dict[str, Any]:
    """A sound native record without annotations, with some fields set."""
    return {
        "format": "workbench",
        "version": 1,
        "offset_unit": "code_point",
        "id": "a1",
        "sha256": sha256(text),
        "text": text,
        "title": "Заголовок",
        "status": "new",
        "meta": {},
        "codebook": {"id": "claims-actors-sources", "version": "1.0.0"},
        "entities": [],
        "spans": [],
        "relations": [],
        "notes": [],
        **fields,
    }


def span_of(text: str, name: str, label: str, *places: tuple[int, int], **fields: Any) -> Any:
    """A sound span of a native record."""
    said = [text[start:end] for start, end in places]
    return {
        "id": name,
        "label": label,
        "start": places[0][0],
        "end": places[-1][1],
        "fragments": [list(place) for place in places],
        "quote": " ".join(said),
        "quotes": said,
        "attributes": {},
        "entity": None,
        "annotator": "анна",
        "origin": "manual",
        "note": None,
        "created": "2025-12-13T09:30:00.000Z",
        "updated": "2025-12-13T09:30:00.000Z",
        **fields,
    }


def relation_of(name: str, kind: str, source: str, target: str, **fields: Any) -> Any:
    """A relation of a native record."""
    return {
        "id": name,
        "type": kind,
        "from": source,
        "to": target,
        "attributes": {},
        "annotator": "анна",
        **fields,
    }


def rejection_of(name: str, entity: str, *places: tuple[int, int], **fields: Any) -> Any:
    """A rejection of a native record."""
    return {
        "id": name,
        "entity": entity,
        "fragments": [list(place) for place in places],
        "annotator": "анна",
        "created": "2025-12-13T09:30:00.000Z",
        **fields,
    }
