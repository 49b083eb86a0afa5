"""What long work tells and is told: no Qt, no threads."""

from typing import Protocol


class Cancelled(Exception):
    """The user stopped the work; what it had begun is to be taken back."""


class Progress(Protocol):
    """Where a job reports how far it is."""

    def step(self, done: int, total: int) -> None:
        """`done` of `total` units are finished; raises Cancelled where the user said stop."""


class Silent:
    """Progress that nobody watches."""

    def step(self, done: int, total: int) -> None:
        """Take the report and go on."""
