import json
from typing import Any

import pytest

from workbench.domain.codebook import Codebook
from workbench.resources import resource


def _without_english(part: Any) -> Any:
    """A codebook whose English names are its ids, so that sentences do not hang on wording."""
    if isinstance(part, dict):
        return {
            name: _without_english(value)
            for name, value in part.items()
            if name not in ("en", "values_en")
        }
    return [_without_english(value) for value in part] if isinstance(part, list) else part


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """The codebook that comes with the program, called by its ids."""
    body = json.loads(resource("codebook.json").read_text(encoding="utf-8"))
    return Codebook.of(_without_english(body))
