"""How offsets of files count is found out by their quotes, and said with the evidence."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.transfer.conftest import Make
from workbench.exchange.bundle import ReadOptions
from workbench.jobs import Silent
from workbench.store.check import check
from workbench.store.project import Project
from workbench.transfer import Plan, import_paths, planned

TEXT = "😀 Лирия.\r\nВестмар молчит, а Лирия ждёт."
STORED = TEXT.replace("\r\n", "\n")
WORDS = ("Лирия", "Вестмар", "ждёт")


def places(unit: str, newlines: str, ends: str) -> list[tuple[int, int, str]]:
    text = TEXT if newlines == "raw" else STORED
    found = []
    for words in WORDS:
        start = text.index(words)
        head, size = text[:start], len(words)
        first = len(head.encode("utf-16-le")) // 2 if unit == "utf16" else len(head)
        found.append((first, first + size - (ends == "inclusive"), words))
    return found


def brat(folder: Path, *spans: tuple[int, int, str]) -> Path:
    (folder / "a.txt").write_bytes(TEXT.encode())
    lines = [f"T{n}\tActor {a} {b}\t{words}\n" for n, (a, b, words) in enumerate(spans, 1)]
    (folder / "a.ann").write_text("".join(lines), encoding="utf-8")
    return folder / "a.ann"


def label_studio(folder: Path, *spans: tuple[int, int, str]) -> Path:
    results = [
        {
            "id": str(n),
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {"start": a, "end": b, "text": words, "labels": ["Actor"]},
        }
        for n, (a, b, words) in enumerate(spans)
    ]
    task = {"data": {"text": TEXT}, "annotations": [{"result": results}]}
    (folder / "a.json").write_bytes(orjson.dumps([task]))
    return folder / "a.json"


def plan_of(project: Project, path: Path, **options: Any) -> Plan:
    return planned([path], project.codebook, ReadOptions(**options), Silent())


def words_of(project: Project, path: Path, **options: Any) -> list[str]:
    said = ReadOptions(**options)
    plan = planned([path], project.codebook, said, Silent())
    import_paths(project, [path], said, Silent(), plan)
    (row,) = project.read.articles("new")
    whole = project.read.whole(row.article)
    return [whole.text[span.start : span.end] for span in whole.spans]


@pytest.mark.parametrize("write", [brat, label_studio])
@pytest.mark.parametrize("unit", ["code_point", "utf16"])
@pytest.mark.parametrize("newlines", ["raw", "lf"])
@pytest.mark.parametrize("ends", ["exclusive", "inclusive"])
def test_each_way_of_counting_is_found_by_the_quotes(
    tmp_path: Path, make: Make, write: Any, unit: str, newlines: str, ends: str
) -> None:
    project = make("a")
    path = write(tmp_path, *places(unit, newlines, ends))
    evidence = plan_of(project, path).evidence
    ((way, numbers),) = evidence.ways.items()
    assert way == (unit, newlines, ends)
    assert (numbers["articles"], numbers["right"], numbers["quotes"]) == (1, 3, 3)
    assert (evidence.ties, evidence.blind) == ({}, {})
    assert "3 of 3 quotes stand there" in str(evidence.told()[0])
    assert words_of(project, path) == list(WORDS)
    assert check(project.path) == []


def test_what_the_user_says_holds_against_the_quotes(tmp_path: Path, make: Make) -> None:
    project = make("a")
    path = brat(tmp_path, *places("utf16", "raw", "inclusive"))
    evidence = plan_of(project, path, unit="code_point", ends="exclusive").evidence
    (way,) = evidence.ways
    assert (way[0], way[2]) == ("code_point", "exclusive")
    assert words_of(project, path, unit="utf16", newlines="raw", ends="inclusive") == list(WORDS)


def test_without_quotes_and_with_emoji_there_is_a_warning(tmp_path: Path, make: Make) -> None:
    project = make("a")
    row = {
        "text": STORED,
        "entities": [{"id": 1, "label": "Actor", "start_offset": 3, "end_offset": 8}],
        "relations": [],
    }
    path = tmp_path / "a.jsonl"
    path.write_bytes(orjson.dumps(row))
    evidence = plan_of(project, path, format="doccano").evidence
    assert list(evidence.blind) == [str(path)]
    assert "1 file has no quotes to check the offsets by" in str(evidence.told()[0])
    assert plan_of(project, path, format="doccano", unit="utf16").evidence.blind == {}
    assert words_of(project, path, format="doccano") == ["Лирия"]


def test_without_quotes_the_ends_can_be_named(tmp_path: Path, make: Make) -> None:
    row = {
        "text": "Лирия ждёт",
        "entities": [{"id": 1, "label": "Actor", "start_offset": 0, "end_offset": 4}],
        "relations": [],
    }
    path = tmp_path / "a.jsonl"
    path.write_bytes(orjson.dumps(row))
    assert words_of(make("a"), path, format="doccano") == ["Лири"]
    assert words_of(make("b"), path, format="doccano", ends="inclusive") == ["Лирия"]
