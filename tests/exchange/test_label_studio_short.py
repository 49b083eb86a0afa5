"""Label Studio's short form, JSON-MIN: by hand, broken, and as its own converter writes it."""

from pathlib import Path
from typing import Any

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
    link,
    places,
    read_lines,
    span_at,
    taken,
    written,
)
from workbench.exchange.bundle import Bundle, ReadOptions
from workbench.exchange.formats import format_of
from workbench.exchange.label_studio.dialect import CONFIG, TASKS, LabelStudio

STUDIO = LabelStudio()
NOTICE = (
    ": This is the short form of Label Studio (JSON-MIN), which has no links and says of few "
    "answers to which span they belong. To have them, export from there as JSON."
)


def region(place: tuple[int, int], *labels: str, **fields: Any) -> dict[str, Any]:
    start, end = place
    return {"start": start, "end": end, "text": TEXT[start:end], "labels": labels, **fields}


def record(**fields: Any) -> dict[str, Any]:
    return {
        "text": TEXT,
        "id": 7,
        "annotator": 2,
        "annotation_id": 31,
        "created_at": "2024-05-06T07:08:09.1Z",
        "updated_at": "2024-05-06T07:08:10.1Z",
        "lead_time": 4.25,
        **fields,
    }


def test_regions_of_all_controls_are_spans_of_who_made_them() -> None:
    (bundle,), problems = read_lines(
        STUDIO,
        record(
            label=[region(LIRIA, "Actor"), region(PEACE, "Claim", "Source")],
            kind=[region(WAR, "Region")],
            author="Иванов",
            sentiment="Positive",
            tags=["мир", {"a": 1}],
        ),
    )
    assert problems == [NOTICE]
    assert bundle.text == TEXT
    assert places(bundle) == [
        ("Actor", "Лирии"),
        ("Claim", "мир"),
        ("Source", "мир"),
        ("Region", "война"),
    ]
    assert {span.annotator for span in bundle.spans} == {"2"}
    assert bundle.article.meta == {
        "author": "Иванов",
        "sentiment": "Positive",
        "tags": ["мир", {"a": 1}],
        "file": "in.json",
    }


def test_answers_that_have_a_place_hang_on_the_span_there() -> None:
    (bundle,), problems = read_lines(
        STUDIO,
        record(
            sure=[{"start": 18, "end": 21, "text": "мир", "choices": ["да", "очень"]}],
            label=[region(LIRIA, "Actor"), region(PEACE, "Claim")],
            kind=[{"start": 18, "end": 21, "text": "мир", "taxonomy": [["мир", "прочный"]]}],
            why=[{"start": 8, "end": 13, "text": ["потому", "что"]}],
            stars=[{"start": 8, "end": 13, "text": "Лирии", "rating": 4}],
        ),
    )
    assert problems == [NOTICE]
    liria, peace = bundle.spans
    assert (liria.attributes, liria.note) == ({"stars": "4"}, "потому\nчто")
    assert (peace.attributes, peace.note) == (
        {"sure": "да, очень", "kind": "мир / прочный"},
        None,
    )


def test_offsets_in_utf_16_are_known_by_the_words() -> None:
    moved = {"start": 20, "end": 23, "text": "мир", "labels": ["Claim"]}
    (bundle,), _ = read_lines(STUDIO, record(label=[moved]))
    assert places(bundle) == [("Claim", "мир")]


def test_the_text_is_found_by_the_words_that_are_marked() -> None:
    mine = record(url="http://x.org", body=TEXT, label=[region(PEACE, "Claim")])
    del mine["text"]
    (bundle,), _ = read_lines(STUDIO, mine)
    assert places(bundle) == [("Claim", "мир")]
    assert bundle.article.meta["url"] == "http://x.org"
    mine["label"] = []
    found, (problem,) = read_lines(STUDIO, mine)
    assert not found
    assert problem.startswith("1: There is no text in the field «text». The fields are: url, body")


def test_each_annotation_of_a_text_is_a_record_of_its_own() -> None:
    found, _ = read_lines(
        STUDIO,
        [
            record(label=[region(PEACE, "Claim")]),
            record(annotator="a@x.org", label=[region(LIRIA, "Actor")]),
            record(annotator=None, label=[]),
        ],
    )
    assert [[span.annotator for span in one.spans] for one in found] == [["2"], ["a@x.org"], []]
    assert len({one.article.sha256 for one in found}) == 1


