"""What becomes of labels that the codebook does not have."""

from itertools import combinations
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.transfer.conftest import Make
from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Refused, Unreadable
from workbench.domain.mapping import EMPTY, AttributeWay, Mapping, Way
from workbench.domain.words import Names, msg
from workbench.exchange.bundle import ReadOptions
from workbench.jobs import Silent
from workbench.store.check import check
from workbench.store.project import Project
from workbench.transfer import (
    Plan,
    Report,
    import_paths,
    keep_mapping,
    kept_mapping,
    planned,
    read_mapping,
)
from workbench.transfer.mapping import READY, drop_mapping, mapping_form, mapping_from

TEXT = "Лирия требует, а Вестмар молчит."

ANN = """\
T1\tSTATE 0 5\tЛирия
A1\tmood T1 angry
T2\tactor 17 24\tВестмар
A2\tWho_it_is T2 state
T3\tverb 6 13\tтребует
R1\tdoes Arg1:T1 Arg2:T3
A3\thow R1 loudly
"""


@pytest.fixture
def brat(tmp_path: Path) -> Path:
    folder = tmp_path / "brat"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "a.ann").write_text(ANN, encoding="utf-8")
    return folder


def plan_of(project: Project, path: Path, mapping: Mapping = EMPTY, rest: Any = "ask") -> Plan:
    return planned([path], project.codebook, ReadOptions(), Silent(), mapping, rest)


def bring(project: Project, path: Path, plan: Plan) -> Report:
    return import_paths(project, [path], ReadOptions(annotator="борис"), Silent(), plan)


def test_what_is_unknown_is_counted_and_what_is_like_it_is_proposed(make: Make, brat: Path) -> None:
    plan = plan_of(make("a"), brat)
    assert [(one.part, one.owner, one.count, one.like) for one in plan.unknown] == [
        ("labels", "STATE", 1, None),
        ("labels", "actor", 1, "Actor"),
        ("labels", "verb", 1, None),
        ("relations", "does", 1, None),
    ]
    assert plan.codebook == plan.before
    assert str(plan.unknown[0].message()) == "label «STATE» (1)"


