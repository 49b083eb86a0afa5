"""The form of a relation in the codebook editor: what a tick says to the draft."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.conftest import Desk
from workbench.domain.codebook_draft import Owner
from workbench.gui.codebook.editor import CodebookEditor
from workbench.gui.codebook.editor_relation import RelationForm


def test_a_relation_may_join_the_same_two_twice_where_that_is_ticked(
    opened: Callable[..., Desk],
) -> None:
    desk = opened("Порт Сарма открыт.")
    desk.window.run_id("codebook_edit")
    editor = desk.window.findChild(CodebookEditor)
    form = editor.findChild(RelationForm)
    owner = Owner("relations", desk.project.codebook.relations[0].id)
    form.show_relation(owner)
    assert not form.parallel.isChecked()
    QTest.mouseClick(form.parallel, Qt.MouseButton.LeftButton, pos=form.parallel.rect().center())
    assert form._drafting.draft.item(owner)["parallel"] is True
    form.show_relation(owner)
    assert form.parallel.isChecked()
    QTest.mouseClick(form.parallel, Qt.MouseButton.LeftButton, pos=form.parallel.rect().center())
    assert not form._drafting.draft.item(owner).get("parallel")
    editor.close()
