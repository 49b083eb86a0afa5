"""Reads CoNLL BIO and CoNLL-U, one article in memory at a time.

Labels may be IOB1, IOB2, BIOES or BILOU. Of CoNLL-U the text is rebuilt from the words and what
MISC says of white space; a sentence that says nothing of it but has `# text =` is taken from there.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from workbench.domain.errors import Unreadable
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, shown
from workbench.exchange.parsing.folder import too_large
from workbench.exchange.parsing.intake import Intake
from workbench.jobs import Progress

_STEP: Final = 1000  # lines between two reports
_TAG = re.compile("([BIESLU])-(.+)")
_ESCAPED = re.compile(r"\\(u[0-9a-f]{4}|.)", re.DOTALL)
_SIGNS: Final = {"s": " ", "t": "\t", "n": "\n", "r": "\r", "p": "|"}
_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})")


@dataclass(slots=True)
class _Word:
    form: str
    tag: str
    line: int
    before: str = ""
    after: str | None = None  # None where the file does not say


@dataclass(slots=True)
class _Sentence:
    text: str = ""
    opens: bool = False  # a line of text begins with it
    words: list[_Word] = field(default_factory=list)


@dataclass(slots=True)
class _Document:
    line: int = 1
    sentences: list[_Sentence] = field(default_factory=list)


Lines = Iterator[tuple[int, str]]


def read_bio(path: Path, options: ReadOptions, progress: Progress) -> Iterator[Bundle | Problem]:
    """Yield the articles of a file of words and labels. Raises Unreadable or OSError."""
    document, sentence = _Document(), _Sentence(opens=True)
    file = shown(path)
    for number, line in _lines(path, options, progress):
        columns = line.split("\t") if "\t" in line else line.split()
        if columns and columns[0] == "-DOCSTART-":
            yield from _given(document, options, file)
            document, sentence = _Document(number), _Sentence(opens=True)
        elif not line.strip(" \t\r"):
            sentence = _Sentence(opens=True)
        elif len(columns) < 2 or not columns[0].strip():
            yield Problem(file, number, msg("The line is not a word and its label."))
        else:
            if not sentence.words:
                document.sentences.append(sentence)
            tag = columns[-1].strip() or "O"
            sentence.words.append(_Word(columns[0], tag, number))
    yield from _given(document, options, file)


def read_conllu(path: Path, options: ReadOptions, progress: Progress) -> Iterator[Bundle | Problem]:
    """Yield the articles of a file of CoNLL-U. Raises Unreadable or OSError."""
    document, sentence = _Document(), _Sentence()
    file = shown(path)
    covered = 0  # words up to this one are written as one
    for number, line in _lines(path, options, progress):
        if line.startswith("#") and "\t" not in line[:2]:
            key, _, value = line[1:].partition("=")
            match key.strip().split(" ")[0]:
                case "newdoc":
                    yield from _given(document, options, file)
                    document, sentence = _Document(number), _Sentence()
                case "newpar":
                    sentence.opens = True
                case "text" if key.strip() == "text":
                    sentence.text = value.strip(" \r")
            continue
        if not line.strip(" \t\r"):
            sentence, covered = _Sentence(), 0
            continue
        columns = line.rstrip("\r").split("\t")
        span = _RANGE.fullmatch(columns[0])
        if len(columns) != 10 or not columns[1] or not (span or _is_number(columns[0])):
            yield Problem(file, number, msg("The line is not a word with its ten columns."))
            continue
        if "." in columns[0]:
            continue
        word = _word(columns, number)
        if span is None and int(columns[0]) <= covered:
            if sentence.words[-1].tag == "O":
                sentence.words[-1].tag = word.tag
            continue
        covered = int(span[2]) if span else 0
        if not sentence.words:
            document.sentences.append(sentence)
        sentence.words.append(word)
    yield from _given(document, options, file)


def _lines(path: Path, options: ReadOptions, progress: Progress) -> Lines:
    total, done = path.stat().st_size, 0
    encoding = options.encoding or "utf-8"
    with path.open("rb") as file:
        number = 0
        while data := file.readline(options.limit + 1):
            number += 1
            if len(data) > options.limit:
                raise too_large(options.limit)
            done += len(data)
            if number % _STEP == 0:
                progress.step(done, total)
            try:
                line = data.removesuffix(b"\n").decode(encoding)
            except (UnicodeDecodeError, LookupError):
                raise Unreadable(
                    "Line {line} is not in the encoding {encoding}. Choose another encoding "
                    "(--encoding on the command line).",
                    line=number,
                    encoding=encoding,
                ) from None
            yield number, line.removeprefix("\ufeff") if number == 1 else line
    progress.step(total, total)


def _is_number(name: str) -> bool:
    whole, _, part = name.partition(".")
    return whole.isdecimal() and len(whole) < 10 and (part.isdecimal() or "." not in name)


def _word(columns: list[str], line: int) -> _Word:
    said = dict(part.partition("=")[::2] for part in columns[9].split("|") if "=" in part)
    after = None
    if said.get("SpaceAfter") == "No":
        after = ""
    elif "SpacesAfter" in said:
        after = _spaces(said["SpacesAfter"])
    tag = said.get("NER") or said.get("NE") or "O"
    return _Word(columns[1], tag, line, _spaces(said.get("SpacesBefore", "")), after)


def _spaces(said: str) -> str:
    def sign(found: re.Match[str]) -> str:
        name = found[1]
        return chr(int(name[1:], 16)) if len(name) > 1 else _SIGNS.get(name, name)

    return _ESCAPED.sub(sign, said)


def _given(document: _Document, options: ReadOptions, file: str) -> Iterator[Bundle | Problem]:
    """The article of what was read so far, if it is one, and its Problems."""
    if not document.sentences:
        return
    text: list[str] = []
    places: list[tuple[_Word, int, int]] = []
    size = 0

    def put(said: str) -> None:
        nonlocal size
        text.append(said)
        size += len(said)

    last = len(document.sentences) - 1
    for number, sentence in enumerate(document.sentences):
        _space_out(sentence)
        for word in sentence.words:
            put(word.before)
            places.append((word, size, size + len(word.form)))
            put(word.form)
            put(word.after if word.after is not None else "")
        if number < last and sentence.words[-1].after is None:
            put("\n" if document.sentences[number + 1].opens else " ")
    problems: list[Problem] = []

    def refuse(line: int, reason: Message) -> None:
        problems.append(Problem(file, line, reason))

    try:
        intake = Intake("".join(text), None, options, file, document.line)
        for label, start, end, line in _spans(document, places, refuse):
            try:
                intake.span(label, [intake.place(start, end)])
            except Unreadable as error:
                refuse(
                    line, msg("Span {id} was left out. {reason}", id=label, reason=error.message)
                )
        yield intake.bundle(None, {})
    except Unreadable as error:
        yield Problem(file, document.line, error.message)
    yield from problems


def _space_out(sentence: _Sentence) -> None:
    """Say what follows each word but the last where the file does not."""
    words = sentence.words
    if sentence.text and all(word.after in (None, "") and not word.before for word in words):
        gaps, at = [], 0
        for word in words:
            found = sentence.text.find(word.form, at)
            if found < 0 or sentence.text[at:found].strip():
                break
            gaps.append(sentence.text[at:found])
            at = found + len(word.form)
        else:
            for word, gap in zip(words, gaps[1:], strict=False):
                word.after = gap
            return
    for word in words[:-1]:
        if word.after is None:
            word.after = " "


def _spans(
    document: _Document,
    places: list[tuple[_Word, int, int]],
    refuse: Callable[[int, Message], None],
) -> Iterator[tuple[str, int, int, int]]:
    """The label, start, end and line of each span; none goes over the end of a sentence."""
    firsts = {id(sentence.words[0]) for sentence in document.sentences}
    label, start, end, line = "", 0, 0, 0
    for word, begin, stop in places:
        found = _TAG.fullmatch(word.tag)
        if found is None and word.tag not in ("O", "_"):
            refuse(word.line, msg("«{label}» is not a label in BIO.", label=word.tag[:40]))
        name = unquote(found[2]) if found else ""
        goes_on = found is not None and found[1] in "IEL" and name == label
        if label and not (goes_on and id(word) not in firsts):
            yield label, start, end, line
            label = ""
        if found:
            if not label:
                label, start, line = name, begin, word.line
            end = stop
            if found[1] in "ESLU":
                yield label, start, end, line
                label = ""
    if label:
        yield label, start, end, line
