"""A few things that go out or stay, each with a box to tick."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from workbench.gui.parts.buttons import Tick

COLUMNS = 2


class Ticks(QWidget):
    """Boxes in two columns; all are ticked at first."""

    changed = Signal()

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.boxes: dict[str, Tick] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def offer(self, names: Mapping[str, str]) -> None:
        """Have these values by their names; those that are there keep their ticks."""
        if names == {value: box.text() for value, box in self.boxes.items()}:
            return
        off = {value for value, box in self.boxes.items() if not box.isChecked()}
        for box in self.boxes.values():
            self._grid.removeWidget(box)
            box.setObjectName("")
            box.deleteLater()
        self.boxes = {}
        before: QWidget | None = None
        for number, (value, text) in enumerate(names.items()):
            box = Tick(f"{self.objectName()}.{value}", text, self)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.setToolTip(text)
            box.setChecked(value not in off)
            box.toggled.connect(self.changed)
            self._grid.addWidget(box, number // COLUMNS, number % COLUMNS)
            if before is not None:
                self.setTabOrder(before, box)
            before = box
            self.boxes[value] = box

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
