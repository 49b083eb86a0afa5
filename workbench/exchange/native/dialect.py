"""Native JSONL as one format among the others: for a choice of articles, and for windows of them.

A whole project goes out record by record, without a detour over objects (`exchange.native`).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from workbench.domain.checked import checked_article
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.forms import (
    Form,
    article_form,
    entity_form,
    entity_from,
    note_form,
    note_from,
    rejection_form,
    rejection_from,
    relation_form,
    relation_from,
    span_form,
    span_from,
)
from workbench.domain.text import quotes, sha256, sound
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit, shown
from workbench.exchange.dialect import KEPT, Folder, WriteOptions
from workbench.exchange.native.format import Native
from workbench.exchange.parsing.lines import line_by_line
from workbench.jobs import Progress


class NativeArticles:
    """Native JSONL, article by article; the bytes are those that `Native` writes."""

    name: Final = Native.name
    title: Final = Native.title
    suffixes: Final = Native.suffixes
    makes: Final[Literal["file", "folder"]] = "file"
    units: Final[tuple[Unit, ...]] = ("code_point",)
    reads: Final = True
    keeps: Final = KEPT

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """Everything."""
        return bundle

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write a line for each article."""
        with out.file("") as file:
            for bundle in articles:
                record = native_record(bundle, codebook)
                file.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield each article as it stands there, whatever the codebook says; for exports of ours.

        A line with anything unsound in it is a Problem.
        """
        file = shown(path)

        def made(value: Any, line: int) -> list[Bundle | Problem]:
            try:
                return [_bundle(value, file, line)]
            except (KeyError, TypeError, ValueError, AttributeError):
                raise Unreadable("The record is damaged: a field is missing or wrong.") from None

        return line_by_line(path, options, progress, made)


def _bundle(form: Form, file: str, line: int) -> Bundle:
    article = checked_article(form)
    text: str = form["text"]
    if sha256(text) != article.sha256:
        raise Unreadable("The text is not that of its sha256: one of the two was changed.")
    spans = tuple(span_from(item, article.id) for item in form["spans"])
    for span, item in zip(spans, form["spans"], strict=True):
        if not sound(span.fragments, len(text)) or (
            list(quotes(text, span.fragments)) != item["quotes"]
        ):
            raise Unreadable("The text at its offsets is not its quote.")
    return Bundle(
        article,
        text,
        spans,
        tuple(relation_from(item, article.id) for item in form["relations"]),
        tuple(entity_from(item) for item in form["entities"]),
        tuple(note_from(item, article.id) for item in form["notes"]),
        tuple(rejection_from(item, article.id) for item in form.get("rejections", ())),
        file,
        line,
    )


def native_record(bundle: Bundle, codebook: Codebook) -> Form:
    """The native record of an article."""
    text = bundle.text
    return article_form(
        bundle.article,
        text,
        (codebook.id, codebook.version),
        [entity_form(entity) for entity in bundle.entities],
        [span_form(span, text) for span in bundle.spans],
        [relation_form(link) for link in bundle.relations],
        [note_form(note) for note in bundle.notes],
        [rejection_form(one) for one in bundle.rejections] or None,
    )
