"""Cells that no spreadsheet takes for a formula, and what they were before."""

import re
from typing import Final

_SIGNS: Final = "=+-@'\uff1d\uff0b\uff0d\uff20"  # the last four: of full width
# What is not seen, and a spreadsheet may pass over as it does white space: signs of control, of
# width none, of direction.
_UNSEEN: Final = "".join(
    map(
        chr,
        (
            *range(0x20),
            0x7F,
            0xAD,
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2065),
            0xFEFF,
        ),
    )
)
# What a cell begins with that has to be looked at; no white space lies above U+3000.
SUSPECT: Final = frozenset((*_SIGNS, *_UNSEEN, *filter(str.isspace, map(chr, range(0x3001)))))
_BEGINNING = f"[\\s{re.escape(_UNSEEN)}]*[=+\\-@\uff1d\uff0b\uff0d\uff20]"
_FORMULA = re.compile(f"'*{_BEGINNING}")
_HARMLESS = re.compile(f"''*{_BEGINNING}")


def harmless(cell: str) -> str:
    """`cell` with an apostrophe in front where a spreadsheet would take it for a formula."""
    if cell and cell[0] in SUSPECT and _FORMULA.match(cell):
        return f"'{cell}"
    return cell


def as_it_was(cell: str) -> str:
    """What `harmless` was given."""
    return cell[1:] if cell[:1] == "'" and _HARMLESS.match(cell) else cell
