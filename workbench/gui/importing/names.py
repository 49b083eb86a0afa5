"""The part of the import sheet where it is decided what becomes of names."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.domain.mapping import Mapping
from workbench.domain.mapping_questions import OUT, Answer, Question, answered
from workbench.domain.words import tr
from workbench.gui.importing.choosing import offer_files
from workbench.gui.importing.decisions import Decisions
from workbench.gui.importing.mapping_table import NameTable
from workbench.gui.importing.words import used_said
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.buttons import TextButton
from workbench.gui.parts.fields import IconButton, Line, heading
from workbench.gui.parts.flow import Flow
from workbench.gui.session import Session
from workbench.store.project import Project
from workbench.transfer import Plan

_DEPTH = 3  # a name, its attributes, their values


class NamesPane(QWidget):
    """A table of names; each decision makes another plan."""

    changed = Signal()
    said = Signal(str)
    left = Signal()

    def __init__(self, session: Session, project: Project, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("import_names_pane")
        self.setAccessibleName(tr("What becomes of each name"))
        self._session = session
        self.plan: Plan | None = None
        self.decisions = Decisions(project)
        self.title = heading("import_names_title", tr("What becomes of each name"), self)
        self.more = IconButton("import_more", tr("Decisions as a file…"), "dots-three", self)
        self.used = Line("import_used", self, quiet=True, step=0.9, wrap=True)
        self.forget = TextButton("import_forget", tr("Reset"), self)
        self.table = NameTable(project.codebook, self)
        self.add_rest = TextButton("import_add_rest", tr("Add the rest"), self)
        self.skip_rest = TextButton("import_skip_rest", tr("Leave the rest out"), self)
        self.same_rest = TextButton("import_same_rest", tr("The rest like this one"), self)
        self._lay_out()
        self.table.decided.connect(self._decide)
        self.table.spread.connect(self._spread)
        self.table.left.connect(self.left)
        self.forget.clicked.connect(self._forget)
        self.more.clicked.connect(self._offer_more)
        self.add_rest.clicked.connect(self._add_rest)
        self.skip_rest.clicked.connect(self._skip_rest)
        self.same_rest.clicked.connect(self._same_rest)
        self._show()

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.setContentsMargins(16, 0, 0, 0)
        title.addWidget(self.title, 1)
        title.addWidget(self.more)
        used = QHBoxLayout()
        used.setContentsMargins(16, 0, 0, 0)
        used.setSpacing(8)
        used.addWidget(self.used, 1)
        used.addWidget(self.forget, 0, Qt.AlignmentFlag.AlignTop)
        table = QHBoxLayout()
        table.setContentsMargins(4, 0, 0, 0)
        table.addWidget(self.table)
        rest = Flow()
        rest.setContentsMargins(16, 0, 0, 0)
        for button in (self.add_rest, self.skip_rest, self.same_rest):
            rest.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(title)
        column.addLayout(used)
        column.addLayout(table, 1)
        column.addStretch(0)
        column.addSpacing(4)
        column.addLayout(rest)

    def take(self, plan: Plan) -> None:
        """Show what files use; the decisions that were made hold. Raises what `settle` raises."""
        self.plan = self.decisions.begin(plan)
        self._show()

    def undecided(self) -> list[Question]:
        """What is to be decided yet."""
        return [one for one in self.table.questions if one.answer is None]

    def to_first(self) -> None:
        """Put the keyboard on the first row that is undecided, or on the table."""
        for question in self.undecided()[:1]:
            self.table.go_to(question)
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    # -- decisions

    def _decide(self, question: Question, answer: Answer) -> None:
        given = self.decisions.given
        self._put(lambda mapping: answered(mapping, question, answer, given))

    def _put(self, change: Callable[[Mapping], Mapping], by_name: bool = True) -> None:
        plan = self.plan
        if plan is None:
            return

        def put() -> None:
            self.plan = self.decisions.put(plan, change, by_name)
            self._show()

        attempt(self._session, put)

    def _spread(self, question: Question) -> None:
        answer = question.answer
        if answer is not None:
            self._rest(lambda one: one.answer_like(answer))

    def _add_rest(self) -> None:
        self._rest(lambda one: one.answer_like(Answer("", add=True)))

    def _skip_rest(self) -> None:
        self._rest(lambda one: OUT)

    def _same_rest(self) -> None:
        question = self.table.question
        if question is not None:
            self._spread(question)

    def _rest(self, answer: Callable[[Question], Answer | None]) -> None:
        """Answer what is undecided, and what is asked only then."""
        for _ in range(_DEPTH):
            asked = [(one, given) for one in self.undecided() if (given := answer(one))]
            if not asked:
                break

            def change(mapping: Mapping, asked: list[tuple[Question, Answer]] = asked) -> Mapping:
                for question, given in asked:
                    mapping = answered(mapping, question, given, self.decisions.given)
                return mapping

            self._put(change, by_name=all(given != OUT for _, given in asked))

    def _forget(self) -> None:
        if self.plan is None:
            return
        self.plan = self.decisions.forget(self.plan)
        self._show()
        self.table.setFocus(Qt.FocusReason.TabFocusReason)
        self.said.emit(tr("The decisions are reset. What was imported by them stays."))

    def _offer_more(self) -> None:
        if self.plan is not None:
            offer_files(self.more, self._session, self.plan, self._use)

    def _use(self, mapping: Mapping) -> None:
        self._put(mapping.over)

    # -- what is shown

    def _show(self) -> None:
        plan = self.plan
        questions = plan.questions() if plan is not None else ()
        if plan is not None:
            self.table.show_questions(questions, plan.codebook)
        shown = bool(questions)
        used = used_said(self.decisions.kept, self.decisions.ready) if shown else ""
        asked = any(not one.known or one.attribute for one in questions)
        self.used.setText(used)
        for part, visible in (
            (self.title, shown),
            (self.more, shown),
            (self.table, shown),
            (self.used, bool(used)),
            (self.forget, bool(used)),
            (self.add_rest, asked),
            (self.skip_rest, asked),
            (self.same_rest, asked),
        ):
            part.setVisible(visible)
        undecided = bool(self.undecided()) if shown else False
        for button in (self.add_rest, self.skip_rest, self.same_rest):
            button.setEnabled(undecided)
        self.changed.emit()
