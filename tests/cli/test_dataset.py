"""Datasets on the command line: export with all its options, splits, choices, verification."""

import csv
from pathlib import Path

import orjson
import pytest

from tests.cli.conftest import Cli
from workbench.domain.commands import Pen, decide
from workbench.exchange.formats import readable, writable
from workbench.resources import resource
from workbench.store.project import Project


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Path:
    """A project with the sample in it."""
    assert cli("new", "p.workbench").status == 0
    assert cli("import", "p.workbench", resource("sample")).status == 0
    return tmp_path / "p.workbench"


def test_a_dataset_is_split_exported_verified_and_taken_in_again(
    cli: Cli, project: Path, tmp_path: Path
) -> None:
    args = ("--train", "0.5", "--validation", "0.25", "--test", "0.25", "--seed", "1")
    told = cli("split", project, *args)
    assert told.status == 0
    assert "train: 7 articles (50.0 %)" in told.out
    assert "0 articles were added." in cli("split", project).out
    told = cli("export", project, "--format", "huggingface", "--output", "set")
    assert told.status == 0
    assert told.out.startswith("14 articles with 457 spans written to set and verified.")
    assert sorted(path.name for path in (tmp_path / "set" / "data").iterdir()) == [
        "test.jsonl",
        "train.jsonl",
        "validation.jsonl",
    ]
    told = cli("verify", "set")
    assert (told.status, told.err) == (0, "")
    assert "14 articles and 457 spans: every character is as it was exported." in told.out
    cli("new", "q.workbench")
    assert cli("import", "q.workbench", "set").status == 0
    for one in (project, "q.workbench"):
        assert orjson.loads(cli("info", one, "--json").out)["spans"] == 457


def test_a_changed_export_is_found_out(cli: Cli, project: Path, tmp_path: Path) -> None:
    assert cli("export", project, "--format", "prodigy", "--output", "o.jsonl").status == 0
    path = tmp_path / "o.jsonl"
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))
    told = cli("verify", "o.jsonl")
    assert told.status == 1
    assert "o.jsonl is not what was exported: its bytes differ.\n" in told.err
    assert orjson.loads(cli("verify", "o.jsonl", "--json").out)["problems"]
    assert cli("verify", "none").status == 1
    assert cli("verify", ".").status == 1


def test_what_is_lost_is_told_before_and_after(cli: Cli, project: Path, tmp_path: Path) -> None:
    before = cli("export", project, "--format", "prodigy", "--preview")
    assert before.status == 0
    assert before.out.startswith("14 articles of 14 with 457 spans\nLabels\n  Claim: 148\n")
    assert not (tmp_path / "o.jsonl").exists()
    after = cli("export", project, "--format", "prodigy", "--output", "o.jsonl")
    assert after.err == before.err
    assert "162 spans lose who they mention.\n" in after.err


def test_a_preview_stands_under_headings(cli: Cli, project: Path) -> None:
    told = cli("export", project, "--preview", "--label", "Actor")
    assert told.out.splitlines()[1:] == [
        *("Labels", "  Actor: 159"),
        *("Annotators", "  sample: 159"),
        *("Origins", "  manual: 159"),
    ]


def test_every_part_of_a_choice_can_be_named_and_the_choice_kept(cli: Cli, project: Path) -> None:
    args = ("--status", "done", "--label", "Claim", "--label", "Source", "--annotator", "sample")
    more = ("--origin", "manual", "--since", "2020-01-01", "--title", "", "--only-marked")
    decisions = ("--only-reviewed", "--review", "open", "--review", "accepted")
    with Project.open(project, "вера") as opened:
        for article in opened.read.each_article():
            reading = opened.read.reading(article.id)
            if reading.spans:
                opened.commit(decide(reading, Pen("вера"), reading.spans, "accepted"))
    kept = cli("export", project, *args, *more, *decisions, "--preview", "--save-choice", "готовое")
    assert kept.status == 0, kept.err
    assert orjson.loads(cli("choices", project, "--json").out) == {
        "готовое": {
            "statuses": ["done"],
            "since": "2020-01-01",
            "labels": ["Claim", "Source"],
            "annotators": ["sample"],
            "origins": ["manual"],
            "reviews": ["open", "accepted"],
            "only_marked": True,
            "only_reviewed": True,
        }
    }
    assert cli("export", project, "--choice", "готовое", "--preview").out == kept.out
    assert "labels: Claim, Source" in cli("choices", project).out
    assert cli("choices", project, "--delete", "готовое").status == 0
    assert cli("choices", project).out == "The project keeps no choices.\n"
    told = cli("export", project, "--choice", "готовое")
    assert (told.status, told.err) == (1, "The project keeps no choice «готовое».\n")


