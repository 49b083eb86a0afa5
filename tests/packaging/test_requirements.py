"""The locks: what is in packaging/requirements*.txt, and that pyproject.toml agrees."""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]


class Lock(NamedTuple):
    text: str

    @property
    def entries(self) -> list[str]:
        return self.text.replace("\\\n", " ").splitlines()

    @property
    def pins(self) -> dict[str, set[str]]:
        """The versions of each package, each with the condition it is for."""
        found: dict[str, set[str]] = {}
        for entry in self.entries:
            name, rest = entry.split("==", 1)
            found.setdefault(name, set()).add(rest.partition("--hash")[0].strip())
        return found

    def satisfies(self, requirement: str) -> bool:
        wanted = Requirement(requirement)
        pins = self.pins.get(canonicalize_name(wanted.name), set())
        return any(Version(pin.split()[0]) in wanted.specifier for pin in pins)


def lock(name: str) -> Lock:
    return Lock((ROOT / "packaging" / name).read_text("utf-8"))


LOCK, TEST_LOCK = lock("requirements.txt"), lock("requirements-test.txt")
SOURCE_LOCK = lock("requirements-source.txt")
PROGRAM = [
    *PROJECT["build-system"]["requires"],
    *PROJECT["project"]["dependencies"],
    "editables",  # by hatchling, for an editable installation
]


@pytest.mark.parametrize("lock", [LOCK, TEST_LOCK, SOURCE_LOCK], ids=["demo", "test", "source"])
def test_each_entry_is_one_version_with_its_hashes_and_no_address(lock: Lock) -> None:
    for entry in lock.entries:
        pin, *hashes = re.split(r"\s+--hash=", entry.strip())
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [^;]+)?", pin)
        assert hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes)
    assert not re.search(r"[/@#]|-index|--find-links|^-", lock.text, re.MULTILINE)


@pytest.mark.parametrize("requirement", PROGRAM)
def test_the_demo_has_what_the_program_needs(requirement: str) -> None:
    assert LOCK.satisfies(requirement)


@pytest.mark.parametrize("requirement", [*PROGRAM, *EXTRAS["parquet"], *EXTRAS["test"]])
def test_the_tests_have_what_they_need_and_the_program_needs(requirement: str) -> None:
    assert TEST_LOCK.satisfies(requirement) != SOURCE_LOCK.satisfies(requirement)


def test_the_program_is_tested_with_the_versions_that_the_demo_has() -> None:
    """But for setuptools, which the program needs on new Pythons alone, all are the same."""
    theirs = TEST_LOCK.pins
    for name, pins in LOCK.pins.items():
        without_condition = {pin.split()[0] for pin in pins}
        assert pins == theirs[name] or without_condition == theirs[name], name


def test_the_demo_is_spared_the_tools_of_the_tests() -> None:
    heavy = {"pytest", "mypy", "ruff", "numpy", "pandas", "pyarrow", "spacy", "datasets", "lxml"}
    assert not heavy & LOCK.pins.keys()
    assert heavy <= TEST_LOCK.pins.keys()


def test_no_library_of_neural_networks_comes_in() -> None:
    assert not {"torch", "tensorflow", "jax", "keras", "transformers"} & TEST_LOCK.pins.keys()


def test_pyside_stays_below_the_version_that_aborts_on_python_3_11() -> None:
    declared = {Requirement(line).name: Requirement(line).specifier for line in PROGRAM}
    assert "6.12.0" not in declared["PySide6-Essentials"]
    assert not LOCK.satisfies("PySide6-Essentials>=6.12")


def test_the_packaging_folder_does_not_hide_the_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
