"""The register after an export and an import: one entity stays one."""

from pathlib import Path

import pytest

from tests.transfer.conftest import Make
from workbench.exchange.bundle import ReadOptions
from workbench.exchange.formats import writable
from workbench.jobs import Silent
from workbench.resources import resource
from workbench.transfer import Request, export_dataset, import_paths


@pytest.mark.parametrize(
    "name",
    [
        "brat",
        "csv",
        "huggingface",
        "label-studio",
        "refi-qda",
        "uima-json",
        "uima-xmi",
        "web-annotation",
        "webanno",
        "xlsx",
    ],
)
def test_an_entity_of_several_articles_is_one_when_it_comes_back(
    tmp_path: Path, make: Make, name: str
) -> None:
    first, second = make("первый"), make("второй")
    import_paths(first, [resource("sample")], ReadOptions(), Silent())
    (form,) = [one for one in writable() if one.name == name]
    path = tmp_path / ("out" if form.makes == "folder" else f"out{form.suffixes[0]}")
    export_dataset(first, Request(name, manifest=True), path, Silent())
    import_paths(second, [path], ReadOptions(format=name), Silent())
    there = [(row.entity.name, row.entity.type) for row in first.read.entities(limit=1000)]
    back = [(row.entity.name, row.entity.type) for row in second.read.entities(limit=1000)]
    assert sorted(back) == sorted(there)
