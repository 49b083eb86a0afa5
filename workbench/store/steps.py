"""Questions to the journal: what was done, in pages, and what a record was before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder
from typing import Any, NamedTuple

import orjson

from workbench.domain.errors import Refused
from workbench.domain.forms import KINDS, message_from, record_from
from workbench.domain.records import Record
from workbench.domain.words import Message
from workbench.store.asking import Asking

_COLUMNS = "seq, at, annotator, state, title"
# The beginning of a change in a journal body. Within a JSON string its quotes would be escaped.
_CHANGE = re.compile(rb'\["([a-z]+)",(?:\{|null)')


@dataclass(frozen=True, slots=True)
class Step:
    """A journal entry: what was done, when and by whom. `state` is done, undone or dropped."""

    seq: int
    at: str
    annotator: str
    state: str
    title: Message


@dataclass(frozen=True, slots=True)
class Walk:
    """Steps to undo (`back`) or to redo, in this order; `size` is what the journal has of them."""

    seqs: tuple[int, ...]
    back: bool
    size: int  # bytes


class Version(NamedTuple):
    """What a step made of a record; None where there was or is none."""

    step: Step
    before: Record | None
    after: Record | None


class Steps(Asking):
    """What is asked of the journal. Every list has a limit."""

    def journal(
        self, *, before: int | None = None, limit: int = 100, dropped: bool = True
    ) -> list[Step]:
        """What was done to the project, newest first; only what came `before` the step.

        Without `dropped` only what can be undone or redone.
        """
        where = "1" if dropped else "state<>'dropped'"
        values: tuple[int, ...] = (limit,)
        if before is not None:
            where, values = f"{where} AND seq<?", (before, limit)
        return self._steps(f"WHERE {where} ORDER BY seq DESC LIMIT ?", values)

    def history(self, record_id: str, *, limit: int = 50) -> list[Step]:
        """What was done to a record, newest first."""
        return [_step(row) for row in self._touching(record_id, limit, _COLUMNS)]

    def versions(self, record_id: str, *, limit: int = 50) -> list[Version]:
        """What each step made of a record, newest first."""
        found = []
        whole_or_part = (
            "coalesce((SELECT body FROM part WHERE part.seq=journal.seq AND number=touched.part), "
            "body)"
        )
        for *row, body in self._touching(record_id, limit, f"{_COLUMNS}, {whole_or_part}"):
            changes = _changes_of(record_id, body)
            if changes:
                found.append(Version(_step(row), changes[0][0], changes[-1][1]))
        return found

    def next_undo(self) -> Step | None:
        """What undo would take back."""
        found = self._steps("WHERE state='done' ORDER BY seq DESC LIMIT 1")
        return found[0] if found else None

    def way_back(self) -> Walk:
        """What undo takes back. Raises Refused."""
        found = self._way("state='done' ORDER BY seq DESC LIMIT 1", back=True)
        if found is None:
            raise Refused("There is nothing to undo.")
        return found

    def way_ahead(self) -> Walk:
        """What redo does again. Raises Refused."""
        found = self._way("state='undone' ORDER BY seq LIMIT 1", back=False)
        if found is None:
            raise Refused("There is nothing to redo.")
        return found

    def way_to(self, seq: int) -> Walk:
        """What lies between now and where step `seq` is the newest one done; 0 is before all.

        Raises Refused for a step that is not there, was dropped, or is the newest one done already.
        """
        if seq and not self._all("SELECT 1 FROM journal WHERE seq=? AND state<>'dropped'", (seq,)):
            raise Refused("Something else was done after this step was undone.")
        found = self._way("state='done' AND seq>? ORDER BY seq DESC", seq, back=True)
        found = found or self._way("state='undone' AND seq<=? ORDER BY seq", seq, back=False)
        if found is None:
            raise Refused("The project stands at this step already.")
        return found

    def _way(self, where: str, *values: int, back: bool) -> Walk | None:
        found = self._all(
            "SELECT seq, length(body) + "
            "coalesce((SELECT sum(length(part.body)) FROM part WHERE part.seq=journal.seq), 0) "
            f"FROM journal WHERE {where}",
            values,
        )
        return Walk(tuple(n for n, _ in found), back, sum(m for _, m in found)) if found else None

    def _touching(self, record_id: str, limit: int, columns: str) -> list[tuple[Any, ...]]:
        return self._all(
            f"SELECT {columns} FROM touched JOIN journal USING (seq) "
            "WHERE record=? ORDER BY seq DESC LIMIT ?",
            (record_id, limit),
        )

    def _steps(self, where: str, values: tuple[Any, ...] = ()) -> list[Step]:
        return [_step(row) for row in self._all(f"SELECT {_COLUMNS} FROM journal {where}", values)]


def _step(row: Any) -> Step:
    seq, at, who, state, title = row
    return Step(seq, at, who, state, message_from(orjson.loads(title)))


def _changes_of(record_id: str, body: bytes) -> list[tuple[Record | None, Record | None]]:
    """The changes of one record in a journal body, which may be an import of 50,000 others.

    Only those changes are decoded.
    """
    named = b'"id":' + orjson.dumps(record_id)
    found = []
    place = body.find(named)
    while place >= 0:
        change, end = _change_around(body, place)
        kind, before, after = change or ("", None, None)
        if record_id in {form["id"] for form in (before, after) if form}:
            found.append(
                (
                    record_from(kind, before) if before else None,
                    record_from(kind, after) if after else None,
                )
            )
        place = body.find(named, max(end, place + 1))
    return found


def _change_around(body: bytes, place: int) -> tuple[list[Any] | None, int]:
    """The change that has something at `place`, and where it ends; None where none has."""
    for start in _starts(body, place):
        value, end = _decoded(body, start)
        # What an article or a codebook brought along may begin as a change does.
        if end > place and len(value) == 3 and value[0] in KINDS:
            return value, end
    return None, place


def _starts(body: bytes, place: int) -> Iterator[int]:
    """Where a change may begin, backwards from `place`."""
    reach, high = 1 << 10, place
    while high > 0:
        low = max(place - reach, 0)
        # Up to `high` and a beginning that it cuts in two.
        begun = [found.start() for found in _CHANGE.finditer(body, low, min(high + 64, place))]
        yield from (start for start in reversed(begun) if start < high)
        high, reach = low, reach * 8


def _decoded(body: bytes, start: int) -> tuple[Any, int]:
    """The JSON value that begins at `start`, and where it ends."""
    reach = 1 << 12
    while True:
        # A letter that the end cuts in two is left out; what it belongs to is not whole either.
        text = body[start : start + reach].decode(errors="ignore")
        try:
            value, length = JSONDecoder().raw_decode(text)
        except JSONDecodeError:
            if start + reach >= len(body):
                raise
            reach *= 8
        else:
            return value, start + len(text[:length].encode())
