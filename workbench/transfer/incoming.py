"""Articles into a project: from paths to one step that can be undone."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from workbench.domain.change import Change, Transaction
from workbench.domain.commands import Pen
from workbench.domain.errors import ReadOnly, WorkbenchError
from workbench.domain.records import Article, Entity, Note, Rejection, Relation, Span
from workbench.domain.words import msg, msgn, shorten, tr, trn
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.jobs import Progress
from workbench.store.project import Project
from workbench.transfer.sources import read

Annotation = Span | Relation | Note | Rejection

# Texts are put into the file whenever so many characters have come together.
FLUSH = 4_000_000


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did. `first` is the id of the first article that was taken.

    `problems` were not taken; `duplicates` are texts that were there already; `kept` are entities
    whose content in the project was kept where the file has another.
    """

    articles: int
    spans: int
    relations: int
    entities: int
    notes: int
    rejections: int
    problems: tuple[Problem, ...]
    duplicates: tuple[Problem, ...]
    kept: tuple[Problem, ...]
    first: str | None

    def sentences(self) -> list[str]:
        """The report in words: the summary, then each problem, entity kept and duplicate."""
        return [*self.summary(), *map(str, (*self.problems, *self.kept, *self.duplicates))]

    def summary(self) -> list[str]:
        """The numbers in words."""
        numbers = {
            trn("{count} article", "{count} articles", self.articles): self.articles,
            trn("{count} span", "{count} spans", self.spans): self.spans,
            trn("{count} relation", "{count} relations", self.relations): self.relations,
            trn("{count} entity", "{count} entities", self.entities): self.entities,
            trn("{count} note", "{count} notes", self.notes): self.notes,
            trn("{count} rejection", "{count} rejections", self.rejections): self.rejections,
        }
        some = ", ".join(words for words, number in numbers.items() if number)
        said = [tr("Imported: {what}.", what=some) if some else tr("Nothing was imported.")]
        if self.duplicates:
            said.append(
                trn(
                    "{count} text was there already and was not taken twice.",
                    "{count} texts were there already and were not taken twice.",
                    len(self.duplicates),
                )
            )
        if self.kept:
            said.append(
                trn(
                    "{count} entity is different in the project, which was kept as it is.",
                    "{count} entities are different in the project, which were kept as they are.",
                    len(self.kept),
                )
            )
        if self.problems:
            said.append(
                trn(
                    "{count} thing was not taken; the reason is given.",
                    "{count} things were not taken; the reasons are given.",
                    len(self.problems),
                )
            )
        return said


