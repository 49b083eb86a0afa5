"""The last net: what nobody caught is told, written down, and loses nothing."""

import sys
from collections.abc import Callable
from types import TracebackType

from workbench.domain.errors import WorkbenchError

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def excepthook(tell: Callable[[str], None]) -> Hook:
    """A sys.excepthook that says what happened by `tell` and goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        elif isinstance(error, WorkbenchError):
            tell(str(error))
        else:
            from workbench.report import reported  # not needed before the first paint

            tell(reported(error))

    return hook
