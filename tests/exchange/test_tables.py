import csv
import io
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.memory_folder import MemoryFolder
from tests.exchange.page_samples import TEXT, place, sample, span
from tests.exchange.strategies import BOOK, bundles
from workbench.domain.errors import Unreadable
from workbench.domain.records import Article, Review
from workbench.domain.text import Interval, sha256
from workbench.domain.words import speak
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.dialect import WriteOptions, content, lost
from workbench.exchange.tables.cells import as_it_was, harmless
from workbench.exchange.tables.dialect import CsvTables, XlsxTables
from workbench.exchange.tables.workbook import parts
from workbench.exchange.xml_text import decoded
from workbench.jobs import Silent
from workbench.locale import catalogue

CSV = CsvTables()


def written(*articles: Bundle, dialect: CsvTables | XlsxTables = CSV) -> MemoryFolder:
    out = MemoryFolder()
    dialect.write(articles, BOOK, out, WriteOptions())
    return out


def read(path: Path, **options: str) -> tuple[list[Bundle], list[str]]:
    found = list(CSV.read(path, BOOK, ReadOptions(**options), Silent()))  # type: ignore[arg-type]  # texts alone
    return (
        [item for item in found if isinstance(item, Bundle)],
        [
            f"{Path(item.file).name}:{item.line}: {item.message}"
            for item in found
            if isinstance(item, Problem)
        ],
    )


