"""The inspector: shows the focused span as the file holds it, and writes to the file."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.gui.panels.conftest import Bench, Show, click, press, settle, write
from workbench.domain.change import Change, Transaction
from workbench.domain.records import Span
from workbench.domain.words import msg
from workbench.gui.article.header import ArticleHeader
from workbench.gui.inspector import attribute_rows
from workbench.gui.inspector.attribute_rows import AttributeRow
from workbench.gui.inspector.inspector import Inspector
from workbench.gui.parts.fields import Choice
from workbench.gui.verbs import tagging


def attribute(panel: Inspector, name: str) -> AttributeRow:
    found = panel.findChild(AttributeRow, f"attribute_row.{name}")
    assert isinstance(found, AttributeRow)
    return found


def choose(choice: Choice, value: str | None) -> None:
    """Choose an item of a combo box as the user does."""
    index = choice.findData(value) if value is not None else choice.count() - 1
    choice.setCurrentIndex(index)
    choice.activated.emit(index)


def claim(bench: Bench) -> Span:
    bench.open()
    return bench.mark("порт Сарма останется открытым", "Claim")


def test_the_focused_span_is_told(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    claim(bench)
    page = panel.span_page
    assert page.isVisible()
    assert not panel.article_page.isVisible()
    assert page.label.text() == "Claim"
    assert page.quote.text() == "порт Сарма останется открытым"
    assert not page.entity.isVisible()


def test_a_combo_sets_the_attribute_in_the_file(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    span = claim(bench)
    row = attribute(panel, "claim_type")
    assert row.choice is not None
    assert row.accessibleName() == "Kind, required, not set yet"
    choose(row.choice, "prediction")
    assert bench.stored(span).attributes == {"claim_type": "prediction"}
    assert row.accessibleName() == "Kind"
    choose(row.choice, None)
    assert bench.stored(span).attributes == {}


def test_short_values_are_buttons_and_a_second_click_clears(
    bench: Bench, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attribute_rows, "ROOM", 1000)  # whatever font the system has
    panel = Inspector(bench.session)
    show(panel)
    bench.open()
    span = bench.mark("Марк Ренн", "Source")
    segments = attribute(panel, "identification").segments
    assert segments is not None
    click(segments.buttons["named"])
    assert bench.stored(span).attributes["identification"] == "named"
    assert segments.buttons["named"].isChecked()
    click(segments.buttons["named"])
    assert "identification" not in bench.stored(span).attributes


def test_a_digit_is_seen_at_once(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    claim(bench)
    tagging.digit(bench.session, 1)
    row = attribute(panel, "claim_type")
    assert row.choice is not None
    assert row.choice.shown() == "fact"
    tagging.next_attribute(bench.session, 1)
    assert attribute(panel, "check").name.active
    assert not row.name.active


def test_a_default_is_told_quietly(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    claim(bench)
    row = attribute(panel, "certainty")
    assert row.choice is not None
    assert row.choice.shown() == "by default: sure"
    assert row.choice.currentIndex() == -1


def test_a_click_on_a_name_gives_it_the_digits(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    claim(bench)
    click(attribute(panel, "check").name)
    assert bench.session.attribute == 1


def test_the_wheel_changes_no_value(bench: Bench, show: Show, qtbot: QtBot) -> None:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    panel = Inspector(bench.session)
    show(panel)
    span = claim(bench)
    choice = attribute(panel, "claim_type").choice
    assert choice is not None
    tagging.digit(bench.session, 2)
    event = QWheelEvent(
        QPointF(4, 4),
        QPointF(4, 4),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice, event)
    assert bench.stored(span).attributes == {"claim_type": "interpretation"}


def test_a_note_is_kept_for_the_span_it_was_typed_for(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    first = claim(bench)
    second = bench.mark("Марк Ренн", "Actor")
    bench.session.focus_on(first.id)
    panel.edit_note()
    write(panel.span_page.note, "check this")
    bench.session.focus_on(second.id)
    assert bench.stored(first).note == "check this"
    assert bench.stored(second).note is None
    assert bench.session.focus == second.id
    assert panel.span_page.note.toPlainText() == ""
    bench.session.focus_on(first.id)
    assert panel.span_page.note.toPlainText() == "check this"


def test_a_note_is_kept_when_the_focus_goes_to_no_span(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    span = claim(bench)
    panel.edit_note()
    write(panel.span_page.note, "later")
    bench.session.focus_on(None)
    assert bench.stored(span).note == "later"
    assert bench.session.focus is None
    assert panel.article_page.isVisible()


def test_a_note_is_kept_when_another_article_is_opened(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    other = bench.add("Другая статья")
    span = claim(bench)
    panel.edit_note()
    write(panel.span_page.note, "kept")
    bench.session.open_article(other.id)
    assert bench.stored(span).note == "kept"
    assert bench.session.reading is not None
    assert bench.session.reading.article.id == other.id
    found = bench.project.read.article(other.id)
    assert found is not None
    assert found.status == "new"


def test_control_enter_and_escape_keep_the_note_and_leave(
    bench: Bench, show: Show, qtbot: QtBot
) -> None:
    panel = Inspector(bench.session)
    show(panel)
    span = claim(bench)
    panel.edit_note()
    write(panel.span_page.note, "one")
    with qtbot.waitSignal(panel.left):
        press(panel.span_page.note, Qt.Key.Key_Return, control=True)
    assert bench.stored(span).note == "one"
    write(panel.span_page.note, " two")
    with qtbot.waitSignal(panel.left):
        press(panel.span_page.note, Qt.Key.Key_Escape)
    assert "two" in (bench.stored(span).note or "")


def test_typing_is_not_disturbed_by_other_changes(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    claim(bench)
    panel.edit_note()
    write(panel.span_page.note, "half a sen")
    tagging.digit(bench.session, 1)
    assert panel.span_page.note.toPlainText() == "half a sen"


def test_a_note_that_the_file_refuses_is_not_lost(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    first = claim(bench)
    second = bench.mark("Марк Ренн", "Actor")
    bench.session.focus_on(first.id)
    panel.edit_note()
    write(panel.span_page.note, "keep me")
    bench.project.closed_to_writing = msg("The project is open for reading only.")
    bench.session.focus_on(second.id)
    assert bench.refused == ["The project is open for reading only."]
    bench.project.closed_to_writing = None
    bench.session.focus_on(first.id)
    assert panel.span_page.note.toPlainText() == "keep me"
    panel.commit_note()
    assert bench.stored(first).note == "keep me"


def test_the_article_has_facts_and_a_note(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    article = bench.open()
    settle()
    assert panel.article_page.title.text() == article.title
    assert "words" in panel.article_page.facts.text()
    assert "letter" in panel.article_page.teach.text()
    panel.edit_note()
    write(panel.article_page.note, "on all of it")
    panel.commit_note()
    (note,) = bench.project.read.reading(article.id).notes
    assert note.text == "on all of it"


def test_links_are_told_from_both_ends(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    first = claim(bench)
    actor = bench.mark("Правительство Лирии", "Actor")
    relation = bench.link(first, actor, "about")
    bench.session.focus_on(first.id)
    (row,) = [item for item in panel.span_page.relations.rows if item.isVisible()]
    assert row.name.text() == "→  concerns"
    assert row.end.text() == "Правительство Лирии"
    choose(row.choices["role"], "agent")
    stored = bench.project.read.reading(first.article).relation(relation.id)
    assert stored is not None
    assert stored.attributes == {"role": "agent"}
    click(row.end)
    assert bench.session.focus == actor.id
    assert row.name.text() == "←  concerns"
    click(row.drop)
    assert bench.project.read.reading(first.article).relations == ()
    assert not panel.span_page.relations.isVisible()


def test_who_it_is_can_be_detached(bench: Bench, show: Show, qtbot: QtBot) -> None:
    panel = Inspector(bench.session)
    show(panel)
    bench.open()
    span = bench.mark("Марк Ренн", "Actor")
    row = panel.span_page.entity
    assert row.name.text() == "Not said yet"
    with qtbot.waitSignal(panel.entity_wanted):
        click(row.change)
    tagging.attach_new(bench.session, "Марк Ренн")
    assert row.name.text() == "Марк Ренн"
    click(row.detach)
    assert bench.stored(span).entity is None
    assert row.name.text() == "Not said yet"


def test_the_history_tells_what_was_done_and_undone(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    claim(bench)
    tagging.digit(bench.session, 1)
    tagging.next_attribute(bench.session, 1)
    tagging.digit(bench.session, 1)
    bench.session.walk(back=True)
    steps = panel.span_page.history.steps
    assert not steps.isVisible()
    click(panel.span_page.history.head)
    assert steps.isVisible()
    told = [row.accessibleName() for row in panel.span_page.history.rows]
    assert any("Kind: not set → fact" in said for said in told)
    assert all("anna" in said for said in told)
    assert "undone" in told[0]


def test_a_missing_span_leaves_the_article(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    claim(bench)
    tagging.delete(bench.session)
    assert panel.article_page.isVisible()
    assert not panel.span_page.isVisible()
    bench.session.open_project(None)
    assert not panel.article_page.title.isVisible()


def test_moving_through_spans_is_quick(bench: Bench, show: Show) -> None:
    import time

    panel = Inspector(bench.session)
    show(panel)
    spans = [claim(bench), bench.mark("Марк Ренн", "Actor"), bench.mark("заявил", "Cue")]
    spent = []
    for number in range(60):
        began = time.process_time()
        bench.session.focus_on(spans[number % 3].id, move=False)
        spent.append(time.process_time() - began)
    assert sorted(spent)[30] < 0.02


ODD = " 5\u00a0000\u2028рублей \n"


def test_a_note_that_was_only_looked_at_stays_as_it_is(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    bench.open()
    first = bench.mark("Марк Ренн", "Actor")
    odd = replace(first, note=ODD)
    bench.project.commit(Transaction(msg("note"), (Change(first, odd),)))
    bench.session.focus_on(first.id)
    assert not panel.span_page.note.pending
    panel.edit_note()
    press(panel.span_page.note, Qt.Key.Key_Escape)
    bench.mark("порт Сарма", "Claim")
    panel.commit_note()
    assert bench.stored(first) == odd


def test_a_note_that_the_file_refuses_never_lands_on_another_span(bench: Bench, show: Show) -> None:
    panel = Inspector(bench.session)
    show(panel)
    bench.open()
    second = bench.mark("Марк Ренн", "Actor")
    first = bench.mark("порт Сарма", "Claim")
    panel.edit_note()
    note = panel.span_page.note
    write(note, "keep me")
    panel.activateWindow()
    settle()
    bench.project.closed_to_writing = msg("The project is open for reading only.")
    bench.session.focus_on(second.id)
    assert note.toPlainText() == ""
    bench.project.closed_to_writing = None
    bench.session.focus_on(first.id)
    assert bench.stored(second).note is None


def test_words_are_counted_alike_in_the_header(bench: Bench, show: Show) -> None:
    panel, header = Inspector(bench.session), ArticleHeader(bench.session, "serif")
    show(panel)
    show(header)
    bench.open("Порт — это порт: северо-запад, 1 000 судов — и всё.")
    settle()
    assert header._measured[1] == "9 words"
    assert "9 words" in panel.article_page.facts.text()


def test_tags_in_articles_are_words(bench: Bench, show: Show) -> None:
    panel, header = Inspector(bench.session), ArticleHeader(bench.session, "serif")
    show(panel)
    show(header)
    bench.open("<b>Порт</b> Сарма\n\nОткрыт.")
    bench.mark("<b>Порт", "Claim")
    title = header.findChild(QLabel, "header.title")
    assert title is not None
    for widget in (panel.span_page.quote, title):
        shown = QTextDocument()
        shown.setHtml(widget.toolTip())
        assert shown.toPlainText().startswith("<b>Порт")
