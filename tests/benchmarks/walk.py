"""Five thousand actions by key and mouse at random, and `workbench check` after them.

Run: python -m tests.benchmarks walk
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Row

ROOT = Path(__file__).resolve().parents[2]
STEPS = 5000
TEST = "tests/journeys/test_random_walk.py"


def run(folder: Path) -> Iterator[Row]:
    """One row a seed; the walk itself is the test's."""
    for seed in (1, 2, 3):
        start = time.perf_counter()
        found = subprocess.run(
            [sys.executable, "-m", "pytest", TEST, "-q", "-o", "timeout=1800"],
            cwd=ROOT,
            check=False,
            env={**os.environ, "WORKBENCH_WALK": str(STEPS), "WORKBENCH_SEED": str(seed)},
            capture_output=True,
            text=True,
        )
        taken = (time.perf_counter() - start) * 1000
        sound = found.returncode == 0
        if not sound:
            sys.stderr.write(found.stdout[-4000:])
        yield Row(f"{STEPS:,} random actions, seed {seed}", taken, 0, "sound", sound)
