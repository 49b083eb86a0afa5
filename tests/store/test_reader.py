from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import orjson
import pytest

from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.errors import Refused
from workbench.domain.records import Article, Entity, Record, Rejection, Relation
from workbench.domain.text import Interval, sha256
from workbench.domain.words import msg
from workbench.store.project import Project

if TYPE_CHECKING:
    from tests.store.conftest import Bench


def _fill(bench: Bench, project: Project, titles: list[str]) -> list[Article]:
    """Articles b00, b01, … with these titles, each with a text of its own."""
    texts = [f"Текст номер {number}" for number in range(len(titles))]
    found = [
        Article(f"b{number:02}", sha256(text), title)
        for number, (text, title) in enumerate(zip(texts, titles, strict=True))
    ]
    bodies = {sha256(text): text for text in texts}
    changes = tuple(Change(None, one) for one in found)
    project.commit(Transaction(msg("Import"), changes, texts=bodies))
    return found


def _titles(project: Project, words: str) -> list[str]:
    return [row.article.title for row in project.read.articles("new", words=words)]


def test_titles_are_found_without_case_yo_and_the_way_a_letter_is_written(bench: Bench) -> None:
    with Project.create(bench.path, bench.codebook, "анна") as project:
        _fill(bench, project, ["Ёлка на ПЛОЩАДИ", "Елка дома", "Мои\u0306 город", "100% верно_да"])
        assert _titles(project, "ёлка") == _titles(project, " ЕЛКА ") == [
            "Ёлка на ПЛОЩАДИ", "Елка дома",
        ]  # fmt: skip
        assert _titles(project, "е\u0308лка на площади") == ["Ёлка на ПЛОЩАДИ"]
        assert _titles(project, "мой") == ["Мои\u0306 город"]
        assert _titles(project, "%") == _titles(project, "_") == ["100% верно_да"]
        assert _titles(project, "\\") == []
        assert project.read.statuses("елка") == {"new": 2, "in_work": 0, "done": 0}
        assert project.read.articles("done", words="елка") == []


def test_articles_come_in_pages(bench: Bench) -> None:
    with Project.create(bench.path, bench.codebook, "анна") as project:
        made = _fill(bench, project, [f"Номер {number}" for number in range(7)])
        found: list[Article] = []
        while page := project.read.articles("new", after=found[-1].id if found else "", limit=3):
            assert len(page) <= 3
            found.extend(row.article for row in page)
        assert found == made


def test_the_next_unfinished_article_is_the_one_below_then_from_the_top(bench: Bench) -> None:
    with Project.create(bench.path, bench.codebook, "анна") as project:
        made = _fill(bench, project, ["а", "б", "в", "г"])
        for article in (made[1], made[3]):
            project.commit(commands.set_status(article, "done"))
        project.commit(commands.set_status(made[2], "in_work"))
        following = [project.read.next_unfinished(article.id) for article in made]
        assert [one.id if one else None for one in following] == ["b02", "b02", "b00", "b00"]
        project.commit(commands.set_status(replace(made[2], status="in_work"), "done"))
        assert project.read.next_unfinished("b00") is None


def test_everything_is_counted(bench: Bench) -> None:
    with bench.make() as project:
        project.commit(bench.imported())
        counts = project.read.counts()
        assert (counts.articles, counts.spans, counts.relations, counts.entities) == (3, 2, 1, 1)
        assert counts.labels == {"Claim": 1, "Source": 1}
        assert counts.statuses == {"new": 2, "in_work": 0, "done": 1}
        (row,) = project.read.articles("done")
        assert (row.article.id, row.spans, project.read.span_count("a3")) == ("a3", 2, 2)


