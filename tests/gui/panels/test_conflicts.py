"""Where the file holds something newer, nothing is overwritten and the window shows the file."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.panels.conftest import Bench, Show, write
from workbench.domain import commands
from workbench.domain.records import Entity, Span
from workbench.domain.text import Interval
from workbench.gui.entities.entity_editor import EntityEditor
from workbench.gui.verbs import naming, reviewing
from workbench.store.check import check

NEWER = "The file holds something newer"


@pytest.fixture
def mention(bench: Bench) -> Span:
    """A span in focus whose note the file holds and the window has not heard of."""
    bench.open()
    who = bench.entity("Марк Ренн")
    span, session = bench.mark("Марк Ренн", "Actor"), bench.session
    assert session.run(lambda reading: commands.attach(reading, session.pen(), span, who))
    found = bench.stored(span)
    session._unsubscribe()
    bench.project.commit(commands.set_note(session.whole(), session.pen(), found, "новее"))
    return found


def _split(bench: Bench, span: Span) -> None:
    naming.split(bench.session, [span], None, "Другой")


def _run(bench: Bench, span: Span) -> None:
    bench.session.run(lambda reading: commands.set_note(reading, bench.session.pen(), span, "моё"))


@pytest.mark.parametrize("verb", [_run, _split])
def test_after_a_conflict_the_window_shows_the_file(
    verb: Callable[[Bench, Span], None], bench: Bench, mention: Span
) -> None:
    assert bench.session.focused() == mention
    verb(bench, mention)
    assert bench.refused[0].startswith(NEWER)
    assert bench.stored(mention).note == "новее"
    assert bench.session.focused() == bench.stored(mention)


def test_the_card_of_an_entity_shows_the_file_after_a_conflict(bench: Bench, show: Show) -> None:
    bench.open()
    entity = bench.entity("Марк Ренн")
    card = EntityEditor(bench.session, None)  # type: ignore[arg-type]  # a window of its own
    show(card)
    card.show_entity(entity)
    newer = replace(entity, name="Ренн", note="из файла")
    bench.project.commit(commands.change_entity(entity, newer))
    write(card.name.field, "а")
    card.commit()
    assert bench.refused[0].startswith(NEWER)
    assert bench.project.read.entity(entity.id) == card.entity == newer
    assert card.name.field.text() == "Ренн"
    assert card.note.typed == "из файла"


def test_a_name_that_is_typed_while_another_step_is_told_is_kept_after_it(
    bench: Bench, show: Show
) -> None:
    bench.open()
    one, other = bench.entity("Марк Ренн"), bench.entity("Лирия", "state")
    card = EntityEditor(bench.session, None)  # type: ignore[arg-type]  # a window of its own
    show(card)
    card.show_entity(one)
    write(card.name.field, "а")
    typed = card.name.field.text()
    changed = replace(other, note="остров")
    # The one that the step is about comes to stand in the card.
    bench.session.project_changed.connect(lambda _: card.show_entity(changed))
    bench.session.commit(commands.change_entity(other, changed))
    kept = bench.project.read.entity(one.id)
    assert kept is not None
    assert kept.name == typed != one.name
    assert card.entity == changed
    titles = [str(step.title) for step in bench.project.read.journal(limit=2)]
    assert titles == [f"Entity «{typed}» changed", "Entity «Лирия» changed"]


def _namesakes(bench: Bench, name: str) -> list[Entity]:
    return bench.project.read.namesakes(name)


def test_a_namesake_is_split_off_as_somebody_of_that_name(bench: Bench) -> None:
    bench.open()
    session, who = bench.session, bench.entity("Марк Ренн")
    spans = [bench.mark(words, "Actor") for words in ("Марк Ренн", "Лирии")]
    for span in spans:
        bench.session.run(lambda r, s=span: commands.attach(r, session.pen(), s, who))  # type: ignore[misc]  # the loop's value
    naming.split(session, [bench.stored(spans[0])], None, "Марк  Ренн")
    assert bench.refused == []
    (second,) = (one for one in _namesakes(bench, "Марк Ренн") if one.id != who.id)
    assert (second.name, second.type) == (who.name, who.type)
    assert [bench.stored(span).entity for span in spans] == [second.id, who.id]
    # The one other namesake is meant by the name now.
    naming.split(session, [bench.stored(spans[1])], None, "марк ренн")
    assert [bench.stored(span).entity for span in spans] == [second.id] * 2
    assert len(_namesakes(bench, "Марк Ренн")) == 2


def test_among_several_namesakes_the_user_says_which(bench: Bench) -> None:
    bench.open()
    session, who = bench.session, bench.entity("Марк Ренн")
    span = bench.mark("Марк Ренн", "Actor")
    assert session.run(lambda reading: commands.attach(reading, session.pen(), span, who))
    others = [bench.entity("Иван Иванов"), bench.entity("Иван Иванов")]
    naming.split(session, [bench.stored(span)], None, "Иван Иванов")
    assert bench.refused == ["2 entities are called «Иван Иванов». Choose one of them in the list."]
    assert bench.stored(span).entity == who.id
    naming.split(session, [bench.stored(span)], others[1], "Иван Иванов")
    assert bench.stored(span).entity == others[1].id


def test_many_mentions_move_in_a_worker_as_one_step(bench: Bench, qtbot: QtBot) -> None:
    kept, gone = bench.entity("Лирия", "state"), bench.entity("Лирийцы", "state")
    article = bench.open(" ".join(["Лирия"] * 700))
    places = [Interval(at, at + 5) for at in range(0, 700 * 6, 6)]
    bench.session.commit(
        commands.mark_mentions(
            bench.session.pen(), gone, "Actor", [(bench.session.whole(), places, ())]
        )
    )
    writes: list[str] = []
    bench.session.tasks.started.connect(lambda task: writes.append(task.title))
    naming.merge(bench.session, kept, [gone])
    qtbot.waitUntil(lambda: not bench.session.tasks.busy, timeout=10_000)
    assert writes == ["Merging entities", "Merging entities"]  # made by one worker, written by one
    assert bench.refused == []
    assert {span.entity for span in bench.session.whole().spans} == {kept.id}
    assert len(bench.project.read.spans_of_entity(kept.id)) == 700
    assert bench.project.read.entity(gone.id) is None
    bench.session.walk(back=True)
    qtbot.waitUntil(lambda: not bench.session.tasks.busy, timeout=10_000)
    assert len(bench.project.read.spans_of_entity(gone.id)) == 700
    assert bench.session.reading is not None
    assert bench.session.reading.article.id == article.id
    assert check(bench.project.path) == []


def test_what_is_done_to_many_spans_is_written_in_a_worker(bench: Bench, qtbot: QtBot) -> None:
    bench.open(" ".join(["Лирия"] * 700))
    places = [Interval(at, at + 5) for at in range(0, 700 * 6, 6)]
    reading, pen = bench.session.whole(), bench.session.pen()
    made = commands.mark_mentions(pen, bench.entity("Лирия"), "Actor", [(reading, places, ())])
    bench.session.commit(made)
    spans = bench.session.whole().spans
    assert reviewing.set_verdict(bench.session, list(spans), "accepted")
    assert bench.session.tasks.busy
    assert not bench.session.run(
        lambda now: commands.set_note(now, pen, now.spans[0], "в это время")
    )
    assert "large change" in bench.refused[-1]
    qtbot.waitUntil(lambda: not bench.session.tasks.busy, timeout=10_000)
    assert {span.verdict for span in bench.session.whole().spans} == {"accepted"}
    assert check(bench.project.path) == []
