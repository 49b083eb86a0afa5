"""The window: docks around the article, and which part talks to which."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QFont,
    QFontDatabase,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFontDialog,
    QInputDialog,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench import __version__
from workbench.domain.errors import WorkbenchError
from workbench.domain.records import Span
from workbench.domain.text import quote
from workbench.domain.words import language, shorten, tr
from workbench.gui import keys, tagging
from workbench.gui.actions import Action, keymap, table
from workbench.gui.article_list import ArticleList
from workbench.gui.article_view import ArticleView
from workbench.gui.codebook_palette import CodebookPalette
from workbench.gui.entity_field import EntityField
from workbench.gui.entity_list import EntityList
from workbench.gui.fields import Line
from workbench.gui.files import SUFFIX, Files
from workbench.gui.first_steps import FirstSteps
from workbench.gui.header import ArticleHeader
from workbench.gui.inspector import Inspector
from workbench.gui.look import dress, text_font
from workbench.gui.menus import Menus
from workbench.gui.selection_bar import SelectionBar
from workbench.gui.session import Session
from workbench.gui.settings import Settings
from workbench.gui.start_page import StartPage
from workbench.gui.status_line import StatusLine
from workbench.locale import LANGUAGES, catalogue

LAYOUT_VERSION = 1
CONTEXT = (
    "fragment",
    "entity",
    "link",
    "link_ask",
    "note",
    "",
    "copy",
    "",
    "delete",
    "undo",
)


class Window(QMainWindow):
    """The desk of the action table: one window on one project."""

    sample_wanted = Signal()
    rebuild_wanted = Signal()  # the language was changed: build the window anew

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self.setObjectName("window")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.files = Files(session, settings, self)
        self._keymap: dict[str, Action] = {}
        self._menus = Menus(self.menuBar(), self, self.run, self)
        self._build_centre()
        self._build_docks()
        self.status = StatusLine(session, self)
        self.setStatusBar(self.status)
        self._wire()
        self.resize(1280, 860)
        self._first_state = self.saveState(LAYOUT_VERSION)
        if not settings.geometry.isEmpty():
            self.restoreGeometry(settings.geometry)
            self.restoreState(settings.layout, LAYOUT_VERSION)
        self._show_project()

    # -- parts

    def _build_centre(self) -> None:
        settings = self.settings
        self.view = ArticleView(self.session, text_font(settings.text_family, settings.text_size))
        self.header = ArticleHeader(self.session, settings.text_family)
        self.steps = FirstSteps(self.session)
        self.steps.setVisible(not settings.strip_seen)
        self.empty = Line("empty", quiet=True, wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        reading = QWidget()
        column = QVBoxLayout(reading)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.steps, self.header, self.view, self.empty):
            column.addWidget(widget, 1 if widget in (self.view, self.empty) else 0)
        self.start = StartPage(settings)
        self.centre = QStackedWidget()
        self.centre.addWidget(self.start)
        self.centre.addWidget(reading)
        self.setCentralWidget(self.centre)
        self.entity_field = EntityField(self.session, self.view.viewport())
        self.selection_bar = SelectionBar(self.session, self.view.viewport())

    def _build_docks(self) -> None:
        self.articles = ArticleList(self.session)
        self.palette_of_labels = CodebookPalette(self.session)
        self.inspector = Inspector(self.session)
        self.entities = EntityList(self.session)
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self.docks: list[QDockWidget] = []
        for name, title, area, widget in (
            ("articles", tr("Articles"), left, self.articles),
            ("codebook", tr("Codebook"), right, self.palette_of_labels),
            ("inspector", tr("Inspector"), right, self.inspector),
            ("entities", tr("Entities"), right, self.entities),
        ):
            dock = QDockWidget(title, self)
            dock.setObjectName(f"dock.{name}")
            dock.setWidget(widget)
            self.addDockWidget(area, dock)
            self.docks.append(dock)
        inspector, entities = self.docks[2:]
        self.tabifyDockWidget(inspector, entities)
        inspector.raise_()
        self._share_out()

    def _share_out(self) -> None:
        """The docks' first sizes: the text has the most room."""
        articles, codebook, inspector, _ = self.docks
        self.resizeDocks([articles, codebook], [216, 244], Qt.Orientation.Horizontal)
        self.resizeDocks([codebook, inspector], [206, 600], Qt.Orientation.Vertical)

    def _wire(self) -> None:
        session, view = self.session, self.view
        view.on_chord, view.takes_chord = self._chord, self._takes
        view.moved.connect(self._place_field)
        view.moved.connect(self._align_header)
        view.selected.connect(self._show_bar)
        view.menu_wanted.connect(self._context_menu)
        view.typed.connect(self.status.show_layout)
        view.hidden_wanted.connect(self._list_hidden)
        session.project_opened.connect(self._show_project)
        session.article_opened.connect(self._show_article)
        session.project_changed.connect(self._enable)
        session.focus_changed.connect(self._enable)
        session.offer_changed.connect(self._place_field)
        session.reading_changed.connect(self._place_field)
        self.files.leaving.connect(self.keep_typing)
        self.header.wanted.connect(self.run_id)
        self.steps.closed.connect(self._steps_seen)
        self.inspector.entity_wanted.connect(self.edit_entity)
        for part in (self.articles, self.inspector, self.entities, self.entity_field, self.header):
            part.left.connect(self.view.setFocus)
        self.start.sample_wanted.connect(self.sample_wanted)
        self.start.new_wanted.connect(self.new_project)
        self.start.open_wanted.connect(self.open_project)
        self.start.path_wanted.connect(self.files.open)

    def _show_project(self) -> None:
        project = self.session.project
        self.centre.setCurrentIndex(0 if project is None else 1)
        for dock in self.docks:
            dock.toggleViewAction().setEnabled(project is not None)
        if project is None:
            self._was_visible = [dock for dock in self.docks if not dock.isHidden()]
            for dock in self.docks:
                dock.hide()
            self.setWindowTitle(tr("Workbench"))
            self.status.say("")
        else:
            for dock in getattr(self, "_was_visible", []):
                dock.show()
            self._was_visible = []
            self.docks[2].raise_()
            mode = f" [{tr('read-only')}]" if project.read_only else ""
            self.setWindowTitle(f"{project.path.name}{mode} — {tr('Workbench')}")
        rows = table(project.codebook if project else None)
        self._keymap = keymap(rows)
        self._menus.show(rows)
        self._show_article()

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

    def _place_field(self) -> None:
        span = self.session.focused()
        if span is not None:
            area = self.view.rect_of(span).toRect()
            self.entity_field.move_to(
                area.bottomLeft() + QPoint(0, 8), area.topLeft() - QPoint(0, 4)
            )

    def _align_header(self) -> None:
        if self.view.page is not None:
            self.header.set_left(round(self.view.page.layout.left))

    def keep_typing(self) -> None:
        """Commit what stands in the fields and was not committed yet."""
        self.header.commit_edit()
        self.inspector.commit_note()
        self.entities.commit_edit()

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
            self._share_out()
        self.header.load_icons()

    # -- chords and actions

    def run(self, action: Action) -> None:
        """Run an action; what it refuses goes to the status line."""
        try:
            action.run(self)
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
        self.run(action)
        return True

    def _takes(self, chord: str) -> bool:
        action = self._keymap.get(chord)
        return action is not None and action.in_text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Ctrl+Я is Ctrl+Z where the Russian layout is the only one: no QShortcut knows that.
        action = self._keymap.get(keys.chord(event))
        if action is not None and not action.in_text and "+" in keys.chord(event):
            self.run(action)
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

    # -- the desk: what actions reach

    def new_project(self) -> None:
        self.files.new()

    def open_project(self) -> None:
        self.files.ask_open()

    def open_sample(self) -> None:
        self.sample_wanted.emit()

    def close_project(self) -> None:
        self.keep_typing()
        self.session.open_project(None)

    def import_files(self) -> None:
        self.files.ask_import(folder=False)

    def import_folder(self) -> None:
        self.files.ask_import(folder=True)

    def export(self) -> None:
        self.files.ask_export()

    def restore_backup(self) -> None:
        self.files.restore()

    def quit(self) -> None:
        self.close()

    def copy(self) -> None:
        self.view.copy()

    def show_commands(self) -> None:
        from workbench.gui.command_palette import CommandPalette, commands_of

        catalogues = [catalogue(code) for code in LANGUAGES]
        listed = (row for row in self._menus.rows if row.menu)
        CommandPalette(commands_of(listed, self.session, self.run, catalogues), self).popup()

    def show_shortcuts(self) -> None:
        from workbench.gui.shortcut_sheet import ShortcutSheet

        project = self.session.project
        ShortcutSheet(table(project.codebook if project else None), self).show()

    def filter_articles(self) -> None:
        self.docks[0].show()
        self.articles.focus_filter()

    def edit_title(self) -> None:
        self.header.edit_title()

    def edit_note(self) -> None:
        self.docks[2].show()
        self.docks[2].raise_()
        self.inspector.edit_note()

    def edit_entity(self) -> None:
        span = self.session.focused()
        if span is not None:
            self._place_field()
            self.entity_field.edit()

    def ask_relation(self) -> None:
        """Alt+L: choose the relation first, then its other end."""
        focused, reading = self.session.focused(), self.session.reading
        if focused is None or reading is None:
            tagging.start_link(self.session)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, kind in enumerate(reading.codebook.relations, start=1):
            if focused.label in (*kind.source, *kind.target):
                entry = menu.addAction(f"&{number} {kind.name}")
                entry.setToolTip(str(kind.definition))
                entry.triggered.connect(
                    lambda _=False, name=kind.id: self.view.say(
                        tagging.start_link, self.session, name
                    )
                )
        area = self.view.rect_of(focused)
        menu.popup(self.view.viewport().mapToGlobal(area.bottomLeft().toPoint()))

    def confirm(self) -> None:
        offer = self.session.offer
        if offer is not None:
            tagging.accept_offer(self.session, offer)

    def resize_text(self, step: int) -> None:
        self.settings.text_size = 13.0 if step == 0 else self.settings.text_size + step
        self._set_font()

    def choose_face(self) -> None:
        settings = self.settings
        ok, font = QFontDialog.getFont(
            text_font(settings.text_family, settings.text_size), self, tr("Typeface of the text")
        )
        if ok and QFontDatabase.hasFamily(font.family()):
            settings.text_family, settings.text_size = font.family(), font.pointSizeF()
            self._set_font()

    def _set_font(self) -> None:
        font: QFont = text_font(self.settings.text_family, self.settings.text_size)
        self.view.set_font(font)
        self.session.said.emit(
            tr("Text: {face}, {size} pt", face=font.family(), size=round(font.pointSizeF()))
        )

    def set_theme(self, name: str) -> None:
        self.settings.theme = name
        app = QApplication.instance()
        if isinstance(app, QApplication):
            dress(app, name)

    def set_language(self, code: str) -> None:
        self.settings.language = code
        self.rebuild_wanted.emit()

    def reset_layout(self) -> None:
        self.restoreState(self._first_state, LAYOUT_VERSION)
        self._share_out()

    def toggle_panel(self, number: int) -> None:
        dock = self.docks[number]
        dock.setVisible(dock.isHidden())
        dock.raise_()

    def shows_panel(self, number: int) -> bool:
        return not self.docks[number].isHidden()

    def has_theme(self, name: str) -> bool:
        return self.settings.theme == name

    def has_language(self, code: str) -> bool:
        return language() == code

    def set_annotator(self) -> None:
        """Ask whose name is to stand under new spans."""
        dialog = QInputDialog(self)
        dialog.setObjectName("annotator")
        dialog.setWindowTitle(tr("Annotator"))
        dialog.setLabelText(tr("Your name, as it is to stand in exported data:"))
        dialog.setTextValue(self.settings.annotator)
        dialog.setOkButtonText(tr("Use this name"))
        dialog.setCancelButtonText(tr("Cancel"))

        def accept(name: str) -> None:
            if name.strip():
                self.settings.annotator = name
                self.session.sign(name.strip())

        dialog.textValueSelected.connect(accept)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_about(self) -> None:
        box = QMessageBox(self)
        box.setWindowTitle(tr("About"))
        box.setText(tr("Workbench {version}", version=__version__))
        box.setInformativeText(
            tr(
                "Tags claims, actors and sources in Russian articles, and exports datasets that "
                "are right to the character. Free software under the MIT licence."
            )
        )
        box.finished.connect(box.deleteLater)
        box.open()

    # -- the window itself

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
        self.keep_typing()
        if self.session.project is None:
            for dock in self._was_visible:
                dock.show()
        self.settings.keep_window(self.saveGeometry(), self.saveState(LAYOUT_VERSION))
        event.accept()
        super().closeEvent(event)
