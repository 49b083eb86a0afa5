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


def letters(text: str) -> str:
    """A text without white space: a PDF has places, and its readers guess the spaces."""
    return "".join(text.split())


def letters_in(path: Path) -> list[str]:
    """What a strict reader finds in the PDF, a page an item, without white space."""
    from pypdf import PdfReader

    pages = PdfReader(path, strict=True).pages
    return [letters(page.extract_text()) for page in pages]


def test_the_report_is_a_pdf_with_its_fonts_and_the_words_of_the_article(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "статья.pdf"
    write_pdf(reading_of(sample()), path)
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert b"/FontFile2" in data or b"/FontFile3" in data
    pages = letters_in(path)
    assert len(pages) == 1
    for words in (
        "Вестмар обвинил Корванию в обстреле",
        "Доказательств корванская сторона не привела.",
        "C1 «Это была <подготовленная> провокация» comes from",
        "Проверить <дату> & подпись",
    ):
        assert letters(words) in pages[0]
    assert pages[0].endswith("1/1")


def test_a_long_article_has_all_its_lines_on_numbered_pages(qtbot: QtBot, tmp_path: Path) -> None:
    text = "\n".join(f"Строка номер {number} кончена." for number in range(400))
    one = Bundle(sample().article, text)
    path = tmp_path / "long.pdf"
    write_pdf(reading_of(one, text), path)
    pages = letters_in(path)
    assert len(pages) > 5
    whole = "".join(pages)
    for number in range(400):
        assert whole.count(f"Строканомер{number}кончена.") == 1
    assert pages[1].endswith(f"2/{len(pages)}")


def test_a_file_that_cannot_be_written_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match="cannot be written"):
        write_pdf(reading_of(sample()), tmp_path / "none" / "out.pdf")
    assert list(tmp_path.iterdir()) == []
