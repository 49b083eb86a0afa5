from pathlib import Path

import pytest
from hypothesis import given

from tests.exchange.flat_formats import back, bundle, link, read, span, words, written
from tests.exchange.strategies import BOOK, bundles
from workbench.domain.errors import Unreadable
from workbench.domain.text import Interval
from workbench.exchange.bundle import Bundle
from workbench.exchange.conll.dialect import ConllBio, ConllU
from workbench.exchange.dialect import content, lost

BIO, CONLLU = ConllBio(), ConllU()


def put(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", "utf-8", newline="")
    return path


@given(bundles(), bundles())
def test_what_bio_carries_comes_back(one: Bundle, other: Bundle) -> None:
    carried = [BIO.carries(item, BOOK) for item in (one, other)]
    assert [content(item) for item in back(BIO, [one, other])] == [content(i) for i in carried]
    assert [content(item) for item in back(BIO, carried)] == [content(item) for item in carried]


@given(bundles(), bundles())
def test_what_conllu_carries_comes_back_with_the_text_as_it_was(one: Bundle, other: Bundle) -> None:
    carried = [CONLLU.carries(item, BOOK) for item in (one, other)]
    assert [item.text for item in carried] == [one.text, other.text]
    assert [content(item) for item in back(CONLLU, [one, other])] == [content(i) for i in carried]


def test_bio_has_a_word_a_line_and_a_blank_line_after_a_sentence() -> None:
    one = bundle(
        "Мэр 😀 сказал: «да». Нет", span("s0", "Claim", (14, 17)), span("s1", "x y", (0, 5))
    )
    (data,) = written(BIO, one).files.values()
    assert data.decode() == (
        "-DOCSTART-\tO\n\n"
        "Мэр\tB-x%20y\n😀\tI-x%20y\nсказал\tO\n:\tO\n«\tB-Claim\nда\tI-Claim\n»\tO\n.\tO\n\n"
        "Нет\tO\n\n"
    )
    (found,) = back(BIO, [one])
    assert found.text == "Мэр 😀 сказал : « да » .\nНет"
    assert words(found) == [("x y", ["Мэр 😀"]), ("Claim", ["« да"])]


def test_of_spans_that_overlap_the_longest_is_kept_and_the_others_are_counted() -> None:
    one = bundle(
        "раз два три четыре пять",
        span("s0", "Actor", (0, 3)),
        span("s1", "Claim", (0, 11), attributes={"check": "x"}, note="?"),
        span("s2", "Source", (8, 18)),
        span("s3", "Cue", (20, 21), (22, 23)),
        relations=(link("r0", "about", "s1", "s0"),),
    )
    carried = CONLLU.carries(one, BOOK)
    assert [(item.id, item.fragments) for item in carried.spans] == [
        ("s1", (Interval(0, 11),)),
        ("s3", (Interval(19, 23),)),
    ]
    assert lost(one, carried) == {
        "spans": 2,
        "fragments": 1,
        "attributes": 1,
        "span_notes": 1,
        "relations": 1,
    }


def test_equally_long_spans_give_way_to_the_first_and_a_sentence_goes_on_inside_a_span() -> None:
    one = bundle("Да. Нет. Ну.", span("s0", "Cue", (0, 7)), span("s1", "Claim", (4, 12)))
    (data,) = written(BIO, one).files.values()
    assert data.decode().split("\n\n")[1:-1] == [
        "Да\tO\n.\tO",
        "Нет\tB-Claim\n.\tI-Claim\nНу\tI-Claim\n.\tI-Claim",
    ]


def test_conllu_says_what_white_space_follows_a_word() -> None:
    one = bundle("\tОн, да.\n\nНет \u00a0😀", span("s0", "Cue", (5, 7)))
    (data,) = written(CONLLU, one).files.values()
    assert data.decode() == (
        "# newdoc id = a1\n# sent_id = 1\n# text = Он, да.\n"
        "1\tОн\t_\t_\t_\t_\t_\t_\t_\tSpacesBefore=\\t|SpaceAfter=No\n"
        "2\t,\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "3\tда\t_\t_\t_\t_\t_\t_\t_\tNER=B-Cue|SpaceAfter=No\n"
        "4\t.\t_\t_\t_\t_\t_\t_\t_\tSpacesAfter=\\n\\n\n\n"
        "# sent_id = 2\n# text = Нет 😀\n"
        "1\tНет\t_\t_\t_\t_\t_\t_\t_\tSpacesAfter=\\s\u00a0\n"
        "2\t😀\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n\n"
    )


def test_a_treebank_gives_its_text_and_words_that_are_written_as_one(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.conllu",
        "# newdoc id = d1",
        "# newpar",
        "# text = vámonos al mar.",
        "1-2\tvámonos\t_\t_\t_\t_\t_\t_\t_\t_",
        "1\tvamos\tir\tVERB\t_\t_\t0\troot\t_\t_",
        "2\tnos\tnos\tPRON\t_\t_\t1\tobj\t_\t_",
        "3-4\tal\t_\t_\t_\t_\t_\t_\t_\tNER=B-X",
        "3\ta\t_\t_\t_\t_\t_\t_\t_\tNER=B-X",
        "4\tel\t_\t_\t_\t_\t_\t_\t_\tNER=I-X",
        "4.1\tempty\t_\t_\t_\t_\t_\t_\t_\t_",
        "5\tmar\t_\t_\t_\t_\t_\t_\t_\tNER=I-X|SpaceAfter=No",
        "6\t.\t_\t_\t_\t_\t_\t_\t_\t_",
        "",
        "# text = Sí.",
        "1\tSí\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No",
        "2\t.\t_\t_\t_\t_\t_\t_\t_\t_",
        "",
        "# newpar",
        "1\tNo\t_\t_\t_\t_\t_\t_\t_\t_",
        "1\tкоротко",
        "# newdoc",
        "1\tFin\t_\t_\t_\t_\t_\t_\t_\t_",
    )
    (one, other), problems = read(CONLLU, path)
    assert (one.text, other.text) == ("vámonos al mar. Sí.\nNo", "Fin")
    assert words(one) == [("X", ["al mar"])]
    assert [item.line for item in problems] == [20]


def test_other_ways_to_write_labels_are_read(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.conll",
        "EU NNP I-NP I-ORG",
        "и NNP I-NP B-ORG",
        "мир\tS-LOC",
        "один\tB-PER",
        "два\tE-PER",
        "три\tI-PER",
        "",
        "ещё\tI-PER",
        "\tO",
        "что\tPER",
    )
    (found,), problems = read(BIO, path)
    assert words(found) == [
        ("ORG", ["EU"]),
        ("ORG", ["и"]),
        ("LOC", ["мир"]),
        ("PER", ["один два"]),
        ("PER", ["три"]),
        ("PER", ["ещё"]),
    ]
    assert sorted(item.line or 0 for item in problems) == [9, 10]


@pytest.mark.parametrize("dialect", [BIO, CONLLU])
def test_bytes_that_are_no_text_are_refused(dialect: ConllBio | ConllU, tmp_path: Path) -> None:
    path = tmp_path / "a.conll"
    path.write_bytes(b"\xff\xfe\n")
    with pytest.raises(Unreadable):
        read(dialect, path)


def test_a_hundred_thousand_words_of_one_sentence_are_read(tmp_path: Path) -> None:
    path = put(tmp_path / "a.conll", *["да\tB-X"] * 100_000)
    (found,), problems = read(BIO, path)
    assert (len(found.spans), problems) == (100_000, [])


@given(bundles())
def test_seqeval_finds_the_spans_that_are_carried(one: Bundle) -> None:
    labeling = pytest.importorskip(
        "seqeval.metrics.sequence_labeling", reason="seqeval is not installed"
    )
    (data,) = written(BIO, one).files.values()
    sentences = data.decode().split("\n\n")[1:-1]
    tags = [[line.split("\t")[1] for line in item.split("\n")] for item in sentences]
    found = labeling.get_entities(tags)
    assert sorted(label for label, _, _ in found) == sorted(
        item.label for item in BIO.carries(one, BOOK).spans
    )
