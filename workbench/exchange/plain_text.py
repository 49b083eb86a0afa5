"""Plain text: one article a file."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.forms import Form
from workbench.domain.records import Article
from workbench.domain.text import sha256
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Sink, Written, shown
from workbench.exchange.parsing.admission import admitted, meta_of, title_of
from workbench.exchange.parsing.decoding import decoded
from workbench.jobs import Progress


class PlainText:
    """Text files in any encoding that is used for Russian."""

    name = "text"
    title = msg("Plain text, one article a file")
    suffixes = (".txt", ".text")
    reads = True
    writes = False

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield the one article. Raises Unreadable or OSError."""
        with path.open("rb") as file:
            data = file.read(options.limit + 1)
        if len(data) > options.limit:
            raise Unreadable(
                "The file is larger than {most} MB. Cut it into articles and import those.",
                most=options.limit >> 20,
            )
        progress.step(0, len(data))
        text = admitted(decoded(data, options.encoding))
        meta = meta_of({}, text, shown(Path(path.name)))
        article = Article(options.new_id(), sha256(text), title_of(text), "new", meta)
        progress.step(len(data), len(data))
        yield Bundle(article, text, file=shown(path))

    def write(self, records: Iterable[Form], out: Sink) -> None:
        """Plain text cannot hold annotations."""
        raise NotImplementedError

    def verify(self, written: BinaryIO, step: Callable[[], None]) -> Written:
        """Plain text is not written."""
        raise NotImplementedError
