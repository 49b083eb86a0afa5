"""A process of the command line, from its arguments to its exit status."""

import os
import sys
from collections.abc import Sequence

import click

from workbench.cli.commands import Window
from workbench.cli.program import program
from workbench.cli.speech import drop_output, fail, reason
from workbench.domain.errors import WorkbenchError
from workbench.domain.words import speak, tr
from workbench.locale import catalogue, preferred


def run(args: Sequence[str], window: Window) -> int:
    """Do what `args` ask for; the exit status. Every error is a sentence on standard error.

    `window` is called to open the window; its ImportError means that Qt is missing.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe that cannot show a letter gets an escape, not a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    speak(catalogue(asked_language(args) or preferred(os.environ)))
    status = _guarded(list(args), window)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        drop_output()
        return fail(tr("The output cannot be written: {reason}.", reason=reason(error)))
    return status


def _guarded(args: list[str], window: Window) -> int:
    try:
        commands = program()
        with commands.make_context("workbench", args, obj=window) as context:
            return int(commands.invoke(context) or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        error.show()
        return 2
    except (KeyboardInterrupt, click.Abort):
        return fail(tr("Stopped. What was not finished was taken back."))
    except WorkbenchError as error:
        return fail(str(error))
    except BrokenPipeError:
        drop_output()
        return fail(tr("The program that was reading the output stopped before its end."))
    except OSError as error:
        if error.filename is None:
            drop_output()
        return fail(tr("The work could not be done: {reason}.", reason=reason(error)))
    except Exception as error:
        from workbench.report import reported

        return fail(reported(error))


def asked_language(args: Sequence[str]) -> str | None:
    """The language that `args` name before the command; help is made in it."""
    for place, word in enumerate(args):
        if word == "--language":
            return args[place + 1] if place + 1 < len(args) else None
        if word.startswith("--language="):
            return word.partition("=")[2]
        if not word.startswith("-"):
            break
    return None
