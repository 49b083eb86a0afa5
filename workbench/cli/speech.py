"""How the command line speaks: sentences, JSON, a progress bar, a report of what went wrong."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

from workbench.jobs import Progress, Silent

_UNSAFE = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), " ")


class _Bar:
    """A progress bar, drawn at most a thousand times."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def step(self, done: int, total: int) -> None:
        """Draw the bar where it is longer than it was."""
        length = 1000 * done // total if total else 0
        if length > self._bar.pos:
            self._bar.update(length - self._bar.pos)


@contextmanager
def showing(label: str) -> Iterator[Progress]:
    """Progress as a bar on standard error, where that is a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield Silent()
        return
    with click.progressbar(length=1000, label=label, file=sys.stderr) as bar:
        yield _Bar(bar)


def _clean(text: str) -> str:
    """`text` without control characters, which could rule the terminal."""
    return text.translate(_UNSAFE)


def say(text: str) -> None:
    """A line of text on standard output."""
    click.echo(_clean(text))


def complain(text: str) -> None:
    """A line of text on standard error."""
    click.echo(_clean(text), err=True)


def fail(text: str) -> int:
    """Say why it did not work; the exit status."""
    # Where standard error cannot be written either, the status has to do.
    with suppress(OSError):
        complain(text)
    return 1


def say_json(value: Any, *, indent: bool = False) -> None:
    """JSON on standard output."""
    import orjson

    # In bytes: JSON is UTF-8 whatever the terminal speaks.
    option = orjson.OPT_APPEND_NEWLINE | (orjson.OPT_INDENT_2 if indent else 0)
    click.echo(orjson.dumps(value, option=option), nl=False)


def reason(error: OSError) -> str:
    """What the system says, with the file that it is about."""
    said = error.strerror or str(error)
    return f"{error.filename}: {said}" if error.filename else said


def drop_output() -> None:
    """Send what is left of standard output nowhere, so that the end of the process is quiet."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
