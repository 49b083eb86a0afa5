import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from tests.exchange.flat_formats import back, bundle, link, read, span, words, written
from tests.exchange.strategies import BOOK, bundles
from workbench.domain.errors import Unreadable
from workbench.domain.records import Entity
from workbench.domain.text import Interval
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import content, lost
from workbench.exchange.webanno.dialect import WebAnno

TSV = WebAnno()


def page(one: Bundle) -> list[str]:
    (data,) = written(TSV, one).files.values()
    return data.decode().split("\n")


def put(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["#FORMAT=WebAnno TSV 3.3", *lines, ""]), "utf-8", newline="")
    return path


@given(bundles())
def test_what_it_carries_comes_back(one: Bundle) -> None:
    (found,) = back(TSV, [one])
    assert content(found) == content(TSV.carries(one, BOOK))


def test_offsets_are_utf_16_and_text_between_sentences_is_kept() -> None:
    # 😀 is one code point and two units: «да» is code points [2, 4), units [3, 5).
    text = "😀 да. Нет.\n\n[_x]\n"
    assert page(bundle(text, span("s0", "Cue", (2, 4)))) == [
        "#FORMAT=WebAnno TSV 3.3",
        "#T_SP=webanno.custom.Cue|",
        "",
        "",
        "#Text=😀 да. ",
        "1-1\t0-2\t😀\t_\t",
        "1-2\t3-5\tда\t*\t",
        "1-3\t5-6\t.\t_\t",
        "",
        "#Text=Нет.",
        "#Text=",
        "2-1\t7-10\tНет\t_\t",
        "2-2\t10-11\t.\t_\t",
        "",
        "#Text=[_x]",
        "#Text=",
        "3-1\t13-14\t[\t_\t",
        "3-2\t14-16\t_x\t_\t",
        "3-3\t16-17\t]\t_\t",
        "",
    ]


def test_stacked_spans_and_spans_of_several_tokens_have_numbers_and_relations_name_them() -> None:
    text = "Он сказал: да"
    one = bundle(
        text,
        span("s0", "Claim", (0, 9), attributes={"check": "a|b_*"}),
        span("s1", "Claim", (3, 9), note="раз\nдва"),
        span("s2", "Source", (11, 13)),
        relations=(link("r0", "attributed_to", "s1", "s2"),),
    )
    lines = page(one)
    assert lines[1:4] == [
        "#T_SP=webanno.custom.Claim|check|note",
        "#T_SP=webanno.custom.Source|",
        "#T_RL=webanno.custom.attributed_to|BT_uima.tcas.Annotation",
    ]
    assert lines[7:11] == [
        "1-1\t0-2\tОн\ta\\|b\\_\\*[1]\t*[1]\t_\t_\t",
        "1-2\t3-9\tсказал\ta\\|b\\_\\*[1]|*[2]\t*[1]|раз\\nдва[2]\t_\t_\t",
        "1-3\t9-10\t:\t_\t_\t_\t_\t",
        "1-4\t11-13\tда\t_\t_\t*[3]\t1-2[2_3]\t",
    ]


def test_part_of_a_token_has_a_line_of_its_own() -> None:
    lines = page(bundle("слово", span("s0", "Cue", (1, 3))))
    assert lines[5:7] == ["1-1\t0-5\tслово\t_\t", "1-1.1\t1-3\tло\t*\t"]


def test_pieces_become_one_and_white_space_at_the_ends_is_cut_and_counted() -> None:
    one = bundle(
        "а б в г",
        span("s0", "Claim", (0, 1), (4, 5)),
        span("s1", "Cue", (5, 7)),
        span("s2", "Cue", (1, 2)),
        relations=(link("r0", "signalled_by", "s0", "s2"),),
    )
    carried = TSV.carries(one, BOOK)
    assert [item.fragments for item in carried.spans] == [(Interval(0, 5),), (Interval(6, 7),)]
    assert lost(one, carried) == {"spans": 1, "fragments": 1, "borders": 1, "relations": 1}


def test_who_is_mentioned_is_written_as_features() -> None:
    entity = Entity("e1", "Иван [Грозный]", "person")
    one = bundle("Иван", span("s0", "Actor", (0, 4), entity="e1"), entities=(entity,))
    (found,) = back(TSV, [one])
    assert [(item.name, item.type) for item in found.entities] == [("Иван [Грозный]", "person")]
    assert found.spans[0].entity == found.entities[0].id


def test_labels_that_are_no_java_names_come_back() -> None:
    names = ("Факт", "a b", "1", "x_x1_", "x:", ":", "_x", "a-b.c", "😀")
    one = bundle("слово", *(span(f"s{n}", name, (0, 5)) for n, name in enumerate(names)))
    (found,) = back(TSV, [one])
    assert sorted(item.label for item in found.spans) == sorted(names)


