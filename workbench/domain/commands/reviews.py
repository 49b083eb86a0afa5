"""Reviewing: saying of spans and links that they stand, or that they do not."""

from collections.abc import Sequence, Set
from dataclasses import replace

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.commands.pen import Pen, begun, label_of, relation_name, words
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Relation, Review, Span, Verdict
from workbench.domain.words import Message, msg, msgn


def decide(
    reading: Reading, pen: Pen, spans: Sequence[Span], verdict: Verdict | None
) -> Transaction:
    """Accept spans or reject them; None takes back what was decided.

    Links that begin at an accepted span are accepted with it, where nobody decided of them or of
    their other end otherwise: they are a part of what the span says. What was accepted together is
    taken back together. Of a rejected span nothing goes on, whatever its links say.
    """
    listed = list({span.id: span for span in spans}.values())
    review = None if verdict is None else Review(verdict, pen.annotator, pen.now())
    decided = [span for span in listed if span.verdict != verdict]
    together = {span.id for span in listed}
    links = [
        link
        for span in listed
        for link in reading.relations_of(span.id)
        if link.source == span.id and _goes_along(reading, span, link, verdict, together)
    ]
    if not decided and not links:
        raise _same(verdict, listed)
    title = _decided(reading, decided or listed, verdict)
    if links:
        title = msg(
            "{said}, with {links}",
            said=title,
            links=msgn("{count} link", "{count} links", len(links)),
        )
    return Transaction(
        title,
        (
            *(Change(span, replace(span, review=review)) for span in decided),
            *(Change(link, replace(link, review=review)) for link in links),
            *begun(reading),
        ),
        Focus(reading.article.id, listed[0].id if len(listed) == 1 else None),
    )


def waits(reading: Reading, link: Relation) -> bool:
    """Whether nobody has decided of a link, nor against its other end."""
    target = reading.span(link.target)
    return link.review is None and (target is None or target.verdict != "rejected")


def _goes_along(
    reading: Reading, span: Span, link: Relation, verdict: Verdict | None, together: Set[str]
) -> bool:
    if verdict == "accepted":
        # Its other end may have been rejected, and be accepted in this very step.
        return waits(reading, link) or (link.review is None and link.target in together)
    alike = span.review is not None and link.review == span.review
    return alike and span.verdict == "accepted"


def decide_link(
    reading: Reading, pen: Pen, relation: Relation, verdict: Verdict | None
) -> Transaction:
    """Accept a link or reject it; None takes back what was decided."""
    if relation.verdict == verdict:
        raise _same(verdict, (relation,))
    review = None if verdict is None else Review(verdict, pen.annotator, pen.now())
    name = relation_name(reading.codebook, relation.type)
    match verdict:
        case "accepted":
            title = msg("Accepted: link «{relation}»", relation=name)
        case "rejected":
            title = msg("Rejected: link «{relation}»", relation=name)
        case _:
            title = msg("Decision taken back: link «{relation}»", relation=name)
    return Transaction(
        title,
        (Change(relation, replace(relation, review=review)), *begun(reading)),
        Focus(reading.article.id, relation.source),
    )


def _same(verdict: Verdict | None, listed: Sequence[Span | Relation]) -> Refused:
    if not listed:
        return Refused("There is no span here to decide about.")
    match verdict:
        case "accepted":
            return Refused("This is accepted already.")
        case "rejected":
            return Refused("This is rejected already.")
        case _:
            return Refused("Nothing was decided here yet.")


def _decided(reading: Reading, spans: Sequence[Span], verdict: Verdict | None) -> Message:
    count = len(spans)
    if count == 1:
        label = label_of(reading, spans[0].label).name
        said = words(reading, spans[0].fragments)
        match verdict:
            case "accepted":
                return msg("Accepted: {label} «{words}»", label=label, words=said)
            case "rejected":
                return msg("Rejected: {label} «{words}»", label=label, words=said)
            case _:
                return msg("Decision taken back: {label} «{words}»", label=label, words=said)
    match verdict:
        case "accepted":
            return msgn("Accepted: {count} span", "Accepted: {count} spans", count)
        case "rejected":
            return msgn("Rejected: {count} span", "Rejected: {count} spans", count)
        case _:
            return msgn(
                "Decision taken back: {count} span",
                "Decisions taken back: {count} spans",
                count,
            )
