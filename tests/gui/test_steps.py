"""Undo and redo a thousand steps in the whole window."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import Any

from tests.gui.conftest import Desk
from workbench.domain import commands
from workbench.domain.text import Interval
from workbench.store.check import check

WORDS = 1000
TABLES = ("article", "span", "relation", "entity", "note", "rejection", "codebook")


def _held(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the file, as another process reads them."""
    with closing(sqlite3.connect(f"{desk.project.path.as_uri()}?mode=ro", uri=True)) as file:
        return {
            name: file.execute(f"SELECT * FROM {name} ORDER BY id").fetchall() for name in TABLES
        }


def test_a_thousand_steps_are_undone_and_redone_in_the_window(
    opened: Callable[..., Desk],
) -> None:
    desk = opened(("слово " * 24 + "слово\n") * (WORDS // 25))
    session = desk.session
    start = _held(desk)
    seq = desk.project.read.journal(limit=1)[0].seq
    for number in range(WORDS):
        place = (Interval(6 * number, 6 * number + 5),)
        make = partial(commands.label, pen=session.pen(), fragments=place, label_id="Cue")
        assert session.run(make)
    end, spans = _held(desk), session.whole().spans
    for _ in range(WORDS):
        session.walk(back=True)
    assert (_held(desk), session.whole().spans) == (start, ())
    assert desk.said.startswith("Undone")
    for _ in range(WORDS):
        session.walk(back=False)
    assert (_held(desk), session.whole().spans) == (end, spans)
    session.jump(seq)
    assert desk.said == "1000 steps undone · Ctrl+Shift+Z redoes"
    assert (_held(desk), session.whole().spans) == (start, ())
    session.jump(seq + WORDS)
    assert (_held(desk), session.whole().spans) == (end, spans)
    assert check(desk.project.path) == []
