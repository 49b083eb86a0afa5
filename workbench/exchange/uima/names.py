"""Names of UIMA types and features for what a codebook calls its labels and attributes, and back.

A UIMA name is a Java identifier. Latin and Russian letters, digits and the underscore stay as they
are; any other character becomes `_xHHHH_`, its number in hexadecimal, and so does an underscore
before an x. A first character that may not stand there is written so too, after an «x».
"""

import re
from functools import lru_cache
from typing import Final

PACKAGE: Final = "webanno.custom."

# Features that every annotation has, or every relation, or what this program writes of a span.
_TAKEN: Final = frozenset(
    {
        *("begin", "end", "sofa", "self", "type", "id", "Governor", "Dependent"),
        *("fragment_group", "entity", "entity_type", "entity_id", "note", "annotator", "text"),
    }
)
# What INCEpTION keeps beside the annotations that people make: words, grammar, its own records.
_FOREIGN: Final = re.compile(
    r"uima\.|de\.tudarmstadt\.ukp\.(?:dkpro\.core\.api\.(?!ner\.|coref\.)|clarin\.|inception\.)"
)
_UNFIT = re.compile("[^A-Za-z0-9_А-яЁё]|_(?=x)")
_CODE = re.compile("_x([0-9a-f]{1,6})_")
_LETTER = re.compile("[A-Za-zА-яЁё]")


def _code(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):x}_"


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if number < 0xD800 or 0xE000 <= number < 0x110000 else found[0]


def _identifier(name: str, awkward: bool) -> str:
    made = _UNFIT.sub(_code, name)
    if awkward or _LETTER.match(made) is None or made.startswith("x_x"):
        return f"x_x{ord(name[0]):x}_" + _UNFIT.sub(_code, name[1:])
    return made


@lru_cache(1000)
def plain(identifier: str) -> str:
    """What a type (without its package) or a feature is called in the codebook."""
    name = identifier[1:] if identifier.startswith("x_x") else identifier
    return _CODE.sub(_character, name)


@lru_cache(1000)
def type_name(label: str) -> str:
    """The type of a label or of a relation, which may not be empty."""
    return PACKAGE + _identifier(label, awkward=False)


def relation_name(kind: str, labels: frozenset[str]) -> str:
    """The type of a relation; one that is called like a label gets another package."""
    package = PACKAGE if kind not in labels else PACKAGE + "relation."
    return package + _identifier(kind, awkward=False)


@lru_cache(1000)
def feature_name(attribute: str) -> str:
    """The feature of an attribute, which may not be empty."""
    taken = attribute in _TAKEN or attribute.startswith(("ROLE_", "BT_"))
    return _identifier(attribute, awkward=taken)


@lru_cache(1000)
def label_of(type_name: str) -> str:
    """What a type stands for: the last part of its name."""
    return plain(type_name.rsplit(".", 1)[-1])


@lru_cache(1000)
def is_foreign(type_name: str) -> bool:
    """Whether a type is of the tool's own, not of annotations that people make."""
    return _FOREIGN.match(type_name) is not None
