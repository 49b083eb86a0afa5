import zlib
from pathlib import Path

import pytest

from workbench.domain.errors import Unreadable
from workbench.exchange.parsing.decoding import decoded, known

RUSSIAN = (
    "Министр заявил, что перемирие сорвано. «Мы подписали», — сказал он, — и это подтвердили в "
    "Лирии. По словам очевидцев, огонь вели трижды: в ночь на среду, утром и ещё раз днём.\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_text_that_names_its_encoding_is_read_in_it(encoding: str) -> None:
    assert decoded(RUSSIAN.encode(encoding)).removeprefix("\ufeff") == RUSSIAN


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5"])
@pytest.mark.parametrize("length", [20, 60, None])
def test_russian_in_one_byte_is_recognised(encoding: str, length: int | None) -> None:
    data = RUSSIAN[:length].encode(encoding, "ignore")
    assert decoded(data) == data.decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "iso8859-5"])
def test_russian_in_capitals_is_recognised(encoding: str) -> None:
    data = RUSSIAN.upper().encode(encoding, "ignore")
    assert decoded(data) == data.decode(encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [RUSSIAN, "Привет", "Plain English text.\n"])
def test_wide_encodings_without_a_mark_are_recognised(encoding: str, text: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data",
    [
        zlib.compress(RUSSIAN.encode() * 9),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"text\0with a zero",
        RUSSIAN.encode() + b"\0",
        bytes(range(256)) * 4,
    ],
)
def test_binary_data_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="not text"):
        decoded(data)


@pytest.mark.parametrize("head", [b"%PDF-1.7\n", b"{\\rtf1\\ansi ", b"PK\x03\x04"])
def test_documents_are_refused_with_what_to_do(head: bytes) -> None:
    with pytest.raises(Unreadable, match="Save it as plain text"):
        decoded(head + b"words " * 99)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("中国人民的生活水平提高了。" * 9, "gbk"),
        ("Les élèves français à l'école étaient déjà là" * 3, "latin-1"),
        ("Ελληνική γλώσσα είναι ωραία " * 5, "cp1253"),
    ],
)
def test_what_is_not_russian_is_refused_rather_than_guessed(text: str, encoding: str) -> None:
    with pytest.raises(Unreadable, match="--encoding"):
        decoded(text.encode(encoding))
    assert decoded(text.encode(encoding), encoding) == text


@pytest.mark.parametrize("data", [b"\xed\xa0\xbd", "я".encode()[:1], b"\xff"])
def test_utf8_with_a_broken_character_is_not_taken_for_something_else(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"UTF-8 but for [13] broken"):
        decoded(RUSSIAN.encode() + data)


def test_the_users_encoding_rules() -> None:
    assert decoded("Привет".encode("cp1251"), "koi8-r") == "Привет".encode("cp1251").decode(
        "koi8-r"
    )
    with pytest.raises(Unreadable, match="byte 0 does not fit"):
        decoded("Привет".encode("cp1251"), "utf-8")


def test_only_encodings_of_text_are_known() -> None:
    assert known("CP1251")
    assert not known("base64")
    assert not known("кои")
    assert not known("a\0b")


@pytest.mark.parametrize("name", ["000_06dbf7981b8a7ab8.txt", "003_d56f17f40552adc2.txt"])
@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "utf-16", "utf-8-sig"])
def test_the_seed_articles_are_read_in_every_encoding(name: str, encoding: str) -> None:
    path = Path(__file__).resolve().parents[3] / "shared" / "seeds" / name
    if not path.exists():
        pytest.skip("the seed articles are not beside this checkout")
    data = path.read_bytes().decode().encode(encoding, "ignore")
    assert decoded(data).removeprefix("\ufeff") == data.decode(encoding).removeprefix("\ufeff")
