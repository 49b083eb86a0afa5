"""Writing articles in the format of another tool and reading what was written."""

import itertools
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from tests.exchange.memory_folder import MemoryFolder
from tests.exchange.strategies import BOOK
from workbench.domain.records import Article, Note, Relation, Span
from workbench.domain.text import Interval, sha256
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit
from workbench.exchange.dialect import Dialect, WriteOptions, content
from workbench.jobs import Silent

# 😀 is one code point and two UTF-16 units, so what stands after it is one unit further on:
# «Лирии» is [8, 13) in code points and [9, 14) in units; «мир» is [18, 21) and [20, 23), for a
# second emoji stands before it.
TEXT = "Мэр 😀 в Лирии: «😀 мир, а не война»"
LIRIA, PEACE, WAR = (8, 13), (18, 21), (28, 33)


def span_at(name: str, label: str, *places: tuple[int, int], **fields: Any) -> Span:
    """A span of the article `article_of` makes."""
    said: dict[str, Any] = {
        "attributes": {},
        "entity": None,
        "annotator": "анна",
        "origin": "manual",
        "note": None,
        "created": "",
        "updated": "",
        **fields,
    }
    return Span(name, "a1", label, tuple(Interval(*place) for place in places), **said)


def link(kind: str, source: str, target: str, **attributes: str) -> Relation:
    """A relation between two spans."""
    return Relation(f"{source}-{target}", "a1", kind, source, target, attributes, "анна")


def article_of(
    text: str,
    /,
    *spans: Span,
    relations: Sequence[Relation] = (),
    notes: Sequence[str] = (),
    **meta: Any,
) -> Bundle:
    """An article with spans, relations and notes."""
    made = tuple(Note(f"n{i}", "a1", said, "анна", "", "") for i, said in enumerate(notes))
    article = Article("a1", sha256(text), "Заголовок", meta=meta)
    return Bundle(article, text, spans, tuple(relations), (), made)


def written(dialect: Dialect, *articles: Bundle, unit: Unit | None = None) -> MemoryFolder:
    """What an export of the articles holds."""
    folder = MemoryFolder()
    carried = [dialect.carries(bundle, BOOK) for bundle in articles]
    dialect.write(carried, BOOK, folder, WriteOptions(unit))
    return folder


def rows(dialect: Dialect, *articles: Bundle, unit: Unit | None = None) -> list[Any]:
    """The JSON values of the lines of an export that is one file."""
    folder = written(dialect, *articles, unit=unit)
    return [orjson.loads(line) for line in folder.files[""].split(b"\n") if line]


def taken(dialect: Dialect, path: Path, **options: Any) -> tuple[list[Bundle], list[str]]:
    """The articles of a file, and what was said of the rest, without the file's name."""
    numbers = itertools.count(1)
    made = ReadOptions(**{"new_id": lambda: f"new-{next(numbers)}", **options})
    found = list(dialect.read(path, BOOK, made, Silent()))
    for item in found:
        assert isinstance(item, Bundle) or item.file
    return (
        [item for item in found if isinstance(item, Bundle)],
        [f"{item.line or ''}: {item.message}" for item in found if isinstance(item, Problem)],
    )


def read_lines(dialect: Dialect, *values: Any, **options: Any) -> tuple[list[Bundle], list[str]]:
    """What is read of a file with these values as its lines; bytes go in as they are."""
    data = b"".join(
        (value if isinstance(value, bytes) else orjson.dumps(value)) + b"\n" for value in values
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.json"
        path.write_bytes(data)
        return taken(dialect, path, **options)


def holds_its_promise(dialect: Dialect, *articles: Bundle, unit: Unit | None = None) -> None:
    """Assert that what was written is read again, and is what the format says that it carries."""
    folder = written(dialect, *articles, unit=unit)
    with tempfile.TemporaryDirectory() as place:
        path = folder.on_disk(Path(place) / "export")
        bundles, problems = taken(dialect, path)
    assert not problems
    assert [content(bundle) for bundle in bundles] == [
        content(dialect.carries(bundle, BOOK)) for bundle in articles
    ]
    for bundle, whole in zip(bundles, articles, strict=True):
        assert bundle.article.sha256 == whole.article.sha256
        assert all(span.article == bundle.article.id for span in bundle.spans)
        ids = [span.id for span in bundle.spans] + [link.id for link in bundle.relations]
        assert len(set(ids)) == len(ids)


def places(bundle: Bundle) -> list[tuple[str, str]]:
    """The label and the words of each span."""
    return [
        (span.label, " | ".join(bundle.text[f.start : f.end] for f in span.fragments))
        for span in bundle.spans
    ]
