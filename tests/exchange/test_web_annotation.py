from collections import Counter
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
    holds_its_promise,
    link,
    places,
    read_lines,
    rows,
    span_at,
    taken,
)
from workbench.domain.text import sha256
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import content, lost
from workbench.exchange.web_annotation import CONTEXT, WebAnnotation

WEB = WebAnnotation()


@given(st.lists(bundles(), max_size=3))
def test_what_was_written_is_read_again(articles: list[Bundle]) -> None:
    holds_its_promise(WEB, *articles)


ARTICLE = article_of(
    TEXT,
    span_at("s1", "Claim", PEACE, WAR, attributes={"claim_type": "fact"}, note="точно?"),
    span_at("s 2", "Actor", LIRIA, created="2025-12-13T09:30:00.000Z"),
    relations=[link("about", "s1", "s 2", role="topic")],
    notes=["проверить"],
)
SOURCE = f"urn:sha256:{sha256(TEXT)}"


def body(purpose: str, value: str, **fields: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, **fields}


def test_a_page_is_as_the_recommendation_has_it() -> None:
    (page,) = rows(WEB, ARTICLE)
    assert page["@context"] == CONTEXT
    assert page["type"] == "AnnotationPage"
    assert page["dcterms:source"] == {
        "id": SOURCE,
        "type": "Text",
        "format": "text/plain",
        "value": TEXT,
    }
    claim, actor, about, note = page["items"]
    assert claim["body"] == [
        body("tagging", "Claim"),
        body("classifying", "fact", label="claim_type"),
        body("commenting", "точно?"),
    ]
    assert claim["target"] == [
        {
            "source": SOURCE,
            "selector": [
                {"type": "TextPositionSelector", "start": 18, "end": 21},
                {
                    "type": "TextQuoteSelector",
                    "exact": "мир",
                    "prefix": "Мэр 😀 в Лирии: «😀 ",
                    "suffix": ", а не война»",
                },
            ],
        },
        {
            "source": SOURCE,
            "selector": [
                {"type": "TextPositionSelector", "start": 28, "end": 33},
                {
                    "type": "TextQuoteSelector",
                    "exact": "война",
                    "prefix": "Мэр 😀 в Лирии: «😀 мир, а не ",
                    "suffix": "»",
                },
            ],
        },
    ]
    assert actor["id"] == "urn:workbench:span:s%202"
    assert actor["created"] == "2025-12-13T09:30:00.000Z"
    assert about["motivation"] == "linking"
    assert about["target"] == claim["id"]
    assert about["body"] == [
        {"type": "SpecificResource", "purpose": "linking", "source": actor["id"]},
        body("tagging", "about"),
        body("classifying", "topic", label="role"),
    ]
    assert note["target"] == SOURCE
    assert note["body"] == body("commenting", "проверить")


def test_what_stands_around_the_words_is_32_code_points_at_most() -> None:
    text = "😀" * 40 + "мир" + "я" * 40
    (page,) = rows(WEB, article_of(text, span_at("s1", "Claim", (40, 43))))
    quoted = page["items"][0]["target"]["selector"][1]
    assert (quoted["prefix"], quoted["suffix"]) == ("😀" * 32, "я" * 32)


def test_nothing_of_an_article_is_lost() -> None:
    assert lost(ARTICLE, WEB.carries(ARTICLE, BOOK)) == {}


def page_of(*items: Any, **fields: Any) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "type": "AnnotationPage",
        "dcterms:source": {"id": "https://example.org/a", "value": TEXT},
        "items": list(items),
        **fields,
    }


def note_on(start: Any, end: Any, exact: str | None = None, **fields: Any) -> dict[str, Any]:
    selectors: list[Any] = [{"type": "TextPositionSelector", "start": start, "end": end}]
    if exact is not None:
        selectors.append({"type": "TextQuoteSelector", "exact": exact})
    return {
        "id": "https://example.org/anno",
        "type": "Annotation",
        "body": {"type": "TextualBody", "purpose": "tagging", "value": "A"},
        "target": {"source": "https://example.org/a", "selector": selectors},
        **fields,
    }


