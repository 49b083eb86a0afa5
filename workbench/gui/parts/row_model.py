"""Many rows in a list view at little cost."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt

Index = QModelIndex | QPersistentModelIndex


class RowModel(QStringListModel):
    """Rows whose number Qt knows without asking Python.

    A list view asks for it twice a row whenever it lays itself out, which is after each change.
    The strings are empty; what a row shows is for `data` to say.
    """

    RowRole = Qt.ItemDataRole.UserRole

    def set_count(self, count: int) -> None:
        """Have so many rows, all of them new."""
        self.setStringList([""] * count)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
