"""The part of the export sheet that divides articles into train, validation and test."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.errors import Refused
from workbench.domain.words import tr, trn
from workbench.gui.datasets.ticks import Ticks
from workbench.gui.datasets.words import SIDES
from workbench.gui.parts.buttons import TextButton, Tick
from workbench.gui.parts.fields import Field, Line
from workbench.gui.parts.flow import Flow
from workbench.gui.parts.tabs import Tabs
from workbench.transfer import Shares, Split


class SplitForm(QWidget):
    """No split, some sides of the one that the project keeps, or one to be made."""

    changed = Signal()
    made = Signal(object, bool)  # Shares, and whether articles stay on the sides that they are on
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("export_split_form")
        self.setAccessibleName(tr("Split"))
        self._kept: Split | None = None
        self._bound = self._had = False
        self.ways = Tabs(
            "export_split",
            tr("Split"),
            (("none", tr("None")), ("kept", tr("As kept")), ("make", tr("Make one"))),
            self,
            wraps=True,
        )
        self.sides = Ticks("export_sides", tr("Sides that go out"), self, columns=3)
        self.beside = Line("export_beside", self, quiet=True, step=0.9, wrap=True)
        self.add = TextButton("export_split_add", tr("Put them on sides"), self)
        self.shares = {
            side: Field(f"export_share.{side}", tr("Percent for {side}", side=side), self)
            for side in SIDES
        }
        self.captions = [
            Line(f"export_share_title.{side}", self, text=f"{side} %", quiet=True, step=0.9)
            for side in SIDES
        ]
        self.captions.append(Line("export_seed_title", self, text=tr("seed"), quiet=True, step=0.9))
        self.seed = Field("export_seed", tr("Seed of what is left to chance"), self)
        self.by_label = Tick("export_by_label", tr("Each label is divided alike"), self)
        self.make = TextButton("export_split_make", "", self)
        for side, share in zip(SIDES, ("80", "10", "10"), strict=True):
            self.shares[side].setText(share)
        self.seed.setText("1")
        self.by_label.setChecked(True)
        self._lay_out()
        self.ways.chosen.connect(self._choose)
        self.sides.changed.connect(self.changed)
        self.make.clicked.connect(self._make)
        self.add.clicked.connect(self._add)
        for field in (*self.shares.values(), self.seed):
            field.left.connect(self.left)
            field.returnPressed.connect(self._make)
        self.show_way("none")
        self.show_kept(None, 0)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.ways)
        self.kept_page = QWidget(self)
        self.kept_page.setObjectName("export_split_kept")
        self.kept_page.setAccessibleName(tr("The split that the project keeps"))
        kept = QVBoxLayout(self.kept_page)
        kept.setContentsMargins(0, 0, 0, 0)
        kept.setSpacing(4)
        kept.addWidget(self.sides)
        row = QHBoxLayout()
        row.addWidget(self.beside, 1)
        row.addWidget(self.add)
        kept.addLayout(row)
        self.make_page = QWidget(self)
        self.make_page.setObjectName("export_split_make_page")
        self.make_page.setAccessibleName(tr("A split to be made"))
        making = QVBoxLayout(self.make_page)
        making.setContentsMargins(0, 0, 0, 0)
        making.setSpacing(4)
        numbers = Flow(columns=4, gap=4)
        for caption, field in zip(self.captions, (*self.shares.values(), self.seed), strict=True):
            numbers.addWidget(_under(caption, field))
        making.addLayout(numbers)
        making.addWidget(self.by_label)
        row = QHBoxLayout()
        row.addWidget(self.make)
        row.addStretch(1)
        making.addLayout(row)
        column.addWidget(self.kept_page)
        column.addWidget(self.make_page)

    @property
    def way(self) -> str:
        """ "none", "kept" or "make"."""
        return self._way

    def show_way(self, way: str) -> None:
        """Show one of the three."""
        self._way = way
        self.ways.show_value(way)
        self.kept_page.setVisible(way == "kept")
        self.make_page.setVisible(way == "make")

    def show_kept(self, kept: Split | None, articles: int) -> None:
        """Show what the project keeps; `articles` are all that it has."""
        self._kept = kept
        self.ways.buttons["kept"].setVisible(kept is not None)
        self.make.say(tr("Replace the kept one") if kept else tr("Make it"))
        counts = kept.counts() if kept else {}
        self.sides.offer({side: side for side in counts})
        self.sides.in_order(self.ways.buttons["make"], self.add)
        outside = max(0, articles - sum(counts.values()))
        self.beside.setText(
            trn(
                "{count} article is on no side.",
                "{count} articles are on no side.",
                outside,
            )
            if kept and outside
            else ""
        )
        self.beside.setVisible(bool(kept and outside))
        self.add.setVisible(bool(kept and outside))
        if kept is None and self.way == "kept":
            self.show_way("none")
        self.bind(self._bound)

    def bind(self, bound: bool) -> None:
        """A dataset folder follows the split that the project keeps, unless none is asked for."""
        begins = bound and self._kept is not None and (not self._bound or not self._had)
        self._bound, self._had = bound, self._kept is not None
        if begins and self.way == "none":
            self.show_way("kept")

    def chosen(self) -> tuple[str, ...]:
        """The sides that go out; () is all. Raises Refused where none does."""
        if self.way == "make":
            raise Refused("Make the split first, or choose another.")
        if self.way == "none":
            return ()
        sides = self.sides.chosen()
        if sides is None:
            raise Refused("Nothing goes out: tick a side of the split.")
        # All sides are not all articles; of those on none a dataset folder tells by itself.
        return sides or (() if self._bound else tuple(self.sides.boxes))

    def show_sides(self, sides: tuple[str, ...]) -> None:
        """Show the sides of a choice that was loaded."""
        if self._kept is not None and sides:
            self.show_way("kept")
            self.sides.show_chosen(sides)

    def _choose(self, way: str) -> None:
        buttons = self.ways.buttons
        if buttons[way].isHidden():  # the arrows know nothing of what is hidden
            way = next(
                name for name, one in buttons.items() if name != self._way and not one.isHidden()
            )
            buttons[way].setFocus(Qt.FocusReason.TabFocusReason)
        self.show_way(way)
        self.changed.emit()

    def wanted(self) -> Shares:
        """The shares that stand in the fields. Raises Refused for what is no number."""
        try:
            percents = {
                side: float(field.text().replace(",", ".") or 0)
                for side, field in self.shares.items()
            }
            seed = int(self.seed.text())
        except ValueError:
            raise Refused("Shares are percents, as 80, 10 and 10; the seed is a number.") from None
        whole = sum(percents.values())
        if abs(whole - 100) > 1e-4:
            raise Refused(
                "The shares add up to {sum} %. Correct them, so that they are 100 % together.",
                sum=f"{whole:g}",
            )
        return Shares(
            {side: part / 100 for side, part in percents.items()}, seed, self.by_label.isChecked()
        )

    def _make(self) -> None:
        self.made.emit(None, False)

    def _add(self) -> None:
        self.made.emit(self._kept.shares if self._kept else None, True)


def _under(caption: Line, field: Field) -> QWidget:
    """A field below its caption, as wide as that at least."""
    part = QWidget(field.parentWidget())
    part.setObjectName(f"{field.objectName()}_part")
    part.setAccessibleName(field.accessibleName())
    caption.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(caption)
    column.addWidget(field)
    return part
