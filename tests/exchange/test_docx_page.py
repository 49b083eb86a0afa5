import io
import zipfile
from dataclasses import replace
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
    docx = pytest.importorskip("docx", reason="python-docx reads what was written")
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
