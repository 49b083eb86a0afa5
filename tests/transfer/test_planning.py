"""What is seen of files before an import: native ones, those of folders, evidence and doubts."""

from pathlib import Path

import orjson
import pytest

from tests.transfer.conftest import Make
from tests.transfer.test_import_mapping import bring, plan_of
from workbench.domain.mapping import EMPTY, Mapping, Way
from workbench.exchange.bundle import ReadOptions
from workbench.exchange.formats import NATIVE
from workbench.jobs import Silent
from workbench.store.check import check
from workbench.store.project import Project
from workbench.transfer import export, files, import_paths, planned
from workbench.transfer.evidence import said_of

TEXT = "Лирия требует, а Вестмар молчит."
ANN = (
    "T1\tSTATE 0 5\tЛирия\nA1\tmood T1 angry\nT2\tActor 17 24\tВестмар\n"
    "T3\tverb 6 13\tтребует\nR1\tdoes Arg1:T1 Arg2:T3\nA2\thow R1 loudly\n"
)


@pytest.fixture
def native(tmp_path: Path, make: Make) -> Path:
    """A native file of a project with labels of its own."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.ann").write_text(ANN, encoding="utf-8")
    project = make("source")
    bring(project, tmp_path / "a.ann", plan_of(project, tmp_path / "a.ann", rest="add"))
    target = tmp_path / "out.jsonl"
    with project.snapshot() as snapshot:
        export(snapshot, NATIVE, target, Silent())
    return target


def spans_of(project: Project) -> list[tuple[str, dict[str, str]]]:
    (row,) = project.read.articles("new")
    return sorted(
        (span.label, dict(span.attributes)) for span in project.read.whole(row.article).spans
    )


def test_a_native_file_of_another_codebook_is_asked_about_as_any_other(
    make: Make, native: Path
) -> None:
    plan = plan_of(make("a"), native)
    assert plan.formats == ("jsonl",)
    assert (plan.looked.articles, dict(plan.looked.files)) == (1, {"jsonl": 1})
    assert [(one.part, one.owner, one.count) for one in plan.unknown] == [
        ("labels", "STATE", 1),
        ("labels", "verb", 1),
        ("relations", "does", 1),
    ]
    assert not plan.clear


def test_it_goes_in_by_a_mapping_or_with_what_the_codebook_gets(make: Make, native: Path) -> None:
    project = make("a")
    assert bring(project, native, plan_of(project, native, rest="add")).problems == ()
    assert spans_of(project) == [("Actor", {}), ("STATE", {"mood": "angry"}), ("verb", {})]
    assert check(project.path) == []
    other = make("b")
    mapping = Mapping({"STATE": Way("Actor", attributes={"mood": None}), "verb": None})
    report = bring(other, native, plan_of(other, native, mapping, "skip"))
    assert report.problems == ()
    assert spans_of(other) == [("Actor", {}), ("Actor", {})]
    assert check(other.path) == []


def test_a_native_file_whose_names_are_known_is_read_as_ever(make: Make, native: Path) -> None:
    project = make("a")
    bring(project, native, plan_of(project, native, rest="add"))
    project.undo()
    project.redo()
    plan = plan_of(project, native)
    assert plan.clear
    assert plan.mapping.keeps_names()
    report = bring(project, native, plan)
    assert (report.articles, len(report.duplicates)) == (0, 1)


def test_unsound_parts_of_a_native_file_are_told_under_a_mapping_too(
    make: Make, native: Path
) -> None:
    record = orjson.loads(native.read_bytes())
    for item in record["spans"]:
        if item["label"] == "STATE":
            item["quote"] = "Другое"
    broken: list[object] = [record, {**record, "spans": 5}, {**record, "spans": [7, {"id": 3}]}]
    native.write_bytes(b"\n".join(map(orjson.dumps, broken)) + b"\n{")
    project = make("a")
    report = bring(project, native, plan_of(project, native, rest="skip"))
    assert {problem.line for problem in report.problems} >= {1, 2, 3, 4}
    assert spans_of(project) == [("Actor", {})]
    assert check(project.path) == []


def test_a_plan_follows_a_codebook_that_has_changed(make: Make, native: Path) -> None:
    project = make("a")
    plan = plan_of(project, native)
    grown = plan_of(project, native, rest="add").codebook
    assert plan.beside(grown).unknown == ()
    assert plan.decided_by(Mapping({"STATE": None})).unknown != plan.unknown
    assert plan.decided_by(EMPTY).unknown == plan.unknown


def test_in_a_folder_without_text_files_of_any_format_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "a.conll").write_text("Лирия B-Actor\n", encoding="utf-8")
    (folder / "b.png").write_bytes(b"no")
    assert files([folder]) == [folder / "a.conll"]
    (folder / "c.txt").write_text(TEXT, encoding="utf-8")
    assert files([folder]) == [folder / "c.txt"]


def test_of_text_the_beginning_is_seen_and_what_is_wrong_with_it(
    tmp_path: Path, make: Make
) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode("cp1251"))
    plan = plan_of(make("a"), tmp_path / "a.txt")
    assert (plan.looked.begins, plan.clear, plan.looked.unsound) == (TEXT, True, 0)
    (tmp_path / "a.txt").write_bytes(b"\0\1")
    assert plan_of(make("b"), tmp_path / "a.txt").looked.unsound == 1


def test_of_a_tie_both_ways_are_shown(tmp_path: Path, make: Make) -> None:
    (tmp_path / "a.txt").write_bytes("\r\nтттттттт ждёт.".encode())
    (tmp_path / "a.ann").write_text("T1\tActor 4 6\tтт\n", encoding="utf-8")
    evidence = plan_of(make("a"), tmp_path / "a.ann").evidence
    ((tried),) = evidence.ties.values()
    assert [(one.newlines, one.right, one.fits) for one in tried] == [
        ("raw", 1, True),
        ("lf", 1, True),
    ]
    shown = [[(m.before.strip(), m.words, m.after) for m in one.marks] for one in tried]
    assert shown == [[("тт", "тт", "тттт ждёт.")], [("ттт", "тт", "ттт ждёт.")]]
    assert str(said_of(("utf16", None, "inclusive"))) == "UTF-16 units on the text, ends inclusive"


def test_of_files_without_quotes_the_first_spans_are_shown(tmp_path: Path, make: Make) -> None:
    row = {
        "text": "Порт. 😀 Лирия ждёт",
        "entities": [
            {"id": 1, "label": "Actor", "start_offset": 0, "end_offset": 4},
            {"id": 2, "label": "Actor", "start_offset": 9, "end_offset": 14},
        ],
        "relations": [],
    }
    path = tmp_path / "a.jsonl"
    path.write_bytes(orjson.dumps(row))
    plan = planned([path], make("a").codebook, ReadOptions(format="doccano"), Silent())
    assert not plan.clear
    ((mark,),) = plan.evidence.blind.values()
    assert (mark.words, mark.label) == ("Лирия", "Actor")
    guesses = [(one.unit, one.marks[0].words) for one in plan.evidence.guesses]
    assert guesses == [("code_point", "ирия "), ("utf16", "Лирия")]


def test_links_that_the_codebook_has_no_place_for_are_counted_before(
    tmp_path: Path, make: Make
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    lines = "T1\tActor 0 5\tЛирия\nT2\tActor 17 24\tВестмар\nR1\tdoes Arg1:T1 Arg2:T2\n"
    (tmp_path / "a.ann").write_text(lines, encoding="utf-8")
    project = make("a")
    to_about = Mapping({}, {"does": Way("about")})
    plan = plan_of(project, tmp_path / "a.ann", to_about)
    assert "does not go from «Actor» to «Actor»" in str(plan.will_leave_out()[0])
    plan = plan_of(project, tmp_path / "a.ann", Mapping({"Actor": None}, {"does": Way("about")}))
    (link,) = [str(one) for one in plan.will_leave_out() if "«does»" in str(one)]
    assert link == "1 link «does» will be left out together with one of its spans."
    report = import_paths(project, [tmp_path / "a.ann"], ReadOptions(), Silent(), plan)
    assert report.relations == 0
    said = "1 link «does» was left out together with one of its spans."
    assert said in report.summary()
