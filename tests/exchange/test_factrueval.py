from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.exchange.strategies import BOOK
from workbench.domain.errors import Unreadable
from workbench.domain.text import quote
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.collections.factrueval import FactRuEval
from workbench.jobs import Silent

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "factrueval2016"

TEXT = "Мэр Лирии 😀 Анна Речная уехала. Речная — глава банка «Мир», а Мир растёт."
SPANS = """\
1 loc_name 4 5 901 1  # 901 Лирии
2 name 12 4 903 1  # 903 Анна
3 surname 17 6 904 1  # 904 Речная
4 surname 32 6 907 1  # 907 Речная
5 job 0 3 900 1  # 900 Мэр
6 job 41 5 909 1  # 909 глава
7 org_descr 47 5 910 1  # 910 банка
8 org_name 54 3 912 1  # 912 Мир
9 org_name 62 3 915 1  # 915 Мир
"""
OBJECTS = """\
11 LocOrg 1 # Лирии
12 Person 2 3 # Анна Речная
13 Person 4 # Речная
14 Org 7 8 # банка Мир
15 Org 9 # Мир
"""
COREF = """\
50 11
name Лирия
wikidata Q1

51 12 13
lastname Речная
firstname Анна
wikidata

52 14 15
descriptor банк
name Мир
name банк Мир
"""
FACTS = """\
1-0 Occupation
Who obj51 Речная Анна
Position span5 Мэр
Where obj50 Лирия
Фаза конец
Модальность возможность
Модальность будущее

1-1 Occupation
Where obj52 Мир
Who obj51 Речная Анна
Job span6 глава
"""

Article = Callable[..., Path]


@pytest.fixture
def article(tmp_path: Path) -> Article:
    """Puts the files of one article on disk; gives the path of one of them."""

    def put(**files: str | None) -> Path:
        whole = {"txt": TEXT, "spans": SPANS, "objects": OBJECTS, "coref": COREF, "facts": FACTS}
        for suffix, said in {**whole, **files}.items():
            if said is not None:
                (tmp_path / f"book.1.{suffix}").write_bytes(said.encode())
        return tmp_path / "book.1.objects"

    return put


def read(path: Path) -> tuple[list[Bundle], list[Problem]]:
    found = list(FactRuEval().read(path, BOOK, ReadOptions(annotator="corpus"), Silent()))
    return (
        [item for item in found if isinstance(item, Bundle)],
        [item for item in found if isinstance(item, Problem)],
    )


def words(found: Bundle) -> dict[str, str]:
    return {span.id: quote(found.text, span.fragments) for span in found.spans}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_objects_are_spans_and_what_is_in_none_is_one_too(article: Article, end: str) -> None:
    path = article(spans=SPANS.replace("\n", end), objects=OBJECTS.replace("\n", end))
    (found,), problems = read(path)
    assert not problems
    assert [
        (span.label, [found.text[f.start : f.end] for f in span.fragments]) for span in found.spans
    ] == [
        ("LocOrg", ["Лирии"]),
        ("Person", ["Анна Речная"]),
        ("Person", ["Речная"]),
        ("Org", ["банка", "Мир"]),
        ("Org", ["Мир"]),
        ("job", ["Мэр"]),
        ("job", ["глава"]),
    ]
    assert {span.annotator for span in found.spans} == {"corpus"}


def test_coreference_names_entities(article: Article) -> None:
    (found,), _ = read(article())
    assert [(one.name, one.type, one.aliases, one.note, one.links) for one in found.entities] == [
        ("Лирия", "LocOrg", (), None, {"wikidata": "Q1"}),
        ("Анна Речная", "Person", (), None, {}),
        ("Мир", "Org", ("банк Мир",), "банк", {}),
    ]
    anna, one, other = found.entities[1].id, found.spans[1], found.spans[2]
    assert one.entity == other.entity == anna


def test_facts_are_links_between_the_nearest_mentions(article: Article) -> None:
    (found,), _ = read(article())
    said = words(found)
    assert [
        (one.type, said[one.source], said[one.target], one.attributes) for one in found.relations
    ] == [
        (
            "Occupation.Position",
            "Анна Речная",
            "Мэр",
            {"fact": "1-0", "Фаза": "конец", "Модальность": "возможность, будущее"},
        ),
        (
            "Occupation.Where",
            "Анна Речная",
            "Лирии",
            {"fact": "1-0", "Фаза": "конец", "Модальность": "возможность, будущее"},
        ),
        ("Occupation.Where", "Речная", "банка Мир", {"fact": "1-1"}),
        ("Occupation.Job", "Речная", "глава", {"fact": "1-1"}),
    ]


