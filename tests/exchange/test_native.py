import io
import time
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.exchange.records import Lines, Reads, record_of, rejection_of, relation_of, span_of
from tests.exchange.strategies import bundles
from workbench.domain.codebook import Codebook
from workbench.domain.errors import ExportFailed
from workbench.domain.forms import (
    article_form,
    entity_form,
    note_form,
    rejection_form,
    relation_form,
    span_form,
)
from workbench.domain.reading import in_order
from workbench.domain.text import sha256
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Written
from workbench.exchange.formats import NATIVE
from workbench.exchange.native.schema import schema
from workbench.jobs import Silent
from workbench.resources import resource

TEXT = "Министр 😀 заявил, что перемирие\u00a0сорвано.\u2028Это подтвердили в Лирии."
CLAIM = (22, 39)
SOURCE = (0, 7)
LIRIA = (59, 64)


def form_of(bundle: Bundle) -> dict[str, Any]:
    """The native record of what was read."""
    return article_form(
        bundle.article,
        bundle.text,
        ("claims-actors-sources", "1.0.0"),
        [entity_form(entity) for entity in bundle.entities],
        [span_form(span, bundle.text) for span in sorted(bundle.spans, key=in_order)],
        [relation_form(relation) for relation in bundle.relations],
        [note_form(note) for note in bundle.notes],
        [rejection_form(one) for one in bundle.rejections] or None,
    )


def written(*forms: Mapping[str, Any]) -> bytes:
    out = io.BytesIO()
    NATIVE.write([dict(form) for form in forms], out)
    return out.getvalue()


def verified(data: bytes) -> Written:
    return NATIVE.verify(io.BytesIO(data), lambda: None)


def tagged() -> dict[str, Any]:
    """A record with something of everything."""
    return record_of(
        TEXT,
        status="in_work",
        meta={"date": "2025-12-13", "file": "a.txt", "deep": [{"x": [1.5, None]}]},
        entities=[
            {
                "id": "e1",
                "name": "Лирия",
                "type": "state",
                "aliases": ["ЛР"],
                "links": {"wikidata": "Q1"},
                "note": "та самая",
            },
            {"id": "e2", "name": "Мир", "type": "other", "aliases": [], "links": {}},
        ],
        spans=[
            span_of(TEXT, "s2", "Source", SOURCE),
            span_of(
                TEXT,
                "s1",
                "Claim",
                (22, 31),
                (32, 39),
                attributes={"claim_type": "fact"},
                note="?",
            ),
            span_of(TEXT, "s3", "Actor", LIRIA, entity="e1"),
        ],
        relations=[
            relation_of("r1", "attributed_to", "s1", "s2"),
            relation_of("r2", "about", "s1", "s3", attributes={"role": "topic"}),
        ],
        notes=[
            {
                "id": "n1",
                "text": "проверить",
                "annotator": "анна",
                "created": "2025-12-13T09:30:00.000Z",
                "updated": "2025-12-13T09:30:00.000Z",
            }
        ],
        rejections=[
            rejection_of("j1", "e2", (0, 7), (24, 31)),
            rejection_of("j2", "e1", SOURCE, annotator="борис"),
        ],
    )


def test_what_was_written_is_read_and_written_the_same(lines: Lines, reads: Reads) -> None:
    record = tagged()
    (bundle,), problems = reads(lines(record))
    assert not problems
    assert written(form_of(bundle)) == orjson.dumps(record) + b"\n"
    assert verified(written(record)) == Written(1, 3, 2, 2, 1, 2)


# -- whatever the text

TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"),
        st.sampled_from("\ufeff\u2028\u2029\u0085\u00a0😀\u0301\u200b\n\tя"),
    ),
    min_size=1,
    max_size=60,
).filter(lambda text: bool(text.strip("\ufeff\u200b\u200c\u200d\u2060\u00ad \n").strip()))


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Any text with nested, crossing and broken spans, and relations between them."""
    text = draw(TEXTS)
    spans: list[Any] = []
    taken = set[Any]()
    for number in range(draw(st.integers(0, 6))):
        cuts = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True))
        cuts = sorted(cuts)[: len(cuts) // 2 * 2]
        places = tuple(zip(cuts[::2], cuts[1::2], strict=True))
        # Touching Actors would have to be nested; Claims and Actors of one place cross freely.
        label = draw(st.sampled_from(["Claim", "Actor"]))
        if not any(name == label for name, _ in taken):
            spans.append(span_of(text, f"s{number}", label, *places))
            taken.add((label, places))
    spans.sort(key=lambda item: (item["start"], item["end"], item["id"]))
    ids = {item["label"]: item["id"] for item in spans}
    relations = [relation_of("r1", "about", ids["Claim"], ids["Actor"])] if len(ids) == 2 else []
    meta = draw(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON))
    entities: list[dict[str, Any]] = [
        {"id": f"e{number}", "name": name, "type": "x", "aliases": [], "links": {}, **more}
        for number, (name, more) in enumerate(
            draw(st.lists(st.tuples(NAMES, st.just({}) | NAMES.map(_noted)), max_size=2))
        )
    ]
    rejections = [
        rejection_of(f"j{number}", entity["id"], *map(tuple, span["fragments"]))
        for number, (entity, span) in enumerate(product(entities, spans))
    ]
    more = {"rejections": rejections} if rejections else {}
    return record_of(
        text,
        entities=entities,
        spans=spans,
        relations=relations,
        meta=meta,
        title=draw(TEXTS),
        status="done",
        **more,
    )


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


def _noted(text: str) -> dict[str, str]:
    return {"note": text}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records())
def test_reading_what_was_written_changes_nothing(
    tmp_path: Path, codebook: Codebook, record: dict[str, Any]
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(written(record))
    (bundle,) = NATIVE.read(path, codebook, ReadOptions(), Silent())
    assert isinstance(bundle, Bundle)
    assert written(form_of(bundle)) == path.read_bytes()
    verified(path.read_bytes())


# -- what is refused whole


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": "other"}, "does not say"),
        ({"version": 2}, "version 2"),
        ({"version": True}, "version True"),
        ({"version": None}, "version None"),
        ({"offset_unit": "utf-16"}, "utf-16"),
        ({"text": None}, "«text»"),
        ({"text": 5}, "«text»"),
        ({"text": "другой"}, "not that of its sha256"),
        ({"text": "", "sha256": sha256("")}, "no text"),
        ({"text": "a\0b", "sha256": sha256("a\0b")}, "NUL"),
        ({"text": "a\r\nb", "sha256": sha256("a\r\nb")}, "CR newlines"),
        ({"sha256": None}, "«sha256»"),
        ({"sha256": "0" * 64}, "not that of its sha256"),
        ({"id": ""}, "«id»"),
        ({"id": 5}, "«id»"),
        ({"id": "я" * 201}, "longer than 200"),
        ({"id": "a\x1b[2J"}, "cannot be seen"),
        ({"title": []}, "«title»"),
        ({"status": "open"}, "«status»"),
        ({"status": {}}, "«status»"),
        ({"meta": []}, "«meta»"),
        ({"meta": None}, "«meta»"),
    ],
)
def test_an_unsound_article_is_refused_with_its_line(
    lines: Lines, reads: Reads, changes: dict[str, Any], reason: str
) -> None:
    path = lines(record_of(TEXT, id="a0"), record_of("Второй", **changes))
    bundles, (problem,) = reads(path, format="jsonl")
    assert [bundle.article.id for bundle in bundles] == ["a0"]
    assert str(problem).startswith(f"{path}:2: ")
    assert reason in str(problem)


# -- what is left out of a sound article


@pytest.mark.parametrize(
    ("review", "reason"),
    [
        ({"verdict": "maybe", "annotator": "вера", "at": ""}, "The decision «maybe» is none of"),
        ({"verdict": "accepted", "at": ""}, "«annotator» is missing or of the wrong kind."),
        ("accepted", "«review» is missing or of the wrong kind."),
    ],
)
def test_a_broken_decision_costs_the_decision_alone(
    reads: Reads, lines: Lines, review: object, reason: str
) -> None:
    record = tagged()
    record["spans"][0]["review"] = review
    record["relations"][0]["review"] = review
    record["relations"][1]["review"] = {"verdict": "rejected", "annotator": "вера", "at": ""}
    ((bundle,), problems) = reads(lines(record))
    assert (len(bundle.spans), len(bundle.relations)) == (3, 2)
    assert [link.verdict for link in bundle.relations] == [None, "rejected"]
    said = [str(problem.message) for problem in problems]
    assert [one.split(". ")[0] for one in said] == [
        "The decision on span s2 was not taken",
        "The decision on relation r1 was not taken",
    ]
    assert all(reason in one for one in said)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": None}, "«id»"),
        ({"id": " "}, "«id»"),
        ({"id": "a\nb"}, "cannot be seen"),
        ({"label": "Nobody"}, "no label «Nobody»"),
        ({"label": 5}, "«label»"),
        ({"fragments": [[22, 4000]]}, "outside the text"),
        ({"fragments": [[-1, 3]]}, "«fragments»"),
        ({"fragments": [[5, 5]]}, "«fragments»"),
        ({"fragments": [[29, 39], [22, 28]]}, "not in order"),
        ({"fragments": [[22, 29], [28, 39]]}, "not in order"),
        ({"fragments": [[22.0, 39.0]]}, "«fragments»"),
        ({"fragments": [["23", "42"]]}, "«fragments»"),
        ({"fragments": [[True, 42]]}, "«fragments»"),
        ({"fragments": [[22, 2**64 - 1]]}, "outside the text"),
        ({"fragments": [[23]]}, "«fragments»"),
        ({"fragments": 5}, "«fragments»"),
        ({"fragments": "ab"}, "«fragments»"),
        ({"start": 21}, "not those of the fragments"),
        ({"end": 43}, "not those of the fragments"),
        ({"quotes": ["другое"]}, "not its quote"),
        ({"quotes": [5]}, "«quotes»"),
        ({"quotes": None}, "«quotes»"),
        ({"quote": "другое"}, "not its quote"),
        ({"quote": None}, "not its quote"),
        ({"attributes": {"claim_type": "no"}}, "not a value"),
        ({"attributes": {"unknown": "x"}}, "no attribute"),
        ({"attributes": {"claim_type": 5}}, "«attributes»"),
        ({"attributes": []}, "«attributes»"),
        ({"entity": "e9"}, "Its entity e9"),
        ({"entity": "e1"}, "not a mention of an entity"),
        ({"entity": 5}, "«entity»"),
        ({"annotator": ""}, "«annotator»"),
        ({"origin": 5}, "«origin»"),
        ({"note": 5}, "«note»"),
        ({"created": 5}, "«created»"),
    ],
)
def test_an_unsound_span_is_left_out_with_its_relations_and_the_rest_is_taken(
    lines: Lines, reads: Reads, changes: dict[str, Any], reason: str
) -> None:
    record = tagged()
    record["spans"][1] = span_of(TEXT, "s1", "Claim", CLAIM) | changes
    path = lines(record)
    (bundle,), problems = reads(path)
    assert sorted(span.id for span in bundle.spans) == ["s2", "s3"]
    assert not bundle.relations
    assert [problem.line for problem in problems] == [1, 1, 1]
    assert reason in str(problems[0])
    for problem, name in zip(problems[1:], ["r1", "r2"], strict=True):
        assert f"Relation {name} was left out. Its span s1 is not there." in str(problem)


@pytest.mark.parametrize("item", [None, 5, "s1", [], [[]], {}])
def test_a_span_that_is_not_a_span_is_left_out(lines: Lines, reads: Reads, item: Any) -> None:
    (bundle,), (problem,) = reads(lines(record_of(TEXT, spans=[item])))
    assert not bundle.spans
    assert "was left out" in str(problem)


@pytest.mark.parametrize("field", ["entities", "spans", "relations", "notes", "rejections"])
@pytest.mark.parametrize("value", [None, 5, {}, "x"])
def test_a_list_that_is_none_is_told_and_the_article_taken(
    lines: Lines, reads: Reads, field: str, value: Any
) -> None:
    (bundle,), (problem,) = reads(lines(record_of(TEXT, **{field: value})))
    assert bundle.text == TEXT
    assert f"«{field}»" in str(problem)


def test_the_lists_may_be_missing(lines: Lines, reads: Reads) -> None:
    record = record_of(TEXT)
    for field in ("entities", "spans", "relations", "notes", "title", "status", "meta"):
        del record[field]
    (bundle,), problems = reads(lines(record))
    assert not problems
    assert bundle.article.status == "new"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"type": "likes"}, "no relation «likes»"),
        ({"from": "s2", "to": "s1"}, "goes from"),
        ({"from": "s9"}, "Its span s9 is not there"),
        ({"to": 5}, "«to»"),
        ({"attributes": {"role": "x"}}, "no attribute"),
        ({"attributes": 5}, "«attributes»"),
        ({"id": "r2"}, "stands in the record twice"),
    ],
)
def test_an_unsound_relation_is_left_out(
    lines: Lines, reads: Reads, changes: dict[str, Any], reason: str
) -> None:
    record = tagged()
    record["relations"].append(relation_of("r9", "attributed_to", "s1", "s2") | changes)
    (bundle,), (problem,) = reads(lines(record))
    assert len(bundle.relations) == 2
    assert reason in str(problem)


def test_a_circle_of_support_is_broken_at_its_last_link(lines: Lines, reads: Reads) -> None:
    text = "один два три"
    spans = [
        span_of(text, name, "Claim", place)
        for name, place in (("a", (0, 4)), ("b", (5, 8)), ("c", (9, 12)))
    ]
    links = [("a", "b"), ("b", "c"), ("c", "a")]
    relations = [relation_of(f"r{a}{b}", "supports", a, b) for a, b in links]
    (bundle,), (problem,) = reads(lines(record_of(text, spans=spans, relations=relations)))
    assert [relation.id for relation in bundle.relations] == ["rab", "rbc"]
    assert "circle" in str(problem)


def test_the_same_link_twice_and_a_symmetric_one_backwards_are_left_out(
    lines: Lines, reads: Reads
) -> None:
    text = "один два"
    spans = [span_of(text, "a", "Claim", (0, 4)), span_of(text, "b", "Claim", (5, 8))]
    links = [("a", "b"), ("a", "b"), ("b", "a")]
    relations = [
        relation_of(f"r{number}", "contradicts", *ends) for number, ends in enumerate(links)
    ]
    (bundle,), problems = reads(lines(record_of(text, spans=spans, relations=relations)))
    assert [relation.id for relation in bundle.relations] == ["r0"]
    assert len(problems) == 2


def test_spans_that_the_codebook_keeps_apart_are_not_both_taken(lines: Lines, reads: Reads) -> None:
    text = "один два три четыре"
    spans = [
        span_of(text, "c1", "Cue", (0, 8)),
        span_of(text, "c2", "Cue", (5, 12)),  # may not overlap
        span_of(text, "k1", "Claim", (0, 8)),
        span_of(text, "k2", "Claim", (5, 12)),  # may not cross
        span_of(text, "k3", "Claim", (5, 8)),  # may be nested
        span_of(text, "k4", "Claim", (5, 8)),  # the same again
        span_of(text, "r1", "Region", (0, 4), (5, 8)),  # may not be in pieces
    ]
    (bundle,), problems = reads(lines(record_of(text, spans=spans)))
    assert sorted(span.id for span in bundle.spans) == ["c1", "k1", "k3"]
    assert len(problems) == 4


def test_an_unsound_entity_takes_its_mentions_along(lines: Lines, reads: Reads) -> None:
    record = tagged()
    record["entities"][0]["links"] = ["Q1"]
    (bundle,), problems = reads(lines(record))
    assert [entity.id for entity in bundle.entities] == ["e2"]
    assert sorted(span.id for span in bundle.spans) == ["s1", "s2"]
    assert [one.id for one in bundle.rejections] == ["j1"]
    assert len(problems) == 4


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": None}, "«id»"),
        ({"id": "a\nb"}, "cannot be seen"),
        ({"id": "j2"}, "stands in the record twice"),
        ({"entity": "e9"}, "Its entity e9 is not in the record."),
        ({"entity": None}, "«entity»"),
        ({"fragments": [[0, 4000]]}, "outside the text"),
        ({"fragments": [[24, 31], [0, 7]]}, "not in order"),
        ({"fragments": [[5, 5]]}, "«fragments»"),
        ({"fragments": []}, "«fragments»"),
        ({"annotator": ""}, "«annotator»"),
        ({"created": 5}, "«created»"),
    ],
)
def test_an_unsound_rejection_is_left_out_with_its_line_and_the_rest_is_taken(
    lines: Lines, reads: Reads, changes: dict[str, Any], reason: str
) -> None:
    record = tagged()
    record["rejections"].append(rejection_of("j9", "e1", SOURCE) | changes)
    (bundle,), (problem,) = reads(lines(record))
    assert len(bundle.rejections) == 2
    assert len(bundle.spans) == 3
    assert problem.line == 1
    assert "Rejection " in str(problem)
    assert reason in str(problem)


def test_a_record_without_rejections_and_entity_notes_is_as_it_always_was(
    lines: Lines, reads: Reads
) -> None:
    record = tagged()
    del record["rejections"]
    del record["entities"][0]["note"]
    (bundle,), problems = reads(lines(record))
    assert not problems
    said = written(form_of(bundle))
    assert said == orjson.dumps(record) + b"\n"
    assert b"rejections" not in said
    Draft202012Validator(schema()).validate(record)


def test_who_annotated_is_filled_in_where_the_record_does_not_say(
    lines: Lines, reads: Reads
) -> None:
    record = tagged()
    for part in ("spans", "relations", "notes", "rejections"):
        for item in record[part]:
            del item["annotator"]
    (bundle,), problems = reads(lines(record), annotator="борис")
    assert not problems
    assert {span.annotator for span in bundle.spans} == {"борис"}
    assert {relation.annotator for relation in bundle.relations} == {"борис"}
    assert {note.annotator for note in bundle.notes} == {"борис"}
    assert {one.annotator for one in bundle.rejections} == {"борис"}


def test_ids_may_be_any_visible_characters(lines: Lines, reads: Reads) -> None:
    record = tagged()
    names = {"s1": "с/1 «'\";--😀", "s2": "../../x", "s3": "%s{0}"}
    for item in record["spans"]:
        item["id"] = names[item["id"]]
    for item in record["relations"]:
        item["from"], item["to"] = names[item["from"]], names[item["to"]]
    (bundle,), problems = reads(lines(record))
    assert not problems
    assert {span.id for span in bundle.spans} == set(names.values())


def test_many_spans_and_relations_take_seconds_and_not_hours(lines: Lines, reads: Reads) -> None:
    count = 20_000
    text = "слово " * count
    spans = [
        span_of(text, f"s{number}", "Claim", (6 * number, 6 * number + 5))
        for number in range(count)
    ]
    relations = [
        relation_of(f"r{number}", "supports", f"s{number}", f"s{number + 1}")
        for number in range(count - 1)
    ]
    path = lines(record_of(text, spans=spans, relations=relations))
    start = time.process_time()
    (bundle,), problems = reads(path)
    assert not problems
    assert (len(bundle.spans), len(bundle.relations)) == (count, count - 1)
    # With a check of each against all others this takes minutes.
    assert time.process_time() - start < 20


# -- verification


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.update(text=record["text"] + " "),
        lambda record: record["spans"][0].update(quotes=["х"], quote="х"),
        lambda record: record["spans"][0].update(quote="х"),
        lambda record: record["spans"][0].update(fragments=[[1, 8]]),
        lambda record: record["spans"][0].update(fragments=[], quotes=[], quote=""),
        lambda record: record["spans"][0].update(start=1),
        lambda record: record["spans"][0].update(end=9),
        lambda record: record["spans"][1]["quotes"].pop(),
    ],
)
def test_a_record_whose_offsets_are_wrong_does_not_verify(change: Any) -> None:
    record = tagged()
    change(record)
    with pytest.raises(ExportFailed):
        verified(written(record))


def test_what_is_cut_off_does_not_verify() -> None:
    with pytest.raises(ExportFailed):
        verified(written(tagged())[:-20])


# -- the schema

VALID = Draft202012Validator(schema())


def test_the_schema_is_one_and_fits_a_record_with_everything() -> None:
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(tagged())


def test_the_schema_fits_the_tagged_sample() -> None:
    validator = Draft202012Validator(schema())
    with resource("sample/tagged.jsonl").open("rb") as file:
        for line in file:
            validator.validate(orjson.loads(line))


@given(bundles())
def test_the_schema_fits_whatever_is_written(found: Bundle) -> None:
    VALID.validate(orjson.loads(written(form_of(found))))


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.pop("sha256"),
        lambda record: record.update(offset_unit="byte"),
        lambda record: record.update(status="open"),
        lambda record: record["spans"][0].update(fragments=[]),
        lambda record: record["spans"][0].update(fragments=[[1, 2, 3]]),
        lambda record: record["spans"][0].update(start="0"),
        lambda record: record["spans"][0].pop("annotator"),
        lambda record: record["relations"][0].pop("from"),
        lambda record: record["entities"][0].update(links={"wikidata": 5}),
        lambda record: record["entities"][0].update(note=""),
        lambda record: record.update(rejections=[]),
        lambda record: record["rejections"][0].pop("entity"),
        lambda record: record["rejections"][0].update(fragments=[]),
    ],
)
def test_the_schema_refuses_what_the_import_refuses(change: Any) -> None:
    record = tagged()
    change(record)
    assert not Draft202012Validator(schema()).is_valid(record)


def test_the_sample_is_sound(codebook: Codebook) -> None:
    path = resource("sample/tagged.jsonl")
    found = list(NATIVE.read(path, codebook, ReadOptions(), Silent()))
    assert not [str(item) for item in found if isinstance(item, Problem)]
    with path.open("rb") as file:
        assert NATIVE.verify(file, lambda: None).articles == len(found)
