"""The labels of native files, read without anything else: what is unsound in them is passed over.

The labels of a file are known in an eighth of the time that its import takes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.domain.records import Article, Relation, Span
from workbench.domain.text import Interval
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, shown
from workbench.exchange.parsing.lines import is_native, line_by_line
from workbench.jobs import Progress


def native_labels(path: Path, options: ReadOptions, progress: Progress) -> Iterator[Bundle]:
    """Yield each article with what its spans and relations are called, and no more than that."""
    file = shown(path)

    def made(value: Any, line: int) -> list[Bundle | Problem]:
        if not is_native(value) or not isinstance(value.get("text"), str):
            return []
        text: str = value["text"]
        spans = [span for item in _listed(value, "spans") if (span := _span(item, len(text)))]
        links = [link for item in _listed(value, "relations") if (link := _link(item))]
        article = Article("", "", "")
        return [Bundle(article, text, tuple(spans), tuple(links), file=file, line=line)]

    for item in line_by_line(path, options, progress, made):
        if isinstance(item, Bundle):
            yield item


def _listed(value: dict[str, Any], field: str) -> list[dict[str, Any]]:
    items = value.get(field)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _span(item: dict[str, Any], length: int) -> Span | None:
    name, label = item.get("id"), item.get("label")
    if not isinstance(name, str) or not isinstance(label, str) or not label:
        return None
    start, end = item.get("start"), item.get("end")
    places: tuple[Interval, ...] = ()
    if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= length:
        places = (Interval(start, end),)
    entity = item.get("entity")
    return Span(
        name,
        "",
        label,
        places,
        _said(item),
        entity if isinstance(entity, str) else None,
        "",
        "import",
        None,
        "",
        "",
    )


def _link(item: dict[str, Any]) -> Relation | None:
    parts = [item.get(field) for field in ("id", "type", "from", "to")]
    if not all(isinstance(part, str) and part for part in parts):
        return None
    name, kind, source, target = map(str, parts)
    return Relation(name, "", kind, source, target, _said(item), "")


def _said(item: dict[str, Any]) -> dict[str, str]:
    said = item.get("attributes")
    if not isinstance(said, dict) or not said:
        return {}
    return {name: value for name, value in said.items() if isinstance(value, str)}
