"""A few things that go out or stay, each with a box to tick."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from workbench.gui.parts.buttons import Tick
from workbench.gui.parts.flow import Flow


class Ticks(QWidget):
    """Boxes in `columns`, or in fewer where names are long; all are ticked at first."""

    changed = Signal()

    def __init__(self, name: str, title: str, parent: QWidget, *, columns: int = 2) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.boxes: dict[str, Tick] = {}
        self._rows = Flow(self, columns=columns, line_gap=0)

    def offer(self, names: Mapping[str, str]) -> None:
        """Have these values by their names; those that are there keep their ticks."""
        if names == {value: box.text() for value, box in self.boxes.items()}:
            return
        off = {value for value, box in self.boxes.items() if not box.isChecked()}
        for box in self.boxes.values():
            self._rows.removeWidget(box)
            box.setObjectName("")
            box.deleteLater()
        self.boxes = {}
        for value, text in names.items():
            box = Tick(f"{self.objectName()}.{value}", text, self)
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.setToolTip(text)
            box.setChecked(value not in off)
            box.toggled.connect(self.changed)
            self._rows.addWidget(box)
            self.boxes[value] = box

    def in_order(self, before: QWidget, after: QWidget) -> None:
        """Let Tab go from `before` through the boxes to `after`: they come later than these."""
        for box in self.boxes.values():
            self.setTabOrder(before, box)
            before = box
        self.setTabOrder(before, after)

    def chosen(self) -> tuple[str, ...] | None:
        """The values that are ticked; () where all are, None where none is."""
        on = tuple(value for value, box in self.boxes.items() if box.isChecked())
        if len(on) == len(self.boxes):
            return ()
        return on or None

    def show_chosen(self, values: Sequence[str]) -> None:
        """Tick these; () ticks all."""
        for value, box in self.boxes.items():
            box.setChecked(not values or value in values)
