"""The JSON Schema of the native record: what one line of an export looks like.

What a schema cannot say is checked on import: that offsets lie in the text and in order, that
`sha256` and every quote are right, that ends of relations and entities exist, and the codebook.
"""

from typing import Any, Final

_ID: Final = {"type": "string", "minLength": 1, "pattern": r"\S"}
_STRINGS: Final = {"type": "object", "additionalProperties": {"type": "string"}}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
    }


def schema() -> dict[str, Any]:
    """The schema, JSON Schema 2020-12. Offsets are code points, half-open."""
    offset = {"type": "integer", "minimum": 0}
    entity = _object(
        {
            "id": _ID,
            "name": _ID,
            "type": {"type": "string"},
            "aliases": {"type": "array", "items": {"type": "string"}},
            "links": _STRINGS,
        },
        {"note": {"type": "string", "pattern": r"\S"}},
    )
    fragments = {
        "type": "array",
        "minItems": 1,
        "description": "Sorted, disjoint [start, end) in code points of the text.",
        "items": {
            "type": "array",
            "prefixItems": [offset, {"type": "integer", "minimum": 1}],
            "items": False,
            "minItems": 2,
        },
    }
    review = _object(
        {
            "verdict": {"enum": ["accepted", "rejected"]},
            "annotator": {**_ID, "description": "Who decided."},
            "at": {"type": "string", "description": "UTC, as «created»."},
        }
    )
    span = _object(
        {
            "id": _ID,
            "label": _ID,
            "start": offset,
            "end": {"type": "integer", "minimum": 1},
            "fragments": fragments,
            "quote": {"type": "string", "description": "The quotes, joined with one space."},
            "quotes": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "minLength": 1},
                "description": "What stands at each fragment.",
            },
            "attributes": _STRINGS,
            "entity": {"type": ["string", "null"], "description": "An id of «entities»."},
            "annotator": _ID,
            "origin": {"type": "string", "description": "manual, import or a suggester's name."},
            "note": {"type": ["string", "null"]},
            "created": {"type": "string", "description": "UTC, 2025-12-13T09:30:00.000Z."},
            "updated": {"type": "string"},
        },
        {"review": review},
    )
    relation = _object(
        {
            "id": _ID,
            "type": _ID,
            "from": {**_ID, "description": "An id of «spans»."},
            "to": {**_ID, "description": "An id of «spans»."},
            "attributes": _STRINGS,
            "annotator": _ID,
        },
        {"review": review},
    )
    note = _object(
        {
            "id": _ID,
            "text": _ID,
            "annotator": _ID,
            "created": {"type": "string"},
            "updated": {"type": "string"},
        }
    )
    rejection = _object(
        {
            "id": _ID,
            "entity": {**_ID, "description": "An id of «entities», which is not meant here."},
            "fragments": fragments,
            "annotator": _ID,
            "created": {"type": "string"},
        }
    )
    record = _object(
        {
            "format": {"const": "workbench"},
            "version": {"const": 1},
            "offset_unit": {"const": "code_point"},
            "id": _ID,
            "sha256": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$",
                "description": "Of the UTF-8 bytes of the text.",
            },
            "text": {"type": "string", "pattern": r"\S", "description": "Newlines are LF alone."},
            "title": {"type": "string"},
            "status": {"enum": ["new", "in_work", "done"]},
            "meta": {"type": "object"},
            "codebook": _object({"id": _ID, "version": _ID}),
            "entities": {"type": "array", "items": entity},
            "spans": {"type": "array", "items": span},
            "relations": {"type": "array", "items": relation},
            "notes": {"type": "array", "items": note},
        },
        {"rejections": {"type": "array", "minItems": 1, "items": rejection}},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Annotation workbench, one article",
        "description": "One line of native JSONL: an article, its text and its annotations.",
        **record,
    }
