"""Measure, and print the table: python -m tests.benchmarks [a part …].

The parts are view, start, commit, export, datasets, list, mentions, keys and walk; without one,
all of them.
"""

import sys
import tempfile
from pathlib import Path

from tests.benchmarks import (
    article_list,
    article_view,
    commit,
    datasets,
    export_import,
    keys,
    mentions,
    start,
    walk,
)

PARTS = {
    "view": article_view.run,
    "start": start.run,
    "commit": commit.run,
    "export": export_import.run,
    "datasets": datasets.run,
    "list": article_list.run,
    "mentions": mentions.run,
    "keys": keys.run,
    "walk": walk.run,
}


def main(wanted: list[str]) -> int:
    """Run the parts that are named, or all."""
    print("| what | ours | beside | ratio | goal | |\n|---|---|---|---|---|---|")
    for name in wanted or list(PARTS):
        with tempfile.TemporaryDirectory() as folder:
            for row in PARTS[name](Path(folder)):
                beside = f"{row.theirs:.2f} {row.unit}" if row.theirs else "–"
                ratio = f"{row.ratio:.2f}" if row.theirs else "–"
                met = "" if not row.goal else "met" if row.met else "**missed**"
                cells = (row.what, f"{row.ours:.2f} {row.unit}", beside, ratio, row.goal, met)
                print(f"| {' | '.join(cells)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
