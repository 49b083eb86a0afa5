"""What files and folders are taken for, without the manifest of an export beside them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.exchange.strategies import BOOK
from tests.exchange.trips import LIRIA, TEXT, article_of, span_at, written
from workbench.domain.codebook import Codebook
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.formats import named
from workbench.jobs import Silent
from workbench.transfer.sources import files, looked_at, read

REGION = {"start": 8, "end": 13, "text": "Лирии", "labels": ["actor"]}
RESULT = {"id": "a", "type": "labels", "from_name": "l", "to_name": "t", "value": REGION}
TASK = {"id": 1, "data": {"text": TEXT}, "annotations": [{"result": [RESULT]}]}


def formats_of(path: Path) -> list[str]:
    """The formats that an import takes files for, "" for what is refused."""
    looked = looked_at([path], BOOK, ReadOptions(), Silent())
    return [name for name, item in looked if item is None or name == ""]


def told(path: Path, **options: Any) -> list[str]:
    """What is said of the files."""
    found = read([path], BOOK, ReadOptions(**options), Silent())
    return [str(item) for item in found if isinstance(item, Problem)]


def spans_of(path: Path, codebook: Codebook = BOOK) -> list[int]:
    """How many spans each article has."""
    found: Iterator[Bundle | Problem] = read([path], codebook, ReadOptions(), Silent())
    return [len(item.spans) for item in found if isinstance(item, Bundle)]


def exported(name: str, place: Path) -> Path:
    """An export without its manifest, of an article with one span."""
    label = BOOK.labels[0].id
    dialect: Any = named(name)
    return written(dialect, article_of(TEXT, span_at("s1", label, LIRIA))).on_disk(place)


@pytest.mark.parametrize("name", ["huggingface", "label-studio", "csv", "uima-json", "brat"])
def test_a_folder_is_known_without_its_manifest(name: str, tmp_path: Path) -> None:
    path = exported(name, tmp_path / "export")
    assert set(formats_of(path)) == {name}
    assert spans_of(path) == [1]


@pytest.mark.parametrize("name", ["huggingface", "label-studio", "csv"])
def test_a_folder_is_known_in_another_folder(name: str, tmp_path: Path) -> None:
    exported(name, tmp_path / "all" / "export")
    assert formats_of(tmp_path / "all") == [name]


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("huggingface", "data/train.jsonl"),
        ("label-studio", "tasks.json"),
        ("csv", "articles.csv"),
        ("csv", "spans.csv"),
    ],
)
def test_a_file_of_a_folder_is_known_by_itself(name: str, inside: str, tmp_path: Path) -> None:
    path = exported(name, tmp_path / "export") / inside
    assert formats_of(path) == [name]
    assert spans_of(path) == [1]


@pytest.mark.parametrize("name", ["doccano", "prodigy", "web-annotation", "xlsx"])
def test_a_file_is_known_without_its_manifest(name: str, tmp_path: Path) -> None:
    path = exported(name, tmp_path / f"a{named(name).suffixes[0]}")
    assert formats_of(path) == [name]
    assert spans_of(path) == [1]


def test_a_folder_with_a_workbook_takes_it_but_not_the_file_of_an_open_one(tmp_path: Path) -> None:
    path = exported("xlsx", tmp_path / "a.xlsx")
    (tmp_path / "~$a.xlsx").write_bytes(b"x")
    assert files([tmp_path]) == [path]


@pytest.mark.parametrize("form", ["one line", "indented", "a bracket on a line", "task by task"])
def test_tasks_of_label_studio_are_known_however_they_are_laid_out(
    form: str, tmp_path: Path
) -> None:
    whole = {
        "one line": orjson.dumps([TASK, TASK]),
        "indented": orjson.dumps([TASK, TASK], option=orjson.OPT_INDENT_2),
        "a bracket on a line": b"[\n%b,\n%b\n]\n" % (orjson.dumps(TASK), orjson.dumps(TASK)),
        "task by task": b"%b\n%b\n" % (orjson.dumps(TASK), orjson.dumps(TASK)),
    }[form]
    (tmp_path / "a.json").write_bytes(whole)
    assert formats_of(tmp_path / "a.json") == ["label-studio"]
    (tmp_path / "cut.json").write_bytes(whole[: len(whole) * 2 // 5])
    assert formats_of(tmp_path / "cut.json") == ["label-studio"]


def test_a_long_first_task_is_read_to_its_annotations(tmp_path: Path) -> None:
    long = {**TASK, "data": {"text": TEXT + " слово" * 40_000}}
    (tmp_path / "a.json").write_bytes(orjson.dumps([long], option=orjson.OPT_INDENT_2))
    assert formats_of(tmp_path / "a.json") == ["label-studio"]


def test_the_short_form_of_label_studio_is_called_by_its_name(tmp_path: Path) -> None:
    short = [{"id": 1, "text": TEXT, "label": [REGION], "annotator": 1}]
    (tmp_path / "a.json").write_bytes(orjson.dumps(short))
    assert formats_of(tmp_path / "a.json") == ["label-studio"]
    assert "not JSONL" not in str(told(tmp_path / "a.json"))


@pytest.mark.parametrize("name", ["uima-json", "web-annotation"])
@pytest.mark.parametrize("part", [1.0, 0.5, 0.2])
def test_a_document_is_known_when_indented_and_when_cut(
    name: str, part: float, tmp_path: Path
) -> None:
    path = exported(name, tmp_path / "made")
    (found,) = [path] if path.is_file() else path.iterdir()
    for option in (0, orjson.OPT_INDENT_2):
        data = orjson.dumps(orjson.loads(found.read_bytes()), option=option)
        one = tmp_path / f"{option}.json"
        one.write_bytes(data[: int(len(data) * part)])
        assert name in formats_of(one)
        assert not [said for said in told(one) if "clear in which format" in said]


def test_json_in_utf_16_is_known(tmp_path: Path) -> None:
    body = orjson.dumps([TASK], option=orjson.OPT_INDENT_2).decode()
    (tmp_path / "a.json").write_bytes(body.encode("utf-16"))
    assert formats_of(tmp_path / "a.json") == ["label-studio"]


def test_unknown_json_is_not_to_be_rewritten_but_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'{\n "labels": {}\n}')
    (tmp_path / "b.json").write_bytes(b'{"labels": {}}\n')
    (tmp_path / "c.json").write_bytes(b'[{"labels": {}}]\n')
    for name in "abc":
        (said,) = told(tmp_path / f"{name}.json")
        assert "label-studio, uima-json" in said
        assert "--format" in said
        assert "anew" not in said


def test_records_of_jsonl_in_one_document_are_called_by_their_format(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(orjson.dumps([{"text": TEXT, "label": [[8, 13, "actor"]]}]))
    (said,) = told(path)
    assert "«doccano»" in said


def test_a_manifest_is_no_article(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.manifest.json"
    path.write_bytes(b'{"format": "workbench-manifest"}')
    assert "manifest of an export" in str(told(path))
    assert "no file in this folder" in str(told(tmp_path))


def test_jsonl_with_a_text_in_each_line_stays_that(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.json", "c.data"):
        (tmp_path / name).write_bytes(b'{"text": "a"}\n{"text": "b"}\n')
        assert formats_of(tmp_path / name) == ["text-jsonl"]


def test_tables_are_taken_once_however_many_of_them_are_named(tmp_path: Path) -> None:
    folder = exported("csv", tmp_path / "export")
    tables = [folder / name for name in ("articles.csv", "spans.csv", "notes.csv")]
    assert files([folder, *tables]) == [folder]
    found = list(read(tables, BOOK, ReadOptions(), Silent()))
    assert [type(item) for item in found] == [Bundle]


def test_texts_beside_a_table_of_another_kind_are_taken(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text("id;author\n1;Вера\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Лирия", encoding="utf-8")
    assert files([tmp_path]) == [tmp_path / "a.txt"]


def test_a_table_of_another_kind_is_refused_with_what_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id;text\n1;Лирия\n", encoding="utf-8")
    (said,) = told(tmp_path / "a.csv")
    assert "articles.csv with the columns article, title and text" in said
    assert "JSONL" in said


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.page", "a"])
def test_a_page_of_html_is_refused_with_what_to_do(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("\n<!DOCTYPE html>\n<p>Лирия</p>", encoding="utf-8")
    (said,) = told(tmp_path / name)
    assert "HTML" in said
    assert ".txt" in said


def test_xmi_is_known_by_what_it_holds(tmp_path: Path) -> None:
    made = next(exported("uima-xmi", tmp_path / "made").glob("*.xmi"))
    (tmp_path / "a.xml").write_bytes(made.read_bytes())
    assert formats_of(tmp_path / "a.xml") == ["uima-xmi"]
    assert spans_of(tmp_path / "a.xml") == [1]


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.json", "a.csv", "a.conll", "a"])
def test_an_empty_file_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    assert "The file is empty" in str(told(tmp_path / name))


@pytest.mark.parametrize("body", [b"\n\n", b" "])
def test_a_file_without_an_article_is_told(body: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(body)
    assert "no article in it" in str(told(tmp_path / "a.jsonl"))


def test_a_field_that_is_no_text_is_told_as_that(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": 123}\n')
    assert "«text» is not text" in str(told(tmp_path / "a.jsonl"))


def test_a_native_record_that_does_not_say_its_unit_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"format": "workbench", "version": 1}\n')
    (said,) = told(tmp_path / "a.jsonl")
    assert "«offset_unit» is missing" in said
    assert "None" not in said


def test_twenty_thousand_spans_inside_each_other_are_read(tmp_path: Path) -> None:
    count = 20_000
    regions = [
        {"id": f"r{i}", "type": "labels", "value": {"start": a, "end": b, "labels": ["Actor"]}}
        for i, (a, b) in enumerate(
            [*((i, 2 * count - i) for i in range(1, count)), (5, 6), (5, 2 * count - 5)]
        )
    ]
    task = {"data": {"text": "я" * 2 * count}, "annotations": [{"result": regions}]}
    (tmp_path / "a.json").write_bytes(orjson.dumps([task]))
    (article, *problems) = read([tmp_path / "a.json"], BOOK, ReadOptions(), Silent())
    assert isinstance(article, Bundle)
    assert [(span.start, span.end) for span in article.spans[-2:]] == [
        (count - 2, count + 2),
        (count - 1, count + 1),
    ]
    assert len(article.spans) == count
    (twice,) = map(str, problems)
    assert "These words are marked as" in twice
