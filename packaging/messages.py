"""Bring the translations up to date with the sentences of the source.

    python packaging/messages.py

Every sentence in workbench/ is put into resources/locale/<language>/LC_MESSAGES/workbench.po, which
is where translators write: what is translated stays, what is new comes empty, what is gone goes.
The workbench.mo beside it, which the program reads, is compiled anew. Both depend on nothing but
the source and the translations, so that a second run changes nothing.
"""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "workbench"
LOCALE = ROOT / "resources" / "locale"
LANGUAGES = ("ru",)

# How many of its first arguments are sentences: one, or a singular and a plural.
SPEAKERS = {"tr": 1, "msg": 1, "trn": 2, "msgn": 2, "Message": 2}

Id: TypeAlias = "str | tuple[str, str]"


class Undated(Catalog):
    """A catalogue whose header says nothing about when and by what it was written."""

    def __init__(self, language: str) -> None:
        super().__init__(language, fuzzy=False, header_comment="# Made by packaging/messages.py")

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", str(self.plural_forms)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]

    @mime_headers.setter
    def mime_headers(self, headers: object) -> None:
        """What a file says of itself is not taken over."""


def speakers(trees: list[ast.Module]) -> dict[str, int]:
    """SPEAKERS, and every kind of WorkbenchError, whose first argument is a sentence."""
    classes = [
        (node.name, {base.id for base in node.bases if isinstance(base, ast.Name)})
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    errors, before = {"WorkbenchError"}, 0
    while len(errors) > before:
        before = len(errors)
        errors |= {name for name, bases in classes if bases & errors}
    return SPEAKERS | dict.fromkeys(errors, 1)


def called(node: ast.AST) -> str:
    """The name of the function or method that a call calls; "" for what is no call."""
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def literals(call: ast.Call, most: int) -> Iterator[str]:
    """The strings that the first arguments of a call are, as far as they are written there."""
    for argument in call.args[:most]:
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            return
        yield argument.value


def extracted(source: Path = SOURCE) -> dict[Id, list[str]]:
    """Every sentence of the source, with the files it is in, in the order of the files."""
    files = sorted(source.rglob("*.py"))
    trees = [ast.parse(file.read_text("utf-8")) for file in files]
    known = speakers(trees)
    found: dict[Id, list[str]] = {}
    for file, tree in zip(files, trees, strict=True):
        name = file.relative_to(source.parent).as_posix()
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            said = tuple(literals(call, known.get(called(call), 0)))
            if said and said[0]:
                places = found.setdefault(said if len(said) == 2 else said[0], [])
                if name not in places:
                    places.append(name)
    return found


def file_of(language: str, suffix: str) -> Path:
    """Where the catalogue of a language is."""
    return LOCALE / language / "LC_MESSAGES" / f"workbench{suffix}"


def catalogue(language: str) -> Catalog:
    """The sentences of the source with the translations that the file has for them."""
    old, file = Catalog(language), file_of(language, ".po")
    if file.exists():
        with file.open("rb") as stream:
            old = read_po(stream, language)
    made = Undated(language)
    for number, (sentence, places) in enumerate(extracted().items()):
        known = old.get(sentence[0] if isinstance(sentence, tuple) else sentence)
        same = known if known is not None and known.id == sentence else None
        made.add(
            sentence,
            same.string if same else None,
            [(place, number) for place in places],
            user_comments=same.user_comments if same else (),
        )
    return made


def written(made: Catalog) -> bytes:
    """A catalogue as text, for translators."""
    stream = BytesIO()
    write_po(stream, made, width=100, sort_by_file=True, include_lineno=False)
    return stream.getvalue().rstrip(b"\n") + b"\n"


def compiled(text: bytes, language: str) -> bytes:
    """The text of a catalogue as the program reads it."""
    made, stream = Undated(language), BytesIO()
    for message in read_po(BytesIO(text), language):
        if message.id:
            made.add(message.id, message.string, flags=message.flags)
    write_mo(stream, made)
    return stream.getvalue()


def main() -> int:
    """Renew both files of every language; say what is left to translate."""
    left = 0
    for language in LANGUAGES:
        made = catalogue(language)
        text = written(made)
        file_of(language, ".po").parent.mkdir(parents=True, exist_ok=True)
        file_of(language, ".po").write_bytes(text)
        file_of(language, ".mo").write_bytes(compiled(text, language))
        empty = [message.id for message in made if message.id and not is_whole(message.string)]
        print(f"{language}: {len(made)} sentences, {len(empty)} to be translated", *empty, sep="\n")
        left += len(empty)
    return 1 if left else 0


def is_whole(translation: object) -> bool:
    """Whether a translation is there, in every plural form."""
    return all(translation) if isinstance(translation, tuple) else bool(translation)


if __name__ == "__main__":
    sys.exit(main())
