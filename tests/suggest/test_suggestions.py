"""Which mentions and links are suggested, and what taking and rejecting them writes."""

import pytest

from workbench.domain import commands
from workbench.domain.codebook import Codebook
from workbench.domain.commands import Pen
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Entity, Rejection, Span
from workbench.domain.suggestion import Link, Mention
from workbench.domain.text import Interval
from workbench.language.mentions import WordIndex
from workbench.language.morphology import Morphology
from workbench.suggest.links import suggested_links
from workbench.suggest.mentions import is_open, suggested_mentions, usual_label

TEXT = (
    "Корвания нарушила договор, сообщил Марк Ренн. Ренну не верят в Корвании.\n"
    "В другом абзаце молчит газета «Вестник»."
)
KORVANIA = Entity("k", "Корвания", "state")
RENN = Entity("r", "Марк Ренн", "person")
PEN = Pen("анна")


@pytest.fixture(scope="module")
def morphology() -> Morphology:
    return Morphology()


@pytest.fixture(scope="module")
def index(morphology: Morphology) -> WordIndex:
    made = WordIndex(TEXT, morphology)
    made.finish()
    return made


@pytest.fixture
def reading(codebook: Codebook) -> Reading:
    return Reading(Article("a", "0", "t"), TEXT, codebook, entities=(KORVANIA, RENN))


def place(words: str) -> Interval:
    return Interval(TEXT.index(words), TEXT.index(words) + len(words))


def mark(reading: Reading, label: str, words: str, entity: Entity | None = None) -> Reading:
    made = commands.label(reading, PEN, (place(words),), label, entity=entity)
    return reading.after(made.changes)


def said(mentions: list[Mention]) -> list[str]:
    return [TEXT[m.place.start : m.place.end] for m in mentions]


def span(reading: Reading, label: str) -> Span:
    return next(span for span in reading.spans if span.label == label)


def test_a_name_is_found_in_every_case_and_a_person_by_the_surname(index: WordIndex) -> None:
    found = suggested_mentions(index, KORVANIA, "Actor", familiar=False)
    assert said(found) == ["Корвания", "Корвании"]
    assert said(suggested_mentions(index, RENN, "Actor", familiar=False)) == ["Марк Ренн", "Ренну"]


def test_a_surname_alone_is_no_mention_of_somebody_the_article_does_not_know(
    morphology: Morphology,
) -> None:
    alone = WordIndex("Ренну не верят.", morphology)
    alone.finish()
    assert suggested_mentions(alone, RENN, "Actor", familiar=False) == []
    assert len(suggested_mentions(alone, RENN, "Actor", familiar=True)) == 1


def test_a_suggestion_is_open_until_it_is_marked_or_rejected(reading: Reading) -> None:
    ghost = Mention(place("Корвании"), "k", "Actor")
    assert is_open(reading, ghost)
    assert not is_open(mark(reading, "Actor", "Корвании", KORVANIA), ghost)
    assert not is_open(mark(reading, "Source", "Корвании", KORVANIA), ghost)
    assert is_open(mark(reading, "Claim", "Ренну не верят в Корвании"), ghost)
    rejected = commands.reject(reading, PEN, ghost, KORVANIA)
    assert not is_open(reading.after(rejected.changes), ghost)
    assert is_open(reading, Mention(place("Корвании"), "r", "Actor"))


def test_the_same_words_marked_as_somebody_else_are_left_alone(reading: Reading) -> None:
    marked = mark(reading, "Actor", "Корвании", RENN)
    assert not is_open(marked, Mention(place("Корвании"), "k", "Actor"))


def test_the_usual_label_of_an_entity_is_that_of_most_mentions(reading: Reading) -> None:
    marked = mark(mark(reading, "Source", "Корвания", KORVANIA), "Source", "Корвании", KORVANIA)
    assert usual_label(marked.codebook, marked.spans) == "Source"
    assert usual_label(reading.codebook, ()) == "Actor"


def test_taking_marks_all_in_one_step_with_type_and_origin(reading: Reading) -> None:
    ghosts = [Mention(place(words), "k", "Actor") for words in ("Корвания", "Корвании")]
    taken = commands.take_mentions(reading, PEN, ghosts, (KORVANIA,))
    after = reading.after(taken.changes)
    assert [(s.origin, s.entity, s.attributes["actor_type"]) for s in after.spans] == [
        ("same_name", "k", "state")
    ] * 2
    assert after.after(taken.inverse().changes).spans == ()


