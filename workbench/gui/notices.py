"""What the status line says of a step that was done, undone or redone."""

from workbench.domain.words import Message, msg, msgn
from workbench.store.project import Notice


def sentence(notice: Notice) -> Message:
    """What happened, and the key that takes it back."""
    title = notice.transaction.title
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
