"""From a draft to a step of the project: counted in a worker, asked about, committed."""

from PySide6.QtCore import QObject, Signal

from workbench.domain.codebook_draft import Draft
from workbench.domain.codebook_edits import bumped, put_head
from workbench.domain.codebook_plan import Plan, plan
from workbench.domain.codebook_reach import reach
from workbench.domain.errors import WorkbenchError
from workbench.domain.records import timestamp
from workbench.domain.revision import changed_meanings, marked
from workbench.domain.words import tr
from workbench.gui.codebook.editor_draft import Drafting
from workbench.gui.codebook.editor_losses import LossesPage
from workbench.gui.session import Session
from workbench.gui.tasks import Task
from workbench.jobs import Cancelled, Progress

EDITOR, LOSSES = 0, 1


class Applying(QObject):
    """Applies the draft of an editor; what it finds out it shows on the page of losses."""

    refused = Signal(str)
    page_wanted = Signal(int)
    writing = Signal(bool)

    def __init__(
        self, session: Session, drafting: Drafting, losses: LossesPage, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._drafting, self._losses = session, drafting, losses
        self._task: Task | None = None
        self._number = 0  # of the last plan that was asked for
        self._draft: Draft | None = None
        self._plan: tuple[Plan, object] | None = None
        self._stopped = False
        self.committed = False  # while our own step is written, and its notice goes round
        losses.back_wanted.connect(self._back)
        losses.choice_changed.connect(self._choose)
        losses.apply_wanted.connect(self._commit)

    @property
    def busy(self) -> bool:
        """Whether a plan is being made, or written."""
        return self._task is not None or self.committed

    def count(self) -> None:
        """Count the spans of the labels, for the list."""
        project = self._session.project
        if project is None:
            return

        def job(progress: Progress) -> object:
            with project.snapshot() as snapshot:
                return snapshot.counts().labels

        self._session.tasks.run(
            tr("Counting"), job, self._counted, self._session.failed, shown=False
        )

    def _counted(self, counts: dict[str, int]) -> None:
        if not self._stopped:
            self._drafting.set_counts(counts)

    def begin(self, *, mark: bool) -> None:
        """Weigh the draft and commit it, or ask first what is to become of what it loses.

        With `mark`, spans of labels whose meaning is changed need another look.
        """
        draft = self._drafting.draft
        if mark:
            draft = marked(draft, changed_meanings(draft), timestamp())
        if draft.body["version"] == draft.before.version:
            draft = put_head(draft, version=bumped(draft.before.version))
        self._draft = draft
        self._weigh(draft, ask=True)

    def cancel(self) -> None:
        """Stop what is being counted; the codebook stays as it is."""
        if self._task is not None:
            self._task.cancel()

    def stop(self) -> None:
        """Let go of what is under way; the editor is closed."""
        self._number += 1
        self._stopped = True
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _weigh(self, draft: Draft, *, ask: bool) -> None:
        project = self._session.project
        if project is None:
            return
        self._number += 1
        number, moment = self._number, self._moment()
        if self._task is not None:
            self._task.cancel()
            self._task = None

        def done(made: Plan) -> None:
            if number != self._number:
                return
            self._task = None
            self._plan = (made, moment)
            if ask and made.losses:
                self._losses.ask(made)
                self.page_wanted.emit(LOSSES)
            elif ask:
                self._commit()
            else:
                self._losses.show_plan(made)
            self._drafting.changed.emit()

        def failed(error: BaseException) -> None:
            if number != self._number:
                return
            self._task = None
            if isinstance(error, Cancelled):
                self.refused.emit(tr("Stopped; the codebook is as it was."))
                self._back()
            elif isinstance(error, WorkbenchError):
                self.refused.emit(str(error))
            else:
                self._session.failed(error)

        if not reach(draft):
            done(plan(draft, (), ()))
            return

        def job(progress: Progress) -> Plan:
            from workbench.transfer import weigh

            with project.snapshot() as snapshot:
                return weigh(snapshot, draft, progress)

        self._task = self._session.tasks.run(
            tr("Counting what the codebook changes"), job, done, failed
        )
        self._drafting.changed.emit()

    def _moment(self) -> object:
        """What the journal ends with: two that are the same had nothing between them."""
        project = self._session.project
        return (project.read.journal(limit=1), project.read.next_undo()) if project else None

    def _choose(self) -> None:
        if self._draft is not None:
            self._losses.show_plan(None)
            self._weigh(self._losses.sent(self._draft), ask=False)

    def _commit(self) -> None:
        found = self._plan
        if found is None or self.committed:
            return
        made, moment = found
        if moment != self._moment():
            # Something was tagged since: what the plan knows is not all that there is.
            self._weigh(made.draft, ask=True)
            return
        self.committed = True
        # What is edited while a worker writes would be lost with the draft that it writes.
        self.writing.emit(True)

        def ended(kept: bool) -> None:
            self.committed = False
            self.writing.emit(False)
            if kept and not self._stopped:
                self._plan = None
                self._back()

        title = tr("Changing the codebook")
        try:
            self._session.commit_beside(title, made.transaction(), ended)
        except WorkbenchError as error:
            self.committed = False
            self.writing.emit(False)
            self.refused.emit(str(error))

    def _back(self) -> None:
        self.page_wanted.emit(EDITOR)
