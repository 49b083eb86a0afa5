"""What is done to the register of entities: merging, splitting, deleting; one function a verb."""

from collections.abc import Callable, Sequence

from workbench.domain import commands
from workbench.domain.change import Transaction
from workbench.domain.errors import Refused, WorkbenchError
from workbench.domain.records import Entity, Span, new_id
from workbench.domain.words import tr
from workbench.gui.knowledge import Language
from workbench.gui.session import Session
from workbench.jobs import Cancelled, Progress, Silent
from workbench.store.reader import Reader

SOON = 200  # mentions: so many change at once, more are prepared in a worker

Make = Callable[[Reader, Progress], Transaction]


def new_alias(language: Language | None, words: str, entity: Entity) -> str | None:
    """The name in the nominative by which these words call an entity anew.

    None where they are no name, or a part or a form of a name that it has.
    """
    from workbench.language.aliases import is_name, variants

    if language is None or not is_name(words):
        return None
    known = (entity.name, *entity.aliases)
    key = language.morphology.key
    said = key(words)
    names = {key(name) for name in known}
    short = {key(other) for name in known for other in variants(name, entity.type)}
    if said in names | short or any(set(said) <= set(name) for name in names):
        return None
    return language.morphology.nominative(words)


def merge(
    session: Session, kept: Entity, others: Sequence[Entity], *, size: int | None = None
) -> None:
    """Make one entity of several, in all articles. `size` is how many mentions move."""
    ids = [entity.id for entity in others if entity.id != kept.id]

    def make(reader: Reader, progress: Progress) -> Transaction:
        stays = _there(reader, kept.id)
        gone = [_there(reader, name) for name in ids]
        rejections = [r for name in (kept.id, *ids) for r in reader.rejections_of_entity(name)]
        # Those of the one that stays matter to rejections only.
        moved = ids if not rejections else [kept.id, *ids]
        spans = (span for name in moved for span in reader.spans_of_entity(name))
        return commands.merge(reader.codebook(), session.pen(), stays, gone, spans, rejections)

    prepare(session, tr("Merging entities"), make, _size(session, ids) if size is None else size)


def split(session: Session, spans: Sequence[Span], entity: Entity | None, name: str) -> None:
    """Say that mentions are those of another entity; None is another by `name`, new or not."""
    spaced = " ".join(name.split())

    def make(reader: Reader, progress: Progress) -> Transaction:
        codebook, pen = reader.codebook(), session.pen()
        present = {span.entity for span in spans}
        known = [other for other in reader.namesakes(spaced) if other.id not in present]
        if entity is not None:
            known = [_there(reader, entity.id)]
        if len(known) > 1:
            raise Refused(
                "{count} entities are called «{name}». Choose one of them in the list.",
                count=len(known),
                name=spaced,
            )
        if known:
            rejections = reader.rejections_of_entity(known[0].id)
            return commands.split(codebook, pen, spans, known[0], rejections)
        before = reader.entity(spans[0].entity) if spans and spans[0].entity else None
        fresh = Entity(new_id(), spaced, before.type if before else commands.UNTYPED)
        return commands.split(codebook, pen, spans, fresh, new=True)

    prepare(session, tr("Splitting an entity"), make, len(spans))


def remove(session: Session, entities: Sequence[Entity]) -> None:
    """Delete entities; their mentions stay, and mention nobody."""
    ids = [entity.id for entity in entities]

    def make(reader: Reader, progress: Progress) -> Transaction:
        return commands.remove(
            session.pen(),
            [_there(reader, name) for name in ids],
            [span for name in ids for span in reader.spans_of_entity(name)],
            [r for name in ids for r in reader.rejections_of_entity(name)],
        )

    prepare(session, tr("Deleting an entity"), make, _size(session, ids))


def prepare(
    session: Session,
    title: str,
    make: Make,
    size: int,
    done: Callable[[bool], None] = lambda _: None,
) -> None:
    """Commit what `make` makes of the file: at once, or for many records after a job.

    Where the file changes while the job is under way, it begins anew. `done` hears whether the
    file holds it; what is refused is said.
    """
    project = session.project
    if project is None:
        raise Refused("Open a project first.")
    if size <= SOON:
        try:
            session.commit(make(project.read, Silent()))
        except WorkbenchError as error:
            session.refused.emit(str(error))
            done(False)
        else:
            done(True)
        return
    changes: list[object] = []

    def job(progress: Progress) -> Transaction:
        with project.snapshot() as snapshot:
            return make(snapshot, progress)

    def end(transaction: Transaction) -> None:
        unsubscribe()
        if changes:
            prepare(session, title, make, size, done)
            return
        try:
            session.commit_beside(title, transaction, done)
        except WorkbenchError as error:
            session.refused.emit(str(error))
            done(False)

    def failed(error: BaseException) -> None:
        unsubscribe()
        done(False)
        if isinstance(error, Cancelled):
            session.said.emit(tr("That was cancelled; nothing was changed."))
        else:
            session.failed(error)

    unsubscribe = project.subscribe(changes.append)
    session.tasks.run(title, job, end, failed)


def _size(session: Session, ids: Sequence[str]) -> int:
    if session.project is None:
        return 0
    return sum(row.mentions for row in session.project.read.entities_among(ids))


def _there(reader: Reader, entity_id: str) -> Entity:
    found = reader.entity(entity_id)
    if found is None:
        raise Refused("This entity is not in the project any more.")
    return found
