import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.checked import (
    checked_article,
    checked_entity,
    checked_note,
    checked_rejection,
    checked_relation,
    checked_span,
)
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.forms import (
    Form,
    change_form,
    entity_form,
    entity_from,
    note_form,
    note_from,
    record_form,
    rejection_form,
    rejection_from,
    relation_form,
    relation_from,
    span_form,
    span_from,
    transaction_form,
    transaction_from,
)
from workbench.domain.records import (
    Article,
    Entity,
    Note,
    Record,
    Rejection,
    Relation,
    Span,
    Status,
)
from workbench.domain.text import Interval, merged
from workbench.domain.words import Message, Names

TEXT = "Министр 😀 заявил: «Это\u00a0правда»."
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = WORDS.filter(lambda text: bool(text.strip()))
PAIRS = st.dictionaries(WORDS, WORDS, max_size=3)
INTERVALS = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 9)).map(
    lambda pair: Interval(pair[0], min(sum(pair), len(TEXT)))
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)
SPANS = st.builds(
    Span,
    NAMES,
    st.just("article"),
    NAMES,
    st.lists(INTERVALS, min_size=1, max_size=3).map(merged),
    PAIRS,
    st.none() | NAMES,
    NAMES,
    WORDS,
    st.none() | NAMES,
    WORDS,
    WORDS,
)
RELATIONS = st.builds(Relation, NAMES, st.just("article"), NAMES, NAMES, NAMES, PAIRS, NAMES)
ENTITIES = st.builds(
    Entity,
    NAMES,
    NAMES,
    WORDS,
    st.lists(WORDS, max_size=3).map(tuple),
    PAIRS,
    st.none() | NAMES,
)
REJECTIONS = st.builds(
    Rejection,
    NAMES,
    st.just("article"),
    NAMES,
    st.lists(INTERVALS, min_size=1, max_size=3).map(merged),
    NAMES,
    WORDS,
)
NOTES = st.builds(Note, NAMES, st.just("article"), NAMES, NAMES, WORDS, WORDS)
ARTICLES = st.builds(
    Article,
    NAMES,
    NAMES,
    WORDS,
    st.sampled_from(get_args(Status)),
    st.dictionaries(WORDS, JSON, max_size=3),
)
VALUES = st.one_of(
    WORDS,
    st.integers(-1000, 1000),
    st.builds(Names, WORDS, WORDS),
    st.builds(Message, WORDS, st.just(""), st.dictionaries(WORDS, WORDS, max_size=1)),
)
MESSAGES = st.builds(Message, WORDS, WORDS, st.dictionaries(WORDS, VALUES, max_size=3))


def _whole(transaction: Transaction) -> Form:
    return transaction_form(transaction, [change_form(change) for change in transaction.changes])


def _through_json(form: Any) -> Any:
    return json.loads(json.dumps(form))


@given(SPANS)
def test_a_span_comes_back_from_its_form(span: Span) -> None:
    form = _through_json(span_form(span, TEXT))
    assert span_from(form, "article") == span
    assert checked_span(form, "article", TEXT) == span


@given(RELATIONS)
def test_a_relation_comes_back_from_its_form(relation: Relation) -> None:
    form = _through_json(relation_form(relation))
    assert relation_from(form, "article") == relation
    assert checked_relation(form, "article") == relation


@given(ENTITIES)
def test_an_entity_comes_back_from_its_form(entity: Entity) -> None:
    form = _through_json(entity_form(entity))
    assert entity_from(form) == entity
    assert checked_entity(form) == entity


@given(NOTES)
def test_a_note_comes_back_from_its_form(note: Note) -> None:
    form = _through_json(note_form(note))
    assert note_from(form, "article") == note
    assert checked_note(form, "article") == note


def test_an_entity_without_a_note_has_the_form_that_it_always_had() -> None:
    assert list(entity_form(Entity("e", "Имя", "person"))) == [
        "id", "name", "type", "aliases", "links",
    ]  # fmt: skip
    assert entity_form(Entity("e", "Имя", "person", note="?"))["note"] == "?"


@given(REJECTIONS)
def test_a_rejection_comes_back_from_its_form(rejection: Rejection) -> None:
    form = _through_json(rejection_form(rejection))
    assert rejection_from(form, "article") == rejection
    assert checked_rejection(form, "article", TEXT) == rejection


@given(ARTICLES)
def test_an_article_comes_back_from_its_form(article: Article) -> None:
    assert checked_article(_through_json(record_form(article))) == article


@given(
    MESSAGES,
    st.lists(SPANS | RELATIONS | ENTITIES | NOTES | REJECTIONS | ARTICLES, max_size=4),
    st.sampled_from([None, Focus("a"), Focus("a", "s")]),
    st.sampled_from(["made", "gone", "kept"]),
)
def test_a_transaction_comes_back_from_the_journal_as_it_was(
    title: Message, records: list[Record], focus: Focus | None, how: str
) -> None:
    changes = tuple(
        Change(None if how == "made" else record, None if how == "gone" else record)
        for record in records
    )
    transaction = Transaction(title, changes, focus)
    assert transaction_from(_through_json(_whole(transaction))) == transaction


