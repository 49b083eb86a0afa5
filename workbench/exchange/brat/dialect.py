"""brat standoff: a text and a file of annotations for each article, and what may be marked.

What an `.ann` file holds of an article:

- a span is a T line. brat takes no end of line inside a span, so a span is split there, and pieces
  with nothing but ends of lines between them are joined on reading; ends of lines at the ends of a
  span are not held, and neither are its ends at each end of line within it;
- attributes of spans and of relations are A lines, relations R lines, a span's note a line
  `#1 AnnotatorNotes T1` for each of its lines;
- the entity of a span is `N1 Reference T1 entity:TYPE:ID` with its name, and its links elsewhere
  are N lines `REGISTRY:ID` on the first span that mentions it. An N line of another's file makes
  an entity with that link.

Names are written as `workbench.exchange.brat.conf` says. brat has no place for notes on articles,
for rejections, and for aliases and notes of entities.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.offsets import Utf16Map
from workbench.domain.records import Article, Entity, Span
from workbench.domain.text import Fragments, Interval, sha256
from workbench.domain.words import msg, msgn
from workbench.exchange.brat.conf import Vocabulary, counted_in, escaped, on_one_line
from workbench.exchange.brat.lines import Standoff, joined
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit, shown
from workbench.exchange.dialect import Folder, Kept, WriteOptions, entity_held
from workbench.exchange.parsing.admission import admitted, meta_of, title_of
from workbench.exchange.parsing.beside import file_text, names_below, one_by_one
from workbench.exchange.parsing.counting import countings
from workbench.jobs import Progress

_CONF = "annotation.conf"
_UNFIT = re.compile(r"[^\w.-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_LONGEST_NAME = 60


class Brat:
    """A folder of texts with annotations, as the annotation tool brat keeps them."""

    name = "brat"
    title = msg("brat standoff: a text and a file of annotations for each article")
    suffixes = (".ann",)
    makes: Literal["file", "folder"] = "folder"
    units: tuple[Unit, ...] = ("code_point", "utf16")
    reads = True
    keeps = frozenset[Kept](("text",))

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """The article without notes, and each span without the ends of lines at its edges."""
        known = {entity.id: entity for entity in bundle.entities}
        spans = tuple(
            [
                _reduced(span, fragments, known)
                for span in bundle.spans
                if (fragments := _held(bundle.text, span.fragments))
            ]
        )
        there = {span.id for span in spans}
        meant = {span.entity for span in spans}
        return replace(
            bundle,
            spans=spans,
            relations=tuple(
                one for one in bundle.relations if one.source in there and one.target in there
            ),
            entities=tuple(
                entity_held(entity, links=True) for entity in bundle.entities if entity.id in meant
            ),
            notes=(),
            rejections=(),
        )

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write NAME.txt and NAME.ann for each article, then annotation.conf and visual.conf."""
        unit = options.unit or self.units[0]
        vocabulary, names = Vocabulary(codebook), _FileNames()
        for article in articles:
            bundle = self.carries(article, codebook)
            vocabulary.learn(bundle)
            name = names.of(bundle.article)
            # A reader takes one U+FEFF at the beginning for a byte order mark.
            mark = "\ufeff" if bundle.text.startswith("\ufeff") else ""
            with out.file(f"{name}.txt") as file:
                file.write((mark + bundle.text).encode())
            with out.file(f"{name}.ann") as file:
                file.write("".join(_lines(bundle, unit, len(mark))).encode())
        with out.file(_CONF) as file:
            file.write(vocabulary.annotation_conf(unit).encode())
        with out.file("visual.conf") as file:
            file.write(vocabulary.visual_conf().encode())

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield the article of an .ann or a .txt file, or those of a folder and the folders in it.

        In a folder a text belongs to the annotations beside it; other texts are counted as left
        out. The offsets may count in any of the ways of `counting`.
        """
        reading = _Reading(codebook, options)
        if not path.is_dir():
            progress.step(0, 1)
            is_text = path.suffix.lower() == ".txt"
            yield from reading.article(path if is_text else path.with_suffix(".txt"), path.parent)
            progress.step(1, 1)
            return
        annotations = names_below(path, "*.ann")
        if not annotations:
            raise Unreadable(
                "There is no file of annotations (.ann) in the folder {path}. Choose the folder "
                "that brat kept the texts in.",
                path=shown(path),
            )

        def article(file: Path) -> Iterator[Bundle | Problem]:
            return reading.article(file.with_suffix(".txt"), path)

        yield from one_by_one(annotations, article, progress)
        annotated = {name[:-4] for name in annotations}
        alone = sum(name[:-4] not in annotated for name in names_below(path, "*.txt"))
        if alone:
            yield Problem(
                shown(path),
                None,
                msgn(
                    "{count} text file has no annotations (.ann) beside it and was left out.",
                    "{count} text files have no annotations (.ann) beside them and were left out.",
                    alone,
                ),
            )


class _Reading:
    """Articles that are read together: an entity that several mention is one."""

    def __init__(self, codebook: Codebook, options: ReadOptions) -> None:
        self._codebook = codebook
        self._options = options
        self._entities: dict[tuple[str, str], str] = {}
        self._units: dict[Path, Unit | None] = {}

    def article(self, text_file: Path, top: Path) -> Iterator[Bundle | Problem]:
        """The article of a text file and its Problems. Raises Unreadable or OSError."""
        annotations = text_file.with_suffix(".ann")
        if not text_file.exists():
            raise Unreadable(
                "There is no text {name} beside it, and annotations alone say nothing.",
                name=shown(Path(text_file.name)),
            )
        file = file_text(text_file, self._options)
        text = admitted(file)
        meta = meta_of({}, text, shown(text_file.relative_to(top)))
        article = Article(self._options.new_id(), sha256(text), title_of(text), "new", meta)
        if not annotations.exists():
            yield Bundle(article, text, file=shown(text_file))
            return
        standoff = Standoff(article, text, self._codebook, self._options, self._entities)
        lines = file_text(annotations, self._options).removeprefix("\ufeff").split("\n")
        known, said = self._unit(annotations.parent), self._options.unit
        sure = known is not None and said in (None, known) and self._options.newlines is None
        ways = countings(file, said or known, self._options.newlines, as_brat=sure)
        standoff.read(lines, tuple(ways), shown(annotations))
        yield Bundle(
            article,
            text,
            tuple(standoff.spans),
            tuple(standoff.relations),
            tuple(standoff.entities.values()),
            file=shown(annotations),
        )
        for line, reason in standoff.refused:
            yield Problem(shown(annotations), line, reason)

    def _unit(self, folder: Path) -> Unit | None:
        if folder not in self._units:
            conf = folder / _CONF
            try:
                said = conf.read_bytes().decode(errors="replace") if conf.exists() else ""
            except OSError:
                said = ""
            self._units[folder] = counted_in(said)
        return self._units[folder]


class _FileNames:
    """Names of files that are fit for every system, each given once."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def of(self, article: Article) -> str:
        """A name from that of the file that the article came from, else from its title."""
        given = article.meta.get("file")
        is_text = isinstance(given, str) and given.lower().endswith(".txt")
        said = str(given)[:-4] if is_text else article.title
        name = _UNFIT.sub("_", said)[:_LONGEST_NAME].strip("._-") or "article"
        if _RESERVED.match(name):
            name = f"_{name}"
        key = name.casefold()
        while key in self._taken:
            self._taken[key] += 1
            name = f"{name}-{self._taken[key]}"
            key = name.casefold()
        self._taken[key] = 1
        return name