@pytest.mark.parametrize(
    "item",
    [
        5,
        None,
        "мир",
        {},
        {"labels": ["Claim"]},
        {"start": 1, "labels": ["Claim"]},
        {"start": "0", "end": "3", "labels": ["Claim"]},
        {"start": [0], "end": [3], "labels": ["Claim"]},
        region((3, 3), "Claim"),
        region((0, 35), "Claim"),
        region((-1, 3), "Claim"),
        region((0, 3), ""),
        region((0, 3), labels=5),
        region((0, 3), labels=[5]),
    ],
)
def test_an_unsound_region_is_left_out_and_told(item: Any) -> None:
    good = region(PEACE, "Claim")
    found, problems = read_lines(STUDIO, record(), record(label=[good, item, good]))
    assert places(found[1]) == [("Claim", "мир")] * 2
    (problem,) = [one for one in problems if one != NOTICE]
    assert problem.startswith("2: Span label 2 was left out. ")


@pytest.mark.parametrize("broken", [{}, {"text": 5}, {"text": ""}, 5, [], {"label": [{}]}])
def test_a_record_without_a_text_is_told_with_its_line_and_the_rest_is_read(broken: Any) -> None:
    data = b"[\n%b,\n%b,\n%b\n]" % tuple(
        orjson.dumps(one) for one in (record(), broken, record(label=[region(WAR, "Claim")]))
    )
    found, problems = read_lines(STUDIO, data)
    assert [len(one.spans) for one in found] == [0, 1]
    assert problems[-1] == NOTICE
    assert [problem.split(":")[0] for problem in problems[:-1]] == ["3"]


def test_a_file_that_was_cut_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    data = orjson.dumps([record(label=[region(PEACE, "Claim")])] * 2, option=orjson.OPT_INDENT_2)
    path = tmp_path / "a.json"
    ends = [at + 6 for at in range(len(data)) if data[at : at + 6] == b"\n  },\n"]
    for size in range(1, len(data), 97):
        path.write_bytes(data[:size])
        found, problems = taken(STUDIO, path)
        assert len(found) == (size >= ends[0] - 2)
        assert problems or size < 5


def test_it_is_known_by_its_regions_or_by_what_it_says_of_the_annotation(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for one in (record(), record(label=[region(PEACE, "Claim")])):
        path.write_bytes(orjson.dumps([one], option=orjson.OPT_INDENT_2))
        assert format_of(path, ReadOptions()).name == "label-studio"
    assert not STUDIO.knows({"text": TEXT, "id": 1})


def short_by_the_sdk(place: Path, *articles: Bundle) -> list[Any]:
    """Our export, as Label Studio's own converter makes JSON-MIN of it."""
    from label_studio_sdk.converter import Converter

    folder = written(STUDIO, *articles).on_disk(place)
    converter = Converter(config=(folder / CONFIG).read_text(encoding="utf-8"), project_dir=None)
    converter.convert_to_json_min(str(folder / TASKS), str(place / "min"), is_dir=False)
    found = orjson.loads((place / "min" / "result.json").read_bytes())
    assert isinstance(found, list)
    return found


def test_what_label_studio_makes_of_an_export_is_read_again(tmp_path: Path) -> None:
    article = article_of(
        TEXT,
        span_at("s1", "Claim", PEACE, WAR, attributes={"claim_type": "fact"}, note="точно?"),
        span_at("s2", "Actor", LIRIA),
        relations=[link("about", "s1", "s2")],
        notes=["проверить"],
    )
    (bundle,), problems = read_lines(STUDIO, *short_by_the_sdk(tmp_path / "a", article))
    assert problems == [NOTICE]
    assert bundle.text == TEXT
    assert bundle.article.title == article.article.title
    assert bundle.article.sha256 == article.article.sha256
    assert places(bundle) == [("Claim", "мир"), ("Claim", "война"), ("Actor", "Лирии")]
    assert bundle.article.meta["Claim.claim_type"] == "fact"
    assert bundle.relations == ()


@given(articles=st.lists(bundles(), min_size=1, max_size=2))
def test_no_piece_is_lost_on_the_way_through_label_studio(
    tmp_path_factory: pytest.TempPathFactory, articles: list[Bundle]
) -> None:
    place = tmp_path_factory.mktemp("trip") / "a"
    bare = [article_of(one.text, *one.spans) for one in articles]
    found, problems = read_lines(STUDIO, short_by_the_sdk(place, *bare))
    assert problems == [NOTICE]
    for one, whole in zip(found, bare, strict=True):
        carried = STUDIO.carries(whole, BOOK)
        assert one.text == carried.text
        assert sorted((span.label, span.fragments) for span in one.spans) == sorted(
            (span.label, (piece,)) for span in carried.spans for piece in span.fragments
        )
