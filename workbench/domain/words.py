"""Sentences for people: English in the source, put into the reader's language when shown.

One gettext catalogue serves the window, the command line and the sentences of this package, so
nothing here depends on Qt. A sentence that is kept (in the journal, in an error) is kept as a
`Message`, not as a string, and reads in the language of whoever opens it.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import TypeAlias

_catalogue: ContextVar[NullTranslations | None] = ContextVar("catalogue", default=None)


def speak(catalogue: NullTranslations | None) -> None:
    """Use `catalogue` for this thread's sentences from now on; None is English."""
    _catalogue.set(catalogue)


def language() -> str:
    """The two-letter code of the language in use."""
    catalogue = _catalogue.get()
    return "en" if catalogue is None else str(catalogue.info().get("language", "en"))


@dataclass(frozen=True, slots=True)
class Names:
    """One name in both languages; str() gives the reader's."""

    en: str
    ru: str

    def __str__(self) -> str:
        return self.ru if language() == "ru" else self.en


Value: TypeAlias = "str | int | Names | Message"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with its values. `many` is the plural, chosen by `values["count"]`."""

    text: str
    many: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        catalogue = _catalogue.get() or NullTranslations()
        if self.many:
            count = self.values.get("count", 1)
            found = catalogue.ngettext(self.text, self.many, count if type(count) is int else 1)
        else:
            found = catalogue.gettext(self.text) if self.text else ""
        return found.format_map(self.values) if self.values else found


def tr(text: str, /, **values: Value) -> str:
    """`text` in the reader's language, with its {fields} filled."""
    return str(Message(text, values=values))


def trn(one: str, many: str, count: int, /, **values: Value) -> str:
    """`one` or `many` by the plural rules of the reader's language; {count} is filled."""
    return str(Message(one, many, {"count": count, **values}))


def msg(text: str, /, **values: Value) -> Message:
    """A sentence to keep and show later."""
    return Message(text, values=values)


def msgn(one: str, many: str, count: int, /, **values: Value) -> Message:
    """A sentence with a number, to keep and show later."""
    return Message(one, many, {"count": count, **values})


def shorten(text: str, length: int = 40) -> str:
    """`text` on one line, cut at a word near `length` code points."""
    line = " ".join(text[: length * 4].split())
    if len(line) <= length and len(text) <= length * 4:
        return line
    cut = line[:length].rsplit(" ", 1)[0] if " " in line[length // 2 : length] else line[:length]
    return cut.rstrip(" ,.;:—–-") + "…"
