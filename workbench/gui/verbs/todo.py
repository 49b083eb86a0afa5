"""Going from one thing to do to the next, and saying that one was seen to."""

from workbench.domain import commands
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Relation
from workbench.domain.revision import needs_look
from workbench.domain.words import trn
from workbench.domain.work import KINDS, Todo, asked, following, work
from workbench.gui.session import Session


def next_todo(session: Session, step: int) -> None:
    """Go to the next thing to do in the article, or to the one before."""
    reading, todos = session.whole(), known_todos(session)
    found = following(reading, todos, session.focused(), session.caret, step)
    if found is None:
        raise Refused("Nothing is left to do in this article.")
    go_to(session, found)
    session.said.emit(
        trn(
            "{what} · {count} thing to do in this article",
            "{what} · {count} things to do in this article",
            len(todos),
            what=told(found, reading),
        )
    )


def known_todos(session: Session) -> tuple[Todo, ...]:
    """What is to do in the open article; looked for once a reading."""
    reading = session.whole()
    if session.todos is None or session.todos[0] is not reading:
        session.todos = reading, work(reading)
    return session.todos[1]


def go_to(session: Session, todo: Todo) -> None:
    """Focus the span of a thing to do, with the attribute that it asks for under the digits."""
    reading = session.whole()
    session.choose(())
    session.focus_on(todo.span)
    span = reading.span(todo.span)
    label = reading.codebook.label(span.label) if span else None
    if todo.relation is None and todo.attributes and label is not None:
        names = [attribute.id for attribute in label.attributes]
        session.set_attribute_index(names.index(todo.attributes[0]))


def told(todo: Todo, reading: Reading) -> str:
    """What is to do, with the names of what is missing."""
    names = ", ".join(str(attribute.name) for attribute in asked(todo, reading))
    return f"{KINDS[todo.kind]}: {names}" if names else str(KINDS[todo.kind])


def relation_of(todo: Todo, reading: Reading) -> Relation | None:
    """The relation that is to be seen to."""
    beside = reading.relations_of(todo.span)
    return next((relation for relation in beside if relation.id == todo.relation), None)


def looked_at(session: Session) -> None:
    """Say that the focused span (or all chosen ones) is right under the changed definition."""
    reading = session.whole()
    found = [
        span for span in session.targets() if needs_look(reading.codebook.label(span.label), span)
    ]
    if not found:
        raise Refused("The definition of the label has not changed since this span was made.")
    session.run(lambda reading: commands.looked_at(reading, session.pen(), found))