@pytest.mark.parametrize("indent", [True, False])
def test_a_single_document_is_read_however_it_is_laid_out(tmp_path: Path, indent: bool) -> None:
    (page,) = rows(WEB, ARTICLE)
    path = tmp_path / "page.jsonld"
    path.write_bytes(orjson.dumps(page, option=orjson.OPT_INDENT_2 if indent else 0))
    (bundle,), problems = taken(WEB, path)
    assert not problems
    assert content(bundle) == content(ARTICLE)


def test_a_collection_is_read_by_its_first_page(tmp_path: Path) -> None:
    (page,) = rows(WEB, ARTICLE)
    path = tmp_path / "all.jsonld"
    path.write_bytes(
        orjson.dumps([{"@context": CONTEXT, "type": "AnnotationCollection", "first": page}])
    )
    (bundle,), problems = taken(WEB, path)
    assert not problems
    assert content(bundle) == content(ARTICLE)


def test_other_peoples_annotations_are_read() -> None:
    (bundle,), problems = read_lines(
        WEB,
        page_of(
            note_on(*PEACE, creator={"type": "Person", "nickname": "оля"}),
            note_on(*WAR, body="https://example.org/x", motivation="highlighting"),
            note_on(*LIRIA, body=None, bodyValue="город", motivation=["commenting"]),
        ),
    )
    assert not problems
    assert places(bundle) == [("A", "мир"), ("highlighting", "война"), ("commenting", "Лирии")]
    assert bundle.spans[0].annotator == "оля"
    assert bundle.spans[2].note == "город"


def test_offsets_in_utf_16_are_known_by_the_words() -> None:
    (bundle,), _ = read_lines(WEB, page_of(note_on(20, 23, "мир"), note_on(0, 3, "Мэр")))
    assert places(bundle) == [("A", "мир"), ("A", "Мэр")]


@pytest.mark.parametrize(
    "item",
    [
        5,
        {},
        {"type": "Annotation", "target": "https://example.org/elsewhere"},
        note_on(None, 3),
        note_on("0", "3"),
        note_on(3, 3),
        note_on(0, 35),
        note_on(0, 3, target={"selector": {"type": "TextQuoteSelector", "exact": "мир"}}),
        note_on(0, 3, target=[]),
    ],
)
def test_an_unsound_annotation_is_left_out_and_told(item: Any) -> None:
    (bundle,), problems = read_lines(WEB, page_of(item, note_on(*PEACE)))
    assert places(bundle) == [("A", "мир")]
    assert len(problems) == 1
    assert problems[0].startswith("1: Span ")


@pytest.mark.parametrize(
    "item",
    [
        {"target": "https://example.org/anno"},
        {"target": "https://example.org/anno", "body": "https://example.org/none"},
        {"target": 5, "body": {"purpose": "linking", "source": {}}},
        {"body": "https://example.org/anno"},
    ],
)
def test_an_unsound_link_is_left_out_and_told(item: Any) -> None:
    linking = {"id": "l", "motivation": "linking", **item}
    (bundle,), problems = read_lines(WEB, page_of(linking, note_on(*PEACE)))
    assert not bundle.relations
    assert len(problems) == 1
    assert problems[0].startswith("1: Relation l was left out.")


@pytest.mark.parametrize(
    "line",
    [
        b'{"text": "cut',
        b"[]",
        {},
        {"@context": CONTEXT, "type": "AnnotationPage", "items": []},
        page_of(**{"dcterms:source": {"value": 5}}),
        page_of(**{"dcterms:source": {"value": " "}}),
    ],
)
def test_an_unsound_line_is_told_with_its_number(line: Any) -> None:
    found, problems = read_lines(WEB, page_of(), line, page_of())
    assert len(found) == 2
    assert len(problems) == 1
    assert problems[0].startswith("2: ")


