"""Prodigy's JSONL, which spaCy's tools read as well: text, tokens, spans and relations.

A span is one piece and lies on the borders of tokens; `token_end` is the last token that belongs
to it. A relation goes from the last token of its head to that of its child. The two hashes are
stable 32-bit numbers of this program: how Prodigy makes its own is not published, and it keeps
those that it finds.
"""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit, shown
from workbench.exchange.dialect import Folder, Kept, WriteOptions, bare, bare_links, hull, without
from workbench.exchange.parsing.intake import Intake, fields_of, listed
from workbench.exchange.parsing.lines import line_by_line
from workbench.jobs import Progress

Form = dict[str, Any]

# Words with their marks, hyphens and apostrophes; numbers; other signs one by one, an emoji with
# all its parts as one; white space. `language.tokens` knows more of words, but as one search with
# no object for a word this is three times as fast, and tokens are most of what is written. Each
# match takes the space after it along.
_MARKS: Final = "\u0300-\u036f\u0483-\u0489\u00ad\u2060"
_WORD: Final = rf"\w[\w{_MARKS}]*"
_TOKEN: Final = re.compile(
    rf"(?:{_WORD}(?:(?:[-‐‑'’]|(?<=\d)[.,:](?=\d)){_WORD})*"
    "|[^\\w\\s](?:[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d[^\\w\\s])*"
    "| |[^\\S ]+) ?"
)

# Metadata of these names gives way to what the format says by them.
_TAKEN: Final = frozenset(("title", "sha256"))


class Prodigy:
    """Tasks of Prodigy's `spans.manual`, `ner.manual` and `rel.manual`, answered with «accept»."""

    name: Final = "prodigy"
    title: Final = msg("Prodigy and spaCy JSONL: tokens, spans and relations")
    suffixes: Final = (".jsonl",)
    makes: Final[Literal["file", "folder"]] = "file"
    units: Final[tuple[Unit, ...]] = ("code_point",)
    reads: Final = True
    keeps: Final = frozenset[Kept](("title", "meta", "text"))

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """Spans in one piece, from their first word to their last, and relations between them."""
        return replace(
            bundle,
            article=without(bundle.article, _TAKEN),
            spans=tuple([bare(span, hull(span)) for span in bundle.spans]),
            relations=bare_links(bundle.relations),
            entities=(),
            notes=(),
            rejections=(),
        )

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write a task a line."""
        with out.file("") as file:
            for bundle in articles:
                file.write(orjson.dumps(_task(bundle), option=orjson.OPT_APPEND_NEWLINE))

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield an article a line. Of a task that was not accepted the text alone is taken."""
        file = shown(path)

        def made(value: Any, line: int) -> list[Bundle | Problem]:
            return _read(value, options, file, line)

        return line_by_line(path, options, progress, made)

    @staticmethod
    def knows(value: Any) -> bool:
        """Whether a JSON value looks like a task."""
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            return False
        spans = value.get("spans")
        if "_task_hash" in value or ("tokens" in value and "spans" in value):
            return True
        if not isinstance(spans, list) or "sha256" in value or value.get("format") is not None:
            return False
        first = spans[0] if spans else None
        if isinstance(first, dict):
            return {"start", "end", "label"} <= first.keys() and type(first["start"]) is int
        return first is None and "answer" in value


def _task(bundle: Bundle) -> Form:
    text, article = bundle.text, bundle.article
    hulls = [hull(span)[0] for span in bundle.spans]
    tokens = tokens_of(text, {hull.start for hull in hulls}, {hull.end for hull in hulls})
    starts = [token["start"] for token in tokens]
    spans: list[Form] = [
        {
            "start": hull.start,
            "end": hull.end,
            "token_start": bisect_left(starts, hull.start),
            "token_end": bisect_left(starts, hull.end) - 1,
            "label": span.label,
        }
        for span, hull in zip(bundle.spans, hulls, strict=True)
    ]
    of = {span.id: form for span, form in zip(bundle.spans, spans, strict=True)}
    relations = [
        {
            "head": of[link.source]["token_end"],
            "child": of[link.target]["token_end"],
            "head_span": of[link.source],
            "child_span": of[link.target],
            "label": link.type,
        }
        for link in bundle.relations
    ]
    found = _number(article.sha256.encode())
    return {
        "text": text,
        "meta": {**article.meta, "title": article.title, "sha256": article.sha256},
        "_input_hash": found,
        "_task_hash": _number(b"%d" % found, orjson.dumps((spans, relations))),
        "tokens": tokens,
        "spans": spans,
        "relations": relations,
        "answer": "accept",
    }


