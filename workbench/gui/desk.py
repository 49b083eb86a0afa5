"""What actions reach beyond the session: the desk of the action table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtWidgets import (
    QInputDialog,
    QMainWindow,
    QMenu,
    QMessageBox,
)

from workbench import __version__
from workbench.domain.errors import Refused
from workbench.domain.records import Relation
from workbench.domain.words import language, tr
from workbench.gui import link_menu
from workbench.gui.actions.action import TAKE_ALL, Action
from workbench.gui.actions.table import table
from workbench.gui.appearance import Appearance
from workbench.gui.article.entity_field import EntityField
from workbench.gui.article.find_bar import FindBar
from workbench.gui.article.header import ArticleHeader
from workbench.gui.article.view import ArticleView
from workbench.gui.files import Files
from workbench.gui.session import Session
from workbench.gui.settings import Settings
from workbench.gui.side import Side
from workbench.gui.suggesting import Suggesting
from workbench.gui.verbs import selecting, tagging
from workbench.locale import LANGUAGES, catalogue


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the window that actions reach."""

    files: Files
    view: ArticleView
    header: ArticleHeader
    entity_field: EntityField
    side: Side
    find: FindBar


class WindowDesk(QObject):
    """The desk of one window."""

    sample_wanted = Signal()
    rebuild_wanted = Signal()  # the language was changed: build the window anew

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        suggesting: Suggesting,
        settings: Settings,
        parts: Parts,
        run: Callable[[Action], None],
    ) -> None:
        super().__init__(window)
        self.session = session
        self.suggesting = suggesting
        self.settings = settings
        self.rows: Iterable[Action] = ()
        self._window = window
        self._parts = parts
        self._run = run
        self.appearance = Appearance(session, settings, parts.view, window)
        self._first_state = parts.side.panels.state()

    def place_entity_field(self) -> None:
        """Put the field for names at the focused span."""
        view, span = self._parts.view, self.session.focused()
        if span is not None:
            area = view.rect_of(span).toRect()
            self._parts.entity_field.move_to(
                area.bottomLeft() + QPoint(0, 8), area.topLeft() - QPoint(0, 4)
            )

    def keep_typing(self) -> None:
        """Commit what stands in the fields and was not committed yet."""
        self._parts.header.commit_edit()
        self._parts.side.keep_typing()

    def new_project(self) -> None:
        if not self.may_leave():
            return
        self._parts.files.new()

    def open_project(self) -> None:
        if not self.may_leave():
            return
        self._parts.files.ask_open()

    def open_sample(self) -> None:
        if not self.may_leave():
            return
        self.sample_wanted.emit()

    def close_project(self) -> None:
        if not self.may_leave():
            return
        self.keep_typing()
        self.session.open_project(None)

    def import_files(self) -> None:
        self._parts.files.ask_import(folder=False)

    def import_folder(self) -> None:
        self._parts.files.ask_import(folder=True)

    def import_with_options(self) -> None:
        self._parts.files.import_with_options()

    def export(self) -> None:
        self._parts.files.ask_export()

    def export_dataset(self) -> None:
        from workbench.gui.datasets.sheet import ExportSheet

        ExportSheet.open_for(self.session, self._window)

    def export_page(self) -> None:
        from workbench.gui.datasets.writing import ask_page

        ask_page(self.session, self._window)

    def verify_export(self) -> None:
        from workbench.gui.datasets.writing import ask_verify

        ask_verify(self.session, self._window)

    def restore_backup(self) -> None:
        if not self.may_leave():
            return
        self._parts.files.restore()

    def quit(self) -> None:
        self._window.close()

    def copy(self) -> None:
        self._parts.view.copy()

    def show_commands(self) -> None:
        from workbench.gui.command_palette import CommandPalette, commands_of

        catalogues = [catalogue(code) for code in LANGUAGES]
        listed = (row for row in self.rows if row.menu)
        CommandPalette(
            commands_of(listed, self.session, self._run, catalogues), self._window
        ).popup()

    def show_shortcuts(self) -> None:
        from workbench.gui.shortcut_sheet import ShortcutSheet

        project = self.session.project
        ShortcutSheet(table(project.codebook if project else None), self._window).show()

    def find(self) -> None:
        self._parts.find.begin()

    def find_step(self, step: int) -> None:
        self._parts.find.step(step)

    def filter_articles(self) -> None:
        self._parts.side.panels.show("articles")
        self._parts.side.articles.focus_filter()

    def edit_title(self) -> None:
        self._parts.header.edit_title()

    def edit_codebook(self) -> None:
        """Open the codebook editor, or bring it to the front."""
        from workbench.gui.codebook.editor import CodebookEditor

        project = self.session.project
        if project is None:
            return
        editor = self._window.findChild(CodebookEditor)
        if editor is None:
            editor = CodebookEditor(self.session, project.codebook, self._window)
        editor.show()
        editor.raise_()
        editor.activateWindow()

    def may_leave(self) -> bool:
        """Whether the project may be closed; asks where edits of the codebook would be lost."""
        from workbench.gui.codebook.editor import CodebookEditor
        from workbench.gui.entities.everywhere_sheet import EverywhereSheet

        editor = self._window.findChild(CodebookEditor)
        sheets = self._window.findChildren(EverywhereSheet)
        return (editor is None or editor.may_leave()) and all(s.may_leave() for s in sheets)

    def find_label(self) -> None:
        self._parts.side.panels.show("codebook")
        self._parts.side.codebook.focus_filter()

    def edit_note(self) -> None:
        self._parts.side.panels.show("inspector")
        self._parts.side.inspector.edit_note()

    def edit_entity(self) -> None:
        span = self.session.focused()
        if span is not None:
            self.place_entity_field()
            self._parts.entity_field.edit()

    def same_as(self) -> None:
        """Ask whom the focused mention's entity is the same as."""
        reading, span = self.session.reading, self.session.focused()
        entity = reading.entity_of(span) if reading and span else None
        if span is None or entity is None:
            raise Refused("Focus a mention of an entity first.")
        view = self._parts.view
        place = view.rect_of(span).toRect().bottomLeft() + QPoint(0, 8)
        self._parts.side.entities.ask_same_as(view.viewport().mapToGlobal(place), entity)

    def find_everywhere(self) -> None:
        """Look in all articles for whom the focused span mentions, or whom the panel shows."""
        reading, span = self.session.reading, self.session.focused()
        self._parts.side.entities.find_everywhere(
            reading.entity_of(span) if reading and span else None
        )

    def ask_relation(self) -> None:
        """Alt+L: choose the relation first, then its other end."""
        focused, reading = self.session.focused(), self.session.reading
        if focused is None or reading is None:
            tagging.start_link(self.session)
            return
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, kind in enumerate(reading.codebook.relations, start=1):
            if focused.label in (*kind.source, *kind.target):
                entry = menu.addAction(f"&{number} {kind.name}")
                entry.setToolTip(str(kind.definition))
                entry.triggered.connect(
                    lambda _=False, name=kind.id: self._parts.view.say(
                        tagging.start_link, self.session, name
                    )
                )
        area = self._parts.view.rect_of(focused)
        menu.popup(self._parts.view.viewport().mapToGlobal(area.bottomLeft().toPoint()))

    def reverse_link(self) -> None:
        """Turn the link of the focused span round; ask which where it has several."""
        self._with_link(lambda relation: tagging.reverse(self.session, relation))

    def retype_link(self) -> None:
        """Ask what else the link of the focused span is to be."""
        view = self._parts.view
        self._with_link(
            lambda relation: view.say(
                link_menu.ask_type, self.session, relation, view, self._at_focus()
            )
        )

    def _with_link(self, then: Callable[[Relation], None]) -> None:
        link_menu.choose(self.session, self._parts.view, self._at_focus(), then)

    def _at_focus(self) -> QPoint:
        """Where on the screen a menu for the focused span belongs."""
        view, focused = self._parts.view, self.session.focused()
        area = view.rect_of(focused) if focused is not None else QRectF()
        return view.viewport().mapToGlobal(area.bottomLeft().toPoint())

    def choose_shown(self) -> None:
        """Let the user say which marks are shown."""
        self._parts.side.panels.show("marks")
        self._parts.side.marks.choose_shown()

    def confirm(self) -> None:
        """Enter: take what is offered, the suggestion in focus, or the suggested links."""
        suggesting, offer = self.suggesting, self.session.offer
        if suggesting.current is not None:
            suggesting.take()
        elif offer is not None:
            tagging.accept_offer(self.session, offer)
        elif not suggesting.take_links() and suggesting.takes_all():
            suggesting.step(1)

    def delete(self) -> None:
        """Del: reject the suggestion in focus, or delete the span."""
        if self.suggesting.current is not None:
            self.suggesting.reject()
        else:
            tagging.delete(self.session)

    def step_out(self) -> None:
        if self.suggesting.current is not None and not self.session.linking:
            self.suggesting.focus_on(None)
        else:
            selecting.step_out(self.session)

    def take_all(self) -> None:
        """Take all suggestions; where there are none, arm the label that has the key."""
        if self.suggesting.take_all():
            return
        reading, key = self.session.reading, TAKE_ALL.removeprefix("Shift+")
        labels = reading.codebook.labels if reading else ()
        label = next((label for label in labels if label.key == key), None)
        if label is None:
            raise Refused("There is nothing suggested in this article.")
        tagging.arm(self.session, label.id)

    def toggle_reading(self) -> None:
        """F11: the text alone, without marks and panels; or everything again."""
        shown = self.session.shown
        if shown.marks:
            self._parts.side.panels.go_away()
            self.session.said.emit(tr("Text without marks. F11 shows them again."))
        else:
            self._parts.side.panels.come_back()
            self.session.said.emit("")
        self.session.show(replace(shown, marks=not shown.marks))

    def toggle_focus_mode(self) -> None:
        shown = self.session.shown
        self.session.show(replace(shown, focus_only=not shown.focus_only))

    def is_reading(self) -> bool:
        return not self.session.shown.marks

    def is_focus_mode(self) -> bool:
        return self.session.shown.focus_only

    def set_language(self, code: str) -> None:
        if not self.may_leave():
            return
        self.settings.language = code
        self.rebuild_wanted.emit()

    def reset_layout(self) -> None:
        self._parts.side.panels.restore(self._first_state)
        self._parts.side.panels.share_out()

    def toggle_panel(self, name: str) -> None:
        self._parts.side.panels.toggle(name)

    def go_to_panel(self, step: int) -> None:
        self._parts.side.panels.cycle(self._parts.view, step)

    def shows_panel(self, name: str) -> bool:
        return self._parts.side.panels.open(name)

    def has_language(self, code: str) -> bool:
        return language() == code

    def set_annotator(self) -> None:
        """Ask whose name is to stand under new spans."""
        dialog = QInputDialog(self._window)
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
        box = QMessageBox(self._window)
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
