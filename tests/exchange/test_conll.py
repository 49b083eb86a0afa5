import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given

from tests.exchange.flat_formats import back, bundle, link, read, span, words, written
from tests.exchange.strategies import BOOK, bundles
from workbench.domain.errors import Unreadable
from workbench.domain.text import Interval
from workbench.exchange.bundle import Bundle, ReadOptions
from workbench.exchange.conll.dialect import ConllBio, ConllU
from workbench.exchange.dialect import content, lost
from workbench.jobs import Silent

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


@pytest.mark.parametrize("dialect", [BIO, CONLLU])
@given(one=bundles(), other=bundles())
def test_the_same_is_read_of_a_file_with_windows_line_ends(
    dialect: ConllBio | ConllU, one: Bundle, other: Bundle
) -> None:
    (data,) = written(dialect, one, other).files.values()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.conll"
        path.write_bytes(data.replace(b"\n", b"\r\n"))
        found, problems = read(dialect, path)
    assert ([content(item) for item in found], problems) == (
        [content(item) for item in back(dialect, [one, other])],
        [],
    )


def test_a_word_with_the_number_nought_and_one_behind_a_range_cut_short_are_read(
    tmp_path: Path,
) -> None:
    path = put(
        tmp_path / "a.conllu",
        "0\tноль\t_\t_\t_\t_\t_\t_\t_\t_",
        "1-3\tодин\t_\t_\t_\t_\t_\t_\t_\t_",
        "# newdoc",
        "1\tдва\t_\t_\t_\t_\t_\t_\t_\t_",
    )
    found, problems = read(CONLLU, path)
    assert ([item.text for item in found], problems) == (["ноль один", "два"], [])


def test_lines_in_another_encoding_are_told_behind_the_articles_before_them(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.conll"
    sound = "-DOCSTART-\tO\n\nда\tB-X\n\n".encode()
    path.write_bytes(sound + sound + b"\xff\tO\n" + sound)
    taken = BIO.read(path, BOOK, ReadOptions(), Silent())
    assert isinstance(next(taken), Bundle)
    with pytest.raises(Unreadable, match="9"):
        next(taken)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_with_columns_too_few_is_told_whatever_stands_behind_it(
    tmp_path: Path, end: str
) -> None:
    lines = ["# newdoc", "1\tраз" + "\t_" * 8, "", "1\tдва" + "\t_" * 6, "", "# newpar", ""]
    path = tmp_path / "a.conllu"
    path.write_bytes(end.join(lines).encode())
    (found,), problems = read(ConllU(), path)
    assert (found.text, [problem.line for problem in problems]) == ("раз", [4])


def test_a_hundred_thousand_labels_that_are_none_are_told_with_their_lines(tmp_path: Path) -> None:
    path = put(tmp_path / "a.conll", *["да\tX"] * 100_000)
    (found,), problems = read(ConllBio(), path)
    assert (found.spans, [problem.line for problem in problems]) == ((), [*range(1, 100_001)])


def test_a_hundred_thousand_words_of_one_sentence_are_read(tmp_path: Path) -> None:
    path = put(tmp_path / "a.conll", *["да\tB-X"] * 100_000)
    (found,), problems = read(BIO, path)
    assert (len(found.spans), problems) == (100_000, [])


@given(bundles())
def test_seqeval_finds_the_spans_that_are_carried_at_their_words(one: Bundle) -> None:
    from seqeval.scheme import IOB2, Entities

    carried = BIO.carries(one, BOOK)
    (data,) = written(BIO, one).files.values()
    sentences = [
        [line.split("\t") for line in block.split("\n")]
        for block in data.decode().split("\n\n")[1:-1]
    ]
    assert "\n".join(" ".join(word for word, _ in line) for line in sentences) == carried.text
    found, start = [], 0
    entities = Entities([[tag for _, tag in line] for line in sentences], IOB2).entities
    for line, marked in zip(sentences, entities, strict=True):
        words = [word for word, _ in line]
        for entity in marked:
            before = start + sum(len(word) + 1 for word in words[: entity.start])
            said = " ".join(words[entity.start : entity.end])
            found.append((entity.tag, before, before + len(said)))
        start += len(" ".join(words)) + 1
    assert sorted(found) == sorted((item.label, item.start, item.end) for item in carried.spans)


@given(bundles())
def test_another_reader_of_conllu_finds_the_words_and_the_spans(one: Bundle) -> None:
    import conllu

    carried = CONLLU.carries(one, BOOK)
    (data,) = written(CONLLU, one).files.values()
    found, tags = "", []
    for sentence in conllu.parse(data.decode()):
        assert [word["id"] for word in sentence] == list(range(1, len(sentence) + 1))
        line = "".join(word["form"] + space_after(word["misc"] or {}) for word in sentence)
        assert letters(line) == letters(sentence.metadata["text"])
        found += line
        tags += [(word["misc"] or {}).get("NER", "O") for word in sentence]
    assert letters(found) == letters(one.text)
    assert sorted(tag[2:] for tag in tags if tag.startswith("B-")) == sorted(
        item.label for item in carried.spans
    )


def space_after(misc: Mapping[str, str]) -> str:
    return "" if misc.get("SpaceAfter") == "No" else " "


def letters(text: str) -> str:
    """The text without what stands between words; U+FEFF is no part of a word."""
    return "".join(text.replace("\ufeff", " ").split())
