"""Notes that are being typed: remembered beside the journal, so that no end of the program loses
them and a sitting is one step all the same.

A step of the journal that grows while one types would be undone in halves, or would change a
history that is told already; what is remembered is neither undone nor told.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import orjson

from workbench.domain import commands
from workbench.domain.change import Transaction
from workbench.domain.commands import Pen
from workbench.domain.errors import Refused, WorkbenchError
from workbench.domain.reading import Reading
from workbench.domain.records import Entity, Span
from workbench.domain.words import trn
from workbench.gui.session import Session
from workbench.store.project import Project

_PREFIX = "draft.note."


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose note it is; a span has its article beside it."""

    kind: Literal["span", "article", "entity"]
    id: str
    article: str = ""

    @property
    def key(self) -> str:
        """The name under which a project remembers what is typed."""
        return f"{_PREFIX}{self.kind}.{self.id}"


def of_span(span: Span) -> Owner:
    """The note of a span."""
    return Owner("span", span.id, span.article)


def of_article(article: str) -> Owner:
    """The note of an article."""
    return Owner("article", article, article)


def of_entity(entity: Entity) -> Owner:
    """The note of an entity."""
    return Owner("entity", entity.id)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is typed, and the note that the file held before."""

    owner: Owner
    before: str
    text: str


def keep(project: Project, draft: Draft) -> None:
    """Remember a draft. Raises ReadOnly, DiskFull."""
    project.remember(draft.owner.key, orjson.dumps(asdict(draft)).decode())


def forget(project: Project, owner: Owner) -> None:
    """Remember no draft of this note. Raises ReadOnly, DiskFull."""
    project.remember(owner.key, None)


def kept(project: Project) -> list[Draft]:
    """The drafts that are remembered."""
    return [_draft(orjson.loads(form)) for form in project.read.remembered_under(_PREFIX).values()]


def step(reading: Reading, pen: Pen, owner: Owner, text: str) -> Transaction:
    """Write the note of a span or an article.

    Raises Refused where the span is gone, or the note is the same.
    """
    if owner.kind == "article":
        note = reading.notes[0] if reading.notes else None
        return commands.write_article_note(reading, pen, note, text)
    span = reading.span(owner.id)
    if span is None:
        raise Refused("The span of this note is not there any more.")
    return commands.set_note(reading, pen, span, text)


def take_up(session: Session) -> None:
    """Commit the notes that were being typed when the program was ended.

    Where another program wrote the same note since, both texts are kept. A note on what is gone
    is remembered until that is back.
    """
    project = session.project
    if project is None or project.read_only:
        return
    taken = 0
    try:
        for draft in kept(project):
            found = _stored(project, draft.owner)
            if found is None:
                continue
            now, text = found.strip(), draft.text.strip()
            if now != text:
                joined = text if now == draft.before.strip() else f"{now}\n\n{text}"
                session.commit(_step(project, session.pen(), draft.owner, joined))
                taken += 1
            forget(project, draft.owner)
    except WorkbenchError as error:
        session.refused.emit(str(error))
        return
    if taken:
        session.said.emit(
            trn(
                "{count} note that was being typed when the program ended is kept.",
                "{count} notes that were being typed when the program ended are kept.",
                taken,
            )
        )


def _draft(form: dict[str, Any]) -> Draft:
    return Draft(Owner(**form["owner"]), form["before"], form["text"])


def _stored(project: Project, owner: Owner) -> str | None:
    """The note in the file; None where what it is on is gone."""
    if owner.kind == "entity":
        entity = project.read.entity(owner.id)
        return None if entity is None else entity.note or ""
    if project.read.article(owner.article) is None:
        return None
    reading = project.read.reading(owner.article)
    if owner.kind == "article":
        return reading.notes[0].text if reading.notes else ""
    span = reading.span(owner.id)
    return None if span is None else span.note or ""


def _step(project: Project, pen: Pen, owner: Owner, text: str) -> Transaction:
    entity = project.read.entity(owner.id) if owner.kind == "entity" else None
    if entity is not None:
        return commands.change_entity(entity, replace(entity, note=text or None))
    return step(project.read.reading(owner.article), pen, owner, text)
