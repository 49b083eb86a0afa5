from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import commands
from workbench.domain.change import Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.commands import Pen
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Entity, Span
from workbench.domain.text import Interval

TEXT = "Порт Сарма открыт, сказал Марк Ренн; Лирия и Корвания молчат, а порт стоит пустой."
WHO = Entity("e1", "Марк Ренн", "person")


@dataclass
class Desk:
    """A reading that follows what is done to it."""

    reading: Reading
    count: int = 0
    done: list[Transaction] = field(default_factory=list)

    @property
    def pen(self) -> Pen:
        return Pen("анна", self._id, lambda: f"t{len(self.done)}")

    def _id(self) -> str:
        self.count += 1
        return f"n{self.count:03}"

    def do(self, made: Transaction) -> str:
        """Follow a transaction; its title."""
        self.done.append(made)
        self.reading = self.reading.after(made.changes)
        return str(made.title)

    def mark(self, label: str, words: str) -> Span:
        start = self.reading.text.index(words)
        place = Interval(start, start + len(words))
        made = commands.label(self.reading, self.pen, (place,), label)
        self.do(made)
        span = made.changes[0].after
        assert isinstance(span, Span)
        return span

    def now(self, span: Span) -> Span:
        found = self.reading.span(span.id)
        assert found is not None
        return found

    def labels(self, *spans: Span) -> list[str]:
        return [self.now(span).label for span in spans]


@pytest.fixture
def desk(codebook: Codebook) -> Desk:
    return Desk(Reading(Article("a", "0" * 64, "Порт"), TEXT, codebook))


