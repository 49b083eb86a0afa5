from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import orjson
import pytest

from workbench.domain.change import Change, Transaction
from workbench.domain.records import Article, Entity, Record, Relation
from workbench.domain.text import sha256
from workbench.domain.words import msg
from workbench.jobs import Cancelled
from workbench.store.check import MOST, check
from workbench.store.project import Project

if TYPE_CHECKING:
    from tests.store.conftest import Bench


def _tagged(bench: Bench) -> None:
    """A project with a record of every kind, closed."""
    with bench.make() as project:
        project.commit(bench.imported())


def _spoil(bench: Bench, *statements: str, record: tuple[str, str, str] | None = None) -> list[str]:
    """What the check says after somebody else wrote into the file; the file is left alone."""
    with closing(sqlite3.connect(bench.path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
        if record is not None:
            table, old, new = record
            for name, found in connection.execute(f"SELECT id, record FROM {table}").fetchall():
                assert isinstance(found, bytes)
                connection.execute(
                    f"UPDATE {table} SET record=? WHERE id=?",
                    (found.replace(old.encode(), new.encode()), name),
                )
    seen = (bench.path.read_bytes(), bench.path.stat().st_mtime_ns)
    said = [str(finding) for finding in check(bench.path)]
    assert (bench.path.read_bytes(), bench.path.stat().st_mtime_ns) == seen
    assert bench.beside() == [bench.path.name]
    return said


def test_a_sound_project_has_no_findings_closed_or_open(bench: Bench) -> None:
    _tagged(bench)
    assert _spoil(bench) == []
    with bench.open() as project:
        assert check(bench.path) == []
        project.undo()
        assert check(bench.path) == []


S = "UPDATE span SET "
R = "UPDATE relation SET "

SQL = {
    "UPDATE text SET body=body||' ' WHERE body LIKE 'Трет%'": (
        "The text ", "is not the one that was imported. Restore a backup"
    ),
    "UPDATE text SET body=CAST(X'FFFE' AS TEXT) WHERE body LIKE 'Трет%'": (
        "The text ", "is not the one that was imported"
    ),
    f'{S}start=15 WHERE id="s-source"': ("Span s-source: the columns and the record say",),
    f'{S}label="Cue" WHERE id="s-source"': ("Span s-source: the columns and the record say",),
    f'{S}entity=NULL WHERE id="s-source"': ("Span s-source: the columns and the record say",),
    f"{S}record=X'7B7D' WHERE id='s-claim'": ("Span s-claim cannot be read: ",),
    f"{S}record=X'FF' WHERE id='s-claim'": ("Span s-claim cannot be read: ",),
    f'{S}entity="e-gone" WHERE id="s-source"': ("Span s-source needs a record", "file: Entity.",),
    f'{S}article="a-gone" WHERE id="s-source"': ("Span s-source needs a record", "file: Article",),
    "DELETE FROM text WHERE body LIKE 'Трет%'": ("Article a3 needs a record", "file: Text",),
    "DELETE FROM entity": ("Span s-source needs a record", "file: Entity.",),
    "DELETE FROM annotator WHERE id='борис'": ("not in the file: Annotator",),
    f'{R}type="supports"': ("Relation r-import: the columns and the record say",),
    f'{R}target="s-gone"': ("Relation r-import needs a record", "file: Span",),
    "UPDATE note SET annotator='анна'": ("Note n-import: the columns and the record say",),
    "UPDATE note SET record=X'5B5D'": ("Note n-import cannot be read: ",),
    "UPDATE rejection SET annotator='анна'": (
        "Rejection j-import: the columns and the record say",
    ),
    "UPDATE rejection SET entity='e-gone'": (
        "Rejection j-import needs a record that is not in the file: Entity.",
    ),
    "UPDATE rejection SET article='a-gone'": ("Rejection j-import needs a record", "Article."),
    "UPDATE rejection SET record=X'5B5D'": ("Rejection j-import cannot be read: ",),
    "UPDATE entity SET name_key='ж'": ("Entity e-import: the columns and the record say",),
    "UPDATE article SET title='Ж' WHERE id='a3'": ("Article a3: the columns and the record say",),
    "UPDATE article SET record=X'6E756C6C' WHERE id='a3'": ("Article a3 cannot be read: ",),
    "UPDATE journal SET body=X'7B7D' WHERE seq=1": ("Step 1 of the journal cannot be read: ",),
    "UPDATE journal SET title=X'00' WHERE seq=1": ("Step 1 of the journal cannot be read: ",),
    "UPDATE journal SET state='lost' WHERE seq=1": ("Step 1 of the journal is «lost», which",),
    "UPDATE journal SET state='undone' WHERE seq=1": ("Step 2 of the journal is «done», which",),
    "UPDATE codebook SET record=X'7B7D'": ("The codebook of the project cannot be read: ",),
}  # fmt: skip


@pytest.mark.parametrize("statement", SQL)
def test_what_does_not_agree_is_found(statement: str, bench: Bench) -> None:
    _tagged(bench)
    said = _spoil(bench, statement)
    for part in SQL[statement]:
        assert any(part in finding for finding in said), said


RECORDS = {
    ("span", '"quote":"Аналитик"', '"quote":"аналитик"'): (
        "Span s-source in «Третий»: the text at its offsets is «Аналитик», not its quote «аналитик»"
    ),
    ("span", '"quotes":["Аналитик"]', '"quotes":[]'): "not its quote «Аналитик»",
    ("span", '"fragments":[[14,22]]', '"fragments":[[14,99]]'): (
        "Span s-source in «Третий» lies outside the text"
    ),
    ("span", '"fragments":[[14,22]]', '"fragments":[[18,22],[14,16]]'): "lies outside the text, or",
    ("span", '"fragments":[[14,22]]', '"fragments":[[22,14]]'): "Span s-source cannot be read: ",
    ("span", '"fragments":[[14,22]]', '"fragments":[[15,22]]'): "the text at its offsets is «налит",
    ("span", '"label":"Source"', '"label":"Tone"'): (
        "Span s-source in «Третий» is not as the codebook wants it. The codebook has no label «Tone"
    ),
    ("span", '"attributes":{}', '"attributes":{"mood":"glad"}'): "has no attribute «mood» in the",
    ("span", '"origin":"import"', '"origin":7'): "Span s-source cannot be read: «origin»",
    ("relation", '"type":"attributed_to"', '"type":"echoes"'): (
        "Relation r-import in «Третий» is not as the codebook wants it. The codebook has no relat"
    ),
    ("relation", '"from":"s-claim"', '"from":"s-source"'): "is not as the codebook wants it. ",
    ("relation", '"to":"s-source"', '"to":"s-gone"'): (
        "Relation r-import in «Третий» links a span of another article, or one that is not there"
    ),
    ("rejection", '"fragments":[[0,6]]', '"fragments":[[0,99]]'): (
        "Rejection j-import in «Третий» lies outside the text"
    ),
    ("rejection", '"fragments":[[0,6]]', '"fragments":[]'): "Rejection j-import in «Третий» lies",
    ("rejection", '"fragments":[[0,6]]', '"fragments":[[6,0]]'): "Rejection j-import cannot be",
    ("rejection", '"created":""', '"created":5'): "Rejection j-import cannot be read: «created»",
    ("article", '"status":"done"', '"status":"finished"'): (
        "Article a3: there is no state «finished». Set its state anew."
    ),
    ("entity", '"aliases":["эксперт"]', '"aliases":7'): "Entity e-import cannot be read: ",
}  # fmt: skip


@pytest.mark.parametrize("change", RECORDS)
def test_a_record_that_somebody_changed_is_found(
    change: tuple[str, str, str], bench: Bench
) -> None:
    _tagged(bench)
    said = _spoil(bench, record=change)
    assert any(RECORDS[change] in finding for finding in said), said


def _committed(bench: Bench, *records: Record) -> list[str]:
    """What the check says of records that no command would have made."""
    _tagged(bench)
    with bench.open() as project:
        project.commit(Transaction(msg("Bad"), tuple(Change(None, one) for one in records)))
    return _spoil(bench)


def test_spans_that_the_codebook_does_not_let_overlap_are_found_once(bench: Bench) -> None:
    said = _committed(bench, bench.span("s-new", "a3", "Source", 20, 35))
    assert len(said) == 1
    assert said[0].startswith("Span s-new in «Третий» is not as the codebook wants it. One ")
    assert "may not overlap another" in said[0]


def test_a_span_that_is_there_twice_is_found(bench: Bench) -> None:
    said = _committed(bench, bench.span("s-new", "a3", "Source", 14, 22))
    assert len(said) == 1
    assert "These words are marked as" in said[0]


def test_of_thousands_of_spans_at_one_place_each_is_judged(bench: Bench) -> None:
    nested = [bench.span(f"s-n{i}", "a-long", "Actor", i, 2000 - i) for i in range(999)]
    same = [bench.span(f"s-s{i:05}", "a-long", "Cue", 5, 6) for i in range(20_000)]
    across = bench.span("s-x", "a-long", "Actor", 500, 1999)
    text = "я" * 2000
    records: tuple[Record, ...] = (
        Article("a-long", sha256(text), "Длинный"),
        *nested,
        *same,
        across,
    )
    changes = tuple(Change(None, one) for one in records)
    with bench.make() as project:
        project.commit(Transaction(msg("Many"), changes, texts={sha256(text): text}))
    said = list(map(str, check(bench.path)))
    assert said[0].startswith("Span s-s00001 in «Длинный» is not as the codebook wants it.")
    assert len(said) == MOST + 1
    assert said[-1] == f"And {20_000 - MOST} more."


def test_a_mention_at_words_that_are_said_not_to_mention_it_is_found(bench: Bench) -> None:
    mention = bench.span("s-new", "a3", "Source", 0, 6, entity="e-import")
    said = _committed(bench, mention)
    assert len(said) == 1
    assert said[0].startswith("Rejection j-import in «Третий» says that words do not mention")


def test_a_rejection_beside_a_mention_of_other_words_is_sound(bench: Bench) -> None:
    mention = bench.span("s-new", "a3", "Source", 0, 7, entity="e-import")
    assert _committed(bench, mention) == []


def test_a_circle_of_relations_is_found_at_the_one_that_closes_it(bench: Bench) -> None:
    names = ["s-1", "s-2", "s-3"]
    spans = [bench.span(name, "a3", "Claim", 2 * i, 2 * i + 1) for i, name in enumerate(names)]
    ring = [
        Relation(f"r-{a}", "a3", "supports", a, b, {}, "борис")
        for a, b in zip(names, [*names[1:], names[0]], strict=True)
    ]
    said = _committed(bench, *spans, *ring)
    assert len(said) == 1
    assert said[0].startswith("Relation r-s-3 in «Третий»")
    assert "may not go in a circle" in said[0]


def test_of_thousands_of_links_each_is_held_against_those_that_decide(bench: Bench) -> None:
    text = "мир " * 5_000
    spans = [bench.span(f"s{i:05}", "a-long", "Claim", 4 * i, 4 * i + 3) for i in range(5_000)]
    chain = [
        Relation(f"r{i:05}", "a-long", "supports", one.id, other.id, {}, "борис")
        for i, (one, other) in enumerate(pairwise(spans))
    ]
    again = replace(chain[7], id="r-again")
    records: tuple[Record, ...] = (
        Article("a-long", sha256(text), "Длинный"),
        *spans,
        *chain,
        replace(chain[8], id="z-again"),
    )
    assert again.id < chain[0].id
    changes = tuple(Change(None, one) for one in (*records, again))
    with bench.make() as project:
        project.commit(Transaction(msg("Many"), changes, texts={sha256(text): text}))
    found = [one for one in map(str, check(bench.path)) if one.startswith("Relation")]
    assert [one.split()[1] for one in found] == ["r00007", "z-again"]


def test_more_links_than_the_codebook_allows_and_the_same_one_twice_are_found(
    bench: Bench,
) -> None:
    again = Relation("r-new", "a3", "attributed_to", "s-claim", "s-source", {}, "борис")
    said = _committed(bench, again)
    assert len(said) == 1
    assert "These two are linked by" in said[0]
    body = dict(bench.codebook.body)
    body["relations"] = [{**one, "max_per_from": 1} for one in body["relations"]]
    with closing(sqlite3.connect(bench.path, isolation_level=None)) as connection:
        connection.execute("UPDATE codebook SET record=?", (orjson.dumps(body),))
        connection.execute("DELETE FROM journal")
    third = bench.span("s-third", "a3", "Source", 0, 5)
    link = Relation("r-z", "a3", "attributed_to", "s-claim", "s-third", {}, "борис")
    with bench.open() as project:
        project.commit(
            Transaction(msg("More"), (Change(again, None), Change(None, third), Change(None, link)))
        )
    assert ["there are at most 1 links" in finding for finding in _spoil(bench)] == [True]


def test_a_step_that_can_no_longer_be_undone_is_found(bench: Bench) -> None:
    _tagged(bench)
    said = _spoil(bench, "DELETE FROM note")
    assert said == [
        "Step 2 of the journal does not fit the record n-import. It cannot be undone or redone."
    ]


def test_a_step_that_can_no_longer_be_redone_is_found(bench: Bench) -> None:
    _tagged(bench)
    with bench.open() as project:
        project.undo()
    with bench.open() as project:
        entity = Entity("e-import", "Ж", "person")
        project.commit(Transaction(msg("Same id"), (Change(None, entity),)))
    said = _spoil(
        bench,
        "DELETE FROM journal WHERE seq=3",
        "UPDATE journal SET state='undone' WHERE seq=2",
    )
    assert said == [
        "Step 2 of the journal does not fit the record e-import. It cannot be undone or redone."
    ]


def test_a_hundred_findings_are_told_and_the_rest_counted(bench: Bench) -> None:
    _tagged(bench)
    with bench.open() as project:
        for i in range(MOST + 7):
            project._connection.execute(
                "INSERT INTO note VALUES(?, 'a3', 'борис', X'7B7D')", (f"n{i:03}",)
            )
    said = _spoil(bench, "DELETE FROM note WHERE id='n-import'", "DELETE FROM journal")
    assert len(said) == MOST + 1
    assert said[-1] == "And 7 more."


def test_a_damaged_page_is_a_finding(bench: Bench) -> None:
    _tagged(bench)
    content = bytearray(bench.path.read_bytes())
    content[4096 * 4 : 4096 * 4 + 8] = b"\xff" * 8
    bench.path.write_bytes(content)
    said = _spoil(bench)
    assert any("SQLite finds the file damaged: " in one or "is damaged" in one for one in said)


def test_the_check_tells_how_far_it_is_and_can_be_stopped(bench: Bench) -> None:
    class Watch:
        steps: list[tuple[int, int]]

        def __init__(self, stop: int) -> None:
            self.steps, self.stop = [], stop

        def step(self, done: int, total: int) -> None:
            self.steps.append((done, total))
            if done == self.stop:
                raise Cancelled

    _tagged(bench)
    whole = Watch(99)
    assert check(bench.path, whole) == []
    assert whole.steps == [(0, 3), (1, 3), (2, 3), (3, 3)]
    with pytest.raises(Cancelled):
        check(bench.path, Watch(1))
    with Project.open(bench.path, "анна") as project:
        assert not project.read_only


def test_an_entity_on_a_label_that_names_none_is_found(bench: Bench) -> None:
    said = _committed(bench, bench.span("s-new", "a3", "Cue", 0, 7, entity="e-import"))
    assert len(said) == 1
    assert said[0].startswith("Span s-new in «Третий» is not as the codebook wants it. ")
    assert said[0].endswith(" is not a mention of an entity.")
