"""The last net: what nobody caught is told, written down, and loses nothing."""

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from workbench import __version__
from workbench.domain.errors import WorkbenchError
from workbench.domain.records import timestamp
from workbench.domain.words import tr

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def report(error: BaseException, folder: Path | None = None) -> Path | None:
    """Write a bug report without any article text; None where that cannot be done."""
    import platform

    import platformdirs

    target = folder or Path(platformdirs.user_state_dir("annotation-workbench", False)) / "reports"
    try:
        target.mkdir(parents=True, exist_ok=True)
        path = target / f"report-{timestamp().replace(':', '-')}.txt"
        lines = traceback.format_exception(type(error), error, error.__traceback__)
        about = f"workbench {__version__}, Python {sys.version}, {platform.platform()}\n\n"
        path.write_text(about + "".join(lines), encoding="utf-8")
    except OSError:
        return None
    return path


def excepthook(tell: Callable[[str], None]) -> Hook:
    """A sys.excepthook that says what happened by `tell` and goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, WorkbenchError):
            tell(str(error))
            return
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        path = report(error)
        if path is None:
            tell(
                tr(
                    "Something went wrong inside the program. Nothing that was saved is lost. "
                    "If it happens again, start the program anew."
                )
            )
        else:
            tell(
                tr(
                    "Something went wrong inside the program. Nothing that was saved is lost. "
                    "A report for its makers is in {path}.",
                    path=str(path),
                )
            )

    return hook
