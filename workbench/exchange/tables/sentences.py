"""Sentences with the labels that stand in them: for training classifiers of sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

from workbench.domain.codebook import Codebook
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit
from workbench.exchange.dialect import Folder, WriteOptions
from workbench.exchange.tables.rows import Row, write_csv, write_jsonl
from workbench.jobs import Progress
from workbench.language.sentences import sentences

_COLUMNS: Final = ("text", "labels", "article", "title", "date", "number", "start", "end")


class SentencesJsonl:
    """A sentence a line: `labels` are those of all spans that share a character with it."""

    name: str = "sentences"
    title = msg("Sentences with the labels in them, for classification (JSONL)")
    suffixes: tuple[str, ...] = (".jsonl",)
    makes: Literal["file", "folder"] = "file"
    units: tuple[Unit, ...] = ("code_point",)
    reads = False

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """The labels of spans, which become those of their sentences."""
        spans = tuple(replace(span, attributes={}, entity=None, note=None) for span in bundle.spans)
        return replace(bundle, spans=spans, relations=(), entities=(), notes=(), rejections=())

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write every sentence, those without labels too; `start` and `end` are code points."""
        write_jsonl(_rows(articles, codebook), out)

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Sentences are not imported."""
        raise NotImplementedError


class SentencesCsv(SentencesJsonl):
    """A table with a row a sentence."""

    name = "sentences-csv"
    title = msg("Sentences with the labels in them, for classification (CSV)")
    suffixes = (".csv",)

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write every sentence; labels are joined with «; »."""
        write_csv(_rows(articles, codebook), _COLUMNS, out)


def _rows(articles: Iterable[Bundle], codebook: Codebook) -> Iterator[Row]:
    order = {label.id: number for number, label in enumerate(codebook.labels)}
    for bundle in articles:
        article, text = bundle.article, bundle.text
        places = sorted(
            (place.start, place.end, span.label)
            for span in bundle.spans
            for place in span.fragments
        )
        near: list[tuple[int, int, str]] = []
        following = 0
        for number, sentence in enumerate(sentences(text), 1):
            while following < len(places) and places[following][0] < sentence.end:
                near.append(places[following])
                following += 1
            near = [place for place in near if place[1] > sentence.start]
            labels = {label for _, _, label in near}
            yield {
                "text": text[sentence.start : sentence.end],
                "labels": sorted(labels, key=lambda label: (order.get(label, len(order)), label)),
                "article": article.id,
                "title": article.title,
                "date": str(article.meta.get("date") or ""),
                "number": number,
                "start": sentence.start,
                "end": sentence.end,
            }
