"""The JSONL of RuOpinionNE-2024: a sentence a line, with opinions about what is named in it.

An opinion is a source, a target, an expression and a polarity. Each line is an article; each of
the three is a span (`Source`, `Target`, `Expression`), made once for the same words, in pieces
where it is given in several. Its places are strings "start:end", code points, and its words stand
beside them. An expression is linked

- to its source by `source`,
- to its target by `target`, with the attributes `polarity` (as in the file: POS, NEG) and `source`
  («text», or AUTHOR and NULL, which are not in the text).

Both have the attribute `opinions`: the numbers, from 1, of the opinions that the link is of. So
the opinions of a sentence can be put together again, also where they share an expression.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.forms import Form
from workbench.domain.records import Article, Relation, Span, timestamp
from workbench.domain.text import Fragments, sha256
from workbench.domain.words import Message, msg, shorten
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Sink, Written, shown
from workbench.exchange.parsing.admission import admitted, meta_of, title_of
from workbench.exchange.parsing.counting import countings, found_out
from workbench.exchange.parsing.lines import line_by_line
from workbench.jobs import Progress

_PLACE = re.compile("([0-9]{1,15}):([0-9]{1,15})")
_NOWHERE = (["AUTHOR"], ["NULL"])
_FIELDS = {"Source": "Source", "Target": "Target", "Polar_expression": "Expression"}


class RuOpinion:
    """RuOpinionNE-2024, for reading."""

    name = "ruopinion"
    title = msg("RuOpinionNE-2024: JSONL of sentences with opinions")
    suffixes = (".jsonl",)
    reads = True
    writes = False

    def knows(self, value: Any) -> bool:
        """Whether a record says that it is of this kind."""
        return isinstance(value, dict) and isinstance(value.get("opinions"), list)

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield a sentence a line; a line without opinions is a sentence that nobody marked."""
        file = shown(path)

        def made(value: Any, line: int) -> list[Bundle | Problem]:
            sentence = _Sentence(value, options, path, line)
            refused = [Problem(file, line, reason) for reason in sentence.refused]
            return [sentence.bundle(), *refused]

        return line_by_line(path, options, progress, made)

    def write(self, records: Iterable[Form], out: Sink) -> None:
        """It is not written."""
        raise NotImplementedError

    def verify(self, written: BinaryIO, step: Callable[[], None]) -> Written:
        """It is not written."""
        raise NotImplementedError


class _Sentence:
    """One line; `refused` says which opinions are not taken. Raises Unreadable."""

    def __init__(self, value: Any, options: ReadOptions, path: Path, line: int) -> None:
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            raise Unreadable(
                "The line is not one of RuOpinionNE: it has no text in the field «text»."
            )
        self.refused: list[Message] = []
        self._given: str = value["text"]
        self._text = admitted(self._given)
        self._options = options
        self._file, self._line = shown(path), line
        rest = {key: part for key, part in value.items() if key not in ("text", "opinions")}
        meta = meta_of(rest, self._text, shown(Path(path.name)))
        title = title_of(self._text)
        self._article = Article(options.new_id(), sha256(self._text), title, "new", meta)
        self._now = timestamp()
        self._spans: dict[tuple[str, Fragments], Span] = {}
        self._links: dict[tuple[str, ...], list[int]] = {}
        opinions = value.get("opinions", [])
        if not isinstance(opinions, list):
            self.refused.append(msg("«{field}» is missing or of the wrong kind.", field="opinions"))
            return
        parsed: dict[int, _Opinion] = {}
        for number, opinion in enumerate(opinions, 1):
            try:
                parsed[number] = _opinion(opinion)
            except Unreadable as error:
                self._refuse(number, error.message)
        parts = [part for one in parsed.values() for _, part in one.parts]
        ways = tuple(countings(self._given, options.unit, options.newlines))
        self._way, _ = found_out(ways, parts, options, self._file)
        for number, one in parsed.items():
            try:
                self._take(one, number)
            except Unreadable as error:
                self._refuse(number, error.message)

    def bundle(self) -> Bundle:
        """The sentence with its spans and links."""
        relations = []
        for (kind, expression, end, *said), opinions in self._links.items():
            attributes = {"opinions": " ".join(map(str, opinions))}
            if said:
                attributes |= {"polarity": said[0], "source": said[1]}
            relations.append(
                Relation(
                    self._options.new_id(),
                    self._article.id,
                    kind,
                    expression,
                    end,
                    attributes,
                    self._options.annotator,
                )
            )
        return Bundle(
            self._article,
            self._text,
            tuple(self._spans.values()),
            tuple(relations),
            file=self._file,
            line=self._line,
        )

    def _take(self, opinion: "_Opinion", number: int) -> None:
        # All of them are looked at before anything is made of one of them.
        places = [(label, self._fragments(label, part)) for label, part in opinion.parts]
        ends = {label: self._span(label, fragments) for label, fragments in places}
        if "Source" in ends:
            link: tuple[str, ...] = ("source", ends["Expression"], ends["Source"])
            self._links.setdefault(link, []).append(number)
        link = ("target", ends["Expression"], ends["Target"], opinion.polarity, opinion.source)
        self._links.setdefault(link, []).append(number)

    def _span(self, label: str, places: Fragments) -> str:
        found = self._spans.get((label, places))
        if found is None:
            found = self._spans[label, places] = Span(
                self._options.new_id(),
                self._article.id,
                label,
                places,
                {},
                None,
                self._options.annotator,
                "import",
                None,
                self._now,
                self._now,
            )
        return found.id

    def _fragments(self, label: str, part: "_Part") -> Fragments:
        places, words = part
        fragments, found = self._way.fragments(places), self._way.said(places)
        if fragments is None:
            raise Unreadable(
                "Its {part} is empty, outside the text, or overlaps itself.", part=label
            )
        if found != words:
            raise Unreadable(
                "The text of its {part} is «{found}», not «{quote}».",
                part=label,
                found=shorten(found or "", 80),
                quote=shorten(words, 80),
            )
        return fragments

    def _refuse(self, number: int, reason: Message) -> None:
        self.refused.append(
            msg("Opinion {number} is left out. {reason}", number=number, reason=reason)
        )


_Part = tuple[tuple[tuple[int, int], ...], str]


@dataclass(frozen=True, slots=True)
class _Opinion:
    """`parts` are labels with places and words; `source` says where the source stands."""

    parts: tuple[tuple[str, _Part], ...]
    polarity: str
    source: str


def _opinion(value: Any) -> _Opinion:
    if not isinstance(value, dict) or not isinstance(value.get("Polarity"), str):
        raise Unreadable("«{field}» is missing or of the wrong kind.", field="Polarity")
    parts, source = [], "text"
    for field, label in _FIELDS.items():
        said, given = _pair(value.get(field), field)
        if field == "Source" and said in _NOWHERE:
            source = said[0]
            continue
        places = []
        for place in given:
            found = _PLACE.fullmatch(place)
            if found is None:
                raise Unreadable(
                    "«{place}» in «{field}» is not a place.", place=place[:40], field=field
                )
            places.append((int(found[1]), int(found[2])))
        parts.append((label, (tuple(places), " ".join(said))))
    return _Opinion(tuple(parts), value["Polarity"], source)


def _pair(value: Any, field: str) -> tuple[list[str], list[str]]:
    """The words of a part and their places, as many of the one as of the other."""
    match value:
        case [[_, *_] as said, [_, *_] as given] if len(said) == len(given) and all(
            isinstance(one, str) for one in (*said, *given)
        ):
            return said, given
    raise Unreadable("«{field}» is missing or of the wrong kind.", field=field)
