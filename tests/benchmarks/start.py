"""From the start of the process to the first paint, beside a bare window and an empty Python.

Run: python -m tests.benchmarks start
"""

import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.article_view import text
from tests.benchmarks.make import ROOT, project
from tests.benchmarks.measure import Row

ROUNDS = 20
ARTICLES, BYTES, SPANS = 1000, 8000, 30

# Both windows end the process when all of their first paint is done: of what waits for the event
# loop then, this comes first.
_END = """
import os, sys
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt

late = {"qtawesome", "qtpy", "sqlite_utils", "pymorphy3", "charset_normalizer", "jsonschema"}

class End(QObject):
    def customEvent(self, event):
        print(*late.intersection(sys.modules), flush=True)
        os._exit(0)

def ending(view):
    paint, end = view.paintEvent, End()
    def paint_and_end(self, event):
        paint(self, event)
        first = Qt.EventPriority.HighEventPriority.value
        QCoreApplication.postEvent(end, QEvent(QEvent.Type.User), first)
    view.paintEvent = paint_and_end
"""

# What workbench/__main__.py does.
_OURS = """
import sys

def window(project, screenshot):
    from workbench.app import run_window
    from workbench.gui.article.view import ArticleView
    exec(sys.argv[2], space := {})
    space["ending"](ArticleView)
    return run_window(project, screenshot=screenshot)

from workbench.cli import run
sys.exit(run(sys.argv[1:2], window))
"""

_BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow, QTextEdit

exec(sys.argv[2], space := {})
class Text(QTextEdit):
    def paintEvent(self, event):
        super().paintEvent(event)
space["ending"](Text)
app = QApplication(sys.argv[:1])
window = QMainWindow()
view = Text()
view.setPlainText(open(sys.argv[1], encoding="utf-8").read())
window.setCentralWidget(view)
window.resize(1280, 860)
window.show()
app.exec()
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of a child process: user and system together, and by the clock."""

    cpu: float
    wall: float


def _child(folder: Path, *arguments: str) -> Spent:
    environment = {
        **os.environ,
        "HOME": str(folder / "home"),
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    # An installed program finds its bytecode; the first round, which does not count, writes it.
    for name in ("PYTHONDONTWRITEBYTECODE", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        environment.pop(name, None)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert not done.stdout.strip(), f"imported before the first paint: {done.stdout}"
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Spent(cpu * 1e3, wall * 1e3)


def _ours(folder: Path, made: Path) -> Spent:
    """The window on a fresh copy: the process ends where no program would, and leaves a lock."""
    opened = folder / "opened"
    shutil.rmtree(opened, ignore_errors=True)
    opened.mkdir()
    path = shutil.copyfile(made, opened / "bench.workbench")
    return _child(folder, "-c", _OURS, str(path), _END)


def run(folder: Path) -> list[Row]:
    """The rows of the table."""
    (folder / "home").mkdir()
    body = folder / "text.txt"
    body.write_text(text(BYTES, 0), encoding="utf-8")
    with project(folder / "bench.workbench", ARTICLES, BYTES, SPANS) as made:
        path = made.path
    rounds: dict[str, list[Spent]] = {"ours": [], "bare": [], "python": []}
    for number in range(ROUNDS + 1):
        spent = {
            "ours": _ours(folder, path),
            "bare": _child(folder, "-c", _BARE, str(body), _END),
            "python": _child(folder, "-c", "pass"),
        }
        if number:
            for name, found in spent.items():
                rounds[name].append(found)
    cpu = {name: median(one.cpu for one in found) for name, found in rounds.items()}
    wall = {name: median(one.wall for one in found) for name, found in rounds.items()}
    what = f"start to first paint, {ARTICLES:,} articles"
    return [
        Row(
            f"{what} / bare window",
            cpu["ours"],
            cpu["bare"],
            "<= 3",
            cpu["ours"] <= 3 * cpu["bare"],
        ),
        Row("… by the clock", wall["ours"], wall["bare"], "<= 3", wall["ours"] <= 3 * wall["bare"]),
        Row(
            "… / python -c pass",
            cpu["ours"],
            cpu["python"],
            "<= 22",
            cpu["ours"] <= 22 * cpu["python"],
        ),
    ]
