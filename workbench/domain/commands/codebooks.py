"""Changing the codebook of a project, and seeing to spans that it makes doubtful."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.codebook_draft import Draft
from workbench.domain.codebook_plan import plan
from workbench.domain.codebook_reach import reach
from workbench.domain.commands.pen import Pen
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Relation, Span
from workbench.domain.words import msgn


def change_codebook(
    before: Codebook,
    after: Codebook | Draft,
    spans: Iterable[Span] | None = None,
    relations: Iterable[Relation] | None = None,
) -> Transaction:
    """Put another codebook in the place of the one in use, and what is stored along with it.

    `spans` and `relations` are all those that the change can reach (see `codebook_reach.reach`).
    Without them a change that reaches any is refused.
    """
    draft = after if isinstance(after, Draft) else Draft.between(before, after)
    if (spans is None or relations is None) and reach(draft):
        raise Refused("The change reaches stored spans; they have to be carried over with it.")
    return plan(draft, spans or (), relations or ()).transaction()


def looked_at(reading: Reading, pen: Pen, spans: Sequence[Span]) -> Transaction:
    """Say that spans are right as they are under the changed definition of their label."""
    if not spans:
        raise Refused("There is no span here to look at.")
    now = pen.now()
    return Transaction(
        msgn("{count} span looked at", "{count} spans looked at", len(spans)),
        tuple(Change(span, replace(span, updated=now)) for span in spans),
        Focus(reading.article.id, spans[0].id),
    )
