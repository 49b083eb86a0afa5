"""The command line. It knows no Qt: the window is handed to it, and opened when asked for.

Exit status: 0 done; 1 done in part or not at all, with each reason on standard error; 2 wrong
usage.
"""

from workbench.cli.main import asked_language, run

__all__ = ["asked_language", "run"]
