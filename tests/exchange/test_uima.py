import io
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import assume, example, given, settings

from tests.exchange.flat_formats import back, bundle, link, read, span, words, written
from tests.exchange.strategies import BOOK, TIME, bundles
from workbench.domain.errors import ExportFailed, Unreadable
from workbench.domain.records import Entity, Note
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import content, lost
from workbench.exchange.uima.dialect import UimaJson, UimaXmi
from workbench.exchange.xml_text import fit

XMI, JSON = UimaXmi(), UimaJson()

# 😀 is one code point and two units: «заявил» is code points [10, 16), units [11, 17).
TEXT = "Министр 😀 заявил:\nперемирие <сорвано>.\n"
SAMPLE = bundle(
    TEXT,
    span("s0", "Claim", (10, 16), (18, 27), attributes={"check": '<&">\n'}, note="?\x01"),
    span("s1", "Source", (0, 7), entity="e1"),
    relations=(link("r0", "attributed_to", "s0", "s1", way="прямо"),),
    entities=(Entity("e1", "Министр", "person"),),
    notes=(Note("n0", "a1", "заметка", "анна", TIME, TIME),),
)


def wrapped(*lines: str, head: str = "") -> bytes:
    return "\n".join(
        [
            f'<?xml version="1.0" encoding="UTF-8"?>{head}',
            '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" '
            'xmlns:c="http:///webanno/custom.ecore" xmi:version="2.0">',
            *lines,
            "</xmi:XMI>",
        ]
    ).encode()


SOFA = (
    '<cas:Sofa xmi:id="9" sofaNum="1" sofaID="_InitialView" sofaString="раз&#13;&#10;два 😀 три"/>'
)


@given(bundles())
def test_what_xmi_carries_comes_back(one: Bundle) -> None:
    assume(fit(one.text) == one.text)
    (found,) = back(XMI, [one])
    assert content(found) == content(XMI.carries(one, BOOK))


@given(bundles())
def test_what_json_carries_comes_back(one: Bundle) -> None:
    (found,) = back(JSON, [one])
    assert content(found) == content(JSON.carries(one, BOOK))


@pytest.mark.parametrize("dialect", [XMI, JSON])
def test_pieces_entities_notes_and_who_made_it_are_kept(dialect: UimaXmi | UimaJson) -> None:
    (found,) = back(dialect, [SAMPLE])
    assert words(found) == [("Claim", ["заявил", "перемирие"]), ("Source", ["Министр"])]
    assert found.entities == SAMPLE.entities
    assert {item.annotator for item in found.spans} == {"анна"}
    assert {item.annotator for item in found.relations} == {"анна"}
    assert found.article.title == "Заголовок"
    assert not lost(SAMPLE, dialect.carries(SAMPLE, BOOK))


def test_offsets_are_utf_16() -> None:
    (data,) = written(JSON, SAMPLE).files.values()
    form = orjson.loads(data)
    kinds = {"webanno.custom.Claim", "uima.tcas.DocumentAnnotation"}
    assert [
        (item["begin"], item["end"], item["fragment_group"])
        for item in form["%FEATURE_STRUCTURES"]
        if item["%TYPE"] in kinds
    ] == [(11, 17, "1"), (19, 28, "1")]
    assert set(form["%VIEWS"]["_InitialView"]["%MEMBERS"]) == {
        item["%ID"] for item in form["%FEATURE_STRUCTURES"][1:]
    }


def test_a_text_that_xml_cannot_hold_is_refused_and_json_holds_it() -> None:
    one = bundle("раз\x0cдва", span("s0", "Cue", (0, 3)))
    with pytest.raises(ExportFailed):
        written(XMI, one)
    assert back(JSON, [one])[0].text == one.text


@pytest.mark.parametrize("folder", [True, False])
def test_a_folder_and_a_zip_file_are_read(tmp_path: Path, folder: bool) -> None:
    out = written(XMI, SAMPLE, SAMPLE)
    assert list(out.files) == ["00001-Заголовок.xmi", "00002-Заголовок.xmi", "TypeSystem.xml"]
    path = out.on_disk(tmp_path / "out")
    if not folder:
        path = tmp_path / "out.zip"
        with zipfile.ZipFile(path, "w") as box:
            for name, data in out.files.items():
                box.writestr(name, data)
    found, problems = read(XMI, path)
    assert (len(found), problems) == (2, [])


def test_windows_newlines_other_views_and_grammar_are_understood(tmp_path: Path) -> None:
    # In units: р0 а1 з2 CR3 LF4 д5 в6 а7 _8 😀9-10 _11 т12 р13 и14.
    path = tmp_path / "a.xmi"
    path.write_bytes(
        wrapped(
            SOFA,
            '<cas:Sofa xmi:id="8" sofaNum="2" sofaID="other" sofaString="else"/>',
            '<c:A xmi:id="1" sofa="9" begin="5" end="8" score="0.5"/>',
            '<c:A xmi:id="2" sofa="9" begin="12" end="15"><x>1</x></c:A>',
            '<c:A xmi:id="3" sofa="8" begin="0" end="4"/>',
            '<c:R xmi:id="4" sofa="9" begin="12" end="15" Governor="1" Dependent="2"/>',
        )
    )
    (found,), problems = read(XMI, path)
    assert found.text == "раз\nдва 😀 три"
    assert words(found) == [("A", ["два"]), ("A", ["три"])]
    assert found.spans[0].attributes == {"score": "0.5"}
    assert (len(found.relations), problems) == (1, [])