def test_without_coreference_and_facts_there_are_spans_alone(article: Article) -> None:
    (found,), problems = read(article(coref=None, facts=None))
    assert len(found.spans) == 7
    assert not found.entities
    assert not problems


def test_crlf_in_the_text_keeps_every_place(article: Article) -> None:
    text = "Мир\r\nи Анна"
    spans = "1 org_name 0 3 9 1 # 9 Мир\n2 name 7 4 10 1 # 10 Анна\n"
    path = article(txt=text, spans=spans, objects="11 Person 2 # Анна\n", coref=None, facts=None)
    (found,), problems = read(path)
    assert not problems
    assert found.text == "Мир\nи Анна"
    assert sorted(words(found).values()) == ["Анна", "Мир"]


@pytest.mark.parametrize(
    ("file", "broken", "line", "reason"),
    [
        ("spans", SPANS + "10 job 41 5\n", 10, "not one of FactRuEval"),
        ("spans", SPANS + "10 job x 5 1 1 # 1 глава\n", 10, "not one of FactRuEval"),
        ("spans", SPANS + "10 job 41 5 1 1 # 1 банка\n", 10, "is «глава», not «банка»"),
        ("spans", SPANS + "10 job 4100 5 1 1 # 1 глава\n", 10, "outside the text"),
        ("spans", SPANS + "10 job 41 0 1 1\n", 10, "empty"),
        ("spans", SPANS + "9 job 41 5 1 1 # 1 глава\n", 10, "twice"),
        ("objects", OBJECTS + "16 Org\n", 6, "not one of FactRuEval"),
        ("objects", OBJECTS + "16 Org 99 # ?\n", 6, "99 is not there"),
        ("objects", OBJECTS + "15 Org 9 # ?\n", 6, "twice"),
        ("coref", COREF + "\n53 99\nname ?\n", 15, "99 is not there"),
        ("coref", COREF + "\n53 15\nname ?\n", 15, "twice"),
        ("coref", COREF + "\n53\nname ?\n", 15, "is not there"),
        ("facts", FACTS + "\n1-2 Meeting\nWho obj99 ?\n", 15, "obj99 is not there"),
        ("facts", FACTS + "\n1-2 Meeting\nWho obj50 Лирия\n", 14, "joins no two mentions"),
        ("facts", FACTS + "\n1-2\n", 14, "joins no two mentions"),
    ],
)
def test_what_is_broken_is_told_with_its_line_and_the_rest_is_read(
    article: Article, file: str, broken: str, line: int, reason: str
) -> None:
    (found,), problems = read(article(**{file: broken}))
    assert (len(found.spans), len(found.entities), len(found.relations)) == (7, 3, 4)
    told = problems[0]
    assert (Path(told.file).suffix, told.line) == (f".{file}", line)
    assert reason in str(told)


def test_a_file_that_is_missing_is_named(article: Article, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"no file \.objects"):
        read(tmp_path)
    path = article(spans=None)
    with pytest.raises(Unreadable, match=r"book\.1\.spans is missing"):
        read(path)
    _, (problem,) = read(tmp_path)
    assert "book.1.spans is missing" in str(problem)
    with pytest.raises(Unreadable, match="not a file of FactRuEval"):
        read(tmp_path / "README.md")


@pytest.mark.skipif(not DATA.exists(), reason="FactRuEval-2016 is not beside this checkout")
def test_all_of_factrueval_goes_in_but_for_its_own_faults() -> None:
    found, problems = read(DATA)
    # One quote that is not the text, the object made of it, and a meeting of one with himself.
    assert [(Path(problem.file).name, problem.line) for problem in problems] == [
        ("book_367.spans", 30),
        ("book_367.objects", 15),
        ("book_3946.facts", 1),
    ]
    assert len(found) == len(list(DATA.rglob("*.objects")))
    labels: Counter[str] = Counter()
    facts: set[str] = set()
    for one in found:
        labels += Counter(span.label for span in one.spans)
        facts |= {link.attributes["fact"] for link in one.relations}
        said = words(one)
        objects = [line for line in _lines(Path(one.file)) if "book_367" not in one.file]
        for span, line in zip(one.spans, objects, strict=False):
            name_of_parts = line.partition("#")[2].split()
            assert all(part in said[span.id] for part in name_of_parts), line
    stated = Counter(line.split()[1] for file in DATA.rglob("*.objects") for line in _lines(file))
    assert {label: labels[label] for label in stated} == stated
    heads = {line.split(" ")[0] for file in DATA.rglob("*.facts") for line in _lines(file)}
    assert {head for head in heads if head[0].isdigit()} - facts == {"3946-0"}


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_bytes().decode().split("\n") if line.strip()]
