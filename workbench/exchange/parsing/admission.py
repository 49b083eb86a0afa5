"""Which texts are taken, and what their first line says about them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson

from workbench.domain.errors import Unreadable
from workbench.domain.text import normalise
from workbench.domain.words import shorten
from workbench.language.sentences import sentence_at

_DATE = re.compile(r"[^\S\n]*date ([0-9]{4}-[0-9]{2}-[0-9]{2})(?=\s|$)")
# Stands at the ends of scraped lines and shows nothing.
_UNSEEN = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
_TITLE = 100
_TELLING = 20
# How deep orjson writes, less the levels that the file and the journal put around the metadata.
_LEVELS = 16


def admitted(text: str) -> str:
    """The text as it is stored: newlines by the offset contract. Raises Unreadable.

    NUL is refused with the other signs of binary data: SQLite's own functions end a text there.
    """
    text = normalise(text)
    refuse_useless(text)
    return text


def refuse_useless(text: str) -> None:
    """Raise Unreadable for a text with a NUL and for one without a visible character."""
    if "\0" in text:
        raise Unreadable(
            "This is not text: it holds the character NUL, as binary files do. Import the text "
            "alone, saved as UTF-8."
        )
    if not text.strip().strip(_UNSEEN):
        raise Unreadable("There is no text in it, only white space or nothing at all.")


def date_of(text: str) -> str | None:
    """The date that the first line begins with, `date YYYY-MM-DD`; None where there is none."""
    found = _DATE.match(text)
    if found is None:
        return None
    try:
        date.fromisoformat(found[1])
    except ValueError:
        return None
    return found[1]


def title_of(text: str) -> str:
    """A title of at most about 100 characters: the first line that has words, or its beginning.

    The date is left out. Of a line that is a whole paragraph it is the first sentence, and of a
    long sentence the first words.
    """
    found = _DATE.match(text)
    start = found.end() if found and date_of(text) else 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end].strip().strip(_UNSEEN).strip()
        if line:
            return _short(line)
        start = end + 1
    return ""


def _short(line: str) -> str:
    if len(line) > _TITLE:
        sentence = sentence_at(line, 0)
        # A dateline («СТОЛИЦА.») says too little: then the first words are the title.
        if sentence is not None and _TELLING <= sentence.end <= _TITLE:
            return " ".join(line[: sentence.end].split())
    return shorten(line, _TITLE)


def meta_of(found: Mapping[str, Any], text: str, file: str) -> dict[str, Any]:
    """`found` with the date of the first line and the file's name, where it has none of its own.

    Raises Unreadable for metadata that could not be written again.
    """
    meta = dict(found)
    dated = date_of(text)
    if dated is not None:
        meta.setdefault("date", dated)
    meta.setdefault("file", file)
    refuse_deep(meta)
    return meta


def refuse_deep(meta: Mapping[str, Any]) -> None:
    """Raise Unreadable for metadata nested so deep that it could not be written again."""
    wrapped: Any = dict(meta)
    for _ in range(_LEVELS):
        wrapped = [wrapped]
    try:
        orjson.dumps(wrapped)
    except TypeError:
        raise Unreadable("The metadata is nested too deep (more than 200 levels).") from None