def test_entities_are_listed_by_name_with_their_mentions(bench: Bench) -> None:
    with bench.make() as project:
        project.commit(bench.imported())
        others = [Entity("e-2", "Ёжик", "other"), Entity("e-3", "Енот", "other")]
        project.commit(Transaction(msg("Two"), tuple(Change(None, one) for one in others)))
        rows = project.read.entities()
        assert [(row.entity.name, row.mentions) for row in rows] == [
            ("Аналитик", 1),
            ("Ёжик", 0),
            ("Енот", 0),
        ]
        assert [row.entity.id for row in project.read.entities(words="ЕЖ")] == ["e-2"]
        assert len(project.read.entities(limit=2)) == 2
        assert [span.id for span in project.read.mentions("e-import")] == ["s-source"]
        assert project.read.entity("e-3") == others[1]
        assert project.read.entity("nobody") is None


def test_ids_that_are_taken_are_told_from_those_that_are_free(bench: Bench) -> None:
    with bench.make() as project:
        project.commit(bench.imported())
        names = ["a3", "s-claim", "r-import", "n-import", "j-import"]
        free = [f"free-{number}" for number in range(1200)]
        assert project.read.taken([*free, *names]) == set(names)


def test_an_article_is_found_by_its_text(bench: Bench) -> None:
    with bench.make() as project:
        (article,) = bench.bring(project, "Единственный")
        assert project.read.article_of_text(sha256("Единственный")) == article
        assert project.read.article_of_text(sha256("другой")) is None


def test_an_article_that_is_gone_is_said(bench: Bench) -> None:
    with bench.make() as project:
        for ask in (project.read.text, project.read.reading):
            with pytest.raises(Refused, match="not in the project any more"):
                ask("gone")
        assert project.read.article("gone") is None


def test_the_first_screen_of_a_long_article_is_read_without_the_rest(bench: Bench) -> None:
    with bench.make() as project:
        project.commit(bench.imported())
        whole = project.read.reading("a3")
        part = project.read.reading("a3", until=20)
        assert [span.id for span in part.spans] == ["s-source"]
        assert (part.text, part.article, part.codebook) == (
            whole.text,
            whole.article,
            whole.codebook,
        )


def test_the_history_of_a_record_is_newest_first_and_has_a_limit(bench: Bench) -> None:
    with bench.make() as project:
        article = project.read.articles("new")[0].article
        for number in range(5):
            project.commit(commands.set_title(article, f"Заголовок {number}"))
            article = replace(article, title=f"Заголовок {number}")
        said = [str(step.title) for step in project.read.history(article.id, limit=3)]
        assert said == [f"Title: «Заголовок {number}»" for number in (4, 3, 2)]
        assert [step.seq for step in project.read.journal(limit=2)] == [6, 5]


def test_native_records_come_by_id_with_spans_in_order_and_only_their_entities(
    bench: Bench,
) -> None:
    with bench.make() as project:
        project.commit(bench.imported())
        project.commit(Transaction(msg("Free"), (Change(None, Entity("e-2", "Ёж", "x")),)))
        with project.snapshot() as snapshot:
            found = [orjson.loads(orjson.dumps(record)) for record in snapshot.records()]
    assert [record["id"] for record in found] == sorted(record["id"] for record in found)
    record = next(one for one in found if one["id"] == "a3")
    assert [span["id"] for span in record["spans"]] == ["s-source", "s-claim"]
    assert [span["quote"] for span in record["spans"]] == ["Аналитик", "мост закроют"]
    assert [entity["id"] for entity in record["entities"]] == ["e-import"]
    assert (record["meta"], record["status"]) == ({"date": "2025-12-13", "n": [1]}, "done")
    assert record["codebook"] == {"id": bench.codebook.id, "version": bench.codebook.version}
    assert [one["from"] for one in record["relations"]] == ["s-claim"]
    assert [one["text"] for one in record["notes"]] == ["из архива"]
    assert [one["fragments"] for one in record["rejections"]] == [[[0, 6]]]
    assert "rejections" not in found[0]


