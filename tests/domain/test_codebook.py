import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from workbench.domain.codebook import (
    RESERVED_KEYS,
    Codebook,
    check_attributes,
    check_relation,
    check_span,
)
from workbench.domain.errors import Refused, Unreadable
from workbench.domain.text import Fragments, Interval

BODY: Mapping[str, Any] = {
    "id": "small",
    "version": "2.1",
    "labels": [
        {
            "id": "Claim",
            "ru": "Утверждение",
            "key": "c",
            "color": "#F2C14E",
            "self_overlap": "nest",
            "attributes": {
                "kind": {
                    "ru": "Тип",
                    "values": ["fact", "norm"],
                    "values_ru": ["факт", "норма"],
                    "required": True,
                    "default": "fact",
                }
            },
        },
        {"id": "Source", "key": "S", "self_overlap": "forbid", "shape": "dotted"},
        {"id": "Free"},
        {"id": "Region", "fragments": False, "self_overlap": "forbid"},
    ],
    "relations": [
        {"id": "from_source", "from": ["Claim"], "to": ["Source"], "max_per_from": 2},
        {"id": "supports", "from": ["Claim"], "to": ["Claim"], "acyclic": True},
        {"id": "against", "from": ["Claim"], "to": ["Claim"], "symmetric": True},
        {"id": "weighs", "from": ["Claim"], "to": ["Claim", "Source"],
         "attributes": {"role": {"values": ["big", "small"]}}},
    ],
}  # fmt: skip
SMALL = Codebook.of(BODY)


def _places(*pairs: tuple[int, int]) -> Fragments:
    return tuple(Interval(*pair) for pair in pairs)


def _span(label: str, places: Fragments, *others: Fragments, **attributes: str) -> None:
    check_span(SMALL, label, places, attributes, others)


def test_the_codebook_of_the_program_is_read_whole(codebook: Codebook) -> None:
    assert [label.id for label in codebook.labels] == ["Claim", "Actor", "Source", "Cue", "Region"]
    assert [label.key for label in codebook.labels] == list("CASQR")
    assert len(codebook.relations) == 6
    claim = codebook.label("Claim")
    assert claim is not None
    assert (claim.name.ru, claim.self_overlap) == ("Утверждение", "nest")
    assert [a.id for a in claim.attributes if a.required] == ["claim_type", "check"]
    assert {label.id for label in codebook.labels if label.names_entities} == {"Actor", "Source"}


def test_a_key_is_kept_as_a_capital_and_names_fall_back_to_the_id() -> None:
    claim, source, *_ = SMALL.labels
    assert (claim.key, claim.name.en, claim.name.ru) == ("C", "Claim", "Утверждение")
    assert (source.name.ru, source.shape) == ("Source", "dotted")


def test_values_have_names_in_both_languages_and_an_unknown_value_its_own() -> None:
    kind = SMALL.labels[0].attributes[0]
    assert [(name.en, name.ru) for name in kind.value_names] == [
        ("fact", "факт"),
        ("norm", "норма"),
    ]
    assert (kind.value_name("fact"), kind.value_name("old")) == ("fact", "old")


def test_joining_lists_the_relations_that_may_go_between_two_labels() -> None:
    assert [r.id for r in SMALL.joining("Claim", "Source")] == ["from_source", "weighs"]
    assert SMALL.joining("Source", "Claim") == ()


def _set(*path: str | int, to: object) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        part: Any = body
        for name in path[:-1]:
            part = part[name]
        part[path[-1]] = to

    return change


