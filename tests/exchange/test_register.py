"""What formats hold of the register, and what is told of the rest."""

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given

from tests.exchange.strategies import BOOK, bundles
from tests.exchange.trips import article_of, link, span_at, taken, written
from workbench.domain.records import Entity
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import Dialect, lost_entities, told
from workbench.exchange.formats import dialect

Said = set[tuple[str, str, tuple[str, ...], tuple[tuple[str, str], ...], str | None]]

HOLDING = ["huggingface", "label-studio", "brat", "web-annotation", "refi-qda", "csv"]


def register(bundle: Bundle) -> Said:
    """What is said of the entities that the spans of an article mention."""
    meant = {span.entity for span in bundle.spans}
    return {
        (one.name, one.type, one.aliases, tuple(sorted(one.links.items())), one.note)
        for one in bundle.entities
        if one.id in meant
    }


@pytest.mark.parametrize("name", HOLDING)
@given(whole=bundles())
def test_what_a_format_holds_of_entities_is_read_again(name: str, whole: Bundle) -> None:
    chosen: Dialect = dialect(name)
    with tempfile.TemporaryDirectory() as folder:
        path = written(chosen, whole).on_disk(Path(folder) / f"out{chosen.suffixes[0]}")
        (found,), problems = taken(chosen, path)
    assert not problems
    assert register(found) == register(chosen.carries(whole, BOOK))


LIRIA = Entity("e1", "Лирия", "state", ("ЛР",), {"wikidata": "Q1"}, "та самая")


def of_liria(name: str) -> Bundle:
    spans = (span_at(f"{name}1", "Actor", (0, 5), entity="e1"),)
    made = article_of(f"Лирия {name}", *spans)
    return Bundle(made.article, made.text, made.spans, entities=(LIRIA,))


@pytest.mark.parametrize(
    ("name", "losses"),
    [
        ("huggingface", set()),
        ("csv", set()),
        ("label-studio", {"entity_notes"}),
        ("web-annotation", {"entity_notes"}),
        ("brat", {"entity_aliases", "entity_notes"}),
        ("gazetteer", {"entity_notes"}),
        ("refi-qda", {"entity_aliases", "entity_ids", "entity_notes"}),
        ("html", {"entity_aliases", "entity_ids", "entity_notes"}),
        ("prodigy", {"entity_aliases", "entity_ids", "entity_notes"}),
        ("sentences", {"entity_aliases", "entity_ids", "entity_notes"}),
    ],
)
def test_an_entity_of_several_articles_is_lost_once(name: str, losses: set[str]) -> None:
    chosen = dialect(name)
    found = set[tuple[str, str]]()
    for whole in (of_liria("а"), of_liria("б")):
        found |= lost_entities(whole, chosen.carries(whole, BOOK))
    assert found == {(loss, "e1") for loss in losses}
    said = [str(message) for message in told(Counter(loss for loss, _ in found))]
    assert len(said) == len(losses)
    assert all(message.startswith("1 entity loses its") for message in said)


def test_a_table_of_triples_has_no_types_of_entities() -> None:
    made = article_of(
        "Лирия а",
        span_at("s1", "Claim", (6, 7)),
        span_at("s2", "Actor", (0, 5), entity="e1"),
        relations=[link("about", "s1", "s2")],
    )
    whole = Bundle(made.article, made.text, made.spans, made.relations, (LIRIA,))
    assert not lost_entities(whole, whole)
    lost = {loss for loss, _ in lost_entities(whole, dialect("triples").carries(whole, BOOK))}
    assert lost == {"entity_types", "entity_aliases", "entity_ids", "entity_notes"}
