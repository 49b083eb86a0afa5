"""Export of many articles beside reading their rows and writing them with orjson; and import.

Run: python -m tests.benchmarks export
"""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import orjson

from tests.benchmarks.make import ROOT, codebook, project
from tests.benchmarks.measure import Row, interleave
from workbench.domain.forms import Form
from workbench.exchange.bundle import ReadOptions
from workbench.exchange.formats import NATIVE
from workbench.jobs import Silent
from workbench.store.project import Project
from workbench.transfer import export, import_paths

ROUNDS = 5
ARTICLES, BYTES, SPANS = 10_000, 8000, 30

# How much memory a process of its own has at its peak, over what it had with the project open.
_PEAK = """
import sys
from pathlib import Path
from workbench.exchange.bundle import ReadOptions
from workbench.exchange.formats import NATIVE
from workbench.jobs import Silent
from workbench.store.project import Project
from workbench.transfer import export, import_paths

def kilobytes(name):
    # Not ru_maxrss, which begins with the memory of the process that forked this one.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))

with Project.open(Path(sys.argv[2]), "bench", write=sys.argv[1] == "import") as project:
    before = kilobytes("VmRSS")
    if sys.argv[1] == "export":
        export(project, NATIVE, Path(sys.argv[3]), Silent())
    else:
        import_paths(project, [Path(sys.argv[3])], ReadOptions(format="jsonl"), Silent())
    print((kilobytes("VmHWM") - before) / 1024)
"""


def read_and_write(source: Path, target: Path) -> None:
    """The rows, decoded and put together as the native record, and written; nothing is verified."""
    with closing(sqlite3.connect(source)) as connection, target.open("wb") as out:
        book = orjson.loads(connection.execute("SELECT record FROM codebook").fetchone()[0])
        named = {"id": book["id"], "version": book["version"]}

        def listed(query: str, article: str) -> list[Form]:
            return [orjson.loads(record) for (record,) in connection.execute(query, (article,))]

        for name, record, text in connection.execute(
            "SELECT id, record, body FROM article JOIN text USING (sha256) ORDER BY id"
        ):
            form = orjson.loads(record)
            line = {
                "format": "workbench",
                "version": 1,
                "offset_unit": "code_point",
                "id": name,
                "sha256": form["sha256"],
                "text": text,
                "title": form["title"],
                "status": form["status"],
                "meta": form["meta"],
                "codebook": named,
                "entities": listed(
                    "SELECT record FROM entity WHERE id IN "
                    "(SELECT entity FROM span WHERE article=?) ORDER BY id",
                    name,
                ),
                "spans": listed(
                    'SELECT record FROM span WHERE article=? ORDER BY start, "end", id', name
                ),
                "relations": listed(
                    "SELECT record FROM relation WHERE article=? ORDER BY id", name
                ),
                "notes": listed("SELECT record FROM note WHERE article=? ORDER BY id", name),
            }
            out.write(orjson.dumps(line) + b"\n")


def write_alone(source: Project, target: Path) -> None:
    """What an export is without its verification."""
    with source.snapshot() as snapshot, target.open("wb") as out:
        NATIVE.write(snapshot.records(), out)


def _grown(*arguments: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, *arguments], cwd=ROOT, check=True, capture_output=True
    )
    return float(done.stdout)


def run(folder: Path) -> list[Row]:
    """The rows of the table."""
    source, exported, copied = (folder / name for name in ("a.workbench", "ours", "theirs"))
    project(source, ARTICLES, BYTES, SPANS).close()
    rows = []
    with Project.open(source, "bench", write=False) as made:
        found = interleave(
            {
                "ours": partial(export, made, NATIVE, exported, Silent()),
                "orjson": partial(read_and_write, source, copied),
                "written": partial(write_alone, made, folder / "written"),
                "copy": lambda: shutil.copyfile(exported, folder / "copy"),
            },
            ROUNDS,
        )
    assert exported.read_bytes() == copied.read_bytes()
    what = f"export of {ARTICLES:,} articles with {SPANS} spans"
    ratio = found["ours"] / found["orjson"]
    rows.append(
        Row(
            f"{what} / rows by orjson, unverified",
            found["ours"],
            found["orjson"],
            "<= 2",
            ratio <= 2,
        )
    )
    rows.append(Row("… / without verification", found["ours"], found["written"], "", True))
    rows.append(
        Row(
            "copying its bytes / writing them, unverified",
            found["copy"],
            found["written"],
            ">= 0.2",
            found["copy"] >= 0.2 * found["written"],
        )
    )
    small = folder / "b.workbench"
    project(small, ARTICLES // 10, BYTES, SPANS).close()
    many = _grown("export", str(source), str(exported))
    few = _grown("export", str(small), str(copied))
    rows.append(
        Row(
            f"memory of the export of {ARTICLES:,} / {ARTICLES // 10:,} articles",
            many,
            few,
            "<= 1.5",
            many <= 1.5 * few,
            "MB",
        )
    )

    target = folder / "c.workbench"

    def take() -> None:
        target.unlink(missing_ok=True)
        with Project.create(target, codebook(), "bench") as made:
            report = import_paths(made, [exported], ReadOptions(format="jsonl"), Silent())
        assert report.articles == ARTICLES, report.sentences()[:5]

    spent = interleave({"import": take}, 1)["import"]
    speed = found["ours"] / spent
    rows.append(Row("export / import of the same", found["ours"], spent, ">= 0.3", speed >= 0.3))
    many, few = (_taken(folder, file) for file in (exported, copied))
    rows.append(
        Row(
            f"memory of the import of {ARTICLES:,} / {ARTICLES // 10:,} articles",
            many,
            few,
            "<= 1.5",
            many <= 1.5 * few,
            "MB",
        )
    )
    return rows


def _taken(folder: Path, file: Path) -> float:
    target = folder / "d.workbench"
    target.unlink(missing_ok=True)
    Project.create(target, codebook(), "bench").close()
    return _grown("import", str(target), str(file))
