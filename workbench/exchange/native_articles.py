"""Native JSONL as one format among the others: for a choice of articles, and for windows of them.

A whole project goes out record by record, without a detour over objects (`exchange.native`).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.forms import (
    Form,
    article_form,
    entity_form,
    note_form,
    rejection_form,
    relation_form,
    span_form,
)
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit
from workbench.exchange.dialect import Folder, WriteOptions
from workbench.exchange.native import Native
from workbench.jobs import Progress


class NativeArticles:
    """Native JSONL, article by article; the bytes are those that `Native` writes."""

    name: Final = Native.name
    title: Final = Native.title
    suffixes: Final = Native.suffixes
    makes: Final[Literal["file", "folder"]] = "file"
    units: Final[tuple[Unit, ...]] = ("code_point",)
    reads: Final = True

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
        """Yield each article with its sound annotations, and a Problem for each unsound one."""
        return Native().read(path, codebook, options, progress)


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
