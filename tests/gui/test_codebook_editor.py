"""The codebook editor on a real project: what is applied, what is asked, what can be undone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from tests.gui.conftest import Desk
from workbench.domain import codebook_edits as edits
from workbench.domain import commands
from workbench.domain.codebook_draft import Draft, Owner
from workbench.domain.text import Interval
from workbench.gui import session
from workbench.gui.codebook.editor import CodebookEditor
from workbench.jobs import Silent
from workbench.store.check import check
from workbench.transfer.codebooks import weigh

TEXT = "Правительство Лирии объявило, что порт Сарма останется открытым. Так сказал Марк Ренн."
Opened = Callable[..., Desk]
Keys = Qt.Key


class Editing:
    """The editor under test, and the hands of its user."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.window.run_id("codebook_edit")
        found = desk.window.findChild(CodebookEditor)
        assert found is not None
        self.editor: CodebookEditor = found
        self.wait()

    def wait(self) -> None:
        """Let jobs end and widgets follow."""
        self.desk.qtbot.waitUntil(lambda: not self.desk.workbench.tasks.busy, timeout=10_000)
        QApplication.processEvents()

    def widget(self, name: str) -> Any:
        """A part of the editor by its name."""
        found = self.editor.findChild(QWidget, name)
        assert found is not None, name
        return found

    def write(self, name: str, text: str) -> None:
        """Type a text into a field in the place of what stands there, and leave it."""
        field = self.widget(name)
        field.setFocus()
        field.selectAll()
        if hasattr(field, "insert"):
            field.insert(text)
            QTest.keyClick(field, Keys.Key_Return)
        else:
            field.insertPlainText(text)
            field.clearFocus()
            field.commit()

    def choose(self, name: str) -> None:
        """Show a label."""
        self.editor.drafting.choose(Owner("labels", name))

    def menu(self, name: str) -> None:
        """Take an entry of the menu."""
        menu = self.editor.menu.menu()
        entry = menu.findChild(QAction, name)
        assert entry is not None, name
        assert entry.isEnabled()
        entry.trigger()
        menu.deleteLater()

    def apply(self) -> None:
        """Press «Apply» and wait for what comes of it."""
        assert self.editor.apply.isEnabled(), self.editor.said.text()
        self.editor.apply.click()
        self.wait()

    def answer(self, box: str, button: str) -> None:
        """Answer a question."""
        asked = self.editor.findChild(QMessageBox, box)
        assert asked is not None
        found = asked.findChild(QPushButton, button)
        assert found is not None
        found.click()
        QApplication.processEvents()

    def states(self) -> tuple[bool, bool]:
        """Whether the editor can be used, and whether it counts or writes."""
        return self.editor.isEnabled(), self.editor.applying.busy

    @property
    def sound(self) -> bool:
        """Whether the file is as the codebook wants it."""
        return check(self.desk.project.path) == []


@pytest.fixture
def editing(opened: Opened) -> Editing:
    return Editing(opened(TEXT))


def mark(desk: Desk, words: str, label: str) -> str:
    """Label words of the article; the span's id."""
    start = TEXT.index(words)
    place = Interval(start, start + len(words))
    assert desk.session.run(lambda r: commands.label(r, desk.session.pen(), (place,), label))
    assert desk.session.focus is not None
    return str(desk.session.focus)


def labels(desk: Desk) -> dict[str, str]:
    return {span.id: span.label for span in desk.spans()}


def test_a_new_key_works_at_once_and_its_undo_too(editing: Editing) -> None:
    desk = editing.desk
    editing.choose("Actor")
    key = editing.widget("label_key")
    key.setFocus()
    QTest.keyClick(key, Keys.Key_G)
    editing.apply()
    desk.select("Марк")
    desk.view.setFocus()
    desk.window.activateWindow()
    desk.key("п")  # the key of G under the Russian layout
    assert [span.label for span in desk.spans()] == ["Actor"]
    desk.session.walk(back=True)
    desk.session.walk(back=True)
    desk.select("Марк")
    desk.key("а")
    assert desk.spans() == ()
    desk.key("ф")
    assert [span.label for span in desk.spans()] == ["Actor"]


