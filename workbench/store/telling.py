"""How findings of the check speak of what somebody else may have written."""

from workbench.domain.errors import WorkbenchError
from workbench.domain.words import Value

# What reading a record raises that this program did not write.
UNREADABLE = (WorkbenchError, LookupError, TypeError, ValueError, AttributeError)


def shown(value: object) -> str:
    """What stands in the file; for what was no UTF-8, a question mark."""
    return str(value).encode(errors="replace").decode()


def why(error: Exception) -> Value:
    """What is wrong with a record, by the error that reading it raised."""
    if isinstance(error, WorkbenchError):
        return error.message
    return shown(f"{type(error).__name__} {error}")
