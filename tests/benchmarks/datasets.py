"""Exports in every format beside the native one, imports beside exports, their memory, a split.

Run: python -m tests.benchmarks datasets
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from tests.benchmarks.make import ROOT, codebook, project
from tests.benchmarks.measure import Row, interleave
from workbench.exchange.bundle import ReadOptions
from workbench.exchange.dialect import Dialect
from workbench.exchange.formats import NATIVE, writable
from workbench.jobs import Silent
from workbench.store.project import Project
from workbench.transfer import Request, Shares, export, export_dataset, import_paths, split

ROUNDS = 1
ARTICLES, BYTES, SPANS = 1000, 8000, 30
FEW = ARTICLES // 10

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
    _remove(target)
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(source), name, str(target)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return float(done.stdout)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _divide(made: Project) -> None:
    with made.snapshot() as snapshot:
        split(snapshot, Shares(), Silent(), None)


def _take(folder: Path, name: str, path: Path, numbers: "count[int]") -> None:
    with Project.create(folder / f"{next(numbers)}.workbench", codebook(), "bench") as made:
        report = import_paths(made, [path], ReadOptions(annotator="b", format=name), Silent())
        assert report.articles == ARTICLES, name


def run(folder: Path) -> list[Row]:
    """The rows of the table."""
    source, small = folder / "a.workbench", folder / "b.workbench"
    project(source, ARTICLES, BYTES, SPANS).close()
    project(small, FEW, BYTES, SPANS).close()
    numbers = count()
    places = {made.name: _place(folder, made) for made in writable()}
    with Project.open(source, "bench", write=False) as made:

        def out(name: str) -> None:
            _remove(places[name])
            export_dataset(made, Request(name, manifest=True), places[name], Silent())

        native = folder / "native.jsonl"
        sides: dict[str, Callable[[], object]] = {
            "": partial(export, made, NATIVE, native, Silent()),
            "split": partial(_divide, made),
            **{name: partial(out, name) for name in places},
        }
        found = interleave(sides, ROUNDS)
        taken = interleave(
            {
                one.name: partial(_take, folder, one.name, places[one.name], numbers)
                for one in writable()
                if one.reads
            },
            ROUNDS,
        )
    rows = []
    what = f"{ARTICLES:,} articles with {SPANS} spans, native export / "
    for name, place in places.items():
        speed = found[""] / found[name]
        rows.append(Row(f"{what}{name}", found[""], found[name], ">= 0.3", speed >= 0.3))
        if name in taken:
            speed = found[name] / taken[name]
            rows.append(
                Row(
                    f"… export / import of {name}", found[name], taken[name], ">= 0.3", speed >= 0.3
                )
            )
        many = _grown(source, name, place)
        few = _grown(small, name, place)
        rows.append(Row("… memory / a tenth", many, few, "<= 1.5", many <= 1.5 * few, "MB"))
    rows.append(Row(f"split of {ARTICLES:,}", found["split"], 0, "", True))
    return rows


def _place(folder: Path, made: Dialect) -> Path:
    suffix = "" if made.makes == "folder" else made.suffixes[0]
    return folder / f"{made.name}{suffix}"
