import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.exchange.page_samples import TEXT, sample
from tests.exchange.strategies import BOOK
from workbench.domain.errors import ExportFailed
from workbench.domain.reading import Reading
from workbench.exchange.bundle import Bundle
from workbench.gui.pdf_report import write_pdf


def reading_of(one: Bundle, text: str = TEXT) -> Reading:
    return Reading(one.article, text, BOOK, one.spans, one.relations, one.entities, one.notes)


def words_in(path: Path) -> list[str]:
    """What a program finds in the PDF, a page an item, white space as one space."""
    if shutil.which("pdftotext"):
        done = subprocess.run(
            ["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True
        )
        pages = done.stdout.decode().split("\f")[:-1]
    else:
        pypdf = pytest.importorskip("pypdf", reason="pdftotext or pypdf reads the text back")
        pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    return [" ".join(page.split()) for page in pages]


def test_the_report_is_a_pdf_with_its_fonts_and_the_words_of_the_article(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "статья.pdf"
    write_pdf(reading_of(sample()), path)
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert b"/FontFile2" in data or b"/FontFile3" in data
    pages = words_in(path)
    assert len(pages) == 1
    assert "Вестмар обвинил Корванию в обстреле" in pages[0]
    assert "Доказательств корванская сторона не привела." in pages[0]
    assert "C1 «Это была <подготовленная> провокация» comes from" in pages[0]
    assert "Проверить <дату> & подпись" in pages[0]
    assert re.search("1 ?/ ?1$", pages[0])


def test_a_long_article_has_all_its_lines_on_numbered_pages(qtbot: QtBot, tmp_path: Path) -> None:
    text = "\n".join(f"Строка номер {number} кончена." for number in range(400))
    one = Bundle(sample().article, text)
    path = tmp_path / "long.pdf"
    write_pdf(reading_of(one, text), path)
    pages = words_in(path)
    assert len(pages) > 5
    whole = " ".join(pages)
    for number in range(400):
        assert whole.count(f"Строка номер {number} кончена.") == 1
    assert re.search(f"2 ?/ ?{len(pages)}$", pages[1])


def test_a_file_that_cannot_be_written_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match="cannot be written"):
        write_pdf(reading_of(sample()), tmp_path / "none" / "out.pdf")
    assert list(tmp_path.iterdir()) == []
