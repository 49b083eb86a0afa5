"""Exports in every format beside the native one, their memory, and a split.

Run: python -m tests.benchmarks datasets
"""

import subprocess
import sys
from functools import partial
from pathlib import Path

from tests.benchmarks.make import ROOT, project
from tests.benchmarks.measure import Row, interleave
from workbench.exchange.formats import NATIVE, writable
from workbench.jobs import Silent
from workbench.store.project import Project
from workbench.transfer import Request, Shares, export, export_dataset, split

ROUNDS = 1
ARTICLES, BYTES, SPANS = 2000, 8000, 30

_PEAK = """
import sys
from pathlib import Path
from workbench.jobs import Silent
from workbench.store.project import Project
from workbench.transfer import Request, export_dataset

def kilobytes(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))

with Project.open(Path(sys.argv[1]), "bench", write=False) as project:
    before = kilobytes("VmRSS")
    export_dataset(project, Request(sys.argv[2], manifest=True), Path(sys.argv[3]), Silent())
    print((kilobytes("VmHWM") - before) / 1024)
"""


def _grown(source: Path, name: str, target: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(source), name, str(target)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return float(done.stdout)


def _divide(made: Project) -> None:
    with made.snapshot() as snapshot:
        split(snapshot, Shares(), Silent(), None)


def run(folder: Path) -> list[Row]:
    """The rows of the table."""
    source, small = folder / "a.workbench", folder / "b.workbench"
    project(source, ARTICLES, BYTES, SPANS).close()
    project(small, ARTICLES // 10, BYTES, SPANS).close()
    rows = []
    names = [dialect.name for dialect in writable()]
    with Project.open(source, "bench", write=False) as made:
        found = interleave(
            {
                "": partial(export, made, NATIVE, folder / "native.jsonl", Silent()),
                "split": partial(_divide, made),
                **{
                    name: partial(
                        export_dataset,
                        made,
                        Request(name, manifest=True),
                        folder / f"{name}.out",
                        Silent(),
                    )
                    for name in names
                },
            },
            ROUNDS,
        )
    what = f"{ARTICLES:,} articles with {SPANS} spans, native export / "
    for name in names:
        speed = found[""] / found[name]
        rows.append(Row(f"{what}{name}", found[""], found[name], ">= 0.3", speed >= 0.3))
        many = _grown(source, name, folder / f"{name}.out")
        few = _grown(small, name, folder / f"{name}.few")
        rows.append(Row("… memory / a tenth", many, few, "<= 1.5", many <= 1.5 * few, "MB"))
    rows.append(Row(f"split of {ARTICLES:,}", found["split"], 0, "", True))
    return rows
