"""What the status line says of a step that was done, undone or redone."""

from workbench.domain.change import Transaction
from workbench.domain.records import Relation, Span, statement
from workbench.domain.words import Message, msg, msgn
from workbench.store.project import Notice


def _fallen(transaction: Transaction) -> int:
    """How many decisions an edit of what they were made of takes back."""
    return sum(
        isinstance(change.before, Span | Relation)
        and isinstance(change.after, Span | Relation)
        and change.before.review is not None
        and change.after.review is None
        and statement(change.before) != statement(change.after)
        for change in transaction.changes
    )


def sentence(notice: Notice) -> Message:
    """What happened, and the key that takes it back."""
    title = notice.transaction.title
    if notice.way == "done" and (count := _fallen(notice.transaction)):
        title = msg(
            "{title}; {decisions}",
            title=title,
            decisions=msgn(
                "{count} review decision is taken back",
                "{count} review decisions are taken back",
                count,
            ),
        )
    match notice.way, notice.steps:
        case "done", _:
            return msg("{title} · Ctrl+Z undoes", title=title)
        case "undone", 1:
            return msg("Undone — {title} · Ctrl+Shift+Z redoes", title=title)
        case "undone", count:
            return msgn(
                "{count} step undone · Ctrl+Shift+Z redoes",
                "{count} steps undone · Ctrl+Shift+Z redoes",
                count,
            )
        case _, 1:
            return msg("Redone — {title} · Ctrl+Z undoes", title=title)
        case _, count:
            return msgn(
                "{count} step redone · Ctrl+Z undoes",
                "{count} steps redone · Ctrl+Z undoes",
                count,
            )
