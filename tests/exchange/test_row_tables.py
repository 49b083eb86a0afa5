"""Sentences for classification, the gazetteer, and who claims what about whom."""

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given

from tests.exchange.memory_folder import MemoryFolder
from tests.exchange.strategies import BOOK, bundles
from tests.exchange.trips import article_of, span_at
from tests.exchange.trips import written as export_of
from workbench.domain.records import Article, Entity, Relation, Span
from workbench.domain.text import Interval, sha256
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import Checks, Dialect, WriteOptions
from workbench.exchange.tables.gazetteer import GazetteerJsonl, GazetteerTsv
from workbench.exchange.tables.sentences import SentencesCsv, SentencesJsonl
from workbench.exchange.tables.triples import TriplesCsv, TriplesJsonl

TEXT = "Министр 😀 Антон Михайлов заявил, что мост закрыт. =Дороги нет.\nЛирию это не касается."


def span(name: str, label: str, words: str, entity: str | None = None, **said: str) -> Span:
    start = TEXT.index(words)
    places = (Interval(start, start + len(words)),)
    return Span(name, "a", label, places, said, entity, "анна", "manual", None, "", "")


@pytest.fixture
def article() -> Bundle:
    return Bundle(
        Article("a", sha256(TEXT), "Мост", "done", {"date": "2025-12-13"}),
        TEXT,
        (
            span("s1", "Source", "Антон Михайлов", "e1"),
            span("c1", "Claim", "мост закрыт", claim_type="fact"),
            span("a1", "Actor", "мост"),
            span("c2", "Claim", "=Дороги нет"),
            span("a2", "Actor", "Лирию", "e2"),
        ),
        (
            Relation("r1", "a", "attributed_to", "c1", "s1", {}, "анна"),
            Relation("r2", "a", "about", "c1", "a1", {"role": "affected"}, "анна"),
            Relation("r3", "a", "about", "c1", "a2", {"role": "topic"}, "анна"),
        ),
        (
            Entity("e1", "Антон Михайлов", "person", ("А. Михайлов",), {"wikidata": "Q1"}),
            Entity("e2", "Лирия", "state"),
        ),
    )


def written(dialect: Dialect, *articles: Bundle) -> str:
    out = MemoryFolder()
    dialect.write(articles, BOOK, out, WriteOptions())
    return out.files[""].decode("utf-8-sig")


def objects(dialect: Dialect, *articles: Bundle) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in written(dialect, *articles).split("\n") if line]


def table(dialect: Dialect, *articles: Bundle) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(dialect, *articles), newline="")))


def test_each_sentence_has_the_labels_that_stand_in_it(article: Bundle) -> None:
    rows = objects(SentencesJsonl(), article)
    assert [row["labels"] for row in rows] == [["Claim", "Actor", "Source"], ["Claim"], ["Actor"]]
    for row in rows:
        assert TEXT[row["start"] : row["end"]] == row["text"]
    again = table(SentencesCsv(), article)
    assert [row["labels"] for row in again] == ["Claim; Actor; Source", "Claim", "Actor"]
    assert again[1]["text"] == "'=Дороги нет."


def test_a_name_comes_with_its_cases_aliases_ids_and_counts(article: Bundle) -> None:
    rows = {row["id"]: row for row in objects(GazetteerJsonl(), article, article)}
    person, state = rows["e1"], rows["e2"]
    assert person["aliases"] == ["А. Михайлов"]
    assert person["ids"] == {"wikidata": "Q1"}
    assert "Антону Михайлову" in person["forms"]
    assert state["cases"]["accs"] == "Лирию"
    assert state["seen"] == {"Лирию": 2}
    assert (person["mentions"], person["articles"], person["labels"]) == (2, 2, {"Source": 2})
    head, *lines = written(GazetteerTsv(), article).rstrip("\n").split("\n")
    first = dict(zip(head.split("\t"), lines[0].split("\t"), strict=True))
    assert first["ids"] == "wikidata=Q1"
    assert "; " in first["forms"]


def test_a_claim_has_a_row_for_each_source_and_actor(article: Bundle) -> None:
    rows = objects(TriplesJsonl(), article)
    assert [(row["claim"], row["source"], row["actor"], row["actor.role"]) for row in rows] == [
        ("мост закрыт", "Антон Михайлов", "мост", "affected"),
        ("мост закрыт", "Антон Михайлов", "Лирия", "topic"),
        ("=Дороги нет", None, None, None),
    ]
    assert rows[0]["claim.claim_type"] == "fact"
    assert rows[1]["actor_words"] == "Лирию"
    (start, end) = rows[0]["source_at"][0]
    assert TEXT[start:end] == "Антон Михайлов"
    again = table(TriplesCsv(), article)
    assert again[2]["claim"] == "'=Дороги нет"
    assert again[0]["source_at"] == f"{start}-{end}"
    kept = TriplesJsonl().carries(article, BOOK)
    assert len(kept.spans) == 5
    assert len(kept.relations) == 3


@pytest.mark.parametrize("dialect", [GazetteerJsonl(), GazetteerTsv(), TriplesCsv()])
def test_an_article_without_marks_is_no_row(dialect: Dialect) -> None:
    text = "Ничего."
    bare = Bundle(Article("b", sha256(text), ""), text)
    assert written(dialect, bare).count("\n") <= 1


CHECKED: list[Any] = [
    SentencesJsonl(),
    SentencesCsv(),
    TriplesJsonl(),
    TriplesCsv(),
    GazetteerJsonl(),
    GazetteerTsv(),
]


@pytest.mark.parametrize("chosen", CHECKED, ids=lambda one: one.name)
@given(whole=bundles())
def test_a_file_of_rows_is_read_back_and_counted(chosen: Any, whole: Bundle) -> None:
    carried = chosen.carries(whole, BOOK)
    held = {"articles": 1, "spans": len(carried.spans)}
    with tempfile.TemporaryDirectory() as folder:
        path = export_of(chosen, whole).on_disk(Path(folder) / "rows")
        found = chosen.checked(path)
    assert found
    assert found.items() <= held.items()


def test_rows_whose_words_are_not_those_of_their_places_are_no_sound_file(tmp_path: Path) -> None:
    whole = article_of("Мэр сказал. Мир близко.", span_at("s1", "Claim", (12, 22)))
    assert all(isinstance(one, Checks) for one in CHECKED)
    for chosen in CHECKED[:4]:
        path = export_of(chosen, whole).on_disk(tmp_path / chosen.name)
        assert chosen.checked(path) in ({"articles": 1}, {"spans": 1})
        path.write_bytes(path.read_bytes().replace("близко".encode(), "близк".encode()))
        with pytest.raises(ValueError, match=r"^(12|s1)$"):
            chosen.checked(path)