def test_a_file_of_inception_is_read(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.tsv",
        "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue",
        "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value",
        "#T_SP=webanno.custom.Frame|ROLE_webanno.custom.Frame:Roles_webanno.custom.L|uima.tcas.Annotation",
        "#T_RL=webanno.custom.Knows|kind|BT_de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity",
        "",
        "",
        "#Sentence.id=s1",
        "#Text=Anna met 😀 .",
        "1-1\t0-4\tAnna\tNNP\t*\tPER\t_\t_\t_\t_\t",
        "1-2\t5-8\tmet\t_\t_\t_\twho\t1-1[0]\t_\t_\t",
        "1-3\t9-11\t😀\t_\t*\tO\\\\C[2]|*\tPER[1]|LOC[2]\t_\t_\t_\t_\t",
        "",
        "#Text=End",
        "2-1\t14-17\tEnd\t_\t*\tORG\t_\t_\tfriend\t1-1\t",
    )
    (found,), problems = read(TSV, path)
    assert found.text == "Anna met 😀 .\nEnd"
    assert words(found)[0] == ("NamedEntity", ["Anna"])
    assert words(found)[-1] == ("NamedEntity", ["End"])
    assert found.spans[-1].attributes == {"value": "ORG"}
    quoted = {item.id: found.text[item.start : item.end] for item in found.spans}
    assert [
        (item.type, quoted[item.source], quoted[item.target], item.attributes)
        for item in found.relations
    ] == [
        ("Knows", "Anna", "End", {"kind": "friend"}),
        ("who", "met", "Anna", {}),
    ]
    assert [item.line for item in problems] == [2]


def test_a_windows_file_and_one_of_the_first_versions_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(
        b'#FORMAT=WebAnno TSV 3.0\r\n#T_SP=webanno.custom.A|v\r\n\r\n\r\n#Text=\\u0430 \\"\r\n'
        + '1-1\t0-1\tа\tx\r\n1-2\t2-3\t"\t_\r\n'.encode()
    )
    (found,), problems = read(TSV, path)
    assert (found.text, words(found), problems) == ('а "', [("A", ["а"])], [])


def test_what_is_broken_is_told_with_its_line_and_the_rest_is_taken(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.tsv",
        "#T_SP=webanno.custom.A|v",
        "#T_RL=webanno.custom.R|BT_webanno.custom.A",
        "",
        "",
        "#Text=раз два три",
        "1-1\t0-3\tраз\tx\t9-9[7_0]",
        "1-2\t4-7\tдвa\ty\t_",
        "1-3\t8-99\tтри\tz\t_",
        "1-3\t8-11\tтри",
        "мусор",
        "1-4\t8-11\tтри\tz\t_",
    )
    (found,), problems = read(TSV, path)
    assert words(found) == [("A", ["раз"]), ("A", ["три"])]
    assert sorted(item.line or 0 for item in problems) == [7, 8, 9, 10, 11]


@pytest.mark.parametrize(
    "data", [b"", b"word\tO\n", b"#FORMAT=WebAnno TSV 4.0\n", b"#FORMAT=WebAnno TSV 3.3\n\xff"]
)
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(data)
    with pytest.raises(Unreadable):
        read(TSV, path)
    good = put(tmp_path / "b.tsv", "", "", "#Text=да", "1-1\t0-2\tда")
    found, problems = read(TSV, tmp_path)
    assert [item.file for item in found] == [str(good)]
    assert [item.file for item in problems] == [str(path)]


@given(bundles())
def test_a_row_that_is_wrong_changes_nothing_of_the_others(one: Bundle) -> None:
    (data,) = written(TSV, one).files.values()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.tsv"
        path.write_bytes(data + b"999-1\t0-0\tx\t\n")
        (found,), problems = read(TSV, path)
    assert content(found) == content(TSV.carries(one, BOOK))
    assert [item.line for item in problems] == [data.count(b"\n") + 1]


def test_a_text_without_anything_to_see_comes_back() -> None:
    one = bundle("\u200b \u200b", span("s0", "Claim", (0, 1)))
    (found,) = back(TSV, [one])
    assert (found.text, found.spans) == (one.text, ())


def test_offsets_without_end_take_no_memory(tmp_path: Path) -> None:
    path = put(tmp_path / "a.tsv", "", "", "#Text=да", "1-1\t999999999-999999999\tда")
    with pytest.raises(Unreadable):
        read(TSV, path)


def test_a_hundred_thousand_spans_on_one_token_are_read(tmp_path: Path) -> None:
    many = 100_000
    stack = "|".join(f"v[{number}]" for number in range(1, many + 1))
    path = put(
        tmp_path / "a.tsv", "#T_SP=webanno.custom.A|v", "", "", "#Text=да", f"1-1\t0-2\tда\t{stack}"
    )
    (found,), problems = read(TSV, path)
    assert (len(found.spans), problems) == (many, [])
