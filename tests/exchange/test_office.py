"""Tables that a spreadsheet opened and saved come back as they went; where one is here."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.exchange.strategies import BOOK, TIME
from tests.exchange.trips import article_of, link, span_at, taken, written
from workbench.domain.records import Entity, Review
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import content
from workbench.exchange.formats import dialect

OFFICE = shutil.which("soffice")
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
READ_CSV = "--infilter=Text - txt - csv (StarCalc):44,34,76,1"
TEXT = '=СУММА: министр 😀 сказал,\n«мост закрыт; "спорят"»,\n\n+7 и -1. Ёлка\u00a0стоит.'

pytestmark = pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice (soffice)")


def whole() -> Bundle:
    """An article with what spreadsheets stumble over."""
    made = article_of(
        TEXT,
        span_at("s1", "Source", (8, 15), entity="e1", note="-1 и\n=2 😀"),
        span_at("s2", "Claim", (27, 38), (60, 65)),
        span_at("s3", "Claim", (0, 6)),
        relations=[link("attributed_to", "s2", "s1")],
        date="2025-01-02",
    )
    spans = (replace(made.spans[0], review=Review("rejected", "=вера", TIME)), *made.spans[1:])
    entity = Entity("e1", "+Министр", "person", ("@м", "1E5"), {"wikidata": "Q1"})
    return replace(made, spans=spans, entities=(entity,))


def saved_again(path: Path, place: Path, *how: str) -> None:
    assert OFFICE is not None
    home = (place / "profile").as_uri()
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={home}", "--headless", *how, "--outdir", place, path],
        check=True,
        capture_output=True,
        timeout=120,
    )


def test_a_workbook_that_was_saved_by_a_spreadsheet_reads_the_same(tmp_path: Path) -> None:
    chosen, made = dialect("xlsx"), whole()
    path = written(chosen, made).on_disk(tmp_path / "a.xlsx")
    place = tmp_path / "saved"
    saved_again(path, place, "--convert-to", "xlsx")
    (found,), problems = taken(chosen, place / "a.xlsx")
    assert not problems
    assert content(found) == content(chosen.carries(made, BOOK))
    assert [span.review for span in found.spans] == [span.review for span in made.spans]


def test_csv_that_was_saved_by_a_spreadsheet_reads_the_same(tmp_path: Path) -> None:
    chosen, made = dialect("csv"), whole()
    folder = written(chosen, made).on_disk(tmp_path / "tables")
    place = tmp_path / "saved"
    for table in sorted(folder.glob("*.csv")):
        saved_again(table, place, READ_CSV, "--convert-to", CSV)
    (found,), problems = taken(chosen, place)
    assert not problems
    assert content(found) == content(chosen.carries(made, BOOK))
    assert [span.review for span in found.spans] == [span.review for span in made.spans]
