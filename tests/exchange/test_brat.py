import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.memory_folder import MemoryFolder
from tests.exchange.strategies import BOOK, TIME, bundles
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.records import Article, Entity, Note, Relation, Span
from workbench.domain.text import Interval, quote, sha256
from workbench.exchange.brat.conf import escaped, on_one_line, plain
from workbench.exchange.brat.dialect import Brat
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.dialect import Unit, WriteOptions, content, lost
from workbench.jobs import Silent

BRAT = Brat()
RUSENTREL = Path(__file__).resolve().parents[3] / "shared" / "data" / "rusentrel"
TEXT = "Министр 😀 заявил:\nперемирие сорвано.\nЭто подтвердили в Лирии.\n"

Files = Callable[..., Path]


def span(name: str, label: str, *places: tuple[int, int], **fields: Any) -> Span:
    made = Span(
        name,
        "a1",
        label,
        tuple(Interval(*place) for place in places),
        {},
        None,
        "анна",
        "manual",
        None,
        TIME,
        TIME,
    )
    return replace(made, **fields)


def bundle(text: str, *spans: Span, **fields: Any) -> Bundle:
    return Bundle(Article("a1", sha256(text), "Заголовок"), text, spans, **fields)


def written(*articles: Bundle, unit: Unit | None = None, book: Codebook = BOOK) -> MemoryFolder:
    out = MemoryFolder()
    BRAT.write(articles, book, out, WriteOptions(unit))
    return out


def read(path: Path, book: Codebook = BOOK, **options: Any) -> tuple[list[Bundle], list[Problem]]:
    found = list(BRAT.read(path, book, ReadOptions(**options), Silent()))
    return (
        [item for item in found if isinstance(item, Bundle)],
        [item for item in found if isinstance(item, Problem)],
    )


def lines_of(out: MemoryFolder) -> list[str]:
    """The lines of the one file of annotations."""
    (data,) = (data for name, data in out.files.items() if name.endswith(".ann"))
    return data.decode().split("\n")


def again(*articles: Bundle, unit: Unit | None = None) -> list[Bundle]:
    """What is read of what was written."""
    with tempfile.TemporaryDirectory() as folder:
        found, problems = read(written(*articles, unit=unit).on_disk(Path(folder)))
    assert not problems
    return found


