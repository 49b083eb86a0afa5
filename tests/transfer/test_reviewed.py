"""Datasets by what reviewers decided: what waits is told, or its articles stay out."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.exchange.records import record_of, relation_of, span_of
from tests.transfer.conftest import Make, run
from workbench.exchange.bundle import ReadOptions
from workbench.jobs import Silent
from workbench.store.project import Project
from workbench.transfer import (
    Choice,
    Preview,
    Request,
    choices,
    import_paths,
    keep_choice,
    preview,
)

TEXTS = {
    name: f"Министр сказал {name}, что договор подписан."
    for name in ("whole", "part", "waits", "bare")
}
ACCEPTED = {"verdict": "accepted", "annotator": "вера", "at": "2025-02-01T10:00:00.000Z"}
REJECTED = {**ACCEPTED, "verdict": "rejected"}


@pytest.fixture
def project(make: Make, tmp_path: Path) -> Project:
    """Four articles: reviewed to the end, in part, not at all, and one without spans."""

    def made(name: str, *reviews: dict[str, str] | None, link: bool = False) -> dict[str, Any]:
        text, places = TEXTS[name], ((0, 7), (8, 14), (0, 14))
        spans = [
            {**span_of(text, f"{name}{n}", label, places[n]), "review": review}
            for n, (label, review) in enumerate(
                zip(("Source", "Cue", "Claim"), reviews, strict=False)
            )
        ]
        links = [relation_of(f"{name}r", "attributed_to", f"{name}2", f"{name}0")] if link else []
        return record_of(text, name=name, title=name, spans=spans, relations=links)

    records = (
        made("whole", ACCEPTED, REJECTED, ACCEPTED, link=True),
        made("part", ACCEPTED, None),
        made("waits", None, None, None),
        made("bare"),
    )
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(map(orjson.dumps, records)))
    project = make("a")
    report = import_paths(project, [tmp_path / "in.jsonl"], ReadOptions(), Silent())
    assert (report.articles, report.problems) == (4, ())
    return project


def held(project: Project, **fields: Any) -> Preview:
    return preview(project, Request("prodigy", Choice(**fields)), Silent())


def waiting(found: Preview) -> list[str]:
    said = map(str, found.lost())
    return [one for one in said if "wait for a decision" in one or "waits for a decision" in one]


def test_what_waits_for_a_decision_and_stays_out_is_told_with_numbers(
    project: Project, place: Path
) -> None:
    found = held(project, reviews=("accepted",))
    assert found.unreviewed == {"articles": 2, "spans": 4, "links": 1}
    assert waiting(found) == [
        "2 articles are not reviewed to the end: 4 spans that wait for a decision stay out, and "
        "the words go out as if nothing were to be marked there; choose only articles that are "
        "reviewed to the end to leave them out",
        "1 link that waits for a decision stays out",
    ]
    request = Request("prodigy", Choice(reviews=("accepted",)))
    done = run(project, request, place / "o.jsonl")
    assert done.held.unreviewed == found.unreviewed
    told = orjson.loads((place / "o.jsonl.manifest.json").read_bytes())
    assert told["chosen"]["unreviewed"] == {"articles": 2, "spans": 4, "links": 1}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"labels": ("Cue",)},
        {"reviews": ("accepted", "open")},
        {"reviews": ("accepted",), "words": "whole", "labels": ("Source",)},
    ],
)
def test_nothing_is_told_where_nothing_that_waits_stays_out(
    project: Project, fields: dict[str, Any]
) -> None:
    found = held(project, **fields)
    assert waiting(found) == []
    assert "unreviewed" not in found.counts()


def test_only_what_would_go_out_but_for_the_decision_counts_as_waiting(project: Project) -> None:
    found = held(project, reviews=("accepted",), labels=("Cue",))
    assert found.unreviewed == {"articles": 2, "spans": 2}
    found = held(project, reviews=("accepted",), labels=("Source",), only_marked=True)
    assert (found.articles, found.unreviewed) == (2, {})


def test_only_articles_that_are_reviewed_to_the_end_go_out_where_so_chosen(
    project: Project,
) -> None:
    found = held(project, reviews=("accepted",), only_reviewed=True)
    assert (found.articles, found.span_count) == (1, 2)
    assert found.unreviewed == {"links": 1}
    assert held(project, only_reviewed=True).span_count == 3
    # Of the labels that go out all are decided of, in that one as well.
    assert held(project, only_reviewed=True, labels=("Source",)).articles == 2
    assert held(project, only_reviewed=True, statuses=("done",)).articles == 0


def test_a_kept_choice_remembers_that_only_reviewed_articles_go_out(project: Project) -> None:
    mine = Choice(reviews=("accepted",), only_reviewed=True)
    keep_choice(project, "проверенное", mine)
    assert choices(project.read) == {"проверенное": mine}
    assert not mine.is_all
    assert not Choice(only_reviewed=True).is_all


def test_links_go_out_by_what_was_decided_of_them_and_not_of_their_ends(
    make: Make, tmp_path: Path
) -> None:
    text, links = TEXTS["whole"], (("r1", ACCEPTED), ("r2", REJECTED), ("r3", None))
    spans = [
        {**span_of(text, "c0", "Claim", (0, 14)), "review": ACCEPTED},
        *(
            {**span_of(text, f"s{n}", "Source", (8 * n, 8 * n + 6)), "review": ACCEPTED}
            for n in range(3)
        ),
    ]
    made = [
        {**relation_of(name, "attributed_to", "c0", f"s{n}"), "review": review}
        for n, (name, review) in enumerate(links)
    ]
    record = record_of(text, spans=spans, relations=made)
    (tmp_path / "in.jsonl").write_bytes(orjson.dumps(record))
    project = make("b")
    import_paths(project, [tmp_path / "in.jsonl"], ReadOptions(), Silent())
    for reviews, names in (
        ((), ["r1", "r2", "r3"]),
        (("accepted",), ["r1"]),
        (("accepted", "rejected"), ["r1", "r2"]),
        (("accepted", "open"), ["r1", "r3"]),
    ):
        target = tmp_path / "-".join(("out", *reviews))
        run(project, Request("jsonl", Choice(reviews=reviews)), target)
        row = orjson.loads(target.read_bytes())
        assert [link["id"] for link in row["relations"]] == names


@pytest.mark.parametrize("decided", [(ACCEPTED, None), (ACCEPTED, REJECTED), (None, None)])
def test_a_whole_native_export_says_of_decisions_what_any_other_says(
    make: Make, tmp_path: Path, decided: tuple[dict[str, str] | None, ...]
) -> None:
    text = TEXTS["whole"]
    spans = [
        {**span_of(text, f"s{n}", "Claim", (8 * n, 8 * n + 6)), "review": review}
        for n, review in enumerate(decided)
    ]
    (tmp_path / "in.jsonl").write_bytes(orjson.dumps(record_of(text, spans=spans)))
    project = make("b")
    import_paths(project, [tmp_path / "in.jsonl"], ReadOptions(), Silent())
    looked = preview(project, Request("jsonl"), Silent())
    done = run(project, Request("jsonl"), tmp_path / "out.jsonl")
    assert done.held.reviews == looked.reviews
    told = orjson.loads((tmp_path / "out.jsonl.manifest.json").read_bytes())["chosen"]
    assert told == looked.counts()
    assert ("reviews" in told) == any(decided)
