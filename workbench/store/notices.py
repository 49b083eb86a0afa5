"""What is told of a step once it is safe in the file, to whom and in which order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from workbench.domain.change import Transaction
from workbench.domain.records import Record


@dataclass(frozen=True, slots=True)
class Notice:
    """What subscribers are told once a transaction is safe in the file.

    After a jump over several steps `transaction` is what they come to, with one change a record.
    With `everything` so much has changed that its changes are not told: whatever is shown is to be
    read anew.
    """

    transaction: Transaction
    way: Literal["done", "undone", "redone"]
    steps: int = 1
    everything: bool = False

    def touches(self, *kinds: type[Record]) -> bool:
        """Whether a record of these kinds is, or may be, another now."""
        return self.everything or any(
            isinstance(change.record, kinds) for change in self.transaction.changes
        )


class Subscribers:
    """Those who are told. While one step is told there is no next one: see `when_told`."""

    def __init__(self) -> None:
        self._all: list[Callable[[Notice], None]] = []
        self._waiting: list[Callable[[], None]] = []
        self._telling = False

    def add(self, notice: Callable[[Notice], None]) -> Callable[[], None]:
        """Tell one more. Returns how to stop that."""
        self._all.append(notice)

        def stop() -> None:
            if notice in self._all:
                self._all.remove(notice)

        return stop

    def expect_silence(self) -> None:
        """Raise RuntimeError while a step is told.

        A step made then would be in the file before all have heard of the one that it follows.
        """
        if self._telling:
            raise RuntimeError("a step is made while another is told: use when_told")

    def when_told(self, act: Callable[[], None]) -> None:
        """Call `act`: at once, or as soon as everybody has heard of the step that is told now."""
        if self._telling:
            self._waiting.append(act)
        else:
            act()

    def tell(self, notice: Notice) -> None:
        """Tell everybody, then do what has waited for that."""
        self._telling = True
        try:
            for subscriber in tuple(self._all):
                subscriber(notice)
        finally:
            self._telling = False
        while self._waiting:
            self._waiting.pop(0)()
