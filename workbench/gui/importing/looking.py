"""Files are looked at before they are taken in: in a worker, the newest question alone."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from workbench.domain.words import tr
from workbench.exchange.bundle import ReadOptions
from workbench.gui.newest import Newest
from workbench.gui.session import Session
from workbench.gui.tasks import Job
from workbench.jobs import Progress
from workbench.store.project import Project
from workbench.transfer import Match, Plan, planned


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be imported, and how."""

    paths: tuple[Path, ...]
    options: ReadOptions
    match: Match = "exact"


class Looking(Newest):
    """Makes plans of what is wanted; answers a Plan."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(session, tr("Looking at the files"), parent, shown=True)

    def look(self, wanted: Wanted, *, at_once: bool = False) -> None:
        """Look at this: at once, or a moment after the last change."""

        def job_of(project: Project) -> Job:
            codebook = project.codebook

            def job(progress: Progress) -> Plan:
                return planned(wanted.paths, codebook, wanted.options, progress)

            return job

        self.ask(job_of, at_once=at_once)
