"""A filter over rows of the open article, which are read again only while somebody sees them."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.gui.chord_rows import ChordRows
from workbench.gui.parts.fields import FilterField, IconButton, Line
from workbench.gui.session import Session

TYPING = 120  # milliseconds after the last letter


class MarksList(QWidget):
    """The field, what is told of the rows, the rows. Whose rows they are says the rest.

    `name` begins the object names of all parts.
    """

    left = Signal()

    def __init__(
        self, name: str, titles: tuple[str, str], session: Session, parent: QWidget
    ) -> None:
        super().__init__(parent)
        title, search = titles
        self.setObjectName(f"{name}_list")
        self.setAccessibleName(title)
        self._session = session
        self._stale = True
        self._following = False
        self.field = FilterField(f"{name}_filter", search, self)
        self.told = Line(f"{name}_told", self, quiet=True, step=0.9)
        self.empty = Line(f"{name}_empty", self, quiet=True, wrap=True)
        self.view = ChordRows(f"{name}_rows", title, self)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self.reread)
        self.field.textChanged.connect(self._type)
        self.field.returnPressed.connect(self._first)
        self.field.left.connect(self.left)
        session.article_opened.connect(self.refresh)
        session.shown_changed.connect(self.refresh)

    def lay_out(self, beside: IconButton | None = None) -> None:
        """Put the parts in order, with a button `beside` the field where there is one."""
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, 8 if beside else 12, 0)
        top.setSpacing(4)
        top.addWidget(self.field, 1)
        if beside is not None:
            top.addWidget(beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        for part in (self.told, self.empty):
            inset = QVBoxLayout()
            inset.setContentsMargins(12, 0, 12, 0)
            inset.addWidget(part)
            column.addLayout(inset)
        column.addWidget(self.view, 1)
        column.addStretch(0)

    def reread(self) -> None:
        """List the rows anew; for who knows them."""
        raise NotImplementedError

    def search(self, words: str) -> None:
        """What the rows are to have in them when they are read next."""
        raise NotImplementedError

    def refresh(self) -> None:
        """List the rows anew, now or when they come to be seen."""
        self._stale = True
        if self.isVisible():
            self.reread()

    @contextmanager
    def following(self) -> Iterator[None]:
        """While the rows follow the session, they do not lead it."""
        before, self._following = self._following, True
        try:
            yield
        finally:
            self._following = before

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.reread()

    def _type(self) -> None:
        self.search(self.field.text().strip())
        self._wait.start(TYPING)

    def _first(self) -> None:
        self.reread()
        model = self.view.model()
        if model.rowCount():
            self.view.setCurrentIndex(model.index(0, 0))
            self.view.setFocus(Qt.FocusReason.TabFocusReason)
