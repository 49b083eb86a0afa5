"""The formats that the program knows, and which of them a file is in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Protocol, runtime_checkable

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.words import Message
from workbench.exchange.brat.dialect import Brat
from workbench.exchange.bundle import Bundle, Format, Problem, ReadOptions
from workbench.exchange.collections.factrueval import FactRuEval
from workbench.exchange.collections.ruopinion import RuOpinion
from workbench.exchange.conll.dialect import ConllBio, ConllU
from workbench.exchange.dialect import Dialect
from workbench.exchange.doccano import Doccano
from workbench.exchange.huggingface.dialect import HuggingFace
from workbench.exchange.jsonl import AnyJsonl
from workbench.exchange.label_studio.dialect import TASKS, LabelStudio
from workbench.exchange.native.dialect import NativeArticles
from workbench.exchange.native.format import Native
from workbench.exchange.pages.docx import DocxPage
from workbench.exchange.pages.html import HtmlPage
from workbench.exchange.parsing.beginning import beginning, is_markup
from workbench.exchange.parsing.lines import first_value, first_values, is_native
from workbench.exchange.plain_text import PlainText
from workbench.exchange.prodigy import Prodigy
from workbench.exchange.recognition import is_tables, json_record, kind_of
from workbench.exchange.refi_qda.dialect import RefiQda
from workbench.exchange.tables.dialect import CsvTables, XlsxTables
from workbench.exchange.tables.gazetteer import GazetteerJsonl, GazetteerTsv
from workbench.exchange.tables.sentences import SentencesCsv, SentencesJsonl
from workbench.exchange.tables.triples import TriplesCsv, TriplesJsonl
from workbench.exchange.uima.dialect import UimaJson, UimaXmi
from workbench.exchange.web_annotation import WebAnnotation
from workbench.exchange.webanno.dialect import WebAnno
from workbench.jobs import Progress

NATIVE: Final = Native()
ANY_JSONL: Final = AnyJsonl()
PLAIN_TEXT: Final = PlainText()
FORMATS: Final[tuple[Format, ...]] = (NATIVE, ANY_JSONL, PLAIN_TEXT)
# Collections that are taken in and never written.
COLLECTIONS: Final[tuple[Format, ...]] = (FactRuEval(), RuOpinion())
DIALECTS: Final[tuple[Dialect, ...]] = (
    HuggingFace(),
    Prodigy(),
    Doccano(),
    LabelStudio(),
    Brat(),
    WebAnno(),
    UimaXmi(),
    UimaJson(),
    ConllBio(),
    ConllU(),
    WebAnnotation(),
    RefiQda(),
    CsvTables(),
    XlsxTables(),
    HtmlPage(),
    DocxPage(),
    SentencesJsonl(),
    SentencesCsv(),
    GazetteerJsonl(),
    GazetteerTsv(),
    TriplesJsonl(),
    TriplesCsv(),
)


class Readable(Protocol):
    """What both a Format and a Dialect are to an import."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""

    @property
    def title(self) -> Message:
        """What it is, for people."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Ends of file names, in lower case, with the dot."""

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield what the file holds, one article in memory at a time."""


@runtime_checkable
class _Recognised(Protocol):
    def knows(self, value: Any) -> bool: ...


_JSON: Final = (".json", ".jsonld")
# What is read with one record a line, and not as one JSON document.
_BY_LINE: Final = (NATIVE.name, HuggingFace.name, Doccano.name, Prodigy.name, RuOpinion.name)


def readable() -> tuple[Readable, ...]:
    """The formats that can be imported."""
    return (
        *(item for item in FORMATS if item.reads),
        *(item for item in DIALECTS if item.reads),
        *COLLECTIONS,
    )


def writable() -> tuple[Dialect, ...]:
    """The formats that can be exported, the native one first."""
    return NativeArticles(), *DIALECTS


def named(name: str) -> Readable:
    """The format called `name`, for reading; raises Unreadable where there is none."""
    for found in readable():
        if found.name == name:
            return found
    raise _unknown(name, [item.name for item in readable()])


def dialect(name: str) -> Dialect:
    """The format called `name`, for writing; raises Unreadable where there is none."""
    for found in writable():
        if found.name == name:
            return found
    raise _unknown(name, [item.name for item in writable()])


def suffixes() -> frozenset[str]:
    """Ends of file names that an import of a folder takes, in lower case, with the dot."""
    return frozenset(end for item in FORMATS if item.reads for end in item.suffixes)


def format_of(path: Path, options: ReadOptions) -> Readable:
    """The format to read a file with: the user's choice, else by what it begins with, and suffix.

    A file with an unknown suffix is JSONL where its first line is a JSON object, else plain text.
    Raises Unreadable or OSError.
    """
    if options.format is not None:
        return named(options.format)
    suffix = path.suffix.lower()
    if suffix in PLAIN_TEXT.suffixes:
        return PLAIN_TEXT
    text = beginning(path, options)
    found = _of_json(path, text, options)
    if found is not None:
        return found
    if suffix == ".csv" and not is_tables(path.parent):
        raise Unreadable(
            "This table cannot be imported by itself. Tables are read as a folder: articles.csv "
            "with the columns article, title and text, and spans.csv with article, label, start, "
            "end and words. Without annotations, save each text as a .txt file, or all as JSONL "
            "with the text in the field «text»."
        )
    telling = [item for item in readable() if suffix in item.suffixes]
    if telling:
        return telling[0]
    if "<xmi:XMI" in text:
        return named(UimaXmi.name)
    if suffix in (".html", ".htm", ".xhtml") or is_markup(text):
        raise Unreadable(
            "This is not plain text but a page of HTML or another file of markup. Open it in a "
            "browser, save or copy its words as plain text in UTF-8 (.txt) and import that."
        )
    return PLAIN_TEXT


def _of_json(path: Path, text: str, options: ReadOptions) -> Readable | None:
    """The format of JSON by its first record, `text` being what the file begins with.

    None where neither that nor the suffix says that it is JSON. Raises Unreadable for JSON that is
    not known.
    """
    suffix = path.suffix.lower()
    line = text.lstrip("\ufeff \t\r\n").split("\n", 1)[0].rstrip()
    document = line == "{" or line.startswith("[")
    value: Any = None if document else first_value(path, options)
    lines = isinstance(value, dict)
    if not lines and (document or line.startswith("{")):
        value = json_record(path, options)  # over many lines, or what is left of one that was cut
    found = _known(value)
    if found is None and lines:
        found = _known_later(path, options)
    if found is not None:
        if document and found.name in _BY_LINE:
            raise _not_by_line(found)
        return found
    if suffix in ANY_JSONL.suffixes and not document:
        return ANY_JSONL
    if suffix in (*_JSON, *ANY_JSONL.suffixes) and not (lines and options.text_field in value):
        raise _unknown_json(value)
    others = any(suffix in item.suffixes for item in readable()) and suffix not in _JSON
    return ANY_JSONL if lines and not others else None


def _known(value: Any) -> Readable | None:
    """The format by the first record of a file."""
    if is_native(value):
        return NATIVE
    name = kind_of(value)
    if name is not None:
        return named(name)
    known = (item for item in readable() if isinstance(item, _Recognised) and item.knows(value))
    return next(known, None)


def _known_later(path: Path, options: ReadOptions) -> Readable | None:
    """The format by the records after the first, which nobody may have marked yet."""
    for value in first_values(path, options):
        found = _known(value)
        if found is not None and found is not NATIVE and found.name in _BY_LINE:
            return found
    return None


def folder_format(path: Path, options: ReadOptions) -> Readable | None:
    """The format of a folder as a whole: the user's choice, else by what lies in it.

    None where its files are to be read one by one.
    """
    if options.format is not None:
        found = named(options.format)
        return found if getattr(found, "makes", "file") == "folder" else None
    ends = {file.suffix.lower() for file in path.iterdir()}
    telling = {".ann": "brat", ".objects": "factrueval"}
    by_end = next((named(name) for end, name in telling.items() if end in ends), None)
    if by_end is not None:
        return by_end
    if is_tables(path):
        return named(CsvTables.name)
    rows = sorted((path / "data").glob("*.jsonl"))[:1]
    for name, files in ((HuggingFace.name, rows), (LabelStudio.name, [path / TASKS])):
        for file in filter(Path.is_file, files):
            by_record = _known(json_record(file, options))
            if by_record is not None and by_record.name == name:
                return by_record
    return None


def _not_by_line(found: Readable) -> Unreadable:
    return Unreadable(
        "The records are those of «{name}», which has one record a line (JSONL), but this file is "
        "one JSON document. Export it as JSONL.",
        name=found.name,
    )


def _unknown_json(value: Any) -> Unreadable:
    if isinstance(value, dict) and value.get("format") == "workbench-manifest":
        return Unreadable(
            "This is the manifest of an export, without articles. Choose the file or folder that "
            "it stands beside."
        )
    ends = {*_JSON, *ANY_JSONL.suffixes}
    known = [item.name for item in readable() if item is not NATIVE and ends & {*item.suffixes}]
    return Unreadable(
        "It is not clear in which format this JSON file is. It could be one of: {names}. Choose "
        "it (--format on the command line).",
        names=", ".join(known),
    )


def _unknown(name: str, names: list[str]) -> Unreadable:
    return Unreadable(
        "There is no format «{name}». Choose one of: {names}.", name=name, names=", ".join(names)
    )