def test_a_rename_carries_the_spans_over_as_one_step(editing: Editing) -> None:
    desk = editing.desk
    claim, actor = mark(desk, "порт Сарма", "Claim"), mark(desk, "Марк Ренн", "Actor")
    reading = desk.session.whole()
    one, other = reading.span(claim), reading.span(actor)
    desk.session.run(lambda r: commands.link(r, desk.session.pen(), one, other, "about"))
    editing.choose("Claim")
    editing.write("label_id", "Thesis")
    editing.write("label_name_ru", "Тезис")
    editing.apply()
    assert labels(desk) == {claim: "Thesis", actor: "Actor"}
    assert len(desk.session.whole().relations) == 1
    assert "Тезис" in [row.label.name.ru for row in desk.window.side.codebook.rows]
    assert editing.sound
    desk.session.walk(back=True)
    assert labels(desk) == {claim: "Claim", actor: "Actor"}
    assert editing.sound
    desk.session.walk(back=False)
    assert labels(desk)[claim] == "Thesis"


def test_a_rename_to_a_name_that_is_there_is_offered_as_a_merge(editing: Editing) -> None:
    desk = editing.desk
    cue = mark(desk, "сказал", "Cue")
    editing.choose("Cue")
    editing.write("label_id", "Claim")
    editing.answer("codebook_ask_merge", "codebook_ask_merge_yes")
    editing.apply()
    assert labels(desk) == {cue: "Claim"}
    assert desk.project.codebook.label("Cue") is None
    assert editing.sound


def test_a_renamed_relation_that_is_there_already_is_refused(editing: Editing) -> None:
    editing.editor.drafting.choose(Owner("relations", "about"))
    editing.write("relation_id", "supports")
    assert "is in the codebook already" in editing.editor.said.text()
    assert editing.widget("relation_id").text() == "about"
    assert not editing.editor.apply.isEnabled()


def test_a_dropped_label_asks_how_many_and_the_spans_can_go_elsewhere(editing: Editing) -> None:
    desk = editing.desk
    cues = [mark(desk, words, "Cue") for words in ("объявило", "сказал")]
    editing.choose("Cue")
    editing.editor.drop.click()
    editing.apply()
    page = editing.editor.losses
    assert editing.editor.pages.currentWidget() is page
    assert page.rows[0].accessibleName() == "2 spans are «Cue», which is dropped"
    assert labels(desk) == dict.fromkeys(cues, "Cue")
    page.rows[0].choice.setCurrentIndex(page.rows[0].choice.findData("Claim"))
    page.rows[0].choice.activated.emit(page.rows[0].choice.currentIndex())
    editing.wait()
    assert page.sum.text() == "Nothing is lost."
    page.apply.click()
    editing.wait()
    assert labels(desk) == dict.fromkeys(cues, "Claim")
    assert editing.sound
    desk.session.walk(back=True)
    assert labels(desk) == dict.fromkeys(cues, "Cue")
    assert editing.sound


def test_going_back_leaves_codebook_and_spans_as_they_are(editing: Editing) -> None:
    desk = editing.desk
    cue = mark(desk, "сказал", "Cue")
    before = desk.project.codebook
    editing.choose("Cue")
    editing.editor.drop.click()
    editing.apply()
    editing.editor.losses.back.click()
    assert desk.project.codebook == before
    assert labels(desk) == {cue: "Cue"}
    editing.editor.apply.click()
    editing.wait()
    editing.editor.losses.apply.click()
    editing.wait()
    assert desk.spans() == ()
    assert editing.sound


