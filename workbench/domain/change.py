"""What happens to a project: records replaced by records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workbench.domain.codebook import Codebook
from workbench.domain.records import Record
from workbench.domain.words import Message


@dataclass(frozen=True, slots=True)
class Change:
    """One record before and after; None where there was or will be none. The id stays."""

    before: Record | None
    after: Record | None

    def __post_init__(self) -> None:
        before, after = self.before, self.after
        if before is None and after is None:
            raise ValueError("a change of nothing")
        if before is not None and after is not None and type(before) is not type(after):
            raise ValueError("a change keeps the kind of the record")

    @property
    def record(self) -> Record:
        """The record in question: after the change, or before it where it is deleted."""
        found = self.after if self.after is not None else self.before
        assert found is not None
        return found

    def inverse(self) -> "Change":
        """The change that takes this one back."""
        return Change(self.after, self.before)


# What several changes come to: by kind, article and id of the record, one change from first to
# last. By article, because an id that was given up in one may come back in another.
Net = dict[tuple[type[Record], str, str], Change]


def join(net: Net, changes: Iterable[Change]) -> None:
    """Add changes to what those before them came to; a record that is as it was falls out."""
    for change in changes:
        record = change.record
        name = (
            type(record),
            getattr(record, "article", ""),
            "" if isinstance(record, Codebook) else record.id,
        )
        earlier = net.pop(name, None)
        before = change.before if earlier is None else earlier.before
        if before != change.after:
            net[name] = Change(before, change.after)


@dataclass(frozen=True, slots=True)
class Focus:
    """Where the eye belongs after a transaction."""

    article: str
    span: str | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """Changes that happen together or not at all; `title` is what the undo list calls them.

    `texts` are those of new articles, by sha256. A text once written stays, so that what undid an
    import can itself be undone.
    """

    title: Message
    changes: tuple[Change, ...]
    focus: Focus | None = None
    texts: Mapping[str, str] = field(default_factory=dict, compare=False)

    def inverse(self) -> "Transaction":
        """The transaction that takes this one back, last change first."""
        return Transaction(
            self.title, tuple(change.inverse() for change in reversed(self.changes)), self.focus
        )
