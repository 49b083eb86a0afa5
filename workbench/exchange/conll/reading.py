"""Reads CoNLL BIO and CoNLL-U, one article in memory at a time.

Labels may be IOB1, IOB2, BIOES or BILOU. Of CoNLL-U the text is rebuilt from the words and what
MISC says of white space; a sentence that says nothing of it but has `# text =` is taken from there.

A run of lines that all have the plain form is taken by columns, any other line by line.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, compress, count
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from workbench.domain.errors import Unreadable
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, shown
from workbench.exchange.conll.runs import runs
from workbench.exchange.parsing.intake import Intake
from workbench.exchange.tokenised import woven
from workbench.jobs import Progress

_TAG = re.compile("([BIESLU])-(.+)")
_ESCAPED = re.compile(r"\\(u[0-9a-f]{4}|.)", re.DOTALL)
_SIGNS: Final = {"s": " ", "t": "\t", "n": "\n", "r": "\r", "p": "|"}
_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})")
_INSIDE: Final = frozenset("IEL")
_LAST: Final = frozenset("ESLU")
_EMPTY: Final = "\t_" * 7 + "\t"
_NUMBERS: Final = [*map(str, range(1, 500))]


@dataclass(slots=True)
class _Sentence:
    """The words of a sentence by columns: form, label, line, and what white space follows.

    `lines` are the numbers of the lines that its words stand in; `spaces` are None where the file
    does not say; `before` is what stands before a word as well.
    """

    text: str = ""
    opens: bool = False  # a line of text begins with it
    forms: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    lines: list[range] = field(default_factory=list)
    spaces: list[str | None] = field(default_factory=list)
    before: dict[int, str] = field(default_factory=dict)

    def take(
        self, line: int, forms: Sequence[str], tags: Sequence[str], spaces: Sequence[str | None]
    ) -> None:
        """Add words that stand in lines from `line` on."""
        self.lines.append(range(line, line + len(forms)))
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
    for first, run, ended in runs(path, options, progress):
        columns = _two_columns(run)
        if columns is not None:
            if not sentence.forms:
                document.sentences.append(sentence)
            words, tags = columns
            sentence.take(first, words, tags, [None] * len(words))
        for number, line in enumerate(run.split("\n") if columns is None else (), first):
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


def _two_columns(run: str) -> tuple[Sequence[str], Sequence[str]] | None:
    """The words and the labels of lines that have just these, with a tab between them."""
    columns = _columns(run, 2)
    if columns is None:
        return None
    words, tags = columns
    if "-DOCSTART-" in words or not all(words) or any(map(str.isspace, words)):
        return None
    clean = {tag: tag.strip() or "O" for tag in set(tags)}
    return words, [*map(clean.__getitem__, tags)]


def _columns(run: str, width: int) -> list[list[str]] | None:
    """The columns of lines that all have so many; None where one of them has not."""
    # With the ends of lines as one more column, no line has to be looked at by itself.
    cells = run.replace("\n", "\t\n\t").split("\t")
    ends = cells[width :: width + 1]
    if len(cells) % (width + 1) != width or not len(ends) == ends.count("\n") == run.count("\n"):
        return None
    return [cells[at :: width + 1] for at in range(width)]


def read_conllu(path: Path, options: ReadOptions, progress: Progress) -> Iterator[Bundle | Problem]:
    """Yield the articles of a file of CoNLL-U. Raises Unreadable or OSError."""
    document, sentence = _Document(), _Sentence()
    file = shown(path)
    covered = 0  # words up to this one are written as one
    for first, run, ended in runs(path, options, progress):
        plain = _ten_columns(run) if not sentence.forms else None
        for number, line in enumerate(plain.comments if plain else run.split("\n"), first):
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
            sentence.take(first + len(plain.comments), plain.forms, plain.tags, plain.spaces)
        if ended:
            sentence, covered = _Sentence(), 0
    yield from _given(document, options, file)


@dataclass(frozen=True, slots=True)
class _Plain:
    """The comments of a run and the words behind them by columns."""

    comments: Sequence[str]
    forms: Sequence[str]
    tags: Sequence[str]
    spaces: Sequence[str | None]


def _ten_columns(run: str) -> _Plain | None:
    """The words of a run that, behind its comments, has all from 1 on and nothing else."""
    start = 0
    while run.startswith("#", start):
        start = run.find("\n", start) + 1 or len(run)
    rows = run[start:]
    columns: list[list[str]] | None = None
    if "\r" not in rows:  # so that this sign is free to stand for columns without a word
        columns = _columns(rows.replace(_EMPTY, "\t\r\t"), 4)
        if columns is not None and columns[2].count("\r") != len(columns[2]):
            columns = None
    columns = columns or _columns(rows, 10)
    if columns is None:
        return None
    numbers, forms, *_, rests = columns
    if numbers != _NUMBERS[: len(numbers)] or not all(forms):
        return None
    tags, before, spaces = zip(*map(_said, rests), strict=True)
    if any(before):
        return None
    comments = run[: start - 1].split("\n") if start else ()
    return _Plain(comments, forms, tags, spaces)


def _is_number(name: str) -> bool:
    whole, _, part = name.partition(".")
    return whole.isdecimal() and len(whole) < 10 and (part.isdecimal() or "." not in name)


@lru_cache(1000)
def _said(misc: str) -> tuple[str, str, str | None]:
    """The label of a word, and the white space before and after it; None: it is not said."""
    parts = misc.rstrip("\r").split("|")
    said = dict(part.partition("=")[::2] for part in parts if "=" in part)
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

    def refuse(number: int, reason: Message) -> None:
        problems.append(Problem(file, words.line(number), reason))

    try:
        intake = Intake(words.text, None, options, file, document.line)
        for label, first, last in _spans(words, refuse):
            try:
                intake.span(label, [intake.place(*words.place(first, last))])
            except Unreadable as error:
                refuse(
                    first, msg("Span {id} was left out. {reason}", id=label, reason=error.message)
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
    lines: Sequence[range]
    until: Sequence[int]  # the number of the word that the next of `lines` begins with
    firsts: frozenset[int]  # the numbers of those that sentences begin with

    @classmethod
    def of(cls, sentences: Sequence[_Sentence]) -> "_Words":
        """The words with the white space between them."""
        cells, tags, lines, firsts = [""], list[str](), list[range](), list[int]()
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
            "".join(cells),
            list(accumulate(map(len, cells))),
            tags,
            lines,
            list(accumulate(map(len, lines))),
            frozenset(firsts),
        )

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Where a word begins and one ends."""
        return self.edges[2 * first], self.edges[2 * last + 1]

    def line(self, number: int) -> int:
        """The number of the line that a word stands in."""
        at = bisect_right(self.until, number)
        return self.lines[at][number - self.until[at]]


