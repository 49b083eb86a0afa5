from dataclasses import replace

import pytest

from workbench.domain import commands
from workbench.domain.change import Change
from workbench.domain.codebook import Codebook
from workbench.domain.commands import Pen
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Entity, Relation, Span
from workbench.domain.text import Interval

TEXT = "Министр заявил, что перемирие сорвано."
PEN = Pen("анна", lambda: "new", lambda: "later")
WHO = Entity("e1", "Министр", "person")


def _span(name: str, label: str, start: int, end: int, **more: object) -> Span:
    place = (Interval(start, end),)
    made = Span(name, "a", label, place, {}, None, "борис", "manual", None, "t0", "t0")
    return replace(made, **more)  # type: ignore[arg-type]  # fields of a span


def _reading(codebook: Codebook, *spans: Span, **more: object) -> Reading:
    article = Article("a", "0" * 64, "Перемирие", "in_work")
    return Reading(article, TEXT, codebook, spans, **more)  # type: ignore[arg-type]  # its keywords


def _refused(sentence: str, reading: Reading, old: Span) -> None:
    with pytest.raises(Refused) as refused:
        commands.restore(reading, PEN, "s", old)
    assert sentence in str(refused.value)


def test_a_span_is_again_as_it_was_and_only_its_time_is_new(codebook: Codebook) -> None:
    old = _span("s", "Claim", 20, 37, attributes={"claim_type": "fact"}, note="?")
    now = _span("s", "Claim", 20, 29, updated="t5")
    made = commands.restore(_reading(codebook, now), PEN, "s", old)
    assert made.changes == (Change(now, replace(old, updated="later")),)
    assert made.focus is not None
    assert (made.focus.article, made.focus.span) == ("a", "s")
    assert str(made.title) == "Claim «перемирие сорвано» restored"


def test_a_span_that_was_deleted_comes_back_with_its_id_and_author(codebook: Codebook) -> None:
    old = _span("s", "Source", 0, 7, entity="e1")
    made = commands.restore(_reading(codebook, entities=[WHO]), PEN, "s", old)
    assert made.changes == (Change(None, replace(old, updated="later")),)


def test_a_version_that_is_the_present_one_is_refused(codebook: Codebook) -> None:
    span = _span("s", "Claim", 20, 37)
    reading = _reading(codebook, replace(span, updated="t9"))
    _refused("as it was then already", reading, span)


def test_what_the_codebook_does_not_have_any_more_is_refused(codebook: Codebook) -> None:
    reading = _reading(codebook)
    for label, attributes, sentence in (
        ("Tone", {}, "no label «Tone»"),
        ("Claim", {"mood": "glad"}, "no attribute «mood»"),
        ("Claim", {"claim_type": "rumour"}, "not a value"),
    ):
        old = _span("s", label, 20, 37, attributes=attributes)
        _refused(sentence, reading, old)
    old = replace(_span("s", "Region", 0, 4), fragments=(Interval(0, 4), Interval(8, 9)))
    _refused("in several pieces", reading, old)


def test_words_that_another_span_has_taken_meanwhile_are_refused(codebook: Codebook) -> None:
    other = _span("o", "Source", 0, 14)
    _refused(
        "may not overlap another",
        _reading(codebook, other),
        _span("s", "Source", 0, 7),
    )
    same = _span("o", "Source", 0, 7)
    _refused(
        "are marked as Source already",
        _reading(codebook, same),
        _span("s", "Source", 0, 7),
    )


def test_an_entity_that_is_gone_or_that_the_label_cannot_mention_is_refused(
    codebook: Codebook,
) -> None:
    old = _span("s", "Source", 0, 7, entity="e1")
    _refused(
        "not in the register any more",
        _reading(codebook),
        old,
    )
    cue = _span("s", "Cue", 8, 14, entity="e1")
    _refused(
        "not a mention of an entity",
        _reading(codebook, entities=[WHO]),
        cue,
    )


def test_a_label_that_the_links_of_the_span_do_not_allow_is_refused(codebook: Codebook) -> None:
    claim, source = _span("s", "Claim", 20, 37), _span("o", "Source", 0, 7)
    link = Relation("r", "a", "attributed_to", "s", "o", {}, "анна")
    reading = _reading(codebook, claim, source, relations=[link])
    cue = replace(claim, label="Cue")
    _refused("Delete that link first.", reading, cue)
    longer = replace(claim, fragments=(Interval(16, 37),))
    assert commands.restore(reading, PEN, "s", longer).changes[0].before == claim


def test_a_version_of_another_article_or_span_or_outside_the_text_is_refused(
    codebook: Codebook,
) -> None:
    reading, old = _reading(codebook), _span("s", "Claim", 20, 37)
    for wrong in (replace(old, article="b"), replace(old, id="x")):
        _refused("of another span", reading, wrong)
    beyond = replace(old, fragments=(Interval(20, 99),))
    _refused("inside the article", reading, beyond)


def test_the_first_edit_of_a_new_article_puts_it_in_work(codebook: Codebook) -> None:
    article = Article("a", "0" * 64, "Перемирие")
    reading = Reading(article, TEXT, codebook)
    made = commands.restore(reading, PEN, "s", _span("s", "Claim", 20, 37))
    assert made.changes[1] == Change(article, replace(article, status="in_work"))