KIND = ("labels", 0, "attributes", "kind")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_set("labels", to=[]), "it has no labels"),
        (_set("labels", to={}), "«labels» is not a list of objects"),
        (_set("relations", to=["supports"]), "«relations» is not a list of objects"),
        (_set("id", to=""), "«id» of codebook is not a text"),
        (_set("version", to=1), "«version» of small is not a text"),
        (_set("labels", 1, "id", to="Claim"), "the name Claim stands in it twice"),
        (_set("labels", 1, "key", to="C"), "the key C is that of Claim and of Source"),
        (_set("relations", 1, "id", to="against"), "the name against stands in it twice"),
        (_set("labels", 0, "key", to="Ц"), "the key of Claim is not one letter from A to Z"),
        (_set("labels", 0, "key", to="CC"), "the key of Claim is not one letter from A to Z"),
        (_set("labels", 0, "key", to="k"), "the key K of Claim is taken by a command"),
        (_set("labels", 0, "color", to="red"), "the color of Claim is not of the form #12ABEF"),
        (_set("labels", 0, "color", to="#12345G"), "the color of Claim is not of the form"),
        (_set("labels", 1, "id", to=None), "«id» of codebook is not a text"),
        (_set("labels", 0, "ru", to=" "), "Claim has an empty name"),
        (_set("labels", 0, "en", to=""), "Claim has an empty name"),
        (_set("relations", 0, "en", to=""), "from_source has an empty name"),
        (_set("labels", 0, "revised", to=5), "«revised» of Claim is not a text"),
        (_set("labels", 0, "link_to_registry", to=[]), "«link_to_registry» of Claim is not"),
        (_set("labels", 0, "shape", to="wavy"), "«shape» of Claim is none of bracket, solid"),
        (_set("labels", 0, "self_overlap", to="no"), "«self_overlap» of Claim is none of allow"),
        (_set("labels", 0, "fragments", to=1), "«fragments» of Claim is neither true nor false"),
        (_set("labels", 0, "ru", to=5), "«ru» of Claim is not a text"),
        (_set("labels", 0, "attributes", to=[]), "the attributes of Claim are not objects by name"),
        (_set(*KIND, "values", to=[]), "the values of kind are none, or one stands there twice"),
        (_set(*KIND, "values", to=["a", "a"]), "the values of kind are none, or one stands"),
        (_set(*KIND, "values", to=["fact"]), "the names of the values of kind are not as many"),
        (_set(*KIND, "values_ru", to=["факт"]), "the names of the values of kind are not as many"),
        (_set(*KIND, "values", to="fact"), "«values» of kind is not a list of texts"),
        (_set(*KIND, "default", to="maybe"), "the default of kind is not one of its values"),
        (_set(*KIND, "required", to="yes"), "«required» of kind is neither true nor false"),
        (_set("relations", 0, "max_per_from", to=0), "«max_per_from» of from_source is not a"),
        (_set("relations", 0, "max_per_from", to=True), "«max_per_from» of from_source is not a"),
        (_set("relations", 0, "to", to=["Cue"]), "relation from_source names the label Cue, which"),
        (_set("relations", 0, "from", to="Claim"), "«from» of from_source is not a list of texts"),
    ],
)
def test_a_wrong_codebook_is_refused_with_the_part_that_is_wrong(
    change: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    body = copy.deepcopy(dict(BODY))
    change(body)
    with pytest.raises(Unreadable) as refused:
        Codebook.of(body)
    assert str(refused.value).startswith("The codebook cannot be used: ")
    assert sentence in str(refused.value)


def test_an_example_in_one_language_stands_in_for_the_other() -> None:
    body = copy.deepcopy(dict(BODY))
    body["labels"][0] |= {"examples_en": ["one", "two"], "examples_ru": ["один"]}
    found = Codebook.of(body).labels[0].examples
    assert [(example.en, example.ru) for example in found] == [("one", "один"), ("two", "two")]


@pytest.mark.parametrize("key", sorted(RESERVED_KEYS))
def test_no_label_takes_the_key_of_a_command(key: str) -> None:
    body = copy.deepcopy(dict(BODY))
    body["labels"][0]["key"] = key
    with pytest.raises(Unreadable, match="taken by a command of the program"):
        Codebook.of(body)


def test_an_attribute_that_the_label_does_not_have_is_refused() -> None:
    with pytest.raises(Refused, match="Claim has no attribute «tone» in the codebook"):
        _span("Claim", _places((0, 3)), tone="sharp")


def test_a_value_outside_the_list_is_refused_with_the_list() -> None:
    label = SMALL.labels[0]
    check_attributes({"kind": "norm"}, label.attributes, label.name)
    with pytest.raises(Refused) as refused:
        _span("Claim", _places((0, 3)), kind="guess")
    assert str(refused.value) == "«guess» is not a value of «kind». Choose one of: fact, norm."


def test_a_label_that_the_codebook_does_not_have_is_refused() -> None:
    with pytest.raises(Refused, match="The codebook has no label «Cue»"):
        _span("Cue", _places((0, 3)))


def test_a_label_in_one_piece_refuses_fragments() -> None:
    _span("Region", _places((0, 3)))
    with pytest.raises(Refused, match="The codebook does not allow Region in several pieces"):
        _span("Region", _places((0, 3), (5, 8)))


def test_the_same_words_are_not_marked_twice_alike() -> None:
    with pytest.raises(Refused, match="These words are marked as Free already"):
        _span("Free", _places((0, 3), (5, 8)), _places((0, 3), (5, 8)))


def test_allow_lets_spans_cross_where_others_may_not() -> None:
    _span("Free", _places((0, 5)), _places((3, 8)))
    for label in ("Claim", "Source"):
        with pytest.raises(Refused):
            _span(label, _places((0, 5)), _places((3, 8)))


def test_forbid_refuses_any_shared_character_and_allows_touching() -> None:
    _span("Source", _places((3, 8)), _places((0, 3)), _places((8, 9)))
    for other in ((0, 4), (4, 5), (0, 20)):
        with pytest.raises(Refused, match="One Source may not overlap another"):
            _span("Source", _places((3, 8)), _places(other))


def test_forbid_looks_at_fragments_and_not_at_the_hull() -> None:
    _span("Source", _places((0, 3), (10, 12)), _places((5, 8)))
    with pytest.raises(Refused, match="One Source may not overlap another"):
        _span("Source", _places((0, 3), (10, 12)), _places((5, 11)))


def test_nest_allows_inside_and_around_and_refuses_crossing() -> None:
    _span("Claim", _places((2, 8)), _places((3, 5)), _places((0, 9)), _places((8, 12)))
    for other in ((0, 4), (7, 9)):
        with pytest.raises(Refused, match="may lie inside another, but may not cross its border"):
            _span("Claim", _places((2, 8)), _places(other))


def test_nest_refuses_a_fragmented_span_half_inside_another() -> None:
    _span("Claim", _places((1, 2), (4, 5)), _places((0, 6)))
    with pytest.raises(Refused, match="may not cross its border"):
        _span("Claim", _places((1, 2), (4, 5)), _places((0, 3)))


A, B, C, D = ("a", "Claim"), ("b", "Claim"), ("c", "Claim"), ("d", "Source")


def _link(
    kind: str,
    source: tuple[str, str],
    target: tuple[str, str],
    *others: tuple[str, str, str],
    **attributes: str,
) -> None:
    check_relation(SMALL, kind, source, target, attributes, others)


def test_a_relation_that_the_codebook_does_not_have_is_refused() -> None:
    with pytest.raises(Refused, match="The codebook has no relation «echoes»"):
        _link("echoes", A, B)


def test_a_relation_between_wrong_labels_is_refused_with_the_right_ones() -> None:
    _link("weighs", A, D)
    with pytest.raises(Refused) as refused:
        _link("weighs", D, A)
    assert str(refused.value) == (
        "«weighs» goes from Claim to Claim / Source, not from Source to Claim."
    )


def test_a_span_is_not_linked_to_itself() -> None:
    with pytest.raises(Refused, match="A span cannot be linked to itself"):
        _link("supports", A, A)


def test_the_attributes_of_a_relation_are_checked() -> None:
    _link("weighs", A, B, role="big")
    with pytest.raises(Refused, match="Choose one of: big, small"):
        _link("weighs", A, B, role="huge")
    with pytest.raises(Refused, match="supports has no attribute «role»"):
        _link("supports", A, B, role="big")


def test_two_spans_are_linked_once_by_one_relation() -> None:
    _link("supports", A, B, ("against", "a", "b"), ("supports", "c", "b"))
    with pytest.raises(Refused, match="These two are linked by «supports» already"):
        _link("supports", A, B, ("supports", "a", "b"))


def test_a_symmetric_relation_is_the_same_from_either_end() -> None:
    with pytest.raises(Refused, match="These two are linked by «against» already"):
        _link("against", A, B, ("against", "b", "a"))
    _link("weighs", A, B, ("weighs", "b", "a"))


def test_the_number_of_links_from_one_span_is_kept() -> None:
    full = (("from_source", "a", "x"), ("from_source", "a", "y"))
    _link("from_source", A, D, full[0], ("from_source", "b", "y"), ("weighs", "a", "y"))
    with pytest.raises(Refused, match=r"at most 2 links «from source» from one span\."):
        _link("from_source", A, D, *full)


def test_an_acyclic_relation_does_not_go_in_a_circle() -> None:
    chain = (("supports", "b", "c"), ("supports", "c", "e"))
    _link("supports", A, B, *chain)
    _link("supports", B, ("e", "Claim"), *chain)
    with pytest.raises(Refused, match="may not go in a circle"):
        _link("supports", ("e", "Claim"), B, *chain)
    with pytest.raises(Refused, match="may not go in a circle"):
        _link("supports", B, A, ("supports", "a", "b"))


def test_other_relations_do_not_close_a_circle() -> None:
    _link("supports", B, A, ("weighs", "a", "b"))
    with pytest.raises(Refused, match="may not go in a circle"):
        _link("supports", B, A, ("weighs", "a", "b"), ("supports", "a", "b"))


def test_a_relation_that_may_go_in_a_circle_does() -> None:
    linked = (("supports", "a", "b"), ("weighs", "a", "b"))
    _link("weighs", B, A, *linked)
    with pytest.raises(Refused, match="may not go in a circle"):
        _link("supports", B, A, *linked)


def test_only_a_label_that_names_entities_mentions_one(codebook: Codebook) -> None:
    places = _places((0, 3))
    check_span(codebook, "Actor", places, {}, (), entity="e1")
    check_span(codebook, "Claim", places, {}, (), entity=None)
    with pytest.raises(Refused) as told:
        check_span(codebook, "Claim", places, {}, (), entity="e1")
    assert str(told.value) == "Claim is not a mention of an entity."
