"""The question before a change that what is stored does not fit: what becomes of it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.codebook_attributes import send_value
from workbench.domain.codebook_draft import Draft, Owner
from workbench.domain.codebook_edits import send
from workbench.domain.codebook_losses import Loss
from workbench.domain.codebook_plan import Plan
from workbench.domain.words import tr
from workbench.gui.codebook.editor_parts import Button
from workbench.gui.parts.fields import Choice, Line
from workbench.gui.parts.rows_view import SlimBar

DELETE = ""
WIDTH = 250


class LossRow(QWidget):
    """One kind of what would be lost, and what is to become of it."""

    changed = Signal()

    def __init__(self, number: int, loss: Loss, draft: Draft, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"loss_{number}")
        self.setAccessibleName(str(loss.sentence()))
        self.loss = loss
        self.value = DELETE
        self._line = Line(f"loss_{number}.words", self, text=str(loss.sentence()), wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(12)
        row.addWidget(self._line, 1, Qt.AlignmentFlag.AlignVCenter)
        self.choice = Choice(f"loss_{number}.choice", str(loss.sentence()), self)
        self.choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.choice.setFixedWidth(WIDTH)
        self._targets = _targets(loss, draft)
        self.choice.offer(
            [DELETE, *self._targets],
            [_verb(loss), *(tr("becomes {name}", name=n) for n in self._targets.values())],
            clear=False,
            numbers=False,
        )
        self.choice.show_value(DELETE)
        self.choice.chosen.connect(self._choose)
        row.addWidget(self.choice)
        fate = Line(f"loss_{number}.fate", self, text=_verb(loss), quiet=True)
        fate.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        fate.setFixedWidth(WIDTH)
        row.addWidget(fate)
        self.choice.setVisible(bool(self._targets))
        fate.setVisible(not self._targets)

    def _choose(self, value: str) -> None:
        self.value = value
        self.choice.show_value(value)
        self.changed.emit()

    def sent(self, draft: Draft) -> Draft:
        """The draft in which what would be lost goes where the user wants it."""
        loss, value = self.loss, self.value
        if value == DELETE:
            return draft
        if loss.kind == "value" and loss.attribute is not None:
            owner = Owner(loss.part, loss.owner)
            return send_value(draft, owner, loss.attribute.id, loss.value, value)
        return send(draft, loss.part, loss.owner, value)


class LossesPage(QWidget):
    """Lists the losses of a plan; the user carries over, deletes, or goes back."""

    back_wanted = Signal()
    choice_changed = Signal()
    apply_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("losses_page")
        self.setAccessibleName(tr("Stored annotations do not fit"))
        self.rows: list[LossRow] = []
        head = Line("losses_head", self, bold=True, step=1.15)
        head.setText(tr("Stored annotations do not fit the new codebook"))
        about = Line("losses_about", self, quiet=True, wrap=True)
        about.setText(
            tr(
                "Say what becomes of them, or go back and leave the codebook as it is. It can be "
                "undone."
            )
        )
        self._body = QWidget(self)
        self._body.setObjectName("losses_rows")
        self._body.setAccessibleName(tr("What would be lost"))
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setObjectName("losses_scroll")
        area.setAccessibleName(tr("What would be lost"))
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setVerticalScrollBar(SlimBar(area))
        area.setWidgetResizable(True)
        area.setWidget(self._body)
        self.sum = Line("losses_sum", self, wrap=True)
        self.back = Button("losses_back", tr("Back to the editor"), self)
        self.apply = Button("losses_apply", tr("Apply"), self, strong=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.sum, 1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(8)
        column.addWidget(head)
        column.addWidget(about)
        column.addSpacing(8)
        column.addWidget(area, 1)
        column.addLayout(buttons)
        self.back.clicked.connect(self.back_wanted)
        self.apply.clicked.connect(self.apply_wanted)

    def ask(self, plan: Plan) -> None:
        """List the losses of a plan, each to be deleted at first."""
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()  # it is deleted later only
            row.deleteLater()
        self.rows = [
            LossRow(number, loss, plan.draft, self._body) for number, loss in enumerate(plan.losses)
        ]
        for number, row in enumerate(self.rows):
            row.changed.connect(self.choice_changed)
            self._column.insertWidget(number, row)
        self.show_plan(plan)
        self.back.setFocus()

    def sent(self, draft: Draft) -> Draft:
        """The draft with the user's choices."""
        for row in self.rows:
            draft = row.sent(draft)
        return draft

    def show_plan(self, plan: Plan | None) -> None:
        """Say what would happen now; None while it is being counted."""
        self.apply.setEnabled(plan is not None)
        if plan is None:
            self.sum.setText(tr("Counting…"))
            return
        self.sum.setText(told(plan.losses))


def told(losses: Sequence[Loss]) -> str:
    """What would be lost in all."""
    gone = sum(loss.count for loss in losses if loss.part == "labels" and _deletes(loss))
    links = sum(loss.count for loss in losses if loss.part == "relations" and _deletes(loss))
    values = sum(loss.count for loss in losses if not _deletes(loss))
    if not losses:
        return tr("Nothing is lost.")
    return tr(
        "Deleted: spans {spans}, links {links}; values and entities lost: {values}.",
        spans=gone,
        links=links,
        values=values,
    )


def _deletes(loss: Loss) -> bool:
    return loss.kind not in ("value", "entity", "double", "review")


def _verb(loss: Loss) -> str:
    if loss.kind == "value":
        return tr("take the value away")
    if loss.kind == "double":
        return tr("keep what the other one says")
    if loss.kind == "review":
        return tr("take the decision back")
    return tr("detach the entity") if loss.kind == "entity" else tr("delete")


def _targets(loss: Loss, draft: Draft) -> dict[str, str]:
    """Where what would be lost can go instead: ids of the draft, and how they are called."""
    book = draft.codebook()
    if loss.kind == "label":
        return {label.id: str(label.name) for label in book.labels}
    if loss.kind == "relation":
        return {kind.id: str(kind.name) for kind in book.relations}
    if loss.kind != "value" or loss.attribute is None:
        return {}
    found: dict[str, str] = {}
    for route in draft.routes(loss.part):
        item = book.label(route.target or "") or book.relation(route.target or "")
        now = route.attributes.get(loss.attribute.id)
        if route.source == loss.owner and item is not None:
            for attribute in item.attributes:
                if attribute.id == now:
                    found |= {value: attribute.value_name(value) for value in attribute.values}
    return found