def test_what_is_no_longer_possible_is_left_out_and_nothing_is_refused(reading: Reading) -> None:
    marked = mark(reading, "Actor", "Корвания", KORVANIA)
    both = [Mention(place(words), "k", "Actor") for words in ("Корвания", "Корвании")]
    taken = commands.take_mentions(marked, PEN, both, (KORVANIA,))
    assert len(marked.after(taken.changes).spans) == 2
    with pytest.raises(Refused):
        commands.take_mentions(marked, PEN, both[:1], (KORVANIA,))


def test_a_rejection_is_kept_once(reading: Reading) -> None:
    ghost = Mention(place("Корвании"), "k", "Actor")
    rejected = commands.reject(reading, PEN, ghost, KORVANIA)
    (record,) = [change.after for change in rejected.changes]
    assert isinstance(record, Rejection)
    assert (record.entity, record.fragments, record.annotator) == ("k", (ghost.place,), "анна")
    with pytest.raises(Refused):
        commands.reject(reading.after(rejected.changes), PEN, ghost, KORVANIA)


def kinds(links: tuple[Link, ...]) -> list[str]:
    return sorted(link.type for link in links)


def test_a_claim_is_offered_its_source_its_cue_and_the_actors_inside(reading: Reading) -> None:
    marked = mark(reading, "Actor", "Корвания", KORVANIA)
    marked = mark(marked, "Actor", "Корвании", KORVANIA)
    marked = mark(marked, "Source", "Марк Ренн", RENN)
    marked = mark(marked, "Cue", "сообщил")
    marked = mark(marked, "Claim", "Корвания нарушила договор")
    found = suggested_links(marked, span(marked, "Claim"))
    assert kinds(found) == ["about", "attributed_to", "signalled_by"]
    (about,) = [link for link in found if link.type == "about"]
    target = marked.span(about.target)
    assert target is not None
    assert target.fragments == (place("Корвания"),)
    taken = commands.take_links(marked, PEN, found)
    linked = marked.after(taken.changes)
    assert suggested_links(linked, span(linked, "Claim")) == ()
    with pytest.raises(Refused):
        commands.take_links(linked, PEN, found)


def test_a_source_that_a_reviewer_rejected_is_not_offered(reading: Reading) -> None:
    marked = mark(reading, "Source", "Марк Ренн", RENN)
    marked = mark(marked, "Claim", "Корвания нарушила договор")
    rejected = commands.decide(marked, PEN, [span(marked, "Source")], "rejected")
    after = marked.after(rejected.changes)
    assert kinds(suggested_links(marked, span(marked, "Claim"))) == ["attributed_to"]
    assert suggested_links(after, span(after, "Claim")) == ()


def test_what_stands_in_another_paragraph_or_far_away_is_not_offered(reading: Reading) -> None:
    marked = mark(reading, "Source", "газета «Вестник»")
    marked = mark(marked, "Claim", "Корвания нарушила договор")
    assert suggested_links(marked, span(marked, "Claim")) == ()


def test_the_nearest_source_of_the_sentence_comes_before_a_nearer_one_outside(
    reading: Reading,
) -> None:
    marked = mark(reading, "Source", "Марк Ренн", RENN)
    marked = mark(marked, "Source", "Ренну", RENN)
    marked = mark(marked, "Claim", "Корвания нарушила договор")
    (link,) = suggested_links(marked, span(marked, "Claim"))
    target = marked.span(link.target)
    assert target is not None
    assert target.fragments == (place("Марк Ренн"),)


def test_an_actor_inside_another_claim_is_not_offered_to_this_one(reading: Reading) -> None:
    marked = mark(reading, "Actor", "Корвания", KORVANIA)
    marked = mark(marked, "Claim", "Ренну не верят")
    (claim,) = [span for span in marked.spans if span.label == "Claim"]
    assert kinds(suggested_links(marked, claim)) == ["about"]
    marked = mark(marked, "Claim", "Корвания нарушила договор")
    assert suggested_links(marked, claim) == ()


def test_a_source_is_not_offered_claims(reading: Reading) -> None:
    marked = mark(mark(reading, "Claim", "Корвания нарушила договор"), "Source", "Марк Ренн")
    assert suggested_links(marked, span(marked, "Source")) == ()
