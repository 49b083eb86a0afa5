"""Do what the user asked for, and say why not where it cannot be done."""

from collections.abc import Callable

from workbench.domain.errors import WorkbenchError
from workbench.gui.session import Session


def attempt(session: Session, act: Callable[[], object]) -> None:
    """Call `act`; a WorkbenchError becomes the session's refusal."""
    try:
        act()
    except WorkbenchError as error:
        session.refused.emit(str(error))
