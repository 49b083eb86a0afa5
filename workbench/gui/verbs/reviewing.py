"""Reviewing: accepting and rejecting spans and links one after the other."""

from workbench.domain import commands
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Relation, Span, Verdict
from workbench.domain.words import tr, trn
from workbench.domain.work import Todo, following
from workbench.gui.session import Session


def decide(session: Session, verdict: Verdict) -> None:
    """Decide of the focused span and go on to the next one, or decide of all chosen ones.

    Where none is focused, go to the first that waits.
    """
    reading, spans = session.whole(), session.targets()
    if not spans:
        go_on(session, 1)
    elif len(spans) > 1:
        set_verdict(session, spans, verdict)
    elif _is_decided(reading, spans[0], verdict) or set_verdict(session, spans, verdict):
        _pass_on(session, spans[0], verdict)


def take_back(session: Session) -> None:
    """Have nothing decided of the focused span, or of all chosen ones."""
    session.whole()
    spans = session.targets()
    if not spans:
        raise Refused("Focus a span first: click it, or press O on its words.")
    set_verdict(session, spans, None)


def set_verdict(session: Session, spans: list[Span], verdict: Verdict | None) -> bool:
    """Decide of spans, and stay where the eye is."""
    return session.run(lambda reading: commands.decide(reading, session.pen(), spans, verdict))


def set_link_verdict(session: Session, relation: Relation, verdict: Verdict | None) -> None:
    """Decide of a link."""
    session.run(lambda reading: commands.decide_link(reading, session.pen(), relation, verdict))


def go_on(session: Session, step: int) -> None:
    """Go to the next span that nobody has decided of, or to the one before."""
    waiting = _waiting(session)
    found = following(session.whole(), waiting, session.focused(), session.caret, step)
    if found is None:
        raise Refused("Every span that is shown here was reviewed.")
    session.choose(())
    session.focus_on(found.span)
    session.said.emit(_still(len(waiting)))


def _waiting(session: Session) -> list[Todo]:
    """The spans that are shown and that nobody has decided of, in reading order."""
    shown = session.shown
    return [
        Todo("unreviewed", span.id)
        for span in session.whole().spans
        if span.review is None and (not shown.marks or shown.shows(span))
    ]


def _is_decided(reading: Reading, span: Span, verdict: Verdict) -> bool:
    """Whether all is as it is to be: then the key only goes on."""
    links = (link for link in reading.relations_of(span.id) if link.source == span.id)
    return span.verdict == verdict and (
        verdict == "rejected" or all(link.review is not None for link in links)
    )


def _pass_on(session: Session, span: Span, verdict: Verdict) -> None:
    waiting = _waiting(session)
    found = following(session.whole(), waiting, span, session.caret, 1)
    if found is not None:
        session.focus_on(found.span)
    left = _still(len(waiting)) if found is not None else tr("Every span here was reviewed.")
    said = tr("Accepted.") if verdict == "accepted" else tr("Rejected.")
    session.said.emit(f"{said} {left}")


def _still(count: int) -> str:
    return trn(
        "{count} span is still to be reviewed.", "{count} spans are still to be reviewed.", count
    )
