"""The JSON Schema of a codebook.

What a schema cannot say is checked when a codebook is read: that no key and no id stands there
twice, that relations name labels that are there, that a default is one of the values, and that
the values have as many names as there are values.
"""

from typing import Any, Final, get_args

from workbench.domain.codebook import RESERVED_KEYS, SelfOverlap, Shape

_TEXT: Final = {"type": "string"}
_ID: Final = {"type": "string", "minLength": 1}
_NAME: Final = {"type": "string", "pattern": r"\S"}
_TEXTS: Final = {"type": "array", "items": {"type": "string"}}
_FLAG: Final = {"type": "boolean"}
_VALUES: Final = {**_TEXTS, "minItems": 1, "uniqueItems": True}


def codebook_schema() -> dict[str, Any]:
    """The schema, JSON Schema 2020-12. Fields that it does not name are kept as they are."""
    letters = "".join(chr(code) for code in range(65, 91) if chr(code) not in RESERVED_KEYS)
    attributes = {
        "type": "object",
        "propertyNames": _ID,
        "additionalProperties": {"$ref": "#/$defs/attribute"},
        "description": "Closed questions, by id, in the order of the interface.",
    }
    attribute = {
        "type": "object",
        "required": ["values"],
        "properties": {
            "en": _NAME,
            "ru": _NAME,
            "values": _VALUES,
            "values_en": {**_TEXTS, "description": "As many as «values»."},
            "values_ru": {**_TEXTS, "description": "As many as «values»."},
            "required": {**_FLAG, "default": False},
            "default": {"type": ["string", "null"], "description": "One of «values»."},
        },
    }
    label = {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {**_ID, "description": "What stands in the data."},
            "en": {**_NAME, "description": "Without it, the id."},
            "ru": {**_NAME, "description": "Without it, the English name."},
            "key": {
                "type": "string",
                "pattern": f"^[{letters}{letters.lower()}]?$",
                "description": "The key in the window; no two labels have the same.",
            },
            "color": {"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$", "default": "#808080"},
            "shape": {"enum": list(get_args(Shape)), "default": "solid"},
            "fragments": {
                **_FLAG,
                "default": True,
                "description": "Whether a span may have several pieces.",
            },
            "self_overlap": {
                "enum": list(get_args(SelfOverlap)),
                "default": "allow",
                "description": "Whether spans of this label may cross, only nest, or neither.",
            },
            "definition": _TEXT,
            "definition_ru": _TEXT,
            "examples_en": _TEXTS,
            "examples_ru": _TEXTS,
            "attributes": attributes,
            "link_to_registry": {
                "type": ["string", "null"],
                "description": "«entity»: a span of this label mentions an entity.",
            },
            "entity_type": {
                "type": ["string", "null"],
                "description": "The attribute that says what kind of entity it is.",
            },
            "revised": {
                "type": ["string", "null"],
                "description": "UTC; spans that were seen to before need another look.",
            },
        },
    }
    relation = {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": _ID,
            "en": _NAME,
            "ru": _NAME,
            "from": {**_TEXTS, "description": "Ids of labels."},
            "to": {**_TEXTS, "description": "Ids of labels."},
            "definition": _TEXT,
            "definition_ru": _TEXT,
            "attributes": attributes,
            "max_per_from": {"type": ["integer", "null"], "minimum": 1},
            "acyclic": {**_FLAG, "default": False},
            "symmetric": {**_FLAG, "default": False},
            "parallel": {
                **_FLAG,
                "default": False,
                "description": "Whether the same two spans may be linked more than once.",
            },
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Annotation workbench, codebook",
        "description": "Labels, their attributes and the relations between them.",
        "type": "object",
        "required": ["id", "version", "labels"],
        "properties": {
            "id": _ID,
            "version": _ID,
            "offset_unit": _TEXT,
            "end": _TEXT,
            "labels": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/label"}},
            "relations": {"type": "array", "items": {"$ref": "#/$defs/relation"}},
        },
        "$defs": {"attribute": attribute, "label": label, "relation": relation},
    }
