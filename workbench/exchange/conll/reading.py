"""Reads CoNLL BIO and CoNLL-U, one article in memory at a time.

Labels may be IOB1, IOB2, BIOES or BILOU. Of CoNLL-U the text is rebuilt from the words and what
MISC says of white space; a sentence that says nothing of it but has `# text =` is taken from there.

A run of lines that all have the plain form is taken by columns, any other line by line.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, repeat
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from workbench.domain.errors import Unreadable
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, shown
from workbench.exchange.conll.runs import runs
from workbench.exchange.parsing.intake import Intake
from workbench.jobs import Progress

_TAG = re.compile("([BIESLU])-(.+)")
_ESCAPED = re.compile(r"\\(u[0-9a-f]{4}|.)", re.DOTALL)
_SIGNS: Final = {"s": " ", "t": "\t", "n": "\n", "r": "\r", "p": "|"}
_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})")
_INSIDE: Final = frozenset("IEL")
_LAST: Final = frozenset("ESLU")
_NUMBERS: Final = [*map(str, range(1, 500))]


@dataclass(slots=True)
class _Sentence:
    """The words of a sentence by columns: form, label, line, and what white space follows.

    `spaces` are None where the file does not say; `before` is what stands before a word as well.
    """

    text: str = ""
    opens: bool = False  # a line of text begins with it
    forms: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    spaces: list[str | None] = field(default_factory=list)
    before: dict[int, str] = field(default_factory=dict)

    def take(
        self, line: int, forms: Sequence[str], tags: Sequence[str], spaces: Sequence[str | None]
    ) -> None:
        """Add words that stand in lines from `line` on."""
        self.lines += range(line, line + len(forms))
        self.forms += forms
        self.tags += tags
        self.spaces += spaces


@dataclass(slots=True)
class _Document:
    line: int = 1
    sentences: list[_Sentence] = field(default_factory=list)


def read_bio(path: Path, options: ReadOptions, progress: Progress) -> Iterator[Bundle | Problem]:
    """Yield the articles of a file of words and labels. Raises Unreadable or OSError."""
    document, sentence = _Document(), _Sentence(opens=True)
    file = shown(path)
    for first, lines, ended in runs(path, options, progress):
        columns = _two_columns(lines)
        if columns is not None:
            if not sentence.forms:
                document.sentences.append(sentence)
            sentence.take(first, *columns, [None] * len(lines))
        for number, line in enumerate(lines if columns is None else (), first):
            cells = line.split("\t") if "\t" in line else line.split()
            if cells and cells[0] == "-DOCSTART-":
                yield from _given(document, options, file)
                document, sentence = _Document(number), _Sentence(opens=True)
            elif not line.strip(" \t\r"):
                sentence = _Sentence(opens=True)
            elif len(cells) < 2 or not cells[0].strip():
                yield Problem(file, number, msg("The line is not a word and its label."))
            else:
                if not sentence.forms:
                    document.sentences.append(sentence)
                sentence.take(number, [cells[0]], [cells[-1].strip() or "O"], [None])
        if ended:
            sentence = _Sentence(opens=True)
    yield from _given(document, options, file)


def _two_columns(lines: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """The words and the labels of lines that have just these, with a tab between them."""
    if set(map(str.count, lines, repeat("\t"))) != {1}:
        return None
    cells = "\t".join(lines).split("\t")
    words, tags = cells[::2], cells[1::2]
    if "-DOCSTART-" in words or not all(words) or any(map(str.isspace, words)):
        return None
    clean = {tag: tag.strip() or "O" for tag in set(tags)}
    return words, [clean[tag] for tag in tags]


def read_conllu(path: Path, options: ReadOptions, progress: Progress) -> Iterator[Bundle | Problem]:
    """Yield the articles of a file of CoNLL-U. Raises Unreadable or OSError."""
    document, sentence = _Document(), _Sentence()
    file = shown(path)
    covered = 0  # words up to this one are written as one
    for first, lines, ended in runs(path, options, progress):
        plain = _ten_columns(lines) if not sentence.forms else None
        for number, line in enumerate(lines[: plain.first] if plain else lines, first):
            if line.startswith("#") and "\t" not in line[:2]:
                key, _, value = line[1:].partition("=")
                match key.strip().split(" ")[0]:
                    case "newdoc":
                        yield from _given(document, options, file)
                        document, sentence, covered = _Document(number), _Sentence(), 0
                    case "newpar":
                        sentence.opens = True
                    case "text" if key.strip() == "text":
                        sentence.text = value.strip(" \r")
                continue
            if not line.strip(" \t\r"):
                sentence, covered = _Sentence(), 0
                continue
            columns = line.rstrip("\r").split("\t")
            name = columns[0]
            span = _RANGE.fullmatch(name)
            if len(columns) != 10 or not columns[1] or not (span or _is_number(name)):
                yield Problem(file, number, msg("The line is not a word with its ten columns."))
                continue
            if "." in name:
                continue
            tag, before, after = _said(columns[9])
            if span is None and sentence.forms and int(name) <= covered:
                if sentence.tags[-1] == "O":
                    sentence.tags[-1] = tag
                continue
            covered = int(span[2]) if span else 0
            if not sentence.forms:
                document.sentences.append(sentence)
            if before:
                sentence.before[len(sentence.forms)] = before
            sentence.take(number, [columns[1]], [tag], [after])
        if plain:
            document.sentences.append(sentence)
            sentence.take(first + plain.first, plain.forms, plain.tags, plain.spaces)
        if ended:
            sentence, covered = _Sentence(), 0
    yield from _given(document, options, file)


@dataclass(frozen=True, slots=True)
class _Plain:
    """Words from the line `first` of a run on."""

    first: int
    forms: Sequence[str]
    tags: Sequence[str]
    spaces: Sequence[str | None]


def _ten_columns(lines: Sequence[str]) -> _Plain | None:
    """The words of a run that, behind its comments, has all words from 1 on and nothing else."""
    first = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    rows = lines[first:]
    if set(map(str.count, rows, repeat("\t"))) != {9}:
        return None
    cells = "\t".join(rows).split("\t")
    forms, rests = cells[1::10], cells[9::10]
    if cells[::10] != _NUMBERS[: len(rows)] or not all(forms):
        return None
    known = {rest: _said(rest.rstrip("\r")) for rest in set(rests)}
    if any(before for _, before, _ in known.values()):
        return None
    tags = [known[rest][0] for rest in rests]
    return _Plain(first, forms, tags, [known[rest][2] for rest in rests])


def _is_number(name: str) -> bool:
    whole, _, part = name.partition(".")
    return whole.isdecimal() and len(whole) < 10 and (part.isdecimal() or "." not in name)


@lru_cache(1000)
def _said(misc: str) -> tuple[str, str, str | None]:
    """The label of a word, and the white space before and after it; None: it is not said."""
    said = dict(part.partition("=")[::2] for part in misc.split("|") if "=" in part)
    after = None
    if said.get("SpaceAfter") == "No":
        after = ""
    elif "SpacesAfter" in said:
        after = _spaces(said["SpacesAfter"])
    tag = said.get("NER") or said.get("NE") or "O"
    return tag, _spaces(said.get("SpacesBefore", "")), after


def _spaces(said: str) -> str:
    def sign(found: re.Match[str]) -> str:
        name = found[1]
        return chr(int(name[1:], 16)) if len(name) > 1 else _SIGNS.get(name, name)

    return _ESCAPED.sub(sign, said)


def _given(document: _Document, options: ReadOptions, file: str) -> Iterator[Bundle | Problem]:
    """The article of what was read so far, if it is one, and its Problems."""
    if not document.sentences:
        return
    words = _Words.of(document.sentences)
    problems: list[Problem] = []

    def refuse(line: int, reason: Message) -> None:
        problems.append(Problem(file, line, reason))

    try:
        intake = Intake(words.text, None, options, file, document.line)
        for label, start, end, line in _spans(words, refuse):
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


@dataclass(frozen=True, slots=True)
class _Words:
    """All words of an article by columns, and its text; a word lies between two `edges`."""

    text: str
    edges: Sequence[int]
    tags: Sequence[str]
    lines: Sequence[int]
    firsts: frozenset[int]  # the numbers of those that sentences begin with

    @classmethod
    def of(cls, sentences: Sequence[_Sentence]) -> "_Words":
        """The words with the white space between them."""
        cells, tags, lines, firsts = [""], list[str](), list[int](), list[int]()
        for number, sentence in enumerate(sentences, 1):
            gaps = _gaps(sentence)
            if sentence.spaces[-1] is None and number < len(sentences):
                gaps[-1] = "\n" if sentences[number].opens else " "
            size = len(cells)
            cells += [""] * (2 * len(gaps))
            cells[size::2] = sentence.forms
            cells[size + 1 :: 2] = gaps
            for place, said in sentence.before.items():
                cells[size + 2 * place - 1] += said
            firsts.append(len(tags))
            tags += sentence.tags
            lines += sentence.lines
        return cls(
            "".join(cells), list(accumulate(map(len, cells))), tags, lines, frozenset(firsts)
        )

    def place(self, number: int) -> tuple[int, int]:
        """Where a word begins and ends."""
        return self.edges[2 * number], self.edges[2 * number + 1]


def _gaps(sentence: _Sentence) -> list[str]:
    """What follows each word, also where the file does not say; nothing is put after the last."""
    gaps = [" " if space is None else space for space in sentence.spaces]
    gaps[-1] = sentence.spaces[-1] or ""
    if not sentence.text or sentence.before or any(sentence.spaces):
        return gaps
    found, at = list[str](), 0
    for form in sentence.forms:
        place = sentence.text.find(form, at)
        if place < 0 or sentence.text[at:place].strip():
            return gaps
        found.append(sentence.text[at:place])
        at = place + len(form)
    return [*found[1:], gaps[-1]]


def _spans(
    words: _Words, refuse: Callable[[int, Message], None]
) -> Iterator[tuple[str, int, int, int]]:
    """The label, start, end and line of each span; none goes over the end of a sentence."""
    label, start, end, line, last = "", 0, 0, 0, -1
    for number in [number for number, tag in enumerate(words.tags) if tag != "O"]:
        if label and number != last + 1:
            yield label, start, end, line
            label = ""
        last, tag = number, words.tags[number]
        kind, name = _label(tag)
        if not kind and tag != "_":
            refuse(words.lines[number], msg("«{label}» is not a label in BIO.", label=tag[:40]))
        if label and not (kind in _INSIDE and name == label and number not in words.firsts):
            yield label, start, end, line
            label = ""
        if kind:
            begin, end = words.place(number)
            if not label:
                label, start, line = name, begin, words.lines[number]
            if kind in _LAST:
                yield label, start, end, line
                label = ""
    if label:
        yield label, start, end, line


@lru_cache(1000)
def _label(tag: str) -> tuple[str, str]:
    """The letter and the label of a tag; both are empty where it has none."""
    found = _TAG.fullmatch(tag)
    return (found[1], unquote(found[2])) if found else ("", "")
