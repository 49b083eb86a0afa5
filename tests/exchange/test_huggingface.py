"""The dataset folder: read back, loaded by `datasets`, validated by `mlcroissant`."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.memory_folder import MemoryFolder
from tests.exchange.offline import said_by
from tests.exchange.page_samples import sample as page
from tests.exchange.strategies import BOOK, bundles
from workbench.domain.errors import ExportFailed
from workbench.domain.records import Review
from workbench.domain.text import sha256
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.dialect import WriteOptions, content
from workbench.exchange.huggingface import parquet
from workbench.exchange.huggingface.dialect import HuggingFace
from workbench.jobs import Silent

TEXT = "Министр 😀 Антон Михайлов заявил, что мост закрыт."


def write(articles: list[Bundle], made: HuggingFace | None = None) -> MemoryFolder:
    out = MemoryFolder()
    (made or HuggingFace()).write(articles, BOOK, out, WriteOptions())
    return out


def read(path: Path) -> list[Bundle | Problem]:
    return list(HuggingFace().read(path, BOOK, ReadOptions(), Silent()))


def numbered(found: list[Bundle]) -> list[Bundle]:
    """The same articles, each with an id and a side of its own."""
    return [
        replace(one, article=replace(one.article, id=f"a{number}"))
        for number, one in enumerate(found)
    ]


def by_id(bundle: Bundle) -> str:
    return ("train", "validation", "test")[int(bundle.article.id[1:]) % 3]


@pytest.fixture
def sample() -> list[Bundle]:
    """Articles with everything, with nothing, and with the metadata of other articles."""
    rich = page()
    links = (replace(rich.relations[0], attributes={"role": "topic"}), *rich.relations[1:])
    rich = replace(rich, relations=links)
    bare = replace(rich, spans=(), relations=(), entities=(), notes=(), rejections=())
    dated = replace(bare, article=replace(bare.article, meta={"date": "2025-12-13", "n": [1]}))
    return numbered([rich, bare, rich, dated])


@settings(max_examples=150)
@given(st.lists(bundles(), min_size=1, max_size=4))
def test_what_is_written_is_read_back(found: list[Bundle]) -> None:
    dialect = HuggingFace(side_of=lambda article: ("train", "test")[int(article.id[1:]) % 2])
    articles = numbered(found)
    with tempfile.TemporaryDirectory() as folder:
        path = write(articles, dialect).on_disk(Path(folder))
        back = {one.article.id: one for one in read(path) if isinstance(one, Bundle)}
    assert len(back) == len(articles)
    for one in articles:
        carried = dialect.carries(one, BOOK)
        again = back[one.article.id]
        assert content(again) == content(carried)
        assert again.article == carried.article
        assert [span.id for span in again.spans] == [span.id for span in carried.spans]
        assert again.entities == carried.entities


def test_every_row_has_the_same_keys_and_types(sample: list[Bundle]) -> None:
    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shape(part) for name, part in value.items()}
        if isinstance(value, list):
            return [shape(value[0])] if value else []
        return type(value).__name__

    def fits(one: Any, other: Any) -> bool:
        if isinstance(one, dict) and isinstance(other, dict):
            return list(one) == list(other) and all(fits(one[n], other[n]) for n in one)
        if isinstance(one, list) and isinstance(other, list):
            return not one or not other or fits(one[0], other[0])
        return bool(one == other)

    rows = write(sample).files["data/train.jsonl"].splitlines()
    # A date may be unknown.
    assert {type(orjson.loads(row)["published"]) for row in rows} == {str, type(None)}
    shapes = [shape({**orjson.loads(row), "published": ""}) for row in rows]
    assert all(fits(shapes[0], other) for other in shapes)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'"text":"', b'"text":"x', "not that of its sha256"),
        (b'"quote":"', b'"quote":"x', "not its quote"),
        (b'"fragments":[{"start":', b'"fragments":[{"start":9', "A part of «spans» was left out"),
        (b'"fragments":[{"start":', b'"fragments":[{"begin":', "A part of «spans» was left out"),
        (b'"target":"', b'"target":"x', "is not there"),
        (b'"relations":[', b'"relations":7,"x":[', "«relations» is missing"),
        (b'{"id":"a0"', b'{"id":7', "«id» is missing"),
        (b'{"id":"a0"', b"[1]\n", "«text» is missing"),
    ],
)
def test_what_is_broken_is_told_with_its_line_and_the_rest_is_taken(
    tmp_path: Path, sample: list[Bundle], old: bytes, new: bytes, reason: str
) -> None:
    out = write(sample)
    name = "data/train.jsonl"
    assert old in out.files[name]
    out.files[name] = out.files[name].replace(old, new, 1)
    found = read(out.on_disk(tmp_path / "set"))
    problems = [one for one in found if isinstance(one, Problem)]
    assert any(reason in str(one) for one in problems)
    assert problems[0].line == 1
    assert len([one for one in found if isinstance(one, Bundle)]) >= len(sample) - 1


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"review": "maybe"}, "The decision «maybe» is none of: accepted, rejected."),
        ({"review": ["accepted"]}, "is none of: accepted, rejected."),
        ({"review": "accepted", "reviewer": " "}, "«annotator» is missing or of the wrong kind."),
        ({"review": "accepted", "reviewer": 5}, "«annotator» is missing or of the wrong kind."),
    ],
)
def test_a_broken_decision_costs_the_decision_alone(
    tmp_path: Path, sample: list[Bundle], broken: dict[str, Any], reason: str
) -> None:
    sample = sample[:1]
    review = Review("accepted", "вера", "")
    whole = replace(
        sample[0],
        spans=tuple(replace(span, review=review) for span in sample[0].spans),
        relations=tuple(replace(link, review=review) for link in sample[0].relations),
    )
    out = write([whole])
    row = orjson.loads(out.files["data/train.jsonl"])
    for part in (row["spans"][0], row["relations"][0]):
        part.update(broken)
    out.files["data/train.jsonl"] = orjson.dumps(row)
    found, *problems = read(out.on_disk(tmp_path / "set"))
    assert isinstance(found, Bundle)
    assert content(found) == content(whole)
    assert [span.verdict for span in found.spans].count(None) == 1
    assert [link.verdict for link in found.relations].count(None) == 1
    said = [str(one) for one in problems]
    assert len(said) == 2
    assert f"The decision on span {whole.spans[0].id} was not taken." in said[0]
    assert f"The decision on relation {whole.relations[0].id} was not taken." in said[1]
    assert all(one.endswith(reason) for one in said)


def test_the_card_says_how_it_was_split_and_names_the_licence(sample: list[Bundle]) -> None:
    parted = {"shares": {"train": 0.8, "test": 0.2}, "seed": 7, "by_label": True}
    out = write(sample, HuggingFace(licence="CC-BY-4.0", title_of_set='Дело "1"', parted=parted))
    card = out.files["README.md"].decode()
    assert card.startswith('---\npretty_name: "Дело \\"1\\""\nlanguage:\n- ru\n')
    assert "license: cc-by-4.0\n" in card
    assert "with seed 7 (train 0.8, test 0.2)" in card
    assert f"| articles | {len(sample)} | {len(sample)} |" in card
    assert orjson.loads(out.files["codebook.json"]) == BOOK.body
    other = write(sample, HuggingFace(licence="Наша")).files["README.md"].decode()
    assert 'license: other\nlicense_name: "Наша"\n' in other


# -- by the tools that it is for

_LOAD = """
import json
from datetime import date
from pathlib import Path
from datasets import load_dataset

