"""A layout that begins another row where there is no room left in one."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Widgets side by side, as many in a row as there is room for.

    What expands fills its row. With `columns`, that many in a row at most, each as wide as the
    others.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        columns: int = 0,
        gap: int = 8,
        line_gap: int = 4,
    ) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self._items: list[QLayoutItem] = []
        self._columns, self._gap, self._line_gap = columns, gap, line_gap

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        places = self._places(width - margins.left() - margins.right())
        low = max((place.y() + place.height() for _, place in places), default=0)
        return low + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        items = self._shown()
        widths = [item.sizeHint().width() for item in items]
        if self._columns:
            widths = [max(widths, default=0)] * min(self._columns, len(items))
        return self._of(sum(widths) + self._gap * max(0, len(widths) - 1))

    def minimumSize(self) -> QSize:
        widest = max((item.minimumSize().width() for item in self._shown()), default=0)
        return self._of(widest)

    def _of(self, width: int) -> QSize:
        """The size of one row that is so wide."""
        height = max((item.sizeHint().height() for item in self._shown()), default=0)
        margins = self.contentsMargins()
        return QSize(
            width + margins.left() + margins.right(), height + margins.top() + margins.bottom()
        )

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        room = self.contentsRect()
        for item, place in self._places(room.width()):
            item.setGeometry(place.translated(room.topLeft()))

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _places(self, width: int) -> list[tuple[QLayoutItem, QRect]]:
        """Where each item is, in this width."""
        found: list[tuple[QLayoutItem, QRect]] = []
        top = 0
        for row in self._rows(width):
            spare = width - sum(wide for _, wide in row) - self._gap * (len(row) - 1)
            growing = [item for item, _ in row if _grows(item) and not self._columns]
            height, left = max(item.sizeHint().height() for item, _ in row), 0
            for item, wanted in row:
                more = max(spare, 0) // len(growing) if item in growing else 0
                wide = min(wanted + more, width)
                found.append((item, QRect(left, top, wide, height)))
                left += wide + self._gap
            top += height + self._line_gap
        return found

    def _rows(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        """The items of each row, each with the width that it asks for."""
        items = self._shown()
        wanted = [item.sizeHint().width() for item in items]
        if self._columns:
            fitting = (width + self._gap) // (max(wanted, default=0) + self._gap)
            columns = min(max(fitting, 1), self._columns)
            wanted = [(width - self._gap * (columns - 1)) // columns] * len(items)
        rows: list[list[tuple[QLayoutItem, int]]] = []
        used = 0
        for item, wide in zip(items, wanted, strict=True):
            if not rows or used + self._gap + wide > width:
                rows.append([])
                used = -self._gap
            rows[-1].append((item, wide))
            used += self._gap + wide
        return rows


def _grows(item: QLayoutItem) -> bool:
    return bool(item.expandingDirections() & Qt.Orientation.Horizontal)
