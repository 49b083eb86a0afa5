"""The window of tests/gui."""

from tests.gui.conftest import codebook, desk, make_project, opened

__all__ = ["codebook", "desk", "make_project", "opened"]
