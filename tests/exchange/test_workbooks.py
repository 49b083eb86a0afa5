"""Workbooks read back: as this program writes them, and as others save them again."""

import io
import re
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.memory_folder import MemoryFolder
from tests.exchange.page_samples import sample
from tests.exchange.strategies import BOOK, bundles
from workbench.domain.errors import Unreadable
from workbench.domain.records import Article, Note, Review
from workbench.domain.text import sha256
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.dialect import WriteOptions, content
from workbench.exchange.tables.dialect import XlsxTables
from workbench.exchange.tables.workbook import CELL, ROW_END, SHEET, rows_of
from workbench.jobs import Cancelled, Silent

XLSX = XlsxTables()


def written(*articles: Bundle) -> bytes:
    out = MemoryFolder()
    XLSX.write(articles, BOOK, out, WriteOptions())
    return out.files[""]


def read(data: bytes) -> tuple[list[Bundle], list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "книга.xlsx"
        path.write_bytes(data)
        found = list(XLSX.read(path, BOOK, ReadOptions(), Silent()))
    return (
        [item for item in found if isinstance(item, Bundle)],
        [
            f"{Path(item.file).name}:{item.line}: {item.message}"
            for item in found
            if isinstance(item, Problem)
        ],
    )


def numbered(found: list[Bundle]) -> list[Bundle]:
    """The same as articles of one project, with ids of their own."""
    return [
        replace(
            one,
            article=replace(one.article, id=f"a{number}"),
            spans=tuple(replace(s, article=f"a{number}") for s in one.spans),
            relations=tuple(replace(r, article=f"a{number}") for r in one.relations),
        )
        for number, one in enumerate(found)
    ]


@given(st.lists(bundles(), min_size=1, max_size=3))
def test_what_a_workbook_carries_comes_back_with_any_text(found: list[Bundle]) -> None:
    articles = numbered(found)
    back, problems = read(written(*articles))
    assert problems == []
    assert list(map(content, back)) == [content(XLSX.carries(one, BOOK)) for one in articles]


def test_a_decision_that_is_none_is_told_with_its_sheet_and_origins_come_back() -> None:
    first, *others = sample().spans
    first = replace(first, origin="gazetteer", review=Review("accepted", "вера", ""))
    data = written(replace(sample(), spans=(first, *others)))
    back, problems = read(data)
    assert (back[0].spans[0].origin, back[0].spans[0].verdict) == ("gazetteer", "accepted")
    assert problems == []
    back, problems = read(edited(data, b">accepted<", b">maybe<"))
    (problem,) = problems
    assert problem.startswith("книга.xlsx (spans):2: The decision on span")
    assert content(back[0]) == content(sample())


def edited(data: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with something else in its sheets."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))
    return made.getvalue()


def shared(data: bytes) -> bytes:
    """The workbook as Excel saves it: strings in one place, cells with their names."""
    strings: list[bytes] = []

    def moved(found: re.Match[bytes]) -> bytes:
        strings.append(found[1])
        return b'<c t="s"><v>%d</v></c>' % (len(strings) - 1)

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if "/sheet" in name:
                inline = rb'<c t="inlineStr"[^>]*><is><t[^>]*>([^<]*)</t></is></c>'
                body = re.sub(inline, moved, body)
            new.writestr(name, body)
        items = b"".join(
            b'<si><r><t xml:space="preserve">%b</t></r><rPh><t>x</t></rPh></si>' % one
            for one in strings
        )
        space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        new.writestr("xl/sharedStrings.xml", b'<sst xmlns="%b">%b</sst>' % (space, items))
    assert strings
    return made.getvalue()


@given(bundles())
def test_a_workbook_that_another_program_saved_again_is_read(found: Bundle) -> None:
    ((one,), problems) = read(shared(written(found)))
    assert problems == []
    assert content(one) == content(XLSX.carries(found, BOOK))


@given(bundles())
def test_a_sheet_is_taken_apart_as_it_was_put_together(found: Bundle) -> None:
    with zipfile.ZipFile(io.BytesIO(written(found))) as zipped:
        sheet = zipped.read("xl/worksheets/sheet2.xml")
    body = sheet.removeprefix(SHEET)
    rows = rows_of(body[: body.rindex(ROW_END) + len(ROW_END)])
    assert rows is not None
    head, *spans = (row.split(CELL) for row in rows)
    assert {len(row) for row in spans} <= {len(head)}
    held = XLSX.carries(found, BOOK)
    assert [row[head.index("start")] for row in spans] == [str(one.start) for one in held.spans]
    assert rows_of(body[:-1]) is None


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (b"</row>\n<row>", b"</row>\n<!-- <row> --><row>"),
        (b"</row>\n<row>", b"</row><row >"),
        (b"<c/>", b"<c></c>"),
        ("Вестмар".encode(), "&#1042;естмар".encode()),
    ],
)
def test_a_sheet_in_which_something_was_changed_by_hand_is_read_on(
    ours: bytes, theirs: bytes
) -> None:
    two = [replace(sample(), article=replace(sample().article, id=name)) for name in ("a1", "a2")]
    made = io.BytesIO()
    whole = io.BytesIO(written(*numbered(two)))
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if "/sheet" in name and ours in data:
                first, second = data.split(ours, 1)
                data = first + ours + second.replace(ours, theirs)
            new.writestr(name, data)
    back, problems = read(made.getvalue())
    assert problems == []
    assert [content(one) for one in back] == [content(XLSX.carries(sample(), BOOK))] * 2


