import os
import sys
from pathlib import Path

import pytest

from tests.exchange.records import Reads
from workbench.domain.text import sha256
from workbench.exchange.parsing.admission import title_of

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"


def seed(name: str) -> Path:
    if not (SEEDS / name).exists():
        pytest.skip("the seed articles are not beside this checkout")
    return SEEDS / name


def test_a_text_is_kept_to_the_character(tmp_path: Path, reads: Reads) -> None:
    text = " Тире —\u00a0и\u2028разрыв\u0085, \x0b\x0c 😀 и\u0306, \ufeff внутри.\n\n"
    path = tmp_path / "статья.txt"
    path.write_bytes(text.encode())
    (bundle,), problems = reads(path)
    assert not problems
    assert bundle.text == text
    assert bundle.article.sha256 == sha256(text)
    assert bundle.article.meta == {"file": "статья.txt"}
    assert bundle.article.status == "new"


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_newlines_become_lf_once(tmp_path: Path, reads: Reads, newline: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(f"Первая{newline}вторая{newline}{newline}третья".encode())
    (bundle,), _ = reads(path)
    assert bundle.text == "Первая\nвторая\n\nтретья"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
def test_the_same_article_in_another_encoding_is_the_same_text(
    tmp_path: Path, reads: Reads, encoding: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Министр сказал: «Нет».\r\nИ ушёл.".encode(encoding))
    (bundle,), _ = reads(path)
    assert bundle.text == "Министр сказал: «Нет».\nИ ушёл."


def test_one_bom_goes_and_a_second_is_text(tmp_path: Path, reads: Reads) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff\ufeffТекст".encode())
    (bundle,), _ = reads(path)
    assert bundle.text == "\ufeffТекст"


def test_a_date_at_the_start_becomes_metadata_and_stays_in_the_text(
    tmp_path: Path, reads: Reads
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(" date 2025-12-13 Первая строка статьи.\nВторая.", encoding="utf-8")
    (bundle,), _ = reads(path)
    assert bundle.article.meta == {"date": "2025-12-13", "file": "a.txt"}
    assert bundle.article.title == "Первая строка статьи."
    assert bundle.text.startswith(" date 2025-12-13 Первая")


@pytest.mark.parametrize("line", ["date 2025-13-40 х", "update 2025-12-13 х", "date 2025-12-1 х"])
def test_what_only_looks_like_a_date_is_none(tmp_path: Path, reads: Reads, line: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(line, encoding="utf-8")
    (bundle,), _ = reads(path)
    assert "date" not in bundle.article.meta
    assert bundle.article.title == line


def test_a_title_is_short_whatever_the_first_line_is() -> None:
    assert title_of("\n \u00a0\n\ufeff  Заголовок \nТекст") == "Заголовок"
    assert title_of("date 2025-12-13\nЗаголовок") == "Заголовок"
    first = "Первое предложение, в котором есть г. Москва и А. С. Пушкин."
    assert title_of(f" date 2025-12-13 {first} Второе предложение. " + "Ещё слова. " * 30) == first
    cut = title_of("очень длинная строка без единой точки " * 20)
    assert len(cut) <= 101
    assert cut.endswith("…")
    assert cut.removesuffix("…") in "очень длинная строка без единой точки " * 20
    assert len(title_of("я" * 5000)) <= 101


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no text"),
        (b" \n\t\r\n", "no text"),
        ("\ufeff \u00a0\u200b\n".encode(), "no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not text"),
        ("Текст\0текст".encode(), "not text"),
        ("Тек\0ст".encode("utf-16"), "NUL"),
        ("Текст статьи и ещё слова ".encode() + b"\xed\xa0\xbd", "broken or half characters"),
        ("中国人民的生活".encode("gbk"), "encoding"),
    ],
)
def test_what_is_not_a_text_is_refused_with_its_file_and_the_rest_is_taken(
    tmp_path: Path, reads: Reads, data: bytes, reason: str
) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    (tmp_path / "b.txt").write_text("Хороший текст", encoding="utf-8")
    (bundle,), (problem,) = reads(tmp_path)
    assert bundle.article.meta["file"] == "b.txt"
    assert str(problem).startswith(f"{tmp_path / 'a.txt'}: ")
    assert reason in str(problem)


def test_a_file_over_the_limit_is_refused(tmp_path: Path, reads: Reads) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * (1 << 20))
    assert len(reads(path, limit=1 << 20)[0]) == 1
    path.write_bytes(b"a" * ((1 << 20) + 1))
    bundles, (problem,) = reads(path, limit=1 << 20)
    assert not bundles
    assert "larger than 1 MB" in str(problem)


def test_the_limit_is_50_mb_unless_told(tmp_path: Path, reads: Reads) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    _, (problem,) = reads(path)
    assert "larger than 50 MB" in str(problem)


def test_missing_files_pipes_and_empty_folders_are_told(tmp_path: Path, reads: Reads) -> None:
    (tmp_path / "empty").mkdir()
    paths = [tmp_path / "none.txt", tmp_path / "empty"]
    reasons = ["cannot be read: No such file", "no file in this folder"]
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.txt")
        paths.append(tmp_path / "pipe.txt")
        reasons.append("a pipe")
    bundles, problems = reads(*paths)
    assert not bundles
    for problem, reason in zip(problems, reasons, strict=True):
        assert reason in str(problem)


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_a_file_name_that_is_not_utf8_can_be_kept(tmp_path: Path, reads: Reads) -> None:
    path = tmp_path / os.fsdecode(b"\xf1\xf2.txt")
    path.write_text("Текст", encoding="utf-8")
    (bundle,), _ = reads(path)
    assert bundle.article.meta["file"] == "\ufffd\ufffd.txt"
    bundle.file.encode()


def test_the_first_seed_has_its_date_and_a_title_of_one_sentence(reads: Reads) -> None:
    (bundle,), _ = reads(seed("000_06dbf7981b8a7ab8.txt"))
    assert bundle.article.meta["date"] == "2025-12-13"
    assert bundle.article.title.startswith("Азербайджан, как мы и говорили ранее")
    assert len(bundle.article.title) <= 101
    assert bundle.text == seed("000_06dbf7981b8a7ab8.txt").read_bytes().decode()


def test_the_second_seed_has_its_author_where_code_points_say(reads: Reads) -> None:
    (bundle,), _ = reads(seed("003_d56f17f40552adc2.txt"))
    assert bundle.text[4676:4690] == "Антон Михайлов"
    assert bundle.article.title == "Найти в Дзене"
