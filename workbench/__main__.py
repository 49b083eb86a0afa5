"""`python -m workbench` and the command `workbench`."""

import sys
from functools import partial
from pathlib import Path


def main() -> int:
    """Run the command line of this process; the exit status."""
    try:
        from workbench.cli import asked_language, run

        args = sys.argv[1:]
        return run(args, partial(_window, asked_language(args)))
    except KeyboardInterrupt:  # while modules load, or pressed again while the first is told
        return 1


def _window(language: str | None, project: Path | None, screenshot: Path | None) -> int:
    # Here and not above, so that no other command needs Qt.
    from workbench.app import run_window

    return run_window(project, screenshot=screenshot, language=language)


if __name__ == "__main__":
    sys.exit(main())
