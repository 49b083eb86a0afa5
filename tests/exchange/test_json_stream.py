from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.records import Article
from workbench.domain.text import sha256
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.parsing import json_stream
from workbench.exchange.parsing.json_stream import one_by_one
from workbench.jobs import Silent


def elements(path: Path, data: bytes, **options: Any) -> tuple[list[tuple[int, Any]], list[str]]:
    """The elements of a file with their lines, and what was said of the rest."""
    path.write_bytes(data)

    def made(value: Any, line: int) -> list[Bundle]:
        text = orjson.dumps(value).decode()
        return [Bundle(Article("a", sha256(text), ""), text, line=line)]

    found = list(one_by_one(path, ReadOptions(**options), Silent(), made))
    return (
        [(item.line or 0, orjson.loads(item.text)) for item in found if isinstance(item, Bundle)],
        [f"{item.line}: {item.message}" for item in found if isinstance(item, Problem)],
    )


VALUES = st.recursive(
    st.none() | st.integers(-5, 5) | st.text(st.sampled_from('a"\\{}[]\n, 😀'), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("a{", max_size=2), inner),
    max_leaves=6,
)


@given(
    st.lists(st.dictionaries(st.sampled_from(["a", "]", "}"]), VALUES), max_size=5),
    st.sampled_from(["line", "pretty", "lines", "listed lines"]),
    st.integers(1, 50),
)
def test_every_element_comes_out_however_the_file_is_laid_out(
    tmp_path_factory: pytest.TempPathFactory, values: list[Any], layout: str, chunk: int
) -> None:
    lines = [orjson.dumps(value) for value in values]
    data = {
        "line": orjson.dumps(values),
        "pretty": orjson.dumps(values, option=orjson.OPT_INDENT_2),
        "lines": b"\n".join(lines),
        "listed lines": b"[\n" + b",\n".join(lines) + b"\n]\n",
    }[layout]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "_CHUNK", chunk)
        found, problems = elements(tmp_path_factory.getbasetemp() / "in.json", data)
    assert [value for _, value in found] == values
    assert not problems
    if layout == "lines":
        assert [line for line, _ in found] == list(range(1, len(values) + 1))


def test_a_line_number_is_that_of_the_element(tmp_path: Path) -> None:
    found, problems = elements(
        tmp_path / "a.json", b'\xef\xbb\xbf[\n  {\n    "a": 1\n  },\n\n  {"a": 2}, {"a": "\\n"}\n]'
    )
    assert found == [(2, {"a": 1}), (6, {"a": 2}), (6, {"a": "\n"})]
    assert not problems


def test_what_is_broken_is_told_with_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    found, problems = elements(
        tmp_path / "a.json", b'[\n{"a": 1},\n{"a": \n},\n{"a": 2}, nonsense\n{"a": 3}\n]\n'
    )
    assert [value["a"] for _, value in found] == [1, 2, 3]
    assert [problem.split(":")[0] for problem in problems] == ["4", "5"]


def test_a_file_that_was_cut_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    found, problems = elements(tmp_path / "a.json", b'[\n{"a": 1},\n{"a": 2, "b": ["x')
    assert found == [(2, {"a": 1})]
    assert len(problems) == 1
    assert problems[0].startswith("3: This part of the file is not JSON")


def test_a_bracket_that_is_missing_costs_one_element(tmp_path: Path) -> None:
    found, problems = elements(
        tmp_path / "a.json", b'[\n{"a": 1},\n{"a": {"b": 2},\n{"a": 3},\n{"a": 4}\n]\n'
    )
    assert found == [(2, {"a": 1}), (4, {"a": 3}), (5, {"a": 4})]
    assert len(problems) == 1


def test_an_element_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    long = b'{"a": [' + b"1," * 3_000_000 + b"1]}"
    found, problems = elements(
        tmp_path / "a.json", b'[{"a": 1}, ' + long + b', {"a": 2}]', limit=1 << 20
    )
    assert [value for _, value in found] == [{"a": 1}, {"a": 2}]
    assert problems == ["1: It is longer than 1 MB."]


def test_a_string_without_an_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    found, problems = elements(
        tmp_path / "a.json", b'[{"a": 1}, {"a": "' + b"x" * 5_000_000, limit=1 << 20
    )
    assert [value for _, value in found] == [{"a": 1}]
    assert problems == ["1: It is longer than 1 MB."]


def test_a_file_in_another_encoding_is_read(tmp_path: Path) -> None:
    data = '[{"a": "мир 😀"}]'.encode("utf-16")
    assert elements(tmp_path / "a.json", data)[0] == [(1, {"a": "мир 😀"})]
    data = '[{"a": "мир"}]'.encode("cp1251")
    assert elements(tmp_path / "a.json", data, encoding="cp1251")[0] == [(1, {"a": "мир"})]


def test_a_file_that_is_not_in_its_encoding_is_told(tmp_path: Path) -> None:
    found, problems = elements(tmp_path / "a.json", '[{"a": "мир"}]'.encode("cp1251"))
    assert not found
    assert len(problems) == 1
    found, problems = elements(tmp_path / "a.json", b'[{"a": "\xff"}]', encoding="utf-16")
    assert not found
    assert problems


@pytest.mark.parametrize("data", [b"", b"  \n", b"[]", b"[\n]\n"])
def test_an_empty_file_holds_nothing(tmp_path: Path, data: bytes) -> None:
    assert elements(tmp_path / "a.json", data) == ([], [])


def test_what_is_no_json_at_all_is_told(tmp_path: Path) -> None:
    found, problems = elements(tmp_path / "a.json", "Просто текст.\n".encode())
    assert not found
    assert len(problems) == 1
