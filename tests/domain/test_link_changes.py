from collections.abc import Callable

import pytest

from workbench.domain import commands
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Relation, Span
from workbench.domain.text import Interval

TEXT = "Порт открыт. Порт стоит пустой. Лирия молчит, сообщил Ренн."


def _span(name: str, label: str, words: str) -> Span:
    start = TEXT.index(words)
    place = Interval(start, start + len(words))
    return Span(name, "a", label, (place,), {}, None, "anna", "manual", None, "t", "t")


SPANS = (
    _span("c1", "Claim", "Порт открыт"),
    _span("c2", "Claim", "Порт стоит пустой"),
    _span("c3", "Claim", "Лирия молчит"),
    _span("a1", "Actor", "Лирия"),
    _span("s1", "Source", "Ренн"),
)


@pytest.fixture
def reading(codebook: Codebook) -> Callable[..., Reading]:
    def made(*relations: tuple[str, str, str, dict[str, str]]) -> Reading:
        listed = [
            Relation(f"r{number}", "a", kind, source, target, said, "anna")
            for number, (kind, source, target, said) in enumerate(relations)
        ]
        return Reading(Article("a", "0" * 64, "Порт", "done"), TEXT, codebook, SPANS, listed)

    return made


def _turned(reading: Reading) -> Relation:
    made = commands.reverse(reading, reading.relations[0])
    after = reading.after(made.changes)
    assert after.after(made.inverse().changes).relations == reading.relations
    return after.relations[0]


def test_a_link_turned_round_keeps_its_id_and_changes_its_ends(
    reading: Callable[..., Reading],
) -> None:
    turned = _turned(reading(("supports", "c1", "c2", {})))
    assert (turned.id, turned.source, turned.target) == ("r0", "c2", "c1")


def test_a_link_that_the_codebook_allows_one_way_only_does_not_turn(
    reading: Callable[..., Reading],
) -> None:
    here = reading(("attributed_to", "c1", "s1", {}))
    with pytest.raises(Refused, match="goes from Claim to Source, not from Source to Claim"):
        commands.reverse(here, here.relations[0])


def test_a_link_both_ways_has_nothing_to_turn(reading: Callable[..., Reading]) -> None:
    here = reading(("contradicts", "c1", "c2", {}))
    with pytest.raises(Refused, match="goes both ways already"):
        commands.reverse(here, here.relations[0])


def test_a_link_does_not_turn_into_a_circle(reading: Callable[..., Reading]) -> None:
    here = reading(
        ("supports", "c1", "c2", {}), ("supports", "c1", "c3", {}), ("supports", "c3", "c2", {})
    )
    with pytest.raises(Refused, match="circle"):
        commands.reverse(here, here.relations[0])


def test_a_link_does_not_turn_into_one_that_is_there(reading: Callable[..., Reading]) -> None:
    here = reading(("restates", "c1", "c2", {}), ("restates", "c2", "c1", {}))
    with pytest.raises(Refused, match="already"):
        commands.reverse(here, here.relations[0])


def test_a_link_becomes_another_relation_and_drops_attributes_that_it_has_not(
    reading: Callable[..., Reading],
) -> None:
    here = reading(("supports", "c1", "c2", {}))
    made = commands.retype(here, here.relations[0], "contradicts")
    after = here.after(made.changes).relations[0]
    assert (after.type, after.source, after.target, after.attributes) == (
        "contradicts",
        "c1",
        "c2",
        {},
    )
    assert (
        str(made.title) == "Link of «Порт открыт» and «Порт стоит пустой»: supports -> contradicts"
    )


def test_attributes_stay_where_the_new_relation_has_them(codebook: Codebook) -> None:
    body = dict(codebook.body)
    about = next(item for item in body["relations"] if item["id"] == "about")
    twin = {**about, "id": "touches", "from": ["Actor"], "to": ["Claim"]}
    other = Codebook.of({**body, "relations": [*body["relations"], twin]})
    relation = Relation("r0", "a", "about", "c3", "a1", {"role": "agent"}, "anna")
    here = Reading(Article("a", "0" * 64, "Порт"), TEXT, other, SPANS, [relation])
    assert [kind.id for kind in commands.retypes(here, relation)] == ["touches"]
    after = here.after(commands.retype(here, relation, "touches").changes).relations[0]
    # Only the other direction fits, so it turns.
    assert (after.source, after.target, after.attributes) == ("a1", "c3", {"role": "agent"})


def test_what_a_link_may_become_follows_from_the_labels_of_its_ends(
    reading: Callable[..., Reading],
) -> None:
    here = reading(("supports", "c1", "c2", {}), ("attributed_to", "c1", "s1", {}))
    assert [kind.id for kind in commands.retypes(here, here.relations[0])] == [
        "contradicts",
        "restates",
    ]
    assert commands.retypes(here, here.relations[1]) == ()
    with pytest.raises(Refused, match="goes from Claim to Source"):
        commands.retype(here, here.relations[0], "attributed_to")
    with pytest.raises(Refused, match="already"):
        commands.retype(here, here.relations[0], "supports")
    with pytest.raises(Refused, match="no relation"):
        commands.retype(here, here.relations[0], "nonsense")
