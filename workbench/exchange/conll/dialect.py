"""CoNLL: a word a line with its label in BIO, a blank line after each sentence.

It is flat: of spans that overlap the one with most words is kept, of equally long ones the first,
and every span covers whole words from its first to its last. A sentence does not end inside a
span. Attributes, entities, relations and notes have no place.

- CoNLL BIO has two columns and no spaces: its text is the words with a space between them, a line
  a sentence. `carries` gives this text, and the spans where they stand in it.
- CoNLL-U has the text itself: MISC says what white space follows a word (`SpaceAfter=No`, and
  `SpacesAfter=` with the escapes of UDPipe), and the label (`NER=B-Claim`).

In a label, white space, «|» and «%» are written as in a URL (%20).
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, compress, count, pairwise, repeat
from pathlib import Path
from typing import Final, Literal
from unicodedata import category
from urllib.parse import quote as percent

from workbench.domain.codebook import Codebook
from workbench.domain.records import Span
from workbench.domain.text import Interval, sha256
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit
from workbench.exchange.conll.reading import read_bio, read_conllu
from workbench.exchange.dialect import Folder, Kept, WriteOptions, bare
from workbench.exchange.tokenised import Tokens, tokens_of, woven
from workbench.jobs import Progress

_UNFIT = re.compile(r"[\s%|]")
_SPACING: Final = {" ": r"\s", "\t": r"\t", "\n": r"\n", "\\": r"\\", "|": r"\p"}
_BLANK: Final = "\t" + "_\t" * 7


class ConllBio:
    """Two columns, the word and its label; `-DOCSTART-` before each article."""

    name: Final = "conll"
    title: Final = msg("CoNLL BIO: a word a line, flat labels")
    suffixes: Final = (".conll", ".bio", ".iob", ".iob2")
    makes: Final[Literal["file", "folder"]] = "file"
    units: Final[tuple[Unit, ...]] = ("code_point",)
    reads: Final = True
    keeps: Final[frozenset[Kept]] = frozenset()

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """Words with one space between them and the flat spans on them."""
        flat = _Flat.of_lines(bundle)
        words = flat.tokens.words
        spaces = [" "] * len(words)
        for number in flat.lasts:
            spaces[number] = "\n"
        text = woven(words, spaces)[:-1]
        sizes = [0, *accumulate(map(len, words))]

        def place(first: int, last: int) -> Interval:
            return Interval(sizes[first] + first, sizes[last] + last - 1)

        return replace(
            flat.bundle(bundle, place),
            article=replace(bundle.article, sha256=sha256(text)),
            text=text,
        )

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write all articles into one file."""
        with out.file("") as file:
            for bundle in articles:
                flat = _Flat.of_lines(bundle)
                words = flat.tokens.words
                tags = ["\tO\n"] * len(words)
                for number, tag in flat.tags():
                    tags[number] = f"\t{tag}\n"
                for number in flat.lasts:
                    tags[number] += "\n"
                file.write(f"-DOCSTART-\tO\n\n{woven(words, tags)}".encode())

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield the articles of a file: the first column is the word, the last one the label."""
        return read_bio(path, options, progress)


class ConllU:
    """Ten columns with the text, labels in MISC; `# newdoc` before each article."""

    name: Final = "conllu"
    title: Final = msg("CoNLL-U: a word a line, flat labels, with the text")
    suffixes: Final = (".conllu",)
    makes: Final[Literal["file", "folder"]] = "file"
    units: Final[tuple[Unit, ...]] = ("code_point",)
    reads: Final = True
    keeps: Final = frozenset[Kept](("text",))

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """The text and the flat spans on whole words."""
        flat = _Flat.of(bundle)
        starts, ends = flat.tokens.starts, flat.tokens.ends
        return flat.bundle(bundle, lambda first, last: Interval(starts[first], ends[last - 1]))

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write all articles into one file."""
        with out.file("") as file:
            for bundle in articles:
                name = "_".join(bundle.article.id.split()) or "1"
                file.write(f"# newdoc id = {name}\n{_conllu(_Flat.of(bundle))}".encode())

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield the articles of a file: labels are `NER=` in MISC."""
        return read_conllu(path, options, progress)


@dataclass(frozen=True, slots=True)
class _Flat:
    """The tokens of a text and the spans that are kept, by the numbers of their words.

    `firsts` are the numbers of the words that sentences begin with.
    """

    tokens: Tokens
    firsts: Sequence[int]
    kept: Sequence[tuple[int, int, Span]]

    @classmethod
    def of(cls, bundle: Bundle) -> "_Flat":
        """What is kept of the spans; two sentences that one of them goes over are one."""
        tokens = tokens_of(bundle.text)
        kept = _kept(bundle.spans, tokens)
        return cls(tokens, _joined(tokens.firsts, kept), kept)

    @classmethod
    def of_lines(cls, bundle: Bundle) -> "_Flat":
        """The same, but a text that has the form of BIO already keeps its lines as sentences."""
        tokens = tokens_of(bundle.text)
        inner = tokens.gaps[1:-1]
        if tokens.gaps[0] or tokens.gaps[-1] or not {" ", "\n"}.issuperset(inner):
            return cls.of(bundle)
        kept = _kept(bundle.spans, tokens)
        firsts = [0, *compress(count(1), map("\n".__eq__, inner))]
        return cls(tokens, _joined(firsts, kept), kept)

    @property
    def lasts(self) -> Sequence[int]:
        """The numbers of the words that sentences end with."""
        return [first - 1 for first in (*self.firsts, len(self.tokens.words))][1:]

    def bundle(self, bundle: Bundle, place: Callable[[int, int], Interval]) -> Bundle:
        """What is kept of an article; `place` is where words stand, from one up to another."""
        spans = {span.id: bare(span, (place(first, last),)) for first, last, span in self.kept}
        ordered = tuple([spans[span.id] for span in bundle.spans if span.id in spans])
        return replace(bundle, spans=ordered, relations=(), entities=(), notes=(), rejections=())

    def tags(self) -> Iterator[tuple[int, str]]:
        """The words that have a label, and it: B-LABEL or I-LABEL."""
        for first, last, span in self.kept:
            label = _UNFIT.sub(lambda sign: percent(sign[0], safe=""), span.label)
            yield first, f"B-{label}"
            yield from zip(range(first + 1, last), repeat(f"I-{label}"))


def _kept(spans: Iterable[Span], tokens: Tokens) -> Sequence[tuple[int, int, Span]]:
    """The spans that share no word, the longest first chosen; in their order in the text."""
    ranges = ((*tokens.touched(span.start, span.end), span) for span in spans)
    there = [one for one in ranges if one[0] < one[1]]
    there.sort(key=lambda one: (one[0] - one[1], one[0], one[2].label))
    taken = bytearray(len(tokens.words))
    kept = []
    for first, last, span in there:
        if taken.find(1, first, last) < 0:
            taken[first:last] = b"\1" * (last - first)
            kept.append((first, last, span))
    kept.sort(key=lambda one: one[0])
    return kept


def _joined(firsts: Sequence[int], kept: Sequence[tuple[int, int, Span]]) -> Sequence[int]:
    """Where sentences begin; two that a span goes over become one."""
    begins = [first for first, _, _ in kept]
    ends = [0, *(last for _, last, _ in kept)]  # of the one before, by the place in `begins`
    return [first for first in firsts if ends[bisect_left(begins, first)] <= first]


def _conllu(flat: _Flat) -> str:
    """The sentences of one article with an empty line after each."""
    tokens, firsts = flat.tokens, flat.firsts
    if not tokens.words:
        return ""
    # White space is of few kinds, so that each is put into words once, and so is each end of a row.
    said = {gap: _space_after(gap) for gap in set(tokens.gaps)}
    spaces = [said[gap] for gap in tokens.gaps[1:]]
    if tokens.gaps[-1] == " ":
        spaces[-1] = r"SpacesAfter=\s"
    if tokens.gaps[0]:
        before = f"SpacesBefore={_spacing(tokens.gaps[0])}"
        spaces[0] = f"{before}|{spaces[0]}" if spaces[0] else before
    plain = {space: f"{_BLANK}{space or '_'}\n" for space in set(spaces)}
    rows = [plain[space] for space in spaces]
    for number, tag in flat.tags():
        space = spaces[number]
        rows[number] = f"{_BLANK}NER={tag}|{space}\n" if space else f"{_BLANK}NER={tag}\n"
    heads: list[str] = []
    longest = max(map(int.__sub__, [*firsts[1:], len(rows)], firsts))
    numbers = [f"{number}\t" for number in range(longest + 1)]
    for number, (first, last) in enumerate(pairwise([*firsts, len(rows)]), 1):
        sentence = tokens.text[tokens.starts[first] : tokens.ends[last - 1]]
        heads.append(f"# sent_id = {number}\n# text = {' '.join(sentence.split())}\n1\t")
        heads += numbers[2 : last - first + 1]
        rows[last - 1] += "\n"
    return woven(heads, tokens.words, rows)


def _space_after(gap: str) -> str:
    if not gap:
        return "SpaceAfter=No"
    return "" if gap == " " else f"SpacesAfter={_spacing(gap)}"


def _spacing(space: str) -> str:
    return "".join(
        _SPACING.get(sign) or (sign if category(sign) == "Zs" else f"\\u{ord(sign):04x}")
        for sign in space
    )
