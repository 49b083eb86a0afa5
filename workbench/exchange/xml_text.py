"""Text in XML 1.0, which cannot hold every character: those it cannot are written `_x0001_`.

The rule is that of Office Open XML (ECMA-376, part 1, 22.9.2.19): `_xHHHH_` with four hexadecimal
digits; an underscore that would be read as the beginning of one is itself written `_x005F_`.
"""

import re

# What XML 1.0 leaves out (production 2), and CR, which a parser would turn into LF.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_CODED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_CODE = re.compile("_x([0-9A-Fa-f]{4})_")
# Nothing that XML cannot hold, that is markup, or that begins a code.
_PLAIN = re.compile('[^\x00-\x1f&<>"_\ufffe\uffff]*+')
_MARKUP = re.compile('[&<>"\t\n]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;"}


def coded(text: str) -> str:
    """`text` with the characters that XML cannot hold as `_xHHHH_`; `decoded` undoes it."""
    return _CODED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def decoded(text: str) -> str:
    """What `coded` was given. A code that is half of a pair stays as it is."""

    def character(found: re.Match[str]) -> str:
        number = int(found[1], 16)
        return found[0] if 0xD800 <= number < 0xE000 else chr(number)

    return _CODE.sub(character, text)


def is_plain(text: str) -> bool:
    """Whether every function here gives `text` back; one look where there would be several."""
    return _PLAIN.fullmatch(text) is not None


def coded_value(text: str) -> str:
    """`quoted(coded(text))`: any text as the value of an attribute."""
    return text if is_plain(text) else quoted(coded(text))


def fit(text: str) -> str:
    """`text` with U+FFFD for each character that XML cannot hold."""
    return _UNFIT.sub("\ufffd", text)


def escaped(text: str) -> str:
    """`text` between tags."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def quoted(text: str) -> str:
    """`text` between double quotes, as the value of an attribute; white space is kept."""
    return _MARKUP.sub(lambda found: _ENTITIES[found[0]], text)
