import struct
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from workbench.locale import catalogue, preferred


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ru_UA.KOI8-U"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": ""}, "ru"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "run"}, "en"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_environment_chooses_the_language(
    environment: Mapping[str, str], language: str
) -> None:
    assert preferred(environment) == language


def compiled(sentences: Mapping[str, str]) -> bytes:
    """A catalogue as msgfmt makes it."""
    header = "Content-Type: text/plain; charset=UTF-8\nLanguage: ru\n"
    pairs = sorted({"": header, **sentences}.items())
    keys = [key.encode() for key, _ in pairs]
    values = [value.encode() for _, value in pairs]
    start = 28 + 16 * len(pairs)
    tables, body = [], b""
    for words in (keys, values):
        for word in words:
            tables.append(struct.pack("<II", len(word), start + len(body)))
            body += word + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + b"".join(tables) + body


@pytest.fixture
def russian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "locale" / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    found = {"Project made: {path}": "Проект создан: {path}", "Make an empty project.": "Создать."}
    (folder / "workbench.mo").write_bytes(compiled(found))
    monkeypatch.setattr("workbench.locale.resource", lambda name: tmp_path / name)


@pytest.mark.usefixtures("russian")
def test_the_command_line_speaks_the_language_that_is_asked_for(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("--language", "ru", "new", "a.workbench").out == "Проект создан: a.workbench\n"
    assert "Создать." in cli("--language=ru", "--help").out
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    assert cli("new", "b.workbench").out == "Проект создан: b.workbench\n"
    assert cli("--language", "en", "new", "c.workbench").out == "Project made: c.workbench\n"


def test_without_a_catalogue_it_is_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.locale.resource", lambda name: tmp_path / name)
    assert catalogue("ru") is None
    assert catalogue("en") is None
