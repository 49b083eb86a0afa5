"""JSONL of any make: one article a line, its text in one field, the other fields kept."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.forms import Form
from workbench.domain.records import Article
from workbench.domain.text import sha256
from workbench.domain.words import msg, msgn, shorten
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Sink, Written, shown
from workbench.exchange.parsing.admission import admitted, meta_of, title_of
from workbench.exchange.parsing.lines import is_native, line_by_line
from workbench.jobs import Progress


class AnyJsonl:
    """JSONL with a text field. Whole numbers beyond 64 bits are kept as the nearest float."""

    name = "text-jsonl"
    title = msg("JSONL with a text field, one article a line")
    suffixes = (".jsonl", ".ndjson")
    reads = True
    writes = False

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield an article a line; the title comes from the field `title`, else from the text.

        Spans are not taken; that there seem to be some is told at the end.
        """
        marked, where = Counter[str](), 0

        def made(value: Any, line: int) -> list[Bundle | Problem]:
            nonlocal where
            bundle = self._bundle(value, options, path, line)
            fields = [name for name, part in value.items() if _like_spans(part)]
            if fields:
                marked.update(fields)
                where = where or line
            return [bundle]

        yield from line_by_line(path, options, progress, made)
        for field, count in marked.items():
            yield Problem(
                shown(path),
                where,
                msgn(
                    "What stands in «{field}» of {count} record looks like spans and was kept as "
                    "metadata alone. To take it as spans, choose the format that the file is in "
                    "(--format on the command line).",
                    "What stands in «{field}» of {count} records looks like spans and was kept "
                    "as metadata alone. To take it as spans, choose the format that the file is "
                    "in (--format on the command line).",
                    count,
                    field=field,
                ),
            )

    def _bundle(self, value: Any, options: ReadOptions, path: Path, line: int) -> Bundle:
        if not isinstance(value, dict):
            raise Unreadable("The line is JSON, but not an object with fields.")
        if is_native(value) and options.format is None:
            raise Unreadable(
                "This is a native record among others. Choose the format «jsonl» to take it with "
                "its annotations, or «text-jsonl» to take its text alone."
            )
        field = options.text_field
        given = value.get(field)
        if field in value and not isinstance(given, str):
            raise Unreadable(
                "What stands in the field «{field}» is not text. Put it in quotation marks, or "
                "choose another field (--text-field on the command line): {fields}.",
                field=field,
                fields=shorten(", ".join(value), 200),
            )
        if not isinstance(given, str):
            raise Unreadable(
                "There is no text in the field «{field}». The fields are: {fields}. Choose one "
                "(--text-field on the command line).",
                field=field,
                fields=shorten(", ".join(value), 200) or "–",
            )
        text = admitted(given)
        rest = {name: part for name, part in value.items() if name != field}
        meta = meta_of(rest, text, shown(Path(path.name)))
        article = Article(
            options.new_id(), sha256(text), _title(rest) or title_of(text), "new", meta
        )
        return Bundle(article, text, file=shown(path), line=line)

    def write(self, records: Iterable[Form], out: Sink) -> None:
        """Export writes the native record instead."""
        raise NotImplementedError

    def verify(self, written: BinaryIO, step: Callable[[], None]) -> Written:
        """Export writes the native record instead."""
        raise NotImplementedError


def _title(fields: Mapping[str, Any]) -> str:
    given = fields.get("title")
    return shorten(given, 300).strip() if isinstance(given, str) else ""


def _like_spans(value: Any) -> bool:
    """Whether it is a list of what has a beginning and an end."""
    first = value[0] if isinstance(value, list) and value else None
    if isinstance(first, list):
        return (
            len(first) == 3
            and type(first[0]) is type(first[1]) is int
            and isinstance(first[2], str)
        )
    if not isinstance(first, dict):
        return False
    numbers = [name.lower() for name, part in first.items() if type(part) is int]
    starts = any("start" in name or "begin" in name for name in numbers)
    return starts and any("end" in name for name in numbers)