def test_a_part_of_a_project_goes_to_standard_output(cli: Cli, project: Path) -> None:
    told = cli("export", project, "--label", "Claim")
    records = [orjson.loads(line) for line in told.out.split("\n")[:-1]]
    assert {span["label"] for record in records for span in record["spans"]} == {"Claim"}
    told = cli("export", project, "--format", "triples")
    assert '"claim":' in told.out
    told = cli("export", project, "--format", "sentences", "--label", "Cue")
    assert '"labels":["Cue"]' in told.out


def test_windows_units_and_manifests_are_options(cli: Cli, project: Path, tmp_path: Path) -> None:
    args = ("--format", "doccano", "--unit", "code_point", "--window", "sentence")
    assert cli("export", project, *args, "--output", "o.jsonl", "--no-manifest").status == 0
    assert not (tmp_path / "o.jsonl.manifest.json").exists()
    assert cli("export", project, *args, "--output", "o.jsonl").status == 0
    made = orjson.loads((tmp_path / "o.jsonl.manifest.json").read_bytes())
    assert made["export"]["unit"] == "code_point"
    assert made["export"]["window"] == "sentence"
    assert cli("verify", "o.jsonl").status == 0


@pytest.mark.parametrize(
    ("args", "status", "reason"),
    [
        (("--format", "spss"), 2, "Choose one of: jsonl, "),
        (("--format", "huggingface"), 2, "is a folder of files"),
        (("--window", "chapter"), 2, "chapter"),
        (("--label", "Nothing"), 1, "no label «Nothing»"),
        (("--since", "yesterday"), 1, "YYYY-MM-DD"),
        (("--side", "train"), 1, "keeps no split"),
        (("--title", "такого нет"), 1, "Nothing is chosen"),
        (("--format", "prodigy", "--unit", "utf8"), 1, "cannot count in utf8"),
        (("--format", "prodigy", "--output", "none/o.jsonl"), 1, "cannot be written"),
        (("--format", "csv", "--output", "."), 1, "not empty and not an earlier export"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    cli: Cli, project: Path, tmp_path: Path, args: tuple[str, ...], status: int, reason: str
) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    told = cli("export", project, *args)
    assert told.status == status
    assert reason in told.err
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_shares_that_do_not_add_up_are_refused(cli: Cli, project: Path) -> None:
    told = cli("split", project, "--train", "0.8", "--test", "0.1")
    assert told.status == 1
    assert "do not add up to 1" in told.err
    assert cli("split", project, "--train", "8").status == 2
    assert orjson.loads(cli("split", project, "--json").out)["seed"] == 1
    made = orjson.loads(cli("split", project, "--anew", "--seed", "5", "--json").out)
    assert (made["seed"], made["added"]) == (5, 14)


def test_every_format_is_listed_with_what_it_cannot_hold(cli: Cli) -> None:
    found = {item["name"]: item for item in orjson.loads(cli("formats", "--json").out)}
    assert set(found) == {item.name for item in (*readable(), *writable())}
    assert "does not hold: rejected suggestions" in cli("formats").out
    for dialect in writable():
        assert found[dialect.name]["units"] == list(dialect.units)


def test_a_kept_split_does_not_take_another_seed(cli: Cli, project: Path) -> None:
    assert cli("split", project, "--seed", "7").status == 0
    told = cli("split", project, "--seed", "77")
    assert told.status == 1
    assert "a split made with seed 7 (train 0.8, validation 0.1, test 0.1)" in told.err
    assert cli("split", project).status == 0
    assert cli("split", project, "--seed", "77", "--anew").status == 0


def test_the_number_of_spans_is_that_of_the_file(cli: Cli, project: Path) -> None:
    path = project.with_name("a.conll")
    told = cli("export", project, "--format", "conll", "--output", path)
    count = sum(line.split("\t")[-1].startswith("B-") for line in path.read_text().splitlines())
    assert f"with {count} span" in told.out


def test_what_a_reviewer_decided_chooses_and_stands_in_the_tables(
    cli: Cli, project: Path, tmp_path: Path
) -> None:
    with Project.open(project, "вера") as opened:
        for article in opened.read.each_article():
            reading = opened.read.reading(article.id)
            claims = [span for span in reading.spans if span.label == "Claim"]
            if claims:
                opened.commit(decide(reading, Pen("вера"), claims[::2], "accepted"))
                reading = opened.read.reading(article.id)
                opened.commit(decide(reading, Pen("вера"), claims[1:2], "rejected"))
    told = cli("export", project, "--preview", "--review", "accepted")
    assert told.status == 0
    assert "  accepted: " in told.out
    assert "  Claim: " in told.out
    assert "Actor" not in told.out
    assert "articles are not reviewed to the end: " in told.err
    assert " spans that wait for a decision stay out, and the words go out as if" in told.err
    ended = cli("export", project, "--review", "accepted", "--only-reviewed", "--label", "Claim")
    assert (ended.status, ended.out) == (1, "")
    lossy = cli("export", project, "--preview", "--format", "prodigy")
    assert "spans or links that were rejected go out like any other" in lossy.err
    kept = cli("export", project, "--preview", "--format", "prodigy", "--review", "accepted")
    assert "review decisions are lost" in kept.err
    assert "rejected" not in kept.err
    assert cli("export", project, "--format", "csv", "--output", "t").status == 0
    with (tmp_path / "t" / "spans.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["reviewer"] for row in rows if row["review"]} == {"вера"}
    whole = cli("export", project)
    assert '"review":{"verdict":"accepted","annotator":"вера","at":"2' in whole.out
    assert cli("new", "q.workbench").status == 0
    assert cli("import", "q.workbench", "t").status == 0
    again = cli("export", "q.workbench", "--preview", "--review", "rejected", "--review", "open")
    first = cli("export", project, "--preview", "--review", "rejected", "--review", "open")
    assert [line for line in again.out.split("\n") if "rejected" in line or "open" in line] == [
        line for line in first.out.split("\n") if "rejected" in line or "open" in line
    ]
    told = cli("export", project, "--review", "maybe")
    assert (told.status, "accepted, rejected, open" in told.err) == (1, True)


def test_without_a_manifest_no_more_is_said_than_can_be_known(
    cli: Cli, project: Path, tmp_path: Path
) -> None:
    assert cli("export", project, "--output", "o.jsonl", "--no-manifest").status == 0
    told = cli("verify", "o.jsonl")
    assert (told.status, told.err) == (0, "")
    assert "every character" not in told.out
    assert "all quotes stand at their offsets, and all texts have their sha256." in told.out
    assert "There is no manifest to hold it against." in told.out
    assert orjson.loads(cli("verify", "o.jsonl", "--json").out)["manifest"] is False
    cli("export", project, "--output", "o.jsonl")
    assert "every character is as it was exported" in cli("verify", "o.jsonl").out
    assert orjson.loads(cli("verify", "o.jsonl", "--json").out)["manifest"] is True


def test_what_is_no_export_is_refused_in_a_line(cli: Cli, project: Path, tmp_path: Path) -> None:
    told = cli("verify", project)
    assert (told.status, told.out, told.err.count("\n")) == (1, "", 1)
    assert "p.workbench is a project, not an export." in told.err
    (tmp_path / "a.csv").write_text("a,b\n1,2\n" * 2000, encoding="utf-8")
    told = cli("verify", "a.csv")
    assert (told.status, told.out, told.err.count("\n")) == (1, "", 1)
    assert "a.csv is not native JSONL and has no manifest beside it" in told.err
