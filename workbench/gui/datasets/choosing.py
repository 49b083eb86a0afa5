"""The part of the export sheet that says what goes out, and keeps such choices in the project."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.domain.errors import Refused
from workbench.domain.records import DECISIONS, STATUSES
from workbench.domain.words import tr, trn
from workbench.gui.datasets.ticks import Ticks
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.buttons import TextButton, Tick
from workbench.gui.parts.fields import Choice as Pick
from workbench.gui.parts.fields import Field, IconButton, Line, heading
from workbench.gui.parts.flow import Flow
from workbench.gui.session import Session
from workbench.transfer import Choice, choices, drop_choice, keep_choice
from workbench.transfer.choice import ALL


class ChoiceForm(QWidget):
    """Boxes and fields of a Choice; what it has no field for stays as it was loaded."""

    changed = Signal()
    loaded = Signal(tuple)  # the sides of a choice that was loaded: they are shown elsewhere
    left = Signal()

    def __init__(
        self, session: Session, sides: Callable[[], tuple[str, ...]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export_choice")
        self.setAccessibleName(tr("What goes out"))
        self._session, self._sides = session, sides
        self._loaded = ALL
        self._showing = False
        self._annotators: set[str] = set()
        self.saved = Pick("export_saved", tr("Choices kept in the project"), self)
        self.drop = IconButton("export_saved_drop", tr("Delete this choice"), "trash", self)
        self.name = Field(
            "export_saved_name", tr("Name of the choice"), self, hint=tr("Keep this choice as…")
        )
        self.keep = TextButton("export_saved_keep", tr("Keep"), self)
        self.statuses = Ticks("export_status", tr("State of the article"), self, columns=3)
        self.labels = Ticks("export_labels", tr("Labels"), self)
        self.annotators = Ticks("export_annotators", tr("Annotators"), self)
        self.reviews = Ticks("export_reviews", tr("Review"), self, columns=3)
        self.only_marked = Tick("export_only_marked", tr("Only articles with spans"), self)
        self.only_reviewed = Tick("export_only_reviewed", tr("Only reviewed to the end"), self)
        self.only_reviewed.setToolTip(
            tr("Only articles with spans, none of which waits for review")
        )
        self.words = Field(
            "export_words", tr("Words in the title"), self, hint=tr("Words in the title")
        )
        self.since = Field("export_since", tr("Dated from"), self, hint=tr("from YYYY-MM-DD"))
        self.until = Field("export_until", tr("Dated until"), self, hint=tr("to YYYY-MM-DD"))
        self.rest = Line("export_rest", self, quiet=True, step=0.9, wrap=True)
        self.rest_drop = TextButton("export_rest_drop", tr("Not only these"), self)
        self._lay_out()
        self.statuses.offer({value: str(name) for value, name in STATUSES.items()})
        self.reviews.offer({value: str(name) for value, name in DECISIONS.items()})
        self.follow_codebook()
        self._list_saved("")
        for part in self._ticks():
            part.changed.connect(self._tell)
        for tick in (self.only_marked, self.only_reviewed):
            tick.toggled.connect(self._tell)
        for field in (self.words, self.since, self.until):
            field.textChanged.connect(self._tell)
            field.left.connect(self.left)
        self.name.left.connect(self.left)
        self.name.textChanged.connect(self._show_rest)
        self.name.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)
        self.drop.clicked.connect(self._drop)
        self.saved.chosen.connect(self._load)
        self.rest_drop.clicked.connect(self._forget_rest)
        self._show_rest()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._row(column, (self.saved, 1), (self.drop, 0))
        keeping = Flow(gap=4)
        keeping.addWidget(self.name)
        keeping.addWidget(self.keep)
        column.addLayout(keeping)
        for name, title, part in (
            ("status", tr("Articles that are"), self.statuses),
            ("labels", tr("Labels"), self.labels),
            ("annotators", tr("Annotators"), self.annotators),
            ("reviews", tr("Spans and links by review"), self.reviews),
        ):
            column.addSpacing(4)
            column.addWidget(heading(f"export_{name}_title", title, self))
            column.addWidget(part)
        column.addSpacing(4)
        only = QVBoxLayout()
        only.setSpacing(0)
        only.addWidget(self.only_marked)
        only.addWidget(self.only_reviewed)
        column.addLayout(only)
        column.addSpacing(4)
        column.addWidget(self.words)
        dates = Flow(columns=2, gap=4)
        dates.addWidget(self.since)
        dates.addWidget(self.until)
        column.addLayout(dates)
        self._row(column, (self.rest, 1), (self.rest_drop, 0))

    def _row(self, column: QVBoxLayout, *parts: tuple[QWidget, int]) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        for part, stretch in parts:
            row.addWidget(part, stretch)
        column.addLayout(row)

    # -- what it says

    def value(self) -> Choice:
        """The choice as it stands; raises Refused where it leaves nothing over."""
        statuses, labels = self.statuses.chosen(), self.labels.chosen()
        annotators, reviews = self.annotators.chosen(), self.reviews.chosen()
        if statuses is None or labels is None or annotators is None or reviews is None:
            raise Refused(
                "Nothing goes out: tick a state, a label, an annotator and a decision at least."
            )
        return replace(
            self._loaded,
            statuses=statuses,
            sides=self._sides(),
            labels=labels,
            annotators=annotators,
            reviews=reviews,
            only_marked=self.only_marked.isChecked(),
            only_reviewed=self.only_reviewed.isChecked(),
            words=self.words.text().strip(),
            since=self.since.text().strip(),
            until=self.until.text().strip(),
        )

    def show_choice(self, choice: Choice) -> None:
        """Show a choice."""
        self._showing = True
        self._loaded = choice
        self.know_annotators(choice.annotators)
        self.statuses.show_chosen(choice.statuses)
        self.labels.show_chosen(choice.labels)
        self.annotators.show_chosen(choice.annotators)
        self.reviews.show_chosen(choice.reviews)
        self.only_marked.setChecked(choice.only_marked)
        self.only_reviewed.setChecked(choice.only_reviewed)
        for field, text in (
            (self.words, choice.words),
            (self.since, choice.since),
            (self.until, choice.until),
        ):
            field.setText(text)
        self._showing = False
        self._show_rest()
        self.loaded.emit(choice.sides)
        self.changed.emit()

    def know_annotators(self, names: Iterable[str]) -> None:
        """Have boxes for these annotators too."""
        self._annotators.update(names)
        self.annotators.offer({name: name or tr("nobody") for name in sorted(self._annotators)})
        self._order()

    def follow_codebook(self) -> None:
        """Have a box for each label of the codebook as it is now."""
        project = self._session.project
        if project is not None:
            labels = project.codebook.labels
            self.labels.offer({label.id: str(label.name) for label in labels})
            self._order()

    def _ticks(self) -> tuple[Ticks, ...]:
        return self.statuses, self.labels, self.annotators, self.reviews

    def _order(self) -> None:
        before: QWidget = self.keep
        for ticks in self._ticks():
            ticks.in_order(before, self.only_marked)
            before = next(reversed(ticks.boxes.values()), before)

    def _tell(self) -> None:
        if not self._showing:
            self.saved.show_value(None, tr("Choices kept in the project"))
            self._show_rest()
            self.changed.emit()

    def _show_rest(self) -> None:
        rest = []
        if self._loaded.entities:
            count = len(self._loaded.entities)
            rest.append(
                trn(
                    "only articles that mention {count} entity",
                    "only articles that mention one of {count} entities",
                    count,
                )
            )
        if self._loaded.origins:
            rest.append(tr("only spans made by {origins}", origins=", ".join(self._loaded.origins)))
        self.rest.setText("; ".join(rest))
        self.rest.setVisible(bool(rest))
        self.rest_drop.setVisible(bool(rest))
        self.drop.setEnabled(bool(self.saved.currentData()))
        self.keep.setEnabled(bool(self.name.text().strip()))

    def _forget_rest(self) -> None:
        self._loaded = replace(self._loaded, entities=(), origins=())
        self._tell()

    # -- choices that the project keeps

    def _list_saved(self, shown: str) -> None:
        project = self._session.project
        names = sorted(choices(project.read)) if project is not None else []
        self.saved.offer(["", *names], [tr("Everything"), *names], clear=False, numbers=False)
        self.saved.show_value(shown)
        self._show_rest()

    def _load(self, name: str) -> None:
        project = self._session.project
        if project is None:
            return
        self.show_choice(choices(project.read).get(name, ALL) if name else ALL)

    def _keep(self) -> None:
        project, name = self._session.project, " ".join(self.name.text().split())
        if project is None or not name:
            return

        def keep() -> None:
            keep_choice(project, name, self.value())
            self.name.clear()
            self._list_saved(name)
            self._session.said.emit(tr("The project keeps the choice «{name}».", name=name))

        attempt(self._session, keep)

    def _drop(self) -> None:
        project, name = self._session.project, self.saved.currentData()
        if project is None or not name:
            return

        def drop() -> None:
            drop_choice(project, name)
            self._list_saved("")
            self.saved.show_value(None, tr("Choices kept in the project"))
            self._show_rest()
            self._session.said.emit(tr("The choice «{name}» is deleted.", name=name))

        attempt(self._session, drop)