def rows(out: MemoryFolder, table: str) -> list[dict[str, str]]:
    text = out.files[f"{table}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@given(st.lists(bundles(), min_size=1, max_size=3))
def test_what_tables_carry_comes_back_with_any_text(found: list[Bundle]) -> None:
    articles = [
        replace(
            one,
            article=replace(one.article, id=f"a{number}"),
            spans=tuple(replace(s, article=f"a{number}") for s in one.spans),
            relations=tuple(replace(r, article=f"a{number}") for r in one.relations),
        )
        for number, one in enumerate(found)
    ]
    with tempfile.TemporaryDirectory() as folder:
        back, problems = read(written(*articles).on_disk(Path(folder)))
    assert problems == []
    assert list(map(content, back)) == [content(CSV.carries(one, BOOK)) for one in articles]


def test_only_rejections_are_lost() -> None:
    assert not lost(sample(), CSV.carries(sample(), BOOK))


@given(st.text() | st.from_regex(r"\A'{0,2}[ \t\n\r\u00a0]{0,2}[=+\-@].{0,3}\Z"))
def test_a_cell_never_begins_like_a_formula_and_comes_back(cell: str) -> None:
    made = harmless(cell)
    assert not made.lstrip().startswith(("=", "+", "-", "@"))
    assert as_it_was(made) == cell


def test_a_hostile_text_is_no_formula_in_any_cell() -> None:
    text = '=HYPERLINK("http://зло";"тут")\n\t@SUM(1)\n-2+3'
    hostile = Bundle(
        Article("a1", sha256(text), "+7 900"),
        text,
        (span("s1", "Claim", Interval(0, 10), note="\t=1"), span("s2", "Actor", Interval(31, 39))),
    )
    for table in ("articles", "spans"):
        for row in rows(written(hostile), table):
            for cell in row.values():
                assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_the_file_is_what_excel_and_rfc_4180_want() -> None:
    data = written(sample()).files["spans.csv"]
    assert data.startswith(b"\xef\xbb\xbfarticle,span,label,start,end,fragments,words,")
    assert data.count(b"\r\n") == 1 + len(sample().spans)
    first = rows(written(sample()), "spans")[0]
    assert first["words"] == "«Это была <подготовленная> провокация»"
    assert (first["start"], first["end"], first["fragments"]) == ("39", "77", "")
    assert first["attribute.claim_type"] == "evaluation"
    several = rows(written(sample()), "spans")[3]
    assert several["words"] == "министр Ильза Торвен"
    assert several["fragments"] == "89 96;111 123"


def test_labels_are_called_by_their_names_in_the_readers_language_on_request() -> None:
    speak(catalogue("ru"))
    try:
        out = written(sample(), dialect=CsvTables(names=True))
    finally:
        speak(None)
    assert rows(out, "spans")[0]["label"] == "Claim"
    assert rows(out, "spans")[0]["label_name"] == "Утверждение"
    assert rows(out, "relations")[0]["from_words"] == "«Это была <подготовленная> провокация»"


def test_an_entity_stands_once_however_many_articles_mention_it() -> None:
    other = replace(sample(), article=replace(sample().article, id="a2"))
    assert [row["name"] for row in rows(written(sample(), other), "entities")] == ["Лирия"]


def test_rows_in_another_order_and_parted_by_semicolons_are_read(tmp_path: Path) -> None:
    two = replace(
        sample(),
        article=replace(sample().article, id="a2"),
        spans=tuple(replace(s, article="a2") for s in sample().spans),
        relations=tuple(replace(r, article="a2") for r in sample().relations),
    )
    out = written(sample(), two).on_disk(tmp_path)
    table = rows(written(sample(), two), "spans")
    table.sort(key=lambda row: row["label"])
    with (out / "spans.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(table[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(table)
    back, problems = read(out / "spans.csv")
    assert problems == []
    assert [content(one) for one in back] == [content(sample())] * 2


def test_a_row_belongs_to_the_article_that_its_whole_first_cell_names(tmp_path: Path) -> None:
    one, other = (replace(sample(), article=replace(sample().article, id=x)) for x in ("a,0", "a"))
    out = written(replace(one, spans=(), relations=()), other).on_disk(tmp_path)
    head = ",".join(rows(written(sample()), "spans")[0])
    lines = ['"a,0",s1,Claim,0,7,,Вестмар', "a,0,Claim,0,7,,Вестмар", "a,s3,Claim,0,7,,Вестмар"]
    (out / "spans.csv").write_text("\n".join([head, *lines]), encoding="utf-8", newline="")
    back, _ = read(out)
    assert [len(article.spans) for article in back] == [1, 2]


def test_broken_rows_are_told_with_their_lines_and_the_rest_is_taken(tmp_path: Path) -> None:
    out = written(sample()).on_disk(tmp_path)
    head = ",".join(rows(written(sample()), "spans")[0])
    lines = [
        "a1,s1,Claim,0,7,,Вестмар",
        "a1,s2,Claim,0,6,,Вестмар",
        "a1,s3,Claim,900,907,,Вестмар",
        'a1,s4,Claim,0,7,,"Вестмар"x',
        "a1,s5,Claim,ноль,7,,Вестмар",
        "a9,s6,Claim,0,7,,Вестмар",
        "a1,s7,,0,7,,Вестмар",
        "a1",
        "a1,s8,Actor,8,15,,обвинил",
        'a1,s9,Actor,8,15,,"обвинил',
    ]
    (out / "spans.csv").write_text("\r\n".join([head, *lines]), encoding="utf-8", newline="")
    back, problems = read(out)
    assert [(one.label, one.start) for one in back[0].spans] == [("Claim", 0), ("Actor", 8)]
    told = [problem.split(". ")[0] for problem in problems if problem.startswith("spans")]
    assert [line.split(":")[1] for line in told] == ["5", "11", "3", "4", "6", "8", "9", "7"]
    assert "relations.csv:2: Relation r1 was left out" in "\n".join(problems)


def test_a_decision_that_is_none_is_told_where_it_stands_and_the_row_is_taken(
    tmp_path: Path,
) -> None:
    first, *others = sample().spans
    link = replace(sample().relations[0], review=Review("rejected", "вера", ""))
    whole = replace(
        sample(),
        spans=(replace(first, review=Review("accepted", "вера", "")), *others),
        relations=(link, *sample().relations[1:]),
    )
    out = written(whole).on_disk(tmp_path)
    for table, word in (("spans", b",accepted,"), ("relations", b",rejected,")):
        path = out / f"{table}.csv"
        path.write_bytes(path.read_bytes().replace(word, b",maybe,"))
    back, problems = read(out)
    reason = "The decision «maybe» is none of: accepted, rejected."
    assert problems == [
        f"spans.csv:2: The decision on span {first.id} was not taken. {reason}",
        f"relations.csv:2: The decision on relation {link.id} was not taken. {reason}",
    ]
    assert content(back[0]) == content(sample())
    assert not any(span.review for span in back[0].spans)
    assert not any(found.review for found in back[0].relations)


def test_how_spans_came_about_comes_back_and_is_an_import_where_nothing_is_said(
    tmp_path: Path,
) -> None:
    origins = ("manual", "gazetteer", "import", "")
    spans = [
        replace(one, origin=origin) for one, origin in zip(sample().spans, origins, strict=False)
    ]
    back, problems = read(written(replace(sample(), spans=tuple(spans))).on_disk(tmp_path))
    assert problems == []
    assert [one.origin for one in back[0].spans] == [one.origin or "import" for one in spans]


def test_a_changed_text_is_told_and_spans_that_still_stand_are_taken(tmp_path: Path) -> None:
    out = written(sample()).on_disk(tmp_path)
    articles = (out / "articles.csv").read_bytes()
    changed = articles.replace("не привела".encode(), "привела".encode())
    (out / "articles.csv").write_bytes(changed)
    back, problems = read(out)
    assert problems == [
        "articles.csv:2: The text is not that of its sha256: it was changed. Spans are taken "
        "where their words still stand at their offsets."
    ]
    assert len(back[0].spans) == len(sample().spans)


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"no articles\.csv"):
        read(tmp_path)
    (tmp_path / "articles.csv").write_bytes(b"\x00\xff\xfe")
    with pytest.raises(Unreadable, match="no column «article»"):
        read(tmp_path)


@given(st.binary(max_size=300))
def test_bytes_at_random_are_problems_and_never_errors(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = written(sample()).on_disk(Path(folder))
        spans = (out / "spans.csv").read_bytes()
        (out / "spans.csv").write_bytes(spans[:-40] + data)
        back, _ = read(out)
    assert [one.text for one in back] == [TEXT]


def sheets(data: bytes) -> dict[str, list[list[str]]]:
    found = {}
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        book = ElementTree.fromstring(zipped.read("xl/workbook.xml"))
        for number, sheet in enumerate(book.iter(f"{space}sheet"), 1):
            tree = ElementTree.fromstring(zipped.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(tree.iter(f"{space}f"))
            found[sheet.attrib["name"]] = [
                [decoded("".join(cell.itertext())) for cell in row.iter(f"{space}c")]
                for row in tree.iter(f"{space}row")
            ]
    return found


@given(bundles())
def test_a_workbook_has_the_cells_of_the_tables(found: Bundle) -> None:
    made = sheets(written(found, dialect=XlsxTables()).files[""])
    plain = written(XlsxTables().carries(found, BOOK))
    for table in ("spans", "relations", "entities", "notes"):
        kept = [[as_it_was(cell) for cell in row.values()] for row in rows(plain, table)]
        assert made[table][1:] == kept


@given(bundles())
def test_a_reader_of_workbooks_finds_texts_and_numbers(found: Bundle) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(written(found, dialect=XlsxTables()).files[""]))
    sheet = book["spans"]
    for row, one in zip(sheet.iter_rows(min_row=2), found.spans, strict=True):
        assert [cell.value for cell in row[1:5]] == [one.id, one.label, one.start, one.end]
        assert {cell.data_type for cell in row if cell.value is not None} <= {"s", "n", "inlineStr"}


def test_a_long_text_goes_on_in_rows_of_its_own() -> None:
    text = "Слово _x0001_ 😀\x01\n" * 4000
    long = Bundle(Article("a1", sha256(text), "Длинный"), text)
    made = sheets(written(long, dialect=XlsxTables()).files[""])
    pieces = [made["articles"][1][5], *(row[2] for row in made["texts"][1:])]
    assert "".join(pieces) == text
    assert all(len(piece.encode("utf-16-le")) // 2 <= 32_767 for piece in pieces)
    assert [row[1] for row in made["texts"][1:]] == [str(n) for n in range(2, len(pieces) + 1)]


@given(st.text(alphabet=st.sampled_from("aя😀_x\x01\n"), max_size=60))
def test_pieces_of_a_text_are_the_text(text: str) -> None:
    assert "".join(parts(text * 700)) == text * 700


def test_the_words_of_a_place_are_those_of_the_article() -> None:
    assert place("Вестмар") == Interval(0, 7)


@pytest.mark.parametrize("before", ["", " ", "\u200b", "\ufeff", "\x01", "\u00ad\u2060"])
@pytest.mark.parametrize("sign", "=+-@")
def test_nothing_unseen_hides_a_formula(before: str, sign: str) -> None:
    cell = f"{before}{sign}1"
    assert harmless(cell) == f"'{cell}"
    assert as_it_was(harmless(cell)) == cell


def test_an_article_comes_back_with_its_status() -> None:
    one = sample()
    done = replace(one, article=replace(one.article, status="done"))
    with tempfile.TemporaryDirectory() as folder:
        ((back,), _) = read(written(done).on_disk(Path(folder)))
    assert back.article.status == "done"


def test_a_text_that_begins_as_a_formula_is_said_to_have_an_apostrophe() -> None:
    text = "- Да, мост закрыт, - сказал Марк Ренн."
    hyphen = Bundle(Article("a1", sha256(text), ""), text)
    assert rows(written(hyphen), "articles")[0]["text"] == f"'{text}"
    assert CSV.warned(hyphen) == {"texts": 1}
    assert not CSV.warned(sample())
    assert "1 text begins" in str(CSV.warnings["texts"](1))
