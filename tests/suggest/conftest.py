"""The codebook of tests/domain."""

from tests.domain.conftest import codebook

__all__ = ["codebook"]
