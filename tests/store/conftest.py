import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.commands import Pen
from workbench.domain.records import Article, Entity, Note, Record, Rejection, Relation, Span
from workbench.domain.text import Interval, sha256
from workbench.domain.words import msg
from workbench.resources import resource
from workbench.store.project import Project

ROOT = Path(__file__).resolve().parents[2]

# A NUL, a character outside the BMP and a lone combining mark: what a text may well hold.
TEXT = (
    "Министр 😀 Антон Михайлов заявил, что перемирие\u00a0сорвано, и это подтвердили в Лирии."
    "\0 и\u0306"
)
IMPORTED = "Третий текст. Аналитик предупредил: мост закроют."
RECORDS = ("article", "span", "relation", "entity", "note", "rejection", "codebook")
OTHER_TEXT = "Второй текст: по словам очевидцев, огонь вели трижды."


class Bench:
    """A place to make projects in, with two articles to tag."""

    def __init__(self, folder: Path, codebook: Codebook) -> None:
        self.folder = folder
        self.codebook = codebook
        self.pen = Pen("анна")

    @property
    def path(self) -> Path:
        """Where the project is."""
        return self.folder / "дело.workbench"

    def make(self) -> Project:
        """A new project with both articles, open for writing."""
        project = Project.create(self.path, self.codebook, "анна")
        self.bring(project, TEXT, OTHER_TEXT)
        return project

    def open(self, *, write: bool = True) -> Project:
        """The project, opened again."""
        return Project.open(self.path, "анна", write=write)

    def bring(self, project: Project, *texts: str) -> list[Article]:
        """Import texts as new articles."""
        found = [Article(f"a-{sha256(text)[:8]}", sha256(text), text[:9]) for text in texts]
        project.commit(
            Transaction(
                msg("Import"),
                tuple(Change(None, article) for article in found),
                texts={sha256(text): text for text in texts},
            )
        )
        return found

    def imported(self) -> Transaction:
        """What an import of a tagged article commits: every kind of record."""
        article = Article(
            "a3", sha256(IMPORTED), "Третий", "done", {"date": "2025-12-13", "n": [1]}
        )
        who = Entity("e-import", "Аналитик", "person", ("эксперт",), {"wikidata": "Q1"}, "уточнить")
        spans = [
            self.span("s-claim", "a3", "Claim", 36, 48),
            self.span("s-source", "a3", "Source", 14, 22, entity="e-import"),
        ]
        link = Relation("r-import", "a3", "attributed_to", "s-claim", "s-source", {}, "борис")
        note = Note("n-import", "a3", "из архива", "борис", "", "")
        never = Rejection("j-import", "a3", "e-import", (Interval(0, 6),), "борис", "")
        records: tuple[Record, ...] = (article, who, *spans, link, note, never)
        changes = tuple(Change(None, record) for record in records)
        return Transaction(msg("Import"), changes, texts={article.sha256: IMPORTED})

    @staticmethod
    def span(
        name: str, article: str, label: str, start: int, end: int, entity: str | None = None
    ) -> Span:
        """A span as an import brings it."""
        place = (Interval(start, end),)
        return Span(name, article, label, place, {}, entity, "борис", "import", None, "", "")

    def held(self, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of the tables, as another process reads them from the file."""
        with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as connection:
            return {
                table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
                for table in tables or RECORDS
            }

    def beside(self) -> list[str]:
        """The names of all files in the folder."""
        return sorted(file.name for file in self.folder.iterdir())


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """The codebook that comes with the program."""
    return Codebook.of(json.loads(resource("codebook.json").read_text(encoding="utf-8")))


@pytest.fixture
def bench(tmp_path: Path, codebook: Codebook) -> Bench:
    """An empty folder for projects."""
    folder = tmp_path / "проект"
    folder.mkdir()
    return Bench(folder, codebook)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, for this test alone."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts Python code in another process that can import the program; none outlives the test."""
    running: list[subprocess.Popen[str]] = []

    def begin(code: str, *arguments: str) -> "subprocess.Popen[str]":
        environment: Mapping[str, Any] = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=ROOT,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()
