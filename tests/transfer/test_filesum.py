"""Marks in a file by which the first line that differs is found."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.transfer import filesum
from workbench.transfer.filesum import file_made

LINES = st.lists(
    st.binary(max_size=6).map(lambda line: line.replace(b"\n", b"").replace(b"\0", b""))
)


@pytest.mark.parametrize(("most", "few"), [(4, 9), (1 << 17, 1 << 14), (1 << 17, 2)])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=LINES, others=LINES, same=st.integers(0, 40), ends=st.booleans())
def test_the_first_line_that_differs_is_among_those_that_are_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    few: int,
    lines: list[bytes],
    others: list[bytes],
    same: int,
    ends: bool,
) -> None:
    monkeypatch.setattr(filesum, "_MOST", most)
    monkeypatch.setattr(filesum, "_FEW", few)
    monkeypatch.setattr(filesum, "_APART", 5)
    was, now = lines, [*lines[:same], *others]
    path, made = tmp_path / "a", []
    for one in (was, now):
        path.write_bytes(b"".join(line + b"\n" for line in one) + b"x" * (one is now and ends))
        made.append(file_made(path, "a"))
        assert made[-1].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert made[-1].size == path.stat().st_size
    before, after = (one.lines for one in made)
    assert before is not None
    assert after is not None
    if made[0].sha256 == made[1].sha256:
        return
    common = sum(1 for _ in _while_same(was, now))
    first, last = before.first_other(after)
    assert first <= common + 1 <= last
    assert last - first + 1 == max(before.every, after.every)


def _while_same(one: list[bytes], other: list[bytes]) -> list[bytes]:
    found = []
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        found.append(here)
    return found


def test_what_is_no_text_has_no_lines(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"PK\x03\x04\n\0\n")
    assert file_made(tmp_path / "a", "a").lines is None


def test_a_line_may_be_longer_than_what_is_read_at_once(tmp_path: Path) -> None:
    data = b"a" * (filesum.BUFFER + 7) + b"\n" + b"b" * filesum.BUFFER
    (tmp_path / "a").write_bytes(data)
    made = file_made(tmp_path / "a", "a")
    assert made.sha256 == hashlib.sha256(data).hexdigest()
    assert made.lines is not None
    assert len(made.lines.marks) == 6


@pytest.mark.parametrize(
    ("line", "count", "every"),
    [
        (b"a", 7, 1),  # few lines, however short, have a mark each
        (b"a", 8, 2),  # so short that marks would be as long as they are
        (b"a", 17, 4),
        (b"a" * 29, 8, 1),  # long enough for a mark each
        (b"a" * 29, 31, 1),
        (b"a" * 29, 32, 2),  # too many marks, however long the lines are
        (b"a" * 29, 63, 2),
        (b"a" * 29, 64, 4),
    ],
)
def test_short_lines_and_many_lines_share_marks_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: bytes, count: int, every: int
) -> None:
    monkeypatch.setattr(filesum, "_MOST", 32)
    monkeypatch.setattr(filesum, "_FEW", 8)
    monkeypatch.setattr(filesum, "_APART", 30)
    (tmp_path / "a").write_bytes((line + b"\n") * count)
    lines = file_made(tmp_path / "a", "a").lines
    assert lines is not None
    assert (lines.every, lines.count) == (every, count // every * every)
