"""Who is mentioned: the list, its editor, the mentions, and the field under a mention."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.gui.panels.conftest import TEXT, Bench, Show, click, press, settle, write
from workbench.domain.change import Change, Transaction
from workbench.domain.records import Entity, new_id
from workbench.domain.words import msg
from workbench.gui import tagging
from workbench.gui.entity_field import EntityField
from workbench.gui.entity_list import EntityList


def names(panel: EntityList) -> list[str]:
    return [row.entity.name for row in panel.model.rows]


def stored(bench: Bench, entity: Entity) -> Entity:
    found = bench.project.read.entity(entity.id)
    assert found is not None
    return found


def test_the_list_says_what_it_is_for_until_somebody_is_named(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    assert panel.empty.isVisible()
    bench.entity("Марк Ренн")
    assert names(panel) == ["Марк Ренн"]
    assert not panel.empty.isVisible()


def test_the_filter_finds_names(bench: Bench, show: Show, qtbot: QtBot) -> None:
    panel = EntityList(bench.session)
    show(panel)
    for name in ("Пётр Сомов", "Лирия"):
        bench.entity(name)
    panel.field.setText("петр")
    qtbot.waitUntil(lambda: names(panel) == ["Пётр Сомов"], timeout=2000)
    panel.field.setText("xyz")
    qtbot.waitUntil(panel.empty.isVisible, timeout=2000)
    assert panel.empty.text() == "No name has these words."


def test_a_hidden_list_reads_when_it_is_shown(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    bench.entity("Лирия", "state")
    assert names(panel) == []
    show(panel)
    assert names(panel) == ["Лирия"]


def test_enter_attaches_the_entity_to_the_focused_mention(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = bench.entity("Марк Ренн")
    bench.open()
    span = bench.mark("Марк Ренн", "Actor")
    panel.view.setCurrentIndex(panel.model.index(0))
    press(panel.view, Qt.Key.Key_Return)
    assert bench.stored(span).entity == entity.id
    assert panel.model.rows[0].mentions == 1


def test_mentions_show_their_words_and_a_click_goes_there(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = bench.entity("Марк Ренн")
    bench.open()
    span = bench.mark("Марк Ренн", "Actor")
    tagging.attach(bench.session, entity)
    other = bench.add("Другая статья")
    bench.session.open_article(other.id)
    panel.show_entity(entity.id)
    settle()
    assert panel.told.text() == "1 mention"
    title, before, words, _ = panel.mentions.told(panel.mentions.spans[0])
    assert title == TEXT.split("\n")[0]
    assert before.endswith("министр порта ")
    assert words == "Марк Ренн"
    view = panel.mention_view
    click(view.viewport(), view.visualRect(panel.mentions.index(0)).center())
    assert bench.session.focus == span.id


def test_fields_are_kept_as_they_are_left(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = bench.entity("Ренн")
    panel.show_entity(entity.id)
    editor = panel.editor
    editor.name.setText("Марк  Ренн")
    press(editor.name, Qt.Key.Key_Return)
    assert stored(bench, entity).name == "Марк Ренн"
    editor.aliases.setText("Ренн; министр порта;  ")
    editor.links.setText("wikidata:Q42")
    press(editor.links, Qt.Key.Key_Return)
    assert stored(bench, entity).aliases == ("Ренн", "министр порта")
    assert stored(bench, entity).links == {"wikidata": "Q42"}
    editor.kind.activated.emit(editor.kind.findData("group"))
    assert stored(bench, entity).type == "group"
    bench.session.walk(back=True)
    assert stored(bench, entity).type == "person"
    assert editor.kind.shown() == "person"


@pytest.mark.parametrize("links", ["Q42", "wikidata:", ":Q42"])
def test_a_link_without_its_registry_is_refused(bench: Bench, show: Show, links: str) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = bench.entity("Ренн")
    panel.show_entity(entity.id)
    panel.editor.links.setText(links)
    press(panel.editor.links, Qt.Key.Key_Return)
    assert bench.refused == ["Write a link as registry:id, for example wikidata:Q42."]
    assert stored(bench, entity).links == {}


def test_escape_leaves_the_entity_as_it_was(bench: Bench, show: Show, qtbot: QtBot) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = bench.entity("Ренн")
    panel.show_entity(entity.id)
    panel.editor.name.setText("Другой")
    with qtbot.waitSignal(panel.left):
        press(panel.editor.name, Qt.Key.Key_Escape)
    panel.commit_edit()
    assert stored(bench, entity).name == "Ренн"


def test_what_is_typed_is_kept_when_another_entity_is_chosen(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    first, second = bench.entity("Анна"), bench.entity("Борис")
    panel.show_entity(first.id)
    panel.editor.name.setText("Анна Ли")
    panel.show_entity(second.id)
    assert stored(bench, first).name == "Анна Ли"
    assert stored(bench, second).name == "Борис"
    assert panel.editor.name.text() == "Борис"


# -- the field under a mention


@pytest.fixture
def paper(qtbot: QtBot) -> QWidget:
    found = QWidget()
    qtbot.addWidget(found)
    found.resize(600, 400)
    found.show()
    return found


def test_the_field_offers_a_new_name_and_takes_it(bench: Bench, paper: QWidget) -> None:
    field = EntityField(bench.session, paper)
    bench.speak_russian()
    bench.open()
    assert not field.isVisible()
    span = bench.mark("Правительство Лирии", "Actor")
    assert field.isVisible()
    assert field.best.text() == "Правительство Лирии"
    assert field.best.about() == "new"
    field.accept()
    assert not field.isVisible()
    entity = bench.project.read.entity(bench.stored(span).entity or "")
    assert entity is not None
    assert entity.name == "Правительство Лирии"


def test_the_field_offers_the_entity_that_is_known(bench: Bench, paper: QWidget) -> None:
    known = bench.entity("Министр порта", "person")
    field = EntityField(bench.session, paper)
    bench.speak_russian()
    bench.open("По словам министра порта, всё готово.")
    span = bench.mark("министра порта", "Source")
    assert field.best.entity == known
    click(field.best)
    assert bench.stored(span).entity == known.id


def test_typing_lists_entities_and_enter_takes_the_first(
    bench: Bench, paper: QWidget, qtbot: QtBot
) -> None:
    wanted = bench.entity("Корвания", "state")
    bench.entity("Лирия", "state")
    field = EntityField(bench.session, paper)
    bench.open()
    span = bench.mark("Марк Ренн", "Actor")
    field.edit()
    field.typed.clear()
    write(field.typed, "корв")
    assert [part.text() for part in field.suggestions if part.isVisible()] == ["Корвания", "корв"]
    with qtbot.waitSignal(field.left):
        press(field.typed, Qt.Key.Key_Return)
    assert bench.stored(span).entity == wanted.id
    assert not field.isVisible()


def test_a_new_name_is_the_last_of_the_list(bench: Bench, paper: QWidget) -> None:
    bench.entity("Корвания", "state")
    field = EntityField(bench.session, paper)
    bench.open()
    span = bench.mark("Марк Ренн", "Actor")
    field.edit()
    field.typed.clear()
    write(field.typed, "корв")
    press(field.typed, Qt.Key.Key_Down)
    press(field.typed, Qt.Key.Key_Return)
    entity = bench.project.read.entity(bench.stored(span).entity or "")
    assert entity is not None
    assert entity.name == "корв"


def test_escape_leaves_the_field_and_attaches_nothing(
    bench: Bench, paper: QWidget, qtbot: QtBot
) -> None:
    field = EntityField(bench.session, paper)
    bench.open()
    span = bench.mark("Марк Ренн", "Actor")
    field.edit()
    with qtbot.waitSignal(field.left):
        press(field.typed, Qt.Key.Key_Escape)
    assert bench.stored(span).entity is None
    assert not field.editing


def test_the_field_goes_with_the_focus(bench: Bench, paper: QWidget) -> None:
    field = EntityField(bench.session, paper)
    bench.open()
    bench.mark("Марк Ренн", "Actor")
    field.edit()
    assert field.isVisible()
    bench.session.focus_on(None)
    assert not field.isVisible()


def test_a_claim_names_nobody(bench: Bench, paper: QWidget) -> None:
    field = EntityField(bench.session, paper)
    bench.open()
    bench.mark("порт Сарма", "Claim")
    field.edit()
    assert bench.refused == ["Claim is not a mention of an entity."]
    assert not field.isVisible()


def test_the_field_stays_inside(bench: Bench, paper: QWidget) -> None:
    field = EntityField(bench.session, paper)
    bench.open()
    bench.mark("Марк Ренн", "Actor")
    field.edit()
    field.move_to(QPoint(590, 395), QPoint(590, 370))
    assert paper.rect().contains(field.geometry())
    assert field.geometry().bottom() <= 370


def test_an_entity_that_was_only_looked_at_stays_as_it_is(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    odd = Entity(
        new_id(),
        "ООО  «Рога, копыта»",
        "group",
        aliases=("Рога, копыта", "Рога  и  копыта"),
        links={"place": "Москва"},
    )
    bench.project.commit(Transaction(msg("entity"), (Change(None, odd),)))
    panel.show_entity(odd.id)
    for field in (panel.editor.name, panel.editor.aliases, panel.editor.links):
        press(field, Qt.Key.Key_Return)
    panel.commit_edit()
    assert stored(bench, odd) == odd


def test_a_comma_is_part_of_a_name(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = bench.entity("ООО «Рога, копыта»", "group")
    panel.show_entity(entity.id)
    panel.editor.aliases.setText("Рога, копыта; Рога;; Рога")
    panel.editor.links.setText("a:1, b:2; place:Москва, Россия")
    press(panel.editor.links, Qt.Key.Key_Return)
    found = stored(bench, entity)
    assert found.aliases == ("Рога, копыта", "Рога")
    assert found.links == {"a": "1", "b": "2", "place": "Москва, Россия"}
    assert panel.editor.aliases.text() == "Рога, копыта; Рога"
