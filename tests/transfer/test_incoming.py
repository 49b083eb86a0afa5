import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.exchange.records import record_of, rejection_of, relation_of, span_of
from workbench.domain.codebook import Codebook
from workbench.domain.commands import Pen
from workbench.domain.errors import DiskFull, ReadOnly, Refused
from workbench.domain.records import Article
from workbench.domain.text import sha256
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.formats import NATIVE
from workbench.jobs import Cancelled, Silent
from workbench.resources import resource
from workbench.store.bulk import Bulk
from workbench.store.check import check
from workbench.store.project import Notice, Project
from workbench.transfer import Import, Report, files, import_paths, read
from workbench.transfer.outgoing import export
from workbench.transfer.report import TOLD

Make = Callable[[str], Project]

# The text and the title of an article.
SAME = (sha256("Общий"), "Общий")


def bring(project: Project, *paths: Path, **options: Any) -> Report:
    return import_paths(project, paths, ReadOptions(**options), Silent())


def jsonl(path: Path, *records: Any) -> Path:
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
    return path


def pair(text: str, **fields: Any) -> dict[str, Any]:
    """A record with a claim and its source, linked."""
    return record_of(
        text,
        spans=[span_of(text, "s1", "Source", (0, 4)), span_of(text, "s2", "Claim", (5, 9))],
        relations=[relation_of("r1", "attributed_to", "s2", "s1")],
        **fields,
    )


