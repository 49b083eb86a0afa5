"""What is open and where the eye is: the project, the article, the selection, the focused span.

The session holds no truth of its own about annotations: after each notice of the project it
shows what the file then holds.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from workbench.domain.change import Change, Transaction
from workbench.domain.commands import Pen
from workbench.domain.errors import Conflict, ProjectError, Refused, WorkbenchError
from workbench.domain.reading import Reading
from workbench.domain.records import Entity, Span
from workbench.domain.words import tr
from workbench.domain.work import Todo
from workbench.gui import knowledge
from workbench.gui.knowledge import Language, Offer
from workbench.gui.notices import sentence
from workbench.gui.place import Place
from workbench.gui.tasks import Tasks
from workbench.jobs import Cancelled, Progress
from workbench.store.bulk import Bulk
from workbench.store.project import Notice, Project
from workbench.store.steps import Walk

# An article with more spans than this is shown before all of them are read.
MANY_SPANS = 2000
AT_ONCE = 500_000  # bytes of the journal that are undone without a worker
SOME = 500  # changes that are written without a worker
FIRST_SCREENS = 8000  # code points


class Session(Place):
    """The state that the window's parts share, and its signals."""

    project_opened = Signal()  # or closed: project is None
    project_changed = Signal(object)  # a Notice
    about_to_edit = Signal()  # what is half typed is to be kept: it was there before
    article_opened = Signal()
    reading_changed = Signal(object)  # the changes, or None where everything may differ
    offer_changed = Signal()
    language_loaded = Signal()
    said = Signal(str)
    refused = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tasks = tasks
        self.project: Project | None = None
        self.todos: tuple[Reading, tuple[Todo, ...]] | None = None  # once they were looked for
        self.offer: Offer | None = None
        self.language: Language | None = None
        # Entities that changed while the register is being made; None where it is not.
        self._late: list[Change] | None = None
        self._partial = False
        self._generation = 0
        self._unsubscribe: Callable[[], None] = lambda: None

    # -- the project

    def open_project(self, project: Project | None) -> None:
        """Show a project (None closes the window's one) and close the one before."""
        unsubscribe, self._unsubscribe = self._unsubscribe, lambda: None
        unsubscribe()
        self._generation += 1
        self.tasks.cancel_all()
        if self.project is not None:
            self.project.close()
        self.project, self.reading, self.language = project, None, None
        self._late = None
        self.forget_place()
        self._unsubscribe = project.subscribe(self._noticed) if project else lambda: None
        self.project_opened.emit()
        self.article_opened.emit()

    def pen(self) -> Pen:
        """Who writes."""
        return Pen(self.project.annotator if self.project else "")

    def sign(self, annotator: str) -> None:
        """Put another name under what is made from now on."""
        if self.project is not None:
            self.project.annotator = annotator
            self.reading_changed.emit(())
        self.said.emit(tr("New spans are signed «{name}».", name=annotator))

    def load_language(self) -> None:
        """Load the morphology and the register in a worker; call it after the first paint."""
        project = self.project
        if project is None or self.language is not None or self._late is not None:
            return

        self._late = []
        snapshot_of = project.snapshot

        def job(progress: Progress) -> Language:
            return knowledge.load(snapshot_of, progress)

        def done(language: Language) -> None:
            self.language, late, self._late = language, self._late, None
            language.follow(late or ())
            self.language_loaded.emit()
            self.look_for_offer()

        def failed(error: BaseException) -> None:
            self._late = None
            self.failed(error)

        self.tasks.run(tr("Loading the dictionary"), job, done, failed, shown=False)

    # -- the article

    def open_article(self, article_id: str, *, span: str | None = None) -> None:
        """Show an article, with the focus on `span` where one is given."""
        if self.project is None:
            return
        read = self.project.read
        try:
            partial = span is None and read.span_count(article_id) > MANY_SPANS
            reading = read.reading(article_id, until=FIRST_SCREENS if partial else None)
        except WorkbenchError as error:
            self.refused.emit(str(error))
            return
        self._generation += 1
        self.reading, self._partial = reading, partial
        self.forget_place()
        self.article_opened.emit()
        if self._partial:
            self._read_the_rest(article_id)
        if span is not None:
            self.focus_on(span)

    def _read_the_rest(self, article_id: str) -> None:
        assert self.project is not None
        generation, snapshot_of = self._generation, self.project.snapshot

        def job(progress: Progress) -> Reading:
            with snapshot_of() as snapshot:
                return snapshot.reading(article_id)

        def done(reading: Reading) -> None:
            if generation == self._generation and self._partial:
                self._partial = False
                self.reading = reading
                self.reading_changed.emit(None)

        self.tasks.run(tr("Reading the article"), job, done, self.failed, shown=False)

    def whole(self) -> Reading:
        """The reading with all spans; raises Refused where no article is open."""
        if self.reading is None or self.project is None:
            raise Refused("Open an article first.")
        if self._partial:
            self._partial = False
            self.reading = self.project.read.reading(self.reading.article.id)
            self.reading_changed.emit(None)
        return self.reading

    def focus_on(self, span_id: str | None, *, move: bool = True) -> None:
        before = self.focus
        super().focus_on(span_id, move=move)
        if self.focus != before:
            self.look_for_offer()

    def forget_place(self) -> None:
        self.offer, self.todos = None, None
        self._partial = self._partial and self.reading is not None
        super().forget_place()

    # -- edits

    def run(self, make: Callable[[Reading], Transaction]) -> bool:
        """Make a transaction from the whole reading and commit it; whether that was begun.

        What is refused is said. What would hold up the window is written in a worker.
        """
        try:
            if self.project is None:
                raise Refused("Open a project first.")
            transaction = make(self.whole())
            self.commit_beside(str(transaction.title), transaction)
        except WorkbenchError as error:
            self.refused.emit(str(error))
            return False
        return True

    def commit(self, transaction: Transaction) -> None:
        """Write a transaction. Raises a WorkbenchError; after a conflict the file is shown anew."""
        project = self.project
        if project is None:
            raise Refused("Open a project first.")
        self._take_step(lambda: project.commit(transaction))

    def commit_beside(
        self,
        title: str,
        transaction: Transaction,
        ended: Callable[[bool], None] = lambda _: None,
    ) -> None:
        """Write a transaction; in a worker, as the task `title`, where it would hold up the window.

        `ended` hears whether the file holds it. Raises a WorkbenchError for what is not begun.
        """
        project, changes = self.project, transaction.changes
        if project is None or len(changes) <= SOME:
            self.commit(transaction)
            ended(True)
            return

        def write(bulk: Bulk, progress: Progress) -> None:
            for first in range(0, len(changes), SOME):
                texts = transaction.texts if not first else {}
                bulk.add(changes[first : first + SOME], texts)
                progress.step(first, len(changes))
            bulk.finish(transaction.title, transaction.focus)

        self._beside(project, title, write, ended)

    def when_told(self, act: Callable[[], None]) -> None:
        """Call `act`: at once, or after the step that the window is just hearing of.

        What is kept because the eye goes elsewhere comes in the middle of another step.
        """
        if self.project is None:
            act()
        else:
            self.project.when_told(act)

    def walk(self, back: bool) -> None:
        """Undo, or redo."""
        self.about_to_edit.emit()
        if self.project is not None:
            read = self.project.read
            self._walk(self.project, read.way_back if back else read.way_ahead)

    def jump(self, seq: int) -> None:
        """Undo or redo until this step of the journal is the newest one done; 0: before all."""
        self.about_to_edit.emit()
        project = self.project
        if project is not None:
            self._walk(project, lambda: project.read.way_to(seq))

    def _walk(self, project: Project, find: Callable[[], Walk]) -> None:
        try:
            way = find()
            if way.size > AT_ONCE:
                self._walk_beside(project, way)
            else:
                self._take_step(lambda: project.walk(way))
        except WorkbenchError as error:
            self.refused.emit(str(error))

    def _walk_beside(self, project: Project, way: Walk) -> None:
        """Undo or redo in a worker what would hold up the window."""
        title = tr("Undoing") if way.back else tr("Redoing")
        self._beside(project, title, lambda bulk, progress: bulk.walk(way, progress))

    def _beside(
        self,
        project: Project,
        title: str,
        write: Callable[[Bulk, Progress], None],
        ended: Callable[[bool], None] = lambda _: None,
    ) -> None:
        bulk = project.bulk()

        def done(_: object) -> None:
            project.tell_bulk(bulk)
            ended(True)

        def failed(error: BaseException) -> None:
            bulk.stop()
            project.tell_bulk(bulk)
            if isinstance(error, Conflict | ProjectError):
                self._reread()
            ended(False)
            if isinstance(error, Cancelled):
                self.said.emit(tr("That was cancelled; nothing was changed."))
            self.failed(error)

        self.tasks.run(title, lambda progress: write(bulk, progress), done, failed)

    def _take_step(self, step: Callable[[], object]) -> None:
        try:
            step()
        except (Conflict, ProjectError):
            self._reread()
            raise

    def _reread(self) -> None:
        if self.project is None or self.reading is None:
            return
        article = self.project.read.article(self.reading.article.id)
        if article is None:
            self.reading = None
            self.forget_place()
            self.article_opened.emit()
            return
        self._partial = False
        self.reading = self.project.read.reading(article.id)
        self.reading_changed.emit(None)

    def _noticed(self, notice: Notice) -> None:
        transaction = notice.transaction
        if notice.everything:
            self._follow_everything()
        elif self.language:
            self.language.follow(transaction.changes)
        elif self._late is not None:
            self._late += (c for c in transaction.changes if isinstance(c.record, Entity))
        if self.reading is not None and not notice.everything:
            self._follow(transaction)
        self._go_to(notice)
        self.project_changed.emit(notice)
        self.said.emit(str(sentence(notice)))
        self.look_for_offer()

    def _follow_everything(self) -> None:
        """Read anew what is shown, and the register, whose entities may be others by now."""
        self._reread()
        if self.language is not None:
            self.language = None
            self.load_language()

    def _go_to(self, notice: Notice) -> None:
        """Put the eye where the step was: on its span, or where that was before it went."""
        focus, walked = notice.transaction.focus, notice.way != "done"
        if self.focus is not None and self.reading and self.reading.span(self.focus) is None:
            self.focus_on(None)
        if focus is None:
            return
        if self.reading is None or self.reading.article.id != focus.article:
            if not walked:
                return
            self.open_article(focus.article)
        if self.reading is None or self.reading.article.id != focus.article:
            return
        if focus.span is not None and self.whole().span(focus.span) is not None:
            self.focus_on(focus.span, move=walked)
        elif walked:
            places = (
                change.record.start
                for change in notice.transaction.changes
                if isinstance(change.record, Span) and change.record.article == focus.article
            )
            place = next(places, None)
            if place is not None:
                self.select(None, place)

    def _follow(self, transaction: Transaction) -> None:
        assert self.reading is not None
        assert self.project is not None
        if self.project.read.article(self.reading.article.id) is None:
            self.reading = None
            self.forget_place()
            self.article_opened.emit()
            return
        if self._partial:
            # What was not read yet cannot be followed.
            self._reread()
            return
        try:
            reading = self.reading.after(transaction.changes)
        except Conflict:
            self._reread()
            return
        wanted = {
            change.after.entity
            for change in transaction.changes
            if isinstance(change.after, Span) and change.after.entity
        }
        unknown = [self.project.read.entity(name) for name in wanted - reading.entities.keys()]
        self.reading = reading.knowing([e for e in unknown if e]) if unknown else reading
        self.choose(self.chosen)  # those that are left
        self.reading_changed.emit(transaction.changes)

    # -- who is meant

    def look_for_offer(self) -> None:
        """Offer an entity for the focused span where it could mention one and does not."""
        span, found = self.focused(), None
        if span is not None and self.reading is not None and span.entity is None:
            label = self.reading.codebook.label(span.label)
            if label is not None and label.names_entities:
                found = self.offer_for(span)
        if found != self.offer:
            self.offer = found
            self.offer_changed.emit()

    def offer_for(self, span: Span, typed: str | None = None) -> Offer | None:
        """What to offer for a span, or for what was typed; None before the dictionary is there."""
        if self.language is None or self.reading is None or self.project is None:
            return None
        words = self.reading.text[span.start : span.end] if typed is None else typed
        name = self.language.morphology.nominative(words) if typed is None else typed.strip()
        register, read = self.language.register, self.project.read
        found = [read.entity(entity_id) for entity_id in register.matching(words, 8)]
        meant = register.meant(words, 1)
        best = read.entity(meant[0]) if meant else None
        return Offer(span.id, name, tuple(entity for entity in found if entity), best)

    def exact_entity(self, words: str) -> Entity | None:
        """The one entity whose name or alias these words are, in any case form."""
        if self.language is None or self.project is None:
            return None
        found = tuple(self.language.register.exact(words))
        return self.project.read.entity(found[0]) if len(found) == 1 else None

    def failed(self, error: BaseException) -> None:
        """What became of a job that brought no result: said, or passed on as a bug."""
        if isinstance(error, WorkbenchError):
            self.refused.emit(str(error))
        elif not isinstance(error, Cancelled):
            raise error
