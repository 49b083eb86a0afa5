from pathlib import Path

import pytest

from workbench.domain.errors import Unreadable
from workbench.exchange.codebook_file import read_codebook


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe{\0}\0", "not JSON"),
        (b"[]", "not an object"),
        (b"{}", "cannot be used"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a":' + b"[" * 300 + b"]" * 300 + b"}", "nested too deep"),
    ],
)
def test_a_codebook_that_cannot_be_used_is_refused(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    path = tmp_path / "codebook.json"
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=reason):
        read_codebook(path)


def test_a_missing_codebook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be read"):
        read_codebook(tmp_path / "none.json")
