from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.strategies import BOOK, bundles
from tests.exchange.trips import (
    LIRIA,
    PEACE,
    TEXT,
    WAR,
    article_of,
    holds_its_promise,
    link,
    places,
    read_lines,
    span_at,
    taken,
    written,
)
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import lost
from workbench.exchange.label_studio.dialect import CONFIG, TASKS, LabelStudio

STUDIO = LabelStudio()


@given(st.lists(bundles(), max_size=3))
def test_what_was_written_is_read_again(articles: list[Bundle]) -> None:
    holds_its_promise(STUDIO, *articles)


ARTICLE = article_of(
    TEXT,
    span_at("s1", "Claim", PEACE, WAR, attributes={"claim_type": "fact"}, note="точно?"),
    span_at("s2", "Actor", LIRIA),
    relations=[link("about", "s1", "s2", role="topic")],
    notes=["проверить"],
)


def tasks(*articles: Bundle) -> list[Any]:
    """The tasks of an export."""
    found = orjson.loads(written(STUDIO, *articles).files[TASKS])
    assert isinstance(found, list)
    return found


def config(*articles: Bundle) -> str:
    """The labelling configuration of an export."""
    return written(STUDIO, *articles).files[CONFIG].decode()


def region(name: str, control: str, kind: str, **value: Any) -> dict[str, Any]:
    return {"id": name, "from_name": control, "to_name": "text", "type": kind, "value": value}


def test_a_task_is_as_label_studio_writes_it() -> None:
    (task,) = tasks(ARTICLE)
    assert task["data"]["text"] == TEXT
    (annotation,) = task["annotations"]
    assert annotation["result"] == [
        {
            **region("s1", "label", "labels", start=18, end=21, text="мир", labels=["Claim"]),
            "meta": {"annotator": "анна", "text": ["точно?"], "group": "s1"},
        },
        {
            **region("s1-1", "label", "labels", start=28, end=33, text="война", labels=["Claim"]),
            "meta": {"group": "s1"},
        },
        region("s1", "Claim.claim_type", "choices", start=18, end=21, text="мир", choices=["fact"]),
        {
            **region("s2", "label", "labels", start=8, end=13, text="Лирии", labels=["Actor"]),
            "meta": {"annotator": "анна"},
        },
        {
            "type": "relation",
            "from_id": "s1",
            "to_id": "s2",
            "direction": "right",
            "labels": ["about"],
        },
        region("notes", "note", "textarea", text=["проверить"]),
    ]


def test_attributes_of_relations_are_lost_and_counted() -> None:
    assert lost(ARTICLE, STUDIO.carries(ARTICLE, BOOK)) == {"relation_attributes": 1}


def test_the_configuration_shows_the_codebook() -> None:
    found = ElementTree.fromstring(config())
    labels = {tag.get("value"): tag for tag in found.iter("Label")}
    assert list(labels) == [label.id for label in BOOK.labels]
    assert labels["Claim"].get("background") == "#F2C14E"
    assert labels["Claim"].get("hotkey") == "c"
    assert [tag.get("value") for tag in found.iter("Relation")] == [
        relation.id for relation in BOOK.relations
    ]
    asked = {tag.get("name"): [one.get("value") for one in tag] for tag in found.iter("Choices")}
    claim = BOOK.label("Claim")
    assert claim is not None
    for attribute in claim.attributes:
        assert asked[f"Claim.{attribute.id}"] == list(attribute.values)


def test_the_configuration_knows_what_the_codebook_does_not() -> None:
    article = article_of(
        TEXT,
        span_at("s1", 'Кто "он" & <я>', LIRIA, attributes={"Вид\x01": "новый"}),
        span_at("s2", "Claim", PEACE, attributes={"check": "maybe"}),
        relations=[link("о ком", "s2", "s1")],
    )
    found = ElementTree.fromstring(config(article))
    assert 'Кто "он" & <я>' in [tag.get("value") for tag in found.iter("Label")]
    assert "о ком" in [tag.get("value") for tag in found.iter("Relation")]
    assert {"maybe", "новый"} <= {tag.get("value") for tag in found.iter("Choice")}


def test_an_export_without_articles_is_an_empty_list() -> None:
    assert tasks() == []


# -- files of Label Studio itself


