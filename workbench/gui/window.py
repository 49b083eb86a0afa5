"""The window: docks around the article, and which part talks to which."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QChildEvent, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.codebook import Codebook
from workbench.domain.errors import WorkbenchError
from workbench.domain.records import Span
from workbench.domain.text import quote
from workbench.domain.words import shorten, tr
from workbench.gui.accessible import Narrator
from workbench.gui.actions.action import Action, keymap
from workbench.gui.actions.table import table
from workbench.gui.article.entity_field import EntityField
from workbench.gui.article.find_bar import FindBar
from workbench.gui.article.first_steps import FirstSteps
from workbench.gui.article.header import ArticleHeader
from workbench.gui.article.selection_bar import SelectionBar
from workbench.gui.article.suggestion_bar import SuggestionBar
from workbench.gui.article.view import ArticleView
from workbench.gui.desk import Parts, WindowDesk
from workbench.gui.files import SUFFIX, Files
from workbench.gui.menus import Menus
from workbench.gui.notes import drafts
from workbench.gui.panels import name_tabs
from workbench.gui.parts import keys
from workbench.gui.parts.fields import Line
from workbench.gui.parts.look import text_font
from workbench.gui.session import Session
from workbench.gui.settings import Settings
from workbench.gui.side import Side
from workbench.gui.start_page import StartPage
from workbench.gui.status_line import StatusLine
from workbench.gui.suggesting import Suggesting
from workbench.store.project import Notice

CONTEXT = (
    "fragment",
    "entity",
    "same_as",
    "everywhere",
    "link",
    "link_ask",
    "note",
    "",
    "review_accept",
    "review_reject",
    "",
    "copy",
    "",
    "delete",
    "undo",
)


class Window(QMainWindow):
    """One window on one project: the article, the panels around it, what they tell each other."""

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self.setObjectName("window")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.files = Files(session, settings, self)
        self._keymap: dict[str, Action] = {}
        self._build_centre()
        self.side = Side(self, session, self._action_of, self.run)
        self.panels = self.side.panels
        self.status = StatusLine(session, self)
        self.setStatusBar(self.status)
        self.resize(1280, 860)
        parts = Parts(
            self.files,
            self.view,
            self.header,
            self.entity_field,
            self.side,
            self.find_bar,
        )
        self.desk = WindowDesk(self, session, self.suggesting, settings, parts, self.run)
        self._menus = Menus(self.menuBar(), self.desk, self.run, self)
        self._wire()
        if not settings.geometry.isEmpty():
            self.restoreGeometry(settings.geometry)
            self._fit_screen()
            self.panels.restore(settings.layout)
        if session.project is not None:
            self._show_project()  # else with the project, or when the window is shown

    def _fit_screen(self) -> None:
        """Stay on the screen, which may be smaller than it was, or scaled."""
        room = self.screen().availableGeometry()
        if self.width() > room.width() or self.height() > room.height():
            self.resize(self.size().boundedTo(room.size()))
            self.move(room.topLeft())

    # -- parts

    def _build_centre(self) -> None:
        settings = self.settings
        self.suggesting = Suggesting(self.session, self)
        self.view = ArticleView(
            self.session, self.suggesting, text_font(settings.text_family, settings.text_size)
        )
        self.header = ArticleHeader(self.session, settings.text_family)
        self.steps = FirstSteps(self.session)
        self.steps.setVisible(not settings.strip_seen)
        self.find_bar = FindBar(self.session)
        self.empty = Line("empty", quiet=True, wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        reading = QWidget()
        reading.setObjectName("reading")
        reading.setAccessibleName(tr("The article"))
        column = QVBoxLayout(reading)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.steps, self.header, self.find_bar, self.view, self.empty):
            column.addWidget(widget, 1 if widget in (self.view, self.empty) else 0)
        self.start: StartPage | None = None  # until no project is open
        self.centre = QStackedWidget()
        self.centre.setObjectName("centre")
        self.centre.setAccessibleName(tr("The article"))
        self.centre.addWidget(reading)
        self.setCentralWidget(self.centre)
        self.entity_field = EntityField(self.session, self.view.viewport())
        self.selection_bar = SelectionBar(self.session, self.view.viewport())
        self.suggestion_bar = SuggestionBar(self.suggesting, self.view.viewport())
        self._narrator = Narrator(self.session, self.view)

    def _wire(self) -> None:
        session, view = self.session, self.view
        view.on_chord, view.takes_chord = self._chord, self._takes
        view.repeats = self._repeats
        self.side.menu_wanted.connect(self._context_menu)
        self.side.entity_wanted.connect(self.desk.edit_entity)
        self.side.codebook_wanted.connect(self.desk.edit_codebook)
        view.moved.connect(self.desk.place_entity_field)
        view.moved.connect(self._align_header)
        view.moved.connect(self._place_suggestions)
        self.find_bar.found_changed.connect(lambda: view.show_found(self.find_bar.places))
        self.entity_field.placed.connect(self._place_suggestions)
        view.selected.connect(self._show_bar)
        view.menu_wanted.connect(self._context_menu)
        view.typed.connect(self.status.show_layout)
        view.hidden_wanted.connect(self._list_hidden)
        session.project_opened.connect(self._show_project)
        session.project_opened.connect(self._take_up_drafts)
        session.article_opened.connect(self._show_article)
        session.project_changed.connect(self._follow)
        session.project_changed.connect(self._enable)
        session.focus_changed.connect(self._enable)
        session.offer_changed.connect(self.desk.place_entity_field)
        session.reading_changed.connect(self.desk.place_entity_field)
        self.files.leaving.connect(self.desk.keep_typing)
        session.about_to_edit.connect(self.desk.keep_typing)
        self.header.wanted.connect(self.run_id)
        self.steps.closed.connect(self._steps_seen)
        for part in (self.side, self.entity_field, self.header, self.find_bar):
            part.left.connect(self.view.setFocus)

    def _start_page(self) -> StartPage:
        if self.start is None:
            self.start = start = StartPage(self.settings)
            start.sample_wanted.connect(self.desk.sample_wanted)
            start.new_wanted.connect(self.desk.new_project)
            start.open_wanted.connect(self.desk.open_project)
            start.path_wanted.connect(self.files.open)
            self.centre.addWidget(start)
        return self.start

    def _show_project(self) -> None:
        project = self.session.project
        if project is None:
            self.centre.setCurrentWidget(self._start_page())
        else:
            self.centre.setCurrentIndex(0)
        self.panels.usable(project is not None)
        if project is None:
            self.panels.go_away()
            self.setWindowTitle(tr("Workbench"))
            self.status.say("")
        else:
            self.panels.come_back()
            mode = f" [{tr('read-only')}]" if project.read_only else ""
            self.setWindowTitle(f"{project.path.name}{mode} — {tr('Workbench')}")
        self._show_actions()
        self._show_article()

    def _take_up_drafts(self) -> None:
        # After all that is said of the opening.
        QTimer.singleShot(0, self, partial(drafts.take_up, self.session))

    def _show_actions(self) -> None:
        project = self.session.project
        rows = table(project.codebook if project else None)
        self.desk.rows = rows
        self._keymap = keymap(rows)
        self._menus.show(rows)

    def _follow(self, notice: Notice) -> None:
        """Another codebook has other labels and keys; articles come and go while none is open."""
        project, session = self.session.project, self.session
        if session.reading is None:
            self._show_article()
        if project is None or not notice.touches(Codebook):
            return
        if session.armed is not None and project.codebook.label(session.armed) is None:
            session.arm(None)
        self._show_actions()

    def _show_article(self) -> None:
        project, reading = self.session.project, self.session.reading
        self.view.setVisible(reading is not None)
        self.empty.setVisible(reading is None)
        self.steps.setVisible(reading is not None and not self.settings.strip_seen)
        if project is not None and reading is None:
            self.empty.setText(
                tr("No article is open. Choose one on the left, or drop files here.")
                if any(project.read.statuses().values())
                else tr(
                    "This project has no articles yet. Drop files or folders here, or press Ctrl+I."
                )
            )
        if project is not None and reading is not None:
            self.settings.set_last_article(project.path, reading.article.id)
            self.view.setFocus()
        self._align_header()
        self._enable()

    def _enable(self) -> None:
        there = set()
        if self.session.project is not None:
            there.add("project")
        if self.session.reading is not None:
            there.add("article")
        if self.session.focused() is not None:
            there.add("span")
        self._menus.enable(there)

    def _place_suggestions(self) -> None:
        current, focused = self.suggesting.current, self.session.focused()
        words = None
        if current is not None:
            ghost = next((ghost for ghost in self.view.ghosts if ghost.mention == current), None)
            words = ghost.areas[-1] if ghost and ghost.areas else None
        elif focused is not None:
            words = self.view.rect_of(focused)
        field = QRectF(self.entity_field.geometry()) if self.entity_field.isVisible() else None
        self.suggestion_bar.show_at(words, field)

    def _align_header(self) -> None:
        if self.view.page is not None:
            self.header.set_left(round(self.view.page.layout.left))

    def _show_bar(self, at: QPoint) -> None:
        """Offer the labels over the selected lines, or below them where there is no room."""
        selection, page = self.session.selection, self.view.page
        if selection is None or page is None:
            return
        top = round(page.line_top(selection.start) - self.view.offset)
        bar = self.selection_bar
        bar.show_at(QPoint(at.x() - 40, top))
        place = top - bar.height() - 4
        if place < 0:
            last = page.line_top(max(selection.end - 1, selection.start)) - self.view.offset
            place = round(last + page.layout.metrics.row) + 8
        bar.move(bar.x(), place)

    def _steps_seen(self) -> None:
        self.settings.strip_seen = True
        self.steps.hide()

    def load_icons(self) -> None:
        """Load what the first paint did not need."""
        if self.settings.geometry.isEmpty():
            self.panels.share_out()
        self.header.load_icons()

    # -- chords and actions

    def run(self, action: Action) -> None:
        """Run an action; what it refuses goes to the status line."""
        if action.menu in ("mark", "link", "article"):
            self.session.about_to_edit.emit()
        try:
            action.run(self.desk)
        except WorkbenchError as error:
            self.session.refused.emit(str(error))

    def run_id(self, name: str) -> None:
        """Run the action with this id."""
        self.run(next(row for row in self._menus.rows if row.id == name))

    def _chord(self, chord: str) -> bool:
        action = self._keymap.get(chord)
        if action is None or (chord in ("Tab", "Shift+Tab") and not self.session.focused()):
            return False
        self.selection_bar.hide()
        if not self.session.shown.marks and action.menu in ("mark", "link"):
            # Nobody marks blindly: what is made is seen.
            self.desk.toggle_reading()
        self.run(action)
        return True

    def _action_of(self, chord: str) -> Action | None:
        return self._keymap.get(chord)

    def _repeats(self, chord: str) -> bool:
        action = self._keymap.get(chord)
        return action is None or action.repeats

    def _takes(self, chord: str) -> bool:
        action = self._keymap.get(chord)
        return action is not None and action.in_text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Ctrl+Я is Ctrl+Z where the Russian layout is the only one: no QShortcut knows that.
        chord = keys.chord(event)
        action = self._keymap.get(chord)
        if action is not None and not action.in_text and len(chord) > 1:
            self.run(action)
            return
        if chord == "Esc" and self.view.isVisible():
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        super().keyPressEvent(event)

    def _context_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("context")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        codebook = self.session.project.codebook if self.session.project else None
        if self.session.selection is not None or self.session.focus is None:
            ids = [f"label.{label.id}" for label in codebook.labels] if codebook else []
        else:
            ids = [f"relabel.{label.id}" for label in codebook.labels] if codebook else []
        self._menus.context([*ids, "", *CONTEXT], menu)
        menu.popup(at)

    def _list_hidden(self, spans: tuple[Span, ...], at: QPoint) -> None:
        reading = self.session.reading
        if reading is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for span in spans[:40]:
            label = reading.codebook.label(span.label)
            words = shorten(quote(reading.text, span.fragments), 50)
            entry = menu.addAction(f"{label.name if label else span.label}: {words}")
            entry.triggered.connect(lambda _=False, name=span.id: self.session.focus_on(name))
        menu.popup(self.view.viewport().mapToGlobal(at))

    # -- the window itself

    def setVisible(self, visible: bool) -> None:
        if visible and not self._menus.rows:
            self._show_project()  # before the panels are shown, which it puts away
        super().setVisible(visible)

    def childEvent(self, event: QChildEvent) -> None:
        if event.polished():
            name_tabs(self, event.child())
        super().childEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        projects = [path for path in paths if path.suffix == SUFFIX]
        if projects:
            self.files.open(projects[0])
        elif paths:
            self.files.take(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.desk.may_leave():
            event.ignore()
            return
        self.desk.keep_typing()
        self.panels.come_back()
        self.settings.keep_window(self.saveGeometry(), self.panels.state())
        event.accept()
        super().closeEvent(event)
