"""Projects to measure on: many articles of one size."""

from pathlib import Path

import orjson

from tests.benchmarks.article_view import spans, text
from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.records import Article, Status, new_id
from workbench.domain.text import sha256
from workbench.domain.words import msg
from workbench.resources import resource
from workbench.store.project import Project

ROOT = Path(__file__).resolve().parents[2]
STATES: tuple[Status, ...] = ("new", "in_work", "done")
_BATCH = 200  # articles in a commit


def codebook() -> Codebook:
    """The codebook that comes with the program, but for spans at random, which cross."""
    book = orjson.loads(resource("codebook.json").read_bytes())
    for label in book["labels"]:
        label["self_overlap"] = "allow"
    return Codebook.of(book)


def project(path: Path, articles: int, size: int, marks: int) -> Project:
    """A new project of so many articles, each of `size` bytes with so many spans."""
    made = Project.create(path, codebook(), "bench")
    for first in range(0, articles, _BATCH):
        changes: list[Change] = []
        texts: dict[str, str] = {}
        for number in range(first, min(first + _BATCH, articles)):
            body = text(size, number)
            article = Article(
                new_id(),
                sha256(body),
                body[: 30 + number % 60],
                STATES[number % 3],
                {"date": "2025-12-13"},
            )
            texts[article.sha256] = body
            changes.append(Change(None, article))
            changes.extend(Change(None, span) for span in spans(article.id, body, marks, number))
        made.commit(Transaction(msg("import"), tuple(changes), texts=texts))
    return made
