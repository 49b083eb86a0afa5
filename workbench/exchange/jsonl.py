"""JSONL of any make: one article a line, its text in one field, the other fields kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.forms import Form
from workbench.domain.records import Article
from workbench.domain.text import sha256
from workbench.domain.words import msg, shorten
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
        """Yield an article a line; the title comes from the field `title`, else from the text."""

        def made(value: Any, line: int) -> list[Bundle | Problem]:
            return [self._bundle(value, options, path, line)]

        return line_by_line(path, options, progress, made)

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
