from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.codebook import Codebook
from workbench.exchange.bundle import ReadOptions
from workbench.exchange.codebook_file import read_codebook
from workbench.jobs import Silent
from workbench.resources import resource
from workbench.store.project import Project
from workbench.transfer import Exported, Request, export_dataset, import_paths

Make = Callable[[str], Project]


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return read_codebook(resource("codebook.json"))


@pytest.fixture
def make(tmp_path: Path, codebook: Codebook) -> Iterator[Make]:
    """Makes new projects by name, and closes them in the end."""
    made: list[Project] = []

    def project(name: str) -> Project:
        made.append(Project.create(tmp_path / f"{name}.workbench", codebook, "анна"))
        return made[-1]

    yield project
    for opened in made:
        opened.close()


@pytest.fixture
def project(make: Make) -> Project:
    """A project with the sample."""
    made = make("дело")
    import_paths(made, [resource("sample")], ReadOptions(annotator="анна"), Silent())
    return made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder to export into."""
    made = tmp_path / "out"
    made.mkdir()
    return made


def run(project: Project, request: Request, target: Path, progress: Any = None) -> Exported:
    """Export."""
    return export_dataset(project, request, target, progress or Silent())
