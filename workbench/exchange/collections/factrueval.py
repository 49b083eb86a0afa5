"""The standoff of FactRuEval-2016: a text, and files of spans, objects, coreference and facts.

- An object (a mention) becomes a span with the object's type as its label. Its parts with nothing
  but blanks between them are one piece, others are pieces of their own.
- A span of the first layer that is part of no object, or that a fact names, becomes a span with
  its own type as label (`job`).
- A record of coreference becomes an entity: of a person the names in order, else `name`, else the
  descriptor; further names are aliases, descriptors beside a name are its note, `wikidata` a link.
- A fact joins entities, not mentions. It becomes links from who it is about (Who, else the first
  object) to each of its other arguments, of the type «Fact.Role» («Occupation.Where»). Of an
  entity's mentions the one nearest to the fact's own words is taken (its Job or Position, else the
  nearest two). What a fact says in words (Type, Фаза, Модальность, Сложность) are attributes of
  the links, and so is `fact`, its id.

Only objects, spans and the text must be there. Positions are characters: a start and a length.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.forms import Form
from workbench.domain.records import Article
from workbench.domain.text import sha256
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Sink, Written, shown
from workbench.exchange.collections.factrueval_layers import Layers
from workbench.exchange.parsing.admission import admitted, meta_of, title_of
from workbench.exchange.parsing.beside import file_text, one_by_one
from workbench.jobs import Progress

_FILES: Final = (".txt", ".spans", ".objects", ".coref", ".facts", ".tokens")
_NEEDED: Final = (".txt", ".spans", ".objects")


class FactRuEval:
    """FactRuEval-2016, for reading."""

    name = "factrueval"
    title = msg("FactRuEval-2016: texts with spans, objects, coreference and facts")
    suffixes = (".objects",)
    makes = "folder"
    reads = True
    writes = False

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield the article of one of its files, or those of a folder and the folders in it."""
        if not path.is_dir():
            if path.suffix.lower() not in _FILES:
                raise Unreadable("This is not a file of FactRuEval: choose its file .objects.")
            progress.step(0, 1)
            yield from _article(path, path.parent, options)
            progress.step(1, 1)
            return
        found = sorted(path.rglob("*.objects"))
        if not found:
            raise Unreadable("There is no file .objects in the folder {path}.", path=shown(path))

        def article(file: Path) -> Iterator[Bundle | Problem]:
            return _article(file, path, options)

        yield from one_by_one(found, article, progress)

    def write(self, records: Iterable[Form], out: Sink) -> None:
        """It is not written."""
        raise NotImplementedError

    def verify(self, written: BinaryIO, step: Callable[[], None]) -> Written:
        """It is not written."""
        raise NotImplementedError


def _article(file: Path, top: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """The article of one of its files, whichever, and its Problems."""
    text_file = file.with_suffix(".txt")
    for suffix in _NEEDED:
        needed = file.with_suffix(suffix)
        if not needed.exists():
            raise Unreadable("The file {name} is missing.", name=shown(Path(needed.name)))
    whole = file_text(text_file, options)
    text = admitted(whole)
    meta = meta_of({}, text, shown(text_file.relative_to(top)))
    article = Article(options.new_id(), sha256(text), title_of(text), "new", meta)
    layers, problems = Layers(article, text, options), []
    for suffix, take in (
        (".spans", lambda lines: layers.read_spans(lines, whole, shown(file))),
        (".objects", layers.read_objects),
        (".coref", layers.read_coreference),
        (".facts", layers.read_facts),
    ):
        beside = file.with_suffix(suffix)
        try:
            lines = file_text(beside, options).removeprefix("\ufeff").split("\n")
        except FileNotFoundError:
            continue
        except Unreadable as error:
            problems.append(Problem(shown(beside), None, error.message))
            continue
        take(list(enumerate((line.removesuffix("\r") for line in lines), 1)))
        problems += [Problem(shown(beside), line, reason) for line, reason in layers.refused]
        layers.refused.clear()
    yield layers.bundle(shown(file.with_suffix(".objects")))
    yield from problems