def test_what_is_tagged_while_the_question_stands_is_counted_before_the_answer_counts(
    editing: Editing,
) -> None:
    desk = editing.desk
    mark(desk, "сказал", "Cue")
    editing.choose("Cue")
    editing.editor.drop.click()
    editing.apply()
    later = mark(desk, "объявило", "Cue")
    editing.editor.losses.apply.click()
    editing.wait()
    assert later in labels(desk)
    assert editing.editor.losses.rows[0].accessibleName().startswith("2 spans")
    assert editing.sound


def test_esc_stops_the_counting_and_leaves_everything(editing: Editing) -> None:
    desk = editing.desk
    cue = mark(desk, "сказал", "Cue")
    before = desk.project.codebook
    editing.choose("Cue")
    editing.editor.drop.click()
    desk.workbench.tasks.hold()
    editing.editor.apply.click()
    assert editing.editor.said.text().startswith("Counting")
    assert not editing.editor.apply.isEnabled()
    QTest.keyClick(editing.editor, Keys.Key_Escape)
    desk.workbench.tasks.release()
    editing.wait()
    assert editing.editor.said.text() == "Stopped; the codebook is as it was."
    assert desk.project.codebook == before
    assert labels(desk) == {cue: "Cue"}
    assert editing.editor.apply.isEnabled()


def test_the_definition_marks_older_spans_for_another_look(editing: Editing) -> None:
    desk = editing.desk
    claim = mark(desk, "порт Сарма", "Claim")
    editing.editor.applying.count()
    editing.wait()
    editing.choose("Claim")
    editing.write("label_definition_en", "What can be disputed.")
    assert editing.editor.look_again.text() == "Flag the 1 existing span for another look"
    editing.apply()
    line = desk.window.side.inspector.span_page.look_again
    assert not line.isHidden()
    assert line.words.text().startswith("The definition changed:")
    line.done.click()
    assert line.isHidden()
    label = desk.project.codebook.label("Claim")
    assert label is not None
    (span,) = desk.spans()
    assert span.id == claim
    assert span.updated > (label.revised or "")
    desk.session.walk(back=True)
    assert not line.isHidden()


def test_without_the_tick_no_span_needs_a_look(editing: Editing) -> None:
    desk = editing.desk
    mark(desk, "порт Сарма", "Claim")
    editing.editor.applying.count()
    editing.wait()
    editing.choose("Claim")
    editing.write("label_definition_en", "What can be disputed.")
    editing.editor.look_again.setChecked(False)
    editing.apply()
    label = desk.project.codebook.label("Claim")
    assert label is not None
    assert label.revised is None
    assert label.definition.en == "What can be disputed."


def test_escape_asks_only_where_something_would_be_lost(editing: Editing) -> None:
    editing.choose("Actor")
    editing.write("label_name_en", "Agent")
    QTest.keyClick(editing.editor, Keys.Key_Escape)
    assert editing.editor.isVisible()
    editing.answer("codebook_ask_leave", "codebook_ask_leave_stay")
    editing.editor.undo.click()
    assert editing.widget("label_name_en").text() == "Actor"
    editing.editor.redo.click()
    assert editing.widget("label_name_en").text() == "Agent"
    QTest.keyClick(editing.editor, Keys.Key_Escape)
    editing.answer("codebook_ask_leave", "codebook_ask_leave_drop")
    assert editing.desk.window.findChild(CodebookEditor) is None or not editing.editor.isVisible()
    label = editing.desk.project.codebook.label("Actor")
    assert label is not None
    assert label.name.en == "Actor"


def test_the_window_stays_while_edits_of_the_codebook_are_not_applied(editing: Editing) -> None:
    editing.choose("Actor")
    editing.write("label_name_en", "Agent")
    editing.desk.window.desk.close_project()
    assert editing.desk.session.project is not None
    assert not editing.desk.window.close()
    editing.answer("codebook_ask_leave", "codebook_ask_leave_drop")
    editing.desk.window.desk.close_project()
    assert editing.desk.session.project is None


