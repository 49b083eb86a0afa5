"""What is read back is held against all that a format says that it keeps."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.records import relation_of, span_of
from tests.exchange.strategies import BOOK, bundles
from tests.exchange.test_kept import READ, again
from tests.exchange.trips import article_of
from tests.transfer.conftest import Make, run
from tests.transfer.test_import_layers import TEXT, bring, record, reviewed
from workbench.domain.errors import ExportFailed
from workbench.domain.records import Review
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import KEPT, Kept
from workbench.exchange.formats import dialect
from workbench.exchange.huggingface import dialect as huggingface
from workbench.exchange.parsing.admission import date_of
from workbench.store.project import Project
from workbench.transfer import Request
from workbench.transfer.digest import Sum, digest

_ANY = st.characters(exclude_categories=["Cs"])
NAMES = st.one_of(
    st.sampled_from(["анна", "=борис", " вера ", 'a,b;"c"', "две\nстроки", "'x", "model:x"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
).filter(lambda name: bool(name.strip()))
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(_ANY, max_size=5),
    st.lists(st.integers(), max_size=2),
).filter(lambda value: not isinstance(value, list) or all(abs(one) < 2**60 for one in value))
TIMES = st.sampled_from(["", "2025-02-01T10:00:00.000Z"])
# Formats have fields of some of these names.
FIELDS = st.one_of(
    st.sampled_from(["id", "text", "title", "date", "file", "label", "sha256", "meta", "data"]),
    st.text(_ANY, max_size=4),
)


@st.composite
def odd(draw: st.DrawFn) -> Bundle:
    """Articles with any title and metadata, of people with any names."""
    whole = draw(bundles())
    reviews = st.none() | st.builds(Review, st.sampled_from(["accepted", "rejected"]), NAMES, TIMES)
    article = replace(
        whole.article,
        title=draw(st.text(_ANY, max_size=20) | st.just("Долгое название. " * 40)),
        status=draw(st.sampled_from(["new", "in_work", "done"])),
        meta=draw(st.dictionaries(FIELDS, VALUES, max_size=3)),
    )
    return replace(
        whole,
        article=article,
        spans=tuple(
            replace(one, annotator=draw(NAMES), review=draw(reviews)) for one in whole.spans
        ),
        relations=tuple(
            replace(one, annotator=draw(NAMES), review=draw(reviews)) for one in whole.relations
        ),
    )


@pytest.mark.parametrize("name", READ)
@given(whole=odd())
def test_what_a_format_keeps_is_read_back_with_the_same_digest(name: str, whole: Bundle) -> None:
    chosen = dialect(name)
    try:
        found = again(name, whole)
    except ExportFailed:  # XMI has no control characters, and says so
        return
    held = chosen.carries(whole, BOOK)
    assert digest(found, chosen.keeps) == digest(held, chosen.keeps)


@pytest.mark.parametrize("name", READ)
def test_what_readers_fill_in_is_no_difference(name: str) -> None:
    text = "date 2025-12-13\nМинистр сказал, что договор подписан."
    assert date_of(text) == "2025-12-13"
    bare = article_of(text)
    whole = replace(bare, article=replace(bare.article, title="", meta={}))
    chosen = dialect(name)
    held = chosen.carries(whole, BOOK)
    assert digest(again(name, whole), chosen.keeps) == digest(held, chosen.keeps)


@pytest.fixture
def bundle(project: Project) -> Bundle:
    """An article of the sample with spans and links."""
    with project.snapshot() as snapshot:
        whole = [Bundle(*snapshot.whole(one)) for one in snapshot.each_article()]
    return next(one for one in whole if one.spans and one.relations)


ACCEPTED = Review("accepted", "вера", "")
OTHERS: dict[str, tuple[Kept, Callable[[Bundle], Bundle]]] = {
    "who made a span": ("annotators", lambda one: _span(one, annotator="олег")),
    "a decision on a span": ("reviews", lambda one: _span(one, review=ACCEPTED)),
    "another verdict": ("reviews", lambda one: _span(one, review=Review("rejected", "вера", ""))),
    "another reviewer": ("reviews", lambda one: _span(one, review=Review("accepted", "олег", ""))),
    "a decision on a link": (
        "reviews",
        lambda one: replace(
            one, relations=(replace(one.relations[0], review=ACCEPTED), *one.relations[1:])
        ),
    ),
    "the title": ("title", lambda one: _article(one, title="Другое название")),
    "the status": ("status", lambda one: _article(one, status="done")),
    "a value of the metadata": ("meta", lambda one: _article(one, meta={"url": "x"})),
}


def _span(bundle: Bundle, **fields: Any) -> Bundle:
    first, *rest = bundle.spans
    return replace(bundle, spans=(replace(first, **fields), *rest))


def _article(bundle: Bundle, **fields: Any) -> Bundle:
    return replace(bundle, article=replace(bundle.article, **fields))


def test_each_difference_counts_where_it_is_kept_and_nowhere_else(bundle: Bundle) -> None:
    bundle = _article(bundle, status="new", meta={})
    for said, (kept, change) in OTHERS.items():
        other = change(bundle)
        assert digest(other, {kept}) != digest(bundle, {kept}), said
        assert digest(other, KEPT - {kept}) == digest(bundle, KEPT - {kept}), said
    every = {digest(change(bundle), KEPT) for _, change in OTHERS.values()}
    assert len(every) == len(OTHERS)


def test_when_a_decision_was_made_does_not_count(bundle: Bundle) -> None:
    early, late = (_span(bundle, review=replace(ACCEPTED, at=at)) for at in ("2025", "2026"))
    assert digest(early, KEPT) == digest(late, KEPT)


def test_articles_are_the_same_in_any_order_but_not_in_another_number(bundle: Bundle) -> None:
    other = _article(bundle, title="Другое название")
    sums = []
    for articles in ((bundle, other), (other, bundle), (bundle, bundle), (bundle, other, other)):
        sums.append(Sum(KEPT))
        for one in articles:
            sums[-1].add(one)
    assert sums[0] == sums[1]
    assert len({(one.count, one.total) for one in sums}) == 3


def _without(field: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def lose(row: dict[str, Any]) -> None:
        row[field] = value

    return lose


def _without_decisions(parts: str) -> Callable[[dict[str, Any]], None]:
    def lose(row: dict[str, Any]) -> None:
        for part in row[parts]:
            part |= {"review": "", "reviewer": ""}

    return lose


def _without_annotators(row: dict[str, Any]) -> None:
    for span in row["spans"]:
        span["annotator"] = "import"


@pytest.mark.parametrize(
    "lose",
    [
        _without_decisions("spans"),
        _without_decisions("relations"),
        _without_annotators,
        _without("title", ""),
        _without("status", "new"),
        _without("meta", "{}"),
    ],
    ids=["spans", "links", "annotators", "title", "status", "meta"],
)
def test_an_export_that_loses_what_its_format_keeps_fails_and_names_the_article(
    tmp_path: Path,
    make: Make,
    monkeypatch: pytest.MonkeyPatch,
    lose: Callable[[dict[str, Any]], None],
) -> None:
    project, row = make("a"), huggingface.row
    spans = (
        reviewed(span_of(TEXT, "s1", "Source", (0, 7)), "rejected"),
        span_of(TEXT, "c1", "Claim", (20, 36)),
    )
    link = reviewed(relation_of("r1", "attributed_to", "c1", "s1"), "accepted")
    fields = {"relations": [link], "status": "done", "meta": {"url": "x"}}
    bring(project, record(tmp_path / "1.jsonl", TEXT, *spans, **fields))
    run(project, Request("huggingface"), tmp_path / "whole")

    def losing(bundle: Bundle, side: str) -> dict[str, Any]:
        made = row(bundle, side)
        lose(made)
        return made

    monkeypatch.setattr(huggingface, "row", losing)
    with pytest.raises(ExportFailed, match="«Заголовок» is not the same when it is read back"):
        run(project, Request("huggingface"), tmp_path / "less")
    assert not (tmp_path / "less").exists()