def tokens_of(text: str, starts: Set[int], ends: Set[int]) -> list[Form]:
    """The tokens of a text; one begins at each of `starts`, and one ends at each of `ends`.

    As in spaCy, the space after a token belongs to it (`ws`), where no span needs it as a token
    of its own; other white space is a token. So tokens and spaces together are the text again.
    """
    made: list[Form] = []
    start = 0
    for cut in sorted({*starts, *ends, len(text)}):
        free = start not in starts and start + 1 not in ends
        if free and made and not made[-1]["ws"] and text[start:cut].startswith(" "):
            made[-1]["ws"], start = True, start + 1
        for word in _TOKEN.findall(text, start, cut):
            end = start + len(word)
            if word[-1] == " " and word != " ":
                said, last, ws = word[:-1], end - 1, True
            else:
                said, last, ws = word, end, False
            made.append({"text": said, "start": start, "end": last, "id": len(made), "ws": ws})
            start = end
        if made and made[-1]["end"] == cut - 1 and cut in ends:  # that space a span needs
            made[-1]["ws"] = False
            token = {"text": " ", "start": cut - 1, "end": cut, "id": len(made), "ws": False}
            made.append(token)
    return made


def _number(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"\n".join(parts)).digest()[:4], signed=True)


def _read(value: Any, options: ReadOptions, file: str, line: int) -> list[Bundle | Problem]:
    task = fields_of(value)
    given = task.get("meta")
    meta = dict(given) if isinstance(given, dict) else {}
    intake = Intake(task.get("text"), meta.pop("sha256", None), options, file, line)
    intake.count_in(options.unit or "code_point")
    if task.get("answer", "accept") == "accept":
        _take(task, intake)
    else:
        intake.refuse(
            msg(
                "The answer to this task is «{answer}»: its text was taken without spans.",
                answer=str(task["answer"])[:40],
            )
        )
    return [intake.bundle(meta.pop("title", ""), meta), *intake.problems]


def _take(task: Mapping[str, Any], intake: Intake) -> None:
    who = task.get("_annotator_id")
    annotator = who if isinstance(who, str) and who.strip() else None
    tokens = task.get("tokens")
    ends = _Ends(tokens if isinstance(tokens, list) else [])
    for number, item in enumerate(listed(task, "spans", intake)):
        try:
            span = fields_of(item)
            start, end = ends.offsets(span)
            name = intake.span(span.get("label"), [intake.place(start, end)], annotator=annotator)
        except Unreadable as error:
            intake.no_span(number, error.message)
        else:
            ends.add(span, start, end, name)
    for number, item in enumerate(listed(task, "relations", intake)):
        try:
            link = fields_of(item)
            source, target = ends.span(link, "head"), ends.span(link, "child")
            intake.relation(link.get("label"), source, target, annotator=annotator)
        except Unreadable as error:
            intake.no_relation(number, error.message)


class _Ends:
    """Which span a relation means: by its offsets and label, else by its last or first token."""

    def __init__(self, tokens: list[Any]) -> None:
        self._tokens = tokens
        self._taken: list[tuple[Mapping[str, Any], int, int, str]] = []
        self._at: dict[tuple[Any, ...], str] = {}

    def offsets(self, span: Mapping[str, Any]) -> tuple[Any, Any]:
        """Where a span begins and ends, by its tokens where it does not say so itself."""
        if "start" in span and "end" in span:
            return span["start"], span["end"]
        return self._edge(span, "token_start", "start"), self._edge(span, "token_end", "end")

    def add(self, span: Mapping[str, Any], start: int, end: int, name: str) -> None:
        """Remember a span that was taken."""
        self._taken.append((span, start, end, name))

    def span(self, link: Mapping[str, Any], end: str) -> str:
        """The id of the span at one end of a relation; asked when all spans are taken.

        Raises Unreadable.
        """
        if not self._at:
            self._learn()
        meant = link.get(f"{end}_span")
        token = link.get(end)
        keys: list[tuple[Any, ...]] = []
        if isinstance(meant, dict):
            start, stop = meant.get("start"), meant.get("end")
            if type(start) is int and type(stop) is int:
                label = meant.get("label")
                keys = [(start, stop, label)] if isinstance(label, str) else []
                keys.append((start, stop))
        if not keys and type(token) is int:
            keys = [("token_end", token), ("token_start", token)]
        for key in keys:
            if key in self._at:
                return self._at[key]
        raise Unreadable("There is no span at its «{end}».", end=end)

    def _learn(self) -> None:
        # Not before a relation asks: most articles have more spans than ends of relations.
        for span, start, end, name in self._taken:
            self._at.setdefault((start, end, span["label"]), name)
            self._at.setdefault((start, end), name)
            for field in ("token_end", "token_start"):
                if type(span.get(field)) is int:
                    self._at.setdefault((field, span[field]), name)

    def _edge(self, span: Mapping[str, Any], token: str, edge: str) -> Any:
        index = span.get(token)
        if type(index) is int and 0 <= index < len(self._tokens):
            found = self._tokens[index]
            return found.get(edge) if isinstance(found, dict) else None
        return None
