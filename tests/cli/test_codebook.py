"""The command that shows, exports, checks and replaces the codebook of a project."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.cli.conftest import Cli
from workbench.domain.codebook import Codebook
from workbench.exchange.codebook_schema import codebook_schema
from workbench.resources import resource
from workbench.store.project import Project


@pytest.fixture
def sample(cli: Cli, tmp_path: Path) -> Path:
    path = tmp_path / "p.workbench"
    assert cli("demo", "--no-window", "--project", path).status == 0
    return path


def book_of(path: Path) -> Codebook:
    with Project.open(path, "anna", write=False) as project:
        return project.codebook


def changed(tmp_path: Path, **fields: Any) -> Path:
    body = orjson.loads(resource("codebook.json").read_bytes())
    path = tmp_path / "new.json"
    path.write_bytes(orjson.dumps({**body, **fields}))
    return path


def test_the_schema_of_codebooks_is_printed(cli: Cli) -> None:
    assert orjson.loads(cli("schema", "--codebook").out) == codebook_schema()
    assert orjson.loads(cli("schema").out) != codebook_schema()


def test_a_codebook_is_shown_with_its_keys_and_spans(cli: Cli, sample: Path) -> None:
    found = cli("codebook", sample)
    assert found.status == 0
    assert "C  Claim (Claim): 148 spans" in found.out
    assert "concerns (about): Claim -> Actor" in found.out


def test_a_codebook_goes_to_a_file_or_to_standard_output(
    cli: Cli, sample: Path, tmp_path: Path
) -> None:
    target = tmp_path / "book.json"
    assert cli("codebook", sample, "--export", target).status == 0
    assert orjson.loads(target.read_bytes()) == book_of(sample).body
    assert orjson.loads(cli("codebook", sample, "--export", "-").out) == book_of(sample).body


def test_a_codebook_that_fits_takes_the_place(cli: Cli, sample: Path, tmp_path: Path) -> None:
    new = changed(tmp_path, version="2.0.0", house={"kept": True})
    assert cli("codebook", sample, "--import", new, "--check").status == 0
    assert book_of(sample).version == "1.0.0"
    found = cli("codebook", sample, "--import", new)
    assert (found.status, found.err) == (0, "")
    assert book_of(sample).body["house"] == {"kept": True}
    assert "already" in cli("codebook", sample, "--import", new).out
    assert cli("check", sample).status == 0


def test_a_codebook_that_drops_a_used_label_is_refused_with_numbers(
    cli: Cli, sample: Path, tmp_path: Path
) -> None:
    body = orjson.loads(resource("codebook.json").read_bytes())
    labels = [label for label in body["labels"] if label["id"] != "Cue"]
    relations = [kind for kind in body["relations"] if kind["id"] != "signalled_by"]
    new = changed(tmp_path, labels=labels, relations=relations)
    for more in ((), ("--check",)):
        found = cli("codebook", sample, "--import", new, *more)
        assert found.status == 1
        assert "70 spans are «Cue», which is dropped" in found.err
    assert book_of(sample).label("Cue") is not None
    found = cli("codebook", sample, "--import", new, "--delete-invalid")
    assert found.status == 0
    assert book_of(sample).label("Cue") is None
    assert cli("check", sample).status == 0
    assert cli("codebook", sample, "--check").status == 0


def test_a_wrong_codebook_is_refused_and_nothing_changed(
    cli: Cli, sample: Path, tmp_path: Path
) -> None:
    found = cli("codebook", sample, "--import", changed(tmp_path, labels=[]))
    assert found.status == 1
    assert "it has no labels" in found.err
    assert book_of(sample).version == "1.0.0"
