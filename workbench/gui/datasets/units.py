"""The part of the export sheet that says what offsets count, where a format leaves it open."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain.words import tr
from workbench.exchange.bundle import Unit
from workbench.exchange.dialect import Dialect
from workbench.gui.parts.fields import Line, heading
from workbench.gui.parts.formats import EXPLAINED, UNITS
from workbench.gui.parts.tabs import Tabs


class UnitForm(QWidget):
    """A row of units for each format that has several; what is chosen for one stays."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("export_unit")
        self.setAccessibleName(tr("Offsets count"))
        self.told = Line(
            "export_unit_told", self, text=str(EXPLAINED), quiet=True, step=0.9, wrap=True
        )
        self._rows: dict[str, Tabs] = {}
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(heading("export_unit_title", tr("Offsets count"), self))
        column.addWidget(self.told)

    def show_format(self, dialect: Dialect, before: QWidget) -> None:
        """Offer the units of a format; `before` comes before them in the order of Tab."""
        if len(dialect.units) > 1 and dialect.name not in self._rows:
            row = Tabs(
                f"export_unit.{dialect.name}",
                tr("Offsets count"),
                [(one, str(UNITS[one])) for one in dialect.units],
                self,
                wraps=True,
            )
            row.show_value(dialect.units[0])
            row.chosen.connect(self.changed)
            self._column.insertWidget(1, row)
            self.setTabOrder(before, row.buttons[dialect.units[0]])
            self._rows[dialect.name] = row
        for name, row in self._rows.items():
            row.setVisible(name == dialect.name)
        self.setVisible(dialect.name in self._rows)

    def unit(self, dialect: Dialect) -> Unit | None:
        """What is chosen for a format; None where there is no choice."""
        row = self._rows.get(dialect.name)
        return next((one for one in UNITS if row is not None and one == row.value), None)
