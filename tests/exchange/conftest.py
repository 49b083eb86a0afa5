import itertools
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.exchange.records import Lines, Reads
from workbench.domain.codebook import Codebook
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.codebook_file import read_codebook
from workbench.jobs import Silent
from workbench.resources import resource
from workbench.transfer import read


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return read_codebook(resource("codebook.json"))


@pytest.fixture
def reads(codebook: Codebook) -> Reads:
    """Reads files; gives what was taken and what was not."""

    def run(*paths: Path, **options: Any) -> tuple[list[Bundle], list[Problem]]:
        numbers = itertools.count(1)
        made = ReadOptions(**{"new_id": lambda: f"new-{next(numbers)}", **options})
        found = list(read(paths, codebook, made, Silent()))
        return (
            [item for item in found if isinstance(item, Bundle)],
            [item for item in found if isinstance(item, Problem)],
        )

    return run


@pytest.fixture
def lines(tmp_path: Path) -> Lines:
    """Writes values as JSONL; bytes go in as they are."""

    def write(*values: Any, name: str = "in.jsonl") -> Path:
        path = tmp_path / name
        path.write_bytes(
            b"".join(
                (value if isinstance(value, bytes) else orjson.dumps(value)) + b"\n"
                for value in values
            )
        )
        return path

    return write