@pytest.mark.parametrize("field", ["items", "partOf", "body", "target", "creator", "motivation"])
@pytest.mark.parametrize("value", [5, "x", {"a": 1}, [None, 5, []], True])
def test_a_field_of_the_wrong_kind_costs_no_more_than_itself(field: str, value: Any) -> None:
    page = page_of(note_on(*PEACE, **{field: value}), note_on(*LIRIA), **{field: value})
    (bundle,), _ = read_lines(WEB, page)
    assert bundle.text == TEXT
    assert field == "items" or places(bundle)[-1] == ("A", "Лирии")


def test_a_hundred_thousand_annotations_in_a_page_are_read_at_once() -> None:
    count = 100_000
    page = page_of(*(note_on(4 * i, 4 * i + 3, "мир", id=f"x{i}") for i in range(count)))
    page["dcterms:source"]["value"] = "мир " * count
    (bundle,), problems = read_lines(WEB, page)
    assert not problems
    assert len(bundle.spans) == count


def test_a_page_is_known_by_its_look() -> None:
    assert WEB.knows(rows(WEB, ARTICLE)[0])
    assert not WEB.knows({"text": "мир"})


# -- a JSON-LD processor, without the network


def expanded(document: Any) -> list[Any]:
    """The page as pyld expands it, with the terms of the official context that it uses."""
    from pyld import jsonld

    context = orjson.loads(Path(__file__).with_name("anno_context.json").read_bytes())

    def load(url: str, _: Any) -> dict[str, Any]:
        assert url == CONTEXT
        return {"contextUrl": None, "documentUrl": url, "document": context}

    found = jsonld.expand(document, {"documentLoader": load})
    assert isinstance(found, list)
    return found


OA = "http://www.w3.org/ns/oa#"


def test_a_page_means_in_json_ld_what_it_says() -> None:
    (page,) = expanded(rows(WEB, ARTICLE)[0])
    claim, _, about, _ = page["http://www.w3.org/ns/activitystreams#items"][0]["@list"]
    assert claim["@type"] == [f"{OA}Annotation"]
    assert claim[f"{OA}motivatedBy"] == [{"@id": f"{OA}tagging"}]
    first = claim[f"{OA}hasTarget"][0]
    assert first[f"{OA}hasSource"] == [{"@id": SOURCE}]
    position = first[f"{OA}hasSelector"][0]
    assert position[f"{OA}start"] == [
        {"@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger", "@value": 18}
    ]
    assert about[f"{OA}hasTarget"] == [{"@id": claim["@id"]}]
    (source,) = page["http://purl.org/dc/terms/source"]
    assert source["@id"] == SOURCE


@given(bundles())
def test_every_property_is_a_term_of_the_context(article: Bundle) -> None:
    (page,) = rows(WEB, article)
    known = {"@context", "dcterms:source", "dcterms:type", "dcterms:identifier", "skos:altLabel"}
    terms = orjson.loads(Path(__file__).with_name("anno_context.json").read_bytes())["@context"]

    def hold(value: Any) -> None:
        if isinstance(value, dict):
            assert value.keys() <= terms.keys() | known
            assert value.get("type", "Text") in terms
            list(map(hold, value.values()))
        elif isinstance(value, list):
            list(map(hold, value))

    hold(page)
    (found,) = expanded(page)
    # Expansion drops what it does not know.
    said = Counter(texts_in(page, "exact", "prefix", "suffix", "value", "label", "name"))
    assert said <= Counter(texts_in(found, "@value"))


def texts_in(value: Any, *names: str) -> list[str]:
    """The texts that stand under some names in a JSON value, at any depth."""
    if isinstance(value, dict):
        own = [value[name] for name in names if isinstance(value.get(name), str)]
        return own + [one for part in value.values() for one in texts_in(part, *names)]
    if isinstance(value, list):
        return [one for part in value for one in texts_in(part, *names)]
    return []
