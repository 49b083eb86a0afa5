"""`python -m workbench` and the command `workbench`."""

import sys
from pathlib import Path


def main() -> int:
    """Run the command line of this process; the exit status."""
    try:
        from workbench.cli import run

        return run(sys.argv[1:], _window)
    except KeyboardInterrupt:  # while modules load, or pressed again while the first is told
        return 1


def _window(project: Path | None, screenshot: Path | None) -> int:
    # Here and not above, so that no other command needs Qt.
    from workbench.app import run_window

    return run_window(project, screenshot=screenshot)


if __name__ == "__main__":
    sys.exit(main())
