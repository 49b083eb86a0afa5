"""The sample project: made, exported, verified, and said in five lines."""

import os
import shlex
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import platformdirs

from workbench.domain.errors import Unreadable
from workbench.domain.words import tr, trn
from workbench.exchange.bundle import ReadOptions, shown
from workbench.exchange.codebook_file import read_codebook
from workbench.exchange.formats import NATIVE
from workbench.jobs import Progress, Silent
from workbench.resources import resource
from workbench.store.project import Project
from workbench.transfer import export, import_paths

_FOLDER = "Annotation workbench"
_FILE = "demo.workbench"


def default_project() -> Path:
    """Where the sample project is: in the user's documents, else with the program's data.

    Where there is no home to write to, in a new temporary folder.
    """
    if os.environ.get("HOME", "unset"):
        documents = platformdirs.user_documents_path()
        candidates = [platformdirs.user_data_path("annotation-workbench", False)]
        if documents.is_dir():
            candidates.insert(0, documents / _FOLDER)
        for folder in candidates:
            with suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
                if os.access(folder, os.W_OK):
                    return folder / _FILE
    return Path(tempfile.mkdtemp(prefix="workbench-demo-")) / _FILE


def make_demo(path: Path, annotator: str, progress: Progress | None = None) -> list[str]:
    """Make the sample project at `path`, export it beside itself and verify it.

    Returns five lines that say what was done and where the files are. A project that is there
    already is exported as it is. Raises WorkbenchError; then a project begun here is gone again.
    """
    progress = progress or Silent()
    target = path.with_suffix(".jsonl")
    if target == path:
        raise Unreadable("{path} is the name of the export. Choose another one.", path=shown(path))
    new = not path.exists()
    project = _create(path, annotator) if new else Project.open(path, annotator)
    try:
        with project:
            done = _fill(project, annotator, progress)
            written = export(project, NATIVE, target, progress)
    except BaseException:
        if new:
            path.unlink(missing_ok=True)
        raise
    return [
        tr("Project: {path}", path=shown(path)),
        done,
        tr("Exported: {path}", path=shown(target)),
        trn(
            "Verified: {count} span stands where its quote says.",
            "Verified: {count} spans stand where their quotes say.",
            written.spans,
        ),
        tr("To open it: {command}", command=_command(path)),
    ]


def _create(path: Path, annotator: str) -> Project:
    return Project.create(path, read_codebook(resource("codebook.json")), annotator)


def _fill(project: Project, annotator: str, progress: Progress) -> str:
    """Import the sample where nothing was ever done in the project; say what it holds."""
    if project.read_only or project.read.journal(limit=1):
        return trn(
            "It was there already and is as it was: {count} article.",
            "It was there already and is as it was: {count} articles.",
            project.read.counts().articles,
        )
    # The tagged ones first: of a text that stands in both, the one with annotations is taken.
    paths = [resource("sample/tagged.jsonl"), resource("sample/articles")]
    report = import_paths(project, paths, ReadOptions(annotator=annotator), progress)
    if report.problems:
        raise Unreadable(
            "The sample that comes with the program is damaged. Install the program again. "
            "({problem})",
            problem=str(report.problems[0]),
        )
    return report.summary()[0]


def _command(path: Path) -> str:
    words = ["workbench", shown(path)]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
