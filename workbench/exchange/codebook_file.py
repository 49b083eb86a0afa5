"""A codebook from a JSON file and into one."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.errors import ExportFailed, Unreadable
from workbench.exchange.bundle import shown
from workbench.exchange.parsing.admission import refuse_deep

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


def write_codebook(codebook: Codebook, path: Path) -> None:
    """Write a codebook whole, with what this program does not know of it. Raises ExportFailed."""
    unfinished: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        unfinished = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(codebook_json(codebook))
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(0o644)
        unfinished.replace(path)
    except OSError as error:
        if unfinished is not None:
            with suppress(OSError):
                unfinished.unlink()
        raise ExportFailed(
            "The codebook cannot be written to {path}: {reason}. Choose another place.",
            path=shown(path),
            reason=error.strerror or str(error),
        ) from error


def codebook_json(codebook: Codebook) -> bytes:
    """A codebook as UTF-8 JSON, indented, with a newline at the end."""
    return orjson.dumps(codebook.body, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
