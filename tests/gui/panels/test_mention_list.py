"""The mentions of one entity follow what is done, row by row."""

import random

from tests.gui.panels.conftest import Bench, Show, settle
from workbench.domain.change import Change, Transaction
from workbench.domain.records import Entity, Span, new_id
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.gui.entities.entity_list import CARD, MENTIONS, EntityList
from workbench.gui.entities.mentions import MentionModel

WHO = Entity("e", "Лирия", "state")


def spans_in(article: str, count: int) -> list[Span]:
    places = [(Interval(6 * number, 6 * number + 5),) for number in range(count)]
    return [
        Span(new_id(), article, "Actor", place, {}, "e", "a", "manual", None, "", "")
        for place in places
    ]


def test_rows_that_follow_are_the_rows_that_are_read_anew(bench: Bench, show: Show) -> None:
    chance = random.Random(7)
    articles = [bench.add(f"{number}     " + "слово " * 300).id for number in range(3)]
    bench.project.commit(Transaction(msg("x"), (Change(None, WHO),)))
    panel = EntityList(bench.session)
    show(panel)
    panel.show_entity("e")
    model = panel.mentions.model
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    there: list[Span] = []
    free = [span for article in articles for span in spans_in(article, 40)]
    chance.shuffle(free)
    for _ in range(60):
        fresh = [free.pop() for _ in range(min(len(free), chance.randrange(4)))]
        gone = chance.sample(there, min(len(there), chance.randrange(3)))
        there = [span for span in there if span not in gone] + fresh
        changes = [Change(None, span) for span in fresh] + [Change(span, None) for span in gone]
        chance.shuffle(changes)
        bench.project.commit(Transaction(msg("x"), tuple(changes)))
        if chance.random() < 0.2:
            bench.project.undo()
            there = [span for span in there if span not in fresh] + gone
        anew = MentionModel(bench.session, panel)
        anew.show_entity("e")
        assert model.rows == anew.rows
        assert model.rowCount() == len(anew.rows)
    assert there
    assert resets == []


def test_mentions_that_nobody_sees_are_read_when_they_are_shown(bench: Bench, show: Show) -> None:
    article = bench.add("слово " * 20).id
    spans = spans_in(article, 3)
    bench.project.commit(Transaction(msg("x"), (Change(None, WHO), Change(None, spans[0]))))
    panel = EntityList(bench.session)
    show(panel)
    panel.show_entity("e")
    panel.show_part(CARD)
    settle()
    resets: list[int] = []
    panel.mentions.model.modelReset.connect(lambda: resets.append(1))
    bench.project.commit(Transaction(msg("x"), tuple(Change(None, span) for span in spans[1:])))
    assert resets == []
    assert panel.editor.facts.text() == "3 mentions · 1 article"
    panel.show_part(MENTIONS)
    assert len(panel.mentions.model.spans) == 3