def _gaps(sentence: _Sentence) -> list[str]:
    """What follows each word, also where the file does not say; nothing is put after the last."""
    gaps = [" " if space is None else space for space in sentence.spaces]
    gaps[-1] = sentence.spaces[-1] or ""
    if not sentence.text or sentence.before or any(sentence.spaces):
        return gaps
    if woven(sentence.forms, gaps) == sentence.text:
        return gaps
    found, at = list[str](), 0
    for form in sentence.forms:
        place = sentence.text.find(form, at)
        if place < 0 or sentence.text[at:place].strip():
            return gaps
        found.append(sentence.text[at:place])
        at = place + len(form)
    return [*found[1:], gaps[-1]]


def _spans(words: _Words, refuse: Callable[[int, Message], None]) -> Iterator[tuple[str, int, int]]:
    """The label, first and last word of each span; none goes over the end of a sentence."""
    label, first, last, inside = "", 0, -1, ""
    for number in compress(count(), map("O".__ne__, words.tags)):
        tag = words.tags[number]
        follows = number == last + 1 and number not in words.firsts
        if follows and tag == inside:  # as nearly all words that go on with a span
            last = number
            continue
        kind, name = _label(tag)
        if not kind and tag != "_":
            refuse(number, msg("«{label}» is not a label in BIO.", label=tag[:40]))
        if label and not (follows and kind in _INSIDE and name == label):
            yield label, first, last
            label = inside = ""
        if kind:
            if not label:
                label, first = name, number
            last, inside = number, f"I{tag[1:]}"
            if kind in _LAST:
                yield label, first, last
                label = inside = ""
    if label:
        yield label, first, last


@lru_cache(1000)
def _label(tag: str) -> tuple[str, str]:
    """The letter and the label of a tag; both are empty where it has none."""
    found = _TAG.fullmatch(tag)
    return (found[1], unquote(found[2])) if found else ("", "")