def test_what_is_broken_is_told_with_its_line_and_the_rest_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.xmi"
    data = wrapped(
        SOFA,
        '<c:A xmi:id="1" sofa="9" begin="0" end="3"/>',
        '<c:A xmi:id="2" sofa="9" begin="5" end="99"/>',
        '<c:A xmi:id="3" sofa="9" begin="x" end="3"/>',
        '<c:A xmi:id="4" sofa="9" begin="3" end="3"/>',
        '<c:R xmi:id="5" sofa="9" begin="0" end="3" Governor="1" Dependent="2"/>',
    )
    path.write_bytes(data[:-5])
    (found,), problems = read(XMI, path)
    assert words(found) == [("A", ["раз"])]
    assert sorted(item.line or 0 for item in problems) == [5, 6, 7, 8, 9]


@pytest.mark.parametrize("encoding", [b"UTF-9", b"cp932"])
def test_an_encoding_that_is_not_known_is_refused(tmp_path: Path, encoding: bytes) -> None:
    files = written(XMI, bundle("раз два")).files
    (name,) = files.keys() - {"TypeSystem.xml"}
    path = tmp_path / "a.xmi"
    path.write_bytes(files[name].replace(b"UTF-8", encoding))
    with pytest.raises(Unreadable, match="encoding"):
        read(XMI, path)


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xmi"
    path.write_bytes(wrapped(SOFA, head='<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'))
    with pytest.raises(Unreadable, match="DTD"):
        read(XMI, path)


@pytest.mark.parametrize("data", [b"", b"<a/>", b"{}", b"[1]", b"\x00", wrapped()])
@pytest.mark.parametrize("dialect", [XMI, JSON])
def test_what_is_no_cas_is_refused(
    dialect: UimaXmi | UimaJson, data: bytes, tmp_path: Path
) -> None:
    path = tmp_path / f"a{dialect.suffixes[0]}"
    path.write_bytes(data)
    with pytest.raises(Unreadable):
        read(dialect, path)
    found, problems = read(dialect, tmp_path)
    assert (found, [item.file for item in problems]) == ([], [str(path)])


def test_broken_structures_of_json_are_told(tmp_path: Path) -> None:
    sofa = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaID": "_InitialView", "sofaString": "да"}
    sound: dict[str, Any] = {"%ID": 2, "%TYPE": "x.A", "@sofa": 1, "begin": 0, "end": 2}
    path = tmp_path / "a.json"
    items = [
        sofa,
        sound,
        sound | {"%ID": 3, "end": "2"},
        sound | {"%ID": 4, "end": 3},
        sound | {"%ID": None},
        sound | {"%ID": 5, "@Governor": [], "@Dependent": {}},
        7,
    ]
    path.write_bytes(orjson.dumps({"%FEATURE_STRUCTURES": items}))
    (found,), problems = read(JSON, path)
    assert (words(found), len(problems)) == ([("A", ["да"])], 5)


@given(bundles())
def test_words_are_passed_over_however_they_are_written(one: Bundle) -> None:
    assume(fit(one.text) == one.text)
    files = written(XMI, one).files
    (name,) = files.keys() - {"TypeSystem.xml"}
    wide = re.sub(rb'(<ns\d+:(?:Token|Sentence) [^>]*")/>', rb"\1 />", files[name])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xmi"
        path.write_bytes(wide)
        (found,), problems = read(XMI, path)
    assert b"Token" in wide
    assert (content(found), problems) == (content(XMI.carries(one, BOOK)), [])


@given(bundles())
def test_words_of_json_are_passed_over_however_they_are_written(one: Bundle) -> None:
    (data,) = written(JSON, one).files.values()
    wide = orjson.dumps(orjson.loads(data), option=orjson.OPT_INDENT_2)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        path.write_bytes(wide)
        (found,), problems = read(JSON, path)
    assert b'Token"' in wide
    assert (content(found), problems) == (content(JSON.carries(one, BOOK)), [])


