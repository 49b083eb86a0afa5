"""python -m tests.benchmarks [view|start|commit|export|list|mentions] …: measure, and print the table."""

import sys
import tempfile
from pathlib import Path

from tests.benchmarks import article_list, article_view, commit, export_import, mentions, start

PARTS = {
    "view": article_view.run,
    "start": start.run,
    "commit": commit.run,
    "export": export_import.run,
    "list": article_list.run,
    "mentions": mentions.run,
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
