"""Bug reports: what nobody caught, written down without any article text."""

import platform
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path

from workbench import __version__
from workbench.domain.records import timestamp
from workbench.domain.words import tr


def reported(error: BaseException) -> str:
    """Write a report where that can be done; the sentence that tells the user."""
    import platformdirs  # not needed until something is wrong

    lines = traceback.format_exception(type(error), error, error.__traceback__)
    about = f"workbench {__version__}, Python {sys.version}, {platform.platform()}\n\n"
    state = platformdirs.user_state_path("annotation-workbench", False) / "reports"
    for folder in (state, Path(tempfile.gettempdir())):
        path = folder / f"report-{timestamp().replace(':', '-')}.txt"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", errors="backslashreplace") as file:
                file.write(about + "".join(lines))
            return tr(
                "Something went wrong inside the program. Nothing that was saved is lost. A "
                "report for its makers is in {path}.",
                path=str(path),
            )
    return tr(
        "Something went wrong inside the program ({name}). Nothing that was saved is lost.",
        name=type(error).__name__,
    )
