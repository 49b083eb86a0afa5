"""Sentences with the labels that stand in them: for training classifiers of sentences."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from workbench.domain.codebook import Codebook
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import bare
from workbench.exchange.tables.rows import Row, RowsOnly, about
from workbench.language.sentences import sentences


class SentencesJsonl(RowsOnly):
    """A sentence a line: `labels` are those of all spans that share a character with it."""

    name: str = "sentences"
    title = msg("Sentences with the labels in them, for classification (JSONL)")

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """The labels of spans, which become those of their sentences."""
        spans = tuple([bare(span, span.fragments) for span in bundle.spans])
        return replace(bundle, spans=spans, relations=(), entities=(), notes=(), rejections=())

    def columns(self, codebook: Codebook) -> Sequence[str]:
        """The same for every codebook."""
        return ("text", "labels", "article", "title", "date", "number", "start", "end")

    def rows(self, articles: Iterable[Bundle], codebook: Codebook) -> Iterator[Row]:
        """Every sentence, those without labels too; `start` and `end` are code points."""
        return _rows(articles, codebook)

    def counted(self, rows: Iterable[Row]) -> Mapping[str, int]:
        """The articles, each of which has a first sentence; a sentence is as long as its place."""
        articles = 0
        for row in rows:
            articles += int(row["number"]) == 1
            if int(row["end"]) - int(row["start"]) != len(row["text"]):
                raise ValueError(row["start"])
        return {"articles": articles}


class SentencesCsv(SentencesJsonl):
    """A table with a row a sentence; labels are joined with «; »."""

    name = "sentences-csv"
    title = msg("Sentences with the labels in them, for classification (CSV)")
    suffixes = (".csv",)


def _rows(articles: Iterable[Bundle], codebook: Codebook) -> Iterator[Row]:
    order = {label.id: number for number, label in enumerate(codebook.labels)}
    for bundle in articles:
        text, of = bundle.text, about(bundle.article)
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
                **of,
                "number": number,
                "start": sentence.start,
                "end": sentence.end,
            }
