import os
from pathlib import Path

import orjson
import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import Cli, FakeWindow
from workbench import __version__
from workbench.domain.change import Change, Transaction
from workbench.domain.errors import Conflict
from workbench.domain.records import Entity
from workbench.domain.words import msg
from workbench.jobs import Progress
from workbench.resources import resource
from workbench.store.bulk import Bulk
from workbench.store.project import Project

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Path:
    """A project with the sample in it."""
    assert cli("new", "p.workbench").status == 0
    assert cli("import", "p.workbench", resource("sample")).status == 0
    return tmp_path / "p.workbench"


# -- the main path


def test_a_project_is_made_filled_looked_at_and_exported(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("date 2025-12-13 Первая статья.\nТекст.", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"body":"Вторая статья."}\n', encoding="utf-8")
    made = cli("new", "дело.workbench")
    assert (made.status, made.out) == (0, "Project made: дело.workbench\n")
    taken = cli("import", "дело.workbench", "a.txt", "b.jsonl", "--text-field", "body")
    assert (taken.status, taken.out, taken.err) == (0, "Imported: 2 articles.\n", "")
    told = cli("info", "дело.workbench", "--json")
    assert orjson.loads(told.out) == {
        "articles": 2,
        "spans": 0,
        "relations": 0,
        "entities": 0,
        "labels": {},
        "reviews": {},
    }
    assert cli("check", "дело.workbench").status == 0
    assert cli("export", "дело.workbench", "--output", "out.jsonl").status == 0
    records = [orjson.loads(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert [record["title"] for record in records] == ["Первая статья.", "Вторая статья."]
    assert records[0]["meta"] == {"date": "2025-12-13", "file": "a.txt"}


def test_standard_output_gets_the_same_as_a_file(cli: Cli, project: Path) -> None:
    assert cli("export", project, "--output", "out.jsonl").status == 0
    for args in ((), ("--output", "-"), ("--format", "jsonl")):
        told = cli("export", project, *args)
        assert told.status == 0
        assert told.out.encode() == project.with_name("out.jsonl").read_bytes()


def test_entities_that_an_export_leaves_out_are_told_on_standard_error(
    cli: Cli, project: Path
) -> None:
    assert cli("export", project, "--output", "out.jsonl").err == ""
    with Project.open(project, "анна") as opened:
        alone = Entity("e-alone", "Никто", "person")
        opened.commit(Transaction(msg("Register"), (Change(None, alone),)))
    for args in (("--output", "out.jsonl"), ()):
        told = cli("export", project, *args)
        assert told.status == 0
        assert told.err == "1 entity that no span mentions is not in the export.\n"


def test_export_import_export_on_the_command_line_gives_the_same_bytes(
    cli: Cli, project: Path, tmp_path: Path
) -> None:
    cli("export", project, "--output", "1.jsonl")
    cli("new", "q.workbench")
    assert cli("import", "q.workbench", "1.jsonl").status == 0
    cli("export", "q.workbench", "--output", "2.jsonl")
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()


def test_info_in_words_names_labels_as_the_codebook_does(cli: Cli, project: Path) -> None:
    told = cli("info", project)
    assert "  Claim: " in told.out
    assert "  done: " in told.out


def test_the_schema_is_a_schema(cli: Cli, project: Path) -> None:
    found = orjson.loads(cli("schema").out)
    Draft202012Validator.check_schema(found)
    cli("export", project, "--output", "out.jsonl")
    for line in project.with_name("out.jsonl").read_bytes().split(b"\n")[:-1]:
        Draft202012Validator(found).validate(orjson.loads(line))


def test_the_formats_are_listed(cli: Cli) -> None:
    found = orjson.loads(cli("formats", "--json").out)
    ways = {item["name"]: (item["reads"], item["writes"]) for item in found}
    assert ways["jsonl"] == ways["huggingface"] == ways["prodigy"] == (True, True)
    assert ways["text-jsonl"] == ways["text"] == (True, False)
    assert ways["triples"] == ways["sentences-csv"] == (False, True)
    lacks = {item["name"]: item["cannot_hold"] for item in found}
    assert lacks["jsonl"] == []
    assert lacks["huggingface"] == ["rejections"]
    assert "fragments" in lacks["prodigy"]
    for item in found:
        assert item["title"] in cli("formats").out


def test_the_seed_articles_are_imported_to_the_character(cli: Cli, tmp_path: Path) -> None:
    if not SEEDS.exists():
        pytest.skip("the seed articles are not beside this checkout")
    cli("new", "p.workbench")
    assert cli("import", "p.workbench", SEEDS).status == 0
    records = [orjson.loads(line) for line in cli("export", "p.workbench").out.split("\n")[:-1]]
    by_file = {record["meta"]["file"]: record for record in records}
    assert by_file["000_06dbf7981b8a7ab8.txt"]["meta"]["date"] == "2025-12-13"
    assert by_file["003_d56f17f40552adc2.txt"]["text"][4676:4690] == "Антон Михайлов"


# -- done in part or not at all: 1


def test_an_import_with_a_bad_file_takes_the_rest_and_ends_with_1(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Текст", encoding="utf-8")
    (tmp_path / "b.jsonl").write_bytes(b'{"text":"x"}\n{broken\n{"text":"y"}\n')
    cli("new", "p.workbench")
    told = cli("import", "p.workbench", "a.txt", "b.jsonl", "none.txt")
    assert told.status == 1
    assert told.out == ("Imported: 3 articles.\n2 things were not taken; the reasons are given.\n")
    assert told.err.startswith("b.jsonl:2: The line is not JSON")
    assert "none.txt: The file cannot be read: No such file or directory.\n" in told.err


def test_the_same_text_twice_is_said_and_is_no_failure(cli: Cli, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Текст", encoding="utf-8")
    cli("new", "p.workbench")
    told = cli("import", "p.workbench", "a.txt", "b.txt")
    assert (told.status, told.err) == (0, "")
    assert "b.txt: The text is there already as «Текст»." in told.out


def test_the_encoding_and_the_annotator_can_be_named(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Привет".encode("cp866"))
    cli("new", "p.workbench")
    told = cli("import", "p.workbench", "a.txt", "--encoding", "cp866", "--annotator", "Вера")
    assert told.status == 0
    with Project.open(tmp_path / "p.workbench", "x", write=False) as project:
        assert project.read.journal()[0].annotator == "Вера"
        (row,) = project.read.articles("new")
        assert row.article.title == "Привет"


def test_a_project_that_is_open_elsewhere_is_named_with_who_has_it(cli: Cli, project: Path) -> None:
    with Project.open(project, "анна"):
        told = cli("import", project, resource("sample/articles"))
        assert told.status == 1
        assert f"process {os.getpid()}" in told.err
        assert cli("export", project, "--output", "out.jsonl").status == 0
        assert cli("info", project).status == 0


@pytest.mark.parametrize("command", ["import", "export", "check", "info"])
@pytest.mark.parametrize("content", [None, b"", b"text " * 99, b"SQLite format 3\0" + b"\0" * 99])
def test_what_is_not_a_project_is_told_and_left_alone(
    cli: Cli, tmp_path: Path, command: str, content: bytes | None
) -> None:
    path = tmp_path / "p.workbench"
    if content is not None:
        path.write_bytes(content)
    (tmp_path / "a.txt").write_text("Текст", encoding="utf-8")
    told = cli(command, path, *(["a.txt"] if command == "import" else []))
    assert told.status == 1
    assert "p.workbench" in told.err
    assert path.exists() == (content is not None)
    assert content is None or path.read_bytes() == content


def test_a_folder_is_no_project(cli: Cli, tmp_path: Path) -> None:
    assert cli("info", tmp_path).status == 1
    assert cli("new", tmp_path).status == 1


def test_a_project_is_not_made_over_another(cli: Cli, project: Path) -> None:
    before = project.read_bytes()
    told = cli("new", project)
    assert told.status == 1
    assert "already" in told.err
    assert project.read_bytes() == before


def test_a_project_can_have_a_codebook_of_its_own(cli: Cli, tmp_path: Path) -> None:
    book = {"id": "mine", "version": "2", "labels": [{"id": "X", "key": "X"}], "relations": []}
    (tmp_path / "book.json").write_bytes(orjson.dumps(book))
    assert cli("new", "p.workbench", "--codebook", "book.json").status == 0
    with Project.open(tmp_path / "p.workbench", "x", write=False) as project:
        assert project.codebook.id == "mine"
    (tmp_path / "book.json").write_bytes(b"{}")
    told = cli("new", "q.workbench", "--codebook", "book.json")
    assert told.status == 1
    assert "The codebook cannot be used" in told.err
    assert not (tmp_path / "q.workbench").exists()


def test_damage_is_found_and_said(cli: Cli, project: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(project)) as connection:
        connection.execute("UPDATE text SET body = 'x' || body")
        connection.commit()
    told = cli("check", project)
    assert told.status == 1
    assert told.err
    exported = cli("export", project, "--output", "out.jsonl")
    assert exported.status == 1
    assert not project.with_name("out.jsonl").exists()


def test_an_export_over_the_project_is_refused(cli: Cli, project: Path) -> None:
    before = project.read_bytes()
    told = cli("export", project, "--output", project)
    assert (told.status, "the project itself" in told.err) == (1, True)
    assert project.read_bytes() == before


def test_control_characters_from_a_file_do_not_reach_the_terminal(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"\\u001b[2Jx\\u009b":1}\n')
    cli("new", "p.workbench")
    told = cli("import", "p.workbench", "a.jsonl")
    assert told.status == 1
    assert "\x1b" not in told.err
    assert "\x9b" not in told.err


def test_a_fault_of_the_program_is_one_sentence_and_a_report(
    cli: Cli, home: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, progress: Progress) -> None:
        raise RuntimeError("нечто")

    monkeypatch.setattr("workbench.store.check.check", fail)
    told = cli("check", project)
    assert told.status == 1
    assert told.err.count("\n") == 1
    (report,) = home.rglob("report-*.txt")
    assert str(report) in told.err
    assert "RuntimeError: нечто" in report.read_text(encoding="utf-8")


def test_a_conflict_in_the_file_is_a_sentence(
    cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Bulk, title: object) -> None:
        raise Conflict("Try again.")

    monkeypatch.setattr(Bulk, "finish", fail)
    project.with_name("a.txt").write_text("Новый текст", encoding="utf-8")
    told = cli("import", project, "a.txt")
    assert (told.status, told.err) == (1, "Try again.\n")


def test_the_keyboard_stops_an_import_and_leaves_nothing(
    cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(self: Bulk, changes: object, texts: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Bulk, "add", stop)
    before = cli("export", project).out
    project.with_name("a.txt").write_text("Новый текст", encoding="utf-8")
    told = cli("import", project, "a.txt")
    assert (told.status, told.err) == (1, "Stopped. What was not finished was taken back.\n")
    assert cli("export", project).out == before


# -- wrong usage: 2


@pytest.mark.parametrize(
    "args",
    [
        ["exprot"],
        ["--nothing"],
        ["new"],
        ["new", "a", "b"],
        ["import", "p.workbench"],
        ["import", "p.workbench", "a.txt", "--format", "docx"],
        ["import", "p.workbench", "a.txt", "--encoding", "кои"],
        ["import", "p.workbench", "a.txt", "--encoding", "base64"],
        ["import", "p.workbench", "a.txt", "--annotator", " "],
        ["export"],
        ["export", "p.workbench", "--format", "text"],
        ["info", "p.workbench", "--yaml"],
        ["schema", "x"],
        ["p.workbench", "q.workbench"],
        ["--language", "de", "info", "p.workbench"],
        ["--language"],
        [""],
    ],
)
def test_wrong_usage_ends_with_2_and_how_it_is_used(cli: Cli, args: list[str]) -> None:
    told = cli(*args)
    assert (told.status, told.out) == (2, "")
    assert "Error: " in told.err


def test_help_and_version_end_with_0(cli: Cli) -> None:
    assert cli("--version").out == f"workbench, version {__version__}\n"
    commands = ("demo", "new", "import", "export", "check", "info", "formats", "schema", "codebook")
    for command in commands:
        assert command in cli("--help").out
        assert cli(command, "--help").status == 0


# -- the window


def test_without_a_command_the_window_opens(
    cli: Cli, window: FakeWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert cli().status == 0
    assert cli(project).status == 0
    assert cli("p.workbench").status == 0
    assert window.opened == [(None, None), (project, None), (Path("p.workbench"), None)]


def test_a_project_called_like_a_command_opens_by_its_path(
    cli: Cli, window: FakeWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    project.rename(project.with_name("new"))
    assert cli("./new").status == 0
    assert window.opened == [(Path("new"), None)]


def test_without_a_screen_the_window_is_refused_with_a_sentence(
    cli: Cli, window: FakeWindow, project: Path
) -> None:
    if os.name == "nt":
        pytest.skip("Windows has always a screen")
    told = cli(project)
    assert told.status == 1
    assert "no screen" in told.err
    assert not window.opened


def test_a_project_that_is_not_there_is_not_opened(cli: Cli, window: FakeWindow) -> None:
    told = cli("none.workbench")
    assert (told.status, window.opened) == (1, [])
    assert "workbench new" in told.err


def test_without_qt_a_sentence_says_what_to_install(
    cli: Cli, window: FakeWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    window.error = ImportError("libEGL.so.1: cannot open shared object file")
    told = cli(project)
    assert told.status == 1
    assert "libEGL.so.1" in told.err
    assert "apt-get install" in told.err
