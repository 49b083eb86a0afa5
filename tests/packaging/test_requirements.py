"""The lock: what is in packaging/requirements.txt, and that pyproject.toml agrees."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "packaging" / "requirements.txt").read_text("utf-8")
ENTRIES = TEXT.replace("\\\n", " ").splitlines()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINS = {entry.split("==")[0]: Version(entry.split("==")[1].split()[0]) for entry in ENTRIES}


NEEDED = [
    *PROJECT["build-system"]["requires"],
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["test"],
    "editables",  # by hatchling, for an editable installation
]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry).split()[0])
def test_each_entry_is_one_version_with_its_hashes(entry: str) -> None:
    pin, *hashes = re.split(r"\s+--hash=", entry.strip())
    assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [^;]+)?", pin)
    assert hashes
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes)


def test_no_address_and_no_path_is_in_the_lock() -> None:
    assert not re.search(r"[/@#]|-index|--find-links|^-", TEXT, re.MULTILINE)


@pytest.mark.parametrize("requirement", NEEDED)
def test_the_lock_has_what_the_project_needs(requirement: str) -> None:
    wanted = Requirement(requirement)
    assert PINS[canonicalize_name(wanted.name)] in wanted.specifier


def test_pyside_stays_below_the_version_that_aborts_on_python_3_11() -> None:
    declared = {Requirement(line).name: Requirement(line).specifier for line in NEEDED}
    assert "6.12.0" not in declared["PySide6-Essentials"]
    assert PINS["pyside6-essentials"] < Version("6.12")


def test_the_packaging_folder_does_not_hide_the_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