def quotes(found: Bundle) -> list[str]:
    return [quote(found.text, one.fragments) for one in found.spans]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Puts a text and the lines of its annotations on disk; gives the path of the latter."""

    def put(text: str | bytes, *lines: str, end: str = "\n") -> Path:
        (tmp_path / "a.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
        path = tmp_path / "a.ann"
        path.write_bytes("".join(line + end for line in lines).encode())
        return path

    return put


@given(st.lists(bundles(), max_size=3), st.sampled_from(BRAT.units))
def test_what_is_written_is_read_again(articles: list[Bundle], unit: Unit) -> None:
    found = again(*articles, unit=unit) if articles else []
    carried = [content(BRAT.carries(one, BOOK)) for one in articles]
    assert sorted(map(repr, map(content, found))) == sorted(map(repr, carried))


@given(bundles())
def test_no_span_is_written_over_the_end_of_a_line(article: Bundle) -> None:
    for line in lines_of(written(article)):
        if line.startswith("T"):
            _, said, words = line.split("\t", 2)
            places = [tuple(map(int, place.split())) for place in said.split(" ", 1)[1].split(";")]
            assert " ".join(article.text[start:end] for start, end in places) == words


@given(st.text(), st.text())
def test_every_name_is_written_in_the_letters_of_brat_and_read_again(one: str, other: str) -> None:
    for name in (one, one.replace("0", "_x0"), f"_x{one}_", f"{one}_{other}"):
        assert plain(escaped(name)) == name
        assert plain(on_one_line(name)) == name
        assert escaped(name).isascii()
        assert escaped(name).replace("_", "a").replace("-", "a").isalnum()
        assert "\n" not in on_one_line(name)
    assert (escaped(one) == escaped(other)) == (one == other)


def test_names_that_brat_takes_are_written_as_they_are() -> None:
    for name in ("Claim", "claim_type", "not-checkable", "2nd", "Юг"):
        assert (escaped(name) == name) == name.isascii()
    assert escaped("Юг 1") == "_x042E__x0433__x0020_1"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6))
def test_labels_attributes_and_relations_of_any_name_come_back(name: str) -> None:
    spans = [span("s1", name, (0, 7), attributes={name: name}), span("s2", name, (8, 9))]
    link = Relation("r1", "a1", name, "s1", "s2", {name: "", "b": name}, "анна")
    article = bundle(TEXT, *spans, relations=(link,))
    assert [content(one) for one in again(article)] == [content(article)]


def test_an_article_as_brat_keeps_it() -> None:
    article = bundle(
        TEXT,
        span("s1", "Source", (0, 7), note="кто?\nкакой", entity="e1"),
        span("s2", "Claim", (10, 27), (28, 35), attributes={"check": "priority"}),
        span("s3", "Actor", (55, 60), entity="e1"),
        relations=(
            Relation("r1", "a1", "attributed_to", "s2", "s1", {}, "анна"),
            Relation("r2", "a1", "about", "s2", "s3", {"role": "topic"}, "анна"),
        ),
        entities=(Entity("e1", "Лирия", "state", ("ЛР",), {"wikidata": "Q1"}),),
        notes=(Note("n1", "a1", "проверить", "анна", TIME, TIME),),
    )
    out = written(article)
    assert sorted(out.files) == ["annotation.conf", "visual.conf", "Заголовок.ann", "Заголовок.txt"]
    assert out.files["Заголовок.txt"].decode() == TEXT
    assert lines_of(out) == [
        "T1\tSource 0 7\tМинистр",
        "N1\tReference T1 entity:state:e1\tЛирия",
        "N2\tReference T1 wikidata:Q1\tЛирия",
        "#1\tAnnotatorNotes T1\tкто?",
        "#2\tAnnotatorNotes T1\tкакой",
        "T2\tClaim 10 17;18 27;28 35\tзаявил: перемирие сорвано",
        "A1\tcheck T2 priority",
        "T3\tActor 55 60\tЛирии",
        "N3\tReference T3 entity:state:e1\tЛирия",
        "R1\tattributed_to Arg1:T2 Arg2:T1\t",
        "R2\tabout Arg1:T2 Arg2:T3\t",
        "A2\trole R2 topic",
        "",
    ]
    (found,) = again(article)
    assert content(found) == content(BRAT.carries(article, BOOK))
    assert found.entities == (Entity("e1", "Лирия", "state", (), {"wikidata": "Q1"}),)
    assert lost(article, BRAT.carries(article, BOOK)) == {"notes": 1}


def test_offsets_can_be_written_in_utf16() -> None:
    article = bundle("аа😀аа", span("s1", "Claim", (3, 4)))
    assert lines_of(written(article))[0] == "T1\tClaim 3 4\tа"
    assert lines_of(written(article, unit="utf16"))[0] == "T1\tClaim 4 5\tа"
    # Both «4 5» and «3 4» are an «а» in either unit: annotation.conf says which it is.
    (found,) = again(article, unit="utf16")
    assert content(found) == content(article)


def test_a_text_that_begins_with_a_mark_keeps_it_and_its_offsets() -> None:
    article = bundle("\ufeffаааа", span("s1", "Claim", (0, 1)), span("s2", "Claim", (1, 2)))
    (found,) = again(article)
    assert content(found) == content(article)


def test_ends_of_lines_at_the_edges_of_a_span_are_not_held_and_that_is_counted() -> None:
    article = bundle(
        "Один\n\nдва\n",
        span("s1", "Claim", (0, 4), (6, 9)),
        span("s2", "Claim", (0, 9)),
        span("s3", "Claim", (4, 10)),
        span("s4", "Claim", (4, 6)),
    )
    carried = BRAT.carries(article, BOOK)
    assert [(one.id, one.start, one.end) for one in carried.spans] == [
        ("s1", 0, 9),
        ("s2", 0, 9),
        ("s3", 6, 9),
    ]
    assert lost(article, carried) == {"fragments": 1, "borders": 1, "spans": 1}


def test_a_note_on_an_article_and_a_link_of_a_lost_span_are_lost() -> None:
    article = bundle(
        "Один\n",
        span("s1", "Claim", (4, 5)),
        span("s2", "Claim", (0, 4)),
        relations=(Relation("r1", "a1", "supports", "s2", "s1", {}, "анна"),),
    )
    assert lost(article, BRAT.carries(article, BOOK)) == {"spans": 1, "relations": 1}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("a/b: c?", "a_b_c"),
        ("..", "article"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("", "article"),
        ("Ж" * 300, "Ж" * 60),
    ],
)
def test_names_of_files_are_fit_for_every_system(title: str, name: str) -> None:
    article = bundle("Текст")
    made = replace(article, article=replace(article.article, title=title))
    assert f"{name}.txt" in written(made).files


def test_articles_of_one_name_have_files_of_their_own() -> None:
    articles = [bundle("Один"), bundle("Два"), bundle("Три")]
    names = ["А.txt", "а.txt", "А-2.TXT"]
    made = [
        replace(one, article=replace(one.article, meta={"file": name}))
        for one, name in zip(articles, names, strict=True)
    ]
    found = {name for name in written(*made).files if name.endswith(".txt")}
    assert found == {"А.txt", "а-2.txt", "А-2-2.txt"}


def test_annotation_conf_says_what_can_be_marked_and_what_is_marked_besides() -> None:
    article = bundle(
        TEXT,
        span("s1", "Мнение", (0, 7), attributes={"сила": "5"}),
        span("s2", "Claim", (0, 7), attributes={"check": "later"}),
        relations=(Relation("r1", "a1", "Equiv", "s1", "s2", {}, "анна"),),
    )
    conf = written(article).files["annotation.conf"].decode().split("\n")
    heads = [line for line in conf if line.startswith("[")]
    assert heads == ["[entities]", "[relations]", "[events]", "[attributes]"]
    assert escaped("Мнение") in conf[conf.index("[entities]") : conf.index("[relations]")]
    assert "about\tArg1:Claim, Arg2:Actor" in conf
    assert "contradicts\tArg1:Claim, Arg2:Claim, <REL-TYPE>:symmetric" in conf
    assert "Equiv\tArg1:<ANY>, Arg2:<ANY>" in conf
    assert "check\tArg:Claim, Value:not_checkable|checkable|priority|later" in conf
    assert f"{escaped('сила')}\tArg:{escaped('Мнение')}, Value:5" in conf


def test_crlf_texts_keep_their_places_however_the_offsets_count(files: Files) -> None:
    text = "Раз\r\nДва\r\nТри"
    for places, end in (("5 8", "\n"), ("4 7", "\r\n")):
        (found,), problems = read(files(text, f"T1\tClaim {places}\tДва", end=end))
        assert not problems
        assert found.text == "Раз\nДва\nТри"
        assert quotes(found) == ["Два"]
    (found,), problems = read(files(text, "T1\tClaim 0 3;5 8;10 13\tРаз Два Три"))
    assert not problems
    assert [(one.start, one.end) for one in found.spans[0].fragments] == [(0, 11)]


@pytest.mark.parametrize("places", ["4 6", "3 5", "2 4", "5 7"])
def test_a_mark_crlf_and_utf16_are_found_by_the_quotes(files: Files, places: str) -> None:
    (found,), problems = read(files("\ufeff😀\r\nбв г", f"T1\tClaim {places}\tбв"))
    assert (quotes(found), problems) == (["бв"], [])


def test_offsets_that_no_quote_tells_are_taken_as_brat_counts_and_that_is_said(
    files: Files,
) -> None:
    (found,), (problem,) = read(files("Раз\r\nДва", "T1\tClaim 5 8"))
    assert quotes(found) == ["Два"]
    assert "more than one way" in str(problem)
    (found,), problems = read(files("Раз Два", "T1\tClaim 4 7"))
    assert quotes(found) == ["Два"]
    assert not problems


def test_a_file_of_another_tool(files: Files) -> None:
    path = files(
        "Анна и Пётр знают: Лирия\nи Мир далеко.",
        "T1\tPER 0 4\tАнна",
        "T2\tPER 7 11\tПётр",
        "T3\tKnow 12 17\tзнают",
        "T4 \tLOC 19 28\tЛирия и Мир",  # the end of the line as a blank
        "T5\tLOC 27 30;19 24\tМир Лирия",
        "E1\tKnow:T3 Who:T1 Who2:T2 What:T5",
        "A1\tNegation E1",
        "A2\tSure R1 very much so",
        "M1\tSpeculation T1",
        "R1\tfriend Arg2:T1 Arg1:T2\t",
        "N1\tReference T1 Wikipedia:534366\tAnna",
        "N2\tReference T1 GO:GO:0005\tAnna",
        "N3\tReference T2 Wikipedia:534366\tAnna",
        "#1\tAnnotatorNotes E1\tправда?",
        "#2\tAnnotatorNotes T1\tC:\\new",
        "*\tcontradicts T1 T2 E1",
    )
    (found,), problems = read(path.with_suffix(".txt"), annotator="пётр")
    (wrong,) = problems
    assert wrong.line == 4
    text, marks = found.text, {quote(found.text, one.fragments): one for one in found.spans}
    assert list(marks) == ["Анна", "Пётр", "знают", "Лирия Мир"]
    assert marks["Анна"].attributes == {"Speculation": "true"}
    assert marks["знают"].attributes == {"Negation": "true"}
    assert marks["знают"].note == "правда?"
    assert marks["Анна"].note == "C:\\new"
    assert marks["Анна"].annotator == "пётр"
    assert marks["Анна"].entity == marks["Пётр"].entity
    (anna,) = found.entities
    assert (anna.name, anna.links) == ("Anna", {"Wikipedia": "534366", "GO": "GO:0005"})
    said = {one.id: quote(text, one.fragments) for one in found.spans}
    assert [(one.type, said[one.source], said[one.target]) for one in found.relations] == [
        ("friend", "Пётр", "Анна"),
        ("Who", "знают", "Анна"),
        ("Who", "знают", "Пётр"),
        ("What", "знают", "Лирия Мир"),
        ("contradicts", "Анна", "Пётр"),
        ("contradicts", "Пётр", "знают"),
    ]
    assert found.relations[0].attributes == {"Sure": "very much so"}


def test_an_equivalence_that_the_codebook_does_not_know_is_told(files: Files) -> None:
    lines = ("T1\tClaim 0 1\tа", "T2\tClaim 1 2\tб", "*\tEquiv T1 T2", "*\tsupports T1 T2")
    (found,), problems = read(files("аб", *lines))
    assert not found.relations
    assert [problem.line for problem in problems] == [3, 4]
    assert "no symmetric relation «Equiv»" in str(problems[0])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("T9 Claim 0 3 Раз", "not brat"),
        ("T9\tClaim 0 3\tДва", "the text at its offsets is «Раз», not «Два»"),
        ("T9\tClaim 0 999\tРаз", "outside"),
        ("T9\tClaim 3 3\t", "empty"),
        ("T9\tClaim 3 0\tРаз", "empty"),
        ("T9\tClaim 0 3;2 5\tРаз з Д", "overlap"),
        ("T9\tClaim -1 3\tРаз", "not brat"),
        ("T9\tClaim 0 ３\tРаз", "not brat"),
        ("T9\tClaim 0 9999999999999999999999\tРаз", "not brat"),
        ("T9\tClaim 0", "not brat"),
        ("T9\tClaim", "not brat"),
        ("T9\t", "not brat"),
        ("T1\tClaim 0 3\tРаз", "twice"),
        ("T1", "not brat"),
        ("R1\tsupports Arg1:T1 Arg2:T7", "T7 is not there"),
        ("R1\tsupports Arg1:T1", "not brat"),
        ("R1\tsupports T1 T2", "not brat"),
        ("R1\t", "not brat"),
        ("A1\tcheck T7 priority", "T7 is not there"),
        ("A1\tcheck", "not brat"),
        ("A1\t", "not brat"),
        ("N1\tReference T7 a:b\tc", "T7 is not there"),
        ("N1\tReference T1 ab\tc", "not brat"),
        ("N1\tReference", "not brat"),
        ("#1\tAnnotatorNotes A1\tc", "A1 is not a span"),
        ("#1\tAnnotatorNotes", "not brat"),
        ("E1\tKnow:T7 Who:T1", "T7 is not there"),
        ("E1\tKnow:T1 Who:T7", "T7 is not there"),
        ("E1\tKnow", "not brat"),
        ("E1\t", "not brat"),
        ("*\t", "no symmetric"),
        ("*\tcontradicts T1 T7", "T7 is not there"),
        ("X1\tClaim 0 3\tРаз", "not brat"),
        ("\t\tТ", "not brat"),
    ],
)
def test_a_broken_line_is_told_with_its_number_and_the_rest_is_read(
    files: Files, line: str, reason: str
) -> None:
    path = files("Раз Два", "T1\tClaim 0 3\tРаз", line, "", "T2\tClaim 4 7\tДва")
    (found,), (problem,) = read(path)
    assert quotes(found) == ["Раз", "Два"]
    assert str(problem).startswith(f"{path}:2: ")
    assert reason in str(problem)


@given(bundles(), st.data())
def test_a_damaged_file_never_ends_in_a_traceback(article: Bundle, data: st.DataObject) -> None:
    out = written(article)
    name = next(name for name in out.files if name.endswith(".ann"))
    whole = out.files[name]
    cut = data.draw(st.integers(0, len(whole)))
    out.files[name] = whole[:cut] + data.draw(st.binary(max_size=3)) + whole[cut + 1 :]
    with tempfile.TemporaryDirectory() as folder:
        found, problems = read(out.on_disk(Path(folder)))
    assert len(found) + len(problems) >= 1


def test_a_hundred_thousand_pieces_and_members_on_one_line_are_read(files: Files) -> None:
    many = 100_000
    places = ";".join(f"{2 * number} {2 * number + 1}" for number in range(many))
    lines = ["T1\tClaim " + places + "\t" + " ".join("а" * many), "T2\tClaim 0 1\tа"]
    lines += ["*\tcontradicts" + " T1 T2" * many, "R1\tsupports" + " Arg1:T1" * many]
    (found,), (problem,) = read(files("а " * many, *lines))
    assert len(found.spans[0].fragments) == many
    assert len(found.relations) == 2 * many - 1
    assert problem.line == 4


def test_a_folder_is_read_with_its_folders_and_what_is_not_whole_is_told(tmp_path: Path) -> None:
    (tmp_path / "train").mkdir()
    for name, text in {"train/a": "Раз", "b": "Два", "empty": " "}.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        (tmp_path / f"{name}.ann").write_text(f"T1\tClaim 0 3\t{text}\n", encoding="utf-8")
    (tmp_path / "alone.ann").write_bytes(b"")
    (tmp_path / "README.txt").write_bytes(b"?")
    found, problems = read(tmp_path)
    assert [(one.article.meta["file"], quotes(one)) for one in found] == [
        ("b.txt", ["Два"]),
        ("train/a.txt", ["Раз"]),
    ]
    assert [Path(problem.file).name for problem in problems] == [
        "alone.ann",
        "empty.ann",
        tmp_path.name,
    ]
    assert "1 text file has no annotations" in str(problems[-1])


def test_a_text_without_annotations_is_an_article_without_spans(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Раз\r\nДва".encode())
    (found,), problems = read(tmp_path / "a.txt")
    assert (found.text, found.spans, problems) == ("Раз\nДва", (), [])


def test_a_file_without_a_text_and_a_folder_without_annotations_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no file of annotations"):
        read(tmp_path)
    (tmp_path / "a.ann").write_bytes(b"")
    with pytest.raises(Unreadable, match="no text"):
        read(tmp_path / "a.ann")
    (tmp_path / "a.txt").write_bytes(b"abc")
    with pytest.raises(Unreadable, match="larger than 0 MB"):
        read(tmp_path / "a.ann", limit=2)


def test_an_encoding_that_the_user_names_holds_for_both_files(files: Files) -> None:
    path = files("Раз".encode("cp1251"))
    path.write_bytes("T1\tClaim 0 3\tРаз".encode("cp1251"))
    (found,), problems = read(path, encoding="cp1251")
    assert (quotes(found), problems) == (["Раз"], [])


needs_rusentrel = pytest.mark.skipif(
    not RUSENTREL.exists(), reason="RuSentRel is not beside this checkout"
)


@needs_rusentrel
def test_all_of_rusentrel_goes_in_and_out_with_every_quote() -> None:
    found, problems = read(RUSENTREL)
    assert ["have no annotations" in str(problem) for problem in problems] == [True]
    for article in found:
        lines = Path(article.file).read_bytes().decode().split("\n")
        said = [line.rstrip("\r").split("\t", 2)[2] for line in lines if line.startswith("T")]
        assert quotes(article) == said
        raw = Path(article.file).with_suffix(".txt").read_bytes().decode()
        assert "\r\n" in raw
        assert article.text == raw.replace("\r\n", "\n")
    assert len(found) == len(list(RUSENTREL.rglob("*.ann")))
    back = again(*found)
    assert sorted(map(repr, map(content, back))) == sorted(map(repr, map(content, found)))


def _peer_agrees(folder: Path, articles: Sequence[Bundle]) -> None:
    from pybrat.parser import BratParser

    theirs, ours = [], []
    for example in BratParser(error="raise").parse(folder):
        for one in example.entities:
            assert " ".join(example.text[p.start : p.end] for p in one.spans) == one.mention
        spans = {
            (one.id, one.type, one.spans[0].start, one.spans[-1].end) for one in example.entities
        }
        links = {(one.id, one.type, one.arg1.id, one.arg2.id) for one in example.relations}
        theirs.append((example.text, sorted(spans), sorted(links)))
    for article in articles:
        names = {one.id: f"T{number}" for number, one in enumerate(article.spans, 1)}
        spans = {(names[one.id], escaped(one.label), one.start, one.end) for one in article.spans}
        links = {
            (f"R{number}", escaped(one.type), names[one.source], names[one.target])
            for number, one in enumerate(article.relations, 1)
        }
        ours.append((article.text, sorted(spans), sorted(links)))
    assert sorted(theirs) == sorted(ours)


def test_another_reader_of_brat_reads_the_same(tmp_path: Path) -> None:
    article = bundle(
        TEXT,
        span("s1", "Source", (0, 7), note="кто?\nкакой", entity="e1"),
        span("s2", "Мой ярлык", (10, 27), (28, 35), attributes={"check": "priority"}),
        relations=(Relation("r1", "a1", "не то", "s2", "s1", {"role": "topic"}, "анна"),),
        entities=(Entity("e1", "Лирия", "state", (), {"wikidata": "Q1"}),),
    )
    _peer_agrees(written(article).on_disk(tmp_path), [article])


@needs_rusentrel
def test_another_reader_reads_the_same_of_all_of_rusentrel(tmp_path: Path) -> None:
    found, _ = read(RUSENTREL)
    _peer_agrees(written(*found).on_disk(tmp_path), found)
