"""Native JSONL: one article a line, with everything that belongs to it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from workbench.domain.checked import checked_article
from workbench.domain.codebook import Codebook
from workbench.domain.errors import ExportFailed, Unreadable
from workbench.domain.forms import Form
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Sink, Written, shown
from workbench.exchange.native.parts import Parts, name_problem
from workbench.exchange.parsing.admission import refuse_deep, refuse_useless
from workbench.exchange.parsing.lines import is_native, line_by_line
from workbench.jobs import Progress


class Native:
    """The format that loses nothing."""

    name = "jsonl"
    title = msg("Native JSONL: articles with spans, relations, entities and notes")
    suffixes = (".jsonl", ".ndjson")
    reads = True
    writes = True

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield each article with its sound annotations, and a Problem for each unsound one."""
        file = shown(path)

        def made(value: Any, line: int) -> list[Bundle | Problem]:
            bundle, refused = _bundle(value, codebook, options, file, line)
            return [bundle, *(Problem(file, line, reason) for reason in refused)]

        return line_by_line(path, options, progress, made)

    def write(self, records: Iterable[Form], out: Sink) -> None:
        """Write a line for each record; the lists in it may be `orjson.Fragment`."""
        for record in records:
            out.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))

    def verify(self, written: BinaryIO, step: Callable[[], None]) -> Written:
        """Read every line back and hold each fragment against its quote."""
        articles = spans = relations = entities = notes = rejections = 0
        for line in written:
            form = _loaded(line)
            _hold(form)
            articles += 1
            spans += len(form["spans"])
            relations += len(form["relations"])
            entities += len(form["entities"])
            notes += len(form["notes"])
            rejections += len(form.get("rejections", ()))
            step()
        return Written(articles, spans, relations, entities, notes, rejections)


def _loaded(line: bytes) -> Form:
    try:
        form = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ExportFailed(
            "What was written is not JSON ({reason}). Nothing was exported.", reason=error.msg
        ) from None
    assert isinstance(form, dict)
    return form


def _hold(form: Form) -> None:
    text: str = form["text"]
    if hashlib.sha256(text.encode()).hexdigest() != form["sha256"]:
        raise ExportFailed(
            "The text of the article «{title}» is not the one that was imported. Nothing was "
            "exported. Check the project, or restore a backup.",
            title=form["title"],
        )
    # Every span of a project goes through this loop, so the usual case, one fragment, has a way
    # of its own: with the general one alone, verification takes a third longer.
    for span in form["spans"]:
        places = span["fragments"]
        if len(places) == 1:
            start, end = places[0]
            quote = text[start:end]
            said = [quote]
        else:
            said = [text[start:end] for start, end in places]
            quote = " ".join(said)
            start, end = (places[0][0], places[-1][1]) if places else (0, 0)
        if (
            said != span["quotes"]
            or quote != span["quote"]
            or start != span["start"]
            or end != span["end"]
            or start >= end
        ):
            raise ExportFailed(
                "Span {span} of the article «{title}» does not stand where its quote says. "
                "Nothing was exported. Check the project, or restore a backup.",
                span=span["id"],
                title=form["title"],
            )


def _bundle(
    form: Any, codebook: Codebook, options: ReadOptions, file: str, line: int
) -> tuple[Bundle, list[Message]]:
    if not is_native(form):
        raise Unreadable(
            "This is not a native record: it does not say «format»: «workbench». For JSONL with a "
            "text field choose the format «text-jsonl»."
        )
    if type(form.get("version")) is not int or form["version"] != 1:
        raise Unreadable(
            "The record is of version {version}; this program knows version 1. Update the "
            "program to read it.",
            version=str(form.get("version"))[:20],
        )
    if "offset_unit" not in form:
        raise Unreadable(
            "The record does not say what its offsets count: «offset_unit» is missing. Export it "
            "again, or write «offset_unit»: «code_point» where they count characters."
        )
    if form["offset_unit"] != "code_point":
        raise Unreadable(
            "The offsets are counted in «{unit}». Only «code_point» can be read.",
            unit=str(form.get("offset_unit"))[:40],
        )
    text = _text(form)
    article = checked_article(form)
    if hashlib.sha256(text.encode()).hexdigest() != article.sha256:
        raise Unreadable(
            "The text is not that of its sha256: one of the two was changed. Export it again from "
            "where it came from."
        )
    reason = name_problem(article.id)
    if reason is not None:
        raise Unreadable(reason)
    refuse_deep(article.meta)
    parts = Parts(article, text, codebook, options.annotator)
    parts.read(form)
    return (
        Bundle(
            article,
            text,
            tuple(parts.spans),
            tuple(parts.relations),
            tuple(parts.entities.values()),
            tuple(parts.notes),
            tuple(parts.rejections),
            file,
            line,
        ),
        parts.refused,
    )


def _text(form: Form) -> str:
    text = form.get("text")
    if not isinstance(text, str):
        raise Unreadable("«{field}» is missing or of the wrong kind.", field="text")
    # Not normalised here: a text that begins with U+FEFF lost its BOM when it was first imported.
    if "\r" in text:
        raise Unreadable(
            "The text has CR newlines, but offsets of a native record count on LF alone. Export "
            "it again from where it came from."
        )
    refuse_useless(text)
    return text