@pytest.mark.parametrize("dialect", [XMI, JSON], ids=lambda one: str(one.name))
def test_what_stands_among_words_is_read(dialect: UimaXmi | UimaJson, tmp_path: Path) -> None:
    one = bundle("раз два три четыре", span("s0", "Claim", (4, 7)))
    files = written(dialect, one).files
    (name,) = files.keys() - {"TypeSystem.xml"}
    claim = rb"\n<\S+:Claim [^>]*/>" if dialect is XMI else rb',\{[^{}]*custom.Claim"[^{}]*\}'
    moved = re.search(claim, files[name])
    assert moved is not None
    first, token = files[name].replace(moved[0], b""), b"Token" if dialect is XMI else b'Token",'
    places = [found.start() for found in re.finditer(token, first)]
    at = first.rindex(moved[0][:2], 0, places[-1])
    path = tmp_path / f"a{dialect.suffixes[0]}"
    path.write_bytes(first[:at] + moved[0] + first[at:])
    (found,), problems = read(dialect, path)
    assert (words(found), problems) == ([("Claim", ["два"])], [])


def test_json_that_is_cut_among_words_is_refused(tmp_path: Path) -> None:
    (data,) = written(JSON, bundle("раз два", span("s0", "Claim", (0, 3)))).files.values()
    path = tmp_path / "a.json"
    path.write_bytes(data[: data.rindex(b'Token"')])
    with pytest.raises(Unreadable):
        read(JSON, path)


def test_a_tag_that_is_left_open_before_words_is_told_with_its_line(tmp_path: Path) -> None:
    files = written(XMI, bundle("раз два", span("s0", "Claim", (0, 3)))).files
    (name,) = files.keys() - {"TypeSystem.xml"}
    lines = files[name].split(b"\n")
    first = next(number for number, line in enumerate(lines) if b":Token " in line)
    lines.insert(first, b'<ns9:X note="')
    path = tmp_path / "a.xmi"
    path.write_bytes(b"\n".join(lines).replace(b"<cas:View", b'"/><cas:View'))
    (found,), problems = read(XMI, path)
    assert (found.text, found.spans, [item.line for item in problems]) == (
        "раз два",
        (),
        [first + 2],
    )


def test_a_hundred_thousand_spans_on_one_line_are_read(tmp_path: Path) -> None:
    spans = "".join(
        f'<c:A xmi:id="{number}" sofa="9" begin="0" end="3"/>' for number in range(10, 100_010)
    )
    path = tmp_path / "a.xmi"
    path.write_bytes(wrapped(SOFA, spans))
    (found,), problems = read(XMI, path)
    assert (len(found.spans), problems) == (100_000, [])


def place_of(annotation: Any) -> tuple[int, int]:
    """Where an annotation stands; dkpro-cassis turns UTF-16 into code points as it reads."""
    return annotation.begin, annotation.end


class TestCassis:
    """dkpro-cassis reads what is written here, and what it writes is read here."""

    @given(bundles())
    @settings(max_examples=25)
    def test_it_finds_the_same_words_and_links_at_the_same_places(self, one: Bundle) -> None:
        import cassis

        assume(fit(one.text) == one.text)
        files = written(XMI, one).files
        types = cassis.load_typesystem(io.BytesIO(files.pop("TypeSystem.xml")))
        (data,) = files.values()
        (json,) = written(JSON, one).files.values()
        expected = sorted(
            (f"webanno.custom.{item.label}", one.text[place.start : place.end])
            for item in one.spans
            for place in item.fragments
        )
        labels = {f"webanno.custom.{item.id}" for item in BOOK.labels}
        first = {item.id: (item.start, item.fragments[0].end) for item in one.spans}
        ends = sorted(
            (f"webanno.custom.{item.type}", first[item.source], first[item.target])
            for item in one.relations
        )
        kinds = {f"webanno.custom.{item.id}" for item in BOOK.relations}
        for cas in (
            cassis.load_cas_from_xmi(io.BytesIO(data), typesystem=types),
            cassis.load_cas_from_json(io.BytesIO(json)),
        ):
            assert cas.sofa_string == one.text
            found = [item for item in cas.select_all_annotations() if item.type.name in labels]
            assert sorted((i.type.name, i.get_covered_text()) for i in found) == expected
            links = [item for item in cas.select_all_annotations() if item.type.name in kinds]
            assert (
                sorted(
                    (item.type.name, place_of(item.Governor), place_of(item.Dependent))
                    for item in links
                )
                == ends
            )

    @pytest.mark.parametrize("dialect", [XMI, JSON])
    @given(one=bundles())
    @settings(max_examples=25)
    @example(one=SAMPLE)
    def test_what_it_writes_is_read(self, dialect: UimaXmi | UimaJson, one: Bundle) -> None:
        import cassis

        assume(dialect is JSON or fit(one.text) == one.text)
        files = written(dialect, one).files
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"a{dialect.suffixes[0]}"
            if dialect is XMI:
                types = cassis.load_typesystem(io.BytesIO(files.pop("TypeSystem.xml")))
                (data,) = files.values()
                cassis.load_cas_from_xmi(io.BytesIO(data), typesystem=types).to_xmi(path)
                types.to_xml(Path(folder) / "TypeSystem.xml")
            else:
                (data,) = files.values()
                cassis.load_cas_from_json(io.BytesIO(data)).to_json(path)
            (found,), problems = read(dialect, path)
        assert problems == []
        assert content(found) == content(dialect.carries(one, BOOK))