def test_sheets_may_stand_in_any_order() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(sample())))
    book.move_sheet("articles", 3)
    again = io.BytesIO()
    book.save(again)
    ((one,), problems) = read(again.getvalue())
    assert problems == []
    assert content(one) == content(XLSX.carries(sample(), BOOK))


def test_texts_notes_and_words_longer_than_a_cell_are_held_as_far_as_there_is_room() -> None:
    text = "Слово _x0001_ 😀\x01\n" * 4000
    (span,) = [one for one in sample().spans if one.label == "Claim"][:1]
    whole = replace(span, id="long", fragments=(type(span.fragments[0])(0, len(text) - 1),))
    long = Bundle(
        Article("a1", sha256(text), "Длинный"),
        text,
        (replace(whole, article="a1", note="д" * 50_000, entity=None),),
        notes=(Note("n1", "a1", "з" * 50_000, "анна", "", ""),),
    )
    ((one,), problems) = read(written(long))
    assert (one.text, problems) == (text, [])
    assert content(one) == content(XLSX.carries(long, BOOK))
    assert len(one.spans[0].note or "") > 30_000
    assert [(s.start, s.end) for s in one.spans] == [(0, len(text) - 1)]


def test_rows_that_do_not_fit_are_told_with_their_number_in_their_sheet() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(sample())))
    sheet = book["spans"]
    head = [cell.value for cell in sheet[1]]
    sheet.cell(3, head.index("start") + 1).value = 10**7
    again = io.BytesIO()
    book.save(again)
    ((one,), problems) = read(again.getvalue())
    assert len(one.spans) == len(sample().spans) - 1
    assert any(said.startswith("книга.xlsx (spans):3: Span") for said in problems)


@pytest.mark.parametrize(
    ("part", "body"),
    [
        ("xl/workbook.xml", b"<workbook"),
        ("xl/workbook.xml", None),
        ("xl/worksheets/sheet1.xml", b"<worksheet><row>"),
        ("xl/worksheets/sheet1.xml", None),
    ],
)
def test_a_damaged_workbook_is_refused_with_a_sentence(part: str, body: bytes | None) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written(sample()))) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = body if name == part else old.read(name)
            if data is not None:
                new.writestr(name, data)
    with pytest.raises(Unreadable, match=r"no sheet|not an XLSX workbook"):
        read(made.getvalue())


@given(st.binary(max_size=300))
def test_bytes_at_random_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="not an XLSX workbook"):
        read(data)


def test_a_workbook_without_texts_is_refused() -> None:
    book = openpyxl.Workbook()
    made = io.BytesIO()
    book.save(made)
    with pytest.raises(Unreadable, match="no sheet «articles»"):
        read(made.getvalue())


def test_a_cancelled_reading_stops_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stop:
        def step(self, done: int, total: int) -> None:
            raise Cancelled

    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    path = tmp_path / "книга.xlsx"
    path.write_bytes(written(sample()))
    with pytest.raises(Cancelled):
        next(XLSX.read(path, BOOK, ReadOptions(), Stop()))
    assert list(place.iterdir()) == []
