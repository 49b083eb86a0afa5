"""What the tests of formats of words share: articles made by hand, and ways out and in."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.exchange.memory_folder import MemoryFolder
from tests.exchange.strategies import BOOK, TIME
from workbench.domain.codebook import Codebook
from workbench.domain.records import Article, Relation, Span
from workbench.domain.text import Interval, sha256
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.dialect import Dialect, WriteOptions
from workbench.jobs import Silent


def span(name: str, label: str, *places: tuple[int, int], **fields: Any) -> Span:
    """A span made by hand."""
    fragments = tuple(Interval(*place) for place in places)
    made = Span(name, "a1", label, fragments, {}, None, "анна", "manual", None, TIME, TIME)
    return replace(made, **fields)


def link(name: str, kind: str, source: str, target: str, **attributes: str) -> Relation:
    """A relation made by hand."""
    return Relation(name, "a1", kind, source, target, attributes, "анна")


def bundle(text: str, *spans: Span, **fields: Any) -> Bundle:
    """An article made by hand."""
    return Bundle(Article("a1", sha256(text), "Заголовок"), text, spans, **fields)


def written(dialect: Dialect, *articles: Bundle, book: Codebook = BOOK) -> MemoryFolder:
    """The files of an export."""
    out = MemoryFolder()
    dialect.write(articles, book, out, WriteOptions())
    return out


def read(dialect: Dialect, path: Path, **options: Any) -> tuple[list[Bundle], list[Problem]]:
    """The articles of a file or a folder, and what was not taken."""
    found = list(dialect.read(path, BOOK, ReadOptions(**options), Silent()))
    return (
        [item for item in found if isinstance(item, Bundle)],
        [item for item in found if isinstance(item, Problem)],
    )


def back(dialect: Dialect, articles: Sequence[Bundle], name: str = "out") -> list[Bundle]:
    """What an export gives when it is read again; there may be no Problem."""
    with tempfile.TemporaryDirectory() as folder:
        path = written(dialect, *articles).on_disk(Path(folder) / name)
        found, problems = read(dialect, path)
    assert problems == []
    return found


def words(one: Bundle) -> list[tuple[str, list[str]]]:
    """Labels and the words of each piece, as they stand in the text."""
    return [
        (span.label, [one.text[place.start : place.end] for place in span.fragments])
        for span in one.spans
    ]
