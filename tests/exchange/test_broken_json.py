"""Files of other tools with something broken at random: told, never a failure of the program."""

import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.strategies import bundles
from tests.exchange.trips import article_of, taken, written
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import Dialect
from workbench.exchange.doccano import Doccano
from workbench.exchange.label_studio.dialect import TASKS, LabelStudio
from workbench.exchange.prodigy import Prodigy
from workbench.exchange.web_annotation import WebAnnotation

DIALECTS: list[Dialect] = [Prodigy(), Doccano(), LabelStudio(), WebAnnotation()]
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 2**63, 1.5, "", "x", [], [[]], [None], {}, {"a": 1}, [{}], "\ufeff\r\n😀"]
)


def data_of(dialect: Dialect, *articles: Bundle) -> bytes:
    """The one file of an export that holds its articles."""
    files = written(dialect, *articles).files
    return files[TASKS] if TASKS in files else files[""]


def read(dialect: Dialect, data: bytes) -> tuple[list[Bundle], list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.json"
        path.write_bytes(data)
        return taken(dialect, path)


def places_in(value: Any) -> list[tuple[Any, Any]]:
    """Each container of a JSON value with each key or index of it."""
    if isinstance(value, dict | list):
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        own = [(value, key) for key in keys]
        return own + [one for key in keys for one in places_in(value[key])]
    return []


@pytest.mark.parametrize("dialect", DIALECTS[:3], ids=lambda dialect: dialect.name)
def test_title_and_metadata_go_along(dialect: Dialect) -> None:
    article = article_of("мир", date="2025-12-13", file="a.txt", text="не он", deep=[{"x": None}])
    ((bundle,), problems) = read(dialect, data_of(dialect, article))
    assert not problems
    assert bundle.text == "мир"
    assert bundle.article.title == "Заголовок"
    kept = {"date": "2025-12-13", "file": "a.txt", "deep": [{"x": None}]}
    assert kept.items() <= bundle.article.meta.items()


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@given(bundles(), st.data())
def test_junk_anywhere_is_told_or_passed_over(
    dialect: Dialect, article: Bundle, data: st.DataObject
) -> None:
    value = orjson.loads(data_of(dialect, article))
    for _ in range(data.draw(st.integers(1, 3))):
        places = places_in(value)
        if not places:
            break
        holder, key = data.draw(st.sampled_from(places))
        if isinstance(holder, dict) and data.draw(st.booleans()):
            del holder[key]
        else:
            holder[key] = deepcopy(data.draw(JUNK))
    found, _ = read(dialect, orjson.dumps(value))
    for bundle in found:
        assert bundle.text
        ids = {span.id for span in bundle.spans}
        assert all(link.source in ids and link.target in ids for link in bundle.relations)
        assert all(
            0 <= piece.start < piece.end <= len(bundle.text)
            for span in bundle.spans
            for piece in span.fragments
        )


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@given(st.lists(bundles(), min_size=1, max_size=2), st.data())
def test_bytes_that_were_cut_out_or_changed_are_told(
    dialect: Dialect, articles: list[Bundle], data: st.DataObject
) -> None:
    whole = data_of(dialect, *articles)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 40, len(whole))))
    put = data.draw(st.binary(max_size=3))
    read(dialect, whole[:start] + put + whole[end:])


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@given(bundles(), st.data())
def test_one_broken_line_costs_one_article(
    dialect: Dialect, article: Bundle, data: st.DataObject
) -> None:
    lines = data_of(dialect, article, article, article).split(b"\n")
    middle = 2 if lines[0] == b"[" else 1
    cut = data.draw(st.integers(1, len(lines[middle]) - 3))
    lines[middle] = lines[middle][:cut]
    found, problems = read(dialect, b"\n".join(lines))
    assert len(found) == 2
    assert problems
