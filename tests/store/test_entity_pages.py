"""Entities in pages, by ids and by name, and in how many articles they are mentioned."""

from tests.store.conftest import OTHER_TEXT, Bench
from workbench.domain.change import Change, Transaction
from workbench.domain.records import Entity
from workbench.domain.text import fold, sha256
from workbench.domain.words import msg
from workbench.store.project import Project


def _fill(project: Project, *entities: Entity) -> None:
    project.commit(Transaction(msg("fill"), tuple(Change(None, entity) for entity in entities)))


def test_pages_of_entities_go_on_from_the_last_one(bench: Bench) -> None:
    with bench.make() as project:
        _fill(project, *(Entity(f"e{n}", f"Имя {n % 4}", "person") for n in range(10)))
        whole = [row.entity for row in project.read.entities()]
        assert [fold(entity.name) for entity in whole] == sorted(fold(e.name) for e in whole)
        found: list[Entity] = []
        after: tuple[str, str] | None = None
        while page := project.read.entities(words="имя", after=after, limit=3):
            found += [row.entity for row in page]
            after = fold(found[-1].name), found[-1].id
        assert found == whole


def test_entities_are_given_in_the_order_that_was_asked_for(bench: Bench) -> None:
    with bench.make() as project:
        _fill(project, Entity("a", "А", "person"), Entity("b", "Б", "person"))
        rows = project.read.entities_among(["b", "x", "a"])
        assert [row.entity.id for row in rows] == ["b", "a"]


def test_namesakes_differ_in_capitals_and_yo_at_most(bench: Bench) -> None:
    with bench.make() as project:
        _fill(project, Entity("a", "Пётр", "person"), Entity("b", "Пётр Первый", "person"))
        assert [entity.id for entity in project.read.namesakes("ПЕТР")] == ["a"]


def test_labels_and_articles_of_an_entity_are_counted(bench: Bench) -> None:
    with bench.make() as project:
        _fill(project, Entity("e", "Лирия", "state"))
        other = f"a-{sha256(OTHER_TEXT)[:8]}"
        first = next(
            row.article.id for row in project.read.articles("new") if row.article.id != other
        )
        spans = [
            bench.span("s1", first, "Actor", 0, 3, entity="e"),
            bench.span("s2", first, "Source", 4, 6, entity="e"),
            bench.span("s3", other, "Actor", 0, 3, entity="e"),
        ]
        project.commit(Transaction(msg("spans"), tuple(Change(None, span) for span in spans)))
        assert project.read.labels_of_entity("e") == {"Actor": 2, "Source": 1}
        assert project.read.articles_of_entity("e") == 2
        assert project.read.articles_of_entity("nobody") == 0