class Intake:
    """Takes what `read` yields into a project, as one step that can be undone.

    To be used where the project is written. Nothing is in the project before `finish`, and
    nothing is left behind after `abandon`.
    """

    def __init__(self, project: Project, pen: Pen) -> None:
        self.waiting = 0
        self._project = project
        self._pen = pen
        self._changes: list[Change] = []
        self._texts: dict[str, str] = {}
        self._staged: set[str] = set()
        self._articles: dict[str, Article] = {}
        self._entities: dict[str, Entity] = {}
        self._ids: set[str] = set()
        self._counts: dict[type, int] = {}
        self._problems: list[Problem] = []
        self._duplicates: list[Problem] = []
        self._kept: dict[str, Problem] = {}

    def take(self, item: Bundle | Problem) -> None:
        """Take one article, or remember one problem. `waiting` grows by the text's characters."""
        if isinstance(item, Problem):
            self._problems.append(item)
            return
        sha256 = item.article.sha256
        known = self._articles.get(sha256) or self._project.read.article_of_text(sha256)
        if known is not None:
            self._take_twice(item, known)
            return
        self._take_entities(item)
        bundle = self._with_own_ids(item)
        self._articles[sha256] = bundle.article
        self._texts[sha256] = bundle.text
        self.waiting += len(bundle.text)
        for record in (bundle.article, *_annotations(bundle)):
            self._add(record)

    def flush(self) -> None:
        """Put the texts taken so far into the file, where they wait for `finish`."""
        if self._texts:
            self._project.stage(self._texts)
            self._staged.update(self._texts)
        self._texts, self.waiting = {}, 0

    def finish(self) -> Report:
        """Commit all that was taken, in one transaction. Raises what `commit` raises."""
        count = len(self._articles)
        title = msgn("{count} article imported", "{count} articles imported", count)
        try:
            self.flush()
            if self._changes:
                self._project.commit(Transaction(title, tuple(self._changes)))
        except BaseException:
            self.abandon()
            raise
        return Report(
            count,
            self._counts.get(Span, 0),
            self._counts.get(Relation, 0),
            len(self._entities),
            self._counts.get(Note, 0),
            self._counts.get(Rejection, 0),
            tuple(self._problems),
            tuple(self._duplicates),
            tuple(self._kept.values()),
            next((article.id for article in self._articles.values()), None),
        )

    def abandon(self) -> None:
        """Drop all that was taken, and nothing of another import.

        Never raises: what a full disk or a closed project keeps goes at the next open.
        """
        self._changes, self._texts, self.waiting = [], {}, 0
        staged, self._staged = self._staged, set()
        with suppress(WorkbenchError):
            self._project.unstage(staged)

    def _add(self, record: Article | Entity | Annotation) -> None:
        self._changes.append(Change(None, record))
        self._counts[type(record)] = self._counts.get(type(record), 0) + 1

    def _take_twice(self, item: Bundle, known: Article) -> None:
        new = {record.id for record in _annotations(item)} - self._ids
        new -= self._project.read.taken(new)
        title = shorten(known.title, 60)
        if new:
            reason = msgn(
                "The text is there already as «{title}», which was kept; {count} annotation of "
                "this record was not taken.",
                "The text is there already as «{title}», which was kept; {count} annotations of "
                "this record were not taken.",
                len(new),
                title=title,
            )
            self._problems.append(Problem(item.file, item.line, reason))
        else:
            reason = msg("The text is there already as «{title}».", title=title)
            self._duplicates.append(Problem(item.file, item.line, reason))

    def _take_entities(self, item: Bundle) -> None:
        for entity in item.entities:
            known = self._entities.get(entity.id) or self._project.read.entity(entity.id)
            if known is None:
                self._entities[entity.id] = entity
                self._add(entity)
            elif known != entity and entity.id not in self._kept:
                reason = msg(
                    "The entity «{name}» has other content in the project, where it is «{known}»; "
                    "that was kept.",
                    name=shorten(entity.name),
                    known=shorten(known.name),
                )
                self._kept[entity.id] = Problem(item.file, item.line, reason)

    def _with_own_ids(self, item: Bundle) -> Bundle:
        """The bundle with fresh ids where something else has them already."""
        names = [item.article.id, *(record.id for record in _annotations(item))]
        taken = self._project.read.taken(names)

        def own(name: str) -> str:
            if name in taken or name in self._ids:
                name = self._pen.new_id()
            self._ids.add(name)
            return name

        article = own(item.article.id)
        spans = {span.id: own(span.id) for span in item.spans}
        others = [
            {part.id: own(part.id) for part in parts}
            for parts in (item.relations, item.notes, item.rejections)
        ]
        if [article, *spans.values(), *chain.from_iterable(o.values() for o in others)] == names:
            return item
        relations, notes, rejections = others
        return replace(
            item,
            article=replace(item.article, id=article),
            spans=tuple(replace(span, id=spans[span.id], article=article) for span in item.spans),
            relations=tuple(
                replace(
                    relation,
                    id=relations[relation.id],
                    article=article,
                    source=spans[relation.source],
                    target=spans[relation.target],
                )
                for relation in item.relations
            ),
            notes=tuple(replace(note, id=notes[note.id], article=article) for note in item.notes),
            rejections=tuple(
                replace(rejection, id=rejections[rejection.id], article=article)
                for rejection in item.rejections
            ),
        )


def import_paths(
    project: Project, paths: Iterable[Path], options: ReadOptions, progress: Progress
) -> Report:
    """Read files and take them in, as one step that can be undone.

    Raises ReadOnly at once where the project cannot be written. Whatever else is raised,
    Cancelled included, leaves the project as it was.
    """
    if project.closed_to_writing is not None:
        raise ReadOnly(project.closed_to_writing)
    intake = Intake(project, Pen(options.annotator, options.new_id))
    try:
        for item in read(paths, project.codebook, options, progress):
            intake.take(item)
            if intake.waiting > FLUSH:
                intake.flush()
    except BaseException:
        intake.abandon()
        raise
    return intake.finish()


def _annotations(bundle: Bundle) -> tuple[Annotation, ...]:
    return (*bundle.spans, *bundle.relations, *bundle.notes, *bundle.rejections)
