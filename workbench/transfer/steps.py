"""Progress of an export in articles: written, then read back."""

from typing import Final

from workbench.jobs import Progress

# A report may cost more than an article.
_EVERY: Final = 32


class Steps:
    """Counts through all articles `parts` times, and reports now and then."""

    def __init__(self, progress: Progress, articles: int, parts: int) -> None:
        self._progress, self._total, self._calls = progress, articles * parts, 0

    def step(self, done: int) -> None:
        """So many of all are done. Raises Cancelled."""
        if self._calls % _EVERY == 0:
            self._progress.step(min(done, self._total), self._total)
        self._calls += 1

    def end(self) -> None:
        """All are done."""
        self._progress.step(self._total, self._total)
