"""The list of articles: what stands in it, and what a click does."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from tests.gui.panels.conftest import Bench, Show, click, press, settle
from workbench.domain.change import Change, Transaction
from workbench.domain.errors import ProjectError
from workbench.domain.records import Article, new_id
from workbench.domain.text import sha256
from workbench.domain.words import msg
from workbench.gui.lists import article_list
from workbench.gui.lists.article_list import ArticleList
from workbench.gui.lists.article_model import ArticleModel, Section
from workbench.gui.verbs import tagging
from workbench.store.reader import ArticleRow


def shown(panel: ArticleList) -> list[str]:
    """The rows as they stand: heads with counts, titles."""
    model = panel.model
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def type_in(panel: ArticleList, words: str, qtbot: QtBot) -> None:
    panel.field.setText(words)
    qtbot.waitUntil(lambda: panel.model.words == words.strip(), timeout=2000)


def opened(bench: Bench) -> str:
    reading = bench.session.reading
    return reading.article.id if reading is not None else ""


def index_of(panel: ArticleList, title: str) -> QModelIndex:
    return panel.model.index(shown(panel).index(title))


def click_row(panel: ArticleList, title: str) -> None:
    click(panel.view.viewport(), panel.view.visualRect(index_of(panel, title)).center())


def many(bench: Bench, count: int) -> list[Article]:
    texts = {sha256(f"текст {n}"): f"текст {n}" for n in range(count)}
    articles = [Article(new_id(), key, f"Статья {n}") for n, key in enumerate(texts)]
    changes = tuple(Change(None, article) for article in articles)
    bench.project.commit(Transaction(msg("import"), changes, texts=texts))
    return articles


def test_articles_stand_by_state_with_counts(bench: Bench, show: Show) -> None:
    panel = ArticleList(bench.session)
    show(panel)
    bench.add("а", "Готовая", "done")
    bench.add("б", "Новая")
    bench.add("в", "Начатая", "in_work")
    assert shown(panel) == [
        "in work (1)",
        "Начатая",
        "new (1)",
        "Новая",
        "done (1)",
        "Готовая",
    ]
    assert panel.counted.text() == "1 of 3 done"


def test_an_empty_project_says_how_to_begin(bench: Bench, show: Show) -> None:
    panel = ArticleList(bench.session)
    show(panel)
    assert panel.empty.isVisible()
    assert "Ctrl+I" in panel.empty.text()
    bench.add("а", "Первая")
    assert not panel.empty.isVisible()
    assert panel.view.isVisible()


def test_the_filter_knows_no_case_and_no_yo(bench: Bench, show: Show, qtbot: QtBot) -> None:
    panel = ArticleList(bench.session)
    show(panel)
    bench.add("а", "Ёлка на площади")
    bench.add("б", "Порт")
    type_in(panel, "елка", qtbot)
    assert shown(panel) == ["new (1)", "Ёлка на площади"]
    assert panel.counted.text() == "1 article found"
    type_in(panel, "сосна", qtbot)
    assert panel.empty.text() == "No title has these words."
    press(panel.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: panel.model.words == "", timeout=2000)
    assert len(shown(panel)) == 3


def test_escape_in_the_filter_gives_the_focus_back(bench: Bench, show: Show, qtbot: QtBot) -> None:
    panel = ArticleList(bench.session)
    show(panel)
    with qtbot.waitSignal(panel.left):
        press(panel.field, Qt.Key.Key_Escape)


def test_a_click_opens_the_article_and_leaves_the_focus_where_it_was(
    bench: Bench, show: Show
) -> None:
    panel = ArticleList(bench.session)
    show(panel)
    bench.add("первый текст", "Первая")
    second = bench.add("второй текст", "Вторая")
    panel.setFocus()
    settle()
    click_row(panel, "Вторая")
    assert bench.session.reading is not None
    assert bench.session.reading.article.id == second.id
    assert not panel.view.hasFocus()


def test_enter_in_the_filter_opens_the_first_hit(bench: Bench, show: Show) -> None:
    panel = ArticleList(bench.session)
    show(panel)
    bench.add("а", "Порт")
    wanted = bench.add("б", "Кабель")
    panel.field.setText("каб")
    press(panel.field, Qt.Key.Key_Return)
    assert bench.session.reading is not None
    assert bench.session.reading.article.id == wanted.id


def test_many_titles_are_looked_at_in_a_worker_and_enter_waits_for_it(
    bench: Bench, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(article_list, "MANY", 1)
    panel = ArticleList(bench.session)
    show(panel)
    bench.add("а", "Порт")
    wanted = bench.add("б", "Кабель")
    bench.add("в", "Кабельная")
    panel.field.setText("каб")
    press(panel.field, Qt.Key.Key_Return)
    assert not opened(bench)
    assert bench.session.tasks.busy
    qtbot.waitUntil(lambda: not bench.session.tasks.busy, timeout=5000)
    assert opened(bench) == wanted.id
    assert shown(panel) == ["new (2)", "Кабель", "Кабельная"]
    assert panel.counted.text() == "2 articles found"
    bench.add("г", "Кабельщик")  # read anew in a worker, too
    qtbot.waitUntil(lambda: len(shown(panel)) == 4, timeout=5000)
    panel.field.setText("порт")
    panel._filter()
    panel.field.setText("кабельщик")  # what was begun for other words comes too late
    panel._filter()
    qtbot.waitUntil(lambda: not bench.session.tasks.busy, timeout=5000)
    assert shown(panel) == ["new (1)", "Кабельщик"]


def test_a_head_shuts_and_opens_its_section(bench: Bench, show: Show) -> None:
    panel = ArticleList(bench.session)
    show(panel)
    bench.add("а", "Порт")
    bench.add("б", "Кабель", "done")
    click_row(panel, "new (1)")
    assert shown(panel) == ["new (1)", "done (1)", "Кабель"]
    click_row(panel, "new (1)")
    assert "Порт" in shown(panel)
    head = panel.model.index(0)
    assert not panel.model.flags(head) & Qt.ItemFlag.ItemIsSelectable


def test_a_span_changes_one_row_and_the_first_one_puts_the_article_in_work(
    bench: Bench, show: Show
) -> None:
    panel = ArticleList(bench.session)
    show(panel)
    article = bench.open()
    bench.mark("порт Сарма", "Claim")
    assert shown(panel)[:2] == ["in work (1)", article.title]
    resets: list[int] = []
    panel.model.modelReset.connect(lambda: resets.append(1))
    bench.mark("Марк Ренн", "Actor")
    row = panel.model.find(article.id).data(ArticleModel.RowRole)
    assert isinstance(row, ArticleRow)
    assert row.spans == 2
    assert not resets
    bench.session.walk(back=True)
    row = panel.model.find(article.id).data(ArticleModel.RowRole)
    assert row.spans == 1


def test_a_thousand_articles_come_page_by_page(bench: Bench, show: Show) -> None:
    articles = many(bench, 1000)
    panel = ArticleList(bench.session)
    show(panel)
    assert shown(panel)[0] == "new (1000)"
    assert panel.model.rowCount() < 500
    while panel.model.canFetchMore(QModelIndex()):
        panel.model.fetchMore(QModelIndex())
    assert shown(panel)[1:] == [article.title for article in articles]


def test_scrolling_reads_on_in_a_section_that_is_not_the_last(bench: Bench, show: Show) -> None:
    many(bench, 500)
    bench.add("готово", "Готовая", "done")
    panel = ArticleList(bench.session)
    show(panel)
    assert shown(panel)[-1] == "Готовая"
    bar = panel.view.verticalScrollBar()
    for _ in range(4):
        bar.setValue(bar.maximum())
        settle()
    assert panel.model.rowCount() == 1 + 500 + 2


def test_an_import_leaves_the_list_where_it_was(bench: Bench, show: Show) -> None:
    many(bench, 300)
    panel = ArticleList(bench.session)
    show(panel)
    panel.view.verticalScrollBar().setValue(2000)
    settle()
    before = panel.view.indexAt(panel.view.viewport().rect().center()).data()
    bench.add("ещё", "Ещё одна", "in_work")
    settle()
    assert panel.view.indexAt(panel.view.viewport().rect().center()).data() == before


def test_the_open_article_is_in_sight(bench: Bench, show: Show) -> None:
    articles = many(bench, 600)
    panel = ArticleList(bench.session)
    show(panel)
    bench.session.open_article(articles[450].id)
    settle()
    index = panel.model.find(articles[450].id)
    assert panel.view.viewport().rect().intersects(panel.view.visualRect(index))


def test_marking_done_moves_the_row_to_the_done_ones(bench: Bench, show: Show) -> None:
    panel = ArticleList(bench.session)
    show(panel)
    article = bench.open()
    tagging.set_status(bench.session, "done")
    assert shown(panel) == ["done (1)", article.title]
    assert panel.counted.text() == "1 of 1 done"


def test_rows_tell_a_screen_reader_state_and_spans(bench: Bench, show: Show) -> None:
    panel = ArticleList(bench.session)
    show(panel)
    bench.add("а", "Порт")
    told = panel.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Порт, new, 0 spans"


@pytest.mark.parametrize("words", ["%", "_", "\\"])
def test_signs_of_the_database_are_plain_signs(
    bench: Bench, show: Show, qtbot: QtBot, words: str
) -> None:
    panel = ArticleList(bench.session)
    show(panel)
    bench.add("а", "Порт")
    bench.add("б", f"Рост на 5 {words}")
    type_in(panel, words, qtbot)
    assert shown(panel) == ["new (1)", f"Рост на 5 {words}"]


def test_a_closed_project_leaves_an_empty_list(bench: Bench, show: Show) -> None:
    panel = ArticleList(bench.session)
    show(panel)
    bench.add("а", "Порт")
    bench.session.open_project(None)
    assert panel.model.rowCount() == 0
    assert isinstance(panel.model.sections[0], Section)
    assert panel.empty.isVisible()


def test_rows_stay_until_the_worker_is_done_and_a_failure_leaves_the_list(
    bench: Bench, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(article_list, "MANY", 1)
    panel = ArticleList(bench.session)
    show(panel)
    for number in range(3):
        bench.add(f"текст {number}", f"Порт {number}")
    before = shown(panel)
    panel.field.setText("порт 1")
    panel._filter()
    assert bench.session.tasks.busy
    assert shown(panel) == before
    press(panel.field, Qt.Key.Key_Down)
    press(panel.view, Qt.Key.Key_End)
    assert panel.view.currentIndex().data() == "Порт 2"
    qtbot.waitUntil(lambda: not bench.session.tasks.busy, timeout=5000)
    assert shown(panel) == ["new (1)", "Порт 1"]

    def fails(*_: object) -> object:
        raise ProjectError("The disk is gone.")

    monkeypatch.setattr(article_list, "listing", fails)
    panel.field.setText("порт 2")
    panel._filter()
    qtbot.waitUntil(lambda: not bench.session.tasks.busy, timeout=5000)
    assert bench.refused == ["The disk is gone."]
    assert shown(panel) == ["new (1)", "Порт 1"]
    monkeypatch.undo()
    panel._filter()
    assert shown(panel) == ["new (1)", "Порт 2"]


def test_enter_while_the_worker_looks_opens_what_it_finds(
    bench: Bench, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(article_list, "MANY", 1)
    panel = ArticleList(bench.session)
    show(panel)
    bench.add("а", "Порт")
    wanted = bench.add("б", "Кабель")
    panel.field.setText("каб")
    panel._filter()
    press(panel.field, Qt.Key.Key_Return)
    assert not opened(bench)
    qtbot.waitUntil(lambda: not bench.session.tasks.busy, timeout=5000)
    assert opened(bench) == wanted.id