def task_of(*result: Any, **fields: Any) -> dict[str, Any]:
    return {"id": 1, "data": {"text": TEXT}, "annotations": [{"result": list(result)}], **fields}


def marked(name: str, start: Any, end: Any, label: str = "A", **fields: Any) -> dict[str, Any]:
    return {**region(name, "tag", "labels", start=start, end=end, labels=[label]), **fields}


def test_each_annotation_is_of_who_made_it() -> None:
    annotations = [
        {"completed_by": {"email": "a@x.org", "id": 1}, "result": [marked("x", *PEACE)]},
        {"completed_by": 2, "result": [marked("x", *LIRIA)]},
        {"result": [marked("x", 0, 3)]},
        {"completed_by": 3, "was_cancelled": True, "result": [marked("x", *WAR)]},
    ]
    (bundle,), problems = read_lines(STUDIO, [task_of(annotations=annotations)])
    assert not problems
    assert [span.annotator for span in bundle.spans] == ["a@x.org", "2", "import"]
    assert places(bundle) == [("A", "мир"), ("A", "Лирии"), ("A", "Мэр")]


def test_predictions_are_taken_where_nobody_annotated() -> None:
    guess = {"model_version": "м1", "result": [marked("x", *PEACE)]}
    alone = task_of(annotations=[], predictions=[guess])
    beside = task_of(marked("x", *LIRIA), predictions=[guess])
    (one, two), (problem,) = read_lines(STUDIO, [alone, beside])
    assert [(span.annotator, span.start) for span in one.spans] == [("м1", 18)]
    assert places(two) == [("A", "Лирии")]
    assert problem == ": Predictions of tasks that have annotations were left out: 1."


def test_choices_and_comments_hang_on_their_region() -> None:
    (bundle,), problems = read_lines(
        STUDIO,
        [
            task_of(
                region("x", "sure", "choices", start=18, end=21, choices=["да", "очень"]),
                marked("x", *PEACE),
                region("x", "kind", "taxonomy", taxonomy=[["мир", "прочный"]]),
                region("x", "stars", "rating", rating=4),
                region("x", "why", "textarea", start=18, end=21, text=["потому", "что"]),
                region("y", "all", "textarea", text=["обо всём"]),
            )
        ],
    )
    assert not problems
    (span,) = bundle.spans
    assert span.attributes == {"sure": "да, очень", "kind": "мир / прочный", "stars": "4"}
    assert span.note == "потому\nчто"
    assert [note.text for note in bundle.notes] == ["обо всём"]


def test_a_region_with_two_labels_is_two_spans() -> None:
    both = region("x", "tag", "labels", start=18, end=21, labels=["A", "B"])
    (bundle,), _ = read_lines(STUDIO, [task_of(both)])
    assert places(bundle) == [("A", "мир"), ("B", "мир")]


def test_a_relation_may_point_left_and_have_no_label() -> None:
    def linked(**fields: Any) -> dict[str, Any]:
        return {"type": "relation", "from_id": "x", "to_id": "y", **fields}

    (bundle,), problems = read_lines(
        STUDIO,
        [
            task_of(
                linked(direction="left", labels=["about"]),
                linked(direction="right"),
                linked(to_id="z"),
                linked(from_id=[]),
                marked("x", *PEACE),
                marked("y", *LIRIA),
            )
        ],
    )
    start = {span.id: span.start for span in bundle.spans}
    assert [(one.type, start[one.source], start[one.target]) for one in bundle.relations] == [
        ("about", 8, 18),
        ("relation", 18, 8),
    ]
    assert len(problems) == 2


def test_offsets_in_utf_16_are_known_by_the_words() -> None:
    said = marked("x", 20, 23)
    said["value"]["text"] = "мир"
    (bundle,), problems = read_lines(STUDIO, [task_of(said)])
    assert not problems
    assert places(bundle) == [("A", "мир")]
    (bundle,), _ = read_lines(STUDIO, [task_of(marked("x", 20, 23))], unit="utf16")
    assert places(bundle) == [("A", "мир")]


def test_offsets_on_text_with_crlf_are_moved_with_it() -> None:
    task = {**task_of(marked("x", 8, 13)), "data": {"body": "а\r\nмир\r\nвойна", "n": 1}}
    (bundle,), _ = read_lines(STUDIO, [task])
    assert bundle.text == "а\nмир\nвойна"
    assert places(bundle) == [("A", "война")]
    assert bundle.article.meta["n"] == 1


