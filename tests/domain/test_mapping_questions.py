"""What is asked about names of other tools, and what answers decide."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codebook import Codebook
from workbench.domain.mapping import EMPTY, AttributeWay, Mapping, Rest, Way, mapped, settle
from workbench.domain.mapping_codebook import grown
from workbench.domain.mapping_found import Found
from workbench.domain.mapping_losses import left_out
from workbench.domain.mapping_questions import OUT, Answer, Question, answered, questions
from workbench.domain.records import Relation, Review, Span, Verdict
from workbench.domain.text import Interval
from workbench.resources import resource

BOOK = Codebook.of(orjson.loads(resource("codebook.json").read_bytes()))
NAMES = st.sampled_from(["Actor", "actor", "Claim", "STATE", "verb", "актор"])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["actor_type", "Who it is", "mood", "frame"]),
    st.sampled_from(["state", "person", "angry", "city"]),
    max_size=2,
)


def span(number: int, label: str, attributes: dict[str, str]) -> Span:
    place = (Interval(number * 6, number * 6 + 5),)
    return Span(str(number), "a", label, place, attributes, None, "", "import", None, "", "")


@st.composite
def founds(draw: st.DrawFn) -> Found:
    found = Found()
    said = draw(st.lists(st.tuples(NAMES, ATTRIBUTES), min_size=1, max_size=6))
    spans = [span(number, label, given) for number, (label, given) in enumerate(said)]
    links = [
        Relation(f"r{number}", "a", kind, spans[0].id, one.id, {}, "")
        for number, (kind, one) in enumerate(
            zip(draw(st.lists(st.sampled_from(["about", "does"]), max_size=3)), spans, strict=False)
        )
    ]
    found.add(spans, links, "Лирия " * 6)
    return found


def possible(question: Question) -> list[Answer]:
    add = [] if question.known else [Answer(question.name, add=True)]
    return [OUT, *add, *(Answer(name) for name, _ in question.offered)]


@given(founds(), st.data())
def test_every_row_of_answers_leads_to_a_mapping_without_questions(
    found: Found, data: st.DataObject
) -> None:
    mapping = EMPTY
    for _ in range(60):
        open_ = [one for one in questions(found, BOOK, mapping) if one.answer is None]
        settled = settle(found, BOOK, mapping)
        assert {(one.part, one.owner) for one in settled.unknown} == {
            (one.part, one.owner) for one in open_
        }
        if not open_:
            break
        question = data.draw(st.sampled_from(open_))
        answer = data.draw(st.sampled_from(possible(question)))
        mapping = answered(mapping, question, answer)
        again = {one.key: one for one in questions(found, BOOK, mapping)}
        if question.key in again:  # a value that is as it was called is no question any more
            assert again[question.key].answer == answer
    assert settle(found, BOOK, mapping).unknown == ()
    book = grown(BOOK, settle(found, BOOK, mapping).mapping, found)
    assert {label.id for label in BOOK.labels} <= {label.id for label in book.labels}


@given(founds(), st.data())
def test_an_answer_can_be_changed(found: Found, data: st.DataObject) -> None:
    listed = questions(found, BOOK, EMPTY)
    question = data.draw(st.sampled_from(listed))
    first, second = (data.draw(st.sampled_from(possible(question))) for _ in range(2))
    direct = answered(EMPTY, question, second)
    assert answered(answered(EMPTY, question, first), question, second) == direct


def test_questions_come_with_numbers_and_words_and_what_is_called_alike() -> None:
    found = Found()
    found.add([span(0, "actor", {"mood": "angry"}), span(1, "actor", {})], [], "Лирия молча")
    (question,) = questions(found, BOOK, EMPTY)
    assert (question.count, question.example, question.like) == (2, "«Лирия»", "Actor")
    mapping = answered(EMPTY, question, Answer("Actor"))
    _, mood = questions(found, BOOK, mapping)
    assert (mood.attribute, mood.count, mood.example) == ("mood", 1, "«Лирия»")


def test_what_is_known_comes_last_and_can_become_something_else() -> None:
    found = Found()
    found.add([span(0, "Actor", {}), span(1, "other", {})], [], "Лирия молча")
    other, actor = questions(found, BOOK, EMPTY)
    assert (other.owner, actor.answer) == ("other", Answer("Actor"))
    changed = answered(EMPTY, actor, Answer("Source"))
    assert changed.labels == {"Actor": Way("Source")}


def test_a_given_way_is_taken_whole_where_the_answer_is_its_own() -> None:
    found = Found()
    found.add([span(0, "PER", {"id": "x-1"})], [], "Лирия")
    (question,) = questions(found, BOOK, EMPTY)
    whole = Way("Person", add=True, attributes={"id": AttributeWay("id", add=True, after="-")})
    given_ = Mapping({"PER": whole})
    assert answered(EMPTY, question, Answer("Person", add=True), given_) == given_
    assert answered(EMPTY, question, Answer("Actor"), given_).labels == {"PER": Way("Actor")}


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        (Mapping({"Actor": Way("Actor")}), EMPTY),
        (Mapping({"A": Way("Actor")}), Mapping({"A": Way("Actor")})),
        (Mapping({"A": None}), Mapping({"A": None})),
        (Mapping({"A": Way("A", add=True)}), Mapping({"A": Way("A", add=True)})),
        (Mapping({"A": Way("A", attributes={"x": AttributeWay("x", values={"v": "v"})})}), EMPTY),
        (Mapping({}, {"r": Way("r")}), EMPTY),
    ],
)
def test_what_keeps_its_name_is_no_decision(mapping: Mapping, told: Mapping) -> None:
    assert mapping.told() == told


VALUES = st.sampled_from(["v1", "v2", "state", "STATE", "State", "p:v1", "p:STATE"])


@given(
    st.lists(VALUES, min_size=1, max_size=5),
    st.dictionaries(VALUES, VALUES | st.none(), max_size=4),
    st.sampled_from(["", ":"]),
    st.sampled_from(["add", "skip"]),
)
def test_what_is_settled_gives_only_values_that_the_codebook_has(
    said: list[str], values: dict[str, str | None], after: str, rest: Rest
) -> None:
    spans = [span(number, "X", {"kind": value}) for number, value in enumerate(said)]
    found = Found()
    found.add(spans, [])
    way = Way("Actor", attributes={"kind": AttributeWay("actor_type", values=values, after=after)})
    settled = settle(found, BOOK, Mapping({"X": way}), rest)
    book = grown(BOOK, settled.mapping, found)
    label = book.label("Actor")
    assert label is not None
    (kinds,) = (one.values for one in label.attributes if one.id == "actor_type")
    made, _, _ = mapped(spans, [], settled.mapping, book)
    got = [one.attributes.get("actor_type") for one in made]
    assert {value for value in got if value is not None} <= set(kinds)
    lost = [str(one) for one in left_out(found, settled.mapping, book)]
    assert bool(lost) == (None in got)


def _span(name: str, label: str, review: Review | None, **said: str) -> Span:
    place = (Interval(0, 5),)
    return Span(name, "a", label, place, said, None, "анна", "import", None, "", "", review)


def _mapped(*spans: Span, way: Way) -> tuple[list[Verdict | None], int]:
    book = Codebook.of({"id": "b", "version": "1", "labels": [{"id": "Actor"}], "relations": []})
    mapping = Mapping({span.label: way for span in spans})
    made, _, told = mapped(spans, (), mapping, book)
    return [span.verdict for span in made], len(told)


def test_a_decision_goes_along_with_what_the_mapping_keeps() -> None:
    yes, no = Review("accepted", "вера", ""), Review("rejected", "вера", "")
    way = Way("Actor", False, {"mention": "name"}, {"role": AttributeWay("kind")})
    assert _mapped(_span("s", "PER", yes, role="state"), way=way) == (["accepted"], 0)
    drops = Way("Actor", attributes={"role": None})
    assert _mapped(_span("s", "PER", yes, role="state"), way=drops) == ([None], 0)
    doubles = _span("s", "PER", yes), _span("t", "ORG", no)
    assert _mapped(*doubles, way=Way("Actor")) == ([None], 1)
    alike = _span("s", "PER", yes), _span("t", "ORG", yes)
    assert _mapped(*alike, way=Way("Actor")) == (["accepted"], 0)
