"""Files that readers take whole, and broken ones that once ended in a traceback."""

from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.trips import TEXT, article_of, taken, written
from workbench.domain.errors import Unreadable
from workbench.exchange.huggingface.dialect import HuggingFace
from workbench.exchange.parsing.beside import names_below, read_up_to
from workbench.exchange.tables.dialect import CsvTables


def test_names_come_in_the_order_of_paths(tmp_path: Path) -> None:
    names = ["b.ann", "a/z.ann", "a-b/x.ann", "a/.ann", "a/b/c.ann", "a b.ann", "a/b.txt"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert names_below(tmp_path, "*.ann") == [str(path) for path in sorted(tmp_path.rglob("*.ann"))]
    assert names_below(tmp_path, "*") == [str(path) for path in sorted(tmp_path.rglob("*"))]


@pytest.mark.parametrize(("size", "taken_bytes"), [(0, 0), (9, 9), (10, 10), (11, 11), (50, 11)])
def test_a_file_is_read_up_to_a_byte_beyond_the_limit(
    size: int, taken_bytes: int, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * size)
    assert len(read_up_to(path, 10)) == taken_bytes


@given(broken=st.sampled_from(["{", "", "nul", '{"a":}', "[1]"]))
def test_a_row_whose_metadata_are_no_json_is_told(
    broken: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = written(HuggingFace(), article_of(TEXT)).on_disk(tmp_path_factory.mktemp("set"))
    rows = path / "data" / "train.jsonl"
    rows.write_bytes(orjson.dumps({**orjson.loads(rows.read_bytes()), "meta": broken}))
    found, problems = taken(HuggingFace(), path)
    assert not found
    assert problems == ["1: «meta» is missing or of the wrong kind."]


def test_a_table_with_a_broken_head_is_refused(tmp_path: Path) -> None:
    path = written(CsvTables(), article_of(TEXT)).on_disk(tmp_path / "tables")
    spans = path / "spans.csv"
    spans.write_bytes(spans.read_bytes().replace(b"article,", b"article\rx,", 1))
    with pytest.raises(Unreadable, match="no column «article»"):
        taken(CsvTables(), path)