def test_the_user_says_the_field_of_the_text() -> None:
    data = {"text": "не он", "body": "мир"}
    (bundle,), _ = read_lines(STUDIO, [{"data": data}], text_field="body")
    assert bundle.text == "мир"
    found, (problem,) = read_lines(STUDIO, [{"data": data}], text_field="third")
    assert not found
    assert "text, body" in problem


@pytest.mark.parametrize(
    "item",
    [
        5,
        {},
        {"value": 5},
        marked("x", None, 3),
        marked("x", "0", "3"),
        marked("x", 3, 3),
        marked("x", 0, 35),
        marked("x", -1, 3),
        marked("x", 0, 3, ""),
        marked("x", 0, 3, 5),  # type: ignore[arg-type]  # what is wrong
        {**marked("x", 0, 3), "id": {}},
    ],
)
def test_an_unsound_region_is_left_out_and_told(item: Any) -> None:
    (bundle,), problems = read_lines(STUDIO, [task_of(item, marked("y", *PEACE))])
    assert places(bundle) == [("A", "мир")]
    assert len(problems) == 1
    assert "was left out" in problems[0]


@pytest.mark.parametrize("field", ["annotations", "predictions", "data"])
@pytest.mark.parametrize("value", [5, "x", [5], [{"result": 5}], [{}], {"text": 5}])
def test_a_field_of_the_wrong_kind_is_told(field: str, value: Any) -> None:
    found, problems = read_lines(STUDIO, [{**task_of(), field: value}, task_of()])
    assert [bundle.text for bundle in found][-1] == TEXT
    assert problems or value == [{}] or field == "predictions"


def test_a_file_that_was_cut_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    data = written(STUDIO, ARTICLE, ARTICLE).files[TASKS]
    first, second = data.index(b",\n{"), data.index(b"\n]")
    path = tmp_path / "tasks.json"
    for size in [*range(0, len(data), 37), first, second]:
        path.write_bytes(data[:size])
        found, problems = taken(STUDIO, path)
        assert len(found) == (size >= first) + (size >= second)
        within = 2 < size < first or first + 2 < size < second
        assert [problem.split(":")[0] for problem in problems] == (
            ["2" if size < first else "3"] if within else []
        )


def test_a_hundred_thousand_regions_in_a_task_are_read_at_once() -> None:
    count = 100_000
    task = task_of(*(marked(f"x{i}", 4 * i, 4 * i + 3) for i in range(count)))
    task["data"] = {"text": "мир " * count}
    (bundle,), problems = read_lines(STUDIO, [task])
    assert not problems
    assert len(bundle.spans) == count


def test_a_task_is_known_by_its_look() -> None:
    assert STUDIO.knows(tasks(ARTICLE))
    assert STUDIO.knows(task_of())
    assert not STUDIO.knows({"text": "мир"})


# -- Label Studio's own SDK


def interface_of(said: str) -> Any:
    """The SDK's view of a configuration."""
    from label_studio_sdk.label_interface import LabelInterface

    return LabelInterface(said)


@given(st.lists(bundles(), min_size=1, max_size=2))
def test_the_sdk_finds_tasks_and_configuration_in_order(articles: list[Bundle]) -> None:
    folder = written(STUDIO, *articles)
    interface = interface_of(folder.files[CONFIG].decode())
    interface.validate()
    for task in orjson.loads(folder.files[TASKS]):
        assert interface.validate_task({"data": task["data"]})
        for annotation in task["annotations"]:
            assert interface.validate_prediction(annotation, return_errors=True) == []
            assert interface.validate_annotation(annotation)
            # The SDK does not look whether the words stand where a region says.
            for value in (part["value"] for part in annotation["result"] if "value" in part):
                if "start" in value:
                    assert task["data"]["text"][value["start"] : value["end"]] == value["text"]


def test_the_sdk_finds_a_label_that_is_not_in_the_configuration() -> None:
    interface = interface_of(config())
    (task,) = tasks(article_of(TEXT, span_at("s1", "Чужой", PEACE)))
    assert not interface.validate_annotation(task["annotations"][0])
