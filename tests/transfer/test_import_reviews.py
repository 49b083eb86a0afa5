"""Decisions of reviewers that come home with a copy, and what becomes of those that do not fit."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from tests.exchange.records import record_of, rejection_of, relation_of, span_of
from tests.exchange.strategies import BOOK
from tests.transfer.conftest import Make
from tests.transfer.test_import_layers import (
    OLD,
    TEXT,
    at,
    bring,
    record,
    reviewed,
    verdicts,
    versions,
)
from workbench.domain.change import Change
from workbench.domain.records import Review
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.jobs import Silent
from workbench.store.check import check
from workbench.store.project import Project
from workbench.transfer import import_paths
from workbench.transfer.layers import Layer


def linked(project: Project) -> list[tuple[str, str, str, str, str | None]]:
    """Links by what they say, whatever their ids."""
    row = project.read.articles("new")[0]
    whole = project.read.whole(row.article)
    words = {span.id: (span.annotator, span.start) for span in whole.spans}
    return sorted(
        (link.annotator, link.type, str(words[link.source]), str(words[link.target]), link.verdict)
        for link in whole.relations
    )


def told(problems: Iterable[Problem]) -> list[str]:
    return [str(problem).split(": ", 1)[1] for problem in problems]


SOURCE = span_of(TEXT, "s1", "Source", (0, 7))
CLAIM = span_of(TEXT, "c1", "Claim", (20, 36))
LINK = relation_of("r1", "attributed_to", "c1", "s1")


def test_a_decision_on_a_link_that_was_changed_on_the_copy_is_told(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    other = span_of(TEXT, "c2", "Claim", (0, 15))
    link = relation_of("r1", "supports", "c1", "c2")
    bring(project, record(tmp_path / "1.jsonl", TEXT, CLAIM, other, relations=[link]))
    before = linked(project)
    for number, changed in enumerate(
        ({**link, "type": "contradicts"}, {**link, "from": "c2", "to": "c1"})
    ):
        back = reviewed(changed, "rejected")
        path = record(tmp_path / f"2{number}.jsonl", TEXT, CLAIM, other, relations=[back])
        report = bring(project, path)
        assert told(report.kept) == [
            "backs «договор подписан → Министр сказал,» is another in the file; that of the "
            "project was kept. The decision on it («rejected», вера) was not taken."
        ]
        assert (report.reviews, report.relations, report.duplicates) == (0, 0, ())
        assert linked(project) == before
    plain = {**link, "type": "contradicts"}
    report = bring(project, record(tmp_path / "3.jsonl", TEXT, CLAIM, other, relations=[plain]))
    assert told(report.kept)[0].endswith("that of the project was kept.")


def test_decisions_come_home_to_spans_that_got_other_ids_when_they_came(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    other = "Совсем другой текст о порте."
    taken = record_of(other, spans=[span_of(other, "s1", "Claim", (0, 6))], id="z", status="done")
    (tmp_path / "0.jsonl").write_bytes(orjson.dumps(taken))
    bring(project, tmp_path / "0.jsonl")
    bring(project, record(tmp_path / "1.jsonl", TEXT, SOURCE, CLAIM, relations=[LINK]))
    assert "s1" not in verdicts(project)
    back = record(
        tmp_path / "2.jsonl",
        TEXT,
        reviewed(SOURCE, "accepted"),
        CLAIM,
        relations=[reviewed(LINK, "rejected")],
    )
    report = bring(project, back)
    assert (report.reviews, report.relations, report.kept) == (2, 0, ())
    assert [verdict for *_, verdict in linked(project)] == ["rejected"]
    assert sorted(filter(None, verdicts(project).values())) == ["accepted", "rejected"]
    assert check(project.path) == []


def test_a_link_whose_id_is_that_of_something_else_is_a_new_link(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    note = {"id": "n1", "text": "н", "annotator": "анна", "created": "", "updated": ""}
    first = record(tmp_path / "1.jsonl", TEXT, SOURCE, CLAIM, relations=[LINK], notes=[note])
    bring(project, first)
    for number, (who, name) in enumerate((("борис", "r1"), ("вера", "n1"), ("глеб", "c1"))):
        spans = (
            {**SOURCE, "id": f"x{number}", "annotator": who},
            {**CLAIM, "id": f"y{number}", "annotator": who},
        )
        link = relation_of(name, "attributed_to", f"y{number}", f"x{number}", annotator=who)
        path = record(tmp_path / f"2{number}.jsonl", TEXT, *spans, relations=[link])
        report = bring(project, path)
        assert (report.spans, report.relations, report.kept, report.problems) == (2, 1, (), ())
        again = bring(project, path)
        assert (again.relations, len(again.duplicates)) == (0, 1)
    assert [(who, source, target) for who, _, source, target, _ in linked(project)] == [
        (who, f"('{who}', 20)", f"('{who}', 0)") for who in ("анна", "борис", "вера", "глеб")
    ]
    assert check(project.path) == []


def test_a_note_whose_id_is_that_of_something_else_is_a_new_note(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    bring(project, record(tmp_path / "1.jsonl", TEXT, SOURCE))
    note = {"id": "s1", "text": "н", "annotator": "анна", "created": "", "updated": ""}
    report = bring(project, record(tmp_path / "2.jsonl", TEXT, SOURCE, notes=[note]))
    assert (report.notes, report.duplicates) == (1, ())
    assert check(project.path) == []


def test_a_note_that_was_changed_in_the_project_does_not_come_back(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    note = {"id": "n1", "text": "н", "annotator": "анна", "created": "", "updated": ""}
    bring(project, record(tmp_path / "1.jsonl", TEXT, SOURCE, notes=[{**note, "text": "новая"}]))
    report = bring(project, record(tmp_path / "2.jsonl", TEXT, SOURCE, notes=[note]))
    assert (report.notes, len(report.duplicates)) == (0, 1)


def test_a_decision_comes_home_to_a_link_of_which_the_file_does_not_say_who_made_it(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    bring(project, record(tmp_path / "1.jsonl", TEXT, SOURCE, CLAIM, relations=[LINK]))
    back = {**reviewed(LINK, "rejected"), "annotator": "import"}
    report = bring(project, record(tmp_path / "2.jsonl", TEXT, SOURCE, CLAIM, relations=[back]))
    assert (report.reviews, report.relations, report.problems) == (1, 0, ())
    assert verdicts(project)["r1"] == "rejected"


def test_a_decision_on_a_link_with_other_attributes_is_not_taken(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    actor = span_of(TEXT, "p1", "Actor", (0, 7))
    link = relation_of("r1", "about", "c1", "p1", attributes={"role": "topic"})
    bring(project, record(tmp_path / "1.jsonl", TEXT, actor, CLAIM, relations=[link]))
    other = reviewed({**link, "id": "x1", "attributes": {}}, "rejected")
    report = bring(project, record(tmp_path / "2.jsonl", TEXT, actor, CLAIM, relations=[other]))
    assert (report.reviews, verdicts(project)["r1"]) == (0, None)
    (problem,) = told(report.problems)
    assert "A link «about» was left out." in problem


def test_what_a_version_brings_besides_spans_is_not_said_to_be_there_already(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    span = span_of(OLD, "s1", "Actor", at(OLD, "Рыбаки"))
    versions(tmp_path, project, "Срочно.\n" + OLD, span, match="reanchor")
    old = tmp_path / "old.jsonl"
    assert len(bring(project, old, match="reanchor").versions) == 2
    back = record(old, OLD, reviewed(span, "accepted"))
    report = bring(project, back, match="reanchor")
    assert (report.reviews, len(report.versions)) == (1, 1)
    assert verdicts(project) == {"s1": "accepted"}


def test_a_decision_comes_home_whatever_the_reviewer_noted_and_the_note_is_told(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    noted = {**CLAIM, "note": "спорно"}
    bring(project, record(tmp_path / "1.jsonl", TEXT, SOURCE, noted))
    back = record(
        tmp_path / "2.jsonl",
        TEXT,
        {**reviewed(SOURCE, "rejected"), "note": "не источник"},
        reviewed(CLAIM, "accepted"),  # without the note, as many formats have it
    )
    report = bring(project, back)
    assert verdicts(project) == {"s1": "rejected", "c1": "accepted"}
    assert told(report.kept) == [
        "Source «Министр» has another note in the file: «не источник». What the project has was "
        "kept."
    ]
    row = project.read.articles("new")[0]
    notes = {span.id: span.note for span in project.read.whole(row.article).spans}
    assert notes == {"s1": None, "c1": "спорно"}
    again = bring(project, back)
    assert (again.reviews, told(again.kept)) == (0, told(report.kept))


def test_what_is_another_in_the_project_says_that_its_decision_was_not_taken(
    tmp_path: Path, make: Make
) -> None:
    def entity(name: str, said: str) -> dict[str, Any]:
        return {"id": name, "name": said, "type": "person", "aliases": [], "links": {}}

    project = make("a")
    actor = span_of(TEXT, "p1", "Actor", (0, 7), entity="e1")
    bring(
        project, record(tmp_path / "1.jsonl", TEXT, actor, CLAIM, entities=[entity("e1", "Иван")])
    )
    ends = (
        "is another in the project, which was kept. The decision on it («accepted», вера) was "
        "not taken."
    )
    for number, (changed, entities) in enumerate(
        (
            ({**actor, "entity": "e2"}, [entity("e2", "Пётр")]),
            ({**actor, "entity": None}, []),
            (span_of(TEXT, "p1", "Actor", (0, 14)), []),
            (span_of(TEXT, "p1", "Source", (0, 7)), []),
        )
    ):
        path = tmp_path / f"2{number}.jsonl"
        report = bring(
            project, record(path, TEXT, reviewed(changed, "accepted"), entities=entities)
        )
        assert [line.endswith(ends) for line in told(report.kept)] == [True], number
        assert (report.reviews, report.duplicates) == (0, ())
        assert verdicts(project) == {"p1": None, "c1": None}
    same = {**actor, "id": "x1", "entity": "e3"}
    report = bring(
        project,
        record(
            tmp_path / "3.jsonl", TEXT, reviewed(same, "accepted"), entities=[entity("e3", "Иван")]
        ),
    )
    assert (report.reviews, report.kept, verdicts(project)["p1"]) == (1, (), "accepted")


def test_a_span_that_loses_its_entity_loses_what_was_decided_of_it_and_that_is_told(
    tmp_path: Path, make: Make
) -> None:
    entity = {"id": "e1", "name": "Лирия", "type": "state", "aliases": [], "links": {}}
    project = make("a")
    no = record(
        tmp_path / "1.jsonl",
        TEXT,
        entities=[entity],
        rejections=[rejection_of("j1", "e1", (0, 7))],
    )
    bring(project, no)
    mention = reviewed(span_of(TEXT, "s1", "Actor", (0, 7), entity="e1"), "accepted")
    report = bring(project, record(tmp_path / "2.jsonl", TEXT, mention, entities=[entity]))
    (line,) = told(report.kept)
    assert "is taken without its entity" in line
    assert line.endswith("The decision on it («accepted», вера) was not taken.")
    assert verdicts(project) == {"s1": None}


def test_the_same_verdict_of_another_reviewer_changes_nothing_and_is_not_told(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    bring(project, record(tmp_path / "1.jsonl", TEXT, reviewed(SOURCE, "accepted")))
    again = record(tmp_path / "2.jsonl", TEXT, reviewed(SOURCE, "accepted", "глеб", "2026-01-01"))
    report = bring(project, again)
    assert (report.reviews, report.kept, len(report.duplicates)) == (0, (), 1)


def test_decisions_that_have_to_come_once_more_are_no_duplicates(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    first = record(tmp_path / "1.jsonl", TEXT, SOURCE)
    second = record(tmp_path / "2.jsonl", TEXT, reviewed(SOURCE, "accepted"))
    report = import_paths(project, [first, second], ReadOptions(annotator="x"), Silent())
    assert "import the file once more" in str(report.problems[0])
    assert report.duplicates == ()


def test_of_several_decisions_on_a_link_the_last_is_one_change(tmp_path: Path, make: Make) -> None:
    project = make("a")
    bring(project, record(tmp_path / "1.jsonl", TEXT, SOURCE, CLAIM, relations=[LINK]))
    whole = Bundle(*project.read.whole(project.read.articles("new")[0].article))
    (there,) = whole.relations
    said = [
        Review("rejected", "вера", "2025-02-01T10:00:00Z"),
        Review("accepted", "вера", "2025-02-01T12:00:00Z"),
        Review("rejected", "вера", "2025-02-01T11:00:00Z"),
    ]
    given = [replace(there, id=f"x{n}", review=review) for n, review in enumerate(said)]
    layer = Layer(BOOK, whole.article, [*whole.spans, there], lambda name: None)
    new = layer.new(replace(whole, relations=tuple(given)))
    assert new.relations == ()
    assert layer.decided == [Change(there, replace(there, review=said[1]))]
    assert len(layer.different) == 1
