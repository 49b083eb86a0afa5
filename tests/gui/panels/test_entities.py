"""Who is mentioned: the list, its editor, the mentions, and the field under a mention."""

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.panels.conftest import TEXT, Bench, Show, click, press, settle, write
from workbench.domain.change import Change, Transaction
from workbench.domain.records import Entity, Span, new_id
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.gui.article.entity_field import EntityField
from workbench.gui.entities.entity_list import EntityList
from workbench.gui.entities.mentions import Heading
from workbench.gui.entities.who import WhoPopup
from workbench.gui.verbs import tagging


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


def test_the_card_goes_with_its_entity_when_that_is_filtered_away_and_comes_back(
    bench: Bench, show: Show, qtbot: QtBot
) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = bench.entity("Пётр Сомов")
    bench.entity("Лирия")
    panel.show_entity(entity.id)
    panel.show_part("card")
    assert panel.below.isVisible()
    panel.field.setText("лир")
    qtbot.waitUntil(lambda: names(panel) == ["Лирия"], timeout=10_000)
    assert not panel.below.isVisible()
    panel.find_everywhere()
    assert bench.refused == ["Choose an entity first."]
    panel.field.setText("")
    qtbot.waitUntil(lambda: len(names(panel)) == 2, timeout=10_000)
    assert panel.below.isVisible()
    assert panel.editor.name.field.text() == "Пётр Сомов"


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
    model = panel.mentions.model
    assert panel.mentions.told.text() == "1 mention · 1 article"
    assert panel.editor.facts.text() == "1 mention · 1 article"
    title, before, words, _ = model.told(model.spans[0])
    assert title == TEXT.split("\n")[0]
    assert before.endswith("министр порта ")
    assert words == "Марк Ренн"
    view = panel.mentions.view
    click(view.viewport(), view.visualRect(model.first()).center())
    assert bench.session.focus == span.id


