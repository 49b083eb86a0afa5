from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.exchange.records import Lines, Reads, record_of
from tests.exchange.trips import article_of, span_at, written
from workbench.exchange.formats import dialect
from workbench.exchange.prodigy import Prodigy


def test_the_other_fields_are_kept(lines: Lines, reads: Reads) -> None:
    value = {"id": 7, "title": "  Имя  ", "text": "Текст\r\nстатьи", "tags": ["а", {"b": None}]}
    (bundle,), _ = reads(lines(value))
    assert bundle.text == "Текст\nстатьи"
    assert bundle.article.title == "Имя"
    assert bundle.article.meta == {
        "id": 7,
        "title": "  Имя  ",
        "tags": ["а", {"b": None}],
        "file": "in.jsonl",
    }
    assert bundle.line == 1


def test_another_field_can_hold_the_text(lines: Lines, reads: Reads) -> None:
    (bundle,), _ = reads(lines({"body": "date 2025-12-13 Текст"}), text_field="body")
    assert bundle.article.title == "Текст"
    assert bundle.article.meta["date"] == "2025-12-13"


def test_what_the_record_says_of_itself_is_kept(lines: Lines, reads: Reads) -> None:
    value = {"text": "date 2025-12-13 Текст", "date": "вчера", "file": "их.txt"}
    (bundle,), _ = reads(lines(value))
    assert bundle.article.meta == {"date": "вчера", "file": "их.txt"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "a', "not JSON"),
        (b'{"text": NaN}', "not JSON"),
        (b'{"text": "a", "n": 1e999}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not JSON"),
        (b'{"text": "a", "m": ' + b"[" * 300 + b"]" * 300 + b"}", "nested too deep"),
        (b'{"text": "\\ud83d"}', "half a character"),
        (b'{"text": "a\xff"}', "not in UTF-8"),
        (b'{"text": "a\xed\xa0\xbd"}', "not in UTF-8"),
        (b'{"text": "a\\u0000b"}', "NUL"),
        (b'{"text": " \\n "}', "no text"),
        (b'{"text": 5}', "is not text"),
        (b'{"text": null}', "is not text"),
        (b'{"body": "a"}', "The fields are: body"),
        (b"{}", "no text in the field"),
        (b"5", "not an object"),
        (b'"text"', "not an object"),
        (b"null", "not an object"),
        (b'["text"]', "not an object"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_the_rest_is_taken(
    lines: Lines, reads: Reads, line: bytes, reason: str
) -> None:
    path = lines({"text": "Первый"}, b"", line, {"text": "Последний"})
    bundles, (problem,) = reads(path)
    assert [bundle.text for bundle in bundles] == ["Первый", "Последний"]
    assert str(problem).startswith(f"{path}:3: ")
    assert reason in str(problem)


def test_a_line_over_the_limit_is_refused_and_the_next_one_read(lines: Lines, reads: Reads) -> None:
    path = lines({"text": "х" * 4_000_000}, {"text": "Короткий"})
    (bundle,), (problem,) = reads(path, limit=1 << 20)
    assert (bundle.text, bundle.line, problem.line) == ("Короткий", 2, 1)
    assert "longer than 1 MB" in str(problem)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_lines_end_at_lf_alone(tmp_path: Path, reads: Reads, end: bytes) -> None:
    text = "до\u2028\u0085после"
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text":"a"}\r\n' + orjson.dumps({"text": text}) + end)
    bundles, problems = reads(path)
    assert [bundle.text for bundle in bundles] == ["a", text]
    assert not problems


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
)
def test_unicode_of_any_width_is_read(tmp_path: Path, reads: Reads, encoding: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text":"Первый 😀"}\n{"text":"до\u2028после"}\n'.encode(encoding))
    bundles, problems = reads(path)
    assert [bundle.text for bundle in bundles] == ["Первый 😀", "до\u2028после"]
    assert not problems


def test_the_user_can_name_the_encoding(tmp_path: Path, reads: Reads) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text":"Первый"}\n{"text":"Второй"}'.encode("cp1251"))
    bundles, problems = reads(path)
    assert not bundles
    assert [problem.line for problem in problems] == [1, 2]
    bundles, problems = reads(path, encoding="cp1251")
    assert [bundle.text for bundle in bundles] == ["Первый", "Второй"]


def test_a_wrong_encoding_is_told_once(tmp_path: Path, reads: Reads) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text":"Первый"}\n'.encode("cp1251") * 5)
    bundles, (problem,) = reads(path, encoding="utf-16")
    assert not bundles
    assert "not in the encoding utf-16" in str(problem)


def test_of_a_key_that_stands_twice_the_last_holds(lines: Lines, reads: Reads) -> None:
    (bundle,), _ = reads(lines(b'{"text":"a","text":"b","k":1,"k":2}'))
    assert bundle.text == "b"
    assert bundle.article.meta["k"] == 2


def test_an_unknown_suffix_is_sniffed(tmp_path: Path, reads: Reads) -> None:
    (tmp_path / "a.data").write_text('{"text":"Первый"}\n', encoding="utf-8")
    (tmp_path / "b.md").write_text("# Второй\n", encoding="utf-8")
    (tmp_path / "c.json").write_text('{\n"text":"Третий"\n}', encoding="utf-8")
    bundles, (problem,) = reads(*(tmp_path / name for name in ("a.data", "b.md", "c.json")))
    assert [bundle.text for bundle in bundles] == ["Первый", "# Второй\n"]
    assert "not clear in which format" in str(problem)


def test_a_native_record_among_others_is_not_stripped_of_its_spans(
    lines: Lines, reads: Reads
) -> None:
    path = lines({"text": "Первый"}, record_of("Второй"))
    (bundle,), (problem,) = reads(path)
    assert bundle.text == "Первый"
    assert problem.line == 2
    assert "native record among others" in str(problem)


def test_a_broken_first_line_does_not_hide_that_a_file_is_native(
    lines: Lines, reads: Reads
) -> None:
    (bundle,), (problem,) = reads(lines(b"{broken", record_of("Второй", id="a2")))
    assert bundle.article.id == "a2"
    assert problem.line == 1


PLAIN = {"id": 1, "text": "Первый без пометок."}


@pytest.mark.parametrize(
    "record",
    [
        {"text": "Мэр ушёл.", "spans": [{"start": 0, "end": 3, "label": "Actor"}]},
        {
            "text": "Мэр ушёл.",
            "spans": [{"start": 0, "end": 3, "label": "Actor"}],
            "answer": "accept",
        },
        {"text": "Мэр ушёл.", "label": [[0, 3, "Actor"]]},
        {
            "text": "Мэр ушёл.",
            "entities": [{"id": 1, "label": "Actor", "start_offset": 0, "end_offset": 3}],
        },
    ],
)
@pytest.mark.parametrize("before", [0, 1, 15])
def test_a_file_that_begins_without_spans_is_known_by_the_records_that_have_some(
    record: dict[str, Any], before: int, lines: Lines, reads: Reads
) -> None:
    bundles, problems = reads(lines(*[PLAIN] * before, record))
    assert problems == []
    assert [len(one.spans) for one in bundles] == [0] * before + [1]


def test_spans_that_end_in_the_metadata_are_told_once(lines: Lines, reads: Reads) -> None:
    marks = {"text": "Мэр ушёл.", "tags": [{"from": 1}], "marks": [{"begin": 0, "end": 3}]}
    bundles, problems = reads(lines(PLAIN, marks, marks))
    assert [len(one.spans) for one in bundles] == [0, 0, 0]
    (problem,) = problems
    assert problem.line == 2
    assert "«marks» of 2 records looks like spans" in str(problem)


def test_a_row_of_a_dataset_is_no_task_of_prodigy(lines: Lines, reads: Reads) -> None:
    made = article_of("Мэр ушёл.", span_at("s1", "Claim", (0, 3), note="?"))
    data = written(dialect("huggingface"), made).files["data/train.jsonl"]
    (bundle,), problems = reads(lines(data))
    assert problems == []
    assert [one.note for one in bundle.spans] == ["?"]
    assert not Prodigy.knows(orjson.loads(data))
