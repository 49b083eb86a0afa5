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
from workbench.exchange.label_studio.dialect import LabelStudio
from workbench.exchange.native.dialect import NativeArticles
from workbench.exchange.native.format import Native
from workbench.exchange.pages.docx import DocxPage
from workbench.exchange.pages.html import HtmlPage
from workbench.exchange.parsing.lines import first_value, is_native
from workbench.exchange.plain_text import PlainText
from workbench.exchange.prodigy import Prodigy
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
    telling = [item for item in readable() if item not in FORMATS and suffix in item.suffixes]
    for found in telling:
        if isinstance(found, _Recognised) and found.knows(value):
            return found
    if suffix in ANY_JSONL.suffixes:
        return ANY_JSONL
    if telling and suffix != ".json":
        return telling[0]
    if isinstance(value, dict):
        return ANY_JSONL
    if suffix == ".json":
        raise Unreadable(
            "This JSON file is not JSONL, which has one object a line. Write it anew with one "
            "article a line, without line breaks inside it."
        )
    return PLAIN_TEXT


def folder_format(path: Path, options: ReadOptions) -> Readable | None:
    """The format of a folder as a whole: the user's choice, else by what lies in it.

    None where its files are to be read one by one.
    """
    if options.format is not None:
        found = named(options.format)
        return found if getattr(found, "makes", "file") == "folder" else None
    ends = {file.suffix.lower() for file in path.iterdir()}
    telling = {".ann": "brat", ".objects": "factrueval"}
    return next((named(name) for end, name in telling.items() if end in ends), None)


def _unknown(name: str, names: list[str]) -> Unreadable:
    return Unreadable(
        "There is no format «{name}». Choose one of: {names}.", name=name, names=", ".join(names)
    )
