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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
from workbench.exchange.dialect import Folder, WriteOptions
from workbench.exchange.tokenised import Token, Tokens, sentences_of, tokens_of
from workbench.jobs import Progress

_UNFIT = re.compile(r"[\s%|]")
_SPACING: Final = {" ": r"\s", "\t": r"\t", "\n": r"\n", "\\": r"\\", "|": r"\p"}


class ConllBio:
    """Two columns, the word and its label; `-DOCSTART-` before each article."""

    name: Final = "conll"
    title: Final = msg("CoNLL BIO: a word a line, flat labels")
    suffixes: Final = (".conll", ".bio", ".iob", ".iob2")
    makes: Final[Literal["file", "folder"]] = "file"
    units: Final[tuple[Unit, ...]] = ("code_point",)
    reads: Final = True

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """Words with one space between them and the flat spans on them."""
        flat = _Flat.of(bundle, _lines(bundle.text))
        places: list[Token] = []
        at = 0
        for sentence in flat.sentences:
            for start, end in sentence:
                places.append((at, at + end - start))
                at = places[-1][1] + 1
        lines = (" ".join(bundle.text[a:b] for a, b in one) for one in flat.sentences)
        text = "\n".join(lines)
        return replace(
            flat.bundle(bundle, places),
            article=replace(bundle.article, sha256=sha256(text)),
            text=text,
        )

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write all articles into one file."""
        with out.file("") as file:
            for bundle in articles:
                text = bundle.text
                flat = _Flat.of(bundle, _lines(text))
                tags = iter(flat.tags())
                lines = ["-DOCSTART-\tO", ""]
                for sentence in flat.sentences:
                    lines += (f"{text[start:end]}\t{next(tags)}" for start, end in sentence)
                    lines.append("")
                file.write(("\n".join(lines) + "\n").encode())

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

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """The text and the flat spans on whole words."""
        flat = _Flat.of(bundle, sentences_of(bundle.text))
        return flat.bundle(bundle, [token for one in flat.sentences for token in one])

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write all articles into one file."""
        with out.file("") as file:
            for bundle in articles:
                file.write("\n".join(_conllu(bundle)).encode())

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield the articles of a file: labels are `NER=` in MISC."""
        return read_conllu(path, options, progress)


@dataclass(frozen=True, slots=True)
class _Flat:
    """The sentences of a text and the spans that are kept, by the numbers of their words."""

    sentences: Sequence[Sequence[Token]]
    kept: Sequence[tuple[int, int, Span]]

    @classmethod
    def of(cls, bundle: Bundle, sentences: Sequence[list[Token]]) -> "_Flat":
        """What is kept of the spans on the tokens of `sentences`."""
        tokens = Tokens([token for one in sentences for token in one])
        ranges = ((*tokens.touched(span.start, span.end), span) for span in bundle.spans)
        there = [one for one in ranges if one[0] < one[1]]
        there.sort(key=lambda one: (one[0] - one[1], one[0], one[2].label))
        taken = bytearray(sum(map(len, sentences)))
        kept = []
        for first, last, span in there:
            if taken.find(1, first, last) < 0:
                taken[first:last] = b"\1" * (last - first)
                kept.append((first, last, span))
        kept.sort(key=lambda one: one[0])
        return cls(_joined(sentences, kept), kept)

    def bundle(self, bundle: Bundle, places: Sequence[Token]) -> Bundle:
        """What is kept of an article, where its words stand at `places`."""
        spans = {
            span.id: replace(
                span,
                fragments=(Interval(places[first][0], places[last - 1][1]),),
                attributes={},
                entity=None,
                note=None,
            )
            for first, last, span in self.kept
        }
        ordered = tuple(spans[span.id] for span in bundle.spans if span.id in spans)
        return replace(bundle, spans=ordered, relations=(), entities=(), notes=(), rejections=())

    def tags(self) -> list[str]:
        """The label of each word: O, B-LABEL or I-LABEL."""
        found = ["O"] * sum(map(len, self.sentences))
        for first, last, span in self.kept:
            label = _UNFIT.sub(lambda sign: percent(sign[0], safe=""), span.label)
            found[first:last] = [f"B-{label}"] + [f"I-{label}"] * (last - first - 1)
        return found


def _lines(text: str) -> list[list[Token]]:
    """The sentences; of a text that has the form of BIO already they are its lines."""
    found: list[list[Token]] = [[]]
    last = 0
    for start, end in tokens_of(text):
        match text[last:start]:
            case "\n" if last:
                found.append([])
            case gap if gap != (" " if last else ""):
                return sentences_of(text)
        found[-1].append((start, end))
        last = end
    return found if last == len(text) else sentences_of(text)


def _joined(
    sentences: Sequence[list[Token]], kept: Sequence[tuple[int, int, Span]]
) -> list[list[Token]]:
    """The sentences; two that a span goes over become one."""
    found: list[list[Token]] = []
    firsts = [first for first, _, _ in kept]
    number = 0
    for sentence in sentences:
        before = bisect_left(firsts, number) - 1
        if found and before >= 0 and kept[before][1] > number:
            found[-1].extend(sentence)
        else:
            found.append([*sentence])
        number += len(sentence)
    return found


def _conllu(bundle: Bundle) -> Iterator[str]:
    text = bundle.text
    flat = _Flat.of(bundle, sentences_of(text))
    tags = iter(flat.tags())
    starts = [start for sentence in flat.sentences for start, _ in sentence]
    following = iter([*starts[1:], len(text)])
    before = text[: flat.sentences[0][0][0]]
    name = "_".join(bundle.article.id.split()) or "1"
    yield f"# newdoc id = {name}"
    for number, sentence in enumerate(flat.sentences, 1):
        yield f"# sent_id = {number}"
        yield f"# text = {' '.join(text[sentence[0][0] : sentence[-1][1]].split())}"
        for index, (start, end) in enumerate(sentence, 1):
            tag, after = next(tags), text[end : next(following)]
            misc = [] if tag == "O" else [f"NER={tag}"]
            if before:
                misc.append(f"SpacesBefore={_spacing(before)}")
                before = ""
            if not after:
                misc.append("SpaceAfter=No")
            elif after != " " or end + 1 == len(text):
                misc.append(f"SpacesAfter={_spacing(after)}")
            blank = "_\t" * 7
            yield f"{index}\t{text[start:end]}\t{blank}{'|'.join(misc) or '_'}"
        yield ""
    yield ""


def _spacing(space: str) -> str:
    return "".join(
        _SPACING.get(sign) or (sign if category(sign) == "Zs" else f"\\u{ord(sign):04x}")
        for sign in space
    )
