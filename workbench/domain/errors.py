"""Errors whose text is what the user reads: what happened, and what to do.

Anything raised that is not a WorkbenchError is a bug.
"""

from workbench.domain.words import Message, Value


class WorkbenchError(Exception):
    """Something the user can act on; str() is the sentence, in the reader's language."""

    def __init__(self, text: str | Message, /, **values: Value) -> None:
        self.message = text if isinstance(text, Message) else Message(text, values=values)
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class Refused(WorkbenchError):
    """A command that the codebook or plain sense does not allow; nothing was changed."""


class Conflict(WorkbenchError):
    """The file no longer holds what the change was made from; nothing was changed."""


class Unreadable(WorkbenchError):
    """Input that cannot be taken."""


class ProjectError(WorkbenchError):
    """A project file that cannot be opened or written."""


class NotAProject(ProjectError):
    """The file is something else."""


class NewerProject(ProjectError):
    """The file was made by a newer version of the program."""


class DamagedProject(ProjectError):
    """The file fails SQLite's check; it was not written to."""


class ReadOnly(ProjectError):
    """The project is open for reading only."""


class DiskFull(ProjectError):
    """The disk has no room; nothing was changed."""


class ExportFailed(WorkbenchError):
    """An export that did not verify or could not be written; the old file is as it was."""
