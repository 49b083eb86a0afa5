"""A codebook from a JSON file."""

from pathlib import Path

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.exchange.admission import refuse_deep
from workbench.exchange.bundle import shown

_LIMIT = 10 * 1024 * 1024


def read_codebook(path: Path) -> Codebook:
    """The codebook in a file of UTF-8 JSON. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            data = file.read(_LIMIT + 1)
        body = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        raise Unreadable(
            "The codebook {path} cannot be read: {reason}.",
            path=shown(path),
            reason=error.strerror or str(error),
        ) from None
    except orjson.JSONDecodeError as error:
        raise Unreadable(
            "The codebook {path} is not JSON: {reason} in line {line}.",
            path=shown(path),
            reason=error.msg.split(":", 1)[0],
            line=error.lineno,
        ) from None
    if not isinstance(body, dict):
        raise Unreadable("The codebook {path} is JSON, but not an object.", path=shown(path))
    refuse_deep(body)
    return Codebook.of(body)