class Stop:
    """Progress whose user says stop after so many steps."""

    def __init__(self, after: int) -> None:
        self.left = after

    def step(self, done: int, total: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


# -- which files


def test_folders_are_searched_sorted_and_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.TXT", ".c.txt", "d.png", "in/e.jsonl", ".git/f.txt", "__MACOSX/g.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = [path.relative_to(tmp_path).as_posix() for path in files([tmp_path])]
    assert found == ["a.TXT", "b.txt", "in/e.jsonl"]


def test_a_file_named_twice_is_read_once_and_any_suffix_goes(tmp_path: Path) -> None:
    for name in ("a.txt", "b.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    named = [tmp_path / "b.md", tmp_path, tmp_path / "a.txt"]
    assert files(named) == [tmp_path / "b.md", tmp_path / "a.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_a_folder_that_holds_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert files([tmp_path]) == [tmp_path / "a.txt"]


def test_progress_counts_the_bytes_of_all_files_and_never_falls(
    tmp_path: Path, codebook: Codebook
) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 100)
    jsonl(tmp_path / "b.jsonl", record_of("Первый"), record_of("Второй", id="a2"))
    steps: list[tuple[int, int]] = []

    class Seen:
        def step(self, done: int, total: int) -> None:
            steps.append((done, total))

    assert len(list(read([tmp_path], codebook, ReadOptions(), Seen()))) == 3
    size = 100 + (tmp_path / "b.jsonl").stat().st_size
    assert steps == sorted(steps)
    assert steps[-1] == (size, size)


# -- what becomes of them


def test_an_import_is_one_step_that_can_be_undone(tmp_path: Path, make: Make) -> None:
    project = make("a")
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"Текст {number}", encoding="utf-8")
    report = bring(project, tmp_path)
    assert report.articles == 3
    assert report.sentences() == ["Imported: 3 articles."]
    assert project.read.counts().articles == 3
    assert str(project.read.journal()[0].title) == "3 articles imported"
    assert report.first is not None
    assert project.read.article(report.first) is not None
    project.undo()
    assert project.read.counts().articles == 0
    project.redo()
    assert project.read.counts().articles == 3


def test_the_same_text_twice_is_one_article_and_said(tmp_path: Path, make: Make) -> None:
    project = make("a")
    (tmp_path / "1.txt").write_bytes("Один\r\nтекст".encode("cp1251"))
    (tmp_path / "2.txt").write_bytes("Один\nтекст".encode("utf-16"))
    report = bring(project, tmp_path)
    assert (report.articles, len(report.duplicates), report.problems) == (1, 1, ())
    assert str(report.duplicates[0]) == (
        f"{tmp_path / '2.txt'}: The text is there already as «Один»."
    )
    again = bring(project, tmp_path)
    assert (again.articles, len(again.duplicates), again.problems) == (0, 2, ())
    assert again.sentences()[:2] == [
        "Nothing was imported.",
        "2 texts were there already and were not taken twice.",
    ]
    assert len(project.read.journal()) == 1


def test_an_export_imported_again_is_known(tmp_path: Path, make: Make) -> None:
    project = make("a")
    path = jsonl(tmp_path / "in.jsonl", pair("Один, два три"))
    assert bring(project, path).relations == 1
    report = bring(project, path)
    assert (report.articles, len(report.duplicates), report.problems) == (0, 1, ())


def test_annotations_of_a_text_that_is_there_already_are_laid_over_it(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    (tmp_path / "1.txt").write_text("Один, два три", encoding="utf-8")
    jsonl(tmp_path / "2.jsonl", pair("Один, два три"))
    report = bring(project, tmp_path)
    assert (report.articles, report.spans, report.relations) == (1, 2, 1)
    assert (report.problems, report.duplicates) == ((), ())
    assert check(project.path) == []


def test_ids_that_are_taken_are_replaced_and_links_follow(tmp_path: Path, make: Make) -> None:
    project = make("a")
    note = {"id": "n1", "text": "н", "annotator": "а", "created": "", "updated": ""}
    path = jsonl(
        tmp_path / "in.jsonl",
        pair("Один, два три", notes=[note]),
        pair("Шесть пять семь", notes=[note]),
    )
    report = bring(project, path)
    assert (report.articles, report.spans, report.relations, report.notes) == (2, 4, 2, 2)
    path = jsonl(tmp_path / "in.jsonl", pair("Восемь девять", notes=[note]))
    assert bring(project, path).articles == 1
    assert check(project.path) == []
    with project.snapshot() as snapshot:
        export(snapshot, NATIVE, tmp_path / "out.jsonl", Silent())
    ids: list[str] = []
    for line in (tmp_path / "out.jsonl").read_bytes().splitlines():
        record = orjson.loads(line)
        spans = {span["label"]: span["id"] for span in record["spans"]}
        (relation,) = record["relations"]
        assert (relation["from"], relation["to"]) == (spans["Claim"], spans["Source"])
        ids += [record["id"], *spans.values(), relation["id"], record["notes"][0]["id"]]
    assert len(set(ids)) == len(ids) == 15
    assert {"a1", "s1", "s2", "r1", "n1"} < set(ids)


def _rejecting(text: str) -> dict[str, Any]:
    """A record whose one entity is named by a rejection alone."""
    entity = {"id": "e1", "name": "Лирия", "type": "state", "aliases": [], "links": {}}
    return record_of(
        text,
        entities=[entity],
        spans=[span_of(text, "s1", "Claim", (5, 9))],
        rejections=[rejection_of("j1", "e1", (0, 4))],
    )


def test_rejections_come_in_with_ids_of_their_own_and_are_one_step(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    path = jsonl(tmp_path / "in.jsonl", _rejecting("Один, два три"), _rejecting("Пять шесть"))
    report = bring(project, path)
    assert (report.articles, report.entities, report.rejections) == (2, 1, 2)
    assert "2 rejections" in report.summary()[0]
    found = project.read.rejections_of_entity("e1")
    assert len({one.id for one in found}) == 2
    assert len({one.article for one in found}) == 2
    assert check(project.path) == []
    again = bring(project, jsonl(tmp_path / "in.jsonl", _rejecting("Один, два три")))
    assert (len(again.duplicates), again.problems) == (1, ())
    project.undo()
    assert project.read.rejections_of_entity("e1") == []
    project.redo()
    assert project.read.rejections_of_entity("e1") == found


def test_one_id_for_an_article_and_its_span_becomes_two(tmp_path: Path, make: Make) -> None:
    project = make("a")
    text = "Один два"
    record = record_of(text, id="x", spans=[span_of(text, "x", "Claim", (0, 4))])
    assert bring(project, jsonl(tmp_path / "in.jsonl", record)).spans == 1
    reading = project.read.reading("x")
    assert reading.spans[0].id != "x"


def test_an_entity_of_the_project_is_kept_and_the_difference_said(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")

    def record(name: str, *texts: str) -> list[Any]:
        entity = {"id": "e1", "name": name, "type": "state", "aliases": [], "links": {}}
        return [
            record_of(
                text,
                id=f"a-{text}",
                entities=[entity],
                spans=[span_of(text, f"s-{text}", "Actor", (0, 4), entity="e1")],
            )
            for text in texts
        ]

    path = jsonl(tmp_path / "in.jsonl", *record("Лирия", "один"), *record("Ливия", "пять", "семь"))
    report = bring(project, path)
    assert (report.articles, report.entities, len(report.kept)) == (3, 1, 1)
    assert "«Ливия»" in str(report.kept[0])
    entity = project.read.entity("e1")
    assert entity is not None
    assert entity.name == "Лирия"
    assert report.problems == ()


def test_problems_stand_in_the_report_in_words(tmp_path: Path, make: Make) -> None:
    project = make("a")
    (tmp_path / "1.txt").write_text("Текст", encoding="utf-8")
    (tmp_path / "2.txt").write_bytes(b"\0")
    report = bring(project, tmp_path, annotator="борис")
    assert report.articles == 1
    assert report.sentences() == [
        "Imported: 1 article.",
        "1 thing was not taken; the reason is given.",
        f"{tmp_path / '2.txt'}: This is not text but binary data. Only plain text can be imported.",
    ]


@pytest.mark.parametrize("after", range(6))
def test_a_cancelled_import_leaves_nothing_behind(
    tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr("workbench.store.bulk.PART", 2)
    project = make("a")
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"Текст {number}", encoding="utf-8")
    with pytest.raises(Cancelled):
        import_paths(project, [tmp_path], ReadOptions(), Stop(after))
    assert project.read.counts().articles == 0
    assert project.read.journal() == []
    assert _texts(project) == 0


def test_an_import_that_cannot_be_committed_leaves_nothing_behind(
    tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make("a")
    (tmp_path / "1.txt").write_text("Текст", encoding="utf-8")

    def finish(self: Bulk, title: object) -> None:
        raise DiskFull("full")

    monkeypatch.setattr(Bulk, "finish", finish)
    with pytest.raises(DiskFull):
        bring(project, tmp_path)
    assert _texts(project) == 0


def test_an_import_into_a_project_that_is_open_elsewhere_is_refused(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    (tmp_path / "1.txt").write_text("Текст", encoding="utf-8")
    with (
        Project.open(project.path, "борис") as second,
        pytest.raises(ReadOnly, match="open in another window"),
    ):
        bring(second, tmp_path)


def test_articles_are_seen_by_nobody_before_all_are_kept(
    tmp_path: Path, make: Make, codebook: Codebook
) -> None:
    project = make("a")
    told: list[Notice] = []
    project.subscribe(told.append)
    arriving = Import(project, Pen("анна"))
    for item in read([resource("sample")], codebook, ReadOptions(), Silent()):
        arriving.take(item)
        assert project.read.counts().articles == 0
    report = arriving.keep()
    assert project.read.counts().articles == report.articles >= 12
    assert (told, report.problems) == ([], ())
    arriving.tell()
    assert {report.spans > 0, report.relations > 0, report.entities > 0} == {True}
    assert len(told[0].transaction.changes) > report.spans


def _texts(project: Project) -> int:
    """How many texts the file holds."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(f"file:{project.path}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM text").fetchone()[0])


def test_files_that_cannot_be_read_do_not_stop_the_rest(tmp_path: Path, make: Make) -> None:
    (tmp_path / "1.txt").write_text("Текст", encoding="utf-8")
    gone = tmp_path / "gone.txt"
    report = bring(make("a"), gone, tmp_path)
    assert report.articles == 1
    assert str(report.problems[0]).startswith(f"{gone}: The file cannot be read")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path, make: Make) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0)
    report = bring(make("a"), folder)
    assert "Permission denied" in str(report.problems[0])


def _bundles(*texts: str) -> list[Bundle]:
    return [
        Bundle(Article(f"a-{sha256(text)[:8]}", sha256(text), text), text, file="x.txt")
        for text in texts
    ]


def test_while_an_import_is_under_way_all_else_is_refused_and_then_goes_on(make: Make) -> None:
    project = make("a")
    arriving = Import(project, Pen("анна"))
    arriving.take(*_bundles("Общий"))
    for act in (lambda: Import(project, Pen("борис")), project.undo):
        with pytest.raises(Refused, match="being written into the project"):
            act()
    arriving.abandon()
    arriving.abandon()
    assert [check(project.path), _texts(project)] == [[], 0]
    again = Import(project, Pen("борис"))
    again.take(*_bundles("Общий"))
    assert again.keep().articles == 1
    again.tell()
    project.undo()
    assert project.read.counts().articles == 0


def test_a_text_that_comes_twice_in_one_import_is_taken_once(make: Make) -> None:
    arriving = Import(make("a"), Pen("анна"))
    for bundle in _bundles("Общий", "Первый", "Общий"):
        arriving.take(bundle)
    report = arriving.keep()
    arriving.tell()
    assert (report.articles, len(report.duplicates)) == (2, 1)


def test_closing_a_project_takes_back_the_import_that_is_under_way(make: Make) -> None:
    project = make("a")
    arriving = Import(project, Pen("анна"))
    arriving.take(*_bundles("Текст"))
    project.close()
    arriving.abandon()
    assert [file.name for file in project.path.parent.iterdir() if file.name[0] == "."] == []
    with Project.open(project.path, "анна") as again:
        assert _texts(again) == 0


def test_of_many_duplicates_and_problems_the_first_are_told_and_the_rest_is_counted(
    make: Make,
) -> None:
    project = make("a")
    arriving = Import(project, Pen("анна"))
    text = "Текст"
    for number in range(TOLD + 6):
        name = f"{number}.txt"
        arriving.take(Bundle(Article(f"a{number}", sha256(text), "Текст"), text, file=name))
        arriving.take(Problem(name, None, msg("Unsound.")))
    report = arriving.keep()
    assert (len(report.duplicates), len(report.problems)) == (TOLD, TOLD)
    assert f"{TOLD + 5:,} texts were there already and were not taken twice.".replace(
        ",", ""
    ) in report.sentences()[1].replace(",", "").replace("\u202f", "")
    assert [line for line in report.sentences() if line.startswith("and ")] == [
        "and 6 more",
        "and 5 more",
    ]


def test_what_an_article_gets_right_after_it_came_is_no_layer(tmp_path: Path, make: Make) -> None:
    project = make("a")
    one = record_of("Первый текст", spans=[span_of("Первый текст", "s1", "Source", (0, 6))])
    two = record_of("Первый текст", spans=[span_of("Первый текст", "s2", "Claim", (7, 12))])
    report = bring(project, jsonl(tmp_path / "a.jsonl", one, {**two, "id": "a2"}))
    assert (report.articles, report.spans, report.layered) == (1, 2, 0)
