"""Undo and redo a thousand steps in the whole window."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Desk
from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.records import Entity, Span
from workbench.domain.text import Interval
from workbench.domain.words import msg
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
    opened: Callable[..., Desk], qtbot: QtBot
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
    qtbot.waitUntil(lambda: not desk.workbench.tasks.busy, timeout=10_000)
    assert desk.said == "1000 steps undone · Ctrl+Shift+Z redoes"
    assert (_held(desk), session.whole().spans) == (start, ())
    session.jump(seq + WORDS)
    qtbot.waitUntil(lambda: not desk.workbench.tasks.busy, timeout=10_000)
    assert (_held(desk), session.whole().spans) == (end, spans)
    assert check(desk.project.path) == []


@pytest.mark.parametrize("told", [10, 100_000])
def test_a_huge_step_is_undone_beside_the_window_which_then_shows_it(
    opened: Callable[..., Desk], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, told: int
) -> None:
    monkeypatch.setattr("workbench.store.writing.TOLD", told)
    monkeypatch.setattr("workbench.gui.session.AT_ONCE", 10_000)
    desk = opened("слово " * WORDS)
    session = desk.session
    who = Entity("e-many", "Анна Верн", "person")
    span = partial(Span, article=session.whole().article.id, label="Cue", attributes={})
    made = [
        span(
            id=f"s{n:04}",
            fragments=(Interval(6 * n, 6 * n + 5),),
            entity=None,
            annotator="anna",
            origin="manual",
            note=None,
            created="",
            updated="",
        )
        for n in range(WORDS)
    ]
    changes = (*(Change(None, one) for one in made), Change(None, who))
    session.commit(Transaction(msg("Many"), changes))
    assert len(desk.spans()) == WORDS
    desk.key("Z", Qt.KeyboardModifier.ControlModifier)
    assert desk.workbench.tasks.busy
    assert not session.run(
        partial(commands.label, pen=session.pen(), fragments=(Interval(0, 5),), label_id="Actor")
    )
    assert "Wait for the end" in desk.said
    qtbot.waitUntil(lambda: not desk.workbench.tasks.busy, timeout=10_000)
    assert desk.said.startswith("Undone — Many")
    assert session.whole().spans == desk.spans() == ()
    session.walk(back=False)
    qtbot.waitUntil(lambda: not desk.workbench.tasks.busy, timeout=10_000)
    assert session.whole().spans == tuple(made)
    qtbot.waitUntil(lambda: session.language is not None, timeout=10_000)
    assert list(session.language.register.exact("Анны Верн")) == ["e-many"]
    assert check(desk.project.path) == []
