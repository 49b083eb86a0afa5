"""Articles into a project: from paths to one step that can be undone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

from workbench.domain.change import Change
from workbench.domain.codebook import Codebook
from workbench.domain.commands import Pen
from workbench.domain.errors import Refused
from workbench.domain.records import Article, Entity, Note, Rejection, Relation, Span
from workbench.domain.words import Message, msg, msgn, shorten
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.jobs import Progress
from workbench.store.project import Project
from workbench.store.reader import Reader
from workbench.transfer.anchoring import reanchored
from workbench.transfer.layers import Annotation, Layer, other
from workbench.transfer.planning import Match, Plan
from workbench.transfer.report import TOLD, Report
from workbench.transfer.sources import read


class Import:
    """Takes what `read` yields into a project, as one step that can be undone.

    Nothing is seen of it before `keep`, nothing is left after `abandon`, and one article is in
    memory at a time. All but `tell` may be done by a worker; meanwhile the project refuses to be
    written. `plan` is the one that was read by; its codebook is put in the place of the one in
    use, in the same step. Raises what `Project.bulk` raises, and Refused for a plan that was made
    for another codebook than the project's.
    """

    def __init__(self, project: Project, pen: Pen, plan: Plan | None = None) -> None:
        if plan is not None and plan.before != project.codebook:
            raise Refused(
                "The codebook was changed since the files were looked at. Look at them again."
            )
        self._project = project
        self._pen = pen
        self._plan = plan
        self._before = project.codebook
        self._codebook: Codebook = plan.codebook if plan else project.codebook
        self._bulk = project.bulk()
        self._first: str | None = None
        self._layered: set[str] = set()
        self._reviews = 0
        self._changes: list[Change] = []
        self._counts: dict[type, int] = {}
        self._brought: set[str] = set()  # ids of articles
        self._told: dict[str, list[Problem]] = {}
        self._untold: Counter[str] = Counter()
        self._entities: set[str] = set()  # ids of those that were told to be other ones
        self._version: Problem | None = None

    @property
    def there(self) -> Reader:
        """What the project holds, with what was taken so far."""
        return self._bulk.read

    def lay(self, version: Problem) -> None:
        """Remember that the next article is a version of one that is there, which says so."""
        self._version = version
        self._tell("versions", version)

    def take(self, item: Bundle | Problem) -> None:
        """Take one article, or remember one problem. Raises what `commit` raises."""
        if isinstance(item, Problem):
            self._tell("problems", item)
            return
        known = self.there.article_of_text(item.article.sha256)
        if known is not None:
            self._take_twice(item, known)
        else:
            self._take_entities(item)
            bundle = self._with_own_ids(item)
            self._first = self._first or bundle.article.id
            self._brought.add(bundle.article.id)
            self._add(bundle.article)
            self._bring(bundle)
        self._flush({} if known else {item.article.sha256: item.text})

    def keep(self) -> Report:
        """Keep all that was taken, as one step. Raises what `commit` raises."""
        count = self._counts.get(Article, 0)
        title = msgn("{count} article imported", "{count} articles imported", count)
        if not count and self._layered:
            title = msgn(
                "Annotations of {count} article imported",
                "Annotations of {count} articles imported",
                len(self._layered),
            )
        elif not count and self._reviews:
            title = msgn(
                "{count} review decision imported",
                "{count} review decisions imported",
                self._reviews,
            )
        self._bulk.finish(title)
        return Report(
            count,
            self._counts.get(Span, 0),
            self._counts.get(Relation, 0),
            self._counts.get(Entity, 0),
            self._counts.get(Note, 0),
            self._counts.get(Rejection, 0),
            tuple(self._told.get("problems", ())),
            tuple(self._told.get("duplicates", ())),
            tuple(self._told.get("kept", ())),
            self._first,
            len(self._layered),
            self._plan,
            tuple(self._told.get("versions", ())),
            dict(self._untold),
            self._reviews,
        )

    def tell(self) -> None:
        """Let all who show the project know, once it is kept; where the project is written."""
        self._project.tell_bulk(self._bulk)

    def abandon(self) -> None:
        """Leave nothing of what was taken, whoever is taking it just now. Never raises."""
        self._bulk.stop()
        self._project.tell_bulk(self._bulk)

    def _flush(self, texts: Mapping[str, str]) -> None:
        changes, self._changes = self._changes, []
        if not changes:
            return
        if self._codebook != self._before:
            changes = [Change(self._before, self._codebook), *changes]
            self._before = self._codebook
        self._bulk.add(changes, texts)

    def _bring(self, bundle: Bundle) -> None:
        for record in _annotations(bundle):
            self._add(record)

    def _add(self, record: Article | Entity | Annotation) -> None:
        self._changes.append(Change(None, record))
        self._counts[type(record)] = self._counts.get(type(record), 0) + 1

    def _take_twice(self, item: Bundle, known: Article) -> None:
        """Lay the annotations of a text that is there over those that its article has."""
        laid = self._version is not None and (item.file, item.line) == (
            self._version.file,
            self._version.line,
        )
        self._version = None
        layer = self._layer(known)
        new = layer.new(item)
        for reason in layer.refused:
            self._say("problems", item, reason)
        for reason in (*layer.different, *other(item, known)):
            self._say("kept", item, reason)
        self._take_decisions(layer, item)
        said = layer.decided or layer.refused or layer.different
        if _annotations(new):
            self._take_entities(new)
            self._bring(self._with_own_ids(new, known))
            if known.id not in self._brought:
                self._layered.add(known.id)
        elif laid and not said:
            reason = msg(
                "Its annotations are there already in «{title}».", title=shorten(known.title, 60)
            )
            self._say("versions", item, reason)
        elif not said:
            reason = msg("The text is there already as «{title}».", title=shorten(known.title, 60))
            self._say("duplicates", item, reason)

    def _take_decisions(self, layer: Layer, item: Bundle) -> None:
        """Take over decisions on what was there before this import; others are told."""
        fresh = [change for change in layer.decided if not self._bulk.changes(change.record.id)]
        self._changes += fresh
        self._reviews += len(fresh)
        if left := len(layer.decided) - len(fresh):
            reason = msgn(
                "{count} review decision is on what this same import has brought or decided; "
                "import the file once more to take it.",
                "{count} review decisions are on what this same import has brought or decided; "
                "import the file once more to take them.",
                left,
            )
            self._say("problems", item, reason)

    def _say(self, name: str, item: Bundle, reason: Message) -> None:
        self._tell(name, Problem(item.file, item.line, reason))

    def _tell(self, name: str, problem: Problem) -> None:
        """Keep it for a field of the report, in words while they are few."""
        told = self._told.setdefault(name, [])
        if len(told) < TOLD:
            told.append(problem)
        else:
            self._untold[name] += 1

    def _layer(self, known: Article) -> Layer:
        """What an article has by now, with what this import has brought it."""
        whole = self.there.whole(known)
        there: list[Annotation] = [*whole.spans, *whole.relations, *whole.notes, *whole.rejections]
        return Layer(self._codebook, known, there, self.there.entity)

    def _take_entities(self, item: Bundle) -> None:
        for entity in {entity.id: entity for entity in item.entities}.values():
            known = self.there.entity(entity.id)
            if known is None:
                self._add(entity)
            elif known != entity and entity.id not in self._entities:
                reason = msg(
                    "The entity «{name}» has other content in the project, where it is «{known}»; "
                    "that was kept.",
                    name=shorten(entity.name),
                    known=shorten(known.name),
                )
                self._entities.add(entity.id)
                self._say("kept", item, reason)

    def _with_own_ids(self, item: Bundle, known: Article | None = None) -> Bundle:
        """The bundle with fresh ids where something else has them already."""
        names = [item.article.id, *(record.id for record in _annotations(item))]
        taken = self.there.taken(names)

        def own(name: str) -> str:
            if name in taken:
                name = self._pen.new_id()
            taken.add(name)
            return name

        article = own(item.article.id) if known is None else known.id
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
                    source=spans.get(relation.source, relation.source),
                    target=spans.get(relation.target, relation.target),
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
    project: Project,
    paths: Iterable[Path],
    options: ReadOptions,
    progress: Progress,
    plan: Plan | None = None,
    match: Match = "exact",
) -> Report:
    """Read files and take them in, as one step that can be undone.

    `plan` is the one for these files, without which labels that are not known are told and left
    out. With «reanchor» another version of an article of the project gives that article its
    annotations. Raises ReadOnly at once where the project cannot be written. Whatever else is
    raised, Cancelled included, leaves the project as it was.
    """
    arriving = Import(project, Pen(options.annotator, options.new_id), plan)
    report = take_all(arriving, paths, options, progress, plan, match)
    arriving.tell()
    return report


def take_all(
    arriving: Import,
    paths: Iterable[Path],
    options: ReadOptions,
    progress: Progress,
    plan: Plan | None = None,
    match: Match = "exact",
) -> Report:
    """Read files, take them in and keep them; a worker may do it, who leaves it to tell.

    Whatever is raised, it was abandoned before.
    """
    try:
        there = arriving.there
        codebook = plan.codebook if plan is not None else there.codebook()
        items = read(paths, codebook, options, progress, plan.mapping if plan else None)
        for item in items if match == "exact" else reanchored(items, there, arriving.lay):
            arriving.take(item)
        return arriving.keep()
    except BaseException:
        arriving.abandon()
        raise


def _annotations(bundle: Bundle) -> tuple[Annotation, ...]:
    return (*bundle.spans, *bundle.relations, *bundle.notes, *bundle.rejections)
