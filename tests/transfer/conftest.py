from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workbench.domain.codebook import Codebook
from workbench.exchange.codebook_file import read_codebook
from workbench.resources import resource
from workbench.store.project import Project

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
