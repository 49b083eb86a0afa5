"""The formats that the program knows, and which of them a file is in."""

from pathlib import Path
from typing import Final

from workbench.domain.errors import Unreadable
from workbench.exchange.bundle import Format, ReadOptions
from workbench.exchange.jsonl import AnyJsonl
from workbench.exchange.lines import first_value, is_native
from workbench.exchange.native import Native
from workbench.exchange.plain_text import PlainText

NATIVE: Final = Native()
ANY_JSONL: Final = AnyJsonl()
PLAIN_TEXT: Final = PlainText()
FORMATS: Final[tuple[Format, ...]] = (NATIVE, ANY_JSONL, PLAIN_TEXT)


def named(name: str) -> Format:
    """The format called `name`; raises Unreadable where there is none."""
    for found in FORMATS:
        if found.name == name:
            return found
    raise Unreadable(
        "There is no format «{name}». Choose one of: {names}.",
        name=name,
        names=", ".join(item.name for item in FORMATS),
    )


def suffixes() -> frozenset[str]:
    """Ends of file names that some format reads, in lower case, with the dot."""
    return frozenset(end for item in FORMATS if item.reads for end in item.suffixes)


def format_of(path: Path, options: ReadOptions) -> Format:
    """The format to read a file with: the user's choice, else by suffix and first record.

    A file with an unknown suffix is JSONL where its first line is a JSON object, else plain text.
    Raises Unreadable or OSError.
    """
    if options.format is not None:
        return named(options.format)
    suffix = path.suffix.lower()
    if suffix in PLAIN_TEXT.suffixes:
        return PLAIN_TEXT
    value = first_value(path, options)
    if is_native(value):
        return NATIVE
    if suffix in ANY_JSONL.suffixes or isinstance(value, dict):
        return ANY_JSONL
    if suffix == ".json":
        raise Unreadable(
            "This JSON file is not JSONL, which has one object a line. Write it anew with one "
            "article a line, without line breaks inside it."
        )
    return PLAIN_TEXT
