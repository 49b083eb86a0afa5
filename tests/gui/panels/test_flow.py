"""Rows of widgets that go on below where there is no room beside."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayoutItem

from workbench.gui.parts.flow import Flow

GAP, LINE = 8, 4
WIDTHS = st.lists(st.integers(1, 400), min_size=1, max_size=12)


class Block(QLayoutItem):
    """As wide as it is said, and twenty pixels high."""

    def __init__(self, width: int, *, grows: bool = False) -> None:
        super().__init__()
        self._width, self._grows = width, grows
        self.place = QRect()

    def sizeHint(self) -> QSize:  # noqa: N802  # it is Qt's name
        return QSize(self._width, 20)

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802  # it is Qt's name
        return Qt.Orientation.Horizontal if self._grows else Qt.Orientation(0)

    def isEmpty(self) -> bool:  # noqa: N802  # it is Qt's name
        return False

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802  # it is Qt's name
        self.place = rect


def flowing(blocks: list[Block], room: int, columns: int = 0) -> list[QRect]:
    """Where blocks come to stand, in a flow that is given the height that it asks for."""
    flow = Flow(columns=columns, gap=GAP, line_gap=LINE)
    for block in blocks:
        flow.addItem(block)
    flow.setGeometry(QRect(0, 0, room, flow.heightForWidth(room)))
    return [block.place for block in blocks]


def places(widths: list[int], room: int, columns: int = 0) -> list[QRect]:
    """Where blocks of these widths come to stand."""
    return flowing([Block(one) for one in widths], room, columns)


@given(WIDTHS, st.integers(50, 600), st.integers(0, 4))
def test_nothing_lies_over_another_or_outside(
    qapp: Any, widths: list[int], room: int, columns: int
) -> None:
    found = places(widths, room, columns)
    whole = QRect(0, 0, room, max(one.bottom() for one in found) + 1)
    assert all(whole.contains(one) for one in found)
    for number, one in enumerate(found):
        assert not any(one.intersects(other) for other in found[:number])


@given(WIDTHS, st.integers(50, 600))
def test_nothing_is_cut_that_fits_into_a_row_of_its_own(
    qapp: Any, widths: list[int], room: int
) -> None:
    for wanted, found in zip(widths, places(widths, room), strict=True):
        assert found.width() == min(wanted, room)


def test_what_fits_stands_in_one_row(qapp: Any) -> None:
    assert [one.topLeft().toTuple() for one in places([50, 60, 70], 200)] == [
        (0, 0),
        (50 + GAP, 0),
        (50 + GAP + 60 + GAP, 0),
    ]


def test_columns_stand_below_each_other_and_are_fewer_where_one_is_wide(qapp: Any) -> None:
    assert [one.x() for one in places([50, 60, 70, 50], 300, 3)] == [0, 102, 204, 0]
    assert [one.x() for one in places([50, 60, 140, 50], 300, 3)] == [0, 154, 0, 154]
    assert [one.x() for one in places([50, 60, 200, 50], 300, 3)] == [0, 0, 0, 0]


def test_what_expands_fills_its_row(qapp: Any) -> None:
    field, button = flowing([Block(100, grows=True), Block(50)], 300)
    assert (field.width(), button.width()) == (300 - GAP - 50, 50)
