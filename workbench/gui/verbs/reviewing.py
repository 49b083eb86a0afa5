"""Reviewing: accepting and rejecting spans and links one after the other."""

from bisect import bisect_left, bisect_right

from workbench.domain import commands
from workbench.domain.change import Transaction
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading, in_order
from workbench.domain.records import Relation, Span, Verdict
from workbench.domain.words import Message, msg, msgn, tr
from workbench.gui.session import Session


def decide(session: Session, verdict: Verdict) -> None:
    """Decide of the focused span and go on to the next one, or decide of all chosen ones.

    Where none is focused, go to the first of the article that waits.
    """
    reading, spans = session.whole(), session.targets()
    if len(spans) > 1:
        set_verdict(session, spans, verdict)
    elif not spans:
        if not _go_on_here(session, 1):
            raise Refused("Nothing here waits for a review. Alt+N goes to the next article.")
    elif _is_decided(reading, spans[0], verdict):
        _pass_on(session, spans[0], _already(verdict))
    else:
        made: list[Transaction] = []

        def make(now: Reading) -> Transaction:
            made.append(commands.decide(now, session.pen(), spans, verdict))
            return made[-1]

        if session.run(make):
            _pass_on(session, spans[0], made[-1].title)


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
    """Go to the next span that nobody has decided of, or to the one before.

    Where all of this article are decided, go to the next article that waits, or the one before.
    """
    if _go_on_here(session, step):
        return
    article = session.whole().article
    found = session.project.read.waiting_article(article.id, step) if session.project else None
    if found is None or found.id == article.id:
        raise Refused("Every span that is shown was reviewed.")
    session.open_article(found.id)
    if not _go_on_here(session, step):
        session.said.emit(tr("What waits for a review in this article is hidden."))


def _go_on_here(session: Session, step: int) -> bool:
    waiting = _waiting(session)
    found = _beside(waiting, session.focused(), session.caret, step)
    if found is None:
        return False
    session.choose(())
    session.focus_on(found.id)
    session.said.emit(str(_left(len(waiting))))
    return True


def _waiting(session: Session) -> list[Span]:
    """The spans that are shown and that nobody has decided of, in reading order."""
    shown = session.shown
    open_ones = [span for span in session.whole().spans if span.review is None]
    if shown.all_spans or not shown.marks:
        return open_ones
    return [span for span in open_ones if shown.shows(span)]


def _beside(waiting: list[Span], here: Span | None, caret: int, step: int) -> Span | None:
    """The next of those that wait after the span `here` or the caret, round at the end."""
    if not waiting:
        return None
    start = in_order(here) if here is not None else (caret, caret, "")
    if step > 0:
        place = bisect_right(waiting, start, key=in_order)
    else:
        place = bisect_left(waiting, start, key=in_order) - 1
    return waiting[place % len(waiting)]


def _is_decided(reading: Reading, span: Span, verdict: Verdict) -> bool:
    """Whether all is as it is to be: then the key only goes on."""
    links = (link for link in reading.relations_of(span.id) if link.source == span.id)
    return span.verdict == verdict and (
        verdict == "rejected" or not any(commands.waits(reading, link) for link in links)
    )


def _already(verdict: Verdict) -> Message:
    return msg("Accepted already") if verdict == "accepted" else msg("Rejected already")


def _pass_on(session: Session, span: Span, said: Message) -> None:
    waiting = _waiting(session)
    found = _beside(waiting, span, session.caret, 1)
    left = msg("All here was reviewed; Alt+N goes to the next article")
    if found is not None:
        # One that was chosen alone would stay the one that the keys mean.
        session.choose(())
        session.focus_on(found.id)
        left = _left(len(waiting))
    session.said.emit(tr("{said} · {left}", said=said, left=left))


def _left(count: int) -> Message:
    return msgn(
        "{count} span is still to be reviewed", "{count} spans are still to be reviewed", count
    )
