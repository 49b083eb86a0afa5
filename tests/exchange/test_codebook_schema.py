"""The published schema of codebooks, and the codebooks that there are."""

from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from workbench.domain.codebook import RESERVED_KEYS, Codebook
from workbench.domain.errors import ExportFailed, Unreadable
from workbench.exchange.codebook_file import read_codebook, write_codebook
from workbench.exchange.codebook_schema import codebook_schema
from workbench.resources import resource

SHARED = Path(__file__).resolve().parents[3] / "shared" / "design" / "codebook.json"
BOOKS = [resource("codebook.json"), SHARED]
VALID = Draft202012Validator(codebook_schema())


def test_the_published_schema_is_the_one_of_the_program() -> None:
    Draft202012Validator.check_schema(codebook_schema())
    assert orjson.loads(resource("codebook.schema.json").read_bytes()) == codebook_schema()


@pytest.mark.parametrize("path", BOOKS, ids=["program", "design"])
def test_every_codebook_is_as_the_schema_says_and_goes_round(path: Path, tmp_path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path} is not on this computer")
    VALID.validate(orjson.loads(path.read_bytes()))
    book = read_codebook(path)
    target = tmp_path / "book.json"
    write_codebook(book, target)
    assert orjson.loads(target.read_bytes()) == orjson.loads(path.read_bytes())
    assert read_codebook(target) == book
    assert [file.name for file in tmp_path.iterdir()] == ["book.json"]


@given(
    st.fixed_dictionaries(
        {"id": st.sampled_from(["A", "B", ""])},
        optional={
            "key": st.sampled_from(["A", "q", "", "E", "AB", "Ж"]),
            "color": st.sampled_from(["#12abEF", "red", "#12345"]),
            "shape": st.sampled_from(["bar", "wavy"]),
            "en": st.sampled_from(["Name", "", " "]),
            "fragments": st.sampled_from([True, 1]),
            "self_overlap": st.sampled_from(["nest", "no"]),
            "examples_en": st.sampled_from([[], ["x"], "x", [1]]),
            "attributes": st.sampled_from(
                [{}, {"k": {"values": ["a"]}}, {"k": {"values": []}}, {"k": {}}, []]
            ),
            "revised": st.sampled_from([None, "2025-01-01T00:00:00.000Z", 5]),
        },
    )
)
def test_schema_and_program_refuse_the_same_labels(label: dict[str, object]) -> None:
    body = {"id": "x", "version": "1", "labels": [label]}
    try:
        Codebook.of(body)
        taken = True
    except Unreadable:
        taken = False
    assert VALID.is_valid(body) == taken


@pytest.mark.parametrize("key", sorted(RESERVED_KEYS))
def test_the_schema_knows_the_keys_of_commands(key: str) -> None:
    body = {"id": "x", "version": "1", "labels": [{"id": "A", "key": key}]}
    assert not VALID.is_valid(body)


def test_a_codebook_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    book = read_codebook(resource("codebook.json"))
    with pytest.raises(ExportFailed, match="cannot be written"):
        write_codebook(book, tmp_path / "no" / "book.json")
    folder = tmp_path / "book.json"
    folder.mkdir()
    with pytest.raises(ExportFailed):
        write_codebook(book, folder)
    assert [file.name for file in tmp_path.iterdir()] == ["book.json"]
