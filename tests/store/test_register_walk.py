"""Merging, splitting and deleting entities in a real file, undone and redone: always sound."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.conftest import Bench
from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.commands import Pen
from workbench.domain.errors import Refused
from workbench.domain.records import Entity, Record, Rejection, Span, new_id
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.store.check import check
from workbench.store.project import Project

PEN = Pen("анна")
Step = tuple[str, int, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("merge", "merge", "split", "split_new", "remove", "mark", "undo", "redo")),
        st.integers(0, 20),
        st.integers(0, 20),
        st.integers(1, 4),
    ),
    max_size=14,
)


def _filled(bench: Bench) -> Project:
    project = bench.make()
    entities = [
        Entity(f"e{n}", f"Имя {n}", "person", (f"Имя {n} Второе",), {"wikidata": f"Q{n}"})
        for n in range(6)
    ]
    articles = [row.article for row in project.read.articles("new")]
    spans, rejections = [], []
    for number, article in enumerate(articles):
        for place in range(8):
            entity = entities[(number + place) % 5].id
            places = (Interval(place * 4, place * 4 + 3),)
            spans.append(
                Span(
                    new_id(),
                    article.id,
                    "Actor",
                    places,
                    {},
                    entity,
                    "анна",
                    "manual",
                    None,
                    "t0",
                    "t0",
                )
            )
            other = entities[((number + place) % 5 + 1) % 6].id
            rejections.append(Rejection(new_id(), article.id, other, places, "анна", "t0"))
    records: tuple[Record, ...] = (*entities, *spans, *rejections)
    project.commit(Transaction(msg("fill"), tuple(Change(None, record) for record in records)))
    return project


def _take(project: Project, step: Step) -> None:
    kind, a, b, count = step
    read = project.read
    listed = [row.entity for row in read.entities()]
    if kind == "undo":
        project.undo()
        return
    if kind == "redo":
        project.redo()
        return
    if not listed:
        raise Refused("Nobody is there.")
    one = listed[a % len(listed)]
    others = [listed[(b + n) % len(listed)] for n in range(count)]
    names = {entity.id for entity in (one, *others)}
    codebook = project.codebook
    if kind == "merge":
        others = list({e.id: e for e in others if e.id != one.id}.values())
        spans = [span for name in sorted(names) for span in read.spans_of_entity(name)]
        rejections = [r for name in sorted(names) for r in read.rejections_of_entity(name)]
        project.commit(commands.merge(codebook, PEN, one, others, spans, rejections))
    elif kind == "split":
        spans = read.spans_of_entity(one.id)[:count]
        rejections = read.rejections_of_entity(others[0].id)
        project.commit(commands.split(codebook, PEN, spans, others[0], rejections))
    elif kind == "split_new":
        spans = read.spans_of_entity(one.id)[:count]
        fresh = Entity(new_id(), f"Новое {a}", "person")
        project.commit(commands.split(codebook, PEN, spans, fresh, new=True))
    elif kind == "remove":
        spans, rejections = read.spans_of_entity(one.id), read.rejections_of_entity(one.id)
        project.commit(commands.remove(PEN, (one,), spans, rejections))
    else:
        reading = read.reading(read.articles_by_id(["a-x", *_ids(project)]).popitem()[0])
        places = [Interval(a + n, a + n + 2) for n in range(count)]
        never = [Interval(b, b + 1)]
        project.commit(commands.mark_mentions(PEN, one, "Source", [(reading, places, never)]))


def _ids(project: Project) -> list[str]:
    return [
        row.article.id
        for status in ("in_work", "new", "done")
        for row in project.read.articles(status)
    ]


def _state(project: Project) -> object:
    return [
        (reading.spans, reading.entities, reading.rejections, reading.article)
        for reading in map(project.read.reading, _ids(project))
    ], list(project.read.entities())


@given(STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_register_stays_sound_and_every_step_can_be_undone(
    codebook: Codebook, steps: list[Step]
) -> None:
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder), codebook)
        with _filled(bench) as project:
            for step in steps:
                before = _state(project)
                try:
                    _take(project, step)
                except Refused:
                    assert _state(project) == before
                    continue
                if step[0] not in ("undo", "redo"):
                    after = _state(project)
                    project.undo()
                    assert _state(project) == before
                    project.redo()
                    assert _state(project) == after
                assert check(bench.path) == []
