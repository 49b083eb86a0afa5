"""Suggestions in the open article: shown, stepped through, taken, rejected, linked."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.conftest import Desk
from workbench.domain import codebook_edits as edits
from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.codebook_draft import Draft, Owner
from workbench.domain.records import Entity
from workbench.domain.words import msg
from workbench.jobs import Silent
from workbench.store.check import check
from workbench.transfer.codebooks import weigh

Opened = Callable[..., Desk]
SHIFT = Qt.KeyboardModifier.ShiftModifier
TEXT = (
    "Корвания нарушила договор, сообщил Марк Ренн.\n"
    "С Корванией спорят давно, но Корванию это не смущает.\n"
    "Позже Ренна спросили о Лирии, и Ренном остались довольны."
)


def words(desk: Desk) -> list[str]:
    desk.window.suggesting.settle(60)  # a busy machine may need more than one slice of time
    text = desk.session.whole().text
    return [text[m.place.start : m.place.end] for m in desk.window.suggesting.mentions]


def marked(desk: Desk) -> list[str]:
    text = desk.session.whole().text
    return [text[span.start : span.end] for span in desk.spans()]


def actor(desk: Desk, name: str) -> None:
    desk.select(name)
    desk.key("A")
    desk.key("Enter")


def test_other_mentions_of_a_tagged_name_are_suggested_in_every_case(opened: Opened) -> None:
    desk = opened(TEXT)
    assert words(desk) == []
    actor(desk, "Корвания")
    assert words(desk) == ["Корванией", "Корванию"]
    assert len(desk.view.ghosts) == 2


def test_a_person_is_found_by_the_surname_alone_where_the_full_name_stands(opened: Opened) -> None:
    desk = opened(TEXT)
    actor(desk, "Марк Ренн")
    assert words(desk) == ["Ренна", "Ренном"]


def test_shift_a_takes_all_mentions_of_the_entity_in_hand_as_one_step(opened: Opened) -> None:
    desk = opened(TEXT)
    actor(desk, "Корвания")
    desk.key("A", SHIFT)
    assert marked(desk) == ["Корвания", "Корванией", "Корванию"]
    assert {span.entity for span in desk.spans()} == {desk.spans()[0].entity}
    assert "2 mentions of Корвания" in desk.said
    desk.session.walk(back=True)
    assert marked(desk) == ["Корвания"]
    assert words(desk) == ["Корванией", "Корванию"]


def test_shift_a_arms_the_label_where_nothing_is_suggested(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.key("A", SHIFT)
    assert desk.session.armed == "Actor"


def test_enter_takes_one_and_goes_to_the_next(opened: Opened) -> None:
    desk = opened(TEXT)
    actor(desk, "Корвания")
    desk.key("N", SHIFT)
    assert desk.window.suggesting.current is not None
    desk.key("Enter")
    assert marked(desk) == ["Корвания", "Корванией"]
    desk.key("Enter")
    assert marked(desk) == ["Корвания", "Корванией", "Корванию"]
    assert desk.window.suggesting.current is None


def test_del_rejects_one_for_good_and_deletes_no_span(opened: Opened) -> None:
    desk = opened(TEXT)
    actor(desk, "Корвания")
    desk.key("N", SHIFT)
    desk.key("Del")
    assert marked(desk) == ["Корвания"]
    assert words(desk) == ["Корванию"]
    article = desk.session.whole().article.id
    desk.session.open_article(article)
    desk.window.suggesting.settle(60)
    assert words(desk) == ["Корванию"]
    desk.session.walk(back=True)
    assert words(desk) == ["Корванией", "Корванию"]
    assert check(desk.project.path) == []


def test_a_click_goes_to_a_suggestion_and_its_bar_takes_it(opened: Opened) -> None:
    desk = opened(TEXT)
    actor(desk, "Корвания")
    desk.click(TEXT.index("Корванию") + 2)
    bar = desk.window.suggestion_bar
    assert bar.take.isVisible()
    QTest.mouseClick(bar.take, Qt.MouseButton.LeftButton)
    assert marked(desk) == ["Корвания", "Корванию"]


def test_esc_leaves_a_suggestion_and_the_caret_does_too(opened: Opened) -> None:
    desk = opened(TEXT)
    actor(desk, "Корвания")
    desk.key("N", SHIFT)
    desk.key("Esc")
    assert desk.window.suggesting.current is None
    desk.key("N", SHIFT)
    desk.key("Right")
    assert desk.window.suggesting.current is None


def test_known_names_are_suggested_when_an_article_is_opened(opened: Opened) -> None:
    desk = opened(TEXT, "Между Лирией и Корванией нет границы.")
    first = desk.session.whole().article.id
    actor(desk, "Корвания")
    other = next(
        row.article.id for row in desk.project.read.articles("new") if row.article.id != first
    )
    desk.session.open_article(other)
    desk.window.suggesting.settle(60)
    assert words(desk) == ["Корванией"]
    desk.key("A", SHIFT)
    assert marked(desk) == ["Корванией"]


def test_what_is_marked_as_that_entity_is_not_suggested_again(opened: Opened) -> None:
    desk = opened(TEXT)
    actor(desk, "Корвания")
    desk.select("Корванию")
    desk.key("S")
    assert words(desk) == ["Корванией"]
    desk.select("Корванией спорят")
    desk.key("C")
    assert words(desk) == ["Корванией"]  # a claim around it is no mention


def test_a_changed_name_is_looked_for_anew(opened: Opened) -> None:
    desk = opened(TEXT)
    actor(desk, "Корвания")
    (entity,) = desk.session.whole().entities.values()
    desk.project.commit(commands.change_entity(entity, replace(entity, aliases=("Лирия",))))
    assert words(desk) == ["Корванией", "Корванию", "Лирии"]


def test_hidden_suggestions_are_neither_shown_nor_taken(opened: Opened) -> None:
    desk = opened(TEXT)
    actor(desk, "Корвания")
    desk.session.show(replace(desk.session.shown, suggestions=False))
    assert words(desk) == []
    assert desk.view.ghosts == ()


def test_a_new_claim_offers_its_nearest_source_cue_and_inner_actors(opened: Opened) -> None:
    desk = opened(TEXT)
    actor(desk, "Корвания")
    desk.select("Марк Ренн")
    desk.key("S")
    desk.key("Esc")
    desk.select("сообщил")
    desk.key("Q")
    desk.select("Корвания нарушила договор")
    desk.key("C")
    assert len(desk.window.suggesting.links) == 3
    assert sum(arc.suggested is not None for arc in desk.view.links.arcs) == 3
    assert desk.session.whole().relations == ()
    desk.key("Enter")
    relations = desk.project.read.reading(desk.session.whole().article.id).relations
    assert {relation.type for relation in relations} == {"attributed_to", "signalled_by", "about"}
    assert desk.window.suggesting.links == ()
    desk.session.walk(back=True)
    assert desk.session.whole().relations == ()


def test_a_click_on_the_name_of_a_suggested_link_takes_that_one(opened: Opened) -> None:
    desk = opened(TEXT)
    actor(desk, "Корвания")
    desk.select("Марк Ренн")
    desk.key("S")
    desk.select("Корвания нарушила договор")
    desk.key("C")
    arc = next(a for a in desk.view.links.arcs if a.suggested and a.suggested.type == "about")
    at = arc.named.center().toPoint()
    QTest.mouseClick(desk.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert [relation.type for relation in desk.session.whole().relations] == ["about"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "😀"])
def test_an_article_without_words_suggests_nothing(opened: Opened, text: str) -> None:
    desk = opened(text)
    for keys in ("N", "P"):
        desk.key(keys, SHIFT)
    assert words(desk) == []


def test_many_known_names_do_not_stop_the_window(opened: Opened) -> None:
    desk = opened("Корвания и Лирия. " * 3000)
    names = [Entity(f"e{number}", f"Имя {number}", "other") for number in range(50)]
    desk.project.commit(Transaction(msg("names"), tuple(Change(None, entity) for entity in names)))
    actor(desk, "Корвания")
    suggesting = desk.window.suggesting
    suggesting.settle(60)
    assert len(suggesting.mentions) == 2999
    assert len(desk.view.ghosts) < 200


def test_two_people_of_one_surname_are_not_guessed(opened: Opened) -> None:
    desk = opened("Ильхам Алиев и Гейдар Алиев встретились. Позже Алиев уехал. Алиевым недовольны.")
    actor(desk, "Ильхам Алиев")
    assert words(desk) == ["Алиев", "Алиев", "Алиевым"]
    actor(desk, "Гейдар Алиев")
    assert words(desk) == []
    desk.session.focus_on(None)
    desk.session.select(None, 0)
    assert not desk.window.suggesting.take_all()
    assert len(desk.spans()) == 2


def test_a_ministry_is_not_its_country_and_a_first_name_no_surname(opened: Opened) -> None:
    desk = opened("Лирия молчит. Министерство обороны Лирии ответило. Иванов ушёл. Иван остался.")
    actor(desk, "Лирия")
    actor(desk, "Министерство обороны Лирии")
    actor(desk, "Иванов")
    actor(desk, "Иван ")
    names = {entity.name for entity in desk.session.whole().entities.values()}
    assert names == {"Лирия", "Министерство обороны Лирии", "Иванов", "Иван"}
    assert all(not entity.aliases for entity in desk.session.whole().entities.values())


def test_a_renamed_label_is_that_of_the_suggestions_too(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.project.commit(
        Transaction(msg("names"), (Change(None, Entity("e1", "Корвания", "state")),))
    )
    assert {mention.label for mention in desk.window.suggesting.mentions} == {"Actor"}
    draft = edits.rename(Draft.of(desk.project.codebook), Owner("labels", "Actor"), "Person")
    desk.project.commit(weigh(desk.project.read, draft, Silent()).transaction())
    assert {mention.label for mention in desk.window.suggesting.mentions} == {"Person"}
    assert len(desk.view.ghosts) == 3
    desk.key("A", SHIFT)
    assert [span.label for span in desk.spans()] == ["Person"] * 3


def test_an_edit_while_a_long_article_is_indexed_does_not_begin_anew(opened: Opened) -> None:
    desk = opened("Корвания и Лирия. " * 20_000)
    suggesting = desk.window.suggesting
    index = suggesting._index
    assert suggesting.busy
    done = len(index.places)
    desk.select("Лирия")
    desk.key("C")
    assert suggesting._index is index
    assert len(index.places) >= done


def test_taken_links_are_not_suggested_again_before_the_dictionary_is_there(
    desk: Desk, make_project: Callable[..., Path]
) -> None:
    desk.workbench.tasks.hold()
    assert desk.window.files.open(make_project(TEXT))
    desk.select("Марк Ренн")
    desk.key("S")
    desk.select("Корвания нарушила договор")
    desk.key("C")
    assert len(desk.window.suggesting.links) == 1
    desk.key("Enter")
    assert desk.window.suggesting.links == ()
    desk.workbench.tasks.release()