def test_a_codebook_comes_back_from_the_journal(codebook: Codebook) -> None:
    transaction = Transaction(Message("Codebook"), (Change(codebook, codebook),))
    assert transaction_from(_through_json(_whole(transaction))) == transaction


def test_the_journal_keeps_no_words_of_the_article() -> None:
    span = Span("s", "a", "L", (Interval(0, 7),), {}, None, "me", "manual", None, "", "")
    said = json.dumps(record_form(span), ensure_ascii=False)
    assert "Министр" not in said
    assert "quote" not in said


def test_a_record_of_an_unknown_kind_is_refused() -> None:
    form = {"title": {"text": "", "many": "", "values": {}}, "focus": None}
    with pytest.raises(Unreadable, match="a kind of record that is not known: opinion"):
        transaction_from({**form, "changes": [["opinion", {}, None]]})


def test_the_keys_of_a_span_stand_in_the_order_of_the_native_record() -> None:
    span = Span(
        "s", "a", "L", (Interval(0, 7), Interval(8, 9)), {}, None, "me", "manual", None, "", ""
    )
    form = span_form(span, TEXT)
    assert list(form) == [
        "id", "label", "start", "end", "fragments", "quote", "quotes", "attributes", "entity",
        "annotator", "origin", "note", "created", "updated",
    ]  # fmt: skip
    assert (form["start"], form["end"], form["quote"]) == (0, 9, "Министр 😀")
    assert (form["fragments"], form["quotes"]) == ([[0, 7], [8, 9]], ["Министр", "😀"])


GOOD = {"id": "s", "label": "L", "start": 0, "end": 7, "annotator": "me"}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"id": ""}, "«id» is missing or of the wrong kind."),
        ({"label": 3}, "«label» is missing"),
        ({"annotator": None}, "«annotator» is missing"),
        ({"start": None}, "«fragments» is missing"),
        ({"start": "0"}, "«fragments» is missing"),
        ({"start": 0.0}, "«fragments» is missing"),
        ({"start": False}, "«fragments» is missing"),
        ({"start": 7}, "«fragments» is missing"),
        ({"start": -1}, "«fragments» is missing"),
        ({"fragments": [[0]]}, "«fragments» is missing"),
        ({"fragments": 7}, "«fragments» is missing"),
        ({"end": 700}, "The offsets lie outside the text, or not in order."),
        ({"fragments": [[4, 7], [0, 3]]}, "The offsets lie outside the text, or not in order."),
        ({"fragments": [[0, 5], [4, 7]]}, "The offsets lie outside the text, or not in order."),
        ({"fragments": [[1, 7]]}, "«start» and «end» are not those of the fragments."),
        ({"fragments": [[0, 6]]}, "«start» and «end» are not those of the fragments."),
        ({"quotes": ["министр"]}, "the text at its offsets is «Министр», not its quote «министр»."),
        ({"quotes": "Министр"}, "«quotes» is missing"),
        ({"attributes": {"a": 1}}, "«attributes» is missing"),
        ({"attributes": []}, "«attributes» is missing"),
        ({"entity": ""}, "«entity» is missing"),
        ({"note": 5}, "«note» is missing"),
    ],
)
def test_a_span_from_outside_is_refused_with_the_field_that_is_wrong(
    wrong: dict[str, Any], sentence: str
) -> None:
    checked_span(GOOD, "article", TEXT)
    with pytest.raises(Unreadable) as refused:
        checked_span({**GOOD, **wrong}, "article", TEXT)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("form", [None, [], "span", 3])
def test_what_is_no_object_is_refused(form: object) -> None:
    with pytest.raises(Unreadable, match="«span» is missing or of the wrong kind"):
        checked_span(form, "article", TEXT)


def test_a_state_that_there_is_not_is_refused() -> None:
    with pytest.raises(Unreadable, match="«status» has an unknown value: finished"):
        checked_article({"id": "a", "sha256": "0", "status": "finished"})


def test_lists_and_links_of_an_entity_are_checked() -> None:
    with pytest.raises(Unreadable, match="«aliases»"):
        checked_entity({"id": "e", "name": "Имя", "aliases": ["а", 1]})
    with pytest.raises(Unreadable, match="«links»"):
        checked_entity({"id": "e", "name": "Имя", "links": {"wikidata": 227}})


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"id": ""}, "«id» is missing"),
        ({"entity": None}, "«entity» is missing"),
        ({"fragments": [[0, 700]]}, "The offsets lie outside the text"),
        ({"fragments": []}, "«fragments» is missing"),
        ({"fragments": None}, "«fragments» is missing"),
        ({"annotator": " "}, "«annotator» is missing"),
        ({"created": 5}, "«created» is missing"),
    ],
)
def test_a_rejection_from_outside_is_refused_with_the_field_that_is_wrong(
    wrong: dict[str, Any], sentence: str
) -> None:
    good = {"id": "j", "entity": "e", "fragments": [[0, 7]], "annotator": "me"}
    checked_rejection(good, "article", TEXT)
    with pytest.raises(Unreadable) as refused:
        checked_rejection({**good, **wrong}, "article", TEXT)
    assert sentence in str(refused.value)
