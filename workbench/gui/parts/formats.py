"""How formats are called, and what their offsets count."""

import re
from collections.abc import Mapping
from typing import Final

from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Unit

UNITS: Final[Mapping[Unit, Message]] = {
    "code_point": msg("Code points"),
    "utf16": msg("UTF-16 units"),
    "utf8": msg("Bytes of UTF-8"),
}
EXPLAINED: Final = msg(
    "A code point is one character of Unicode. An emoji is one code point, two UTF-16 units and "
    "four bytes of UTF-8."
)
_NAME: Final = re.compile(r"(?:\([^)]*\)|[^:,(])*")  # what is in brackets may have commas


def short_title(title: Message) -> str:
    """The title of a format without what explains it."""
    found = _NAME.match(str(title))
    return found[0] if found else str(title)


def kind_of_file(title: Message) -> str:
    """What tells a format from another of that short title: «JSONL», «CSV»; or ""."""
    rest = str(title)[len(short_title(title)) :]
    found = re.search(r"\((\w+)\)$", rest)
    return found[1] if found else ""