folder = Path(sys.argv[1])
found, packed = load_dataset(str(folder)), load_dataset(str(folder / "parquet"))
assert packed.keys() == found.keys(), packed
for side in found:
    lines = (folder / "data" / f"{side}.jsonl").read_bytes().splitlines()
    rows = [json.loads(line) for line in lines]
    for row in rows:
        row["published"] = row["published"] and date.fromisoformat(row["published"])
    assert list(found[side]) == list(packed[side]) == rows, rows
    assert found[side].features == packed[side].features == found["train"].features
    for row in rows:
        for span in row["spans"]:
            said = [row["text"][part["start"]:part["end"]] for part in span["fragments"]]
            assert " ".join(said) == span["quote"], span
print({side: len(found[side]) for side in found})
"""


def test_the_library_datasets_loads_lines_and_parquet_offline(
    tmp_path: Path, sample: list[Bundle]
) -> None:
    side = {one.article.id: by_id(one) for one in sample}
    made = HuggingFace(side_of=lambda article: side[article.id], parquet=True)
    path = write(sample, made).on_disk(tmp_path / "set")
    found = said_by(_LOAD, path, home=tmp_path / "home")
    assert found == "{'train': 2, 'validation': 1, 'test': 1}"


def test_the_library_datasets_gives_dates_as_they_were_written(
    tmp_path: Path, sample: list[Bundle]
) -> None:
    made = HuggingFace(side_of=lambda article: "train", parquet=True)
    path = write(sample[3:], made).on_disk(tmp_path / "set")
    assert said_by(_LOAD, path, home=tmp_path / "home") == "{'train': 1}"


_VALIDATE = """
import mlcroissant

found = mlcroissant.Dataset(sys.argv[1])
issues = found.metadata.issues
assert not issues.errors, issues.report()
assert not issues.warnings, issues.report()
for side in found.metadata.record_sets:
    for row in found.records(side.name):
        print(side.name, row[f"{side.name}/sha256"].decode())
"""


def test_croissant_tools_find_no_error_and_read_the_rows(
    tmp_path: Path, sample: list[Bundle]
) -> None:
    side = {one.article.id: by_id(one) for one in sample}
    made = HuggingFace(licence="cc-by-4.0", side_of=lambda article: side[article.id])
    path = write(sample, made).on_disk(tmp_path / "set")
    found = said_by(_VALIDATE, path / "croissant.json", home=tmp_path / "home")
    assert sorted(found.splitlines()) == sorted(
        f"{side[one.article.id]} {sha256(one.text)}" for one in sample
    )


_COMPARE = """
import json
from datetime import date
from pathlib import Path
import pyarrow.parquet

lines = (Path(sys.argv[1]) / "data" / "train.jsonl").read_bytes().splitlines()
table = pyarrow.parquet.read_table(Path(sys.argv[1]) / "parquet" / "train.parquet")
rows = [json.loads(line) for line in lines]
for row in rows:
    row["published"] = row["published"] and date.fromisoformat(row["published"])
assert table.to_pylist() == rows
"""


def test_parquet_has_the_same_rows(tmp_path: Path, sample: list[Bundle]) -> None:
    path = write(sample, HuggingFace(parquet=True)).on_disk(tmp_path / "set")
    said_by(_COMPARE, path, home=tmp_path / "home")


def test_without_pyarrow_parquet_is_refused_with_a_sentence(
    sample: list[Bundle], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    with pytest.raises(ExportFailed, match="pip install annotation-workbench"):
        write(sample, HuggingFace(parquet=True))
