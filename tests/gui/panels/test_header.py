"""The title over an article: typed for the article it was begun for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.gui.panels.conftest import Bench, Show, press
from workbench.domain.records import Article
from workbench.gui.article.header import ArticleHeader


@pytest.fixture
def header(bench: Bench, show: Show) -> ArticleHeader:
    made = ArticleHeader(bench.session, "serif")
    show(made)
    return made


def title(bench: Bench, article: Article) -> str:
    found = bench.project.read.article(article.id)
    assert found is not None
    return found.title


def begin(header: ArticleHeader, text: str) -> QLineEdit:
    header.edit_title()
    edit = header.findChild(QLineEdit, "header.edit")
    assert isinstance(edit, QLineEdit)
    edit.setText(text)
    return edit


def test_a_title_lands_on_the_article_it_was_begun_for(bench: Bench, header: ArticleHeader) -> None:
    second = bench.add("Вторая")
    first = bench.open("Первая")
    edit = begin(header, "Новая")
    bench.session.open_article(second.id)
    assert not edit.isVisible()
    press(edit, Qt.Key.Key_Return)
    header.commit_edit()
    assert (title(bench, first), title(bench, second)) == ("Новая", "Вторая")
    assert bench.session.reading is not None
    assert bench.session.reading.article.id == second.id


def test_a_title_is_kept_when_the_window_asks(bench: Bench, header: ArticleHeader) -> None:
    article = bench.open("Первая")
    begin(header, "Новая")
    header.commit_edit()
    assert title(bench, article) == "Новая"
    bench.session.walk(back=True)
    assert title(bench, article) == "Первая"


def test_escape_leaves_the_title(bench: Bench, header: ArticleHeader) -> None:
    article = bench.open("Первая")
    press(begin(header, "Новая"), Qt.Key.Key_Escape)
    header.commit_edit()
    assert title(bench, article) == "Первая"


def test_an_empty_title_is_refused(bench: Bench, header: ArticleHeader) -> None:
    article = bench.open("Первая")
    press(begin(header, "  "), Qt.Key.Key_Return)
    assert bench.refused == ["An article needs a title."]
    assert title(bench, article) == "Первая"
