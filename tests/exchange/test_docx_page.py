import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given

from tests.exchange.memory_folder import MemoryFolder
from tests.exchange.page_samples import TEXT, sample
from tests.exchange.strategies import BOOK, bundles
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import WriteOptions
from workbench.exchange.pages.docx import DocxPage
from workbench.exchange.xml_text import fit

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def written(*articles: Bundle) -> bytes:
    out = MemoryFolder()
    DocxPage().write(articles, BOOK, out, WriteOptions())
    return out.files[""]


def opened(*articles: Bundle) -> Any:
    import docx

    return docx.Document(io.BytesIO(written(*articles)))


def text_in(document: Any) -> str:
    return "\n".join(
        "".join(run.text for run in line.runs if run.style.name != "Span tag")
        for line in document.paragraphs
        if line.style.name == "Article text"
    )


@given(bundles())
def test_the_paragraphs_without_the_tags_are_the_text(found: Bundle) -> None:
    assert text_in(opened(found)) == fit(found.text)


def test_marks_are_shading_and_coloured_underlines() -> None:
    with zipfile.ZipFile(io.BytesIO(written(sample()))) as made:
        body = ElementTree.fromstring(made.read("word/document.xml"))
    lines = {one.attrib[f"{_W}val"] for one in body.iter(f"{_W}u")}
    assert lines == {"thick", "dottedHeavy", "dashedHeavy"}
    assert len({one.attrib[f"{_W}fill"] for one in body.iter(f"{_W}shd")}) == 2  # one in another
    assert len(list(body.iter(f"{_W}pBdr"))) == 1  # the region's line


# The children of elements in the order that the standard wants (ECMA-376, part 1, 17), as far as
# they are written; Word may call a file damaged where it finds another.
_ORDER = {
    "rPr": "rStyle rFonts b i noProof color sz u shd vertAlign lang",
    "pPr": "pStyle keepNext pBdr shd spacing ind outlineLvl",
    "tblPr": "tblStyle tblW tblBorders tblLayout tblCellMar",
    "tblBorders": "top bottom insideH",
    "tblCellMar": "top left bottom right",
    "style": "name basedOn qFormat pPr rPr tblPr",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "tc": "tcPr p",
    "p": "pPr r",
}


def children_out_of_order(element: Any) -> list[str]:
    tags = [child.tag.removeprefix(_W) for child in element]
    order = _ORDER.get(element.tag.removeprefix(_W), "").split()
    places = [order.index(tag) if tag in order else -1 for tag in tags]
    return [element.tag, *tags] if places != sorted(places) or -1 in places else []


@given(bundles())
def test_every_part_is_sound_xml_with_its_elements_in_the_order_of_the_standard(
    found: Bundle,
) -> None:
    from lxml import etree

    parts = {part.partname: part.blob for part in opened(found).part.package.iter_parts()}
    assert {"/word/document.xml", "/word/styles.xml"} <= parts.keys()
    for blob in parts.values():
        for element in etree.fromstring(blob).iter(*(f"{_W}{tag}" for tag in _ORDER)):
            assert children_out_of_order(element) == []


def test_links_entities_and_spans_are_tables() -> None:
    tables = opened(sample()).tables
    links = [[cell.text for cell in row.cells] for row in tables[0].rows]
    assert links[0] == [
        "C1 «Это была <подготовленная> провокация»",
        "comes from",
        "S1 министр обороны Лирии Ильза Торвен",
    ]
    assert tables[1].rows[0].cells[0].text == "Лирия"
    assert len(tables[2].rows) == len(sample().spans)


def test_articles_follow_each_other() -> None:
    other = replace(sample(), article=replace(sample().article, id="a2", title="Вторая"))
    document = opened(sample(), other)
    assert text_in(document) == f"{TEXT}\n{TEXT}"
    titles = [line.text for line in document.paragraphs if line.style.name == "Title"]
    assert titles == ["Обстрел <поста>", "Вторая"]


def test_articles_are_counted_in_a_document_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "статьи.docx"
    path.write_bytes(written(sample(), replace(sample(), text=sample().text * 400), sample()))
    assert DocxPage().checked(path) == {"articles": 3}
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ValueError, match=r"."):
        DocxPage().checked(path)
