"""What each command does; the exit status. What a command needs is imported when it runs."""

import getpass
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.speech import complain, say, say_json, showing
from workbench.domain.errors import WorkbenchError
from workbench.domain.records import STATUSES, VERDICTS
from workbench.domain.words import tr, trn
from workbench.resources import resource

if TYPE_CHECKING:
    pass

# Opens the window on a project or on none, and draws it into a file where one is named.
Window = Callable[[Path | None, Path | None], int]


def open_window(project: Path | None, screenshot: Path | None = None) -> int:
    """Open the window, on a project or on none."""
    if project is not None and not project.exists():
        raise WorkbenchError(
            "There is no file {path}. Check the name, or make the project with: workbench new",
            path=str(project),
        )
    if not _has_screen() and not os.environ.get("QT_QPA_PLATFORM"):
        raise WorkbenchError(
            "There is no screen to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is "
            "set). The other commands work without one: workbench --help"
        )
    window: Window = click.get_current_context().obj
    try:
        return window(project, screenshot)
    except ImportError as error:
        raise WorkbenchError(
            "The window needs Qt, which cannot be loaded: {reason}. Install it with «pip install "
            "PySide6-Essentials»; on Debian and Ubuntu also «sudo apt-get install libglib2.0-0 "
            "libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3». The other commands work "
            "without it.",
            reason=str(error),
        ) from error


def demo(project: Path | None, no_window: bool) -> int:
    """Make the sample project and open the window, or draw it where there is no screen."""
    from workbench.demo import default_project, make_demo

    path = (project or default_project()).absolute()
    with showing(tr("Sample project")) as progress:
        lines = make_demo(path, user(), progress)
    for line in lines:
        say(line)
    if no_window:
        return 0
    if _has_screen():
        return open_window(path)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    picture = path.with_suffix(".png")
    status = open_window(path, picture)
    if status == 0:
        say(tr("There is no screen; a picture of the window: {path}", path=str(picture)))
    return status


def new(project: Path, codebook: Path | None) -> int:
    """Make a project."""
    from workbench.exchange.codebook_file import read_codebook
    from workbench.store.project import Project

    book = read_codebook(codebook or resource("codebook.json"))
    Project.create(project, book, user()).close()
    say(tr("Project made: {path}", path=str(project)))
    return 0


def check_project(project: Path) -> int:
    """Look for damage."""
    from workbench.store.check import check

    with showing(tr("Checking")) as progress:
        found = check(project, progress)
    for message in found:
        complain(str(message))
    if not found:
        say(tr("No fault was found in {path}.", path=str(project)))
    return 1 if found else 0


def info(project: Path, as_json: bool) -> int:
    """Say what a project holds."""
    from workbench.store.project import Project

    with Project.open(project, user(), write=False) as opened:
        counts, book = opened.read.counts(), opened.codebook
        reviews = opened.read.spans_by_verdict()
    if as_json:
        say_json(
            {
                "articles": counts.articles,
                "spans": counts.spans,
                "relations": counts.relations,
                "entities": counts.entities,
                "labels": dict(counts.labels),
                "reviews": reviews,
            }
        )
        return 0
    say(trn("{count} article", "{count} articles", counts.articles))
    for status, number in counts.statuses.items():
        say(f"  {STATUSES[status]}: {number}")
    say(trn("{count} span", "{count} spans", counts.spans))
    for label, number in counts.labels.items():
        known = book.label(label)
        say(f"  {known.name if known else label}: {number}")
    for verdict, name in VERDICTS.items():
        if verdict in reviews:
            say(f"  {name}: {reviews[verdict]}")
    say(trn("{count} relation", "{count} relations", counts.relations))
    say(trn("{count} entity", "{count} entities", counts.entities))
    return 0


def write_schema(codebook: bool) -> int:
    """Write the schema of the native record, or of a codebook."""
    from workbench.exchange.codebook_schema import codebook_schema
    from workbench.exchange.native.schema import schema

    say_json(codebook_schema() if codebook else schema(), indent=True)
    return 0


def user() -> str:
    """The user's name on this computer."""
    try:
        return getpass.getuser().strip() or "annotator"
    except (OSError, KeyError, ImportError):
        return "annotator"


def _has_screen() -> bool:
    if os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal"):
        return False
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def expanded(paths: Sequence[Path]) -> list[Path]:
    """Paths with wildcards as files: the shell of Windows leaves that to the program."""
    if os.name != "nt":
        return list(paths)
    found: list[Path] = []
    for path in paths:
        found += sorted(path.parent.glob(path.name)) or [path]
    return found
