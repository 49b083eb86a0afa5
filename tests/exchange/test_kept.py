"""What formats say that they keep besides spans: authors, the fields of articles, their texts."""

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.strategies import BOOK, bundles
from tests.exchange.trips import TEXT, article_of, link, span_at, taken, written
from workbench.domain.errors import ExportFailed
from workbench.domain.records import Article, Entity, Relation, Review, Span
from workbench.domain.text import Interval, sha256
from workbench.exchange.bundle import Bundle
from workbench.exchange.conll.dialect import ConllBio
from workbench.exchange.dialect import KEPT, lost, lost_entities, told, unkept
from workbench.exchange.formats import dialect, writable

READ = [item.name for item in writable() if item.reads]


@st.composite
def signed(draw: st.DrawFn) -> Bundle:
    """Articles with a title, a state and metadata, whose spans are of several people."""
    whole = draw(bundles())
    who = st.sampled_from(["анна", "борис", "model:x"])
    meta = draw(
        st.dictionaries(
            st.sampled_from(["date", "url", "раздел"]),
            st.one_of(st.text(st.characters(codec="ascii")), st.lists(st.integers(-5, 5))),
        )
    )
    article = replace(
        whole.article,
        title=draw(st.sampled_from(["Заголовок", "a/b: c?", "Обстрел <поста>"])),
        status=draw(st.sampled_from(["new", "in_work", "done"])),
        meta={**meta, "file": "in.txt"},
    )
    return replace(
        whole,
        article=article,
        spans=tuple(replace(span, annotator=draw(who)) for span in whole.spans),
    )


def again(name: str, whole: Bundle) -> Bundle:
    """An article that was written and read."""
    chosen = dialect(name)
    with tempfile.TemporaryDirectory() as folder:
        path = written(chosen, whole).on_disk(Path(folder) / f"out{chosen.suffixes[0]}")
        (found,), problems = taken(chosen, path)
    assert not problems
    return found


def decisions(bundle: Bundle) -> Counter[tuple[object, ...]]:
    """What was decided of which spans and links, and by whom; few formats say when."""
    at = {span.id: (span.label, span.fragments) for span in bundle.spans}
    spans = ((at[span.id], span.verdict, _who(span)) for span in bundle.spans)
    links = (
        (link.type, at[link.source], at[link.target], link.verdict, _who(link))
        for link in bundle.relations
    )
    return Counter((*spans, *links))


def _who(part: Span | Relation) -> str:
    return part.review.annotator if part.review is not None else ""


def authors(bundle: Bundle) -> Counter[tuple[str, object, str]]:
    return Counter((span.label, span.fragments, span.annotator) for span in bundle.spans)


@pytest.mark.parametrize("name", READ)
@given(whole=signed())
def test_what_a_format_says_that_it_keeps_is_read_again(name: str, whole: Bundle) -> None:
    chosen = dialect(name)
    try:
        found = again(name, whole)
    except ExportFailed:  # XMI has no control characters, and says so
        return
    held = chosen.carries(whole, BOOK)
    said = {
        "annotators": authors(found) == authors(held),
        "reviews": decisions(found) == decisions(held),
        "title": found.article.title == whole.article.title,
        "status": found.article.status == whole.article.status,
        "meta": found.article.meta == whole.article.meta,
        "text": found.text == whole.text,
    }
    assert {one for one in chosen.keeps if not said[one]} == set()


@pytest.mark.parametrize("name", READ)
def test_what_is_not_read_again_is_told(name: str) -> None:
    made = article_of(
        TEXT,
        span_at("s1", "Actor", (0, 3)),
        span_at("s2", "Claim", (18, 21), annotator="борис"),
        date="2025-01-02",
        file="in.txt",
    )
    rejected = replace(made.spans[1], review=Review("rejected", "вера", ""))
    whole = replace(
        made,
        article=replace(made.article, status="done"),
        spans=(made.spans[0], rejected),
    )
    chosen = dialect(name)
    found, held = again(name, whole), chosen.carries(whole, BOOK)
    there = any(span.id == "s2" for span in held.spans)
    lost_decisions = int(there and not any(span.verdict for span in found.spans))
    gone = {
        "annotators": 2 if authors(found) != authors(held) else 0,
        "reviews": lost_decisions,
        "rejected": lost_decisions,
        "texts": int(found.text != whole.text),
        "titles": int(found.article.title != whole.article.title),
        "statuses": int(found.article.status != "done"),
        "metas": int(found.article.meta != whole.article.meta),
    }
    losses = unkept(whole, held, chosen.keeps)
    assert losses == +Counter(gone)
    assert len(told(losses)) == len(losses)


def test_what_is_not_there_is_not_lost() -> None:
    whole = article_of(TEXT)
    bare = replace(whole, article=replace(whole.article, title=""))
    assert not unkept(bare, bare, frozenset())
    assert not unkept(whole, whole, KEPT)


@pytest.mark.parametrize("name", ["webanno", "uima-xmi", "uima-json"])
def test_other_names_ids_and_notes_of_entities_are_said_to_be_lost(name: str) -> None:
    liria = Entity("e1", "Лирия", "state", ("ЛР",), {"wikidata": "Q1"}, "та самая")
    made = article_of(
        "Лирия: мир",
        span_at("s1", "Actor", (0, 5), entity="e1"),
        span_at("s2", "Claim", (7, 10)),
        relations=[link("about", "s2", "s1")],
    )
    whole = replace(made, entities=(liria,))
    held = dialect(name).carries(whole, BOOK)
    assert {loss for loss, _ in lost_entities(whole, held)} == {
        "entity_aliases",
        "entity_ids",
        "entity_notes",
    }
    (found,) = again(name, whole).entities
    assert replace(found, id="e1") == held.entities[0]


def test_a_span_that_stands_elsewhere_since_the_text_is_another_is_not_said_to_be_cut() -> None:
    text = "Он  сказал: «Мост закрыт»."
    place = Interval(text.index("Мост"), text.index("»"))
    span = Span("s1", "a1", "Claim", (place,), {}, None, "анна", "manual", None, "", "")
    whole = Bundle(Article("a1", sha256(text), ""), text, (span,))
    told = lost(whole, ConllBio().carries(whole, BOOK))
    assert (told["fragments"], told["borders"]) == (0, 0)
    half = replace(span, fragments=(Interval(place.start, place.end - 2),))
    cut = replace(whole, spans=(half,))
    assert lost(cut, ConllBio().carries(cut, BOOK))["borders"] == 1


@pytest.mark.parametrize("name", ["doccano", "prodigy", "label-studio"])
def test_metadata_by_a_name_of_the_format_is_said_to_be_lost_and_the_rest_is_kept(
    name: str,
) -> None:
    whole = article_of(TEXT, span_at("s1", "Actor", (0, 3)), title="чужой", автор="анна")
    chosen = dialect(name)
    held = chosen.carries(whole, BOOK)
    assert lost(whole, held)["meta_names"] == 1
    assert "1 article loses metadata of names" in str(told(lost(whole, held))[-1])
    assert again(name, whole).article.meta["автор"] == "анна"


def test_metadata_that_no_cell_holds_is_said_to_be_lost() -> None:
    whole = article_of(TEXT, span_at("s1", "Actor", (0, 3)), long="ё" * 40_000)
    held = dialect("xlsx").carries(whole, BOOK)
    assert lost(whole, held) == Counter(metas=1)
    assert "long" not in again("xlsx", whole).article.meta