def _pressed(bench: Bench, project: Project) -> tuple[Article, Article]:
    """Two articles of which «Баку» is said in many places, with links between them."""
    first, second = _fill(bench, project, ["раз", "два"])
    who = [Entity("e-baku", "Баку", "state"), Entity("e-other", "Другой", "person")]
    spans = [
        bench.span(f"s{number}", article.id, "Actor", 2 * number, 2 * number + 1, "e-baku")
        for article, numbers in ((second, (3, 1)), (first, (4, 0, 2)))
        for number in numbers
    ]
    cue = bench.span("s9", first.id, "Cue", 0, 5)
    links = [
        Relation("r1", first.id, "about", "s0", "s2", {}, "анна"),
        Relation("r2", first.id, "supports", "s4", "s0", {}, "анна"),
        Relation("r3", second.id, "about", "s1", "s3", {}, "анна"),
    ]
    never = [
        Rejection("j2", first.id, "e-other", (Interval(0, 3),), "анна", ""),
        Rejection("j1", second.id, "e-other", (Interval(0, 3),), "анна", ""),
    ]
    records: list[Record] = [*who, *spans, cue, *links, *never]
    project.commit(Transaction(msg("All"), tuple(Change(None, one) for one in records)))
    return first, second


def test_the_spans_of_an_entity_come_by_article_and_place_all_of_them_or_in_pages(
    bench: Bench,
) -> None:
    with Project.create(bench.path, bench.codebook, "анна") as project:
        first, second = _pressed(bench, project)
        read = project.read
        whole = read.spans_of_entity("e-baku")
        assert [(span.article, span.id) for span in whole] == [
            (first.id, "s0"), (first.id, "s2"), (first.id, "s4"),
            (second.id, "s1"), (second.id, "s3"),
        ]  # fmt: skip
        assert whole[:3] == [span for span in read.reading(first.id).spans if span.entity]
        paged, after = [], None
        while page := read.mentions("e-baku", after=after, limit=2):
            assert len(page) <= 2
            paged += page
            after = (page[-1].article, page[-1].start, page[-1].id)
        assert paged == whole
        assert read.spans_of_entity("e-other") == read.mentions("nobody") == []


def test_a_page_of_mentions_is_found_by_an_index_and_not_by_sorting(bench: Bench) -> None:
    with bench.make() as project:
        plan = project._connection.execute(
            "EXPLAIN QUERY PLAN SELECT article, record FROM span WHERE entity=? "
            "AND (article, start, id)>(?,?,?) ORDER BY article, start, id LIMIT ?",
            ("e", "a", 0, "s", 10),
        ).fetchall()
    assert len(plan) == 1
    assert "USING INDEX idx_span_mention" in plan[0][-1]


def test_the_rejections_of_an_entity_come_by_article(bench: Bench) -> None:
    with Project.create(bench.path, bench.codebook, "анна") as project:
        first, second = _pressed(bench, project)
        found = project.read.rejections_of_entity("e-other")
        assert found == [
            *project.read.reading(first.id).rejections,
            *project.read.reading(second.id).rejections,
        ]
        assert [one.id for one in found] == ["j2", "j1"]
        assert project.read.rejections_of_entity("e-baku") == []
        # An entity that only a rejection names stands with the article.
        assert "e-other" in project.read.reading(first.id).entities


def test_spans_of_a_label_and_relations_of_a_type_are_streamed_in_order(bench: Bench) -> None:
    with Project.create(bench.path, bench.codebook, "анна") as project:
        _pressed(bench, project)
        with project.snapshot() as snapshot:
            spans = snapshot.spans_with_label("Actor")
            assert next(spans).id == "s0"
            assert [span.id for span in spans] == ["s2", "s4", "s1", "s3"]
            assert [span.id for span in snapshot.spans_with_label("Cue")] == ["s9"]
            assert list(snapshot.spans_with_label("None")) == []
            assert [one.id for one in snapshot.relations_of_type("about")] == ["r1", "r3"]
            assert list(snapshot.relations_of_type("none")) == []


def test_articles_are_found_by_their_ids(bench: Bench) -> None:
    with Project.create(bench.path, bench.codebook, "анна") as project:
        first, second = _fill(bench, project, ["раз", "два"])
        many = [f"x{number}" for number in range(1200)]
        found = project.read.articles_by_id([second.id, *many, first.id])
        assert found == {first.id: first, second.id: second}
