"""Code points to UTF-16 units and back, for the widgets and formats that count in units."""

import re
from bisect import bisect_left, bisect_right
from typing import NewType

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")

CodePoint = NewType("CodePoint", int)
Unit = NewType("Unit", int)


class Utf16Map:
    """Converts offsets of one text. Costs memory only for characters outside the BMP."""

    __slots__ = ("_astral", "_units", "length", "unit_length")

    def __init__(self, text: str) -> None:
        astral = [found.start() for found in _ASTRAL.finditer(text)]
        self._astral = astral
        # Where each astral character begins, in units: every earlier one added a unit.
        self._units = [position + index for index, position in enumerate(astral)]
        self.length = len(text)
        self.unit_length = len(text) + len(astral)

    def unit(self, code_point: int) -> Unit:
        """The unit at which `code_point` begins; 0 <= code_point <= length."""
        if not 0 <= code_point <= self.length:
            raise ValueError(f"code point {code_point} outside a text of {self.length}")
        astral = self._astral
        return Unit(code_point + bisect_left(astral, code_point) if astral else code_point)

    def code_point(self, unit: int) -> CodePoint:
        """The code point at `unit`; a unit inside a surrogate pair gives that character's start."""
        if not 0 <= unit <= self.unit_length:
            raise ValueError(f"unit {unit} outside a text of {self.unit_length}")
        before = bisect_right(self._units, unit - 1)
        if before and self._units[before - 1] == unit - 1:  # between the two halves
            return CodePoint(self._astral[before - 1])
        return CodePoint(unit - before)
