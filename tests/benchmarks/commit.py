"""The commit of one span beside a bare insert of a row as large and as durable.

Run: python -m tests.benchmarks commit
"""

import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import orjson

from tests.benchmarks.make import project
from tests.benchmarks.measure import Row
from workbench.domain import commands
from workbench.domain.change import Change
from workbench.domain.commands import Pen
from workbench.domain.forms import span_form
from workbench.domain.records import Span
from workbench.domain.text import Interval

ROUNDS = 300
BYTES, SPANS = 200_000, 1000


class _Bare:
    """The same columns in a file of its own on the same disk; each insert is a transaction."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(
            'CREATE TABLE span(id TEXT PRIMARY KEY, article TEXT, label TEXT, start INTEGER, "end" '
            "INTEGER, entity TEXT, annotator TEXT, record BLOB)"
        )

    def insert(self, row: tuple[object, ...]) -> None:
        self._connection.execute("INSERT INTO span VALUES(?,?,?,?,?,?,?,?)", row)

    def close(self) -> None:
        self._connection.close()


def _timed(call: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of the CPU."""
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    call()
    return (time.perf_counter_ns() - wall) / 1e6, (time.process_time_ns() - cpu) / 1e6


def run(folder: Path) -> list[Row]:
    """The rows of the table."""
    bare = _Bare(folder / "bare.db")
    taken: dict[str, list[tuple[float, float]]] = {"ours": [], "undo": [], "bare": []}
    chance = random.Random(0)
    with project(folder / "bench.workbench", 1, BYTES, SPANS) as made:
        article = made.read.articles("new", limit=1)[0].article.id
        reading = made.read.reading(article)
        for number in range(ROUNDS + 1):
            start = chance.randrange(len(reading.text) - 60)
            place = (Interval(start, start + 40),)
            transaction = commands.label(reading, Pen("bench"), place, "Claim")
            spent = {"ours": _timed(lambda wanted=transaction: made.commit(wanted))}  # type: ignore[misc]  # the loop's value
            row = _row(transaction.changes[0], reading.text)
            spent["bare"] = _timed(lambda row=row: bare.insert(row))  # type: ignore[misc]  # the loop's value
            spent["undo"] = _timed(made.undo)
            if number:
                for name, found in spent.items():
                    taken[name].append(found)
    bare.close()
    wall = {name: median(one[0] for one in found) for name, found in taken.items()}
    cpu = {name: median(one[1] for one in found) for name, found in taken.items()}
    return [
        Row(
            f"{what} / bare insert{how}",
            ours[name],
            ours["bare"],
            goal,
            ours[name] <= 3 * ours["bare"],
        )
        for name, what in (("ours", "commit of a span"), ("undo", "undo of a span"))
        for how, ours, goal in ((", by the clock", wall, "<= 3"), (", CPU", cpu, ""))
    ]


def _row(change: Change, text: str) -> tuple[object, ...]:
    span = change.after
    assert isinstance(span, Span)
    record = orjson.dumps(span_form(span, text))
    place = (span.start, span.end)
    return (span.id, span.article, span.label, *place, span.entity, span.annotator, record)
