"""Both sides of a ratio in one run: interleaved, process CPU time, medians."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table in the README."""

    what: str
    ours: float  # milliseconds, or megabytes where `unit` says so
    theirs: float
    goal: str
    met: bool
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Ours by theirs."""
        return self.ours / self.theirs if self.theirs else float("nan")


def interleave(sides: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """CPU milliseconds of each side, the median of `rounds` after one round to warm up."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    gc.collect()
    gc.disable()
    try:
        for number in range(rounds + 1):
            for name, side in sides.items():
                start = time.process_time_ns()
                side()
                spent = (time.process_time_ns() - start) / 1e6
                if number:
                    taken[name].append(spent)
    finally:
        gc.enable()
    return {name: median(times) for name, times in taken.items()}