def test_a_row_dragged_to_another_place_changes_the_order(editing: Editing) -> None:
    rows = editing.editor.labels.model
    assert rows.moveRows(rows.index(-1), 0, 1, rows.index(-1), 3)
    assert editing.editor.drafting.draft.ids("labels")[:3] == ["Actor", "Source", "Claim"]
    assert editing.editor.drafting.owner == Owner("labels", "Claim")


def test_a_label_is_found_from_the_text_by_key_and_marks_there(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("порт Сарма")
    desk.view.setFocus()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    desk.key("l", both)
    field = desk.window.side.codebook.field
    assert field.hasFocus()
    field.insert("утвер")
    desk.key("Enter")
    assert [span.label for span in desk.spans()] == ["Claim"]
    assert desk.view.hasFocus()


def test_two_labels_on_one_key_are_told_and_not_applied(editing: Editing) -> None:
    actor = Owner("labels", "Actor")
    editing.editor.drafting.do(lambda draft: edits.put(draft, actor, key="C"))
    assert editing.editor.said.text() == "Not right yet: the key C is that of Claim and of Actor."
    assert not editing.editor.apply.isEnabled()


def test_an_editor_without_edits_closes_without_a_word(editing: Editing) -> None:
    closed: list[int] = []
    editing.editor.finished.connect(closed.append)
    QTest.keyClick(editing.editor, Keys.Key_Escape)
    assert closed == [0]


def test_keys_of_others_and_of_commands_are_shown_and_not_taken(editing: Editing) -> None:
    editing.choose("Actor")
    key = editing.widget("label_key")
    key.setFocus()
    for letter in (Keys.Key_C, Keys.Key_E):
        QTest.keyClick(key, letter)
        assert key.value == "A"
    assert key.tip("C") == "C: the key of Claim"
    assert key.tip("E") == "E: a command of the program"
    assert not editing.editor.drafting.draft.changed


def test_values_are_added_renamed_moved_merged_and_dropped(editing: Editing) -> None:
    editing.choose("Claim")
    table = editing.widget("label_attribute_values")
    rows = table.rows

    def held() -> list[str]:
        form = editing.editor.drafting.draft.body["labels"][0]["attributes"]["claim_type"]
        assert len(form["values"]) == len(form["values_en"]) == len(form["values_ru"])
        return list(form["values"])

    assert rows.setData(rows.index(rows.rowCount() - 1, 0), "rumour")
    assert held()[-1] == "rumour"
    assert rows.setData(rows.index(0, 0), "deed")
    assert held()[0] == "deed"
    assert rows.setData(rows.index(0, 2), "дело")
    table.setCurrentIndex(rows.index(0, 0))
    QTest.keyClick(table, Keys.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert held()[:2] == ["interpretation", "deed"]
    assert table.current() == "deed"
    QTest.keyClick(table, Keys.Key_Delete)
    assert "deed" not in held()
    assert not rows.setData(rows.index(0, 0), "rumour")
    assert "already" in editing.editor.said.text()


def test_an_attribute_is_renamed_with_its_stored_values(editing: Editing) -> None:
    desk = editing.desk
    claim = mark(desk, "порт Сарма", "Claim")
    span = desk.session.whole().span(claim)
    desk.session.run(
        lambda r: commands.set_attribute(r, desk.session.pen(), span, "claim_type", "fact")
    )
    editing.choose("Claim")
    editing.write("label_attribute_id", "sort")
    editing.apply()
    (span,) = desk.spans()
    assert dict(span.attributes) == {"sort": "fact"}
    assert editing.sound


def test_a_label_is_added_and_moved_by_keys(editing: Editing) -> None:
    desk = editing.desk
    editing.editor.labels.add.click()
    new = editing.editor.drafting.owner.id
    view = editing.editor.labels.view
    view.setFocus()
    QTest.keyClick(view, Keys.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert editing.editor.drafting.draft.ids("labels")[-2:] == [new, "Region"]
    editing.write("label_name_ru", "Слух")
    editing.apply()
    label = desk.project.codebook.labels[-2]
    assert (label.id, label.name.ru, label.key) == (new, "Слух", "")


def test_a_label_is_split_by_the_values_of_an_attribute(editing: Editing) -> None:
    desk = editing.desk
    actor = mark(desk, "Марк Ренн", "Actor")
    span = desk.session.whole().span(actor)
    desk.session.run(
        lambda r: commands.set_attribute(r, desk.session.pen(), span, "actor_type", "person")
    )
    editing.choose("Actor")
    editing.menu("codebook_split.actor_type")
    editing.apply()
    assert labels(desk) == {actor: "Actor_person"}
    assert editing.sound


def test_the_span_in_focus_goes_to_a_label_that_is_split_off(editing: Editing) -> None:
    desk = editing.desk
    other, chosen = mark(desk, "порт Сарма", "Claim"), mark(desk, "открытым", "Claim")
    editing.choose("Claim")
    editing.menu("codebook_split_off")
    editing.apply()
    assert labels(desk) == {other: "Claim", chosen: "Claim_2"}


def test_a_codebook_goes_out_and_comes_in_with_all_that_it_holds(
    editing: Editing, tmp_path: Path
) -> None:
    path = tmp_path / "book.json"
    editing.editor.menu.export(path)
    body = orjson.loads(path.read_bytes())
    assert body == editing.desk.project.codebook.body
    body["house"] = {"kept": 1}
    body["labels"][0]["layer"] = "deep"
    path.write_bytes(orjson.dumps(body))
    editing.editor.menu.take(path)
    editing.apply()
    held = editing.desk.project.codebook.body
    assert held["house"] == {"kept": 1}
    assert held["labels"][0]["layer"] == "deep"


def test_a_codebook_with_two_labels_on_one_key_is_refused_with_their_names(
    editing: Editing, tmp_path: Path
) -> None:
    path = tmp_path / "book.json"
    editing.editor.menu.export(path)
    body = orjson.loads(path.read_bytes())
    body["labels"][1]["key"] = "C"
    path.write_bytes(orjson.dumps(body))
    editing.editor.menu.take(path)
    assert "the key C is that of Claim and of Actor" in editing.editor.said.text()
    assert not editing.editor.apply.isEnabled()


def test_undo_in_the_window_is_followed_by_an_editor_without_edits(editing: Editing) -> None:
    editing.choose("Actor")
    editing.write("label_name_en", "Agent")
    editing.apply()
    editing.desk.session.walk(back=True)
    editing.wait()
    assert editing.widget("label_name_en").text() == "Actor"
    assert not editing.editor.drafting.draft.changed


def test_every_part_of_the_editor_has_a_name_and_says_what_it_is(editing: Editing) -> None:
    for owner in (Owner("labels", "Actor"), Owner("relations", "about")):
        editing.editor.drafting.choose(owner)
        for part in editing.editor.findChildren(QWidget):
            if part.focusPolicy() != Qt.FocusPolicy.NoFocus and part.isVisible():
                assert part.objectName(), part
                assert part.accessibleName(), part.objectName()


def test_changes_are_carried_over_to_the_codebook_that_the_project_has_by_now(
    editing: Editing,
) -> None:
    desk, editor = editing.desk, editing.editor
    cue = mark(desk, "сказал", "Cue")
    editing.choose("Actor")
    editing.write("label_name_en", "Somebody")
    editing.choose("Cue")
    editing.write("label_name_en", "Marker")
    assert not editor.carry.isVisible()
    draft = edits.rename(Draft.of(desk.project.codebook), Owner("labels", "Cue"), "Signal")
    desk.project.commit(weigh(desk.project.read, draft, Silent()).transaction())
    assert not editor.apply.isEnabled()
    assert editor.said.text().startswith("The codebook of the project has changed meanwhile.")
    editor.carry.click()
    assert not editor.carry.isVisible()
    assert editor.said.text().startswith("1 change does not fit")
    editing.apply()
    label = desk.project.codebook.label("Actor")
    assert label is not None
    assert label.name.en == "Somebody"
    assert labels(desk) == {cue: "Signal"}
    assert editing.sound


def test_once_the_project_has_its_codebook_again_the_changes_can_be_applied(
    editing: Editing,
) -> None:
    desk, editor = editing.desk, editing.editor
    editing.choose("Actor")
    editing.write("label_name_en", "Somebody")
    draft = edits.rename(Draft.of(desk.project.codebook), Owner("labels", "Cue"), "Signal")
    desk.project.commit(weigh(desk.project.read, draft, Silent()).transaction())
    desk.session.walk(back=True)
    assert not editor.carry.isVisible()
    assert editor.said.text() == "Not applied yet."
    editor.undo.click()
    assert not editor.drafting.draft.changed
    editor.redo.click()
    editing.apply()
    label = desk.project.codebook.label("Actor")
    assert label is not None
    assert label.name.en == "Somebody"


def test_a_new_label_is_named_in_both_languages_by_its_first_name(
    editing: Editing,
) -> None:
    editor = editing.editor
    editor.labels.add_wanted.emit("labels")
    assert QApplication.focusWidget() is editing.widget("label_name_en")
    editing.write("label_name_en", "Threat")
    assert editing.widget("label_name_ru").text() == "Threat"
    editing.write("label_name_ru", "Угроза")
    assert editing.widget("label_name_en").text() == "Threat"
    editing.write("label_name_en", "Menace")
    assert editing.widget("label_name_ru").text() == "Угроза"
    # What has its names keeps them, also where they are the same.
    editing.choose("Actor")
    editor.drafting.do(lambda draft: edits.put(draft, Owner("labels", "Actor"), ru="Actor"))
    editing.write("label_name_en", "Agent")
    assert editing.widget("label_name_ru").text() == "Actor"


def test_after_a_label_is_dropped_the_next_one_is_chosen(editing: Editing) -> None:
    drafting = editing.editor.drafting
    listed = drafting.draft.ids("labels")
    editing.choose(listed[1])
    editing.editor.drop.click()
    assert drafting.owner == Owner("labels", listed[2])
    editing.choose(listed[-1])
    editing.editor.drop.click()
    assert drafting.owner == Owner("labels", listed[-2])
    relations = drafting.draft.ids("relations")
    drafting.choose(Owner("relations", relations[-1]))
    editing.editor.drop.click()
    assert drafting.owner == Owner("relations", relations[-2])


def test_while_a_worker_writes_the_codebook_nothing_is_edited_or_applied_again(
    editing: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = editing.desk
    mark(desk, "объявило", "Cue")
    monkeypatch.setattr(session, "SOME", 1)
    editing.choose("Cue")
    editing.write("label_id", "Verb")
    editing.editor.apply.click()
    editing.desk.qtbot.waitUntil(lambda: editing.editor.applying.committed, timeout=10_000)
    assert editing.states() == (False, True)
    editing.editor.applying._commit()
    editing.editor.reject()
    editing.wait()
    assert editing.states() == (True, False)
    assert desk.project.codebook.label("Verb") is not None
    assert editing.editor.said.text() == "Same as in the project."
    assert editing.sound


def test_a_codebook_that_could_not_be_written_leaves_the_editor_where_it_is(
    editing: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(title: str, transaction: object, ended: Callable[[bool], None]) -> None:
        ended(False)

    monkeypatch.setattr(editing.desk.session, "commit_beside", fails)
    editing.choose("Cue")
    editing.write("label_id", "Verb")
    editing.editor.pages.setCurrentIndex(1)
    editing.apply()
    assert editing.editor.pages.currentIndex() == 1
    assert editing.states() == (True, False)
    assert editing.editor.drafting.draft.changed
