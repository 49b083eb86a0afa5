"""`workbench import` with files of other tools."""

from pathlib import Path

import orjson
import pytest

from tests.cli.conftest import Cli
from tests.exchange.records import record_of, span_of
from workbench.store.project import Project

TEXT = "Лирия требует, а Вестмар молчит."

ANN = """\
T1\tSTATE 0 5\tЛирия
T2\tactor 17 24\tВестмар
T3\tverb 6 13\tтребует
R1\tdoes Arg1:T1 Arg2:T3
"""


@pytest.fixture
def brat(tmp_path: Path) -> Path:
    folder = tmp_path / "brat"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "a.ann").write_text(ANN, encoding="utf-8")
    return folder


def test_the_import_stops_with_a_table_of_what_is_unknown(cli: Cli, brat: Path) -> None:
    cli("new", "p.workbench")
    told = cli("import", "p.workbench", brat)
    assert told.status == 1
    assert "label «STATE» (1)" in told.err
    assert "label «actor» (1) - like «Actor» of the codebook" in told.err
    assert "--add-labels" in told.err
    assert cli("info", "p.workbench").out.startswith("0 articles")


def test_a_proposal_is_written_changed_and_used(cli: Cli, tmp_path: Path, brat: Path) -> None:
    cli("new", "p.workbench")
    assert cli("import", "p.workbench", brat, "--write-map", "m.json").status == 0
    form = orjson.loads((tmp_path / "m.json").read_bytes())
    assert form["labels"]["STATE"]["add"] == "STATE"
    form["labels"]["verb"] = None
    (tmp_path / "m.json").write_bytes(orjson.dumps(form))
    told = cli("import", "p.workbench", brat, "--map", "m.json")
    assert (told.status, told.err) == (0, "")
    assert "Imported: 1 article, 2 spans." in told.out
    assert "1 span «verb» was left out." in told.out
    # The project remembers: the next file of this format is not asked about.
    (brat / "b.txt").write_text(f"Вчера {TEXT}", encoding="utf-8")
    (brat / "b.ann").write_text("T1\tSTATE 6 11\tЛирия\n", encoding="utf-8")
    assert cli("import", "p.workbench", brat).status == 0


def test_what_the_project_keeps_can_be_forgotten(cli: Cli, brat: Path) -> None:
    cli("new", "p.workbench")
    # What is left out wholesale is left out of this import alone.
    assert cli("import", "p.workbench", brat, "--skip-unknown").status == 0
    assert "label «STATE» (1)" in cli("import", "p.workbench", brat).err
    (brat.parent / "m.json").write_text(
        '{"labels": {"STATE": null, "actor": null, "verb": null}, "relations": {"does": null}}',
        encoding="utf-8",
    )
    assert cli("import", "p.workbench", brat, "--map", "m.json").status == 0
    assert cli("import", "p.workbench", brat).status == 0
    told = cli("import", "p.workbench", brat, "--forget-map")
    assert (told.status, "label «STATE» (1)" in told.err) == (1, True)


@pytest.mark.parametrize("option", ["--add-labels", "--skip-unknown"])
def test_one_word_decides_about_all(cli: Cli, brat: Path, option: str) -> None:
    cli("new", "p.workbench")
    assert cli("import", "p.workbench", brat, option).status == 0
    assert cli("check", "p.workbench").status == 0


def test_the_layer_is_called_by_the_annotator_or_by_the_file(
    cli: Cli,
    tmp_path: Path,
    brat: Path,
) -> None:
    cli("new", "p.workbench")
    cli("import", "p.workbench", brat, "--add-labels")
    cli("import", "p.workbench", brat, "--annotator", "Вера")
    with Project.open(tmp_path / "p.workbench", "x", write=False) as project:
        (row,) = project.read.articles("new")
        made = [span.annotator for span in project.read.whole(row.article).spans]
    assert sorted(made) == ["brat"] * 3 + ["Вера"] * 3


def test_offsets_that_fit_in_two_ways_are_asked_about(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("а\r\nтата".encode())
    # With CR and without it a «та» stands there.
    (tmp_path / "a.ann").write_text("T1\tActor 3 5\tта\n", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes("а\r\nтатата".encode())
    (tmp_path / "b.ann").write_text("T1\tActor 5 7\tта\n", encoding="utf-8")
    cli("new", "p.workbench")
    told = cli("import", "p.workbench", "b.ann")
    assert (told.status, "It is not clear how the offsets count" in told.err) == (0, False)
    (tmp_path / "c.txt").write_bytes("а\r\nтттттт".encode())
    (tmp_path / "c.ann").write_text("T1\tActor 4 6\tтт\n", encoding="utf-8")
    told = cli("import", "p.workbench", "c.ann")
    assert told.status == 1
    assert "fit in more than one way: c.ann" in told.err
    assert "--newlines" in told.err
    assert "…т[тт]ттт…" in told.err
    assert "…тт[тт]тт…" in told.err
    for newlines, start in (("raw", 3), ("lf", 4)):
        project = f"{newlines}.workbench"
        cli("new", project)
        assert cli("import", project, "c.ann", "--newlines", newlines).status == 0
        with Project.open(tmp_path / project, "x", write=False) as opened:
            (row,) = opened.read.articles("new")
            (span,) = opened.read.whole(row.article).spans
        assert span.start == start


def test_two_answers_at_once_are_refused(cli: Cli, brat: Path) -> None:
    cli("new", "p.workbench")
    told = cli("import", "p.workbench", brat, "--add-labels", "--skip-unknown")
    assert told.status == 2


def test_decisions_that_stay_as_they_are_and_those_that_are_to_come_again(
    cli: Cli, tmp_path: Path
) -> None:
    def brought(name: str, *reviews: tuple[str, str] | None) -> Path:
        """A file for each decision on the same span, in one folder."""
        folder = tmp_path / name
        folder.mkdir()
        for number, review in enumerate(reviews):
            span = span_of(TEXT, "s1", "Actor", (0, 5))
            if review is not None:
                span["review"] = {"verdict": review[0], "annotator": review[1], "at": "2025-02-01"}
            (folder / f"{number}.jsonl").write_bytes(orjson.dumps(record_of(TEXT, spans=[span])))
        return folder

    cli("new", "p.workbench")
    # It waits for a second import, so the work is done in part.
    told = cli("import", "p.workbench", brought("a", None, ("accepted", "вера")))
    assert told.status == 1
    assert "import the file once more to take it" in told.err
    assert cli("import", "p.workbench", tmp_path / "a").status == 0
    # The word of the project holds, as with all that differs: there is nothing left to do.
    told = cli("import", "p.workbench", brought("b", ("rejected", "олег")))
    assert (told.status, told.err) == (0, "")
    assert "Actor «Лирия»: the project says «accepted» (вера), which was kept" in told.out