def test_fields_are_kept_as_they_are_left(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = bench.entity("Ренн")
    panel.show_entity(entity.id)
    panel.show_part("card")
    editor = panel.editor
    editor.name.field.setText("Марк  Ренн")
    press(editor.name.field, Qt.Key.Key_Return)
    assert stored(bench, entity).name == "Марк Ренн"
    editor.aliases[0].field.setText("Ренн ")
    press(editor.aliases[0].field, Qt.Key.Key_Return)
    editor.aliases[1].field.setText("министр порта")
    press(editor.aliases[1].field, Qt.Key.Key_Return)
    assert stored(bench, entity).aliases == ("Ренн", "министр порта")
    editor.links[0].registry.setText("wikidata")
    editor.links[0].number.setText("Q42")
    press(editor.links[0].number, Qt.Key.Key_Return)
    assert stored(bench, entity).links == {"wikidata": "Q42"}
    editor.note.setPlainText("из архива")
    press(editor.note, Qt.Key.Key_Return, control=True)
    assert stored(bench, entity).note == "из архива"
    editor.kind.activated.emit(editor.kind.findData("group"))
    assert stored(bench, entity).type == "group"
    bench.session.walk(back=True)
    assert stored(bench, entity).type == "person"
    assert editor.kind.shown() == "person"
    bench.session.walk(back=True)
    assert stored(bench, entity).note is None
    assert editor.note.toPlainText() == ""


def test_a_name_that_is_emptied_goes_and_the_others_stay(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = Entity(new_id(), "Лирия", "state", ("Гальт", "Остров", "Республика Лирия"))
    bench.project.commit(Transaction(msg("entity"), (Change(None, entity),)))
    panel.show_entity(entity.id)
    panel.show_part("card")
    rows = panel.editor.aliases
    rows[0].field.setFocus()
    rows[0].field.setText("")
    press(rows[0].field, Qt.Key.Key_Return)
    assert stored(bench, entity).aliases == ("Остров", "Республика Лирия")
    press(rows[0].field, Qt.Key.Key_Return)
    panel.commit_edit()
    assert stored(bench, entity).aliases == ("Остров", "Республика Лирия")
    assert [row.field.text() for row in rows if row.isVisible()] == [
        "Остров",
        "Республика Лирия",
        "",
    ]


def test_an_entity_needs_a_name(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = bench.entity("Ренн")
    panel.show_entity(entity.id)
    panel.editor.name.field.setText("  ")
    press(panel.editor.name.field, Qt.Key.Key_Return)
    assert bench.refused == ["An entity needs a name."]
    assert stored(bench, entity).name == panel.editor.name.field.text() == "Ренн"


def test_a_rename_to_another_entity_offers_to_merge_the_two(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity, other = bench.entity("Ренн"), bench.entity("Марк Ренн")
    bench.open()
    span = bench.mark("Марк Ренн", "Actor")
    tagging.attach(bench.session, entity)
    panel.show_entity(entity.id)
    panel.show_part("card")
    panel.editor.name.field.setText("марк ренн")
    press(panel.editor.name.field, Qt.Key.Key_Return)
    assert bench.refused == [
        "«Марк Ренн» is another entity. Merge the two, or give this one a name of its own."
    ]
    assert stored(bench, entity).name == "Ренн"
    click(panel.editor.join)
    assert bench.project.read.entity(entity.id) is None
    assert stored(bench, other).aliases == ("Ренн",)
    assert bench.stored(span).entity == other.id
    bench.session.walk(back=True)
    assert bench.stored(span).entity == entity.id


def test_an_id_may_be_written_with_its_registry_before_it(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = bench.entity("Ренн")
    panel.show_entity(entity.id)
    links = panel.editor.links
    links[0].registry.setText("viaf:75121530")
    press(links[0].registry, Qt.Key.Key_Return)
    links[1].number.setText("Q42")
    press(links[1].number, Qt.Key.Key_Return)
    assert stored(bench, entity).links == {"viaf": "75121530", "wikidata": "Q42"}
    links[0].registry.setText("")
    links[0].number.setText("")
    press(links[0].number, Qt.Key.Key_Return)
    assert stored(bench, entity).links == {"wikidata": "Q42"}


def test_half_a_link_is_refused_and_two_ids_of_one_registry_too(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = bench.entity("Ренн")
    panel.show_entity(entity.id)
    links = panel.editor.links
    links[0].number.setText("75121530")
    press(links[0].number, Qt.Key.Key_Return)
    assert bench.refused.pop().startswith("Write a registry and the id in it")
    links[0].registry.setText("viaf")
    press(links[0].number, Qt.Key.Key_Return)
    links[1].registry.setText("viaf")
    links[1].number.setText("1")
    press(links[1].number, Qt.Key.Key_Return)
    assert bench.refused.pop().startswith("There is an id in «viaf» already")
    assert stored(bench, entity).links == {"viaf": "75121530"}


def test_the_case_forms_of_a_name_are_shown_where_they_are_asked_for(
    bench: Bench, show: Show
) -> None:
    panel = EntityList(bench.session)
    show(panel)
    bench.speak_russian()
    entity = bench.entity("Лирия", "state")
    panel.show_entity(entity.id)
    panel.show_part("card")
    row = panel.editor.name
    assert not row.cases.isVisible()
    press(row.unfold, Qt.Key.Key_Return)
    assert row.cases.isVisible()
    assert ("gent", "Лирии") in row.cases.forms
    assert "instrumental: Лирией" in row.cases.accessibleDescription()


def test_escape_leaves_the_entity_as_it_was(bench: Bench, show: Show, qtbot: QtBot) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = bench.entity("Ренн")
    panel.show_entity(entity.id)
    panel.editor.name.field.setText("Другой")
    with qtbot.waitSignal(panel.left):
        press(panel.editor.name.field, Qt.Key.Key_Escape)
    panel.commit_edit()
    assert stored(bench, entity).name == "Ренн"


def test_what_is_typed_is_kept_when_another_entity_is_chosen(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    first, second = bench.entity("Анна"), bench.entity("Борис")
    panel.show_entity(first.id)
    panel.editor.name.field.setText("Анна Ли")
    panel.show_entity(second.id)
    assert stored(bench, first).name == "Анна Ли"
    assert stored(bench, second).name == "Борис"
    assert panel.editor.name.field.text() == "Борис"


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
    editor = panel.editor
    fields = (editor.name.field, *(row.field for row in editor.aliases), editor.links[0].number)
    for field in fields:
        press(field, Qt.Key.Key_Return)
    panel.commit_edit()
    assert stored(bench, odd) == odd


# -- several at once


def keys(view: QWidget, key: Qt.Key, shift: bool = False) -> None:
    modifiers = Qt.KeyboardModifier
    QTest.keyClick(view, key, modifiers.ShiftModifier if shift else modifiers.NoModifier)


def test_chosen_entities_are_merged_into_the_one_that_is_named(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    first, second = bench.entity("Лирия", "state"), bench.entity("Республика Лирия", "state")
    bench.open()
    span = bench.mark("Лирии", "Actor")
    tagging.attach(bench.session, second)
    panel.view.setCurrentIndex(panel.model.index(0))
    keys(panel.view, Qt.Key.Key_Down, shift=True)
    assert panel.many.text() == "2 chosen"
    settle()
    click(panel.join)
    menu = next(m for m in panel.findChildren(QMenu) if m.objectName() == "entity_merge_menu")
    offered = [entry.text().partition("\t") for entry in menu.actions()]
    assert [(name, count) for name, _, count in offered] == [
        ("Республика Лирия", "1 mention"),
        ("Лирия", "0 mentions"),
    ]
    menu.actions()[1].trigger()
    menu.close()
    settle()
    assert names(panel) == ["Лирия"]
    assert stored(bench, first).aliases == ("Республика Лирия",)
    assert bench.stored(span).entity == first.id
    bench.session.walk(back=True)
    assert names(panel) == ["Лирия", "Республика Лирия"]
    assert bench.stored(span).entity == second.id


def test_del_deletes_an_entity_and_says_how_many_mentions_it_had(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    said: list[str] = []
    bench.session.said.connect(said.append)
    entity = bench.entity("Марк Ренн")
    bench.open()
    span = bench.mark("Марк Ренн", "Actor")
    tagging.attach(bench.session, entity)
    panel.view.setCurrentIndex(panel.model.index(0))
    press(panel.view, Qt.Key.Key_Delete)
    assert said[-1] == "Entity «Марк Ренн» deleted; 1 mention detached · Ctrl+Z undoes"
    assert bench.stored(span).entity is None
    assert panel.empty.isVisible()
    bench.session.walk(back=True)
    assert bench.stored(span).entity == entity.id
    assert names(panel) == ["Марк Ренн"]


def test_chosen_mentions_become_somebody_elses(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    entity = bench.entity("Ренн")
    bench.open("Ренн сказал. Ренн ответил. Ренн ушёл.")
    text = bench.session.whole().text
    spans = []
    for start in (0, text.index("Ренн ответил"), text.index("Ренн ушёл")):
        bench.session.select(Interval(start, start + 4))
        tagging.label(bench.session, "Actor")
        tagging.attach(bench.session, entity)
        spans.append(bench.session.focus)
    bench.session.focus_on(None)
    panel.show_entity(entity.id)
    view = panel.mentions.view
    view.setCurrentIndex(panel.mentions.model.find(spans[1]))
    keys(view, Qt.Key.Key_Down, shift=True)
    assert [span.id for span in panel.mentions.chosen()] == spans[1:]
    settle()
    click(panel.mentions.others)
    popup = next(w for w in QApplication.topLevelWidgets() if isinstance(w, WhoPopup))
    write(popup.who.typed, "Анна Ренн")
    press(popup.who.typed, Qt.Key.Key_Return)
    settle()
    assert names(panel) == ["Анна Ренн", "Ренн"]
    rows = {row.entity.name: row.mentions for row in panel.model.rows}
    assert rows == {"Анна Ренн": 2, "Ренн": 1}
    bench.session.walk(back=True)
    assert {row.entity.name: row.mentions for row in panel.model.rows} == {"Ренн": 3}


def test_two_entities_are_said_to_be_the_same_from_a_mention(bench: Bench, show: Show) -> None:
    panel = EntityList(bench.session)
    show(panel)
    one, other = bench.entity("Ренн"), bench.entity("Марк Ренн")
    panel.ask_same_as(QPoint(10, 10), one)
    popup = next(w for w in QApplication.topLevelWidgets() if isinstance(w, WhoPopup))
    write(popup.who.typed, "марк")
    listed = [part.text() for part in popup.who.suggestions if part.isVisible()]
    assert listed == ["Марк Ренн"]
    press(popup.who.typed, Qt.Key.Key_Return)
    settle()
    assert bench.project.read.entity(one.id) is None
    assert stored(bench, other).aliases == ("Ренн",)


# -- names that are remembered


def test_a_metonym_is_remembered_as_another_name(bench: Bench, show: Show) -> None:
    said: list[str] = []
    bench.session.said.connect(said.append)
    entity = bench.entity("Лирия", "state")
    bench.speak_russian()
    bench.open("Москву обвинили в срыве договора. Москва молчит.")
    bench.mark("Москву", "Actor")
    tagging.attach(bench.session, entity)
    assert stored(bench, entity).aliases == ("Москва",)
    assert "«Москва» is remembered as another name" in said[-1]
    bench.session.select(bench.place("Москва"))
    tagging.label(bench.session, "Actor")
    focused = bench.session.focused()
    assert focused is not None
    assert focused.entity == entity.id
    bench.session.walk(back=True)
    bench.session.walk(back=True)
    assert stored(bench, entity).aliases == ()


@pytest.mark.parametrize(
    ("words", "name", "kind"),
    [
        ("Она", "Анна Ренн", "person"),
        ("министр порта", "Марк Ренн", "person"),
        ("Ренна", "Марк Ренн", "person"),
        ("М. Ренном", "Марк Ренн", "person"),
        ("Лирией", "Лирия", "state"),
    ],
)
def test_pronouns_descriptions_and_forms_of_the_name_are_not_remembered(
    bench: Bench, words: str, name: str, kind: str
) -> None:
    entity = bench.entity(name, kind)
    bench.speak_russian()
    bench.open(f"{words}, как сказано в докладе.")
    span = bench.mark(words, "Actor")
    if span.entity is None:
        tagging.attach(bench.session, entity)
    assert bench.stored(span).entity == entity.id
    assert stored(bench, entity).aliases == ()


# -- many


def test_a_list_of_thousands_is_read_in_pages_and_follows_what_is_done(
    bench: Bench, show: Show
) -> None:
    made = [Entity(new_id(), f"Имя {number:04}", "person") for number in range(700)]
    bench.project.commit(Transaction(msg("many"), tuple(Change(None, one) for one in made)))
    panel = EntityList(bench.session)
    show(panel)
    assert 200 <= len(panel.model.rows) < 700
    panel.view.scrollToBottom()
    settle()
    assert len(panel.model.rows) >= 400
    before = len(panel.model.rows)
    bench.entity("Абба")
    assert panel.model.rows[0].entity.name == "Абба"
    assert len(panel.model.rows) == before + 1
    bench.session.walk(back=True)
    assert names(panel)[0] == "Имя 0000"
    while panel.model.canFetchMore(QModelIndex()):
        panel.model.fetchMore(QModelIndex())
    assert names(panel) == [one.name for one in made]


def test_an_entity_far_down_is_found_by_its_name(bench: Bench, show: Show) -> None:
    made = [Entity(new_id(), f"Имя {number:04}", "person") for number in range(500)]
    bench.project.commit(Transaction(msg("many"), tuple(Change(None, one) for one in made)))
    panel = EntityList(bench.session)
    show(panel)
    panel.show_entity(made[450].id)
    assert panel.editor.entity == made[450]


def test_the_filter_finds_other_names_in_any_case(bench: Bench, show: Show, qtbot: QtBot) -> None:
    known = Entity(new_id(), "Лирия", "state", ("Сарма",))
    bench.project.commit(Transaction(msg("entity"), (Change(None, known),)))
    bench.entity("Корвания", "state")
    bench.speak_russian()
    panel = EntityList(bench.session)
    show(panel)
    panel.field.setText("сармой")
    qtbot.waitUntil(lambda: names(panel) == ["Лирия"], timeout=2000)


def test_mentions_come_in_pages_under_the_titles_of_their_articles(
    bench: Bench, show: Show
) -> None:
    entity = bench.entity("Ренн")
    articles = [bench.add(f"Статья {number}. " + "Ренн. " * 150) for number in range(3)]
    spans = []
    for article in articles:
        text = bench.project.read.text(article.id)
        first = text.index("Ренн")
        spans += [
            Span(
                new_id(),
                article.id,
                "Actor",
                (Interval(at, at + 4),),
                {},
                entity.id,
                "anna",
                "manual",
                None,
                "",
                "",
            )
            for at in range(first, len(text) - 4, 6)
        ]
    bench.project.commit(Transaction(msg("spans"), tuple(Change(None, span) for span in spans)))
    panel = EntityList(bench.session)
    show(panel)
    panel.show_entity(entity.id)
    model = panel.mentions.model
    assert panel.mentions.told.text() == "450 mentions · 3 articles"
    assert 200 <= len(model.spans) < 450
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    assert len(model.spans) == 450
    titles = [row.title for row in model.rows if isinstance(row, Heading)]
    assert len(titles) == 3


def test_a_name_that_begins_as_typed_comes_before_those_that_only_have_such_a_word(
    bench: Bench, paper: QWidget
) -> None:
    for name in ("Военный флот Лирии", "Лирия"):
        bench.entity(name, "state")
    bench.speak_russian()
    field = EntityField(bench.session, paper)
    bench.open()
    bench.mark("Марк Ренн", "Actor")
    field.edit()
    field.typed.clear()
    write(field.typed, "ли")
    shown = [part.text() for part in field.suggestions if part.isVisible()]
    assert shown == ["Лирия", "Военный флот Лирии", "ли"]