def _reduced(span: Span, fragments: Fragments, known: dict[str, Entity]) -> Span:
    note = span.note if span.note and span.note.strip() else None
    entity = span.entity if span.entity in known else None
    if fragments == span.fragments and note == span.note and entity == span.entity:
        return span
    return replace(span, fragments=fragments, note=note, entity=entity)


def _held(text: str, fragments: Fragments) -> Fragments:
    """The fragments as they are when they are read again."""
    if len(fragments) == 1 and text.find("\n", fragments[0].start, fragments[0].end) < 0:
        return fragments
    return joined(text, _split(text, fragments))


def _split(text: str, fragments: Fragments) -> list[Interval]:
    """The pieces of a span between ends of lines."""
    if len(fragments) == 1 and text.find("\n", fragments[0].start, fragments[0].end) < 0:
        return list(fragments)
    found = []
    for place in fragments:
        start = place.start
        if text.find("\n", start, place.end) < 0:
            found.append(place)
            continue
        while (end := text.find("\n", start, place.end)) >= 0:
            if end > start:
                found.append(Interval(start, end))
            start = end + 1
        if start < place.end:
            found.append(Interval(start, place.end))
    return found


def _lines(bundle: Bundle, unit: Unit, shift: int) -> Iterator[str]:
    text = bundle.text
    units = Utf16Map(text) if unit == "utf16" else None
    entities = {entity.id: entity for entity in bundle.entities}
    named: dict[str, str] = {}
    linked: set[str] = set()
    attributes = norms = notes = 0

    def place(offset: int) -> int:
        return shift + (offset if units is None else units.unit(offset))

    for number, span in enumerate(bundle.spans, 1):
        name = named[span.id] = f"T{number}"
        pieces = _split(text, span.fragments)
        if len(pieces) == 1:  # the usual case
            start, end = pieces[0].start, pieces[0].end
            places, said = f"{place(start)} {place(end)}", text[start:end]
        else:
            places = ";".join([f"{place(one.start)} {place(one.end)}" for one in pieces])
            said = " ".join([text[one.start : one.end] for one in pieces])
        yield f"{name}\t{escaped(span.label)} {places}\t{said}\n"
        for key, value in span.attributes.items():
            attributes += 1
            yield f"A{attributes}\t{escaped(key)} {name} {escaped(value)}\n"
        if span.entity is not None:
            entity = entities[span.entity]
            references = [f"entity:{escaped(entity.type)}:{escaped(entity.id)}"]
            if entity.id not in linked:
                linked.add(entity.id)
                references += [f"{escaped(to)}:{escaped(at)}" for to, at in entity.links.items()]
            for reference in references:
                norms += 1
                yield f"N{norms}\tReference {name} {reference}\t{on_one_line(entity.name)}\n"
        if span.note is not None:
            for line in span.note.split("\n"):
                notes += 1
                yield f"#{notes}\tAnnotatorNotes {name}\t{on_one_line(line)}\n"
    for number, link in enumerate(bundle.relations, 1):
        ends = f"Arg1:{named[link.source]} Arg2:{named[link.target]}"
        yield f"R{number}\t{escaped(link.type)} {ends}\t\n"
        for key, value in link.attributes.items():
            attributes += 1
            yield f"A{attributes}\t{escaped(key)} R{number} {escaped(value)}\n"