def _refused(command: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        command()
    return str(refused.value)


def test_many_spans_get_one_label_in_one_step(desk: Desk) -> None:
    spans = [desk.mark("Cue", words) for words in ("Порт", "сказал", "Лирия")]
    said = desk.do(commands.relabel_all(desk.reading, desk.pen, spans, "Actor"))
    assert desk.labels(*spans) == ["Actor"] * 3
    assert said == "3 spans are Actor now"
    desk.do(desk.done[-1].inverse())
    assert [desk.now(span) for span in spans] == spans


def test_spans_that_would_overlap_keep_their_label_and_are_counted(desk: Desk) -> None:
    desk.mark("Source", "Марк Ренн")
    inside, beside = desk.mark("Actor", "Ренн"), desk.mark("Actor", "Лирия")
    already = desk.mark("Source", "Корвания")
    said = desk.do(
        commands.relabel_all(desk.reading, desk.pen, (inside, beside, already), "Source")
    )
    assert desk.labels(inside, beside, already) == ["Actor", "Source", "Source"]
    assert said == "1 span is Source now; 1 would overlap another, 1 was like that already"


def test_two_chosen_spans_that_overlap_each_other_do_not_both_get_a_label_that_forbids_it(
    desk: Desk,
) -> None:
    wide, narrow = desk.mark("Actor", "Порт Сарма"), desk.mark("Actor", "Сарма")
    said = desk.do(commands.relabel_all(desk.reading, desk.pen, (wide, narrow), "Source"))
    assert desk.labels(wide, narrow) == ["Source", "Actor"]
    assert "1 would overlap another" in said


def test_links_that_the_new_label_cannot_have_keep_a_span_as_it_is(desk: Desk) -> None:
    claim, source = desk.mark("Claim", "Порт Сарма открыт"), desk.mark("Source", "Марк Ренн")
    free = desk.mark("Cue", "сказал")
    desk.do(commands.link(desk.reading, desk.pen, claim, source, "attributed_to"))
    said = desk.do(commands.relabel_all(desk.reading, desk.pen, (source, free), "Actor"))
    assert desk.labels(source, free) == ["Source", "Actor"]
    assert said.endswith("; 1 has links that forbid it")


def test_nothing_possible_is_refused_and_nothing_changes(desk: Desk) -> None:
    spans = [desk.mark("Actor", words) for words in ("Лирия", "Корвания")]
    said = _refused(lambda: commands.relabel_all(desk.reading, desk.pen, spans, "Actor"))
    assert said == "Nothing was changed: 2 were like that already."
    assert "Focus a span" in _refused(
        lambda: commands.relabel_all(desk.reading, desk.pen, (), "Actor")
    )


def test_one_span_alone_is_relabelled_with_the_sentence_of_one(desk: Desk) -> None:
    span = desk.mark("Cue", "Лирия")
    said = desk.do(commands.relabel_all(desk.reading, desk.pen, (span, span), "Actor"))
    assert said == "Cue -> Actor: «Лирия»"


def test_a_span_in_pieces_does_not_become_a_label_of_one_piece(desk: Desk) -> None:
    whole = desk.mark("Cue", "Лирия")
    pieces = desk.mark("Cue", "Порт")
    more = TEXT.index("открыт")
    desk.do(commands.add_fragment(desk.reading, desk.pen, pieces, Interval(more, more + 6)))
    said = desk.do(
        commands.relabel_all(desk.reading, desk.pen, (whole, desk.now(pieces)), "Region")
    )
    assert desk.labels(whole, pieces) == ["Region", "Cue"]
    assert "1 is in pieces" in said


def test_an_attribute_is_set_where_the_label_has_it(desk: Desk) -> None:
    one, two = desk.mark("Claim", "Порт Сарма открыт"), desk.mark("Claim", "порт стоит пустой")
    actor = desk.mark("Actor", "Лирия")
    said = desk.do(
        commands.set_attribute_all(desk.reading, desk.pen, (one, two, actor), "claim_type", "fact")
    )
    assert [desk.now(span).attributes for span in (one, two)] == [{"claim_type": "fact"}] * 2
    assert desk.now(actor).attributes == {}
    assert said == "claim type = fact: 2 spans; 1 has no such attribute"
    again = (desk.now(one), desk.now(two))
    said = desk.do(commands.set_attribute_all(desk.reading, desk.pen, again, "claim_type", None))
    assert said == "claim type removed from 2 spans"
    assert desk.now(one).attributes == {}


def test_an_attribute_that_no_chosen_span_can_have_is_refused(desk: Desk) -> None:
    spans = [desk.mark("Actor", words) for words in ("Лирия", "Корвания")]
    said = _refused(
        lambda: commands.set_attribute_all(desk.reading, desk.pen, spans, "claim_type", "fact")
    )
    assert said == "Nothing was changed: 2 have no such attribute."
    said = _refused(
        lambda: commands.set_attribute_all(desk.reading, desk.pen, spans, "actor_type", "tree")
    )
    assert said == "Nothing was changed: 2 have no such value."


def test_a_new_entity_is_made_and_attached_to_all_that_can_mention_it(desk: Desk) -> None:
    actors = [desk.mark("Actor", words) for words in ("Марк Ренн", "Лирия")]
    claim = desk.mark("Claim", "Порт Сарма открыт")
    said = desk.do(commands.attach_all(desk.reading, desk.pen, (*actors, claim), WHO, new=True))
    assert said == "2 spans are Марк Ренн now; 1 cannot mention anybody"
    assert [desk.now(span).entity for span in actors] == ["e1", "e1"]
    assert [desk.now(span).attributes["actor_type"] for span in actors] == ["person"] * 2
    assert desk.reading.entities["e1"] == WHO
    now = [desk.now(span) for span in actors]
    said = desk.do(commands.attach_all(desk.reading, desk.pen, (*now, claim), None))
    assert said == "Entity detached from 2 spans; 1 mentions nobody"


def test_an_entity_without_a_name_is_refused_for_many(desk: Desk) -> None:
    spans = [desk.mark("Actor", words) for words in ("Лирия", "Корвания")]
    said = _refused(
        lambda: commands.attach_all(
            desk.reading, desk.pen, spans, replace(WHO, name="  "), new=True
        )
    )
    assert said == "An entity needs a name."


def test_what_is_said_of_many_first_mentions_is_said_of_the_entity_once(desk: Desk) -> None:
    spans = [desk.mark("Actor", words) for words in ("Марк Ренн", "Лирия")]
    someone = replace(WHO, type="other")
    desk.do(commands.attach_all(desk.reading, desk.pen, spans, someone, new=True))
    now = [desk.now(span) for span in spans]
    desk.do(commands.set_attribute_all(desk.reading, desk.pen, now, "actor_type", "state"))
    assert desk.reading.entities["e1"].type == "state"
    assert sum(isinstance(change.record, Entity) for change in desk.done[-1].changes) == 1


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), min_size=2, max_size=12),
    st.sampled_from(["Claim", "Actor", "Source", "Cue", "Region"]),
)
def test_relabelling_many_leaves_what_the_codebook_allows_and_undoes_whole(
    codebook: Codebook, places: list[tuple[int, int]], label: str
) -> None:
    desk = Desk(Reading(Article("a", "0" * 64, "Порт"), TEXT, codebook))
    spans = []
    for number, (start, length) in enumerate(places):
        wanted = ("Claim", "Actor", "Cue")[number % 3]
        place = Interval(start, min(start + length, len(TEXT)))
        try:
            made = commands.label(desk.reading, desk.pen, (place,), wanted)
        except Refused:
            continue
        desk.do(made)
        span = made.changes[0].after
        assert isinstance(span, Span)
        spans.append(span)
    before = desk.reading.spans
    try:
        made = commands.relabel_all(desk.reading, desk.pen, spans, label)
    except Refused:
        return
    desk.do(made)
    for span in desk.reading.spans:
        if span.label == label and span not in before:
            others = [
                other
                for other in desk.reading.touching(span.start, span.end)
                if other.label == label and other.id != span.id
            ]
            if label in ("Source", "Cue", "Region"):
                assert not others
    desk.do(made.inverse())
    assert desk.reading.spans == before
