"""The draft that the parts of the codebook editor show and change, with its own undo."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from workbench.domain import codebook_edits as edits
from workbench.domain.codebook import Codebook
from workbench.domain.codebook_draft import Draft, Owner
from workbench.domain.errors import WorkbenchError
from workbench.domain.revision import changed_meanings
from workbench.domain.words import tr

Edit = Callable[[Draft], Draft]


class _Step(NamedTuple):
    """An edit, and the draft on its other side: before it, or after it where it is undone."""

    draft: Draft
    edit: Edit


class Drafting(QObject):
    """One draft after another. Nothing of it is in the file before it is applied."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, codebook: Codebook, parent: QObject) -> None:
        super().__init__(parent)
        self.draft = Draft.of(codebook)
        self.owner = _first(self.draft)  # what is being edited
        self.refusing = False  # while what was refused goes back
        self.counts: Mapping[str, int] = {}  # stored spans by label, once they are counted
        self._back: list[_Step] = []
        self._onward: list[_Step] = []

    def start(self, codebook: Codebook) -> None:
        """Begin anew from a codebook."""
        self.draft, self._back, self._onward = Draft.of(codebook), [], []
        self._show()

    def carry_over(self, codebook: Codebook) -> int:
        """Make the edits anew on another codebook; how many of them it does not allow."""
        steps, left = self._back, 0
        self.draft, self._back, self._onward = Draft.of(codebook), [], []
        for _, edit in steps:
            try:
                draft = edit(self.draft)
            except (WorkbenchError, LookupError, ValueError):  # what it was about is not there
                left += 1
                continue
            if draft != self.draft:
                self._back.append(_Step(self.draft, edit))
                self.draft = draft
        self._show()
        return left

    def choose(self, owner: Owner) -> None:
        """Edit this label or relation type."""
        if owner != self.owner:
            self.owner = owner
            self.changed.emit()

    def do(self, edit: Edit, owner: Owner | None = None) -> bool:
        """Make an edit, and go on with `owner`; what it refuses is told.

        False where nothing was changed.
        """
        try:
            draft = edit(self.draft)
        except WorkbenchError as error:
            self.refused.emit(str(error))
            self.refusing = True
            self.changed.emit()  # whoever shows what was refused shows what holds
            self.refusing = False
            return False
        if draft == self.draft or (not draft.changed and not self.draft.changed):
            return False
        self._back.append(_Step(self.draft, edit))
        self._onward.clear()
        before, self.draft = self.draft, draft
        self.owner = owner or self.owner
        self._show(before)
        return True

    def name(self, owner: Owner, code: str, text: str) -> None:
        """Give a label or relation type its name in a language; none is its id.

        A new one that has no name in the other language yet gets the same there.
        """
        item, text = self.draft.item(owner), text or owner.id
        fields = {code: text}
        other = "ru" if code == "en" else "en"
        if self._is_new(owner) and item.get(other) == owner.id:
            fields[other] = text
        self.do(lambda draft: edits.put(draft, owner, **fields))

    def _is_new(self, owner: Owner) -> bool:
        routes = self.draft.labels if owner.part == "labels" else self.draft.relations
        return all(route.target != owner.id for route in routes)

    def walk(self, back: bool) -> None:
        """Take the last edit back, or do it again."""
        source, goal = (self._back, self._onward) if back else (self._onward, self._back)
        if source:
            draft, edit = source.pop()
            goal.append(_Step(self.draft, edit))
            before, self.draft = self.draft, draft
            self._show(before)

    def _show(self, before: Draft | None = None) -> None:
        """Tell of the draft; what comes after a part that is gone since `before` is chosen."""
        part, left = self.owner.part, self.draft.ids(self.owner.part)
        if self.owner.id not in left:
            known = before.ids(part) if before is not None else []
            if left and self.owner.id in known:
                place = min(known.index(self.owner.id), len(left) - 1)
                self.owner = Owner(part, left[place])
            else:
                self.owner = _first(self.draft)
        self.changed.emit()

    def can_walk(self, back: bool) -> bool:
        """Whether there is an edit to take back, or to do again."""
        return bool(self._back if back else self._onward)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many spans the labels have."""
        self.counts = counts
        self.changed.emit()

    def spans_of(self, label: str) -> int:
        """How many stored spans go to a label of the draft, as far as they are counted."""
        sources = {route.source for route in self.draft.labels if route.target == label}
        return sum(self.counts.get(source, 0) for source in sources)

    def wrong(self) -> str:
        """What is wrong with the draft, in a sentence; "" where it can be applied."""
        try:
            self.draft.codebook()
        except WorkbenchError as error:
            reason = error.message.values.get("reason")
            return tr("Not right yet: {reason}.", reason=reason) if reason else str(error)
        return ""

    def doubtful(self) -> tuple[tuple[str, ...], int]:
        """The labels whose meaning is changed, and how many stored spans they have."""
        if self.wrong():
            return (), 0
        labels = changed_meanings(self.draft)
        return labels, sum(self.spans_of(label) for label in labels)


def _first(draft: Draft) -> Owner:
    return Owner("labels", next(iter(draft.ids("labels")), ""))
