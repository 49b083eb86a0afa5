"""The codebook editor: a window beside the work. One «Apply» is one undo step of the project.

Until then nothing is in the file, so that half an edit (a label renamed, its key not yet free) is
never seen in the text, and what stored annotations would lose is asked once, for all of it.
"""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMessageBox,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.domain import codebook_edits as edits
from workbench.domain.codebook import Codebook
from workbench.domain.codebook_draft import Owner, Part
from workbench.domain.words import language, tr, trn
from workbench.gui.codebook.editor_apply import Applying
from workbench.gui.codebook.editor_draft import Drafting
from workbench.gui.codebook.editor_label import LabelForm
from workbench.gui.codebook.editor_list import PartList
from workbench.gui.codebook.editor_losses import LossesPage
from workbench.gui.codebook.editor_more import More
from workbench.gui.codebook.editor_parts import Button, Tick
from workbench.gui.codebook.editor_relation import RelationForm
from workbench.gui.parts.fields import IconButton, Line
from workbench.gui.parts.rows_view import SlimBar
from workbench.gui.session import Session


class CodebookEditor(QDialog):
    """Lists on the left, the chosen label or relation on the right."""

    def __init__(self, session: Session, codebook: Codebook, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("codebook_editor")
        self.setWindowTitle(tr("Codebook"))
        self.setAccessibleName(tr("Codebook"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.session = session
        self.drafting = Drafting(codebook, self)
        self.labels = PartList(self.drafting, "labels", tr("Labels"), self)
        self.relations = PartList(self.drafting, "relations", tr("Relations"), self)
        self.label_form = LabelForm(self.drafting, self)
        self.relation_form = RelationForm(self.drafting, self)
        self.losses = LossesPage(self)
        self.applying = Applying(session, self.drafting, self.losses, self)
        self.menu = More(session, self.drafting, self)
        self.undo = IconButton("codebook_undo", tr("Undo (Ctrl+Z)"), "arrow-u-up-left", self)
        self.redo = IconButton("codebook_redo", tr("Redo (Ctrl+Shift+Z)"), "arrow-u-up-right", self)
        self.drop = IconButton("codebook_drop", tr("Delete (Ctrl+Del)"), "trash", self)
        self.more = IconButton("codebook_more", tr("More…"), "dots-three", self)
        self.said = Line("codebook_said", self, quiet=True, wrap=True)
        self.look_again = Tick("codebook_look_again", "", self)
        self.look_again.setChecked(True)
        self.shut = Button("codebook_close", tr("Close"), self)
        self.carry = Button("codebook_carry", tr("Carry my changes over"), self)
        self.apply = Button("codebook_apply", tr("Apply"), self, strong=True)
        self._refusal = ""
        self._lay_out()
        self._wire()
        self.resize(900, 640)
        self._show()
        self.applying.count()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setContentsMargins(8, 4, 8, 0)
        tools.setSpacing(2)
        for button in (self.undo, self.redo, self.drop, self.more):
            tools.addWidget(button)
        tools.addStretch(1)
        side = QVBoxLayout()
        side.setContentsMargins(4, 8, 0, 8)
        side.setSpacing(8)
        side.addWidget(self.labels, 3)
        side.addWidget(self.relations, 2)
        side.addLayout(tools)
        self.forms = QStackedWidget(self)
        self.forms.setObjectName("codebook_forms")
        self.forms.setAccessibleName(tr("What is chosen"))
        for form in (self.label_form, self.relation_form):
            area = QScrollArea(self)
            area.setObjectName(f"{form.objectName()}_scroll")
            area.setAccessibleName(form.accessibleName())
            area.setFrameShape(QScrollArea.Shape.NoFrame)
            area.setVerticalScrollBar(SlimBar(area))
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidgetResizable(True)
            area.setWidget(form)
            self.forms.addWidget(area)
        left = QWidget(self)
        left.setObjectName("codebook_side")
        left.setAccessibleName(tr("Labels and relations"))
        left.setFixedWidth(228)
        left.setLayout(side)
        work = QHBoxLayout()
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(0)
        work.addWidget(left)
        work.addWidget(self.forms, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.look_again)
        words.addWidget(self.said)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(8)
        foot.addLayout(words, 1)
        foot.addWidget(self.carry, 0, Qt.AlignmentFlag.AlignBottom)
        foot.addWidget(self.shut, 0, Qt.AlignmentFlag.AlignBottom)
        foot.addWidget(self.apply, 0, Qt.AlignmentFlag.AlignBottom)
        page = QWidget(self)
        page.setObjectName("codebook_page")
        page.setAccessibleName(tr("Codebook"))
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(work, 1)
        column.addLayout(foot)
        self.pages = QStackedWidget(self)
        self.pages.setObjectName("codebook_pages")
        self.pages.setAccessibleName(tr("Codebook"))
        self.pages.addWidget(page)
        self.pages.addWidget(self.losses)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)

    def _wire(self) -> None:
        drafting = self.drafting
        drafting.changed.connect(self._forget_refusal)
        drafting.changed.connect(self._show)
        drafting.refused.connect(self._refuse)
        for part in (self.labels, self.relations):
            part.picked.connect(drafting.choose)
            part.add_wanted.connect(self._add)
            part.view.left.connect(self.reject)
        self.label_form.merge_wanted.connect(self._ask_merge)
        for form in (self.label_form, self.relation_form):
            form.left.connect(self.reject)
        self.undo.clicked.connect(lambda: drafting.walk(back=True))
        self.redo.clicked.connect(lambda: drafting.walk(back=False))
        self.drop.clicked.connect(self._drop)
        self.more.clicked.connect(self._popup)
        self.menu.refused.connect(self._refuse)
        self.menu.said.connect(self.said.setText)
        self.shut.clicked.connect(self.reject)
        self.carry.clicked.connect(self._carry_over)
        self.apply.clicked.connect(self.apply_all)
        self.applying.page_wanted.connect(self.pages.setCurrentIndex)
        self.applying.refused.connect(self._refuse)
        self.applying.writing.connect(self._lock)
        self.session.project_opened.connect(self._project_gone)
        self.session.project_changed.connect(self._project_changed)
        for chord, act in (
            ("Ctrl+Return", self.apply_all),
            ("Ctrl+Z", lambda: drafting.walk(back=True)),
            ("Ctrl+Shift+Z", lambda: drafting.walk(back=False)),
            ("Ctrl+Del", self._drop),
        ):
            QShortcut(QKeySequence(chord), self).activated.connect(act)

    # -- what it shows

    def _show(self) -> None:
        drafting, owner = self.drafting, self.drafting.owner
        self.labels.show_owner(owner)
        self.relations.show_owner(owner)
        if owner.part == "labels" and owner.id:
            self.label_form.show_label(owner)
        elif owner.id:
            self.relation_form.show_relation(owner)
        self.forms.setCurrentIndex(0 if owner.part == "labels" else 1)
        self.undo.setEnabled(drafting.can_walk(back=True))
        self.redo.setEnabled(drafting.can_walk(back=False))
        self._show_foot()

    def _show_foot(self) -> None:
        wrong, project = self.drafting.wrong(), self.session.project
        words, behind = self._refusal or wrong, self._behind()
        if behind:
            words = tr(
                "The codebook of the project has changed meanwhile. These edits are to the "
                "previous one."
            )
        if not words and project is not None and project.closed_to_writing is not None:
            words = str(project.closed_to_writing)
        self.said.set_alarming(bool(words))
        if self.applying.busy:
            words = tr("Counting what the change does. Esc stops it.")
        changed = self.drafting.draft.changed
        if not words:
            words = tr("Not applied yet.") if changed else tr("Same as in the project.")
        self.said.setText(words)
        writable = project is not None and not project.read_only
        fits = changed and not wrong and not behind
        self.apply.setEnabled(fits and writable and not self.applying.busy)
        self.carry.setVisible(behind)
        labels, count = self.drafting.doubtful()
        self.look_again.setVisible(bool(labels) and count > 0)
        self.look_again.setText(
            trn(
                "Flag the {count} existing span for another look",
                "Flag the {count} existing spans for another look",
                count,
            )
        )
        self.look_again.setAccessibleName(self.look_again.text())

    def _refuse(self, sentence: str) -> None:
        self._refusal = sentence
        self._show_foot()

    def _forget_refusal(self) -> None:
        if not self.drafting.refusing:
            self._refusal = ""

    # -- what it does

    def apply_all(self) -> None:
        """Put the draft into the project as one step, once it is sure what that does."""
        self.keep_typing()
        if self.apply.isEnabled():
            self.applying.begin(mark=self.look_again.isVisible() and self.look_again.isChecked())

    def keep_typing(self) -> None:
        """Make an edit of what is being typed."""
        typing = self.focusWidget()
        if typing is not None:
            typing.clearFocus()

    def _add(self, part: Part) -> None:
        new_id = edits.free_id(self.drafting.draft, part)
        if self.drafting.do(lambda draft: edits.add(draft, part, new_id), Owner(part, new_id)):
            form = self.label_form if part == "labels" else self.relation_form
            entry = form.names.parts.get(language()) or form.names.parts["en"]
            entry.setFocus()
            entry.selectAll()

    def _drop(self) -> None:
        owner = self.drafting.owner
        self.drafting.do(lambda draft: edits.delete(draft, owner))

    def _ask_merge(self, gone: str, into: str) -> None:
        draft = self.drafting.draft
        names = [str(draft.name_of(Owner("labels", name))) for name in (gone, into)]
        box = QMessageBox(self)
        box.setObjectName("codebook_ask_merge")
        box.setText(tr("«{name}» is in the codebook already.", name=into))
        box.setInformativeText(
            tr("Merge «{one}» into «{other}», with all its spans?", one=names[0], other=names[1])
        )
        yes = box.addButton(tr("Merge"), QMessageBox.ButtonRole.AcceptRole)
        yes.setObjectName("codebook_ask_merge_yes")
        box.addButton(tr("Keep both"), QMessageBox.ButtonRole.RejectRole)
        yes.clicked.connect(lambda: self.menu.merge(gone, into))
        box.finished.connect(box.deleteLater)
        box.open()

    def _popup(self) -> None:
        self.menu.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    # -- the project around it

    def _lock(self, locked: bool) -> None:
        self.setEnabled(not locked)

    def _project_gone(self) -> None:
        self.applying.stop()
        self.done(0)

    def _project_changed(self) -> None:
        project = self.session.project
        if project is None or project.codebook == self.drafting.draft.before:
            self._show_foot()
            return
        if not self.drafting.draft.changed or self.applying.committed:
            self.drafting.start(project.codebook)
            self.applying.count()
        else:
            self.applying.cancel()
            self.pages.setCurrentIndex(0)
            self._show_foot()

    def _behind(self) -> bool:
        """Whether the draft was begun from another codebook than the project has now."""
        project = self.session.project
        return (
            project is not None
            and not self.applying.committed
            and project.codebook != self.drafting.draft.before
        )

    def _carry_over(self) -> None:
        project = self.session.project
        if project is None:
            return
        self.keep_typing()
        self._refusal = ""
        left = self.drafting.carry_over(project.codebook)
        self.applying.count()
        if left:
            self._refuse(
                trn(
                    "{count} change does not fit the codebook any more and was left out.",
                    "{count} changes do not fit the codebook any more and were left out.",
                    left,
                )
            )

    def reject(self) -> None:
        """Close; unsaved edits, which no undo brings back, are asked about."""
        if self.applying.busy:
            self.applying.cancel()
            return
        if self.pages.currentIndex() == 1:
            self.pages.setCurrentIndex(0)
            return
        self.keep_typing()
        if self.drafting.draft.changed:
            self._ask_leave()
        else:
            self._leave()

    def may_leave(self) -> bool:
        """Whether nothing would be lost with this window; asks where something would."""
        self.keep_typing()
        if not self.isVisible() or not self.drafting.draft.changed:
            return True
        self.raise_()
        self._ask_leave()
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_typing()
        if self.drafting.draft.changed and self.session.project is not None:
            event.ignore()
            self._ask_leave()
            return
        self.applying.stop()
        super().closeEvent(event)

    def _leave(self) -> None:
        self.applying.stop()
        self.done(0)

    def _ask_leave(self) -> None:
        asked = self.findChild(QMessageBox, "codebook_ask_leave")
        if asked is not None and asked.isVisible():
            return
        box = QMessageBox(self)
        box.setObjectName("codebook_ask_leave")
        box.setText(tr("The changes of the codebook are not applied yet."))
        fits = self.apply.isEnabled()
        for name, title, role, act in (
            ("apply", tr("Apply"), QMessageBox.ButtonRole.AcceptRole, self.apply_all),
            ("drop", tr("Discard"), QMessageBox.ButtonRole.DestructiveRole, self._leave),
            ("stay", tr("Go on editing"), QMessageBox.ButtonRole.RejectRole, None),
        ):
            button = box.addButton(title, role)
            button.setObjectName(f"codebook_ask_leave_{name}")
            button.setEnabled(name != "apply" or fits)
            if act is not None:
                button.clicked.connect(act)
        box.finished.connect(box.deleteLater)
        box.open()