def test_a_name_in_either_language_is_enough_to_propose(make: Make, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.ann").write_text("T1\tактор 0 5\tЛирия\n", encoding="utf-8")
    (unknown,) = plan_of(make("a"), tmp_path / "a.ann").unknown
    assert (unknown.owner, unknown.like) == ("актор", "Actor")


def test_added_labels_are_one_step_with_the_articles_and_look_different(
    make: Make, brat: Path
) -> None:
    project = make("a")
    before = project.codebook
    plan = plan_of(project, brat, rest="add")
    assert plan.unknown == ()
    report = bring(project, brat, plan)
    assert (report.articles, report.spans, report.relations, report.problems) == (1, 3, 1, ())
    assert "2 labels were added to the codebook." in report.sentences()
    assert project.read.counts().labels == {"Actor": 1, "STATE": 1, "verb": 1}
    (article,) = (row.article for row in project.read.articles("new"))
    whole = project.read.whole(article)
    assert {span.label: dict(span.attributes) for span in whole.spans} == {
        "STATE": {"mood": "angry"},
        "Actor": {"actor_type": "state"},
        "verb": {},
    }
    assert [dict(link.attributes) for link in whole.relations] == [{"how": "loudly"}]
    looks = [(label.color, label.shape) for label in project.codebook.labels]
    assert len(looks) == len({color for color, _ in looks})
    assert check(project.path) == []
    project.undo()
    assert project.codebook == before
    assert project.read.counts().articles == 0


def test_what_is_skipped_is_left_out_and_said(make: Make, brat: Path) -> None:
    project = make("a")
    before = project.codebook
    report = bring(project, brat, plan_of(project, brat, rest="skip"))
    assert (report.articles, report.spans) == (1, 0)
    assert project.codebook == before
    said = report.sentences()
    assert "1 span «STATE» was left out." in said
    assert "1 link «does» was left out." in said
    assert report.problems == ()


def test_a_mapping_sends_labels_with_values_and_leaves_out_attributes(
    make: Make, brat: Path
) -> None:
    project = make("a")
    mapping = Mapping(
        {
            "STATE": Way(
                "Actor",
                sets={"actor_type": "state", "mention": "name"},
                attributes={"mood": AttributeWay("frame", values={"angry": "antagonist"})},
            ),
            "actor": Way("Actor", attributes={"Who_it_is": None}),
            "verb": None,
        },
        {"does": None},
    )
    report = bring(project, brat, plan_of(project, brat, mapping))
    (article,) = (row.article for row in project.read.articles("new"))
    assert [dict(span.attributes) for span in project.read.whole(article).spans] == [
        {"actor_type": "state", "mention": "name", "frame": "antagonist"},
        {},
    ]
    assert "1 value of the attribute «Who_it_is» of «actor» was left out." in report.sentences()
    assert check(project.path) == []


def test_attributes_and_values_of_a_known_label_are_asked_about(make: Make, tmp_path: Path) -> None:
    ann = "T1\tActor 0 5\tЛирия\nA1\tactor_type T1 empire\nA2\tmood T1 angry\n"
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.ann").write_text(ann, encoding="utf-8")
    project, path = make("a"), tmp_path / "a.ann"
    plan = plan_of(project, path)
    assert [str(one.message()) for one in plan.unknown] == [
        "value «empire» of «actor_type» of «Actor» (1)",
        "attribute «mood» of «Actor» (1)",
    ]
    plan = plan.deciding(EMPTY, "add")
    actor = plan.codebook.label("Actor")
    assert actor is not None
    kinds = {item.id: item.values for item in actor.attributes}
    assert kinds["actor_type"][-1] == "empire"
    assert kinds["mood"] == ("angry",)
    assert bring(project, path, plan).problems == ()
    assert check(project.path) == []


def test_a_mapping_to_what_is_not_there_is_refused(make: Make, brat: Path) -> None:
    with pytest.raises(Refused, match="sends «STATE» to «Nobody»"):
        plan_of(make("a"), brat, Mapping({"STATE": Way("Nobody")}))


def test_without_a_plan_what_is_unknown_is_told_and_left_out(make: Make, brat: Path) -> None:
    project = make("a")
    report = import_paths(project, [brat], ReadOptions(), Silent())
    assert report.spans == 0
    assert "1 span has the label «STATE»" in str(report.problems[0])


def test_a_project_keeps_a_mapping_and_later_decisions_hold(make: Make) -> None:
    project = make("a")
    assert kept_mapping(project.read, "brat") == EMPTY
    one = Mapping({"A": None, "B": Way("Actor")}, {"r": Way("about")})
    keep_mapping(project, "brat", one)
    keep_mapping(project, "brat", Mapping({"A": Way("X", add=True, name=Names("x", "икс"))}))
    found = kept_mapping(project.read, "brat")
    assert found.labels == {"A": Way("X", add=True, name=Names("x", "икс")), "B": Way("Actor")}
    assert found.relations == one.relations
    keep_mapping(project, "brat", Mapping({"B": Way("Gone")}))
    assert "B" not in kept_mapping(project.read, "brat").labels
    drop_mapping(project, "brat")
    assert kept_mapping(project.read, "brat") == EMPTY


def test_mappings_are_the_same_after_json() -> None:
    way = Way(
        "X",
        True,
        {"a": "b"},
        {"c": AttributeWay("d", values={"e": None}, after="-"), "f": None},
        Names("x", "икс"),
        "because",
    )
    mapping = Mapping({"A": way, "B": None}, {"r": Way("about")})
    assert mapping_from(orjson.loads(orjson.dumps(mapping_form(mapping)))) == mapping


@pytest.mark.parametrize("name", READY)
def test_the_mappings_that_come_with_the_program_can_be_read(name: str) -> None:
    mapping = read_mapping(name)
    assert mapping.labels
    assert all(way is not None and way.add for way in mapping.labels.values())


@pytest.mark.parametrize(
    "form",
    [
        [],
        {"labels": []},
        {"labels": {"A": {}}},
        {"labels": {"A": {"to": 1}}},
        {"labels": {"A": {"to": "x", "add": "x"}}},
        {"labels": {"A": {"to": "x", "set": {"a": 1}}}},
        {"labels": {"A": {"to": "x", "en": 1}}},
        {"labels": {"A": {"to": "x", "attributes": {"a": {"to": "b", "values": {"c": 1}}}}}},
        {"relations": {"A": {"to": "x", "attributes": {"a": {"to": "b", "after": 1}}}}},
    ],
)
def test_a_broken_mapping_is_told(tmp_path: Path, form: Any) -> None:
    path = tmp_path / "m.json"
    path.write_bytes(orjson.dumps(form))
    with pytest.raises(Unreadable):
        read_mapping(str(path))


def test_many_added_labels_have_colours_of_their_own(make: Make, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    lines = [f"T{n}\tlabel{n} 0 5\tЛирия\n" for n in range(1, 31)]
    (tmp_path / "a.ann").write_text("".join(lines), encoding="utf-8")
    book: Codebook = plan_of(make("a"), tmp_path / "a.ann", rest="add").codebook
    colours = [label.color for label in book.labels]
    assert len(colours) == 35
    assert all(one != other for one, other in combinations(colours, 2))


def test_a_plan_for_a_codebook_that_has_changed_since_is_refused(make: Make, brat: Path) -> None:
    project = make("a")
    plan = plan_of(project, brat, rest="add")
    body = orjson.loads(orjson.dumps(project.codebook.body))
    body["labels"].append({"id": "Mine", "en": "Mine", "ru": "Mine", "color": "#112233"})
    changed = Codebook.of(body)
    project.commit(Transaction(msg("x"), (Change(project.codebook, changed),)))
    with pytest.raises(Refused, match="The codebook was changed since"):
        bring(project, brat, plan)
    assert project.codebook.label("Mine") is not None
    assert bring(project, brat, plan.beside(project.codebook).deciding(EMPTY, "add")).articles == 1
    assert project.codebook.label("Mine") is not None


def test_only_what_was_decided_by_name_is_remembered(make: Make, brat: Path) -> None:
    project = make("a")
    plan = plan_of(project, brat, Mapping({"STATE": None, "else": None}), "skip")
    bring(project, brat, plan)
    keep_mapping(project, "brat", plan.named())
    assert kept_mapping(project.read, "brat") == Mapping({"STATE": None})
    again = plan_of(project, brat, kept_mapping(project.read, "brat"))
    assert not again.clear
    assert {one.owner for one in again.unknown} >= {"verb", "actor"}
