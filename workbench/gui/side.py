"""The panels beside the article: what each is, and what it tells the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from workbench.domain.words import tr
from workbench.gui.actions.action import Action
from workbench.gui.panels import Panel, Panels
from workbench.gui.session import Session

if TYPE_CHECKING:
    from workbench.gui.codebook.palette import CodebookPalette
    from workbench.gui.entities.entity_list import EntityList
    from workbench.gui.inspector.inspector import Inspector
    from workbench.gui.lists.article_list import ArticleList
    from workbench.gui.lists.marks_panel import MarksPanel
    from workbench.gui.lists.undo_list import UndoList


class Side(QObject):
    """The panels by name. Each is made, and its module read, when it is first seen or asked for."""

    left = Signal()  # the keyboard goes back to the text
    menu_wanted = Signal(object)  # of the chosen or focused spans, at a place on the screen
    entity_wanted = Signal()
    codebook_wanted = Signal()

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        action_of: Callable[[str], Action | None],
        run: Callable[[Action], None],
    ) -> None:
        super().__init__(window)
        self._session = session
        self._action_of = action_of
        self._run = run
        self.panels = Panels(
            window,
            (
                Panel("articles", tr("Articles"), "left", self._articles),
                Panel("marks", tr("In the text"), "left", self._marks),
                Panel("codebook", tr("Codebook"), "right_top", self._codebook),
                Panel("inspector", tr("Inspector"), "right", self._inspector),
                Panel("entities", tr("Entities"), "right", self._entities),
                Panel("steps", tr("Steps"), "right", self._steps),
            ),
        )

    @property
    def articles(self) -> "ArticleList":
        """The list of articles."""
        return cast("ArticleList", self.panels.widget("articles"))

    @property
    def marks(self) -> "MarksPanel":
        """What is marked in the open article."""
        return cast("MarksPanel", self.panels.widget("marks"))

    @property
    def codebook(self) -> "CodebookPalette":
        """The labels and what they mean."""
        return cast("CodebookPalette", self.panels.widget("codebook"))

    @property
    def inspector(self) -> "Inspector":
        """The span in focus, or the article."""
        return cast("Inspector", self.panels.widget("inspector"))

    @property
    def entities(self) -> "EntityList":
        """Who is mentioned in the project."""
        return cast("EntityList", self.panels.widget("entities"))

    @property
    def steps(self) -> "UndoList":
        """What was done."""
        return cast("UndoList", self.panels.widget("steps"))

    def keep_typing(self) -> None:
        """Commit what stands in the fields of the panels and was not committed yet."""
        if self.panels.made("inspector"):
            self.inspector.commit_note()
        if self.panels.made("entities"):
            self.entities.commit_edit()

    def _articles(self) -> QWidget:
        from workbench.gui.lists.article_list import ArticleList

        panel = ArticleList(self._session)
        panel.left.connect(self.left)
        return panel

    def _marks(self) -> QWidget:
        from workbench.gui.lists.marks_panel import MarksPanel

        panel = MarksPanel(self._session)
        panel.use(self._action_of, self._run)
        panel.menu_wanted.connect(self.menu_wanted)
        panel.left.connect(self.left)
        return panel

    def _codebook(self) -> QWidget:
        from workbench.gui.codebook.palette import CodebookPalette

        panel = CodebookPalette(self._session)
        panel.edit_wanted.connect(self.codebook_wanted)
        panel.left.connect(self.left)
        return panel

    def _inspector(self) -> QWidget:
        from workbench.gui.inspector.inspector import Inspector

        panel = Inspector(self._session)
        panel.use(self._action_of)
        panel.entity_wanted.connect(self.entity_wanted)
        panel.left.connect(self.left)
        return panel

    def _entities(self) -> QWidget:
        from workbench.gui.entities.entity_list import EntityList

        panel = EntityList(self._session)
        panel.left.connect(self.left)
        return panel

    def _steps(self) -> QWidget:
        from workbench.gui.lists.undo_list import UndoList

        panel = UndoList(self._session)
        panel.left.connect(self.left)
        return panel
